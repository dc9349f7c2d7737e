//! Partitions come and go (cooperative-sticky): where to begin in those that come, and what is committed of those that go.
//!
//! Runs inside `poll`, on the consumer's thread, and may block it for a bounded time: librdkafka's own thread keeps the
//! group's heartbeat. Must commit nothing of a partition that is lost.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rdkafka::client::ClientContext;
use rdkafka::config::RDKafkaLogLevel;
use rdkafka::consumer::{BaseConsumer, CommitMode, Consumer as _, ConsumerContext};
use rdkafka::error::{KafkaError, KafkaResult};
use rdkafka::types::{RDKafkaErrorCode, RDKafkaRespErr};
use rdkafka::{Statistics, TopicPartitionList};
use tokio::sync::watch;

use crate::kafka::client::connectivity::Link;
use crate::kafka::client::wake::Wake;
use crate::kafka::consumer::assignment::{Member, Rebuild};
use crate::kafka::consumer::event::{Assignment, Delivery, Handover};
use crate::kafka::consumer::lease::GroupAnswer;
use crate::kafka::consumer::lease_handle::LeaseKeeper;
use crate::kafka::consumer::start_offsets;
use crate::kafka::consumer::start_offsets::Found;
use crate::kafka::consumer::status::{GroupState, Heard};

/// How long a revocation waits for what is under way: longer than one attempt at Discord may take, because an edit that
/// came after the next owner's would stay (found by the model, `tests/model/holes.rs`).
pub(crate) const HANDOVER: Duration = Duration::from_secs(11);
/// How long an assignment tries to find out where to begin, before the consumer is built anew: nothing else can help a
/// client that has lost sight of the brokers meanwhile, because its statistics are not read in here.
const FIND_START: Duration = Duration::from_secs(10);

/// What the consumer's thread and the async side share.
pub(crate) struct Shared {
    pub(crate) link: Link,
    pub(crate) lease: LeaseKeeper,
    pub(crate) heard: watch::Sender<Heard>,
    pub(crate) polls: AtomicU64,
    pub(crate) stop: AtomicBool,
    /// Whoever sets `stop` or sends a command wakes the consumer's thread.
    pub(crate) wake: Arc<Wake>,
}

pub(crate) struct Context {
    pub(crate) shared: Arc<Shared>,
    /// Locked by the consumer's thread alone, and never while it polls.
    pub(crate) member: Arc<Mutex<Member>>,
}

impl Context {
    fn assign(&self, consumer: &BaseConsumer<Self>, list: &TopicPartitionList) -> KafkaResult<()> {
        let mut member = self.member.lock().unwrap_or_else(PoisonError::into_inner);
        let partitions: Vec<i32> =
            list.elements().iter().map(rdkafka::topic_partition_list::TopicPartitionListElem::partition).collect();
        let leaving = self.shared.stop.load(Ordering::Relaxed) || member.rebuild.is_some();
        if !leaving {
            // The statistics say so a second later, and a process that waits to be ready waits for this.
            self.shared.heard.send_modify(|heard| (heard.broker_reachable, heard.joined) = (true, true));
        }
        if partitions.is_empty() || leaving {
            return consumer.incremental_assign(list);
        }
        let Some(starts) = self.find_starts(consumer, &mut member, &partitions) else {
            // The partitions are taken without being read, and given back when the consumer is built anew.
            return consumer.incremental_assign(list);
        };
        let mut chosen = TopicPartitionList::new();
        for start in &starts {
            chosen.add_partition_offset(&member.topic, start.partition, rdkafka::Offset::Offset(start.begin))?;
        }
        consumer.incremental_assign(&chosen)?;
        drop(chosen);
        member.set_out(consumer, &partitions);
        let mut assignments = Vec::new();
        for start in starts {
            let Found { partition, begin, committed, end, .. } = start;
            let generation = member.take(partition, begin, end, committed);
            self.shared.lease.assigned(partition, generation);
            assignments.push(Assignment { partition, replay_from: begin, committed, end, generation });
        }
        tracing::info!(topic = member.topic, ?assignments, "partitions assigned");
        member.outbox.push(Delivery::Assigned(assignments.clone()));
        for done in assignments.iter().filter(|start| start.replay_from >= start.end) {
            member.caught_up(done.partition);
        }
        Ok(())
    }

    /// Asks until the brokers have told everything; `None` where the consumer must be built anew or ends.
    fn find_starts(
        &self,
        consumer: &BaseConsumer<Self>,
        member: &mut Member,
        partitions: &[i32],
    ) -> Option<Vec<Found>> {
        let begun = Instant::now();
        let mut said = false;
        loop {
            match start_offsets::find(consumer, member, partitions) {
                Ok(starts) => return Some(starts),
                Err(start_offsets::Trouble::Remade) => {
                    member.rebuild = Some(Rebuild::TopicRemade);
                    return None;
                }
                Err(start_offsets::Trouble::Grown) => {
                    member.rebuild = Some(Rebuild::Grown);
                    return None;
                }
                Err(start_offsets::Trouble::Failed(error)) => {
                    if !std::mem::replace(&mut said, true) {
                        tracing::warn!(topic = member.topic, %error, "where to begin cannot be found out; trying again");
                    }
                    if begun.elapsed() > FIND_START {
                        member.rebuild = Some(Rebuild::Failed(format!("where to begin was not found out: {error}")));
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
        let mut member = self.member.lock().unwrap_or_else(PoisonError::into_inner);
        let lost = consumer.assignment_lost() || member.rebuild.is_some();
        let partitions: Vec<i32> =
            list.elements().iter().map(rdkafka::topic_partition_list::TopicPartitionListElem::partition).collect();
        member.was_lost = lost;
        self.give_up(consumer, &mut member, &partitions, lost);
        consumer.incremental_unassign(list)
    }

    /// Tells that the partitions go, waits for what is under way, and commits what is finished.
    pub(crate) fn give_up(&self, consumer: &BaseConsumer<Self>, member: &mut Member, partitions: &[i32], lost: bool) {
        let ours: Vec<i32> = partitions.iter().copied().filter(|one| member.slots.contains_key(one)).collect();
        if ours.is_empty() {
            return;
        }
        for partition in &ours {
            self.shared.lease.revoked(*partition);
        }
        let (handover, wait) = Handover::new();
        member.outbox.push(Delivery::Revoked { partitions: ours.clone(), lost, handover });
        tracing::info!(topic = member.topic, partitions = ?ours, lost, "partitions taken away");
        if !lost {
            let begun = Instant::now();
            while !member.outbox.is_closed() && begun.elapsed() < HANDOVER && !wait.is_done(Duration::from_millis(5)) {
                member.outbox.drain();
            }
            member.obey(consumer);
            // Not waited for: librdkafka sends it before it leaves or joins, on the same connection, in order.
            let committed = member.finished_offsets(&ours).and_then(|list| match list.count() {
                0 => Ok(()),
                _ => consumer.commit(&list, CommitMode::Async),
            });
            if let Err(error) = committed {
                tracing::warn!(topic = member.topic, partitions = ?ours, %error, "offsets not committed: some records are acted on again");
            }
        }
        for partition in &ours {
            member.slots.remove(partition);
        }
    }
}

impl ClientContext for Context {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, text: &str) {
        self.shared.link.log(level, facility, text);
    }

    fn error(&self, error: KafkaError, reason: &str) {
        // Those of a partition or of the group come out of `poll`, too, and are told there.
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
        self.shared.link.error(error.rdkafka_error_code(), reason);
    }

    fn stats(&self, statistics: Statistics) {
        self.shared.link.heard(&statistics);
        let member = self.member.lock().unwrap_or_else(PoisonError::into_inner);
        let group = GroupState::read(&statistics, &member.topic);
        let partitions: Vec<i32> = member.slots.keys().copied().collect();
        let denied = member.denied.is_some();
        drop(member);
        let polls = self.shared.polls.load(Ordering::Relaxed);
        let answer = GroupAnswer { made_at: statistics.ts, answers: group.answers, joined: group.joined, polls };
        self.shared.lease.heard(answer);
        let since = group.since_answer.map(Duration::from_micros);
        self.shared.heard.send_replace(Heard {
            broker_reachable: self.shared.link.is_up(),
            joined: group.joined,
            denied,
            lag: group.lag.into_iter().filter(|(partition, _)| partitions.contains(partition)).collect(),
            partitions,
            last_answer: since.and_then(|since| Instant::now().checked_sub(since)),
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
            let mut member = self.member.lock().unwrap_or_else(PoisonError::into_inner);
            member.rebuild.get_or_insert(Rebuild::Failed(format!("the group's assignment was not taken on: {error}")));
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
