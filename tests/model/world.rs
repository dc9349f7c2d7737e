//! The world around the boards: the log, the people and their gateway, the group, time, and what may go wrong.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, OnceLock};

use needhelp_model::alert::{Alert, AlertId, ChannelId, Event, EventId, Kind, MessageId, Millis, UserId, Words};

use super::board::{Board, Derived, Job, LaneState};
use super::discord::Discord;
use super::rules::{Act, Bounds, Faults, Rules, When};
use super::steps::Action;

pub const CHANNEL: ChannelId = ChannelId(9);
const SARAH: UserId = UserId(1);
const MODERATOR: UserId = UserId(7);
pub const T0: i64 = 1_800_000_000_000;

/// The protocol under test: its rules and the bounds of the run.
#[derive(Debug, Clone)]
pub struct Protocol {
    pub rules: Rules,
    pub bounds: Bounds,
    /// The id of each act's event: the interaction's.
    ids: Vec<EventId>,
}

/// A part of a state that most next states have in common. It is copied when it is written to.
#[derive(Debug, Clone, PartialEq, Hash, Default)]
pub struct Shared<T>(Arc<T>);

impl<T> Shared<T> {
    pub fn new(part: T) -> Self {
        Shared(Arc::new(part))
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Clone> DerefMut for Shared<T> {
    fn deref_mut(&mut self) -> &mut T {
        Arc::make_mut(&mut self.0)
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    pub alert: usize,
    pub event: Event,
    /// Stands for the record in a state's hash, which is made very often.
    digest: u64,
}

impl Hash for Record {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        self.digest.hash(hasher);
    }
}

#[derive(Debug, Clone, PartialEq, Hash)]
pub struct World {
    /// Seconds since the beginning.
    pub now: i64,
    pub ticks: usize,
    pub log: Shared<Vec<Arc<Record>>>,
    pub discord: Shared<Discord>,
    pub boards: [Shared<Board>; 2],
    /// Who has the partition as the group sees it, and how often it was given.
    pub owner: Option<usize>,
    pub generation: u64,
    pub committed: i64,
    pub people: Vec<Status>,
    pub left: Faults,
    /// What happens next by itself, once it has been asked for.
    pub progress: Derived<OnceLock<Vec<Action>>>,
}

/// What became of an act, and what its gateway still has to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Status {
    pub place: Where,
    /// "NOT sent" was said.
    pub not_sent: bool,
    /// `withdrawn` has to be appended for that.
    pub withdraw: bool,
    /// It was appended, but only after its gateway had given up.
    pub void: bool,
}

/// What a press carries of the card that its person saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Press {
    pub on: Option<MessageId>,
    /// The neighbor who has it, whom a parent's or moderator's press names.
    pub who: UserId,
    pub since: Option<i64>,
}

impl Press {
    pub const NONE: Press = Press { on: None, who: UserId(0), since: None };
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Where {
    Todo,
    /// In the alerts topic since then, and not copied by intake.
    Source(i64),
    /// Kafka may append it yet, after this.
    UnderWay(i64),
    /// The other gateway appends it, which has read less than the one that has refused it.
    Elsewhere(Press),
    Log,
}

/// A time, in seconds from the beginning.
fn seconds(at: i64) -> Option<jiff::Timestamp> {
    jiff::Timestamp::from_millisecond(T0 + at * 1000).ok()
}

pub fn alert_id(alert: usize) -> AlertId {
    AlertId::new(format!("a{alert}")).expect("letters and digits")
}

impl World {
    pub fn new(bounds: &Bounds) -> Self {
        World {
            now: 0,
            ticks: 0,
            log: Shared::default(),
            discord: Shared::default(),
            boards: [Shared::default(), Shared::default()],
            owner: None,
            generation: 0,
            committed: 0,
            people: vec![
                Status { place: Where::Todo, not_sent: false, withdraw: false, void: false };
                bounds.script.len()
            ],
            left: bounds.faults,
            progress: Derived::default(),
        }
    }

    pub fn millis(&self) -> Millis {
        Millis(T0 + self.now * 1000)
    }
}

impl Protocol {
    pub fn new(rules: Rules, bounds: Bounds) -> Self {
        let id = |(act, script): (usize, &Act)| match script {
            Act::Raise(alert) => alert_id(*alert).event(),
            _ => EventId::new(format!("e{act}")),
        };
        let ids = bounds.script.iter().enumerate().map(id).collect();
        Protocol { rules, bounds, ids }
    }

    pub fn alerts(&self) -> usize {
        self.bounds.script.iter().map(|act| act.alert() + 1).max().unwrap_or(0)
    }

    pub fn event_id(&self, act: usize) -> &EventId {
        &self.ids[act]
    }

    pub fn kind(&self, act: usize, press: Press) -> Kind {
        let Press { on, who: holder, since } = press;
        match self.bounds.script[act] {
            Act::Raise(_) => Kind::Raised(Alert {
                parent_name: "Sarah".into(),
                child_name: "Jake".into(),
                location: String::new(),
                message: String::new(),
                parent_id: Some(SARAH),
                guild_id: None,
                channel_id: Some(CHANNEL),
                raised_at: None,
                needed_by: match self.bounds.when {
                    When::Late => seconds(86_000),
                    When::NotSaid => None,
                    When::At(at) => seconds(at),
                },
                locale: None,
                late: false,
                timezone: None,
                area: None,
                drill: false,
                ring: false,
                blocked: Vec::new(),
                private: false,
            }),
            Act::Claim(_, who) => Kind::Claimed {
                neighbor_id: UserId(who),
                neighbor_name: String::new(),
                message: String::new(),
                message_id: on,
                channel_id: on.map(|_| CHANNEL),
                locale: None,
            },
            Act::Release(_, who) => {
                Kind::Released { neighbor_id: UserId(who), moderator_id: None, parent_id: None, since }
            }
            Act::Moderate(_) => {
                Kind::Released { neighbor_id: holder, moderator_id: Some(MODERATOR), parent_id: None, since }
            }
            Act::AskAgain(_) => {
                Kind::Released { neighbor_id: holder, moderator_id: None, parent_id: Some(SARAH), since }
            }
            Act::DoneByParent(_) => {
                Kind::Done { neighbor_id: holder, moderator_id: None, parent_id: Some(SARAH), since }
            }
            Act::DoneByModerator(_) => {
                Kind::Done { neighbor_id: holder, moderator_id: Some(MODERATOR), parent_id: None, since }
            }
            Act::Standby(_, who) => Kind::Standby { neighbor_id: UserId(who), neighbor_name: String::new(), since },
            Act::WithChild(_, who) => Kind::WithChild { neighbor_id: UserId(who), since },
            Act::Done(_, who) => Kind::Done { neighbor_id: UserId(who), moderator_id: None, parent_id: None, since },
            Act::Offer(_, who, to) => {
                Kind::Offered { neighbor_id: UserId(who), to_id: UserId(to), to_name: String::new(), since }
            }
            Act::TakeOver(_, who) => Kind::TakenOver {
                neighbor_id: UserId(who),
                neighbor_name: String::new(),
                message: String::new(),
                locale: None,
                since,
            },
            Act::Change(_, at) => {
                let needed_by = at.and_then(seconds);
                let location = needed_by.is_none().then(|| format!("place {act}"));
                let words = Words { needed_by, location, ..Words::default() };
                Kind::Changed { parent_id: SARAH, moderator_id: None, since, words }
            }
            Act::Confirm(_, who) => Kind::Confirmed { neighbor_id: UserId(who), since },
            Act::Thank(_) => Kind::Thanked { parent_id: SARAH, parent_name: String::new(), since },
            Act::Cancel(_) => Kind::Cancelled { parent_id: SARAH, moderator_id: None, since },
        }
    }

    /// Appends, and lets the boards read it that are never behind. Answers with the offset.
    pub fn push(&self, world: &mut World, alert: usize, event: Event) -> i64 {
        let offset = i64::try_from(world.log.len()).unwrap_or(i64::MAX);
        let event = Event { offset, ts: world.millis(), ..event };
        let mut hasher = DefaultHasher::new();
        (alert, &event).hash(&mut hasher);
        world.log.push(Arc::new(Record { alert, event, digest: hasher.finish() }));
        offset
    }

    pub fn catch_up(&self, world: &mut World) {
        if self.bounds.lag {
            return;
        }
        for b in 0..2 {
            while self.is_behind(world, b) {
                self.read(world, b, true);
            }
        }
    }

    pub fn is_behind(&self, world: &World, b: usize) -> bool {
        let board = &world.boards[b];
        !board.frozen && board.tenure.as_ref().is_some_and(|tenure| tenure.read_to < world.log.len())
    }

    pub fn push_own(&self, world: &mut World, alert: usize, kind: Kind) -> i64 {
        let id = match &kind {
            Kind::Escalated { step, .. } if !self.rules.since_in_the_id => {
                Kind::Escalated { step: *step, since: None }.own_id(&alert_id(alert))
            }
            kind => kind.own_id(&alert_id(alert)),
        };
        self.push(world, alert, bare(id, kind))
    }
}

impl World {
    pub fn job(&self, b: usize, alert: usize, lane: usize) -> Option<&Job> {
        match &self.boards[b].tenure.as_ref()?.entries[alert].lanes[lane] {
            LaneState::Busy(job) => Some(job),
            _ => None,
        }
    }

    pub fn set_lane(&mut self, b: usize, alert: usize, lane: usize, state: LaneState) {
        if let Some(tenure) = &mut self.boards[b].tenure {
            tenure.entries[alert].lanes[lane] = state;
        }
    }
}

pub fn bare(id: EventId, kind: Kind) -> Event {
    Event { id, offset: 0, ts: Millis(0), source_ts: None, give_up_at: None, kind }
}
