//! A round trip through Kafka for `needhelp check`: one record written and read back, in a topic of its own.
//!
//! Must never write into the alerts' topics: no record is written there but for something that happened.

use std::time::{Duration, Instant};

use jiff::Timestamp;
use rdkafka::admin::{NewTopic, TopicReplication};
use rdkafka::error::KafkaError;

use super::client::MessageTimeout;
use super::envelope::Envelope;
use super::producer::{Outgoing, Producer};
use super::reader::{Reader, Span};
use super::send_error::SendError;
use super::topics::{self, Topics, TopicsError};
use crate::config::KafkaConfig;

const TOPIC: &str = "needhelp-check";
const HOUR_MS: &str = "3600000";

/// What a round trip showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoundTrip {
    /// From the call to the acknowledgement by all in-sync replicas.
    pub acknowledged: Duration,
    /// From the call until the record was read back.
    pub read_back: Duration,
    /// How far the broker's clock is from this machine's, at least ([`topics::CLOCKS_WITHIN`] is allowed).
    pub clock_difference: Duration,
}

/// Why there was no round trip.
#[derive(Debug, thiserror::Error)]
pub enum ProbeError {
    /// The topic for it could not be made.
    #[error(transparent)]
    Topic(#[from] TopicsError),
    /// The record was not acknowledged.
    #[error("a record could not be written: {0}")]
    Write(#[from] SendError),
    /// It was not read back.
    #[error("what was written could not be read back: {0}")]
    Read(#[from] KafkaError),
    /// Nothing came in time.
    #[error("Kafka took longer than {0:?}")]
    TooSlow(Duration),
}

/// Writes one record to the topic `needhelp-check`, which is made for it and deleted after it, and reads it back.
pub async fn round_trip(config: &KafkaConfig, within: Duration) -> Result<RoundTrip, ProbeError> {
    tokio::time::timeout(within, probe(config)).await.unwrap_or(Err(ProbeError::TooSlow(within)))
}

async fn probe(config: &KafkaConfig) -> Result<RoundTrip, ProbeError> {
    let topics = Topics::new(config)?;
    topics.wait_for_broker().await?;
    let embedded = topics.is_embedded().await?;
    if !embedded {
        let replicas = TopicReplication::Fixed(config.replication_factor.max(1));
        let topic = NewTopic::new(TOPIC, 1, replicas)
            .set("message.timestamp.type", "LogAppendTime")
            .set("retention.ms", HOUR_MS);
        topics.create(&[topic]).await?;
    }
    let outcome = there_and_back(config).await;
    if !embedded && let Err(error) = topics.delete(TOPIC).await {
        tracing::warn!(topic = TOPIC, %error, "the topic of the check is left over; it empties itself within an hour");
    }
    outcome
}

async fn there_and_back(config: &KafkaConfig) -> Result<RoundTrip, ProbeError> {
    let producer = Producer::start(config, "check", MessageTimeout::SERVICE)?;
    let now = Timestamp::now();
    let id = format!("check-{}-{}", now.as_millisecond(), std::process::id());
    let outgoing = || Outgoing {
        topic: TOPIC.to_owned(),
        partition: Some(0),
        key: Some(id.clone().into_bytes()),
        value: Some(b"{}".to_vec()),
        envelope: Envelope::new(&id, "checked", "check", now),
    };
    // A topic just made may not be known to the broker that is asked first; what fails so was surely not written.
    let (begun, before, delivered) = loop {
        let (begun, before) = (Instant::now(), Timestamp::now().as_millisecond());
        match producer.send(outgoing()).await {
            Ok(delivered) => break (begun, before, delivered),
            Err(SendError::NeedsMending(_) | SendError::NotWritten(_)) => {
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
            Err(error) => return Err(error.into()),
        }
    };
    let acknowledged = begun.elapsed();
    let after = Timestamp::now().as_millisecond();
    let place = Span::One { partition: delivered.partition, offset: delivered.offset };
    let read_at = Instant::now();
    let mut reader = Reader::open(config, TOPIC, place)?;
    let record = reader.next().await.ok_or(KafkaError::NoMessageReceived)??;
    if record.envelope.event_id.as_deref() != Some(&*id) {
        return Err(KafkaError::NoMessageReceived.into());
    }
    Ok(RoundTrip {
        acknowledged,
        read_back: acknowledged + read_at.elapsed(),
        clock_difference: topics::clock_difference(delivered.timestamp_ms, before, after),
    })
}
