//! A round trip through Kafka, for `needhelp check`: a record is appended and read back, in a topic of its own. A record
//! appended there also shows the broker's clock.
//!
//! Must not touch the topics that people's alerts are in.

use std::time::Duration;

use jiff::Timestamp;
use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, TopicReplication};
use rdkafka::config::FromClientConfigAndContext as _;
use rdkafka::types::RDKafkaErrorCode;

use crate::config::KafkaConfig;
use crate::kafka::admin::read_topic;
use crate::kafka::admin::topics::Asking;
use crate::kafka::admin::{Delivered, Envelope, MessageTimeout, Outgoing, Producer, client};

/// The topic that the check's records are in, for an hour.
pub const TOPIC: &str = "needhelp-check";

const ASK: Duration = Duration::from_secs(5);

/// A successful round trip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoundTrip {
    /// From the append to having it read.
    pub took: Duration,
    /// By how much the broker's clock is ahead of this machine's, in milliseconds; `None` where it gave no time, or took
    /// too long to show one.
    pub clock_difference_ms: Option<i64>,
}

/// Appends a record and reads it back.
///
/// # Errors
/// What did not work, for `needhelp check`.
pub async fn round_trip(config: &KafkaConfig) -> Result<RoundTrip, String> {
    make(config).await?;
    let producer = Producer::start(config, "check", MessageTimeout::PERSON).map_err(|error| error.to_string())?;
    // The first record waits for a connection, and the time of one that waited says nothing about clocks.
    append(&producer).await?;
    let began = std::time::Instant::now();
    let sent = append(&producer).await?;
    let clock_difference_ms = producer.clock().map(|(ahead_ms, _)| ahead_ms);
    let (reading, place) = (config.clone(), sent);
    let read =
        tokio::task::spawn_blocking(move || read_topic::read_one(&reading, TOPIC, place.partition, place.offset));
    match read.await {
        Ok(Ok(Some(_))) => {}
        Ok(Ok(None)) => return Err("the record that was appended is not there".to_owned()),
        Ok(Err(error)) => return Err(format!("the record could not be read back: {error}")),
        Err(error) => return Err(error.to_string()),
    }
    Ok(RoundTrip { took: began.elapsed(), clock_difference_ms })
}

async fn append(producer: &Producer) -> Result<Delivered, String> {
    let now = Timestamp::now();
    let outgoing = Outgoing {
        topic: TOPIC.to_owned(),
        partition: Some(0),
        key: None,
        value: Some(b"check".to_vec()),
        envelope: Envelope::new(format!("check-{}", now.as_nanosecond()), "check", "check", now),
    };
    producer.send(outgoing).await.map_err(|error| format!("a record could not be appended: {error}"))
}

/// Appends a record, after which [`Producer::clock`] of this producer is fresh. Makes the topic where it is missing.
///
/// # Errors
/// What did not work: the broker is away, or this user may not create the topic or write to it.
pub async fn ask_the_time(config: &KafkaConfig, producer: &Producer) -> Result<(), String> {
    make(config).await?;
    append(producer).await.map(drop)
}

async fn make(config: &KafkaConfig) -> Result<(), String> {
    let mut settings = client::admin(config);
    let settings = settings.set("allow.auto.create.topics", "true");
    let admin =
        AdminClient::from_config_and_context(settings, Asking::new("check")).map_err(|error| error.to_string())?;
    let (admin, is_mock) = tokio::task::spawn_blocking(move || {
        let is_mock = client::is_mock_broker(admin.inner());
        if is_mock && let Err(error) = admin.inner().fetch_metadata(Some(TOPIC), ASK) {
            tracing::debug!(%error, "the mock broker was not asked for the check's topic");
        }
        (admin, is_mock)
    })
    .await
    .map_err(|error| error.to_string())?;
    if is_mock {
        // It makes a topic that is asked for, and knows no admin.
        return Ok(());
    }
    let topic = NewTopic::new(TOPIC, 1, TopicReplication::Fixed(config.replication_factor))
        .set("message.timestamp.type", "LogAppendTime")
        .set("retention.ms", "3600000");
    let options = AdminOptions::new().operation_timeout(Some(ASK)).request_timeout(Some(ASK));
    let made = admin.create_topics([&topic], &options).await.map_err(|error| format!("no topic: {error}"))?;
    match made.into_iter().next() {
        Some(Err((_, code))) if code != RDKafkaErrorCode::TopicAlreadyExists => {
            Err(format!("the topic {TOPIC} cannot be created: {code}"))
        }
        _ => Ok(()),
    }
}
