//! The state behind its lock, with the change signals. The server's tasks, the people and the tests share it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use crate::core::clock::Clock;
use crate::state::DiscordState;
use crate::validate::OpenApi;

/// Where the stand-in is reached.
#[derive(Debug, Clone)]
pub(crate) struct Address {
    /// Host and port: `127.0.0.1:port`.
    pub host: String,
    /// The certificate of the authority that clients must trust, in PEM. `None`: without TLS.
    pub ca: Option<String>,
}

impl Address {
    pub(crate) fn url(&self) -> String {
        format!("{}://{}", if self.ca.is_some() { "https" } else { "http" }, self.host)
    }

    pub(crate) fn gateway_url(&self) -> String {
        format!("{}://{}", if self.ca.is_some() { "wss" } else { "ws" }, self.host)
    }
}

#[derive(Debug)]
pub(crate) struct Shared {
    state: Mutex<DiscordState>,
    pub clock: Arc<Clock>,
    pub openapi: Option<Arc<OpenApi>>,
    pub address: Address,
    /// Signals each change of the gateway's sessions.
    pub sessions_changed: watch::Sender<()>,
    /// Signals each new entry in the request log.
    pub requests_changed: watch::Sender<()>,
    stop: watch::Sender<bool>,
    reset: Reset,
}

/// Brings the state back to the start.
pub(crate) struct Reset(pub Box<dyn Fn(&mut DiscordState) + Send + Sync>);

impl std::fmt::Debug for Reset {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Reset")
    }
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
    pub(crate) fn new(state: DiscordState, openapi: Option<Arc<OpenApi>>, address: Address, reset: Reset) -> Self {
        Self {
            clock: Arc::clone(&state.clock),
            state: Mutex::new(state),
            openapi,
            address,
            sessions_changed: watch::Sender::new(()),
            requests_changed: watch::Sender::new(()),
            stop: watch::Sender::new(false),
            reset,
        }
    }

    /// Locks the state. Never hold the lock across an `await`. A panic in another thread leaves the state usable.
    pub(crate) fn state(&self) -> MutexGuard<'_, DiscordState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn reset(&self) {
        (self.reset.0)(&mut self.state());
        self.signal_sessions_changed();
        self.requests_changed.send_replace(());
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
