//! The view without Kafka: what it knows, what it forgets, and that it refuses nothing that the log would accept.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::advice::Advice;
use super::alerts::{Alerts, PER_ALERT};
use super::{View, advice, refusal};
use crate::alert::{
    Alert, AlertId, AlertState, Event, EventId, GuildId, Kind, Millis, Outcome, Refusal, UserId, WINDOW_MS,
};

const SARAH: UserId = UserId(1);
const MIKE: UserId = UserId(2);
const LISA: UserId = UserId(3);
const STREET: GuildId = GuildId(9);
const T0: Millis = Millis(1_700_000_000_000);
const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

fn alert(id: &str) -> AlertId {
    AlertId::new(id).expect("an id")
}

/// A record: its kind is read from JSON, as from a record's value.
fn event(id: &str, offset: i64, ts: Millis, kind: Value) -> Event {
    let kind: Kind = serde_json::from_value(kind).expect("a kind");
    Event { id: EventId::new(id), offset, ts, source_ts: None, give_up_at: None, kind }
}

fn raised(parent: UserId, child: &str) -> Value {
    json!({
        "kind": "raised", "parent_name": "Sarah", "child_name": child, "location": "Oak Street Bus Stop",
        "message": "Meeting ran over", "parent_id": parent.to_string(), "guild_id": STREET.to_string(),
    })
}

fn claimed(by: UserId) -> Value {
    json!({"kind": "claimed", "neighbor_id": by.to_string(), "neighbor_name": "Mike", "message": "I've got it"})
}

fn released(by: UserId) -> Value {
    json!({"kind": "released", "neighbor_id": by.to_string()})
}

fn cancelled(by: UserId) -> Value {
    json!({"kind": "cancelled", "parent_id": by.to_string()})
}

/// Folds records into `alerts`, a minute apart.
struct Log {
    alerts: Alerts,
    next: i64,
}

impl Log {
    fn new() -> Self {
        Log { alerts: Alerts::default(), next: 0 }
    }

    fn bounded(max_bytes: usize) -> Self {
        Log { alerts: Alerts::bounded(max_bytes), next: 0 }
    }

    fn now(&self) -> Millis {
        T0.plus(self.next * MINUTE)
    }

    fn add(&mut self, id: &str, kind: Value) -> Outcome {
        let bytes = kind.to_string().len();
        let name = if kind["kind"] == "raised" { id.to_owned() } else { format!("{id}/{}", self.next) };
        let event = event(&name, self.next, self.now(), kind);
        self.next += 1;
        self.alerts.fold(&alert(id), &event, bytes)
    }

    fn open_of(&self, parent: UserId) -> Vec<&str> {
        self.alerts.open_of_parent(parent).map(|state| state.id.as_str()).collect()
    }

    fn held_by(&self, neighbor: UserId) -> Vec<&str> {
        self.alerts.held_by(neighbor).map(|state| state.id.as_str()).collect()
    }

    fn open_in(&self, guild: Option<GuildId>) -> Vec<&str> {
        self.alerts.open_in(guild).map(|state| state.id.as_str()).collect()
    }
}

#[test]
fn it_knows_whose_alerts_are_open_and_who_has_taken_them() {
    let mut log = Log::new();
    log.add("a", raised(SARAH, "Jake"));
    log.add("b", raised(LISA, "David"));
    log.add("c", raised(SARAH, "David"));
    assert_eq!((log.open_of(SARAH), log.open_of(LISA), log.open_of(MIKE)), (vec!["c", "a"], vec!["b"], vec![]));
    assert_eq!((log.open_in(Some(STREET)), log.open_in(None)), (vec!["c", "b", "a"], vec![]));
    log.add("a", claimed(MIKE));
    log.add("b", claimed(MIKE));
    assert_eq!((log.held_by(MIKE), log.held_by(LISA)), (vec!["a", "b"], vec![]));
    log.add("a", released(MIKE));
    log.add("b", cancelled(LISA));
    assert_eq!((log.held_by(MIKE), log.open_of(LISA)), (vec![], vec![]));
    assert_eq!(log.open_in(Some(STREET)), ["c", "a"]);
}

#[test]
fn what_was_typed_is_known_after_the_end_and_also_without_the_texts() {
    let mut log = Log::new();
    log.add("first", raised(SARAH, "Jake"));
    log.add("first", cancelled(SARAH));
    for n in 0..100 {
        log.add(&format!("other-{n}"), raised(LISA, "David"));
        log.add(&format!("other-{n}"), cancelled(LISA));
    }
    log.add("last", raised(SARAH, &"x".repeat(101)));
    assert!(log.alerts.get(&alert("first")).expect("known").is_shrunk(), "the latest 100 have their texts");
    let typed = log.alerts.words_of_parent(SARAH, Some(STREET)).map(|words| (words.child, words.location));
    let typed: Vec<_> = typed.collect();
    let words = |child: &str| (child.to_owned(), "Oak Street Bus Stop".to_owned());
    assert_eq!(typed, [words(""), words("Jake")], "what is too long cannot be suggested");
}

#[test]
fn the_alerts_of_the_last_hour_are_counted_also_when_they_have_ended() {
    let mut log = Log::new();
    log.add("a", raised(SARAH, "Jake"));
    log.next = 60;
    log.add("b", raised(SARAH, "Jake"));
    log.add("b", cancelled(SARAH));
    log.add("c", raised(SARAH, "Jake"));
    let since = |since| log.alerts.raised_since(SARAH, since).map(|state| state.id.as_str()).collect::<Vec<_>>();
    assert_eq!(since(T0.plus(HOUR)), ["c", "b"]);
    assert_eq!(since(T0), ["c", "b", "a"]);
}

#[test]
fn what_has_ended_is_forgotten_after_the_window_and_what_never_ends_after_the_longest_life() {
    let mut log = Log::new();
    log.add("ended", raised(SARAH, "Jake"));
    log.add("ended", cancelled(SARAH));
    log.add("endless", raised(SARAH, "David"));
    log.add("unknown", claimed(MIKE));
    log.alerts.forget(T0.plus(25 * HOUR));
    assert_eq!(log.alerts.len(), 3);
    log.alerts.forget(T0.plus(25 * HOUR + 3 * MINUTE));
    assert_eq!((log.alerts.len(), log.open_of(SARAH)), (2, vec![]));
    log.alerts.forget(T0.plus(WINDOW_MS + 10 * MINUTE));
    assert_eq!(log.alerts.len(), 0);
}

#[test]
fn where_there_are_too_many_the_oldest_that_have_ended_go_first() {
    let mut log = Log::bounded(150 * (PER_ALERT + 200));
    let mut names = Vec::new();
    for n in 0..200 {
        let name = format!("a{n:03}");
        log.add(&name, raised(SARAH, "Jake"));
        if n % 2 == 0 {
            log.add(&name, cancelled(SARAH));
        }
        names.push(name);
    }
    let known = |name: &&String| log.alerts.get(&alert(name)).is_some();
    let (ended, open): (Vec<_>, Vec<_>) = names.iter().partition(|name| name.as_bytes()[3] % 2 == 0);
    assert!(open.iter().all(known), "an open one has gone: {} are known", log.alerts.len());
    let left: Vec<_> = ended.iter().copied().filter(known).collect();
    assert!((1..80).contains(&left.len()), "{}", left.len());
    assert_eq!(left, ended[ended.len() - left.len()..], "the latest are known");
    // An attack of open alerts is bounded as well, and so is one of long texts.
    let mut log = Log::bounded(200 * 1024);
    for n in 0..100 {
        log.add(&format!("long-{n}"), raised(SARAH, &"x".repeat(20_000)));
    }
    assert!(log.alerts.len() <= 10, "{}", log.alerts.len());
    assert_eq!(log.open_of(SARAH)[0], "long-99");
}

#[test]
fn an_alert_that_has_ended_refuses_for_good_unless_it_may_be_raised_again() {
    let mut state = AlertState::new(alert("a"));
    let claim = event("c", 9, T0, claimed(MIKE)).kind;
    state.fold(&event("a", 0, T0, raised(SARAH, "Jake")));
    assert_eq!(refusal::for_good(&state, &claim, T0), None);
    state.fold(&event("m", 1, T0, claimed(LISA)));
    assert_eq!(refusal::for_good(&state, &claim, T0), None, "Lisa may give it back meanwhile");
    state.fold(&event("x", 2, T0, cancelled(SARAH)));
    assert!(matches!(refusal::for_good(&state, &claim, T0), Some(Refusal::Over(_))));
    assert_eq!(refusal::for_good(&state, &claim, T0.plus(WINDOW_MS - HOUR + 1)), None);
    let passed_on = event("w", 9, T0, json!({"kind": "with_child", "neighbor_id": LISA.to_string(), "since": 1})).kind;
    assert_eq!(refusal::for_good(&state, &passed_on, T0), None, "the parent is told of it");
}

#[test]
fn a_press_on_a_claim_that_is_no_longer_the_present_one_is_refused_for_good() {
    let mut state = AlertState::new(alert("a"));
    let gives_back = |who: UserId, since: i64| {
        event("p", 9, T0, json!({"kind": "released", "neighbor_id": who.to_string(), "since": since})).kind
    };
    state.fold(&event("a", 0, T0, raised(SARAH, "Jake")));
    assert_eq!(refusal::for_good(&state, &gives_back(MIKE, 1), T0), None, "the view has not read the claim yet");
    state.fold(&event("m", 1, T0, claimed(MIKE)));
    assert_eq!(refusal::for_good(&state, &gives_back(MIKE, 1), T0), None);
    assert!(matches!(refusal::for_good(&state, &gives_back(LISA, 1), T0), Some(Refusal::NotYours(_))));
    state.fold(&event("r", 2, T0, released(MIKE)));
    state.fold(&event("m2", 3, T0, claimed(MIKE)));
    assert_eq!(refusal::for_good(&state, &gives_back(MIKE, 1), T0), Some(Refusal::Changed));
    assert_eq!(refusal::for_good(&state, &gives_back(MIKE, 3), T0), None);
    let words = event("w", 9, T0, json!({"kind": "changed", "parent_id": SARAH.to_string(), "since": 0})).kind;
    assert_eq!(refusal::for_good(&state, &words, T0), None);
    state.fold(&event("w", 4, T0, json!({"kind": "changed", "parent_id": SARAH.to_string(), "location": "Elm Road"})));
    assert_eq!(refusal::for_good(&state, &words, T0), Some(Refusal::Changed));
}

fn of(child: &str, location: &str, needed_by: Option<&str>) -> Alert {
    let raised = json!({"parent_name": "Lisa", "child_name": child, "location": location, "message": "",
        "parent_id": LISA.to_string(), "guild_id": STREET.to_string(), "needed_by": needed_by});
    serde_json::from_value(raised).expect("an alert")
}

/// Sarah's alert for Jake, for this time.
fn jakes(id: &str, needed_by: Option<&str>) -> (AlertId, Event) {
    let mut kind = raised(SARAH, "Jake");
    kind["needed_by"] = json!(needed_by);
    (alert(id), event(id, 0, T0, kind))
}

#[test]
fn a_child_of_this_name_at_this_place_and_time_may_be_the_same() {
    let view = View::staged(&[jakes("a", Some("2026-01-01T15:15:00Z"))]);
    let advice = |alert: &Alert| advice::for_new(&view, alert, 6, T0);
    let quarter = Some("2026-01-01T15:30:00Z");
    assert!(matches!(advice(&of("  jAKE", "Oak  street bus stop ", quarter)), Advice::Ask(_)));
    for other in [
        of("Jake", "Oak Street Bus Stop", Some("2026-01-01T15:31:00Z")),
        of("Jake", "Elm Road", quarter),
        of("David", "Oak Street Bus Stop", quarter),
        of("", "Oak Street Bus Stop", quarter),
        Alert { guild_id: Some(GuildId(5)), ..of("Jake", "Oak Street Bus Stop", quarter) },
        Alert { guild_id: None, ..of("Jake", "Oak Street Bus Stop", quarter) },
    ] {
        assert_eq!(advice(&other), Advice::Send, "{other:?}");
    }
    // Another program's alert has no parent who could be asked.
    assert_eq!(advice(&Alert { parent_id: None, ..of("Jake", "Oak Street Bus Stop", quarter) }), Advice::Send);
    // Without a time it is for now: at the time of the alert, which was raised then.
    let view = View::staged(&[jakes("a", None)]);
    let now = |ms| advice::for_new(&view, &of("Jake", "Oak Street Bus Stop", None), 6, T0.plus(ms));
    assert!(matches!(now(15 * MINUTE), Advice::Ask(_)));
    assert_eq!(now(16 * MINUTE), Advice::Send);
}

#[test]
fn an_open_alert_for_the_same_child_is_a_warning_and_too_many_are_refused() {
    let own = Alert { parent_id: Some(SARAH), ..of("Jake", "Elm Road", None) };
    let mut log = vec![jakes("a", None)];
    let advice = |log: &[(AlertId, Event)], own: &Alert, limit| advice::for_new(&View::staged(log), own, limit, T0);
    assert!(matches!(advice(&log, &own, 6), Advice::Warn(first) if first.id == alert("a")));
    assert_eq!(advice(&log, &own, 1), Advice::Refuse(T0.plus(HOUR)));
    let davids = Alert { child_name: "David".into(), ..own.clone() };
    assert_eq!(advice(&log, &davids, 6), Advice::Send);
    log.push((alert("a"), event("c", 1, T0, cancelled(SARAH))));
    assert_eq!(advice(&log, &own, 6), Advice::Send, "it has ended");
    assert_eq!(advice(&log, &own, 1), Advice::Refuse(T0.plus(HOUR)), "it counts all the same");
    let now = T0.plus(HOUR + 1);
    assert_eq!(advice::for_new(&View::staged(&log), &own, 1, now), Advice::Send);
    // An alert that was not sent does not count.
    let not_sent = json!({"kind": "withdrawn", "event_id": "a"});
    let withdrawn = [jakes("a", None), (alert("a"), event("w", 1, T0, not_sent))];
    assert_eq!(advice(&withdrawn, &own, 1), Advice::Send);
    // A view that knows nothing refuses nothing.
    assert_eq!(advice::for_new(&View::default(), &own, 1, T0), Advice::Send);
}

#[test]
fn a_neighbor_who_has_an_alert_within_half_an_hour_is_asked() {
    let mut log = vec![jakes("a", Some("2026-01-01T15:15:00Z")), (alert("a"), event("m", 1, T0, claimed(MIKE)))];
    log.push(jakes("near", Some("2026-01-01T15:45:00Z")));
    log.push(jakes("far", Some("2026-01-01T15:46:00Z")));
    let view = View::staged(&log);
    let held = |id, who| advice::held_at_that_time(&view, &view.alert(&alert(id)).expect("known"), who, Some(STREET));
    assert_eq!(held("near", MIKE).map(|held| held.id.clone()), Some(alert("a")));
    assert_eq!((held("far", MIKE), held("near", LISA), held("a", MIKE)), (None, None, None));
}

/// Any records of one alert, from seconds to a day apart.
fn any_log() -> impl Strategy<Value = Vec<Event>> {
    let who = || prop_oneof![Just(SARAH), Just(MIKE), Just(LISA)].prop_map(|who| who.to_string());
    let moderator = prop_oneof![3 => Just(None), 1 => Just(Some("7"))];
    let since = prop_oneof![1 => Just(None), 6 => (0..10_i64).prop_map(Some)];
    let kind = (who(), who(), moderator, 0..22_u8, since, 0..12_u8);
    let kind = kind.prop_map(|(who, to, moderator_id, kind, since, n)| match kind {
        0 | 1 => raised(SARAH, "Jake"),
        2..=5 => json!({"kind": "claimed", "neighbor_id": who, "neighbor_name": "Mike"}),
        6 | 7 => json!({"kind": "released", "neighbor_id": who, "moderator_id": moderator_id, "since": since}),
        8 => json!({"kind": "released", "neighbor_id": who, "parent_id": to, "since": since}),
        9 => json!({"kind": "with_child", "neighbor_id": who, "since": since}),
        10 => json!({"kind": "done", "neighbor_id": who, "moderator_id": moderator_id, "since": since}),
        11 => json!({"kind": "cancelled", "parent_id": who, "moderator_id": moderator_id, "since": since}),
        12 | 13 => json!({"kind": "changed", "parent_id": who, "moderator_id": moderator_id, "since": since,
            "location": format!("Stop {n}"), "needed_by": format!("2026-01-01T15:{:02}:00Z", n)}),
        14 => json!({"kind": "confirmed", "neighbor_id": who, "since": since}),
        15 => json!({"kind": "standby", "neighbor_id": who, "neighbor_name": "Lisa", "since": since}),
        16 => json!({"kind": "offered", "neighbor_id": who, "to_id": to, "to_name": "Lisa", "since": since}),
        17 => json!({"kind": "taken_over", "neighbor_id": who, "neighbor_name": "Lisa", "since": since}),
        18 => json!({"kind": "escalated", "step": n % 7, "since": since}),
        19 => json!({"kind": "expired", "missed": false, "since": since}),
        20 => json!({"kind": "withdrawn", "event_id": format!("e{n}")}),
        _ => json!({"kind": "redacted", "by": "clock"}),
    });
    let gap = prop_oneof![8 => 0..60_000_i64, 1 => 0..24 * HOUR, 1 => Just(WINDOW_MS + 1)];
    prop::collection::vec((kind, gap, 0..12_u8), 0..25).prop_map(|records| {
        let mut ts = T0;
        let numbered = (0..).zip(records).map(|(offset, (kind, gap, id))| {
            ts = ts.plus(gap);
            let id = if kind["kind"] == "raised" { "a".to_owned() } else { format!("e{id}") };
            event(&id, offset, ts, kind)
        });
        numbered.collect()
    })
}

fn fold_all(events: &[Event]) -> AlertState {
    let mut state = AlertState::new(alert("a"));
    events.iter().for_each(|event| _ = state.fold(event));
    state
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// docs/protocol.md#rule-22: what the view refuses of any prefix, the fold of the full log refuses as well. A press
    /// is appended within seconds, or is void; the view may be minutes behind.
    #[test]
    fn what_the_view_refuses_the_full_log_refuses_as_well(
        log in any_log(), press in any_log(), cut in any::<prop::sample::Index>(), forgets in any::<bool>(),
    ) {
        let read = cut.index(log.len() + 1);
        // As the view folds: without notices, and after the end perhaps without texts.
        let mut seen = AlertState::new(alert("a"));
        for event in &log[..read] {
            seen.fold(event);
            seen.drop_notices();
            if forgets && seen.is_over() {
                seen.shrink();
            }
        }
        // The records that the view has not read are of the last half hour.
        let now = log.last().map_or(T0, |last| last.ts);
        if log[read..].first().is_some_and(|unread| now.since(unread.ts) > 30 * MINUTE) {
            return Ok(());
        }
        for mut press in press {
            press.id = EventId::new("press");
            (press.offset, press.ts) = (1_000, now.plus(7_000));
            if refusal::for_good(&seen, &press.kind, now).is_some() {
                let outcome = fold_all(&log).fold(&press);
                prop_assert!(matches!(outcome, Outcome::Refused(_)), "{:?} of {:?}", outcome, press.kind);
            }
        }
    }

    /// The indexes know what a look at all alerts shows.
    #[test]
    fn the_indexes_are_what_a_scan_of_all_alerts_shows(logs in prop::collection::vec(any_log(), 1..4), forgets in any::<bool>()) {
        let mut alerts = Alerts::bounded(20_000);
        let ids: Vec<AlertId> = (0..logs.len()).map(|n| alert(&format!("a{n}"))).collect();
        for (id, log) in ids.iter().zip(&logs) {
            for event in log {
                alerts.fold(id, event, 500);
            }
        }
        if forgets {
            alerts.forget(T0.plus(26 * HOUR));
        }
        let all: Vec<&AlertState> = ids.iter().filter_map(|id| alerts.get(id)).map(AsRef::as_ref).collect();
        let ids = |states: Vec<&AlertState>| states.iter().map(|state| state.id.clone()).collect::<BTreeSet<_>>();
        let is_open = |state: &&AlertState| state.raised.is_some() && !state.is_over();
        let found = |found: Vec<&std::sync::Arc<AlertState>>| ids(found.into_iter().map(AsRef::as_ref).collect());
        prop_assert_eq!(all.len(), alerts.len());
        prop_assert_eq!(found(alerts.open_of_parent(SARAH).collect()), ids(all.iter().copied().filter(is_open).collect()));
        prop_assert_eq!(found(alerts.open_in(Some(STREET)).collect()), ids(all.iter().copied().filter(is_open).collect()));
        for who in [SARAH, MIKE, LISA] {
            let holds = |state: &&AlertState| is_open(state) && state.claim().is_some_and(|claim| claim.neighbor_id == who);
            prop_assert_eq!(found(alerts.held_by(who).collect()), ids(all.iter().copied().filter(holds).collect()));
        }
    }
}
