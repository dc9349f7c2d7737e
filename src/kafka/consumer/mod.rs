//! A member of a consumer group: what the services hold of it. The work is done on a thread of its own.
//!
//! Must not block an async thread: commands are queued, deliveries come through a bounded channel.

pub(crate) mod assignment;
pub mod event;
pub(crate) mod event_queue;
pub mod lease;
pub(crate) mod lease_handle;
mod lease_ticker;
pub mod offset_tracker;
pub(crate) mod poll_loop;
pub(crate) mod rebalance;
pub(crate) mod start_offsets;
pub(crate) mod start_policy;
pub(crate) mod status;

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use rdkafka::error::KafkaError;
use tokio::sync::{mpsc as async_mpsc, watch};

use self::lease_ticker::LeaseTicker;
use super::client;
use crate::config::KafkaConfig;
use crate::kafka::client::connectivity::Link;
use crate::kafka::client::wake::Wake;
use crate::kafka::consumer::assignment::{Command, Member};
use crate::kafka::consumer::event::{Delivery, StartAt};
use crate::kafka::consumer::event_queue::Outbox;
use crate::kafka::consumer::lease_handle::LeaseKeeper;
use crate::kafka::consumer::poll_loop::Polling;
use crate::kafka::consumer::rebalance::Shared;
use crate::kafka::consumer::status::Heard;

/// How many deliveries wait for the service before the partitions are paused.
const ROOM: usize = 256;

/// A running consumer; clones are the same one.
#[derive(Clone)]
pub struct Consumer {
    shared: Arc<Shared>,
    commands: mpsc::Sender<Command>,
    ended: watch::Receiver<bool>,
    _ticker: Option<Arc<LeaseTicker>>,
}

/// What the consumer hands over; when it is dropped, the consumer ends.
pub struct Deliveries {
    channel: async_mpsc::Receiver<Delivery>,
    wake: Arc<Wake>,
}

impl Deliveries {
    /// The next delivery; `None` when the consumer has ended.
    pub async fn recv(&mut self) -> Option<Delivery> {
        self.channel.recv().await
    }
}

impl Drop for Deliveries {
    fn drop(&mut self) {
        // Closed before the thread is woken, which would see it open otherwise.
        self.channel.close();
        self.wake.notify();
    }
}

/// The consumer had not left its group by the deadline; the group waits out its session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the consumer did not end in time")]
pub struct NotEnded;

impl Consumer {
    /// Joins the group `<KAFKA_GROUP_ID>-<service>` and reads one topic.
    ///
    /// Waits for no broker: until one is there, nothing is delivered. The error is one of configuration.
    pub fn start(
        config: &KafkaConfig,
        service: &str,
        topic: &str,
        start: StartAt,
    ) -> Result<(Self, Deliveries), KafkaError> {
        let lease = LeaseKeeper::new();
        let (outbox, deliveries) = Outbox::new(ROOM);
        let (commands, received) = mpsc::channel();
        let wake = Arc::new(Wake::default());
        let shared = Arc::new(Shared {
            link: Link::new(service),
            lease: lease.clone(),
            heard: watch::Sender::new(Heard::default()),
            polls: AtomicU64::new(0),
            stop: AtomicBool::new(false),
            wake: Arc::clone(&wake),
        });
        let member = Arc::new(Mutex::new(Member::new(topic, start, outbox, received)));
        let polling = Polling { config: client::member(config, service), shared: Arc::clone(&shared), member };
        let acts = matches!(start, StartAt::Replay { .. });
        let ticker = acts
            .then(|| LeaseTicker::start(lease))
            .transpose()
            .map_err(|error| KafkaError::ClientCreation(format!("no thread for the lease's ticker: {error}")))?;
        let native = polling.make()?;
        let (end, ended) = watch::channel(false);
        std::thread::Builder::new()
            .name(format!("kafka-{service}"))
            .spawn(move || {
                polling.run(native);
                end.send_replace(true);
            })
            .map_err(|error| KafkaError::ClientCreation(format!("no thread for the consumer: {error}")))?;
        Ok((Self { shared, commands, ended, _ticker: ticker.map(Arc::new) }, Deliveries { channel: deliveries, wake }))
    }

    /// Everything below `offset` is finished; `timestamp_ms` is the append time of the last such record, and travels
    /// with the commit (docs/protocol.md#rule-8). What [`crate::kafka::consumer::offset_tracker::Ledger::finished`]
    /// gives.
    ///
    /// Stored at once and committed within a second. Of an assignment that has ended, nothing is stored.
    pub fn finished(&self, partition: i32, generation: u64, offset: i64, timestamp_ms: i64) {
        self.command(Command::Finished { partition, generation, offset, timestamp_ms });
    }

    /// No more records of this partition, but for those on their way, until [`Self::resume`] or its next assignment.
    pub fn pause(&self, partition: i32) {
        self.command(Command::Pause(partition));
    }

    /// Goes on after [`Self::pause`].
    pub fn resume(&self, partition: i32) {
        self.command(Command::Resume(partition));
    }

    /// The topic is there: joins the group now, where it waits for that, and not at librdkafka's next look.
    pub fn look_again(&self) {
        self.command(Command::LookAgain);
    }

    /// Who may send for these partitions (docs/protocol.md#rule-9). Of a consumer that replays no log nobody may: its
    /// lease has no ticker, and intake, which writes to Kafka only, asks for none.
    #[must_use]
    pub fn lease(&self) -> &LeaseKeeper {
        &self.shared.lease
    }

    /// The state of brokers and group, about a second old.
    #[must_use]
    pub fn heard(&self) -> Heard {
        self.shared.heard.borrow().clone()
    }

    /// The same, to be waited on.
    #[must_use]
    pub fn watch_heard(&self) -> watch::Receiver<Heard> {
        self.shared.heard.subscribe()
    }

    /// Leaves the group in good order: [`Delivery::Revoked`] comes for all partitions, is waited for, and what is
    /// finished is committed. Go on receiving meanwhile, until `recv` gives `None`.
    pub async fn close(&self, deadline: Duration) -> Result<(), NotEnded> {
        self.shared.stop.store(true, Ordering::Relaxed);
        self.shared.wake.notify();
        let mut ended = self.ended.clone();
        match tokio::time::timeout(deadline, ended.wait_for(|ended| *ended)).await {
            Ok(_) => Ok(()),
            Err(_) => Err(NotEnded),
        }
    }

    fn command(&self, command: Command) {
        // The thread has ended: nothing is read any more, and nothing is to be stored.
        _ = self.commands.send(command);
        self.shared.wake.notify();
    }
}
