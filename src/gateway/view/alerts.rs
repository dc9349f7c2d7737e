//! The alerts that the view knows, folded from their logs, and the indexes that answer questions about people.
//!
//! Bounded: an alert that has ended keeps its texts for a while only, is forgotten like the board's, and is the first to go
//! where there are too many. Must hold nothing that is not in the log.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::mem::size_of;
use std::sync::Arc;

use crate::alert::deadlines::{GRACE_MS, LIFE_MS};
use crate::alert::{AlertId, AlertState, Event, GuildId, Kind, Millis, Outcome, RedactedBy, UserId, WINDOW_MS};

/// Ended alerts that keep their texts, for late presses: as many as a partition of the board's.
const WITH_TEXT: usize = 100;

/// What all alerts may take, by [`Entry::bytes`]: about 18,000 open ones. A flood of more must not take the memory that the
/// board needs.
const MAX_BYTES: usize = 64 * 1024 * 1024;

/// What an alert takes that has ended and dropped its texts: its state, and its place in the map and the indexes.
const PER_TOMBSTONE: usize = size_of::<AlertState>() + 700;

/// What an alert takes besides its texts, with the sets of its state. Measured: 3.7 kB with texts, once it is taken
/// (`GROWTH_VIEW=100000 cargo bench --bench growth`).
pub(crate) const PER_ALERT: usize = PER_TOMBSTONE + 1_400;

/// A child or place that is longer than this cannot be suggested: Discord's bound of a suggestion, in characters.
const SUGGESTED: usize = 100;

/// A message that is longer than this is not offered again, in characters: it is kept for each alert of the window.
const REPEATED: usize = 300;

/// What a parent typed for an alert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Words {
    pub(crate) alert: AlertId,
    pub(crate) guild: Option<GuildId>,
    pub(crate) child: String,
    pub(crate) location: String,
    pub(crate) message: String,
}

impl Words {
    /// `None` where nobody could be offered them.
    fn of(state: &AlertState) -> Option<Self> {
        let alert = &state.raised.as_ref()?.alert;
        alert.parent_id?;
        let short = |text: &str, max| if text.chars().count() > max { String::new() } else { text.to_owned() };
        Some(Words {
            alert: state.id.clone(),
            guild: alert.guild_id,
            child: short(&alert.child_name, SUGGESTED),
            location: short(&alert.location, SUGGESTED),
            message: short(&alert.message, REPEATED),
        })
    }
}

struct Entry {
    state: Arc<AlertState>,
    /// Of an alert that has ended, also without its texts.
    words: Option<Box<Words>>,
    /// About what it takes in memory: never less than its texts.
    bytes: usize,
}

/// The keys under which the indexes have an alert.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Keys {
    parent: Option<(UserId, Millis)>,
    holder: Option<UserId>,
    open: Option<(Option<GuildId>, Millis)>,
}

impl Keys {
    fn of(state: &AlertState) -> Self {
        let Some(raised) = &state.raised else { return Keys::default() };
        let is_over = state.is_over();
        Keys {
            // A drill is none of the alerts that an admin has as a parent: it is not counted, suggested or asked about.
            parent: raised.alert.parent_id.filter(|_| !raised.alert.drill).map(|parent| (parent, raised.ts)),
            holder: state.claim().filter(|_| !is_over).map(|claim| claim.neighbor_id),
            open: (!is_over).then_some((raised.alert.guild_id, raised.ts)),
        }
    }
}

/// All alerts of the window.
pub(crate) struct Alerts {
    entries: HashMap<AlertId, Entry>,
    /// Also those that have ended.
    by_parent: BTreeSet<(UserId, Millis, AlertId)>,
    held: BTreeSet<(UserId, AlertId)>,
    /// Those that have not ended.
    open: BTreeSet<(Option<GuildId>, Millis, AlertId)>,
    /// Ended alerts that have their texts, in the order in which they ended.
    with_text: VecDeque<AlertId>,
    bytes: usize,
    max_bytes: usize,
}

impl Default for Alerts {
    fn default() -> Self {
        Alerts::bounded(MAX_BYTES)
    }
}

impl Alerts {
    /// At most about so many bytes.
    pub(crate) fn bounded(max_bytes: usize) -> Self {
        Alerts {
            entries: HashMap::new(),
            by_parent: BTreeSet::new(),
            held: BTreeSet::new(),
            open: BTreeSet::new(),
            with_text: VecDeque::new(),
            bytes: 0,
            max_bytes,
        }
    }

    /// Folds a record of the alert's log, whose value has so many bytes.
    pub(crate) fn fold(&mut self, id: &AlertId, event: &Event, bytes: usize) -> Outcome {
        let entry = self.entries.entry(id.clone()).or_insert_with(|| {
            self.bytes += PER_ALERT;
            Entry { state: Arc::new(AlertState::new(id.clone())), words: None, bytes: PER_ALERT }
        });
        let (before, was_over) = (Keys::of(&entry.state), entry.state.is_over());
        // A copy is made only while somebody still has the state of before.
        let state = Arc::make_mut(&mut entry.state);
        let outcome = state.fold(event);
        // The view tells nobody, and they are more than a third of what an alert takes.
        state.drop_notices();
        let (after, is_over) = (Keys::of(state), state.is_over());
        let keeps_text = match &event.kind {
            Kind::Raised(_) | Kind::Claimed { .. } => outcome == Outcome::Applied,
            _ => false,
        };
        if keeps_text || outcome == Outcome::Early {
            entry.bytes += bytes;
            self.bytes += bytes;
        }
        if matches!(event.kind, Kind::Redacted { by: RedactedBy::Forgotten }) {
            entry.words = None;
        }
        if is_over && !was_over {
            entry.words = Words::of(&entry.state).map(Box::new);
            self.with_text.push_back(id.clone());
        }
        self.index(id, &before, &after);
        if self.with_text.len() > WITH_TEXT
            && let Some(oldest) = self.with_text.pop_front()
        {
            self.drop_text(&oldest);
        }
        if self.bytes > self.max_bytes {
            self.drop_oldest();
        }
        outcome
    }

    /// The alert's state.
    pub(crate) fn get(&self, id: &AlertId) -> Option<&Arc<AlertState>> {
        self.entries.get(id).map(|entry| &entry.state)
    }

    /// The parent's alerts that have not ended, the newest first.
    pub(crate) fn open_of_parent(&self, parent: UserId) -> impl Iterator<Item = &Arc<AlertState>> {
        self.of_parent(parent, Millis(i64::MIN)).map(|entry| &entry.state).filter(|state| !state.is_over())
    }

    /// What the parent typed for their alerts in this server, the newest first.
    pub(crate) fn words_of_parent(&self, parent: UserId, guild: Option<GuildId>) -> impl Iterator<Item = Words> {
        let words = |entry: &Entry| entry.words.as_deref().cloned().or_else(|| Words::of(&entry.state));
        let is_here = move |entry: &&Entry| is_known_in(&entry.state, guild);
        self.of_parent(parent, Millis(i64::MIN)).filter(is_here).filter_map(words)
    }

    /// The parent's alerts that were raised at this time or later, the newest first.
    pub(crate) fn raised_since(&self, parent: UserId, since: Millis) -> impl Iterator<Item = &Arc<AlertState>> {
        self.of_parent(parent, since).map(|entry| &entry.state)
    }

    fn of_parent(&self, parent: UserId, since: Millis) -> impl Iterator<Item = &Entry> {
        let from = (parent, since, smallest());
        let of_parent = self.by_parent.range(from..).take_while(move |(user, ..)| *user == parent);
        let ids: Vec<&AlertId> = of_parent.map(|(.., id)| id).collect();
        ids.into_iter().rev().filter_map(|id| self.entries.get(id))
    }

    /// The alerts that this neighbor has taken and that have not ended.
    pub(crate) fn held_by(&self, neighbor: UserId) -> impl Iterator<Item = &Arc<AlertState>> {
        let from = (neighbor, smallest());
        let held = self.held.range(from..).take_while(move |(user, _)| *user == neighbor);
        held.filter_map(|(_, id)| self.get(id))
    }

    /// The alerts of a server that have not ended, the newest first; `None` is of no server, as other programs' are.
    pub(crate) fn open_in(&self, guild: Option<GuildId>) -> impl Iterator<Item = &Arc<AlertState>> {
        let from = (guild, Millis(i64::MIN), smallest());
        let to = (guild, Millis(i64::MAX), smallest());
        self.open.range(from..to).rev().filter_map(|(.., id)| self.get(id))
    }

    /// The servers that have open alerts.
    pub(crate) fn open_guilds(&self) -> impl Iterator<Item = GuildId> {
        let next = |after: &Option<GuildId>| {
            let from = (std::ops::Bound::Excluded((*after, Millis(i64::MAX), smallest())), std::ops::Bound::Unbounded);
            self.open.range(from).next().map(|(guild, ..)| *guild)
        };
        std::iter::successors(next(&None), move |guild| next(guild)).flatten()
    }

    /// How many there are.
    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Drops what is forgotten at `now`.
    pub(crate) fn forget(&mut self, now: Millis) {
        let old: Vec<AlertId> = self
            .entries
            .iter()
            .filter(|(_, entry)| is_forgotten(&entry.state, now))
            .map(|(id, _)| id.clone())
            .collect();
        for id in old {
            self.remove(&id);
        }
    }

    /// Makes room: the oldest of those that have ended, then those without `raised`, then the oldest of the others.
    fn drop_oldest(&mut self) {
        let rank = |state: &AlertState| match (state.is_over(), &state.raised) {
            (true, _) => 0,
            (false, None) => 1,
            (false, Some(_)) => 2,
        };
        let mut all: Vec<(u8, Millis, &AlertId)> = Vec::with_capacity(self.entries.len());
        all.extend(self.entries.iter().map(|(id, entry)| (rank(&entry.state), entry.state.last_ts, id)));
        all.sort_unstable();
        // A hundredth at once, so that this is rarely done.
        let aim = self.max_bytes / 100 * 99;
        let mut left = self.bytes;
        let too_many = all.iter().take_while(|(.., id)| {
            let is_too_many = left > aim;
            left -= self.entries.get(*id).map_or(0, |entry| entry.bytes);
            is_too_many
        });
        let dropped: Vec<AlertId> = too_many.map(|(.., id)| (*id).clone()).collect();
        tracing::warn!(alerts = dropped.len(), "too many alerts: the gateway forgets the oldest");
        for id in dropped {
            self.remove(&id);
        }
    }

    fn remove(&mut self, id: &AlertId) {
        if let Some(entry) = self.entries.remove(id) {
            self.bytes -= entry.bytes;
            self.index(id, &Keys::of(&entry.state), &Keys::default());
        }
    }

    /// Drops the texts of an alert that has ended.
    fn drop_text(&mut self, id: &AlertId) {
        let Some(entry) = self.entries.get_mut(id).filter(|entry| entry.state.is_over()) else { return };
        Arc::make_mut(&mut entry.state).shrink();
        self.bytes -= entry.bytes;
        entry.bytes = PER_TOMBSTONE + entry.words.as_ref().map_or(0, |words| words.message.len());
        self.bytes += entry.bytes;
    }

    fn index(&mut self, id: &AlertId, before: &Keys, after: &Keys) {
        if before.parent != after.parent {
            before.parent.map(|(parent, ts)| self.by_parent.remove(&(parent, ts, id.clone())));
            after.parent.map(|(parent, ts)| self.by_parent.insert((parent, ts, id.clone())));
        }
        if before.holder != after.holder {
            before.holder.map(|holder| self.held.remove(&(holder, id.clone())));
            after.holder.map(|holder| self.held.insert((holder, id.clone())));
        }
        if before.open != after.open {
            before.open.map(|(guild, ts)| self.open.remove(&(guild, ts, id.clone())));
            after.open.map(|(guild, ts)| self.open.insert((guild, ts, id.clone())));
        }
    }
}

/// Whether people of this server may come to know of the alert: it is of this server, or of none, as other programs' are.
pub(crate) fn is_known_in(state: &AlertState, guild: Option<GuildId>) -> bool {
    let its = state.raised.as_ref().and_then(|raised| raised.alert.guild_id);
    its.is_none() || its == guild
}

/// Whether an alert is forgotten: like a tombstone of the board, or because it lasts longer than any alert does. That is
/// one whose end the view has not understood, because it has not read the records before it.
fn is_forgotten(state: &AlertState, now: Millis) -> bool {
    let is_too_old = |ts: Millis| !state.is_over() && now.since(ts) > LIFE_MS + GRACE_MS;
    state.is_forgettable(now, WINDOW_MS) || state.raised.as_ref().is_some_and(|raised| is_too_old(raised.ts))
}

/// No id is smaller: of the characters that an id may have, this is the first.
fn smallest() -> AlertId {
    AlertId::new("-").expect("one of the characters of an id")
}
