//! The child is with a neighbor, and is brought home (docs/protocol.md#rule-19).

use crate::alert::event::Event;
use crate::alert::fold::Refusal;
use crate::alert::ids::UserId;
use crate::alert::notice::{About, By};
use crate::alert::recipient::Recipient;
use crate::alert::state::{AlertState, Claim, Ending, Happened, Holding, Person, Phase};

impl AlertState {
    /// "The child is with me" tells of the world, so it counts whatever the person saw, and is never lost
    /// (docs/protocol.md#rule-19).
    pub(super) fn with_child(&mut self, event: &Event, neighbor_id: UserId) -> Result<(), Refusal> {
        match &mut self.phase {
            Phase::Claimed { claim, holding } if claim.neighbor_id == neighbor_id => {
                let claim = claim.clone();
                let with = Person { id: neighbor_id, name: claim.neighbor_name.clone() };
                let mut holding = std::mem::take(holding);
                // That answers whether the child is with them. Another time or place may still be unanswered.
                holding.question = holding.question.filter(|question| question.of_change);
                holding.standby = None;
                self.child_is_with(event, claim, with, holding);
                Ok(())
            }
            Phase::WithChild { claim, with, holding, .. }
                if claim.neighbor_id == neighbor_id && with.id != neighbor_id =>
            {
                let claim = claim.clone();
                let with = Person { id: neighbor_id, name: claim.neighbor_name.clone() };
                let holding = std::mem::take(holding);
                self.child_is_with(event, claim, with, holding);
                Ok(())
            }
            Phase::WithChild { claim, .. } if claim.neighbor_id == neighbor_id => Err(Refusal::Yours(claim.clone())),
            Phase::WithChild { claim, .. } => Err(Refusal::NotYours(claim.clone())),
            Phase::Open | Phase::Claimed { .. } | Phase::Over { .. } => self.pass_on(event, neighbor_id),
        }
    }

    pub(super) fn child_is_with(&mut self, event: &Event, claim: Claim, with: Person, holding: Box<Holding>) {
        self.notice(event, Recipient::Parent, About::WithChild(claim.clone()));
        self.happened(event, Happened::WithChild, &with.name);
        self.phase = Phase::WithChild { claim, with, since: event.ts, holding };
        self.changed(event);
    }

    /// Who had the alert says that the child is with them: the parent and who has it now are told, once a claim.
    pub(super) fn pass_on(&mut self, event: &Event, neighbor_id: UserId) -> Result<(), Refusal> {
        let refusal = match &self.phase {
            Phase::Over { ending, .. } => Refusal::Over(*ending),
            Phase::Claimed { claim, .. } | Phase::WithChild { claim, .. } => Refusal::NotYours(claim.clone()),
            Phase::Open => Refusal::NotClaimed,
        };
        let over = self.is_over();
        let is_last = self.claim().is_some_and(|claim| claim.neighbor_id == neighbor_id);
        let claim = self.claim().filter(|_| !over).cloned();
        let Some(claimer) = self.claimers.get_mut(&neighbor_id) else { return Err(refusal) };
        if claimer.passed_on || claimer.last.is_none() || over && !is_last {
            return Err(refusal);
        }
        claimer.passed_on = true;
        let who = Person { id: neighbor_id, name: claimer.name.clone() };
        let name = who.name.clone();
        let about = About::SaysWithChild { who, claim: claim.clone() };
        self.notice(event, Recipient::Parent, about.clone());
        if claim.is_some() {
            self.notice(event, Recipient::Neighbor, about);
        }
        if !over {
            self.happened(event, Happened::WithChild, &name);
            self.changed(event);
        }
        Ok(())
    }

    pub(super) fn done(
        &mut self,
        event: &Event,
        neighbor_id: UserId,
        moderator_id: Option<UserId>,
        parent_id: Option<UserId>,
        since: Option<i64>,
    ) -> Result<(), Refusal> {
        let ended = self.ended_claim(neighbor_id, moderator_id, parent_id, since);
        let (claim, by) = ended.map_err(|refusal| match refusal {
            Refusal::NotClaimed if self.is_parent(parent_id.unwrap_or(neighbor_id)) => Refusal::NothingToClose,
            other => other,
        })?;
        // "Safe" is said only where the neighbor whom the child was with says so (docs/protocol.md#rule-19).
        let safe = by == By::Neighbor && matches!(self.phase, Phase::WithChild { .. });
        let about = About::Ended { claim: Some(claim), ending: Ending::Done, by: Some(by), safe };
        if by != By::Neighbor {
            self.notice(event, Recipient::Neighbor, about.clone());
        }
        if by != By::Parent {
            self.notice(event, Recipient::Parent, about);
        }
        self.offer_ends(event);
        self.end_with(event, Ending::Done, safe);
        Ok(())
    }
}
