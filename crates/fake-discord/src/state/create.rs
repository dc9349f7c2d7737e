//! Creates guilds, roles, channels and people, and deletes channels.

use std::collections::{BTreeMap, HashMap};

use twilight_model::guild::Permissions;

use super::DiscordState;
use super::guild::{Channel, Guild, Member, Overwrite, OverwriteTarget, Role, User};
use super::threads::ChannelKind;
use crate::core::ids::{ChannelId, GuildId, RoleId, UserId};

/// The permissions of everybody in a new guild.
pub(crate) const EVERYONE: Permissions = Permissions::VIEW_CHANNEL
    .union(Permissions::SEND_MESSAGES)
    .union(Permissions::EMBED_LINKS)
    .union(Permissions::READ_MESSAGE_HISTORY)
    .union(Permissions::USE_SLASH_COMMANDS)
    .union(Permissions::SEND_MESSAGES_IN_THREADS)
    .union(Permissions::CONNECT)
    .union(Permissions::SPEAK);

/// The permissions of the bot's role in a new guild.
pub(crate) const BOT: Permissions =
    EVERYONE.union(Permissions::MANAGE_MESSAGES).union(Permissions::PIN_MESSAGES).union(Permissions::MENTION_EVERYONE);

impl DiscordState {
    pub(crate) fn add_user(&mut self, name: &str, bot: bool) -> UserId {
        let id = self.next_id();
        let user = User { id, name: name.to_owned(), bot, locale: "en-US".to_owned(), dms_closed: false };
        self.users.insert(id, user);
        id
    }

    pub(crate) fn add_guild(&mut self, name: &str) -> GuildId {
        let id: GuildId = self.next_id();
        // The owner has all permissions, so the owner is none of the people in the setup.
        let owner = self.add_user("owner", false);
        let everyone: RoleId = id.cast();
        let bot_role: RoleId = self.next_id();
        let role = |id, name: &str, permissions, managed, position| Role {
            id,
            name: name.to_owned(),
            permissions,
            mentionable: false,
            managed,
            position,
        };
        // The bot's own role has the bot's name.
        let bot_name = self.users.get(&self.bot).map(|bot| bot.name.clone()).unwrap_or_default();
        let mut roles = BTreeMap::new();
        roles.insert(everyone, role(everyone, "@everyone", EVERYONE, false, 0));
        roles.insert(bot_role, role(bot_role, &bot_name, self.bot_permissions.role(), true, 1));
        let joined_at = self.now();
        let mut members = HashMap::new();
        members.insert(owner, Member { roles: vec![], nick: None, joined_at });
        members.insert(self.bot, Member { roles: vec![bot_role], nick: None, joined_at });
        let guild = Guild {
            id,
            name: name.to_owned(),
            owner,
            locale: "en-US".to_owned(),
            roles,
            members,
            channels: Vec::new(),
            threads: Vec::new(),
            bot_role,
            two_factor: false,
            unavailable: false,
        };
        self.guilds.insert(id, guild);
        self.announce_guild(id);
        id
    }

    /// `kind`: any but a DM and a thread.
    pub(crate) fn add_channel(&mut self, guild: GuildId, name: &str, kind: ChannelKind) -> ChannelId {
        let id = self.next_id();
        let mut channel = Channel::new(kind, Some(guild), name);
        if let Some(guild) = self.guilds.get_mut(&guild) {
            guild.channels.push(id);
            self.bot_permissions.apply(guild.bot_role, &mut channel);
        }
        self.channels.insert(id, channel);
        self.announce_channel("CHANNEL_CREATE", id);
        id
    }

    pub(crate) fn add_role(&mut self, guild: GuildId, name: &str, mentionable: bool) -> RoleId {
        let id = self.next_id();
        if let Some(guild) = self.guilds.get_mut(&guild) {
            let position = i64::try_from(guild.roles.len()).unwrap_or(0);
            let role = Role {
                id,
                name: name.to_owned(),
                permissions: Permissions::empty(),
                mentionable,
                managed: false,
                position,
            };
            guild.roles.insert(id, role);
        }
        self.announce_role("GUILD_ROLE_CREATE", guild, id);
        id
    }

    pub(crate) fn join(&mut self, guild: GuildId, user: UserId, roles: Vec<RoleId>) {
        let joined_at = self.now();
        if let Some(guild) = self.guilds.get_mut(&guild) {
            guild.members.insert(user, Member { roles, nick: None, joined_at });
        }
        self.announce_member("GUILD_MEMBER_ADD", guild, user);
    }

    /// The person leaves the guild. Returns whether they were a member.
    pub(crate) fn leave(&mut self, guild: GuildId, user: UserId) -> bool {
        let left = self.guilds.get_mut(&guild).is_some_and(|guild| guild.members.remove(&user).is_some());
        if left {
            self.announce_leaving(guild, user);
        }
        left
    }

    /// The DM channel of `user` and the bot. Creates it if there is none.
    pub(crate) fn dm(&mut self, user: UserId) -> ChannelId {
        if let Some(known) = self.dms.get(&user) {
            return *known;
        }
        let id = self.next_id();
        let channel = Channel { recipient: Some(user), ..Channel::new(ChannelKind::Dm, None, "") };
        self.channels.insert(id, channel);
        self.dms.insert(user, id);
        id
    }

    /// Sets the permission overwrite of `target` in a channel. If `allow` and `deny` are empty, removes it.
    pub(crate) fn overwrite(
        &mut self,
        channel: ChannelId,
        target: OverwriteTarget,
        allow: Permissions,
        deny: Permissions,
    ) -> bool {
        let Some(found) = self.channels.get_mut(&channel) else { return false };
        found.overwrites.retain(|overwrite| overwrite.target != target);
        if !(allow.is_empty() && deny.is_empty()) {
            found.overwrites.push(Overwrite { target, allow, deny });
        }
        self.announce_channel("CHANNEL_UPDATE", channel);
        true
    }

    /// Denies or allows `VIEW_CHANNEL` to `target`, and leaves its other overwrites as they are.
    pub(crate) fn hide_channel(&mut self, channel: ChannelId, target: OverwriteTarget, hidden: bool) -> bool {
        let Some(found) = self.channels.get(&channel) else { return false };
        let known = found.overwrites.iter().find(|overwrite| overwrite.target == target);
        let (allow, deny) = known.map_or((Permissions::empty(), Permissions::empty()), |o| (o.allow, o.deny));
        let view = Permissions::VIEW_CHANNEL;
        let (allow, deny) = if hidden { (allow - view, deny | view) } else { (allow | view, deny - view) };
        self.overwrite(channel, target, allow, deny)
    }

    /// Deletes a channel with its threads. From now on they are unknown (10003).
    pub(crate) fn delete_channel(&mut self, id: ChannelId) -> bool {
        if !self.channels.contains_key(&id) {
            return false;
        }
        // The event has the channel's data, so it is sent before.
        self.announce_channel("CHANNEL_DELETE", id);
        let in_it = |channel: &Channel| channel.thread.as_ref().is_some_and(|thread| thread.parent == id);
        let gone = self.channels.extract_if(|known, channel| *known == id || in_it(channel));
        let gone: HashMap<ChannelId, Channel> = gone.collect();
        for guild in self.guilds.values_mut() {
            guild.channels.retain(|channel| !gone.contains_key(channel));
            guild.threads.retain(|thread| !gone.contains_key(thread));
        }
        for (id, removed) in gone {
            removed.changed.send_replace(());
            self.deleted_channels.insert(removed.name, id);
        }
        true
    }
}
