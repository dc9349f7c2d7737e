//! The board's event loop: the one owner of all state. It applies records, starts effects and repeats them.

pub(crate) mod apply;
pub(crate) mod posting;
pub(crate) mod reconcile;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::StreamExt as _;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_util::time::DelayQueue;

use crate::alert::{ChannelId, Lane, MessageId, Millis};
use crate::board::BoardState;
use crate::board::effects::{AttemptResult, Context, Job, retry_wait};
use crate::board::event_loop::posting::{Posting, PostingSlot};
use crate::board::state::{AlertEntry, AlertPlace, PARKED_WHEN_FULL, Partition, PrivateReply, ReplyAddress, ReplyText};
use crate::kafka::consumer::AssignmentEpoch;
use crate::kafka::consumer::{Acknowledgement, Assignment, Consumer, ConsumerEvent, Handover};

/// A clock that in one second moves by so much more or less, in milliseconds, was set, or the machine slept.
const JUMP_MS: i64 = 2_000;

pub(crate) struct EventLoop {
    pub(crate) context: Arc<Context>,
    pub(crate) consumer: Consumer,
    pub(crate) partitions: BTreeMap<i32, Partition>,
    pub(crate) work: JoinSet<Done>,
    pub(crate) alarms: DelayQueue<AlertPlace>,
    pub(crate) posting: Posting,
    handovers: Vec<(Vec<AssignmentEpoch>, Handover)>,
    state: watch::Sender<BoardState>,
    told: tokio::time::Interval,
    /// The timer and the clock of deadlines when they were last compared.
    compared: (Instant, Millis),
}

/// A task that has come to its end.
pub(crate) enum Done {
    Effect {
        place: AlertPlace,
        lane: Lane,
        result: AttemptResult,
        /// Given back when this is dropped.
        slot: Option<PostingSlot>,
    },
    Answered {
        place: AlertPlace,
    },
    Scheduled {
        place: AlertPlace,
        result: AttemptResult,
    },
    /// A record that belongs to no alert here became a dead letter, or was appended to its home partition.
    Record {
        epoch: AssignmentEpoch,
        acknowledgement: Acknowledgement,
        result: AttemptResult,
    },
}

impl EventLoop {
    pub(crate) fn new(context: Arc<Context>, consumer: Consumer, state: watch::Sender<BoardState>) -> Self {
        let mut told = tokio::time::interval(Duration::from_secs(1));
        told.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let compared = (Instant::now(), context.now());
        EventLoop {
            context,
            consumer,
            partitions: BTreeMap::new(),
            work: JoinSet::new(),
            alarms: DelayQueue::new(),
            posting: Posting::default(),
            handovers: Vec::new(),
            state,
            told,
            compared,
        }
    }

    pub(crate) fn take(&mut self, event: ConsumerEvent) {
        match event {
            ConsumerEvent::Assigned(assignments) => assignments.iter().for_each(|new| self.assigned(new)),
            ConsumerEvent::Record(record) => self.record(record),
            ConsumerEvent::CaughtUp(epoch) => self.caught_up(epoch),
            ConsumerEvent::Revoked { partitions, lost, handover } => self.revoked(&partitions, lost, handover),
            ConsumerEvent::TopicRecreated => {
                tracing::warn!(topic = %self.context.kafka.confirmations_topic, "the topic was created again: its alerts are gone");
                self.partitions.values().for_each(|partition| partition.ended.cancel());
                self.partitions.clear();
            }
            ConsumerEvent::TopicMissing => {
                tracing::warn!(topic = %self.context.kafka.confirmations_topic, "the topic is missing: create it again, the board waits for it");
            }
            ConsumerEvent::Warning(warning) => tracing::warn!(%warning, "the board's consumer"),
        }
    }

    /// Waits for the next thing of its own to do, and does it.
    ///
    /// # Errors
    /// Where the process has to end, with the reason.
    pub(crate) async fn work(&mut self) -> anyhow::Result<()> {
        tokio::select! {
            Some(done) = self.work.join_next(), if !self.work.is_empty() => match done {
                Ok(done) => self.done(done)?,
                Err(error) => anyhow::bail!("a task of the board died: {error}"),
            },
            Some(alarm) = self.alarms.next(), if !self.alarms.is_empty() => {
                let place = alarm.into_inner();
                if let Some(entry) = self.entry(&place) {
                    entry.alarm = None;
                }
                self.look(&place);
            }
            _ = self.told.tick() => {
                self.relieve();
                self.notice_jump();
                self.tell_state();
            }
        }
        Ok(())
    }

    /// Waits for the running tasks; they end soon, because nothing may be sent any more.
    pub(crate) async fn end(mut self) {
        self.context.stop.cancel();
        self.work.abort_all();
        while self.work.join_next().await.is_some() {}
    }

    fn assigned(&mut self, new: &Assignment) {
        let partition = new.partition();
        tracing::info!(partition, from = new.replay_from, to = new.end, "assigned: reading the log");
        if let Some(old) = self.partitions.insert(partition, Partition::new(new)) {
            old.ended.cancel();
        }
    }

    fn caught_up(&mut self, epoch: AssignmentEpoch) {
        let Some(partition) = self.assigned_partition(epoch) else { return };
        partition.live = true;
        let mut over: BTreeMap<ChannelId, BTreeSet<MessageId>> = BTreeMap::new();
        for entry in partition.alerts.values().filter(|entry| entry.state.is_over()) {
            if let Some(posted) = entry.state.facts.posted {
                let cards = over.entry(posted.channel_id).or_default();
                cards.insert(posted.message_id);
            }
        }
        let alerts: Vec<_> = partition.alerts.keys().cloned().collect();
        tracing::info!(partition = epoch.partition, alerts = alerts.len(), "folded: acting from here on");
        if !over.is_empty() {
            tokio::spawn(Arc::clone(&self.context).unpin_what_is_over(epoch, over));
        }
        for alert in alerts {
            self.look(&AlertPlace { epoch, alert });
        }
    }

    fn revoked(&mut self, partitions: &[i32], lost: bool, handover: Handover) {
        tracing::info!(?partitions, lost, "partitions revoked");
        let mut epochs = Vec::new();
        for number in partitions {
            let Some(partition) = self.partitions.get(number) else { continue };
            partition.ended.cancel();
            epochs.push(partition.epoch);
            if lost {
                self.partitions.remove(number);
            }
        }
        self.handovers.push((epochs, handover));
        self.hand_over();
    }

    /// Ends the wait of those revocations whose work is done.
    fn hand_over(&mut self) {
        let partitions = &mut self.partitions;
        self.handovers.retain(|(epochs, _)| {
            let working = |epoch: &&AssignmentEpoch| {
                partitions.get(&epoch.partition).is_some_and(|known| known.epoch == **epoch && known.working > 0)
            };
            let wait = epochs.iter().any(|epoch| working(&epoch));
            if !wait {
                partitions.retain(|_, known| !epochs.contains(&known.epoch));
            }
            wait
        });
    }

    fn done(&mut self, done: Done) -> anyhow::Result<()> {
        let epoch = match &done {
            Done::Effect { place, .. } | Done::Answered { place } | Done::Scheduled { place, .. } => place.epoch,
            Done::Record { epoch, .. } => *epoch,
        };
        if let Done::Effect { result: AttemptResult::Fatal(why), .. }
        | Done::Scheduled { result: AttemptResult::Fatal(why), .. }
        | Done::Record { result: AttemptResult::Fatal(why), .. } = &done
        {
            anyhow::bail!("{why}");
        }
        if let Some(partition) = self.assigned_partition(epoch) {
            partition.working -= 1;
            let read_to = partition.read_to;
            match done {
                Done::Effect { place, lane, result, slot } => {
                    drop(slot);
                    if let Some(entry) = partition.alerts.get_mut(&place.alert) {
                        let later = match result {
                            AttemptResult::Recorded(offset) => {
                                entry.recorded(lane, offset, read_to);
                                None
                            }
                            AttemptResult::Later(Some(pause)) => Some(pause),
                            AttemptResult::Refused(at) => {
                                let usual = retry_wait(entry.failures(lane));
                                Some(entry.refused(lane, at, usual))
                            }
                            AttemptResult::Later(None) | AttemptResult::Dropped | AttemptResult::Fatal(_) => {
                                Some(retry_wait(entry.failures(lane)))
                            }
                        };
                        if let Some(pause) = later {
                            entry.wait(lane, Instant::now() + pause);
                        }
                    }
                    self.look(&place);
                }
                Done::Answered { place } => {
                    if let Some(entry) = partition.alerts.get_mut(&place.alert) {
                        entry.answering -= 1;
                    }
                    self.look(&place);
                }
                Done::Scheduled { place, result } => {
                    if let Some(entry) = partition.alerts.get_mut(&place.alert) {
                        entry.scheduled(result.offset(), read_to);
                    }
                    self.look(&place);
                }
                Done::Record { acknowledgement, result: AttemptResult::Recorded(_), .. } => acknowledgement.ack(),
                // The process ends or the partition is gone. The record is not acknowledged, so it is read again.
                Done::Record { .. } => {}
            }
        }
        while let Some(place) = self.posting.next() {
            self.look(&place);
        }
        self.hand_over();
        Ok(())
    }

    /// A full partition reads no more records, not even the board's own facts, and would wait for itself. So its records
    /// are acknowledged early, and their alerts' states owe what is left to do (docs/protocol.md#rule-13).
    fn relieve(&mut self) {
        let now = Instant::now();
        for partition in self.partitions.values_mut().filter(|partition| self.consumer.is_full(partition.epoch)) {
            let parked: usize = partition.alerts.values_mut().map(|entry| entry.park(now, PARKED_WHEN_FULL)).sum();
            if parked > 0 {
                let partition = partition.epoch.partition;
                tracing::warn!(partition, records = parked, "too many records at once: their effects are done later");
            }
        }
    }

    /// Alarms are set by a timer that does not follow the clock of deadlines. When that clock jumps, all alerts are looked at,
    /// lest a parent be told too late.
    fn notice_jump(&mut self) {
        let (now, wall) = (Instant::now(), self.context.now());
        let (then, before) = std::mem::replace(&mut self.compared, (now, wall));
        let passed = i64::try_from(now.duration_since(then).as_millis()).unwrap_or(i64::MAX);
        if (wall.since(before) - passed).abs() <= JUMP_MS {
            return;
        }
        let places = self.partitions.values().flat_map(|partition| {
            partition.alerts.keys().map(|alert| AlertPlace { epoch: partition.epoch, alert: alert.clone() })
        });
        for place in places.collect::<Vec<_>>() {
            self.look(&place);
        }
    }

    pub(crate) fn assigned_partition(&mut self, epoch: AssignmentEpoch) -> Option<&mut Partition> {
        self.partitions.get_mut(&epoch.partition).filter(|known| known.epoch == epoch)
    }

    fn entry(&mut self, place: &AlertPlace) -> Option<&mut AlertEntry> {
        self.assigned_partition(place.epoch)?.alerts.get_mut(&place.alert).map(|entry| &mut **entry)
    }

    fn tell_state(&self) {
        let state = BoardState {
            catching_up: self.partitions.values().filter(|partition| !partition.live).count(),
            oldest_unfinished: self.consumer.oldest_unfinished(),
            open_alerts: self.partitions.values().map(open_alerts).sum(),
            role_is_silent: self.context.card_findings.role_is_silent(),
            embeds_are_dropped: self.context.card_findings.embeds_are_dropped(),
            postponed_cards: self.posting.postponed(),
        };
        self.state.send_if_modified(|known| {
            let changed = *known != state;
            *known = state;
            changed
        });
    }
}

fn open_alerts(partition: &Partition) -> usize {
    partition.alerts.values().filter(|entry| entry.state.raised.is_some() && !entry.state.is_over()).count()
}
