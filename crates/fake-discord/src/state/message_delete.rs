//! Deleting messages, and telling the gateway of it. A pin that goes with its message is no event of its own.

use std::sync::Arc;

use serde_json::{Value, json};

use super::World;
use super::message::Message;
use crate::core::ids::{ChannelId, MessageId};
use crate::state::sessions::{DIRECT_MESSAGES, GUILD_MESSAGES};

impl World {
    /// Deletes one message.
    pub fn erase(&mut self, channel: ChannelId, id: MessageId) -> Option<Arc<Message>> {
        let message = self.remove(channel, id)?;
        if !message.is_ephemeral() {
            self.tell_of_end("MESSAGE_DELETE", channel, json!({"id": id}));
        }
        Some(message)
    }

    /// Deletes several at once, which is one event.
    pub fn erase_many(&mut self, channel: ChannelId, ids: &[MessageId]) {
        let gone: Vec<MessageId> =
            ids.iter().filter_map(|id| self.remove(channel, *id)).map(|message| message.id).collect();
        if !gone.is_empty() {
            self.tell_of_end("MESSAGE_DELETE_BULK", channel, json!({"ids": gone}));
        }
    }

    fn remove(&mut self, channel: ChannelId, id: MessageId) -> Option<Arc<Message>> {
        let at = self.now();
        let found = self.channels.get_mut(&channel)?;
        found.set_pin(id, false, at);
        Arc::make_mut(found.messages.get_mut(&id)?).deleted_at = Some(at);
        found.changed.send_replace(());
        found.messages.get(&id).cloned()
    }

    fn tell_of_end(&mut self, event: &str, channel: ChannelId, mut data: Value) {
        let guild = self.channels.get(&channel).and_then(|channel| channel.guild);
        data["channel_id"] = json!(channel);
        if let Some(guild) = guild {
            data["guild_id"] = json!(guild);
        }
        let intents = if guild.is_some() { GUILD_MESSAGES } else { DIRECT_MESSAGES };
        self.gateway.dispatch(event, guild, intents, &data);
    }
}
