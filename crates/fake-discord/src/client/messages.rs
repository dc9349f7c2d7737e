//! Messages of a person: replies and edits.

use twilight_model::channel::message::MessageType;
use twilight_model::guild::Permissions;

use super::Person;
use crate::core::ids::MessageId;
use crate::state::message::Version;
use crate::state::message_create::NewMessage;
use crate::validate::{AllowedMentions, length};

/// The longest message of a person without Nitro, in characters.
pub(crate) const LONGEST: usize = 2000;

/// Whether Discord's client sends this text.
pub(crate) fn can_be_sent(text: &str) -> bool {
    (1..=LONGEST).contains(&length(text.trim()))
}

impl Person {
    /// Replies to a message that the person sees, with a ping of its author. `None` if the person does not see it, or
    /// may not send messages there.
    pub fn replies(&self, to: MessageId, text: &str) -> Option<MessageId> {
        let seen = self.visible_message(to)?;
        let mut state = self.shared.state();
        let channel = state.channels.get(&seen.channel_id)?;
        let needed = Permissions::VIEW_CHANNEL | Permissions::SEND_MESSAGES | Permissions::READ_MESSAGE_HISTORY;
        if !state.permissions(channel, self.id).contains(needed) {
            return None;
        }
        let author = Some(seen.author_id);
        let pings = state.resolve_mentions(channel, self.id, &[text], &AllowedMentions::default(), author);
        let text = NewMessage::text(seen.channel_id, self.id, text);
        let new = NewMessage { pings, kind: MessageType::Reply, reply_to: Some(to), ..text };
        state.create_message(new).map(|message| message.id)
    }

    /// Edits an own message. Returns whether it was edited.
    pub fn edits(&self, message: MessageId, text: &str) -> bool {
        let Some(seen) = self.visible_message(message).filter(|seen| seen.author_id == self.id) else { return false };
        let mut state = self.shared.state();
        let Some(channel) = state.channels.get(&seen.channel_id) else { return false };
        let mentions = state.resolve_mentions(channel, self.id, &[text], &AllowedMentions::default(), None);
        let next = Version { content: text.to_owned(), mentions, ..seen.shown().clone() };
        state.edit_message(seen.channel_id, message, next, seen.flags, true).is_some()
    }

    /// Leaves the guild. Returns whether the person was a member.
    pub fn leaves(&self) -> bool {
        self.shared.state().leave(self.guild, self.id)
    }
}
