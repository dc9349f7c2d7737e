//! Guilds, their roles and members, and direct messages to people: what `check` and the board ask about.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::json;

use crate::alert::{ChannelId, GuildId, RoleId, UserId};
use crate::discord::rest::attempt::Request;
use crate::discord::rest::limits::route::Route;
use crate::discord::rest::{Call, Rest, RestError};

/// A guild.
#[derive(Debug, Clone, Deserialize)]
pub struct Guild {
    /// Its name.
    pub name: String,
    /// Its owner, who sees every channel.
    #[serde(default)]
    pub owner_id: Option<UserId>,
    /// 1 where moderators, and owners of bots, need two-factor authentication.
    #[serde(default)]
    pub mfa_level: u8,
    /// The language that its admins have chosen; `en-US` in a server that is no community.
    #[serde(default)]
    pub preferred_locale: Option<String>,
}

/// A member of a guild.
#[derive(Debug, Clone, Deserialize)]
pub struct GuildMember {
    /// Their roles, but for everyone's.
    pub roles: Vec<RoleId>,
}

#[derive(Deserialize)]
struct Opened {
    id: ChannelId,
}

impl Rest {
    /// Reads a guild.
    ///
    /// # Errors
    /// [`RestError`]; 10004 or 50001 where the bot is not in it.
    pub async fn guild(&self, call: Call<'_>, guild: GuildId) -> Result<Guild, RestError> {
        self.sender.fetch(call, Request::new(Route::GetGuild, guild.0, format!("/guilds/{guild}"))).await
    }

    /// Reads how many members have each role; everyone's is not in it. Needs no privileged intent.
    ///
    /// # Errors
    /// [`RestError`]; 10004 or 50001 where the bot is not in the guild.
    pub async fn role_member_counts(&self, call: Call<'_>, guild: GuildId) -> Result<HashMap<RoleId, u64>, RestError> {
        let path = format!("/guilds/{guild}/roles/member-counts");
        self.sender.fetch(call, Request::new(Route::GetRoleMemberCounts, guild.0, path)).await
    }

    /// Reads a member of a guild.
    ///
    /// # Errors
    /// [`RestError`]; 10007 where this person is no member.
    pub async fn guild_member(&self, call: Call<'_>, guild: GuildId, user: UserId) -> Result<GuildMember, RestError> {
        let path = format!("/guilds/{guild}/members/{user}");
        self.sender.fetch(call, Request::new(Route::GetGuildMember, guild.0, path)).await
    }

    /// Opens (or finds) the channel for direct messages to a person; write with [`Rest::create_message`] then.
    ///
    /// # Errors
    /// 50007, 50278: this person cannot be written to (Discord may say so only at the message). 40003: too fast.
    pub async fn create_dm(&self, call: Call<'_>, user: UserId) -> Result<ChannelId, RestError> {
        let request = Request::new(Route::CreateDm, 0, "/users/@me/channels".to_owned());
        let opened = self.sender.fetch::<Opened>(call, request.json(&json!({ "recipient_id": user }))?).await?;
        Ok(opened.id)
    }
}
