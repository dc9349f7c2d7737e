//! What all tasks of the board share: the clients, the lease, and the recording of facts.

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::alert::{Alert, ChannelId, EventId, GuildId, Kind, Millis};
use crate::alert_log::codec;
use crate::backoff;
use crate::board::effects::card_findings::CardFindings;
use crate::board::effects::find_message::Scans;
use crate::board::effects::language::Asked;
use crate::board::effects::pin_notices::PinNotices;
use crate::board::effects::{AlertPlace, Current};
use crate::clocks::Clock;
use crate::config::{Config, KafkaConfig};
use crate::discord::Passwords;
use crate::discord::rest::{DiscordCode, Rest, RestError, StillAllowed};
use crate::discord::visibility::Visibility;
use crate::kafka::consumer::AssignmentEpoch;
use crate::kafka::consumer::{LeaseHandle, Verdict};
use crate::kafka::producer::AppendError;
use crate::kafka::producer::Producer;
use crate::settings::Settings;
use crate::webhook::Webhook;

/// For a cause younger than this, the board relies on `enforce_nonce`; for an older one it looks first
/// (docs/protocol.md#rule-10).
pub(crate) const NONCE_MS: i64 = 60_000;

/// The wait after Discord refused to open more direct messages. It does not say how long it refuses them.
const DMS_OPEN_AGAIN: Duration = Duration::from_secs(60);

/// How long an answer that is not found may still be on its way from the gateway.
pub(crate) const ANSWER_COMES_MS: i64 = 12_000;

pub(crate) struct Context {
    pub(crate) kafka: KafkaConfig,
    pub(crate) settings: Settings,
    pub(crate) guild: Option<GuildId>,
    pub(crate) rest: Rest,
    /// The phone service, where one is set up.
    pub(crate) webhook: Option<Webhook>,
    pub(crate) producer: Producer,
    pub(crate) lease: LeaseHandle,
    pub(crate) scans: Scans,
    pub(crate) visibility: Visibility,
    /// When servers are asked for their language again.
    pub(crate) asked: Asked,
    pub(crate) card_findings: CardFindings,
    pub(crate) pin_notices: PinNotices,
    /// The key of the passwords; `None` without a token.
    pub(crate) passwords: Option<Passwords>,
    /// How long after its end an alert's words are removed, in milliseconds.
    pub(crate) redact_after: i64,
    /// Fires when the process can no longer wait: appends are then cancelled.
    pub(crate) stop: CancellationToken,
    clock: Clock,
}

/// The outcome of an attempt at an effect.
#[derive(Debug)]
pub(crate) enum AttemptResult {
    /// It is done, or refused for good, and that stands in the log at this offset.
    Recorded(i64),
    /// It failed and may work after this time, or after the usual backoff.
    Later(Option<Duration>),
    /// Discord refused it at this time, and that may pass: it is tried again until the refusal is believed.
    Refused(Millis),
    /// The partition was revoked, or the process ends.
    Dropped,
    /// No retry can help, for this reason: the process must end.
    Fatal(String),
}

impl AttemptResult {
    /// Where it was recorded.
    pub(crate) fn offset(&self) -> Option<i64> {
        match self {
            AttemptResult::Recorded(offset) => Some(*offset),
            _ => None,
        }
    }
}

impl Context {
    pub(crate) fn new(
        config: &Config,
        settings: Settings,
        rest: Rest,
        webhook: Option<Webhook>,
        producer: Producer,
        lease: LeaseHandle,
        clock: Clock,
    ) -> Self {
        Context {
            kafka: config.kafka.clone(),
            settings,
            guild: config.discord.guild_id,
            scans: Scans::new(rest.clone()),
            visibility: Visibility::new(rest.clone()),
            asked: Asked::default(),
            card_findings: CardFindings::default(),
            pin_notices: PinNotices::default(),
            rest,
            webhook,
            producer,
            lease,
            passwords: config.discord.token().ok().map(|token| Passwords::new(token.reveal())),
            redact_after: i64::from(config.redact_after_hours) * 60 * 60 * 1000,
            stop: CancellationToken::new(),
            clock,
        }
    }

    pub(crate) fn now(&self) -> Millis {
        (self.clock)()
    }

    /// The channel for the alert's card.
    pub(crate) fn channel_of(&self, alert: &Alert) -> Option<ChannelId> {
        self.settings.channel_of(alert)
    }

    /// Whether this assignment may send (docs/protocol.md#rule-9). Asked until the moment in which a request is written.
    pub(crate) fn may_send(&self, epoch: AssignmentEpoch) -> StillAllowed {
        self.may_send_if(epoch, || true)
    }

    /// The same for what shows how things are.
    pub(crate) fn may_edit(&self, epoch: AssignmentEpoch, current: Current) -> StillAllowed {
        let clock = Arc::clone(&self.clock);
        self.may_send_if(epoch, move || current.is(clock()))
    }

    /// The same for a create: a cause that grew old while the create waited for its turn has to be looked up first.
    pub(crate) fn may_create(
        &self,
        epoch: AssignmentEpoch,
        current: Current,
        cause: Millis,
        looked_up: bool,
    ) -> StillAllowed {
        let clock = Arc::clone(&self.clock);
        self.may_send_if(epoch, move || {
            let now = clock();
            current.is(now) && (looked_up || now.since(cause) <= NONCE_MS)
        })
    }

    fn may_send_if(&self, epoch: AssignmentEpoch, is_so: impl Fn() -> bool + Send + Sync + 'static) -> StillAllowed {
        let lease = self.lease.clone();
        StillAllowed::new(move || lease.verdict(epoch) == Verdict::MaySend && is_so())
    }

    /// For what serves several epochs: whether one of them may send.
    pub(crate) fn one_may_send(&self, epochs: Vec<AssignmentEpoch>) -> StillAllowed {
        let lease = self.lease.clone();
        StillAllowed::new(move || epochs.iter().any(|epoch| lease.verdict(*epoch) == Verdict::MaySend))
    }

    /// Waits out a hold. `Err` where the partition is gone.
    pub(crate) async fn until_may_send(&self, epoch: AssignmentEpoch) -> Result<(), AttemptResult> {
        self.lease.until_may_send(epoch).await.map_err(|_| AttemptResult::Dropped)
    }

    /// Appends a fact. What ended without a lease appends its fact all the same (docs/protocol.md#rule-9).
    pub(crate) async fn record(&self, place: &AlertPlace, fact: Kind) -> AttemptResult {
        let id = fact.own_id(&place.alert);
        self.append(place, fact, &id).await
    }

    pub(crate) async fn append(&self, place: &AlertPlace, kind: Kind, id: &EventId) -> AttemptResult {
        let outgoing = codec::outgoing(&self.kafka, place.epoch.partition, &place.alert, kind, id, "board");
        match self.producer.append_until(outgoing, &self.stop).await {
            Ok(delivered) => AttemptResult::Recorded(delivered.offset),
            Err(AppendError::Cancelled) => AttemptResult::Dropped,
            Err(AppendError::Hopeless(error)) => {
                AttemptResult::Fatal(format!("the board can't append to the alerts' log: {error}"))
            }
        }
    }
}

/// What an error that is no final refusal means for the effect; `None` where it is refused for good.
pub(crate) fn passing(error: &RestError) -> Option<AttemptResult> {
    match error {
        // Not sent: a hold, which ends, or the partition is gone, which the next look finds.
        RestError::Held => Some(AttemptResult::Later(Some(Duration::from_millis(100)))),
        _ if error.code() == Some(DiscordCode::OPENING_DMS_TOO_FAST) => {
            Some(AttemptResult::Later(Some(DMS_OPEN_AGAIN)))
        }
        RestError::Stopped => Some(AttemptResult::Later(Some(Duration::from_secs(5)))),
        // Nothing can be done any more until an admin has put another token in.
        RestError::BadToken => Some(AttemptResult::Fatal(error.to_string())),
        RestError::Unreadable { .. } => Some(AttemptResult::Later(None)),
        _ if error.is_transient() => Some(AttemptResult::Later(error.retry_after())),
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

/// The wait before the next attempt at an effect, after `failures` in a row: 0.25 s at first, a minute at most.
pub(crate) fn retry_wait(failures: u32) -> Duration {
    backoff::after(failures, Duration::from_millis(250), Duration::from_secs(30))
}
