//! The state of an alert: the result of folding its log ([`super::fold`]).
//!
//! Must hold only data from records: nothing from a clock, and nothing about this process.

use std::collections::BTreeSet;

use super::event::{Alert, Event, Recipient};
use super::ids::{AlertId, ChannelId, EventId, MessageId, Millis, UserId};

/// The state of one alert.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AlertState {
    /// The alert's id.
    pub id: AlertId,
    /// The `raised` record; `None` as long as only early events were read.
    pub raised: Option<Raised>,
    /// Open, claimed or over.
    pub phase: Phase,
    /// The facts that the board has recorded.
    pub facts: Facts,
    /// All notices that the log makes necessary, delivered or not, in the log's order.
    pub notices: Vec<Notice>,
    /// The offset of the last record that changed what the card shows.
    pub changed_at: i64,
    /// The card that a press names although no `posted` was read: a board died before it recorded its card.
    pub clicked: Option<(ChannelId, MessageId)>,
    /// Append time of the newest record.
    pub last_ts: Millis,
    pub(crate) early: Vec<Event>,
    pub(crate) seen: BTreeSet<EventId>,
    pub(crate) withdrawn: BTreeSet<EventId>,
    shrunk: bool,
    /// What could be read of an alert that intake could not raise.
    pub(crate) rejected: Option<Rejected>,
}

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
    /// A hash of its content, kept when the texts are dropped: the same id with other content is a conflict.
    pub digest: u64,
}

/// Whether an alert is open, claimed or over.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Phase {
    /// No neighbor has taken it.
    Open,
    /// A neighbor has taken it.
    Claimed {
        /// The claim that counts.
        claim: Claim,
        /// Whether the child is with that neighbor.
        with_child: bool,
    },
    /// It has ended.
    Over {
        /// How it ended.
        ending: Ending,
        /// Append time of the record that ended it.
        at: Millis,
        /// The claim that counted at that time.
        claim: Option<Claim>,
    },
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
    /// The newest fact about the pin: the offset that it reflects, and whether the card is pinned.
    pub pinned: Option<(i64, bool)>,
    /// The notices that were delivered or permanently refused: cause and recipient.
    pub told: BTreeSet<(EventId, Recipient)>,
    /// Strays: second cards of this alert.
    pub strays: BTreeSet<MessageId>,
    /// Strays that were deleted.
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

/// Something that a recipient must be notified of.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Notice {
    /// The event that makes it necessary.
    pub cause: EventId,
    /// The cause's append time.
    pub ts: Millis,
    /// The person or group that must be notified.
    pub recipient: Recipient,
    /// Its subject.
    pub about: About,
}

impl Notice {
    /// The person that the notice is for; `None` for the helpers (a role) and for an unknown parent. `state` is the
    /// state of the notice's alert.
    #[must_use]
    pub fn person(&self, state: &AlertState) -> Option<UserId> {
        match (self.recipient, &self.about) {
            (Recipient::Parent, _) => state.alert()?.parent_id,
            (
                Recipient::Neighbor,
                About::Claimed(claim)
                | About::Released(claim)
                | About::ClaimWithdrawn(claim)
                | About::StoodDown(claim, _),
            ) => Some(claim.neighbor_id),
            (
                Recipient::Neighbor,
                About::NotShown { .. } | About::Missed | About::Rejected | About::NobodyRung | About::Late,
            )
            | (Recipient::Helpers, _) => None,
        }
    }
}

/// The subject of a notice.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum About {
    /// This neighbor has taken the alert.
    Claimed(Claim),
    /// This claim was given back.
    Released(Claim),
    /// This claim does not count, because its neighbor read "NOT sent".
    ClaimWithdrawn(Claim),
    /// The alert was ended while this claim counted.
    StoodDown(Claim, Ending),
    /// The card cannot be posted.
    NotShown {
        /// Whether the card was posted and somebody deleted it before it was recorded.
        deleted: bool,
    },
    /// The alert's time had passed before its card could be posted: no neighbor was asked.
    Missed,
    /// Its card is posted, although Discord had told the parent that the command failed.
    Late,
    /// Intake could not raise the alert.
    Rejected,
    /// The card was posted, and Discord did not notify the helper role. Counts while nobody has taken the alert.
    NobodyRung,
}

impl AlertState {
    /// The state before the first record.
    #[must_use]
    pub fn new(id: AlertId) -> Self {
        AlertState {
            id,
            raised: None,
            phase: Phase::Open,
            facts: Facts { shown_as_of: -1, ..Facts::default() },
            notices: Vec::new(),
            changed_at: -1,
            clicked: None,
            last_ts: Millis(0),
            early: Vec::new(),
            seen: BTreeSet::new(),
            withdrawn: BTreeSet::new(),
            shrunk: false,
            rejected: None,
        }
    }

    /// The claim that counts, or that counted when the alert ended.
    #[must_use]
    pub fn claim(&self) -> Option<&Claim> {
        match &self.phase {
            Phase::Open => None,
            Phase::Claimed { claim, .. } => Some(claim),
            Phase::Over { claim, .. } => claim.as_ref(),
        }
    }

    /// How it ended; `None` if it has not.
    #[must_use]
    pub fn ending(&self) -> Option<Ending> {
        match self.phase {
            Phase::Over { ending, .. } => Some(ending),
            _ => None,
        }
    }

    /// Whether the alert has ended.
    #[must_use]
    pub fn is_over(&self) -> bool {
        matches!(self.phase, Phase::Over { .. })
    }

    /// Whether there is a card: recorded, or named by a press.
    #[must_use]
    pub fn is_shown(&self) -> bool {
        self.facts.posted.is_some() || self.clicked.is_some()
    }

    /// Reduces an ended alert to its tombstone: its id, how it ended and where its card is. The texts are dropped, so a
    /// card that has to be edited later says only that the alert has ended.
    pub fn shrink(&mut self) {
        self.shrunk = true;
        self.early = Vec::new();
        self.seen = BTreeSet::new();
        self.withdrawn = BTreeSet::new();
        self.notices = Vec::new();
        self.facts.told = BTreeSet::new();
        if let Some(raised) = &mut self.raised {
            let alert = &mut raised.alert;
            for text in [&mut alert.parent_name, &mut alert.child_name, &mut alert.location, &mut alert.message] {
                *text = String::new();
            }
            alert.locale = None;
            alert.timezone = None;
        }
        if let Phase::Over { claim: Some(claim), .. } = &mut self.phase {
            claim.neighbor_name = String::new();
        }
        self.facts.pin_refused = self.facts.pin_refused.take().map(|(as_of, _)| (as_of, String::new()));
    }

    /// The alert, or what could be read of one that intake could not raise.
    #[must_use]
    pub fn alert(&self) -> Option<&Alert> {
        self.raised.as_ref().map(|raised| &raised.alert).or(self.rejected.as_ref().map(|rejected| &rejected.alert))
    }

    /// Whether only the tombstone is left ([`AlertState::shrink`]).
    #[must_use]
    pub fn is_shrunk(&self) -> bool {
        self.shrunk
    }

    /// Whether a neighbor may still have to be told that their claim was withdrawn: the record that they were told of the
    /// claim has not been read, and may come later in the log.
    #[must_use]
    pub fn may_owe_correction(&self) -> bool {
        self.notices.iter().any(|notice| match &notice.about {
            About::ClaimWithdrawn(claim) => !self.told(&claim.event, Recipient::Neighbor),
            _ => false,
        })
    }

    pub(crate) fn told(&self, cause: &EventId, whom: Recipient) -> bool {
        self.facts.told.contains(&(cause.clone(), whom))
    }
}
