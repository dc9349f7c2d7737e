//! Finding things by name, and counting.

use twilight_model::guild::Permissions;

use super::World;
use crate::ids::{ChannelId, GuildId, RoleId, UserId};
use crate::journal::Counters;

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

    /// Changes the permissions of the bot's own role in every guild.
    pub fn change_bot(&mut self, change: impl Fn(Permissions) -> Permissions) {
        let (mut changed, mut channels) = (Vec::new(), Vec::new());
        for guild in self.guilds.values_mut() {
            let (everyone, bot_role) = (guild.everyone(), guild.bot_role);
            // The bot holds what everybody may too, so both roles change, and people keep theirs by a role of their own.
            let before = guild.roles.get(&everyone).map_or(Permissions::empty(), |role| role.permissions);
            let lost = before - change(before);
            if let Some(role) = guild.roles.get_mut(&bot_role) {
                role.permissions = change(role.permissions);
                changed.push((guild.id, bot_role));
            }
            for id in guild.channels.clone() {
                if let Some(channel) = self.channels.get_mut(&id) {
                    channels.push(id);
                    let target = super::guild::OverwriteFor::Role(bot_role);
                    let known = channel.overwrites.iter().find(|overwrite| overwrite.target == target).copied();
                    let (allow, deny) =
                        known.map_or((Permissions::empty(), Permissions::empty()), |known| (known.allow, known.deny));
                    let deny = (deny | lost) - change(Permissions::empty());
                    channel.overwrites.retain(|overwrite| overwrite.target != target);
                    if !(allow.is_empty() && deny.is_empty()) {
                        channel.overwrites.push(super::guild::Overwrite { target, allow, deny });
                    }
                }
            }
        }
        for (guild, role) in changed {
            self.announce_role("GUILD_ROLE_UPDATE", guild, role);
        }
        for channel in channels {
            self.announce_channel("CHANNEL_UPDATE", channel);
        }
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
