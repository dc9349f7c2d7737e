//! What the gateway's sessions are told of guilds, channels and roles. What they are told of messages and interactions is
//! with these.

use serde_json::json;

use super::World;
use super::json::role_json;
use crate::core::ids::{ChannelId, GuildId, RoleId};
use crate::state::sessions::GUILDS;

impl World {
    pub fn announce_guild(&mut self, id: GuildId) {
        if self.gateway.anyone_wants(Some(id), GUILDS)
            && let Some(data) = self.guild_create(id)
        {
            self.gateway.dispatch("GUILD_CREATE", Some(id), GUILDS, &data);
        }
    }

    pub fn announce_channel(&mut self, event: &str, id: ChannelId) {
        let guild = self.channels.get(&id).and_then(|channel| channel.guild);
        if guild.is_some()
            && self.gateway.anyone_wants(guild, GUILDS)
            && let Some(data) = self.channel_json(id)
        {
            self.gateway.dispatch(event, guild, GUILDS, &data);
        }
    }

    pub fn announce_role(&mut self, event: &str, guild: GuildId, id: RoleId) {
        let role = self.guilds.get(&guild).and_then(|guild| guild.roles.get(&id));
        let Some(role) = role.filter(|_| self.gateway.anyone_wants(Some(guild), GUILDS)) else { return };
        let data = json!({"guild_id": guild, "role": role_json(role)});
        self.gateway.dispatch(event, Some(guild), GUILDS, &data);
    }
}
