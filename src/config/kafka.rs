//! Kafka's address, and the names and settings of the topics.

use std::fmt;

use super::ConfigError;
use super::reader::Reader;

/// Kafka's address, and the names and settings of the topics.
#[derive(Debug, Clone)]
pub struct KafkaConfig {
    /// `KAFKA_BOOTSTRAP_SERVERS`, `host:port` separated by commas.
    pub bootstrap_servers: String,
    /// `KAFKA_GROUP_ID`: each service appends its name (`neighbors-intake`, `neighbors-board`).
    pub group_id: String,
    /// `KAFKA_ALERTS_TOPIC`
    pub alerts_topic: String,
    /// `KAFKA_CONFIRMATIONS_TOPIC`: the alerts' logs.
    pub confirmations_topic: String,
    /// `KAFKA_DEAD_LETTER_TOPIC`
    pub dead_letter_topic: String,
    /// `KAFKA_SETTINGS_TOPIC`: what people have set, such as their blocks. One compacted partition
    /// (docs/protocol.md#rule-24).
    pub settings_topic: String,
    /// `KAFKA_PARTITIONS`: the number that alert ids are hashed over (docs/protocol.md#rule-4); topics may have more.
    pub partitions: i32,
    /// `KAFKA_REPLICATION_FACTOR`
    pub replication_factor: i32,
    /// `KAFKA_RETENTION_DAYS`: of the topics that this program creates.
    pub retention_days: u32,
    /// `KAFKA_PROPERTIES`: more librdkafka settings, applied last; may hold passwords.
    pub properties: Properties,
}

/// librdkafka settings. `Debug` shows only the names, because the values may be passwords.
#[derive(Clone, Default)]
pub struct Properties(pub Vec<(String, String)>);

impl fmt::Debug for Properties {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

impl KafkaConfig {
    pub(super) fn read(read: &Reader<'_>) -> Result<Self, ConfigError> {
        let kafka = KafkaConfig {
            bootstrap_servers: read.servers("KAFKA_BOOTSTRAP_SERVERS", "localhost:9092")?,
            group_id: read.text("KAFKA_GROUP_ID", "neighbors"),
            alerts_topic: read.topic("KAFKA_ALERTS_TOPIC", "bus-stop-alerts")?,
            confirmations_topic: read.topic("KAFKA_CONFIRMATIONS_TOPIC", "bus-stop-confirmations")?,
            dead_letter_topic: read.topic("KAFKA_DEAD_LETTER_TOPIC", "bus-stop-dead-letters")?,
            settings_topic: read.topic("KAFKA_SETTINGS_TOPIC", "bus-stop-settings")?,
            partitions: read.number("KAFKA_PARTITIONS", 3, 1, 1000)?,
            replication_factor: read.number("KAFKA_REPLICATION_FACTOR", 1, 1, 100)?,
            retention_days: read.number("KAFKA_RETENTION_DAYS", 7, 7, 36_500)?,
            properties: read.properties("KAFKA_PROPERTIES")?,
        };
        let topics = kafka.topics();
        if (1..topics.len()).any(|index| topics[..index].contains(&topics[index])) {
            return Err(ConfigError(format!(
                "KAFKA_ALERTS_TOPIC, KAFKA_CONFIRMATIONS_TOPIC, KAFKA_DEAD_LETTER_TOPIC and KAFKA_SETTINGS_TOPIC have to \
                 differ: {topics:?}"
            )));
        }
        Ok(kafka)
    }

    /// The names of all topics.
    pub(crate) fn topics(&self) -> [&String; 4] {
        [&self.alerts_topic, &self.confirmations_topic, &self.dead_letter_topic, &self.settings_topic]
    }
}
