//! A board: what it holds of the partition and what it does about it, as `src/board` does, around the real fold, wanted,
//! offset tracker and lease. What is asynchronous there are steps here, so that anything may come between them.

use std::hash::{Hash, Hasher};
use std::sync::Arc;
use std::time::{Duration, Instant};

use needhelp_model::alert::{
    About, AlertState, Effect, Event, EventId, FailedEffect, Kind, Lane, Millis, Notice, Outcome,
};
use needhelp_model::decision::{Decision, Situation};
use needhelp_model::lease::{GroupAnswer, Lease, Verdict};
use needhelp_model::offset_tracker::OffsetTracker;

use super::choices::ADDRESS_LIVES_MS;
use super::discord::{Face, Message, What};
use super::rules::Rules;
use super::world::{CHANNEL, Protocol, Shared, World, alert_id};

pub use super::job::{Job, Stage};

/// `board::desk::NONCE_MS`.
const NONCE_MS: i64 = 60_000;

/// How long after its end an alert's words are removed.
pub const REDACT_AFTER_MS: i64 = 12 * 60 * 60 * 1000;

/// The one partition.
const PARTITION: i32 = 0;

/// What moves by itself: the card, and the people. Those have a lane each in `src/board`; here one of them moves at a time,
/// because they touch different messages and facts, and in each order of their steps the model would only find the same.
pub const LANES: [fn(Lane) -> bool; 2] = [|lane| lane == Lane::Card, |lane| lane != Lane::Card];

/// What follows from the rest of a state and need not tell states apart.
#[derive(Debug, Clone, Default)]
pub struct Derived<T>(pub T);

impl<T> Hash for Derived<T> {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

impl<T> PartialEq for Derived<T> {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

#[derive(Debug, Clone, PartialEq, Hash, Default)]
pub struct Board {
    pub frozen: bool,
    pub tenure: Option<Tenure>,
    /// When the lease's ticker last ran.
    pub last_tick: i64,
    /// The ticker has found a freeze, then.
    pub held: Option<i64>,
    /// A record of the clock that is decided, with its alert, and not appended yet.
    pub due: Option<(usize, Kind)>,
    /// Attempts that outlive the tenure in which they were begun, each with its alert.
    pub orphans: Vec<(usize, Job)>,
}

/// The partition as long as it is this board's.
#[derive(Debug, Clone, PartialEq, Hash)]
pub struct Tenure {
    pub generation: u64,
    /// How many records have been folded.
    pub read_to: usize,
    pub entries: Vec<Entry>,
    pub stored: i64,
    pub tracker: Derived<OffsetTracker>,
}

#[derive(Debug, Clone, PartialEq, Hash)]
pub struct Entry {
    pub state: Derived<Arc<AlertState>>,
    pub maybe_posted: bool,
    pub answers: Vec<(EventId, Millis)>,
    pub lanes: [LaneState; LANES.len()],
    pub unfinished: Vec<i64>,
}

#[derive(Debug, Clone, PartialEq, Hash)]
pub enum LaneState {
    Free,
    Busy(Job),
    /// Its fact stands at this offset and has not been read back.
    ReadingBack(i64),
    /// It failed, and is tried again.
    Waiting,
}

impl Board {
    /// The real lease, as the ticker and the group have left it.
    fn lease(&self) -> Lease {
        let at = |seconds: i64| Duration::from_secs(u64::try_from(1_000 + seconds).unwrap_or(0));
        let mut lease = Lease::new(at(self.held.unwrap_or(self.last_tick) - if self.held.is_some() { 10 } else { 0 }));
        if let Some(tenure) = &self.tenure {
            lease.assigned(PARTITION, tenure.generation);
        }
        if let Some(held) = self.held {
            assert!(lease.tick(at(held), 0), "the ticker finds the freeze");
            let mut beat = held;
            while beat < self.last_tick {
                beat = (beat + 2).min(self.last_tick);
                lease.tick(at(beat), 0);
            }
        }
        lease
    }

    pub fn verdict(&self, now: i64, rules: &Rules) -> Verdict {
        let Some(tenure) = &self.tenure else { return Verdict::Lost };
        if !rules.lease_after_freeze {
            return Verdict::MaySend;
        }
        self.lease().verdict(PARTITION, tenure.generation, Duration::from_secs(u64::try_from(1_000 + now).unwrap_or(0)))
    }

    pub fn may_send(&self, now: i64, rules: &Rules) -> bool {
        !self.frozen && self.verdict(now, rules) == Verdict::MaySend
    }

    /// The group answers a board that held: three heartbeats, polled meanwhile.
    pub fn group_answers(&mut self) {
        let mut lease = self.lease();
        let answer = |n: u64| GroupAnswer { made_at: 1 + n.cast_signed(), answers: n, joined: true, polls: n * 10 };
        let ended = (1..=4).any(|n| lease.group_answered(answer(n)));
        assert!(ended, "three answers after the first end the hold");
        self.held = None;
    }

    /// The partition goes: nothing more is sent for it, and what has been sent comes to its end.
    pub fn loses(&mut self) {
        let Some(tenure) = self.tenure.take() else { return };
        for (alert, entry) in tenure.entries.into_iter().enumerate() {
            for lane in entry.lanes {
                if let LaneState::Busy(job) = lane
                    && matches!(job.stage, Stage::OnTheWire | Stage::Facts(_))
                {
                    self.orphans.push((alert, job));
                }
            }
        }
    }
}

impl Protocol {
    /// The next record is folded (`board::records`).
    pub fn read(&self, world: &mut World, b: usize, live: bool) {
        let (committed, now, is_old) = (world.committed, world.millis(), self.is_of_the_version_before(b));
        let Some(tenure) = world.boards[b].tenure.as_mut() else { return };
        let Some(record) = world.log.get(tenure.read_to) else { return };
        let record = Arc::clone(record);
        let (alert, event) = (record.alert, &record.event);
        tenure.read_to += 1;
        let entry = &mut tenure.entries[alert];
        entry.maybe_posted |= !live;
        let unknown = Event { kind: Kind::Unknown, ..event.clone() };
        let known = if is_old && matches!(event.kind, Kind::Changed { .. }) { &unknown } else { event };
        let outcome = self.fold(Arc::make_mut(&mut entry.state.0), known);
        for lane in &mut entry.lanes {
            if matches!(lane, LaneState::ReadingBack(awaited) if *awaited <= event.offset) {
                *lane = LaneState::Free;
            }
        }
        if event.offset >= committed || live {
            tenure.tracker.0.begin(event.offset, event.ts.0);
            entry.unfinished.push(event.offset);
            let lives = now.since(event.ts) < ADDRESS_LIVES_MS;
            if lives && matches!((&outcome, &event.kind), (Outcome::Refused(_), Kind::Claimed { .. })) {
                entry.answers.push((event.id.clone(), event.ts));
            }
            if !self.rules.offset_after_effects {
                tenure.finish(alert);
            }
        }
        if live {
            self.look(world, b, alert);
        }
    }

    /// The board's real decision about this alert. Every lane that the model has for several of the board's is busy in all of
    /// them, so that one of them moves at a time.
    pub fn decide(&self, world: &World, b: usize, entry: &Entry) -> Decision {
        let now = Instant::now();
        let later = now + Duration::from_secs(3600);
        let lanes = Lane::ALL.map(|lane| match &entry.lanes[usize::from(!LANES[0](lane))] {
            LaneState::Free => needhelp_model::decision::LaneState::Free,
            LaneState::Busy(_) => needhelp_model::decision::LaneState::Running,
            LaneState::ReadingBack(offset) => needhelp_model::decision::LaneState::ReadingBack(*offset),
            // A retry is a step of the model's, which may come at any time.
            LaneState::Waiting => needhelp_model::decision::LaneState::Waiting(later),
        });
        let state = &entry.state.0;
        let pending = self.pending(b, state);
        let situation = Situation {
            state,
            pending: &pending,
            lanes,
            answers: entry.answers.len(),
            appending: false,
            redact_after: REDACT_AFTER_MS,
            may_post: true,
        };
        situation.decide(now, world.millis())
    }

    /// Carries out the decision (`board/event_loop/reconcile.rs`). What is due is appended by a step of its own.
    pub fn look(&self, world: &mut World, b: usize, alert: usize) {
        let Some(tenure) = world.boards[b].tenure.as_ref() else { return };
        let decision = self.decide(world, b, &tenure.entries[alert]);
        let Some(tenure) = world.boards[b].tenure.as_mut() else { return };
        let read_to = tenure.read_to;
        let entry = &mut tenure.entries[alert];
        for effect in decision.start {
            let lane = usize::from(!LANES[0](effect.lane()));
            if matches!(entry.lanes[lane], LaneState::Busy(_)) {
                continue;
            }
            let (state, maybe_posted) = (entry.state.clone(), entry.maybe_posted);
            entry.maybe_posted |= matches!(effect, Effect::Post { .. });
            let (effect, is_old) = (Shared::new(effect), self.is_of_the_version_before(b));
            let job = Job { effect, decided_at: read_to, state, maybe_posted, is_old, stage: Stage::Decided };
            entry.lanes[lane] = LaneState::Busy(job);
        }
        if decision.is_quiet {
            tenure.finish(alert);
        }
    }

    /// The beginning of an attempt at a create: its cause is young, or is looked up.
    pub fn check(&self, world: &World, job: &Job) -> Stage {
        let (Some((_, cause, ts)), Some(key)) = (job.effect.creates(), self.key(&job.effect, &job.state.0)) else {
            return Stage::Ready { looked_up: false };
        };
        let settle = matches!(*job.effect, Effect::Settle { .. });
        let look_up = if settle { job.maybe_posted } else { self.is_old(world, ts) && self.rules.look_up };
        let found = if look_up { world.discord.find(&key) } else { Vec::new() };
        let raised = job.state.0.raised.as_ref().map_or(-1, |raised| raised.offset);
        match &*job.effect {
            Effect::Inform(notice) if !found.is_empty() => Stage::Facts(vec![informed(notice, found[0])]),
            Effect::Post { .. } | Effect::Settle { .. } if !found.is_empty() => {
                Stage::Facts(found.iter().map(|id| posted(cause, *id, raised, u8::from(!job.is_old))).collect())
            }
            Effect::Settle { .. } => {
                let reason = "it was over before it was shown".to_owned();
                Stage::Facts(vec![Kind::Failed {
                    cause: cause.clone(),
                    what: FailedEffect::Card,
                    reason,
                    as_of: 0,
                    deleted: false,
                }])
            }
            _ => Stage::Ready { looked_up: look_up },
        }
    }

    pub fn is_old(&self, world: &World, ts: Millis) -> bool {
        world.millis().since(ts) > NONCE_MS
    }

    /// The request reaches Discord; answers with the facts that follow.
    pub fn apply(&self, world: &mut World, alert: usize, job: &Job) -> Vec<Kind> {
        let state = &*job.state.0;
        let made = world.millis();
        let create = |what| self.key(&job.effect, state).map(|key| Message { alert, key, made, deleted: false, what });
        let card = state.facts.posted.map(|posted| posted.message_id);
        let as_of = state.changed_at;
        let look = u8::from(!job.is_old || !self.rules.look_is_named);
        let discord = &mut world.discord;
        match (&*job.effect, card) {
            (Effect::Post { cause, .. }, _) => {
                let message = create(What::Card { shows: Face::of(state), as_of, pinned: false });
                let raised = state.raised.as_ref().map_or(-1, |raised| raised.offset);
                let as_of = if self.rules.found_shows_old && job.maybe_posted { raised } else { as_of };
                message.map(|message| posted(cause, discord.create(message), as_of, look)).into_iter().collect()
            }
            (
                Effect::Inform(Notice {
                    cause, recipient: whom, about: About::Missed | About::NotShown { .. }, ..
                }),
                _,
            ) if !self.rules.rings => {
                vec![Kind::Informed { cause: cause.clone(), whom: *whom, message_id: None, channel_id: None }]
            }
            (Effect::Inform(notice), _) => {
                let recalled = matches!(&notice.about, About::Claimed(claim) if state.notices.iter().any(
                    |other| matches!(&other.about, About::ClaimWithdrawn(known) if known.event == claim.event)
                ));
                let what = What::Notice {
                    recipient: notice.recipient,
                    cause: notice.cause.clone(),
                    recalled,
                    of_step: match notice.about {
                        About::Step { since, .. } => Some(since),
                        _ => None,
                    },
                };
                create(what).map(|message| informed(notice, discord.create(message))).into_iter().collect()
            }
            (Effect::Adopt { cause, message_id, .. }, _) => {
                let raised = state.raised.as_ref().map_or(-1, |raised| raised.offset);
                vec![posted(cause, *message_id, raised, look)]
            }
            (Effect::Edit, Some(card)) => {
                discord.edit(card, Face::of(state), as_of);
                vec![Kind::Shown { as_of, pinned: None, removed: Vec::new(), look }]
            }
            (Effect::Pin(pin), Some(card)) => {
                discord.pin(card, *pin);
                vec![Kind::Shown { as_of: state.pin_as_of(), pinned: Some(*pin), removed: Vec::new(), look: 1 }]
            }
            (Effect::Remove(strays), _) => {
                strays.iter().for_each(|stray| discord.delete(*stray));
                vec![Kind::Shown { as_of: state.facts.shown_as_of, pinned: None, removed: strays.clone(), look: 1 }]
            }
            (Effect::Erase(messages), _) => {
                messages.iter().for_each(|(_, message)| discord.delete(*message));
                let removed = messages.iter().map(|(_, message)| *message).collect();
                vec![Kind::Shown { as_of: state.facts.shown_as_of, pinned: None, removed, look: 0 }]
            }
            (Effect::Settle { .. } | Effect::Edit | Effect::Pin(_), _) => Vec::new(),
        }
    }
}

impl Tenure {
    /// The partition is given to a board, which has not read it.
    pub fn new(generation: u64, alerts: usize) -> Self {
        let entry = |alert| Entry {
            state: Derived(Arc::new(AlertState::new(alert_id(alert)))),
            maybe_posted: false,
            answers: Vec::new(),
            lanes: [LaneState::Free, LaneState::Free],
            unfinished: Vec::new(),
        };
        let entries = (0..alerts).map(entry).collect();
        Tenure { generation, read_to: 0, entries, stored: 0, tracker: Derived::default() }
    }

    /// All records of an alert are finished, whether done or parked.
    pub fn finish(&mut self, alert: usize) {
        for offset in std::mem::take(&mut self.entries[alert].unfinished) {
            if let Some(finished) = self.tracker.0.finish(offset) {
                self.stored = finished.next_offset;
            }
        }
    }
}

fn posted(cause: &EventId, message_id: needhelp_model::alert::MessageId, as_of: i64, look: u8) -> Kind {
    Kind::Posted { cause: cause.clone(), channel_id: CHANNEL, message_id, as_of, role_notified: None, look }
}

fn informed(notice: &Notice, message: needhelp_model::alert::MessageId) -> Kind {
    Kind::Informed { cause: notice.cause.clone(), whom: notice.recipient, message_id: Some(message), channel_id: None }
}
