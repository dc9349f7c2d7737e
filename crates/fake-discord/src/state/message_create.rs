//! Writing and editing messages, and telling the gateway of it. No rule of REST is decided here.

use std::sync::Arc;

use serde_json::{Value, json};
use twilight_model::channel::message::{Embed, MessageType};

use super::World;
use super::message::{Message, Pings, Version};
use crate::core::ids::{ChannelId, InteractionId, MessageId, UserId};
use crate::state::sessions::{DIRECT_MESSAGES, GUILD_MESSAGES};
use crate::validate::SUPPRESS_NOTIFICATIONS;

/// What a new message is made of.
#[derive(Debug, Clone)]
pub(crate) struct NewMessage {
    pub channel: ChannelId,
    pub author: UserId,
    pub kind: MessageType,
    pub content: String,
    pub embeds: Vec<Embed>,
    pub components: Vec<Value>,
    pub pings: Pings,
    pub nonce: Option<Value>,
    pub flags: u64,
    pub reply_to: Option<MessageId>,
    pub interaction: Option<InteractionId>,
    pub ephemeral_to: Option<UserId>,
    pub loading: bool,
}

impl NewMessage {
    pub fn text(channel: ChannelId, author: UserId, content: &str) -> Self {
        Self {
            channel,
            author,
            kind: MessageType::Regular,
            content: content.to_owned(),
            embeds: Vec::new(),
            components: Vec::new(),
            pings: Pings::default(),
            nonce: None,
            flags: 0,
            reply_to: None,
            interaction: None,
            ephemeral_to: None,
            loading: false,
        }
    }
}

/// Gives each component the `id` that Discord gives where the bot sent none.
fn numbered(mut components: Vec<Value>) -> Vec<Value> {
    fn walk(items: &mut [Value], next: &mut i64) {
        for item in items {
            if let Some(map) = item.as_object_mut() {
                map.entry("id").or_insert_with(|| {
                    *next += 1;
                    json!(*next)
                });
            }
            if let Some(inner) = item.get_mut("components").and_then(Value::as_array_mut) {
                walk(inner, next);
            }
            if let Some(accessory) = item.get_mut("accessory") {
                walk(std::slice::from_mut(accessory), next);
            }
        }
    }
    walk(&mut components, &mut 0);
    components
}

impl World {
    /// Adds a message; the channel has to be there.
    pub fn post(&mut self, new: NewMessage) -> Option<Arc<Message>> {
        let id: MessageId = self.next_id();
        let at = self.now();
        let history = self.history;
        let channel = self.channels.get_mut(&new.channel)?;
        let mut pings = new.pings;
        if new.ephemeral_to.is_some() || new.flags & SUPPRESS_NOTIFICATIONS != 0 {
            // Mentioned all the same, but no phone rings.
            pings.people.clear();
        }
        let version = Version {
            at,
            content: new.content,
            embeds: new.embeds,
            components: numbered(new.components),
            mentions: pings.clone(),
            loading: new.loading,
        };
        let message = Arc::new(Message {
            id,
            channel_id: new.channel,
            guild_id: channel.guild,
            author_id: new.author,
            kind: new.kind,
            created_at: at,
            edited_at: None,
            deleted_at: None,
            pinned_at: None,
            pin_changes: Vec::new(),
            ephemeral_to: new.ephemeral_to,
            nonce: new.nonce,
            reply_to: new.reply_to,
            interaction_id: new.interaction,
            pings,
            flags: new.flags,
            versions: vec![Arc::new(version)],
        });
        channel.messages.insert(id, Arc::clone(&message));
        if let Some(most) = history {
            while channel.messages.len() > most {
                let oldest = channel.messages.iter().find(|(_, message)| !message.is_pinned()).map(|(id, _)| *id);
                let Some(oldest) = oldest else { break };
                channel.messages.remove(&oldest);
            }
        }
        channel.changed.send_replace(());
        self.tell("MESSAGE_CREATE", &message);
        Some(message)
    }

    /// Adds a version to a message.
    pub fn revise(
        &mut self,
        channel: ChannelId,
        id: MessageId,
        next: Version,
        flags: u64,
        counts_as_edit: bool,
    ) -> Option<Arc<Message>> {
        let at = self.now();
        let history = self.history;
        let channel = self.channels.get_mut(&channel)?;
        let message = Arc::make_mut(channel.messages.get_mut(&id)?);
        let components = numbered(next.components);
        message.versions.push(Arc::new(Version { at, components, ..next }));
        message.flags = flags;
        if history.is_some_and(|most| message.versions.len() > most.max(2)) {
            message.versions.remove(0);
        }
        if counts_as_edit {
            message.edited_at = Some(at);
        }
        let message = Arc::clone(channel.messages.get(&id)?);
        channel.changed.send_replace(());
        self.tell("MESSAGE_UPDATE", &message);
        Some(message)
    }

    /// A message event to the sessions that asked for it; nobody hears of an ephemeral message.
    pub(super) fn tell(&mut self, event: &str, message: &Message) {
        let intents = if message.guild_id.is_some() { GUILD_MESSAGES } else { DIRECT_MESSAGES };
        if message.is_ephemeral() || !self.gateway.anyone_wants(message.guild_id, intents) {
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
        let free = self.content_is_free(message);
        self.gateway.dispatch_message(event, message.guild_id, intents, &data, free);
    }
}
