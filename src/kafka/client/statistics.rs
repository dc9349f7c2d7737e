//! librdkafka's statistics, as far as they are of use here.
//!
//! Must read no more than that: rdkafka's own `Statistics` takes up every field of some hundred, once a second for each
//! client. Meaning and units: librdkafka's `STATISTICS.md`.

use std::collections::HashMap;

use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Statistics {
    /// When they were taken: microseconds of the monotonic clock.
    pub(crate) ts: i64,
    #[serde(default)]
    pub(crate) brokers: HashMap<String, Broker>,
    #[serde(default)]
    pub(crate) topics: HashMap<String, Topic>,
    /// `None` of a producer.
    pub(crate) cgrp: Option<Group>,
}

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Broker {
    pub(crate) name: String,
    pub(crate) source: String,
    pub(crate) state: String,
    /// How many responses it has given.
    pub(crate) rx: u64,
}

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Topic {
    #[serde(default)]
    pub(crate) partitions: HashMap<String, Partition>,
}

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Partition {
    /// -1 for librdkafka's own queue of records without a partition.
    pub(crate) partition: i32,
    /// Records after the stored offset; -1 where it is not known.
    pub(crate) consumer_lag_stored: i64,
    /// Where the next record will be; -1001 where it is not known.
    #[serde(default = "unknown_offset")]
    pub(crate) hi_offset: i64,
    /// Up to where records can be read: an open transaction holds it back. -1001 where it is not known.
    #[serde(default = "unknown_offset")]
    pub(crate) ls_offset: i64,
    /// The end that a consumer was told of last; -1001 where there was none.
    #[serde(default = "unknown_offset")]
    pub(crate) eof_offset: i64,
}

/// librdkafka's `RD_KAFKA_OFFSET_INVALID`.
fn unknown_offset() -> i64 {
    -1001
}

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Group {
    pub(crate) state: String,
    pub(crate) join_state: String,
}

impl Statistics {
    /// `None` where they are not as expected, which is logged.
    pub(crate) fn read(json: &[u8]) -> Option<Self> {
        serde_json::from_slice(json)
            .inspect_err(|error| tracing::error!(%error, "librdkafka's statistics cannot be read"))
            .ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fields_of_use_are_read_and_the_others_are_skipped() {
        let json = r#"{"name": "rdkafka#consumer-1", "ts": 5, "time": 1, "brokers": {"localhost:9092/1":
            {"name": "localhost:9092/1", "nodeid": 1, "state": "UP", "source": "learned", "rx": 7, "rxidle": -1,
            "int_latency": {"min": 0}, "toppars": {}}}, "topics": {"log": {"topic": "log", "age": 2, "partitions":
            {"0": {"partition": 0, "hi_offset": 9, "ls_offset": 7, "eof_offset": 6, "consumer_lag": 3, "consumer_lag_stored": 4}}}},
            "cgrp": {"state": "up", "stateage": 9, "join_state": "steady"}}"#;
        let read = Statistics::read(json.as_bytes()).unwrap();
        let (broker, partition) = (&read.brokers["localhost:9092/1"], &read.topics["log"].partitions["0"]);
        assert_eq!((read.ts, &*broker.state, &*broker.source, broker.rx), (5, "UP", "learned", 7));
        assert_eq!((partition.partition, partition.consumer_lag_stored), (0, 4));
        assert_eq!((partition.hi_offset, partition.ls_offset, partition.eof_offset), (9, 7, 6));
        assert!(read.cgrp.is_some_and(|group| group.state == "up" && group.join_state == "steady"));
        assert!(Statistics::read(br#"{"ts": 1, "brokers": {}, "topics": {}}"#).is_some_and(|read| read.cgrp.is_none()));
        assert!(Statistics::read(b"no JSON").is_none());
    }
}
