//! An embedded broker on 127.0.0.1: librdkafka's mock cluster, for tests and the demo.
//!
//! Speaks the real protocol over TCP, so other processes can use it. Must not be mistaken for Kafka: nothing survives the
//! process, idempotence and transactions are not modelled, times are the producers' own, there is no look-up by time, no
//! retention, and it answers no admin requests. What depends on those is tested on real Kafka.

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
use crate::kafka::client::drop_on_thread::drop_aside;
use crate::kafka::client::ffi;
use tcp_proxy::Door;

/// The partitions of each topic made here.
pub const PARTITIONS: i32 = 3;

/// `KAFKA_PROPERTIES` with which the embedded broker is quick: a group balances in 0.1 s, a killed member is missed
/// after 1.2 s, and a record arrives within 10 ms.
pub const FAST_PROPERTIES: &str = "fetch.wait.max.ms=10,session.timeout.ms=1200,heartbeat.interval.ms=100,\
                                   auto.commit.interval.ms=100,statistics.interval.ms=100,\
                                   topic.metadata.refresh.interval.ms=1000";

/// Only a broker that was started at a port can be taken away and given back: librdkafka's own way gives the port away
/// meanwhile, and ends the process with an assertion where somebody took it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an embedded broker can be down only where `Embedded::start_at` started it")]
pub struct NoDoor;

/// A running embedded broker; it ends when this is dropped.
pub struct Embedded {
    owner: Option<BaseProducer<Quiet>>,
    bootstrap_servers: String,
    /// Only where it was started at a port.
    door: Option<Door>,
}

impl Embedded {
    /// Starts a broker on a free port.
    pub fn start(topics: &[&str]) -> Result<Self, KafkaError> {
        let owner =
            BaseProducer::from_config_and_context(ClientConfig::new().set("test.mock.num.brokers", "1"), Quiet)?;
        ffi::mock::set_rebalance_delay(owner.client(), Duration::from_millis(100));
        let cluster = owner.client().mock_cluster().ok_or(KafkaError::ClientCreation("no mock cluster".to_owned()))?;
        for topic in topics {
            cluster.create_topic(topic, PARTITIONS, 1)?;
        }
        let bootstrap_servers = cluster.bootstrap_servers();
        drop(cluster);
        Ok(Self { owner: Some(owner), bootstrap_servers, door: None })
    }

    /// Starts a broker on a port of one's choice (0: a free one), behind a forwarder that makes it one that can be
    /// [`Self::down`]. Needs tokio's runtime.
    pub async fn start_at(port: u16, topics: &[&str]) -> std::io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", port)).await?;
        let mut embedded = Self::start(topics).map_err(std::io::Error::other)?;
        let inner: SocketAddr = embedded.bootstrap_servers.parse().map_err(std::io::Error::other)?;
        let door = Door::new(listener, inner)?;
        if let Some(owner) = &embedded.owner {
            ffi::mock::set_port(owner.client(), 1, door.port());
        }
        embedded.bootstrap_servers = format!("127.0.0.1:{}", door.port());
        embedded.door = Some(door);
        Ok(embedded)
    }

    /// `KAFKA_BOOTSTRAP_SERVERS` for it.
    #[must_use]
    pub fn bootstrap_servers(&self) -> &str {
        &self.bootstrap_servers
    }

    /// A configuration that reaches it, with the usual topics and quick settings.
    #[must_use]
    pub fn config(&self) -> KafkaConfig {
        KafkaConfig {
            bootstrap_servers: self.bootstrap_servers.clone(),
            group_id: "neighbors".to_owned(),
            alerts_topic: "bus-stop-alerts".to_owned(),
            confirmations_topic: "bus-stop-confirmations".to_owned(),
            dead_letter_topic: "bus-stop-dead-letters".to_owned(),
            partitions: PARTITIONS,
            replication_factor: 1,
            retention_days: 7,
            properties: fast_properties(),
        }
    }

    /// The next requests of this kind are answered with these errors, one each; `_TRANSPORT` hangs up.
    ///
    /// An error given to a produce request leaves the record unwritten; see [`Self::lose_acknowledgements`].
    pub fn fail(&self, requests: RDKafkaApiKey, errors: &[RDKafkaRespErr]) {
        if let Some(cluster) = self.cluster() {
            cluster.request_errors(requests, errors);
        }
    }

    /// The next `count` produce requests are carried out, and their answers come after `late`.
    ///
    /// A client that repeats such a request writes the record twice here, which Kafka itself would notice.
    pub fn lose_acknowledgements(&self, count: usize, late: Duration) {
        if let Some(owner) = &self.owner {
            for _ in 0..count {
                ffi::mock::delay_answer(owner.client(), 1, RDKafkaApiKey::Produce.into(), late);
            }
        }
    }

    /// No more errors for this kind of request.
    pub fn heal(&self, requests: RDKafkaApiKey) {
        if let Some(cluster) = self.cluster() {
            cluster.clear_request_errors(requests);
        }
    }

    /// Every answer takes this long.
    pub fn slow(&self, by: Duration) -> Result<(), KafkaError> {
        self.cluster().map_or(Ok(()), |cluster| cluster.broker_round_trip_time(-1, by))
    }

    /// Hangs up, on who comes, too.
    pub fn down(&self) -> Result<(), NoDoor> {
        self.door.as_ref().map(Door::shut).ok_or(NoDoor)
    }

    /// Can be reached again.
    pub fn up(&self) -> Result<(), NoDoor> {
        self.door.as_ref().map(Door::open).ok_or(NoDoor)
    }

    /// Makes a topic with [`PARTITIONS`] partitions.
    pub fn create_topic(&self, topic: &str) -> Result<(), KafkaError> {
        self.cluster().map_or(Ok(()), |cluster| cluster.create_topic(topic, PARTITIONS, 1))
    }

    fn cluster(&self) -> Option<MockCluster<'_, Quiet>> {
        self.owner.as_ref().and_then(|owner| owner.client().mock_cluster())
    }
}

impl Drop for Embedded {
    fn drop(&mut self) {
        // It ends the broker's threads and waits for them.
        drop_aside("embedded", self.owner.take());
    }
}

/// [`FAST_PROPERTIES`], parsed.
#[must_use]
pub fn fast_properties() -> Properties {
    let pairs = FAST_PROPERTIES.split(',').filter_map(|pair| pair.split_once('='));
    Properties(pairs.map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned())).collect())
}

/// The broker's own client has nothing to say.
struct Quiet;

impl ClientContext for Quiet {
    fn log(&self, _: RDKafkaLogLevel, facility: &str, text: &str) {
        tracing::trace!(target: "librdkafka", client = "embedded", facility, "{text}");
    }
}

impl ProducerContext for Quiet {
    type DeliveryOpaque = ();

    fn delivery(&self, _: &DeliveryResult<'_>, (): Self::DeliveryOpaque) {}
}
