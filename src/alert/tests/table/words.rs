//! What the parent and the neighbor say about the words: cancel, change, confirm.

use super::*;

fn cancel(moderator_id: Option<UserId>, since: Option<i64>) -> Kind {
    Kind::Cancelled { parent_id: SARAH, moderator_id, since }
}

fn change(moderator_id: Option<UserId>, since: i64, words: Words) -> Kind {
    Kind::Changed { parent_id: SARAH, moderator_id, since: Some(since), words }
}

fn place() -> Words {
    Words { location: Some("Elm Road".into()), ..Words::default() }
}

fn message() -> Words {
    Words { message: Some("He has a red bag".into()), ..Words::default() }
}

fn time(minutes: i64) -> Words {
    let needed_by = jiff::Timestamp::from_millisecond(T0 + minutes * 60_000).unwrap();
    Words { needed_by: Some(needed_by), ..Words::default() }
}

#[test]
fn cancelled() {
    let by_the_parent = row(|state| cancel(None, Some(state.phase_at())));
    assert_eq!(
        by_the_parent,
        ["over: Cancelled", "over: Cancelled, Mike: Ended by Parent", "refused: WithNeighbor", "refused: Over"]
    );
    let by_a_moderator = row(|state| cancel(Some(MODERATOR), Some(state.phase_at())));
    assert_eq!(
        by_a_moderator,
        [
            "over: Cancelled, Sarah: Ended by Moderator",
            "over: Cancelled, Mike: Ended by Moderator, Sarah: Ended by Moderator",
            "refused: WithNeighbor",
            "refused: Over"
        ]
    );
    let stopped = cell(offered(taken()), |state| cancel(None, Some(state.phase_at())));
    assert_eq!(stopped, "over: Cancelled, Mike: Ended by Parent, Lisa: OfferEnded");
    let by_lisa = Kind::Cancelled { parent_id: LISA, moderator_id: None, since: None };
    assert_eq!(
        row(|_| by_lisa.clone())[..3],
        ["refused: NotTheParent", "refused: NotTheParent", "refused: NotTheParent"]
    );
}

#[test]
fn a_cancel_that_was_pressed_on_another_card_changes_nothing() {
    let opened = open().state.phase_at();
    assert_eq!(cell(taken(), |_| cancel(None, Some(opened))), "refused: Changed");
    let claimed = taken().state.phase_at();
    assert_eq!(cell(given_back(), |_| cancel(None, Some(claimed))), "refused: Changed");
    let moved = |mut log: Log| {
        let since = log.state.words_at();
        log.add("moves", change(None, since, time(60)));
        log
    };
    assert_eq!(cell(moved(open()), |_| cancel(None, Some(opened))), "refused: Changed");
    // Who has it is still the same, so the claim's cards say so too.
    assert_eq!(cell(moved(taken()), |_| cancel(None, Some(claimed))), "over: Cancelled, Mike: Ended by Parent");
}

#[test]
fn changed() {
    let row_of = |words: &Words, moderator| row(|state| change(moderator, state.words_at(), words.clone()));
    let (with_child, over) = ("refused: WithNeighbor", "refused: Over");
    assert_eq!(row_of(&message(), None), ["new words", "new words", with_child, over]);
    assert_eq!(
        row_of(&place(), None),
        ["new words", "new words, a question, Mike: Changed by Parent", with_child, over]
    );
    assert_eq!(
        row_of(&time(60), None),
        ["the clock begins again, new words", "new words, a question, Mike: Changed by Parent", with_child, over]
    );
    assert_eq!(
        row_of(&place(), Some(MODERATOR)),
        [
            "new words, Sarah: Changed by Moderator",
            "new words, a question, Sarah: Changed by Moderator, Mike: Changed by Moderator",
            with_child,
            over
        ]
    );
    let by_lisa = |state: &AlertState| Kind::Changed {
        parent_id: LISA,
        moderator_id: None,
        since: Some(state.words_at()),
        words: message(),
    };
    assert_eq!(row(by_lisa)[..2], ["refused: NotTheParent", "refused: NotTheParent"]);
}

#[test]
fn whoever_changes_only_the_message_does_not_read_that_the_neighbor_is_asked() {
    let mut log = taken();
    let mut noted = |id: &str, words| {
        let kind = change(None, log.state.words_at(), words);
        assert_eq!(log.add(id, kind.clone()), Outcome::Applied);
        crate::alert::Noted::of(&kind, &log.state)
    };
    assert_eq!(noted("place", place()), Some(crate::alert::Noted::Changed { asks: true }));
    assert_eq!(noted("message", message()), Some(crate::alert::Noted::Changed { asks: false }));
}

#[test]
fn a_change_of_other_words_than_the_present_ones_changes_nothing() {
    let mut log = open();
    let first = log.state.words_at();
    log.add("first", change(None, first, message()));
    assert_eq!(refused(log.add("second", change(None, first, place()))), Refusal::Changed);
    let since = log.state.words_at();
    assert_eq!(log.add("third", change(None, since, place())), Outcome::Applied);
    let alert = log.state.alert().unwrap();
    assert_eq!((alert.message.as_str(), alert.location.as_str()), ("He has a red bag", "Elm Road"));
    assert_eq!((alert.child_name.as_str(), alert.parent_name.as_str()), ("Jake", "Sarah"), "what did not differ stays");
}

#[test]
fn no_time_is_more_than_a_day_after_the_alert() {
    let day = LIFE_MS / 60_000;
    let at = |minutes| cell(open(), |state| change(None, state.words_at(), time(minutes)));
    // The alert was raised at its tenth second.
    assert_eq!(at(day), "the clock begins again, new words");
    assert_eq!(at(day + 1), "refused: TooFar");
}

#[test]
fn the_same_time_again_does_not_begin_the_clock_again() {
    let mut log = open();
    let since = log.state.words_at();
    log.add("moves", change(None, since, time(60)));
    assert_eq!(cell(log, |state| change(None, state.words_at(), time(60))), "new words");
}

#[test]
fn confirmed() {
    let confirm = |who| {
        move |state: &AlertState| Kind::Confirmed {
            neighbor_id: who,
            since: state.question().map(|asked| asked.offset),
        }
    };
    assert_eq!(row(confirm(MIKE)), ["refused: NotClaimed", "refused: Changed", "refused: Changed", "refused: Over"]);
    let asked = || {
        let mut log = taken();
        let since = log.state.words_at();
        log.add("moves", change(None, since, place()));
        log
    };
    let and_met = || {
        let mut log = asked();
        log.add("met", has_child(MIKE));
        log
    };
    assert_eq!(cell(asked(), confirm(MIKE)), "no question, Sarah: Confirmed");
    assert_eq!(cell(and_met(), confirm(MIKE)), "no question, Sarah: Confirmed");
    assert_eq!(cell(asked(), confirm(LISA)), "refused: NotYours");
    let another = |_: &AlertState| Kind::Confirmed { neighbor_id: MIKE, since: Some(10) };
    assert_eq!(cell(asked(), another), "refused: Changed");
}

#[test]
fn a_neighbor_is_told_of_a_change_even_where_the_question_about_the_child_came_first() {
    let mut log = taken();
    let since = log.state.words_at();
    log.add("moves", change(None, since, place()));
    let since = Some(log.state.words_at());
    log.add("step 5", Kind::Escalated { step: 5, since });
    let pending: Vec<_> = log
        .state
        .pending_effects()
        .into_iter()
        .filter_map(|effect| match effect {
            Effect::Inform(notice) if notice.recipient == Recipient::Neighbor => Some(notice.about),
            _ => None,
        })
        .collect();
    assert!(matches!(pending[..], [About::Claimed(_), About::Changed { .. }, About::StillOn(_)]), "{pending:?}");
}
