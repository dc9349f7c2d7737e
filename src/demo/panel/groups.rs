//! Asks how far each group has read: the offset that it committed in each partition.
//!
//! Must not join a group.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Context as _;
use rdkafka::consumer::Consumer as _;
use rdkafka::{Offset, TopicPartitionList};
use serde_json::{Value, json};
use tokio::sync::watch;

use super::client::{Reader, poll, reader};
use super::consumers::{GROUP, SECOND_GROUP};
use crate::config::KafkaConfig;
use crate::kafka::client;

/// How often they are asked. Nobody tells of a commit.
const EVERY: Duration = Duration::from_millis(250);
/// How long a question waits for its answer.
const ASK: Duration = Duration::from_secs(1);

/// The committed offsets. The thread ends when this is dropped.
pub(crate) struct Groups {
    now: Arc<Mutex<Value>>,
    stop: Arc<AtomicBool>,
}

/// A group, the topic that it reads, and a client that asks for it.
struct Asked {
    name: String,
    topic: String,
    client: Reader,
    partitions: TopicPartitionList,
}

impl Groups {
    pub(crate) fn watch(config: &KafkaConfig, changed: watch::Sender<()>) -> anyhow::Result<Self> {
        let all = [
            (client::group_id(config, "intake"), &config.alerts_topic),
            (client::group_id(config, "board"), &config.confirmations_topic),
            (GROUP.to_owned(), &config.alerts_topic),
            (SECOND_GROUP.to_owned(), &config.alerts_topic),
        ];
        let asked =
            all.into_iter().map(|(name, topic)| asked(config, name, topic)).collect::<anyhow::Result<Vec<_>>>()?;
        let groups = Self { now: Arc::new(Mutex::new(json!([]))), stop: Arc::default() };
        let (now, stop) = (Arc::clone(&groups.now), Arc::clone(&groups.stop));
        std::thread::Builder::new().name("panel-groups".to_owned()).spawn(move || {
            while !stop.load(Ordering::Relaxed) {
                // Where the broker is away, what it said before still stands.
                if let Some(answers) = asked.iter().map(Asked::offsets).collect::<Option<Vec<_>>>() {
                    let answers = Value::Array(answers);
                    let before =
                        std::mem::replace(&mut *now.lock().unwrap_or_else(PoisonError::into_inner), answers.clone());
                    if before != answers {
                        changed.send_replace(());
                    }
                }
                std::thread::sleep(EVERY);
            }
        })?;
        Ok(groups)
    }

    pub(crate) fn now(&self) -> Value {
        self.now.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Groups {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

fn asked(config: &KafkaConfig, name: String, topic: &str) -> anyhow::Result<Asked> {
    let mut client = client::reader(config, "panel-groups");
    client.set("group.id", &name);
    let mut partitions = TopicPartitionList::new();
    for partition in 0..config.partitions {
        partitions.add_partition(topic, partition);
    }
    let client = reader(client).with_context(|| format!("the client that asks for {name}"))?;
    Ok(Asked { name, topic: topic.to_owned(), client, partitions })
}

impl Asked {
    /// For each partition the offset of the next record; null where the group has committed none.
    fn offsets(&self) -> Option<Value> {
        // It has no records. Without a poll it would not hear that the broker is back.
        poll(&self.client, Duration::ZERO);
        let committed = self.client.committed_offsets(self.partitions.clone(), ASK).ok()?;
        let next: Vec<Option<i64>> = committed
            .elements()
            .iter()
            .map(|element| match element.offset() {
                Offset::Offset(next) => Some(next),
                _ => None,
            })
            .collect();
        Some(json!({"name": self.name, "topic": self.topic, "next": next}))
    }
}
