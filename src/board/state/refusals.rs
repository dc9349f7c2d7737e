//! How long Discord has refused one effect. After an outage it may refuse a request that it accepts a little later, so a
//! refusal is believed only after a while (docs/protocol.md#invariant-5).
//!
//! Time is an input. Must not decide which refusals may pass: the effects do.

use std::time::Duration;

use crate::alert::Millis;

/// A refusal is believed when it has stood for this time and for [`ATTEMPTS`].
const STANDS_MS: i64 = 30_000;

/// A refusal is believed after this many refused attempts, at the earliest.
const ATTEMPTS: u32 = 3;

/// The shortest wait between two attempts.
const SHORTEST: Duration = Duration::from_millis(250);

/// The refusals in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Refusals {
    first: Option<Millis>,
    attempts: u32,
}

impl Refusals {
    /// These refusals, and one more at `now`.
    pub(crate) fn and_one(self, now: Millis) -> Self {
        Refusals { first: self.first.or(Some(now)), attempts: self.attempts.saturating_add(1) }
    }

    /// Whether there is none.
    pub(crate) fn are_none(self) -> bool {
        self.attempts == 0
    }

    /// Whether they have stood for long enough to be believed.
    pub(crate) fn are_final(self, now: Millis) -> bool {
        self.attempts >= ATTEMPTS && self.first.is_some_and(|first| now.since(first) >= STANDS_MS)
    }

    /// The wait before the next attempt: `usual`, but no longer than until they are believed.
    pub(crate) fn wait(self, now: Millis, usual: Duration) -> Duration {
        let stood = self.first.map_or(0, |first| now.since(first));
        let left = u64::try_from(STANDS_MS.saturating_sub(stood)).unwrap_or(0);
        usual.min(Duration::from_millis(left)).max(SHORTEST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: &[i64]) -> Refusals {
        seconds.iter().fold(Refusals::default(), |all, second| all.and_one(Millis(second * 1000)))
    }

    #[test]
    fn a_refusal_is_believed_after_half_a_minute_and_three_attempts() {
        assert!(!at(&[0]).are_final(Millis(0)));
        assert!(!at(&[0, 40]).are_final(Millis(40_000)), "two attempts are too few");
        assert!(!at(&[0, 5, 10, 29]).are_final(Millis(29_000)), "it has not stood for long enough");
        assert!(at(&[0, 5, 30]).are_final(Millis(30_000)));
    }

    #[test]
    fn the_attempt_that_decides_is_not_put_off() {
        let (now, usual) = (Millis(25_000), Duration::from_secs(20));
        assert_eq!(at(&[0, 25]).wait(now, usual), Duration::from_secs(5));
        assert_eq!(at(&[0, 31]).wait(Millis(31_000), usual), SHORTEST);
        assert_eq!(at(&[20, 25]).wait(now, Duration::from_secs(1)), Duration::from_secs(1));
    }
}
