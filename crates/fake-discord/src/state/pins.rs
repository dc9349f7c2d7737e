//! Pins and unpins messages and sends the gateway events.

use std::sync::Arc;

use serde_json::json;

use super::DiscordState;
use super::guild::Channel;
use super::message::PinChange;
use crate::core::clock::{Millis, timestamp};
use crate::core::ids::{ChannelId, MessageId};
use crate::state::sessions::{DIRECT_MESSAGES, GUILDS};

impl Channel {
    /// The time of the latest pin.
    pub(crate) fn last_pin(&self) -> Option<Millis> {
        self.pins.iter().filter_map(|id| self.messages.get(id)?.pinned_at).max()
    }

    /// Sets whether a message is pinned. `false` if nothing changed.
    pub(super) fn set_pin(&mut self, id: MessageId, pinned: bool, at: Millis) -> bool {
        let Some(message) = self.messages.get_mut(&id).filter(|message| message.pinned_at.is_some() != pinned) else {
            return false;
        };
        let message = Arc::make_mut(message);
        message.pinned_at = pinned.then_some(at);
        message.pin_changes.push(PinChange { at, pinned });
        if pinned {
            self.pins.push(id);
        } else {
            self.pins.retain(|known| *known != id);
        }
        self.changed.send_replace(());
        true
    }
}

impl DiscordState {
    /// Pins a message; `false` if it was already pinned.
    pub(crate) fn pin(&mut self, channel: ChannelId, id: MessageId) -> bool {
        self.change_pin(channel, id, true)
    }

    /// Unpins a message; `false` if it was not pinned.
    pub(crate) fn unpin(&mut self, channel: ChannelId, id: MessageId) -> bool {
        self.change_pin(channel, id, false)
    }

    fn change_pin(&mut self, channel: ChannelId, id: MessageId, pinned: bool) -> bool {
        let at = self.now();
        let Some(found) = self.channels.get_mut(&channel) else { return false };
        if !found.set_pin(id, pinned, at) {
            return false;
        }
        let (guild, message) = (found.guild, found.messages.get(&id).cloned());
        let mut data = json!({"channel_id": channel, "last_pin_timestamp": found.last_pin().map(timestamp)});
        if let Some(guild) = guild {
            data["guild_id"] = json!(guild);
        }
        let intents = if guild.is_some() { GUILDS } else { DIRECT_MESSAGES };
        self.gateway.dispatch("CHANNEL_PINS_UPDATE", guild, intents, &data);
        if let Some(message) = message {
            self.announce_message("MESSAGE_UPDATE", &message);
            self.note_message(if pinned { "message_pinned" } else { "message_unpinned" }, &message);
        }
        true
    }
}
