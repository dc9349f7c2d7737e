//! Where a watcher begins in the partitions that it is given, again and again: each member of a group that comes or goes,
//! and each outage longer than a session, has all partitions assigned again.
//!
//! Must not show anything twice because of that. A group's watcher begins at the group's place, which moves with what is
//! shown; where that place is not to be trusted it is set back, once for each partition, and is trusted from then on. A
//! watcher without a group remembers for itself what it has shown.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use jiff::Timestamp;
use rdkafka::consumer::{BaseConsumer, CommitMode, Consumer as _};
use rdkafka::error::KafkaResult;
use rdkafka::message::{BorrowedMessage, Message as _};
use rdkafka::{Offset, TopicPartitionList};

use crate::kafka::tail::{CommitMetadata, client};
use crate::kafka::tail::{Context, Reading};

/// How long the group's places are asked for.
const ASK: Duration = Duration::from_secs(5);

/// What is known of where to begin.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Start {
    /// The offset after the last one shown, by partition; the beginning where there is none.
    Remembered(BTreeMap<i32, i64>),
    /// The group's places.
    Group {
        /// Which of them are not to be trusted.
        doubt: Doubt,
        /// The partitions whose place was looked at, and set back where it had to be.
        settled: BTreeSet<i32>,
    },
}

/// Which places of a group are not to be trusted.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Doubt {
    None,
    /// All of them: everything is to be shown from the beginning.
    All,
    /// Those that do not say that they are of the topic with this id: they may be of the one that it replaced. Kafka
    /// forgets the places together with a topic, but a member that has not noticed yet may commit one more.
    OfAnother(String),
}

impl Start {
    pub(crate) fn new(reading: Reading<'_>) -> Self {
        match reading {
            Reading::Everything => Self::Remembered(BTreeMap::new()),
            Reading::Group { from_the_beginning, .. } => {
                let doubt = if from_the_beginning { Doubt::All } else { Doubt::None };
                Self::Group { doubt, settled: BTreeSet::new() }
            }
        }
    }

    /// The topic is another one, with this id.
    pub(crate) fn recreated(&mut self, id: &str) {
        match self {
            Self::Remembered(next) => next.clear(),
            Self::Group { doubt, settled } => {
                *doubt = Doubt::OfAnother(id.to_owned());
                settled.clear();
            }
        }
    }

    /// This was shown: the place of its partition is behind it. `topic_id` travels with a group's place.
    pub(crate) fn shown(
        &mut self,
        message: &BorrowedMessage<'_>,
        consumer: &BaseConsumer<Context>,
        topic_id: Option<&str>,
    ) {
        let (partition, next_offset) = (message.partition(), message.offset() + 1);
        match self {
            Self::Remembered(next) => {
                next.insert(partition, next_offset);
            }
            Self::Group { .. } => {
                let timestamp_ms = message.timestamp().to_millis().unwrap_or_default();
                let stored = places(message.topic(), &[partition], next_offset, timestamp_ms, topic_id)
                    .and_then(|list| consumer.store_offsets(&list));
                if let Err(error) = stored {
                    tracing::debug!(%error, "another member has the partition now");
                }
            }
        }
    }

    /// Writes into the list where to begin; what is left as it is begins at the group's place.
    pub(crate) fn choose(
        &mut self,
        consumer: &BaseConsumer<Context>,
        topic: &str,
        list: &mut TopicPartitionList,
    ) -> KafkaResult<()> {
        let partitions: Vec<i32> =
            list.elements().iter().map(rdkafka::topic_partition_list::TopicPartitionListElem::partition).collect();
        match self {
            Self::Remembered(next) => {
                for partition in partitions {
                    let begin = next.get(&partition).map_or(Offset::Beginning, |next| Offset::Offset(*next));
                    list.set_partition_offset(topic, partition, begin)?;
                }
            }
            Self::Group { doubt, settled } => {
                let new: Vec<i32> = partitions.into_iter().filter(|one| !settled.contains(one)).collect();
                let back = doubt.about(consumer, topic, &new);
                for partition in &back {
                    list.set_partition_offset(topic, *partition, Offset::Beginning)?;
                }
                if set_back(consumer, topic, &back, doubt) {
                    settled.extend(new);
                }
            }
        }
        Ok(())
    }
}

impl Doubt {
    /// Which of these partitions have to be begun at their beginning.
    fn about(&self, consumer: &BaseConsumer<Context>, topic: &str, partitions: &[i32]) -> Vec<i32> {
        match self {
            _ if partitions.is_empty() => Vec::new(),
            Self::None => Vec::new(),
            Self::All => partitions.to_vec(),
            Self::OfAnother(id) => {
                let asked =
                    places(topic, partitions, 0, 0, None).and_then(|list| consumer.committed_offsets(list, ASK));
                match asked {
                    Ok(committed) => {
                        let notes = client::commit_metadata(&committed);
                        let said = committed.elements().into_iter().zip(&notes);
                        // Where the group has no place it begins at the beginning by itself.
                        said.filter(|(element, note)| element.offset() != Offset::Invalid && !is_of(note, id))
                            .map(|(element, _)| element.partition())
                            .collect()
                    }
                    Err(error) => {
                        tracing::warn!(%error, "the group's places were not told: some alerts are shown again");
                        partitions.to_vec()
                    }
                }
            }
        }
    }
}

/// Whether a place says that it is of the topic with this id.
fn is_of(note: &str, id: &str) -> bool {
    CommitMetadata::parse(note).and_then(|note| note.topic_id) == Some(id)
}

/// Sets the group's places to the beginning, so that whoever is given these partitions next goes on from what is shown
/// from now on; `false` where that did not work, and has to be done again with the next assignment.
fn set_back(consumer: &BaseConsumer<Context>, topic: &str, partitions: &[i32], doubt: &Doubt) -> bool {
    if partitions.is_empty() {
        return true;
    }
    let id = if let Doubt::OfAnother(id) = doubt { Some(&**id) } else { None };
    // A place that retention has passed counts as the beginning, too.
    let set = places(topic, partitions, 0, Timestamp::now().as_millisecond(), id)
        .and_then(|list| consumer.commit(&list, CommitMode::Sync));
    if let Err(error) = &set {
        tracing::warn!(%error, "the group's place was not set back: some alerts may be shown again");
    }
    set.is_ok()
}

/// A list that is gone before the consumer is: dropping a consumer waits for it for ever.
fn places(
    topic: &str,
    partitions: &[i32],
    offset: i64,
    timestamp_ms: i64,
    topic_id: Option<&str>,
) -> KafkaResult<TopicPartitionList> {
    let mut list = TopicPartitionList::new();
    for partition in partitions {
        let mut element = list.add_partition(topic, *partition);
        element.set_offset(Offset::Offset(offset))?;
        if timestamp_ms > 0 && topic_id.is_some() {
            element.set_metadata(CommitMetadata { timestamp_ms, topic_id }.to_text());
        }
    }
    Ok(list)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offset_of_another_or_an_unknown_topic_is_not_trusted() {
        assert!(is_of("ts=1700000000000 topic=new", "new"));
        for of_another in ["ts=1700000000000 topic=old", "ts=1700000000000", ""] {
            assert!(!is_of(of_another, "new"), "{of_another}");
        }
    }

    #[test]
    fn remembered_offsets_go_with_their_topic() {
        let mut start = Start::Remembered(BTreeMap::from([(0, 7)]));
        start.recreated("new");
        assert_eq!(start, Start::Remembered(BTreeMap::new()));

        let settled = BTreeSet::from([0]);
        let mut start = Start::Group { doubt: Doubt::All, settled };
        start.recreated("new");
        assert_eq!(start, Start::Group { doubt: Doubt::OfAnother("new".to_owned()), settled: BTreeSet::new() });
    }
}
