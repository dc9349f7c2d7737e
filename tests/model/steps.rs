//! The steps that the world can take, one of everything that happens by itself or goes wrong.

use needhelp_model::alert::{About, Effect, Event, Kind, Millis};

use super::board::{Board, Job, LaneState, REDACT_AFTER_MS, Stage, Tenure};
use super::choices::ADDRESS_LIVES_MS;
use super::rules::Act;
use super::world::{Press, Protocol, Shared, T0, Where, World, bare};

/// The gateway's `give_up_at`, in seconds after the click.
const GIVE_UP: i64 = 7;

/// What becomes of the record of an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum How {
    Sent,
    Twice,
    /// Appended in time, but the gateway does not learn of it.
    Unheard,
    /// Not appended before the gateway gave up.
    TooLate,
    /// Refused by one gateway's view, and appended by the other.
    Refused,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    Person(usize, How, Press),
    Intake(usize),
    AppendedLate(usize),
    AppendedElsewhere(usize),
    Withdraw(usize),
    Assign(usize),
    Revoke(usize),
    SessionEnds(usize),
    HearsOfTheLoss(usize),
    Ticker(usize),
    GroupAnswers(usize),
    Read(usize),
    Begin(usize, usize, usize),
    /// The whole attempt.
    Attempt(usize, usize, usize),
    Send {
        board: usize,
        alert: usize,
        lane: usize,
        answered: bool,
    },
    Lands {
        board: usize,
        alert: usize,
        lane: usize,
        answered: bool,
    },
    Append {
        board: usize,
        alert: usize,
        lane: usize,
        acknowledged: bool,
    },
    Retry(usize, usize, usize),
    OrphanLands(usize),
    OrphanAppends(usize),
    Schedule(usize, usize),
    AppendDue(usize),
    Answer(usize, usize),
    Commit(usize),
    Crash(usize),
    Freeze(usize),
    Thaw(usize),
    TimePasses,
}

impl Protocol {
    fn person(&self, world: &mut World, act: usize, how: How, press: Press) {
        let script = self.bounds.script[act];
        let status = &mut world.people[act];
        status.not_sent = script.is_withdrawn() && matches!(how, How::Unheard | How::TooLate | How::Refused);
        status.withdraw = status.not_sent && (how != How::Refused || self.rules.refusal_withdraws);
        let through_intake = self.bounds.intake && matches!(script, Act::Raise(_));
        status.place = match how {
            How::TooLate => Where::UnderWay(world.now + GIVE_UP),
            How::Refused => Where::Elsewhere(press),
            _ if through_intake => Where::Source(world.now),
            _ => Where::Log,
        };
        match how {
            How::Twice => world.left.twice -= 1,
            How::Unheard | How::TooLate => world.left.give_ups -= 1,
            How::Refused => world.left.refusals -= 1,
            How::Sent => {}
        }
        if status.place == Where::Log {
            let give_up_at = Some(world.millis().plus(GIVE_UP * 1000));
            for _ in 0..if how == How::Twice { 2 } else { 1 } {
                let event = Event { give_up_at, ..bare(self.event_id(act).clone(), self.kind(act, press)) };
                self.push(world, script.alert(), event);
            }
        }
    }

    fn begin(&self, world: &mut World, b: usize, alert: usize, lane: usize) {
        let Some(job) = world.job(b, alert, lane).cloned() else { return };
        let stage = self.check(world, &job);
        world.set_lane(b, alert, lane, LaneState::Busy(Job { stage, ..job }));
    }

    /// An attempt that gets its turn at once.
    fn begin_and_send(&self, world: &mut World, b: usize, alert: usize, lane: usize, answered: bool) {
        self.begin(world, b, alert, lane);
        if world.job(b, alert, lane).is_some_and(|job| matches!(job.stage, Stage::Ready { .. })) {
            self.send(world, b, alert, lane, answered);
        }
    }

    /// An attempt has reached Discord: with an answer its facts are appended next, else it is tried again.
    fn landed(&self, world: &mut World, b: usize, alert: usize, lane: usize, answered: bool) {
        let Some(job) = world.job(b, alert, lane).cloned() else { return };
        let facts = self.apply(world, alert, &job);
        world.left.lost_answers -= u8::from(!answered);
        let next =
            if answered { LaneState::Busy(Job { stage: Stage::Facts(facts), ..job }) } else { LaneState::Waiting };
        world.set_lane(b, alert, lane, next);
    }

    fn send(&self, world: &mut World, b: usize, alert: usize, lane: usize, answered: bool) {
        let Some(job) = world.job(b, alert, lane).cloned() else { return };
        let looked_up = matches!(job.stage, Stage::Ready { looked_up: true });
        let creates = !looked_up && job.cause_ts().is_some_and(|ts| self.is_old(world, ts));
        let entry = world.boards[b].tenure.as_ref().map(|tenure| &tenure.entries[alert]);
        // `board::carry::Job::is_current`: there is news, and the next attempt carries that out.
        let news =
            job.writes_the_state() && entry.is_some_and(|entry| entry.state.0.changed_at != job.state.0.changed_at);
        if news || !world.boards[b].may_send(world.now, &self.rules) || (self.rules.age_at_the_write && creates) {
            world.set_lane(b, alert, lane, LaneState::Waiting);
            return;
        }
        if let Effect::Inform(notice) = &*job.effect
            && matches!(notice.about, About::Step { .. })
            && entry.is_some_and(|entry| entry.state.0.is_overtaken(notice))
        {
            world.discord.told_emptied = true;
        }
        if self.has_a_way(&job) {
            world.set_lane(b, alert, lane, LaneState::Busy(Job { stage: Stage::OnTheWire, ..job }));
        } else {
            self.landed(world, b, alert, lane, answered);
        }
    }

    /// Whether something may come between the last check and Discord.
    pub fn has_a_way(&self, job: &Job) -> bool {
        if job.creates() { self.bounds.stopped_at_the_write } else { self.bounds.slow_discord }
    }

    fn append(&self, world: &mut World, b: usize, alert: usize, lane: usize, acknowledged: bool) {
        let Some(Stage::Facts(facts)) = world.job(b, alert, lane).map(|job| job.stage.clone()) else { return };
        let mut offset = -1;
        for fact in facts {
            offset = self.push_own(world, alert, fact);
        }
        world.left.lost_acks -= u8::from(!acknowledged);
        if acknowledged {
            world.set_lane(b, alert, lane, LaneState::ReadingBack(offset));
        }
    }

    fn assign(&self, world: &mut World, b: usize) {
        world.owner = Some(b);
        world.generation += 1;
        let board = &mut world.boards[b];
        (board.last_tick, board.held) = (world.now, None);
        board.tenure = Some(Tenure::new(world.generation, self.alerts()));
        for _ in 0..world.log.len() {
            self.read(world, b, false);
        }
        for alert in 0..self.alerts() {
            self.look(world, b, alert);
        }
    }

    fn time_passes(&self, world: &mut World) {
        let seconds = self.bounds.ticks[world.ticks];
        world.ticks += 1;
        world.now += seconds;
        let now = world.millis();
        for board in world.boards.iter_mut().filter(|board| !board.frozen) {
            board.last_tick = world.now;
            for entry in board.tenure.iter_mut().flat_map(|tenure| &mut tenure.entries) {
                // Discord takes no answer any more.
                entry.answers.retain(|(_, since)| now.since(*since) < ADDRESS_LIVES_MS);
            }
            if seconds >= 60 {
                // A record that has waited for a minute is parked.
                (0..self.alerts()).for_each(|alert| {
                    if let Some(tenure) = &mut board.tenure {
                        tenure.finish(alert);
                    }
                });
            }
        }
    }

    /// One step.
    pub fn step(&self, world: &mut World, action: Action) {
        match action {
            Action::Person(act, how, press) => self.person(world, act, how, press),
            Action::Intake(act) => {
                let Where::Source(since) = world.people[act].place else { return };
                let source = Millis(T0 + since * 1000);
                let mut event = bare(self.event_id(act).clone(), self.kind(act, Press::NONE));
                (event.source_ts, event.give_up_at) = (Some(source), Some(source.plus(GIVE_UP * 1000)));
                world.people[act].place = Where::Log;
                self.push(world, self.bounds.script[act].alert(), event);
            }
            Action::AppendedLate(act) => {
                let Where::UnderWay(given_up) = world.people[act].place else { return };
                let on = world.discord.cards(self.bounds.script[act].alert()).first().map(|card| card.0);
                let event = bare(self.event_id(act).clone(), self.kind(act, Press { on, ..Press::NONE }));
                let give_up_at = Some(Millis(T0 + given_up * 1000));
                (world.people[act].place, world.people[act].void) = (Where::Log, true);
                self.push(world, self.bounds.script[act].alert(), Event { give_up_at, ..event });
            }
            Action::AppendedElsewhere(act) => {
                let Where::Elsewhere(press) = world.people[act].place else { return };
                world.people[act].place = Where::Log;
                let event = bare(self.event_id(act).clone(), self.kind(act, press));
                self.push(world, self.bounds.script[act].alert(), event);
            }
            Action::Withdraw(act) => {
                world.people[act].withdraw = false;
                let event_id = self.event_id(act).clone();
                self.push_own(world, self.bounds.script[act].alert(), Kind::Withdrawn { event_id });
            }
            Action::Assign(b) => self.assign(world, b),
            Action::Revoke(b) => {
                world.left.rebalances -= 1;
                world.owner = None;
                world.boards[b].loses();
            }
            Action::SessionEnds(_) => world.owner = None,
            Action::HearsOfTheLoss(b) => world.boards[b].loses(),
            Action::Ticker(b) => {
                let board = &mut world.boards[b];
                (board.held, board.last_tick) = (Some(world.now), world.now);
            }
            Action::GroupAnswers(b) => world.boards[b].group_answers(),
            Action::Read(b) => self.read(world, b, true),
            Action::Begin(b, alert, lane) => self.begin(world, b, alert, lane),
            Action::Attempt(b, alert, lane) => {
                self.begin_and_send(world, b, alert, lane, true);
                self.append(world, b, alert, lane, true);
            }
            Action::Send { board: b, alert, lane, answered } => {
                let begins = world.job(b, alert, lane).is_some_and(|job| job.creates() && job.stage == Stage::Decided);
                if begins {
                    self.begin_and_send(world, b, alert, lane, answered);
                } else {
                    self.send(world, b, alert, lane, answered);
                }
            }
            Action::Lands { board, alert, lane, answered } => self.landed(world, board, alert, lane, answered),
            Action::Append { board, alert, lane, acknowledged } => {
                self.append(world, board, alert, lane, acknowledged);
            }
            Action::Retry(b, alert, lane) => {
                world.set_lane(b, alert, lane, LaneState::Free);
                self.look(world, b, alert);
            }
            Action::OrphanLands(b) => {
                let (alert, mut job) = world.boards[b].orphans.remove(0);
                job.stage = Stage::Facts(self.apply(world, alert, &job));
                world.boards[b].orphans.push((alert, job));
            }
            Action::OrphanAppends(b) => {
                let (alert, job) = world.boards[b].orphans.remove(0);
                if let Stage::Facts(facts) = job.stage {
                    facts.into_iter().for_each(|fact| _ = self.push_own(world, alert, fact));
                }
            }
            Action::Schedule(b, alert) => {
                let tenure = world.boards[b].tenure.as_ref();
                let due =
                    tenure.and_then(|tenure| tenure.entries[alert].state.0.next_due(world.millis(), REDACT_AFTER_MS));
                match due {
                    Some(due) if self.bounds.slow_clock => world.boards[b].due = Some((alert, due.kind)),
                    Some(due) => _ = self.push_own(world, alert, due.kind),
                    None => {}
                }
            }
            Action::AppendDue(b) => {
                if let Some((alert, kind)) = world.boards[b].due.take() {
                    self.push_own(world, alert, kind);
                }
            }
            Action::Answer(b, alert) => {
                let Some(tenure) = world.boards[b].tenure.as_mut() else { return };
                let (event, _) = tenure.entries[alert].answers.remove(0);
                world.discord.answered.insert(event);
                self.look(world, b, alert);
            }
            Action::Commit(b) => {
                world.committed = world.boards[b].tenure.as_ref().map_or(0, |tenure| tenure.stored);
            }
            Action::Crash(b) => {
                world.left.crashes -= 1;
                world.owner = world.owner.filter(|owner| *owner != b);
                world.boards[b] = Shared::new(Board { last_tick: world.now, ..Board::default() });
            }
            Action::Freeze(b) => {
                world.left.freezes -= 1;
                world.boards[b].frozen = true;
            }
            Action::Thaw(b) => world.boards[b].frozen = false,
            Action::TimePasses => self.time_passes(world),
        }
        self.catch_up(world);
        if !self.bounds.whole_life && !world.discord.seen.is_empty() {
            world.discord.seen.clear();
        }
    }
}
