//! The words of the card by which an admin tries Discord out. Nobody may take it for an alert.

/// The content: a phone or a list of messages shows it.
pub(crate) const CONTENT: &str = "TEST: nobody needs help. This message is deleted in a few seconds.";
/// The title.
pub(crate) const TITLE: &str = "TEST, not an alert";
/// The description.
pub(crate) const DESCRIPTION: &str = "An admin is trying out the bot.";
/// The description after the edit.
pub(crate) const EDITED: &str = "An admin is trying out the bot. This card was edited.";
/// The button's label. It cannot be pressed.
pub(crate) const BUTTON: &str = "TEST";
