//! One WebSocket: HELLO, heartbeats, opcodes, close codes. Decides nothing about sessions.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message as Frame, WebSocket};
use serde_json::{Value, json};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::time::{Instant, sleep_until};

use super::identify::Opened;
use crate::core::killable_tcp::KillSwitch;
use crate::state::sessions::Wire;
use crate::state::shared::Shared;

/// Discord takes 120 messages from a client in a minute.
const PER_MINUTE: usize = 120;
/// Longer messages from a client are 4002.
const LONGEST: usize = 4096;
const ACKNOWLEDGED: &str = r#"{"op":11,"s":null,"t":null,"d":null}"#;

struct Connection {
    shared: Arc<Shared>,
    id: u64,
    wire: UnboundedSender<Wire>,
    url: String,
    received: Vec<Instant>,
}

/// What to do after a client's message.
enum Next {
    Go,
    /// A heartbeat: acknowledge it, and wait for the next.
    Beat,
    Send(String),
    Close(u16, &'static str),
}

/// Serves one connection until it ends.
pub(crate) async fn serve(mut socket: WebSocket, shared: Arc<Shared>, kill: KillSwitch, url: String) {
    let (wire, mut from_world) = unbounded_channel();
    let (id, heartbeat, refuse) = {
        let mut world = shared.world();
        world.gateway.connections += 1;
        (world.gateway.connections, world.gateway.heartbeat, world.gateway.refuse)
    };
    let mut stopped = shared.stopped();
    let hello = json!({"op": 10, "s": null, "t": null, "d": {"heartbeat_interval": heartbeat.as_millis() as u64, "_trace": []}});
    let mut connection = Connection { shared: Arc::clone(&shared), id, wire, url, received: Vec::new() };
    let mut for_good = false;
    if socket.send(Frame::Text(hello.to_string().into())).await.is_err() {
        return;
    }
    if let Some(code) = refuse {
        close(&mut socket, code, "Refused.").await;
        return;
    }
    // Discord waits a little longer than the interval that it gave.
    let patience = heartbeat + heartbeat / 2 + Duration::from_secs(1);
    let mut deadline = Instant::now() + patience;
    loop {
        tokio::select! {
            biased;
            () = stopped.wait() => {
                kill.kill();
                break;
            }
            order = from_world.recv() => match order {
                Some(Wire::Text(text)) => {
                    if socket.send(Frame::Text((*text).into())).await.is_err() {
                        break;
                    }
                }
                Some(Wire::Close(code, reason)) => {
                    close(&mut socket, code, reason).await;
                    break;
                }
                Some(Wire::Kill) | None => {
                    kill.kill();
                    break;
                }
            },
            frame = socket.recv() => {
                let text = match frame {
                    Some(Ok(Frame::Text(text))) => text,
                    Some(Ok(Frame::Close(frame))) => {
                        // 1000 and 1001 end the session; any other code keeps it for a RESUME.
                        for_good = frame.is_some_and(|frame| matches!(frame.code, 1000 | 1001));
                        break;
                    }
                    Some(Ok(Frame::Binary(_))) => {
                        close(&mut socket, 4002, "Error while decoding payload.").await;
                        break;
                    }
                    Some(Ok(Frame::Ping(_) | Frame::Pong(_))) => continue,
                    Some(Err(_)) | None => break,
                };
                match connection.receive(&text) {
                    Next::Go => {}
                    Next::Beat => {
                        deadline = Instant::now() + patience;
                        if socket.send(Frame::Text(ACKNOWLEDGED.into())).await.is_err() {
                            break;
                        }
                    }
                    Next::Send(answer) => {
                        if socket.send(Frame::Text(answer.into())).await.is_err() {
                            break;
                        }
                    }
                    Next::Close(code, reason) => {
                        close(&mut socket, code, reason).await;
                        break;
                    }
                }
            }
            () = sleep_until(deadline) => {
                close(&mut socket, 4009, "Session timed out.").await;
                break;
            }
        }
    }
    shared.world().disconnected(id, for_good);
    shared.gateway_changed();
}

async fn close(socket: &mut WebSocket, code: u16, reason: &'static str) {
    // The client may be gone already; then there is nobody to tell.
    let _ = socket.send(Frame::Close(Some(CloseFrame { code, reason: reason.into() }))).await;
}

impl Connection {
    fn receive(&mut self, text: &str) -> Next {
        let now = Instant::now();
        self.received.retain(|at| now.duration_since(*at) < Duration::from_secs(60));
        self.received.push(now);
        if self.received.len() > PER_MINUTE {
            return Next::Close(4008, "Rate limited.");
        }
        let message: Value = match serde_json::from_str(text) {
            Ok(message) if text.len() <= LONGEST => message,
            _ => return Next::Close(4002, "Error while decoding payload."),
        };
        let data = &message["d"];
        let open = self.shared.world().gateway.has_session(self.id);
        match message["op"].as_u64() {
            Some(1) => Next::Beat,
            Some(2 | 6) if open => Next::Close(4005, "Already authenticated."),
            Some(2) => {
                let opened = self.shared.world().identify(self.id, &self.wire, data, &self.url);
                self.opened(opened)
            }
            Some(6) => {
                let opened = self.shared.world().resume(self.id, &self.wire, data);
                self.opened(opened)
            }
            // Presence, voice state, members, soundboard: nothing here follows from them.
            Some(3 | 4 | 8 | 31) if open => Next::Go,
            Some(3 | 4 | 8 | 31) => Next::Close(4003, "Not authenticated."),
            _ => Next::Close(4001, "Unknown opcode."),
        }
    }

    fn opened(&self, opened: Opened) -> Next {
        self.shared.gateway_changed();
        match opened {
            Opened::Session => Next::Go,
            Opened::Invalid => Next::Send(r#"{"op":9,"s":null,"t":null,"d":false}"#.to_owned()),
            Opened::Close(code, reason) => Next::Close(code, reason),
        }
    }
}
