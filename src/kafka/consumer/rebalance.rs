//! Partitions come and go (cooperative-sticky): where to begin in new ones, and what is committed of those that go.
//!
//! Runs inside `poll`, on the consumer's thread, and may block it for a bounded time: librdkafka's own thread keeps the
//! group's heartbeat. Must commit nothing of a partition that is lost.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rdkafka::TopicPartitionList;
use rdkafka::client::ClientContext;
use rdkafka::config::RDKafkaLogLevel;
use rdkafka::consumer::{BaseConsumer, CommitMode, Consumer as _, ConsumerContext};
use rdkafka::error::{KafkaError, KafkaResult};
use rdkafka::topic_partition_list::TopicPartitionListElem;
use rdkafka::types::{RDKafkaErrorCode, RDKafkaRespErr};

use crate::kafka::consumer::lease::GroupAnswer;
use crate::kafka::consumer::start_offsets;
use crate::kafka::consumer::start_offsets::{Start, StartError};
use crate::kafka::consumer::state::{ConsumerState, Rebuild};
use crate::kafka::consumer::status::{ConsumerStatus, GroupState};
use crate::kafka::consumer::{Assignment, ConsumerEvent, Handover};
use crate::kafka::consumer::{Shared, Statistics};

/// How long a revocation waits for running requests: longer than one attempt at Discord may take. An edit that arrived
/// after the next owner's would stay (found by the model, `tests/model/holes.rs`).
pub(crate) const HANDOVER: Duration = Duration::from_secs(11);
/// How long an assignment tries to find out where to begin, before the consumer is built again. Nothing else helps a
/// client that has forgotten the brokers meanwhile, because its statistics are not read in here.
const FIND_START: Duration = Duration::from_secs(10);

pub(crate) struct Context {
    pub(crate) shared: Arc<Shared>,
    /// Locked by the consumer's thread alone, and never while it polls.
    pub(crate) state: Arc<Mutex<ConsumerState>>,
}

impl Context {
    fn assign(&self, consumer: &BaseConsumer<Self>, list: &TopicPartitionList) -> KafkaResult<()> {
        let mut state = self.state();
        let partitions = numbers(list);
        let leaving = self.shared.stop.load(Ordering::Relaxed) || state.rebuild.is_some();
        if !leaving {
            // The statistics say so a second later, and a process that waits to be ready waits for this.
            self.shared.status.send_modify(|status| (status.broker_reachable, status.joined) = (true, true));
        }
        if partitions.is_empty() || leaving {
            return consumer.incremental_assign(list);
        }
        let Some(starts) = self.find_starts(consumer, &mut state, &partitions) else {
            // The partitions are taken without being read, and given back when the consumer is built again.
            return consumer.incremental_assign(list);
        };
        let mut chosen = TopicPartitionList::new();
        for start in &starts {
            chosen.add_partition_offset(&state.topic, start.partition, rdkafka::Offset::Offset(start.begin))?;
        }
        consumer.incremental_assign(&chosen)?;
        drop(chosen);
        let mut assignments = Vec::new();
        for start in starts {
            let Start { partition, begin, committed, end, .. } = start;
            let progress = state.assignments.add(partition, begin, end, committed);
            let epoch = progress.epoch();
            self.shared.lease.assigned(epoch);
            self.shared.progress().push(progress);
            assignments.push(Assignment { epoch, replay_from: begin, committed, end });
        }
        state.topic_was_seen = false;
        let is_behind = state.events.is_full();
        state.assignments.pause(consumer, is_behind);
        tracing::info!(topic = state.topic, ?assignments, "partitions assigned");
        state.events.push(ConsumerEvent::Assigned(assignments.clone()));
        for empty in assignments.iter().filter(|assignment| assignment.replay_from >= assignment.end) {
            state.caught_up(empty.partition());
        }
        Ok(())
    }

    /// Asks until the brokers have answered everything; `None` where the consumer must be built again or ends.
    fn find_starts(
        &self,
        consumer: &BaseConsumer<Self>,
        state: &mut ConsumerState,
        partitions: &[i32],
    ) -> Option<Vec<Start>> {
        let begun = Instant::now();
        let mut said = false;
        loop {
            match start_offsets::find(consumer, state, partitions) {
                Ok(starts) => return Some(starts),
                Err(StartError::TopicRecreated) => {
                    state.rebuild = Some(Rebuild::TopicRecreated);
                    return None;
                }
                Err(StartError::TopicGrown) => {
                    state.rebuild = Some(Rebuild::TopicGrown);
                    return None;
                }
                Err(StartError::Failed(error)) => {
                    if !std::mem::replace(&mut said, true) {
                        tracing::warn!(topic = state.topic, %error, "the offsets to begin at are not known; asking again");
                    }
                    if begun.elapsed() > FIND_START {
                        state.rebuild =
                            Some(Rebuild::Failed(format!("the offsets to begin at are not known: {error}")));
                        return None;
                    }
                }
            }
            if self.shared.stop.load(Ordering::Relaxed) {
                return None;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    fn revoke(&self, consumer: &BaseConsumer<Self>, list: &TopicPartitionList) -> KafkaResult<()> {
        let mut state = self.state();
        let lost = consumer.assignment_lost() || state.rebuild.is_some();
        let partitions = numbers(list);
        state.was_lost = lost;
        self.give_up(consumer, &mut state, &partitions, lost);
        consumer.incremental_unassign(list)
    }

    /// Reports that the partitions go, waits for running requests, and commits what is finished.
    pub(crate) fn give_up(
        &self,
        consumer: &BaseConsumer<Self>,
        state: &mut ConsumerState,
        partitions: &[i32],
        lost: bool,
    ) {
        let ours: Vec<i32> =
            partitions.iter().copied().filter(|partition| state.assignments.get(*partition).is_some()).collect();
        if ours.is_empty() {
            return;
        }
        for partition in &ours {
            self.shared.lease.revoked(*partition);
            if let Some(assigned) = state.assignments.get(*partition) {
                assigned.progress.leave();
            }
        }
        let (handover, wait) = Handover::new();
        state.events.push(ConsumerEvent::Revoked { partitions: ours.clone(), lost, handover });
        tracing::info!(topic = state.topic, partitions = ?ours, lost, "partitions taken away");
        if !lost {
            let begun = Instant::now();
            while !state.events.is_closed() && begun.elapsed() < HANDOVER && !wait.is_done(Duration::from_millis(5)) {
                state.events.drain();
            }
            self.commit(consumer, state, &ours);
        }
        for partition in &ours {
            state.assignments.remove(*partition);
        }
        self.shared.progress().retain(|progress| !ours.contains(&progress.epoch().partition));
    }

    fn commit(&self, consumer: &BaseConsumer<Self>, state: &mut ConsumerState, partitions: &[i32]) {
        let topic_id = state.topic_id.as_deref();
        state.assignments.store(consumer, topic_id);
        // Not waited for: librdkafka sends it before it leaves or joins, on the same connection, in order.
        let committed = state.assignments.finished_offsets(partitions, topic_id).and_then(|list| match list.count() {
            0 => Ok(()),
            _ => consumer.commit(&list, CommitMode::Async),
        });
        if let Err(error) = committed {
            tracing::warn!(topic = state.topic, ?partitions, %error, "offsets not committed: some records are acted on again");
        }
    }

    fn state(&self) -> MutexGuard<'_, ConsumerState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn numbers(list: &TopicPartitionList) -> Vec<i32> {
    list.elements().iter().map(TopicPartitionListElem::partition).collect()
}

impl ClientContext for Context {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, text: &str) {
        self.shared.connectivity.log(level, facility, text);
    }

    fn error(&self, error: KafkaError, reason: &str) {
        // Errors of a partition or of the group come out of `poll` too, and are reported there.
        if let Some(
            RDKafkaErrorCode::UnknownTopicOrPartition
            | RDKafkaErrorCode::UnknownTopic
            | RDKafkaErrorCode::UnknownPartition
            | RDKafkaErrorCode::TopicAuthorizationFailed
            | RDKafkaErrorCode::GroupAuthorizationFailed
            | RDKafkaErrorCode::PartitionEOF
            | RDKafkaErrorCode::PollExceeded
            | RDKafkaErrorCode::FencedInstanceId,
        ) = error.rdkafka_error_code()
        {
            return;
        }
        self.shared.connectivity.error(error.rdkafka_error_code(), reason);
    }

    fn stats_raw(&self, json: &[u8]) {
        let Some(statistics) = Statistics::read(json) else { return };
        self.shared.connectivity.update(&statistics);
        let state = self.state();
        let group = GroupState::read(&statistics, &state.topic);
        let partitions = state.assignments.numbers();
        let denied = state.denied_since.is_some();
        drop(state);
        let polls = self.shared.polls.load(Ordering::Relaxed);
        let answer = GroupAnswer { made_at: statistics.ts, answers: group.answers, joined: group.joined, polls };
        self.shared.lease.group_answered(answer);
        self.shared.status.send_replace(ConsumerStatus {
            broker_reachable: self.shared.connectivity.is_up(),
            joined: group.joined,
            denied,
            lag: group.lag.into_iter().filter(|(partition, _)| partitions.contains(partition)).collect(),
            stable_below: group.stable_below.into_iter().filter(|(held, _)| partitions.contains(held)).collect(),
            partitions,
            answers: group.answers,
            polls,
        });
    }
}

impl ConsumerContext for Context {
    fn rebalance(&self, consumer: &BaseConsumer<Self>, code: RDKafkaRespErr, list: &mut TopicPartitionList) {
        let outcome = match code {
            RDKafkaRespErr::RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS => self.assign(consumer, list),
            _ => self.revoke(consumer, list),
        };
        if let Err(error) = outcome {
            let mut state = self.state();
            state.rebuild.get_or_insert(Rebuild::Failed(format!("the group's assignment was not taken over: {error}")));
        }
    }

    fn commit_callback(&self, result: KafkaResult<()>, _: &TopicPartitionList) {
        match result {
            // No offset was stored since the last time.
            Ok(()) | Err(KafkaError::ConsumerCommit(RDKafkaErrorCode::NoOffset)) => {}
            Err(error) => tracing::debug!(%error, "offsets not committed; the next commit has them"),
        }
    }
}
