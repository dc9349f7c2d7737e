//! Tests of alerts that arrived after Discord had told their parents that the command failed.

use super::*;

fn late() -> Log {
    let mut log = Log::new();
    log.add("a", Kind::Raised(Alert { late: true, ..alert() }));
    log
}

fn told_of(log: &Log) -> Option<Notice> {
    log.state.pending_effects().into_iter().find_map(|effect| match effect {
        Effect::Inform(notice) => Some(notice),
        _ => None,
    })
}

#[test]
fn the_parent_of_a_late_alert_is_told_once_and_not_before_the_card_is_there() {
    let mut log = late();
    assert_eq!(told_of(&log), None, "it is not posted yet");
    log.fact(posted(CARD, log.state.changed_at));
    let notice = told_of(&log).expect("a notice");
    assert_eq!((notice.recipient, &notice.about, notice.cause.as_str()), (Recipient::Parent, &About::Late, "a"));
    // A second card, found by another board, makes no second notice.
    log.fact(posted(MessageId(CARD.0 + 1), log.state.changed_at));
    assert_eq!(log.state.notices.len(), 1);
    log.fact(told("a", Recipient::Parent));
    assert_eq!(told_of(&log), None);
}

#[test]
fn a_late_alert_that_ended_before_it_was_posted_has_no_such_notice() {
    let mut log = late();
    log.fact(Kind::Expired { missed: true, since: None });
    log.fact(posted(CARD, log.state.changed_at));
    assert!(log.state.notices.iter().all(|notice| notice.about != About::Late), "{:?}", log.state.notices);
}

#[test]
fn a_late_alert_that_has_ended_is_not_said_to_be_posted_now() {
    let mut log = late();
    log.fact(posted(CARD, log.state.changed_at));
    assert!(told_of(&log).is_some());
    log.add("c", Kind::Cancelled { parent_id: SARAH, moderator_id: None, since: None });
    assert_eq!(told_of(&log), None);
}

#[test]
fn gateways_that_differ_about_the_lateness_raise_one_alert() {
    let mut log = late();
    assert_eq!(log.add("a", Kind::Raised(alert())), Outcome::Duplicate);
}
