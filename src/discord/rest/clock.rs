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

/// What was seen is forgotten after one to two times this. One answer of a server whose clock is ahead would otherwise make
/// every press late for days. Discord is asked for its time more often than this.
const KEPT: Duration = Duration::from_secs(1_800);

/// The smallest difference between this process's monotonic clock and Discord's that was seen lately. Each thing that comes
/// from Discord has been on its way for a while, so the true difference is never larger.
#[derive(Debug, Default)]
pub(crate) struct DiscordClock(Mutex<Lately>);

/// The best of this period and of the one before it.
#[derive(Debug, Default)]
struct Lately {
    since: Option<Instant>,
    now: Option<Seen>,
    before: Option<Seen>,
}

impl Lately {
    fn at_least(&self, at: Instant) -> Option<i64> {
        [self.now, self.before].into_iter().flatten().map(|seen| seen.at_least(at)).max()
    }

    fn note(&mut self, seen: Seen) {
        let age = self.since.map(|since| seen.ours.saturating_duration_since(since));
        if age.is_none_or(|age| age >= KEPT) {
            // What is older than two periods is no longer known.
            self.before = self.now.take().filter(|_| age.is_some_and(|age| age < 2 * KEPT));
            self.since = Some(seen.ours);
        }
        if self.now.is_none_or(|known| seen.discord.0 >= known.at_least(seen.ours)) {
            self.now = Some(seen);
        }
    }
}

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
        self.0.lock().unwrap_or_else(PoisonError::into_inner).note(Seen { discord, ours });
    }

    /// How long an interaction that Discord made at `discord` and that arrived at `ours` was on its way, at least.
    pub(crate) fn late_by(&self, discord: Millis, ours: Instant) -> Duration {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).at_least(ours);
        let late = known.map_or(0, |known| known.saturating_sub(discord.0));
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

    #[test]
    fn one_answer_with_a_clock_that_is_ahead_makes_presses_late_for_an_hour_at_most() {
        let (clock, start) = (DiscordClock::default(), Instant::now());
        clock.note(Millis(60_000), start);
        let minutes =
            |minutes: i64| (Millis(minutes * 60_000), start + Duration::from_secs(minutes.unsigned_abs() * 60));
        for minute in 1..=59 {
            let (discord, ours) = minutes(minute);
            clock.note(discord, ours);
            assert!(clock.late_by(discord, ours) > 58 * SECOND, "{minute}");
        }
        let (discord, ours) = minutes(60);
        clock.note(discord, ours);
        assert_eq!(clock.late_by(discord, ours), Duration::ZERO);
        // What waits is late again.
        assert!(clock.late_by(Millis(discord.0 - 10_000), ours) > 9 * SECOND);
    }
}
