//! The bot's permissions in all guilds, present and future.

use twilight_model::guild::Permissions;

use super::DiscordState;
use super::create::{BOT, EVERYONE};
use super::guild::{Channel, Overwrite, OverwriteTarget};
use crate::core::ids::RoleId;

/// The bot's permissions after all grants and revocations.
#[derive(Debug)]
pub(crate) struct BotPermissions {
    /// The permissions of its own role.
    role: Permissions,
    /// Permissions that everybody has and the bot was denied. An overwrite for the bot's role denies them in each
    /// channel, so that a client computes the same permissions and people keep theirs.
    denied: Permissions,
}

impl Default for BotPermissions {
    fn default() -> Self {
        Self { role: BOT, denied: Permissions::empty() }
    }
}

impl BotPermissions {
    pub(crate) fn role(&self) -> Permissions {
        self.role
    }

    /// Replaces the overwrite of the bot's role in a channel.
    pub(crate) fn apply(&self, bot_role: RoleId, channel: &mut Channel) {
        let target = OverwriteTarget::Role(bot_role);
        let known = channel.overwrites.iter().find(|overwrite| overwrite.target == target);
        let allow = known.map_or(Permissions::empty(), |known| known.allow);
        channel.overwrites.retain(|overwrite| overwrite.target != target);
        if !(allow.is_empty() && self.denied.is_empty()) {
            channel.overwrites.push(Overwrite { target, allow, deny: self.denied });
        }
    }
}

impl DiscordState {
    /// Revokes permissions of the bot in all guilds.
    pub(crate) fn revoke(&mut self, permissions: Permissions) {
        self.bot_permissions.role -= permissions;
        self.bot_permissions.denied |= permissions & EVERYONE;
        self.apply_bot_permissions();
    }

    /// Grants permissions to the bot in all guilds.
    pub(crate) fn grant(&mut self, permissions: Permissions) {
        self.bot_permissions.role |= permissions;
        self.bot_permissions.denied -= permissions;
        self.apply_bot_permissions();
    }

    fn apply_bot_permissions(&mut self) {
        let (mut roles, mut channels) = (Vec::new(), Vec::new());
        for guild in self.guilds.values_mut() {
            if let Some(role) = guild.roles.get_mut(&guild.bot_role) {
                role.permissions = self.bot_permissions.role;
                roles.push((guild.id, guild.bot_role));
            }
            for id in &guild.channels {
                if let Some(channel) = self.channels.get_mut(id) {
                    self.bot_permissions.apply(guild.bot_role, channel);
                    channels.push(*id);
                }
            }
        }
        for (guild, role) in roles {
            self.announce_role("GUILD_ROLE_UPDATE", guild, role);
        }
        for channel in channels {
            self.announce_channel("CHANNEL_UPDATE", channel);
        }
    }
}
