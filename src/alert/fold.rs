//! The fold: applies one record after the other, in the log's order, to the alert's state (docs/protocol.md#rule-6).
//!
//! Live and replayed records go through the same function, which checks permissions and returns an outcome for each
//! record, so that the board can answer its person. Must not read a clock.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::WINDOW_MS;
use super::content::Alert;
use super::event::{Event, Kind};
use super::ids::Millis;
use super::notice::{About, Notice};
use super::recipient::{FailedEffect, Recipient};
use super::state::{AlertState, Claim, Ending, Happened, Opening, Raised, Rejected, SoFar};

/// The maximum number of early events that are kept, so that another program cannot fill the memory.
const EARLY_MAX: usize = 32;

/// The maximum number of people's records that change an alert (docs/protocol.md#rule-20).
const OF_PEOPLE_MAX: u16 = 500;

/// The number of lines of what has happened that are kept: a card shows no more.
const SO_FAR_MAX: usize = 4;

/// The outcome of folding a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It changed the state, or was recorded as a fact.
    Applied,
    /// A record with this id was folded before.
    Duplicate,
    /// It was appended after its producer gave up (docs/protocol.md#rule-1).
    Void,
    /// It came before the alert's `raised`, and is kept until then.
    Early,
    /// The present state does not allow it; the reason is for the person's answer.
    Refused(Refusal),
    /// An alert with this id but other content was folded before: a dead letter.
    Conflict,
}

/// Why an event changed nothing, for the person who made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// Parents cannot claim their own alert.
    OwnAlert,
    /// Another neighbor has taken the alert.
    Taken(Claim),
    /// The same person has taken the alert before.
    Yours(Claim),
    /// The alert has ended.
    Over(Ending),
    /// No claim counts, so none can be given back or completed.
    NotClaimed,
    /// The same, where the parent wants to close the alert: they have to cancel it.
    NothingToClose,
    /// Only the neighbor who took the alert (or a moderator) may do that.
    NotYours(Claim),
    /// The child is with this neighbor, so the claim can't just end.
    WithNeighbor(Claim),
    /// The same, where the neighbor themselves wants to give the alert back.
    WithYou,
    /// What the person saw has changed meanwhile (docs/protocol.md#rule-15).
    Changed,
    /// This person may not take the alert. The answer does not say why.
    Blocked,
    /// The same person has taken it twice before.
    TooOften,
    /// No backup is needed: nobody has the alert yet, or the child is with its neighbor.
    NoBackupNeeded {
        /// Whether nobody has it: the person can take it.
        open: bool,
    },
    /// There is a backup: whether it is this person.
    HasBackup {
        /// It is this person.
        yours: bool,
    },
    /// The alert is not offered to this person.
    NotOffered,
    /// It can't be offered to this person: the parent, or the neighbor who has it.
    NotToThem,
    /// A time that is more than 24 hours after the alert was raised.
    TooFar,
    /// Too many people's records of one alert.
    TooMany,
    /// Only the parent may do that.
    OnlyTheParent,
    /// The alert is not done yet, so nobody can be thanked.
    NotDone,
    /// The parent has thanked the neighbor before.
    Thanked,
    /// Only the parent (or a moderator) may cancel.
    NotTheParent,
    /// The person read "NOT sent".
    Withdrawn,
    /// Too many early events of an alert without `raised`.
    NeverRaised,
}

impl AlertState {
    /// Folds one record of this alert's log.
    pub fn fold(&mut self, event: &Event) -> Outcome {
        if event.is_void() {
            return Outcome::Void;
        }
        if event.kind == Kind::Unknown {
            return Outcome::Applied;
        }
        if self.may_be_forgotten(event) {
            // Some boards may have forgotten the alert by now, so every board must do as if it had
            // (docs/protocol.md#rule-33).
            *self = AlertState::new(self.id.clone());
        }
        if let Kind::Raised(alert) = &event.kind {
            return self.raise(event, alert);
        }
        if let Kind::Rejected { parent_id, guild_id, channel_id, .. } = &event.kind {
            let (parent_id, guild_id, channel_id) = (*parent_id, *guild_id, *channel_id);
            return self.reject(event, Alert { parent_id, guild_id, channel_id, ..Alert::default() });
        }
        if self.raised.is_none() && self.is_about_rejection(event) {
            self.last_ts = self.last_ts.max(event.ts);
            self.note(event);
            return Outcome::Applied;
        }
        if self.raised.is_some() {
            // Of a repetition, too: an alert without its texts no longer knows the ids of its records, and has to be
            // forgotten at the same time.
            self.last_ts = self.last_ts.max(event.ts);
        }
        if self.seen.contains(&event.id) || self.thanked.as_ref() == Some(&event.id) {
            return Outcome::Duplicate;
        }
        if self.raised.is_none() {
            if self.early.iter().any(|known| known.id == event.id) {
                return Outcome::Duplicate;
            }
            if self.early.len() >= EARLY_MAX {
                return Outcome::Refused(Refusal::NeverRaised);
            }
            self.last_ts = self.last_ts.max(event.ts);
            self.early.push(event.clone());
            return Outcome::Early;
        }
        if !changes_nothing_twice(&event.kind) && !self.is_shrunk() {
            self.seen.insert(event.id.clone());
        }
        let counts = counts_for_the_limit(&event.kind);
        if counts && self.of_people >= OF_PEOPLE_MAX {
            return Outcome::Refused(Refusal::TooMany);
        }
        match self.apply(event) {
            Ok(()) => {
                self.of_people += u16::from(counts);
                Outcome::Applied
            }
            // A refused press does not count: otherwise one person could use up the limit for all others.
            Err(refusal) => Outcome::Refused(refusal),
        }
    }

    fn raise(&mut self, event: &Event, alert: &Alert) -> Outcome {
        let digest = digest(alert);
        if let Some(raised) = &self.raised {
            return if raised.digest == digest { Outcome::Duplicate } else { Outcome::Conflict };
        }
        self.last_ts = self.last_ts.max(event.ts);
        self.raised = Some(Raised {
            alert: alert.clone(),
            event: event.id.clone(),
            offset: event.offset,
            ts: event.ts,
            words_at: event.offset,
            words_ts: event.ts,
            digest,
        });
        self.opening = Opening { cause: event.id.clone(), offset: event.offset, ts: event.ts, ..Opening::default() };
        self.changed_at = event.offset;
        for early in std::mem::take(&mut self.early) {
            self.fold(&early);
        }
        Outcome::Applied
    }

    /// There is no alert to take, but there is a parent to tell, unless the alert is raised.
    fn reject(&mut self, event: &Event, alert: Alert) -> Outcome {
        if self.raised.is_some() || self.rejected.is_some() {
            return Outcome::Duplicate;
        }
        self.last_ts = self.last_ts.max(event.ts);
        self.rejected = Some(Rejected { event: event.id.clone(), alert });
        self.notice(event, Recipient::Parent, About::Rejected);
        let early: Vec<_> = self.early.iter().filter(|early| self.is_about_rejection(early)).cloned().collect();
        early.iter().for_each(|fact| self.note(fact));
        Outcome::Applied
    }

    /// Whether this is a fact about the notice to the parent of a rejected alert.
    fn is_about_rejection(&self, event: &Event) -> bool {
        match &event.kind {
            Kind::Informed { cause, .. } | Kind::Failed { cause, what: FailedEffect::Notice(_), .. } => {
                self.rejected.as_ref().is_some_and(|rejected| rejected.event == *cause)
            }
            _ => false,
        }
    }

    pub(crate) fn notice(&mut self, event: &Event, recipient: Recipient, about: About) {
        let parent_known = self.alert().is_some_and(|alert| alert.parent_id.is_some());
        if recipient != Recipient::Parent || parent_known {
            self.notices.push(Notice { cause: event.id.clone(), ts: event.ts, recipient, about });
        }
    }

    /// Adds a line to what has happened.
    pub(crate) fn happened(&mut self, event: &Event, what: Happened, who: &str) {
        if self.so_far.len() == SO_FAR_MAX {
            self.so_far.remove(0);
        }
        self.so_far.push(SoFar { ts: event.ts, what, who: who.to_owned() });
    }

    pub(crate) fn changed(&mut self, event: &Event) {
        self.changed_at = self.changed_at.max(event.offset);
    }

    /// Whether a board may have forgotten the alert when this record came. Whoever raises it again makes a new one, even where
    /// something is left to do.
    fn may_be_forgotten(&self, event: &Event) -> bool {
        let raises = self.is_over() && matches!(event.kind, Kind::Raised(_));
        let has_nothing_to_do = || self.pending_effects().is_empty() && self.next_end(0).is_none();
        self.is_forgettable(event.ts, WINDOW_MS) && (raises || has_nothing_to_do())
    }

    /// Whether the tombstone can be forgotten: its newest record is older than `window` milliseconds
    /// (docs/protocol.md#rule-7).
    #[must_use]
    pub fn is_forgettable(&self, now: Millis, window: i64) -> bool {
        let nothing_to_do = self.is_over() || self.raised.is_none();
        nothing_to_do && now.since(self.last_ts) > window
    }
}

/// Whether a record counts for [`OF_PEOPLE_MAX`]. "The child is with me", *done*, *cancel* and *thanks* change an alert a few
/// times at most, and are never refused for what others did.
fn counts_for_the_limit(kind: &Kind) -> bool {
    let changes_little =
        matches!(kind, Kind::WithChild { .. } | Kind::Done { .. } | Kind::Cancelled { .. } | Kind::Thanked { .. });
    kind.is_of_a_person() && !changes_little
}

/// Whether a record changes nothing where it has been folded before, so that its id need not be remembered: facts are a set, and
/// the clock's records name what they are about. One that came when it was not due must not make a later one a repetition.
fn changes_nothing_twice(kind: &Kind) -> bool {
    let of_the_clock = matches!(
        kind,
        Kind::Escalated { .. } | Kind::Reminded { .. } | Kind::Redacted { .. } | Kind::Expired { since: Some(_), .. }
    );
    kind.is_fact() || of_the_clock
}

/// A hash of an alert's content, without what may differ between two readings of it: whether it was late, and what intake
/// adds. It is stable within a process and only compared there.
fn digest(alert: &Alert) -> u64 {
    let mut hasher = DefaultHasher::new();
    Alert {
        late: false,
        timezone: None,
        blocked: Vec::new(),
        private: false,
        drill: false,
        ring: false,
        ..alert.clone()
    }
    .hash(&mut hasher);
    hasher.finish()
}
