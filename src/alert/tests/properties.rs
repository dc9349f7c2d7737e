//! Property tests of the fold, over any sequence of events with repetitions.

use proptest::prelude::*;

use super::*;

fn any_person() -> impl Strategy<Value = UserId> {
    prop_oneof![Just(SARAH), Just(MIKE), Just(LISA)]
}

fn any_message() -> impl Strategy<Value = MessageId> {
    prop_oneof![4 => Just(CARD), 1 => Just(MessageId(101)), 1 => Just(MessageId(102))]
}

/// An event and its id. There are only a few ids, so that they repeat.
fn any_event() -> impl Strategy<Value = (String, Kind)> {
    let id = (0..6_u8).prop_map(|n| format!("e{n}"));
    let moderator = prop_oneof![3 => Just(None), 1 => Just(Some(UserId(7)))];
    let cause = prop_oneof![Just("a".to_owned()), (0..6_u8).prop_map(|n| format!("e{n}"))];
    let whom = prop_oneof![Just(Recipient::Parent), Just(Recipient::Neighbor), Just(Recipient::Helpers)];
    let undone = prop_oneof![
        Just(FailedEffect::Card),
        Just(FailedEffect::Edit),
        Just(FailedEffect::Pin),
        Just(FailedEffect::Notice(Recipient::Parent))
    ];
    let person = (id, any_person(), any_message(), moderator, 0..6_u8).prop_map(|(id, who, on, moderator_id, what)| {
        let kind = match what {
            0 | 1 => claimed(who, on),
            2 => Kind::Released { neighbor_id: who, moderator_id, parent_id: None, since: None },
            3 => Kind::WithChild { neighbor_id: who, since: None },
            4 => Kind::Done { neighbor_id: who, moderator_id, parent_id: None, since: None },
            _ => Kind::Cancelled { parent_id: who, moderator_id, since: None },
        };
        // An id belongs to one event, so neighbor, kind and card are part of it here.
        (format!("{id}-{what}-{who}-{on}-{}", moderator_id.is_some()), kind)
    });
    let own = (cause, whom, undone, any_message(), 0..11_i64, any::<bool>(), 0..7_u8).prop_map(
        |(cause, whom, what, message_id, as_of, yes, kind)| {
            let cause = EventId::new(cause);
            let kind = match kind {
                0 => Kind::Withdrawn { event_id: cause },
                1 => Kind::Expired { missed: yes, since: None },
                2 | 3 => {
                    let (cause, role_notified) = (EventId::new("a"), Some(yes));
                    Kind::Posted {
                        cause,
                        channel_id: CHANNEL,
                        message_id,
                        as_of,
                        role_notified,
                        look: crate::alert::LOOK,
                    }
                }
                4 => Kind::Informed { cause, whom, message_id: None, channel_id: None },
                5 => Kind::Shown { as_of, pinned: yes.then_some(yes), removed: vec![], look: crate::alert::LOOK },
                _ => Kind::Failed { cause, what, reason: "no".into(), as_of, deleted: false },
            };
            (kind.own_id(&AlertId::new("a").unwrap()).as_str().to_owned(), kind)
        },
    );
    let rejected = Kind::Rejected { parent_id: Some(SARAH), guild_id: None, channel_id: None, reason: "no".into() };
    prop_oneof![
        6 => person,
        4 => own,
        2 => any::<bool>().prop_map(|late| ("a".to_owned(), Kind::Raised(Alert { late, ..alert() }))),
        1 => Just(("rejected".to_owned(), rejected))
    ]
}

fn fold_all(events: &[Event]) -> (AlertState, Vec<Outcome>) {
    let mut state = AlertState::new(AlertId::new("a").unwrap());
    let outcomes = events.iter().map(|event| state.fold(event)).collect();
    (state, outcomes)
}

fn numbered(events: Vec<(String, Kind)>) -> Vec<Event> {
    let mut log = Log::new();
    events.into_iter().map(|(id, kind)| log.event(&id, kind)).collect()
}

proptest! {
    /// A live board drops the texts some time after the end; a replay has all of them.
    #[test]
    fn a_replay_comes_to_what_the_live_fold_came_to(events in prop::collection::vec(any_event(), 0..60), patience in 0..8_u8) {
        let events = numbered(events);
        let (replayed, said) = fold_all(&events);
        let mut live = AlertState::new(AlertId::new("a").unwrap());
        let mut left = patience;
        for (event, said) in events.iter().zip(&said) {
            let outcome = live.fold(event);
            if !live.is_shrunk() {
                prop_assert_eq!(&outcome, said);
            }
            let quiet = live.is_over() && live.pending_effects().is_empty();
            left = if quiet { left.saturating_sub(1) } else { patience };
            if quiet && left == 0 {
                live.shrink();
            }
        }
        let of_the_card = |state: &AlertState| {
            let mut wanted = state.pending_effects();
            wanted.retain(|effect| effect.lane() == Lane::Card);
            wanted
        };
        prop_assert_eq!(of_the_card(&live), of_the_card(&replayed));
        prop_assert_eq!((live.ending(), live.facts.posted), (replayed.ending(), replayed.facts.posted));
        if !live.is_shrunk() {
            prop_assert_eq!(live, replayed);
        }
    }

    #[test]
    fn repetitions_change_nothing(events in prop::collection::vec(any_event(), 0..30), again in prop::collection::vec(any::<prop::sample::Index>(), 0..30)) {
        let once = numbered(events);
        let (state, _) = fold_all(&once);
        if once.is_empty() {
            return Ok(());
        }
        // Each event is repeated at the end of the log. It is recognized by its id, although offset and time differ.
        let mut twice = state.clone();
        for (n, index) in again.iter().enumerate() {
            let mut event = index.get(&once).clone();
            event.offset = 1000 + i64::try_from(n).unwrap();
            twice.fold(&event);
        }
        prop_assert_eq!(&twice.phase, &state.phase);
        prop_assert_eq!(twice.notices, state.notices);
        prop_assert_eq!(twice.facts, state.facts);
        prop_assert_eq!(twice.changed_at, state.changed_at);
    }

    /// Discord drops a message whose nonce was used before, so two notices with one key would be one message.
    #[test]
    fn no_two_notices_have_the_same_key(events in prop::collection::vec(any_event(), 0..60)) {
        let (state, _) = fold_all(&numbered(events));
        let mut keys: Vec<_> = state.notices.iter().map(Notice::key).collect();
        keys.push(Key::of_card(&EventId::new("a")));
        keys.sort_unstable();
        let all = keys.len();
        keys.dedup();
        prop_assert_eq!(keys.len(), all, "{:#?}", state.notices);
    }

    #[test]
    fn between_two_openings_one_neighbor_wins_and_the_parent_never(events in prop::collection::vec(any_event(), 0..60)) {
        let mut state = AlertState::new(AlertId::new("a").unwrap());
        let mut had: Option<EventId> = None;
        for event in numbered(events) {
            let was_over = state.is_over();
            state.fold(&event);
            prop_assert!(!was_over || state.is_over(), "what is over stays over");
            let has = match &state.phase { Phase::Claimed { claim, .. } => Some(claim.clone()), _ => None };
            if let (Some(before), Some(now)) = (&had, &has) {
                prop_assert_eq!(before, &now.event, "nobody takes a claim over");
            }
            prop_assert!(has.as_ref().is_none_or(|claim| claim.neighbor_id != SARAH));
            had = has.map(|claim| claim.event);
        }
    }

    #[test]
    fn the_pending_effects_come_to_an_end(events in prop::collection::vec(any_event(), 0..40)) {
        let mut events = events;
        events.insert(0, ("a".to_owned(), Kind::Raised(alert())));
        let events = numbered(events);
        let (state, _) = fold_all(&events);
        let mut log = Log { state, next: 500 };
        let mut steps = 0;
        while let Some(effect) = log.state.pending_effects().into_iter().next() {
            steps += 1;
            prop_assert!(steps < 60, "{:?} is wanted for ever", effect);
            let as_of = log.state.changed_at;
            log.fact(match effect {
                Effect::Post { .. } => posted(MessageId(200), as_of),
                Effect::Adopt { message_id, .. } => posted(message_id, 10),
                Effect::Settle { cause, .. } => Kind::Failed { cause, what: FailedEffect::Card, reason: "over".into(), as_of: 0, deleted: false },
                Effect::Edit => Kind::Shown { as_of, pinned: None, removed: vec![], look: crate::alert::LOOK },
                Effect::Pin(pin) => Kind::Shown { as_of: log.state.pin_as_of(), pinned: Some(pin), removed: vec![], look: crate::alert::LOOK },
                Effect::Inform(notice) => Kind::Informed { cause: notice.cause, whom: notice.recipient, message_id: None, channel_id: None },
                Effect::Erase(messages) => {
                    let removed = messages.into_iter().map(|(_, message)| message).collect();
                    Kind::Shown { as_of, pinned: None, removed, look: 0 }
                }
                Effect::Remove(removed) => Kind::Shown { as_of: log.state.facts.shown_as_of, pinned: None, removed, look: crate::alert::LOOK },
            });
        }
    }
}
