//! What librdkafka tells a standalone consumer beside its records: whether it is connected, and where partitions end.
//!
//! Called on librdkafka's threads or on the consumer's own. Must not block.

use std::sync::{Mutex, PoisonError};

use rdkafka::client::ClientContext;
use rdkafka::config::RDKafkaLogLevel;
use rdkafka::consumer::ConsumerContext;
use rdkafka::error::KafkaError;

use crate::kafka::client::{Connectivity, Statistics};

/// See the module.
pub(crate) struct Context {
    pub(super) connectivity: Connectivity,
    topic: String,
    /// The offsets at which partitions were found to end, in the last statistics.
    at_end: Mutex<Vec<(i32, i64)>>,
}

impl Context {
    pub(super) fn new(service: &'static str, topic: &str) -> Self {
        Self { connectivity: Connectivity::new(service), topic: topic.to_owned(), at_end: Mutex::default() }
    }

    /// The ends of the last statistics. Everything up to them is read once the consumer's queue is empty: the ends of
    /// transactions take offsets, and are not shown to readers.
    pub(super) fn take_ends(&self) -> Vec<(i32, i64)> {
        std::mem::take(&mut *self.at_end.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl ClientContext for Context {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, text: &str) {
        self.connectivity.log(level, facility, text);
    }

    fn stats_raw(&self, json: &[u8]) {
        let Some(statistics) = Statistics::read(json) else { return };
        self.connectivity.update(&statistics);
        let partitions = statistics.topics.get(&self.topic).into_iter().flat_map(|topic| topic.partitions.values());
        let ends = partitions.filter(|partition| partition.partition >= 0 && partition.eof_offset >= 0);
        let ends = ends.map(|partition| (partition.partition, partition.eof_offset)).collect();
        *self.at_end.lock().unwrap_or_else(PoisonError::into_inner) = ends;
    }

    fn error(&self, error: KafkaError, reason: &str) {
        self.connectivity.read_error(error.rdkafka_error_code(), reason);
    }
}

impl ConsumerContext for Context {}
