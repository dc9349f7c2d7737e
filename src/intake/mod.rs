//! The intake: from `bus-stop-alerts`, ours and anyone's, to `raised` in the alert's log.
//!
//! Reads, checks, gives an alert without an id a stable one, and appends. A record that cannot be raised becomes a dead
//! letter, and `rejected` in the log tells the board to notify its parent. Must not decide anything about an alert that is raised, and must not call
//! Discord.

pub(crate) mod alert_record;
pub(crate) mod parse;
pub(crate) mod rejected;

use std::time::Duration;

use anyhow::Context as _;
use futures_util::StreamExt as _;
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use tokio_util::sync::CancellationToken;

use crate::alert::{Alert, AlertId, Kind, blocked_hash};
use crate::alert_log::codec;
use crate::config::KafkaConfig;
use crate::kafka::consumer::{ConsumedRecord, Consumer, ConsumerEvent, ConsumerEvents, StartAt};
use crate::kafka::producer::dead_letter::Appended;
use crate::kafka::producer::{AppendError, Outgoing, Producer, dead_letter};
use crate::kafka::record::Record;
use crate::settings;
use crate::settings::Settings;
use parse::{Broken, Rejected, Request};

/// How many records may wait for Kafka's acknowledgement at once.
const IN_FLIGHT: usize = 256;

/// The header of `raised` that names what intake could not read.
const IGNORED_FIELDS: &str = "ignored_fields";

/// How long leaving the group may take at shutdown.
const CLOSE_WITHIN: Duration = Duration::from_secs(6);

/// A running intake: a member of its group once it is started, reading once it is run.
pub struct Intake {
    config: KafkaConfig,
    settings: Settings,
    producer: Producer,
    consumer: Consumer,
    events: ConsumerEvents,
}

impl Intake {
    /// Joins the group.
    ///
    /// # Errors
    /// Where `KAFKA_PROPERTIES` has something that librdkafka does not take.
    pub fn start(config: &KafkaConfig, settings: Settings, producer: Producer) -> anyhow::Result<Self> {
        let (consumer, events) =
            Consumer::start(config, "intake", &config.alerts_topic, StartAt::Committed).context("intake's consumer")?;
        Ok(Intake { config: config.clone(), settings, producer, consumer, events })
    }

    /// The consumer, for readiness.
    #[must_use]
    pub fn consumer(&self) -> &Consumer {
        &self.consumer
    }

    /// Works until `shutdown`. Then it finishes and acknowledges the records that it has begun.
    ///
    /// # Errors
    /// Where the consumer ended by itself, or the producer cannot write any more. The process has to end with that reason.
    pub async fn run(mut self, shutdown: CancellationToken) -> anyhow::Result<()> {
        let mut work: FuturesUnordered<BoxFuture<'static, Result<(), AppendError>>> = FuturesUnordered::new();
        let mut handovers = Vec::new();
        let stop = CancellationToken::new();
        let mut closing: Option<tokio::task::JoinHandle<()>> = None;
        let mut settings = SettingsSeen::NotAsked;
        loop {
            if work.is_empty() {
                // All records that were begun are acknowledged, so the partitions can go.
                handovers.clear();
            }
            tokio::select! {
                Some(done) = work.next(), if !work.is_empty() => match done {
                    Ok(()) | Err(AppendError::Cancelled) => {}
                    Err(AppendError::Hopeless(error)) => {
                        return Err(anyhow::Error::new(error).context("intake can't append to the alerts' log"));
                    }
                },
                event = self.events.recv(), if work.len() < IN_FLIGHT => match event {
                    None if closing.is_some() => break,
                    None => anyhow::bail!("intake's consumer ended by itself"),
                    Some(ConsumerEvent::Record(record)) => {
                        self.look_at_settings(&mut settings, &shutdown).await;
                        work.push(Box::pin(self.handle(record, stop.clone())));
                    }
                    Some(ConsumerEvent::Revoked { handover, .. }) => handovers.push(handover),
                    Some(ConsumerEvent::TopicMissing) => {
                        tracing::warn!(topic = %self.config.alerts_topic, "the topic is missing: create it again, intake waits for it");
                    }
                    Some(ConsumerEvent::Warning(warning)) => tracing::warn!(%warning, "intake's consumer"),
                    Some(ConsumerEvent::Assigned(_) | ConsumerEvent::CaughtUp(_) | ConsumerEvent::TopicRecreated) => {}
                },
                () = shutdown.cancelled(), if closing.is_none() => {
                    let (consumer, stop) = (self.consumer.clone(), stop.clone());
                    closing = Some(tokio::spawn(async move {
                        if let Err(error) = consumer.close(CLOSE_WITHIN).await {
                            tracing::warn!(%error, "intake could not leave its group; its partitions wait for the session to end");
                        }
                        stop.cancel();
                    }));
                }
            }
        }
        Ok(())
    }

    /// Waits with the first record until the settings are read, for a while: alerts go on without them.
    async fn look_at_settings(&self, seen: &mut SettingsSeen, shutdown: &CancellationToken) {
        let are_read = match seen {
            SettingsSeen::Read => return,
            SettingsSeen::NotRead => self.settings.are_read(),
            SettingsSeen::NotAsked => tokio::select! {
                are_read = self.settings.are_read_within(settings::WITHIN) => are_read,
                () = shutdown.cancelled() => self.settings.are_read(),
            },
        };
        let topic = &self.config.settings_topic;
        match (are_read, &seen) {
            (true, SettingsSeen::NotRead) => tracing::info!(%topic, "the settings are read: blocks count again"),
            (false, SettingsSeen::NotAsked) => tracing::error!(
                %topic,
                "the settings cannot be read: alerts are raised as if nobody was blocked, with private details, until they \
                 can. `needhelp check` says what is wrong"
            ),
            _ => {}
        }
        *seen = if are_read { SettingsSeen::Read } else { SettingsSeen::NotRead };
    }

    /// Raises the record's alert, for as long as that takes, and acknowledges the record.
    fn handle(
        &self,
        consumed: ConsumedRecord,
        stop: CancellationToken,
    ) -> impl Future<Output = Result<(), AppendError>> + Send + use<> {
        let step = take(&self.config, &self.settings, &consumed.record);
        let (record, acknowledgement) = consumed.split();
        let done = carry_out(self.producer.clone(), self.config.dead_letter_topic.clone(), record, step, stop);
        async move {
            done.await?;
            acknowledgement.ack();
            Ok(())
        }
    }
}

/// The alert that intake raises from a record, or why it raises none. For `fuzz/checks.rs`, which tries any record.
///
/// # Errors
/// The text of the dead letter, or that the record is void.
#[doc(hidden)]
pub fn read(record: &Record, now: Timestamp) -> Result<Option<(AlertId, Alert)>, String> {
    match Request::read(record, now, |_| Some(TimeZone::UTC)) {
        Ok(request) => Ok(request.map(|request| (request.id, request.alert))),
        Err(Rejected::Void) => Err("void".to_owned()),
        Err(Rejected::Broken(broken)) => Err(broken.error),
    }
}

/// Whether the settings have been read, when that was asked last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SettingsSeen {
    NotAsked,
    NotRead,
    Read,
}

/// What to do with a record.
enum Step {
    Skip(&'static str),
    /// The alert, whether it is a drill, and its record.
    Raise(AlertId, bool, Box<Outgoing>),
    /// The dead letter, and the `rejected` for the alert's log.
    Bury(Box<Outgoing>, Option<Box<Outgoing>>),
}

fn take(config: &KafkaConfig, settings: &Settings, record: &Record) -> Step {
    let place = record.place();
    let now = Timestamp::now();
    let zone = |guild| settings.for_guild(guild).timezone;
    let step = match Request::read(record, now, zone) {
        Ok(None) => Step::Skip("null"),
        Ok(Some(mut request)) => {
            request.alert.blocked = blocked(settings, &request);
            // A later change of the setting shows nothing of this alert (docs/protocol.md#rule-36). A drill hides nothing.
            request.alert.private = !request.alert.drill && settings.hide_details(&request.alert);
            if !request.ignored.is_empty() {
                let ignored = request.ignored.join(", ");
                tracing::warn!(%place, ignored, "an alert has fields or headers that cannot be read: it is raised without them");
            }
            Step::Raise(request.id.clone(), request.alert.drill, Box::new(raised(config, record, request)))
        }
        Err(Rejected::Void) => {
            tracing::warn!(%place, "void: appended after its producer had said \"NOT sent\"");
            Step::Skip("void")
        }
        Err(Rejected::Broken(Broken { class, error })) => {
            tracing::warn!(%place, class, "a record that cannot be raised becomes a dead letter, which says more");
            tracing::debug!(%place, error, "why it cannot be raised");
            let letter = dead_letter::outgoing(&config.dead_letter_topic, record, &error);
            Step::Bury(Box::new(letter), rejected::outgoing(config, record, class, now).map(Box::new))
        }
    };
    let outcome = match &step {
        Step::Skip(why) => *why,
        Step::Raise(..) => "raised",
        Step::Bury(..) => "dead_letter",
    };
    metrics::counter!(crate::metric_names::RECORDS, "topic" => "alerts", "kind" => "alert", "outcome" => outcome)
        .increment(1);
    step
}

/// Whom the parent has blocked, as the log names them. So every fold decides alike (docs/protocol.md#rule-23).
fn blocked(settings: &Settings, request: &Request) -> Vec<String> {
    let Some(parent) = request.alert.parent_id else { return Vec::new() };
    let blocked = settings.blocked_by(request.alert.guild_id, parent);
    blocked.into_iter().map(|neighbor| blocked_hash(&request.id, neighbor)).collect()
}

fn raised(config: &KafkaConfig, record: &Record, request: Request) -> Outgoing {
    let home = codec::home(config, &request.id);
    let event = request.id.event();
    let mut outgoing = codec::outgoing(config, home, &request.id, Kind::Raised(request.alert), &event, "intake");
    outgoing.envelope.give_up_at = record.envelope.give_up_at;
    outgoing.envelope.source_ts = Timestamp::from_millisecond(record.timestamp_ms).ok();
    outgoing.envelope.reply_to.clone_from(&record.envelope.reply_to);
    if !request.ignored.is_empty() {
        outgoing.envelope = outgoing.envelope.with(IGNORED_FIELDS, request.ignored.join(","));
    }
    outgoing
}

/// Takes the step, for as long as that takes.
async fn carry_out(
    producer: Producer,
    dead_letter_topic: String,
    record: Record,
    step: Step,
    stop: CancellationToken,
) -> Result<(), AppendError> {
    match step {
        Step::Skip(_) => Ok(()),
        Step::Bury(letter, rejected) => {
            if let Some(rejected) = rejected {
                producer.append_until(*rejected, &stop).await?;
            }
            dead_letter::bury(&producer, *letter, &stop).await
        }
        Step::Raise(alert_id, is_drill, outgoing) => {
            let raised = dead_letter::append_or_bury(&producer, &dead_letter_topic, *outgoing, &record, &stop).await?;
            if raised == Appended::Record {
                // Logged when the log has it, and not before.
                tracing::info!(%alert_id, place = %record.place(), is_drill, "raised");
                if is_drill {
                    metrics::counter!(crate::metric_names::DRILLS).increment(1);
                }
            }
            Ok(())
        }
    }
}
