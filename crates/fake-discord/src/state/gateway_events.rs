//! Sends the gateway events for guilds, channels, roles and messages to the sessions that want them.

use serde_json::{Value, json};
use twilight_model::guild::Permissions;

use super::DiscordState;
use super::json::role_json;
use super::message::Message;
use crate::core::ids::{ChannelId, GuildId, RoleId, UserId};
use crate::state::sessions::{DIRECT_MESSAGES, GUILD_MEMBERS, GUILD_MESSAGES, GUILD_PRESENCES, GUILDS};

impl DiscordState {
    pub(crate) fn announce_guild(&mut self, id: GuildId) {
        if !self.gateway.has_receiver(Some(id), GUILDS) {
            return;
        }
        let (Some(all), Some(bot_only)) = (self.guild_create(id, true), self.guild_create(id, false)) else { return };
        let (all, bot_only) = (all.to_string(), bot_only.to_string());
        for session in self.gateway.sessions.iter_mut().filter(|session| session.receives(Some(id), GUILDS)) {
            let data = if session.intents & GUILD_PRESENCES != 0 { &all } else { &bot_only };
            session.send("GUILD_CREATE", data);
        }
    }

    /// `CHANNEL_CREATE`, `CHANNEL_UPDATE` or `CHANNEL_DELETE`. For a thread, the event of that name: `THREAD_CREATE`.
    /// A session gets no event of a thread that its bot cannot see.
    pub(crate) fn announce_channel(&mut self, event: &str, id: ChannelId) {
        let Some(channel) = self.channels.get(&id) else { return };
        let (guild, is_thread) = (channel.guild, channel.thread.is_some());
        if guild.is_none() || !self.gateway.has_receiver(guild, GUILDS) || (is_thread && !self.bot_views(id)) {
            return;
        }
        let Some(data) = self.channel_json(id) else { return };
        let event = if is_thread { event.replace("CHANNEL", "THREAD") } else { event.to_owned() };
        self.gateway.dispatch(&event, guild, GUILDS, &data);
    }

    /// Whether the bot can view a channel.
    pub(super) fn bot_views(&self, id: ChannelId) -> bool {
        let channel = self.channels.get(&id);
        channel.is_some_and(|channel| self.permissions(channel, self.bot).contains(Permissions::VIEW_CHANNEL))
    }

    pub(crate) fn announce_role(&mut self, event: &str, guild: GuildId, id: RoleId) {
        let role = self.guilds.get(&guild).and_then(|guild| guild.roles.get(&id));
        let Some(role) = role.filter(|_| self.gateway.has_receiver(Some(guild), GUILDS)) else { return };
        let data = json!({"guild_id": guild, "role": role_json(role)});
        self.gateway.dispatch(event, Some(guild), GUILDS, &data);
    }

    /// `GUILD_MEMBER_ADD` or `GUILD_MEMBER_UPDATE`.
    pub(crate) fn announce_member(&mut self, event: &str, guild: GuildId, user: UserId) {
        let found = self.guilds.get(&guild).filter(|_| self.gateway.has_receiver(Some(guild), GUILD_MEMBERS));
        let Some(mut data) = found.and_then(|found| self.member_json(found, user)) else { return };
        data["guild_id"] = json!(guild);
        self.gateway.dispatch(event, Some(guild), GUILD_MEMBERS, &data);
    }

    /// `GUILD_MEMBER_REMOVE`.
    pub(crate) fn announce_leaving(&mut self, guild: GuildId, user: UserId) {
        let data = json!({"guild_id": guild, "user": self.user_json(user)});
        self.gateway.dispatch("GUILD_MEMBER_REMOVE", Some(guild), GUILD_MEMBERS, &data);
    }

    /// `MESSAGE_CREATE` or `MESSAGE_UPDATE`. There is no event for an ephemeral message, or in a channel that the bot
    /// cannot view.
    pub(super) fn announce_message(&mut self, event: &str, message: &Message) {
        let intents = if message.guild_id.is_some() { GUILD_MESSAGES } else { DIRECT_MESSAGES };
        let told = self.gateway.has_receiver(message.guild_id, intents) && self.bot_views(message.channel_id);
        if message.is_ephemeral() || !told {
            return;
        }
        let mut data = self.message_json(message, event == "MESSAGE_CREATE");
        if let Some(guild) = message.guild_id.and_then(|id| self.guilds.get(&id)) {
            data["guild_id"] = json!(guild.id);
            if let Some(mut member) = self.member_json(guild, message.author_id) {
                if let Some(map) = member.as_object_mut() {
                    map.remove("user");
                }
                data["member"] = member;
            }
            for (index, id) in message.shown().mentions.users.iter().enumerate() {
                if let Some(Value::Object(mut member)) = self.member_json(guild, *id) {
                    member.remove("user");
                    data["mentions"][index]["member"] = Value::Object(member);
                }
            }
        }
        let needs_no_intent = self.content_needs_no_intent(message);
        self.gateway.dispatch_message(event, message.guild_id, intents, &data, needs_no_intent);
    }

    /// `MESSAGE_DELETE` or `MESSAGE_DELETE_BULK` with the ids in `data`.
    pub(super) fn announce_deletion(&mut self, event: &str, channel: ChannelId, mut data: Value) {
        let guild = self.channels.get(&channel).and_then(|channel| channel.guild);
        data["channel_id"] = json!(channel);
        if let Some(guild) = guild {
            data["guild_id"] = json!(guild);
        }
        let intents = if guild.is_some() { GUILD_MESSAGES } else { DIRECT_MESSAGES };
        self.gateway.dispatch(event, guild, intents, &data);
    }
}
