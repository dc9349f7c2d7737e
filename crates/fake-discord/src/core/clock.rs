//! The clock of the stand-in. It runs at the speed of real time; a test can advance it, never set it back.
//! All of Discord's time limits (3 s, 15 min, nonce window, rate limits) are measured on it.

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
    advanced_by: AtomicI64,
}

impl Clock {
    /// A clock that is this far ahead of the machine's clock; negative: behind it.
    pub(crate) fn new(ahead_by: Millis) -> Self {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self { started: Instant::now(), started_at: millis(since) + ahead_by, advanced_by: AtomicI64::new(0) }
    }

    /// The time in the format of the HTTP header `Date`.
    pub(crate) fn http_date(&self) -> String {
        let since = Duration::from_millis(u64::try_from(self.now()).unwrap_or(0));
        httpdate::fmt_http_date(UNIX_EPOCH + since)
    }

    pub(crate) fn now(&self) -> Millis {
        self.started_at + millis(self.started.elapsed()) + self.advanced_by.load(Ordering::Relaxed)
    }

    /// The same time in seconds with a fraction, for rate limit headers.
    pub(crate) fn now_in_seconds(&self) -> f64 {
        self.started_at as f64 / 1e3
            + self.started.elapsed().as_secs_f64()
            + self.advanced_by.load(Ordering::Relaxed) as f64 / 1e3
    }

    pub(crate) fn advance(&self, by: Duration) {
        self.advanced_by.fetch_add(millis(by), Ordering::Relaxed);
    }
}

pub(crate) fn millis(duration: Duration) -> Millis {
    Millis::try_from(duration.as_millis()).unwrap_or(Millis::MAX / 4)
}

/// A time in Discord's format. A time outside the format's range becomes the epoch.
pub(crate) fn timestamp(at: Millis) -> Timestamp {
    Timestamp::from_micros(at.saturating_mul(1000))
        .or_else(|_| Timestamp::from_secs(0))
        .unwrap_or_else(|_| unreachable!("the epoch is a valid timestamp"))
}

/// Parses a time in any ISO 8601 format, as Discord does. `None` if the text is not a time.
pub(crate) fn parse_time(text: &str) -> Option<Timestamp> {
    let parsed = OffsetDateTime::parse(text, &Iso8601::DEFAULT).ok()?;
    let micros = i64::try_from(parsed.unix_timestamp_nanos() / 1000).ok()?;
    Timestamp::from_micros(micros).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_parsed_in_every_iso_8601_format() {
        for text in ["2026-01-01T00:00:00Z", "2026-01-01T00:00:00.000000+00:00", "2026-01-01T02:00:00+02:00"] {
            assert_eq!(parse_time(text).map(twilight_model::util::Timestamp::as_secs), Some(1_767_225_600), "{text}");
        }
        assert!(parse_time("tomorrow").is_none());
    }

    #[test]
    fn an_advanced_clock_is_ahead_of_real_time() {
        let clock = Clock::new(0);
        let before = clock.now();
        clock.advance(Duration::from_secs(900));
        assert!(clock.now() - before >= 900_000);
    }
}
