//! Reads the end of one partition, to find out whether it has a certain record.
//!
//! Must not join a consumer group or store offsets.

use std::time::{Duration, Instant};

use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::error::KafkaError;
use rdkafka::types::RDKafkaErrorCode;
use rdkafka::{Offset, TopicPartitionList};

use crate::config::KafkaConfig;
use crate::kafka::admin::{Record, client};

const POLL: Duration = Duration::from_millis(100);

/// The records from an offset up to the present end. Blocks: keep it off the async threads.
///
/// # Errors
/// If the broker does not answer within `wait`.
pub(crate) fn read_from(
    config: &KafkaConfig,
    topic: &str,
    partition: i32,
    from: i64,
    wait: Duration,
) -> Result<Vec<Record>, KafkaError> {
    let consumer: BaseConsumer = client::reader(config, "reader").create()?;
    let deadline = Instant::now() + wait;
    let (low, high) = consumer.fetch_watermarks(topic, partition, wait)?;
    let mut list = TopicPartitionList::new();
    list.add_partition_offset(topic, partition, Offset::Offset(from.max(low)))?;
    consumer.assign(&list)?;
    let mut records = Vec::new();
    while records.last().is_none_or(|last: &Record| last.offset + 1 < high) {
        if Instant::now() > deadline {
            return Err(KafkaError::MessageConsumption(RDKafkaErrorCode::OperationTimedOut));
        }
        match consumer.poll(POLL) {
            Some(Ok(message)) => records.push(Record::read(&message)),
            Some(Err(KafkaError::PartitionEOF(_))) => break,
            Some(Err(error)) => tracing::debug!(%error, "while reading a partition"),
            None => {}
        }
    }
    Ok(records)
}
