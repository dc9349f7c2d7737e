//! What an alert is: the result of folding its log. Data and questions about it; the fold is in [`super::fold`].
//!
//! Must hold nothing but what records say: no clock, no memory of what this process did.

use std::collections::BTreeSet;

use super::event::{Alert, Event, Recipient};
use super::ids::{AlertId, ChannelId, EventId, MessageId, Millis, UserId};

/// One alert as its log tells it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AlertState {
    /// Whose log.
    pub id: AlertId,
    /// What was asked for; `None` while only events that overtook it are known.
    pub raised: Option<Raised>,
    /// How far it is.
    pub phase: Phase,
    /// What the board has recorded of what it did.
    pub facts: Facts,
    /// Who has to be told of what, in the log's order.
    pub notices: Vec<Notice>,
    /// The offset of the last record that changed what the card shows.
    pub changed_at: i64,
    /// A card that a click named before its `posted` was read: the board died in between.
    pub clicked: Option<(ChannelId, MessageId)>,
    /// Append time of the newest record.
    pub last_ts: Millis,
    pub(crate) early: Vec<Event>,
    pub(crate) seen: BTreeSet<EventId>,
    pub(crate) withdrawn: BTreeSet<EventId>,
    shrunk: bool,
}

/// The `raised` record.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Raised {
    /// What was asked for.
    pub alert: Alert,
    /// The record's event.
    pub event: EventId,
    /// Its place.
    pub offset: i64,
    /// Its append time.
    pub ts: Millis,
    /// A hash of what was asked for, which outlives its texts: the same id with other content is a conflict.
    pub digest: u64,
}

/// How far an alert is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Phase {
    /// Nobody has it.
    Open,
    /// Somebody has it.
    Claimed {
        /// Who, since when.
        claim: Claim,
        /// The child is with them.
        with_child: bool,
    },
    /// It is over; nothing but tidying is left.
    Over {
        /// How it ended.
        ending: Ending,
        /// When (append time).
        at: Millis,
        /// Who had it then.
        claim: Option<Claim>,
    },
}

/// A valid claim.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Claim {
    /// The claim's event: the interaction's id.
    pub event: EventId,
    /// Who.
    pub neighbor_id: UserId,
    /// Their name.
    pub neighbor_name: String,
    /// Since when (append time).
    pub ts: Millis,
    /// The record's place.
    pub offset: i64,
}

/// How an alert ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ending {
    /// The child is safe.
    Done,
    /// The parent needs no help any more.
    Cancelled,
    /// Its time is over.
    Expired,
    /// Its time was over before it could be shown.
    Missed,
    /// The parent was told "NOT sent".
    Withdrawn,
    /// It could not be shown, for good.
    NotShown,
}

/// What the board has recorded. A set: any order, any repetition, the first wins (docs/protocol.md#rule-7).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Facts {
    /// The card: the first `posted` in the log.
    pub posted: Option<Posted>,
    /// The offset that the card shows at least.
    pub shown_as_of: i64,
    /// Append time of the fact that says so.
    pub shown_ts: Millis,
    /// Pinned or not, and as of which offset.
    pub pinned: Option<(i64, bool)>,
    /// Who was told of what, or can't be.
    pub told: BTreeSet<(EventId, Recipient)>,
    /// Messages of this alert that are not its card and have to go.
    pub strays: BTreeSet<MessageId>,
    /// Those of them that are gone.
    pub removed: BTreeSet<MessageId>,
    /// Looking for a card of an alert that was over before it had one has come to an end.
    pub settled: bool,
    /// The newest offset whose edit was refused for good.
    pub edit_refused: Option<i64>,
    /// The newest offset whose pin was refused for good, and why.
    pub pin_refused: Option<(i64, String)>,
}

/// The card's first `posted`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Posted {
    /// Where.
    pub channel_id: ChannelId,
    /// The message.
    pub message_id: MessageId,
    /// The offset that it showed when it was posted.
    pub as_of: i64,
    /// Append time.
    pub ts: Millis,
}

/// Somebody has to be told of something by a message that reaches them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Notice {
    /// The event that makes it necessary.
    pub cause: EventId,
    /// Its append time.
    pub ts: Millis,
    /// Who.
    pub recipient: Recipient,
    /// Of what.
    pub about: About,
}

impl Notice {
    /// The person that the notice is for; `None` for the helpers, who are a role, and where nobody is known. `state` is its
    /// alert's.
    #[must_use]
    pub fn person(&self, state: &AlertState) -> Option<UserId> {
        match (self.recipient, &self.about) {
            (Recipient::Parent, _) => state.raised.as_ref()?.alert.parent_id,
            (
                Recipient::Neighbor,
                About::Claimed(claim)
                | About::Released(claim)
                | About::ClaimWithdrawn(claim)
                | About::StoodDown(claim, _),
            ) => Some(claim.neighbor_id),
            (Recipient::Neighbor, About::NotShown { .. } | About::Missed) | (Recipient::Helpers, _) => None,
        }
    }
}

/// What a notice is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum About {
    /// This neighbor has it.
    Claimed(Claim),
    /// This neighbor gave it back.
    Released(Claim),
    /// This neighbor's claim did not count: they were told "NOT sent".
    ClaimWithdrawn(Claim),
    /// It ended while this neighbor had it.
    StoodDown(Claim, Ending),
    /// The card can't be shown.
    NotShown {
        /// It was there for a moment, and somebody deleted it.
        deleted: bool,
    },
    /// Its time had passed before it could be shown: nobody was asked.
    Missed,
}

impl AlertState {
    /// An alert of which nothing is known yet.
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
        }
    }

    /// Who has it, or had it when it ended.
    #[must_use]
    pub fn claim(&self) -> Option<&Claim> {
        match &self.phase {
            Phase::Open => None,
            Phase::Claimed { claim, .. } => Some(claim),
            Phase::Over { claim, .. } => claim.as_ref(),
        }
    }

    /// How it ended, where it is over.
    #[must_use]
    pub fn ending(&self) -> Option<Ending> {
        match self.phase {
            Phase::Over { ending, .. } => Some(ending),
            _ => None,
        }
    }

    /// Whether it is over.
    #[must_use]
    pub fn is_over(&self) -> bool {
        matches!(self.phase, Phase::Over { .. })
    }

    /// Whether there is a card: recorded, or named by a click.
    #[must_use]
    pub fn is_shown(&self) -> bool {
        self.facts.posted.is_some() || self.clicked.is_some()
    }

    /// Lets go of what a finished alert needs no more, so that what stays for 48 h is small: its id, how it ended and
    /// where its card is. What people wrote is gone; a card that has to be edited once more says only that it is over.
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
        }
        if let Phase::Over { claim: Some(claim), .. } = &mut self.phase {
            claim.neighbor_name = String::new();
        }
        self.facts.pin_refused = self.facts.pin_refused.take().map(|(as_of, _)| (as_of, String::new()));
    }

    /// Whether [`AlertState::shrink`] has been here.
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
