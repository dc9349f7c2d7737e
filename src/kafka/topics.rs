//! The three topics: made where they are missing, and verified (protocol 14), each finding with its mending.
//!
//! Must change no topic that is there: what is wrong is said, and an admin decides.

use std::time::{Duration, Instant};

use backon::{BackoffBuilder as _, ExponentialBuilder};
use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, ResourceSpecifier, TopicReplication};
use rdkafka::client::ClientContext;
use rdkafka::config::{FromClientConfigAndContext as _, RDKafkaLogLevel};
use rdkafka::error::KafkaError;
use rdkafka::types::RDKafkaErrorCode;

use super::client;
use super::finding::{Finding, MIN_IN_SYNC, verify_settings};
use super::link::Link;
use crate::config::KafkaConfig;

const ASK: Duration = Duration::from_secs(5);
/// The clocks of broker and bot agree within this (protocol 14): give-up times are compared across them.
pub const CLOCKS_WITHIN: Duration = Duration::from_secs(2);

/// What making or verifying topics failed at; `wait_for_broker` first, and it does not happen at a start.
#[derive(Debug, thiserror::Error)]
pub enum TopicsError {
    /// The brokers did not answer, or not as expected: try again.
    #[error("Kafka did not answer: {0}")]
    Kafka(#[from] KafkaError),
    /// A topic is not there and cannot be made: say so, an admin has to do it.
    #[error("the topic {topic} cannot be made: {reason}")]
    NotMade {
        /// The topic.
        topic: String,
        /// What the broker said.
        reason: RDKafkaErrorCode,
    },
    /// The task was ended from outside.
    #[error("ended before Kafka answered")]
    Ended,
}

/// Makes and verifies topics; cheap to make, connects by itself.
pub struct Topics {
    admin: std::sync::Arc<AdminClient<Quiet>>,
    config: KafkaConfig,
}

impl Topics {
    /// Waits for no broker.
    pub fn new(config: &KafkaConfig) -> Result<Self, KafkaError> {
        let context = Quiet(Link::new("admin"));
        let admin = AdminClient::from_config_and_context(&client::admin(config), context)?;
        Ok(Self { admin: std::sync::Arc::new(admin), config: config.clone() })
    }

    /// Waits until a broker answers, for as long as it takes; logs once and then every 30 s. End it by dropping it.
    pub async fn wait_for_broker(&self) -> Result<(), TopicsError> {
        let began = Instant::now();
        let mut said: Option<Instant> = None;
        let mut backoff = ExponentialBuilder::default()
            .with_min_delay(Duration::from_millis(50))
            .with_max_delay(Duration::from_secs(1))
            .without_max_times()
            .build();
        loop {
            // A short question: the next one connects at once when the broker is there.
            match self.ask(|admin| admin.inner().fetch_metadata(None, Duration::from_secs(2)).map(|_| ())).await {
                Ok(()) => {
                    if said.is_some() {
                        tracing::info!(waited_s = began.elapsed().as_secs(), "Kafka is there");
                    }
                    return Ok(());
                }
                Err(error) => {
                    if said.is_none_or(|at| at.elapsed() > Duration::from_secs(30)) {
                        said = Some(Instant::now());
                        let servers = &*self.config.bootstrap_servers;
                        tracing::warn!(servers, %error, waited_s = began.elapsed().as_secs(), "waiting for Kafka");
                    }
                }
            }
            tokio::time::sleep(backoff.next().unwrap_or(Duration::from_secs(1))).await;
        }
    }

    /// Whether this is the embedded broker, which answers no admin requests.
    pub async fn is_embedded(&self) -> Result<bool, TopicsError> {
        self.ask(|admin| Ok(is_embedded(admin.inner()))).await
    }

    /// Makes those of the three topics that are missing; answers with their names.
    pub async fn make_missing(&self) -> Result<Vec<String>, TopicsError> {
        let names = self.names();
        let mut missing = Vec::new();
        for name in &names {
            if self.partitions_of(name).await?.is_none() {
                missing.push(name.clone());
            }
        }
        if missing.is_empty() {
            return Ok(missing);
        }
        let retention_ms = (i64::from(self.config.retention_days) * 24 * 3_600_000).to_string();
        let topics: Vec<_> = missing.iter().map(|name| self.new_topic(name, &retention_ms)).collect();
        self.create(&topics).await?;
        tracing::info!(topics = ?missing, "topics made");
        Ok(missing)
    }

    fn new_topic<'a>(&self, name: &'a str, retention_ms: &'a str) -> NewTopic<'a> {
        let topic = NewTopic::new(
            name,
            self.config.partitions.max(1),
            TopicReplication::Fixed(self.config.replication_factor.max(1)),
        )
        .set("message.timestamp.type", "LogAppendTime")
        .set("cleanup.policy", "delete")
        .set("retention.ms", retention_ms);
        if self.config.replication_factor >= 3 { topic.set("min.insync.replicas", MIN_IN_SYNC) } else { topic }
    }

    pub(super) async fn create(&self, topics: &[NewTopic<'_>]) -> Result<(), TopicsError> {
        let options = AdminOptions::new().request_timeout(Some(ASK)).operation_timeout(Some(ASK));
        for outcome in self.admin.create_topics(topics, &options).await? {
            match outcome {
                Ok(_) | Err((_, RDKafkaErrorCode::TopicAlreadyExists)) => {}
                Err((topic, reason)) => return Err(TopicsError::NotMade { topic, reason }),
            }
        }
        Ok(())
    }

    pub(super) async fn delete(&self, topic: &str) -> Result<(), TopicsError> {
        self.admin.delete_topics(&[topic], &AdminOptions::new().request_timeout(Some(ASK))).await?;
        Ok(())
    }

    /// Verifies the three topics as protocol 14 wants them; an empty answer is a good one.
    pub async fn verify(&self) -> Result<Vec<Finding>, TopicsError> {
        if self.is_embedded().await? {
            tracing::info!("the embedded broker has no topic settings: nothing to verify");
            return Ok(Vec::new());
        }
        let names = self.names();
        let mut findings = Vec::new();
        for name in &names {
            findings.extend(match self.partitions_of(name).await? {
                None => Some(Finding {
                    topic: name.clone(),
                    wrong: "there is no such topic".to_owned(),
                    mending: "Start any of the services: each makes what is missing.".to_owned(),
                }),
                Some(shape) => shape.too_few(name, self.config.partitions),
            });
        }
        let resources: Vec<_> = names.iter().map(|name| ResourceSpecifier::Topic(name)).collect();
        let options = AdminOptions::new().request_timeout(Some(ASK));
        for resource in self.admin.describe_configs(&resources, &options).await? {
            match resource {
                Ok(resource) => findings.extend(verify_settings(&resource, self.config.replication_factor)),
                Err(RDKafkaErrorCode::UnknownTopicOrPartition) => {}
                Err(code) => return Err(KafkaError::AdminOp(code).into()),
            }
        }
        Ok(findings)
    }

    /// The partitions of a topic; `None` where there is no such topic.
    async fn partitions_of(&self, topic: &str) -> Result<Option<Shape>, TopicsError> {
        let topic = topic.to_owned();
        self.ask(move |admin| {
            // All topics are asked for, because some brokers make a topic that is asked for by its name.
            let metadata = admin.inner().fetch_metadata(None, ASK)?;
            let found = metadata.topics().iter().find(|one| one.name() == topic && one.error().is_none());
            Ok(found.map(|found| Shape { partitions: found.partitions().len() }))
        })
        .await
    }

    fn names(&self) -> [String; 3] {
        let config = &self.config;
        [config.alerts_topic.clone(), config.confirmations_topic.clone(), config.dead_letter_topic.clone()]
    }

    async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&AdminClient<Quiet>) -> Result<T, KafkaError> + Send + 'static,
    ) -> Result<T, TopicsError> {
        let admin = std::sync::Arc::clone(&self.admin);
        let answer = tokio::task::spawn_blocking(move || question(&admin)).await;
        Ok(answer.map_err(|_| TopicsError::Ended)??)
    }
}

/// Whether the client talks to librdkafka's mock cluster.
pub(super) fn is_embedded<C: ClientContext>(client: &rdkafka::client::Client<C>) -> bool {
    client.fetch_cluster_id(Duration::from_secs(2)).is_some_and(|id| id.starts_with("mockCluster"))
}

/// How far the broker's clock is from this machine's, at least: 0 where the append time lies between the two.
///
/// `before` and `after` (unix ms) are this machine's times around the delivery of a record.
pub fn clock_difference(delivered_ms: i64, before: i64, after: i64) -> Duration {
    let difference = (before - delivered_ms).max(delivered_ms - after).max(0);
    Duration::from_millis(difference.unsigned_abs())
}

struct Shape {
    partitions: usize,
}

impl Shape {
    fn too_few(&self, topic: &str, wanted: i32) -> Option<Finding> {
        let few = i64::try_from(self.partitions).is_ok_and(|has| has < i64::from(wanted));
        few.then(|| Finding {
            topic: topic.to_owned(),
            wrong: format!("it has {} partitions, and KAFKA_PARTITIONS is {wanted}", self.partitions),
            mending: format!("kafka-topics.sh --alter --topic {topic} --partitions {wanted}"),
        })
    }
}

struct Quiet(Link);

impl ClientContext for Quiet {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, text: &str) {
        self.0.log(level, facility, text);
    }

    fn error(&self, error: KafkaError, reason: &str) {
        // Whoever asked says what came of it; what no answer tells is that this client is not let in.
        match error.rdkafka_error_code() {
            Some(RDKafkaErrorCode::AllBrokersDown | RDKafkaErrorCode::Resolve) => {}
            code => self.0.error(code, reason),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_are_compared_by_a_record_in_between() {
        assert_eq!(clock_difference(150, 100, 200), Duration::ZERO);
        assert_eq!(clock_difference(50, 100, 200), Duration::from_millis(50));
        assert_eq!(clock_difference(2_300, 100, 200), Duration::from_millis(2_100));
    }
}
