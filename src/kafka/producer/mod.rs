//! Appends records, and reports of each: written where and when, certainly not written, or possibly written.
//!
//! Must not wait for room in its queue and must write no record of its own. librdkafka's delivery callback is used
//! directly, because rdkafka's `FutureProducer` hides whether a failed record may be in the log all the same, and that
//! is the difference between "NOT sent" and "NOT sent, and void if it turns up" (docs/protocol.md#rule-1).

pub mod dead_letter;
mod error;
mod poll_thread;
mod retry;

use std::future::Future;
use std::sync::{Arc, OnceLock, Weak};
use std::time::Duration;

use jiff::Timestamp;
use rdkafka::client::ClientContext;
use rdkafka::config::{FromClientConfigAndContext, RDKafkaLogLevel};
use rdkafka::error::KafkaError;
use rdkafka::message::{DeliveryResult, Message};
use rdkafka::metadata::MetadataTopic;
use rdkafka::producer::{BaseProducer, BaseRecord, Producer as _, ProducerContext};
use rdkafka::types::RDKafkaErrorCode;
use tokio::sync::{oneshot, watch};

use crate::alert::Millis;
use crate::clocks::{Clock, ClockMeter};
use crate::config::KafkaConfig;
use crate::kafka::client::{self, Connectivity, NativeQueue, Persistence, Statistics, Wake};
use crate::kafka::record::{self, AROUND_A_HEADER, Envelope, Record};
use poll_thread::PolledProducer;

pub use crate::kafka::client::{MAX_RECORD_BYTES, MessageTimeout};
pub use error::SendError;
pub use retry::AppendError;

/// How long a question to the brokers may take.
const ASK: Duration = Duration::from_secs(5);

/// A record to append.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outgoing {
    /// Where to.
    pub topic: String,
    /// The partition; `None` leaves it to librdkafka (by the key's hash). An alert's is its home (docs/protocol.md#rule-4).
    pub partition: Option<i32>,
    /// The key's bytes.
    pub key: Option<Vec<u8>>,
    /// The value's bytes; `None` is a null value.
    pub value: Option<Vec<u8>>,
    /// The headers.
    pub envelope: Envelope,
}

/// A record that all in-sync replicas have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delivered {
    /// The partition it is in.
    pub partition: i32,
    /// Its offset there.
    pub offset: i64,
    /// When the broker appended it (unix milliseconds, as every reader of the record sees it); 0 where none was given.
    pub timestamp_ms: i64,
}

impl Delivered {
    /// Whether the record came too late and is void to everyone (docs/protocol.md#rule-1).
    #[must_use]
    pub fn is_void(&self, give_up_at: Timestamp) -> bool {
        self.timestamp_ms > give_up_at.as_millisecond()
    }
}

/// A producer; clones share one connection and one queue.
#[derive(Clone)]
pub struct Producer {
    inner: Arc<Inner>,
    /// Of the records' times, where it is not this machine's.
    stamps: Option<Clock>,
}

struct Inner {
    /// `None` only while it is being dropped.
    native: Option<PolledProducer<Context>>,
    connectivity: Arc<Connectivity>,
    fatal: watch::Receiver<Option<String>>,
    clock: Arc<ClockMeter>,
}

impl Producer {
    /// Starts a producer, which fetches its id from the brokers at once and by itself: no record is needed to warm it up.
    ///
    /// `name` is for Kafka's logs and this program's. Waits for no broker.
    ///
    /// # Errors
    /// Where `KAFKA_PROPERTIES` has something that librdkafka does not take, or the system gives no thread.
    pub fn start(config: &KafkaConfig, name: &str, timeout: MessageTimeout) -> Result<Self, KafkaError> {
        let connectivity = Arc::new(Connectivity::new(name));
        let (tell, fatal) = watch::channel(None);
        let itself = Arc::new(OnceLock::new());
        let servers = config.bootstrap_servers.clone();
        let clock = Arc::new(ClockMeter::default());
        let context = Context {
            connectivity: Arc::clone(&connectivity),
            fatal: tell,
            servers,
            itself: Arc::clone(&itself),
            clock: Arc::clone(&clock),
        };
        let native = BaseProducer::from_config_and_context(&client::producer(config, name, timeout), context)?;
        let native = PolledProducer::start(native)
            .map_err(|error| KafkaError::ClientCreation(format!("no thread for the producer: {error}")))?;
        let inner = Arc::new(Inner { native: Some(native), connectivity, fatal, clock });
        _ = itself.set(Arc::downgrade(&inner));
        Ok(Self { inner, stamps: None })
    }

    /// Queues the record now, and answers with the delivery report later.
    ///
    /// The record is on its way when this returns: dropping the future takes nothing back. A full queue is an error at
    /// once. The future ends about a second after the producer's [`MessageTimeout`] at the latest.
    ///
    /// # Errors
    /// [`SendError`], which says whether the log may have the record.
    pub fn send(&self, outgoing: Outgoing) -> impl Future<Output = Result<Delivered, SendError>> + Send + 'static {
        let (report, reported) = oneshot::channel();
        let refused = self.queue(&outgoing, report).err();
        async move {
            if let Some(error) = refused {
                return Err(error);
            }
            // The sender is dropped without a word only where the producer itself is dropped: the record was purged,
            // or had been sent a moment before.
            reported.await.unwrap_or(Err(SendError::PossiblyWritten("the producer was closed".to_owned())))
        }
    }

    /// Gives records the times of this clock. A broker that appends with times of its own does not keep them; the mock broker
    /// does.
    #[must_use]
    pub fn stamped_by(self, clock: Clock) -> Self {
        Producer { stamps: Some(clock), ..self }
    }

    fn queue(&self, outgoing: &Outgoing, report: oneshot::Sender<Outcome>) -> Result<(), SendError> {
        let Some(native) = &self.inner.native else { return Err(SendError::NotWritten("closed".to_owned())) };
        let sent = Millis::from(Timestamp::now());
        let Millis(created_ms) = self.stamps.as_ref().map_or(sent, |clock| clock());
        let report = Box::new(Report { report, created_ms, sent_ms: sent.0 });
        let mut message = BaseRecord::<[u8], [u8], _>::with_opaque_to(&outgoing.topic, report)
            .timestamp(created_ms)
            .headers(outgoing.envelope.to_headers());
        message.partition = outgoing.partition;
        message.key = outgoing.key.as_deref();
        message.payload = outgoing.value.as_deref();
        native.send(message).map_err(|(error, message)| {
            drop(message);
            SendError::of(&error, Persistence::Never)
        })
    }

    /// Resolves with the reason when the producer cannot write any more. The process must end then (docs/protocol.md#rule-14).
    pub fn fatal(&self) -> impl Future<Output = String> + Send + 'static {
        let mut fatal = self.inner.fatal.clone();
        async move {
            let told = fatal.wait_for(Option::is_some).await.ok().and_then(|reason| reason.clone());
            match told {
                Some(reason) => reason,
                // The producer was closed and will not fail any more.
                None => std::future::pending().await,
            }
        }
    }

    /// Whether a broker is connected, as far as is known: for readiness.
    #[must_use]
    pub fn broker_reachable(&self) -> bool {
        self.inner.connectivity.is_up()
    }

    /// By how much the broker's clock is ahead of this machine's, in milliseconds, and how long ago that was measured; `None`
    /// before the first record.
    #[must_use]
    pub fn clock(&self) -> Option<(i64, Duration)> {
        self.inner.clock.read()
    }

    /// Why the brokers refuse the connection (a wrong password, an unknown certificate) and what to check;
    /// `None` where it is not, as far as is known.
    #[must_use]
    pub fn refusal(&self) -> Option<String> {
        self.inner.connectivity.refusal()
    }

    /// Which of these topics the brokers say there are not; `None` where none of them answers.
    pub async fn missing_topics(&self, names: &[String]) -> Option<Vec<String>> {
        let (inner, names) = (Arc::clone(&self.inner), names.to_vec());
        let asked = tokio::task::spawn_blocking(move || {
            let client = inner.native.as_ref()?.client();
            let mut missing = Vec::new();
            for name in names {
                let metadata = client.fetch_metadata(Some(&name), ASK).ok()?;
                let topic = metadata.topics().iter().find(|topic| topic.name() == name);
                // Any other error is about a topic that there is.
                let error = topic.and_then(MetadataTopic::error).map(RDKafkaErrorCode::from);
                if matches!(error, Some(RDKafkaErrorCode::UnknownTopicOrPartition | RDKafkaErrorCode::UnknownTopic)) {
                    missing.push(name);
                }
            }
            Some(missing)
        });
        // A panic in there ends the process by itself.
        asked.await.ok().flatten()
    }

    /// How many records are queued or in flight.
    #[must_use]
    pub fn in_flight(&self) -> usize {
        self.inner.native.as_ref().map_or(0, |native| usize::try_from(native.in_flight_count()).unwrap_or(0))
    }

    /// Waits until all that was queued is reported on, at most for `deadline`; `Err` has how many records are left.
    ///
    /// Those are lost when the last clone is dropped.
    ///
    /// # Errors
    /// How many records are not reported on yet.
    pub async fn close(self, deadline: Duration) -> Result<(), usize> {
        let inner = Arc::clone(&self.inner);
        let flushed = tokio::task::spawn_blocking(move || {
            inner.native.as_ref().is_none_or(|native| native.flush(deadline).is_ok())
        });
        match flushed.await {
            Ok(true) => Ok(()),
            _ => Err(self.in_flight()),
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        // It purges, flushes and joins a thread.
        if let Some(native) = self.native.take() {
            client::drop_on_thread("producer", native);
        }
    }
}

type Outcome = Result<Delivered, SendError>;

struct Report {
    report: oneshot::Sender<Outcome>,
    /// The time that the record was given.
    created_ms: i64,
    /// When it was given to the client, by this machine's clock.
    sent_ms: i64,
}

/// No broker appended a record before this (Unix ms, 2001). The mock broker reports 1234 for every record, whose readers see the
/// time that it was created with.
const FIRST_BELIEVABLE_MS: i64 = 1_000_000_000_000;

struct Context {
    connectivity: Arc<Connectivity>,
    fatal: watch::Sender<Option<String>>,
    servers: String,
    /// The producer that this is of; empty while it is being made.
    itself: Arc<OnceLock<Weak<Inner>>>,
    clock: Arc<ClockMeter>,
}

impl ClientContext for Context {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, text: &str) {
        self.connectivity.log(level, facility, text);
    }

    fn stats_raw(&self, json: &[u8]) {
        let Some(statistics) = Statistics::read(json) else { return };
        self.connectivity.update(&statistics);
        if self.connectivity.forgot_brokers()
            && let Some(inner) = self.itself.get().and_then(Weak::upgrade)
            && let Some(native) = &inner.native
        {
            client::name_brokers(native.client(), &self.servers);
        }
    }

    fn error(&self, error: KafkaError, reason: &str) {
        if error.rdkafka_error_code() == Some(RDKafkaErrorCode::Fatal) {
            self.fatal.send_replace(Some(reason.to_owned()));
        } else {
            self.connectivity.error(error.rdkafka_error_code(), reason);
        }
    }
}

impl ProducerContext for Context {
    type DeliveryOpaque = Box<Report>;

    fn delivery(&self, result: &DeliveryResult<'_>, report: Self::DeliveryOpaque) {
        let outcome = match result {
            Ok(message) => Ok(Delivered {
                partition: message.partition(),
                offset: message.offset(),
                timestamp_ms: match record::millis(message.timestamp()) {
                    unbelievable @ 1..FIRST_BELIEVABLE_MS => {
                        tracing::trace!(unbelievable, "a broker without append times");
                        report.created_ms
                    }
                    appended => {
                        // A topic without append times gives back the producer's own.
                        if matches!(message.timestamp(), rdkafka::Timestamp::LogAppendTime(_)) {
                            self.clock.note(appended, appended, report.sent_ms);
                        }
                        appended
                    }
                },
            }),
            Err((error, message)) => Err(SendError::of(error, client::persistence(message))),
        };
        // Nobody waits any more where the future was dropped; that takes nothing back.
        _ = report.report.send(outcome);
    }
}
