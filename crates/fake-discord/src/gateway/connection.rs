//! Serves one WebSocket: HELLO, heartbeats, opcodes, close codes. `identify` decides about sessions.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message as Frame, WebSocket};
use serde_json::{Value, json};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::time::{Instant, sleep_until};

use super::compression::{Compression, Compressor};
use super::identify::SessionStart;
use super::parameters::Parameters;
use crate::core::killable_tcp::KillSwitch;
use crate::state::sessions::ConnectionCommand;
use crate::state::shared::Shared;

/// A client may send this many messages in a minute, else 4008.
const MAX_PER_MINUTE: usize = 120;
/// The maximum length of a message from a client in bytes, else 4002.
const MAX_LENGTH: usize = 4096;
const HEARTBEAT_ACK: &str = r#"{"op":11,"s":null,"t":null,"d":null}"#;

struct Connection {
    shared: Arc<Shared>,
    id: u64,
    commands: UnboundedSender<ConnectionCommand>,
    url: String,
    version: u64,
    received: Vec<Instant>,
}

/// The reaction to a client's message.
enum Reaction {
    Nothing,
    AcknowledgeHeartbeat,
    Send(String),
    Close(u16, &'static str),
}

/// Serves one connection until it ends.
pub(crate) async fn serve(
    socket: WebSocket,
    shared: Arc<Shared>,
    kill: KillSwitch,
    url: String,
    parameters: Parameters,
) {
    let mut socket = Socket { socket, compressor: Compressor::new(parameters.compression) };
    let (commands, mut incoming_commands) = unbounded_channel();
    let (id, heartbeat, refuse) = {
        let mut state = shared.state();
        state.gateway.connections += 1;
        (state.gateway.connections, state.gateway.heartbeat, state.gateway.refuse_with)
    };
    let mut stopped = shared.stopped();
    let hello = json!({"op": 10, "s": null, "t": null, "d": {"heartbeat_interval": heartbeat.as_millis() as u64, "_trace": []}});
    let version = parameters.version;
    let mut connection = Connection { shared: Arc::clone(&shared), id, commands, url, version, received: Vec::new() };
    let mut session_ended = false;
    if !socket.send(&hello.to_string()).await {
        return;
    }
    if let Some(code) = refuse {
        socket.close(code, "Refused.").await;
        return;
    }
    // Discord waits a little longer than the interval in HELLO.
    let heartbeat_timeout = heartbeat + heartbeat / 2 + Duration::from_secs(1);
    let mut deadline = Instant::now() + heartbeat_timeout;
    loop {
        tokio::select! {
            biased;
            () = stopped.wait() => {
                kill.kill();
                break;
            }
            command = incoming_commands.recv() => match command {
                Some(ConnectionCommand::Send(text)) => {
                    if !socket.send(&text).await {
                        break;
                    }
                }
                Some(ConnectionCommand::Close(code, reason)) => {
                    socket.close(code, reason).await;
                    break;
                }
                Some(ConnectionCommand::Kill) | None => {
                    kill.kill();
                    break;
                }
            },
            frame = socket.socket.recv() => {
                // JSON may come in a binary frame.
                let bytes = match frame {
                    Some(Ok(Frame::Text(text))) => text.into(),
                    Some(Ok(Frame::Binary(bytes))) => bytes,
                    Some(Ok(Frame::Close(frame))) => {
                        // 1000 and 1001 end the session. With any other code it can be resumed.
                        session_ended = frame.is_some_and(|frame| matches!(frame.code, 1000 | 1001));
                        break;
                    }
                    Some(Ok(Frame::Ping(_) | Frame::Pong(_))) => continue,
                    Some(Err(_)) | None => break,
                };
                match connection.receive(&bytes) {
                    Reaction::Nothing => {}
                    Reaction::AcknowledgeHeartbeat => {
                        deadline = Instant::now() + heartbeat_timeout;
                        if !socket.send(HEARTBEAT_ACK).await {
                            break;
                        }
                    }
                    Reaction::Send(reply) => {
                        if !socket.send(&reply).await {
                            break;
                        }
                    }
                    Reaction::Close(code, reason) => {
                        socket.close(code, reason).await;
                        break;
                    }
                }
            }
            () = sleep_until(deadline) => {
                socket.close(4009, "Session timed out.").await;
                break;
            }
        }
    }
    shared.state().disconnected(id, session_ended);
    shared.signal_sessions_changed();
}

/// Refuses a version of the gateway that Discord does not have any more, or not yet.
pub(crate) async fn refuse_version(socket: WebSocket) {
    let compressor = Compressor::new(Compression::None);
    Socket { socket, compressor }.close(4012, "Invalid API version.").await;
}

struct Socket {
    socket: WebSocket,
    compressor: Compressor,
}

impl Socket {
    /// Whether the client is still connected.
    async fn send(&mut self, text: &str) -> bool {
        let frame = match self.compressor.compress(text) {
            Some(bytes) => Frame::Binary(bytes.into()),
            None => Frame::Text(text.into()),
        };
        self.socket.send(frame).await.is_ok()
    }

    async fn close(&mut self, code: u16, reason: &'static str) {
        // An error means that the client is already disconnected.
        let _ = self.socket.send(Frame::Close(Some(CloseFrame { code, reason: reason.into() }))).await;
    }
}

impl Connection {
    fn receive(&mut self, bytes: &[u8]) -> Reaction {
        let now = Instant::now();
        self.received.retain(|at| now.duration_since(*at) < Duration::from_secs(60));
        self.received.push(now);
        if self.received.len() > MAX_PER_MINUTE {
            return Reaction::Close(4008, "Rate limited.");
        }
        let message: Value = match serde_json::from_slice(bytes) {
            Ok(message) if bytes.len() <= MAX_LENGTH => message,
            _ => return Reaction::Close(4002, "Error while decoding payload."),
        };
        let data = &message["d"];
        let (open, may_resume) = {
            let state = self.shared.state();
            (state.gateway.has_session(self.id), state.gateway.may_resume(self.id))
        };
        match message["op"].as_u64() {
            Some(1) => Reaction::AcknowledgeHeartbeat,
            Some(2) if open => Reaction::Close(4005, "Already authenticated."),
            Some(6) if !may_resume => Reaction::Close(4005, "Already authenticated."),
            Some(2) => {
                let start = self.shared.state().identify(self.id, &self.commands, data, &self.url, self.version);
                self.react_to(start)
            }
            Some(6) => {
                let start = self.shared.state().resume(self.id, &self.commands, data);
                self.react_to(start)
            }
            Some(8) if open => {
                let requested = self.shared.state().request_members(self.id, data);
                requested.map_or_else(|(code, reason)| Reaction::Close(code, reason), |()| Reaction::Nothing)
            }
            // Presence, voice state, soundboard: accepted and ignored.
            Some(3 | 4 | 31) if open => Reaction::Nothing,
            Some(3 | 4 | 8 | 31) => Reaction::Close(4003, "Not authenticated."),
            _ => Reaction::Close(4001, "Unknown opcode."),
        }
    }

    fn react_to(&self, start: SessionStart) -> Reaction {
        self.shared.signal_sessions_changed();
        match start {
            SessionStart::Started => Reaction::Nothing,
            SessionStart::Invalid => Reaction::Send(r#"{"op":9,"s":null,"t":null,"d":false}"#.to_owned()),
            SessionStart::Close(code, reason) => Reaction::Close(code, reason),
        }
    }
}
