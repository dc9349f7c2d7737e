//! Changing the world while the bot runs: people, channels, roles, permissions.

use std::sync::Arc;

use twilight_model::guild::Permissions;
use twilight_model::id::Id;

use crate::client::Person;
use crate::core::ids::{ChannelId, GuildId, RoleId};
use crate::handle::FakeDiscord;
use crate::handle::setup::GuildSetup;
use crate::state::guild::OverwriteFor;

impl FakeDiscord {
    /// Somebody new joins a guild.
    pub fn add_person(&self, guild: GuildId, name: &str, roles: &[RoleId]) -> Person {
        let mut world = self.shared.world();
        let id = world.add_user(name, false);
        world.join(guild, id, roles.to_vec());
        let channel = world.place(guild).unwrap_or(Id::new(1));
        drop(world);
        Person { shared: Arc::clone(&self.shared), id, guild, channel }
    }

    /// Makes one more guild, with the bot in it.
    pub fn add_guild(&self, setup: &GuildSetup) -> GuildId {
        super::build::build(&mut self.shared.world(), setup)
    }

    /// Makes one more text channel.
    pub fn add_channel(&self, guild: GuildId, name: &str) -> ChannelId {
        self.shared.world().add_channel(guild, name)
    }

    /// Makes one more role.
    pub fn add_role(&self, guild: GuildId, name: &str, mentionable: bool) -> RoleId {
        self.shared.world().add_role(guild, name, mentionable)
    }

    /// Deletes a channel: from now on 10003. Says whether it was there.
    pub fn delete_channel(&self, id: ChannelId) -> bool {
        self.shared.world().delete_channel(id)
    }

    /// Takes permissions from the bot, in every guild, those that are made later too.
    pub fn revoke(&self, permissions: Permissions) {
        self.shared.world().revoke(permissions);
    }

    /// Gives the bot permissions, in every guild, those that are made later too.
    pub fn grant(&self, permissions: Permissions) {
        self.shared.world().grant(permissions);
    }

    /// Sets what somebody is allowed and denied in a channel; both empty removes it.
    pub fn overwrite(&self, channel: ChannelId, target: OverwriteFor, allow: Permissions, deny: Permissions) -> bool {
        self.shared.world().overwrite(channel, target, allow, deny)
    }

    /// Denies the bot permissions in one channel; none gives them back.
    pub fn deny_bot(&self, channel: ChannelId, permissions: Permissions) -> bool {
        let bot = self.bot_id();
        self.overwrite(channel, OverwriteFor::Member(bot), Permissions::empty(), permissions)
    }

    /// Lets everybody mention a role, or not.
    pub fn set_mentionable(&self, role: RoleId, mentionable: bool) {
        self.shared.world().change_role(role, |role| role.mentionable = mentionable);
    }

    /// Sets what a role gives those who have it.
    pub fn set_permissions(&self, role: RoleId, permissions: Permissions) {
        self.shared.world().change_role(role, |role| role.permissions = permissions);
    }
}
