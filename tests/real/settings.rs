//! The topic of the settings on Apache Kafka itself: how it is created, what is said of a wrong one, and what is left of
//! it after compaction.
//!
//! Runs where `KAFKA_BOOTSTRAP_SERVERS` is set (`scripts/kafka start` prints it), and says so where it is not.

use rdkafka::ClientConfig;
use rdkafka::admin::{AdminClient, AdminOptions, AlterConfig, NewTopic, ResourceSpecifier, TopicReplication};
use rdkafka::client::DefaultClientContext;
use tokio_util::sync::CancellationToken;

use crate::support::bot::{
    Config, Delivered, GuildId, KafkaConfig, Producer, Settings, Topics, UserId, read_topic, settings_record, topics,
};
use crate::support::real_kafka::RealKafka;
use crate::support::records::{PATIENCE, producer};
use crate::support::recreate::recreate_topics;
use crate::support::{eventually, real_kafka, unique};

const HERE: GuildId = GuildId(11);
const SARAH: UserId = UserId(44);
const MIKE: UserId = UserId(55);
const LISA: UserId = UserId(66);

/// Topics that no other test has, and that do not exist yet.
struct Own {
    config: Config,
    admin: AdminClient<DefaultClientContext>,
    _kafka: RealKafka,
}

/// `None` if there is no Kafka.
fn own(test: &str) -> Option<Own> {
    let kafka = real_kafka(test)?;
    let unique = unique();
    let config = Config::read(&|name| match name {
        "KAFKA_BOOTSTRAP_SERVERS" => Some(kafka.to_owned()),
        "KAFKA_ALERTS_TOPIC" => Some(format!("{unique}-alerts")),
        "KAFKA_CONFIRMATIONS_TOPIC" => Some(format!("{unique}-log")),
        "KAFKA_DEAD_LETTER_TOPIC" => Some(format!("{unique}-dead")),
        "KAFKA_SETTINGS_TOPIC" => Some(format!("{unique}-settings")),
        _ => None,
    });
    let admin = ClientConfig::new().set("bootstrap.servers", &*kafka).create().expect("an admin client");
    Some(Own { config: config.expect("right settings"), admin, _kafka: kafka })
}

impl Own {
    fn kafka(&self) -> &KafkaConfig {
        &self.config.kafka
    }

    /// Creates the topic of the settings as an admin does.
    async fn create(&self, partitions: i32, settings: &[(&str, &str)]) {
        let topic = NewTopic::new(&self.kafka().settings_topic, partitions, TopicReplication::Fixed(1));
        let topic = settings.iter().fold(topic, |topic, (name, value)| topic.set(name, value));
        let made = self.admin.create_topics(&[topic], &AdminOptions::new()).await.expect("an answer");
        assert!(made.iter().all(Result::is_ok), "{made:?}");
    }

    /// What the bot finds when it starts, line by line.
    async fn found(&self) -> Vec<String> {
        let found = topics::prepare(self.kafka(), &CancellationToken::new()).await.expect("an admin client");
        found.expect("not stopped").iter().map(ToString::to_string).collect()
    }

    async fn sets(&self, producer: &Producer, neighbor: UserId, is_blocked: bool) -> Delivered {
        let record = if is_blocked { settings_record::block } else { settings_record::unblock };
        let record = record(self.kafka(), HERE, SARAH, neighbor, "1");
        let never = CancellationToken::new();
        let appended = tokio::time::timeout(PATIENCE, producer.append_until(record, &never)).await;
        appended.expect("in time").expect("written")
    }

    async fn records(&self) -> usize {
        let (config, topic) = (self.kafka().clone(), self.kafka().settings_topic.clone());
        let read = tokio::task::spawn_blocking(move || read_topic::read_all(&config, &topic, PATIENCE));
        read.await.expect("no panic").expect("the topic can be read").len()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_settings_topic_is_created_with_one_compacted_partition() {
    let Some(own) = own("the topic of the settings") else { return };
    let missing = Topics::new(own.kafka()).expect("an admin client").verify().await.expect("verified");
    let topic = &own.kafka().settings_topic;
    let of_settings = missing.iter().filter(|finding| finding.topic == *topic).collect::<Vec<_>>();
    assert!(of_settings.len() == 1 && of_settings[0].wrong.starts_with("it is missing"), "{missing:?}");
    assert_eq!(own.found().await, [""; 0]);
    let described =
        own.admin.describe_configs(&[ResourceSpecifier::Topic(topic)], &AdminOptions::new()).await.expect("described");
    let value = |name: &str| described[0].as_ref().expect("it exists").get(name).and_then(|entry| entry.value.clone());
    assert_eq!(value("cleanup.policy").as_deref(), Some("compact"));
    assert_eq!(value("message.timestamp.type").as_deref(), Some("LogAppendTime"));
    let metadata = own.admin.inner().fetch_metadata(Some(topic), PATIENCE).expect("metadata");
    assert_eq!(metadata.topics()[0].partitions().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_settings_topic_that_forgets_is_named_with_the_command_that_fixes_it() {
    let Some(own) = own("a topic of the settings that forgets") else { return };
    own.create(1, &[("message.timestamp.type", "LogAppendTime"), ("cleanup.policy", "delete")]).await;
    let found = own.found().await;
    let topic = &own.kafka().settings_topic;
    assert!(
        found.len() == 1
            && found[0].contains("cleanup.policy is delete")
            && found[0].contains(&format!("--entity-name {topic} --add-config cleanup.policy=compact")),
        "{found:?}"
    );
    let fixed = AlterConfig::new(ResourceSpecifier::Topic(topic))
        .set("message.timestamp.type", "LogAppendTime")
        .set("cleanup.policy", "compact");
    own.admin.alter_configs(&[fixed], &AdminOptions::new()).await.expect("altered");
    let is_right = async || own.found().await.is_empty().then_some(());
    eventually(PATIENCE, "the topic is as it should be", is_right).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_settings_topic_with_several_partitions_is_named() {
    let Some(own) = own("a topic of the settings with several partitions") else { return };
    own.create(3, &[]).await;
    let found = own.found().await;
    assert!(found.len() == 1 && found[0].contains("it has 3 partitions"), "{found:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn compaction_changes_nothing_of_what_people_have_set() {
    let Some(own) = own("compaction of the settings") else { return };
    let often = [("segment.ms", "100"), ("min.cleanable.dirty.ratio", "0.01"), ("delete.retention.ms", "100")];
    own.create(
        1,
        &[&often[..], &[("message.timestamp.type", "LogAppendTime"), ("cleanup.policy", "compact")]].concat(),
    )
    .await;
    let producer = producer(own.kafka());
    for turn in 0..20 {
        own.sets(&producer, MIKE, turn % 2 == 0).await;
        own.sets(&producer, LISA, turn % 2 == 1).await;
    }
    // Each record begins a segment, and those before it can be compacted.
    eventually(PATIENCE, "the topic is compacted", async || {
        own.sets(&producer, LISA, true).await;
        (own.records().await < 20).then_some(())
    })
    .await;
    let settings = Settings::new(&own.config);
    let _follower = settings.follow(own.kafka()).expect("a reader");
    assert!(settings.are_read_within(PATIENCE).await, "gaps are read over");
    assert_eq!(settings.blocked_by(Some(HERE), SARAH), [LISA]);
    own.sets(&producer, LISA, false).await;
    let is_known = async || settings.blocked_by(Some(HERE), SARAH).is_empty().then_some(());
    eventually(PATIENCE, "it is followed", is_known).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recreated_settings_topic_says_all_that_is_set() {
    let Some(own) = own("a recreated topic of the settings") else { return };
    assert_eq!(own.found().await, [""; 0]);
    let producer = producer(own.kafka());
    let settings = Settings::new(&own.config);
    let _follower = settings.follow(own.kafka()).expect("a reader");
    own.sets(&producer, MIKE, true).await;
    let knows = async |expected: &[UserId]| {
        let known = async || (settings.blocked_by(Some(HERE), SARAH) == expected).then_some(());
        eventually(PATIENCE, "the block is known", known).await;
    };
    knows(&[MIKE]).await;
    recreate_topics(own.kafka(), &[&own.kafka().settings_topic]).await;
    own.sets(&producer, LISA, true).await;
    knows(&[LISA]).await;
}
