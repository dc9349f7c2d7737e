//! People, channels and roles that somebody picks, in an option or a select: whether they can, and what the bot gets.

use serde_json::{Value, json};

use crate::core::ids::{ChannelId, RoleId, UserId};
use crate::state::World;
use crate::state::guild::Guild;

/// What can be picked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Entity {
    User,
    Channel,
    Role,
    /// A user or a role.
    Mentionable,
}

impl Entity {
    /// What a command's option of this type picks.
    pub fn of_option(kind: u8) -> Option<Self> {
        match kind {
            6 => Some(Self::User),
            7 => Some(Self::Channel),
            8 => Some(Self::Role),
            9 => Some(Self::Mentionable),
            _ => None,
        }
    }

    /// What a select of this component type picks.
    pub fn of_select(kind: u8) -> Option<Self> {
        match kind {
            5 => Some(Self::User),
            6 => Some(Self::Role),
            7 => Some(Self::Mentionable),
            8 => Some(Self::Channel),
            _ => None,
        }
    }
}

/// Where somebody picks, and who.
#[derive(Debug, Clone, Copy)]
pub(super) struct Picker<'a> {
    pub world: &'a World,
    pub channel: ChannelId,
    pub person: UserId,
}

impl Picker<'_> {
    fn guild(&self) -> Option<&Guild> {
        let guild = self.world.channels.get(&self.channel)?.guild?;
        self.world.guilds.get(&guild)
    }

    fn user(&self, id: &str) -> Option<UserId> {
        let id: UserId = id.parse().ok()?;
        let here = match self.guild() {
            Some(guild) => guild.members.contains_key(&id),
            None => id == self.person || id == self.world.bot,
        };
        here.then_some(id)
    }

    fn role(&self, id: &str) -> Option<RoleId> {
        let id = id.parse().ok()?;
        self.guild()?.roles.contains_key(&id).then_some(id)
    }

    fn channel(&self, id: &str) -> Option<ChannelId> {
        let id = id.parse().ok()?;
        self.guild()?.channels.contains(&id).then_some(id)
    }

    /// Whether their client offers it to be picked.
    pub fn offers(&self, entity: Entity, id: &str) -> bool {
        match entity {
            Entity::User => self.user(id).is_some(),
            Entity::Channel => self.channel(id).is_some(),
            Entity::Role => self.role(id).is_some(),
            Entity::Mentionable => self.user(id).is_some() || self.role(id).is_some(),
        }
    }

    /// What Discord tells of those that were picked; `None` where there is nobody to tell of.
    pub fn resolved<'a>(&self, picked: impl IntoIterator<Item = (Entity, &'a str)>) -> Option<Value> {
        let mut resolved = json!({});
        for (entity, id) in picked {
            let (people, roles) = (
                matches!(entity, Entity::User | Entity::Mentionable),
                matches!(entity, Entity::Role | Entity::Mentionable),
            );
            if let Some(user) = self.user(id).filter(|_| people) {
                resolved["users"][id] = self.world.user_json(user);
                if let Some(member) = self.member(user) {
                    resolved["members"][id] = member;
                }
            }
            if let Some(role) = self.role(id).filter(|_| roles).and_then(|role| self.guild()?.roles.get(&role)) {
                resolved["roles"][id] = crate::state::json::role_json(role);
            }
            if let Some(channel) = self.channel(id).filter(|_| entity == Entity::Channel) {
                let held = self.world.channels.get(&channel).map(|found| self.world.permissions(found, self.person));
                if let Some(mut shown) = self.world.channel_json(channel) {
                    shown["permissions"] = json!(held);
                    resolved["channels"][id] = shown;
                }
            }
        }
        resolved.as_object().is_some_and(|map| !map.is_empty()).then_some(resolved)
    }

    /// A member as Discord tells of them here: without user, deaf and mute, with their permissions.
    fn member(&self, user: UserId) -> Option<Value> {
        let mut member = self.world.member_json(self.guild()?, user)?;
        let map = member.as_object_mut()?;
        for name in ["user", "deaf", "mute"] {
            map.remove(name);
        }
        let held = self.world.channels.get(&self.channel).map(|channel| self.world.permissions(channel, user));
        map.insert("permissions".to_owned(), json!(held));
        Some(member)
    }
}
