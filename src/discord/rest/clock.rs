//! What is known of Discord's clock, to tell how late an interaction arrived
//! (`docs/decisions/0056-late-by-the-smallest-difference.md`).
//!
//! Must not read the wall clock: an admin or NTP may set it, and then everything would look late.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::alert::Millis;

/// A clock that is not corrected drifts by less than one millisecond in this many.
const DRIFT: u128 = 5_000;

/// The smallest difference between this process's monotonic clock and Discord's that was seen. Each thing that comes from
/// Discord has been on its way for a while, so the true difference is never larger.
#[derive(Debug, Default)]
pub(crate) struct DiscordClock(Mutex<Option<Seen>>);

#[derive(Debug, Clone, Copy)]
struct Seen {
    /// What Discord's clock showed, at least, when ours showed `ours`.
    discord: Millis,
    /// The time of this process's monotonic clock.
    ours: Instant,
}

impl Seen {
    /// What Discord's clock shows at `at`, at least.
    fn at_least(self, at: Instant) -> i64 {
        let since = at.saturating_duration_since(self.ours).as_millis();
        let before = self.ours.saturating_duration_since(at).as_millis();
        let millis = |duration: u128| i64::try_from(duration).unwrap_or(i64::MAX / 4);
        self.discord.0.saturating_add(millis(since - since / DRIFT)).saturating_sub(millis(before))
    }
}

impl DiscordClock {
    /// Notes that an interaction or a response, which Discord made at `discord`, arrived at `ours`.
    pub(crate) fn note(&self, discord: Millis, ours: Instant) {
        // The value is whole after each step, even if the lock is poisoned.
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.is_none_or(|seen| discord.0 >= seen.at_least(ours)) {
            *seen = Some(Seen { discord, ours });
        }
    }

    /// How long an interaction that Discord made at `discord` and that arrived at `ours` was on its way, at least.
    pub(crate) fn late_by(&self, discord: Millis, ours: Instant) -> Duration {
        let seen = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let late = seen.map_or(0, |seen| seen.at_least(ours).saturating_sub(discord.0));
        Duration::from_millis(u64::try_from(late).unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn what_waited_longer_than_the_rest_is_late_whatever_the_clocks_show() {
        let (clock, start) = (DiscordClock::default(), Instant::now());
        // Nothing is known yet.
        assert_eq!(clock.late_by(Millis(1_000_000), start), Duration::ZERO);
        clock.note(Millis(1_000_000), start);
        // Made 10 s later by Discord's clock, and arrived 14 s later.
        assert!(clock.late_by(Millis(1_010_000), start + 14 * SECOND) > Duration::from_millis(3_990));
        // In time. The late one before it did not change the smallest difference.
        clock.note(Millis(1_010_000), start + 14 * SECOND);
        clock.note(Millis(1_020_000), start + 20 * SECOND);
        assert!(clock.late_by(Millis(1_030_000), start + 30 * SECOND) < SECOND / 10);
        assert!(clock.late_by(Millis(1_030_000), start + 34 * SECOND) > Duration::from_millis(3_990));
    }

    #[test]
    fn a_clock_that_drifts_for_days_makes_nothing_late() {
        let (clock, start) = (DiscordClock::default(), Instant::now());
        clock.note(Millis(0), start);
        // Two days at 100 ppm are 17 s.
        let days = Duration::from_secs(2 * 86_400);
        assert_eq!(clock.late_by(Millis(172_800_000 - 17_280), start + days), Duration::ZERO);
    }

    #[test]
    fn a_discord_whose_clock_is_set_forward_is_believed() {
        let (clock, start) = (DiscordClock::default(), Instant::now());
        clock.note(Millis(0), start);
        clock.note(Millis(60_000), start + SECOND);
        assert!(clock.late_by(Millis(1_000), start + SECOND) > 58 * SECOND);
    }
}
