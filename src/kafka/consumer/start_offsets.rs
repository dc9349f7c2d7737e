//! Asks the brokers what [`crate::kafka::consumer::start_policy`] needs to decide where to begin.
//!
//! Must not block for longer than a few seconds: it is called from within the rebalance callback.

use std::time::Duration;

use jiff::Timestamp;
use rdkafka::consumer::{BaseConsumer, Consumer as _, ConsumerContext};
use rdkafka::error::KafkaError;
use rdkafka::{Offset, TopicPartitionList};

use crate::kafka::consumer::start_policy;
use crate::kafka::consumer::start_policy::{Begin, Committed};
use crate::kafka::consumer::state::ConsumerState;
use crate::kafka::consumer::{CommitMetadata, TopicId, TopicIdQuestion, client};

const ASK: Duration = Duration::from_secs(2);

/// Where a partition begins.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Start {
    pub(crate) partition: i32,
    pub(crate) begin: i64,
    pub(crate) committed: Option<i64>,
    pub(crate) low: i64,
    pub(crate) end: i64,
}

/// Why it is not known where to begin.
pub(crate) enum StartError {
    /// The topic was created again: build the consumer again.
    TopicRecreated,
    /// The topic has partitions that the group does not know of: build the consumer again.
    TopicGrown,
    /// A question failed: ask again.
    Failed(KafkaError),
}

impl From<KafkaError> for StartError {
    fn from(error: KafkaError) -> Self {
        Self::Failed(error)
    }
}

pub(crate) fn find<C: ConsumerContext>(
    consumer: &BaseConsumer<C>,
    state: &mut ConsumerState,
    partitions: &[i32],
) -> Result<Vec<Start>, StartError> {
    let topic = state.topic.clone();
    // The mock broker answers no admin request, and "the end" to every look-up by time.
    let is_mock = client::is_mock_broker(consumer.client());
    state.has_topic_ids = !is_mock;
    let question = if is_mock { None } else { TopicIdQuestion::ask(consumer.client(), &topic, ASK) };
    let id = question.and_then(|question| question.answer(ASK));
    let id = match id {
        Some(TopicId::Is(id)) if state.is_recreated(&id) => return Err(StartError::TopicRecreated),
        Some(TopicId::Is(id)) => Some(id),
        Some(TopicId::Missing | TopicId::HasNone | TopicId::Unknown) | None => None,
    };
    let metadata = consumer.fetch_metadata(Some(&topic), ASK)?;
    let count = metadata.topics().first().map_or(0, |topic| topic.partitions().len());
    if state.has_grown(count) {
        return Err(StartError::TopicGrown);
    }
    let mut wanted = TopicPartitionList::new();
    for partition in partitions {
        wanted.add_partition(&topic, *partition);
    }
    let committed = consumer.committed_offsets(wanted, ASK)?;
    let texts = client::commit_metadata(&committed);
    let now_ms = Timestamp::now().as_millisecond();
    let mut found = Vec::new();
    let mut by_time = TopicPartitionList::new();
    let mut ceilings = Vec::new();
    for (element, text) in committed.elements().iter().zip(&texts) {
        element.error()?;
        let partition = element.partition();
        let (low, end) = consumer.fetch_watermarks(&topic, partition, ASK)?;
        let metadata = CommitMetadata::parse(text);
        let group = match element.offset() {
            Offset::Offset(offset) => Some(Committed { offset, metadata }),
            _ => None,
        };
        let group = group.filter(|group| is_of_this_topic(*group, id.as_deref(), end, &topic, partition));
        if let Some(group) = group
            && group.offset < low
        {
            tracing::warn!(
                topic,
                partition,
                committed = group.offset,
                first = low,
                "records were deleted by retention before they were read"
            );
        }
        let committed = group.map(|group| group.offset);
        let begin = match start_policy::plan(state.start, group, low, end, now_ms) {
            Begin::At(offset) => offset,
            Begin::AtTime { timestamp_ms, ceiling } => {
                by_time.add_partition_offset(&topic, partition, Offset::Offset(timestamp_ms))?;
                ceilings.push((partition, ceiling));
                ceiling
            }
        };
        found.push(Start { partition, begin, committed, low, end });
    }
    if is_mock {
        for start in
            found.iter_mut().filter(|start| ceilings.iter().any(|(partition, _)| *partition == start.partition))
        {
            start.begin = start.low;
        }
    } else if !ceilings.is_empty() {
        let answers = consumer.offsets_for_times(by_time, ASK)?;
        for start in &mut found {
            let Some((_, ceiling)) = ceilings.iter().find(|(partition, _)| *partition == start.partition) else {
                continue;
            };
            let answer = answers.find_partition(&topic, start.partition);
            if let Some(answer) = &answer {
                answer.error()?;
            }
            let first = answer.and_then(|answer| match answer.offset() {
                Offset::Offset(offset) => Some(offset),
                _ => None,
            });
            start.begin = start_policy::settle(*ceiling, start.low, start.end, first);
        }
    }
    Ok(found)
}

/// A topic that was created again repeats its offsets, and the group may still have those of the old one.
fn is_of_this_topic(group: Committed<'_>, id: Option<&str>, end: i64, topic: &str, partition: i32) -> bool {
    let committed_to = group.metadata.and_then(|metadata| metadata.topic_id);
    let other = committed_to.zip(id).is_some_and(|(committed_to, id)| committed_to != id);
    let beyond = group.offset > end;
    if other || beyond {
        tracing::warn!(
            topic,
            partition,
            committed = group.offset,
            end,
            "the topic was created again since the group committed: reading it from the beginning"
        );
    }
    !(other || beyond)
}
