//! Creates messages and sends the gateway event. It checks none of the rules of REST.

use std::sync::Arc;

use serde_json::Value;
use twilight_model::channel::message::{Embed, MessageType};

use super::DiscordState;
use super::component_ids::with_component_ids;
use super::files::Attachment;
use super::message::{Message, Pings, Version};
use crate::core::ids::{ChannelId, InteractionId, MessageId, UserId};
use crate::validate::SUPPRESS_NOTIFICATIONS;

/// The content of a new message.
#[derive(Debug, Clone)]
pub(crate) struct NewMessage {
    pub channel: ChannelId,
    pub author: UserId,
    pub kind: MessageType,
    pub content: String,
    pub embeds: Vec<Embed>,
    pub components: Vec<Value>,
    pub attachments: Vec<Attachment>,
    pub pings: Pings,
    pub nonce: Option<Value>,
    pub flags: u64,
    pub reply_to: Option<MessageId>,
    pub interaction: Option<InteractionId>,
    pub ephemeral_to: Option<UserId>,
    pub loading: bool,
}

impl NewMessage {
    pub(crate) fn text(channel: ChannelId, author: UserId, content: &str) -> Self {
        Self {
            channel,
            author,
            kind: MessageType::Regular,
            content: content.to_owned(),
            embeds: Vec::new(),
            components: Vec::new(),
            attachments: Vec::new(),
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

impl DiscordState {
    /// Creates a message. `None` if the channel does not exist.
    pub(crate) fn create_message(&mut self, new: NewMessage) -> Option<Arc<Message>> {
        let id: MessageId = self.next_id();
        let at = self.now();
        let history = self.history;
        let channel = self.channels.get_mut(&new.channel)?;
        let mut pings = new.pings;
        if new.ephemeral_to.is_some() || new.flags & SUPPRESS_NOTIFICATIONS != 0 {
            // The mentions stay, but nobody is notified.
            pings.people.clear();
        }
        let version = Version {
            at,
            content: new.content,
            embeds: new.embeds,
            components: with_component_ids(new.components),
            attachments: new.attachments,
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
            vanished_at: None,
            nonce: new.nonce,
            reply_to: new.reply_to,
            interaction_id: new.interaction,
            pings,
            flags: new.flags,
            versions: vec![Arc::new(version)],
        });
        channel.messages.insert(id, Arc::clone(&message));
        if let Some(max) = history {
            while channel.messages.len() > max {
                let oldest = channel.messages.iter().find(|(_, message)| !message.is_pinned()).map(|(id, _)| *id);
                let Some(oldest) = oldest else { break };
                channel.messages.remove(&oldest);
            }
        }
        channel.changed.send_replace(());
        if !message.is_ephemeral() {
            self.open_thread(new.channel);
        }
        self.announce_message("MESSAGE_CREATE", &message);
        self.note_message("message_created", &message);
        Some(message)
    }
}
