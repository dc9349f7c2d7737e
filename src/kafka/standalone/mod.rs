//! A standalone consumer: it reads all partitions of a topic without a group, then goes on as records are appended.
//!
//! Everything happens on a thread of its own, which hands each record to its service there. It commits nothing, and no
//! other consumer notices it. Must not be used where something is done because of a record: another process reads the same
//! records at the same time.

mod context;
mod progress;
mod reading;
mod start;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rdkafka::ClientConfig;
use rdkafka::error::KafkaError;

use crate::config::KafkaConfig;
use crate::kafka::client::{self, Wake};
use crate::kafka::record::Record;
use progress::Progress;
use reading::Reading;

pub(crate) use crate::kafka::client::TopicId;
pub use progress::Freshness;
pub(crate) use start::{Found, Start, find, topic_id};

/// What the consumer hands to its service, in order, on its own thread.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "nearly all that is seen are records")]
pub(crate) enum Seen {
    /// All that was known is void: the records follow from the beginning of the window.
    Begins,
    /// A record.
    Record(Record),
    /// Kafka has said, after it handed over the first so many records since [`Self::Begins`], that the topic still is the
    /// one at which the reading began: so they are of this topic.
    Confirmed(u64),
    /// About two seconds have passed. The lag of each partition, in records.
    Looked(Vec<(i32, i64)>),
}

/// What a standalone consumer reads for. It is called on the consumer's own thread. A function that takes what is
/// [`Seen`] is the simplest one.
pub(crate) trait Follow: Send + 'static {
    /// May move the `begin` of each partition within its log. `false`: it is not known yet, and asked again soon.
    fn choose(&mut self, _topic_id: &TopicId, _starts: &mut [Start]) -> bool {
        true
    }

    /// The next thing that is seen.
    fn seen(&mut self, seen: Seen);

    /// How many records wait until they are [`Seen::Confirmed`]. Without one, Kafka is not asked.
    fn unconfirmed(&self) -> usize {
        0
    }

    /// Whether the next record can be taken. Meanwhile Kafka waits.
    fn has_room(&mut self) -> bool {
        true
    }

    /// Whether to read again from where [`Self::choose`] says. Asked often.
    fn begins_again(&mut self) -> bool {
        false
    }
}

impl<F: FnMut(Seen) + Send + 'static> Follow for F {
    fn seen(&mut self, seen: Seen) {
        self(seen);
    }
}

/// A running standalone consumer. It ends when this is dropped.
pub(crate) struct StandaloneConsumer {
    shared: Arc<Shared>,
}

/// What the thread and its owner share.
struct Shared {
    progress: Mutex<Progress>,
    stop: AtomicBool,
    wake: Arc<Wake>,
}

impl Shared {
    fn progress(&self) -> MutexGuard<'_, Progress> {
        // Numbers that are whole after each change, so a poisoned lock still guards a sound value.
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_over(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

/// Says how much has been read, from any thread.
#[derive(Clone)]
pub(crate) struct ReadProgress(Arc<Shared>);

impl ReadProgress {
    /// All has been read, for an hour from now.
    #[cfg(test)]
    pub(crate) fn caught_up() -> Self {
        let mut progress = Progress::default();
        progress.begin([(0, 0, 0)], Instant::now() + Duration::from_secs(3_600));
        let (progress, wake) = (Mutex::new(progress), Arc::default());
        ReadProgress(Arc::new(Shared { progress, stop: AtomicBool::new(true), wake }))
    }

    /// How much has been read.
    pub(crate) fn freshness(&self) -> Freshness {
        self.0.progress().freshness(Instant::now())
    }
}

impl StandaloneConsumer {
    /// Reads the topic's records of the last `window`, then follows. `service` is its name in the log. Waits for nothing:
    /// neither for a broker nor for the topic.
    ///
    /// # Errors
    /// Where `KAFKA_PROPERTIES` has something that librdkafka does not take, or the system gives no thread.
    pub(crate) fn start(
        config: &KafkaConfig,
        service: &'static str,
        topic: &str,
        window: Duration,
        follow: impl Follow,
    ) -> Result<Self, KafkaError> {
        Self::start_as(client::standalone(config, service), service, topic, window, follow)
    }

    /// The same as a client with these settings.
    pub(crate) fn start_as(
        client: ClientConfig,
        service: &'static str,
        topic: &str,
        window: Duration,
        follow: impl Follow,
    ) -> Result<Self, KafkaError> {
        let wake = Arc::new(Wake::default());
        let shared = Arc::new(Shared { progress: Mutex::default(), stop: AtomicBool::new(false), wake });
        let reading = Reading {
            config: client,
            service,
            topic: topic.to_owned(),
            window,
            shared: Arc::clone(&shared),
            topic_id: TopicId::Unknown,
            paused: false,
            follow,
            said: None,
        };
        let consumer = reading.make()?;
        std::thread::Builder::new()
            .name(format!("kafka-{service}"))
            .spawn(move || reading.run(consumer))
            .map_err(|error| KafkaError::ClientCreation(format!("no thread for the consumer: {error}")))?;
        Ok(Self { shared })
    }

    /// Says how much has been read.
    pub(crate) fn progress(&self) -> ReadProgress {
        ReadProgress(Arc::clone(&self.shared))
    }
}

impl Drop for StandaloneConsumer {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::Relaxed);
        self.shared.wake.notify();
    }
}
