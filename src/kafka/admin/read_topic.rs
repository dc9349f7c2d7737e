//! Reading what a topic holds now: for the list of dead letters and the check. [`crate::kafka::tail`] goes on reading.
//!
//! Must not take part in any service's work.

use std::time::{Duration, Instant};

use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::error::KafkaError;
use rdkafka::types::RDKafkaErrorCode;
use rdkafka::{Offset, TopicPartitionList};

use crate::config::KafkaConfig;
use crate::kafka::admin::{Record, client, features};

const ASK: Duration = Duration::from_secs(5);
const POLL: Duration = Duration::from_millis(100);

/// All records of a topic up to its present end, in the order of their append times. Blocks: keep it off the async
/// threads. `wait` bounds the whole, for a broker that does not answer.
///
/// # Errors
/// Where the broker does not answer in time.
pub fn read_all(config: &KafkaConfig, topic: &str, wait: Duration) -> Result<Vec<Record>, KafkaError> {
    let consumer: BaseConsumer = client::reader(config, "reader").create()?;
    let deadline = Instant::now() + wait;
    let metadata = consumer.fetch_metadata(Some(topic), wait.min(ASK))?;
    let partitions = metadata.topics().first().map_or(0, |topic| topic.partitions().len());
    let mut ends = std::collections::BTreeMap::new();
    let mut list = TopicPartitionList::new();
    for partition in 0..i32::try_from(partitions).unwrap_or(i32::MAX) {
        let (low, high) = watermarks(&consumer, topic, partition, deadline)?;
        if low < high {
            ends.insert(partition, high);
            list.add_partition_offset(topic, partition, Offset::Beginning)?;
        }
    }
    consumer.assign(&list)?;
    let mut records = Vec::new();
    while !ends.is_empty() {
        if Instant::now() > deadline {
            return Err(KafkaError::MessageConsumption(RDKafkaErrorCode::OperationTimedOut));
        }
        match consumer.poll(POLL) {
            None => {}
            Some(Ok(message)) => {
                let record = Record::read(&message);
                if ends.get(&record.partition).is_some_and(|end| record.offset + 1 >= *end) {
                    ends.remove(&record.partition);
                }
                records.push(record);
            }
            Some(Err(KafkaError::PartitionEOF(partition))) => drop(ends.remove(&partition)),
            Some(Err(error)) if is_unreadable(&error) => return Err(error),
            Some(Err(error)) => tracing::debug!(%error, "while reading a topic"),
        }
    }
    records.sort_by_key(|record| (record.timestamp_ms, record.partition, record.offset));
    Ok(records)
}

/// A topic that has just been made has a moment without leaders.
fn watermarks(
    consumer: &BaseConsumer,
    topic: &str,
    partition: i32,
    deadline: Instant,
) -> Result<(i64, i64), KafkaError> {
    loop {
        match consumer.fetch_watermarks(topic, partition, ASK) {
            Err(error) if Instant::now() < deadline => {
                tracing::debug!(topic, partition, %error, "asking again");
                std::thread::sleep(POLL);
            }
            outcome => return outcome,
        }
    }
}

/// One record; `None` where there is none at that place. Blocks: keep it off the async threads.
///
/// # Errors
/// Where the broker does not answer in time.
pub fn read_one(config: &KafkaConfig, topic: &str, partition: i32, offset: i64) -> Result<Option<Record>, KafkaError> {
    let consumer: BaseConsumer = client::reader(config, "reader").create()?;
    let metadata = consumer.fetch_metadata(Some(topic), ASK)?;
    let known = metadata.topics().first().is_some_and(|topic| topic.partitions().iter().any(|p| p.id() == partition));
    if !known {
        return Ok(None);
    }
    let (low, high) = consumer.fetch_watermarks(topic, partition, ASK)?;
    if !(low..high).contains(&offset) {
        return Ok(None);
    }
    let mut list = TopicPartitionList::new();
    list.add_partition_offset(topic, partition, Offset::Offset(offset))?;
    consumer.assign(&list)?;
    let deadline = Instant::now() + ASK * 2;
    while Instant::now() < deadline {
        match consumer.poll(POLL) {
            Some(Ok(message)) => {
                let record = Record::read(&message);
                // A gap (compaction, a transaction's marker) has no record of its own.
                return Ok((record.offset == offset).then_some(record));
            }
            Some(Err(KafkaError::PartitionEOF(_))) => return Ok(None),
            Some(Err(error)) if is_unreadable(&error) => return Err(error),
            Some(Err(error)) => tracing::debug!(%error, "while reading one record"),
            None => {}
        }
    }
    Err(KafkaError::MessageConsumption(RDKafkaErrorCode::OperationTimedOut))
}

/// Whether it would be the same at each attempt; then it is said at once, because the error itself does not tell why.
fn is_unreadable(error: &KafkaError) -> bool {
    let is_unreadable = error.rdkafka_error_code() == Some(RDKafkaErrorCode::NotImplemented);
    if is_unreadable {
        tracing::warn!("{}", features::unreadable());
    }
    is_unreadable
}
