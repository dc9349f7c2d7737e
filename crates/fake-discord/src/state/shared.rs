//! The state behind its lock, with the change signals. The server's tasks, the people and the tests share it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use crate::core::clock::Clock;
use crate::state::DiscordState;
use crate::validate::OpenApi;

#[derive(Debug)]
pub(crate) struct Shared {
    state: Mutex<DiscordState>,
    pub clock: Arc<Clock>,
    pub openapi: Option<Arc<OpenApi>>,
    /// Host and port: `127.0.0.1:port`.
    pub address: String,
    /// Signals each change of the gateway's sessions.
    pub sessions_changed: watch::Sender<()>,
    /// Signals each new entry in the request log.
    pub requests_changed: watch::Sender<()>,
    stop: watch::Sender<bool>,
}

/// Waits for the end of the stand-in.
#[derive(Debug, Clone)]
pub(crate) struct Stopped(watch::Receiver<bool>);

impl Stopped {
    pub(crate) async fn wait(&mut self) {
        // An error means that the sender is dropped, which is an end too.
        let _ = self.0.wait_for(|stopped| *stopped).await;
    }
}

impl Shared {
    pub(crate) fn new(state: DiscordState, openapi: Option<Arc<OpenApi>>, address: String) -> Self {
        Self {
            clock: Arc::clone(&state.clock),
            state: Mutex::new(state),
            openapi,
            address,
            sessions_changed: watch::Sender::new(()),
            requests_changed: watch::Sender::new(()),
            stop: watch::Sender::new(false),
        }
    }

    /// Locks the state. Never hold the lock across an `await`. A panic in another thread leaves the state usable.
    pub(crate) fn state(&self) -> MutexGuard<'_, DiscordState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn stopped(&self) -> Stopped {
        Stopped(self.stop.subscribe())
    }

    pub(crate) fn stop(&self) {
        self.stop.send_replace(true);
    }

    pub(crate) fn signal_sessions_changed(&self) {
        self.sessions_changed.send_replace(());
    }
}
