//! Changes and deletes roles, and sends the gateway events.

use serde_json::json;

use super::DiscordState;
use super::guild::{OverwriteTarget, Role};
use super::sessions::GUILDS;
use crate::core::ids::RoleId;

impl DiscordState {
    /// Changes the role with this id in whichever guild it is.
    pub(crate) fn change_role(&mut self, id: RoleId, change: impl FnOnce(&mut Role)) -> bool {
        let Some(guild) = self.guilds.values_mut().find(|guild| guild.roles.contains_key(&id)) else { return false };
        let guild_id = guild.id;
        if let Some(role) = guild.roles.get_mut(&id) {
            change(role);
        }
        self.announce_role("GUILD_ROLE_UPDATE", guild_id, id);
        true
    }

    /// Deletes a role: members lose it, and its overwrites end. `false` for an unknown role, and for `@everyone`, which
    /// nobody can delete.
    pub(crate) fn delete_role(&mut self, id: RoleId) -> bool {
        let found = self.guilds.values_mut().find(|guild| guild.everyone() != id && guild.roles.contains_key(&id));
        let Some(guild) = found else { return false };
        if let Some(removed) = guild.roles.remove(&id) {
            self.deleted_roles.insert(removed.name, id);
        }
        for member in guild.members.values_mut() {
            member.roles.retain(|held| *held != id);
        }
        let (guild_id, channels) = (guild.id, guild.channels.clone());
        for channel in channels {
            if let Some(channel) = self.channels.get_mut(&channel) {
                channel.overwrites.retain(|overwrite| overwrite.target != OverwriteTarget::Role(id));
            }
        }
        let data = json!({"guild_id": guild_id, "role_id": id});
        self.gateway.dispatch("GUILD_ROLE_DELETE", Some(guild_id), GUILDS, &data);
        true
    }
}
