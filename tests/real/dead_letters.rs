//! Dead letters on a broker that takes less than ours would: only Apache Kafka itself has such bounds.
//!
//! Runs where `KAFKA_BOOTSTRAP_SERVERS` is set (`scripts/kafka start` prints it), and says so where it is not.

use std::time::Duration;

use rdkafka::ClientConfig;
use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, TopicReplication};
use rdkafka::client::DefaultClientContext;
use tokio_util::sync::CancellationToken;

use crate::support::bot::{
    Appended, Config, DeadLetter, Envelope, KafkaConfig, MessageTimeout, Outgoing, Producer, Record, dead_letter,
    read_topic,
};
use crate::support::real_kafka::RealKafka;
use crate::support::{real_kafka, unique};

const PATIENCE: Duration = Duration::from_secs(30);

/// Where dead letters go, and the log that their records are of.
struct Topics {
    config: KafkaConfig,
    producer: Producer,
    stop: CancellationToken,
    _kafka: RealKafka,
}

impl Topics {
    /// Topics that take so many bytes at once.
    async fn create(test: &str, log: &str, letters: &str) -> Option<Self> {
        let kafka = real_kafka(test)?;
        let name = unique();
        let variable = |variable: &str| match variable {
            "KAFKA_BOOTSTRAP_SERVERS" => Some(kafka.to_owned()),
            "KAFKA_CONFIRMATIONS_TOPIC" => Some(format!("{name}-log")),
            "KAFKA_DEAD_LETTER_TOPIC" => Some(format!("{name}-dead")),
            _ => None,
        };
        let config = Config::read(&variable).expect("the settings are right").kafka;
        let mut client = ClientConfig::new();
        client.set("bootstrap.servers", &*kafka);
        let admin: AdminClient<DefaultClientContext> = client.create().expect("an admin client");
        let topics = [(&config.confirmations_topic, log), (&config.dead_letter_topic, letters)];
        let topics = topics
            .map(|(topic, most)| NewTopic::new(topic, 1, TopicReplication::Fixed(1)).set("max.message.bytes", most));
        let options = AdminOptions::new().operation_timeout(Some(PATIENCE));
        for made in admin.create_topics(&topics, &options).await.expect("an answer") {
            made.expect("made");
        }
        let producer = Producer::start(&config, "test", MessageTimeout::SERVICE).expect("a producer");
        Some(Topics { config, producer, stop: CancellationToken::new(), _kafka: kafka })
    }

    async fn bury(&self, letter: Outgoing) {
        let buried = dead_letter::bury(&self.producer, letter, &self.stop);
        tokio::time::timeout(PATIENCE, buried).await.expect("it ends").expect("it is no reason to stop");
    }

    async fn letters(&self) -> Vec<Record> {
        let config = self.config.clone();
        let read =
            tokio::task::spawn_blocking(move || read_topic::read_all(&config, &config.dead_letter_topic, PATIENCE));
        read.await.expect("no panic").expect("read")
    }
}

/// What no compression makes smaller.
fn noise(bytes: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3]
    };
    std::iter::repeat_with(next).take(bytes).collect()
}

fn record(key: usize, value: usize) -> Record {
    Record {
        topic: "bus-stop-alerts".into(),
        partition: 2,
        offset: 41,
        timestamp_ms: 1_795_446_720_000,
        key: Some(noise(key)),
        value: Some(noise(value)),
        envelope: Envelope::default(),
        unreadable_headers: Vec::new(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_largest_dead_letter_is_one_that_kafka_takes() {
    let test = "the_largest_dead_letter_is_one_that_kafka_takes";
    let Some(topics) = Topics::create(test, "1048588", "1048588").await else { return };
    let mut huge = record(3_000_000, 3_000_000);
    huge.envelope.extra = vec![("h".into(), b"v".to_vec()); 100_000];
    for record in [record(1_048_400, 0), record(0, 3_000_000), huge] {
        let letter = dead_letter::outgoing(&topics.config.dead_letter_topic, &record, &"ü".repeat(600));
        topics.bury(letter).await;
    }
    let letters = topics.letters().await;
    assert_eq!(letters.len(), 3);
    for letter in letters {
        let kept = letter.key.map_or(0, |key| key.len()) + letter.value.map_or(0, |value| value.len());
        assert!(kept > 750_000, "none was refused at first: {kept}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_letter_is_cut_until_a_broker_that_takes_less_takes_it() {
    let test = "a_dead_letter_is_cut_until_a_broker_that_takes_less_takes_it";
    let Some(topics) = Topics::create(test, "1048588", "100000").await else { return };
    topics.bury(dead_letter::outgoing(&topics.config.dead_letter_topic, &record(10, 900_000), "no JSON")).await;
    let letters = topics.letters().await;
    let read = DeadLetter::read(&letters[0]);
    assert_eq!((letters.len(), read.cut.as_deref()), (1, Some("900000")));
    assert!(letters[0].value.as_ref().is_some_and(|value| value.len() > 60_000), "as much as it takes");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_letter_that_kafka_refuses_stops_no_service() {
    let test = "a_dead_letter_that_kafka_refuses_stops_no_service";
    let Some(topics) = Topics::create(test, "1048588", "100").await else { return };
    topics.bury(dead_letter::outgoing(&topics.config.dead_letter_topic, &record(10, 10), "no JSON")).await;
    assert_eq!(topics.letters().await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alert_that_the_log_refuses_becomes_a_dead_letter() {
    let test = "an_alert_that_the_log_refuses_becomes_a_dead_letter";
    let Some(topics) = Topics::create(test, "10000", "1048588").await else { return };
    let record = record(10, 50_000);
    let raised = Outgoing {
        topic: topics.config.confirmations_topic.clone(),
        partition: Some(0),
        value: record.value.clone(),
        ..Outgoing::default()
    };
    let topic = &topics.config.dead_letter_topic;
    let became = dead_letter::append_or_bury(&topics.producer, topic, raised, &record, &topics.stop);
    let became = tokio::time::timeout(PATIENCE, became).await.expect("it ends");
    assert_eq!(became, Ok(Appended::DeadLetter));
    let letters = topics.letters().await;
    assert_eq!((letters.len(), &letters[0].value), (1, &record.value));
    assert!(DeadLetter::read(&letters[0]).error.contains("Kafka refuses"));
}

#[tokio::test(flavor = "multi_thread")]
async fn asking_for_a_topic_does_not_create_it() {
    let Some(topics) = Topics::create("asking_for_a_topic_does_not_create_it", "1048588", "1048588").await else {
        return;
    };
    let names = [topics.config.dead_letter_topic.clone(), unique()];
    for _ in 0..3 {
        assert_eq!(topics.producer.missing_topics(&names).await.as_deref(), Some(&names[1..]));
    }
}
