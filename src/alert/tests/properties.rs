//! Property tests of the fold, over generated logs ([`logs`]): what holds for one record after the other. [`clock`] has what
//! holds for the records of the clock, [`replay`] for logs that are read again.
//!
//! What the rendered card offers is checked where it is rendered.

mod clock;
pub(crate) mod logs;
mod replay;

use proptest::prelude::*;

use super::*;
use logs::{any_log, new_state};

fn fold_all(events: &[Event]) -> (AlertState, Vec<Outcome>) {
    let mut state = new_state();
    let outcomes = events.iter().map(|event| state.fold(event)).collect();
    (state, outcomes)
}

/// Everything that a refused or overtaken record must leave as it is. A press may still name a card.
fn visible(state: &AlertState) -> impl PartialEq + std::fmt::Debug + use<> {
    let AlertState { phase, opening, step, so_far, redacted, notices, raised, phone_calls, .. } = state.clone();
    (phase, opening, step, so_far, redacted, notices, raised, phone_calls)
}

/// The `since` that a record names, and the one that it has to name in this state.
fn named_and_present(kind: &Kind, state: &AlertState) -> Option<(i64, Option<i64>)> {
    let claim = state.claim().filter(|_| !state.is_over()).map(|claim| claim.offset);
    let opening = (state.phase == Phase::Open).then_some(state.opening.offset);
    let phase = (!state.is_over()).then(|| state.phase_at());
    let question = state.question().map(|question| question.offset);
    let (since, present) = match kind {
        Kind::Released { since, .. }
        | Kind::Done { since, .. }
        | Kind::Standby { since, .. }
        | Kind::Offered { since, .. }
        | Kind::TakenOver { since, .. } => (*since, claim),
        Kind::Cancelled { since, .. } | Kind::Expired { since, .. } => (*since, phase),
        Kind::Changed { since, .. } => (*since, Some(state.words_at())),
        Kind::Confirmed { since, .. } | Kind::Escalated { step: 6, since } => (*since, question),
        Kind::Escalated { step: 0..=4, since } => (*since, opening),
        Kind::Escalated { since, .. } => (*since, claim.map(|claim| claim.max(state.words_at()))),
        Kind::Reminded { since } => (Some(*since), claim.map(|claim| claim.max(state.words_at()))),
        _ => return None,
    };
    since.map(|since| (since, present))
}

proptest! {
    #[test]
    fn one_neighbor_has_it_and_another_only_after_an_opening_or_an_accepted_offer(events in any_log(60)) {
        let mut state = new_state();
        for event in events {
            let before = state.clone();
            let outcome = state.fold(&event);
            prop_assert!(!before.is_over() || state.is_over() || matches!(event.kind, Kind::Raised(_)), "what is over stays over");
            let claim = state.claim().filter(|_| !state.is_over());
            if let Some(now) = claim {
                prop_assert_ne!(now.neighbor_id, SARAH);
                prop_assert!(!state.alert().is_some_and(|alert| alert.is_blocked(&state.id, now.neighbor_id)));
            }
            let (Some(had), Some(has)) = (before.claim().filter(|_| !before.is_over()), claim) else { continue };
            if had != has {
                let offered = before.holding().and_then(|holding| holding.offer.clone()).map(|(to, _)| to.id);
                let accepts = matches!(&event.kind, Kind::TakenOver { neighbor_id, .. } if Some(*neighbor_id) == offered);
                prop_assert!(accepts, "{:?}", event);
                prop_assert_eq!((outcome, &has.event), (Outcome::Applied, &event.id));
            }
        }
    }

    #[test]
    fn a_refused_record_changes_nothing(events in any_log(60)) {
        let mut state = new_state();
        for event in events {
            let before = state.clone();
            if matches!(state.fold(&event), Outcome::Refused(_) | Outcome::Void | Outcome::Conflict | Outcome::Duplicate) {
                prop_assert_eq!(visible(&before), visible(&state), "{:?}", event);
            }
        }
    }

    #[test]
    fn a_record_that_names_another_record_than_the_present_one_changes_nothing(events in any_log(60)) {
        let mut state = new_state();
        for event in events {
            let before = state.clone();
            state.fold(&event);
            // An alert that is raised folds what came before it.
            if let Some((since, present)) = named_and_present(&event.kind, &before)
                && before.raised.is_some()
                && present != Some(since)
            {
                prop_assert_eq!(visible(&before), visible(&state), "{:?}", event);
            }
        }
    }

    #[test]
    fn what_is_shown_differs_only_after_a_record_that_edits_the_card(events in any_log(60)) {
        let mut state = new_state();
        for event in events {
            let before = state.clone();
            state.fold(&event);
            let shown = |state: &AlertState| {
                let holding = state.holding().cloned().map(|held| (held.standby, held.offer, held.question));
                let phase = std::mem::discriminant(&state.phase);
                (phase, state.claim().cloned(), holding, state.step, state.words_at(), state.redacted)
            };
            // `shrink` drops names, which a card that has been edited last does not show.
            if shown(&before) != shown(&state) && !state.is_shrunk() {
                prop_assert!(state.changed_at > before.changed_at, "{:?}", event);
            }
        }
    }

    /// Discord drops a message whose nonce was used before, so two notices with one key would be one message.
    #[test]
    fn no_two_notices_have_the_same_cause_and_recipient_or_key(events in any_log(80)) {
        let (state, _) = fold_all(&events);
        let mut keys: Vec<_> = state.notices.iter().map(Notice::key).collect();
        keys.push(Key::of_card(&EventId::new("a")));
        keys.sort_unstable();
        let all = keys.len();
        keys.dedup();
        prop_assert_eq!(keys.len(), all, "{:#?}", state.notices);
    }

    #[test]
    fn one_record_makes_four_notices_at_most_and_each_has_its_person(events in any_log(60)) {
        let mut state = new_state();
        for event in events {
            let before = state.notices.len();
            let early = state.early.len();
            state.fold(&event);
            prop_assert!(state.notices.len() <= before + 4 * (1 + early), "{:?}", event);
            for notice in &state.notices {
                let of_a_group = matches!(notice.recipient, Recipient::Helpers | Recipient::Wider | Recipient::Phone);
                prop_assert_eq!(notice.person(&state).is_none(), of_a_group, "{:?}", notice);
            }
        }
    }

    #[test]
    fn the_pending_effects_come_to_an_end(events in any_log(40)) {
        let (state, _) = fold_all(&events);
        let mut log = Log { state, next: 500 };
        let mut steps = 0;
        while let Some(fact) = logs::done(&log.state, Some(MessageId(300))) {
            steps += 1;
            prop_assert!(steps < 400, "{:?} is wanted for ever", log.state.pending_effects());
            log.fact(fact);
        }
    }

    #[test]
    fn what_is_over_notifies_only_of_the_end_and_of_what_was_undone(events in any_log(60)) {
        let (state, _) = fold_all(&events);
        if !state.is_over() {
            return Ok(());
        }
        for effect in state.pending_effects() {
            let Effect::Inform(notice) = effect else { continue };
            let of_a_call = matches!(
                notice.about,
                About::Step { .. } | About::Claimed(_) | About::Reminder(_) | About::StillOn(_) | About::NoNews(_)
                    | About::Offered { .. } | About::YourTurn { .. } | About::NobodyRung | About::WithChild(_)
            );
            prop_assert!(!of_a_call, "{:?}", notice);
        }
    }
}
