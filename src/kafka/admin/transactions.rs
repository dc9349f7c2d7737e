//! Open transactions of other programs, for `needhelp check`. The services see them by themselves, in
//! [`crate::kafka::consumer::ConsumerStatus::stable_below`].
//!
//! Must not end a transaction: it is another program's.

use std::time::{Duration, Instant};

use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::error::KafkaError;
use rdkafka::metadata::{MetadataPartition, MetadataTopic};
use rdkafka::{Offset, TopicPartitionList};

use crate::config::KafkaConfig;
use crate::kafka::admin::{Record, client};

const ASK: Duration = Duration::from_secs(5);
const POLL: Duration = Duration::from_millis(100);
/// A transaction that ends within this time holds nobody up.
const SHORT: Duration = Duration::from_secs(1);

/// A transaction that keeps everything after its first record from all readers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenTransaction {
    /// The topic.
    pub topic: String,
    /// The partition.
    pub partition: i32,
    /// The last stable offset: where the transaction begins.
    pub offset: i64,
    /// When its first record was appended (Unix milliseconds), if that could be read.
    pub since_ms: Option<i64>,
}

/// The transactions that are open for a second at least. Blocks: keep it off the async threads.
///
/// # Errors
/// Where the broker does not answer in time.
pub fn open_transactions(config: &KafkaConfig, topics: &[&str]) -> Result<Vec<OpenTransaction>, KafkaError> {
    let committed: BaseConsumer = client::reader(config, "transactions").create()?;
    let mut all = client::reader(config, "transactions");
    let all: BaseConsumer = all.set("isolation.level", "read_uncommitted").create()?;
    let first = look(&committed, &all, topics)?;
    if first.is_empty() {
        return Ok(Vec::new());
    }
    std::thread::sleep(SHORT);
    let mut open = look(&committed, &all, topics)?;
    open.retain(|transaction| first.contains(transaction));
    for transaction in &mut open {
        transaction.since_ms = first_record_ms(&all, transaction)?;
    }
    Ok(open)
}

fn look(committed: &BaseConsumer, all: &BaseConsumer, topics: &[&str]) -> Result<Vec<OpenTransaction>, KafkaError> {
    let mut open = Vec::new();
    for topic in topics {
        let metadata = all.fetch_metadata(Some(topic), ASK)?;
        for partition in metadata.topics().iter().flat_map(MetadataTopic::partitions).map(MetadataPartition::id) {
            // The end is asked for first: a record that comes in between is no transaction.
            let (_, end) = all.fetch_watermarks(topic, partition, ASK)?;
            let (_, stable) = committed.fetch_watermarks(topic, partition, ASK)?;
            if stable < end {
                let topic = (*topic).to_owned();
                open.push(OpenTransaction { topic, partition, offset: stable, since_ms: None });
            }
        }
    }
    Ok(open)
}

fn first_record_ms(all: &BaseConsumer, transaction: &OpenTransaction) -> Result<Option<i64>, KafkaError> {
    let mut list = TopicPartitionList::new();
    list.add_partition_offset(&transaction.topic, transaction.partition, Offset::Offset(transaction.offset))?;
    all.assign(&list)?;
    let deadline = Instant::now() + ASK;
    while Instant::now() < deadline {
        match all.poll(POLL) {
            Some(Ok(message)) => {
                let record = Record::read(&message);
                if (&record.topic, record.partition, record.offset)
                    == (&transaction.topic, transaction.partition, transaction.offset)
                {
                    return Ok(Some(record.timestamp_ms));
                }
            }
            Some(Err(KafkaError::PartitionEOF(_))) => return Ok(None),
            Some(Err(error)) => tracing::debug!(%error, "while reading where a transaction begins"),
            None => {}
        }
    }
    Ok(None)
}
