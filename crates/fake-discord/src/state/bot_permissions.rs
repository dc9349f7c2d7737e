//! What the bot may in every guild, those that are made later too; and what roles may.

use twilight_model::guild::Permissions;

use super::World;
use super::create::{BOT, EVERYONE};
use super::guild::{Channel, Overwrite, OverwriteFor, Role};
use crate::core::ids::RoleId;

/// What the bot was given and what was taken from it, since it was invited.
#[derive(Debug)]
pub(crate) struct BotGrant {
    /// What its own role has.
    role: Permissions,
    /// What it would have with everybody, but for its own role's overwrite in every channel: a client that computes
    /// permissions comes to the same, and people keep theirs.
    lost: Permissions,
}

impl Default for BotGrant {
    fn default() -> Self {
        Self { role: BOT, lost: Permissions::empty() }
    }
}

impl BotGrant {
    pub fn role(&self) -> Permissions {
        self.role
    }

    /// Writes the overwrite of the bot's role over what a channel had.
    pub fn apply(&self, bot_role: RoleId, channel: &mut Channel) {
        let target = OverwriteFor::Role(bot_role);
        let known = channel.overwrites.iter().find(|overwrite| overwrite.target == target);
        let allow = known.map_or(Permissions::empty(), |known| known.allow);
        channel.overwrites.retain(|overwrite| overwrite.target != target);
        if !(allow.is_empty() && self.lost.is_empty()) {
            channel.overwrites.push(Overwrite { target, allow, deny: self.lost });
        }
    }
}

impl World {
    /// Takes permissions from the bot, in every guild.
    pub fn revoke(&mut self, permissions: Permissions) {
        self.bot_grant.role -= permissions;
        self.bot_grant.lost |= permissions & EVERYONE;
        self.apply_grant();
    }

    /// Gives the bot permissions, in every guild.
    pub fn grant(&mut self, permissions: Permissions) {
        self.bot_grant.role |= permissions;
        self.bot_grant.lost -= permissions;
        self.apply_grant();
    }

    fn apply_grant(&mut self) {
        let (mut roles, mut channels) = (Vec::new(), Vec::new());
        for guild in self.guilds.values_mut() {
            if let Some(role) = guild.roles.get_mut(&guild.bot_role) {
                role.permissions = self.bot_grant.role;
                roles.push((guild.id, guild.bot_role));
            }
            for id in &guild.channels {
                if let Some(channel) = self.channels.get_mut(id) {
                    self.bot_grant.apply(guild.bot_role, channel);
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

    /// Changes a role, wherever it is.
    pub fn change_role(&mut self, id: RoleId, change: impl FnOnce(&mut Role)) {
        let Some(guild) = self.guilds.values_mut().find(|guild| guild.roles.contains_key(&id)) else { return };
        let guild_id = guild.id;
        if let Some(role) = guild.roles.get_mut(&id) {
            change(role);
        }
        self.announce_role("GUILD_ROLE_UPDATE", guild_id, id);
    }
}
