//! What may differ between servers, as the environment says it.
//!
//! Must be read through [`crate::settings::Settings::for_guild`] alone: what a server has set is there, too.

use jiff::tz::TimeZone;

use super::ConfigError;
use super::reader::{Reader, wrong};
use crate::alert::{ChannelId, GuildId, RoleId};
use crate::discord::Language;

/// The maximum length of `FALLBACK_CONTACT`: it is a part of a message that a parent reads in a hurry.
const CONTACT_MAX: usize = 100;

/// The settings of one server.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GuildSettings {
    /// `DISCORD_CHANNEL_ID`: the channel for cards. Without it: the channel where the command was typed, for a thread the
    /// thread's channel.
    pub channel: Option<ChannelId>,
    /// `DISCORD_HELPER_ROLE_ID`: the role that is pinged and may claim. Without it, nobody is pinged and everyone may
    /// claim.
    pub helper_role: Option<RoleId>,
    /// `DISCORD_MODERATOR_ROLE_ID`: whose members may cancel, change and close the alerts of others. Without it, those
    /// with the permission Manage Messages may.
    pub moderator_role: Option<RoleId>,
    /// `DISCORD_MODERATOR_CHANNEL_ID`: where the moderators read what the bot has to tell them. Without it, the server's
    /// owner gets a direct message.
    pub moderator_channel: Option<ChannelId>,
    /// `DISCORD_ESCALATION_ROLE_ID`: the wider role that is pinged, too, when no helper has answered for a while.
    pub escalation_role: Option<RoleId>,
    /// `TIMEZONE`: the zone of typed times such as `3:15`. Without it only waits such as `in 20 min` are taken.
    pub timezone: Option<TimeZone>,
    /// `LANGUAGE`: of the cards, and of the messages that mention somebody. Without it, the server's on Discord. What one
    /// person alone reads is in the language of their Discord.
    pub language: Option<Language>,
    /// The language that the server's admins have set, else the one that it has on Discord, where it was asked for.
    pub servers_language: Option<Language>,
    /// `FALLBACK_CONTACT`: whom a parent can phone when no neighbor answers.
    pub fallback_contact: Option<String>,
    /// `PRIVATE_DETAILS`: only the claimer reads who the child is and where exactly.
    pub private_details: Option<bool>,
}

impl GuildSettings {
    pub(super) fn read(read: &Reader<'_>) -> Result<Self, ConfigError> {
        let role = |name| Ok(read.snowflake(name, "a role's id")?.map(RoleId));
        Ok(GuildSettings {
            channel: read.snowflake("DISCORD_CHANNEL_ID", "a channel's id")?.map(ChannelId),
            helper_role: role("DISCORD_HELPER_ROLE_ID")?,
            moderator_role: role("DISCORD_MODERATOR_ROLE_ID")?,
            moderator_channel: read.snowflake("DISCORD_MODERATOR_CHANNEL_ID", "a channel's id")?.map(ChannelId),
            escalation_role: role("DISCORD_ESCALATION_ROLE_ID")?,
            timezone: read.timezone()?,
            language: read.language()?,
            servers_language: None,
            fallback_contact: fallback_contact(read)?,
            private_details: read.optional_flag("PRIVATE_DETAILS")?,
        })
    }

    /// The zone in which commands write times for the admin: UTC where none is set.
    #[must_use]
    pub fn display_zone(&self) -> TimeZone {
        self.timezone.clone().unwrap_or(TimeZone::UTC)
    }

    /// Whether only the claimer reads who the child is and where exactly.
    #[must_use]
    pub fn has_private_details(&self) -> bool {
        self.private_details.unwrap_or_default()
    }

    /// The language of the cards.
    #[must_use]
    pub fn language(&self) -> Language {
        self.language.or(self.servers_language).unwrap_or(Language::English)
    }

    /// The language of the passwords. It does not follow the server's: the parent and the neighbor, who are told by
    /// different services at different times, must read the same words.
    #[must_use]
    pub fn password_language(&self) -> Language {
        self.language.unwrap_or(Language::English)
    }

    /// The same for a server: a role with the server's id counts as none, because Discord gives that id to `@everyone`.
    pub(crate) fn in_guild(mut self, guild: Option<GuildId>) -> Self {
        for role in [&mut self.helper_role, &mut self.moderator_role, &mut self.escalation_role] {
            *role = role.filter(|role| !is_everyone(*role, guild));
        }
        self
    }

    /// The variables whose role is this server's `@everyone`.
    pub(crate) fn everyone_roles(&self, guild: Option<GuildId>) -> Vec<&'static str> {
        let roles = [
            ("DISCORD_HELPER_ROLE_ID", self.helper_role),
            ("DISCORD_MODERATOR_ROLE_ID", self.moderator_role),
            ("DISCORD_ESCALATION_ROLE_ID", self.escalation_role),
        ];
        let everyone = |role: Option<RoleId>| role.is_some_and(|role| is_everyone(role, guild));
        roles.into_iter().filter(|(_, role)| everyone(*role)).map(|(name, _)| name).collect()
    }
}

fn is_everyone(role: RoleId, guild: Option<GuildId>) -> bool {
    guild.is_some_and(|guild| guild.0 == role.0)
}

fn fallback_contact(read: &Reader<'_>) -> Result<Option<String>, ConfigError> {
    const NAME: &str = "FALLBACK_CONTACT";
    let Some(value) = read.get(NAME) else { return Ok(None) };
    if value.chars().count() > CONTACT_MAX || value.chars().any(char::is_control) {
        return Err(wrong(
            NAME,
            &value,
            &format!("one line of {CONTACT_MAX} characters at most: School office, 555 0100"),
        ));
    }
    Ok(Some(value))
}
