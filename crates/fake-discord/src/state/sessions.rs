//! The gateway's sessions and what is sent to them. The sockets are in `gateway::connection`.
//!
//! A session outlives its connection: what happens meanwhile is kept and replayed at a RESUME.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::mpsc::UnboundedSender;
use twilight_model::gateway::Intents;

use crate::core::clock::Millis;
use crate::core::ids::GuildId;

/// Intents, as Discord numbers them.
pub(crate) const GUILDS: u64 = 1;
pub(crate) const GUILD_MESSAGES: u64 = 1 << 9;
pub(crate) const DIRECT_MESSAGES: u64 = 1 << 12;
pub(crate) const MESSAGE_CONTENT: u64 = 1 << 15;

/// The intents that an application has to be allowed in its settings; without that they are 4014.
pub(crate) const PRIVILEGED: Intents =
    Intents::GUILD_MEMBERS.union(Intents::GUILD_PRESENCES).union(Intents::MESSAGE_CONTENT);

/// So many events are kept for a RESUME.
const REPLAY: usize = 1000;

/// What the connection's task has to do.
#[derive(Debug, Clone)]
pub(crate) enum Wire {
    Text(Arc<str>),
    Close(u16, &'static str),
    /// The TCP connection dies without a word.
    Kill,
}

#[derive(Debug)]
pub(crate) struct Session {
    /// `None`: it was forgotten, so no RESUME finds it.
    pub id: Option<String>,
    pub shard: (u64, u64),
    pub intents: u64,
    pub seq: u64,
    pub replay: VecDeque<(u64, Arc<str>)>,
    /// `None` while disconnected.
    pub wire: Option<(u64, UnboundedSender<Wire>)>,
    /// Since when it is disconnected; Discord forgets it after a while.
    pub lost_at: Option<Millis>,
}

impl Session {
    pub fn send(&mut self, event: &str, data: &str) {
        self.seq += 1;
        let text: Arc<str> = format!(r#"{{"op":0,"s":{},"t":"{event}","d":{data}}}"#, self.seq).into();
        self.replay.push_back((self.seq, Arc::clone(&text)));
        if self.replay.len() > REPLAY {
            self.replay.pop_front();
        }
        if let Some((_, wire)) = &self.wire {
            // A closed channel means that the connection is ending; the replay keeps the event.
            let _ = wire.send(Wire::Text(text));
        }
    }

    pub fn hears(&self, guild: Option<GuildId>, intents: u64) -> bool {
        let shard = guild.map_or(0, |id| (id.get() >> 22) % self.shard.1.max(1));
        self.shard.0 == shard && (intents == 0 || self.intents & intents != 0)
    }
}

#[derive(Debug)]
pub(crate) struct Gateway {
    pub sessions: Vec<Session>,
    pub identifies: VecDeque<Millis>,
    /// When the last session began.
    pub identified_at: Option<Millis>,
    pub heartbeat: Duration,
    /// Each interaction is delivered this often.
    pub copies: usize,
    /// Interactions go to the newest session of the shard alone.
    pub newest_only: bool,
    /// Refuses new connections with this close code right after HELLO.
    pub refuse: Option<u16>,
    pub connections: u64,
    pub resumes: u64,
    pub total_identifies: u64,
}

impl Gateway {
    pub fn new(heartbeat: Duration) -> Self {
        Self {
            sessions: Vec::new(),
            identifies: VecDeque::new(),
            identified_at: None,
            heartbeat,
            copies: 1,
            newest_only: false,
            refuse: None,
            connections: 0,
            resumes: 0,
            total_identifies: 0,
        }
    }

    pub fn anyone_wants(&self, guild: Option<GuildId>, intents: u64) -> bool {
        self.sessions.iter().any(|session| session.hears(guild, intents))
    }

    /// Sends an event to every session of the guild's shard that has one of `intents` (0: needs none).
    pub fn dispatch(&mut self, event: &str, guild: Option<GuildId>, intents: u64, data: &Value) {
        if !self.anyone_wants(guild, intents) {
            return;
        }
        let text = data.to_string();
        for session in self.sessions.iter_mut().filter(|session| session.hears(guild, intents)) {
            session.send(event, &text);
        }
    }

    /// As [`Self::dispatch`]; who lacks MESSAGE_CONTENT gets other people's messages without what they say.
    pub fn dispatch_message(&mut self, event: &str, guild: Option<GuildId>, intents: u64, data: &Value, free: bool) {
        let text = data.to_string();
        let blank = if free { text.clone() } else { blanked(data.clone()).to_string() };
        for session in self.sessions.iter_mut().filter(|session| session.hears(guild, intents)) {
            let full = free || session.intents & MESSAGE_CONTENT != 0;
            session.send(event, if full { &text } else { &blank });
        }
    }

    /// Sends an interaction; returns to how many connected sessions, copies counted. A session that is away gets it at
    /// its RESUME.
    pub fn dispatch_interaction(&mut self, guild: Option<GuildId>, data: &Value) -> usize {
        let text = data.to_string();
        let (copies, newest_only) = (self.copies, self.newest_only);
        let mut hearing: Vec<&mut Session> =
            self.sessions.iter_mut().rev().filter(|session| session.hears(guild, 0)).collect();
        if newest_only {
            // One that is connected before one that is away.
            hearing.sort_by_key(|session| session.wire.is_none());
            hearing.truncate(1);
        }
        let mut sent = 0;
        for session in hearing {
            for _ in 0..copies {
                session.send("INTERACTION_CREATE", &text);
            }
            sent += if session.wire.is_some() { copies } else { 0 };
        }
        sent
    }

    /// Whether this connection has a session.
    pub fn has_session(&self, connection: u64) -> bool {
        self.sessions.iter().any(|session| session.wire.as_ref().is_some_and(|(id, _)| *id == connection))
    }

    /// Forgets every session: those that are away are gone, the others stay until their connection ends.
    pub fn forget(&mut self) {
        self.sessions.retain(|session| session.wire.is_some());
        for session in &mut self.sessions {
            session.id = None;
        }
    }

    /// Tells every connection something; returns how many there are.
    pub fn tell_all(&mut self, wire: &Wire) -> usize {
        let connected = self.sessions.iter().filter_map(|session| session.wire.as_ref());
        connected.filter(|(_, sender)| sender.send(wire.clone()).is_ok()).count()
    }
}

/// A message without what it says, for a bot that may not read it.
pub(crate) fn blanked(mut message: Value) -> Value {
    message["content"] = json!("");
    message["embeds"] = json!([]);
    message["components"] = json!([]);
    message
}
