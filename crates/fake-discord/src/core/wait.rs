//! Waiting for a condition with a bound: no polling, woken by changes alone.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, timeout_at};

/// How long a wait lasts unless told otherwise, in real time.
pub const PATIENCE: Duration = Duration::from_secs(15);

/// A condition that did not come true in time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("waited {bound:?} in vain for {what}")]
pub struct WaitError {
    /// How long was waited.
    pub bound: Duration,
    /// For what, and what there was instead.
    pub what: String,
}

impl WaitError {
    pub(crate) fn for_what(mut self, what: String) -> Self {
        self.what = what;
        self
    }
}

/// One or two signals of change.
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

    /// Returns after a change; never again once every sender is gone, and then the bound ends the wait.
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

/// Asks `found` now and after every change until it has something, at most for `bound`.
pub(crate) async fn until<T>(
    signals: impl Into<Signals>,
    bound: Duration,
    mut found: impl FnMut() -> Option<T>,
) -> Result<T, WaitError> {
    let mut signals = signals.into();
    let deadline = Instant::now() + bound;
    loop {
        // Marked before asking, so that a change in between is not missed.
        signals.mark_seen();
        if let Some(value) = found() {
            return Ok(value);
        }
        if timeout_at(deadline, signals.changed()).await.is_err() {
            return found().ok_or(WaitError { bound, what: String::new() });
        }
    }
}
