//! Who has the alert: claim, give back, backup, hand over.

use super::*;

#[test]
fn claimed() {
    assert_eq!(
        row(|_| takes(LISA)),
        ["Lisa has it, Lisa: Claimed, Sarah: Claimed", "refused: Taken", "refused: Taken", "refused: Over"]
    );
    assert_eq!(
        row(|_| takes(MIKE)),
        ["Mike has it, Mike: Claimed, Sarah: Claimed", "refused: Yours", "refused: Yours", "refused: Over"]
    );
    assert_eq!(row(|_| takes(SARAH)), ["refused: OwnAlert", "refused: OwnAlert", "refused: OwnAlert", "refused: Over"]);
}

#[test]
fn who_is_blocked_takes_nothing_is_no_backup_and_is_offered_nothing() {
    let blocked = || {
        let mut log = Log::new();
        let hash = blocked_hash(&log.state.id, LISA);
        log.add("a", Kind::Raised(Alert { blocked: vec![hash], ..alert() }));
        log
    };
    let taken = || {
        let mut log = blocked();
        log.add("mike takes", takes(MIKE));
        log
    };
    assert_eq!(cell(blocked(), |_| takes(LISA)), "refused: Blocked");
    assert_eq!(cell(blocked(), |_| takes(MIKE)), "Mike has it, Mike: Claimed, Sarah: Claimed");
    assert_eq!(cell(taken(), |state| stands_by(LISA, claim_at(state))), "refused: Blocked");
    assert_eq!(cell(taken(), |state| offers(MIKE, LISA, claim_at(state))), "refused: Blocked");
    // The stamp of the log counts: another alert of the same parent has other hashes.
    assert!(
        !Alert { blocked: vec![blocked_hash(&AlertId::new("b").unwrap(), LISA)], ..alert() }
            .is_blocked(&AlertId::new("a").unwrap(), LISA)
    );
}

#[test]
fn nobody_takes_an_alert_a_third_time_but_a_press_that_was_not_sent_is_no_time() {
    let mut log = open();
    for time in 0..2 {
        log.add(&format!("takes {time}"), takes(MIKE));
        log.add(&format!("gives back {time}"), gives_back(MIKE, None));
    }
    assert_eq!(refused(log.add("third", takes(MIKE))), Refusal::TooOften);
    assert_eq!(log.add("lisa", takes(LISA)), Outcome::Applied);
    let since = claim_at(&log.state);
    assert_eq!(refused(log.add("backup", stands_by(MIKE, since))), Refusal::TooOften);

    let mut log = open();
    for time in 0..4 {
        let id = format!("unheard {time}");
        assert_eq!(log.add(&id, takes(MIKE)), Outcome::Applied, "{time}");
        log.fact(Kind::Withdrawn { event_id: EventId::new(id) });
    }
}

#[test]
fn taken_over() {
    let without_an_offer = row(|state| takes_over(LISA, claim_at(state)));
    assert_eq!(
        without_an_offer,
        ["refused: NotClaimed", "refused: NotOffered", "refused: NotOffered", "refused: Over"]
    );
    let told = "Lisa: TakenOver, Mike: TakenOver, Sarah: TakenOver";
    let by_lisa = |state: &AlertState| takes_over(LISA, claim_at(state));
    assert_eq!(cell(offered(taken()), by_lisa), format!("Lisa has it, {told}"));
    // The child is with Mike until both have met.
    assert_eq!(cell(offered(met()), by_lisa), format!("Lisa has it, Mike has the child, {told}"));
    assert_eq!(cell(offered(taken()), |state| takes_over(DAVID, claim_at(state))), "refused: NotOffered");
    assert_eq!(cell(offered(taken()), |state| takes_over(MIKE, claim_at(state))), "refused: Yours");
    assert_eq!(cell(offered(taken()), |_| takes_over(LISA, Some(10))), "refused: Changed");
}

#[test]
fn who_has_taken_over_says_that_they_have_the_child_and_only_then_have_it() {
    let mut log = offered(met());
    let since = claim_at(&log.state);
    log.add("lisa takes over", takes_over(LISA, since));
    let met = cell(log, |_| has_child(LISA));
    assert_eq!(met, "Lisa has the child, Sarah: WithChild");
}

#[test]
fn a_backup_who_takes_over_is_no_backup_any_more_and_another_stays() {
    let after = |by| {
        let mut log = with_backup();
        let since = claim_at(&log.state);
        log.add("offer", offers(MIKE, by, since));
        log.add("over", takes_over(by, since));
        log.state.holding().and_then(|holding| holding.standby.clone()).map(|person| person.id)
    };
    assert_eq!((after(LISA), after(DAVID)), (None, Some(LISA)));
}

#[test]
fn released() {
    let by_mike = row(|state| gives_back(MIKE, claim_at(state)));
    assert_eq!(
        by_mike,
        [
            "refused: NotClaimed",
            "open, the clock begins again, Sarah: Released by Neighbor",
            "refused: WithYou",
            "refused: Over"
        ]
    );
    let by_the_parent = row(|state| Kind::Released {
        neighbor_id: MIKE,
        moderator_id: None,
        parent_id: Some(SARAH),
        since: claim_at(state),
    });
    assert_eq!(
        by_the_parent,
        [
            "refused: NotClaimed",
            "open, the clock begins again, Mike: Released by Parent",
            "refused: WithNeighbor",
            "refused: Over"
        ]
    );
    let by_a_moderator = row(|state| Kind::Released {
        neighbor_id: MIKE,
        moderator_id: Some(MODERATOR),
        parent_id: None,
        since: claim_at(state),
    });
    assert_eq!(
        by_a_moderator,
        [
            "refused: NotClaimed",
            "open, the clock begins again, Mike: Released by Moderator, Sarah: Released by Moderator",
            "refused: WithNeighbor",
            "refused: Over"
        ]
    );
    assert_eq!(cell(taken(), |state| gives_back(LISA, claim_at(state))), "refused: NotYours");
    assert_eq!(cell(taken(), |_| gives_back(MIKE, Some(10))), "refused: Changed");
    let by_a_stranger = Kind::Released { neighbor_id: MIKE, moderator_id: None, parent_id: Some(LISA), since: None };
    assert_eq!(cell(taken(), |_| by_a_stranger.clone()), "refused: NotTheParent");
}

#[test]
fn a_claim_that_ends_calls_the_backup_and_plans_step_0() {
    let opened = cell(with_backup(), |state| gives_back(MIKE, claim_at(state)));
    assert_eq!(opened, "open, the clock begins again, Sarah: Released by Neighbor, Lisa: YourTurn");
    let log = given_back();
    let opening = &log.state.opening;
    assert_eq!(opening.cause.as_str(), "mike gives back");
    assert!(opening.calls_again && !opening.had_backup && opening.reopened == 1);
    assert_eq!(opening.given_back_by.as_deref(), Some("Mike"));
    assert_eq!(log.state.step, None);
}

#[test]
fn the_second_claim_of_one_person_is_not_ended_by_a_button_of_the_first() {
    let mut log = taken();
    let first = claim_at(&log.state);
    log.add("gives back", gives_back(MIKE, first));
    log.add("takes again", takes(MIKE));
    assert_ne!(claim_at(&log.state), first);
    let stale = [
        gives_back(MIKE, first),
        Kind::Released { neighbor_id: MIKE, moderator_id: Some(MODERATOR), parent_id: None, since: first },
        Kind::Done { neighbor_id: MIKE, moderator_id: None, parent_id: None, since: first },
        Kind::Done { neighbor_id: MIKE, moderator_id: None, parent_id: Some(SARAH), since: first },
        offers(MIKE, LISA, first),
        stands_by(LISA, first),
    ];
    for (n, kind) in stale.into_iter().enumerate() {
        assert_eq!(refused(log.add(&format!("stale {n}"), kind.clone())), Refusal::Changed, "{kind:?}");
    }
}

#[test]
fn standby() {
    let by_lisa = row(|state| stands_by(LISA, claim_at(state)));
    assert_eq!(by_lisa, ["refused: NoBackupNeeded", "backup Lisa", "refused: NoBackupNeeded", "refused: Over"]);
    assert_eq!(cell(taken(), |state| stands_by(MIKE, claim_at(state))), "refused: Yours");
    assert_eq!(cell(taken(), |state| stands_by(SARAH, claim_at(state))), "refused: OwnAlert");
    assert_eq!(cell(taken(), |_| stands_by(LISA, Some(10))), "refused: Changed");
    for (who, yours) in [(LISA, true), (DAVID, false)] {
        let mut log = with_backup();
        let since = claim_at(&log.state);
        assert_eq!(refused(log.add("it", stands_by(who, since))), Refusal::HasBackup { yours });
    }
    assert_eq!(cell(with_backup(), |_| has_child(MIKE)), "Mike has the child, no backup, Sarah: WithChild");
}

#[test]
fn offered_to_another() {
    let to_lisa = row(|state| offers(MIKE, LISA, claim_at(state)));
    let noted = "offered to Lisa, Lisa: Offered";
    assert_eq!(to_lisa, ["refused: NotClaimed", noted, noted, "refused: Over"]);
    assert_eq!(cell(taken(), |state| offers(LISA, DAVID, claim_at(state))), "refused: NotYours");
    assert_eq!(cell(taken(), |state| offers(MIKE, SARAH, claim_at(state))), "refused: NotToThem");
    assert_eq!(cell(taken(), |state| offers(MIKE, MIKE, claim_at(state))), "refused: NotToThem");
    assert_eq!(cell(taken(), |_| offers(MIKE, LISA, Some(10))), "refused: Changed");
    // The newest offer counts.
    let again = cell(offered(taken()), |state| offers(MIKE, DAVID, claim_at(state)));
    assert_eq!(again, "offered to David, David: Offered");
}

#[test]
fn one_person_cannot_use_up_what_all_others_may_press() {
    let mut log = taken();
    for press in 0..600 {
        assert!(matches!(log.add(&format!("{press}"), takes(LISA)), Outcome::Refused(Refusal::Taken(_))));
    }
    // Who has it can change things five hundred times; what ends the alert counts all the same.
    for press in 0..600 {
        let since = claim_at(&log.state);
        log.add(&format!("offer {press}"), offers(MIKE, if press % 2 == 0 { LISA } else { DAVID }, since));
    }
    let since = claim_at(&log.state);
    assert_eq!(refused(log.add("more", offers(MIKE, LISA, since))), Refusal::TooMany);
    assert_eq!(log.add("met", has_child(MIKE)), Outcome::Applied);
    let done = Kind::Done { neighbor_id: MIKE, moderator_id: None, parent_id: None, since };
    assert_eq!(log.add("done", done), Outcome::Applied);
    assert!(log.state.notices.len() < 510);
}
