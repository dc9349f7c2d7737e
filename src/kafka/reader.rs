//! Reads a topic without a group, for `watch` and the dead letters; and with one, for `watch --group`.
//!
//! Must save no offset but as an ordinary group does, and must not be used where anything hangs on a record being read.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use rdkafka::client::ClientContext;
use rdkafka::config::{FromClientConfigAndContext as _, RDKafkaLogLevel};
use rdkafka::consumer::{BaseConsumer, Consumer as _, ConsumerContext, Rebalance};
use rdkafka::error::{KafkaError, KafkaResult};
use rdkafka::types::RDKafkaErrorCode;
use rdkafka::{ClientConfig, Offset, Statistics, TopicPartitionList};
use tokio::sync::mpsc;

use super::client;
use super::link::Link;
use super::record::Record;
use crate::config::KafkaConfig;

const ASK: Duration = Duration::from_secs(5);
const ROOM: usize = 256;
/// How often a reader without a group looks for new partitions.
const LOOK: Duration = Duration::from_secs(5);

/// From where to where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// From the beginning, and on.
    All,
    /// What is appended from now on.
    New,
    /// From the beginning to what is the end now; then the stream ends.
    Present,
    /// One place; the stream ends without a record where there is none.
    One {
        /// The partition.
        partition: i32,
        /// The offset.
        offset: i64,
    },
}

/// A stream of a topic's records, each partition's in order; it ends the reading when it is dropped.
pub struct Reader(mpsc::Receiver<Result<Record, KafkaError>>);

impl Reader {
    /// Reads a topic without a group. Until a broker answers, the stream waits; an error in it is its end.
    pub fn open(config: &KafkaConfig, topic: &str, span: Span) -> Result<Self, KafkaError> {
        let consumer = make(&client::reader(config, "reader"))?;
        let (records, stream) = mpsc::channel(ROOM);
        let topic = topic.to_owned();
        thread(move || {
            let reading = Reading { consumer, topic, records, assigned: BTreeSet::new(), ends: Vec::new() };
            reading.run(span);
        })?;
        Ok(Self(stream))
    }

    /// Reads a topic as a member of a group, whose offsets follow what was received. The group's partitions are logged.
    pub fn join(config: &KafkaConfig, topic: &str, group: &str) -> Result<Self, KafkaError> {
        let consumer = make(&client::watcher(config, group))?;
        consumer.subscribe(&[topic])?;
        let (records, stream) = mpsc::channel(ROOM);
        thread(move || follow(&consumer, &records))?;
        Ok(Self(stream))
    }

    /// The next record; `None` at the end of the span.
    pub async fn next(&mut self) -> Option<Result<Record, KafkaError>> {
        self.0.recv().await
    }
}

fn thread(work: impl FnOnce() + Send + 'static) -> Result<(), KafkaError> {
    let started = std::thread::Builder::new().name("kafka-reader".to_owned()).spawn(work);
    started.map(drop).map_err(|error| KafkaError::ClientCreation(format!("no thread for the reader: {error}")))
}

fn make(config: &ClientConfig) -> KafkaResult<BaseConsumer<Plain>> {
    BaseConsumer::from_config_and_context(config, Plain(Link::new("reader")))
}

struct Reading {
    consumer: BaseConsumer<Plain>,
    topic: String,
    records: mpsc::Sender<Result<Record, KafkaError>>,
    assigned: BTreeSet<i32>,
    /// Where each partition of a bounded span ends (exclusive), while it is not reached.
    ends: Vec<(i32, i64)>,
}

impl Reading {
    fn run(mut self, span: Span) {
        if let Err(error) = self.read(span) {
            _ = self.records.blocking_send(Err(error));
        }
    }

    fn read(&mut self, span: Span) -> KafkaResult<()> {
        self.assign(span, true)?;
        let bounded = matches!(span, Span::Present | Span::One { .. });
        let mut looked = Instant::now();
        while !(self.records.is_closed() || bounded && self.ends.is_empty()) {
            match self.consumer.poll(Duration::from_millis(100)) {
                Some(Ok(message)) => {
                    let record = Record::read(&message);
                    drop(message);
                    let (partition, offset) = (record.partition, record.offset);
                    let wanted = match span {
                        Span::One { partition: only, offset: at } => partition == only && offset == at,
                        Span::Present => self.ends.iter().any(|(of, end)| *of == partition && offset < *end),
                        Span::All | Span::New => true,
                    };
                    if wanted && self.records.blocking_send(Ok(record)).is_err() {
                        return Ok(());
                    }
                    self.ends.retain(|(of, end)| *of != partition || offset + 1 < *end);
                }
                // A transaction marker may be last, so that no record reaches the end.
                Some(Err(KafkaError::PartitionEOF(partition))) => self.ends.retain(|(of, _)| *of != partition),
                Some(Err(error)) if passes(&error) => {}
                Some(Err(error)) => return Err(error),
                None => {}
            }
            if !bounded && looked.elapsed() > LOOK {
                looked = Instant::now();
                if let Err(error) = self.assign(Span::All, false) {
                    tracing::debug!(topic = self.topic, %error, "no look for new partitions");
                }
            }
        }
        Ok(())
    }

    /// Assigns the partitions that are not yet; all of them are needed at the `first` time.
    fn assign(&mut self, span: Span, first: bool) -> KafkaResult<()> {
        let partitions = loop {
            match self.partitions() {
                Err(error) if first && passes(&error) && !self.records.is_closed() => {}
                answer => break answer?,
            }
        };
        let mut list = TopicPartitionList::new();
        for partition in partitions {
            if self.assigned.contains(&partition) {
                continue;
            }
            let begin = match span {
                Span::All => Offset::Beginning,
                // The end is asked for now, so that nothing between now and the first fetch is missed.
                Span::New => Offset::Offset(self.consumer.fetch_watermarks(&self.topic, partition, ASK)?.1),
                Span::Present => {
                    let (low, high) = self.consumer.fetch_watermarks(&self.topic, partition, ASK)?;
                    if low >= high {
                        continue;
                    }
                    self.ends.push((partition, high));
                    Offset::Beginning
                }
                Span::One { partition: only, offset } => {
                    if partition != only {
                        continue;
                    }
                    let (low, high) = self.consumer.fetch_watermarks(&self.topic, partition, ASK)?;
                    if !(low..high).contains(&offset) {
                        continue;
                    }
                    self.ends.push((partition, offset + 1));
                    Offset::Offset(offset)
                }
            };
            list.add_partition_offset(&self.topic, partition, begin)?;
            self.assigned.insert(partition);
        }
        if list.count() > 0 { self.consumer.incremental_assign(&list) } else { Ok(()) }
    }

    fn partitions(&self) -> KafkaResult<Vec<i32>> {
        let metadata = self.consumer.fetch_metadata(Some(&self.topic), ASK)?;
        let Some(topic) = metadata.topics().first() else { return Ok(Vec::new()) };
        if let Some(error) = topic.error() {
            return Err(KafkaError::MetadataFetch(error.into()));
        }
        Ok(topic.partitions().iter().map(rdkafka::metadata::MetadataPartition::id).collect())
    }
}

fn follow(consumer: &BaseConsumer<Plain>, records: &mpsc::Sender<Result<Record, KafkaError>>) {
    while !records.is_closed() {
        match consumer.poll(Duration::from_millis(100)) {
            Some(Ok(message)) => {
                let record = Record::read(&message);
                drop(message);
                // Room is waited for while polling goes on: the session outlives a reader who looks away.
                let mut record = Some(Ok(record));
                while let Some(waiting) = record.take() {
                    match records.try_send(waiting) {
                        Ok(()) | Err(mpsc::error::TrySendError::Closed(_)) => {}
                        Err(mpsc::error::TrySendError::Full(waiting)) => {
                            record = Some(waiting);
                            std::thread::sleep(Duration::from_millis(20));
                        }
                    }
                }
            }
            Some(Err(error)) if !passes(&error) => {
                _ = records.blocking_send(Err(error));
                return;
            }
            _ => {}
        }
    }
}

/// What passes by itself when Kafka is back, and is said by the link.
fn passes(error: &KafkaError) -> bool {
    use RDKafkaErrorCode as Code;
    matches!(
        error.rdkafka_error_code(),
        Some(
            Code::AllBrokersDown
                | Code::BrokerTransportFailure
                | Code::OperationTimedOut
                | Code::Resolve
                | Code::PartitionEOF
                | Code::LeaderNotAvailable
                | Code::NotLeaderForPartition
        )
    )
}

/// Says of the brokers what the link says, and of a group which partitions it gave.
struct Plain(Link);

impl ClientContext for Plain {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, text: &str) {
        self.0.log(level, facility, text);
    }

    fn stats(&self, statistics: Statistics) {
        self.0.heard(&statistics);
    }

    fn error(&self, error: KafkaError, reason: &str) {
        self.0.error(error.rdkafka_error_code(), reason);
    }
}

impl ConsumerContext for Plain {
    fn post_rebalance(&self, _: &BaseConsumer<Self>, rebalance: &Rebalance<'_>) {
        let (what, list) = match rebalance {
            Rebalance::Assign(list) => ("partitions assigned", list),
            Rebalance::Revoke(list) => ("partitions taken away", list),
            Rebalance::Error(error) => return tracing::warn!(%error, "the group's assignment failed"),
        };
        let partitions: Vec<i32> = list.elements().iter().map(|element| element.partition()).collect();
        tracing::info!(?partitions, "{what}");
    }
}
