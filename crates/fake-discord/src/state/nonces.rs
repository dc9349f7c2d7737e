//! The nonces of the bot's messages, which Discord remembers for a few minutes.

use serde_json::Value;

use super::DiscordState;
use super::message::Message;
use crate::core::clock::millis;
use crate::core::ids::{ChannelId, MessageId};

impl DiscordState {
    /// The message that the bot created with this nonce within the window.
    pub(crate) fn message_with_nonce(&mut self, nonce: &Value) -> Option<(ChannelId, MessageId)> {
        let oldest = self.now() - millis(self.nonce_window);
        while self.nonce_order.front().is_some_and(|(at, _)| *at < oldest) {
            if let Some((at, key)) = self.nonce_order.pop_front()
                && self.nonces.get(&key).is_some_and(|(_, _, known)| *known == at)
            {
                self.nonces.remove(&key);
            }
        }
        self.nonces.get(&key(nonce)).map(|(channel, message, _)| (*channel, *message))
    }

    pub(crate) fn remember_nonce(&mut self, nonce: &Value, message: &Message) {
        self.message_with_nonce(nonce);
        self.nonces.insert(key(nonce), (message.channel_id, message.id, message.created_at));
        self.nonce_order.push_back((message.created_at, key(nonce)));
    }
}

/// `5` and `"5"` are the same nonce.
fn key(nonce: &Value) -> String {
    nonce.as_str().map_or_else(|| nonce.to_string(), str::to_owned)
}
