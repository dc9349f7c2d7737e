//! Reads what a topic holds now, partition by partition, without keeping it: for commands that go through a whole log.
//!
//! Must not join a consumer group or store offsets. Blocks: keep it off the async threads.

use std::time::{Duration, Instant};

use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::error::KafkaError;
use rdkafka::types::RDKafkaErrorCode;
use rdkafka::{Offset, TopicPartitionList};

use crate::config::KafkaConfig;
use crate::kafka::admin::{Record, client};
use crate::kafka::standalone::{Found, Start, TopicId, find, topic_id};

const POLL: Duration = Duration::from_millis(100);

/// How long Kafka may be silent.
const SILENCE: Duration = Duration::from_secs(30);

/// A topic as it is now.
pub(crate) struct Scan {
    consumer: BaseConsumer,
    topic: String,
    /// Its id, and where its partitions begin and end.
    pub(crate) found: Found,
}

impl Scan {
    /// Asks where the topic begins and ends.
    ///
    /// # Errors
    /// Where the topic does not exist, or no broker answers for half a minute.
    pub(crate) fn open(config: &KafkaConfig, topic: &str) -> Result<Self, KafkaError> {
        let consumer: BaseConsumer = client::reader(config, "reader").create()?;
        let deadline = Instant::now() + SILENCE;
        let found = loop {
            match find(&consumer, topic, Duration::MAX) {
                Ok(found) if found.topic_id == TopicId::Unknown && Instant::now() < deadline => {}
                Ok(found) => break found,
                Err(error) if Instant::now() > deadline => return Err(error),
                Err(error) => {
                    tracing::debug!(topic, %error, "asking again");
                    drop(consumer.poll(POLL));
                }
            }
        };
        Ok(Scan { consumer, topic: topic.to_owned(), found })
    }

    /// Whether Kafka says that this still is the topic that was found. Asked after records were read, it says that they are
    /// of this topic.
    pub(crate) fn is_the_same(&self) -> bool {
        if self.found.topic_id == TopicId::HasNone {
            return true;
        }
        let deadline = Instant::now() + SILENCE;
        loop {
            match topic_id(&self.consumer, &self.topic) {
                TopicId::Unknown if Instant::now() < deadline => {}
                now => return now == self.found.topic_id,
            }
        }
    }

    /// Hands over the records of a partition up to `start.end`, from `start.begin` on. Ends early where `each` says `false`.
    ///
    /// # Errors
    /// Where Kafka is silent for half a minute.
    pub(crate) fn read(&self, start: Start, mut each: impl FnMut(Record) -> bool) -> Result<(), KafkaError> {
        let mut list = TopicPartitionList::new();
        list.add_partition_offset(&self.topic, start.partition, Offset::Offset(start.begin))?;
        self.consumer.assign(&list)?;
        let mut next = start.begin;
        let mut heard = Instant::now();
        while next < start.end {
            match self.consumer.poll(POLL) {
                Some(Ok(message)) => {
                    let record = Record::read(&message);
                    heard = Instant::now();
                    next = record.offset + 1;
                    if record.offset < start.end && !each(record) {
                        break;
                    }
                }
                Some(Err(KafkaError::PartitionEOF(_))) => break,
                Some(Err(error)) => tracing::debug!(%error, "while reading a partition"),
                None => {}
            }
            if heard.elapsed() > SILENCE {
                return Err(KafkaError::MessageConsumption(RDKafkaErrorCode::OperationTimedOut));
            }
        }
        Ok(())
    }
}
