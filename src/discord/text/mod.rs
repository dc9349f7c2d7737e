//! Every sentence that a person on Discord reads, as functions of the language and of typed arguments.
//!
//! Short, calm and plain: they are read on a phone, in a hurry. Whatever somebody typed goes through
//! [`crate::discord::escape`] where it becomes a [`Part`], so that no caller can forget it. Must not decide who reads
//! what, or in which language.
//!
//! - `locales/`: the sentences. [`messages`]: their keys. `catalogue`: finds them. [`mod@part`]: what stands in them.
//! - [`card`]: the card. [`notice`]: messages that mention somebody. [`reply`]: private answers. [`question`]: private
//!   questions.
//! - [`command`]: the slash command. [`mod@place`]: where it may be used. [`refusal`]: why it was not sent.
//! - [`view`]: a person's other alerts. [`time`]: times. [`mod@masked`]: what everybody may read. This file: what they
//!   share. [`statistics`]: how alerts went.

pub(crate) mod card;
mod catalogue;
pub(crate) mod command;
mod language;
pub(crate) mod masked;
pub(crate) mod messages;
pub(crate) mod notice;
pub(crate) mod part;
pub(crate) mod password;
pub(crate) mod place;
pub(crate) mod question;
pub(crate) mod refusal;
pub(crate) mod reply;
pub(crate) mod statistics;
#[cfg(test)]
mod tests;
pub(crate) mod time;
pub(crate) mod view;

use crate::alert::{Alert, AlertState, Claim, Ending, GuildId};
use crate::discord::action::Action;
pub use language::Language;
use messages as say;
pub(crate) use part::Part;
use part::{clock, name, said};
pub use password::Passwords;

/// The label of a button, by the name of its action.
#[must_use]
pub(crate) fn label(language: Language, action: &str) -> String {
    catalogue::message(language, &format!("button_{action}"), &[])
}

/// Discord shows so many characters of a label beside another one on a narrow phone.
const LABEL_MAX: usize = 20;

/// The label of a link to the conversation with a person. A label has no markup, so the name stands as it is, cut to fit.
#[must_use]
pub(crate) fn write_to(language: Language, person: &str) -> String {
    let room = LABEL_MAX.saturating_sub(say::write_to(language, said("")).chars().count());
    let whole = crate::discord::escape::verbatim(person, usize::MAX);
    let short = match whole.chars().count() <= room {
        true => whole,
        false => whole.split(' ').next().unwrap_or_default().chars().take(room).collect(),
    };
    say::write_to(language, said(if short.is_empty() { crate::discord::escape::NOTHING.to_owned() } else { short }))
}

/// The label of an alert's button, within a sentence.
fn button(language: Language, action: Action) -> Part {
    said(action.label(language))
}

/// The child's name, or "the child".
#[must_use]
pub(crate) fn child(language: Language, alert: Option<&Alert>) -> Part {
    alert.map_or_else(|| said(say::the_child(language)), |alert| name(&alert.child_name))
}

/// The parent's name, or "the parent".
#[must_use]
pub(crate) fn parent(language: Language, alert: Option<&Alert>) -> Part {
    alert.map_or_else(|| said(say::the_parent(language)), |alert| name(&alert.parent_name))
}

/// The alert, unless its texts are deleted.
#[must_use]
pub(crate) fn alert(state: &AlertState) -> Option<&Alert> {
    state.raised.as_ref().map(|raised| &raised.alert).filter(|_| !state.is_shrunk())
}

/// The alert as a call for somebody says it: without a time that had passed when the alert was opened again.
#[must_use]
pub(crate) fn called(state: &AlertState, alert: &Alert) -> Alert {
    let needed_by = alert.needed_by.filter(|_| !state.is_open_again_late());
    Alert { needed_by, ..alert.clone() }
}

/// The language of the parent, if their Discord named one.
#[must_use]
pub(crate) fn language_of_parent(state: &AlertState) -> Option<Language> {
    let locale = state.raised.as_ref()?.alert.locale.as_deref()?;
    Some(Language::of(Some(locale)))
}

/// " by 3:15 PM", or nothing where the parent gave no time, or needs help now.
#[must_use]
fn by_if_any(language: Language, alert: &Alert) -> Part {
    part::after_a_blank(time::by(alert, language))
}

/// The link to the card; `None` where there is none, or where its server is not known. `guild` is the server of all cards,
/// if there is one; else a card is in the server where the alert was typed.
#[must_use]
pub(crate) fn link(state: &AlertState, guild: Option<GuildId>) -> Option<String> {
    let posted = state.facts.posted?;
    let guild = guild.or(state.raised.as_ref()?.alert.guild_id)?;
    Some(format!("https://discord.com/channels/{guild}/{}/{}", posted.channel_id, posted.message_id))
}

/// Who took it, and when.
#[must_use]
fn took(language: Language, claim: &Claim) -> Part {
    said(say::took(language, name(&claim.neighbor_name), clock(claim.ts)))
}

/// How it ended, as the rest of a sentence: without a capital letter and a full stop.
#[must_use]
fn how_it_ended(language: Language, ending: Ending, alert: Option<&Alert>, safe: bool) -> Part {
    said(match ending {
        Ending::Done if safe => say::ended_done(language, child(language, alert)),
        Ending::Done | Ending::Cancelled => say::ended_cancelled(language),
        Ending::Expired => say::ended_expired(language),
        Ending::Missed => say::ended_missed(language),
        Ending::Withdrawn => say::ended_withdrawn(language, parent(language, alert)),
        Ending::NotShown => say::ended_not_shown(language),
    })
}
