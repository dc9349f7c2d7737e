//! What all tasks of the board share: the clients, the lease, and the recording of facts.

use std::sync::Arc;
use std::time::Duration;

use backon::{BackoffBuilder as _, ExponentialBuilder};
use tokio_util::sync::CancellationToken;

use crate::alert::{Alert, ChannelId, EventId, GuildId, Kind, Millis, RoleId};
use crate::alert_log::codec;
use crate::board::effects::find_message::Scans;
use crate::board::effects::pin_notices::PinNotices;
use crate::board::state::assignment::{Place, Tenure};
use crate::board::state::staleness::Current;
use crate::config::{Config, KafkaConfig};
use crate::discord::rest::{DiscordCode, Rest, RestError, StillAllowed};
use crate::kafka::consumer::lease::Verdict;
use crate::kafka::consumer::lease_handle::LeaseKeeper;
use crate::kafka::producer::Producer;
use crate::kafka::producer::retry::AppendError;

/// For a cause younger than this, the board relies on `enforce_nonce`; for an older one it looks first
/// (docs/protocol.md#rule-10).
pub(crate) const NONCE_MS: i64 = 60_000;

/// The wait after Discord refused to open more direct messages. It does not say how long it refuses them.
const DMS_OPEN_AGAIN: Duration = Duration::from_secs(60);

/// How long an answer that is not found may still be on its way from the gateway.
pub(crate) const ANSWER_COMES_MS: i64 = 12_000;

/// A clock.
pub(crate) type Clock = Arc<dyn Fn() -> Millis + Send + Sync>;

pub(crate) struct Desk {
    pub(crate) kafka: KafkaConfig,
    pub(crate) channel: Option<ChannelId>,
    pub(crate) helper_role: Option<RoleId>,
    pub(crate) guild: Option<GuildId>,
    pub(crate) rest: Rest,
    pub(crate) producer: Producer,
    pub(crate) lease: LeaseKeeper,
    pub(crate) scans: Scans,
    pub(crate) pin_notices: PinNotices,
    /// Fires when the process can no longer wait: appends are then cancelled.
    pub(crate) stop: CancellationToken,
    clock: Clock,
}

/// The outcome of an attempt at an effect.
#[derive(Debug)]
pub(crate) enum Carried {
    /// It succeeded or was permanently refused; the fact was appended at this offset.
    Recorded(i64),
    /// It failed and may work after this time, or after the usual backoff.
    Later(Option<Duration>),
    /// The partition was revoked, or the process ends.
    Dropped,
    /// No retry can help, for this reason: the process must end.
    Fatal(String),
}

impl Carried {
    /// The offset of the fact.
    pub(crate) fn offset(&self) -> Option<i64> {
        match self {
            Carried::Recorded(offset) => Some(*offset),
            _ => None,
        }
    }
}

impl Desk {
    pub(crate) fn new(config: &Config, rest: Rest, producer: Producer, lease: LeaseKeeper, clock: Clock) -> Self {
        Desk {
            kafka: config.kafka.clone(),
            channel: config.discord.channel_id,
            helper_role: config.discord.helper_role_id,
            guild: config.discord.guild_id,
            scans: Scans::new(rest.clone()),
            pin_notices: PinNotices::default(),
            rest,
            producer,
            lease,
            stop: CancellationToken::new(),
            clock,
        }
    }

    pub(crate) fn now(&self) -> Millis {
        (self.clock)()
    }

    /// The channel for the alert's card.
    pub(crate) fn channel_of(&self, alert: &Alert) -> Option<ChannelId> {
        self.channel.or_else(|| alert.channel_id)
    }

    /// Whether requests may be sent for this tenure (docs/protocol.md#rule-9). Asked again when a request is written.
    pub(crate) fn may_send(&self, tenure: Tenure) -> StillAllowed {
        self.may_send_if(tenure, || true)
    }

    /// The same for a request that shows the newest state.
    pub(crate) fn may_edit(&self, tenure: Tenure, current: Current) -> StillAllowed {
        let clock = Arc::clone(&self.clock);
        self.may_send_if(tenure, move || current.is(clock()))
    }

    /// The same for a create. If its cause became too old while the create waited, a lookup has to come first.
    pub(crate) fn may_create(&self, tenure: Tenure, current: Current, cause: Millis, looked_up: bool) -> StillAllowed {
        let clock = Arc::clone(&self.clock);
        self.may_send_if(tenure, move || {
            let now = clock();
            current.is(now) && (looked_up || now.since(cause) <= NONCE_MS)
        })
    }

    fn may_send_if(&self, tenure: Tenure, is_so: impl Fn() -> bool + Send + Sync + 'static) -> StillAllowed {
        let lease = self.lease.clone();
        StillAllowed::new(move || lease.verdict(tenure.partition, tenure.generation) == Verdict::MaySend && is_so())
    }

    /// The same for a request that serves several tenures: whether one of them may send.
    pub(crate) fn one_may_send(&self, tenures: Vec<Tenure>) -> StillAllowed {
        let lease = self.lease.clone();
        StillAllowed::new(move || {
            tenures.iter().any(|tenure| lease.verdict(tenure.partition, tenure.generation) == Verdict::MaySend)
        })
    }

    /// Waits while the lease is on hold. `Err` if the partition was revoked.
    pub(crate) async fn until_may_send(&self, tenure: Tenure) -> Result<(), Carried> {
        self.lease.until_may_send(tenure.partition, tenure.generation).await.map_err(|_| Carried::Dropped)
    }

    /// Appends a fact, even if the lease was lost during the attempt (docs/protocol.md#rule-9).
    pub(crate) async fn record(&self, place: &Place, fact: Kind) -> Carried {
        let id = fact.own_id(&place.alert);
        self.append(place, fact, &id).await
    }

    pub(crate) async fn append(&self, place: &Place, kind: Kind, id: &EventId) -> Carried {
        let outgoing = codec::outgoing(&self.kafka, place.tenure.partition, &place.alert, kind, id, "board");
        match self.producer.append_until(outgoing, &self.stop).await {
            Ok(delivered) => Carried::Recorded(delivered.offset),
            Err(AppendError::Cancelled) => Carried::Dropped,
            Err(AppendError::Hopeless(error)) => {
                Carried::Fatal(format!("the board can't append to the alerts' log: {error}"))
            }
        }
    }
}

/// The outcome of an attempt that failed with this error; `None` if that is a permanent refusal.
pub(crate) fn passing(error: &RestError) -> Option<Carried> {
    match error {
        // Not sent, because the lease is on hold or the partition was revoked. The next attempt finds out.
        RestError::Held => Some(Carried::Later(Some(Duration::from_millis(100)))),
        _ if error.code() == Some(DiscordCode::OPENING_DMS_TOO_FAST) => Some(Carried::Later(Some(DMS_OPEN_AGAIN))),
        RestError::Stopped => Some(Carried::Later(Some(Duration::from_secs(5)))),
        // Nothing works until an admin has set another token.
        RestError::BadToken => Some(Carried::Fatal(error.to_string())),
        RestError::Unreadable { .. } => Some(Carried::Later(None)),
        _ if error.is_transient() => Some(Carried::Later(error.retry_after())),
        _ => None,
    }
}

/// The reason of a refusal, for the log and an admin. It contains nothing that people typed.
pub(crate) fn reason(error: &RestError) -> String {
    match error.code() {
        Some(DiscordCode::MISSING_PERMISSION) => "the bot lacks a permission there (50013)".to_owned(),
        Some(DiscordCode::MISSING_ACCESS) => "the bot may not see the channel (50001)".to_owned(),
        Some(DiscordCode::UNKNOWN_CHANNEL) => "the channel does not exist (10003)".to_owned(),
        Some(DiscordCode::UNKNOWN_MESSAGE) => "the message was deleted (10008)".to_owned(),
        Some(DiscordCode::PINS_FULL) => "the channel has as many pins as Discord takes (30003)".to_owned(),
        Some(code) => format!("Discord refused it ({code})"),
        None => error.to_string(),
    }
}

/// The wait before the next attempt, after `failures` in a row: exponential with jitter, a minute at most.
pub(crate) fn backoff(failures: u32) -> Duration {
    let longest = Duration::from_secs(30);
    ExponentialBuilder::default()
        .with_min_delay(Duration::from_millis(250))
        .with_max_delay(longest)
        .with_jitter()
        .with_max_times(64)
        .build()
        .nth(failures.min(16) as usize)
        .unwrap_or(longest)
}
