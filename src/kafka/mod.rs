//! Kafka as transport: topics, headers, producer, consumer, dead letters.
//!
//! Must not decide anything about an alert, and must not know of Discord.
//!
//! # Writing
//!
//! [`producer::Producer::send`] queues a record now and resolves with the broker's acknowledgement, or with a
//! [`producer::SendError`] that tells "certainly not written" from "possibly written". Where no person waits, use
//! [`producer::Producer::append_until`]. An alert's records go to [`crate::alert_log::partitioner::home_partition`].
//! [`producer::Producer::fatal`] resolves when the process has to end. At the end, [`producer::Producer::close`].
//!
//! # Reading
//!
//! ```no_run
//! # use std::time::Duration;
//! # use needhelp::{config::KafkaConfig, kafka::consumer::{Consumer, ConsumerEvent, StartAt}};
//! # async fn read(config: &KafkaConfig) -> anyhow::Result<()> {
//! let (consumer, mut events) = Consumer::start(config, "intake", &config.alerts_topic, StartAt::Committed)?;
//! while let Some(event) = events.recv().await {
//!     match event {
//!         // Do what it asks for, then:
//!         ConsumerEvent::Record(record) => record.ack(),
//!         // End what is running for these partitions, then:
//!         ConsumerEvent::Revoked { handover, .. } => handover.done(),
//!         _ => {}
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! - **Order**: `Assigned`, then each partition's records in offset order with one `CaughtUp` among them when its `end` is
//!   reached (at once where there is nothing to replay), then `Revoked`. A partition that is assigned again has another
//!   [`consumer::AssignmentEpoch`], and begins with fresh state.
//! - **Acknowledging**: in any order and from any task; [`consumer::ConsumedRecord::split`] gives the record and its
//!   [`consumer::Acknowledgement`]. The consumer stores the offset below which everything is acknowledged. Of an assignment
//!   that has ended, an acknowledgement does nothing.
//! - **Replayed records** ([`consumer::ConsumedRecord::was_finished`]) restore state and are not acted on.
//! - **Sending**: ask [`consumer::LeaseHandle::verdict`] or [`consumer::LeaseHandle::until_may_send`] before each attempt.
//!   The lease says `Lost` before `Revoked` comes.
//! - **Handing over**: at `Revoked` start nothing more, let running work end within 11 s, acknowledge it, then
//!   [`consumer::Handover::done`]. After 11 s, or where `lost`, the partition goes all the same.
//! - **Backpressure**: the consumer pauses all partitions while 256 events wait, and one partition while 2,000 of its
//!   records are unfinished ([`consumer::Consumer::is_full`]).
//! - **Ending**: call [`consumer::Consumer::close`] and go on receiving until `None`. `None` without a `close`: the
//!   consumer's thread died, end the process.
//!
//! # Rooms
//!
//! [`client`]: settings, connectivity and the C interface. [`record`]: a record and its headers. [`producer`], with dead
//! letters. [`consumer`]. [`admin`]: topics are created, verified, read whole, and tried with a round trip. [`standalone`]: all
//! partitions without a group, for as long as the process runs. [`tail`]: `needhelp watch`. `mock_broker` (feature `demo`): the broker of tests and the demo.

pub mod admin;
pub mod client;
pub mod consumer;
#[cfg(any(test, feature = "demo"))]
pub mod mock_broker;
pub mod producer;
pub mod record;
pub mod standalone;
pub(crate) mod tail;
