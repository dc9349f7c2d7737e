//! The partitions that are assigned to this consumer: what of each is read, may be stored, and is paused.
//!
//! Lives on the consumer's thread. Must store no offset that its [`Progress`] does not name as finished.

use std::collections::BTreeMap;
use std::sync::Arc;

use rdkafka::consumer::{BaseConsumer, Consumer as _, ConsumerContext};
use rdkafka::error::KafkaResult;
use rdkafka::{Offset, TopicPartitionList};

use crate::kafka::consumer::acknowledgement::{AssignmentEpoch, Progress};
use crate::kafka::consumer::{CommitMetadata, Wake};

/// One assigned partition.
#[derive(Debug)]
pub(crate) struct AssignedPartition {
    pub(crate) progress: Arc<Progress>,
    /// The lowest offset that may come next.
    pub(crate) next: i64,
    /// The end of the log at the assignment.
    pub(crate) end: i64,
    pub(crate) is_caught_up: bool,
    /// `None` for a partition that was just assigned: librdkafka may remember a pause of an earlier assignment.
    is_paused: Option<bool>,
    stored: Option<i64>,
}

/// All assigned partitions of one topic.
pub(crate) struct Assignments {
    topic: String,
    partitions: BTreeMap<i32, AssignedPartition>,
    last_epoch: u64,
    /// Wakes the consumer's thread when there is more to store, or a partition to resume.
    wake: Arc<Wake>,
}

impl Assignments {
    pub(crate) fn new(topic: &str, wake: Arc<Wake>) -> Self {
        Self { topic: topic.to_owned(), partitions: BTreeMap::new(), last_epoch: 0, wake }
    }

    /// Begins an assignment with an epoch of its own.
    pub(crate) fn add(&mut self, partition: i32, next: i64, end: i64, committed: Option<i64>) -> Arc<Progress> {
        self.last_epoch += 1;
        let progress =
            Progress::new(AssignmentEpoch { partition, epoch: self.last_epoch }, committed, Arc::clone(&self.wake));
        let (is_caught_up, is_paused, stored) = (false, None, None);
        let assigned =
            AssignedPartition { progress: Arc::clone(&progress), next, end, is_caught_up, is_paused, stored };
        self.partitions.insert(partition, assigned);
        progress
    }

    pub(crate) fn get(&self, partition: i32) -> Option<&AssignedPartition> {
        self.partitions.get(&partition)
    }

    pub(crate) fn get_mut(&mut self, partition: i32) -> Option<&mut AssignedPartition> {
        self.partitions.get_mut(&partition)
    }

    /// Ends an assignment: its acknowledgements count no more.
    pub(crate) fn remove(&mut self, partition: i32) {
        self.partitions.remove(&partition);
    }

    pub(crate) fn clear(&mut self) {
        self.partitions.clear();
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.partitions.is_empty()
    }

    pub(crate) fn numbers(&self) -> Vec<i32> {
        self.partitions.keys().copied().collect()
    }

    /// Stores what is finished and not stored yet.
    pub(crate) fn store<C: ConsumerContext>(&mut self, consumer: &BaseConsumer<C>, topic_id: Option<&str>) {
        let finished = |assigned: &AssignedPartition| assigned.progress.finished().map(|finished| finished.next_offset);
        let news: Vec<(i32, Option<i64>)> = self
            .partitions
            .iter()
            .map(|(partition, assigned)| (*partition, finished(assigned)))
            .filter(|(partition, finished)| self.partitions[partition].stored != *finished)
            .collect();
        if news.is_empty() {
            return;
        }
        let partitions: Vec<i32> = news.iter().map(|(partition, _)| *partition).collect();
        // The list must be gone before the consumer is: dropping a consumer waits for it for ever.
        match self.finished_offsets(&partitions, topic_id).and_then(|list| consumer.store_offsets(&list)) {
            Ok(()) => {
                for (partition, stored) in news {
                    if let Some(assigned) = self.partitions.get_mut(&partition) {
                        assigned.stored = stored;
                    }
                }
            }
            Err(error) => tracing::debug!(%error, "offsets not stored: the partitions are going away"),
        }
    }

    /// What is finished of these partitions, each with its metadata.
    pub(crate) fn finished_offsets(
        &self,
        partitions: &[i32],
        topic_id: Option<&str>,
    ) -> KafkaResult<TopicPartitionList> {
        let mut list = TopicPartitionList::new();
        for partition in partitions {
            if let Some(finished) = self.partitions.get(partition).and_then(|assigned| assigned.progress.finished()) {
                let timestamp_ms = finished.timestamp_ms;
                let mut element = list.add_partition(&self.topic, *partition);
                element.set_offset(Offset::Offset(finished.next_offset))?;
                if timestamp_ms > 0 {
                    element.set_metadata(CommitMetadata { timestamp_ms, topic_id }.to_text());
                }
            }
        }
        Ok(list)
    }

    /// Pauses full partitions, and all of them while the service does not keep up. Polling goes on without their records.
    pub(crate) fn pause<C: ConsumerContext>(&mut self, consumer: &BaseConsumer<C>, all: bool) {
        let (mut pause, mut resume) = (Vec::new(), Vec::new());
        for (partition, assigned) in &mut self.partitions {
            let is_paused = all || assigned.progress.is_full();
            if assigned.is_paused.replace(is_paused) != Some(is_paused) {
                if is_paused { pause.push(*partition) } else { resume.push(*partition) }
            }
        }
        for (partitions, is_paused) in [(pause, true), (resume, false)] {
            if partitions.is_empty() {
                continue;
            }
            let mut list = TopicPartitionList::new();
            for partition in &partitions {
                list.add_partition(&self.topic, *partition);
            }
            let outcome = if is_paused { consumer.pause(&list) } else { consumer.resume(&list) };
            if let Err(error) = outcome {
                tracing::warn!(topic = self.topic, ?partitions, is_paused, %error, "partitions not paused or resumed");
            }
        }
    }
}
