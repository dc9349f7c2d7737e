//! The gateway's view over the wire: it reads the log from the start, goes on, says when records are missing, and then
//! knows nothing.

use std::sync::Arc;
use std::time::Duration;

use rdkafka::types::{RDKafkaApiKey, RDKafkaRespErr};
use serde_json::json;

use crate::support::bot::{
    Alert, AlertId, EventId, Freshness, KafkaConfig, Kind, MockBroker, Outgoing, Producer, UserId, View, codec,
};
use crate::support::eventually;
use crate::support::records::{PATIENCE, producer};

const SARAH: UserId = UserId(1);
const MIKE: UserId = UserId(2);
const TOPIC: &str = "bus-stop-confirmations";

/// A log and its writer.
struct Log {
    broker: MockBroker,
    config: KafkaConfig,
    producer: Producer,
}

impl Log {
    async fn open() -> Self {
        let broker = MockBroker::start_at(0, &[TOPIC]).await.expect("the embedded broker starts");
        let config = broker.config();
        let producer = producer(&config);
        Log { broker, config, producer }
    }

    async fn add(&self, alert: &AlertId, kind: Kind, id: &str) {
        let home = codec::home(&self.config, alert);
        self.send(codec::outgoing(&self.config, home, alert, kind, &EventId::new(id), "test")).await;
    }

    async fn send(&self, outgoing: Outgoing) {
        self.producer.send(outgoing).await.expect("written");
    }

    async fn raise(&self, id: &str) -> AlertId {
        let alert = AlertId::new(id).expect("an id");
        self.add(&alert, Kind::Raised(jake()), id).await;
        alert
    }
}

fn jake() -> Alert {
    let parent_id = Some(SARAH);
    Alert { parent_name: "Sarah".into(), child_name: "Jake".into(), parent_id, ..Alert::default() }
}

fn claimed() -> Kind {
    let claimed = json!({"kind": "claimed", "neighbor_id": MIKE.to_string(), "neighbor_name": "Mike"});
    serde_json::from_value(claimed).expect("a kind")
}

async fn until(view: &View, what: &str, is_so: impl Fn(&View) -> bool) {
    eventually(PATIENCE, what, async || is_so(view).then_some(())).await;
}

async fn until_caught_up(view: &View) {
    until(view, "the view has caught up", View::is_caught_up).await;
}

fn is_behind(view: &View) -> bool {
    matches!(view.freshness(), Freshness::Behind { .. })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_that_starts_knows_nothing_until_it_has_read_all_partitions() {
    let log = Log::open().await;
    let mut alerts = Vec::new();
    for n in 0..6 {
        alerts.push(log.raise(&format!("alert-{n}")).await);
    }
    // Another program's record in a wrong partition is not folded; the board appends it at home.
    let stray = AlertId::new("stray").expect("an id");
    let elsewhere = (codec::home(&log.config, &stray) + 1) % log.config.partitions;
    let value = json!({"alert_id": "stray", "kind": "raised", "at": "2026-01-01T15:15:00Z", "parent_name": "Sarah",
        "child_name": "Jake", "location": "Oak Street", "message": "", "parent_id": SARAH.to_string()});
    let foreign = Outgoing { topic: TOPIC.into(), partition: Some(elsewhere), ..Outgoing::default() };
    log.send(Outgoing { value: Some(value.to_string().into_bytes()), ..foreign }).await;

    let (view, _reader) = View::start(&log.config).expect("a view");
    assert_eq!(view.freshness(), Freshness::Starting);
    assert_eq!((view.alert(&alerts[0]), view.open_of_parent(SARAH)), (None, vec![]));
    until_caught_up(&view).await;
    assert_eq!(view.open_of_parent(SARAH).len(), alerts.len());
    assert!(view.alert(&stray).is_none());
    log.add(&alerts[3], claimed(), "c").await;
    until(&view, "the claim is read", |view| view.held_by(MIKE).len() == 1).await;
    assert_eq!(view.held_by(MIKE)[0].id, alerts[3]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_that_lacks_records_says_so_and_knows_nothing_until_it_has_them() {
    let log = Log::open().await;
    let alert = log.raise("alert").await;
    let (view, _reader) = View::start(&log.config).expect("a view");
    until_caught_up(&view).await;
    // Records are taken, and not given.
    log.broker.fail(RDKafkaApiKey::Fetch, &[RDKafkaRespErr::RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR; 10_000]);
    log.add(&alert, claimed(), "c").await;
    until(&view, "the view is behind", is_behind).await;
    assert_eq!((view.alert(&alert), view.held_by(MIKE)), (None, vec![]));
    log.broker.heal(RDKafkaApiKey::Fetch);
    until_caught_up(&view).await;
    assert_eq!(view.held_by(MIKE).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_goes_on_after_kafka_was_away() {
    let log = Log::open().await;
    let alert = log.raise("alert").await;
    let (view, _reader) = View::start(&log.config).expect("a view");
    until_caught_up(&view).await;
    let before = view.alert(&alert).expect("known");
    log.broker.down().expect("it has a proxy");
    until(&view, "the view is behind", is_behind).await;
    assert_eq!(view.alert(&alert), None);
    log.broker.up().expect("it has a proxy");
    log.add(&alert, claimed(), "c").await;
    until(&view, "the claim is read", |view| view.held_by(MIKE).len() == 1).await;
    // Whoever has the state of before keeps it as it was.
    assert!(before.claim().is_none() && !Arc::ptr_eq(&before, &view.alert(&alert).expect("known")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_waits_for_a_broker_and_a_topic_that_come_later() {
    let broker = MockBroker::start_at(0, &[]).await.expect("the embedded broker starts");
    broker.down().expect("it has a proxy");
    let (view, _reader) = View::start(&broker.config()).expect("a view");
    broker.up().expect("it has a proxy");
    assert_eq!(view.freshness(), Freshness::Starting);
    broker.create_topic(TOPIC).expect("created");
    tokio::time::timeout(Duration::from_secs(60), until_caught_up(&view)).await.expect("in time");
}
