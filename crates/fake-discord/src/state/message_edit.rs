//! Changes the content of a message and sends the gateway event. It checks none of the rules of REST.

use std::sync::Arc;

use super::DiscordState;
use super::component_ids::with_component_ids;
use super::message::{Message, Version};
use crate::core::ids::{ChannelId, MessageId, UserId};

impl DiscordState {
    /// The person's app no longer shows these ephemeral messages: one, or all without `id`. Returns their number.
    pub(crate) fn vanish(&mut self, person: UserId, id: Option<MessageId>) -> usize {
        let at = self.now();
        let mut vanished = 0;
        for channel in self.channels.values_mut() {
            let before = vanished;
            for message in channel.messages.values_mut() {
                let meant = id.is_none_or(|id| message.id == id) && message.ephemeral_to == Some(person);
                if meant && message.exists() && message.vanished_at.is_none() {
                    Arc::make_mut(message).vanished_at = Some(at);
                    vanished += 1;
                }
            }
            if vanished > before {
                channel.changed.send_replace(());
            }
        }
        vanished
    }

    /// Adds a version to a message.
    pub(crate) fn edit_message(
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
        let components = with_component_ids(next.components);
        message.versions.push(Arc::new(Version { at, components, ..next }));
        message.flags = flags;
        if history.is_some_and(|max| message.versions.len() > max.max(2)) {
            message.versions.remove(0);
        }
        if counts_as_edit {
            message.edited_at = Some(at);
        }
        let message = Arc::clone(channel.messages.get(&id)?);
        channel.changed.send_replace(());
        self.announce_message("MESSAGE_UPDATE", &message);
        self.note_message("message_edited", &message);
        Some(message)
    }
}
