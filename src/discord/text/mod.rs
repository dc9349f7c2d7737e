//! Every sentence that a person on Discord reads, as functions of typed arguments.
//!
//! Short, calm and plain: they are read on a phone, in a hurry. Whatever somebody typed goes through
//! [`escape`] here, so that no caller can forget it. Must not decide who reads what.
//!
//! - [`card`]: the card. [`notice`]: messages that mention somebody. [`reply`]: private answers.
//! - [`command`]: the slash command. [`mod@place`]: where it may be used. [`refusal`]: why it was not sent. This file: what
//!   they share.

pub(crate) mod card;
pub(crate) mod command;
mod language;
pub(crate) mod notice;
pub(crate) mod place;
pub(crate) mod refusal;
pub(crate) mod reply;
pub(crate) mod test_card;
#[cfg(test)]
mod tests;

use jiff::tz::TimeZone;

use crate::alert::{Alert, AlertState, ChannelId, Claim, Ending, GuildId, Millis, UserId};
use crate::discord::escape;
use crate::discord::input::time;
pub(crate) use language::Language;

/// UTF-16 units that a name takes in a sentence.
const NAME_MAX: usize = 60;

/// UTF-16 units that a place takes in a sentence.
const PLACE_MAX: usize = 160;

/// A person's name within a sentence.
#[must_use]
pub(crate) fn name(typed: &str) -> String {
    escape::line(typed, NAME_MAX)
}

/// A place within a sentence.
#[must_use]
pub(crate) fn place(typed: &str) -> String {
    escape::line(typed, PLACE_MAX)
}

/// The child's name within a sentence.
#[must_use]
pub(crate) fn child(alert: Option<&Alert>) -> String {
    alert.map_or_else(|| "the child".to_owned(), |alert| name(&alert.child_name))
}

/// The parent's name within a sentence.
#[must_use]
pub(crate) fn parent(alert: Option<&Alert>) -> String {
    alert.map_or_else(|| "the parent".to_owned(), |alert| name(&alert.parent_name))
}

/// The alert, unless its texts are deleted.
#[must_use]
pub(crate) fn alert(state: &AlertState) -> Option<&Alert> {
    state.raised.as_ref().map(|raised| &raised.alert).filter(|_| !state.is_shrunk())
}

/// An hour and minute as each reader's own clock shows it.
#[must_use]
pub(crate) fn clock(at: Millis) -> String {
    format!("<t:{}:t>", at.seconds())
}

/// The same to the second, rounded up: what comes true at that second must not be read as true before.
#[must_use]
pub(crate) fn clock_to_the_second(at: Millis) -> String {
    format!("<t:{}:T>", at.plus(999).seconds())
}

/// "3:15 PM (in 20 minutes)"
#[must_use]
pub(crate) fn clock_and_distance(at: Millis) -> String {
    format!("<t:{0}:t> (<t:{0}:R>)", at.seconds())
}

/// "3:15 PM", or "Tue 7:40 AM" on another day: written, because a phone's notification shows no Discord timestamp. Only
/// where the zone is not known it is one. `None` where the parent gave no time, or needs help now.
#[must_use]
pub(crate) fn time(alert: &Alert) -> Option<String> {
    let at = alert.needed_by.filter(|_| !alert.is_for_now())?;
    let zone = alert.timezone.as_ref().and_then(|name| TimeZone::get(name).ok());
    Some(match zone {
        Some(zone) => time::written(at, alert.raised_at, &zone, Language::English),
        None => clock(Millis::from(at)),
    })
}

/// " by 3:15 PM", or nothing where the parent gave no time, or needs help now.
#[must_use]
pub(crate) fn by(alert: &Alert) -> String {
    time(alert).map(|time| format!(" by {time}")).unwrap_or_default()
}

/// "3:15 PM (in 20 minutes)" in each reader's own time; `None` where the parent gave no time.
#[must_use]
pub(crate) fn be_there_by(alert: &Alert) -> Option<String> {
    let at = Millis::from(alert.needed_by?);
    Some(if alert.is_for_now() { format!("Now (asked <t:{}:R>)", at.seconds()) } else { clock_and_distance(at) })
}

/// "meet Jake by 3:15 PM at Oak Street Bus Stop"
#[must_use]
pub(crate) fn meet(alert: &Alert) -> String {
    format!("meet {}{} at {}", name(&alert.child_name), by(alert), place(&alert.location))
}

/// A person as Discord shows them; it notifies them only where the message allows it.
#[must_use]
pub(crate) fn mention(user: UserId) -> String {
    format!("<@{user}>")
}

/// A channel as Discord shows it: its name, which leads there.
#[must_use]
pub(crate) fn channel(channel: ChannelId) -> String {
    format!("<#{channel}>")
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
pub(crate) fn took(claim: &Claim) -> String {
    format!("{} took this at {}", name(&claim.neighbor_name), clock(claim.ts))
}

/// How it ended, as the rest of a sentence: without a capital letter and a full stop.
#[must_use]
pub(crate) fn how_it_ended(ending: Ending, alert: Option<&Alert>) -> String {
    match ending {
        Ending::Done => format!("{} is safe", child(alert)),
        Ending::Cancelled => "help is no longer needed".to_owned(),
        Ending::Expired => "the time has passed".to_owned(),
        Ending::Missed => "it arrived after the time".to_owned(),
        Ending::Withdrawn => format!("it was not sent, and {} was told to phone someone", parent(alert)),
        Ending::NotShown => "it could not be posted".to_owned(),
    }
}

/// The names of an embed's fields.
pub(crate) mod field {
    use super::name;

    /// By when somebody has to be there.
    pub(crate) const BY: &str = "Be there by";
    /// Where.
    pub(crate) const PLACE: &str = "Where";
    /// Who has to be met.
    pub(crate) const CHILD: &str = "Child";
    /// Who asked.
    pub(crate) const PARENT: &str = "Parent";
    /// The link to the card.
    pub(crate) const CARD: &str = "Card";

    /// What the parent wrote.
    #[must_use]
    pub(crate) fn says(parent_name: &str) -> String {
        format!("{} says", name(parent_name))
    }
}

#[cfg(test)]
mod clock_tests {
    use super::*;

    #[test]
    fn a_deadline_is_never_read_as_over_before_it_is() {
        assert_eq!(clock_to_the_second(Millis(9_000)), "<t:9:T>");
        assert_eq!(clock_to_the_second(Millis(9_001)), "<t:10:T>");
    }
}
