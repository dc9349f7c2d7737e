//! What only Apache Kafka itself shows: append times, look-ups by time, topics made anew, partitions added.
//!
//! Runs where `KAFKA_BOOTSTRAP_SERVERS` is set (`scripts/kafka start` prints it), and says so where it is not.

#[path = "support/deliveries.rs"]
mod deliveries;

use std::io::Write as _;
use std::time::Duration;

use deliveries::{PATIENCE, REPLAY, assigned, outgoing, producer, until};
use jiff::Timestamp;
use needhelp::config::{KafkaConfig, Properties};
use needhelp::kafka::admin::round_trip;
use needhelp::kafka::admin::topics;
use needhelp::kafka::admin::topics::Topics;
use needhelp::kafka::consumer::{ConsumedRecord, Consumer, ConsumerEvent, ConsumerEvents, StartAt};
use needhelp::kafka::producer::{Delivered, Producer};
use rdkafka::ClientConfig;
use rdkafka::admin::{AdminClient, AdminOptions, NewPartitions};
use rdkafka::client::DefaultClientContext;
use tokio_util::sync::CancellationToken;

/// Topics of its own for each test, or `None` where there is no Kafka.
async fn kafka(test: &str) -> Option<KafkaConfig> {
    let Ok(servers) = std::env::var("KAFKA_BOOTSTRAP_SERVERS") else {
        // Not through `eprintln!`, which the test program keeps to itself.
        _ = writeln!(
            std::io::stderr(),
            "NOT RUN: {test} needs Apache Kafka; set KAFKA_BOOTSTRAP_SERVERS (scripts/kafka start)"
        );
        return None;
    };
    let unique = format!("{test}-{}-{}", Timestamp::now().as_millisecond(), std::process::id());
    let config = KafkaConfig {
        bootstrap_servers: servers,
        group_id: format!("{unique}-group"),
        alerts_topic: format!("{unique}-alerts"),
        confirmations_topic: format!("{unique}-confirmations"),
        dead_letter_topic: format!("{unique}-dead-letters"),
        partitions: 3,
        replication_factor: 1,
        retention_days: 7,
        properties: Properties::default(),
    };
    let findings = topics::prepare(&config, &CancellationToken::new()).await.expect("an admin client");
    assert_eq!(findings, Some(Vec::new()));
    Some(config)
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

async fn close(consumer: Consumer, mut events: ConsumerEvents) {
    let closing = tokio::spawn(async move { consumer.close(PATIENCE).await });
    while events.recv().await.is_some() {}
    closing.await.expect("no panic").expect("closed in time");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_append_time_is_the_brokers_and_the_same_for_writer_and_reader() {
    let Some(config) = kafka("append-time").await else { return };
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
async fn topics_made_here_have_nothing_to_find_fault_with() {
    let Some(config) = kafka("verify").await else { return };
    let topics = Topics::new(&config).expect("an admin client");
    assert_eq!(topics.verify().await.expect("verified"), []);
    let more = Topics::new(&KafkaConfig { partitions: 4, ..config.clone() }).expect("an admin client");
    let findings = more.verify().await.expect("verified");
    assert!(findings.len() == 1 && findings[0].wrong.contains("3 partitions"), "{findings:?}");
    let absent = KafkaConfig { alerts_topic: "no-such-topic-here".into(), ..config };
    let findings = Topics::new(&absent).expect("an admin client").verify().await.expect("verified");
    assert!(findings.iter().any(|finding| finding.wrong.contains("0 partitions")), "{findings:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_round_trip_shows_the_clocks_agree() {
    let Some(config) = kafka("probe").await else { return };
    let trip = round_trip::round_trip(&config).await.expect("there and back");
    assert!(trip.clock_difference_ms.is_some_and(|ms| ms.abs() < 2_000), "{trip:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replay_begins_its_window_before_what_is_committed() {
    let Some(config) = kafka("replay").await else { return };
    let producer = producer(&config);
    let (consumer, mut events) = board(&config, REPLAY);
    let old = write(&config, &producer, 0, "old").await;
    record(&mut events, "old").await.ack();
    // The next record is at least a second younger, by the broker's clock.
    let mut number = 0;
    let young = loop {
        number += 1;
        let value = format!("young {number}");
        let delivered = write(&config, &producer, 0, &value).await;
        record(&mut events, &value).await.ack();
        if delivered.timestamp_ms > old.timestamp_ms + 1_000 {
            break delivered;
        }
        // It is the time that is waited for, and without a pause hundreds of records would be written meanwhile.
        tokio::time::sleep(Duration::from_millis(100)).await;
    };
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
async fn a_topic_made_anew_is_noticed_and_read_from_its_beginning() {
    let Some(config) = kafka("anew").await else { return };
    let producer = producer(&config);
    let (consumer, mut events) = board(&config, REPLAY);
    for number in 0..5 {
        let value = format!("before {number}");
        write(&config, &producer, 0, &value).await;
        record(&mut events, &value).await.ack();
    }
    let admin: AdminClient<DefaultClientContext> =
        ClientConfig::new().set("bootstrap.servers", &config.bootstrap_servers).create().expect("an admin client");
    let deleted = admin.delete_topics(&[&config.confirmations_topic], &AdminOptions::new()).await.expect("deleted");
    assert!(deleted.iter().all(Result::is_ok), "{deleted:?}");
    let never = CancellationToken::new();
    let made = topics::prepare(&config, &never);
    tokio::time::timeout(PATIENCE, made).await.expect("made anew").expect("an admin client");
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
async fn partitions_added_are_taken_on() {
    let Some(config) = kafka("added").await else { return };
    let producer = producer(&config);
    let (consumer, mut events) = board(&config, REPLAY);
    assert_eq!(assigned(&mut events).await.len(), 3);
    let admin: AdminClient<DefaultClientContext> =
        ClientConfig::new().set("bootstrap.servers", &config.bootstrap_servers).create().expect("an admin client");
    let grown = [NewPartitions::new(&config.confirmations_topic, 5)];
    let added = admin.create_partitions(&grown, &AdminOptions::new()).await.expect("added");
    assert!(added.iter().all(Result::is_ok), "{added:?}");
    let more = assigned(&mut events).await;
    assert_eq!(more.iter().map(|assignment| assignment.partition()).collect::<Vec<_>>(), [3, 4]);
    write(&config, &producer, 4, "in the new one").await;
    record(&mut events, "in the new one").await.ack();
    close(consumer, events).await;
}
