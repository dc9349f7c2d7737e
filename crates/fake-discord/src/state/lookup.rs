//! Finding things by name, and counting.

use super::World;
use crate::core::ids::{ChannelId, GuildId, RoleId, UserId};
use crate::core::request_log::Counters;

impl World {
    pub fn channel_named(&self, name: &str) -> Option<ChannelId> {
        let all = self.guilds.values().flat_map(|guild| guild.channels.iter());
        all.copied().find(|id| self.channels.get(id).is_some_and(|channel| channel.name == name))
    }

    pub fn role_named(&self, name: &str) -> Option<RoleId> {
        let mut all = self.guilds.values().flat_map(|guild| guild.roles.values());
        all.find(|role| role.name == name).map(|role| role.id)
    }

    /// The person of this name, in the first guild that has one.
    pub fn person_named(&self, name: &str) -> Option<(UserId, GuildId)> {
        self.guilds.values().find_map(|guild| {
            let named = |id: &&UserId| self.users.get(id).is_some_and(|user| user.name == name && !user.bot);
            guild.members.keys().filter(named).min().map(|id| (*id, guild.id))
        })
    }

    /// Where somebody of this guild is unless told otherwise: its first channel.
    pub fn place(&self, guild: GuildId) -> Option<ChannelId> {
        self.guilds.get(&guild)?.channels.first().copied()
    }

    pub fn counters(&self) -> Counters {
        Counters {
            identifies: self.gateway.total_identifies,
            resumes: self.gateway.resumes,
            connections: self.gateway.connections,
            sessions: self.gateway.sessions.iter().filter(|session| session.wire.is_some()).count(),
            faults: self.faults.total(),
            ..self.journal.counters.clone()
        }
    }
}
