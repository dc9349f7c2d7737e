//! Which buttons a card has in each state, in rows, and which record each of them names.
//!
//! Row 1 is for the neighbor's thumb: one coloured button at most, the press that is wanted most. Row 2 is for the parent
//! and the backup. A button that is no use is left out, never disabled: `VoiceOver` does not say that one is disabled. Must
//! not decide whether a press counts: the log does.

use serenity::all::ButtonStyle::{self, Primary, Secondary, Success};

use crate::alert::{AlertState, Holding, Phase};
use crate::discord::action::Action;

/// The buttons in the alert's state. `private`: the card does not say everything, so it has *Details*.
pub(crate) fn rows(state: &AlertState, private: bool) -> Vec<Vec<(Action, ButtonStyle)>> {
    let mut thumb = Vec::new();
    let mut others = Vec::new();
    match &state.phase {
        Phase::Open => {
            thumb.push((Action::Claim, Success));
            others.extend([(Action::Change, Secondary), (Action::Cancelled, Secondary)]);
        }
        Phase::Claimed { holding, .. } => {
            // The neighbor needs the details first.
            let with_child = if private { Secondary } else { Primary };
            thumb.extend(private.then_some((Action::Details, Primary)));
            thumb.push((Action::WithChild, with_child));
            thumb.extend(asked(holding));
            thumb.push((Action::Released, Secondary));
            thumb.extend(offered(holding));
            others.extend(holding.standby.is_none().then_some((Action::Standby, Secondary)));
            let in_vain = holding.question.as_ref().is_some_and(|question| question.in_vain);
            others.extend(in_vain.then_some((Action::AskAgain, Secondary)));
            others.extend([(Action::Change, Secondary), (Action::Cancelled, Secondary)]);
        }
        Phase::WithChild { claim, with, holding, .. } => {
            let has_met = with.id == claim.neighbor_id;
            thumb.extend((!has_met).then_some((Action::WithChild, Primary)));
            thumb.push((Action::Done, if has_met { Success } else { Secondary }));
            thumb.extend(asked(holding));
            thumb.push((Action::HandOver, Secondary));
            thumb.extend(offered(holding));
            others.extend(private.then_some((Action::Details, Secondary)));
        }
        Phase::Over { .. } => {}
    }
    [thumb, others].into_iter().filter(|row| !row.is_empty()).collect()
}

fn asked(holding: &Holding) -> Option<(Action, ButtonStyle)> {
    holding.question.as_ref().map(|_| (Action::Confirmed, Secondary))
}

fn offered(holding: &Holding) -> Option<(Action, ButtonStyle)> {
    holding.offer.as_ref().map(|_| (Action::TakeOver, Secondary))
}

/// The offset of the record that a press of this button is about (docs/protocol.md#rule-15). `None` for a claim, which
/// counts whatever its person saw.
pub(crate) fn since(action: Action, state: &AlertState) -> Option<i64> {
    match action {
        Action::Claim | Action::ClaimAnyway | Action::SameChild | Action::AnotherChild | Action::FixAndSend => None,
        Action::Change => Some(state.words_at()),
        Action::Confirmed => state.question().map(|question| question.offset),
        _ => Some(state.phase_at()),
    }
}
