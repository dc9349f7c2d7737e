//! The guard against invalid requests: 10,000 answers of 401, 403 or 429 within 10 min block the bot's address.
//!
//! It closes at half of that, and then only interaction answers are sent. A 401 for the bot's own token closes it
//! permanently, because a refused token does not become valid by retrying.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::Duration;

use tokio::time::Instant;

use crate::discord::rest::error::RestError;

/// Discord's window.
const WINDOW: Duration = Duration::from_secs(600);
/// Counts are kept by slices, so that the memory is bounded.
const SLICE: Duration = Duration::from_secs(10);
/// Closes at half of what Discord allows.
const CLOSES_AT: u32 = 5_000;
/// Opens again well below, or it would close at the next refusal.
const OPENS_BELOW: u32 = 2_500;

/// The state of the guard, for `/readyz`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GuardState {
    /// Open: all calls are sent.
    Open {
        /// Answers of 401, 403 or 429 (but scope shared).
        invalid: u32,
    },
    /// Closed: only interaction answers are sent.
    Closed {
        /// Answers of 401, 403 or 429 (but scope shared).
        invalid: u32,
        /// Until enough of them are older than 10 min.
        opens_in: Duration,
    },
    /// Discord refuses the token: nothing is sent until the program is started with another.
    BadToken,
}

#[derive(Debug, Default)]
pub(crate) struct Guard(Mutex<Counts>);

#[derive(Debug, Default)]
struct Counts {
    /// When a slice began, and its count; oldest first.
    slices: VecDeque<(Instant, u32)>,
    total: u32,
    closed: bool,
    bad_token: bool,
}

impl Guard {
    /// Whether a call may go out now.
    pub(crate) fn check(&self, is_interaction: bool, now: Instant) -> Result<(), RestError> {
        if is_interaction {
            return Ok(());
        }
        match self.state(now) {
            GuardState::Open { .. } => Ok(()),
            GuardState::Closed { opens_in, .. } => Err(RestError::Guarded { retry_after: opens_in }),
            GuardState::BadToken => Err(RestError::BadToken),
        }
    }

    /// Counts an answer of 401, 403 or 429 (but scope shared).
    pub(crate) fn count_invalid(&self, now: Instant) {
        let mut counts = self.lock();
        counts.age(now);
        if counts.add(now) {
            tracing::error!(
                invalid = counts.total,
                "Discord refused {CLOSES_AT} requests within 10 min; nothing but interaction answers is sent until \
                 that passes, or Discord would block this address. Look for missing permissions in the log"
            );
        }
    }

    /// Closes permanently.
    pub(crate) fn token_refused(&self) {
        let mut counts = self.lock();
        if !std::mem::replace(&mut counts.bad_token, true) {
            tracing::error!("{}", RestError::BadToken);
        }
    }

    pub(crate) fn state(&self, now: Instant) -> GuardState {
        let mut counts = self.lock();
        if counts.age(now) {
            tracing::info!(invalid = counts.total, "the guard against invalid requests is open again");
        }
        counts.state(now)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Counts> {
        // The counts are usable even if a thread panicked while it held the lock.
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Counts {
    /// Drops the counts outside the window. Returns whether that opened the guard.
    fn age(&mut self, now: Instant) -> bool {
        while let Some(&(began, count)) = self.slices.front() {
            if now < began + SLICE + WINDOW {
                break;
            }
            self.slices.pop_front();
            self.total -= count;
        }
        self.closed && self.total < OPENS_BELOW && {
            self.closed = false;
            true
        }
    }

    /// Closes the guard if the limit is reached. Returns whether it did.
    fn add(&mut self, now: Instant) -> bool {
        match self.slices.back_mut() {
            Some((began, count)) if now < *began + SLICE => *count += 1,
            _ => self.slices.push_back((now, 1)),
        }
        self.total += 1;
        self.total >= CLOSES_AT && !std::mem::replace(&mut self.closed, true)
    }

    fn state(&self, now: Instant) -> GuardState {
        if self.bad_token {
            return GuardState::BadToken;
        }
        if !self.closed {
            return GuardState::Open { invalid: self.total };
        }
        let mut left = self.total;
        let mut opens_at = now;
        for &(began, count) in &self.slices {
            if left < OPENS_BELOW {
                break;
            }
            left -= count;
            opens_at = began + SLICE + WINDOW;
        }
        GuardState::Closed { invalid: self.total, opens_in: opens_at.saturating_duration_since(now) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn closed_guard(start: Instant) -> Guard {
        let guard = Guard::default();
        for _ in 0..CLOSES_AT {
            guard.count_invalid(start);
        }
        guard
    }

    #[test]
    fn the_guard_closes_at_half_of_what_discord_allows() {
        let start = Instant::now();
        let guard = Guard::default();
        for _ in 0..CLOSES_AT - 1 {
            guard.count_invalid(start);
        }
        assert_eq!(guard.state(start), GuardState::Open { invalid: CLOSES_AT - 1 });
        guard.count_invalid(start);
        assert!(matches!(guard.state(start), GuardState::Closed { .. }));
        assert!(matches!(guard.check(false, start), Err(RestError::Guarded { .. })));
    }

    #[test]
    fn a_closed_guard_lets_interaction_answers_pass() {
        let start = Instant::now();
        assert!(closed_guard(start).check(true, start).is_ok());
    }

    #[test]
    fn the_guard_says_when_it_opens_and_opens_then() {
        let start = Instant::now();
        let guard = closed_guard(start);
        let later = start + Duration::from_secs(60);
        let GuardState::Closed { opens_in, .. } = guard.state(later) else { panic!("still closed") };
        assert_eq!(opens_in, WINDOW + SLICE - Duration::from_secs(60));
        assert_eq!(guard.state(later + opens_in), GuardState::Open { invalid: 0 });
    }

    #[test]
    fn refusals_spread_over_more_than_the_window_do_not_close_it() {
        let start = Instant::now();
        let guard = Guard::default();
        for second in 0..7_200 {
            for _ in 0..7 {
                guard.count_invalid(start + Duration::from_secs(second));
            }
        }
        let GuardState::Open { invalid } = guard.state(start + Duration::from_secs(7_200)) else { panic!("open") };
        assert!((4_200..CLOSES_AT).contains(&invalid), "{invalid}");
        assert!(guard.lock().slices.len() <= 62);
    }

    #[test]
    fn a_refused_token_closes_the_guard_for_good() {
        let start = Instant::now();
        let guard = Guard::default();
        guard.token_refused();
        assert_eq!(guard.state(start + WINDOW * 100), GuardState::BadToken);
        assert!(matches!(guard.check(false, start), Err(RestError::BadToken)));
    }
}
