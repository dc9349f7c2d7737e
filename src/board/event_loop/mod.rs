//! What is started, repeated and finished: the board's one owner of all state.

pub(crate) mod apply;
pub(crate) mod reconcile;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::StreamExt as _;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_util::time::DelayQueue;

use crate::alert::{ChannelId, Lane, MessageId};
use crate::board::BoardState;
use crate::board::effects::context::{Carried, Desk, retry_wait};
use crate::board::state::alert_entry::{Entry, PARKED_WHEN_FULL};
use crate::board::state::assignment::{Place, Tenure};
use crate::board::state::partition::Partition;
use crate::kafka::consumer::{Acknowledgement, Assignment, Consumer, ConsumerEvent, Handover};

pub(crate) struct Actor {
    pub(crate) desk: Arc<Desk>,
    pub(crate) consumer: Consumer,
    pub(crate) partitions: BTreeMap<i32, Partition>,
    pub(crate) work: JoinSet<Done>,
    pub(crate) alarms: DelayQueue<Place>,
    handovers: Vec<(Vec<Tenure>, Handover)>,
    state: watch::Sender<BoardState>,
    told: tokio::time::Interval,
}

/// A task that has come to its end.
pub(crate) enum Done {
    Effect {
        place: Place,
        lane: Lane,
        carried: Carried,
    },
    Answered {
        place: Place,
    },
    Scheduled {
        place: Place,
        carried: Carried,
    },
    /// A record that belongs to no alert here became a dead letter, or was appended to its home partition.
    Record {
        tenure: Tenure,
        acknowledgement: Acknowledgement,
        carried: Carried,
    },
}

impl Actor {
    pub(crate) fn new(desk: Arc<Desk>, consumer: Consumer, state: watch::Sender<BoardState>) -> Self {
        let mut told = tokio::time::interval(Duration::from_secs(1));
        told.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        Actor {
            desk,
            consumer,
            partitions: BTreeMap::new(),
            work: JoinSet::new(),
            alarms: DelayQueue::new(),
            handovers: Vec::new(),
            state,
            told,
        }
    }

    pub(crate) fn take(&mut self, event: ConsumerEvent) {
        match event {
            ConsumerEvent::Assigned(assignments) => assignments.iter().for_each(|new| self.assigned(new)),
            ConsumerEvent::Record(record) => self.record(record),
            ConsumerEvent::CaughtUp(epoch) => self.caught_up(epoch),
            ConsumerEvent::Revoked { partitions, lost, handover } => self.revoked(&partitions, lost, handover),
            ConsumerEvent::TopicRecreated => {
                tracing::warn!(topic = %self.desk.kafka.confirmations_topic, "the topic was created again: its alerts are gone");
                self.partitions.values().for_each(|partition| partition.ended.cancel());
                self.partitions.clear();
            }
            ConsumerEvent::TopicMissing => {
                tracing::warn!(topic = %self.desk.kafka.confirmations_topic, "the topic is missing: create it again, the board waits for it");
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
                self.tell_state();
            }
        }
        Ok(())
    }

    /// Waits for what is still under way; it ends soon, because nothing may be sent any more.
    pub(crate) async fn end(mut self) {
        self.desk.stop.cancel();
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

    fn caught_up(&mut self, tenure: Tenure) {
        let Some(partition) = self.tenured(tenure) else { return };
        partition.live = true;
        let mut over: BTreeMap<ChannelId, BTreeSet<MessageId>> = BTreeMap::new();
        for entry in partition.alerts.values().filter(|entry| entry.state.is_over()) {
            if let Some(posted) = entry.state.facts.posted {
                let cards = over.entry(posted.channel_id).or_default();
                cards.insert(posted.message_id);
            }
        }
        let alerts: Vec<_> = partition.alerts.keys().cloned().collect();
        tracing::info!(partition = tenure.partition, alerts = alerts.len(), "folded: acting from here on");
        if !over.is_empty() {
            tokio::spawn(Arc::clone(&self.desk).unpin_what_is_over(tenure, over));
        }
        for alert in alerts {
            self.look(&Place { tenure, alert });
        }
    }

    fn revoked(&mut self, partitions: &[i32], lost: bool, handover: Handover) {
        tracing::info!(?partitions, lost, "partitions are somebody else's from here on");
        let mut tenures = Vec::new();
        for number in partitions {
            let Some(partition) = self.partitions.get(number) else { continue };
            partition.ended.cancel();
            tenures.push(partition.tenure);
            if lost {
                self.partitions.remove(number);
            }
        }
        self.handovers.push((tenures, handover));
        self.hand_over();
    }

    /// Ends the wait of those revocations whose work is done.
    fn hand_over(&mut self) {
        let partitions = &mut self.partitions;
        self.handovers.retain(|(tenures, _)| {
            let working = |tenure: &&Tenure| {
                partitions.get(&tenure.partition).is_some_and(|known| known.tenure == **tenure && known.working > 0)
            };
            let wait = tenures.iter().any(|tenure| working(&tenure));
            if !wait {
                partitions.retain(|_, known| !tenures.contains(&known.tenure));
            }
            wait
        });
    }

    fn done(&mut self, done: Done) -> anyhow::Result<()> {
        let tenure = match &done {
            Done::Effect { place, .. } | Done::Answered { place } | Done::Scheduled { place, .. } => place.tenure,
            Done::Record { tenure, .. } => *tenure,
        };
        if let Done::Effect { carried: Carried::Fatal(why), .. }
        | Done::Scheduled { carried: Carried::Fatal(why), .. }
        | Done::Record { carried: Carried::Fatal(why), .. } = &done
        {
            anyhow::bail!("{why}");
        }
        if let Some(partition) = self.tenured(tenure) {
            partition.working -= 1;
            let read_to = partition.read_to;
            match done {
                Done::Effect { place, lane, carried } => {
                    if let Some(entry) = partition.alerts.get_mut(&place.alert) {
                        let later = match carried {
                            Carried::Recorded(offset) => {
                                entry.recorded(lane, offset, read_to);
                                None
                            }
                            Carried::Later(Some(pause)) => Some(pause),
                            Carried::Later(None) | Carried::Dropped | Carried::Fatal(_) => {
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
                Done::Scheduled { place, carried } => {
                    if let Some(entry) = partition.alerts.get_mut(&place.alert) {
                        entry.scheduled(carried.offset(), read_to);
                    }
                    self.look(&place);
                }
                Done::Record { acknowledgement, carried: Carried::Recorded(_), .. } => acknowledgement.ack(),
                // The process ends or the partition is gone. The record is not acknowledged, so it is read again.
                Done::Record { .. } => {}
            }
        }
        self.hand_over();
        Ok(())
    }

    /// A full partition reads no more records, not even the board's own facts, and would wait for itself. So its records
    /// are acknowledged early, and their alerts' states owe what is left to do (docs/protocol.md#rule-13).
    fn relieve(&mut self) {
        let now = Instant::now();
        for partition in self.partitions.values_mut().filter(|partition| self.consumer.is_full(partition.tenure)) {
            let parked: usize = partition.alerts.values_mut().map(|entry| entry.park(now, PARKED_WHEN_FULL)).sum();
            if parked > 0 {
                let partition = partition.tenure.partition;
                tracing::warn!(partition, records = parked, "too many records at once: their effects are done later");
            }
        }
    }

    pub(crate) fn tenured(&mut self, tenure: Tenure) -> Option<&mut Partition> {
        self.partitions.get_mut(&tenure.partition).filter(|known| known.tenure == tenure)
    }

    fn entry(&mut self, place: &Place) -> Option<&mut Entry> {
        self.tenured(place.tenure)?.alerts.get_mut(&place.alert).map(|entry| &mut **entry)
    }

    fn tell_state(&self) {
        let state = BoardState {
            catching_up: self.partitions.values().filter(|partition| !partition.live).count(),
            oldest_unfinished: self.consumer.oldest_unfinished(),
            open_alerts: self.partitions.values().map(open_alerts).sum(),
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
