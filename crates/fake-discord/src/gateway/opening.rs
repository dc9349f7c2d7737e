//! IDENTIFY and RESUME: who may have a session, and with what it begins.

use std::sync::Arc;

use serde_json::{Value, json};
use tokio::sync::mpsc::UnboundedSender;

use super::{GUILDS, Session, Wire};
use crate::clock::Millis;
use crate::world::World;

const DAY: Millis = 24 * 3600 * 1000;
/// Every intent that exists; another bit is 4013.
const KNOWN_INTENTS: u64 = 0b11_0001_1111_1111_1111_1111_1111 & !(0b111 << 17);
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
        let too_soon = self.buckets.limits.identify_interval.is_some_and(|least| {
            self.gateway.identifies.back().is_some_and(|last| now - last < crate::clock::millis(least))
        });
        self.gateway.identifies.push_back(now);
        self.gateway.identifies.retain(|at| now - at < DAY);
        if self.buckets.limits.identifies.is_some_and(|most| self.gateway.identifies.len() > most as usize) {
            self.token_reset = true;
        }
        if !self.token_fits(data) {
            return Opened::Close(4004, "Authentication failed.");
        }
        let Some(intents) = data["intents"].as_u64() else {
            return Opened::Close(4002, "Error while decoding payload.");
        };
        if intents & !KNOWN_INTENTS != 0 {
            return Opened::Close(4013, "Invalid intent(s).");
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
        if too_soon {
            return Opened::Invalid;
        }
        let id = format!("{:016x}{:016x}", self.rng.u64(..), self.rng.u64(..));
        let mut session = Session {
            id: id.clone(),
            shard,
            intents,
            seq: 0,
            replay: Default::default(),
            wire: Some((connection, wire.clone())),
            lost_at: None,
        };
        let guilds: Vec<_> = self.guilds.keys().copied().filter(|guild| session.hears(Some(*guild), 0)).collect();
        let unavailable: Vec<_> = guilds.iter().map(|id| json!({"id": id, "unavailable": true})).collect();
        let ready = crate::world::payloads::through::<twilight_model::gateway::payload::incoming::Ready>(json!({
            "v": 10, "user": self.me_json(), "guilds": unavailable, "session_id": id, "shard": [shard.0, shard.1],
            "resume_gateway_url": format!("{url}/resume"), "application": {"id": self.application, "flags": 0},
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
        let id = data["session_id"].as_str().unwrap_or_default();
        let Some(session) = self.gateway.sessions.iter_mut().find(|session| session.id == id) else {
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

    /// A connection ended; its session waits for a RESUME unless the client closed it for good.
    pub fn disconnected(&mut self, connection: u64, for_good: bool) {
        let now = self.now();
        let of_this = |session: &Session| session.wire.as_ref().is_some_and(|(id, _)| *id == connection);
        if for_good {
            self.gateway.sessions.retain(|session| !of_this(session));
        }
        for session in self.gateway.sessions.iter_mut().filter(|session| of_this(session)) {
            session.wire = None;
            session.lost_at = Some(now);
        }
    }
}
