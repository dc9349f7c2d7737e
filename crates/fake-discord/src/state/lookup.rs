//! Finds channels, roles, people and messages.

use std::collections::BTreeSet;
use std::sync::Arc;

use twilight_model::guild::Permissions;

use super::DiscordState;
use super::guild::Member;
use super::message::Message;
use crate::core::ids::{ChannelId, GuildId, MessageId, RoleId, UserId};
use crate::core::request_log::Counters;

impl DiscordState {
    /// The names of people, channels and roles, for an error.
    pub(crate) fn known_names(&self) -> String {
        let guilds = self.guilds.values();
        let people = guilds.clone().flat_map(|guild| guild.members.keys()).filter_map(|id| self.users.get(id));
        let people = people.filter(|user| !user.bot).map(|user| user.name.as_str());
        let channels = guilds.clone().flat_map(|guild| guild.channels.iter().chain(&guild.threads));
        let channels = channels.filter_map(|id| self.channels.get(id)).map(|channel| channel.name.as_str());
        let roles = guilds.flat_map(|guild| guild.roles.values()).map(|role| role.name.as_str());
        let people: BTreeSet<&str> = people.collect();
        let (channels, roles): (BTreeSet<&str>, BTreeSet<&str>) = (channels.collect(), roles.collect());
        format!("people {people:?}, channels {channels:?}, roles {roles:?}")
    }

    pub(crate) fn channel_named(&self, name: &str) -> Option<ChannelId> {
        let all = self.guilds.values().flat_map(|guild| guild.channels.iter().chain(&guild.threads));
        all.copied().find(|id| self.channels.get(id).is_some_and(|channel| channel.name == name))
    }

    pub(crate) fn role_named(&self, name: &str) -> Option<RoleId> {
        let mut all = self.guilds.values().flat_map(|guild| guild.roles.values());
        all.find(|role| role.name == name).map(|role| role.id)
    }

    /// The person of this name, in the first guild that has one.
    pub(crate) fn person_named(&self, name: &str) -> Option<(UserId, GuildId)> {
        self.guilds.values().find_map(|guild| {
            let named = |id: &&UserId| self.users.get(id).is_some_and(|user| user.name == name && !user.bot);
            guild.members.keys().filter(named).min().map(|id| (*id, guild.id))
        })
    }

    /// The channel where people of this guild act by default: its first channel, which may be of any kind.
    pub(crate) fn default_channel(&self, guild: GuildId) -> Option<ChannelId> {
        self.guilds.get(&guild)?.channels.first().copied()
    }

    pub(crate) fn counters(&self) -> Counters {
        Counters {
            identifies: self.gateway.total_identifies,
            resumes: self.gateway.resumes,
            connections: self.gateway.connections,
            sessions: self.gateway.sessions.iter().filter(|session| session.connection.is_some()).count(),
            faults: self.faults.total(),
            ..self.request_log.counters.clone()
        }
    }

    /// The member to change, if the guild has them.
    pub(crate) fn member_mut(&mut self, guild: GuildId, user: UserId) -> Option<&mut Member> {
        self.guilds.get_mut(&guild)?.members.get_mut(&user)
    }

    /// The message with this id in any channel. It may be deleted.
    pub(crate) fn find_message(&self, id: MessageId) -> Option<Arc<Message>> {
        self.channels.values().find_map(|channel| channel.messages.get(&id)).cloned()
    }

    /// The messages of a channel that `user` sees, oldest first.
    pub(crate) fn visible_messages(&self, channel: ChannelId, user: UserId) -> Vec<Arc<Message>> {
        let Some(channel) = self.channels.get(&channel) else { return Vec::new() };
        let needed = Permissions::VIEW_CHANNEL | Permissions::READ_MESSAGE_HISTORY;
        if !self.permissions(channel, user).contains(needed) {
            return Vec::new();
        }
        channel.messages.values().filter(|message| message.exists() && message.is_visible_to(user)).cloned().collect()
    }
}
