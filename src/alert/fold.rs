//! The fold: applies one record after the other, in the log's order, to the alert's state (docs/protocol.md#rule-6).
//!
//! Live and replayed records go through the same function, which checks permissions and returns an outcome for each
//! record, so that the board can answer its person. Must not read a clock.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::WINDOW_MS;
use super::event::{Alert, Event, FailedEffect, Kind, Recipient};
use super::ids::{EventId, Millis, UserId};
use super::state::{About, AlertState, Claim, Ending, Notice, Phase, Raised, Rejected};

/// The maximum number of early events that are kept, so that another program cannot fill the memory.
const EARLY_MAX: usize = 32;

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
    /// Only the neighbor who took the alert (or a moderator) may do that.
    NotYours(Claim),
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
        if self.seen.contains(&event.id) {
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
        self.last_ts = self.last_ts.max(event.ts);
        // Facts are a set: recording one twice changes nothing, so their ids need not be remembered.
        if !event.kind.is_fact() && !self.is_shrunk() {
            self.seen.insert(event.id.clone());
        }
        match self.apply(event) {
            Ok(()) => Outcome::Applied,
            Err(refusal) => Outcome::Refused(refusal),
        }
    }

    fn raise(&mut self, event: &Event, alert: &Alert) -> Outcome {
        let digest = digest(alert);
        if self.is_over() && self.is_forgettable(event.ts, WINDOW_MS) {
            // Some boards may have forgotten the alert by now, so every board must treat this as a new one
            // (docs/protocol.md#rule-7).
            *self = AlertState::new(self.id.clone());
        }
        if let Some(raised) = &self.raised {
            return if raised.digest == digest { Outcome::Duplicate } else { Outcome::Conflict };
        }
        self.last_ts = self.last_ts.max(event.ts);
        self.raised =
            Some(Raised { alert: alert.clone(), event: event.id.clone(), offset: event.offset, ts: event.ts, digest });
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

    fn apply(&mut self, event: &Event) -> Result<(), Refusal> {
        match &event.kind {
            Kind::Raised(_) | Kind::Rejected { .. } | Kind::Unknown | Kind::Escalated { .. } => Ok(()),
            Kind::Claimed { neighbor_id, neighbor_name, message_id, channel_id, .. } => {
                self.note_click(event, channel_id.zip(*message_id));
                self.claimed(event, *neighbor_id, neighbor_name)
            }
            Kind::Released { neighbor_id, moderator_id, .. } => {
                let claim = self.claim_of(*neighbor_id, *moderator_id)?;
                if moderator_id.is_some_and(|moderator| moderator != claim.neighbor_id) {
                    // The neighbor did not release it and may be on the way. Their own release would get an answer.
                    self.notice(event, Recipient::Neighbor, About::Released(claim.clone()));
                }
                self.reopen(event, About::Released(claim));
                Ok(())
            }
            Kind::WithChild { neighbor_id, .. } => {
                let claim = self.claim_of(*neighbor_id, None)?;
                self.phase = Phase::Claimed { claim, with_child: true };
                self.changed(event);
                Ok(())
            }
            Kind::Done { neighbor_id, moderator_id, .. } => {
                self.claim_of(*neighbor_id, *moderator_id)?;
                self.end(event, Ending::Done);
                Ok(())
            }
            Kind::Cancelled { parent_id, moderator_id, .. } => {
                self.not_over()?;
                let parent = self.raised.as_ref().and_then(|raised| raised.alert.parent_id);
                if parent != Some(*parent_id) && moderator_id.is_none() {
                    return Err(Refusal::NotTheParent);
                }
                self.end(event, Ending::Cancelled);
                Ok(())
            }
            Kind::Expired { missed, .. } => {
                self.not_over()?;
                self.expired(event, *missed);
                Ok(())
            }
            Kind::Withdrawn { event_id } => {
                if !self.is_shrunk() {
                    self.withdrawn.insert(event_id.clone());
                }
                let of_alert = self.raised.as_ref().is_some_and(|raised| raised.event == *event_id);
                match &self.phase {
                    Phase::Over { .. } => {}
                    _ if of_alert => self.end(event, Ending::Withdrawn),
                    Phase::Claimed { claim, .. } if claim.event == *event_id => {
                        let claim = claim.clone();
                        self.recall(event_id);
                        self.reopen(event, About::ClaimWithdrawn(claim));
                        self.correct(event_id);
                    }
                    _ => {}
                }
                Ok(())
            }
            Kind::Posted { .. } | Kind::Informed { .. } | Kind::Shown { .. } | Kind::Failed { .. } => {
                self.note(event);
                Ok(())
            }
        }
    }

    fn claimed(&mut self, event: &Event, neighbor_id: UserId, neighbor_name: &str) -> Result<(), Refusal> {
        if self.withdrawn.contains(&event.id) {
            return Err(Refusal::Withdrawn);
        }
        match &self.phase {
            Phase::Over { ending, .. } => Err(Refusal::Over(*ending)),
            _ if self.raised.as_ref().is_some_and(|raised| raised.alert.parent_id == Some(neighbor_id)) => {
                Err(Refusal::OwnAlert)
            }
            Phase::Claimed { claim, .. } if claim.neighbor_id == neighbor_id => Err(Refusal::Yours(claim.clone())),
            Phase::Claimed { claim, .. } => Err(Refusal::Taken(claim.clone())),
            Phase::Open => {
                let claim = Claim {
                    event: event.id.clone(),
                    neighbor_id,
                    neighbor_name: neighbor_name.to_owned(),
                    ts: event.ts,
                    offset: event.offset,
                };
                self.notice(event, Recipient::Neighbor, About::Claimed(claim.clone()));
                self.notice(event, Recipient::Parent, About::Claimed(claim.clone()));
                self.phase = Phase::Claimed { claim, with_child: false };
                self.changed(event);
                Ok(())
            }
        }
    }

    /// The claim that counts, if it is the one that the record names by its neighbor. So a moderator cannot end a claim
    /// that was made meanwhile. Records of earlier versions name the moderator instead, which stands for any claim.
    fn claim_of(&self, neighbor_id: UserId, moderator_id: Option<UserId>) -> Result<Claim, Refusal> {
        match &self.phase {
            Phase::Open => Err(Refusal::NotClaimed),
            Phase::Over { ending, .. } => Err(Refusal::Over(*ending)),
            Phase::Claimed { claim, .. } if claim.neighbor_id == neighbor_id || moderator_id == Some(neighbor_id) => {
                Ok(claim.clone())
            }
            Phase::Claimed { claim, .. } => Err(Refusal::NotYours(claim.clone())),
        }
    }

    fn not_over(&self) -> Result<(), Refusal> {
        self.ending().map_or(Ok(()), |ending| Err(Refusal::Over(ending)))
    }

    fn reopen(&mut self, event: &Event, about: About) {
        self.notice(event, Recipient::Parent, about.clone());
        self.notice(event, Recipient::Helpers, about);
        self.phase = Phase::Open;
        self.changed(event);
    }

    /// Drops the undelivered notices of a claim that does not count. Delivered ones stay, and are corrected.
    fn recall(&mut self, claim: &EventId) {
        let told = std::mem::take(&mut self.facts.told);
        self.notices
            .retain(|notice| notice.cause != *claim || told.contains(&(notice.cause.clone(), notice.recipient)));
        self.facts.told = told;
    }

    pub(crate) fn end(&mut self, event: &Event, ending: Ending) {
        let claim = self.claim().cloned();
        let stands_down = matches!(ending, Ending::Cancelled | Ending::Withdrawn | Ending::NotShown);
        if let (Some(claim), true) = (&claim, stands_down) {
            self.notice(event, Recipient::Neighbor, About::StoodDown(claim.clone(), ending));
        }
        self.phase = Phase::Over { ending, at: event.ts, claim };
        self.changed(event);
    }

    fn expired(&mut self, event: &Event, missed: bool) {
        if !missed {
            return self.end(event, Ending::Expired);
        }
        // `expired` was appended when there was no card, but a card or a claim comes before it in the log.
        if self.is_shown() || self.phase != Phase::Open {
            return;
        }
        // The parent may have read "Sent", and nobody comes. After the window W the parent no longer waits.
        if self.raised.as_ref().is_some_and(|raised| event.ts.since(raised.ts) <= WINDOW_MS) {
            self.notice(event, Recipient::Parent, About::Missed);
        }
        self.end(event, Ending::Missed);
    }

    pub(crate) fn notice(&mut self, event: &Event, recipient: Recipient, about: About) {
        let parent_known = self.alert().is_some_and(|alert| alert.parent_id.is_some());
        if recipient != Recipient::Parent || parent_known {
            self.notices.push(Notice { cause: event.id.clone(), ts: event.ts, recipient, about });
        }
    }

    pub(crate) fn changed(&mut self, event: &Event) {
        self.changed_at = self.changed_at.max(event.offset);
    }

    /// Whether the tombstone can be forgotten: its newest record is older than `window` milliseconds
    /// (docs/protocol.md#rule-7).
    #[must_use]
    pub fn is_forgettable(&self, now: Millis, window: i64) -> bool {
        let nothing_to_do = self.is_over() || self.raised.is_none();
        nothing_to_do && now.since(self.last_ts) > window
    }
}

/// A hash of an alert's content, without what may differ between two readings of it: whether it was late, and the zone
/// that intake adds. It is stable within a process and only compared there.
fn digest(alert: &Alert) -> u64 {
    let mut hasher = DefaultHasher::new();
    Alert { late: false, timezone: None, ..alert.clone() }.hash(&mut hasher);
    hasher.finish()
}
