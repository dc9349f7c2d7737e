//! Who has the alert: taken, taken over, given back, and what is agreed about that beforehand (backup and offer).

use super::is_present;
use crate::alert::event::Event;
use crate::alert::fold::Refusal;
use crate::alert::ids::UserId;
use crate::alert::notice::{About, By};
use crate::alert::recipient::Recipient;
use crate::alert::state::{AlertState, Claim, Happened, Holding, Opening, Person, Phase};

/// How often one person can take an alert (docs/protocol.md#rule-20).
const CLAIMS_MAX: u8 = 2;

impl AlertState {
    pub(super) fn may_hold(&self, person: UserId) -> Result<(), Refusal> {
        if self.is_parent(person) {
            return Err(Refusal::OwnAlert);
        }
        if self.raised.as_ref().is_some_and(|raised| raised.alert.is_blocked(&self.id, person)) {
            return Err(Refusal::Blocked);
        }
        if self.claimers.get(&person).is_some_and(|claimer| claimer.times >= CLAIMS_MAX) {
            return Err(Refusal::TooOften);
        }
        Ok(())
    }

    /// Notes the new claim of a person.
    pub(super) fn new_claim(&mut self, event: &Event, neighbor_id: UserId, name: &str) -> Claim {
        let claimer = self.claimers.entry(neighbor_id).or_default();
        claimer.times += 1;
        claimer.last = Some(event.id.clone());
        name.clone_into(&mut claimer.name);
        claimer.passed_on = false;
        Claim {
            event: event.id.clone(),
            neighbor_id,
            neighbor_name: name.to_owned(),
            ts: event.ts,
            offset: event.offset,
        }
    }

    pub(super) fn claimed(&mut self, event: &Event, neighbor_id: UserId, name: &str) -> Result<(), Refusal> {
        if self.withdrawn.contains(&event.id) {
            return Err(Refusal::Withdrawn);
        }
        match &self.phase {
            Phase::Over { ending, .. } => return Err(Refusal::Over(*ending)),
            _ if self.is_parent(neighbor_id) => return Err(Refusal::OwnAlert),
            Phase::Claimed { claim, .. } | Phase::WithChild { claim, .. } => {
                let yours = claim.neighbor_id == neighbor_id;
                return Err(if yours { Refusal::Yours(claim.clone()) } else { Refusal::Taken(claim.clone()) });
            }
            Phase::Open => {}
        }
        self.may_hold(neighbor_id)?;
        let claim = self.new_claim(event, neighbor_id, name);
        self.notice(event, Recipient::Neighbor, About::Claimed(claim.clone()));
        self.notice(event, Recipient::Parent, About::Claimed(claim.clone()));
        self.phone_is_over(event);
        self.phase = Phase::Claimed { claim, holding: Box::default() };
        self.happened(event, Happened::Claimed, name);
        self.changed(event);
        Ok(())
    }

    pub(super) fn taken_over(
        &mut self,
        event: &Event,
        by: UserId,
        name: &str,
        since: Option<i64>,
    ) -> Result<(), Refusal> {
        if self.withdrawn.contains(&event.id) {
            return Err(Refusal::Withdrawn);
        }
        let (before, child) = match &self.phase {
            Phase::Open => return Err(Refusal::NotClaimed),
            Phase::Over { ending, .. } => return Err(Refusal::Over(*ending)),
            Phase::Claimed { claim, .. } => (claim.clone(), None),
            Phase::WithChild { claim, with, since, .. } => (claim.clone(), Some((with.clone(), *since))),
        };
        if before.neighbor_id == by {
            return Err(Refusal::Yours(before));
        }
        if !is_present(since, before.offset) {
            return Err(Refusal::Changed);
        }
        let offer = self.holding().and_then(|holding| holding.offer.as_ref());
        if offer.is_none_or(|(to, _)| to.id != by) {
            return Err(Refusal::NotOffered);
        }
        self.may_hold(by)?;
        let claim = self.new_claim(event, by, name);
        let from = Person { id: before.neighbor_id, name: before.neighbor_name.clone() };
        let about = About::TakenOver { claim: claim.clone(), from };
        for recipient in [Recipient::Neighbor, Recipient::Former, Recipient::Parent] {
            self.notice(event, recipient, about.clone());
        }
        let mut holding = Box::<Holding>::default();
        if let Some(old) = self.holding_mut() {
            // A backup stays backup, unless they have the alert now.
            holding.standby = old.standby.take().filter(|backup| backup.id != by);
        }
        self.phase = match child {
            None => Phase::Claimed { claim, holding },
            // Until both have met, the child is with the one who handed over.
            Some((with, since)) => Phase::WithChild { claim, with, since, holding },
        };
        self.happened(event, Happened::TakenOver, name);
        self.changed(event);
        Ok(())
    }

    /// The claim that a person ends, and as who they act. A gateway that does not know the claim, and records of the first
    /// version, name the parent or the moderator in the neighbor's place: that stands for the claim of `since`.
    pub(super) fn ended_claim(
        &self,
        neighbor_id: UserId,
        moderator_id: Option<UserId>,
        parent_id: Option<UserId>,
        since: Option<i64>,
    ) -> Result<(Claim, By), Refusal> {
        let present = self.present_claim()?.neighbor_id;
        if parent_id.is_some_and(|parent| !self.is_parent(parent)) {
            return Err(Refusal::NotTheParent);
        }
        let actor = moderator_id.or(parent_id).unwrap_or(neighbor_id);
        let may_end_any = moderator_id.is_some() || self.is_parent(actor);
        let named = if actor == neighbor_id && may_end_any { present } else { neighbor_id };
        let claim = self.claim_of(named, since)?;
        let by = if actor == claim.neighbor_id { By::Neighbor } else { self.by_parent_or(moderator_id) };
        Ok((claim, by))
    }

    pub(super) fn released(
        &mut self,
        event: &Event,
        neighbor_id: UserId,
        moderator_id: Option<UserId>,
        parent_id: Option<UserId>,
        since: Option<i64>,
    ) -> Result<(), Refusal> {
        let (claim, by) = self.ended_claim(neighbor_id, moderator_id, parent_id, since)?;
        if matches!(self.phase, Phase::WithChild { .. }) {
            return Err(if by == By::Neighbor { Refusal::WithYou } else { Refusal::WithNeighbor(claim) });
        }
        let about = About::Released { claim: claim.clone(), by };
        if by != By::Neighbor {
            // They did not give it back and may be on the way.
            self.notice(event, Recipient::Neighbor, about.clone());
        }
        if by != By::Parent {
            self.notice(event, Recipient::Parent, about);
        }
        let happened = if by == By::Neighbor { Happened::GivenBack } else { Happened::Reopened };
        self.reopen(event, &claim, happened);
        Ok(())
    }

    /// Nobody has it any more: the backup is called, and the clock begins again.
    pub(super) fn reopen(&mut self, event: &Event, claim: &Claim, happened: Happened) {
        let backup = self.holding_mut().and_then(|holding| holding.standby.take());
        let had_backup = backup.is_some();
        if let Some(backup) = backup {
            self.notice(event, Recipient::Standby, About::YourTurn { claim: claim.clone(), backup });
        }
        self.phase = Phase::Open;
        self.step = None;
        self.opening = Opening {
            cause: event.id.clone(),
            offset: event.offset,
            ts: event.ts,
            reopened: self.opening.reopened.saturating_add(1),
            calls_again: true,
            had_backup,
            given_back_by: (happened == Happened::GivenBack).then(|| claim.neighbor_name.clone()),
        };
        self.happened(event, happened, &claim.neighbor_name);
        self.changed(event);
    }

    pub(super) fn standby(&mut self, event: &Event, by: UserId, name: &str, since: Option<i64>) -> Result<(), Refusal> {
        let claim = match &self.phase {
            Phase::Over { ending, .. } => return Err(Refusal::Over(*ending)),
            Phase::Open => return Err(Refusal::NoBackupNeeded { open: true }),
            Phase::WithChild { .. } => return Err(Refusal::NoBackupNeeded { open: false }),
            Phase::Claimed { claim, .. } => claim.clone(),
        };
        if claim.neighbor_id == by {
            return Err(Refusal::Yours(claim));
        }
        if !is_present(since, claim.offset) {
            return Err(Refusal::Changed);
        }
        self.may_hold(by)?;
        let Some(holding) = self.holding_mut() else { return Ok(()) };
        if let Some(backup) = &holding.standby {
            return Err(Refusal::HasBackup { yours: backup.id == by });
        }
        holding.standby = Some(Person { id: by, name: name.to_owned() });
        self.happened(event, Happened::Standby, name);
        self.changed(event);
        Ok(())
    }

    pub(super) fn offered(&mut self, event: &Event, by: UserId, to: Person, since: Option<i64>) -> Result<(), Refusal> {
        let claim = self.claim_of(by, since)?;
        if to.id == claim.neighbor_id || self.is_parent(to.id) {
            return Err(Refusal::NotToThem);
        }
        self.may_hold(to.id)?;
        let Some(holding) = self.holding_mut() else { return Ok(()) };
        holding.offer = Some((to.clone(), event.id.clone()));
        self.notice(event, Recipient::Offered, About::Offered { claim, to });
        self.changed(event);
        Ok(())
    }

    /// The person who was asked to take over need not any more.
    pub(super) fn offer_ends(&mut self, event: &Event) {
        let offer = self.holding().and_then(|holding| holding.offer.as_ref());
        if let Some((to, _)) = offer {
            let about = About::OfferEnded(to.clone());
            self.notice(event, Recipient::Offered, about);
        }
    }
}
