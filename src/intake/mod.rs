//! The intake: from `bus-stop-alerts`, ours and anyone's, to `raised` in the alert's log.
//!
//! Reads, checks, gives an alert without an id a stable one, and appends. What cannot be read becomes a dead letter and
//! the loop goes on. Must not decide anything about an alert that is raised, and must not speak to Discord.

pub(crate) mod parse;

use std::collections::HashMap;
use std::time::Duration;

use anyhow::Context as _;
use futures_util::StreamExt as _;
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use jiff::Timestamp;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::alert::{Alert, AlertId, Kind};
use crate::alert_log::codec;
use crate::config::KafkaConfig;
use crate::kafka::consumer::event::{Delivery, StartAt};
use crate::kafka::consumer::offset_tracker::Ledger;
use crate::kafka::consumer::{Consumer, Deliveries};
use crate::kafka::producer::dead_letter;
use crate::kafka::producer::dead_letter::Became;
use crate::kafka::producer::retry::AppendError;
use crate::kafka::producer::{Outgoing, Producer};
use crate::kafka::record::Record;
use parse::{Broken, Rejected, Request};

/// How many records may wait for Kafka's acknowledgement at once.
const IN_FLIGHT: usize = 256;

/// A running intake: joined to its group by the time that it is made, reading once it is run.
pub struct Intake {
    config: KafkaConfig,
    producer: Producer,
    consumer: Consumer,
    deliveries: Deliveries,
    /// Append time (Unix milliseconds) of the oldest record that is not finished.
    oldest_unfinished: watch::Sender<Option<i64>>,
}

/// What is known of an assigned partition.
struct Partition {
    generation: u64,
    ledger: Ledger,
    /// It is being handed over, and what it still waits for is its next owner's to tell of.
    leaving: bool,
}

/// Where a record that was dealt with stood.
struct Finished {
    partition: i32,
    generation: u64,
    offset: i64,
}

impl Intake {
    /// Joins the group.
    ///
    /// # Errors
    /// Where `KAFKA_PROPERTIES` has something that librdkafka does not take.
    pub fn start(config: &KafkaConfig, producer: Producer) -> anyhow::Result<Self> {
        let (consumer, deliveries) =
            Consumer::start(config, "intake", &config.alerts_topic, StartAt::Committed).context("intake's consumer")?;
        let oldest_unfinished = watch::Sender::default();
        Ok(Intake { config: config.clone(), producer, consumer, deliveries, oldest_unfinished })
    }

    /// The consumer, for readiness.
    #[must_use]
    pub fn consumer(&self) -> &Consumer {
        &self.consumer
    }

    /// Append time (Unix milliseconds) of the oldest record that is not finished, for readiness and metrics.
    #[must_use]
    pub fn oldest_unfinished(&self) -> watch::Receiver<Option<i64>> {
        self.oldest_unfinished.subscribe()
    }

    /// Works until `shutdown`; then what is under way is finished and stored.
    ///
    /// # Errors
    /// Where the consumer ended by itself, or the producer can do no more: the process has to end with that reason.
    pub async fn run(mut self, shutdown: CancellationToken) -> anyhow::Result<()> {
        let mut held: HashMap<i32, Partition> = HashMap::new();
        let mut work: FuturesUnordered<BoxFuture<'static, Result<Finished, AppendError>>> = FuturesUnordered::new();
        let mut handovers = Vec::new();
        let stop = CancellationToken::new();
        let mut closing: Option<tokio::task::JoinHandle<()>> = None;
        loop {
            if work.is_empty() {
                // Nothing is under way, so whoever takes the partitions over finds all of it committed.
                handovers.clear();
            }
            self.tell(&held);
            tokio::select! {
                Some(done) = work.next(), if !work.is_empty() => match done {
                    Ok(done) => self.finish(&mut held, &done),
                    Err(AppendError::Cancelled) => {}
                    Err(AppendError::Hopeless(error)) => {
                        return Err(anyhow::Error::new(error).context("intake can't append to the alerts' log"));
                    }
                },
                delivery = self.deliveries.recv(), if work.len() < IN_FLIGHT => match delivery {
                    None if closing.is_some() => break,
                    None => anyhow::bail!("intake's consumer ended by itself"),
                    Some(Delivery::Assigned(assignments)) => {
                        for new in assignments {
                            let (generation, ledger, leaving) = (new.generation, Ledger::new(), false);
                            held.insert(new.partition, Partition { generation, ledger, leaving });
                        }
                    }
                    Some(Delivery::Record { record, generation }) => {
                        let place = Finished { partition: record.partition, generation, offset: record.offset };
                        let partition = held.get_mut(&record.partition).filter(|known| known.generation == generation);
                        if let Some(partition) = partition {
                            partition.ledger.began(record.offset, record.timestamp_ms);
                            let step = take(&self.config, &record);
                            let dead_letters = self.config.dead_letter_topic.clone();
                            let done = carry_out(self.producer.clone(), dead_letters, record, step, stop.clone());
                            work.push(Box::pin(async move { done.await.map(|()| place) }));
                        }
                    }
                    Some(Delivery::Revoked { partitions, lost, handover }) => {
                        for gone in partitions {
                            if lost {
                                held.remove(&gone);
                            } else if let Some(partition) = held.get_mut(&gone) {
                                partition.leaving = true;
                            }
                        }
                        handovers.push(handover);
                    }
                    Some(Delivery::TopicRemade) => held.clear(),
                    Some(Delivery::TopicMissing) => {
                        tracing::warn!(topic = %self.config.alerts_topic, "the topic is gone: make it again, intake waits for it");
                    }
                    Some(Delivery::Trouble(trouble)) => tracing::warn!(%trouble, "intake's consumer"),
                    Some(Delivery::CaughtUp { .. }) => {}
                },
                () = shutdown.cancelled(), if closing.is_none() => {
                    let consumer = self.consumer.clone();
                    let stop = stop.clone();
                    closing = Some(tokio::spawn(async move {
                        if let Err(error) = consumer.close(Duration::from_secs(6)).await {
                            tracing::warn!(%error, "intake leaves its group without a word; its partitions wait for the session to end");
                        }
                        stop.cancel();
                    }));
                }
            }
        }
        Ok(())
    }

    fn finish(&self, held: &mut HashMap<i32, Partition>, done: &Finished) {
        let Some(partition) = held.get_mut(&done.partition) else { return };
        if partition.generation == done.generation
            && let Some(finished) = partition.ledger.finished(done.offset)
        {
            self.consumer.finished(done.partition, done.generation, finished.next_offset, finished.timestamp_ms);
        }
    }

    /// Tells how old the oldest unfinished record is.
    fn tell(&self, held: &HashMap<i32, Partition>) {
        let ours = held.values().filter(|partition| !partition.leaving);
        let oldest = ours.filter_map(|partition| partition.ledger.oldest_unfinished()).map(|(_, ts)| ts).min();
        self.oldest_unfinished.send_if_modified(|known| std::mem::replace(known, oldest) != oldest);
    }
}

/// What intake raises of a record, and why not: for whoever tries it with any record (`fuzz/checks.rs`).
///
/// # Errors
/// What the dead letter would say, or that the record is void.
#[doc(hidden)]
pub fn read(record: &Record, now: Timestamp) -> Result<Option<(AlertId, Alert)>, String> {
    match Request::read(record, now) {
        Ok(request) => Ok(request.map(|request| (request.id, request.alert))),
        Err(Rejected::Void) => Err("void".to_owned()),
        Err(Rejected::Broken(broken)) => Err(broken.error),
    }
}

/// What a record makes necessary.
enum Step {
    Skip(&'static str),
    Raise(AlertId, Box<Outgoing>),
    Bury(Box<Outgoing>),
}

fn take(config: &KafkaConfig, record: &Record) -> Step {
    let place = record.place();
    let step = match Request::read(record, Timestamp::now()) {
        Ok(None) => Step::Skip("null"),
        Ok(Some(request)) => Step::Raise(request.id.clone(), Box::new(raised(config, record, request))),
        Err(Rejected::Void) => {
            tracing::warn!(%place, "void: appended after its producer had said \"NOT sent\"");
            Step::Skip("void")
        }
        Err(Rejected::Broken(Broken { class, error })) => {
            tracing::warn!(%place, class, "a record that can't be taken becomes a dead letter, which says more");
            tracing::debug!(%place, error, "what is wrong with it");
            Step::Bury(Box::new(dead_letter::outgoing(&config.dead_letter_topic, record, &error)))
        }
    };
    let outcome = match &step {
        Step::Skip(why) => *why,
        Step::Raise(..) => "raised",
        Step::Bury(_) => "dead_letter",
    };
    metrics::counter!(crate::metric_names::RECORDS, "topic" => "alerts", "kind" => "alert", "outcome" => outcome)
        .increment(1);
    step
}

fn raised(config: &KafkaConfig, record: &Record, request: Request) -> Outgoing {
    let home = codec::home(config, &request.id);
    let event = request.id.event();
    let mut outgoing = codec::outgoing(config, home, &request.id, Kind::Raised(request.alert), &event, "intake");
    outgoing.envelope.give_up_at = record.envelope.give_up_at;
    outgoing.envelope.source_ts = Timestamp::from_millisecond(record.timestamp_ms).ok();
    outgoing.envelope.reply_to.clone_from(&record.envelope.reply_to);
    outgoing
}

/// Does what the record makes necessary, for as long as that takes.
async fn carry_out(
    producer: Producer,
    dead_letter_topic: String,
    record: Record,
    step: Step,
    stop: CancellationToken,
) -> Result<(), AppendError> {
    match step {
        Step::Skip(_) => Ok(()),
        Step::Bury(letter) => dead_letter::bury(&producer, *letter, &stop).await,
        Step::Raise(alert_id, outgoing) => {
            let raised = dead_letter::append_or_bury(&producer, &dead_letter_topic, *outgoing, &record, &stop).await?;
            if raised == Became::Appended {
                // Said when it is true, and not before.
                tracing::info!(%alert_id, place = %record.place(), "raised");
            }
            Ok(())
        }
    }
}
