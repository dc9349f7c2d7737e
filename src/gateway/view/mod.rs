//! The gateway's view: all alerts of the window, read from all partitions and folded as the board folds them.
//!
//! It answers questions of people at once: which alerts are open, what was typed last time, who has taken what. Must not
//! decide anything, commit an offset or have an effect: it may be behind the log, or know nothing. Whoever asks while it
//! has not caught up is told nothing, and goes on as if there was no view (docs/protocol.md#rule-22).
//!
//! - [`alerts`]: what is known. [`advice`]: what it says of a new alert. [`refusal`]: which presses the log refuses at any later time, too.
//! - [`flood`]: measured by a benchmark.

pub(crate) mod advice;
pub(crate) mod alerts;
#[doc(hidden)]
pub mod flood;
#[cfg(test)]
mod isolation_tests;
pub(crate) mod refusal;
#[cfg(test)]
mod tests;

use std::sync::{Arc, OnceLock, PoisonError, RwLock, RwLockReadGuard};
use std::time::Duration;

use jiff::Timestamp;

use crate::alert::{AlertId, AlertState, ChannelId, GuildId, Millis, UserId, WINDOW_MS};
use crate::alert_log::codec;
use crate::alert_log::codec::Read;
use crate::config::KafkaConfig;
use crate::kafka::record::Record;
use crate::kafka::standalone::{ReadProgress, Seen, StandaloneConsumer};
use crate::metric_names;
use alerts::{Alerts, Words};

pub use crate::kafka::standalone::Freshness;

/// The name of its consumer, in the log and in metrics.
const NAME: &str = "view";

/// How often alerts that are forgotten are dropped, in looks of the consumer, which are two seconds apart.
const LOOKS_PER_SWEEP: u32 = 30;

/// At most so many alerts of one person, or of one server, are listed. Another program could have sent any number.
const LISTED: usize = 100;

/// All alerts of the window, as far as they have been read.
#[derive(Default)]
pub struct View {
    alerts: RwLock<Alerts>,
    /// Empty where nothing is read.
    progress: OnceLock<ReadProgress>,
}

/// The open alerts that concern a person.
pub(crate) struct Listing {
    /// They are the parent.
    pub(crate) own: Vec<Arc<AlertState>>,
    /// They have taken them.
    pub(crate) held: Vec<Arc<AlertState>>,
    /// All others of the server.
    pub(crate) others: Vec<Arc<AlertState>>,
    /// Records are missing.
    pub(crate) is_behind: bool,
}

/// Reads the log for a view, until it is dropped.
pub struct Reader {
    _consumer: StandaloneConsumer,
}

impl View {
    /// A view that begins to read. Waits for nothing.
    ///
    /// # Errors
    /// Where `KAFKA_PROPERTIES` has something that librdkafka does not take, or the system gives no thread.
    pub fn start(config: &KafkaConfig) -> anyhow::Result<(Arc<Self>, Reader)> {
        let view = Arc::new(View::default());
        let (reading, kafka, mut looks) = (Arc::clone(&view), config.clone(), 0);
        let show = move |seen| match seen {
            Seen::Begins => *reading.write() = Alerts::default(),
            Seen::Record(record) => reading.read_record(&kafka, &record),
            Seen::Confirmed(_) => {}
            Seen::Looked(lag) => {
                looks = (looks + 1) % LOOKS_PER_SWEEP;
                if looks == 0 {
                    reading.write().forget(Millis::from(Timestamp::now()));
                }
                lag.into_iter().for_each(set_lag);
            }
        };
        let window = Duration::from_millis(WINDOW_MS.unsigned_abs());
        let consumer = StandaloneConsumer::start(config, NAME, &config.confirmations_topic, window, show)?;
        // Empty until now: the view has just been made.
        _ = view.progress.set(consumer.progress());
        Ok((view, Reader { _consumer: consumer }))
    }

    /// A view that has read these records, and knows all that there is.
    #[cfg(test)]
    pub(crate) fn staged<'a>(log: impl IntoIterator<Item = &'a (AlertId, crate::alert::Event)>) -> Arc<Self> {
        let view = View::default();
        _ = view.progress.set(ReadProgress::caught_up());
        log.into_iter().for_each(|(id, event)| _ = view.write().fold(id, event, 0));
        Arc::new(view)
    }

    /// How much of the log has been read.
    #[must_use]
    pub fn freshness(&self) -> Freshness {
        self.progress.get().map_or(Freshness::Starting, ReadProgress::freshness)
    }

    /// Whether it knows all that there was a moment ago. Where it does not, all other questions have no answer.
    #[must_use]
    pub fn is_caught_up(&self) -> bool {
        self.freshness() == Freshness::CaughtUp
    }

    /// The alert's state; `None` also where it is not known.
    #[must_use]
    pub fn alert(&self, id: &AlertId) -> Option<Arc<AlertState>> {
        self.known()?.get(id).cloned()
    }

    /// Whether the alert belongs to another server, so that a press here must do nothing with it. Known also where records
    /// are missing, because an alert never moves to another server. Where a channel of this server has its card, the card
    /// may be pressed: another program can have named a wrong server.
    #[must_use]
    pub fn is_elsewhere(&self, id: &AlertId, guild: Option<GuildId>, channel: Option<ChannelId>) -> bool {
        let alerts = self.read();
        let Some(state) = alerts.get(id) else { return false };
        let has_card_here = state.facts.posted.is_some_and(|posted| Some(posted.channel_id) == channel);
        guild.is_some() && !alerts::is_known_in(state, guild) && !has_card_here
    }

    /// The parent's alerts that have not ended, the newest first.
    #[must_use]
    pub fn open_of_parent(&self, parent: UserId) -> Vec<Arc<AlertState>> {
        self.list(|alerts| alerts.open_of_parent(parent).take(LISTED).cloned().collect())
    }

    /// The alerts that this neighbor has taken and that have not ended.
    #[must_use]
    pub fn held_by(&self, neighbor: UserId) -> Vec<Arc<AlertState>> {
        self.list(|alerts| alerts.held_by(neighbor).take(LISTED).cloned().collect())
    }

    /// The alerts of a server that have not ended, the newest first. Alerts of other programs name no server: they are
    /// added where the bot serves one server only (`is_the_only_one`).
    #[must_use]
    pub fn open_alerts(&self, guild: GuildId, is_the_only_one: bool) -> Vec<Arc<AlertState>> {
        self.list(|alerts| open_in(alerts, guild, is_the_only_one))
    }

    /// The open alerts of the servers of which this is so.
    pub(crate) fn open_where(&self, is_so: impl Fn(GuildId) -> bool) -> Vec<Arc<AlertState>> {
        self.list(|alerts| {
            let guilds = alerts.open_guilds().filter(|guild| is_so(*guild));
            guilds.flat_map(|guild| alerts.open_in(Some(guild))).take(LISTED).cloned().collect()
        })
    }

    /// Append times of the `raised` of this parent's alerts in this server since a time, the newest first. An alert that
    /// its parent was told to be NOT sent is not among them.
    #[must_use]
    pub fn raised_since(&self, parent: UserId, guild: Option<GuildId>, since: Millis) -> Vec<Millis> {
        let is_sent = |state: &&Arc<AlertState>| {
            alerts::is_known_in(state, guild) && state.ending() != Some(crate::alert::Ending::Withdrawn)
        };
        let raised = |state: &Arc<AlertState>| state.raised.as_ref().map(|raised| raised.ts);
        self.list(|alerts| alerts.raised_since(parent, since).filter(is_sent).take(LISTED).filter_map(raised).collect())
    }

    /// What this parent typed in this server within the window, the newest first.
    #[must_use]
    pub(crate) fn words_of_parent(&self, parent: UserId, guild: Option<GuildId>) -> Vec<Words> {
        self.list(|alerts| alerts.words_of_parent(parent, guild).take(LISTED).collect())
    }

    /// The open alerts of the server that concern this person, also where records are missing; `None` as long as nothing is known.
    #[must_use]
    pub(crate) fn listing(&self, person: UserId, guild: GuildId, is_the_only_one: bool) -> Option<Listing> {
        let freshness = self.freshness();
        if freshness == Freshness::Starting {
            return None;
        }
        let alerts = self.read();
        let is_own = |state: &Arc<AlertState>| state.alert().is_some_and(|alert| alert.parent_id == Some(person));
        let is_held = |state: &Arc<AlertState>| state.claim().is_some_and(|claim| claim.neighbor_id == person);
        let is_here = |state: &&Arc<AlertState>| alerts::is_known_in(state, Some(guild));
        let others = open_in(&alerts, guild, is_the_only_one).into_iter();
        Some(Listing {
            own: alerts.open_of_parent(person).filter(is_here).take(LISTED).cloned().collect(),
            held: alerts.held_by(person).filter(is_here).take(LISTED).cloned().collect(),
            others: others.filter(|state| !is_own(state) && !is_held(state)).collect(),
            is_behind: freshness != Freshness::CaughtUp,
        })
    }

    fn list<T>(&self, list: impl FnOnce(&Alerts) -> Vec<T>) -> Vec<T> {
        self.known().map(|alerts| list(&alerts)).unwrap_or_default()
    }

    /// All that is known, unless something is missing.
    fn known(&self) -> Option<RwLockReadGuard<'_, Alerts>> {
        self.is_caught_up().then(|| self.read())
    }

    fn read_record(&self, config: &KafkaConfig, record: &Record) {
        // What cannot be read is a dead letter, which is the board's to write.
        let Read::Event(id, event) = codec::read(record) else { return };
        let home = codec::home(config, &id);
        if home != record.partition && !codec::is_ours(record) {
            // The board appends it at home.
            return;
        }
        let bytes = record.value.as_ref().map_or(0, Vec::len);
        self.write().fold(&id, &event, bytes);
    }

    fn read(&self) -> RwLockReadGuard<'_, Alerts> {
        // The process ends after a panic. Until then, what is known may lack a record, as it may at any time.
        self.alerts.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> std::sync::RwLockWriteGuard<'_, Alerts> {
        self.alerts.write().unwrap_or_else(PoisonError::into_inner)
    }
}

fn open_in(alerts: &Alerts, guild: GuildId, is_the_only_one: bool) -> Vec<Arc<AlertState>> {
    let foreign = if is_the_only_one { Some(alerts.open_in(None)) } else { None };
    let of_others = foreign.into_iter().flatten().take(LISTED);
    let mut open: Vec<_> = alerts.open_in(Some(guild)).take(LISTED).chain(of_others).cloned().collect();
    open.sort_by_key(|state| std::cmp::Reverse(state.raised.as_ref().map(|raised| raised.ts)));
    open.truncate(LISTED);
    open
}

fn set_lag((partition, records): (i32, i64)) {
    // Counts of records are far below where a float has gaps.
    #[allow(clippy::cast_precision_loss)]
    let records = records as f64;
    metrics::gauge!(metric_names::LAG, "service" => NAME, "partition" => partition.to_string()).set(records);
}
