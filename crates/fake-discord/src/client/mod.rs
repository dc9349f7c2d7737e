//! People: they type commands, click, choose, submit modals and chat, and can do only what their client lets them.

mod click;
mod command_check;
mod entities;
mod interaction;
mod modal;
mod payload;
mod select;
mod slash;

pub use click::ClickError;
pub use command_check::TypingError;
pub use interaction::{Answered, Interaction, ResponseKind};
pub use slash::Slash;

use std::sync::Arc;

use serde_json::Value;
use twilight_model::guild::Permissions;

use crate::core::ids::{ChannelId, GuildId, InteractionId, MessageId, RoleId, UserId};
use crate::state::World;
use crate::state::interactions::{InteractionKind, InteractionRecord};
use crate::state::message::Message;
use crate::state::message_create::NewMessage;
use crate::state::shared::Shared;
use crate::validate::Allowed;

/// Somebody in a guild, as a test plays them.
#[derive(Debug, Clone)]
pub struct Person {
    pub(crate) shared: Arc<Shared>,
    pub(crate) id: UserId,
    pub(crate) guild: GuildId,
    pub(crate) channel: ChannelId,
}

impl Person {
    /// Their user id.
    pub fn id(&self) -> UserId {
        self.id
    }

    /// The guild they act in.
    pub fn guild_id(&self) -> GuildId {
        self.guild
    }

    /// The same person, looking at another channel: commands and chat go there.
    pub fn in_channel(&self, channel: ChannelId) -> Self {
        let guild = self.shared.world().channels.get(&channel).and_then(|channel| channel.guild).unwrap_or(self.guild);
        Self { channel, guild, ..self.clone() }
    }

    /// Their name.
    pub fn name(&self) -> String {
        self.shared.world().users.get(&self.id).map(|user| user.name.clone()).unwrap_or_default()
    }

    /// The language of their client, such as `es-ES`; `en-US` unless it is set.
    pub fn speaks(&self, locale: &str) -> &Self {
        if let Some(user) = self.shared.world().users.get_mut(&self.id) {
            user.locale = locale.to_owned();
        }
        self
    }

    /// Gives them a role of the guild.
    pub fn gets_role(&self, role: RoleId) -> &Self {
        if let Some(member) = self.shared.world().member_mut(self.guild, self.id)
            && !member.roles.contains(&role)
        {
            member.roles.push(role);
        }
        self
    }

    /// Takes a role away.
    pub fn loses_role(&self, role: RoleId) -> &Self {
        if let Some(member) = self.shared.world().member_mut(self.guild, self.id) {
            member.roles.retain(|held| *held != role);
        }
        self
    }

    /// Sets the name that this guild shows.
    pub fn is_called(&self, nick: &str) -> &Self {
        if let Some(member) = self.shared.world().member_mut(self.guild, self.id) {
            member.nick = Some(nick.to_owned());
        }
        self
    }

    /// Takes no DMs any more (50007), or takes them again.
    pub fn closes_dms(&self, closed: bool) -> &Self {
        if let Some(user) = self.shared.world().users.get_mut(&self.id) {
            user.dms_closed = closed;
        }
        self
    }

    /// Begins to type a command of the bot; a subcommand is named after it: `card give`.
    pub fn slash(&self, command: &str) -> Slash {
        Slash::new(self.clone(), command)
    }

    /// Writes into the channel. `None` where they may not.
    pub fn says(&self, text: &str) -> Option<MessageId> {
        let mut world = self.shared.world();
        let channel = world.channels.get(&self.channel)?;
        let held = world.permissions(channel, self.id);
        if !held.contains(Permissions::VIEW_CHANNEL | Permissions::SEND_MESSAGES) {
            return None;
        }
        let pings = world.pings(channel, self.id, &[text], &Allowed::default(), None);
        let new = NewMessage { pings, ..NewMessage::text(self.channel, self.id, text) };
        world.post(new).map(|message| message.id)
    }

    /// Deletes a message: their own, or as a moderator anyone's. Says whether it went.
    pub fn deletes(&self, message: MessageId) -> bool {
        let mut world = self.shared.world();
        let Some(found) = world.find(message).filter(|message| message.exists()) else { return false };
        let Some(channel) = world.channels.get(&found.channel_id) else { return false };
        let moderator = world.permissions(channel, self.id).contains(Permissions::MANAGE_MESSAGES);
        (found.author_id == self.id || moderator) && world.erase(found.channel_id, message).is_some()
    }

    /// Unpins a message as somebody who may; says whether it was pinned.
    pub fn unpins(&self, message: MessageId) -> bool {
        let mut world = self.shared.world();
        let Some(found) = world.find(message) else { return false };
        world.unpin(found.channel_id, message)
    }

    /// What they see in a channel, oldest first: their own ephemeral messages too, nothing without the permissions.
    pub fn sees(&self, channel: ChannelId) -> Vec<Arc<Message>> {
        self.shared.world().seen_by(channel, self.id)
    }

    /// The channel of their DMs with the bot, opened where it was not.
    pub fn dm(&self) -> ChannelId {
        self.shared.world().dm(self.id)
    }

    /// The messages that made their phone ring, oldest first.
    pub fn rung_by(&self) -> Vec<Arc<Message>> {
        let world = self.shared.world();
        let all = world.channels.values().flat_map(|channel| channel.messages.values());
        let dm = world.dms.get(&self.id).copied();
        let rings = |message: &&Arc<Message>| {
            let told = Some(message.channel_id) == dm && message.author_id != self.id && !message.is_silent();
            told || message.pings.people.contains(&self.id)
        };
        let mut rung: Vec<_> = all.filter(rings).cloned().collect();
        rung.sort_by_key(|message| message.id);
        rung
    }

    /// Starts an interaction and hands it to the gateway.
    pub(crate) fn interact(&self, act: Act) -> Option<Interaction> {
        let mut world = self.shared.world();
        let id: InteractionId = world.next_id();
        let token =
            format!("{}{:016x}{:016x}{:016x}", "aW50ZXJhY3Rpb246", id.get(), world.rng.u64(..), world.rng.u64(..));
        let guild = world.channels.get(&act.channel)?.guild;
        let record = InteractionRecord {
            id,
            token,
            kind: act.kind,
            user: self.id,
            channel: act.channel,
            guild,
            created_at: world.now(),
            source: act.source.as_ref().map(|message| message.id),
            first: None,
            modal_is_closed: false,
            original: None,
            followups: Vec::new(),
            deliveries: 0,
            name: act.name,
            changed: tokio::sync::watch::Sender::new(()),
        };
        let payload = payload::interaction(&world, &record, act.data, act.source.as_deref())?;
        let changed = record.changed.subscribe();
        world.remember(record);
        let deliveries = world.gateway.dispatch_interaction(guild, &payload);
        if let Some(record) = world.interactions.get_mut(&id) {
            record.deliveries = deliveries;
        }
        drop(world);
        Some(Interaction::new(Arc::clone(&self.shared), self.clone(), id, act.channel, changed))
    }
}

/// What a person does.
pub(crate) struct Act {
    pub kind: InteractionKind,
    pub channel: ChannelId,
    pub data: Value,
    /// The message as the person saw it when they clicked.
    pub source: Option<Arc<Message>>,
    pub name: String,
}

impl World {
    fn member_mut(&mut self, guild: GuildId, user: UserId) -> Option<&mut crate::state::guild::Member> {
        self.guilds.get_mut(&guild)?.members.get_mut(&user)
    }

    /// A message anywhere, deleted ones too.
    pub fn find(&self, id: MessageId) -> Option<Arc<Message>> {
        self.channels.values().find_map(|channel| channel.messages.get(&id)).cloned()
    }

    /// What `user` sees in a channel, oldest first.
    pub fn seen_by(&self, channel: ChannelId, user: UserId) -> Vec<Arc<Message>> {
        let Some(channel) = self.channels.get(&channel) else { return Vec::new() };
        let needed = Permissions::VIEW_CHANNEL | Permissions::READ_MESSAGE_HISTORY;
        if !self.permissions(channel, user).contains(needed) {
            return Vec::new();
        }
        channel.messages.values().filter(|message| message.exists() && message.is_for(user)).cloned().collect()
    }
}

/// A user's mention in a text.
pub fn mention(user: UserId) -> String {
    format!("<@{user}>")
}
