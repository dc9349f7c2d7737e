//! What is started, repeated and finished: the board's one owner of all state.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::StreamExt as _;
use serenity::all::{ChannelId, MessageId};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_util::time::DelayQueue;

use super::BoardState;
use super::answer::Answer;
use super::carry::Job;
use super::desk::{Carried, Desk, backoff};
use super::entry::Entry;
use super::partition::{Flow, Partition};
use super::place::{Place, Tenure};
use crate::alert::{Effect, Lane, Millis, WINDOW_MS};
use crate::kafka::consumer::Consumer;
use crate::kafka::delivery::{Assignment, Delivery, Handover};

/// An alert that is over keeps its words this long, for late clicks; then only its tombstone stays.
const SHRINK_AFTER_MS: i64 = 10 * 60 * 1000;

/// Nothing is waited for longer than this, so that a clock that jumps is noticed.
const LOOK_AGAIN: Duration = Duration::from_secs(600);

pub(super) struct Actor {
    pub(super) desk: Arc<Desk>,
    pub(super) consumer: Consumer,
    pub(super) partitions: BTreeMap<i32, Partition>,
    pub(super) work: JoinSet<Done>,
    alarms: DelayQueue<Place>,
    handovers: Vec<(Vec<Tenure>, Handover)>,
    state: watch::Sender<BoardState>,
    told: tokio::time::Interval,
}

/// A task that has come to its end.
pub(super) enum Done {
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
    /// A record that concerns no alert here (a dead letter, one sent home) was dealt with.
    Record {
        tenure: Tenure,
        offset: i64,
        carried: Carried,
    },
}

impl Actor {
    pub(super) fn new(desk: Arc<Desk>, consumer: Consumer, state: watch::Sender<BoardState>) -> Self {
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

    pub(super) fn take(&mut self, delivery: Delivery) {
        match delivery {
            Delivery::Assigned(assignments) => assignments.iter().for_each(|new| self.assigned(new)),
            Delivery::Record { record, generation } => self.record(&record, generation),
            Delivery::CaughtUp { partition, generation } => self.caught_up(Tenure { partition, generation }),
            Delivery::Revoked { partitions, lost, handover } => self.revoked(&partitions, lost, handover),
            Delivery::TopicRemade => {
                tracing::warn!(topic = %self.desk.kafka.confirmations_topic, "the topic was made anew: its alerts are gone");
                self.partitions.values().for_each(|partition| partition.ended.cancel());
                self.partitions.clear();
            }
            Delivery::TopicMissing => {
                tracing::warn!(topic = %self.desk.kafka.confirmations_topic, "the topic is gone: make it again, the board waits for it");
            }
            Delivery::Trouble(trouble) => tracing::warn!(%trouble, "the board's consumer"),
        }
    }

    /// Waits for the next thing of its own to do, and does it.
    ///
    /// # Errors
    /// Where the process has to end, with the reason.
    pub(super) async fn work(&mut self) -> anyhow::Result<()> {
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
            _ = self.told.tick() => self.tell_state(),
        }
        Ok(())
    }

    /// Waits for what is still under way; it ends soon, because nothing may be sent any more.
    pub(super) async fn end(mut self) {
        self.desk.stop.cancel();
        self.work.abort_all();
        while self.work.join_next().await.is_some() {}
    }

    fn assigned(&mut self, new: &Assignment) {
        tracing::info!(partition = new.partition, from = new.replay_from, to = new.end, "assigned: folding the log");
        if let Some(old) = self.partitions.insert(new.partition, Partition::new(new)) {
            old.ended.cancel();
        }
    }

    fn caught_up(&mut self, tenure: Tenure) {
        let Some(partition) = self.tenured(tenure) else { return };
        partition.live = true;
        let mut over: BTreeMap<ChannelId, BTreeSet<MessageId>> = BTreeMap::new();
        for entry in partition.alerts.values().filter(|entry| entry.state.is_over()) {
            if let Some(posted) = entry.state.facts.posted {
                let cards = over.entry(ChannelId::new(posted.channel_id.0)).or_default();
                cards.insert(MessageId::new(posted.message_id.0));
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
                                Some(backoff(entry.failures(lane)))
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
                Done::Record { offset, carried: Carried::Recorded(_), .. } => self.finished(tenure, &[offset]),
                // The process is ending or the partition is gone; whoever reads the record next deals with it.
                Done::Record { .. } => {}
            }
        }
        self.hand_over();
        Ok(())
    }

    /// Looks at one alert: starts what is wanted and free to start, stores what is finished, sets the alarm.
    pub(super) fn look(&mut self, place: &Place) {
        let (now, wall) = (Instant::now(), self.desk.now());
        let Some(partition) = self.partitions.get_mut(&place.tenure.partition) else { return };
        if partition.tenure != place.tenure || !partition.live || partition.ended.is_cancelled() {
            return;
        }
        let Some(entry) = partition.alerts.get_mut(&place.alert) else { return };
        if entry.state.is_forgettable(wall, WINDOW_MS) && entry.is_quiet() {
            if let Some(entry) = partition.alerts.remove(&place.alert)
                && let Some(alarm) = entry.alarm
            {
                self.alarms.remove(&alarm);
            }
            return;
        }
        let ended = partition.ended.clone();
        let mut started = 0;
        let due = entry.state.next_due().filter(|(at, _)| *at <= wall);
        // What is due decides what the card shows, so nothing is done about the card until it stands in the log.
        let held = (due.is_some() || entry.scheduling).then_some(Lane::Card);
        for effect in next_effects(entry, now, held) {
            let (desk, lane) = (Arc::clone(&self.desk), effect.lane());
            let job = job(place, entry, effect, ended.clone());
            entry.maybe_posted |= matches!(job.effect, Effect::Post { .. });
            let place = place.clone();
            self.work.spawn(async move { Done::Effect { place, lane, carried: desk.carry(job).await } });
            started += 1;
        }
        for answer in std::mem::take(&mut entry.answers) {
            entry.answering += 1;
            let task = give(Arc::clone(&self.desk), place.clone(), answer, entry, ended.clone());
            self.work.spawn(task);
            started += 1;
        }
        if let Some((_, kind)) = due
            && !entry.scheduling
            && entry.is_free(Lane::Card)
        {
            entry.scheduling = true;
            let (desk, place) = (Arc::clone(&self.desk), place.clone());
            self.work.spawn(async move {
                let carried = match desk.until_may_send(place.tenure).await {
                    Ok(()) => desk.record(&place, kind).await,
                    Err(dropped) => dropped,
                };
                Done::Scheduled { place, carried }
            });
            started += 1;
        }
        let quiet = entry.is_quiet();
        if quiet && over_since(entry).is_some_and(|at| wall.since(at) > SHRINK_AFTER_MS) && !entry.state.is_shrunk() {
            entry.state.shrink();
            entry.addresses.clear();
            entry.parent = None;
        }
        let finished = entry.finished(quiet, now);
        let next = next_look(entry, now, wall);
        match &entry.alarm {
            Some(alarm) => self.alarms.reset(alarm, next),
            None => entry.alarm = Some(self.alarms.insert(place.clone(), next)),
        }
        partition.working += started;
        self.finished(place.tenure, &finished);
    }

    pub(super) fn finished(&mut self, tenure: Tenure, offsets: &[i64]) {
        let Some(partition) = self.partitions.get_mut(&tenure.partition).filter(|known| known.tenure == tenure) else {
            return;
        };
        for offset in offsets {
            let (finished, flow) = partition.finished(*offset);
            if let Some(finished) = finished {
                self.consumer.finished(
                    tenure.partition,
                    tenure.generation,
                    finished.next_offset,
                    finished.timestamp_ms,
                );
            }
            if flow == Some(Flow::Resume) {
                self.consumer.resume(tenure.partition);
            }
        }
    }

    pub(super) fn tenured(&mut self, tenure: Tenure) -> Option<&mut Partition> {
        self.partitions.get_mut(&tenure.partition).filter(|known| known.tenure == tenure)
    }

    fn entry(&mut self, place: &Place) -> Option<&mut Entry> {
        self.tenured(place.tenure)?.alerts.get_mut(&place.alert)
    }

    fn tell_state(&self) {
        let state = BoardState {
            catching_up: self.partitions.values().filter(|partition| !partition.live).count(),
            oldest_unfinished: self.partitions.values().filter_map(Partition::oldest_unfinished).min(),
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

/// For each lane that is free and not held, the first effect that is wanted.
fn next_effects(entry: &mut Entry, now: Instant, held: Option<Lane>) -> Vec<Effect> {
    let mut next = Vec::new();
    let wanted = entry.state.wanted();
    for lane in [Lane::Card, Lane::People].into_iter().filter(|lane| Some(*lane) != held) {
        if let Some(effect) = wanted.iter().find(|effect| effect.lane() == lane)
            && entry.take(lane, now)
        {
            next.push(effect.clone());
        }
    }
    next
}

fn job(place: &Place, entry: &Entry, effect: Effect, ended: tokio_util::sync::CancellationToken) -> Job {
    let address = match &effect {
        Effect::Inform(notice) if notice.whom == crate::alert::Whom::Parent => entry.parent.clone(),
        Effect::Inform(notice) => entry.addresses.get(&notice.cause).cloned(),
        _ => None,
    };
    Job { place: place.clone(), effect, state: entry.state.clone(), address, maybe_posted: entry.maybe_posted, ended }
}

fn give(
    desk: Arc<Desk>,
    place: Place,
    answer: Answer,
    entry: &Entry,
    ended: tokio_util::sync::CancellationToken,
) -> impl Future<Output = Done> + Send + use<> {
    let state = entry.state.clone();
    async move {
        desk.answer(place.tenure, answer, state, ended).await;
        Done::Answered { place }
    }
}

fn over_since(entry: &Entry) -> Option<Millis> {
    match entry.state.phase {
        crate::alert::Phase::Over { at, .. } => Some(at),
        _ => None,
    }
}

/// How long until the alert has to be looked at though nothing happens.
fn next_look(entry: &Entry, now: Instant, wall: Millis) -> Duration {
    let retry = entry.next_look().map(|at| at.saturating_duration_since(now));
    let due = entry.state.next_due().filter(|_| !entry.scheduling).map(|(due, _)| until(due, wall));
    let shrink = over_since(entry).filter(|_| !entry.state.is_shrunk()).map(|at| until(at.plus(SHRINK_AFTER_MS), wall));
    let next = [retry, due, shrink].into_iter().flatten().min().unwrap_or(LOOK_AGAIN);
    next.clamp(Duration::from_millis(5), LOOK_AGAIN)
}

fn until(at: Millis, wall: Millis) -> Duration {
    // A moment more: an instant that is not over by a fraction would be looked at over and over.
    Duration::from_millis(u64::try_from(at.since(wall)).unwrap_or(0) + 5)
}
