//! The gateway's view on Apache Kafka itself: how far back it reads, a log that is deleted and created again, partitions
//! that are added, and transactions.

use std::time::Duration;

use rdkafka::ClientConfig;
use rdkafka::admin::{AdminClient, AdminOptions, NewPartitions};
use rdkafka::client::DefaultClientContext;
use rdkafka::producer::{BaseProducer, BaseRecord, Producer as _};
use serde_json::json;
use tokio_util::sync::CancellationToken;

use crate::support::bot::{Alert, AlertId, EventId, Freshness, Kind, Outgoing, Producer, UserId, View, codec};
use crate::support::eventually;
use crate::support::records::{PATIENCE, producer};
use crate::support::recreate::recreate_topics;

use super::kafka::{Own, own_topics};

const SARAH: UserId = UserId(1);

async fn raise(config: &Own, producer: &Producer, id: &str) -> AlertId {
    let alert = AlertId::new(id).expect("an id");
    let raised = Kind::Raised(Alert { parent_id: Some(SARAH), ..Alert::default() });
    let home = codec::home(config, &alert);
    append(producer, codec::outgoing(config, home, &alert, raised, &EventId::new(id), "test")).await;
    alert
}

async fn append(producer: &Producer, outgoing: Outgoing) {
    let never = CancellationToken::new();
    tokio::time::timeout(PATIENCE, producer.append_until(outgoing, &never)).await.expect("in time").expect("written");
}

async fn until(view: &View, what: &str, is_so: impl Fn(&View) -> bool) {
    eventually(PATIENCE, what, async || is_so(view).then_some(())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_reads_the_window_back_and_goes_on() {
    let Some(config) = own_topics("a view reads back").await else { return };
    let producer = producer(&config);
    for n in 0..300 {
        raise(&config, &producer, &format!("alert-{n}")).await;
    }
    let (view, _reader) = View::start(&config).expect("a view");
    assert_eq!(view.freshness(), Freshness::Starting);
    until(&view, "all are read", View::is_caught_up).await;
    let known = (0..300).filter(|n| view.alert(&AlertId::new(format!("alert-{n}")).expect("an id")).is_some());
    assert_eq!(known.count(), 300);
    let late = raise(&config, &producer, "late").await;
    until(&view, "the late one is read", |view| view.alert(&late).is_some()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_is_created_again_is_read_again_and_nothing_of_the_old_one_stays() {
    let Some(config) = own_topics("a log that is created again").await else { return };
    let producer = producer(&config);
    let old = raise(&config, &producer, "old").await;
    let (view, _reader) = View::start(&config).expect("a view");
    until(&view, "it is read", |view| view.alert(&old).is_some()).await;
    recreate_topics(&config, &[&config.confirmations_topic]).await;
    // More than the old log had, so that its length tells nothing.
    let new: Vec<_> = (0..30).map(|n| format!("new-{n}")).collect();
    for id in &new {
        raise(&config, &producer, id).await;
    }
    let last = AlertId::new("new-29").expect("an id");
    // Each partition is read again for itself: for a moment 29 new ones and the old one are 30, too.
    let is_new = |view: &View| view.alert(&old).is_none() && view.alert(&last).is_some();
    until(&view, "the new log is read", |view| is_new(view) && view.open_of_parent(SARAH).len() == 30).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_partition_that_is_added_is_read_too() {
    let Some(config) = own_topics("a partition that is added").await else { return };
    let producer = producer(&config);
    let first = raise(&config, &producer, "first").await;
    let (view, _reader) = View::start(&config).expect("a view");
    until(&view, "it is read", |view| view.alert(&first).is_some()).await;
    let admin: AdminClient<DefaultClientContext> =
        ClientConfig::new().set("bootstrap.servers", &config.bootstrap_servers).create().expect("an admin client");
    let added = NewPartitions::new(&config.confirmations_topic, 6);
    let added = admin.create_partitions([&added], &AdminOptions::new()).await.expect("an answer");
    assert!(added.iter().all(Result::is_ok), "{added:?}");
    let alert = AlertId::new("added").expect("an id");
    let raised = Kind::Raised(Alert { parent_id: Some(SARAH), ..Alert::default() });
    let outgoing = codec::outgoing(&config, 5, &alert, raised, &EventId::new("added"), "test");
    // The first one looks for new partitions every few minutes only.
    append(&self::producer(&config), outgoing).await;
    until(&view, "the new partition is read", |view| view.alert(&alert).is_some()).await;
    assert!(view.alert(&first).is_some());
}

/// The end of a transaction takes an offset and is not shown to readers.
#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_ends_with_a_transaction_is_read_to_its_end() {
    let Some(config) = own_topics("a log that ends with a transaction").await else { return };
    let (view, _reader) = View::start(&config).expect("a view");
    until(&view, "the empty log is read", View::is_caught_up).await;
    let writer: BaseProducer = ClientConfig::new()
        .set("bootstrap.servers", &config.bootstrap_servers)
        .set("transactional.id", &config.group_id)
        .create()
        .expect("a producer");
    let topic = config.confirmations_topic.clone();
    let written = tokio::task::spawn_blocking(move || {
        let wait = Duration::from_secs(20);
        writer.init_transactions(wait).expect("ready");
        writer.begin_transaction().expect("begun");
        let value = json!({"alert_id": "t", "kind": "raised", "at": "2026-01-01T15:15:00Z", "parent_name": "Sarah",
            "child_name": "Jake", "location": "Oak Street", "message": ""});
        let value = value.to_string();
        for partition in 0..3 {
            writer.send(BaseRecord::<(), _>::to(&topic).payload(&value).partition(partition)).expect("queued");
        }
        writer.commit_transaction(wait).expect("committed");
    });
    written.await.expect("no panic");
    let alert = AlertId::new("t").expect("an id");
    until(&view, "it is read", |view| view.alert(&alert).is_some()).await;
    // Long enough for the ends to be asked for twice: it stays caught up.
    let is_behind = |view: &View| matches!(view.freshness(), Freshness::Behind { .. });
    let behind = crate::support::wait::within(Duration::from_secs(6), async || is_behind(&view).then_some(())).await;
    assert_eq!(behind, None, "the end of a transaction counts as missing");
}
