//! Waits for a condition, with a time limit. A wait is woken by changes and never polls.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, timeout_at};

/// The time limit of a wait unless a test sets another, in real time.
pub(crate) const DEFAULT_BOUND: Duration = Duration::from_secs(15);

/// A condition that did not become true in time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("waited {bound:?} without success for {what}")]
pub struct WaitError {
    /// The time limit of the wait.
    pub bound: Duration,
    /// The condition, and the last state.
    pub what: String,
}

impl WaitError {
    pub(crate) fn for_what(mut self, what: String) -> Self {
        self.what = what;
        self
    }
}

/// One or two change signals.
#[derive(Debug, Clone)]
pub(crate) struct Signals(watch::Receiver<()>, Option<watch::Receiver<()>>);

pub(crate) fn either(one: watch::Receiver<()>, other: Option<watch::Receiver<()>>) -> Signals {
    Signals(one, other)
}

impl From<watch::Receiver<()>> for Signals {
    fn from(one: watch::Receiver<()>) -> Self {
        Self(one, None)
    }
}

impl Signals {
    fn mark_seen(&mut self) {
        self.0.mark_unchanged();
        if let Some(other) = &mut self.1 {
            other.mark_unchanged();
        }
    }

    /// Returns after a change. Without any sender left it never returns; the time limit then ends the wait.
    async fn changed(&mut self) {
        let one = async |receiver: &mut watch::Receiver<()>| {
            if receiver.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        };
        match &mut self.1 {
            None => one(&mut self.0).await,
            Some(other) => {
                tokio::select! {
                    () = one(&mut self.0) => {}
                    () = one(other) => {}
                }
            }
        }
    }
}

/// Checks `condition` now and after each change until it returns a value, for at most `bound`.
pub(crate) async fn until<T>(
    signals: impl Into<Signals>,
    bound: Duration,
    mut condition: impl FnMut() -> Option<T>,
) -> Result<T, WaitError> {
    let mut signals = signals.into();
    let deadline = Instant::now() + bound;
    loop {
        // Marked before the check, so that a change during the check is not missed.
        signals.mark_seen();
        if let Some(value) = condition() {
            return Ok(value);
        }
        if timeout_at(deadline, signals.changed()).await.is_err() {
            return condition().ok_or(WaitError { bound, what: String::new() });
        }
    }
}
