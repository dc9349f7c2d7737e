//! A topic's records as lines of JSON, with headers, offsets and append times. Read and written with a bare client: nothing
//! here depends on how the bot understands a record.

use std::collections::BTreeMap;
use std::time::Duration;

use rdkafka::admin::{AdminClient, AdminOptions, AlterConfig, ResourceSpecifier};
use rdkafka::client::DefaultClientContext;
use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::message::{Header, Headers as _, OwnedHeaders};
use rdkafka::producer::{FutureProducer, FutureRecord};
use rdkafka::{ClientConfig, Message as _, Offset, TopicPartitionList};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::support::neighborhood::PATIENCE;

/// One record.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Line {
    pub partition: i32,
    pub offset: i64,
    /// Its append time in Unix milliseconds.
    pub ts: i64,
    pub key: Option<String>,
    pub headers: BTreeMap<String, String>,
    pub value: Value,
}

impl Line {
    /// A header's text; empty where there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }
}

/// A file that was recorded with version 1.
pub fn fixture(name: &str) -> String {
    let path = format!("{}/tests/fixtures/v1/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The lines of such a file.
pub fn parse<T: serde::de::DeserializeOwned>(text: &str) -> Vec<T> {
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect()
}

/// One line of JSON for each.
pub fn to_text<T: Serialize>(lines: &[T]) -> String {
    lines.iter().map(|line| serde_json::to_string(line).expect("plain JSON") + "\n").collect()
}

/// All records of a topic, by partition and offset.
pub fn read(servers: &str, topic: &str) -> Vec<Line> {
    let mut settings = ClientConfig::new();
    settings.set("bootstrap.servers", servers).set("group.id", "raw").set("enable.partition.eof", "true");
    let consumer: BaseConsumer = settings.create().expect("a consumer");
    let metadata = consumer.fetch_metadata(Some(topic), PATIENCE).expect("an answer");
    let mut partitions = TopicPartitionList::new();
    for partition in metadata.topics()[0].partitions() {
        partitions.add_partition_offset(topic, partition.id(), Offset::Beginning).expect("an offset");
    }
    consumer.assign(&partitions).expect("assigned");
    let (mut lines, mut ended) = (Vec::new(), 0);
    while ended < partitions.count() {
        match consumer.poll(PATIENCE).expect("an answer in time") {
            Ok(message) => lines.push(line(&message)),
            Err(rdkafka::error::KafkaError::PartitionEOF(_)) => ended += 1,
            Err(error) => panic!("{error}"),
        }
    }
    lines.sort_by_key(|line| (line.partition, line.offset));
    lines
}

fn line(message: &rdkafka::message::BorrowedMessage<'_>) -> Line {
    let text = |bytes: &[u8]| std::str::from_utf8(bytes).expect("text").to_owned();
    let headers = message.headers().map(|headers| {
        headers.iter().map(|header| (header.key.to_owned(), header.value.map(text).unwrap_or_default())).collect()
    });
    Line {
        partition: message.partition(),
        offset: message.offset(),
        ts: message.timestamp().to_millis().expect("an append time"),
        key: message.key().map(text),
        headers: headers.unwrap_or_default(),
        value: serde_json::from_slice(message.payload().expect("a value")).expect("JSON"),
    }
}

/// Appends the records, each to its partition and with its time. The offsets must come out as they were, because records
/// name them.
pub async fn append(servers: &str, topic: &str, lines: &[Line]) {
    let producer: FutureProducer = ClientConfig::new().set("bootstrap.servers", servers).create().expect("a producer");
    for line in lines {
        let mut headers = OwnedHeaders::new();
        for (key, value) in &line.headers {
            headers = headers.insert(Header { key, value: Some(value) });
        }
        let value = line.value.to_string();
        let mut record = FutureRecord::<str, str>::to(topic).partition(line.partition).timestamp(line.ts);
        record = record.headers(headers).payload(&value);
        if let Some(key) = &line.key {
            record = record.key(key);
        }
        let appended = producer.send(record, Duration::from_secs(10)).await.expect("appended");
        assert_eq!((appended.partition, appended.offset), (line.partition, line.offset));
    }
}

/// Whose time the topic's records have from now on: `CreateTime` or `LogAppendTime`.
pub async fn times_are(servers: &str, topic: &str, times: &str) {
    let admin: AdminClient<DefaultClientContext> =
        ClientConfig::new().set("bootstrap.servers", servers).create().expect("an admin client");
    let change = AlterConfig::new(ResourceSpecifier::Topic(topic)).set("message.timestamp.type", times);
    let changed = admin.alter_configs(&[change], &AdminOptions::new()).await.expect("an answer");
    assert!(changed.iter().all(Result::is_ok), "{changed:?}");
}
