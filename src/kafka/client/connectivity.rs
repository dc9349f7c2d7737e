//! Whether the brokers answer, as librdkafka reports it: one log line when they stop and one when they answer again.
//!
//! Must not log the same failure twice. librdkafka itself repeats a refused connection with each attempt, so its own lines
//! are logged at DEBUG.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rdkafka::client::{Client, ClientContext};
use rdkafka::config::RDKafkaLogLevel;
use rdkafka::types::RDKafkaErrorCode as Code;

use crate::kafka::client::statistics::Statistics;

/// The target of this module's warnings, for log filters.
pub(crate) const LOG_TARGET: &str = module_path!();

const ASK: Duration = Duration::from_secs(5);

/// One client's view of the brokers.
#[derive(Debug)]
pub(crate) struct Connectivity {
    client: String,
    up: AtomicBool,
    forgotten: AtomicBool,
    said: Mutex<Option<String>>,
    refused: Mutex<Option<String>>,
}

impl Connectivity {
    pub(crate) fn new(client: &str) -> Self {
        Self {
            client: client.to_owned(),
            up: AtomicBool::new(false),
            forgotten: AtomicBool::new(false),
            said: Mutex::new(None),
            refused: Mutex::new(None),
        }
    }

    /// Whether a broker is connected, as far as is known.
    pub(crate) fn is_up(&self) -> bool {
        self.up.load(Ordering::Relaxed)
    }

    /// Why the brokers, or this side of TLS, refuse the connection, and what to check; `None` where no refusal is known.
    pub(crate) fn refusal(&self) -> Option<String> {
        self.refused.lock().ok().and_then(|refused| refused.clone())
    }

    /// A line of librdkafka's own log.
    pub(crate) fn log(&self, level: RDKafkaLogLevel, facility: &str, text: &str) {
        let client = &*self.client;
        match level {
            // Reported as an error as well, and handled there.
            _ if facility == "FATAL" => tracing::debug!(target: "librdkafka", client, facility, "{text}"),
            RDKafkaLogLevel::Emerg | RDKafkaLogLevel::Alert | RDKafkaLogLevel::Critical => {
                tracing::error!(target: "librdkafka", client, facility, "{text}");
            }
            _ => tracing::debug!(target: "librdkafka", client, facility, "{text}"),
        }
    }

    /// An error of a client that reads. What its `poll` returns as well is reported there.
    pub(crate) fn read_error(&self, code: Option<Code>, reason: &str) {
        match code {
            Some(Code::PartitionEOF | Code::UnknownTopicOrPartition | Code::UnknownTopic | Code::UnknownPartition) => {}
            code => self.error(code, reason),
        }
    }

    /// An error of the whole client: the brokers do not answer, or they refuse it.
    pub(crate) fn error(&self, code: Option<Code>, reason: &str) {
        let client = &*self.client;
        let what = match code {
            // One broker of several, or one attempt: `AllBrokersDown` follows where it matters.
            Some(Code::BrokerTransportFailure | Code::OperationTimedOut) => {
                tracing::debug!(client, reason, "a broker's connection failed");
                return;
            }
            Some(Code::AllBrokersDown) => {
                self.up.store(false, Ordering::Relaxed);
                "Kafka is out of reach; trying again".to_owned()
            }
            // Each attempt to look a name up has another reason text.
            Some(Code::Resolve) => "the name of Kafka's broker cannot be looked up; trying again".to_owned(),
            Some(code @ (Code::Authentication | Code::SaslAuthenticationFailed)) => {
                format!("Kafka refuses this client ({code}): check the SASL settings in KAFKA_PROPERTIES")
            }
            Some(Code::SSL) => {
                "no TLS with Kafka: check security.protocol and ssl.ca.location in KAFKA_PROPERTIES".to_owned()
            }
            Some(code) => format!("Kafka's client reports: {code}"),
            None => "Kafka's client reports an error".to_owned(),
        };
        if matches!(code, Some(Code::Authentication | Code::SaslAuthenticationFailed | Code::SSL))
            && let Ok(mut refused) = self.refused.lock()
        {
            *refused = Some(what.clone());
        }
        if self.is_new(&what) {
            tracing::warn!(target: LOG_TARGET, client, reason, "{what}");
        }
    }

    /// The statistics say which brokers are connected.
    pub(crate) fn update(&self, statistics: &Statistics) {
        // The group's coordinator is listed a second time, without a node of its own.
        let up = statistics.brokers.values().any(|broker| broker.state == "UP");
        self.up.store(up, Ordering::Relaxed);
        let forgotten = statistics.brokers.values().all(|broker| broker.source == "logical");
        self.forgotten.store(forgotten, Ordering::Relaxed);
        if up && let Ok(mut refused) = self.refused.lock() {
            *refused = None;
        }
        if up && self.said.lock().is_ok_and(|mut said| said.take().is_some()) {
            tracing::info!(client = &*self.client, "Kafka answers again");
        }
    }

    /// Whether the client knows no broker any more, and would be without one for ever: then give it their names again
    /// ([`crate::kafka::client::name_brokers`]). True once for each time that the statistics say so.
    ///
    /// A broker that was frozen, or has just started, may answer that there is no broker at all, and librdkafka believes it
    /// (<https://github.com/confluentinc/librdkafka/issues/5301>).
    pub(crate) fn forgot_brokers(&self) -> bool {
        let forgotten = self.forgotten.swap(false, Ordering::Relaxed);
        if forgotten {
            tracing::info!(
                client = &*self.client,
                "Kafka said that it has no broker: asking the configured ones again"
            );
        }
        forgotten
    }

    fn is_new(&self, what: &str) -> bool {
        self.said.lock().is_ok_and(|mut said| {
            let is_new = said.as_deref() != Some(what);
            if is_new {
                *said = Some(what.to_owned());
            }
            is_new
        })
    }
}

/// Whether this client talks to librdkafka's mock broker. Blocks for 5 s at most.
pub(crate) fn is_mock_broker<C: ClientContext>(client: &Client<C>) -> bool {
    client.fetch_cluster_id(ASK).is_some_and(|id| id.starts_with("mockCluster"))
}

#[cfg(test)]
mod tests {
    use crate::kafka::client::statistics::Broker;

    use super::*;

    fn statistics(sources: &[&str]) -> Statistics {
        let broker =
            |source: &&str| ((*source).to_owned(), Broker { source: (*source).to_owned(), ..Broker::default() });
        Statistics { brokers: sources.iter().map(broker).collect(), ..Statistics::default() }
    }

    #[test]
    fn brokers_are_named_again_once_each_time_that_none_is_known() {
        let connectivity = Connectivity::new("board");
        connectivity.update(&statistics(&["configured", "logical"]));
        assert!(!connectivity.forgot_brokers());
        // The group's coordinator alone leads nowhere.
        for _ in 0..2 {
            connectivity.update(&statistics(&["logical"]));
            assert!(connectivity.forgot_brokers() && !connectivity.forgot_brokers());
        }
    }
}
