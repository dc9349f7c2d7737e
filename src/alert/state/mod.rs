//! The state of an alert: the result of folding its log ([`super::fold`]).
//!
//! Must hold only data from records: nothing from a clock, and nothing about this process.

mod parts;

use std::collections::{BTreeMap, BTreeSet};

use super::content::Alert;
use super::event::Event;
use super::ids::{AlertId, ChannelId, EventId, MessageId, Millis, UserId};
use super::notice::{About, Notice};
use super::recipient::Recipient;

pub use parts::{Claim, Ending, Happened, Holding, Opening, Person, Phase, Question, SoFar};
pub(crate) use parts::{Claimer, Facts, Posted, Raised, Rejected};

/// The state of one alert.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AlertState {
    /// The alert's id.
    pub id: AlertId,
    /// The `raised` record with the words of the last `changed`; `None` as long as only early events were read.
    pub raised: Option<Raised>,
    /// Open, claimed, with the child, or over.
    pub phase: Phase,
    /// The record since which nobody has the alert; kept while somebody has it.
    pub opening: Opening,
    /// The last step of the clock since that record; `None` before the first.
    pub step: Option<u8>,
    /// What has happened, for people: the last few.
    pub so_far: Vec<SoFar>,
    /// Whether its words are removed from Discord (`redacted`).
    pub redacted: bool,
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
    /// Who has claimed it so far.
    pub(crate) claimers: BTreeMap<UserId, Claimer>,
    /// The notice to each neighbor whose claim was withdrawn, which is due once they were told of the claim.
    pub(crate) corrections: Vec<Notice>,
    /// How many records of people have changed it.
    pub(crate) of_people: u16,
    /// The phone service was asked to call, and nobody has told it since that it need not.
    pub(crate) phone_calls: bool,
    /// The record in which the parent thanked the neighbor. It outlives the texts, so that nobody is thanked twice.
    pub(crate) thanked: Option<EventId>,
    shrunk: bool,
    /// What could be read of an alert that intake could not raise.
    pub(crate) rejected: Option<Rejected>,
}

impl AlertState {
    /// The state before the first record.
    #[must_use]
    pub fn new(id: AlertId) -> Self {
        AlertState {
            id,
            raised: None,
            phase: Phase::Open,
            opening: Opening::default(),
            step: None,
            so_far: Vec::new(),
            redacted: false,
            facts: Facts { shown_as_of: -1, ..Facts::default() },
            notices: Vec::new(),
            changed_at: -1,
            clicked: None,
            last_ts: Millis(0),
            early: Vec::new(),
            seen: BTreeSet::new(),
            withdrawn: BTreeSet::new(),
            claimers: BTreeMap::new(),
            corrections: Vec::new(),
            of_people: 0,
            phone_calls: false,
            thanked: None,
            shrunk: false,
            rejected: None,
        }
    }

    /// The claim that counts, or that counted when the alert ended.
    #[must_use]
    pub fn claim(&self) -> Option<&Claim> {
        match &self.phase {
            Phase::Open => None,
            Phase::Claimed { claim, .. } | Phase::WithChild { claim, .. } => Some(claim),
            Phase::Over { claim, .. } => claim.as_ref(),
        }
    }

    /// What was agreed on with the neighbor who has it; `None` where nobody has it.
    #[must_use]
    pub fn holding(&self) -> Option<&Holding> {
        match &self.phase {
            Phase::Claimed { holding, .. } | Phase::WithChild { holding, .. } => Some(holding),
            Phase::Open | Phase::Over { .. } => None,
        }
    }

    pub(crate) fn holding_mut(&mut self) -> Option<&mut Holding> {
        match &mut self.phase {
            Phase::Claimed { holding, .. } | Phase::WithChild { holding, .. } => Some(holding),
            Phase::Open | Phase::Over { .. } => None,
        }
    }

    /// The neighbor's question that is open.
    #[must_use]
    pub fn question(&self) -> Option<&Question> {
        self.holding()?.question.as_ref()
    }

    /// The offset of the record that the present phase began with: the opening, or the claim. A press that would end the
    /// alert names it (docs/protocol.md#rule-15).
    #[must_use]
    pub fn phase_at(&self) -> i64 {
        self.claim().map_or(self.opening.offset, |claim| claim.offset)
    }

    /// The offset of the record that the words are from.
    #[must_use]
    pub fn words_at(&self) -> i64 {
        self.raised.as_ref().map_or(-1, |raised| raised.words_at)
    }

    /// The time by which somebody has to be there.
    #[must_use]
    pub fn needed_by(&self) -> Option<Millis> {
        self.raised.as_ref()?.alert.needed_by.map(Millis::from)
    }

    /// Whether nobody has taken it and its time has come, which the clock has recorded (step 4).
    #[must_use]
    pub fn is_past_its_time(&self) -> bool {
        self.phase == Phase::Open && self.step >= Some(4)
    }

    /// Whether its claim came after its time, so that the neighbor has to go now.
    #[must_use]
    pub fn was_taken_late(&self) -> bool {
        self.needed_by().zip(self.claim()).is_some_and(|(by, claim)| by <= claim.ts)
    }

    /// Whether it was opened again after its time, so that somebody is needed now.
    #[must_use]
    pub fn is_open_again_late(&self) -> bool {
        let time_passed = self.needed_by().is_some_and(|by| by <= self.opening.ts);
        self.phase == Phase::Open && self.opening.reopened > 0 && time_passed
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

    /// Whether the neighbor whom the child was with has ended it and said that the child is safe
    /// (docs/protocol.md#rule-19).
    #[must_use]
    pub fn is_safe(&self) -> bool {
        matches!(self.phase, Phase::Over { safe: true, .. })
    }

    /// Whether there is a card: recorded, or named by a press.
    #[must_use]
    pub fn is_shown(&self) -> bool {
        self.facts.posted.is_some() || self.clicked.is_some()
    }

    /// Reduces an ended alert to its tombstone: its id, how it ended, where its card is, and who had it last, because "the
    /// child is with me" counts after the end, too (docs/protocol.md#rule-19). The texts are dropped, so a card that has to
    /// be edited later says only that the alert has ended.
    pub fn shrink(&mut self) {
        let last = self.claim().map(|claim| claim.neighbor_id);
        self.shrunk = true;
        self.early = Vec::new();
        self.seen = BTreeSet::new();
        self.withdrawn = BTreeSet::new();
        self.notices = Vec::new();
        self.so_far = Vec::new();
        self.claimers.retain(|person, _| Some(*person) == last);
        self.corrections = Vec::new();
        self.opening.given_back_by = None;
        self.facts.told = BTreeSet::new();
        if let Some(raised) = &mut self.raised {
            let alert = &mut raised.alert;
            for text in [&mut alert.parent_name, &mut alert.child_name, &mut alert.location, &mut alert.message] {
                *text = String::new();
            }
            alert.locale = None;
            alert.timezone = None;
            alert.area = None;
            alert.blocked = Vec::new();
        }
        if let Phase::Over { claim: Some(claim), .. } = &mut self.phase {
            claim.neighbor_name = String::new();
        }
        self.facts.pin_refused = self.facts.pin_refused.take().map(|(as_of, _)| (as_of, String::new()));
    }

    /// Drops what only matters to those who tell people: the notices, what was delivered, and where. Whether the alert is
    /// open, claimed or over does not depend on it.
    pub(crate) fn drop_notices(&mut self) {
        self.notices = Vec::new();
        self.corrections = Vec::new();
        self.facts.told = BTreeSet::new();
        self.facts.messages = BTreeMap::new();
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
        self.corrections.iter().any(|correction| match &correction.about {
            About::ClaimWithdrawn(claim) => !self.told(&claim.event, Recipient::Neighbor),
            _ => false,
        })
    }

    pub(crate) fn told(&self, cause: &EventId, whom: Recipient) -> bool {
        self.facts.told.contains(&(cause.clone(), whom))
    }
}
