//! Deletes messages and sends the gateway event. There is no event for the pin of a deleted message.

use std::sync::Arc;

use serde_json::json;

use super::DiscordState;
use super::message::Message;
use crate::core::ids::{ChannelId, MessageId};

impl DiscordState {
    /// Deletes one message.
    pub(crate) fn delete_message(&mut self, channel: ChannelId, id: MessageId) -> Option<Arc<Message>> {
        let message = self.mark_deleted(channel, id)?;
        if !message.is_ephemeral() {
            self.announce_deletion("MESSAGE_DELETE", channel, json!({"id": id}));
        }
        Some(message)
    }

    /// Deletes several messages with one event.
    pub(crate) fn delete_messages(&mut self, channel: ChannelId, ids: &[MessageId]) {
        let deleted: Vec<MessageId> =
            ids.iter().filter_map(|id| self.mark_deleted(channel, *id)).map(|message| message.id).collect();
        if !deleted.is_empty() {
            self.announce_deletion("MESSAGE_DELETE_BULK", channel, json!({"ids": deleted}));
        }
    }

    fn mark_deleted(&mut self, channel: ChannelId, id: MessageId) -> Option<Arc<Message>> {
        let at = self.now();
        let found = self.channels.get_mut(&channel)?;
        found.set_pin(id, false, at);
        Arc::make_mut(found.messages.get_mut(&id)?).deleted_at = Some(at);
        found.changed.send_replace(());
        let deleted = found.messages.get(&id).cloned()?;
        self.note_message("message_deleted", &deleted);
        Some(deleted)
    }
}
