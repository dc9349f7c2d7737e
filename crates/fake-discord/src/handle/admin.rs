//! Changes people, guilds, channels, roles and permissions while the bot runs.

use std::sync::Arc;

use twilight_model::guild::Permissions;
use twilight_model::id::Id;

use crate::client::Person;
use crate::core::ids::{ChannelId, GuildId, RoleId, UserId};
use crate::handle::FakeDiscord;
use crate::handle::setup::GuildSetup;
use crate::state::guild::OverwriteTarget;
use crate::state::threads::ChannelKind;

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

    /// Kicks the bot from a guild: `GUILD_DELETE`, its role and the guild's commands are gone, and requests for the guild
    /// are refused (403, 50001). Returns whether it was there.
    pub fn kick_bot(&self, guild: GuildId) -> bool {
        self.shared.state().kick_bot(guild)
    }

    /// Invites the bot to a guild again: `GUILD_CREATE`, with a new role and without commands. Returns whether it was
    /// away.
    pub fn invite_bot(&self, guild: GuildId) -> bool {
        self.shared.state().invite_bot(guild)
    }

    /// Sets whether a guild requires two-factor authentication of its moderators.
    pub fn set_two_factor(&self, guild: GuildId, required: bool) {
        self.shared.state().set_two_factor(guild, required);
    }

    /// Sets the language of a guild (`preferred_locale`), such as `es-ES`; `en-US` at first.
    pub fn set_guild_locale(&self, guild: GuildId, locale: &str) {
        self.shared.state().set_locale(guild, locale);
    }

    /// Sets whether the application's owner uses two-factor authentication. It does by default.
    pub fn set_owner_two_factor(&self, used: bool) {
        self.shared.state().owner_two_factor = used;
    }

    /// Begins or ends an outage of a guild: `GUILD_DELETE` with `unavailable`, requests fail with 503, people cannot use
    /// the bot. `GUILD_CREATE` follows at the end. Returns whether this changed anything.
    pub fn set_outage(&self, guild: GuildId, unavailable: bool) -> bool {
        self.shared.state().set_outage(guild, unavailable)
    }

    /// Adds a text channel.
    pub fn add_channel(&self, guild: GuildId, name: &str) -> ChannelId {
        self.add_channel_of_kind(guild, name, ChannelKind::Text)
    }

    /// Adds a channel of any kind but a DM and a thread.
    ///
    /// # Panics
    /// For a DM ([`Person::dm`]) and a thread ([`Self::add_thread`]).
    #[track_caller]
    pub fn add_channel_of_kind(&self, guild: GuildId, name: &str, kind: ChannelKind) -> ChannelId {
        assert!(kind.is_guild_channel(), "{kind:?} is no channel of a guild's list");
        self.shared.state().add_channel(guild, name, kind)
    }

    /// Begins a public thread, or a post in a forum. Its kind follows from the channel.
    ///
    /// # Panics
    /// If the channel does not exist or cannot have threads.
    #[track_caller]
    pub fn add_thread(&self, parent: ChannelId, name: &str) -> ChannelId {
        let added = self.shared.state().add_thread(parent, name, None);
        added.unwrap_or_else(|| panic!("channel {parent} has no threads"))
    }

    /// Begins a private thread in a text channel. Its members see it, and everybody with `MANAGE_THREADS`.
    ///
    /// # Panics
    /// If the channel does not exist or cannot have private threads.
    #[track_caller]
    pub fn add_private_thread(&self, parent: ChannelId, name: &str, members: &[UserId]) -> ChannelId {
        let added = self.shared.state().add_thread(parent, name, Some(members.iter().copied().collect()));
        added.unwrap_or_else(|| panic!("channel {parent} has no private threads"))
    }

    /// Archives a thread. The next message opens it again, unless it is locked. Returns whether the thread exists.
    pub fn archive_thread(&self, thread: ChannelId, locked: bool) -> bool {
        self.shared.state().set_thread(thread, true, locked)
    }

    /// Opens an archived thread, and locks it or not. Returns whether the thread exists.
    pub fn open_thread(&self, thread: ChannelId, locked: bool) -> bool {
        self.shared.state().set_thread(thread, false, locked)
    }

    /// Hides a channel from a role or a member, or shows it to them. Their other overwrites stay. Returns whether the
    /// channel exists.
    pub fn hide_channel(&self, channel: ChannelId, from: OverwriteTarget, hidden: bool) -> bool {
        self.shared.state().hide_channel(channel, from, hidden)
    }

    /// Adds a role.
    pub fn add_role(&self, guild: GuildId, name: &str, mentionable: bool) -> RoleId {
        self.shared.state().add_role(guild, name, mentionable)
    }

    /// Deletes a role: its members lose it, and a mention of it notifies nobody. Returns whether it existed. `@everyone`
    /// cannot be deleted.
    pub fn delete_role(&self, role: RoleId) -> bool {
        self.shared.state().delete_role(role)
    }

    /// Sets whether a role belongs to an integration, so that nobody can give it to people.
    pub fn set_managed(&self, role: RoleId, managed: bool) {
        self.shared.state().change_role(role, |role| role.managed = managed);
    }

    /// Deletes a channel with its threads (10003 from now on). Returns whether it existed.
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

    /// Sets whether everybody may invite the bot ("Public Bot"). They may by default.
    pub fn set_public(&self, public: bool) {
        self.shared.state().bot_public = public;
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
