//! Shared by tests of one producer and one consumer: a record to write, and waiting for an event of the consumer.

use std::time::Duration;

use jiff::Timestamp;

use super::bot::{
    Assignment, Consumer, ConsumerEvent, ConsumerEvents, Envelope, KafkaConfig, MessageTimeout, Outgoing, Producer,
    StartAt,
};

/// Longer than anything here takes on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(40);

/// As the board reads.
pub const REPLAY: StartAt = StartAt::Replay { window: Duration::from_secs(48 * 3600) };

pub fn producer(config: &KafkaConfig) -> Producer {
    Producer::start(config, "test", MessageTimeout::PERSON).expect("a producer")
}

pub fn outgoing(topic: &str, partition: i32, value: &str) -> Outgoing {
    Outgoing {
        topic: topic.to_owned(),
        partition: Some(partition),
        key: Some(b"alert".to_vec()),
        value: Some(value.as_bytes().to_vec()),
        envelope: Envelope::new(value, "claimed", "test", Timestamp::now()),
    }
}

/// Receives until `pick` has what it looks for.
pub async fn until<T>(events: &mut ConsumerEvents, mut pick: impl FnMut(ConsumerEvent) -> Option<T>) -> T {
    let search = async {
        loop {
            let event = events.recv().await.expect("the consumer lives");
            if let Some(found) = pick(event) {
                return found;
            }
        }
    };
    tokio::time::timeout(PATIENCE, search).await.expect("it comes in time")
}

/// The next assignment, by partition.
pub async fn assigned(events: &mut ConsumerEvents) -> Vec<Assignment> {
    until(events, |event| match event {
        ConsumerEvent::Assigned(mut assignments) => {
            assignments.sort_by_key(needhelp::kafka::consumer::Assignment::partition);
            Some(assignments)
        }
        _ => None,
    })
    .await
}

/// Closes a consumer as a service does: receiving goes on, and hand-overs are ended.
pub async fn close(consumer: Consumer, mut events: ConsumerEvents) {
    let closing = tokio::spawn(async move { consumer.close(PATIENCE).await });
    while events.recv().await.is_some() {}
    closing.await.expect("no panic").expect("closed in time");
}
