//! Tests of alerts whose time had passed before their card could be posted, and of the notices to their parents.

use super::*;
use crate::alert::deadlines::REDACT_AFTER_MS;

#[test]
fn an_alert_whose_time_has_passed_is_posted_as_missed_and_never_pinned() {
    let by = T0 + 60_000;
    let mut log = Log::new();
    let needed_by = Some(jiff::Timestamp::from_millisecond(by).unwrap());
    log.add("a", Kind::Raised(Alert { needed_by, ..alert() }));
    assert_eq!(
        log.state.next_end(REDACT_AFTER_MS),
        Some(Due { at: Millis(by), kind: Kind::Expired { missed: true, since: Some(10) }, waits_for_card: true })
    );
    log.fact(Kind::Expired { missed: true, since: None });
    assert!(matches!(&log.state.pending_effects()[..], [Effect::Post { missed: true, .. }, Effect::Inform(_)]));
    log.fact(posted(CARD, log.state.changed_at));
    assert!(matches!(&log.state.pending_effects()[..], [Effect::Inform(_)]));
}

#[test]
fn an_alert_for_now_is_not_missed_because_it_is_some_minutes_late() {
    for late in [0, 10_000, 60_000, LATE_MS - 1] {
        let mut log = Log::new();
        let now = Some(jiff::Timestamp::from_millisecond(T0 - late).unwrap());
        log.add("a", Kind::Raised(Alert { needed_by: now, raised_at: now, ..alert() }));
        let due = log.state.next_end(REDACT_AFTER_MS).unwrap();
        assert_eq!(due.at, Millis(T0 - late + LATE_MS), "{late}");
        assert!(matches!(&log.state.pending_effects()[..], [Effect::Post { missed: false, .. }]), "{late}");
        // With its card it is open for an hour after it was raised.
        log.fact(posted(CARD, log.state.changed_at));
        assert_eq!(log.state.next_end(REDACT_AFTER_MS).unwrap().at, Millis(T0 + 10_000 + GRACE_MS), "{late}");
    }
}

/// An alert without a card, whose time passes `after` so many milliseconds.
fn missed(alert: Alert, after: i64) -> Log {
    let mut log = Log::new();
    log.add("a", Kind::Raised(alert));
    let kind = Kind::Expired { missed: true, since: None };
    let mut event = log.event(kind.own_id(&log.state.id).as_str(), kind);
    event.ts = Millis(T0 + 10_000 + after);
    assert_eq!(log.state.fold(&event), Outcome::Applied);
    log
}

#[test]
fn the_parent_of_a_missed_alert_is_told_once_that_nobody_was_asked() {
    let mut log = missed(alert(), 60_000);
    let told_of = |log: &Log| {
        log.state.pending_effects().into_iter().find_map(|effect| match effect {
            Effect::Inform(notice) => Some(notice),
            _ => None,
        })
    };
    let notice = told_of(&log).unwrap();
    assert_eq!(
        (notice.recipient, &notice.about, notice.cause.as_str()),
        (Recipient::Parent, &About::Missed, "a/expired/true")
    );
    // Two boards may have appended it, and a second key would be a second message.
    assert_eq!(log.fact(Kind::Expired { missed: true, since: None }), Outcome::Duplicate);
    assert_eq!(told_of(&log).map(|again| again.key()), Some(notice.key()));
    log.fact(told("a/expired/true", Recipient::Parent));
    assert_eq!(told_of(&log), None);
}

#[test]
fn a_missed_alert_without_parent_or_older_than_the_window_has_no_notice() {
    for (alert, after, told) in [
        (alert(), WINDOW_MS, true),
        (alert(), WINDOW_MS + 1, false),
        (Alert { parent_id: None, ..alert() }, 60_000, false),
    ] {
        let log = missed(alert, after);
        assert_eq!(log.state.ending(), Some(Ending::Missed));
        assert_eq!(!log.state.notices.is_empty(), told, "{after}");
    }
}

#[test]
fn an_alert_with_a_claim_or_a_card_was_not_missed() {
    let mut clicked = Log::raised();
    clicked.add("own", claimed(SARAH, CARD));
    let mut taken = Log::raised();
    taken.add(
        "m",
        Kind::Claimed {
            neighbor_id: MIKE,
            neighbor_name: "Mike".into(),
            message: String::new(),
            message_id: None,
            channel_id: None,
            locale: None,
        },
    );
    for mut log in [clicked, taken] {
        log.fact(Kind::Expired { missed: true, since: None });
        assert!(!log.state.is_over());
        log.fact(Kind::Expired { missed: false, since: None });
        assert_eq!(log.state.ending(), Some(Ending::Expired));
    }
}

#[test]
fn an_alert_whose_card_came_before_its_end_was_not_missed() {
    let mut log = Log::shown();
    log.fact(Kind::Expired { missed: true, since: None });
    assert_eq!(log.state.phase, Phase::Open);
    assert_eq!(
        log.state.next_end(REDACT_AFTER_MS).map(|due| due.kind),
        Some(Kind::Expired { missed: false, since: Some(10) })
    );
}
