//! The last measured difference between another clock and this machine's.
//!
//! Must not ask anybody: whoever gets an answer with a time tells the meter.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use rustix::time::{ClockId, clock_gettime};

/// An exchange that took longer is not used: the other clock was read at some time in between.
const LONGEST_EXCHANGE_MS: i64 = 2_000;

/// By how much another clock is ahead of this machine's, in milliseconds.
#[derive(Debug, Default)]
pub(crate) struct ClockMeter(Mutex<Option<Measured>>);

#[derive(Debug, Clone, Copy)]
struct Measured {
    ahead_ms: i64,
    /// When it was measured, by this machine's clock and by the clock that counts since boot.
    wall_ms: i64,
    since_boot: Duration,
}

impl ClockMeter {
    /// The other clock showed a time from `earliest_ms` to `latest_ms` when this machine's showed one between `before_ms`
    /// and now.
    pub(crate) fn note(&self, earliest_ms: i64, latest_ms: i64, before_ms: i64) {
        let now_ms = Timestamp::now().as_millisecond();
        if !(0..=LONGEST_EXCHANGE_MS).contains(&(now_ms - before_ms)) {
            return;
        }
        let ahead_ms = difference(earliest_ms, latest_ms, before_ms, now_ms);
        *self.lock() = Some(Measured { ahead_ms, wall_ms: now_ms, since_boot: since_boot() });
    }

    /// The difference, and how long ago it was measured. This machine's clock may have been set since, which is taken
    /// into account; the other may have been, too, which is not.
    pub(crate) fn read(&self) -> Option<(i64, Duration)> {
        let measured = (*self.lock())?;
        let age = since_boot().saturating_sub(measured.since_boot);
        let passed_ms = i64::try_from(age.as_millis()).unwrap_or(i64::MAX);
        let was_set_by = Timestamp::now().as_millisecond().saturating_sub(measured.wall_ms).saturating_sub(passed_ms);
        Some((measured.ahead_ms.saturating_sub(was_set_by), age))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Measured>> {
        // One value, which is whole whatever panicked.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// By how much the other clock is ahead at least (negative: behind), if it showed a time from `earliest_ms` to `latest_ms`
/// when this machine's showed one from `before_ms` to `after_ms`. 0 where the two ranges meet.
#[must_use]
pub fn difference(earliest_ms: i64, latest_ms: i64, before_ms: i64, after_ms: i64) -> i64 {
    if latest_ms < before_ms {
        latest_ms - before_ms
    } else if earliest_ms > after_ms {
        earliest_ms - after_ms
    } else {
        0
    }
}

/// The clock that counts since boot, also while the machine sleeps. Nobody sets it.
fn since_boot() -> Duration {
    let time = clock_gettime(ClockId::Boottime);
    Duration::try_from(time).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_what_the_two_ranges_are_apart() {
        assert_eq!(difference(20_000, 20_000, 1_000, 1_050), 18_950);
        assert_eq!(difference(1_000, 1_999, 20_000, 20_050), -18_001);
        assert_eq!(difference(1_000, 1_999, 1_500, 2_500), 0);
    }

    #[test]
    fn the_last_exchange_counts_unless_it_was_slow() {
        let meter = ClockMeter::default();
        assert!(meter.read().is_none());
        let now = Timestamp::now().as_millisecond();
        meter.note(now + 20_000, now + 20_000, now);
        let near = |expected: i64| meter.read().is_some_and(|(ms, _)| (expected - 1_000..=expected).contains(&ms));
        assert!(near(20_000), "{meter:?}");
        // It took 3 s, so it fits nearly any clock.
        meter.note(now, now, now - 3_000);
        assert!(near(20_000), "{meter:?}");
        meter.note(now, now, now);
        assert!(near(0), "{meter:?}");
    }

    #[test]
    fn after_this_machines_clock_was_set_the_difference_is_another() {
        let meter = ClockMeter::default();
        let now = Timestamp::now().as_millisecond();
        meter.note(now, now, now);
        if let Some(measured) = meter.lock().as_mut() {
            // As if it had been set forward by 20 s since.
            measured.wall_ms -= 20_000;
        }
        let (ms, _) = meter.read().expect("measured");
        assert!((-21_000..=-20_000).contains(&ms), "{ms}");
    }
}
