//! What each record changes in each phase: the table of docs/protocol.md#transitions, one function for each kind.
//!
//! A record of a person names the record that they saw (`since`); where that is not the present one, nothing changes
//! (docs/protocol.md#rule-15). Must not read a clock.
//!
//! - [`claims`]: who has it. [`child`]: the child is with somebody. [`words`]: what it says. [`clock`]: what becomes due.
//!   [`ends`]: it is over.

mod child;
mod claims;
mod clock;
mod ends;
mod words;

use crate::alert::event::{Event, Kind};
use crate::alert::fold::Refusal;
use crate::alert::ids::UserId;
use crate::alert::notice::By;
use crate::alert::state::{AlertState, Claim, Person, Phase};

/// Whether the record names the present one. Records of earlier versions name none, and are taken as before.
fn is_present(since: Option<i64>, present: i64) -> bool {
    since.is_none_or(|since| since == present)
}
impl AlertState {
    pub(crate) fn apply(&mut self, event: &Event) -> Result<(), Refusal> {
        match &event.kind {
            Kind::Raised(_) | Kind::Rejected { .. } | Kind::Unknown => Ok(()),
            Kind::Claimed { neighbor_id, neighbor_name, message_id, channel_id, .. } => {
                self.note_click(event, channel_id.zip(*message_id));
                self.claimed(event, *neighbor_id, neighbor_name)
            }
            Kind::TakenOver { neighbor_id, neighbor_name, since, .. } => {
                self.taken_over(event, *neighbor_id, neighbor_name, *since)
            }
            Kind::Released { neighbor_id, moderator_id, parent_id, since } => {
                self.released(event, *neighbor_id, *moderator_id, *parent_id, *since)
            }
            Kind::WithChild { neighbor_id, .. } => self.with_child(event, *neighbor_id),
            Kind::Done { neighbor_id, moderator_id, parent_id, since } => {
                self.done(event, *neighbor_id, *moderator_id, *parent_id, *since)
            }
            Kind::Cancelled { parent_id, moderator_id, since } => {
                self.cancelled(event, *parent_id, *moderator_id, *since)
            }
            Kind::Changed { parent_id, moderator_id, since, words } => {
                self.words_changed(event, *parent_id, *moderator_id, *since, words)
            }
            Kind::Confirmed { neighbor_id, since } => self.confirmed(event, *neighbor_id, *since),
            Kind::Standby { neighbor_id, neighbor_name, since } => {
                self.standby(event, *neighbor_id, neighbor_name, *since)
            }
            Kind::Offered { neighbor_id, to_id, to_name, since } => {
                let to = Person { id: *to_id, name: to_name.clone() };
                self.offered(event, *neighbor_id, to, *since)
            }
            Kind::Thanked { parent_id, parent_name, since } => self.thanked(event, *parent_id, parent_name, *since),
            Kind::Escalated { step, since: Some(since) } => {
                self.escalated(event, *step, *since);
                Ok(())
            }
            // No earlier version acted on one.
            Kind::Escalated { since: None, .. } => Ok(()),
            Kind::Reminded { since } => {
                self.reminded(event, *since);
                Ok(())
            }
            Kind::Expired { missed, since } => {
                self.not_over()?;
                self.expired(event, *missed, *since);
                Ok(())
            }
            Kind::Withdrawn { event_id } => {
                self.withdrawn(event, event_id);
                Ok(())
            }
            Kind::Redacted { .. } => {
                if self.is_over() && !self.redacted {
                    self.redacted = true;
                    self.shrink();
                    // The last neighbor's name goes with the other words.
                    self.claimers.clear();
                    self.changed(event);
                }
                Ok(())
            }
            Kind::Posted { .. } | Kind::Informed { .. } | Kind::Shown { .. } | Kind::Failed { .. } => {
                self.note(event);
                Ok(())
            }
        }
    }

    pub(crate) fn is_parent(&self, person: UserId) -> bool {
        self.raised.as_ref().is_some_and(|raised| raised.alert.parent_id == Some(person))
    }

    fn present_claim(&self) -> Result<&Claim, Refusal> {
        match &self.phase {
            Phase::Open => Err(Refusal::NotClaimed),
            Phase::Over { ending, .. } => Err(Refusal::Over(*ending)),
            Phase::Claimed { claim, .. } | Phase::WithChild { claim, .. } => Ok(claim),
        }
    }

    /// The claim that counts, if the record names it by its neighbor and by `since`. So nobody ends a claim that was made
    /// meanwhile.
    fn claim_of(&self, neighbor_id: UserId, since: Option<i64>) -> Result<Claim, Refusal> {
        let claim = self.present_claim()?;
        if claim.neighbor_id != neighbor_id {
            Err(Refusal::NotYours(claim.clone()))
        } else if is_present(since, claim.offset) {
            Ok(claim.clone())
        } else {
            Err(Refusal::Changed)
        }
    }

    /// As who somebody acts who is not the neighbor. A parent who is a moderator acts as the parent.
    fn by_parent_or(&self, moderator_id: Option<UserId>) -> By {
        let server = self.raised.as_ref().and_then(|raised| raised.alert.guild_id);
        match moderator_id {
            // No person has a server's id.
            Some(moderator) if server.is_some_and(|server| server.0 == moderator.0) => By::Server,
            Some(moderator) if !self.is_parent(moderator) => By::Moderator,
            _ => By::Parent,
        }
    }
}
