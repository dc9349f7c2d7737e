//! A handle to the gateway: its sessions, and faults that a test requests.

use std::sync::Arc;

use serde_json::json;

use crate::core::wait::{DEFAULT_BOUND, WaitError, until};
use crate::state::sessions::ConnectionCommand;
use crate::state::shared::Shared;

/// A handle to the gateway.
#[derive(Debug, Clone)]
pub struct GatewayHandle {
    shared: Arc<Shared>,
}

impl GatewayHandle {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }

    /// The number of connected sessions.
    pub fn connected(&self) -> usize {
        self.shared.state().counters().sessions
    }

    /// The shards that have a connected session, each once.
    pub fn connected_shards(&self) -> Vec<u64> {
        let state = self.shared.state();
        let connected = state.gateway.sessions.iter().filter(|session| session.connection.is_some());
        let shards: std::collections::BTreeSet<u64> = connected.map(|session| session.shard.0).collect();
        shards.into_iter().collect()
    }

    /// Sets the number of shards that `GET /gateway/bot` recommends, and how many of them may identify at once.
    pub fn recommend_shards(&self, shards: u32, max_concurrency: u32) {
        let mut state = self.shared.state();
        (state.gateway.shards, state.gateway.max_concurrency) = (shards.max(1), max_concurrency.max(1));
    }

    /// Resets the connections of one shard without a close frame. Its session can be resumed.
    pub fn drop_shard(&self, shard: u64) -> usize {
        self.shared.state().gateway.send_to_shard(shard, &ConnectionCommand::Kill)
    }

    /// Waits until at least `count` sessions are connected.
    ///
    /// # Errors
    /// If they are not within 15 s.
    pub async fn wait_for_sessions(&self, count: usize) -> Result<(), WaitError> {
        let enough = || (self.connected() >= count).then_some(());
        until(self.shared.sessions_changed.subscribe(), DEFAULT_BOUND, enough)
            .await
            .map_err(|error| error.for_what(format!("{count} gateway sessions; there are {}", self.connected())))
    }

    /// Waits until no session is connected.
    ///
    /// # Errors
    /// If a session is still connected after 15 s.
    pub async fn wait_for_disconnect(&self) -> Result<(), WaitError> {
        let none = || (self.connected() == 0).then_some(());
        let waited = until(self.shared.sessions_changed.subscribe(), DEFAULT_BOUND, none).await;
        waited.map_err(|error| error.for_what("the last gateway session to end".to_owned()))
    }

    /// The number of IDENTIFYs since the start.
    pub fn identifies(&self) -> u64 {
        self.shared.state().gateway.total_identifies
    }

    /// The number of accepted RESUMEs since the start.
    pub fn resumes(&self) -> u64 {
        self.shared.state().gateway.resumes
    }

    /// Resets every connection without a close frame. The sessions can be resumed. Returns the number of connections.
    pub fn drop_connections(&self) -> usize {
        self.shared.state().gateway.send_to_all(&ConnectionCommand::Kill)
    }

    /// Closes every connection with a close code such as 4000 or 4004.
    pub fn close(&self, code: u16) -> usize {
        self.shared.state().gateway.send_to_all(&ConnectionCommand::Close(code, "Closed by the test."))
    }

    /// Sends RECONNECT (opcode 7): clients should reconnect and resume.
    pub fn reconnect(&self) -> usize {
        self.op(&json!({"op": 7, "s": null, "t": null, "d": null}))
    }

    /// Sends `INVALID_SESSION` (opcode 9). If `resumable`, the connections may resume their sessions; otherwise the
    /// sessions end and their connections may identify again.
    pub fn invalidate(&self, resumable: bool) -> usize {
        let sent = self.op(&json!({"op": 9, "s": null, "t": null, "d": resumable}));
        let mut state = self.shared.state();
        if resumable {
            for session in state.gateway.sessions.iter_mut().filter(|session| session.connection.is_some()) {
                session.may_resume = true;
            }
        } else {
            state.gateway.sessions.clear();
            drop(state);
            self.shared.signal_sessions_changed();
        }
        sent
    }

    /// Sends any JSON to every connection, such as an event that no client can decode.
    pub fn send_raw(&self, message: &serde_json::Value) -> usize {
        self.op(message)
    }

    fn op(&self, message: &serde_json::Value) -> usize {
        self.shared.state().gateway.send_to_all(&ConnectionCommand::Send(message.to_string().into()))
    }

    /// Deletes all sessions, so that a RESUME gets `INVALID_SESSION`. The connections stay.
    pub fn forget_sessions(&self) {
        self.shared.state().gateway.forget();
    }

    /// Closes new connections with this code right after HELLO. `None` accepts them again.
    pub fn refuse(&self, code: Option<u16>) {
        self.shared.state().gateway.refuse_with = code;
    }

    /// Delivers each interaction this many times to each session. Discord may deliver one never, once or several times.
    pub fn deliver_interactions(&self, times: usize) {
        self.shared.state().gateway.interaction_copies = times;
    }

    /// Sets whether interactions are delivered to the newest session of a shard only. By default all sessions receive
    /// them, as at Discord.
    pub fn deliver_to_newest_only(&self, on: bool) {
        self.shared.state().gateway.newest_session_only = on;
    }
}
