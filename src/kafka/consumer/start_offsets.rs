//! The questions to the brokers from which [`crate::kafka::consumer::start_policy`] tells where to begin.
//!
//! Blocks for a few seconds at most: called from within the rebalance callback.

use std::time::Duration;

use jiff::Timestamp;
use rdkafka::consumer::{BaseConsumer, Consumer as _, ConsumerContext};
use rdkafka::error::KafkaError;
use rdkafka::{Offset, TopicPartitionList};

use crate::kafka::admin::topics;
use crate::kafka::client::ffi;
use crate::kafka::client::ffi::{TopicId, TopicIdQuestion};
use crate::kafka::consumer::assignment::Member;
use crate::kafka::consumer::start_policy;
use crate::kafka::consumer::start_policy::{Begin, Committed, Note};

const ASK: Duration = Duration::from_secs(2);

/// Where a partition begins.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Found {
    pub(crate) partition: i32,
    pub(crate) begin: i64,
    pub(crate) committed: Option<i64>,
    pub(crate) low: i64,
    pub(crate) end: i64,
}

pub(crate) enum Trouble {
    /// The topic is another one than this consumer was built for.
    Remade,
    /// It has partitions that the group does not know of.
    Grown,
    /// Ask again.
    Failed(KafkaError),
}

impl From<KafkaError> for Trouble {
    fn from(error: KafkaError) -> Self {
        Self::Failed(error)
    }
}

pub(crate) fn find<C: ConsumerContext>(
    consumer: &BaseConsumer<C>,
    member: &mut Member,
    partitions: &[i32],
) -> Result<Vec<Found>, Trouble> {
    let topic = member.topic.clone();
    // It answers no admin request, and "the end" to every look-up by time.
    let embedded = topics::is_embedded(consumer.client());
    member.tells_ids = !embedded;
    let question = if embedded { None } else { TopicIdQuestion::ask(consumer.client(), &topic, ASK) };
    let id = question.and_then(|question| question.answer(ASK));
    let id = match id {
        Some(TopicId::Is(id)) if member.topic_is(&id) => return Err(Trouble::Remade),
        Some(TopicId::Is(id)) => Some(id),
        Some(TopicId::Missing | TopicId::Unknown) | None => None,
    };
    let metadata = consumer.fetch_metadata(Some(&topic), ASK)?;
    let count = metadata.topics().first().map_or(0, |topic| topic.partitions().len());
    if member.has_grown(count) {
        return Err(Trouble::Grown);
    }
    let mut wanted = TopicPartitionList::new();
    for partition in partitions {
        wanted.add_partition(&topic, *partition);
    }
    let committed = consumer.committed_offsets(wanted, ASK)?;
    let notes = ffi::commit_metadata(&committed);
    let now_ms = Timestamp::now().as_millisecond();
    let mut found = Vec::new();
    let mut by_time = TopicPartitionList::new();
    let mut ceilings = Vec::new();
    for (element, note) in committed.elements().iter().zip(&notes) {
        element.error()?;
        let partition = element.partition();
        let (low, end) = consumer.fetch_watermarks(&topic, partition, ASK)?;
        let note = Note::parse(note);
        let group = match element.offset() {
            Offset::Offset(offset) => Some(Committed { offset, note }),
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
        let begin = match start_policy::plan(member.start, group, low, end, now_ms) {
            Begin::At(offset) => offset,
            Begin::AtTime { timestamp_ms, ceiling } => {
                by_time.add_partition_offset(&topic, partition, Offset::Offset(timestamp_ms))?;
                ceilings.push((partition, ceiling));
                ceiling
            }
        };
        found.push(Found { partition, begin, committed, low, end });
    }
    if embedded {
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

/// A topic made anew repeats its offsets, and the group may still have those of the old one.
fn is_of_this_topic(group: Committed<'_>, id: Option<&str>, end: i64, topic: &str, partition: i32) -> bool {
    let noted = group.note.and_then(|note| note.topic_id);
    let other = noted.zip(id).is_some_and(|(noted, id)| noted != id);
    let beyond = group.offset > end;
    if other || beyond {
        tracing::warn!(
            topic,
            partition,
            committed = group.offset,
            end,
            "the topic was made anew since the group committed: beginning at the beginning"
        );
    }
    !(other || beyond)
}
