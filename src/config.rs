//! The configuration: read once from the environment (and `.env`), checked, and handed down.
//!
//! Nothing else in the program reads an environment variable but `RUST_LOG` (by the logging library).

/// Where Kafka is and how this neighborhood's topics are called.
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
    /// `KAFKA_PARTITIONS`: the number that alert ids are hashed over (protocol 4); topics may have more.
    pub partitions: i32,
    /// `KAFKA_REPLICATION_FACTOR`
    pub replication_factor: i32,
    /// `KAFKA_RETENTION_DAYS`: of the topics that this program creates.
    pub retention_days: u32,
    /// `KAFKA_PROPERTIES`: more librdkafka settings, applied last; may hold passwords.
    pub properties: Properties,
}

/// librdkafka settings; `Debug` shows the names alone, because the values may be passwords.
#[derive(Clone, Default)]
pub struct Properties(pub Vec<(String, String)>);

impl std::fmt::Debug for Properties {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}
