//! Why a typed `/needhelp` was not sent, with the command that they typed as a line to copy.
//!
//! The first words say that it was NOT sent. Must not show typed text as anything but plain text.

use crate::discord::escape;
use crate::discord::text::part::{number, said, typed};
use crate::discord::text::{Language, messages as say};

/// Discord's limit for a message is 2,000. The sentence before the line to copy has 400 at most.
const COPY_MAX: usize = 1_550;

/// What is wrong with the typed options.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// An option is missing or empty: its name and an example, as the person sees them.
    Empty(String, String),
    /// An option is too long: its name and the limit.
    TooLong(String, u16),
    /// The time can't be read: as it was typed.
    UnreadableWhen(String),
    /// The time has passed, and how it is written.
    PastWhen(String),
    /// The wait has passed: as it was typed.
    PastWait(String),
    /// The time is too far ahead.
    FarWhen,
    /// The time may be meant for the night: as it was typed.
    MorningOrAfternoon(String),
    /// The time names another time zone: as it was typed, and the zone here.
    OtherZone(String, String),
    /// A time of the day, while the bot does not know the time zone.
    NoZone,
    /// Discord did not say where.
    NoChannel,
    /// A command outside of a server.
    OnlyInAServer,
    /// It can't be sent from there, or not now: the reason, in the person's language.
    Because(String),
}

/// The whole answer: what is wrong, and `again`, which is [`again`]'s line.
#[must_use]
pub(crate) fn not_sent(refusal: &Refusal, language: Language, again: &str) -> String {
    let why = said(why(refusal, language));
    format!("{}\n{}\n{again}", say::not_sent_because(language, why), say::copy_this(language))
}

/// The whole answer to a form that is refused, with what was typed in its fields.
#[must_use]
pub(crate) fn not_changed<'a>(
    refusal: &Refusal,
    language: Language,
    typed: impl Iterator<Item = (String, &'a str)>,
) -> String {
    let fields: Vec<_> = typed.map(|(name, value)| format!("{name}: {value}")).collect();
    let typed = escape::verbatim(&fields.join(" / "), COPY_MAX);
    let why = said(why(refusal, language));
    format!("{}\n{}\n```\n{typed}\n```", say::not_changed_because(language, why), say::you_typed(language))
}

fn why(refusal: &Refusal, language: Language) -> String {
    match refusal {
        Refusal::Empty(option, example) => say::input_empty(language, said(option), said(example)),
        Refusal::TooLong(option, max) => say::input_too_long(language, said(option), number((*max).into())),
        Refusal::UnreadableWhen(text) => say::input_unreadable(language, typed(text)),
        Refusal::PastWhen(time) => say::input_past(language, said(time)),
        Refusal::PastWait(text) => say::input_past(language, said(say::quoted(language, typed(text)))),
        Refusal::FarWhen => say::input_far(language),
        Refusal::MorningOrAfternoon(text) => say::input_either(language, typed(text)),
        Refusal::OtherZone(text, here) => say::input_other_zone(language, typed(text), said(here)),
        Refusal::NoZone => say::input_no_zone(language),
        Refusal::Because(why) => why.clone(),
        Refusal::NoChannel => say::input_no_channel(language),
        Refusal::OnlyInAServer => say::input_outside(language),
    }
}

/// The command as the person can type it again, in a block that Discord shows as it is. `typed` has each option's name as
/// the person sees it, and its value.
#[must_use]
pub(crate) fn again<'a>(command: &str, typed: impl Iterator<Item = (String, &'a str)>) -> String {
    let options: String = typed.map(|(name, value)| format!(" {name}:{value}")).collect();
    format!("```\n{}\n```", escape::verbatim(&format!("/{command}{options}"), COPY_MAX))
}
