//! Guilds, their roles and members, and direct messages to people: what `check` and the board ask about.

use serde_json::{Value, json};
use serenity::model::channel::PrivateChannel;
use serenity::model::guild::{Member, PartialGuild, Role};
use serenity::model::id::{GuildId, UserId};

use crate::discord::rest::attempt::Request;
use crate::discord::rest::limits::route::Route;
use crate::discord::rest::{Call, Rest, RestError};

impl Rest {
    /// Reads a guild.
    ///
    /// # Errors
    /// [`RestError`]; 10004 or 50001 where the bot is not in it.
    pub async fn guild(&self, call: Call<'_>, guild: GuildId) -> Result<PartialGuild, RestError> {
        self.sender.fetch(call, Request::new(Route::GetGuild, guild.get(), format!("/guilds/{guild}"))).await
    }

    /// Reads a guild's roles.
    ///
    /// # Errors
    /// [`RestError`]
    pub async fn guild_roles(&self, call: Call<'_>, guild: GuildId) -> Result<Vec<Role>, RestError> {
        let request = Request::new(Route::GetGuildRoles, guild.get(), format!("/guilds/{guild}/roles"));
        let mut roles: Value = self.sender.fetch(call, request).await?;
        for role in roles.as_array_mut().into_iter().flatten() {
            add_guild_id(role, guild);
        }
        read(Route::GetGuildRoles, roles)
    }

    /// Reads a member of a guild.
    ///
    /// # Errors
    /// [`RestError`]; 10007 where this person is no member.
    pub async fn guild_member(&self, call: Call<'_>, guild: GuildId, user: UserId) -> Result<Member, RestError> {
        let path = format!("/guilds/{guild}/members/{user}");
        let mut member: Value = self.sender.fetch(call, Request::new(Route::GetGuildMember, guild.get(), path)).await?;
        add_guild_id(&mut member, guild);
        read(Route::GetGuildMember, member)
    }

    /// Opens (or finds) the channel for direct messages to a person; write with [`Rest::create_message`] then.
    ///
    /// # Errors
    /// 50007, 50278: this person cannot be written to (Discord may say so only at the message). 40003: too fast.
    pub async fn create_dm(&self, call: Call<'_>, user: UserId) -> Result<PrivateChannel, RestError> {
        let request = Request::new(Route::CreateDm, 0, "/users/@me/channels".to_owned());
        self.sender.fetch(call, request.json(&json!({ "recipient_id": user }))?).await
    }
}

/// serenity's models want a field that Discord leaves out of these answers.
fn add_guild_id(value: &mut Value, guild: GuildId) {
    if let Value::Object(fields) = value {
        fields.insert("guild_id".to_owned(), json!(guild));
    }
}

fn read<T: serde::de::DeserializeOwned>(route: Route, value: Value) -> Result<T, RestError> {
    serde_json::from_value(value).map_err(|source| RestError::Unreadable { route: route.template(), source })
}
