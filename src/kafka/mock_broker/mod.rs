//! A mock broker on 127.0.0.1 (librdkafka's mock cluster), for tests and the demo.
//!
//! It speaks Kafka's protocol over TCP, so other processes can use it. Must not be mistaken for Kafka: nothing survives the
//! process, idempotence and transactions are not modelled, append times are the producers' own, there is no look-up by
//! time, no retention, and it answers no admin requests. Behavior that depends on those is tested on real Kafka.

pub(crate) mod tcp_proxy;

use std::net::SocketAddr;
use std::time::Duration;

use rdkafka::ClientConfig;
use rdkafka::client::ClientContext;
use rdkafka::config::{FromClientConfigAndContext as _, RDKafkaLogLevel};
use rdkafka::error::KafkaError;
use rdkafka::message::DeliveryResult;
use rdkafka::mocking::MockCluster;
use rdkafka::producer::{BaseProducer, Producer as _, ProducerContext};
use rdkafka::types::{RDKafkaApiKey, RDKafkaRespErr};
use tokio::net::TcpListener;

use crate::config::{KafkaConfig, Properties};
use crate::kafka::client;
use tcp_proxy::TcpProxy;

/// The number of partitions of each topic, but for [`SETTINGS_TOPIC`].
pub const PARTITIONS: i32 = 3;

/// The topic of the settings, which is always there and has one partition.
const SETTINGS_TOPIC: &str = "bus-stop-settings";

/// `KAFKA_PROPERTIES` that make the mock broker quick: a group balances in 0.1 s, a killed member is noticed after 1.2 s,
/// and a record arrives within 10 ms.
pub const FAST_PROPERTIES: &str = "fetch.wait.max.ms=10,session.timeout.ms=1200,heartbeat.interval.ms=100,\
                                   auto.commit.interval.ms=100,statistics.interval.ms=100,\
                                   topic.metadata.refresh.interval.ms=1000";

/// Only a broker behind a TCP proxy can be down and up again. librdkafka's own way gives the port away meanwhile, and ends
/// the process with an assertion where another program took it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a mock broker can be down, or have a clock, only where `MockBroker::start_at` started it")]
pub struct NoProxy;

/// A running mock broker. It ends when this is dropped.
pub struct MockBroker {
    owner: Option<BaseProducer<Quiet>>,
    bootstrap_servers: String,
    /// Only where it was started at a port.
    proxy: Option<TcpProxy>,
}

impl MockBroker {
    /// Starts a broker on a free port.
    ///
    /// # Errors
    /// librdkafka's, where it can start no mock cluster.
    pub fn start(topics: &[&str]) -> Result<Self, KafkaError> {
        let owner =
            BaseProducer::from_config_and_context(ClientConfig::new().set("test.mock.num.brokers", "1"), Quiet)?;
        client::mock::set_rebalance_delay(owner.client(), Duration::from_millis(100));
        let cluster = owner.client().mock_cluster().ok_or(KafkaError::ClientCreation("no mock cluster".to_owned()))?;
        for topic in topics {
            cluster.create_topic(topic, PARTITIONS, 1)?;
        }
        cluster.create_topic(SETTINGS_TOPIC, 1, 1)?;
        let bootstrap_servers = cluster.bootstrap_servers();
        drop(cluster);
        Ok(Self { owner: Some(owner), bootstrap_servers, proxy: None })
    }

    /// Starts a broker on a given port (0: a free one) behind a TCP proxy, so that it can be [`Self::down`]. Must be called
    /// within a tokio runtime.
    ///
    /// # Errors
    /// Where the port is taken, or librdkafka can start no mock cluster.
    pub async fn start_at(port: u16, topics: &[&str]) -> std::io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", port)).await?;
        let mut broker = Self::start(topics).map_err(std::io::Error::other)?;
        let inner: SocketAddr = broker.bootstrap_servers.parse().map_err(std::io::Error::other)?;
        let proxy = TcpProxy::new(listener, inner)?;
        if let Some(owner) = &broker.owner {
            client::mock::set_port(owner.client(), 1, proxy.port());
        }
        broker.bootstrap_servers = format!("127.0.0.1:{}", proxy.port());
        broker.proxy = Some(proxy);
        Ok(broker)
    }

    /// Its address, for `KAFKA_BOOTSTRAP_SERVERS`.
    #[must_use]
    pub fn bootstrap_servers(&self) -> &str {
        &self.bootstrap_servers
    }

    /// A configuration for it, with the default topics and [`FAST_PROPERTIES`].
    #[must_use]
    pub fn config(&self) -> KafkaConfig {
        KafkaConfig {
            bootstrap_servers: self.bootstrap_servers.clone(),
            group_id: "neighbors".to_owned(),
            alerts_topic: "bus-stop-alerts".to_owned(),
            confirmations_topic: "bus-stop-confirmations".to_owned(),
            dead_letter_topic: "bus-stop-dead-letters".to_owned(),
            settings_topic: SETTINGS_TOPIC.to_owned(),
            partitions: PARTITIONS,
            replication_factor: 1,
            retention_days: 7,
            properties: fast_properties(),
        }
    }

    /// Answers the next requests of this kind with these errors, one each. `_TRANSPORT` closes the connection.
    ///
    /// A produce request that gets an error writes nothing; for the other case see [`Self::lose_acknowledgements`].
    pub fn fail(&self, requests: RDKafkaApiKey, errors: &[RDKafkaRespErr]) {
        if let Some(cluster) = self.cluster() {
            cluster.request_errors(requests, errors);
        }
    }

    /// The next `count` produce requests write their records, and are answered after `late`.
    ///
    /// A client that repeats such a request writes the record twice here. Kafka itself would notice that.
    pub fn lose_acknowledgements(&self, count: usize, late: Duration) {
        if let Some(owner) = &self.owner {
            for _ in 0..count {
                client::mock::delay_answer(owner.client(), 1, RDKafkaApiKey::Produce.into(), late);
            }
        }
    }

    /// Answers this kind of request without errors again.
    pub fn heal(&self, requests: RDKafkaApiKey) {
        if let Some(cluster) = self.cluster() {
            cluster.clear_request_errors(requests);
        }
    }

    /// Answers requests for this topic with this error from now on; `NO_ERROR` ends that.
    ///
    /// # Errors
    /// librdkafka's.
    pub fn break_topic(&self, topic: &str, error: RDKafkaRespErr) -> Result<(), KafkaError> {
        self.cluster().map_or(Ok(()), |cluster| cluster.topic_error(topic, error))
    }

    /// Every answer takes this long from now on.
    ///
    /// # Errors
    /// librdkafka's.
    pub fn slow(&self, by: Duration) -> Result<(), KafkaError> {
        self.cluster().map_or(Ok(()), |cluster| cluster.broker_round_trip_time(-1, by))
    }

    /// Closes all connections, and closes new ones at once.
    ///
    /// # Errors
    /// Where it has no TCP proxy.
    pub fn down(&self) -> Result<(), NoProxy> {
        self.proxy.as_ref().map(TcpProxy::down).ok_or(NoProxy)
    }

    /// Accepts connections again.
    ///
    /// # Errors
    /// Where it has no TCP proxy.
    pub fn up(&self) -> Result<(), NoProxy> {
        self.proxy.as_ref().map(TcpProxy::up).ok_or(NoProxy)
    }

    /// Whether it accepts connections.
    #[cfg(feature = "demo")]
    pub(crate) fn is_up(&self) -> bool {
        self.proxy.as_ref().is_none_or(TcpProxy::is_up)
    }

    /// Acknowledges records from now on with append times of a clock that is this far ahead of this machine's (negative:
    /// behind). Whoever reads the records sees their producers' times as before.
    ///
    /// # Errors
    /// Where it has no TCP proxy.
    pub fn clock_is_ahead(&self, by_ms: i64) -> Result<(), NoProxy> {
        self.proxy.as_ref().map(|proxy| proxy.set_clock(by_ms)).ok_or(NoProxy)
    }

    /// Creates a topic with [`PARTITIONS`] partitions.
    ///
    /// # Errors
    /// librdkafka's.
    pub fn create_topic(&self, topic: &str) -> Result<(), KafkaError> {
        self.cluster().map_or(Ok(()), |cluster| cluster.create_topic(topic, PARTITIONS, 1))
    }

    fn cluster(&self) -> Option<MockCluster<'_, Quiet>> {
        self.owner.as_ref().and_then(|owner| owner.client().mock_cluster())
    }
}

impl Drop for MockBroker {
    fn drop(&mut self) {
        // Dropping it waits for the broker's threads.
        client::drop_on_thread("mock-broker", self.owner.take());
    }
}

/// [`FAST_PROPERTIES`], parsed.
#[must_use]
pub fn fast_properties() -> Properties {
    let pairs = FAST_PROPERTIES.split(',').filter_map(|pair| pair.split_once('='));
    Properties(pairs.map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned())).collect())
}

/// Keeps the lines of the broker's own client out of the log.
struct Quiet;

impl ClientContext for Quiet {
    fn log(&self, _: RDKafkaLogLevel, facility: &str, text: &str) {
        tracing::trace!(target: "librdkafka", client = "mock broker", facility, "{text}");
    }
}

impl ProducerContext for Quiet {
    type DeliveryOpaque = ();

    fn delivery(&self, _: &DeliveryResult<'_>, (): Self::DeliveryOpaque) {}
}
