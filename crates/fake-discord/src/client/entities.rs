//! Users, channels and roles that a person picks in an option or a select, and the data about them that the bot
//! receives.

use serde_json::{Value, json};

use crate::core::ids::{ChannelId, RoleId, UserId};
use crate::state::DiscordState;
use crate::state::guild::Guild;

/// The kind of thing to pick.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Entity {
    User,
    Channel,
    Role,
    /// A user or a role.
    Mentionable,
}

impl Entity {
    /// The kind that a command option of this type picks.
    pub(super) fn of_option(kind: u8) -> Option<Self> {
        match kind {
            6 => Some(Self::User),
            7 => Some(Self::Channel),
            8 => Some(Self::Role),
            9 => Some(Self::Mentionable),
            _ => None,
        }
    }

    /// The kind that a select of this component type picks.
    pub(super) fn of_select(kind: u8) -> Option<Self> {
        match kind {
            5 => Some(Self::User),
            6 => Some(Self::Role),
            7 => Some(Self::Mentionable),
            8 => Some(Self::Channel),
            _ => None,
        }
    }
}

/// The person who picks, and the channel in which they do.
#[derive(Debug, Clone, Copy)]
pub(super) struct Picker<'a> {
    pub state: &'a DiscordState,
    pub channel: ChannelId,
    pub person: UserId,
}

impl Picker<'_> {
    fn guild(&self) -> Option<&Guild> {
        let guild = self.state.channels.get(&self.channel)?.guild?;
        self.state.guilds.get(&guild)
    }

    fn user(&self, id: &str) -> Option<UserId> {
        let id: UserId = id.parse().ok()?;
        let here = match self.guild() {
            Some(guild) => guild.members.contains_key(&id),
            None => id == self.person || id == self.state.bot,
        };
        here.then_some(id)
    }

    fn role(&self, id: &str) -> Option<RoleId> {
        let id = id.parse().ok()?;
        self.guild()?.roles.contains_key(&id).then_some(id)
    }

    fn channel(&self, id: &str) -> Option<ChannelId> {
        let id = id.parse().ok()?;
        let guild = self.guild()?;
        (guild.channels.contains(&id) || guild.threads.contains(&id)).then_some(id)
    }

    /// Whether the person's client offers this id.
    pub(super) fn offers(&self, entity: Entity, id: &str) -> bool {
        match entity {
            Entity::User => self.user(id).is_some(),
            Entity::Channel => self.channel(id).is_some(),
            Entity::Role => self.role(id).is_some(),
            Entity::Mentionable => self.user(id).is_some() || self.role(id).is_some(),
        }
    }

    /// Discord's data about the picked ids. `None` if there is none.
    pub(super) fn resolved<'a>(&self, picked: impl IntoIterator<Item = (Entity, &'a str)>) -> Option<Value> {
        let mut resolved = json!({});
        for (entity, id) in picked {
            let (may_be_user, may_be_role) = (
                matches!(entity, Entity::User | Entity::Mentionable),
                matches!(entity, Entity::Role | Entity::Mentionable),
            );
            if let Some(user) = self.user(id).filter(|_| may_be_user) {
                resolved["users"][id] = self.state.user_json(user);
                if let Some(member) = self.member(user) {
                    resolved["members"][id] = member;
                }
            }
            if let Some(role) = self.role(id).filter(|_| may_be_role).and_then(|role| self.guild()?.roles.get(&role)) {
                resolved["roles"][id] = crate::state::json::role_json(role);
            }
            if let Some(channel) = self.channel(id).filter(|_| entity == Entity::Channel) {
                let held = self.state.channels.get(&channel).map(|found| self.state.permissions(found, self.person));
                if let Some(mut shown) = self.state.channel_json(channel) {
                    shown["permissions"] = json!(held);
                    resolved["channels"][id] = shown;
                }
            }
        }
        resolved.as_object().is_some_and(|map| !map.is_empty()).then_some(resolved)
    }

    /// A member as Discord sends it here: without user, deaf and mute, but with the permissions in the channel.
    fn member(&self, user: UserId) -> Option<Value> {
        let mut member = self.state.member_json(self.guild()?, user)?;
        let map = member.as_object_mut()?;
        for name in ["user", "deaf", "mute"] {
            map.remove(name);
        }
        let held = self.state.channels.get(&self.channel).map(|channel| self.state.permissions(channel, user));
        map.insert("permissions".to_owned(), json!(held));
        Some(member)
    }
}
