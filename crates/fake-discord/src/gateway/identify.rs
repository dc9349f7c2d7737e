//! IDENTIFY and RESUME: who may have a session, and with what it begins.

use std::sync::Arc;

use serde_json::{Value, json};
use tokio::sync::mpsc::UnboundedSender;
use twilight_model::gateway::Intents;

use crate::core::clock::Millis;
use crate::state::World;
use crate::state::sessions::{GUILDS, PRIVILEGED, Session, Wire};

const DAY: Millis = 24 * 3600 * 1000;
/// A lost session can be resumed for this long.
const RESUMABLE: Millis = 5 * 60 * 1000;

/// What becomes of an IDENTIFY or RESUME.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Opened {
    Session,
    /// Opcode 9.
    Invalid,
    Close(u16, &'static str),
}

impl World {
    fn token_fits(&self, data: &Value) -> bool {
        let token = data["token"].as_str().unwrap_or_default();
        !self.token_reset && token.strip_prefix("Bot ").unwrap_or(token) == self.token
    }

    pub fn identify(&mut self, connection: u64, wire: &UnboundedSender<Wire>, data: &Value, url: &str) -> Opened {
        let now = self.now();
        self.gateway.total_identifies += 1;
        if !self.token_fits(data) {
            return Opened::Close(4004, "Authentication failed.");
        }
        self.gateway.identifies.push_back(now);
        self.gateway.identifies.retain(|at| now - at < DAY);
        if self.buckets.limits.identifies.is_some_and(|most| self.gateway.identifies.len() > most as usize) {
            self.reset_token();
            return Opened::Close(4004, "Authentication failed.");
        }
        let Some(intents) = data["intents"].as_u64() else {
            return Opened::Close(4002, "Error while decoding payload.");
        };
        if intents & !Intents::all().bits() != 0 {
            return Opened::Close(4013, "Invalid intent(s).");
        }
        if intents & (PRIVILEGED - self.privileged).bits() != 0 {
            return Opened::Close(4014, "Disallowed intent(s).");
        }
        if data["properties"].as_object().is_none() {
            return Opened::Close(4002, "Error while decoding payload.");
        }
        let shard = match data["shard"].as_array().map(Vec::as_slice) {
            None => (0, 1),
            Some([id, of]) => match (id.as_u64(), of.as_u64()) {
                (Some(id), Some(of)) if id < of => (id, of),
                _ => return Opened::Close(4010, "Invalid shard."),
            },
            Some(_) => return Opened::Close(4010, "Invalid shard."),
        };
        let too_soon =
            |least| self.gateway.identified_at.is_some_and(|last| now - last < crate::core::clock::millis(least));
        if self.buckets.limits.identify_interval.is_some_and(too_soon) {
            return Opened::Invalid;
        }
        self.gateway.identified_at = Some(now);
        let id = format!("{:016x}{:016x}", self.rng.u64(..), self.rng.u64(..));
        let mut session = Session {
            id: Some(id.clone()),
            shard,
            intents,
            seq: 0,
            replay: Default::default(),
            wire: Some((connection, wire.clone())),
            lost_at: None,
        };
        let guilds: Vec<_> = self.guilds.keys().copied().filter(|guild| session.hears(Some(*guild), 0)).collect();
        let unavailable: Vec<_> = guilds.iter().map(|id| json!({"id": id, "unavailable": true})).collect();
        let ready = crate::state::json::through::<twilight_model::gateway::payload::incoming::Ready>(json!({
            "v": 10, "user": self.me_json(), "guilds": unavailable, "session_id": id, "shard": [shard.0, shard.1],
            "resume_gateway_url": format!("{url}/resume"),
            "application": {"id": self.application, "flags": self.application_flags()},
            "session_type": "normal", "private_channels": [], "presences": [], "relationships": [], "geo_ordered_rtc_regions": [],
        }));
        session.send("READY", &ready.to_string());
        if intents & GUILDS != 0 {
            for guild in guilds {
                if let Some(data) = self.guild_create(guild) {
                    session.send("GUILD_CREATE", &data.to_string());
                }
            }
        }
        self.gateway.sessions.retain(|session| session.lost_at.is_none_or(|lost| now - lost < RESUMABLE));
        self.gateway.sessions.push(session);
        Opened::Session
    }

    pub fn resume(&mut self, connection: u64, wire: &UnboundedSender<Wire>, data: &Value) -> Opened {
        if !self.token_fits(data) {
            return Opened::Close(4004, "Authentication failed.");
        }
        let now = self.now();
        let Some(id) = data["session_id"].as_str() else {
            return Opened::Close(4002, "Error while decoding payload.");
        };
        let mut sessions = self.gateway.sessions.iter_mut();
        let Some(session) = sessions.find(|session| session.id.as_deref() == Some(id)) else {
            return Opened::Invalid;
        };
        if session.lost_at.is_some_and(|lost| now - lost >= RESUMABLE) {
            return Opened::Invalid;
        }
        let Some(seq) = data["seq"].as_u64() else { return Opened::Close(4007, "Invalid seq.") };
        if seq > session.seq {
            return Opened::Close(4007, "Invalid seq.");
        }
        let first_kept = session.replay.front().map_or(session.seq + 1, |(seq, _)| *seq);
        if seq + 1 < first_kept {
            return Opened::Invalid;
        }
        if let Some((_, old)) = session.wire.replace((connection, wire.clone())) {
            // Only one connection has a session.
            let _ = old.send(Wire::Close(4009, "Session timed out."));
        }
        session.lost_at = None;
        let missed: Vec<Arc<str>> =
            session.replay.iter().filter(|(at, _)| *at > seq).map(|(_, text)| Arc::clone(text)).collect();
        for text in missed {
            let _ = wire.send(Wire::Text(text));
        }
        session.send("RESUMED", r#"{"_trace":[]}"#);
        self.gateway.resumes += 1;
        Opened::Session
    }

    /// What Discord does to a bot that identified too often: its sessions end, and its token is good for nothing.
    fn reset_token(&mut self) {
        self.token_reset = true;
        self.gateway.tell_all(&Wire::Close(4004, "Authentication failed."));
    }

    /// The flags that say which privileged intents an application of few guilds has.
    pub fn application_flags(&self) -> u64 {
        let limited = [(Intents::GUILD_PRESENCES, 13), (Intents::GUILD_MEMBERS, 15), (Intents::MESSAGE_CONTENT, 19)];
        let held = limited.into_iter().filter(|(intent, _)| self.privileged.contains(*intent));
        held.fold(0, |flags, (_, bit)| flags | 1 << bit)
    }

    /// A connection ended; its session waits for a RESUME unless the client closed it for good.
    pub fn disconnected(&mut self, connection: u64, for_good: bool) {
        let now = self.now();
        let of_this = |session: &Session| session.wire.as_ref().is_some_and(|(id, _)| *id == connection);
        // Nobody can come back to a forgotten session either.
        self.gateway.sessions.retain(|session| !of_this(session) || (!for_good && session.id.is_some()));
        for session in self.gateway.sessions.iter_mut().filter(|session| of_this(session)) {
            session.wire = None;
            session.lost_at = Some(now);
        }
    }
}
