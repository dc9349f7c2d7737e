//! The topics: created where they are missing, and verified (docs/protocol.md#rule-14).
//!
//! Must not change a topic that exists. Alerts do not wait for the topic of the settings: where it cannot be created, that is
//! a finding (docs/protocol.md#rule-24).

use std::time::Duration;

use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, ResourceSpecifier, TopicReplication};
use rdkafka::client::ClientContext;
use rdkafka::config::{FromClientConfigAndContext as _, RDKafkaLogLevel};
use rdkafka::consumer::{BaseConsumer, Consumer as _, ConsumerContext};
use rdkafka::error::KafkaError;
use rdkafka::metadata::MetadataTopic;
use rdkafka::types::RDKafkaErrorCode;
use tokio_util::sync::CancellationToken;

use crate::config::KafkaConfig;
use crate::kafka::admin::findings::{self, Finding};
use crate::kafka::admin::{Connectivity, client};

const ASK: Duration = Duration::from_secs(5);
const AGAIN: Duration = Duration::from_millis(500);
const SAID_EVERY: Duration = Duration::from_secs(30);

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

/// What is wrong with the topics, or why that could not be asked. Creates nothing.
pub(crate) async fn verify(config: &KafkaConfig) -> Result<Vec<Finding>, String> {
    let topics = std::sync::Arc::new(Topics::new(config).map_err(|error| error.to_string())?);
    let (asked, runtime) = (std::sync::Arc::clone(&topics), tokio::runtime::Handle::current());
    let verified = tokio::task::spawn_blocking(move || runtime.block_on(asked.verify())).await;
    drop_off_thread(topics);
    verified.map_err(|error| error.to_string())?.map_err(|error| error.to_string())
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
        let is_settings = |name: &&str| *name == self.config.settings_topic;
        let (settings, required): (Vec<_>, Vec<_>) = self.missing()?.into_iter().partition(is_settings);
        let mut made = !required.is_empty();
        if made {
            let retention = (u64::from(self.config.retention_days) * 24 * 3_600_000).to_string();
            let topics: Vec<_> = required.into_iter().map(|name| self.new_topic(name, &retention)).collect();
            self.make(&topics).await?;
        }
        // The mock broker creates no topics, and would not answer.
        if !settings.is_empty() && !self.is_mock_broker() {
            match self.make(&[self.new_settings_topic()]).await {
                Ok(()) => made = true,
                Err(error) => tracing::warn!(%error, "what people set is not kept; alerts do not need it"),
            }
        }
        // A broker says that a topic is made a moment before it knows its partitions, and its settings, everywhere.
        let deadline = tokio::time::Instant::now() + ASK;
        loop {
            let findings = self.verify().await?;
            let settled = !made || findings.is_empty() || tokio::time::Instant::now() > deadline;
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
        Ok(self.config.topics().into_iter().map(String::as_str).filter(|name| !there(name)).collect())
    }

    fn new_topic<'a>(&'a self, name: &'a str, retention: &'a str) -> NewTopic<'a> {
        self.with_append_times(name, self.config.partitions)
            .set("cleanup.policy", "delete")
            .set("retention.ms", retention)
    }

    /// The newest record of each key counts, so there is one partition, and it is compacted.
    fn new_settings_topic(&self) -> NewTopic<'_> {
        self.with_append_times(&self.config.settings_topic, 1).set("cleanup.policy", "compact")
    }

    fn with_append_times<'a>(&self, name: &'a str, partitions: i32) -> NewTopic<'a> {
        let replication = TopicReplication::Fixed(self.config.replication_factor);
        let topic = NewTopic::new(name, partitions, replication).set("message.timestamp.type", "LogAppendTime");
        if self.config.replication_factor >= 3 { topic.set("min.insync.replicas", "2") } else { topic }
    }

    async fn make(&self, topics: &[NewTopic<'_>]) -> Result<(), TopicsError> {
        let options = AdminOptions::new().operation_timeout(Some(ASK)).request_timeout(Some(ASK));
        for made in self.admin.create_topics(topics, &options).await.map_err(TopicsError::Away)? {
            match made {
                Ok(name) => tracing::info!(topic = name, "created the topic"),
                // Another service was quicker.
                Err((_, RDKafkaErrorCode::TopicAlreadyExists)) => {}
                Err((topic, code)) => {
                    return Err(TopicsError::CannotMake { topic, reason: code.to_string(), fix: fix_of(code) });
                }
            }
        }
        Ok(())
    }

    /// What is wrong with the topics.
    ///
    /// # Errors
    /// [`TopicsError::Away`]
    pub async fn verify(&self) -> Result<Vec<Finding>, TopicsError> {
        let (verified, mut findings) = self.verify_partitions()?;
        if verified.is_empty() {
            return Ok(findings);
        }
        if self.is_mock_broker() {
            tracing::debug!("the mock broker has no settings of topics to verify");
            return Ok(findings);
        }
        let resources: Vec<_> = verified.iter().map(|name| ResourceSpecifier::Topic(name)).collect();
        let options = AdminOptions::new().request_timeout(Some(ASK));
        let described = self.admin.describe_configs(&resources, &options).await.map_err(TopicsError::Away)?;
        for (name, resource) in verified.into_iter().zip(described) {
            match resource {
                Ok(resource) => {
                    let value = |setting: &str| resource.get(setting).and_then(|entry| entry.value.clone());
                    findings.extend(findings::of_settings(&self.config, name, &value));
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

    /// The topics whose settings are to be verified, and what is wrong with the partitions of all.
    fn verify_partitions(&self) -> Result<(Vec<&str>, Vec<Finding>), TopicsError> {
        let metadata = self.consumer.fetch_metadata(None, ASK).map_err(TopicsError::Away)?;
        let (mut verified, mut findings) = (Vec::new(), Vec::new());
        for name in self.config.topics() {
            let found = metadata.topics().iter().find(|topic| topic.name() == name);
            let partitions = found.map(MetadataTopic::partitions).unwrap_or_default();
            let copies = partitions.iter().map(|partition| partition.replicas().len()).min();
            // Instead of a topic of the settings with several partitions there has to be another one.
            let is_replaced = *name == self.config.settings_topic && partitions.len() > 1;
            if !partitions.is_empty() && !is_replaced {
                verified.push(name.as_str());
            }
            findings.extend(findings::of_partitions(&self.config, name, partitions.len(), copies));
        }
        Ok((verified, findings))
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
