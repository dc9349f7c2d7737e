//! `REQUEST_GUILD_MEMBERS` (opcode 8), answered by `GUILD_MEMBERS_CHUNK`.

use serde_json::{Value, json};
use twilight_model::gateway::Intents;

use crate::core::ids::{GuildId, UserId};
use crate::state::DiscordState;
use crate::state::guild::Guild;
use crate::state::json::username;

/// Members in one chunk.
const CHUNK: usize = 1000;
/// The maximum of a request by a part of the name, and of one by ids.
const MAX_FOUND: usize = 100;
/// Discord ignores a longer nonce.
const MAX_NONCE: usize = 32;

impl DiscordState {
    /// Sends the chunks to the session of this connection. An error is a close code with its reason.
    pub(super) fn request_members(&mut self, connection: u64, data: &Value) -> Result<(), (u16, &'static str)> {
        let unreadable = (4002, "Error while decoding payload.");
        // discordgo sends a list of one guild.
        let guild = match &data["guild_id"] {
            Value::Array(one) if one.len() == 1 => id(&one[0]),
            one => id(one),
        };
        let guild: GuildId = guild.ok_or(unreadable)?;
        let of_this = |session: &&crate::state::sessions::Session| session.has_connection(connection);
        let Some(session) = self.gateway.sessions.iter().find(of_this) else {
            return Err((4003, "Not authenticated."));
        };
        let has = |intent: Intents| session.intents & intent.bits() != 0;
        let limit = data["limit"].as_u64().and_then(|limit| usize::try_from(limit).ok()).unwrap_or(0);
        let wanted: Option<Vec<UserId>> = match &data["user_ids"] {
            Value::Null => None,
            Value::Array(ids) => Some(ids.iter().map(id).collect::<Option<_>>().ok_or(unreadable)?),
            one => Some(vec![id(one).ok_or(unreadable)?]),
        };
        let query = data["query"].as_str();
        let presences = data["presences"].as_bool().unwrap_or(false);
        let everybody = wanted.is_none() && query == Some("") && limit == 0;
        if (wanted.is_none() && query.is_none()) || wanted.as_ref().is_some_and(|wanted| wanted.len() > MAX_FOUND) {
            return Err(unreadable);
        }
        if (everybody && !has(Intents::GUILD_MEMBERS)) || (presences && !has(Intents::GUILD_PRESENCES)) {
            return Err((4014, "Disallowed intent(s)."));
        }
        // Discord sends nothing for a guild that the bot is not in.
        let Some(found) = self.guilds.get(&guild).filter(|found| found.members.contains_key(&self.bot)) else {
            return Ok(());
        };
        let mut not_found = Vec::new();
        let members: Vec<UserId> = match &wanted {
            Some(wanted) => {
                let (here, missing) = wanted.iter().partition(|id| found.members.contains_key(id));
                not_found = missing;
                here
            }
            None => {
                let most = if limit == 0 && everybody { usize::MAX } else { limit.clamp(1, MAX_FOUND) };
                self.members_named(found, query.unwrap_or_default()).into_iter().take(most).collect()
            }
        };
        let members: Vec<Value> = members.into_iter().filter_map(|id| self.member_json(found, id)).collect();
        let chunks: Vec<&[Value]> = if members.is_empty() { vec![&[]] } else { members.chunks(CHUNK).collect() };
        let nonce = data["nonce"].as_str().filter(|nonce| nonce.len() <= MAX_NONCE);
        let events = chunks.iter().enumerate().map(|(index, members)| {
            let mut event = json!({
                "guild_id": guild, "members": members, "chunk_index": index, "chunk_count": chunks.len(),
            });
            if !not_found.is_empty() {
                event["not_found"] = json!(not_found);
            }
            if presences {
                event["presences"] = json!([]);
            }
            if let Some(nonce) = nonce {
                event["nonce"] = json!(nonce);
            }
            event.to_string()
        });
        let events: Vec<String> = events.collect();
        for session in self.gateway.sessions.iter_mut().filter(|session| session.has_connection(connection)) {
            for event in &events {
                session.send("GUILD_MEMBERS_CHUNK", event);
            }
        }
        Ok(())
    }

    /// Members whose user name or nickname begins with `start`, in order of their ids.
    fn members_named(&self, guild: &Guild, start: &str) -> Vec<UserId> {
        let start = start.to_lowercase();
        let begins = |text: &str| text.to_lowercase().starts_with(&start);
        let named = |(id, member): (&UserId, &crate::state::guild::Member)| {
            let user = self.users.get(id)?;
            let names = [Some(user.name.as_str()), member.nick.as_deref()];
            let fits = begins(&username(user)) || names.into_iter().flatten().any(begins);
            fits.then_some(*id)
        };
        let mut found: Vec<UserId> = guild.members.iter().filter_map(named).collect();
        found.sort_unstable();
        found
    }
}

/// An id as a string or an integer.
fn id<M>(value: &Value) -> Option<twilight_model::id::Id<M>> {
    match value {
        Value::String(text) => text.parse().ok(),
        number => number.as_u64().and_then(twilight_model::id::Id::new_checked),
    }
}
