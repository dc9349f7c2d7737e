//! The gateway's sessions and the events for them. It knows no socket: `gateway::connection` serves the `WebSockets`.
//!
//! A session continues without its connection: events are kept and sent again after a RESUME.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::mpsc::UnboundedSender;
use twilight_model::gateway::Intents;

use crate::core::clock::Millis;
use crate::core::ids::GuildId;

/// The bits of the intents.
pub(crate) const GUILDS: u64 = 1;
pub(crate) const GUILD_MEMBERS: u64 = 1 << 1;
pub(crate) const GUILD_PRESENCES: u64 = 1 << 8;
pub(crate) const GUILD_MESSAGES: u64 = 1 << 9;
pub(crate) const DIRECT_MESSAGES: u64 = 1 << 12;
pub(crate) const MESSAGE_CONTENT: u64 = 1 << 15;

/// Intents that an application needs to enable in its settings, else IDENTIFY fails with 4014.
pub(crate) const PRIVILEGED: Intents =
    Intents::GUILD_MEMBERS.union(Intents::GUILD_PRESENCES).union(Intents::MESSAGE_CONTENT);

/// The number of events that are kept for a RESUME.
const MAX_REPLAY: usize = 1000;

/// A command for the task of a connection.
#[derive(Debug, Clone)]
pub(crate) enum ConnectionCommand {
    Send(Arc<str>),
    Close(u16, &'static str),
    /// Resets the TCP connection without a close frame.
    Kill,
}

#[derive(Debug)]
pub(crate) struct Session {
    /// `None`: a test removed the session, so no RESUME finds it.
    pub id: Option<String>,
    pub shard: (u64, u64),
    pub intents: u64,
    pub seq: u64,
    pub replay: VecDeque<(u64, Arc<str>)>,
    /// The id of the connection and its task. `None` while disconnected.
    pub connection: Option<(u64, UnboundedSender<ConnectionCommand>)>,
    /// When the connection was lost. Discord deletes the session after a while.
    pub disconnected_at: Option<Millis>,
    /// `INVALID_SESSION` with `d: true` was sent: the client may resume on the same connection.
    pub may_resume: bool,
}

impl Session {
    pub(crate) fn has_connection(&self, connection: u64) -> bool {
        self.connection.as_ref().is_some_and(|(id, _)| *id == connection)
    }

    pub(crate) fn send(&mut self, event: &str, data: &str) {
        self.seq += 1;
        let text: Arc<str> = format!(r#"{{"op":0,"s":{},"t":"{event}","d":{data}}}"#, self.seq).into();
        self.replay.push_back((self.seq, Arc::clone(&text)));
        if self.replay.len() > MAX_REPLAY {
            self.replay.pop_front();
        }
        if let Some((_, connection)) = &self.connection {
            // An error means that the connection is ending. The event stays in the replay.
            let _ = connection.send(ConnectionCommand::Send(text));
        }
    }

    pub(crate) fn receives(&self, guild: Option<GuildId>, intents: u64) -> bool {
        let shard = guild.map_or(0, |id| (id.get() >> 22) % self.shard.1.max(1));
        self.shard.0 == shard && (intents == 0 || self.intents & intents != 0)
    }
}

#[derive(Debug)]
pub(crate) struct Gateway {
    pub sessions: Vec<Session>,
    pub identifies: VecDeque<Millis>,
    /// The time of the last successful IDENTIFY, by the shard's number modulo `max_concurrency`.
    pub identified_at: HashMap<u64, Millis>,
    /// The recommended number of shards.
    pub shards: u32,
    /// How many shards may identify at once.
    pub max_concurrency: u32,
    pub heartbeat: Duration,
    /// Each interaction is delivered this many times.
    pub interaction_copies: usize,
    /// Interactions are delivered to the newest session of the shard only.
    pub newest_session_only: bool,
    /// Closes new connections with this close code right after HELLO.
    pub refuse_with: Option<u16>,
    /// The guilds that send no events to the bot: it was kicked, or they are unavailable.
    pub silent: BTreeSet<GuildId>,
    pub connections: u64,
    pub resumes: u64,
    pub total_identifies: u64,
}

impl Gateway {
    pub(crate) fn new(heartbeat: Duration) -> Self {
        Self {
            sessions: Vec::new(),
            identifies: VecDeque::new(),
            identified_at: HashMap::new(),
            shards: 1,
            max_concurrency: 1,
            heartbeat,
            interaction_copies: 1,
            newest_session_only: false,
            refuse_with: None,
            silent: BTreeSet::new(),
            connections: 0,
            resumes: 0,
            total_identifies: 0,
        }
    }

    pub(crate) fn has_receiver(&self, guild: Option<GuildId>, intents: u64) -> bool {
        !self.is_silent(guild) && self.sessions.iter().any(|session| session.receives(guild, intents))
    }

    fn is_silent(&self, guild: Option<GuildId>) -> bool {
        guild.is_some_and(|guild| self.silent.contains(&guild))
    }

    /// Sends an event to each session of the guild's shard that has one of `intents`. 0: no intent is needed.
    pub(crate) fn dispatch(&mut self, event: &str, guild: Option<GuildId>, intents: u64, data: &Value) {
        if !self.has_receiver(guild, intents) {
            return;
        }
        let text = data.to_string();
        for session in self.sessions.iter_mut().filter(|session| session.receives(guild, intents)) {
            session.send(event, &text);
        }
    }

    /// As [`Self::dispatch`]. A session without `MESSAGE_CONTENT` receives the message without content, unless
    /// `needs_no_intent`.
    pub(crate) fn dispatch_message(
        &mut self,
        event: &str,
        guild: Option<GuildId>,
        intents: u64,
        data: &Value,
        needs_no_intent: bool,
    ) {
        if self.is_silent(guild) {
            return;
        }
        let text = data.to_string();
        let blank = if needs_no_intent { text.clone() } else { without_content(data.clone()).to_string() };
        for session in self.sessions.iter_mut().filter(|session| session.receives(guild, intents)) {
            let full = needs_no_intent || session.intents & MESSAGE_CONTENT != 0;
            session.send(event, if full { &text } else { &blank });
        }
    }

    /// Sends an interaction and returns the number of deliveries to connected sessions. A disconnected session
    /// receives it after its RESUME.
    pub(crate) fn dispatch_interaction(&mut self, guild: Option<GuildId>, data: &Value) -> usize {
        if self.is_silent(guild) {
            return 0;
        }
        let text = data.to_string();
        let (interaction_copies, newest_session_only) = (self.interaction_copies, self.newest_session_only);
        let mut receivers: Vec<&mut Session> =
            self.sessions.iter_mut().rev().filter(|session| session.receives(guild, 0)).collect();
        if newest_session_only {
            // A connected session goes before a disconnected one.
            receivers.sort_by_key(|session| session.connection.is_none());
            receivers.truncate(1);
        }
        let mut sent = 0;
        for session in receivers {
            for _ in 0..interaction_copies {
                session.send("INTERACTION_CREATE", &text);
            }
            sent += if session.connection.is_some() { interaction_copies } else { 0 };
        }
        sent
    }

    /// Whether this connection has a session.
    pub(crate) fn has_session(&self, connection: u64) -> bool {
        self.sessions.iter().any(|session| session.has_connection(connection))
    }

    /// Whether this connection may send a RESUME: it has no session, or Discord asked it to resume its session.
    pub(crate) fn may_resume(&self, connection: u64) -> bool {
        self.sessions.iter().all(|session| !session.has_connection(connection) || session.may_resume)
    }

    /// Makes every RESUME fail: removes the disconnected sessions, and the others when their connection ends.
    pub(crate) fn forget(&mut self) {
        self.sessions.retain(|session| session.connection.is_some());
        for session in &mut self.sessions {
            session.id = None;
        }
    }

    /// Sends a command to the connections of one shard, and returns their number.
    pub(crate) fn send_to_shard(&mut self, shard: u64, command: &ConnectionCommand) -> usize {
        let of_shard = self.sessions.iter().filter(|session| session.shard.0 == shard);
        let connected = of_shard.filter_map(|session| session.connection.as_ref());
        connected.filter(|(_, sender)| sender.send(command.clone()).is_ok()).count()
    }

    /// Sends a command to every connection that has a session, and returns their number.
    pub(crate) fn send_to_all(&mut self, command: &ConnectionCommand) -> usize {
        let connected = self.sessions.iter().filter_map(|session| session.connection.as_ref());
        connected.filter(|(_, sender)| sender.send(command.clone()).is_ok()).count()
    }
}

/// Removes the content of a message, for a bot that must not read it.
pub(crate) fn without_content(mut message: Value) -> Value {
    message["content"] = json!("");
    message["embeds"] = json!([]);
    message["components"] = json!([]);
    message
}
