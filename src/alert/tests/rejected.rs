//! Alerts that intake could not raise, and cards that rang nobody: the notices for their parents.

use super::*;

fn rejected() -> Kind {
    Kind::Rejected { parent_id: Some(SARAH), guild_id: None, channel_id: None, reason: "it is too old".into() }
}

fn pending_notices(state: &AlertState) -> Vec<About> {
    let notice = |effect| match effect {
        Effect::Inform(notice) => Some(notice.about),
        _ => None,
    };
    state.pending_effects().into_iter().filter_map(notice).collect()
}

#[test]
fn a_rejected_alert_is_told_once_and_can_be_raised_later() {
    let mut log = Log::new();
    assert_eq!(log.add("no", rejected()), Outcome::Applied);
    assert_eq!(log.state.pending_effects().len(), 1, "it has no card");
    assert_eq!(pending_notices(&log.state), [About::Rejected]);
    assert_eq!(log.add("no", rejected()), Outcome::Duplicate);
    log.fact(told("no", Recipient::Parent));
    assert_eq!(log.state.pending_effects(), []);
    // An admin has corrected the dead letter.
    assert_eq!(log.add("a", Kind::Raised(alert())), Outcome::Applied);
    assert!(matches!(log.state.pending_effects()[..], [Effect::Post { missed: false, .. }]));
    assert_eq!(log.add("again", rejected()), Outcome::Duplicate);
    assert_eq!(log.state.phase, Phase::Open);
}

#[test]
fn the_parent_of_a_silent_card_is_told_until_somebody_takes_the_alert() {
    let silent = Kind::Posted {
        cause: EventId::new("a"),
        channel_id: CHANNEL,
        message_id: CARD,
        as_of: 10,
        role_notified: Some(false),
        look: crate::alert::LOOK,
    };
    let mut log = Log::raised();
    log.fact(silent.clone());
    log.fact(silent);
    assert_eq!(pending_notices(&log.state), [About::NobodyRung]);
    log.add("m", claimed(MIKE, CARD));
    assert!(!pending_notices(&log.state).contains(&About::NobodyRung));
}
