//! What can happen next in a state: what goes on by itself, and what may go wrong.

use std::collections::BTreeSet;

use needhelp_model::alert::{MessageId, Millis, UserId};
use stateright::{Model, Property};

use super::board::{Derived, LANES, LaneState, Stage, Tenure};
use super::discord::{Face, Held};
use super::promises;
use super::rules::Act;
use super::steps::{Action, How};
use super::world::{Press, Protocol, Where, World};

/// `board::entry::Address::LIFE_MS`.
pub const ADDRESS_LIVES_MS: i64 = 14 * 60 * 1000 + 30_000;

impl Model for Protocol {
    type State = World;
    type Action = Action;

    fn init_states(&self) -> Vec<World> {
        vec![World::new(&self.bounds)]
    }

    fn actions(&self, world: &World, actions: &mut Vec<Action>) {
        actions.extend_from_slice(self.next_by_itself(world));
        self.chances(world, actions);
    }

    fn next_state(&self, world: &World, action: Action) -> Option<World> {
        let mut next = world.clone();
        next.progress = Derived::default();
        self.step(&mut next, action);
        Some(next)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        promises::all(self.bounds.whole_life)
    }
}

impl Protocol {
    /// What happens by itself, sooner or later. Where nothing of it is left the world is at rest.
    pub fn next_by_itself<'a>(&self, world: &'a World) -> &'a [Action] {
        world.progress.0.get_or_init(|| {
            let mut actions = Vec::new();
            self.progress(world, &mut actions);
            actions
        })
    }

    fn progress(&self, world: &World, actions: &mut Vec<Action>) {
        for (act, status) in world.people.iter().enumerate() {
            if matches!(status.place, Where::Source(_)) {
                actions.push(Action::Intake(act));
            }
            if matches!(status.place, Where::Elsewhere(_)) {
                actions.push(Action::AppendedElsewhere(act));
            }
            if status.withdraw {
                actions.push(Action::Withdraw(act));
            }
        }
        for b in 0..2 {
            let board = &world.boards[b];
            // Boards that hold nothing are alike.
            let alike = b == 1 && world.boards[0] == *board && !self.bounds.old_board;
            if world.owner.is_none() && board.tenure.is_none() && !board.frozen && !alike {
                actions.push(Action::Assign(b));
            }
            if board.frozen {
                actions.push(Action::Thaw(b));
                if world.owner == Some(b) && world.now > board.last_tick {
                    actions.push(Action::SessionEnds(b));
                }
            } else {
                self.progress_of(world, b, actions);
            }
        }
    }

    fn progress_of(&self, world: &World, b: usize, actions: &mut Vec<Action>) {
        let board = &world.boards[b];
        match board.orphans.first() {
            Some((_, job)) if job.stage == Stage::OnTheWire => actions.push(Action::OrphanLands(b)),
            Some(_) => actions.push(Action::OrphanAppends(b)),
            None => {}
        }
        if board.due.is_some() {
            actions.push(Action::AppendDue(b));
        }
        let Some(tenure) = &board.tenure else { return };
        if world.owner != Some(b) || world.generation != tenure.generation {
            actions.push(Action::HearsOfTheLoss(b));
        }
        if world.now > board.last_tick {
            actions.push(Action::Ticker(b));
        } else if board.held.is_some() && world.owner == Some(b) && !self.waits_for_its_turn(world, b) {
            actions.push(Action::GroupAnswers(b));
        }
        if self.is_behind(world, b) {
            actions.push(Action::Read(b));
        }
        let may_send = board.may_send(world.now, &self.rules);
        for (alert, entry) in tenure.entries.iter().enumerate() {
            for lane in 0..LANES.len() {
                match &entry.lanes[lane] {
                    LaneState::Busy(job) => match &job.stage {
                        Stage::Decided if !may_send => {}
                        Stage::Decided if self.bounds.at_once => actions.push(Action::Attempt(b, alert, lane)),
                        Stage::Decided if job.creates() && self.bounds.a_turn_is_a_step() => {
                            actions.push(Action::Begin(b, alert, lane));
                        }
                        Stage::Decided | Stage::Ready { .. } => {
                            actions.push(Action::Send { board: b, alert, lane, answered: true });
                        }
                        Stage::OnTheWire => actions.push(Action::Lands { board: b, alert, lane, answered: true }),
                        Stage::Facts(_) => actions.push(Action::Append { board: b, alert, lane, acknowledged: true }),
                    },
                    LaneState::Waiting => actions.push(Action::Retry(b, alert, lane)),
                    LaneState::Free | LaneState::ReadingBack(_) => {}
                }
            }
            let lives = |since: Millis| world.millis().since(since) < ADDRESS_LIVES_MS;
            if may_send && entry.answers.first().is_some_and(|(_, since)| lives(*since)) {
                actions.push(Action::Answer(b, alert));
            }
            if may_send && board.due.is_none() && self.decide(world, b, entry).append.is_some() {
                actions.push(Action::Schedule(b, alert));
            }
        }
    }

    /// What may happen and need not: people, time, faults, a commit.
    fn chances(&self, world: &World, actions: &mut Vec<Action>) {
        self.people(world, actions);
        if world.ticks < self.bounds.ticks.len() && self.time_can_pass(world) {
            actions.push(Action::TimePasses);
        }
        for (act, status) in world.people.iter().enumerate() {
            if matches!(status.place, Where::UnderWay(given_up) if world.now > given_up) {
                actions.push(Action::AppendedLate(act));
            }
        }
        for b in 0..2 {
            let board = &world.boards[b];
            if board.frozen {
                continue;
            }
            if world.left.crashes > 0 && (board.tenure.is_some() || !board.orphans.is_empty() || board.due.is_some()) {
                actions.push(Action::Crash(b));
            }
            let Some(tenure) = &board.tenure else { continue };
            let owns = world.owner == Some(b) && world.generation == tenure.generation;
            if world.left.freezes > 0 {
                actions.push(Action::Freeze(b));
            }
            if world.left.rebalances > 0 && owns && self.hands_over(tenure) {
                actions.push(Action::Revoke(b));
            }
            if self.bounds.commits && owns && tenure.stored > world.committed {
                actions.push(Action::Commit(b));
            }
            let may_send = board.may_send(world.now, &self.rules);
            for (alert, entry) in tenure.entries.iter().enumerate() {
                for lane in 0..LANES.len() {
                    let LaneState::Busy(job) = &entry.lanes[lane] else { continue };
                    let one_step = !job.creates() || !self.bounds.a_turn_is_a_step();
                    let begun = job.stage == Stage::Decided && one_step;
                    let ready = begun || matches!(job.stage, Stage::Ready { .. });
                    if world.left.lost_answers > 0 && ready && may_send && !self.has_a_way(job) {
                        actions.push(Action::Send { board: b, alert, lane, answered: false });
                    }
                    if world.left.lost_answers > 0 && job.stage == Stage::OnTheWire {
                        actions.push(Action::Lands { board: b, alert, lane, answered: false });
                    }
                    if world.left.lost_acks > 0 && matches!(job.stage, Stage::Facts(_)) {
                        actions.push(Action::Append { board: b, alert, lane, acknowledged: false });
                    }
                }
            }
        }
    }

    fn hands_over(&self, tenure: &Tenure) -> bool {
        let written = |lane: &LaneState| matches!(lane, LaneState::Busy(job) if job.stage == Stage::OnTheWire);
        !self.rules.handover_awaits_attempts || !tenure.entries.iter().flat_map(|entry| &entry.lanes).any(written)
    }

    /// A request that has its turn is refused by the hold before that ends, unless its turn may be long in coming.
    fn waits_for_its_turn(&self, world: &World, b: usize) -> bool {
        let ready = |lane: &LaneState| matches!(lane, LaneState::Busy(job) if matches!(job.stage, Stage::Ready { .. }));
        let mut lanes = world.boards[b].tenure.iter().flat_map(|tenure| &tenure.entries).flat_map(|entry| &entry.lanes);
        !self.bounds.long_queue && lanes.any(ready)
    }

    fn people(&self, world: &World, actions: &mut Vec<Action>) {
        for (act, status) in world.people.iter().enumerate() {
            if status.place != Where::Todo {
                continue;
            }
            let script = self.bounds.script[act];
            for press in self.presses(world, act, script) {
                actions.push(Action::Person(act, How::Sent, press));
                if world.left.twice > 0 {
                    actions.push(Action::Person(act, How::Twice, press));
                }
                if world.left.give_ups > 0 && (self.bounds.gives_up)(script) {
                    // Nothing else is withdrawn: to its gateway, such a press is as good as sent.
                    if script.is_withdrawn() {
                        actions.push(Action::Person(act, How::Unheard, press));
                    }
                    actions.push(Action::Person(act, How::TooLate, press));
                }
                if world.left.refusals > 0 && matches!(script, Act::Raise(_) | Act::Claim(..)) {
                    actions.push(Action::Person(act, How::Refused, press));
                }
            }
        }
    }

    /// The ways in which an act can be done: by any button that a card shows, and in runs about the whole life by any that one has
    /// ever shown.
    fn presses(&self, world: &World, act: usize, script: Act) -> Vec<Press> {
        let alert = script.alert();
        let seen: Vec<_> = if self.bounds.whole_life {
            world.discord.seen.iter().filter(|(of, _)| *of == alert).map(|(_, face)| *face).collect()
        } else {
            world.discord.cards(alert).into_iter().map(|card| card.1).collect()
        };
        let seen = || seen.iter().copied();
        let held = |is: fn(&Face) -> Option<Held>, has_it: &dyn Fn(Held) -> bool| {
            let faces = seen().filter_map(|face| is(&face)).filter(|held| has_it(*held));
            let mut presses: Vec<_> =
                faces.map(|held| Press { on: None, who: held.who, since: Some(held.since) }).collect();
            presses.dedup();
            presses
        };
        let claimed = |face: &Face| match face {
            Face::Claimed(held) => Some(*held),
            _ => None,
        };
        let met = |face: &Face| match face {
            Face::WithChild { held, .. } => Some(*held),
            _ => None,
        };
        let either = |face: &Face| match face {
            Face::Claimed(held) | Face::WithChild { held, .. } => Some(*held),
            _ => None,
        };
        let is = |who: u64| move |held: Held| held.who == UserId(who);
        match script {
            Act::Raise(_) => {
                // Who raises first is all the same.
                let earlier = self.bounds.script[..act].iter().zip(&world.people);
                let first =
                    earlier.filter(|(act, _)| matches!(act, Act::Raise(_))).all(|(_, at)| at.place != Where::Todo);
                first.then_some(Press::NONE).into_iter().collect()
            }
            Act::Claim(..) => {
                let open = |card: &(MessageId, Face, bool)| matches!(card.1, Face::Open { .. });
                let cards = world.discord.cards(alert).into_iter().filter(open);
                cards.map(|card| Press { on: Some(card.0), ..Press::NONE }).collect()
            }
            Act::Release(_, who) => held(claimed, &is(who)),
            Act::WithChild(_, who) => held(claimed, &is(who)).into_iter().take(1).collect(),
            // The message comes after the card of a neighbor who is with the child; the log says whether it is done.
            Act::Thank(_) => held(met, &|_| true),
            Act::Done(_, who) => held(met, &is(who)),
            Act::Offer(_, who, _) => held(either, &is(who)),
            Act::Moderate(_) | Act::AskAgain(_) => held(claimed, &|_| true),
            Act::DoneByParent(_) | Act::DoneByModerator(_) => held(met, &|_| true),
            Act::Standby(_, who) => held(claimed, &|held| held.backup.is_none() && held.who != UserId(who)),
            Act::TakeOver(_, who) => held(either, &|held| held.offer == Some(UserId(who))),
            Act::Confirm(_, who) => {
                let asked = seen().filter_map(|face| claimed(&face)).filter(|held| held.who == UserId(who));
                let mut asked: Vec<_> = asked.filter_map(|held| held.question).collect();
                asked.dedup();
                asked.into_iter().map(|since| Press { since: Some(since), ..Press::NONE }).collect()
            }
            Act::Change(..) => {
                let words = seen().filter_map(|face| match face {
                    Face::Open { words, .. } => Some(words),
                    face => claimed(&face).map(|held| held.words),
                });
                let words: BTreeSet<_> = words.collect();
                words.into_iter().map(|since| Press { since: Some(since), ..Press::NONE }).collect()
            }
            Act::Cancel(alert) => {
                let of_the_card = seen().filter_map(|face| match face {
                    Face::Open { since, .. } => Some(since),
                    face => claimed(&face).map(|held| held.since),
                });
                let of_the_card: BTreeSet<_> = of_the_card.map(Some).collect();
                if !of_the_card.is_empty() {
                    return of_the_card.into_iter().map(|since| Press { since, ..Press::NONE }).collect();
                }
                // From the list of one's own alerts, before there is a card.
                let mut raised =
                    self.bounds.script.iter().zip(&world.people).filter(|(act, _)| **act == Act::Raise(alert));
                let sent = raised.any(|(_, at)| matches!(at.place, Where::Log | Where::Source(_)) && !at.withdraw);
                sent.then_some(Press::NONE).into_iter().collect()
            }
        }
    }

    /// Time does not jump over what ends by itself within seconds: a thawed board's ticker, and a request that has its
    /// turn or is on its way. Only a board that is frozen stays where it is, and that before its last check.
    fn time_can_pass(&self, world: &World) -> bool {
        world.boards.iter().all(|board| {
            let jobs = board.tenure.iter().flat_map(|tenure| &tenure.entries).flat_map(|entry| &entry.lanes);
            let jobs = jobs.filter_map(|lane| match lane {
                LaneState::Busy(job) => Some(job),
                _ => None,
            });
            let waits = jobs.chain(board.orphans.iter().map(|(_, job)| job)).all(|job| match job.stage {
                Stage::Decided | Stage::Facts(_) => true,
                Stage::Ready { .. } => board.frozen || self.bounds.long_queue,
                Stage::OnTheWire => board.frozen && self.bounds.stopped_at_the_write,
            });
            waits && (board.frozen || board.tenure.is_none() || board.last_tick == world.now)
        })
    }
}
