//! The parts of an alert's state: who has it, what was asked, how it ended, and what the board has done.
//!
//! Must hold only data from records, like the state itself.

use std::collections::{BTreeMap, BTreeSet};

use super::super::content::Alert;
use super::super::ids::{ChannelId, EventId, MessageId, Millis, UserId};
use super::super::recipient::Recipient;

/// The `rejected` record of an alert that intake could not raise.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Rejected {
    /// Its event id.
    pub(crate) event: EventId,
    /// What could be read of the alert.
    pub(crate) alert: Alert,
}

/// The `raised` record.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Raised {
    /// Its content.
    pub alert: Alert,
    /// Its event id.
    pub event: EventId,
    /// Its offset.
    pub offset: i64,
    /// Its append time.
    pub ts: Millis,
    /// The offset of the record that its words are from: its own, or that of the last `changed`.
    pub words_at: i64,
    /// That record's append time.
    pub words_ts: Millis,
    /// A hash of its content, kept when the texts are dropped: the same id with other content is a conflict.
    pub digest: u64,
}

/// The record since which nobody has the alert, by which the steps of the clock are counted.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Opening {
    /// The record's id; empty before `raised`.
    pub cause: EventId,
    /// The record's offset.
    pub offset: i64,
    /// The record's append time.
    pub ts: Millis,
    /// How often a claim has ended.
    pub reopened: u8,
    /// Whether the helpers have to be called again at once (step 0), because a claim has ended.
    pub calls_again: bool,
    /// A backup was called, so the helpers are called a little later.
    pub had_backup: bool,
    /// The name of the neighbor who gave it back.
    pub given_back_by: Option<String>,
}

/// Whether somebody has the alert.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Phase {
    /// No neighbor has taken it.
    Open,
    /// A neighbor has taken it.
    Claimed {
        /// The claim that counts.
        claim: Claim,
        /// What was agreed on since.
        holding: Box<Holding>,
    },
    /// The child is with a neighbor.
    WithChild {
        /// The claim that counts.
        claim: Claim,
        /// The neighbor whom the child is with: who claimed, or until they have met, who handed over.
        with: Person,
        /// Append time of the record that said so.
        since: Millis,
        /// What was agreed on since.
        holding: Box<Holding>,
    },
    /// It has ended.
    Over {
        /// How it ended.
        ending: Ending,
        /// Append time of the record that ended it.
        at: Millis,
        /// The claim that counted at that time.
        claim: Option<Claim>,
        /// Whether the neighbor whom the child was with has said that it is safe. Nobody else can say that.
        safe: bool,
    },
}

/// A neighbor.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Person {
    /// Who.
    pub id: UserId,
    /// Their name.
    pub name: String,
}

/// What was agreed on with the neighbor who has the alert.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Holding {
    /// The neighbor who is called first if the claim ends.
    pub standby: Option<Person>,
    /// The neighbor to whom the alert is offered, and the record that offered it.
    pub offer: Option<(Person, EventId)>,
    /// The question that the neighbor has not answered.
    pub question: Option<Question>,
    /// For which `since` the neighbor was asked whether the child is with them.
    pub(crate) asked: Option<i64>,
    /// For which `since` the neighbor was reminded.
    pub(crate) reminded: Option<i64>,
}

/// A question to the neighbor who has the alert.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Question {
    /// The record that asks.
    pub event: EventId,
    /// Its offset, which the answer names.
    pub offset: i64,
    /// Its append time.
    pub ts: Millis,
    /// Whether it asks about changed words. Otherwise it asks whether the child is with them.
    pub of_change: bool,
    /// Whether the parent was told that there is no answer.
    pub in_vain: bool,
}

/// A person who has claimed the alert.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(crate) struct Claimer {
    /// How often.
    pub(crate) times: u8,
    /// Their last claim's record.
    pub(crate) last: Option<EventId>,
    /// Their name.
    pub(crate) name: String,
    /// "The child is with me", said after the last claim had ended, was passed on to the parent.
    pub(crate) passed_on: bool,
}

/// A line of what has happened.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SoFar {
    /// When.
    pub ts: Millis,
    /// What.
    pub what: Happened,
    /// The neighbor's name; empty where no neighbor did it.
    pub who: String,
}

/// What has happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Happened {
    /// A neighbor took it.
    Claimed,
    /// A neighbor took it over from another.
    TakenOver,
    /// The neighbor gave it back.
    GivenBack,
    /// The parent or a moderator ended the claim.
    Reopened,
    /// The neighbor's press does not count.
    DidNotCount,
    /// The child is with the neighbor.
    WithChild,
    /// The neighbor is backup.
    Standby,
    /// The words were changed.
    Changed,
    /// The neighbor is still going.
    Confirmed,
    /// The helpers were asked again.
    AskedAgain,
    /// The parent was told that nobody has taken it.
    ParentTold,
}

/// A valid claim.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Claim {
    /// The id of its event: the interaction's id.
    pub event: EventId,
    /// The neighbor.
    pub neighbor_id: UserId,
    /// The neighbor's name.
    pub neighbor_name: String,
    /// The record's append time.
    pub ts: Millis,
    /// The record's offset.
    pub offset: i64,
}

/// How an alert ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ending {
    /// The child is safe.
    Done,
    /// The parent no longer needs help.
    Cancelled,
    /// Its time has passed.
    Expired,
    /// Its time had passed before its card could be posted.
    Missed,
    /// The parent read "NOT sent".
    Withdrawn,
    /// Its card was permanently refused.
    NotShown,
}

/// The facts that the board has recorded. They are a set: order and repetition do not matter, and the first one counts
/// (docs/protocol.md#rule-7).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Facts {
    /// The card: the first `posted` in the log.
    pub posted: Option<Posted>,
    /// The card shows the log at least up to this offset.
    pub shown_as_of: i64,
    /// Append time of the fact that set `shown_as_of`.
    pub shown_ts: Millis,
    /// The version of the look that the card has.
    pub look: u8,
    /// The newest fact about the pin: the offset that it reflects, and whether the card is pinned.
    pub pinned: Option<(i64, bool)>,
    /// The notices that were delivered or permanently refused: cause and recipient.
    pub told: BTreeSet<(EventId, Recipient)>,
    /// Append time of the newest fact that the helpers' phones rang.
    pub rung_at: Option<Millis>,
    /// The alert's other messages, with their channels. `None` is the card's channel.
    pub messages: BTreeMap<MessageId, Option<ChannelId>>,
    /// Strays: second cards of this alert.
    pub strays: BTreeSet<MessageId>,
    /// Strays and other messages that were deleted.
    pub removed: BTreeSet<MessageId>,
    /// Whether no card is looked for or posted anymore: a `failed` of the card was recorded.
    pub settled: bool,
    /// The newest offset whose edit was permanently refused.
    pub edit_refused: Option<i64>,
    /// The newest offset whose pin was permanently refused, with the reason.
    pub pin_refused: Option<(i64, String)>,
}

/// The card's first `posted`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Posted {
    /// The card's channel.
    pub channel_id: ChannelId,
    /// The card's message.
    pub message_id: MessageId,
    /// The offset that the card showed when it was posted.
    pub as_of: i64,
    /// Append time of `posted`.
    pub ts: Millis,
    /// Whether Discord notified the helper role of the card; `None` where it was not asked to, or has not said.
    pub role_notified: Option<bool>,
}
