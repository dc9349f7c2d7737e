//! Changes people, guilds, channels, roles and permissions while the bot runs.

use std::sync::Arc;

use twilight_model::guild::Permissions;
use twilight_model::id::Id;

use crate::client::Person;
use crate::core::ids::{ChannelId, GuildId, RoleId};
use crate::handle::FakeDiscord;
use crate::handle::setup::GuildSetup;
use crate::state::guild::OverwriteTarget;

impl FakeDiscord {
    /// Adds a person to a guild.
    pub fn add_person(&self, guild: GuildId, name: &str, roles: &[RoleId]) -> Person {
        let mut state = self.shared.state();
        let id = state.add_user(name, false);
        state.join(guild, id, roles.to_vec());
        let channel = state.default_channel(guild).unwrap_or(Id::new(1));
        drop(state);
        Person { shared: Arc::clone(&self.shared), id, guild, channel }
    }

    /// Adds a guild, with the bot in it.
    pub fn add_guild(&self, setup: &GuildSetup) -> GuildId {
        super::build::add_guild(&mut self.shared.state(), setup)
    }

    /// Adds a text channel.
    pub fn add_channel(&self, guild: GuildId, name: &str) -> ChannelId {
        self.shared.state().add_channel(guild, name)
    }

    /// Adds a role.
    pub fn add_role(&self, guild: GuildId, name: &str, mentionable: bool) -> RoleId {
        self.shared.state().add_role(guild, name, mentionable)
    }

    /// Deletes a channel (10003 from now on). Returns whether it existed.
    pub fn delete_channel(&self, id: ChannelId) -> bool {
        self.shared.state().delete_channel(id)
    }

    /// Revokes permissions of the bot in all guilds, present and future.
    pub fn revoke(&self, permissions: Permissions) {
        self.shared.state().revoke(permissions);
    }

    /// Grants permissions to the bot in all guilds, present and future.
    pub fn grant(&self, permissions: Permissions) {
        self.shared.state().grant(permissions);
    }

    /// Sets the permission overwrite of a role or member in a channel. If `allow` and `deny` are empty, removes it.
    /// Returns whether the channel exists.
    pub fn overwrite(
        &self,
        channel: ChannelId,
        target: OverwriteTarget,
        allow: Permissions,
        deny: Permissions,
    ) -> bool {
        self.shared.state().overwrite(channel, target, allow, deny)
    }

    /// Denies permissions to the bot in one channel. An empty set removes the denial. Returns whether the channel
    /// exists.
    pub fn deny_bot(&self, channel: ChannelId, permissions: Permissions) -> bool {
        let bot = self.bot_id();
        self.overwrite(channel, OverwriteTarget::Member(bot), Permissions::empty(), permissions)
    }

    /// Sets whether everybody may mention a role.
    pub fn set_mentionable(&self, role: RoleId, mentionable: bool) {
        self.shared.state().change_role(role, |role| role.mentionable = mentionable);
    }

    /// Sets the permissions of a role.
    pub fn set_permissions(&self, role: RoleId, permissions: Permissions) {
        self.shared.state().change_role(role, |role| role.permissions = permissions);
    }
}
