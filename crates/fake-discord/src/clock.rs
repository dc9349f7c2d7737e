//! The stand-in's own clock: it runs with real time and can be moved forward, never back.
//! Every limit that Discord measures (3 s, 15 min, nonce window, rate limits) is measured on it.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use twilight_model::util::Timestamp;

/// Milliseconds since the Unix epoch, on the stand-in's clock.
pub type Millis = i64;

#[derive(Debug)]
pub(crate) struct Clock {
    started: Instant,
    started_at: Millis,
    moved: AtomicI64,
}

impl Clock {
    /// A clock that shows the real time.
    pub fn new() -> Self {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self { started: Instant::now(), started_at: millis(since), moved: AtomicI64::new(0) }
    }

    pub fn now(&self) -> Millis {
        self.started_at + millis(self.started.elapsed()) + self.moved.load(Ordering::Relaxed)
    }

    /// The same instant with microseconds, for headers that need a fraction.
    pub fn now_seconds(&self) -> f64 {
        self.started_at as f64 / 1e3
            + self.started.elapsed().as_secs_f64()
            + self.moved.load(Ordering::Relaxed) as f64 / 1e3
    }

    pub fn advance(&self, by: Duration) {
        self.moved.fetch_add(millis(by), Ordering::Relaxed);
    }
}

pub(crate) fn millis(duration: Duration) -> Millis {
    Millis::try_from(duration.as_millis()).unwrap_or(Millis::MAX / 4)
}

/// As Discord writes it; an instant outside its range falls back to the epoch.
pub(crate) fn timestamp(at: Millis) -> Timestamp {
    Timestamp::from_micros(at.saturating_mul(1000))
        .or_else(|_| Timestamp::from_secs(0))
        .unwrap_or_else(|_| unreachable!("the epoch is a valid timestamp"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moved_clock_is_ahead_by_what_it_was_moved() {
        let clock = Clock::new();
        let before = clock.now();
        clock.advance(Duration::from_secs(900));
        assert!(clock.now() - before >= 900_000);
    }
}
