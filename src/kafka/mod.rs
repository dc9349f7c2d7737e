//! Everything that speaks to Kafka: topics, envelope, producer, consumer with its offset ledger, dead letters.
//!
//! Must not decide anything about an alert, and must not know of Discord.
//!
//! # Writing
//!
//! [`producer::Producer::send`] queues a record now and resolves with the broker's acknowledgement, or with a
//! [`send_error::SendError`] that tells "surely not written" from "possibly written". A service that nobody waits for uses
//! [`producer::Producer::append_until`]. An alert's records go to [`home::home_partition`]. Await
//! [`producer::Producer::fatal`] beside the service's own work and end the process with what it says. At the end,
//! [`producer::Producer::close`].
//!
//! # Reading, as the board does
//!
//! ```no_run
//! # use std::{collections::HashMap, time::Duration};
//! # use needhelp::{config::KafkaConfig, kafka::{consumer::Consumer, delivery::{Delivery, StartAt}, ledger::Ledger}};
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
//!   `generation`, and begins with a fresh fold and a fresh [`ledger::Ledger`]. Generations are never reused in a process.
//! - **Replayed records**, those below `Assignment::committed`, were finished before: they go through the ledger like
//!   all others (finish them when they are folded). What is stored then is below what is committed, and changes nothing.
//! - **Sending**: before each attempt, [`keeper::LeaseKeeper::verdict`] or
//!   [`until_may_send`](keeper::LeaseKeeper::until_may_send) of [`consumer::Consumer::lease`], with partition and
//!   generation. `Lost`: drop the effect. `Hold`: the process was frozen and the group has not answered yet. The lease
//!   says `Lost` before `Revoked` is delivered. A task that waits for Discord can race
//!   [`lost`](keeper::LeaseKeeper::lost).
//! - **Handing over**: at `Revoked` stop starting effects, let what is under way end within 11 s, call `finished` for it,
//!   then [`delivery::Handover::done`]. After 11 s, or where `lost`, the partition goes all the same, and `finished` of its
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
//! [`log`] writes and reads an alert's log, [`topics`] makes and verifies topics and waits for a broker, [`probe`] is the
//! round trip of `needhelp check`, [`reader`] and [`watcher`] read to show, [`dead_letters`] keeps what cannot be acted on and tries it again,
//! [`client::check_properties`] checks `KAFKA_PROPERTIES`, `embedded` (feature `demo`) is the broker of tests and the demo.

pub mod append;
mod aside;
pub mod client;
pub mod consumer;
pub mod dead_letters;
pub mod delivery;
#[cfg(any(test, feature = "demo"))]
pub mod embedded;
pub mod envelope;
pub mod heard;
pub mod home;
pub mod keeper;
pub mod lease;
pub mod ledger;
mod link;
pub mod log;
mod lookup;
mod member;
mod outbox;
mod polling;
pub mod probe;
pub mod producer;
mod raw;
pub mod reader;
mod rebalance;
pub mod record;
mod replay;
pub mod send_error;
pub mod topics;
pub mod watcher;
