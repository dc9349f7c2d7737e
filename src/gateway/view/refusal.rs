//! Which events the log refuses at any later time, too: so the gateway may refuse them at once, and write no record
//! (docs/protocol.md#rule-22).
//!
//! Pure. Must not refuse what only the present state does not allow: records that have not been read may allow it.

use crate::alert::{AlertState, Ending, Kind, Millis, Refusal, WINDOW_MS};

/// An alert that has ended is a new one if it is raised again after the window. A press is appended, or void, long before
/// this much of it has passed.
const MARGIN_MS: i64 = 60 * 60 * 1000;

/// Why the log will refuse an event of this kind, whatever it has meanwhile; `None` where it may accept it. `state` is the
/// view's, and may be older than the log.
#[must_use]
pub(crate) fn for_good(state: &AlertState, kind: &Kind, now: Millis) -> Option<Refusal> {
    if state.raised.is_none() || state.is_forgettable(now.plus(MARGIN_MS), WINDOW_MS) {
        return None;
    }
    match (state.ending(), kind) {
        // A press on a card that still has the button of an ended alert tells the board to edit it again.
        (Some(_), Kind::Claimed { message_id: Some(_), .. }) => None,
        // Who had the alert is passed on to the parent also when it has ended (docs/protocol.md#rule-19).
        (_, Kind::WithChild { .. }) => None,
        // It is the one thing that may come after the end, and only once.
        (Some(Ending::Done), Kind::Thanked { .. }) if state.redacted => Some(Refusal::Over(Ending::Done)),
        (Some(Ending::Done), Kind::Thanked { .. }) if state.thanked.is_some() => Some(Refusal::Thanked),
        (Some(Ending::Done), Kind::Thanked { parent_id, .. }) => {
            (!state.is_parent(*parent_id)).then_some(Refusal::OnlyTheParent)
        }
        (Some(ending), kind) if kind.is_of_a_person() => Some(Refusal::Over(ending)),
        _ => names_the_past(state, kind),
    }
}

/// Offsets only grow. So a record that names an earlier one than the present never names the present one again.
fn names_the_past(state: &AlertState, kind: &Kind) -> Option<Refusal> {
    let (phase_at, words_at) = (state.phase_at(), state.words_at());
    let question_at = state.question().map_or(-1, |question| question.offset);
    let (since, present) = match kind {
        Kind::Released { since, .. }
        | Kind::Done { since, .. }
        | Kind::Cancelled { since, .. }
        | Kind::Standby { since, .. }
        | Kind::Offered { since, .. }
        | Kind::TakenOver { since, .. } => ((*since)?, phase_at),
        Kind::Changed { since, .. } => ((*since)?, words_at),
        Kind::Confirmed { since, .. } => ((*since)?, question_at),
        _ => return None,
    };
    if since < present {
        return Some(Refusal::Changed);
    }
    // The claim that it names is somebody else's, and stays so. Parents and moderators may stand in the neighbor's place.
    let parent = state.alert().and_then(|alert| alert.parent_id);
    let claimer = match kind {
        Kind::Released { neighbor_id, moderator_id, .. } | Kind::Done { neighbor_id, moderator_id, .. } => {
            let is_another = *moderator_id == Some(*neighbor_id) || parent == Some(*neighbor_id);
            (!is_another).then_some(*neighbor_id)
        }
        Kind::Offered { neighbor_id, .. } => Some(*neighbor_id),
        _ => None,
    };
    let claim = state.claim().filter(|claim| claim.offset == since)?;
    claimer.filter(|claimer| *claimer != claim.neighbor_id).map(|_| Refusal::NotYours(claim.clone()))
}
