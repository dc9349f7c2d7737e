//! Reading a topic to show it: for `watch` and the list of dead letters. Without a group, or with one as the tutorial's
//! consumer has it.
//!
//! Must not take part in any service's work.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::error::KafkaError;
use rdkafka::{Offset, TopicPartitionList};
use tokio::sync::mpsc;

use super::client;
use super::record::Record;
use crate::config::KafkaConfig;

const ASK: Duration = Duration::from_secs(5);
const POLL: Duration = Duration::from_millis(100);
/// How often new partitions are looked for.
const LOOK: Duration = Duration::from_secs(3);

/// Where a reader without a group begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begin {
    /// With the oldest record there is.
    Beginning,
    /// With what comes from now on.
    Now,
}

/// What a reader hands over.
#[derive(Debug)]
pub enum Read {
    /// A record.
    Record(Record),
    /// Something is wrong; the reader goes on.
    Trouble(String),
}

/// A running reader.
pub struct Reader {
    reads: mpsc::Receiver<Read>,
    stop: Arc<AtomicBool>,
}

impl Reader {
    /// Reads all partitions of a topic, those added later too.
    ///
    /// # Errors
    /// Where `KAFKA_PROPERTIES` has something that librdkafka does not take.
    pub fn follow(config: &KafkaConfig, topic: &str, begin: Begin) -> Result<Self, KafkaError> {
        let consumer: BaseConsumer = client::reader(config, "reader").create()?;
        Ok(Self::start(consumer, topic.to_owned(), Some(begin)))
    }

    /// Reads as a member of a group, as the tutorial's consumer does: what was read is committed, and the members share
    /// the partitions.
    ///
    /// # Errors
    /// Where `KAFKA_PROPERTIES` has something that librdkafka does not take.
    pub fn group(config: &KafkaConfig, topic: &str, group: &str) -> Result<Self, KafkaError> {
        let consumer: BaseConsumer = client::watcher(config, group).create()?;
        consumer.subscribe(&[topic])?;
        Ok(Self::start(consumer, topic.to_owned(), None))
    }

    fn start(consumer: BaseConsumer, topic: String, begin: Option<Begin>) -> Self {
        // One at a time: what a group has read counts as shown.
        let (tell, reads) = mpsc::channel(1);
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let thread = std::thread::Builder::new().name("kafka-reader".to_owned());
        let started = thread.spawn(move || read(&consumer, &topic, begin, &tell, &stopped));
        if let Err(error) = started {
            tracing::error!(%error, "no thread to read on");
        }
        Self { reads, stop }
    }

    /// The next read; `None` when the reader has ended.
    pub async fn next(&mut self) -> Option<Read> {
        self.reads.recv().await
    }

    /// Asks it to end. What is on its way still comes from [`Self::next`]; a group's offsets are committed before `None`.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.stop();
    }
}

fn read(consumer: &BaseConsumer, topic: &str, begin: Option<Begin>, tell: &mpsc::Sender<Read>, stopped: &AtomicBool) {
    let mut assigned = 0;
    let mut looked: Option<Instant> = None;
    let mut trouble = String::new();
    while !stopped.load(Ordering::Relaxed) && !tell.is_closed() {
        if let Some(begin) = begin
            && looked.is_none_or(|at| at.elapsed() > LOOK)
        {
            // Partitions that come later are read from their beginning.
            let begin = if looked.is_some() && assigned > 0 { Begin::Beginning } else { begin };
            match assign(consumer, topic, begin, &mut assigned) {
                Ok(()) => looked = Some(Instant::now()),
                Err(error) => told_once(tell, &mut trouble, error.to_string()),
            }
        }
        match consumer.poll(POLL) {
            None => {}
            Some(Ok(message)) => {
                trouble.clear();
                if tell.blocking_send(Read::Record(Record::read(&message))).is_err() {
                    break;
                }
            }
            Some(Err(KafkaError::PartitionEOF(_))) => {}
            Some(Err(error)) => told_once(tell, &mut trouble, error.to_string()),
        }
    }
    if begin.is_none() {
        // Ends the membership and commits what was read.
        consumer.unsubscribe();
        if let Err(error) = consumer.commit_consumer_state(rdkafka::consumer::CommitMode::Sync) {
            tracing::debug!(%error, "nothing was committed at the end");
        }
    }
}

fn told_once(tell: &mpsc::Sender<Read>, before: &mut String, trouble: String) {
    if *before != trouble {
        before.clone_from(&trouble);
        // Whoever listened is gone; the loop notices.
        _ = tell.blocking_send(Read::Trouble(trouble));
    }
}

fn assign(consumer: &BaseConsumer, topic: &str, begin: Begin, assigned: &mut i32) -> Result<(), KafkaError> {
    let metadata = consumer.fetch_metadata(Some(topic), ASK)?;
    let partitions = metadata.topics().first().map_or(0, |topic| topic.partitions().len());
    let partitions = i32::try_from(partitions).unwrap_or(i32::MAX);
    if partitions > *assigned {
        let mut new = TopicPartitionList::new();
        for partition in *assigned..partitions {
            let offset = if begin == Begin::Beginning { Offset::Beginning } else { Offset::End };
            new.add_partition_offset(topic, partition, offset)?;
        }
        consumer.incremental_assign(&new)?;
        *assigned = partitions;
    }
    Ok(())
}

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
        let (low, high) = consumer.fetch_watermarks(topic, partition, wait.min(ASK))?;
        if low < high {
            ends.insert(partition, high);
            list.add_partition_offset(topic, partition, Offset::Beginning)?;
        }
    }
    consumer.assign(&list)?;
    let mut records = Vec::new();
    while !ends.is_empty() {
        if Instant::now() > deadline {
            return Err(KafkaError::MessageConsumption(rdkafka::types::RDKafkaErrorCode::OperationTimedOut));
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
            Some(Err(error)) => tracing::debug!(%error, "while reading a topic"),
        }
    }
    records.sort_by_key(|record| (record.timestamp_ms, record.partition, record.offset));
    Ok(records)
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
            Some(Err(error)) => tracing::debug!(%error, "while reading one record"),
            None => {}
        }
    }
    Err(KafkaError::MessageConsumption(rdkafka::types::RDKafkaErrorCode::OperationTimedOut))
}
