//! The card: which message it is, and what is still to be done to it.

use super::*;

#[test]
fn the_pending_effects_of_a_new_alert_are_its_card_then_its_pin() {
    let mut log = Log::raised();
    assert!(matches!(&log.state.pending_effects()[..], [Effect::Post { missed: false, .. }]));
    log.fact(posted(CARD, 10));
    assert_eq!(log.state.pending_effects(), [Effect::Pin(true)]);
    log.fact(Kind::Shown { as_of: 10, pinned: Some(true), removed: vec![], look: crate::alert::LOOK });
    assert_eq!(log.state.pending_effects(), []);
}

#[test]
fn a_second_card_is_a_stray_and_the_first_stays() {
    let mut log = Log::shown();
    log.fact(posted(MessageId(101), 10));
    assert_eq!(log.state.pending_effects(), [Effect::Remove(vec![MessageId(101)])]);
    log.fact(Kind::Shown { as_of: 10, pinned: None, removed: vec![MessageId(101)], look: crate::alert::LOOK });
    assert_eq!(log.state.pending_effects(), []);
}

#[test]
fn a_click_on_a_stray_counts_and_removes_it() {
    let mut log = Log::shown();
    assert_eq!(log.add("m", claimed(MIKE, MessageId(101))), Outcome::Applied);
    assert!(log.state.pending_effects().contains(&Effect::Remove(vec![MessageId(101)])));
}

#[test]
fn a_pressed_card_without_a_posted_record_is_adopted() {
    let mut log = Log::raised();
    log.add("m", claimed(MIKE, CARD));
    assert!(matches!(log.state.pending_effects()[0], Effect::Adopt { message_id: CARD, .. }));
    log.fact(posted(CARD, 10));
    assert_eq!(log.state.pending_effects()[0], Effect::Edit);
}

#[test]
fn a_click_long_after_the_claim_shows_the_card_again() {
    let mut log = Log::shown();
    log.add("m", claimed(MIKE, CARD));
    let as_of = log.state.changed_at;
    log.fact(Kind::Shown { as_of, pinned: None, removed: vec![], look: crate::alert::LOOK });
    assert!(!log.state.pending_effects().contains(&Effect::Edit));
    log.add("l1", claimed(LISA, CARD));
    assert!(!log.state.pending_effects().contains(&Effect::Edit), "a click of the same moment is an ordinary race");
    log.next += 5;
    log.add("l2", claimed(LISA, CARD));
    assert!(log.state.pending_effects().contains(&Effect::Edit));
}

#[test]
fn a_permanently_refused_effect_is_not_tried_again() {
    let failed =
        |what, as_of| Kind::Failed { cause: EventId::new("a"), what, reason: "no".into(), as_of, deleted: false };
    let mut log = Log::raised();
    log.fact(posted(CARD, 10));
    log.fact(failed(FailedEffect::Pin, 10));
    assert_eq!(log.state.pending_effects(), []);

    let mut log = Log::raised();
    log.fact(failed(FailedEffect::Card, 0));
    assert_eq!(log.state.ending(), Some(Ending::NotShown));
    assert!(matches!(
        &log.state.pending_effects()[..],
        [Effect::Inform(Notice { recipient: Recipient::Parent, about: About::NotShown { deleted: false }, .. })]
    ));
}
