//! Repeats attempts: exponential backoff with full jitter, at least Discord's wait, and never after a permanent error.

use std::time::Duration;

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::error::RestError;
use crate::backoff;

/// How long and how often to try.
#[derive(Debug, Clone, Copy)]
pub struct Backoff {
    /// The first wait is random between 0 and this; it doubles with each attempt.
    pub first: Duration,
    /// The longest wait, unless Discord asks for a longer one.
    pub longest: Duration,
    /// No attempt begins after this.
    pub give_up_at: Option<Instant>,
}

impl Default for Backoff {
    fn default() -> Self {
        Self { first: Duration::from_millis(250), longest: Duration::from_secs(30), give_up_at: None }
    }
}

impl Backoff {
    /// The default waits, for at most this time from now.
    #[must_use]
    pub fn within(limit: Duration) -> Self {
        // A limit beyond the clock's range counts as no limit.
        Self { give_up_at: Instant::now().checked_add(limit), ..Self::default() }
    }
}

/// Why [`retry`] ended without success.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// The last error is permanent (or [`RestError::Held`]).
    Refused,
    /// The time is up; the last error is transient.
    GaveUp,
    /// The caller cancelled.
    Cancelled,
}

/// The error of [`retry`], with the error of the last attempt.
#[derive(Debug, thiserror::Error)]
#[error("{last} (attempt {attempts})")]
pub struct RetryError {
    /// The last attempt's error; [`RestError::Held`] if there was no attempt.
    #[source]
    pub last: RestError,
    /// How many attempts were made.
    pub attempts: u32,
    /// Whether the effect of *any* attempt may have happened.
    pub may_have_happened: bool,
    /// Why it ended.
    pub ended: Ended,
}

/// Calls `attempt` (with 1, 2, 3…) until it succeeds, fails permanently, the time is up or `cancelled` fires.
///
/// Conditions of *each* attempt (the lease, a lookup) belong in `attempt`. A running attempt is never cut off; give
/// `cancelled` to [`Call::until`](super::Call::until) as well, so that it stops waiting for its turn.
///
/// # Errors
/// [`RetryError`]
pub async fn retry<T, A>(
    backoff: Backoff,
    cancelled: &CancellationToken,
    mut attempt: impl FnMut(u32) -> A,
) -> Result<T, RetryError>
where
    A: Future<Output = Result<T, RestError>>,
{
    let mut waits = backoff::full_jitter(backoff.first, backoff.longest);
    let mut may_have_happened = false;
    let mut attempts = 0;
    let mut last = RestError::Held;
    loop {
        if cancelled.is_cancelled() {
            return Err(RetryError { last, attempts, may_have_happened, ended: Ended::Cancelled });
        }
        attempts += 1;
        match attempt(attempts).await {
            Ok(value) => return Ok(value),
            Err(error) => last = error,
        }
        may_have_happened |= last.may_have_happened();
        if !last.is_transient() {
            let ended = if cancelled.is_cancelled() { Ended::Cancelled } else { Ended::Refused };
            return Err(RetryError { last, attempts, may_have_happened, ended });
        }
        let wait = last.retry_after().unwrap_or_default().max(waits.next().unwrap_or(backoff.longest));
        let next = Instant::now() + wait;
        if backoff.give_up_at.is_some_and(|end| next > end) {
            return Err(RetryError { last, attempts, may_have_happened, ended: Ended::GaveUp });
        }
        tracing::debug!(error = %last, attempts, ?wait, "trying again");
        tokio::select! {
            () = tokio::time::sleep_until(next) => {}
            () = cancelled.cancelled() => {}
        }
    }
}
