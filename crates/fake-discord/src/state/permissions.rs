//! Computes permissions from roles and overwrites, in the order that Discord documents.

use twilight_model::guild::Permissions;

use super::DiscordState;
use super::guild::{Channel, Guild, OverwriteTarget};
use super::threads::ChannelKind;
use crate::core::api_error::ApiError;
use crate::core::ids::{GuildId, UserId};
use crate::state::sessions::GUILDS;

/// The permissions that need two-factor authentication in a guild that requires it.
const NEED_TWO_FACTOR: Permissions = Permissions::KICK_MEMBERS
    .union(Permissions::BAN_MEMBERS)
    .union(Permissions::ADMINISTRATOR)
    .union(Permissions::MANAGE_CHANNELS)
    .union(Permissions::MANAGE_GUILD)
    .union(Permissions::MANAGE_MESSAGES)
    .union(Permissions::MANAGE_ROLES)
    .union(Permissions::MANAGE_WEBHOOKS)
    .union(Permissions::MANAGE_GUILD_EXPRESSIONS)
    .union(Permissions::MANAGE_THREADS)
    .union(Permissions::VIEW_CREATOR_MONETIZATION_ANALYTICS);

impl DiscordState {
    /// The permissions of `user` in `channel`.
    pub(crate) fn permissions(&self, channel: &Channel, user: UserId) -> Permissions {
        let two_factor = channel.guild.and_then(|id| self.guilds.get(&id)).is_some_and(|guild| guild.two_factor);
        let void = two_factor && user == self.bot && !self.owner_two_factor;
        self.permissions_without(channel, user, if void { NEED_TWO_FACTOR } else { Permissions::empty() })
    }

    /// The permissions of `user` in `channel`, while nobody can use those in `void`.
    fn permissions_without(&self, channel: &Channel, user: UserId, void: Permissions) -> Permissions {
        let Some(guild) = channel.guild.and_then(|id| self.guilds.get(&id)) else {
            // In a DM, both have all permissions except moderation.
            return if channel.recipient == Some(user) || user == self.bot {
                Permissions::all() - Permissions::ADMINISTRATOR - Permissions::MANAGE_MESSAGES
            } else {
                Permissions::empty()
            };
        };
        let base = guild_permissions(guild, user, void);
        if base.contains(Permissions::ADMINISTRATOR) {
            return Permissions::all();
        }
        let Some(member) = guild.members.get(&user) else { return Permissions::empty() };
        // A thread has its parent's overwrites.
        let ruling = match &channel.thread {
            None => channel,
            Some(thread) => match self.channels.get(&thread.parent) {
                Some(parent) => parent,
                None => return Permissions::empty(),
            },
        };
        let mut result = base;
        let mut apply = |applies: &dyn Fn(OverwriteTarget) -> bool| {
            let (mut allow, mut deny) = (Permissions::empty(), Permissions::empty());
            for overwrite in ruling.overwrites.iter().filter(|overwrite| applies(overwrite.target)) {
                allow |= overwrite.allow;
                deny |= overwrite.deny;
            }
            result = (result - deny) | allow;
        };
        let everyone = OverwriteTarget::Role(guild.everyone());
        apply(&|target| target == everyone);
        apply(&|target| {
            target != everyone && matches!(target, OverwriteTarget::Role(id) if member.roles.contains(&id))
        });
        apply(&|target| target == OverwriteTarget::Member(user));
        result -= void;
        // A private thread is for its members, and for people who manage threads.
        let outside = channel.kind == ChannelKind::PrivateThread
            && !result.contains(Permissions::MANAGE_THREADS)
            && channel.thread.as_ref().is_some_and(|thread| !thread.members.contains(&user));
        if outside || !result.contains(Permissions::VIEW_CHANNEL) {
            return Permissions::empty();
        }
        if channel.kind.has_voice() && !result.contains(Permissions::CONNECT) {
            result -= Permissions::MANAGE_CHANNELS | Permissions::MANAGE_ROLES | Permissions::SPEAK;
        }
        if !result.contains(channel.needed_to_send()) {
            result -= Permissions::MENTION_EVERYONE
                | Permissions::EMBED_LINKS
                | Permissions::ATTACH_FILES
                | Permissions::SEND_TTS_MESSAGES;
        }
        result
    }

    /// Returns the bot's permissions, or an error if it lacks `VIEW_CHANNEL` (50001) or `needed`.
    pub(crate) fn check_bot_permissions(
        &self,
        channel: &Channel,
        needed: Permissions,
    ) -> Result<Permissions, ApiError> {
        let held = self.permissions(channel, self.bot);
        if !held.contains(Permissions::VIEW_CHANNEL) {
            return Err(ApiError::missing_access());
        }
        if !held.contains(needed) {
            return Err(self.lacks(channel, needed));
        }
        Ok(held)
    }

    /// The error for a bot without these permissions: 50013, or 60003 if only its owner's two-factor authentication is
    /// missing.
    pub(crate) fn lacks(&self, channel: &Channel, needed: Permissions) -> ApiError {
        let granted = self.permissions_without(channel, self.bot, Permissions::empty()).contains(needed);
        if granted { ApiError::two_factor() } else { ApiError::missing_permissions() }
    }

    /// Sets whether a guild requires two-factor authentication of its moderators.
    pub(crate) fn set_two_factor(&mut self, id: GuildId, required: bool) {
        if let Some(guild) = self.guilds.get_mut(&id).filter(|guild| guild.two_factor != required) {
            guild.two_factor = required;
            self.guild_changed(id);
        }
    }

    pub(crate) fn set_locale(&mut self, id: GuildId, locale: &str) {
        if let Some(guild) = self.guilds.get_mut(&id).filter(|guild| guild.locale != locale) {
            locale.clone_into(&mut guild.locale);
            self.guild_changed(id);
        }
    }

    fn guild_changed(&mut self, id: GuildId) {
        let data = self.guilds.get(&id).map(|guild| self.guild_json(guild));
        self.gateway.dispatch("GUILD_UPDATE", Some(id), GUILDS, &data.unwrap_or_default());
    }
}

/// The permissions of `user` in the guild, without a channel's overwrites.
fn guild_permissions(guild: &Guild, user: UserId, void: Permissions) -> Permissions {
    if guild.owner == user {
        return Permissions::all();
    }
    let Some(member) = guild.members.get(&user) else { return Permissions::empty() };
    let mut held = guild.roles.get(&guild.everyone()).map_or(Permissions::empty(), |role| role.permissions);
    for role in member.roles.iter().filter_map(|id| guild.roles.get(id)) {
        held |= role.permissions;
    }
    held -= void;
    if held.contains(Permissions::ADMINISTRATOR) { Permissions::all() } else { held }
}
