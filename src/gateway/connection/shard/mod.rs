//! Keeps one session with Discord's gateway until the end: resumes it if possible, otherwise starts a new one.
//!
//! twilight's shard speaks the protocol. The pauses between attempts are made here, because the shard's own grow to
//! minutes, and then Discord would be back long before the bot.

use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt as _;
use tokio_util::sync::CancellationToken;
use twilight_gateway::error::ReceiveMessageErrorType;
use twilight_gateway::{CloseFrame, Config, ConfigBuilder, Message, Shard, ShardId, ShardState};

use crate::discord::and_distrust;
use crate::gateway::connection::error::SessionError;
use crate::gateway::connection::identify_limiter::IdentifyGuard;
use crate::gateway::connection::register_commands::pauses;
use crate::gateway::context::Context;
use crate::gateway::interactions::dispatch::{SessionEvent, is_json};
use crate::metric_names;

/// Discord may answer a goodbye within this.
const GOODBYE: Duration = Duration::from_secs(1);

/// Every third attempt to resume a session goes to the gateway's main address.
const MAIN_ADDRESS: u32 = 3;

/// How long a connection without a session may be silent. twilight limits only the connecting (10 s) and, by
/// heartbeats, the time after HELLO. A network that drops everything before HELLO, or while the connection is closed,
/// would go unnoticed until TCP's timeout.
#[derive(Debug, Clone, Copy)]
struct Silence {
    /// While the connection is made or closed.
    unconnected: Duration,
    /// Until there is a session. While a shard waits for its permit, heartbeats are answered every 41 s.
    no_session: Duration,
}

const SILENCE: Silence = Silence { unconnected: Duration::from_secs(15), no_session: Duration::from_secs(60) };

pub(crate) struct Session {
    id: ShardId,
    config: Config<IdentifyGuard>,
    shard: Shard<IdentifyGuard>,
    context: Arc<Context>,
    /// The connection was lost and is not back.
    lost: bool,
    /// Where Discord wants this session to be resumed, and how often in a row that failed.
    resume_url: Option<String>,
    failures: u32,
    silence: Silence,
}

impl Session {
    pub(crate) fn new(id: ShardId, config: Config<IdentifyGuard>, context: Arc<Context>) -> Self {
        let shard = Shard::with_config(id, config.clone());
        Session { id, config, shard, context, lost: false, resume_url: None, failures: 0, silence: SILENCE }
    }

    /// Keeps the session until `stop`.
    ///
    /// # Errors
    /// If Discord permanently closed it.
    pub(crate) async fn run(mut self, stop: CancellationToken) -> Result<(), SessionError> {
        let mut pauses = pauses();
        let mut close_code = None;
        loop {
            let silence = self.bearable_silence();
            let message = tokio::select! {
                message = self.shard.next() => message,
                () = tokio::time::sleep(silence.unwrap_or_default()), if silence.is_some() => {
                    self.silent();
                    continue;
                }
                () = stop.cancelled() => {
                    self.say_goodbye().await;
                    return Ok(());
                }
            };
            let pause = match message {
                None => return Err(SessionError::of(close_code)),
                Some(Ok(Message::Text(text))) => {
                    if self.handle(&text) {
                        pauses = self::pauses();
                    }
                    None
                }
                Some(Ok(Message::Close(frame))) => {
                    close_code = frame.as_ref().map(|frame| frame.code);
                    self.down(close_code);
                    pauses.next()
                }
                Some(Err(error)) if matches!(error.kind(), ReceiveMessageErrorType::Reconnect) => {
                    self.out_of_reach(&error);
                    pauses.next()
                }
                Some(Err(error)) => {
                    self.unreadable(&error);
                    None
                }
            };
            // The next message reports a permanent refusal, so it needs no pause.
            if let Some(pause) = pause.filter(|_| !self.is_over()) {
                tokio::select! {
                    () = tokio::time::sleep(pause) => {}
                    () = stop.cancelled() => {}
                }
            }
        }
    }

    fn is_over(&self) -> bool {
        self.shard.state() == ShardState::FatallyClosed
    }

    /// Whether the message says that there is a session.
    fn handle(&mut self, text: &str) -> bool {
        let kind = match self.context.handle(text) {
            SessionEvent::Other => return false,
            SessionEvent::Ready => "new",
            SessionEvent::Resumed => "resumed",
        };
        metrics::counter!(metric_names::GATEWAY_SESSIONS, "kind" => kind).increment(1);
        self.failures = 0;
        self.resume_url = self.shard.resume_url().map(str::to_owned);
        if std::mem::take(&mut self.lost) {
            metrics::counter!(metric_names::RECONNECTS, "to" => "discord", "service" => "gateway").increment(1);
        }
        let number = self.id.number();
        self.context.state.send_modify(|state| state.up(number));
        tracing::info!(session = number, kind, "connected to Discord");
        true
    }

    fn down(&mut self, code: Option<u16>) {
        let number = self.id.number();
        self.context.state.send_modify(|state| state.down(number));
        if !std::mem::replace(&mut self.lost, true) {
            tracing::info!(session = number, code, "the connection to Discord was closed; connecting again");
        }
    }

    /// How long the gateway may be silent now; `None` if heartbeats check that.
    fn bearable_silence(&self) -> Option<Duration> {
        match self.shard.state() {
            ShardState::Disconnected { .. } => Some(self.silence.unconnected),
            ShardState::Identifying | ShardState::Resuming => Some(self.silence.no_session),
            _ => None,
        }
    }

    /// Nothing was received for too long: counts as a lost connection.
    fn silent(&mut self) {
        self.lose(|number| tracing::warn!(session = number, "Discord's gateway is silent; connecting again"));
    }

    /// No connection.
    fn out_of_reach(&mut self, error: &twilight_gateway::error::ReceiveMessageError) {
        let why = and_distrust(error);
        self.context.state.send_modify(|state| state.untrusted = !why.is_empty());
        self.lose(|number| {
            tracing::warn!(session = number, %error, "Discord's gateway is out of reach{why}; trying again");
        });
    }

    /// Starts the attempts again with the same session, so that it can still be resumed.
    fn lose(&mut self, say: impl FnOnce(u32)) {
        let number = self.id.number();
        self.context.state.send_modify(|state| state.down(number));
        if !std::mem::replace(&mut self.lost, true) {
            say(number);
        }
        let mut builder = ConfigBuilder::from(self.config.clone());
        if let Some(session) = self.shard.session() {
            builder = builder.session(session.clone());
            // twilight forgets the address after one failure, and Discord may refuse a RESUME elsewhere. Every third
            // attempt goes to the main address, in case the other one is gone.
            self.failures += 1;
            if !self.failures.is_multiple_of(MAIN_ADDRESS)
                && let Some(url) = &self.resume_url
            {
                builder = builder.resume_url(url.clone());
            }
        }
        self.shard = Shard::with_config(self.id, builder.build());
    }

    /// The text that can't be read may hold tokens and is never shown.
    fn unreadable(&self, error: &twilight_gateway::error::ReceiveMessageError) {
        metrics::counter!(metric_names::UNDECODABLE_DISPATCHES).increment(1);
        let is_json = match error.kind() {
            ReceiveMessageErrorType::Deserializing { event } => is_json(event),
            _ => false,
        };
        tracing::error!(session = self.id.number(), is_json, "a message of Discord's gateway can't be read");
    }

    /// Closes the session, so that Discord knows at once that the bot is gone.
    async fn say_goodbye(mut self) {
        if matches!(self.shard.state(), ShardState::Disconnected { .. }) {
            return;
        }
        self.shard.close(CloseFrame::NORMAL);
        let closed = async {
            while let Some(message) = self.shard.next().await {
                let Ok(Message::Text(text)) = message else { return };
                // Interactions that are already on their way reach no other process, so they are answered here.
                self.context.handle(&text);
            }
        };
        _ = tokio::time::timeout(GOODBYE, closed).await;
    }
}

#[cfg(test)]
mod tests {
    #[cfg(feature = "demo")]
    mod resume;
    #[cfg(feature = "demo")]
    mod silence;

    use super::*;
}
