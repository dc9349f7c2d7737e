//! What stands within a sentence. There is no way from a text that somebody typed into a sentence but through
//! [`escape`], so that no caller can forget it.

use fluent_bundle::FluentValue;

use crate::alert::{ChannelId, Millis, RoleId, UserId};
use crate::discord::escape;

/// UTF-16 units that a name takes in a sentence.
const NAME_MAX: usize = 60;

/// UTF-16 units that a parent's message takes in a sentence.
const MESSAGE_MAX: usize = 400;

/// UTF-16 units that a sentence of the checks takes.
const SENTENCE_MAX: usize = 600;

/// UTF-16 units that a place takes in a sentence.
const PLACE_MAX: usize = 160;

/// A part of a sentence.
#[derive(Debug, Clone)]
pub(crate) struct Part(Content);

#[derive(Debug, Clone)]
enum Content {
    Text(String),
    Number(u64),
}

impl Part {
    pub(super) fn value(&self) -> FluentValue<'_> {
        match &self.0 {
            Content::Text(text) => FluentValue::from(text.as_str()),
            Content::Number(number) => FluentValue::from(*number),
        }
    }

    /// By itself.
    #[must_use]
    pub(crate) fn into_text(self) -> String {
        match self.0 {
            Content::Text(text) => text,
            Content::Number(number) => number.to_string(),
        }
    }
}

/// A person's name.
#[must_use]
pub(crate) fn name(typed: &str) -> Part {
    said(escape::line(typed, NAME_MAX))
}

/// A place.
#[must_use]
pub(crate) fn place(typed: &str) -> Part {
    said(escape::line(typed, PLACE_MAX))
}

/// What a parent wrote to the neighbors.
#[must_use]
pub(crate) fn message(typed: &str) -> Part {
    said(escape::line(typed, MESSAGE_MAX))
}

/// A sentence of the checks, which may quote what Discord calls something.
#[must_use]
pub(crate) fn sentence(text: &str) -> Part {
    said(escape::line(text, SENTENCE_MAX))
}

/// Anything else that somebody typed.
#[must_use]
pub(crate) fn typed(typed: &str) -> Part {
    said(escape::line(typed, NAME_MAX))
}

/// A number, by which the sentence chooses between singular and plural.
#[must_use]
pub(crate) fn number(number: u64) -> Part {
    Part(Content::Number(number))
}

/// What the catalogue or the program itself says. Never what somebody typed.
#[must_use]
pub(crate) fn said(text: impl Into<String>) -> Part {
    Part(Content::Text(text.into()))
}

/// A part that may be missing, with a blank before it.
#[must_use]
pub(super) fn after_a_blank(part: Option<Part>) -> Part {
    part.map_or_else(|| said(""), |part| said(format!(" {}", part.into_text())))
}

/// An hour and minute as each reader's own clock shows it.
#[must_use]
pub(crate) fn clock(at: Millis) -> Part {
    said(format!("<t:{}:t>", at.seconds()))
}

/// The same to the second, rounded up: what comes true at that second must not be read as true before.
#[must_use]
pub(crate) fn clock_to_the_second(at: Millis) -> Part {
    said(format!("<t:{}:T>", at.plus(999).seconds()))
}

/// A day as each reader's Discord writes it.
#[must_use]
pub(crate) fn day(at: Millis) -> Part {
    said(format!("<t:{}:D>", at.seconds()))
}

/// A person as Discord shows them; it notifies them only where the message allows it.
#[must_use]
pub(crate) fn mention(user: UserId) -> Part {
    said(format!("<@{user}>"))
}

/// A role as Discord shows it.
#[must_use]
pub(crate) fn role(role: RoleId) -> Part {
    said(format!("<@&{role}>"))
}

/// A channel as Discord shows it: its name, which leads there.
#[must_use]
pub(crate) fn channel(channel: ChannelId) -> Part {
    said(format!("<#{channel}>"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deadline_is_never_read_as_over_before_it_is() {
        assert_eq!(clock_to_the_second(Millis(9_000)).value(), FluentValue::from("<t:9:T>"));
        assert_eq!(clock_to_the_second(Millis(9_001)).value(), FluentValue::from("<t:10:T>"));
    }
}
