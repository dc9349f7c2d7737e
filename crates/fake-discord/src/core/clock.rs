//! The stand-in's own clock: it runs with real time and can be moved forward, never back.
//! Every limit that Discord measures (3 s, 15 min, nonce window, rate limits) is measured on it.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use time::OffsetDateTime;
use time::format_description::well_known::Iso8601;
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

/// Reads a time in any form of ISO 8601, as Discord does; `None` where it is none.
pub(crate) fn parse_time(text: &str) -> Option<Timestamp> {
    let read = OffsetDateTime::parse(text, &Iso8601::DEFAULT).ok()?;
    let micros = i64::try_from(read.unix_timestamp_nanos() / 1000).ok()?;
    Timestamp::from_micros(micros).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_in_every_form_that_clients_send() {
        for text in ["2026-01-01T00:00:00Z", "2026-01-01T00:00:00.000000+00:00", "2026-01-01T02:00:00+02:00"] {
            assert_eq!(parse_time(text).map(|time| time.as_secs()), Some(1_767_225_600), "{text}");
        }
        assert!(parse_time("tomorrow").is_none());
    }

    #[test]
    fn a_moved_clock_is_ahead_by_what_it_was_moved() {
        let clock = Clock::new();
        let before = clock.now();
        clock.advance(Duration::from_secs(900));
        assert!(clock.now() - before >= 900_000);
    }
}
