//! The board: the only writer to Discord's channel.
//!
//! Folds each alert's log with the pure functions of [`crate::alert`] and carries out the pending effects. One task
//! owns all state; effects run beside it, one at a time for each lane of an alert, and are recorded as facts.
//! Must not decide anything that the records do not say, and must not keep anything that the log does not contain.
//!
//! - [`state`]: what the board holds of an assigned partition, of its alerts and of the people who wait for an answer.
//! - [`event_loop`]: records are applied, effects started, repeated and finished.
//! - [`effects`]: the requests to Discord, and the lookup of messages of earlier attempts.

pub(crate) mod effects;
pub(crate) mod event_loop;
pub(crate) mod state;

pub use state::decision::{Decision, LaneState, Situation};

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::alert::{Millis, WINDOW_MS};
use crate::clocks::Clock;
use crate::config::Config;
use crate::discord::rest::Rest;
use crate::kafka::admin::round_trip;
use crate::kafka::consumer::{Consumer, ConsumerEvent, ConsumerEvents, StartAt};
use crate::kafka::producer::Producer;
use crate::settings;
use crate::settings::Settings;
use crate::webhook::Webhook;
use effects::Context;
use event_loop::EventLoop;

/// How long a shutdown may take: running work is finished, then the board leaves its group.
const CLOSE_WITHIN: Duration = Duration::from_secs(7);

/// How long a board waits before its first decision for Kafka to tell the time.
const ASK_THE_TIME: Duration = Duration::from_secs(2);

/// A running board: joined to its group by the time that it is made, working once it is run.
pub struct Board {
    context: Arc<Context>,
    consumer: Consumer,
    events: ConsumerEvents,
    state: watch::Sender<BoardState>,
    /// Whether Kafka has to be asked for the time before the first decision.
    asks_the_time: bool,
}

/// How the board is doing, for readiness and metrics.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BoardState {
    /// Partitions whose log is still being folded.
    pub catching_up: usize,
    /// Append time (Unix milliseconds) of the oldest record that is not finished.
    pub oldest_unfinished: Option<i64>,
    /// Alerts that have not ended.
    pub open_alerts: usize,
    /// The newest card did not notify the helper role.
    pub role_is_silent: bool,
    /// Discord dropped the newest card's embed.
    pub embeds_are_dropped: bool,
    /// Cards that wait until fewer are being posted in their channel.
    pub postponed_cards: usize,
}

impl Board {
    /// Joins the group. Must be called within a tokio runtime.
    ///
    /// # Errors
    /// Where `KAFKA_PROPERTIES` has something that librdkafka does not take.
    pub fn start(config: &Config, settings: Settings, rest: Rest, producer: Producer) -> anyhow::Result<Self> {
        // The log's times are the broker's, so deadlines are compared with its clock (docs/protocol.md#rule-16).
        let broker = producer.clone();
        let clock = move || {
            let ahead = broker.clock().map_or(0, |(ahead, _)| ahead);
            Millis::from(jiff::Timestamp::now()).plus(ahead)
        };
        let board = Self::start_by(Arc::new(clock), config, settings, rest, producer)?;
        Ok(Board { asks_the_time: true, ..board })
    }

    /// The same by another clock (Unix milliseconds), for tests and the demo, which show what happens ten minutes later.
    ///
    /// # Errors
    /// As [`Board::start`].
    pub fn start_by(
        clock: Clock,
        config: &Config,
        settings: Settings,
        rest: Rest,
        producer: Producer,
    ) -> anyhow::Result<Self> {
        let window = Duration::from_millis(WINDOW_MS.unsigned_abs());
        let topic = &config.kafka.confirmations_topic;
        let (consumer, events) = Consumer::start(&config.kafka, "board", topic, StartAt::Replay { window })
            .context("the board's consumer")?;
        let webhook = config.escalation_webhook.as_ref();
        let webhook = webhook.map(|webhook| Webhook::new(webhook, config.discord.authorities.as_ref())).transpose();
        let webhook = webhook.context("the client of the escalation webhook")?;
        let lease = consumer.lease().clone();
        let context = Arc::new(Context::new(config, settings, rest, webhook, producer, lease, clock));
        Ok(Board { context, consumer, events, state: watch::Sender::default(), asks_the_time: false })
    }

    /// The consumer, for readiness.
    #[must_use]
    pub fn consumer(&self) -> &Consumer {
        &self.consumer
    }

    /// How the board is doing.
    #[must_use]
    pub fn state(&self) -> watch::Receiver<BoardState> {
        self.state.subscribe()
    }

    /// Runs until `shutdown`; then running work is finished and its offsets are stored.
    ///
    /// # Errors
    /// If the consumer ended by itself, or Kafka permanently refused a record: the process has to end with that reason.
    pub async fn run(mut self, shutdown: CancellationToken) -> anyhow::Result<()> {
        let mut event_loop = EventLoop::new(Arc::clone(&self.context), self.consumer.clone(), self.state.clone());
        let mut closing: Option<tokio::task::JoinHandle<()>> = None;
        let mut settings_asked = false;
        loop {
            tokio::select! {
                event = self.events.recv() => match event {
                    Some(event) => {
                        // Nothing is done before that.
                        if matches!(event, ConsumerEvent::CaughtUp(_)) {
                            if !std::mem::replace(&mut settings_asked, true) {
                                self.wait_for_settings(&shutdown).await;
                            }
                            self.ask_the_time().await;
                        }
                        event_loop.take(event);
                    }
                    None if closing.is_some() => break,
                    None => anyhow::bail!("the board's consumer ended by itself"),
                },
                result = event_loop.work() => result?,
                // A task runs for longer than a shutdown may take: what it does is lost, as in a crash.
                () = self.context.stop.cancelled(), if closing.is_some() => break,
                () = shutdown.cancelled(), if closing.is_none() => {
                    let (consumer, stop) = (self.consumer.clone(), self.context.stop.clone());
                    closing = Some(tokio::spawn(async move {
                        if let Err(error) = consumer.close(CLOSE_WITHIN).await {
                            tracing::warn!(%error, "the board leaves its group without a word; its partitions wait for the session to end");
                        }
                        stop.cancel();
                    }));
                }
            }
        }
        event_loop.end().await;
        Ok(())
    }

    /// A board that has written nothing yet does not know Kafka's clock, and its first decisions are about alerts that an
    /// outage may have delayed (docs/protocol.md#rule-16).
    async fn ask_the_time(&mut self) {
        if !std::mem::take(&mut self.asks_the_time) || self.context.producer.clock().is_some() {
            return;
        }
        let asking = round_trip::ask_the_time(&self.context.kafka, &self.context.producer);
        match tokio::time::timeout(ASK_THE_TIME, asking).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::debug!(error, "Kafka did not tell the time: the next record does"),
            Err(_) => tracing::debug!("Kafka did not tell the time soon enough: the next record does"),
        }
    }

    /// Waits until the servers' settings are read, for a while: alerts go on without them.
    async fn wait_for_settings(&self, shutdown: &CancellationToken) {
        let settings = &self.context.settings;
        if !settings.are_followed() {
            return;
        }
        let are_read = tokio::select! {
            are_read = settings.are_read_within(settings::WITHIN) => are_read,
            () = shutdown.cancelled() => return,
        };
        if !are_read {
            tracing::error!(
                topic = %self.context.kafka.settings_topic,
                "the settings of the servers cannot be read: until they can, cards have private details, and ping no role that \
                 the environment does not name. `needhelp check` says what is wrong"
            );
        }
    }
}
