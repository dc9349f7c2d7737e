//! A Kafka client of the panel, which finds its way back to a broker that was away.

use std::time::Duration;

use rdkafka::ClientConfig;
use rdkafka::client::ClientContext;
use rdkafka::config::{FromClientConfigAndContext as _, RDKafkaLogLevel};
use rdkafka::consumer::{BaseConsumer, Consumer as _, ConsumerContext};
use rdkafka::error::{KafkaError, KafkaResult};
use rdkafka::message::BorrowedMessage;

use crate::kafka::client::{self, Connectivity, Statistics};

pub(super) type Reader = BaseConsumer<Context>;

/// Follows whether the brokers answer.
pub(super) struct Context {
    connectivity: Connectivity,
    servers: String,
}

pub(super) fn reader(config: ClientConfig) -> KafkaResult<Reader> {
    let servers = config.get("bootstrap.servers").unwrap_or_default().to_owned();
    let context = Context { connectivity: Connectivity::new("panel"), servers };
    BaseConsumer::from_config_and_context(&config, context)
}

/// The next record, if there is one within this time. An error passes: a broker that is away comes back.
pub(super) fn poll(reader: &Reader, wait: Duration) -> Option<BorrowedMessage<'_>> {
    let context = reader.context();
    if context.connectivity.forgot_brokers() {
        client::name_brokers(reader.client(), &context.servers);
    }
    reader.poll(wait)?.ok()
}

impl ClientContext for Context {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, text: &str) {
        self.connectivity.log(level, facility, text);
    }

    fn stats_raw(&self, json: &[u8]) {
        let Some(statistics) = Statistics::read(json) else { return };
        self.connectivity.update(&statistics);
    }

    fn error(&self, error: KafkaError, reason: &str) {
        self.connectivity.read_error(error.rdkafka_error_code(), reason);
    }
}

impl ConsumerContext for Context {}
