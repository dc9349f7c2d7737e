//! Private answers about the place where somebody typed `/needhelp`.
//!
//! An answer to a command is the reason after "❌ NOT sent." ([`super::refusal::Refusal::Because`]), unless it is whole.
//! Must not decide who reads what.

use crate::discord::text::part::said;
use crate::discord::text::{Language, messages as say};

/// A command in another server than the bot's is answered by the whole answer, because to try again would not help.
pub(crate) use say::{
    place_another_server as serves_another_server, place_forum as no_forum, place_starting as starting,
    place_voice as no_voice,
};

/// What the bot needs to post a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Permission {
    ViewChannel,
    SendMessages,
    EmbedLinks,
}

impl Permission {
    /// In the words of Discord's settings.
    fn in_words(self, language: Language) -> String {
        match self {
            Permission::ViewChannel => say::permission_view_channel(language),
            Permission::SendMessages => say::permission_send_messages(language),
            Permission::EmbedLinks => say::permission_embed_links(language),
        }
    }
}

/// A command in a channel where the bot may not post a card.
#[must_use]
pub(crate) fn may_not_post(language: Language, lacks: &[Permission]) -> String {
    let lacks = lacks.iter().map(|permission| permission.in_words(language));
    let lacks = lacks.reduce(|first, second| say::list_and(language, said(first), said(second)));
    say::place_may_not_post(language, said(lacks.unwrap_or_default()))
}
