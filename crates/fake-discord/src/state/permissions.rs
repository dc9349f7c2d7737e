//! Computes permissions from roles and overwrites, in the order that Discord documents.

use twilight_model::guild::Permissions;

use super::DiscordState;
use super::guild::{Channel, Guild, OverwriteTarget};
use crate::core::api_error::ApiError;
use crate::core::ids::UserId;

impl DiscordState {
    /// The permissions of `user` in `channel`.
    pub(crate) fn permissions(&self, channel: &Channel, user: UserId) -> Permissions {
        let Some(guild) = channel.guild.and_then(|id| self.guilds.get(&id)) else {
            // In a DM, both have all permissions except moderation.
            return if channel.recipient == Some(user) || user == self.bot {
                Permissions::all() - Permissions::ADMINISTRATOR - Permissions::MANAGE_MESSAGES
            } else {
                Permissions::empty()
            };
        };
        let base = guild_permissions(guild, user);
        if base.contains(Permissions::ADMINISTRATOR) {
            return Permissions::all();
        }
        let Some(member) = guild.members.get(&user) else { return Permissions::empty() };
        let mut result = base;
        let mut apply = |applies: &dyn Fn(OverwriteTarget) -> bool| {
            let (mut allow, mut deny) = (Permissions::empty(), Permissions::empty());
            for overwrite in channel.overwrites.iter().filter(|overwrite| applies(overwrite.target)) {
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
        if !result.contains(Permissions::VIEW_CHANNEL) {
            return Permissions::empty();
        }
        if !result.contains(Permissions::SEND_MESSAGES) {
            result -= Permissions::MENTION_EVERYONE
                | Permissions::EMBED_LINKS
                | Permissions::ATTACH_FILES
                | Permissions::SEND_TTS_MESSAGES;
        }
        result
    }

    /// Returns the bot's permissions, or an error if it lacks `VIEW_CHANNEL` (50001) or `needed` (50013).
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
            return Err(ApiError::missing_permissions());
        }
        Ok(held)
    }
}

/// The permissions of `user` in the guild, without a channel's overwrites.
pub(crate) fn guild_permissions(guild: &Guild, user: UserId) -> Permissions {
    if guild.owner == user {
        return Permissions::all();
    }
    let Some(member) = guild.members.get(&user) else { return Permissions::empty() };
    let mut held = guild.roles.get(&guild.everyone()).map_or(Permissions::empty(), |role| role.permissions);
    for role in member.roles.iter().filter_map(|id| guild.roles.get(id)) {
        held |= role.permissions;
    }
    if held.contains(Permissions::ADMINISTRATOR) { Permissions::all() } else { held }
}
