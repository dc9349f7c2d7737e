//! Permissions as Discord sends them. serenity's models drop the bits that they do not know, `PIN_MESSAGES` among them.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use crate::alert::{ChannelId, GuildId, RoleId};
use crate::discord::rest::attempt::Request;
use crate::discord::rest::limits::route::Route;
use crate::discord::rest::{Call, Rest, RestError};

/// A role and what it allows in the whole guild.
#[derive(Debug, Clone, Deserialize)]
pub struct RoleRights {
    /// Its id; the guild's own for everyone's role.
    pub id: RoleId,
    /// Its name.
    pub name: String,
    /// The permissions' bits.
    #[serde(deserialize_with = "bits")]
    pub permissions: u64,
    /// Whether anyone may ping it.
    #[serde(default)]
    pub mentionable: bool,
    /// Whether it belongs to a bot or another integration: nobody can be given it.
    #[serde(default)]
    pub managed: bool,
}

/// A channel and what it changes of the roles' permissions.
#[derive(Debug, Clone, Deserialize)]
pub struct ChannelRights {
    /// Discord's number of the channel's type: 0 text, 5 announcements; [`ChannelRights::is_text`].
    #[serde(rename = "type")]
    pub kind: u8,
    /// Its name; direct messages have none.
    #[serde(default)]
    pub name: Option<String>,
    /// Its guild; direct messages have none.
    #[serde(default)]
    pub guild_id: Option<GuildId>,
    /// A thread's channel, whose permissions the thread has.
    #[serde(default)]
    pub parent_id: Option<ChannelId>,
    /// Changes for roles and members.
    #[serde(default)]
    pub permission_overwrites: Vec<Overwrite>,
}

impl ChannelRights {
    /// Whether cards can be posted and pinned in it as in a text channel.
    #[must_use]
    pub fn is_text(&self) -> bool {
        matches!(self.kind, 0 | 5)
    }

    /// What it is, in the words of Discord's settings
    /// (<https://discord.com/developers/docs/resources/channel#channel-object-channel-types>).
    #[must_use]
    pub fn kind_name(&self) -> &'static str {
        match self.kind {
            0 => "a text channel",
            1 | 3 => "a direct message",
            2 => "a voice channel",
            4 => "a category",
            5 => "an announcement channel",
            10..=12 => "a thread",
            13 => "a stage channel",
            15 => "a forum",
            16 => "a media channel",
            _ => "of a kind that this program does not know",
        }
    }

    /// Whether it is a thread of another channel.
    #[must_use]
    pub fn is_thread(&self) -> bool {
        matches!(self.kind, 10..=12)
    }
}

/// What a channel changes for one role or member.
#[derive(Debug, Clone, Deserialize)]
pub struct Overwrite {
    /// The role's or the member's id.
    #[serde(deserialize_with = "bits")]
    pub id: u64,
    /// 0 for a role, 1 for a member.
    #[serde(rename = "type")]
    pub kind: u8,
    /// Bits that are allowed here.
    #[serde(deserialize_with = "bits")]
    pub allow: u64,
    /// Bits that are denied here.
    #[serde(deserialize_with = "bits")]
    pub deny: u64,
}

impl Rest {
    /// Reads a guild's roles with all their permissions.
    ///
    /// # Errors
    /// [`RestError`]; 10004 or 50001 where the bot is not in it.
    pub async fn role_rights(&self, call: Call<'_>, guild: GuildId) -> Result<Vec<RoleRights>, RestError> {
        self.sender.fetch(call, Request::new(Route::GetGuildRoles, guild.0, format!("/guilds/{guild}/roles"))).await
    }

    /// Reads a channel with all its overwrites.
    ///
    /// # Errors
    /// [`RestError`]; 10003 where it is gone, 50001 where the bot may not see it.
    pub async fn channel_rights(&self, call: Call<'_>, channel: ChannelId) -> Result<ChannelRights, RestError> {
        self.sender.fetch(call, Request::new(Route::GetChannel, channel.0, format!("/channels/{channel}"))).await
    }
}

/// A number that travels as decimal text.
fn bits<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_permission_that_serenity_does_not_know_is_kept() {
        let sent = r#"{"id":"7","name":"bot","permissions":"2251799813685248","color":0,"mentionable":false}"#;
        assert_eq!(serde_json::from_str::<RoleRights>(sent).unwrap().permissions, 1 << 51);
    }
}
