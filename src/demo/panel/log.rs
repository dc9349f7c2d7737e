//! Reads all topics from the beginning, and keeps what the panel shows of each record.
//!
//! Must not belong to a group: whoever looks on takes no record from anybody.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Context as _;
use rdkafka::consumer::Consumer as _;
use rdkafka::{Offset, TopicPartitionList};
use serde_json::{Value, json};
use tokio::sync::watch;

use super::client::{poll, reader};
use crate::config::KafkaConfig;
use crate::kafka::client;
use crate::kafka::record::Record;

/// How long a poll waits. The end waits for it, too.
const POLL: Duration = Duration::from_millis(100);

/// The records so far, in the order in which they were read. The thread ends when this is dropped.
pub(crate) struct Log {
    records: Arc<Mutex<Vec<Value>>>,
    stop: Arc<AtomicBool>,
}

impl Log {
    pub(crate) fn read(config: &KafkaConfig, changed: watch::Sender<()>) -> anyhow::Result<Self> {
        let consumer = reader(client::standalone(config, "panel")).context("the panel's reader")?;
        let mut all = TopicPartitionList::new();
        for topic in [&config.alerts_topic, &config.confirmations_topic, &config.dead_letter_topic] {
            for partition in 0..config.partitions {
                all.add_partition_offset(topic, partition, Offset::Beginning)?;
            }
        }
        all.add_partition_offset(&config.settings_topic, 0, Offset::Beginning)?;
        consumer.assign(&all)?;
        let log = Self { records: Arc::default(), stop: Arc::default() };
        let (records, stop) = (Arc::clone(&log.records), Arc::clone(&log.stop));
        std::thread::Builder::new().name("panel-log".to_owned()).spawn(move || {
            while !stop.load(Ordering::Relaxed) {
                if let Some(message) = poll(&consumer, POLL) {
                    records.lock().unwrap_or_else(PoisonError::into_inner).push(shown(&Record::read(&message)));
                    changed.send_replace(());
                }
            }
        })?;
        Ok(log)
    }

    /// The records from this number on.
    pub(crate) fn since(&self, number: usize) -> Vec<Value> {
        let records = self.records.lock().unwrap_or_else(PoisonError::into_inner);
        records.get(number..).unwrap_or_default().to_vec()
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

/// What the panel shows of a record. A value that is no JSON is shown as text.
fn shown(record: &Record) -> Value {
    let text = |bytes: &Vec<u8>| String::from_utf8_lossy(bytes).into_owned();
    let value = record
        .value
        .as_ref()
        .map(|bytes| serde_json::from_slice::<Value>(bytes).unwrap_or_else(|_| Value::String(text(bytes))));
    json!({
        "topic": record.topic, "partition": record.partition, "offset": record.offset, "at": record.timestamp_ms,
        "key": record.key.as_ref().map(text),
        "kind": value.as_ref().and_then(|value| value.get("kind")).cloned(),
        "producer": record.envelope.source, "event_id": record.envelope.event_id, "value": value,
    })
}
