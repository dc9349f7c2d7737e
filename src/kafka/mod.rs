//! Everything that speaks to Kafka: topics, envelope, producer, consumer with its offset ledger, dead letters.
//!
//! Must not decide anything about an alert, and must not know of Discord.
//!
//! # Writing
//!
//! [`producer::Producer::send`] queues a record now and resolves with the broker's acknowledgement, or with a
//! [`producer::error::SendError`] that tells "surely not written" from "possibly written". A service that nobody waits for uses
//! [`producer::Producer::append_until`]. An alert's records go to [`crate::alert_log::partitioner::home_partition`]. Await
//! [`producer::Producer::fatal`] beside the service's own work and end the process with what it says. At the end,
//! [`producer::Producer::close`].
//!
//! # Reading, as the board does
//!
//! ```no_run
//! # use std::{collections::HashMap, time::Duration};
//! # use needhelp::{config::KafkaConfig, kafka::{consumer::Consumer, consumer::event::{Delivery, StartAt}, consumer::offset_tracker::Ledger}};
//! # async fn board(config: &KafkaConfig) -> anyhow::Result<()> {
//! let window = Duration::from_secs(48 * 3600);
//! let (consumer, mut deliveries) =
//!     Consumer::start(config, "board", &config.confirmations_topic, StartAt::Replay { window })?;
//! let mut partitions = HashMap::new();
//! while let Some(delivery) = deliveries.recv().await {
//!     match delivery {
//!         Delivery::Assigned(assignments) => {
//!             for new in assignments {
//!                 partitions.insert(new.partition, (new.generation, Ledger::new(), new.committed));
//!             }
//!         }
//!         Delivery::Record { record, generation } => {
//!             let Some((now, ledger, _)) = partitions.get_mut(&record.partition) else { continue };
//!             if *now != generation { continue }
//!             ledger.began(record.offset, record.timestamp_ms);
//!             // Fold it; act only after CaughtUp. When its effects are finished, in any order:
//!             if let Some(done) = ledger.finished(record.offset) {
//!                 consumer.finished(record.partition, generation, done.next_offset, done.timestamp_ms);
//!             }
//!         }
//!         Delivery::CaughtUp { .. } => { /* the fold is up to date: act */ }
//!         Delivery::Revoked { partitions: gone, handover, .. } => {
//!             for partition in gone { partitions.remove(&partition); }
//!             handover.done();
//!         }
//!         Delivery::TopicRemade => partitions.clear(),
//!         Delivery::TopicMissing | Delivery::Trouble(_) => {}
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! - The order is: `Assigned`, then that partition's records in offset order with one `CaughtUp` among them when its
//!   `end` is reached (at once where there is nothing to replay), then `Revoked`. A partition that comes back has another
//!   `generation`, and begins with a fresh fold and a fresh [`consumer::offset_tracker::Ledger`]. Generations are never reused in a process.
//! - **Replayed records**, those below `Assignment::committed`, were finished before: they go through the ledger like
//!   all others (finish them when they are folded). What is stored then is below what is committed, and changes nothing.
//! - **Sending**: before each attempt, [`consumer::lease_handle::LeaseKeeper::verdict`] or
//!   [`until_may_send`](consumer::lease_handle::LeaseKeeper::until_may_send) of [`consumer::Consumer::lease`], with partition and
//!   generation. `Lost`: drop the effect. `Hold`: the process was frozen and the group has not answered yet. The lease
//!   says `Lost` before `Revoked` is delivered. A task that waits for Discord can race
//!   [`lost`](consumer::lease_handle::LeaseKeeper::lost).
//! - **Handing over**: at `Revoked` stop starting effects, let what is under way end within 11 s, call `finished` for it,
//!   then [`consumer::event::Handover::done`]. After 11 s, or where `lost`, the partition goes all the same, and `finished` of its
//!   generation stores nothing any more. (A fact about what ended without a lease is still appended.)
//! - **Backpressure**: the consumer pauses by itself while 256 deliveries wait. To hold back one partition, when its
//!   ledger is long: [`consumer::Consumer::pause`] and `resume`; a new assignment is never paused.
//! - **The topic**: after `TopicRemade` (which follows a `Revoked` with `lost`) its partitions are assigned anew from the
//!   beginning. `TopicMissing`: wait for who makes it; reading goes on by itself.
//! - **Ending**: call [`consumer::Consumer::close`] and go on receiving until `None`. `None` without a `close`: the thread
//!   died, end the process.
//!
//! # The rest
//!
//! [`admin::topics`] makes and verifies topics and waits for a broker, [`admin::round_trip`] is the
//! round trip of `needhelp check`, [`admin::read_topic`] and [`tail`] read to show, [`producer::dead_letter`] keeps what cannot be acted on and tries it again,
//! [`client::check_properties`] checks `KAFKA_PROPERTIES`, `mock_broker` (feature `demo`) is the broker of tests and the demo.

pub mod admin;
#[cfg(any(test, feature = "demo"))]
pub mod mock_broker;
pub(crate) mod tail;

pub mod client;
pub mod consumer;
pub mod producer;
pub mod record;
