//! What a person's record has changed, for the answer to that person. Must not decide whether it counts.

use super::event::Kind;
use super::ids::UserId;
use super::state::{AlertState, Question};

/// What a person's record has changed, for their answer. The people whom it concerns are told by notices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Noted {
    /// The claim has ended. `yours`: by its neighbor.
    Released {
        /// The neighbor themselves gave it back.
        yours: bool,
    },
    /// The child is with them.
    WithChild,
    /// They had the alert before; the parent is told what they say.
    PassedOn,
    /// The alert is done. `yours`: by its neighbor.
    Done {
        /// The neighbor themselves said so.
        yours: bool,
    },
    /// The alert is cancelled. `claimed`: a neighbor is told not to go.
    Cancelled {
        /// A neighbor had it.
        claimed: bool,
    },
    /// The words are changed. `asks`: the neighbor who has it is asked whether they can still come.
    Changed {
        /// The neighbor is asked.
        asks: bool,
    },
    /// They are still going.
    Confirmed,
    /// They are backup.
    Standby,
    /// The other person is asked to take the alert over.
    Offered,
    /// The neighbor reads their thanks.
    Thanked,
}

impl Noted {
    /// What this record has changed; `None` where its person is told in another way. `state` is the state after it.
    #[must_use]
    pub fn of(kind: &Kind, state: &AlertState) -> Option<Self> {
        Some(match kind {
            Kind::Released { neighbor_id, moderator_id, parent_id, .. } => {
                Noted::Released { yours: is_the_neighbors(state, *neighbor_id, [*moderator_id, *parent_id]) }
            }
            Kind::WithChild { neighbor_id, .. } => {
                let theirs = state.claim().is_some_and(|claim| claim.neighbor_id == *neighbor_id) && !state.is_over();
                if theirs { Noted::WithChild } else { Noted::PassedOn }
            }
            Kind::Done { neighbor_id, moderator_id, parent_id, .. } => {
                Noted::Done { yours: is_the_neighbors(state, *neighbor_id, [*moderator_id, *parent_id]) }
            }
            Kind::Cancelled { .. } => Noted::Cancelled { claimed: state.claim().is_some() },
            Kind::Changed { .. } => {
                // An older question is about other words.
                let asks = |question: &Question| question.of_change && question.offset == state.words_at();
                Noted::Changed { asks: state.question().is_some_and(asks) }
            }
            Kind::Confirmed { .. } => Noted::Confirmed,
            Kind::Standby { .. } => Noted::Standby,
            Kind::Offered { .. } => Noted::Offered,
            Kind::Thanked { .. } => Noted::Thanked,
            _ => return None,
        })
    }
}

/// Whether the neighbor ended their own claim. A gateway that does not know the alert names the parent in the neighbor's
/// place.
fn is_the_neighbors(state: &AlertState, neighbor_id: UserId, others: [Option<UserId>; 2]) -> bool {
    others == [None, None] && !state.is_parent(neighbor_id)
}
