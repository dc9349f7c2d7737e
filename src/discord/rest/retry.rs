//! Trying again: exponential backoff with full jitter, never before what Discord asked for, never a permanent error.

use std::time::Duration;

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::error::RestError;
use crate::backoff;

/// How long and how densely to try.
#[derive(Debug, Clone, Copy)]
pub struct Backoff {
    /// The first wait is random between 0 and this; it doubles with each attempt.
    pub first: Duration,
    /// No wait is longer, but for Discord's own.
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
    /// The default pace, for at most so long from now.
    #[must_use]
    pub fn within(limit: Duration) -> Self {
        // A limit beyond what the clock can hold is none.
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
    /// The caller cancelled; the last error says how far it came.
    Cancelled,
}

/// What [`retry`] failed with. Names the last error, because that one says what to do.
#[derive(Debug, thiserror::Error)]
#[error("{last} (attempt {attempts})")]
pub struct RetryError {
    /// The last attempt's error; [`RestError::Held`] where there was no attempt.
    #[source]
    pub last: RestError,
    /// How many attempts were made.
    pub attempts: u32,
    /// Whether *any* attempt may have been carried out, whatever the last one says.
    pub may_have_happened: bool,
    /// What ended it.
    pub ended: Ended,
}

/// Calls `attempt` (with 1, 2, 3…) until it succeeds, fails for good, the time is up or `cancelled` fires.
///
/// Everything that has to be true before *each* attempt (a lease check, a look-up) belongs into `attempt`. A running
/// attempt is never cut off; hand `cancelled` to [`Call::until`](super::Call::until) as well, so that it does not wait
/// for its turn in vain.
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
