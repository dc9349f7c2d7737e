//! The gateway's faults on demand and its state, for tests.

use std::sync::Arc;

use serde_json::json;

use crate::core::wait::{PATIENCE, WaitError, until};
use crate::state::sessions::Wire;
use crate::state::shared::Shared;

/// A handle of the gateway.
#[derive(Debug, Clone)]
pub struct GatewayHandle {
    shared: Arc<Shared>,
}

impl GatewayHandle {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }

    /// Sessions with a living connection.
    pub fn connected(&self) -> usize {
        self.shared.world().counters().sessions
    }

    /// Waits until so many sessions are connected.
    ///
    /// # Errors
    /// When they are not within 15 s.
    pub async fn wait_for_sessions(&self, wanted: usize) -> Result<(), WaitError> {
        let enough = || (self.connected() >= wanted).then_some(());
        until(self.shared.gateway.subscribe(), PATIENCE, enough)
            .await
            .map_err(|error| error.for_what(format!("{wanted} gateway sessions; there are {}", self.connected())))
    }

    /// Waits until nobody is connected.
    ///
    /// # Errors
    /// When somebody still is after 15 s.
    pub async fn wait_for_silence(&self) -> Result<(), WaitError> {
        let nobody = || (self.connected() == 0).then_some(());
        let waited = until(self.shared.gateway.subscribe(), PATIENCE, nobody).await;
        waited.map_err(|error| error.for_what("the last gateway session to end".to_owned()))
    }

    /// IDENTIFYs so far.
    pub fn identifies(&self) -> u64 {
        self.shared.world().gateway.total_identifies
    }

    /// Accepted RESUMEs so far.
    pub fn resumes(&self) -> u64 {
        self.shared.world().gateway.resumes
    }

    /// Kills every connection without a word; the sessions can be resumed.
    pub fn drop_connections(&self) -> usize {
        self.shared.world().gateway.tell_all(&Wire::Kill)
    }

    /// Closes every connection with a code, such as 4000 or 4004.
    pub fn close(&self, code: u16) -> usize {
        self.shared.world().gateway.tell_all(&Wire::Close(code, "Closed by the test."))
    }

    /// RECONNECT (opcode 7): clients shall reconnect and resume.
    pub fn reconnect(&self) -> usize {
        self.op(&json!({"op": 7, "s": null, "t": null, "d": null}))
    }

    /// INVALID_SESSION (opcode 9). Not resumable: the sessions end, and their connections may identify anew.
    pub fn invalidate(&self, resumable: bool) -> usize {
        let told = self.op(&json!({"op": 9, "s": null, "t": null, "d": resumable}));
        if !resumable {
            self.shared.world().gateway.sessions.clear();
            self.shared.gateway_changed();
        }
        told
    }

    /// Sends any JSON to every connection, such as a dispatch that no client can decode.
    pub fn send_raw(&self, message: &serde_json::Value) -> usize {
        self.op(message)
    }

    fn op(&self, message: &serde_json::Value) -> usize {
        self.shared.world().gateway.tell_all(&Wire::Text(message.to_string().into()))
    }

    /// Forgets all sessions, so that a RESUME gets INVALID_SESSION. Connections stay.
    pub fn forget_sessions(&self) {
        self.shared.world().gateway.forget();
    }

    /// Closes new connections with this code right after HELLO; `None` lets them in again.
    pub fn refuse(&self, code: Option<u16>) {
        self.shared.world().gateway.refuse = code;
    }

    /// Delivers every interaction this often to each session (Discord: once or several times, or never).
    pub fn deliver_interactions(&self, times: usize) {
        self.shared.world().gateway.copies = times;
    }

    /// Delivers interactions to the newest session of a shard alone; by default, as at Discord, to all of them.
    pub fn deliver_to_newest_only(&self, on: bool) {
        self.shared.world().gateway.newest_only = on;
    }
}
