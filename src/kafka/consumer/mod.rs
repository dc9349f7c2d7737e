//! A member of a consumer group. It owns the assignments and their offsets; a service acts on records and acknowledges
//! them. The work is done on a thread of its own.
//!
//! Must not block an async thread: events come through a bounded channel, and an acknowledgement only marks its record.

mod acknowledgement;
mod assignment;
mod event;
mod event_queue;
pub mod lease;
mod lease_handle;
mod lease_ticker;
pub mod offset_tracker;
mod poll_loop;
mod rebalance;
mod start_offsets;
mod start_policy;
mod state;
mod status;

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rdkafka::error::KafkaError;
use tokio::sync::{mpsc, watch};

use crate::config::KafkaConfig;
use crate::kafka::client::{
    self, CommitMetadata, Connectivity, NativeQueue, Statistics, TopicId, TopicIdQuestion, Wake, features,
};
use crate::kafka::record::Record;
use acknowledgement::Progress;
use event_queue::EventQueue;
use lease_ticker::LeaseTicker;
use poll_loop::PollLoop;
use state::ConsumerState;

pub use acknowledgement::{Acknowledgement, AssignmentEpoch};
pub use event::{Assignment, ConsumedRecord, ConsumerEvent, Handover, StartAt};
pub use lease::Verdict;
pub use lease_handle::{LeaseHandle, LeaseLost};
pub use status::ConsumerStatus;

/// How many events wait for the service before the partitions are paused.
const ROOM: usize = 256;

/// A running consumer. Clones are the same one.
#[derive(Clone)]
pub struct Consumer {
    shared: Arc<Shared>,
    ended: watch::Receiver<bool>,
    _ticker: Option<Arc<LeaseTicker>>,
}

/// What the consumer's thread and the service share.
struct Shared {
    connectivity: Connectivity,
    lease: LeaseHandle,
    status: watch::Sender<ConsumerStatus>,
    /// Of the present assignments.
    progress: Mutex<Vec<Arc<Progress>>>,
    polls: AtomicU64,
    stop: AtomicBool,
    /// Another client has seen the topic.
    topic_was_seen: AtomicBool,
    /// Every change that the thread has to see wakes it.
    wake: Arc<Wake>,
}

impl Shared {
    fn progress(&self) -> MutexGuard<'_, Vec<Arc<Progress>>> {
        // A list of pointers is whole after each change, so a poisoned lock still guards a sound one.
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The events of one consumer. When it is dropped, the consumer ends.
pub struct ConsumerEvents {
    channel: mpsc::Receiver<ConsumerEvent>,
    wake: Arc<Wake>,
}

impl ConsumerEvents {
    /// The next event; `None` when the consumer has ended.
    pub async fn recv(&mut self) -> Option<ConsumerEvent> {
        self.channel.recv().await
    }
}

impl Drop for ConsumerEvents {
    fn drop(&mut self) {
        // Closed before the thread is woken, which would see it open otherwise.
        self.channel.close();
        self.wake.notify();
    }
}

/// The consumer had not left its group by the deadline. The group waits until the session times out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the consumer did not end in time")]
pub struct NotEnded;

impl Consumer {
    /// Joins the group `<KAFKA_GROUP_ID>-<service>` and reads one topic.
    ///
    /// Waits for no broker: until one answers, there are no events.
    ///
    /// # Errors
    /// Where `KAFKA_PROPERTIES` has something that librdkafka does not take, or the system gives no thread.
    pub fn start(
        config: &KafkaConfig,
        service: &str,
        topic: &str,
        start: StartAt,
    ) -> Result<(Self, ConsumerEvents), KafkaError> {
        let lease = LeaseHandle::new();
        let (queue, channel) = EventQueue::new(ROOM);
        let wake = Arc::new(Wake::default());
        let shared = Arc::new(Shared {
            connectivity: Connectivity::new(service),
            lease: lease.clone(),
            status: watch::Sender::new(ConsumerStatus::default()),
            progress: Mutex::default(),
            polls: AtomicU64::new(0),
            stop: AtomicBool::new(false),
            topic_was_seen: AtomicBool::new(false),
            wake: Arc::clone(&wake),
        });
        let state = Arc::new(Mutex::new(ConsumerState::new(topic, start, queue, Arc::clone(&wake))));
        let poll_loop = PollLoop { config: client::member(config, service), shared: Arc::clone(&shared), state };
        let acts = matches!(start, StartAt::Replay { .. });
        let ticker = acts
            .then(|| LeaseTicker::start(lease))
            .transpose()
            .map_err(|error| KafkaError::ClientCreation(format!("no thread for the lease's ticker: {error}")))?;
        let native = poll_loop.make()?;
        let (end, ended) = watch::channel(false);
        std::thread::Builder::new()
            .name(format!("kafka-{service}"))
            .spawn(move || {
                poll_loop.run(native);
                end.send_replace(true);
            })
            .map_err(|error| KafkaError::ClientCreation(format!("no thread for the consumer: {error}")))?;
        Ok((Self { shared, ended, _ticker: ticker.map(Arc::new) }, ConsumerEvents { channel, wake }))
    }

    /// Append time (Unix milliseconds) of the oldest record that is not acknowledged, in all partitions but those that are
    /// being handed over.
    #[must_use]
    pub fn oldest_unfinished(&self) -> Option<i64> {
        self.shared.progress().iter().filter_map(|progress| progress.oldest_unfinished()).min()
    }

    /// Whether the partition has so many unfinished records that no more are read. It is read again when half of them are
    /// acknowledged.
    #[must_use]
    pub fn is_full(&self, epoch: AssignmentEpoch) -> bool {
        self.shared.progress().iter().any(|progress| progress.epoch() == epoch && progress.is_full())
    }

    /// The topic exists: joins the group now, where the consumer waits for the topic, and not at librdkafka's next look.
    pub fn look_again(&self) {
        self.shared.topic_was_seen.store(true, Ordering::Relaxed);
        self.shared.wake.notify();
    }

    /// Whether a task may send for these partitions (docs/protocol.md#rule-9). A consumer that replays no log must not ask: its
    /// lease has no ticker.
    #[must_use]
    pub fn lease(&self) -> &LeaseHandle {
        &self.shared.lease
    }

    /// The state of brokers and group, about a second old.
    #[must_use]
    pub fn status(&self) -> ConsumerStatus {
        self.shared.status.borrow().clone()
    }

    /// The same, to be waited on.
    #[must_use]
    pub fn watch_status(&self) -> watch::Receiver<ConsumerStatus> {
        self.shared.status.subscribe()
    }

    /// Leaves the group: [`ConsumerEvent::Revoked`] comes for all partitions, is waited for, and what is acknowledged is
    /// committed. Go on receiving meanwhile, until `recv` returns `None`.
    ///
    /// # Errors
    /// Where that takes longer than `deadline`.
    pub async fn close(&self, deadline: Duration) -> Result<(), NotEnded> {
        self.shared.stop.store(true, Ordering::Relaxed);
        self.shared.wake.notify();
        let mut ended = self.ended.clone();
        match tokio::time::timeout(deadline, ended.wait_for(|ended| *ended)).await {
            Ok(_) => Ok(()),
            Err(_) => Err(NotEnded),
        }
    }
}
