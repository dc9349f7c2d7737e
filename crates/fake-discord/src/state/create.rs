//! Making guilds, roles, channels and people, before and while the bot runs.

use std::collections::{BTreeMap, HashMap};

use twilight_model::guild::Permissions;

use super::World;
use super::guild::{Channel, Guild, Member, Overwrite, OverwriteFor, Role, User};
use crate::core::ids::{ChannelId, GuildId, RoleId, UserId};

/// What everybody may do in a fresh guild.
pub(crate) const EVERYONE: Permissions = Permissions::VIEW_CHANNEL
    .union(Permissions::SEND_MESSAGES)
    .union(Permissions::EMBED_LINKS)
    .union(Permissions::READ_MESSAGE_HISTORY)
    .union(Permissions::USE_SLASH_COMMANDS);

/// What the invitation gave the bot, on top of what everybody may.
pub(crate) const BOT: Permissions =
    EVERYONE.union(Permissions::MANAGE_MESSAGES).union(Permissions::PIN_MESSAGES).union(Permissions::MENTION_EVERYONE);

impl World {
    pub fn add_user(&mut self, name: &str, bot: bool) -> UserId {
        let id = self.next_id();
        let user = User { id, name: name.to_owned(), bot, locale: "en-US".to_owned(), dms_closed: false };
        self.users.insert(id, user);
        id
    }

    pub fn add_guild(&mut self, name: &str) -> GuildId {
        let id: GuildId = self.next_id();
        // An owner who is nobody of the story, so that nobody may everything by accident.
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
        // Discord names the bot's own role after it.
        let bot_name = self.users.get(&self.bot).map(|bot| bot.name.clone()).unwrap_or_default();
        let mut roles = BTreeMap::new();
        roles.insert(everyone, role(everyone, "@everyone", EVERYONE, false, 0));
        roles.insert(bot_role, role(bot_role, &bot_name, self.bot_grant.role(), true, 1));
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
            bot_role,
        };
        self.guilds.insert(id, guild);
        self.announce_guild(id);
        id
    }

    pub fn add_channel(&mut self, guild: GuildId, name: &str) -> ChannelId {
        let id = self.next_id();
        let mut channel = Channel::new(Some(guild), name, None);
        if let Some(guild) = self.guilds.get_mut(&guild) {
            guild.channels.push(id);
            self.bot_grant.apply(guild.bot_role, &mut channel);
        }
        self.channels.insert(id, channel);
        self.announce_channel("CHANNEL_CREATE", id);
        id
    }

    pub fn add_role(&mut self, guild: GuildId, name: &str, mentionable: bool) -> RoleId {
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

    pub fn join(&mut self, guild: GuildId, user: UserId, roles: Vec<RoleId>) {
        let joined_at = self.now();
        if let Some(guild) = self.guilds.get_mut(&guild) {
            guild.members.insert(user, Member { roles, nick: None, joined_at });
        }
    }

    /// The DM between the bot and `user`, opened when it is not there yet.
    pub fn dm(&mut self, user: UserId) -> ChannelId {
        if let Some(known) = self.dms.get(&user) {
            return *known;
        }
        let id = self.next_id();
        self.channels.insert(id, Channel::new(None, "", Some(user)));
        self.dms.insert(user, id);
        id
    }

    /// Sets what `target` is allowed and denied in a channel; both empty removes the overwrite.
    pub fn overwrite(
        &mut self,
        channel: ChannelId,
        target: OverwriteFor,
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

    /// Removes a channel: from now on it is unknown (10003).
    pub fn delete_channel(&mut self, id: ChannelId) -> bool {
        let data = self.channel_json(id);
        let Some(gone) = self.channels.remove(&id) else { return false };
        if let Some(guild) = gone.guild.and_then(|guild| self.guilds.get_mut(&guild)) {
            guild.channels.retain(|channel| *channel != id);
        }
        if let (Some(data), Some(guild)) = (data, gone.guild) {
            self.gateway.dispatch("CHANNEL_DELETE", Some(guild), crate::state::sessions::GUILDS, &data);
        }
        gone.changed.send_replace(());
        true
    }
}
