//! The gateway's view of alerts that stay open: memory, the time to fold them, and the time of an answer. The floor is the
//! same records folded into the same states, without the view's indexes; for an answer, a map from the person to a state.

use std::collections::HashMap;
use std::time::Instant;

use needhelp::alert::{AlertId, AlertState, Event, EventId, Kind, Millis, UserId};
use needhelp::gateway::view::flood::Flood;
use serde_json::json;

use crate::{MB, resident};

/// Records of each alert: raised, its card, taken, and those who were told.
const RECORDS: usize = 7;
const QUESTIONS: usize = 10_000;
const PARENTS: u64 = 100_000;
const NEIGHBORS: u64 = 500_000;

/// Prints both.
pub fn measure(alerts: usize) {
    println!("\n## The view of {alerts} alerts that stay open\n");
    let (before, began) = (resident(), Instant::now());
    let mut floor: HashMap<AlertId, AlertState> = HashMap::new();
    for number in 0..alerts {
        each_record(number, |alert, event, _| {
            floor.entry(alert.clone()).or_insert_with(|| AlertState::new(alert.clone())).fold(event);
        });
    }
    say("floor: states in a map", alerts, resident() - before, began);
    let people: HashMap<UserId, AlertId> =
        (0..alerts).map(|number| (UserId(NEIGHBORS + number as u64), alert(number))).collect();
    let began = Instant::now();
    let found = (0..QUESTIONS).filter(|number| {
        let of_person = people.get(&UserId(NEIGHBORS + (number % alerts) as u64));
        of_person.and_then(|alert| floor.get(alert)).is_some()
    });
    answered("floor: two look-ups", found.count(), began);

    let (before, began) = (resident(), Instant::now());
    let mut view = Flood::default();
    for number in 0..alerts {
        each_record(number, |alert, event, bytes| view.fold(alert, event, bytes));
    }
    say("the view", alerts, resident() - before, began);
    let began = Instant::now();
    let found = (0..QUESTIONS).filter(|number| {
        let number = (number % alerts) as u64;
        view.concern(UserId(PARENTS + number / 2), UserId(NEIGHBORS + number)).1 == 1
    });
    answered("the view: a parent's alerts and a neighbor's", found.count(), began);
    // Until here, so that the view takes no memory that was theirs.
    drop((floor, people));
}

fn say(what: &str, alerts: usize, bytes: f64, began: Instant) {
    let each = began.elapsed().as_secs_f64() * 1e6 / (alerts * RECORDS) as f64;
    println!("- {what}: {:.1} MB, {:.0} bytes an alert, {each:.1} µs a record", bytes / MB, bytes / alerts as f64);
}

fn answered(what: &str, found: usize, began: Instant) {
    println!(
        "- {what}: {:.2} µs ({found} of {QUESTIONS} found)",
        began.elapsed().as_secs_f64() * 1e6 / QUESTIONS as f64
    );
}

fn alert(number: usize) -> AlertId {
    AlertId::new((1_305_193_870_427_029_544 + number).to_string()).expect("an id")
}

/// Calls `each` with the records of an alert, and the length of their values.
fn each_record(number: usize, mut each: impl FnMut(&AlertId, &Event, usize)) {
    let id = alert(number);
    let (name, person) = (id.as_str().to_owned(), number as u64);
    let cause = format!("{name}/3");
    let kinds: [serde_json::Value; RECORDS] = [
        json!({"kind": "raised", "parent_name": "Sarah", "child_name": "Jake", "location": "Oak Street Bus Stop",
            "message": "Meeting ran over", "parent_id": (PARENTS + person / 2).to_string(), "guild_id": "9"}),
        json!({"kind": "posted", "cause": name, "channel_id": "5", "message_id": "7", "as_of": 0}),
        json!({"kind": "shown", "as_of": 1, "pinned": true}),
        json!({"kind": "claimed", "neighbor_id": (NEIGHBORS + person).to_string(), "neighbor_name": "Mike"}),
        json!({"kind": "informed", "cause": cause, "whom": "parent", "message_id": "8"}),
        json!({"kind": "informed", "cause": cause, "whom": "neighbor", "message_id": "8"}),
        json!({"kind": "shown", "as_of": 3}),
    ];
    for (offset, kind) in kinds.into_iter().enumerate() {
        let bytes = kind.to_string().len();
        let kind: Kind = serde_json::from_value(kind).expect("a kind");
        let event_id = if offset == 0 { id.event() } else { EventId::new(format!("{name}/{offset}")) };
        let offset = i64::try_from(offset).expect("few");
        let ts = Millis(1_700_000_000_000 + offset * 60_000);
        each(&id, &Event { id: event_id, offset, ts, source_ts: None, give_up_at: None, kind }, bytes);
    }
}
