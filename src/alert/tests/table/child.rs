//! The child is with a neighbor, and done.

use super::*;

fn done(neighbor_id: UserId, since: Option<i64>) -> Kind {
    Kind::Done { neighbor_id, moderator_id: None, parent_id: None, since }
}

#[test]
fn with_child() {
    let by_mike = row(|_| has_child(MIKE));
    let expected = ["refused: NotClaimed", "Mike has the child, Sarah: WithChild", "refused: Yours", "refused: Over"];
    assert_eq!(by_mike, expected);
    let by_lisa = row(|_| has_child(LISA));
    assert_eq!(by_lisa, ["refused: NotClaimed", "refused: NotYours", "refused: NotYours", "refused: Over"]);
    // It tells of the world, so it counts whatever the card said.
    let stale = cell(taken(), |_| Kind::WithChild { neighbor_id: MIKE, since: Some(10) });
    assert_eq!(stale, "Mike has the child, Sarah: WithChild");
}

#[test]
fn who_had_it_earlier_is_passed_on_once() {
    assert_eq!(cell(given_back(), |_| has_child(MIKE)), "Sarah: SaysWithChild");
    let mut log = given_back();
    log.add("first", has_child(MIKE));
    assert_eq!(refused(log.add("again", has_child(MIKE))), Refusal::NotClaimed);

    let mut log = given_back();
    log.add("lisa takes", takes(LISA));
    assert_eq!(refused(log.add("stranger", has_child(DAVID))), Refusal::NotYours(log.state.claim().unwrap().clone()));
    assert_eq!(cell(log, |_| has_child(MIKE)), "Sarah: SaysWithChild, Lisa: SaysWithChild");

    // A second claim is passed on again.
    let mut log = given_back();
    log.add("first", has_child(MIKE));
    log.add("takes again", takes(MIKE));
    log.add("gives back again", gives_back(MIKE, None));
    assert_eq!(cell(log, |_| has_child(MIKE)), "Sarah: SaysWithChild");
}

#[test]
fn after_the_end_only_the_last_claimer_is_passed_on_and_once() {
    let ended = |mut log: Log| {
        log.add("sarah cancels", Kind::Cancelled { parent_id: SARAH, moderator_id: None, since: None });
        log
    };
    assert_eq!(cell(ended(taken()), |_| has_child(MIKE)), "Sarah: SaysWithChild");
    assert_eq!(cell(ended(taken()), |_| has_child(LISA)), "refused: Over");
    assert_eq!(cell(ended(given_back()), |_| has_child(MIKE)), "refused: Over");
    let mut log = ended(taken());
    log.add("first", has_child(MIKE));
    assert_eq!(cell(log, |_| has_child(MIKE)), "refused: Over");
}

#[test]
fn the_last_claimer_is_passed_on_after_the_texts_are_dropped_and_until_they_are_removed_from_discord() {
    let mut log = taken();
    log.add("sarah cancels", Kind::Cancelled { parent_id: SARAH, moderator_id: None, since: None });
    log.state.shrink();
    let mut redacted = Log { state: log.state.clone(), next: log.next };
    redacted.fact(Kind::Redacted { by: RedactedBy::Clock });
    assert_eq!(refused(redacted.add("too late", has_child(MIKE))), Refusal::Over(Ending::Cancelled));

    assert_eq!(log.add("first", has_child(MIKE)), Outcome::Applied);
    let [.., Effect::Inform(notice)] = &log.state.pending_effects()[..] else { panic!("Sarah is told") };
    let Notice { recipient: Recipient::Parent, about: About::SaysWithChild { who, .. }, .. } = notice else {
        panic!("{notice:?}")
    };
    assert_eq!((who.id, &*who.name), (MIKE, "Mike"));
    let cause = notice.cause.clone();
    log.fact(Kind::Informed { cause, whom: Recipient::Parent, message_id: None, channel_id: None });
    let is_notice = |effect: &Effect| matches!(effect, Effect::Inform(_));
    assert!(!log.state.pending_effects().iter().any(is_notice), "Sarah is told once");
    assert_eq!(refused(log.add("again", has_child(MIKE))), Refusal::Over(Ending::Cancelled));
}

#[test]
fn done_by_its_neighbor() {
    let by_mike = row(|state| done(MIKE, claim_at(state)));
    assert_eq!(
        by_mike,
        [
            "refused: NotClaimed",
            "over: Done, Sarah: Ended by Neighbor",
            "over: Done, safe, Sarah: Ended by Neighbor",
            "refused: Over"
        ]
    );
    assert_eq!(cell(taken(), |state| done(LISA, claim_at(state))), "refused: NotYours");
    assert_eq!(cell(met(), |_| done(MIKE, Some(10))), "refused: Changed");
}

fn thanks(parent_id: UserId, since: Option<i64>) -> Kind {
    Kind::Thanked { parent_id, parent_name: name_of(parent_id).into(), since }
}

/// Mike has brought the child home.
fn home() -> Log {
    let mut log = met();
    let since = claim_at(&log.state);
    assert_eq!(log.add("mike is done", done(MIKE, since)), Outcome::Applied);
    log
}

#[test]
fn thanked_by_the_parent() {
    let by_sarah = row(|state| thanks(SARAH, claim_at(state)));
    assert_eq!(by_sarah, ["refused: NotDone", "refused: NotDone", "refused: NotDone", "refused: Over"]);
    assert_eq!(cell(home(), |state| thanks(SARAH, claim_at(state))), "Mike: Thanked");
    assert_eq!(cell(home(), |state| thanks(LISA, claim_at(state))), "refused: OnlyTheParent");
    assert_eq!(cell(home(), |_| thanks(SARAH, Some(10))), "refused: Changed");
}

#[test]
fn the_neighbor_is_thanked_once_also_after_the_texts_are_dropped() {
    for drops in [false, true] {
        let mut log = home();
        let since = claim_at(&log.state);
        if drops {
            log.state.shrink();
        }
        assert_eq!(log.add("first", thanks(SARAH, since)), Outcome::Applied);
        let told =
            |log: &Log| log.state.pending_effects().iter().filter(|effect| matches!(effect, Effect::Inform(_))).count();
        let pending = told(&log);
        if drops {
            log.state.shrink();
        }
        assert_eq!(log.add("first", thanks(SARAH, since)), Outcome::Duplicate, "the same press again");
        assert_eq!(refused(log.add("second", thanks(SARAH, since))), Refusal::Thanked);
        assert_eq!(told(&log), if drops { 0 } else { pending });
    }
}

#[test]
fn nobody_is_thanked_once_the_words_are_removed_from_discord() {
    let mut log = home();
    let since = claim_at(&log.state);
    log.fact(Kind::Redacted { by: RedactedBy::Clock });
    assert_eq!(refused(log.add("too late", thanks(SARAH, since))), Refusal::Over(Ending::Done));
}

#[test]
fn who_was_asked_to_take_over_is_told_that_it_is_done() {
    let ended = cell(offered(met()), |state| done(MIKE, claim_at(state)));
    assert_eq!(ended, "over: Done, safe, Sarah: Ended by Neighbor, Lisa: OfferEnded");
}

#[test]
fn done_by_another_is_not_said_to_be_safe() {
    let by_a_moderator = row(|state| Kind::Done {
        neighbor_id: MIKE,
        moderator_id: Some(MODERATOR),
        parent_id: None,
        since: claim_at(state),
    });
    let closed = "over: Done, Mike: Ended by Moderator, Sarah: Ended by Moderator";
    assert_eq!(by_a_moderator, ["refused: NotClaimed", closed, closed, "refused: Over"]);
    let by_the_parent = row(|state| Kind::Done {
        neighbor_id: MIKE,
        moderator_id: None,
        parent_id: Some(SARAH),
        since: claim_at(state),
    });
    let closed = "over: Done, Mike: Ended by Parent";
    assert_eq!(by_the_parent, ["refused: NothingToClose", closed, closed, "refused: Over"]);
    let by_a_stranger = Kind::Done { neighbor_id: MIKE, moderator_id: None, parent_id: Some(LISA), since: None };
    assert_eq!(cell(met(), |_| by_a_stranger.clone()), "refused: NotTheParent");
}
