//! Sends the gateway events for guilds, channels, roles and messages to the sessions that want them.

use serde_json::{Value, json};

use super::DiscordState;
use super::json::role_json;
use super::message::Message;
use crate::core::ids::{ChannelId, GuildId, RoleId};
use crate::state::sessions::{DIRECT_MESSAGES, GUILD_MESSAGES, GUILDS};

impl DiscordState {
    pub(crate) fn announce_guild(&mut self, id: GuildId) {
        if self.gateway.has_receiver(Some(id), GUILDS)
            && let Some(data) = self.guild_create(id)
        {
            self.gateway.dispatch("GUILD_CREATE", Some(id), GUILDS, &data);
        }
    }

    pub(crate) fn announce_channel(&mut self, event: &str, id: ChannelId) {
        let guild = self.channels.get(&id).and_then(|channel| channel.guild);
        if guild.is_some()
            && self.gateway.has_receiver(guild, GUILDS)
            && let Some(data) = self.channel_json(id)
        {
            self.gateway.dispatch(event, guild, GUILDS, &data);
        }
    }

    pub(crate) fn announce_role(&mut self, event: &str, guild: GuildId, id: RoleId) {
        let role = self.guilds.get(&guild).and_then(|guild| guild.roles.get(&id));
        let Some(role) = role.filter(|_| self.gateway.has_receiver(Some(guild), GUILDS)) else { return };
        let data = json!({"guild_id": guild, "role": role_json(role)});
        self.gateway.dispatch(event, Some(guild), GUILDS, &data);
    }

    /// `MESSAGE_CREATE` or `MESSAGE_UPDATE`. There is no event for an ephemeral message.
    pub(super) fn announce_message(&mut self, event: &str, message: &Message) {
        let intents = if message.guild_id.is_some() { GUILD_MESSAGES } else { DIRECT_MESSAGES };
        if message.is_ephemeral() || !self.gateway.has_receiver(message.guild_id, intents) {
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
