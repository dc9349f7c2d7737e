//! The three topics: created where they are missing, and verified (docs/protocol.md#rule-14).
//!
//! Must not change a topic that exists. Each finding says how an admin can fix it.

use std::fmt;
use std::time::Duration;

use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, ResourceSpecifier, TopicReplication};
use rdkafka::client::ClientContext;
use rdkafka::config::{FromClientConfigAndContext as _, RDKafkaLogLevel};
use rdkafka::consumer::{BaseConsumer, Consumer as _, ConsumerContext};
use rdkafka::error::KafkaError;
use rdkafka::types::RDKafkaErrorCode;
use tokio_util::sync::CancellationToken;

use crate::config::KafkaConfig;
use crate::kafka::admin::{Connectivity, client};

const ASK: Duration = Duration::from_secs(5);
const AGAIN: Duration = Duration::from_millis(500);
const SAID_EVERY: Duration = Duration::from_secs(30);

/// What librdkafka packs into one batch: a broker that takes less refuses records that are small enough by themselves.
const SMALLEST_BOUND_BYTES: i64 = 1_000_000;

/// What is wrong with a topic, and how to fix it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Which.
    pub topic: String,
    /// What is wrong.
    pub wrong: String,
    /// What the admin can do.
    pub fix: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "topic {}: {}; {}", self.topic, self.wrong, self.fix)
    }
}

/// Why the topics could not be created or verified.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TopicsError {
    /// No broker, or one that does not answer: try again.
    #[error("Kafka does not answer: {0}")]
    Away(KafkaError),
    /// A topic is missing and could not be created.
    #[error("topic {topic} is missing and cannot be created ({reason}): {fix}")]
    CannotMake {
        /// Which.
        topic: String,
        /// Kafka's error.
        reason: String,
        /// What the admin can do.
        fix: &'static str,
    },
}

/// The brokers, as far as topics are concerned. Its calls block: keep it off the async threads, or use [`prepare`].
pub struct Topics {
    config: KafkaConfig,
    admin: AdminClient<Asking>,
    consumer: BaseConsumer<Asking>,
}

/// The context of a client that only asks questions. Each answer says when no broker answers, so this logs it at DEBUG. Only
/// this context learns that the brokers refuse the client.
pub(crate) struct Asking(Connectivity);

impl Asking {
    pub(crate) fn new(client: &str) -> Self {
        Self(Connectivity::new(client))
    }
}

impl ClientContext for Asking {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, text: &str) {
        self.0.log(level, facility, text);
    }

    fn error(&self, error: KafkaError, reason: &str) {
        match error.rdkafka_error_code() {
            Some(RDKafkaErrorCode::AllBrokersDown | RDKafkaErrorCode::Resolve) => {
                tracing::debug!(reason, "no broker can be asked");
            }
            code => self.0.error(code, reason),
        }
    }
}

impl ConsumerContext for Asking {}

/// Waits for a broker, creates the topics that are missing and verifies the others. Tries until that has worked or `stop`
/// ends it. Returns the findings, or `None` where it was stopped.
///
/// # Errors
/// Where `KAFKA_PROPERTIES` has something that librdkafka does not take.
pub async fn prepare(config: &KafkaConfig, stop: &CancellationToken) -> Result<Option<Vec<Finding>>, KafkaError> {
    let mut topics = std::sync::Arc::new(Topics::new(config)?);
    let mut said: Option<tokio::time::Instant> = None;
    loop {
        let asked = std::sync::Arc::clone(&topics);
        let runtime = tokio::runtime::Handle::current();
        let asking = tokio::task::spawn_blocking(move || runtime.block_on(asked.make_and_verify()));
        // Half a broker may let each question wait, which is longer in all than an end may take.
        let outcome = tokio::select! {
            outcome = asking => outcome,
            () = stop.cancelled() => {
                drop_off_thread(topics);
                return Ok(None);
            }
        };
        let error = match outcome {
            Ok(Ok(findings)) => {
                if said.is_some() {
                    tracing::info!("Kafka answers, the topics exist");
                }
                drop_off_thread(topics);
                return Ok(Some(findings));
            }
            Ok(Err(error)) => error.to_string(),
            Err(error) => error.to_string(),
        };
        if said.is_none_or(|at| at.elapsed() >= SAID_EVERY) {
            tracing::warn!(servers = %config.bootstrap_servers, error, "waiting for Kafka and its topics");
            if said.replace(tokio::time::Instant::now()).is_some() {
                // They may have been told that there is no broker, and never ask again.
                drop_off_thread(std::mem::replace(&mut topics, std::sync::Arc::new(Topics::new(config)?)));
            }
        }
        tokio::select! {
            () = tokio::time::sleep(AGAIN) => {}
            () = stop.cancelled() => {
                drop_off_thread(topics);
                return Ok(None);
            }
        }
    }
}

/// Dropping a client waits for its threads.
fn drop_off_thread(topics: std::sync::Arc<Topics>) {
    drop(tokio::task::spawn_blocking(move || drop(topics)));
}

impl Topics {
    /// Connects to nothing yet.
    ///
    /// # Errors
    /// Where `KAFKA_PROPERTIES` has something that librdkafka does not take.
    pub fn new(config: &KafkaConfig) -> Result<Self, KafkaError> {
        let admin = AdminClient::from_config_and_context(&client::admin(config), Asking::new("admin"))?;
        let consumer = client::reader(config, "topics").create_with_context(Asking::new("topics"))?;
        Ok(Topics { config: config.clone(), admin, consumer })
    }

    /// Creates the missing topics, and returns what is wrong with the others.
    ///
    /// # Errors
    /// [`TopicsError`]
    pub async fn make_and_verify(&self) -> Result<Vec<Finding>, TopicsError> {
        let missing = self.missing()?;
        if !missing.is_empty() {
            self.make(&missing).await?;
        }
        // A broker says that a topic is made a moment before it knows its partitions, and its settings, everywhere.
        let deadline = tokio::time::Instant::now() + ASK;
        loop {
            let findings = self.verify().await?;
            let settled = missing.is_empty() || findings.is_empty() || tokio::time::Instant::now() > deadline;
            if settled {
                return Ok(findings);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Whether the broker is librdkafka's mock cluster, which has no settings to look at.
    #[must_use]
    pub fn is_mock_broker(&self) -> bool {
        client::is_mock_broker(self.admin.inner())
    }

    fn missing(&self) -> Result<Vec<&str>, TopicsError> {
        let metadata = self.consumer.fetch_metadata(None, ASK).map_err(TopicsError::Away)?;
        let there = |name: &&str| {
            let found = metadata.topics().iter().find(|topic| topic.name() == *name);
            found.is_some_and(|topic| topic.error().is_none() && !topic.partitions().is_empty())
        };
        Ok(self.names().into_iter().filter(|name| !there(name)).collect())
    }

    fn names(&self) -> [&str; 3] {
        let config = &self.config;
        [&config.alerts_topic, &config.confirmations_topic, &config.dead_letter_topic]
    }

    async fn make(&self, missing: &[&str]) -> Result<(), TopicsError> {
        let config = &self.config;
        let retention = (u64::from(config.retention_days) * 24 * 3_600_000).to_string();
        let new = |name| {
            let replication = TopicReplication::Fixed(config.replication_factor);
            let topic = NewTopic::new(name, config.partitions, replication)
                .set("message.timestamp.type", "LogAppendTime")
                .set("cleanup.policy", "delete")
                .set("retention.ms", &retention);
            if config.replication_factor >= 3 { topic.set("min.insync.replicas", "2") } else { topic }
        };
        let topics: Vec<_> = missing.iter().map(|name| new(name)).collect();
        let options = AdminOptions::new().operation_timeout(Some(ASK)).request_timeout(Some(ASK));
        for made in self.admin.create_topics(&topics, &options).await.map_err(TopicsError::Away)? {
            match made {
                Ok(name) => tracing::info!(topic = name, partitions = config.partitions, "created the topic"),
                // Another service was quicker.
                Err((_, RDKafkaErrorCode::TopicAlreadyExists)) => {}
                Err((topic, code)) => {
                    return Err(TopicsError::CannotMake { topic, reason: code.to_string(), fix: fix_of(code) });
                }
            }
        }
        Ok(())
    }

    /// What is wrong with the topics that exist.
    ///
    /// # Errors
    /// [`TopicsError::Away`]
    pub async fn verify(&self) -> Result<Vec<Finding>, TopicsError> {
        let mut findings = self.verify_partitions()?;
        if self.is_mock_broker() {
            tracing::debug!("the mock broker has no settings of topics to verify");
            return Ok(findings);
        }
        let resources = self.names().map(ResourceSpecifier::Topic);
        let options = AdminOptions::new().request_timeout(Some(ASK));
        let described = self.admin.describe_configs(&resources, &options).await.map_err(TopicsError::Away)?;
        for (name, resource) in self.names().into_iter().zip(described) {
            match resource {
                Ok(resource) => {
                    let value = |setting: &str| resource.get(setting).and_then(|entry| entry.value.clone());
                    findings.extend(self.settings(name, &value));
                }
                Err(code) => findings.push(Finding {
                    topic: name.to_owned(),
                    wrong: format!("its settings can't be read ({code})"),
                    fix: "give this user DescribeConfigs on it".to_owned(),
                }),
            }
        }
        Ok(findings)
    }

    fn verify_partitions(&self) -> Result<Vec<Finding>, TopicsError> {
        let metadata = self.consumer.fetch_metadata(None, ASK).map_err(TopicsError::Away)?;
        let mut findings = Vec::new();
        for name in self.names() {
            let found = metadata.topics().iter().find(|topic| topic.name() == name);
            let count = found.map_or(0, |topic| topic.partitions().len());
            let wanted = usize::try_from(self.config.partitions).unwrap_or(0);
            let log = name == self.config.confirmations_topic;
            let copies =
                found.and_then(|topic| topic.partitions().iter().map(|partition| partition.replicas().len()).min());
            let factor = self.config.replication_factor;
            if let Some(copies) = copies.filter(|copies| *copies < usize::try_from(factor).unwrap_or(0)) {
                findings.push(Finding {
                    topic: name.to_owned(),
                    wrong: format!("a partition of it is on {copies} brokers, KAFKA_REPLICATION_FACTOR is {factor}"),
                    fix: "move it with kafka-reassign-partitions.sh, or set KAFKA_REPLICATION_FACTOR to that number"
                        .to_owned(),
                });
            }
            if count == 0 || (log && count < wanted) {
                findings.push(Finding {
                    topic: name.to_owned(),
                    wrong: format!("it has {count} partitions, KAFKA_PARTITIONS is {wanted}"),
                    fix: if count == 0 {
                        "start any of the services, which makes what is missing".to_owned()
                    } else {
                        format!("kafka-topics.sh --alter --topic {name} --partitions {wanted}")
                    },
                });
            }
        }
        Ok(findings)
    }

    fn settings(&self, name: &str, value: &dyn Fn(&str) -> Option<String>) -> Vec<Finding> {
        let alter = |setting: &str| {
            format!("kafka-configs.sh --alter --entity-type topics --entity-name {name} --add-config {setting}")
        };
        let mut findings = Vec::new();
        let mut expect = |setting: &str, right: &str, why: &str| {
            let is = value(setting).unwrap_or_default();
            if is != right {
                findings.push(Finding {
                    topic: name.to_owned(),
                    wrong: format!("{setting} is {is}: {why}"),
                    fix: alter(&format!("{setting}={right}")),
                });
            }
        };
        if name != self.config.dead_letter_topic {
            expect("message.timestamp.type", "LogAppendTime", "what was given up could be shown all the same");
        }
        expect("cleanup.policy", "delete", "its records would vanish one by one, and one without a key be refused");
        let number = |setting: &str| value(setting).and_then(|text| text.parse::<i64>().ok());
        if self.config.replication_factor >= 3 && number("min.insync.replicas").is_none_or(|replicas| replicas < 2) {
            // Where there are more than 2 it is the admin's own choice.
            expect("min.insync.replicas", "2", "an acknowledged record could be on one broker only");
        }
        if number("max.message.bytes").is_some_and(|bytes| bytes < SMALLEST_BOUND_BYTES) {
            let why = "an alert may be larger, and so may some that are written at once";
            expect("max.message.bytes", &client::MAX_RECORD_BYTES.to_string(), why);
        }
        let week = 7 * 24 * 3_600_000_i64;
        let retention = number("retention.ms");
        if retention.is_some_and(|ms| ms >= 0 && ms < week) {
            findings.push(Finding {
                topic: name.to_owned(),
                wrong: "retention.ms is less than 7 days".to_owned(),
                fix: alter(&format!("retention.ms={week}")),
            });
        }
        findings
    }
}

fn fix_of(code: RDKafkaErrorCode) -> &'static str {
    match code {
        RDKafkaErrorCode::InvalidReplicationFactor => "set KAFKA_REPLICATION_FACTOR to the number of brokers at most",
        RDKafkaErrorCode::TopicAuthorizationFailed | RDKafkaErrorCode::ClusterAuthorizationFailed => {
            "give this user the right to create topics, or create it yourself"
        }
        _ => "create it yourself, or fix what Kafka reports",
    }
}
