//! Which messages of the bot still have names and places, and a card without them.
//!
//! Must not decide when an alert has ended: the caller does.

use serenity::all::Message;

use crate::discord::render::card::key_of;

/// A message about an alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Leftover {
    /// A card, which is edited to say only that its alert has ended.
    Card,
    /// Any other message, which is deleted.
    Notice,
}

/// `None` for a message that is not about an alert, and for a card without words. The caller has checked that the bot
/// wrote it.
#[must_use]
pub(crate) fn leftover(message: &Message) -> Option<Leftover> {
    key_of(message)?;
    // Each card has a title, and no other message has one. Without the permission to embed, only a card has a key.
    let is_card = message.embeds.is_empty() || message.embeds.iter().any(|embed| embed.title.is_some());
    let has_words = message.embeds.is_empty() || message.embeds.iter().any(|embed| !embed.fields.is_empty());
    match is_card {
        true => has_words.then_some(Leftover::Card),
        false => Some(Leftover::Notice),
    }
}
