//! Asks Kafka which partitions a topic has, and for their offsets.
//!
//! Must not block for longer than a few seconds.

use std::time::Duration;

use jiff::Timestamp;
use rdkafka::consumer::{BaseConsumer, Consumer as _, ConsumerContext};
use rdkafka::error::{KafkaError, KafkaResult};
use rdkafka::metadata::{MetadataPartition, MetadataTopic};
use rdkafka::types::RDKafkaErrorCode;
use rdkafka::{Offset, TopicPartitionList};

use crate::kafka::client::{self, TopicIdQuestion};
use crate::kafka::standalone::TopicId;
use crate::kafka::standalone::reading::ASK;

/// A topic, and where to begin in it.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) topic_id: TopicId,
    pub(crate) starts: Vec<Start>,
}

/// Where to begin in a partition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Start {
    pub(crate) partition: i32,
    pub(crate) begin: i64,
    pub(crate) end: i64,
}

/// The first record of the last `window` in each partition, or the end where there is none.
pub(crate) fn find<C: ConsumerContext>(
    consumer: &BaseConsumer<C>,
    topic: &str,
    window: Duration,
) -> KafkaResult<Found> {
    let numbers = partitions(consumer, topic)?;
    // The mock broker answers no admin request, and has no look-up by time.
    let is_mock = client::is_mock_broker(consumer.client());
    // Asked for before the offsets: if the topic is created again in between, another id comes later.
    let topic_id = if is_mock { TopicId::HasNone } else { topic_id(consumer, topic) };
    let lows = offsets(consumer, topic, &numbers, Offset::Beginning)?;
    let ends = offsets(consumer, topic, &numbers, Offset::End)?;
    let since = Timestamp::now().as_millisecond().saturating_sub(i64::try_from(window.as_millis()).unwrap_or(i64::MAX));
    let firsts = if is_mock { lows.clone() } else { offsets(consumer, topic, &numbers, Offset::Offset(since.max(0)))? };
    let starts = lows.into_iter().zip(ends).zip(firsts).map(|(((partition, low), (_, end)), (_, first))| {
        let (low, end) = (low.unwrap_or(0), end.unwrap_or(0));
        Start { partition, begin: first.unwrap_or(end).clamp(low, end.max(low)), end }
    });
    Ok(Found { topic_id, starts: starts.collect() })
}

/// The topic's id now. Not for the mock broker, which does not answer.
pub(crate) fn topic_id<C: ConsumerContext>(consumer: &BaseConsumer<C>, topic: &str) -> TopicId {
    let question = TopicIdQuestion::ask(consumer.client(), topic, ASK);
    question.and_then(|question| question.answer(ASK)).unwrap_or(TopicId::Unknown)
}

/// The numbers of the topic's partitions.
///
/// # Errors
/// Where the topic does not exist.
pub(crate) fn partitions<C: ConsumerContext>(consumer: &BaseConsumer<C>, topic: &str) -> KafkaResult<Vec<i32>> {
    let metadata = consumer.fetch_metadata(Some(topic), ASK)?;
    let found = metadata.topics().first();
    let numbers: Vec<i32> = found.into_iter().flat_map(MetadataTopic::partitions).map(MetadataPartition::id).collect();
    if numbers.is_empty() {
        return Err(KafkaError::MetadataFetch(RDKafkaErrorCode::UnknownTopicOrPartition));
    }
    Ok(numbers)
}

/// The offset of each of these partitions at the beginning, the end, or a time (Unix milliseconds, as
/// [`Offset::Offset`]); `None` where no record is that young.
pub(crate) fn offsets<C: ConsumerContext>(
    consumer: &BaseConsumer<C>,
    topic: &str,
    partitions: &[i32],
    at: Offset,
) -> KafkaResult<Vec<(i32, Option<i64>)>> {
    let mut list = TopicPartitionList::new();
    for partition in partitions {
        list.add_partition_offset(topic, *partition, at)?;
    }
    let answers = consumer.offsets_for_times(list, ASK)?;
    let answer = |partition: &i32| {
        let element = answers.find_partition(topic, *partition);
        let element = element.ok_or(KafkaError::MetadataFetch(RDKafkaErrorCode::UnknownPartition))?;
        element.error()?;
        Ok((*partition, if let Offset::Offset(offset) = element.offset() { Some(offset) } else { None }))
    };
    partitions.iter().map(answer).collect()
}
