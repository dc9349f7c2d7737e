//! Private answers about the place where somebody typed `/needhelp` or pressed a button, and about a press that arrived
//! late.
//!
//! An answer to a command is the reason after "❌ NOT sent." ([`super::refusal::Refusal::Because`]), unless it is whole.
//! Must not decide who reads what.

/// A command in another server than the bot's: the whole answer, because to try again would not help.
pub(crate) const SERVES_ANOTHER_SERVER: &str =
    "❌ NOT sent. This bot serves another server. Phone someone, or ask the admin of this server.";

/// A press in another server than the bot's.
pub(crate) const PRESS_IN_ANOTHER_SERVER: &str = "This bot serves another server. Nothing was changed.";

/// A command while the bot does not know its server yet.
pub(crate) const STARTING: &str = "The bot has just started. Try again in a minute, or phone someone now.";

/// A press while the bot does not know its server yet.
pub(crate) const PRESS_WHILE_STARTING: &str =
    "The bot has just started. Nothing was changed. Please try again in a minute.";

/// A command in the chat of a voice channel or a stage.
pub(crate) const NO_VOICE: &str =
    "Type `/needhelp` in a text channel: neighbors don't read the chat of a voice channel. Or phone someone.";

/// A command in a post of a forum.
pub(crate) const NO_FORUM: &str = "Type `/needhelp` in a text channel, not in a forum. Or phone someone.";

/// A command in a channel where the bot may not post a card.
#[must_use]
pub(crate) fn may_not_post(lacks: &[&str]) -> String {
    let lacks = lacks.join(" and ");
    format!(
        "The bot may not post in this channel: it lacks {lacks}. Type `/needhelp` in another channel, or phone someone. \
         An admin can fix this."
    )
}

/// A press that took so long that Discord told the person that it failed.
pub(crate) const PRESSED_LATE: &str =
    "❌ Your press arrived too late: you do NOT have it. If you can be there, press the button again.";
