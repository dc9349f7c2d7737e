//! Carries out the decision about one alert: starts effects, appends what is due, finishes records, sets the alarm.
//!
//! Must not decide anything itself; the decision is [`crate::board::state::decision`].

use std::sync::Arc;
use std::time::Instant;

use tokio_util::sync::CancellationToken;

use crate::alert::{AlertState, Effect, Kind, Millis, Recipient};
use crate::board::event_loop::{AlertEntry, AlertPlace, Context, Job, PrivateReply};
use crate::board::event_loop::{Done, EventLoop};

impl EventLoop {
    /// Decides what is next for one alert and carries it out. Called after everything that happens to the alert.
    pub(crate) fn look(&mut self, place: &AlertPlace) {
        let (now, wall) = (Instant::now(), self.context.now());
        let Some(partition) = self.partitions.get_mut(&place.epoch.partition) else { return };
        if partition.epoch != place.epoch || !partition.live || partition.ended.is_cancelled() {
            return;
        }
        let Some(entry) = partition.alerts.get_mut(&place.alert) else { return };
        let pending = entry.state.pending_effects();
        let channel = entry.state.raised.as_ref().and_then(|raised| self.context.channel_of(&raised.alert));
        let decision =
            entry.situation(&pending, self.posting.is_free(channel), self.context.redact_after).decide(now, wall);
        // Before an alert is forgotten: a record left unfinished would hold the partition's offset back for ever.
        entry.acknowledge(decision.is_quiet, now);
        if decision.forget {
            if let Some(entry) = partition.alerts.remove(&place.alert)
                && let Some(alarm) = entry.alarm
            {
                self.alarms.remove(&alarm);
            }
            return;
        }
        let ended = partition.ended.clone();
        partition.working += decision.start.len() + entry.answers.len() + usize::from(decision.append.is_some());
        for effect in decision.start {
            let (context, lane, place) = (Arc::clone(&self.context), effect.lane(), place.clone());
            entry.started(&effect);
            let job = job(&place, entry, effect, ended.clone());
            entry.maybe_posted |= matches!(job.effect, Effect::Post { .. });
            let slot = job.effect.is_post().then(|| self.posting.take(channel));
            self.work.spawn(async move {
                let result = context.carry(job).await;
                Done::Effect { place, lane, result, slot }
            });
        }
        if decision.postponed {
            self.posting.postpone(channel, urgency(&entry.state), place);
        }
        for answer in std::mem::take(&mut entry.answers) {
            entry.answering += 1;
            let task = give(Arc::clone(&self.context), place.clone(), answer, entry, ended.clone());
            self.work.spawn(task);
        }
        if let Some(kind) = decision.append {
            entry.scheduling = true;
            self.work.spawn(append(Arc::clone(&self.context), place.clone(), kind));
        }
        if decision.shrink {
            entry.drop_text();
        }
        let park = entry.next_park().map_or(decision.again, |at| at.saturating_duration_since(now));
        let next = decision.again.min(park);
        match &entry.alarm {
            Some(alarm) => self.alarms.reset(alarm, next),
            None => entry.alarm = Some(self.alarms.insert(place.clone(), next)),
        }
        partition.retain_text(&place.alert);
    }
}

/// The earliest deadline first, then the oldest alert, as in the queue of requests.
fn urgency(state: &AlertState) -> (Millis, Millis) {
    let raised = state.raised.as_ref();
    let deadline = raised.and_then(|raised| raised.alert.needed_by).map_or(Millis(i64::MAX), Millis::from);
    (deadline, raised.map_or(state.last_ts, |raised| raised.ts))
}

async fn append(context: Arc<Context>, place: AlertPlace, kind: Kind) -> Done {
    let result = match context.until_may_send(place.epoch).await {
        Ok(()) => context.record(&place, kind).await,
        Err(dropped) => dropped,
    };
    Done::Scheduled { place, result }
}

fn job(place: &AlertPlace, entry: &AlertEntry, effect: Effect, ended: CancellationToken) -> Job {
    let address = match &effect {
        Effect::Inform(notice) if notice.recipient == Recipient::Parent => entry.parent.clone(),
        Effect::Inform(notice) => {
            entry.addresses.iter().find(|(cause, _)| *cause == notice.cause).map(|(_, address)| address.clone())
        }
        _ => None,
    };
    let (place, state, newest) = (place.clone(), entry.state.clone(), Arc::clone(&entry.newest));
    let refusals = entry.refusals(effect.lane());
    Job { place, effect, state, address, maybe_posted: entry.maybe_posted, refusals, newest, ended }
}

fn give(
    context: Arc<Context>,
    place: AlertPlace,
    answer: PrivateReply,
    entry: &AlertEntry,
    ended: CancellationToken,
) -> impl Future<Output = Done> + Send + use<> {
    let state = entry.state.clone();
    async move {
        context.answer(place.epoch, answer, state, ended).await;
        Done::Answered { place }
    }
}
