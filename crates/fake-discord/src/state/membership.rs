//! Which guilds the bot is in, and outages of guilds: `GUILD_DELETE` and `GUILD_CREATE`.

use serde_json::json;

use super::DiscordState;
use super::guild::{Member, Overwrite, OverwriteTarget, Role};
use super::sessions::GUILDS;
use crate::core::ids::{ChannelId, GuildId};

impl DiscordState {
    /// Whether the bot is a member of a guild that is available.
    pub(crate) fn bot_is_in(&self, guild: GuildId) -> bool {
        self.guilds.get(&guild).is_some_and(|guild| guild.members.contains_key(&self.bot) && !guild.unavailable)
    }

    /// Whether a request for this channel or guild fails because of an outage.
    pub(crate) fn has_outage(&self, resource: &str) -> bool {
        let guild_of = |channel: ChannelId| self.channels.get(&channel)?.guild;
        let Ok(id) = resource.parse::<ChannelId>() else { return false };
        let guild = guild_of(id).unwrap_or(id.cast());
        self.guilds.get(&guild).is_some_and(|guild| guild.unavailable)
    }

    /// Removes the bot from a guild, with its role and the guild's commands. `false` if it was not in the guild.
    pub(crate) fn kick_bot(&mut self, id: GuildId) -> bool {
        let bot = self.bot;
        let Some(guild) = self.guilds.get_mut(&id).filter(|guild| guild.members.contains_key(&bot)) else {
            return false;
        };
        guild.members.remove(&bot);
        let role = guild.bot_role;
        guild.roles.remove(&role);
        for channel in guild.channels.clone() {
            if let Some(channel) = self.channels.get_mut(&channel) {
                let gone = |target| target == OverwriteTarget::Role(role) || target == OverwriteTarget::Member(bot);
                channel.overwrites.retain(|overwrite: &Overwrite| !gone(overwrite.target));
            }
        }
        for thread in guild.threads.clone() {
            if let Some(thread) = self.channels.get_mut(&thread).and_then(|channel| channel.thread.as_mut()) {
                thread.members.remove(&bot);
            }
        }
        self.commands.remove(&Some(id));
        // Without `unavailable`: the bot was removed.
        self.gateway.dispatch("GUILD_DELETE", Some(id), GUILDS, &json!({"id": id}));
        self.gateway.silent.insert(id);
        true
    }

    /// Adds the bot to a guild again, with a new role and without commands. `false` if it is in the guild.
    pub(crate) fn invite_bot(&mut self, id: GuildId) -> bool {
        let (role, joined_at, permissions) = (self.next_id(), self.now(), self.bot_permissions.role());
        let bot_name = self.users.get(&self.bot).map(|bot| bot.name.clone()).unwrap_or_default();
        let bot = self.bot;
        let Some(guild) = self.guilds.get_mut(&id).filter(|guild| !guild.members.contains_key(&bot)) else {
            return false;
        };
        let managed = Role { id: role, name: bot_name, permissions, mentionable: false, managed: true, position: 1 };
        guild.roles.insert(role, managed);
        guild.bot_role = role;
        guild.members.insert(bot, Member { roles: vec![role], nick: None, joined_at });
        for channel in guild.channels.clone() {
            if let Some(channel) = self.channels.get_mut(&channel) {
                self.bot_permissions.apply(role, channel);
            }
        }
        self.hear_guild(id);
        true
    }

    /// Begins or ends an outage of a guild. `false` if nothing changed.
    pub(crate) fn set_outage(&mut self, id: GuildId, unavailable: bool) -> bool {
        let Some(guild) = self.guilds.get_mut(&id).filter(|guild| guild.unavailable != unavailable) else {
            return false;
        };
        guild.unavailable = unavailable;
        if !guild.members.contains_key(&self.bot) {
            return true;
        }
        if unavailable {
            let data = json!({"id": id, "unavailable": true});
            self.gateway.dispatch("GUILD_DELETE", Some(id), GUILDS, &data);
            self.gateway.silent.insert(id);
        } else {
            self.hear_guild(id);
        }
        true
    }

    fn hear_guild(&mut self, id: GuildId) {
        if self.bot_is_in(id) {
            self.gateway.silent.remove(&id);
            self.announce_guild(id);
        }
    }
}
