//! Every sentence that a person on Discord reads, as functions of typed arguments.
//!
//! Short, calm and plain: they are read on a phone, in a hurry. Whatever somebody typed goes through
//! [`escape`] here, so that no caller can forget it. Must not decide who reads what.
//!
//! - [`card`]: on the board. [`notice`]: messages that mention somebody. [`reply`]: for one pair of eyes.
//! - [`command`]: the slash command. This file: what they share.

pub(crate) mod card;
pub(crate) mod command;
pub(crate) mod notice;
pub(crate) mod reply;

use crate::alert::{AlertState, Claim, Ending, GuildId, Millis, UserId};

use crate::discord::escape;

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

/// A person as Discord shows them; it rings only where the message allows it.
#[must_use]
pub(crate) fn mention(user: UserId) -> String {
    format!("<@{user}>")
}

/// Where the card is; `None` where there is none, or no server is known to lead to. `guild` is the server of alerts that
/// name none.
#[must_use]
pub(crate) fn link(state: &AlertState, guild: Option<GuildId>) -> Option<String> {
    let posted = state.facts.posted?;
    let guild = state.raised.as_ref()?.alert.guild_id.or(guild)?;
    Some(format!("https://discord.com/channels/{guild}/{}/{}", posted.channel_id, posted.message_id))
}

/// Who has it since when.
#[must_use]
pub(crate) fn has_it(claim: &Claim) -> String {
    format!("{} has it since {}.", name(&claim.neighbor_name), clock(claim.ts))
}

/// How it ended, as a sentence without names.
#[must_use]
pub(crate) fn ended(ending: Ending) -> &'static str {
    match ending {
        Ending::Done => "The child is safe.",
        Ending::Cancelled => "No help is needed any more.",
        Ending::Expired => "Its time has passed.",
        Ending::Missed => "It came too late: its time had passed before it could be shown here.",
        Ending::Withdrawn => "It was not sent in time, and the parent was told to phone someone.",
        Ending::NotShown => "It could not be shown.",
    }
}

/// The names of an embed's fields.
pub(crate) mod field {
    /// Who has to be met.
    pub(crate) const CHILD: &str = "Child";
    /// Where.
    pub(crate) const PLACE: &str = "Where";
    /// By when.
    pub(crate) const BY: &str = "By";
    /// How it stands.
    pub(crate) const STATUS: &str = "Status";
    /// Who asked.
    pub(crate) const PARENT: &str = "Parent";
    /// The link to the card.
    pub(crate) const CARD: &str = "Card";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deadline_is_never_read_as_over_before_it_is() {
        assert_eq!(clock_to_the_second(Millis(9_000)), "<t:9:T>");
        assert_eq!(clock_to_the_second(Millis(9_001)), "<t:10:T>");
    }
}
