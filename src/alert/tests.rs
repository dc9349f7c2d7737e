//! Tests of the fold, the pending effects and the deadlines with written-out logs. [`properties`] has generated logs,
//! [`missed`] has alerts whose time had passed.

mod cards;
pub(crate) mod late;
mod missed;
mod not_sent;
pub(crate) mod properties;
mod rejected;
mod table;
mod times;

use super::*;
use crate::alert::deadlines::{GRACE_MS, LATE_MS, LIFE_MS, REDACT_AFTER_MS};

const SARAH: UserId = UserId(1);

const MIKE: UserId = UserId(2);

const LISA: UserId = UserId(3);

const CHANNEL: ChannelId = ChannelId(9);

const CARD: MessageId = MessageId(100);

const T0: i64 = 1_800_000_000_000;

fn alert() -> Alert {
    Alert {
        parent_name: "Sarah".into(),
        child_name: "Jake".into(),
        location: "Oak Street Bus Stop".into(),
        message: "Meeting ran over".into(),
        parent_id: Some(SARAH),
        guild_id: None,
        channel_id: Some(CHANNEL),
        raised_at: None,
        needed_by: None,
        locale: None,
        late: false,
        timezone: None,
        area: None,
        drill: false,
        ring: false,
        blocked: Vec::new(),
        private: false,
    }
}

/// A log. Each event gets the next offset, one second after the event before.
struct Log {
    state: AlertState,
    next: i64,
}

impl Log {
    fn new() -> Self {
        Log { state: AlertState::new(AlertId::new("a").unwrap()), next: 10 }
    }

    fn raised() -> Self {
        let mut log = Log::new();
        assert_eq!(log.add("a", Kind::Raised(alert())), Outcome::Applied);
        log
    }

    fn shown() -> Self {
        let mut log = Log::raised();
        log.fact(posted(CARD, 10));
        log.fact(Kind::Shown { as_of: 10, pinned: Some(true), removed: vec![], look: crate::alert::LOOK });
        log
    }

    fn event(&mut self, id: &str, kind: Kind) -> Event {
        let offset = self.next;
        self.next += 1;
        Event { id: EventId::new(id), offset, ts: Millis(T0 + offset * 1000), source_ts: None, give_up_at: None, kind }
    }

    fn add(&mut self, id: &str, kind: Kind) -> Outcome {
        let event = self.event(id, kind);
        self.state.fold(&event)
    }

    fn fact(&mut self, kind: Kind) -> Outcome {
        let id = kind.own_id(&self.state.id);
        self.add(id.as_str(), kind)
    }
}

fn posted(message_id: MessageId, as_of: i64) -> Kind {
    Kind::Posted {
        cause: EventId::new("a"),
        channel_id: CHANNEL,
        message_id,
        as_of,
        role_notified: None,
        look: crate::alert::LOOK,
    }
}

fn claimed(by: UserId, on: MessageId) -> Kind {
    Kind::Claimed {
        neighbor_id: by,
        neighbor_name: format!("neighbor {by}"),
        message: String::new(),
        message_id: Some(on),
        channel_id: Some(CHANNEL),
        locale: None,
    }
}

fn told(cause: &str, whom: Recipient) -> Kind {
    Kind::Informed { cause: EventId::new(cause), whom, message_id: None, channel_id: None }
}

fn refused(outcome: Outcome) -> Refusal {
    match outcome {
        Outcome::Refused(refusal) => refusal,
        other => panic!("{other:?} is no refusal"),
    }
}

#[test]
fn the_first_claim_wins_and_the_second_is_refused_with_the_winners_name() {
    let mut log = Log::shown();
    assert_eq!(log.add("m", claimed(MIKE, CARD)), Outcome::Applied);
    let Refusal::Taken(claim) = refused(log.add("l", claimed(LISA, CARD))) else { panic!("not taken") };
    assert_eq!(claim.neighbor_id, MIKE);
    assert!(matches!(refused(log.add("m2", claimed(MIKE, CARD))), Refusal::Yours(_)));
    let wanted = log.state.pending_effects();
    assert!(matches!(
        &wanted[..],
        [
            Effect::Edit,
            Effect::Inform(Notice { recipient: Recipient::Neighbor, .. }),
            Effect::Inform(Notice { recipient: Recipient::Parent, .. })
        ]
    ));
}

#[test]
fn nobody_claims_their_own_alert() {
    let mut log = Log::shown();
    assert_eq!(refused(log.add("s", claimed(SARAH, CARD))), Refusal::OwnAlert);
    assert_eq!(log.state.phase, Phase::Open);
}

#[test]
fn a_claim_given_back_opens_the_alert_and_the_next_claim_is_told_too() {
    let mut log = Log::shown();
    log.add("m", claimed(MIKE, CARD));
    assert!(matches!(
        refused(log.add("r0", Kind::Released { neighbor_id: LISA, moderator_id: None, parent_id: None, since: None })),
        Refusal::NotYours(_)
    ));
    log.add("r", Kind::Released { neighbor_id: MIKE, moderator_id: None, parent_id: None, since: None });
    assert_eq!(log.state.phase, Phase::Open);
    log.add("l", claimed(LISA, CARD));
    let causes: Vec<_> = log.state.notices.iter().map(|notice| (notice.cause.as_str(), notice.recipient)).collect();
    assert_eq!(
        causes,
        [
            ("m", Recipient::Neighbor),
            ("m", Recipient::Parent),
            ("r", Recipient::Parent),
            ("l", Recipient::Neighbor),
            ("l", Recipient::Parent)
        ]
    );
    let keys: std::collections::BTreeSet<_> = log.state.notices.iter().map(Notice::key).collect();
    assert_eq!(keys.len(), 5, "each message has a key of its own");
}

#[test]
fn a_delivered_notice_is_not_pending() {
    let mut log = Log::shown();
    log.add("m", claimed(MIKE, CARD));
    log.fact(told("m", Recipient::Neighbor));
    log.fact(told("m", Recipient::Parent));
    log.fact(Kind::Shown { as_of: log.state.changed_at, pinned: None, removed: vec![], look: crate::alert::LOOK });
    assert_eq!(log.state.pending_effects(), []);
}

#[test]
fn a_moderator_ends_no_claim_but_the_one_they_saw() {
    let mut log = Log::shown();
    log.add("m", claimed(MIKE, CARD));
    log.add("r", Kind::Released { neighbor_id: MIKE, moderator_id: None, parent_id: None, since: None });
    log.add("l", claimed(LISA, CARD));
    let moderator_id = Some(UserId(9));
    let late = log.add("x", Kind::Released { neighbor_id: MIKE, moderator_id, parent_id: None, since: None });
    assert!(matches!(refused(late), Refusal::NotYours(claim) if claim.neighbor_id == LISA));
    let late = log.add("y", Kind::Done { neighbor_id: MIKE, moderator_id, parent_id: None, since: None });
    assert!(matches!(refused(late), Refusal::NotYours(claim) if claim.neighbor_id == LISA));
    assert_eq!(
        log.add("z", Kind::Done { neighbor_id: LISA, moderator_id, parent_id: None, since: None }),
        Outcome::Applied
    );
}

#[test]
fn a_press_counts_as_what_its_person_is() {
    let is_told = |log: &Log, id: &str| -> Vec<Recipient> {
        let of = |notice: &&Notice| notice.cause == EventId::new(id);
        log.state.notices.iter().filter(of).map(|notice| notice.recipient).collect()
    };
    // The gateway that wrote these did not know whose claim it is.
    let released =
        |by: UserId, moderator_id, since| Kind::Released { neighbor_id: by, moderator_id, parent_id: None, since };
    for (by, moderator_id, told) in [
        (MIKE, None, Recipient::Parent),
        (MIKE, Some(MIKE), Recipient::Parent),
        (SARAH, None, Recipient::Neighbor),
        (SARAH, Some(SARAH), Recipient::Neighbor),
    ] {
        let mut log = Log::shown();
        log.add("m", claimed(MIKE, CARD));
        let claim = log.state.phase_at();
        assert_eq!(refused(log.add("o", released(by, moderator_id, Some(claim - 1)))), Refusal::Changed);
        assert_eq!(log.add("r", released(by, moderator_id, Some(claim))), Outcome::Applied);
        assert_eq!(is_told(&log, "r"), [told], "{by} {moderator_id:?}");
    }
    let mut log = Log::shown();
    log.add("m", claimed(MIKE, CARD));
    assert!(matches!(refused(log.add("l", released(LISA, None, None))), Refusal::NotYours(_)));
    log.add("r", released(LISA, Some(LISA), None));
    assert_eq!(is_told(&log, "r"), [Recipient::Neighbor, Recipient::Parent]);
    // The parent does not answer for the neighbor.
    log.add("n", claimed(MIKE, CARD));
    let confirmed = log.add("c", Kind::Confirmed { neighbor_id: SARAH, since: None });
    assert!(matches!(refused(confirmed), Refusal::NotYours(_)));
    // Who ends an alert of their own is not told about it.
    log.add("x", Kind::Cancelled { parent_id: SARAH, moderator_id: Some(SARAH), since: None });
    assert_eq!(is_told(&log, "x"), [Recipient::Neighbor]);
}

#[test]
fn an_id_that_is_raised_again_long_after_the_end_is_a_new_alert() {
    let again = |after_ms: i64| {
        let mut log = Log::shown();
        let last = log.event("c", Kind::Cancelled { parent_id: SARAH, moderator_id: None, since: None });
        log.state.fold(&last);
        let raised = log.event("a", Kind::Raised(Alert { child_name: "Lisa".into(), ..alert() }));
        let outcome = log.state.fold(&Event { ts: last.ts.plus(after_ms), ..raised });
        (outcome, log.state)
    };
    assert_eq!(again(WINDOW_MS).0, Outcome::Conflict);
    let (outcome, state) = again(WINDOW_MS + 1);
    assert_eq!((outcome, &state.phase, state.facts.posted), (Outcome::Applied, &Phase::Open, None));
    assert!(matches!(state.pending_effects()[..], [Effect::Post { missed: false, .. }]));
    // Another board has forgotten the first alert and folds the second record alone.
    let mut fresh = Log::new();
    let raised = Alert { child_name: "Lisa".into(), ..alert() };
    assert_eq!(fresh.add("a", Kind::Raised(raised)), Outcome::Applied);
    assert_eq!(fresh.state.pending_effects().len(), state.pending_effects().len());
}

#[test]
fn a_press_keeps_the_record_that_its_person_saw() {
    let json = r#"{"alert_id":"a","at":"2026-01-01T15:00:00Z","kind":"cancelled","parent_id":"1","since":7}"#;
    let body: Body = serde_json::from_str(json).unwrap();
    assert_eq!(body.kind, Kind::Cancelled { parent_id: SARAH, moderator_id: None, since: Some(7) });
    assert_eq!(serde_json::to_string(&body).unwrap(), json);
}

#[test]
fn a_claimer_is_told_when_a_moderator_gives_the_claim_back() {
    let was_told = |moderator_id| {
        let mut log = Log::shown();
        log.add("m", claimed(MIKE, CARD));
        log.add("r", Kind::Released { neighbor_id: MIKE, moderator_id, parent_id: None, since: None });
        log.state.notices.iter().any(|notice| notice.recipient == Recipient::Neighbor && notice.cause.as_str() == "r")
    };
    assert!(was_told(Some(LISA)));
    assert!(!was_told(None) && !was_told(Some(MIKE)), "who does it themselves is answered");
}

#[test]
fn a_repetition_is_known_whatever_a_stranger_calls_an_event() {
    let long = "x".repeat(250);
    let id = told(&long, Recipient::Neighbor).own_id(&AlertId::new("a").unwrap());
    assert!(id.as_str().len() <= EventId::LONGEST);
    assert_ne!(id, told(&long, Recipient::Parent).own_id(&AlertId::new("a").unwrap()));
}

#[test]
fn cancelled_may_overtake_raised() {
    let mut log = Log::new();
    assert_eq!(log.add("c", Kind::Cancelled { parent_id: SARAH, moderator_id: None, since: None }), Outcome::Early);
    log.add("a", Kind::Raised(alert()));
    assert_eq!(log.state.ending(), Some(Ending::Cancelled));
}

#[test]
fn only_the_parent_or_a_moderator_cancels() {
    let mut log = Log::shown();
    let cancelled = |by, moderator_id| Kind::Cancelled { parent_id: by, moderator_id, since: None };
    assert_eq!(refused(log.add("c1", cancelled(MIKE, None))), Refusal::NotTheParent);
    assert_eq!(log.add("c2", cancelled(MIKE, Some(LISA))), Outcome::Applied);
    assert_eq!(refused(log.add("m", claimed(MIKE, CARD))), Refusal::Over(Ending::Cancelled));
}

#[test]
fn a_known_id_with_other_content_is_a_conflict_even_after_the_end() {
    let mut log = Log::shown();
    assert_eq!(log.add("a", Kind::Raised(alert())), Outcome::Duplicate);
    let other = Alert { location: "Elm Street".into(), ..alert() };
    assert_eq!(log.add("a", Kind::Raised(other.clone())), Outcome::Conflict);
    log.add("c", Kind::Cancelled { parent_id: SARAH, moderator_id: None, since: None });
    log.state.shrink();
    assert_eq!(log.add("a", Kind::Raised(alert())), Outcome::Duplicate);
    assert_eq!(log.add("a", Kind::Raised(other)), Outcome::Conflict);
}

#[test]
fn an_alert_ends_by_itself_and_its_card_is_edited_and_unpinned() {
    let mut log = Log::shown();
    let due = log.state.next_end(REDACT_AFTER_MS).unwrap();
    assert_eq!(due.at, Millis(T0 + 10_000 + LIFE_MS));
    assert!(due.at.0 < T0 + 10_000 + LIFE_MS + GRACE_MS);
    log.fact(due.kind);
    assert!(matches!(
        &log.state.pending_effects()[..],
        [Effect::Edit, Effect::Pin(false), Effect::Inform(Notice { about: About::Ended { .. }, .. })]
    ));
    let next = log.state.next_end(REDACT_AFTER_MS).map(|due| due.kind);
    assert_eq!(next, Some(Kind::Redacted { by: RedactedBy::Clock }));
}

#[test]
fn a_tombstone_goes_after_the_window_and_an_open_alert_never() {
    let mut log = Log::shown();
    let much_later = Millis(T0 + 10 * WINDOW_MS);
    assert!(!log.state.is_forgettable(much_later, WINDOW_MS));
    log.add("c", Kind::Cancelled { parent_id: SARAH, moderator_id: None, since: None });
    assert!(log.state.is_forgettable(much_later, WINDOW_MS));
    assert!(!log.state.is_forgettable(log.state.last_ts.plus(WINDOW_MS), WINDOW_MS));
}

#[test]
fn a_repetition_puts_off_the_time_to_forget_an_alert_with_and_without_its_texts() {
    let mut log = Log::shown();
    log.add("m", claimed(MIKE, CARD));
    log.add("c", Kind::Cancelled { parent_id: SARAH, moderator_id: None, since: None });
    let mut shrunk = log.state.clone();
    shrunk.shrink();
    let again = log.event("m", claimed(MIKE, CARD));
    for state in [&mut log.state, &mut shrunk] {
        state.fold(&again);
        assert_eq!(state.last_ts, again.ts);
    }
}
