//! Logs that are read again: by another board, from another place, with what a later version adds.

use proptest::prelude::*;

use super::super::*;
use super::fold_all;
use super::logs::{any_log, new_state};
use crate::alert::Body;

/// The notices that this record makes necessary.
fn added_by(event: &Event, state: &mut AlertState) -> (Outcome, Vec<Notice>) {
    let before = state.notices.clone();
    let outcome = state.fold(event);
    (outcome, state.notices.iter().filter(|notice| !before.contains(notice)).cloned().collect())
}

fn has_nothing_to_do(state: &AlertState) -> bool {
    state.pending_effects().is_empty() && state.next_due(Millis(i64::MIN), REDACT_AFTER_MS).is_none()
}

proptest! {
    /// A live board drops the words some time after the end and forgets the alert after the window; a replay has all of it.
    #[test]
    fn a_replay_comes_to_what_the_live_fold_came_to(events in any_log(60), patience in 0..8_u8, waits in prop::collection::vec(any::<bool>(), 61)) {
        let mut replayed = new_state();
        let mut live = new_state();
        let mut left = patience;
        for (event, waits) in events.iter().zip(waits) {
            // The board looks at the alert right before the record comes.
            if waits && live.is_forgettable(event.ts, WINDOW_MS) && has_nothing_to_do(&live) {
                live = new_state();
            }
            let (said, wanted) = added_by(event, &mut replayed);
            let (outcome, notices) = added_by(event, &mut live);
            prop_assert_eq!(notices, wanted, "{:?}", event);
            // A tombstone knows no ids, so a repetition is refused there. "The child is with me" counts after the end, too.
            let counts_late = matches!(event.kind, Kind::WithChild { .. }) && said != Outcome::Duplicate;
            if !live.is_shrunk() || counts_late {
                prop_assert_eq!(&outcome, &said, "{:?}", event);
            }
            let quiet = live.is_over() && live.pending_effects().is_empty();
            left = if quiet { left.saturating_sub(1) } else { patience };
            if quiet && left == 0 && !live.is_shrunk() && !live.may_owe_correction() {
                live.shrink();
            }
        }
        prop_assert_eq!(live.pending_effects(), replayed.pending_effects());
        prop_assert_eq!((live.ending(), live.facts.posted), (replayed.ending(), replayed.facts.posted));
        if !live.is_shrunk() {
            prop_assert_eq!(live, replayed);
        }
    }

    #[test]
    fn repetitions_change_nothing(events in any_log(30), again in prop::collection::vec(any::<prop::sample::Index>(), 0..30)) {
        let (state, _) = fold_all(&events);
        // Each event is repeated at the end of the log. It is recognized by its id, although offset and time differ.
        let mut twice = state.clone();
        let now = state.last_ts.plus(1_000);
        // A `redacted` that came before the end counts where it comes again after it.
        let repeated = again.iter().map(|index| index.get(&events)).filter(|event| !matches!(event.kind, Kind::Redacted { .. }));
        for (n, event) in repeated.enumerate() {
            let event = Event { offset: 1000 + i64::try_from(n).unwrap(), ts: now, ..event.clone() };
            twice.fold(&event);
        }
        prop_assert_eq!(&twice.phase, &state.phase);
        prop_assert_eq!(&twice.opening, &state.opening);
        prop_assert_eq!(twice.step, state.step);
        prop_assert_eq!(&twice.notices, &state.notices);
        // A tombstone does not remember who has pressed: pressed again, its card is edited once more.
        if state.is_shrunk() {
            return Ok(());
        }
        prop_assert_eq!(&twice.facts, &state.facts);
        prop_assert_eq!(twice.changed_at, state.changed_at);
        prop_assert_eq!(twice.next_due(now, REDACT_AFTER_MS), state.next_due(now, REDACT_AFTER_MS));
    }

    #[test]
    fn records_of_a_later_version_change_nothing_for_the_others(events in any_log(40), among in prop::collection::vec(0..41_usize, 0..60)) {
        let (alone, said) = fold_all(&events);
        let mut state = new_state();
        for (place, event) in events.iter().enumerate() {
            for (n, _) in among.iter().enumerate().filter(|(_, at)| **at == place) {
                let id = EventId::new(format!("later-{place}-{n}"));
                state.fold(&Event { id, offset: event.offset - 1, kind: Kind::Unknown, ..event.clone() });
            }
            prop_assert_eq!(&state.fold(event), &said[place]);
        }
        prop_assert_eq!(state, alone);
    }

    #[test]
    fn a_field_of_a_later_version_changes_no_record(events in any_log(30)) {
        for event in events.into_iter().filter(|event| event.kind != Kind::Unknown) {
            let at = jiff::Timestamp::from_millisecond(event.ts.0).unwrap();
            let body = Body { alert_id: AlertId::new("a").unwrap(), at, kind: event.kind };
            let mut json = serde_json::to_value(&body).unwrap();
            prop_assert_eq!(&serde_json::from_value::<Body>(json.clone()).unwrap(), &body);
            json["later"] = serde_json::json!({ "much": [1, 2] });
            prop_assert_eq!(serde_json::from_value::<Body>(json).unwrap(), body);
        }
    }

    /// What the parent blocks or unblocks later changes nothing: the first stamp counts, and a second is no conflict.
    #[test]
    fn the_first_stamp_of_who_is_blocked_counts(events in any_log(40), later in prop::collection::vec("[0-9a-f]{20}", 0..3)) {
        let (alone, _) = fold_all(&events);
        let mut state = new_state();
        for event in &events {
            state.fold(event);
            let Some(raised) = state.raised.as_ref().filter(|_| matches!(event.kind, Kind::Raised(_))) else { continue };
            let Kind::Raised(alert) = &event.kind else { continue };
            prop_assert!(alert.blocked == raised.alert.blocked || state.is_shrunk());
            let again = Kind::Raised(Alert { blocked: later.clone(), ..alert.clone() });
            prop_assert_eq!(state.fold(&Event { kind: again, ..event.clone() }), Outcome::Duplicate);
        }
        prop_assert_eq!(state, alone);
    }
}
