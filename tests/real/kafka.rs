//! What only Apache Kafka itself shows: append times, look-ups by time, recreated topics, added partitions.
//!
//! Runs where `KAFKA_BOOTSTRAP_SERVERS` is set (`scripts/kafka start` prints it), and says so where it is not.

use std::ops::Deref;
use std::time::Duration;

use jiff::Timestamp;
use rdkafka::ClientConfig;
use rdkafka::admin::{AdminClient, AdminOptions, NewPartitions};
use rdkafka::client::DefaultClientContext;
use tokio_util::sync::CancellationToken;

use crate::support::bot::{
    ConsumedRecord, Consumer, ConsumerEvent, ConsumerEvents, Delivered, KafkaConfig, Producer, Properties, StartAt,
    Topics, round_trip, topics,
};
use crate::support::real_kafka::RealKafka;
use crate::support::records::{PATIENCE, REPLAY, assigned, close, outgoing, producer, until};
use crate::support::recreate::recreate_topics;
use crate::support::{eventually, real_kafka, unique};

/// Topics that no other test has.
pub struct Own {
    config: KafkaConfig,
    _kafka: RealKafka,
}

impl Deref for Own {
    type Target = KafkaConfig;

    fn deref(&self) -> &KafkaConfig {
        &self.config
    }
}

/// `None` if there is no Kafka.
pub async fn own_topics(test: &str) -> Option<Own> {
    let kafka = real_kafka(test)?;
    let unique = unique();
    let config = KafkaConfig {
        bootstrap_servers: kafka.to_owned(),
        group_id: format!("{unique}-group"),
        alerts_topic: format!("{unique}-alerts"),
        confirmations_topic: format!("{unique}-confirmations"),
        dead_letter_topic: format!("{unique}-dead-letters"),
        settings_topic: format!("{unique}-settings"),
        partitions: 3,
        replication_factor: 1,
        retention_days: 7,
        properties: Properties::default(),
    };
    let findings = topics::prepare(&config, &CancellationToken::new()).await.expect("an admin client");
    assert_eq!(findings, Some(Vec::new()));
    Some(Own { config, _kafka: kafka })
}

/// A topic just made may not have its leader yet.
async fn write(config: &KafkaConfig, producer: &Producer, partition: i32, value: &str) -> Delivered {
    let never = CancellationToken::new();
    let appended = producer.append_until(outgoing(&config.confirmations_topic, partition, value), &never);
    tokio::time::timeout(PATIENCE, appended).await.expect("in time").expect("written")
}

fn board(config: &KafkaConfig, start: StartAt) -> (Consumer, ConsumerEvents) {
    Consumer::start(config, "board", &config.confirmations_topic, start).expect("a consumer")
}

async fn record(events: &mut ConsumerEvents, value: &str) -> ConsumedRecord {
    until(events, |event| match event {
        ConsumerEvent::Record(consumed) => {
            (consumed.record.value.as_deref() == Some(value.as_bytes())).then_some(consumed)
        }
        _ => None,
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_append_time_is_the_brokers_and_the_same_for_writer_and_reader() {
    let Some(config) = own_topics("the append time").await else { return };
    let producer = producer(&config);
    let before = Timestamp::now().as_millisecond();
    let delivered = write(&config, &producer, 1, "claimed").await;
    assert!((before - 2_000..before + 40_000).contains(&delivered.timestamp_ms), "{delivered:?}");
    let (consumer, mut events) = board(&config, REPLAY);
    let consumed = record(&mut events, "claimed").await;
    assert_eq!(consumed.record.timestamp_ms, delivered.timestamp_ms);
    close(consumer, events).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn topics_that_the_bot_created_pass_its_own_check() {
    let Some(config) = own_topics("topics that are verified").await else { return };
    let topics = Topics::new(&config).expect("an admin client");
    assert_eq!(topics.verify().await.expect("verified"), []);
    let more = Topics::new(&KafkaConfig { partitions: 4, ..config.config.clone() }).expect("an admin client");
    let findings = more.verify().await.expect("verified");
    assert!(findings.len() == 1 && findings[0].wrong.contains("3 partitions"), "{findings:?}");
    let absent = KafkaConfig { alerts_topic: "no-such-topic-here".into(), ..config.config.clone() };
    let findings = Topics::new(&absent).expect("an admin client").verify().await.expect("verified");
    assert!(findings.iter().any(|finding| finding.wrong.contains("0 partitions")), "{findings:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_round_trip_shows_the_clocks_agree() {
    let Some(config) = own_topics("a round trip").await else { return };
    let trip = round_trip::round_trip(&config).await.expect("there and back");
    assert!(trip.clock_difference_ms.is_some_and(|ms| ms.abs() < 2_000), "{trip:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replay_starts_its_window_before_the_committed_offset() {
    let Some(config) = own_topics("the window of a replay").await else { return };
    let producer = producer(&config);
    let (consumer, mut events) = board(&config, REPLAY);
    let old = write(&config, &producer, 0, "old").await;
    record(&mut events, "old").await.ack();
    // The next record is at least a second younger, by the broker's clock.
    let mut number = 0;
    let young = eventually(PATIENCE, "a record a second later", async || {
        number += 1;
        let value = format!("young {number}");
        let delivered = write(&config, &producer, 0, &value).await;
        record(&mut events, &value).await.ack();
        (delivered.timestamp_ms > old.timestamp_ms + 1_000).then_some(delivered)
    })
    .await;
    close(consumer, events).await;

    // With a window of half a second, "old" is out of it; the commit's metadata has come back from the broker.
    let (consumer, mut events) = board(&config, StartAt::Replay { window: Duration::from_millis(500) });
    let zero = assigned(&mut events).await[0];
    assert_eq!(zero.committed, Some(young.offset + 1));
    assert!(zero.replay_from > old.offset && zero.replay_from <= young.offset, "{zero:?}");
    close(consumer, events).await;

    let (consumer, mut events) = board(&config, REPLAY);
    assert_eq!(assigned(&mut events).await[0].replay_from, 0);
    close(consumer, events).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recreated_topic_is_noticed_and_read_from_its_beginning() {
    let Some(config) = own_topics("a recreated topic").await else { return };
    let producer = producer(&config);
    let (consumer, mut events) = board(&config, REPLAY);
    for number in 0..5 {
        let value = format!("before {number}");
        write(&config, &producer, 0, &value).await;
        record(&mut events, &value).await.ack();
    }
    recreate_topics(&config, &[&config.confirmations_topic]).await;
    // The same producer goes on, at offset 0 again.
    let first = write(&config, &producer, 0, "after 0").await;
    assert_eq!(first.offset, 0);
    let mut recreated = false;
    let consumed = until(&mut events, |event| match event {
        ConsumerEvent::TopicRecreated => {
            recreated = true;
            None
        }
        ConsumerEvent::Record(consumed) => {
            (recreated && consumed.record.value.as_deref() == Some(b"after 0")).then_some(consumed)
        }
        _ => None,
    })
    .await;
    consumed.ack();
    close(consumer, events).await;
    // The lower offset was committed, though a higher one had been before.
    let (consumer, mut events) = board(&config, StartAt::Committed);
    assert_eq!(assigned(&mut events).await[0].committed, Some(1));
    close(consumer, events).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn added_partitions_are_assigned() {
    let Some(config) = own_topics("added partitions").await else { return };
    let producer = producer(&config);
    let (consumer, mut events) = board(&config, REPLAY);
    assert_eq!(assigned(&mut events).await.len(), 3);
    let admin: AdminClient<DefaultClientContext> =
        ClientConfig::new().set("bootstrap.servers", &config.bootstrap_servers).create().expect("an admin client");
    let grown = [NewPartitions::new(&config.confirmations_topic, 5)];
    let added = admin.create_partitions(&grown, &AdminOptions::new()).await.expect("added");
    assert!(added.iter().all(Result::is_ok), "{added:?}");
    let more = assigned(&mut events).await;
    assert_eq!(more.iter().map(needhelp::kafka::consumer::Assignment::partition).collect::<Vec<_>>(), [3, 4]);
    write(&config, &producer, 4, "in the new one").await;
    record(&mut events, "in the new one").await.ack();
    close(consumer, events).await;
}
