//! What is looked at after everything that happens to an alert: what to start, what is finished, when to look again.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;

use crate::alert::{Effect, Lane, Millis, Phase, WINDOW_MS, Whom};
use crate::board::effects::Job;
use crate::board::effects::context::Desk;
use crate::board::effects::reply::Answer;
use crate::board::event_loop::{Actor, Done};
use crate::board::state::alert_entry::Entry;
use crate::board::state::assignment::Place;

/// An alert that is over keeps its words this long, for late clicks; then only its tombstone stays.
const SHRINK_AFTER_MS: i64 = 10 * 60 * 1000;

/// Nothing is waited for longer than this, so that a clock that jumps is noticed.
const LOOK_AGAIN: Duration = Duration::from_secs(600);

impl Actor {
    /// Looks at one alert: starts what is wanted and free to start, stores what is finished, sets the alarm.
    pub(crate) fn look(&mut self, place: &Place) {
        let (now, wall) = (Instant::now(), self.desk.now());
        let Some(partition) = self.partitions.get_mut(&place.tenure.partition) else { return };
        if partition.tenure != place.tenure || !partition.live || partition.ended.is_cancelled() {
            return;
        }
        let Some(entry) = partition.alerts.get_mut(&place.alert) else { return };
        if entry.state.is_forgettable(wall, WINDOW_MS) && entry.is_quiet() {
            // A record left unfinished here would hold the partition's offset back for ever.
            entry.acknowledge(true, now);
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
        if over_since(entry).is_some_and(|at| wall.since(at) > SHRINK_AFTER_MS) {
            entry.let_go();
        }
        entry.acknowledge(quiet, now);
        let next = next_look(entry, now, wall);
        match &entry.alarm {
            Some(alarm) => self.alarms.reset(alarm, next),
            None => entry.alarm = Some(self.alarms.insert(place.clone(), next)),
        }
        partition.working += started;
        partition.keep_words(&place.alert);
    }
}

/// For each lane that is free and not held, the first effect that is wanted.
fn next_effects(entry: &mut Entry, now: Instant, held: Option<Lane>) -> Vec<Effect> {
    let mut next = Vec::new();
    let wanted = entry.state.wanted();
    for lane in Lane::ALL.into_iter().filter(|lane| Some(*lane) != held) {
        if let Some(effect) = wanted.iter().find(|effect| effect.lane() == lane)
            && entry.take(lane, now)
        {
            next.push(effect.clone());
        }
    }
    next
}

fn job(place: &Place, entry: &Entry, effect: Effect, ended: CancellationToken) -> Job {
    let address = match &effect {
        Effect::Inform(notice) if notice.whom == Whom::Parent => entry.parent.clone(),
        Effect::Inform(notice) => {
            entry.addresses.iter().find(|(cause, _)| *cause == notice.cause).map(|(_, address)| address.clone())
        }
        _ => None,
    };
    let (place, state, newest) = (place.clone(), entry.state.clone(), Arc::clone(&entry.newest));
    Job { place, effect, state, address, maybe_posted: entry.maybe_posted, newest, ended }
}

fn give(
    desk: Arc<Desk>,
    place: Place,
    answer: Answer,
    entry: &Entry,
    ended: CancellationToken,
) -> impl Future<Output = Done> + Send + use<> {
    let state = entry.state.clone();
    async move {
        desk.answer(place.tenure, answer, state, ended).await;
        Done::Answered { place }
    }
}

fn over_since(entry: &Entry) -> Option<Millis> {
    match entry.state.phase {
        Phase::Over { at, .. } => Some(at),
        _ => None,
    }
}

/// How long until the alert has to be looked at though nothing happens.
fn next_look(entry: &Entry, now: Instant, wall: Millis) -> Duration {
    let retry = entry.next_look().map(|at| at.saturating_duration_since(now));
    // What has to wait for something else is looked at when that ends, and not over and over until then.
    let due = entry.state.next_due().filter(|_| !entry.scheduling && entry.is_free(Lane::Card));
    let due = due.map(|(due, _)| until(due, wall));
    let shrink = over_since(entry).filter(|_| entry.has_only_its_words());
    let shrink = shrink.map(|at| until(at.plus(SHRINK_AFTER_MS), wall));
    let next = [retry, due, shrink].into_iter().flatten().min().unwrap_or(LOOK_AGAIN);
    next.clamp(Duration::from_millis(5), LOOK_AGAIN)
}

fn until(at: Millis, wall: Millis) -> Duration {
    // A moment more: an instant that is not over by a fraction would be looked at over and over.
    Duration::from_millis(u64::try_from(at.since(wall)).unwrap_or(0) + 5)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alert::{Alert, AlertId, AlertState, Event, EventId, Kind};

    /// An alert without a card that was cancelled at `ts`.
    fn over(ts: Millis) -> Entry {
        let mut state = AlertState::new(AlertId::new("a").expect("an id"));
        let alert: Alert = serde_json::from_str(
            r#"{"parent_name":"Sarah","child_name":"Jake","location":"Oak Street","message":"Late","parent_id":"1"}"#,
        )
        .expect("an alert");
        let cancelled = Kind::Cancelled { parent_id: crate::alert::UserId(1), moderator_id: None };
        for (offset, kind) in [Kind::Raised(alert), cancelled].into_iter().enumerate() {
            let offset = i64::try_from(offset).expect("small");
            let id = EventId::new(if offset == 0 { "a" } else { "c" });
            state.fold(&Event { id, offset, ts, source_ts: None, give_up_at: None, kind });
        }
        Entry::new(state, false)
    }

    #[test]
    fn what_waits_for_something_else_is_not_looked_at_over_and_over() {
        let (now, ended) = (Instant::now(), Millis(1_800_000_000_000));
        let long_after = ended.plus(10 * SHRINK_AFTER_MS);
        let entry = over(ended);
        assert!(!entry.is_quiet(), "whether there is a card has to be looked up yet");
        assert_eq!(next_look(&entry, now, long_after), LOOK_AGAIN);
    }
}
