//! What holds for the records of the clock, whatever people do between them.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::super::*;
use super::fold_all;
use super::logs::{any_log, new_state};
use crate::alert::deadlines::plan;

const MINUTE: i64 = 60_000;

/// Appends what is due, at `now` or later, until nothing more becomes due; returns the records.
fn run(state: &mut AlertState, mut now: Millis, mut offset: i64) -> Result<Vec<Event>, TestCaseError> {
    let mut appended: Vec<Event> = Vec::new();
    while let Some(due) = state.next_due(now, REDACT_AFTER_MS) {
        if due.at > now {
            now = due.at;
            continue;
        }
        offset += 1;
        let id = due.kind.own_id(&state.id);
        let event = Event { id, offset, ts: now, source_ts: None, give_up_at: None, kind: due.kind };
        let before = state.clone();
        prop_assert_eq!(state.fold(&event), Outcome::Applied, "{:?}", event);
        prop_assert_ne!(before.next_due(now, REDACT_AFTER_MS), state.next_due(now, REDACT_AFTER_MS), "{:?}", event);
        appended.push(event);
        prop_assert!(appended.len() < 20, "it goes on and on: {:#?}", appended);
    }
    Ok(appended)
}

fn end_of(events: &[Event]) -> (Millis, i64) {
    events.last().map_or((Millis(T0), 0), |event| (event.ts, event.offset))
}

proptest! {
    #[test]
    fn no_phase_is_without_a_way_on(events in any_log(60)) {
        let mut state = new_state();
        for event in events {
            state.fold(&event);
            let next = state.next_due(event.ts, REDACT_AFTER_MS);
            let has_words = state.facts.posted.is_some() || !state.facts.messages.is_empty();
            let at_the_end = state.raised.is_none() || state.is_over() && (state.redacted || !has_words);
            prop_assert_eq!(next.is_none(), at_the_end, "{:?}", state.phase);
            let Some(raised) = &state.raised else { continue };
            if !state.is_over() {
                let last = state.next_end(REDACT_AFTER_MS).map(|due| due.at);
                prop_assert!(last <= Some(raised.ts.plus(LIFE_MS + GRACE_MS)), "over 25 hours after it was raised");
            }
        }
    }

    /// Whether the settings differ changes when something is due, and not what.
    #[test]
    fn what_is_due_is_the_same_for_any_settings(events in any_log(40), other in 0..22 * 60 * MINUTE) {
        let (state, _) = fold_all(&events);
        let now = end_of(&events).0;
        let kind = |redact_after| state.next_due(now, redact_after).map(|due| due.kind);
        prop_assert_eq!(kind(other), kind(REDACT_AFTER_MS));
    }

    #[test]
    fn the_clock_comes_to_its_end_from_any_state_at_any_time(events in any_log(60), late in 0..30 * 60 * MINUTE) {
        let (mut state, _) = fold_all(&events);
        let (last, offset) = end_of(&events);
        run(&mut state, last.plus(late), offset)?;
        prop_assert!(state.raised.is_none() || state.is_over());
    }

    /// The clock of an attempt asks what is due from the beginning of time ([`crate::board`]'s staleness check).
    #[test]
    fn what_was_due_is_still_due_or_overtaken_by_what_is_due_now(events in any_log(60), late in 0..3 * 60 * MINUTE) {
        let (mut state, _) = fold_all(&events);
        let (last, offset) = end_of(&events);
        let now = last.plus(late);
        let first = |state: &AlertState| state.next_due(Millis(i64::MIN), REDACT_AFTER_MS).map(|due| due.at);
        let mut appended = 0;
        while let Some(due) = state.next_due(now, REDACT_AFTER_MS).filter(|due| due.at <= now) {
            let id = due.kind.own_id(&state.id);
            appended += 1;
            state.fold(&Event { id, offset: offset + appended, ts: now, source_ts: None, give_up_at: None, kind: due.kind });
            prop_assert!(appended < 20);
        }
        prop_assert!(first(&state).is_none_or(|at| at > now), "what no board appends holds the card back for ever");
    }

    /// A board that lost its partition, or read only a part of the log, appends what it took for due.
    #[test]
    fn a_board_that_has_read_less_calls_nobody_twice(events in any_log(60), cut in any::<prop::sample::Index>()) {
        let read = &events[..cut.index(events.len() + 1)];
        let (mut behind, _) = fold_all(read);
        let (mut state, _) = fold_all(&events);
        let (now, offset) = end_of(&events);
        let late = run(&mut behind, now, offset)?;
        let steps = |state: &AlertState| {
            let of_a_step = |notice: &&Notice| matches!(notice.about, About::Step { .. } | About::StillOn(_) | About::Reminder(_));
            let about = |notice: &Notice| match &notice.about {
                About::Step { step, since } => (format!("{since}/{step}"), notice.recipient),
                // Changed words are asked about again.
                _ => (notice.cause.to_string(), notice.recipient),
            };
            state.notices.iter().filter(of_a_step).map(about).collect::<Vec<_>>()
        };
        for (place, event) in late.into_iter().enumerate() {
            let offset = offset + 1 + i64::try_from(place).unwrap();
            state.fold(&Event { offset, ts: now, ..event });
        }
        run(&mut state, now, offset + 50)?;
        let called = steps(&state);
        let once: BTreeSet<_> = called.iter().collect();
        prop_assert_eq!(once.len(), called.len(), "{:#?}", called);
    }

    #[test]
    fn after_each_opening_steps_only_rise(events in any_log(60)) {
        let mut state = new_state();
        for event in events {
            let before = (state.opening.clone(), state.step);
            state.fold(&event);
            prop_assert!(before.0 != state.opening || before.1 <= state.step);
        }
    }

    #[test]
    fn the_plan_tells_the_parent_before_the_time_and_keeps_its_distance(left in 1_000..24 * 60 * MINUTE, base in 0..MINUTE) {
        let (base, by) = (Millis(base), Millis(base + left));
        let steps = plan(base, Some(by));
        let (at_its_time, calls) = steps.split_last().unwrap();
        prop_assert_eq!(at_its_time, &(4, by));
        prop_assert!((1..=3).contains(&calls.len()), "{:?}", steps);
        let (last, tells_the_parent) = *calls.last().unwrap();
        prop_assert!(last == 3 && tells_the_parent < by, "{:?}", steps);
        let first = calls[0].1;
        prop_assert!(first >= base.plus((2 * MINUTE).min(left / 2)), "{:?}", steps);
        for pair in calls.windows(2) {
            prop_assert!(pair[0].0 + 1 == pair[1].0 && pair[1].1.since(pair[0].1) >= 2 * MINUTE, "{:?}", steps);
        }
        // There is time to phone, where there is time at all.
        prop_assert!(left < 10 * MINUTE || by.since(tells_the_parent) >= 5 * MINUTE, "{:?}", steps);
    }

    /// From any state on, with every call delivered at once.
    #[test]
    fn calls_of_the_helpers_are_two_minutes_apart_but_for_the_first_opening(events in any_log(40), late in 0..30 * MINUTE) {
        let (mut state, _) = fold_all(&events);
        let (mut now, mut offset) = end_of(&events);
        now = now.plus(late);
        while let Some(due) = state.next_due(now, REDACT_AFTER_MS) {
            if due.at > now {
                now = due.at;
                continue;
            }
            offset += 1;
            prop_assert!(offset < end_of(&events).1 + 50);
            let before = state.clone();
            let id = due.kind.own_id(&state.id);
            let event = Event { id, offset, ts: now, source_ts: None, give_up_at: None, kind: due.kind };
            state.fold(&event);
            let calls = |notice: &Notice| notice.recipient == Recipient::Helpers && notice.cause == event.id;
            if !state.notices.iter().any(calls) {
                continue;
            }
            let apart = before.facts.rung_at.map_or(i64::MAX, |rung| now.since(rung));
            // As near as the plan has them where less than four minutes are left.
            let left = state.needed_by().map(|by| by.since(state.clock_base())).filter(|left| *left > 0);
            let least = left.map_or(2 * MINUTE, |left| (2 * MINUTE).min(left / 2));
            let calls_at_once = state.step == Some(0) && (state.opening.reopened <= 1 || state.opening.had_backup);
            prop_assert!(apart >= least || calls_at_once, "{} ms before {:?}", apart, event);
            let message_id = Some(MessageId(400));
            let told = Kind::Informed { cause: event.id.clone(), whom: Recipient::Helpers, message_id, channel_id: None };
            offset += 1;
            let id = told.own_id(&state.id);
            state.fold(&Event { id, offset, kind: told, ..event });
        }
    }
}
