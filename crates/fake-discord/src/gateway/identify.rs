//! IDENTIFY and RESUME: decides who gets a session, and sends its first events.

use std::sync::Arc;

use serde_json::{Value, json};
use tokio::sync::mpsc::UnboundedSender;
use twilight_model::gateway::Intents;

use crate::core::clock::Millis;
use crate::state::DiscordState;
use crate::state::sessions::{ConnectionCommand, GUILD_PRESENCES, GUILDS, PRIVILEGED, Session};

const DAY: Millis = 24 * 3600 * 1000;
/// A session can be resumed for this long after its connection is lost.
const RESUMABLE: Millis = 5 * 60 * 1000;

/// The result of an IDENTIFY or RESUME.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum SessionStart {
    Started,
    /// `INVALID_SESSION` (opcode 9).
    Invalid,
    Close(u16, &'static str),
}

impl DiscordState {
    fn token_is_valid(&self, data: &Value) -> bool {
        let token = data["token"].as_str().unwrap_or_default();
        !self.token_reset && token.strip_prefix("Bot ").unwrap_or(token) == self.token
    }

    pub(crate) fn identify(
        &mut self,
        connection: u64,
        commands: &UnboundedSender<ConnectionCommand>,
        data: &Value,
        url: &str,
        version: u64,
    ) -> SessionStart {
        let now = self.now();
        self.gateway.total_identifies += 1;
        if !self.token_is_valid(data) {
            return SessionStart::Close(4004, "Authentication failed.");
        }
        self.gateway.identifies.push_back(now);
        self.gateway.identifies.retain(|at| now - at < DAY);
        if self.buckets.limits.identifies.is_some_and(|max| self.gateway.identifies.len() > max as usize) {
            self.reset_token();
            return SessionStart::Close(4004, "Authentication failed.");
        }
        let Some(intents) = data["intents"].as_u64() else {
            return SessionStart::Close(4002, "Error while decoding payload.");
        };
        if intents & !Intents::all().bits() != 0 {
            return SessionStart::Close(4013, "Invalid intent(s).");
        }
        if intents & (PRIVILEGED - self.privileged).bits() != 0 {
            return SessionStart::Close(4014, "Disallowed intent(s).");
        }
        if data["properties"].as_object().is_none() {
            return SessionStart::Close(4002, "Error while decoding payload.");
        }
        let shard = match data["shard"].as_array().map(Vec::as_slice) {
            None => (0, 1),
            Some([id, of]) => match (id.as_u64(), of.as_u64()) {
                (Some(id), Some(of)) if id < of => (id, of),
                _ => return SessionStart::Close(4010, "Invalid shard."),
            },
            Some(_) => return SessionStart::Close(4010, "Invalid shard."),
        };
        let group = shard.0 % u64::from(self.gateway.max_concurrency.max(1));
        let last = self.gateway.identified_at.get(&group);
        let too_soon = |min| last.is_some_and(|last| now - last < crate::core::clock::millis(min));
        if self.buckets.limits.identify_interval.is_some_and(too_soon) {
            return SessionStart::Invalid;
        }
        self.gateway.identified_at.insert(group, now);
        let id = format!("{:016x}{:016x}", self.rng.u64(..), self.rng.u64(..));
        let mut session = Session {
            id: Some(id.clone()),
            shard,
            intents,
            seq: 0,
            replay: Default::default(),
            connection: Some((connection, commands.clone())),
            disconnected_at: None,
            may_resume: false,
        };
        let joined = self.guilds.values().filter(|guild| guild.members.contains_key(&self.bot)).map(|guild| guild.id);
        let guilds: Vec<_> = joined.filter(|guild| session.receives(Some(*guild), 0)).collect();
        let unavailable: Vec<_> = guilds.iter().map(|id| json!({"id": id, "unavailable": true})).collect();
        let ready = crate::state::json::via_model::<twilight_model::gateway::payload::incoming::Ready>(json!({
            "v": version, "user": self.me_json(), "guilds": unavailable, "session_id": id, "shard": [shard.0, shard.1],
            "resume_gateway_url": format!("{url}/resume"),
            "application": {"id": self.application, "flags": self.application_flags()},
            "session_type": "normal", "private_channels": [], "presences": [], "relationships": [], "geo_ordered_rtc_regions": [],
        }));
        session.send("READY", &ready.to_string());
        if intents & GUILDS != 0 {
            for guild in guilds.into_iter().filter(|guild| self.bot_is_in(*guild)) {
                if let Some(data) = self.guild_create(guild, intents & GUILD_PRESENCES != 0) {
                    session.send("GUILD_CREATE", &data.to_string());
                }
            }
        }
        self.gateway.sessions.retain(|session| session.disconnected_at.is_none_or(|at| now - at < RESUMABLE));
        self.gateway.sessions.push(session);
        self.note("session_started", json!({"connection": connection}));
        SessionStart::Started
    }

    pub(crate) fn resume(
        &mut self,
        connection: u64,
        commands: &UnboundedSender<ConnectionCommand>,
        data: &Value,
    ) -> SessionStart {
        if !self.token_is_valid(data) {
            return SessionStart::Close(4004, "Authentication failed.");
        }
        let now = self.now();
        let Some(id) = data["session_id"].as_str() else {
            return SessionStart::Close(4002, "Error while decoding payload.");
        };
        let mut sessions = self.gateway.sessions.iter_mut();
        let Some(session) = sessions.find(|session| session.id.as_deref() == Some(id)) else {
            return SessionStart::Invalid;
        };
        if session.disconnected_at.is_some_and(|at| now - at >= RESUMABLE) {
            return SessionStart::Invalid;
        }
        let Some(seq) = data["seq"].as_u64() else { return SessionStart::Close(4007, "Invalid seq.") };
        if seq > session.seq {
            return SessionStart::Close(4007, "Invalid seq.");
        }
        let first_in_replay = session.replay.front().map_or(session.seq + 1, |(seq, _)| *seq);
        if seq + 1 < first_in_replay {
            return SessionStart::Invalid;
        }
        if let Some((old_id, old)) = session.connection.replace((connection, commands.clone()))
            && old_id != connection
        {
            // A session has one connection only.
            let _ = old.send(ConnectionCommand::Close(4009, "Session timed out."));
        }
        session.disconnected_at = None;
        session.may_resume = false;
        let missed: Vec<Arc<str>> =
            session.replay.iter().filter(|(at, _)| *at > seq).map(|(_, text)| Arc::clone(text)).collect();
        for text in missed {
            let _ = commands.send(ConnectionCommand::Send(text));
        }
        session.send("RESUMED", r#"{"_trace":[]}"#);
        self.gateway.resumes += 1;
        self.note("session_resumed", json!({"connection": connection}));
        SessionStart::Started
    }

    /// Discord's reaction to too many IDENTIFYs: it ends the sessions and makes the token invalid.
    fn reset_token(&mut self) {
        self.token_reset = true;
        self.gateway.send_to_all(&ConnectionCommand::Close(4004, "Authentication failed."));
    }

    /// The application flags for the privileged intents that are enabled.
    pub(crate) fn application_flags(&self) -> u64 {
        let limited = [(Intents::GUILD_PRESENCES, 13), (Intents::GUILD_MEMBERS, 15), (Intents::MESSAGE_CONTENT, 19)];
        let held = limited.into_iter().filter(|(intent, _)| self.privileged.contains(*intent));
        held.fold(0, |flags, (_, bit)| flags | 1 << bit)
    }

    /// Handles the end of a connection. Its session waits for a RESUME unless `session_ended`.
    pub(crate) fn disconnected(&mut self, connection: u64, session_ended: bool) {
        let now = self.now();
        let of_this = |session: &Session| session.connection.as_ref().is_some_and(|(id, _)| *id == connection);
        // A session without an id cannot be resumed either.
        self.gateway.sessions.retain(|session| !of_this(session) || (!session_ended && session.id.is_some()));
        for session in self.gateway.sessions.iter_mut().filter(|session| of_this(session)) {
            session.connection = None;
            session.disconnected_at = Some(now);
        }
        self.note("connection_ended", json!({"connection": connection}));
    }
}
