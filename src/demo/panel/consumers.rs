//! Consumers that a reader starts and stops, like the tutorial's consumer.py: each reads its share of the alerts.
//!
//! Must not be a part of the bot: it has no use for them.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rdkafka::consumer::{CommitMode, Consumer as _};
use rdkafka::topic_partition_list::TopicPartitionListElem;
use serde_json::{Value, json};
use tokio::sync::watch;

use super::client::{poll, reader};
use crate::config::KafkaConfig;
use crate::kafka::client;

/// The tutorial's group.
pub(crate) const GROUP: &str = "neighbors";
/// The one with which the tutorial reads everything again.
pub(crate) const SECOND_GROUP: &str = "neighbors-v2";
/// At most so many in a group: one more than there are partitions, which then has nothing to do.
pub(crate) const MOST: usize = 4;

const POLL: Duration = Duration::from_millis(100);

/// The consumers that run now.
pub(crate) struct Consumers {
    config: KafkaConfig,
    changed: watch::Sender<()>,
    running: Mutex<Vec<Running>>,
}

struct Running {
    group: &'static str,
    seen: Arc<Mutex<Seen>>,
    stop: Arc<AtomicBool>,
}

/// What a consumer has, and has read.
#[derive(Default, Clone, PartialEq, Eq)]
struct Seen {
    partitions: Vec<i32>,
    records: usize,
}

impl Consumers {
    pub(crate) fn new(config: KafkaConfig, changed: watch::Sender<()>) -> Self {
        Self { config, changed, running: Mutex::default() }
    }

    /// Starts or stops consumers of the group, until there are so many.
    pub(crate) fn set(&self, group: &str, count: usize) -> anyhow::Result<()> {
        let group = [GROUP, SECOND_GROUP].into_iter().find(|known| *known == group);
        let group = group.ok_or_else(|| anyhow::anyhow!("no such group"))?;
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        let present = running.iter().filter(|one| one.group == group).count();
        for _ in count..present {
            let newest = running.iter().rposition(|one| one.group == group);
            // Dropping it ends its thread.
            newest.map(|index| running.remove(index));
        }
        for _ in present..count.min(MOST) {
            let started = self.start(group)?;
            running.push(started);
        }
        drop(running);
        self.changed.send_replace(());
        Ok(())
    }

    pub(crate) fn now(&self) -> Value {
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        let one = |running: &Running| {
            let seen = running.seen.lock().unwrap_or_else(PoisonError::into_inner);
            json!({"group": running.group, "partitions": seen.partitions, "records": seen.records})
        };
        running.iter().map(one).collect()
    }

    fn start(&self, group: &'static str) -> anyhow::Result<Running> {
        let mut settings = client::watcher(&self.config, Some(group));
        settings.set("enable.auto.offset.store", "true").set("auto.commit.interval.ms", "100");
        settings.set("session.timeout.ms", "1200").set("heartbeat.interval.ms", "100");
        let consumer = reader(settings)?;
        consumer.subscribe(&[&self.config.alerts_topic])?;
        let running = Running { group, seen: Arc::default(), stop: Arc::default() };
        let (seen, stop, changed) = (Arc::clone(&running.seen), Arc::clone(&running.stop), self.changed.clone());
        std::thread::Builder::new().name("panel-consumer".to_owned()).spawn(move || {
            while !stop.load(Ordering::Relaxed) {
                let is_record = poll(&consumer, POLL).is_some();
                let given = consumer
                    .assignment()
                    .map(|list| list.elements().iter().map(TopicPartitionListElem::partition).collect());
                let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
                let before = seen.clone();
                seen.records += usize::from(is_record);
                seen.partitions = given.unwrap_or_else(|_| before.partitions.clone());
                seen.partitions.sort_unstable();
                if *seen != before {
                    changed.send_replace(());
                }
            }
            // An error means that there was nothing to save.
            _ = consumer.commit_consumer_state(CommitMode::Sync);
        })?;
        Ok(running)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}
