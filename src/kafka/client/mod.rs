//! librdkafka's settings: what each kind of client starts from, and which of them an admin may change.
//!
//! Must not create topics or read records. `KAFKA_PROPERTIES` is applied last, so an admin can change everything but the few
//! settings that a promise depends on ([`check_properties`]).

mod commit_metadata;
mod connectivity;
mod drop_on_thread;
pub(crate) mod features;
mod ffi;
pub(crate) mod statistics;
mod wake;

use std::hash::{BuildHasher as _, RandomState};

use rdkafka::ClientConfig;
use rdkafka::consumer::BaseConsumer;
use rdkafka::error::KafkaError;
use rdkafka::producer::BaseProducer;

use crate::config::{KafkaConfig, Properties};

pub(crate) use commit_metadata::CommitMetadata;
#[cfg(feature = "demo")]
pub(crate) use connectivity::LOG_TARGET;
pub(crate) use connectivity::{Connectivity, is_mock_broker};
pub(crate) use drop_on_thread::drop_on_thread;
#[cfg(any(test, feature = "demo"))]
pub(crate) use ffi::mock;
pub(crate) use ffi::{
    NativeQueue, Persistence, TopicId, TopicIdQuestion, commit_metadata, headers, is_member, name_brokers, persistence,
};
pub(crate) use statistics::Statistics;
pub(crate) use wake::Wake;

/// The broker's own bound of one record batch (`message.max.bytes`), which librdkafka's default is below.
pub const MAX_RECORD_BYTES: usize = 1_048_588;

/// What an admin may not set, and why.
const KEPT: &[(&str, &str)] = &[
    ("bootstrap.servers", "KAFKA_BOOTSTRAP_SERVERS says where Kafka is"),
    ("metadata.broker.list", "KAFKA_BOOTSTRAP_SERVERS says where Kafka is"),
    ("group.id", "KAFKA_GROUP_ID names the group"),
    ("enable.idempotence", "without it a retry writes a record twice"),
    ("acks", "\"sent\" is only said of what all replicas have"),
    ("request.required.acks", "\"sent\" is only said of what all replicas have"),
    ("message.timeout.ms", "the answer \"NOT sent\" rests on it"),
    ("delivery.timeout.ms", "the answer \"NOT sent\" rests on it"),
    ("message.send.max.retries", "a record is retried until its time has passed"),
    ("retries", "a record is retried until its time has passed"),
    ("transactional.id", "this program writes no transactions"),
    ("enable.auto.commit", "progress is saved by it"),
    ("auto.commit.enable", "progress is saved by it"),
    ("enable.auto.offset.store", "an offset is stored when its effects are done, not when it is read"),
    ("auto.offset.reset", "a group without offsets begins at the beginning"),
    ("enable.partition.eof", "the end of the replay is found by it"),
    ("partition.assignment.strategy", "partitions are handed over one by one (cooperative-sticky)"),
    ("group.protocol", "the classic protocol is what the hand-over is built on"),
    ("group.instance.id", "each consumer has its own: two with one name would throw each other out"),
    ("test.mock.num.brokers", "it replaces Kafka by a toy"),
];

/// The longest session that still lets another board take over within 10 s of a `kill -9`.
const LONGEST_SESSION_MS: u64 = 9_000;
/// Readiness and the lease rest on the statistics.
const RAREST_STATISTICS_MS: u64 = 10_000;

/// Less than this would keep an alert of the most that intake takes (64 KiB) out of its log.
const SMALLEST_BOUND_BYTES: u64 = 256 * 1024;

/// Refuses what would break a promise, what librdkafka does not know, values it does not take, and settings that it does
/// not take together: a file that is not there, a protocol without its mechanism.
///
/// The text names the setting and never its value where that may be a password. Connects to nothing.
///
/// # Errors
/// What is wrong, in one line for an admin.
pub fn check_properties(properties: &Properties) -> Result<(), String> {
    for (name, value) in &properties.0 {
        if let Some((_, why)) = KEPT.iter().find(|(kept, _)| kept == name) {
            return Err(format!("`{name}` cannot be changed: {why}"));
        }
        if let Some(why) = features::missing(name, value) {
            return Err(format!("`{name}` {why}"));
        }
        let number = value.parse::<u64>();
        if name == "session.timeout.ms" && number.as_ref().is_ok_and(|ms| *ms > LONGEST_SESSION_MS) {
            return Err(format!("`{name}` is at most {LONGEST_SESSION_MS}: another board takes over within 10 s"));
        }
        if name == "message.max.bytes" && number.as_ref().is_ok_and(|bytes| *bytes < SMALLEST_BOUND_BYTES) {
            return Err(format!("`{name}` is at least {SMALLEST_BOUND_BYTES}: an alert has to fit"));
        }
        if name == "statistics.interval.ms" && number.is_ok_and(|ms| ms == 0 || ms > RAREST_STATISTICS_MS) {
            return Err(format!("`{name}` is 1 to {RAREST_STATISTICS_MS}: readiness is read from it"));
        }
        let mut one = ClientConfig::new();
        one.set(name, value);
        if one.create_native_config().is_err() {
            return Err(format!("`{name}` is not a setting of librdkafka, or not one with that value"));
        }
    }
    if properties.0.is_empty() {
        return Ok(());
    }
    together(properties).map_err(|error| {
        let said = without_secrets(&error.to_string(), properties);
        format!(
            "librdkafka can't work with these settings together: {}",
            said.split_whitespace().collect::<Vec<_>>().join(" ")
        )
    })
}

/// A configuration that reaches no broker, with these properties.
fn without_broker(properties: Properties) -> KafkaConfig {
    KafkaConfig {
        bootstrap_servers: String::new(),
        group_id: "needhelp".to_owned(),
        alerts_topic: String::new(),
        confirmations_topic: String::new(),
        dead_letter_topic: String::new(),
        settings_topic: String::new(),
        partitions: 1,
        replication_factor: 1,
        retention_days: 1,
        properties,
    }
}

/// Makes one client of each kind that a service has, for no broker, and ends them.
fn together(properties: &Properties) -> Result<(), KafkaError> {
    let config = without_broker(properties.clone());
    let nowhere = |mut client: ClientConfig| {
        client.remove("bootstrap.servers");
        client
    };
    // They have threads. Dropping them must not wait here.
    drop_on_thread(
        "checked-producer",
        nowhere(producer(&config, "checked", MessageTimeout::PERSON)).create::<BaseProducer>()?,
    );
    drop_on_thread("checked-consumer", nowhere(member(&config, "checked")).create::<BaseConsumer>()?);
    Ok(())
}

/// What librdkafka says, without the values of settings that may be secret.
fn without_secrets(text: &str, properties: &Properties) -> String {
    const SECRET: [&str; 9] =
        ["password", "secret", "pem", "token", "jaas", "oauthbearer", "username", "assertion", "certificate"];
    let secrets = properties.0.iter().filter(|(name, value)| {
        let is_place = name.ends_with(".location");
        !is_place && !value.is_empty() && SECRET.iter().any(|part| name.contains(part))
    });
    secrets.fold(text.to_owned(), |text, (_, value)| text.replace(value.as_str(), "…"))
}

/// How long a producer tries to deliver one record (`message.timeout.ms`), in milliseconds.
///
/// librdkafka looks at it once a second only, and a record given up may still be appended (docs/protocol.md#rule-1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MessageTimeout(pub u32);

impl MessageTimeout {
    /// A person waits for the answer (docs/protocol.md#rule-1).
    pub const PERSON: Self = Self(6_000);
    /// A service that retries by itself, see [`super::producer::Producer::append_until`].
    pub const SERVICE: Self = Self(30_000);
}

pub(crate) fn producer(config: &KafkaConfig, name: &str, timeout: MessageTimeout) -> ClientConfig {
    let mut client = every(config, name);
    client
        .set("enable.idempotence", "true")
        .set("acks", "all")
        .set("message.timeout.ms", timeout.0.to_string())
        .set("request.timeout.ms", "5000")
        .set("linger.ms", "0")
        .set("compression.type", "lz4")
        .set("message.max.bytes", MAX_RECORD_BYTES.to_string())
        .set("queue.buffering.max.messages", "10000")
        .set("queue.buffering.max.kbytes", "32768")
        // The first ones say that a broker is there, which readiness waits for.
        .set("statistics.interval.ms", "1000");
    if timeout == MessageTimeout::SERVICE {
        // While a partition has five requests in flight and more records wait, librdkafka (2.12.1) polls without a pause, unless a
        // request waits to be sent. With one request at a time one does.
        client.set("max.in.flight", "1");
    }
    last(client, config)
}

/// A member of the group `<KAFKA_GROUP_ID>-<service>`, which is the same one for as long as these settings are used.
pub(crate) fn member(config: &KafkaConfig, service: &str) -> ClientConfig {
    let mut client = every(config, service);
    fetching(&mut client)
        .set("group.id", group_id(config, service))
        // When the broker was away for longer than a session, librdkafka forgets the name that the group gave it, and the
        // group, which is read back with all its members, waits a session long for the forgotten ones. By a name of its
        // own (KIP-345) this consumer is known again and gets its partitions back at once. A new one for each consumer:
        // the successor of a killed process is another member. Such a member leaves only when it is told to: see
        // `consumer::poll_loop`.
        .set("group.instance.id", format!("needhelp-{service}-{}", unique()))
        // The least that a broker takes by itself (`group.min.session.timeout.ms`).
        .set("session.timeout.ms", "6000")
        .set("heartbeat.interval.ms", "1000")
        .set("enable.auto.commit", "true")
        .set("auto.commit.interval.ms", "1000")
        .set("enable.auto.offset.store", "false")
        .set("auto.offset.reset", "earliest")
        .set("partition.assignment.strategy", "cooperative-sticky")
        .set("enable.partition.eof", "true")
        .set("topic.metadata.refresh.interval.ms", "5000")
        .set("statistics.interval.ms", "1000");
    last(client, config)
}

/// A reader that belongs to no group: the name of one is demanded by librdkafka and never sent.
pub(crate) fn reader(config: &KafkaConfig, name: &str) -> ClientConfig {
    let mut client = every(config, name);
    fetching(&mut client)
        .set("group.id", "needhelp-reader")
        .set("enable.auto.commit", "false")
        .set("enable.auto.offset.store", "false")
        .set("auto.offset.reset", "earliest")
        .set("enable.partition.eof", "true");
    last(client, config)
}

/// A reader that belongs to no group, and goes on reading for as long as the process runs.
pub(crate) fn standalone(config: &KafkaConfig, name: &str) -> ClientConfig {
    let mut client = reader(config, name);
    client
        // A broker answers as soon as there is a record; without one, it need not be asked more often.
        .set("fetch.wait.max.ms", "500")
        .set("topic.metadata.refresh.interval.ms", "5000")
        .set("statistics.interval.ms", "1000");
    last(client, config)
}

/// The same for the history. Its database alone says how far it has read; what it commits is for Kafka's own tools, which
/// show by it how many records are missing.
pub(crate) fn history(config: &KafkaConfig) -> ClientConfig {
    let mut client = standalone(config, "history");
    client
        .set("group.id", group_id(config, "history"))
        .set("enable.auto.commit", "true")
        .set("auto.commit.interval.ms", "5000")
        .set("enable.auto.offset.store", "true");
    last(client, config)
}

/// `needhelp watch`: an ordinary member of `group`, whose offsets move with what was shown; without one a member of a
/// group of its own that saves nothing and begins at the beginning.
pub(crate) fn watcher(config: &KafkaConfig, group: Option<&str>) -> ClientConfig {
    let mut client = every(config, "watch");
    fetching(&mut client)
        .set("group.id", group.map_or_else(|| format!("needhelp-watch-{}", unique()), str::to_owned))
        .set("session.timeout.ms", "6000")
        .set("heartbeat.interval.ms", "1000")
        .set("enable.auto.commit", if group.is_some() { "true" } else { "false" })
        .set("auto.commit.interval.ms", "1000")
        .set("enable.auto.offset.store", "false")
        .set("auto.offset.reset", "earliest")
        .set("enable.partition.eof", "true")
        // The tutorial's consumer.py may be in the same group, and has librdkafka's default.
        .set("partition.assignment.strategy", "range,roundrobin")
        // A topic that comes later, or comes back, is found within this.
        .set("topic.metadata.refresh.interval.ms", "3000")
        .set("statistics.interval.ms", "5000");
    last(client, config)
}

/// A part of a name that no other client has: 64 random bits of the operating system.
fn unique() -> String {
    format!("{:016x}", RandomState::new().hash_one(std::process::id()))
}

pub(crate) fn admin(config: &KafkaConfig) -> ClientConfig {
    last(every(config, "admin"), config)
}

/// `neighbors` and `board` make `neighbors-board`.
#[must_use]
pub fn group_id(config: &KafkaConfig, service: &str) -> String {
    format!("{}-{service}", config.group_id)
}

fn every(config: &KafkaConfig, name: &str) -> ClientConfig {
    let mut client = ClientConfig::new();
    client
        .set("bootstrap.servers", &config.bootstrap_servers)
        .set("client.id", format!("needhelp-{name}"))
        // A broker may invent a topic that is asked for, with one partition and without append times: a producer would be
        // the one who makes it, right after an outage or while an admin creates it again. (librdkafka calls this a
        // consumer's property and obeys it in producers.)
        .set("allow.auto.create.topics", "false")
        // After an outage the default of 10 s would be waited out by the first record.
        .set("reconnect.backoff.ms", "50")
        .set("reconnect.backoff.max.ms", "1000")
        .set("socket.connection.setup.timeout.ms", "5000")
        // A frozen broker keeps its connections: what was asked of it is given up after this.
        .set("socket.timeout.ms", "10000")
        .set("socket.keepalive.enable", "true");
    client
}

fn fetching(client: &mut ClientConfig) -> &mut ClientConfig {
    client
        .set("fetch.wait.max.ms", "100")
        .set("fetch.error.backoff.ms", "100")
        // A partition that has enough waiting here is not fetched again for so long (1 s by itself): a log that is read back
        // would come in pieces, a second each.
        .set("fetch.queue.backoff.ms", "20")
        // Alerts are few and small: librdkafka's defaults would keep 64 MB ready.
        .set("queued.max.messages.kbytes", "4096")
        .set("queued.min.messages", "1000")
}

fn last(mut client: ClientConfig, config: &KafkaConfig) -> ClientConfig {
    for (name, value) in &config.properties.0 {
        client.set(name, value);
    }
    client
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, value: &str) -> Result<(), String> {
        check_properties(&Properties(vec![(name.into(), value.into())]))
    }

    #[test]
    fn a_service_sends_one_request_at_a_time_and_a_person_waits_for_no_other() {
        let max_in_flight = |timeout, properties| {
            let config = without_broker(Properties(properties));
            producer(&config, "writer", timeout).get("max.in.flight").map(str::to_owned)
        };
        assert_eq!(max_in_flight(MessageTimeout::SERVICE, vec![]).as_deref(), Some("1"));
        assert_eq!(max_in_flight(MessageTimeout::PERSON, vec![]), None);
        let chosen = vec![("max.in.flight".to_owned(), "5".to_owned())];
        assert_eq!(max_in_flight(MessageTimeout::SERVICE, chosen).as_deref(), Some("5"), "an admin's word counts");
    }

    #[test]
    fn security_settings_are_an_admins_to_choose() {
        let plain = [("sasl.mechanism", "PLAIN"), ("sasl.username", "sarah"), ("sasl.password", "hunter2")];
        assert_eq!(check_all(&[&[("security.protocol", "SASL_PLAINTEXT")], &plain[..]].concat()), Ok(()));
        assert_eq!(check("session.timeout.ms", "1200"), Ok(()));
    }

    #[cfg(feature = "tls")]
    #[test]
    fn with_tls_its_settings_are_an_admins_to_choose() {
        assert_eq!(check("security.protocol", "ssl"), Ok(()));
        assert_eq!(check("sasl.mechanism", "SCRAM-SHA-512"), Ok(()));
    }

    #[cfg(not(feature = "tls"))]
    #[test]
    fn without_tls_its_settings_are_refused_with_the_feature_that_brings_it() {
        let settings = [("security.protocol", "ssl"), ("sasl.mechanism", "SCRAM-SHA-512"), ("ssl.ca.pem", "s3cret")];
        for (name, value) in settings {
            let refusal = check(name, value).expect_err(name);
            assert!(refusal.contains("--features tls") && !refusal.contains("s3cret"), "{refusal}");
        }
    }

    #[test]
    fn a_setting_that_a_promise_depends_on_is_refused_with_its_reason() {
        for (name, _) in KEPT {
            let refusal = check(name, "1").expect_err(name);
            assert!(refusal.contains("cannot be changed"), "{refusal}");
        }
        assert!(check("session.timeout.ms", "45000").is_err());
        assert!(check("statistics.interval.ms", "0").is_err());
    }

    fn check_all(pairs: &[(&str, &str)]) -> Result<(), String> {
        check_properties(&Properties(pairs.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect()))
    }

    #[test]
    fn what_is_wrong_together_is_said_in_librdkafkas_words_and_without_a_secret() {
        let pairs = [("security.protocol", "SASL_PLAINTEXT"), ("sasl.password", "hunter2")];
        let said = check_all(&pairs).expect_err("how?");
        assert!(said.contains("SASL mechanism") && !said.contains("hunter2") && !said.contains('\n'), "{said}");
        let pair = ("ssl.key.password".to_owned(), "hunter2".to_owned());
        assert_eq!(without_secrets("bad decrypt of hunter2", &Properties(vec![pair])), "bad decrypt of …");
        assert!(check_all(&[("message.max.bytes", "1000")]).is_err());
    }

    #[cfg(feature = "tls")]
    #[test]
    fn what_is_wrong_together_with_tls_is_said_without_a_secret() {
        let said = check_all(&[("security.protocol", "SSL"), ("ssl.ca.location", "/nope")]).expect_err("no such file");
        assert!(said.contains("ssl.ca.location") && !said.contains('\n'), "{said}");
        let said = check_all(&[("security.protocol", "SASL_SSL"), ("sasl.password", "hunter2")]).expect_err("how?");
        assert!(!said.contains("hunter2"), "{said}");
        let scram = [("sasl.mechanism", "SCRAM-SHA-512"), ("sasl.username", "sarah"), ("sasl.password", "hunter2")];
        assert_eq!(check_all(&[&[("security.protocol", "SASL_SSL")], &scram[..]].concat()), Ok(()));
    }

    #[test]
    fn a_misspelt_setting_is_named_and_its_value_is_not() {
        let refusal = check("sasl.pasword", "hunter2").expect_err("misspelt");
        assert!(refusal.contains("sasl.pasword") && !refusal.contains("hunter2"), "{refusal}");
        let refusal = check("socket.timeout.ms", "hunter2").expect_err("not a number");
        assert!(!refusal.contains("hunter2"), "{refusal}");
    }
}
