//! The records of the clock and of the board: steps, questions, reminder, expiry, withdrawal, a refused card, redaction.

use super::*;

fn step(step: u8, since: i64) -> Kind {
    Kind::Escalated { step, since: Some(since) }
}

/// The offset that the questions to the neighbor name.
fn claim_or_words(state: &AlertState) -> i64 {
    claim_at(state).unwrap_or(-1).max(state.words_at())
}

/// Nobody has it, these steps have been taken.
fn after(steps: &[u8]) -> Log {
    let mut log = open();
    for number in steps {
        let since = log.state.opening.offset;
        log.add(&format!("step {number}"), step(*number, since));
    }
    log
}

#[test]
fn steps_of_the_open_alert() {
    let helpers = "Helpers: Step";
    let expected = [
        (0, format!("step 0, {helpers}")),
        (1, format!("step 1, {helpers}")),
        (2, format!("step 2, {helpers}, Wider: Step")),
        // Step 2 was skipped.
        (3, format!("step 3, {helpers}, Wider: Step, Sarah: Step, Phone: Step")),
        (4, "step 4, Sarah: Step, Phone: Step".to_owned()),
    ];
    for (number, open) in expected {
        let row = row(|state| step(number, state.opening.offset));
        assert_eq!(row, [open.as_str(), "nothing", "nothing", "nothing"], "{number}");
    }
    assert_eq!(cell(after(&[2]), |state| step(3, state.opening.offset)), "step 3, Sarah: Step, Phone: Step");
    // The card has just called the helpers.
    let called = cell(Log::shown(), |state| step(3, state.opening.offset));
    assert_eq!(called, "step 3, Wider: Step, Sarah: Step, Phone: Step");
    assert_eq!(cell(after(&[3]), |state| step(4, state.opening.offset)), "step 4", "the card's face alone");
    assert_eq!(cell(after(&[4]), |state| step(3, state.opening.offset)), "nothing");
    assert_eq!(cell(after(&[1]), |state| step(1, state.opening.offset)), "nothing");
    assert_eq!(cell(open(), |_| step(7, 10)), "nothing", "a step of a later version");
    assert_eq!(cell(open(), |_| Kind::Escalated { step: 1, since: None }), "nothing");
}

#[test]
fn a_step_of_an_earlier_opening_changes_nothing() {
    let first = open().state.opening.offset;
    for number in 0..=4 {
        assert_eq!(cell(given_back(), |_| step(number, first)), "nothing");
    }
    assert_eq!(cell(given_back(), |state| step(1, state.opening.offset)), "step 1, Helpers: Step");
}

#[test]
fn without_a_card_nobody_is_called_but_the_parent_and_the_phone() {
    let expected = "step 3, Sarah: Step, Phone: Step";
    assert_eq!(cell(Log::raised(), |state| step(3, state.opening.offset)), expected);
}

#[test]
fn after_its_time_no_role_is_called() {
    let mut log = open();
    let since = log.state.words_at();
    let needed_by = Some(jiff::Timestamp::from_millisecond(T0 + 320_000).unwrap());
    let words = Words { needed_by, ..Words::default() };
    log.add("moves", Kind::Changed { parent_id: SARAH, moderator_id: None, since: Some(since), words });
    log.next = 325;
    assert_eq!(cell(log, |state| step(3, state.opening.offset)), "step 3, Sarah: Step, Phone: Step");
}

#[test]
fn the_question_whether_the_child_is_with_its_neighbor() {
    let expected = ["nothing", "a question, Mike: StillOn", "nothing", "nothing"];
    assert_eq!(row(|state| step(5, claim_or_words(state))), expected);
    assert_eq!(cell(taken(), |_| step(5, 10)), "nothing", "of other words");
    let mut log = taken();
    let since = claim_or_words(&log.state);
    log.add("step 5", step(5, since));
    assert_eq!(cell(log, |state| step(5, claim_or_words(state))), "nothing", "once");
}

#[test]
fn a_question_without_an_answer() {
    let asked = |kind: fn(&AlertState) -> Kind| {
        let mut log = taken();
        let kind = kind(&log.state);
        log.add("asks", kind);
        log
    };
    let of_the_child = |state: &AlertState| step(5, claim_or_words(state));
    let of_the_place = |state: &AlertState| Kind::Changed {
        parent_id: SARAH,
        moderator_id: None,
        since: Some(state.words_at()),
        words: Words { location: Some("Elm Road".into()), ..Words::default() },
    };
    let in_vain = |state: &AlertState| step(6, state.question().map_or(-1, |question| question.offset));
    assert_eq!(row(in_vain), ["nothing"; 4]);
    for question in [of_the_child, of_the_place] {
        let mut log = asked(question);
        assert_eq!(cell(asked(question), in_vain), "a question, Sarah: NoNews");
        let kind = in_vain(&log.state);
        log.add("step 6", kind);
        assert!(log.state.question().is_some_and(|question| question.in_vain));
        assert_eq!(cell(log, in_vain), "nothing", "once");
        assert_eq!(cell(asked(question), |_| step(6, 10)), "nothing");
    }
    // Who has the child has answered the question about it, and not the one about the words.
    for (question, expected) in
        [(of_the_child as fn(&AlertState) -> Kind, "nothing"), (of_the_place, "a question, Sarah: NoNews")]
    {
        let mut log = asked(question);
        log.add("met", has_child(MIKE));
        assert_eq!(cell(log, in_vain), expected);
    }
}

#[test]
fn reminded() {
    let reminder = |state: &AlertState| Kind::Reminded { since: claim_or_words(state) };
    assert_eq!(row(reminder), ["nothing", "Mike: Reminder", "nothing", "nothing"]);
    assert_eq!(cell(taken(), |_| Kind::Reminded { since: 10 }), "nothing");
    let mut log = taken();
    let kind = reminder(&log.state);
    log.add("reminds", kind);
    assert_eq!(cell(log, reminder), "nothing", "once");
}

#[test]
fn expired() {
    let missed = |missed| row(|state| Kind::Expired { missed, since: Some(state.phase_at()) });
    let over = "refused: Over";
    assert_eq!(missed(false), ["over: Expired, Sarah: Ended", "over: Expired", "over: Expired", over]);
    // There is a card, so it was not missed.
    assert_eq!(missed(true), ["nothing", "nothing", "nothing", over]);
    assert_eq!(cell(Log::raised(), |_| Kind::Expired { missed: true, since: Some(10) }), "over: Missed, Sarah: Missed");
    let of_another = row(|state| Kind::Expired { missed: false, since: Some(state.phase_at() - 1) });
    assert_eq!(of_another, ["nothing", "nothing", "nothing", over]);
    // What had ended the open alert does not end the claim that came just before it.
    assert_eq!(cell(taken(), |state| Kind::Expired { missed: false, since: Some(state.opening.offset) }), "nothing");
    let offer = cell(offered(taken()), |state| Kind::Expired { missed: false, since: Some(state.phase_at()) });
    assert_eq!(offer, "over: Expired, Lisa: OfferEnded");
}

#[test]
fn withdrawn() {
    let the_alert = row(|_| Kind::Withdrawn { event_id: EventId::new("a") });
    assert_eq!(the_alert, ["over: Withdrawn", "over: Withdrawn, Mike: Ended", "nothing", "nothing"]);
    let the_claim = row(|_| Kind::Withdrawn { event_id: EventId::new("mike takes") });
    assert_eq!(the_claim, ["nothing", "open, the clock begins again, Sarah: ClaimWithdrawn", "nothing", "nothing"]);
    assert_eq!(
        cell(with_backup(), |_| Kind::Withdrawn { event_id: EventId::new("mike takes") }),
        "open, the clock begins again, Sarah: ClaimWithdrawn, Lisa: YourTurn"
    );
    assert_eq!(cell(taken(), |_| Kind::Withdrawn { event_id: EventId::new("another") }), "nothing");
}

#[test]
fn a_take_over_that_is_withdrawn_leaves_nobody() {
    let mut log = offered(taken());
    let since = claim_at(&log.state);
    log.add("lisa takes over", takes_over(LISA, since));
    let withdrawn = Kind::Withdrawn { event_id: EventId::new("lisa takes over") };
    assert_eq!(cell(log, |_| withdrawn.clone()), "open, the clock begins again, Sarah: ClaimWithdrawn");
    let mut log = offered(taken());
    log.fact(withdrawn);
    assert_eq!(refused(log.add("lisa takes over", takes_over(LISA, since))), Refusal::Withdrawn);
}

/// docs/decisions/0076-a-take-over-counts-while-the-child-is-with-somebody.md
#[test]
fn a_withdrawn_take_over_counts_while_the_child_is_with_mike() {
    let handed_over = || {
        let mut log = offered(met());
        let since = claim_at(&log.state);
        log.add("lisa takes over", takes_over(LISA, since));
        log
    };
    let withdrawn = || Kind::Withdrawn { event_id: EventId::new("lisa takes over") };
    let lisa_is_told = |log: &Log| {
        let told = log.state.pending_effects().into_iter().filter_map(|effect| match effect {
            Effect::Inform(notice) if notice.person(&log.state) == Some(LISA) => Some(notice.about),
            _ => None,
        });
        told.collect::<Vec<_>>()
    };
    assert_eq!(cell(handed_over(), |_| withdrawn()), "Lisa: CountsAfterAll");
    let mut log = handed_over();
    log.fact(withdrawn());
    let told = lisa_is_told(&log);
    assert!(matches!(told[..], [About::CountsAfterAll { .. }]), "one message, and one that rings: {told:?}");
    // She has met him, so she knows.
    log.add("lisa meets", has_child(LISA));
    assert_eq!(lisa_is_told(&log), []);
    let mut log = handed_over();
    log.add("lisa meets", has_child(LISA));
    assert_eq!(cell(log, |_| withdrawn()), "nothing");
}

#[test]
fn a_card_that_is_refused() {
    let refused = |_: &AlertState| Kind::Failed {
        cause: EventId::new("a"),
        what: FailedEffect::Card,
        reason: "no".into(),
        as_of: 0,
        deleted: false,
    };
    let without_a_card = |kinds: &[(&str, Kind)]| {
        let mut log = Log::raised();
        for (id, kind) in kinds {
            log.add(id, kind.clone());
        }
        log
    };
    let claim = ("mike takes", takes(MIKE));
    assert_eq!(cell(without_a_card(&[]), refused), "over: NotShown, Sarah: NotShown");
    assert_eq!(
        cell(without_a_card(std::slice::from_ref(&claim)), refused),
        "over: NotShown, Sarah: NotShown, Mike: Ended"
    );
    assert_eq!(cell(without_a_card(&[claim, ("met", has_child(MIKE))]), refused), "nothing");
    assert_eq!(row(refused), ["nothing"; 4], "there is a card");
}

#[test]
fn redacted() {
    for by in [RedactedBy::Clock, RedactedBy::Forgotten] {
        let expected = ["nothing", "nothing", "nothing", "redacted"];
        assert_eq!(row(|_| Kind::Redacted { by }), expected);
    }
    let mut log = over();
    log.add("redacts", Kind::Redacted { by: RedactedBy::Clock });
    assert_eq!(cell(log, |_| Kind::Redacted { by: RedactedBy::Clock }), "nothing");
}

#[test]
fn the_phone_service_is_told_once_that_it_need_not_call_any_more() {
    assert_eq!(cell(after(&[2]), |_| takes(MIKE)), "Mike has it, Mike: Claimed, Sarah: Claimed");
    assert_eq!(cell(after(&[3]), |_| takes(MIKE)), "Mike has it, Mike: Claimed, Sarah: Claimed, Phone: PhoneOver");
    let cancel = |_: &AlertState| Kind::Cancelled { parent_id: SARAH, moderator_id: None, since: None };
    assert_eq!(cell(after(&[4]), cancel), "over: Cancelled, Phone: PhoneOver");
    let mut log = after(&[3]);
    log.add("takes", takes(MIKE));
    assert_eq!(cell(log, cancel), "over: Cancelled, Mike: Ended by Parent");
    // A new time begins the clock again, and the service still calls.
    let mut log = after(&[3]);
    let since = Some(log.state.words_at());
    let needed_by = Some(jiff::Timestamp::from_millisecond(T0 + 3_600_000).unwrap());
    let words = Words { needed_by, ..Words::default() };
    log.add("moves", Kind::Changed { parent_id: SARAH, moderator_id: None, since, words });
    assert_eq!(log.state.step, None);
    assert_eq!(cell(log, |_| takes(MIKE)), "Mike has it, Mike: Claimed, Sarah: Claimed, Phone: PhoneOver");
}
