//! Kafka's side of the program against the embedded broker: producing, joining, replaying, handing over.
//!
//! What the embedded broker does not model is in `tests/real/kafka.rs`.

use std::time::Duration;

use jiff::Timestamp;
use rdkafka::types::{RDKafkaApiKey, RDKafkaRespErr};
use tokio_util::sync::CancellationToken;

use crate::support::bot::{
    ConsumedRecord, Consumer, ConsumerEvent, ConsumerEvents, Delivered, KafkaConfig, MessageTimeout, MockBroker,
    Outgoing, Producer, Record, ReplyTo, SendError, StartAt, Verdict, round_trip,
};
use crate::support::records::{self, PATIENCE, REPLAY, assigned, close, producer, until};

const TOPIC: &str = "bus-stop-confirmations";

fn embedded() -> (MockBroker, KafkaConfig) {
    let embedded = MockBroker::start(&[TOPIC]).expect("the embedded broker starts");
    let config = embedded.config();
    (embedded, config)
}

/// One that can be down.
async fn breakable() -> (MockBroker, KafkaConfig) {
    let embedded = MockBroker::start_at(0, &[TOPIC]).await.expect("the embedded broker starts");
    let config = embedded.config();
    (embedded, config)
}

fn outgoing(partition: i32, value: &str) -> Outgoing {
    records::outgoing(TOPIC, partition, value)
}

async fn write(producer: &Producer, partition: i32, value: &str) -> Delivered {
    producer.send(outgoing(partition, value)).await.expect("written")
}

async fn record(events: &mut ConsumerEvents) -> ConsumedRecord {
    until(events, |event| match event {
        ConsumerEvent::Record(record) => Some(record),
        _ => None,
    })
    .await
}

fn text(record: &Record) -> &str {
    std::str::from_utf8(record.value.as_deref().unwrap_or_default()).expect("text")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_arrives_as_it_was_sent() {
    let (_embedded, config) = embedded();
    let producer = producer(&config);
    let (_consumer, mut events) = Consumer::start(&config, "board", TOPIC, REPLAY).expect("a consumer");
    let give_up_at = Timestamp::from_millisecond(1_900_000_000_000).expect("in range");
    let mut sent = outgoing(1, "claimed by Mike");
    sent.envelope = sent.envelope.give_up_at(give_up_at).reply_to(ReplyTo::parse("1/2/secret"));
    let delivered = producer.send(sent.clone()).await.expect("written");
    assert_eq!((delivered.partition, delivered.offset), (1, 0));
    assert!(!delivered.is_void(give_up_at));
    let record = record(&mut events).await.split().0;
    assert_eq!(record.timestamp_ms, delivered.timestamp_ms);
    assert_eq!(record.envelope, sent.envelope);
    assert_eq!((record.value, record.key), (sent.value, sent.key));
    assert_eq!(record.unreadable_headers, Vec::<String>::new());
    producer.close(PATIENCE).await.expect("flushed");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_partition_catches_up_once_and_says_where_it_began() {
    let (_embedded, config) = embedded();
    let producer = producer(&config);
    for number in 0..3 {
        write(&producer, 0, &number.to_string()).await;
    }
    let (_consumer, mut events) = Consumer::start(&config, "board", TOPIC, REPLAY).expect("a consumer");
    let mut assignments = assigned(&mut events).await;
    assignments.sort_by_key(needhelp::kafka::consumer::Assignment::partition);
    let seen: Vec<_> = assignments.iter().map(|a| (a.partition(), a.replay_from, a.committed, a.end)).collect();
    assert_eq!(seen, [(0, 0, None, 3), (1, 0, None, 0), (2, 0, None, 0)]);
    let (mut caught_up, mut records) = (Vec::new(), 0);
    until(&mut events, |event| {
        match event {
            ConsumerEvent::CaughtUp(epoch) => {
                assert!(epoch.partition != 0 || records == 3, "caught up before the end");
                caught_up.push(epoch.partition);
            }
            ConsumerEvent::Record(_) => records += 1,
            _ => {}
        }
        (caught_up.len() == 3 && records == 3).then_some(())
    })
    .await;
    write(&producer, 1, "later").await;
    until(&mut events, |event| match event {
        ConsumerEvent::CaughtUp(_) => panic!("caught up twice"),
        ConsumerEvent::Record(consumed) => (text(&consumed.record) == "later").then_some(()),
        _ => None,
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn finished_records_are_committed_and_others_are_delivered_again() {
    let (_embedded, config) = embedded();
    let producer = producer(&config);
    for number in 0..4 {
        write(&producer, 2, &number.to_string()).await;
    }
    let (consumer, mut events) = Consumer::start(&config, "intake", TOPIC, StartAt::Committed).expect("a consumer");
    for expected in 0..4 {
        let record = record(&mut events).await;
        assert_eq!(text(&record.record), expected.to_string());
        // The third is never acknowledged.
        if expected != 2 {
            record.ack();
        }
    }
    assert!(consumer.oldest_unfinished().is_some());
    close(consumer, events).await;
    let (_consumer, mut events) = Consumer::start(&config, "intake", TOPIC, StartAt::Committed).expect("a consumer");
    let again = assigned(&mut events).await;
    let third = again.iter().find(|assignment| assignment.partition() == 2).expect("partition 2");
    assert_eq!((third.committed, third.replay_from), (Some(2), 2));
    assert_eq!(text(&record(&mut events).await.record), "2");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_board_takes_over_partitions_of_the_first() {
    let (_embedded, config) = embedded();
    let producer = producer(&config);
    let (first, mut events) = Consumer::start(&config, "board", TOPIC, REPLAY).expect("a consumer");
    let before = assigned(&mut events).await;
    assert_eq!(before.len(), 3);
    write(&producer, 0, "0").await;
    record(&mut events).await.ack();
    let (second, mut others) = Consumer::start(&config, "board", TOPIC, REPLAY).expect("a second consumer");
    let (partitions, lost) = until(&mut events, |event| match event {
        ConsumerEvent::Revoked { partitions, lost, handover } => {
            for partition in &partitions {
                let old = before.iter().find(|a| a.partition() == *partition).expect("was ours");
                assert_eq!(first.lease().verdict(old.epoch), Verdict::Lost);
            }
            handover.done();
            Some((partitions, lost))
        }
        _ => None,
    })
    .await;
    assert!(!lost);
    let taken = assigned(&mut others).await;
    assert_eq!(taken.iter().map(needhelp::kafka::consumer::Assignment::partition).collect::<Vec<_>>(), partitions);
    for assignment in &taken {
        assert_eq!(second.lease().verdict(assignment.epoch), Verdict::MaySend);
    }
    for kept in before.iter().filter(|a| !partitions.contains(&a.partition())) {
        assert_eq!(first.lease().verdict(kept.epoch), Verdict::MaySend);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_spare_consumer_counts_as_joined() {
    let (_embedded, config) = embedded();
    let mut all = Vec::new();
    for _ in 0..4 {
        let (consumer, mut events) = Consumer::start(&config, "board", TOPIC, REPLAY).expect("a consumer");
        let status = consumer.watch_status();
        all.push((consumer, status));
        tokio::spawn(async move { while events.recv().await.is_some() {} });
    }
    let balanced = async {
        loop {
            let all_statuses: Vec<_> = all.iter().map(|(consumer, _)| consumer.status()).collect();
            let mut sizes: Vec<_> = all_statuses.iter().map(|status| status.partitions.len()).collect();
            sizes.sort_unstable();
            if sizes == [0, 1, 1, 1]
                && all_statuses.iter().all(|status| status.not_ready().is_none() && status.answers > 0)
            {
                return;
            }
            all[0].1.changed().await.expect("alive");
        }
    };
    tokio::time::timeout(PATIENCE, balanced).await.expect("balanced, and all joined");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_service_does_not_stop_polling_and_loses_no_record() {
    const MANY: usize = 2_000;
    let (_embedded, config) = embedded();
    let producer = producer(&config);
    let sends: Vec<_> = (0..MANY).map(|number| producer.send(outgoing(0, &number.to_string()))).collect();
    for send in sends {
        send.await.expect("written");
    }
    let (consumer, mut events) = Consumer::start(&config, "board", TOPIC, REPLAY).expect("a consumer");
    assigned(&mut events).await;
    // Nothing is received, and the group's session (1.2 s) is outlived several times over.
    let mut status = consumer.watch_status();
    let polls = consumer.status().polls;
    let polling = status.wait_for(|status| status.polls > polls + 600 && status.partitions.len() == 3);
    tokio::time::timeout(PATIENCE, polling).await.expect("still polled").expect("alive");
    for expected in 0..MANY {
        let value = until(&mut events, |event| match event {
            ConsumerEvent::Record(consumed) => Some(text(&consumed.record).to_owned()),
            ConsumerEvent::Revoked { .. } | ConsumerEvent::TopicRecreated => panic!("{event:?}"),
            _ => None,
        })
        .await;
        assert_eq!(value, expected.to_string());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_partition_waits_and_the_others_go_on() {
    /// As many unfinished records as a partition may have.
    const FULL: usize = 2_000;
    let (_embedded, config) = embedded();
    let producer = producer(&config);
    let (consumer, mut events) = Consumer::start(&config, "board", TOPIC, REPLAY).expect("a consumer");
    let epoch = assigned(&mut events).await[0].epoch;
    let mut waiting = Vec::new();
    let sends: Vec<_> = (0..FULL).map(|number| producer.send(outgoing(0, &number.to_string()))).collect();
    for send in sends {
        send.await.expect("written");
    }
    for _ in 0..FULL {
        waiting.push(record(&mut events).await);
    }
    assert!(consumer.is_full(epoch));
    // A full partition is paused before the poll that follows, and this record is seen by a later one.
    write(&producer, 1, "first").await;
    assert_eq!(text(&record(&mut events).await.record), "first");
    write(&producer, 0, "paused").await;
    for number in 0..5 {
        write(&producer, 1, &number.to_string()).await;
        assert_eq!(text(&record(&mut events).await.record), number.to_string());
    }
    waiting.drain(..=FULL / 2).for_each(ConsumedRecord::ack);
    assert!(!consumer.is_full(epoch));
    assert_eq!(text(&record(&mut events).await.record), "paused");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_acknowledgement_of_an_assignment_that_has_ended_changes_nothing() {
    let (_embedded, config) = embedded();
    let producer = producer(&config);
    write(&producer, 0, "0").await;
    let (consumer, mut events) = Consumer::start(&config, "board", TOPIC, REPLAY).expect("a consumer");
    let late = record(&mut events).await;
    close(consumer, events).await;
    let (consumer, mut events) = Consumer::start(&config, "board", TOPIC, REPLAY).expect("a consumer");
    let again = record(&mut events).await;
    late.ack();
    assert!(consumer.oldest_unfinished().is_some());
    drop(again);
    close(consumer, events).await;
    let (_consumer, mut events) = Consumer::start(&config, "board", TOPIC, REPLAY).expect("a consumer");
    assert!(assigned(&mut events).await.iter().all(|assignment| assignment.committed.is_none()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handover_waits_for_unfinished_records_and_commits_them() {
    let (_embedded, config) = embedded();
    let producer = producer(&config);
    let (consumer, mut events) = Consumer::start(&config, "board", TOPIC, REPLAY).expect("a consumer");
    assigned(&mut events).await;
    write(&producer, 0, "0").await;
    let mut waiting = Some(record(&mut events).await);
    let closing = tokio::spawn({
        let consumer = consumer.clone();
        async move { consumer.close(PATIENCE).await }
    });
    until(&mut events, |event| match event {
        ConsumerEvent::Revoked { handover, .. } => {
            // Acknowledged only after the partition is known to go.
            waiting.take().expect("one hand-over").ack();
            handover.done();
            Some(())
        }
        _ => None,
    })
    .await;
    while events.recv().await.is_some() {}
    closing.await.expect("no panic").expect("closed in time");
    let (_consumer, mut events) = Consumer::start(&config, "board", TOPIC, REPLAY).expect("a consumer");
    let again = assigned(&mut events).await;
    let zero = again.iter().find(|a| a.partition() == 0).expect("partition 0");
    assert_eq!(zero.committed, Some(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replay_that_is_interrupted_commits_no_lower_offset() {
    let (_embedded, config) = embedded();
    let producer = producer(&config);
    for number in 0..4 {
        write(&producer, 0, &number.to_string()).await;
    }
    for acknowledged in [4, 1] {
        let (consumer, mut events) = Consumer::start(&config, "board", TOPIC, REPLAY).expect("a consumer");
        for offset in 0..acknowledged {
            let record = record(&mut events).await;
            assert_eq!(record.record.offset, offset, "the mock broker replays all");
            assert_eq!(record.was_finished(), acknowledged == 1);
            record.ack();
        }
        close(consumer, events).await;
    }
    let (_consumer, mut events) = Consumer::start(&config, "board", TOPIC, REPLAY).expect("a consumer");
    let again = assigned(&mut events).await;
    assert_eq!(again.iter().find(|a| a.partition() == 0).expect("partition 0").committed, Some(4));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_too_large_is_refused_for_good() {
    let (_embedded, config) = embedded();
    let producer = producer(&config);
    let outcome = producer.send(outgoing(0, &"x".repeat(2_000_000))).await;
    assert!(matches!(outcome, Err(SendError::Refused(_))), "{outcome:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broker_that_is_down_is_an_error_and_recovered_from() {
    let (embedded, config) = breakable().await;
    let producer = Producer::start(&config, "test", MessageTimeout(5_000)).expect("a producer");
    write(&producer, 0, "before").await;
    embedded.down().expect("down");
    let outcome = tokio::time::timeout(PATIENCE, producer.send(outgoing(0, "lost"))).await.expect("an answer");
    assert!(matches!(outcome, Err(SendError::NotWritten(_) | SendError::PossiblyWritten(_))), "{outcome:?}");
    embedded.up().expect("up");
    let cancel = CancellationToken::new();
    let appended = producer.append_until(outgoing(0, "after"), &cancel);
    tokio::time::timeout(PATIENCE, appended).await.expect("in time").expect("written");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_can_take_the_port_of_a_broker_that_is_down() {
    let (embedded, config) = breakable().await;
    embedded.down().expect("down");
    let taken = std::net::TcpListener::bind(embedded.bootstrap_servers());
    assert!(taken.is_err(), "{taken:?} could be listened at");
    embedded.up().expect("up");
    write(&producer(&config), 0, "it came back").await;
}

#[test]
fn a_broker_that_cannot_be_down_says_so() {
    let error = embedded().0.down().expect_err("it has no door");
    assert!(error.to_string().contains("start_at"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_acknowledgement_is_possibly_written() {
    let (embedded, config) = embedded();
    let producer = Producer::start(&config, "test", MessageTimeout(5_000)).expect("a producer");
    write(&producer, 0, "before").await;
    embedded.lose_acknowledgements(1, Duration::from_secs(30));
    let outcome = tokio::time::timeout(PATIENCE, producer.send(outgoing(0, "unsure"))).await.expect("an answer");
    assert!(matches!(outcome, Err(SendError::PossiblyWritten(_))), "{outcome:?}");
    let (_consumer, mut events) = Consumer::start(&config, "board", TOPIC, REPLAY).expect("a consumer");
    let written = until(&mut events, |event| match event {
        ConsumerEvent::Record(consumed) => (text(&consumed.record) == "unsure").then_some(consumed.record.offset),
        _ => None,
    });
    assert_eq!(written.await, 1, "it was in the log all the same");
}

#[tokio::test(flavor = "multi_thread")]
async fn appending_ends_when_it_is_cancelled() {
    let (embedded, config) = breakable().await;
    embedded.down().expect("down");
    let producer = Producer::start(&config, "test", MessageTimeout(1_000)).expect("a producer");
    let cancel = CancellationToken::new();
    let appending = tokio::spawn({
        let cancel = cancel.clone();
        async move { producer.append_until(outgoing(0, "never"), &cancel).await }
    });
    cancel.cancel();
    let outcome = tokio::time::timeout(PATIENCE, appending).await.expect("ends").expect("no panic");
    assert!(outcome.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broker_that_answers_an_error_is_asked_again() {
    let (embedded, config) = embedded();
    let producer = producer(&config);
    let error = RDKafkaRespErr::RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION;
    embedded.fail(RDKafkaApiKey::Produce, &[error, error]);
    write(&producer, 0, "in the end").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fixed_port_leads_to_the_embedded_broker() {
    let (_embedded, config) = breakable().await;
    let producer = producer(&config);
    write(&producer, 0, "through the forwarder").await;
    let (_consumer, mut events) = Consumer::start(&config, "board", TOPIC, REPLAY).expect("a consumer");
    assert_eq!(text(&record(&mut events).await.record), "through the forwarder");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_of_its_own_tells_the_brokers_clock() {
    let broker = MockBroker::start_at(0, &[]).await.expect("the embedded broker starts");
    let config = broker.config();
    let producer = Producer::start(&config, "test", MessageTimeout::PERSON).expect("a producer");
    assert_eq!(producer.clock(), None);
    for ahead_ms in [20_000, 0] {
        broker.clock_is_ahead(ahead_ms).expect("set");
        round_trip::ask_the_time(&config, &producer).await.expect("the topic is made");
        let (measured_ms, age) = producer.clock().expect("measured");
        assert!((ahead_ms - 500..=ahead_ms).contains(&measured_ms) && age < PATIENCE, "{measured_ms} {age:?}");
    }
}
