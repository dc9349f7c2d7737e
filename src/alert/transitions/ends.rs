//! The alert ends: cancelled, withdrawn or not shown. Who was on the way or might be called is told. And the parent's thanks
//! after the end.

use super::is_present;
use crate::alert::event::Event;
use crate::alert::fold::Refusal;
use crate::alert::ids::{EventId, UserId};
use crate::alert::notice::{About, By, Notice};
use crate::alert::recipient::Recipient;
use crate::alert::state::{AlertState, Ending, Happened, Phase};

impl AlertState {
    pub(crate) fn not_over(&self) -> Result<(), Refusal> {
        self.ending().map_or(Ok(()), |ending| Err(Refusal::Over(ending)))
    }

    /// Once an alert, however often it is pressed. It changes nothing that a card shows.
    pub(super) fn thanked(&mut self, event: &Event, by: UserId, name: &str, since: Option<i64>) -> Result<(), Refusal> {
        let claim = match &self.phase {
            Phase::Over { ending: Ending::Done, claim: Some(claim), .. } if !self.redacted => claim.clone(),
            Phase::Over { ending, .. } => return Err(Refusal::Over(*ending)),
            Phase::Open | Phase::Claimed { .. } | Phase::WithChild { .. } => return Err(Refusal::NotDone),
        };
        if !self.is_parent(by) {
            return Err(Refusal::OnlyTheParent);
        }
        if !is_present(since, claim.offset) {
            return Err(Refusal::Changed);
        }
        if self.thanked.is_some() {
            return Err(Refusal::Thanked);
        }
        self.thanked = Some(event.id.clone());
        self.notice(event, Recipient::Neighbor, About::Thanked { claim, parent_name: name.to_owned() });
        Ok(())
    }

    pub(super) fn cancelled(
        &mut self,
        event: &Event,
        parent_id: UserId,
        moderator_id: Option<UserId>,
        since: Option<i64>,
    ) -> Result<(), Refusal> {
        self.not_over()?;
        if !self.is_parent(parent_id) && moderator_id.is_none() {
            return Err(Refusal::NotTheParent);
        }
        if let Phase::WithChild { claim, .. } = &self.phase {
            return Err(Refusal::WithNeighbor(claim.clone()));
        }
        if !is_present(since, self.phase_at()) {
            return Err(Refusal::Changed);
        }
        let by = self.by_parent_or(moderator_id);
        let about = About::Ended { claim: self.claim().cloned(), ending: Ending::Cancelled, by: Some(by), safe: false };
        if self.claim().is_some() {
            self.notice(event, Recipient::Neighbor, about.clone());
        }
        if by != By::Parent {
            self.notice(event, Recipient::Parent, about);
        }
        self.offer_ends(event);
        self.end(event, Ending::Cancelled);
        Ok(())
    }

    pub(super) fn withdrawn(&mut self, event: &Event, event_id: &EventId) {
        if !self.is_shrunk() {
            self.withdrawn.insert(event_id.clone());
        }
        let of_alert = self.raised.as_ref().is_some_and(|raised| raised.event == *event_id);
        match &self.phase {
            // The child goes before the record (docs/decisions/0076-a-take-over-counts-while-the-child-is-with-somebody.md).
            Phase::WithChild { claim, with, .. } if claim.event == *event_id && with.id != claim.neighbor_id => {
                let about = About::CountsAfterAll { claim: claim.clone(), with: with.clone() };
                // One message, and one that rings: the answer to their press says "NOT sent".
                if !self.told(event_id, Recipient::Neighbor) {
                    self.notices.retain(|known| known.cause != *event_id || known.recipient != Recipient::Neighbor);
                }
                self.notice(event, Recipient::Neighbor, about);
            }
            Phase::Over { .. } | Phase::WithChild { .. } => {}
            _ if of_alert => {
                self.stands_down(event, Ending::Withdrawn);
                self.end(event, Ending::Withdrawn);
            }
            Phase::Claimed { claim, .. } if claim.event == *event_id => {
                let claim = claim.clone();
                // Who read "NOT sent" was told to press again.
                if let Some(claimer) = self.claimers.get_mut(&claim.neighbor_id) {
                    claimer.times = claimer.times.saturating_sub(1);
                }
                self.recall(event_id);
                self.notice(event, Recipient::Parent, About::ClaimWithdrawn(claim.clone()));
                self.reopen(event, &claim, Happened::DidNotCount);
                let about = About::ClaimWithdrawn(claim);
                let (cause, ts) = (event.id.clone(), event.ts);
                self.corrections.push(Notice { cause, ts, recipient: Recipient::Neighbor, about });
                self.correct(event_id);
            }
            _ => {}
        }
    }

    /// Drops the undelivered notices of a claim that does not count. Delivered ones stay, and are corrected.
    pub(super) fn recall(&mut self, claim: &EventId) {
        let told = std::mem::take(&mut self.facts.told);
        self.notices
            .retain(|notice| notice.cause != *claim || told.contains(&(notice.cause.clone(), notice.recipient)));
        self.facts.told = told;
    }

    /// Tells everybody who may be on the way that they need not go.
    pub(crate) fn stands_down(&mut self, event: &Event, ending: Ending) {
        if let Some(claim) = self.claim().cloned() {
            self.notice(event, Recipient::Neighbor, About::Ended { claim: Some(claim), ending, by: None, safe: false });
        }
        self.offer_ends(event);
    }

    pub(crate) fn end(&mut self, event: &Event, ending: Ending) {
        self.end_with(event, ending, false);
    }

    pub(super) fn end_with(&mut self, event: &Event, ending: Ending, safe: bool) {
        let claim = self.claim().cloned();
        self.phone_is_over(event);
        self.phase = Phase::Over { ending, at: event.ts, claim, safe };
        self.changed(event);
    }

    /// The phone service need not call any more, if it was asked to and has not been told so.
    pub(super) fn phone_is_over(&mut self, event: &Event) {
        if std::mem::take(&mut self.phone_calls) {
            self.notice(event, Recipient::Phone, About::PhoneOver);
        }
    }
}
