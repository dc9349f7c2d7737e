//! What everything in the gateway works with.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serenity::all::{InteractionId, RoleId, UserId};
use tokio::sync::watch;
use tokio::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::recent::Recent;
use super::state::GatewayState;
use crate::config::{Config, KafkaConfig};
use crate::discord::rest::Rest;
use crate::kafka::producer::{Delivered, Outgoing, Producer};
use crate::kafka::send_error::SendError;
use crate::metric;

/// Discord delivers a repetition within seconds; so many interactions are more than ever come in that time.
const RECENT: usize = 4_096;

pub(super) struct Desk {
    pub(super) kafka: KafkaConfig,
    pub(super) timezone: TimeZone,
    pub(super) helper_role: Option<RoleId>,
    pub(super) rest: Rest,
    pub(super) producer: Producer,
    topics: watch::Receiver<bool>,
    pub(super) state: watch::Sender<GatewayState>,
    /// What somebody waits for.
    pub(super) under_way: TaskTracker,
    /// Fires when the process can wait no longer.
    pub(super) end: CancellationToken,
    recent: Mutex<Recent>,
    /// The bot's own user, 0 while Discord has not told.
    me: AtomicU64,
}

impl Desk {
    pub(super) fn new(config: &Config, rest: Rest, producer: Producer, topics: watch::Receiver<bool>) -> Self {
        Desk {
            kafka: config.kafka.clone(),
            timezone: config.timezone.clone(),
            helper_role: config.discord.helper_role_id,
            rest,
            producer,
            topics,
            state: watch::Sender::default(),
            under_way: TaskTracker::new(),
            end: CancellationToken::new(),
            recent: Mutex::new(Recent::new(RECENT)),
            me: AtomicU64::new(0),
        }
    }

    pub(super) fn set_me(&self, me: UserId) {
        self.me.store(me.get(), Ordering::Relaxed);
    }

    /// Whether this user is the bot, or Discord has not told yet who it is.
    pub(super) fn is_me(&self, user: UserId) -> bool {
        let me = self.me.load(Ordering::Relaxed);
        me == 0 || me == user.get()
    }

    /// Whether an interaction comes for the first time; Discord may deliver it again.
    pub(super) fn is_new(&self, id: InteractionId) -> bool {
        // A set of ids is whole after each of its steps, so that a poisoned lock guards a sound one.
        self.recent.lock().unwrap_or_else(PoisonError::into_inner).insert(id.get())
    }

    /// Appends once the topics are there. Dropped before, it has appended nothing.
    pub(super) async fn append(&self, outgoing: Outgoing) -> Result<Delivered, SendError> {
        if self.topics.clone().wait_for(|there| *there).await.is_err() {
            return Err(SendError::NotWritten("the process is ending".to_owned()));
        }
        self.producer.send(outgoing).await
    }

    pub(super) fn count(&self, kind: &'static str, outcome: &'static str) {
        metrics::counter!(metric::INTERACTIONS, "kind" => kind, "outcome" => outcome).increment(1);
    }
}

/// When an interaction arrived, by both clocks: the one that records carry, and the one that never jumps.
#[derive(Debug, Clone, Copy)]
pub(super) struct Received {
    pub(super) at: Timestamp,
    pub(super) instant: Instant,
}

impl Received {
    pub(super) fn now() -> Self {
        Received { at: Timestamp::now(), instant: Instant::now() }
    }

    /// The same so much later, for people and records.
    pub(super) fn at_plus(&self, seconds: i64) -> Timestamp {
        self.at.saturating_add(jiff::SignedDuration::from_secs(seconds)).unwrap_or(self.at)
    }

    pub(super) fn plus(&self, wait: Duration) -> Instant {
        self.instant + wait
    }
}
