//! `/healthz`, `/readyz` and `/metrics` of the real binary: what an admin and a scraper are told.

use std::time::Duration;

use fake_discord::Setup;
use rdkafka::ClientConfig;
use rdkafka::mocking::MockCluster;
use rdkafka::producer::{BaseProducer, BaseRecord, Producer as _};
use rdkafka::types::{RDKafkaApiKey, RDKafkaRespErr};

use crate::support::Neighborhood;
use crate::support::bot::{FAST_PROPERTIES, MockBroker};
use crate::support::neighborhood::PROCESS_PATIENCE as PATIENCE;

/// A series that has to be there, by its name and the beginning of one of its label sets.
const SERIES: &[(&str, &[&str])] = &[
    ("needhelp_records_total", &["topic=\"alerts\"", "kind=\"alert\"", "outcome=\"raised\""]),
    ("needhelp_records_total", &["topic=\"confirmations\"", "kind=\"claimed\"", "outcome="]),
    ("needhelp_raised_to_posted_seconds_count", &[]),
    ("needhelp_raised_to_posted_seconds_bucket", &["le="]),
    ("needhelp_click_to_card_seconds_count", &[]),
    ("needhelp_raised_to_claimed_seconds_count", &[]),
    ("needhelp_escalations_total", &["step=\"3\""]),
    ("needhelp_silent_cards_total", &[]),
    ("needhelp_ready", &["part=\"gateway\""]),
    ("needhelp_discord_requests_total", &["route=\"POST /channels/{channel}/messages\"", "status=\"200\""]),
    ("needhelp_dead_letters_total", &[]),
    ("needhelp_lag_records", &["service=\"board\"", "partition=\"0\""]),
    ("needhelp_lag_records", &["service=\"intake\"", "partition=\"0\""]),
    ("needhelp_open_alerts", &[]),
    ("needhelp_oldest_unfinished_record_seconds", &["service=\"board\""]),
    ("needhelp_oldest_unfinished_record_seconds", &["service=\"intake\""]),
    ("needhelp_reconnects_total", &["to=\"discord\""]),
];

fn has(metrics: &str, name: &str, labels: &[&str]) -> bool {
    metrics.lines().any(|line| {
        let rest = line.strip_prefix(name);
        rest.is_some_and(|rest| rest.starts_with(['{', ' ']) && labels.iter().all(|label| rest.contains(label)))
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn metrics_have_every_promised_series_and_no_id_is_a_label() {
    let here = Neighborhood::of_one_process().await;
    here.send(b"help!").await;
    let asked = here.needhelp("Jake").await;
    let card = here.pinned("Jake").await;
    here.claim("Mike", &card).await;
    here.closed(&card).await;
    here.discord.gateway().drop_connections();
    let metrics =
        here.until("/metrics", |_, metrics| SERIES.iter().all(|(name, labels)| has(metrics, name, labels))).await;

    let help = |name: &str| metrics.contains(&format!("# HELP {name} "));
    for (name, _) in SERIES {
        let name = name.trim_end_matches("_count").trim_end_matches("_bucket");
        assert!(help(name), "{name} is not explained:\n{metrics}");
    }
    // There is no end of ids and tokens, and names are private.
    for line in metrics.lines().filter(|line| !line.starts_with('#')) {
        let labels = line.rsplit_once(' ').map_or(line, |(series, _)| series);
        let digits = labels.split(|c: char| !c.is_ascii_digit()).map(str::len).max().unwrap_or(0);
        assert!(digits < 12, "an id: {line}");
    }
    for secret in [here.discord.token(), asked.id().to_string(), "Jake".into(), "Sarah".into(), "Mike".into()] {
        assert!(!metrics.contains(&secret), "{secret} is in\n{metrics}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bot_is_alive_and_not_ready_while_the_broker_is_away() {
    let here = Neighborhood::of_one_process().await;
    here.broker().down().expect("broken");
    let said = here.until_readyz(|status, said| status == 503 && said.matches("MISSING").count() >= 3).await;
    for part in ["MISSING gateway: ", "MISSING intake: ", "MISSING board: "] {
        assert!(said.lines().any(|line| line.starts_with(part) && line.contains("Kafka")), "{said}");
    }
    assert!(said.contains("ok      discord"), "{said}");
    assert_eq!(here.get("/healthz").await, (200, "alive\n".to_owned()));
    here.until("/metrics", |_, metrics| metrics.contains("needhelp_ready{part=\"gateway\"} 0\n")).await;
    here.broker().up().expect("fixed");
    here.until_readyz(|status, _| status == 200).await;
    here.until("/metrics", |_, metrics| metrics.contains("needhelp_ready{part=\"gateway\"} 1\n")).await;
    here.until("/metrics", |_, metrics| has(metrics, "needhelp_reconnects_total", &["to=\"kafka\""])).await;
    here.needhelp("Jake").await;
    here.pinned("Jake").await;
}

/// Appends to the alerts' topic, some time ago as far as the embedded broker knows.
fn append_of(ago: Duration, here: &Neighborhood, value: &str) {
    let mut client = ClientConfig::new();
    client.set("bootstrap.servers", &here.kafka().bootstrap_servers);
    let then = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970") - ago;
    let record = BaseRecord::<(), str>::to(&here.kafka().alerts_topic)
        .payload(value)
        .timestamp(i64::try_from(then.as_millis()).expect("in range"));
    let producer: BaseProducer = client.create().expect("a producer");
    producer.send(record).expect("queued");
    producer.flush(PATIENCE).expect("written");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bot_is_not_ready_while_the_log_refuses_intakes_records() {
    let here = Neighborhood::of_one_process().await;
    // The first is the test's own record; from then on it is as with an ACL that forbids to write.
    let mut errors = vec![RDKafkaRespErr::RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED; 500];
    errors[0] = RDKafkaRespErr::RD_KAFKA_RESP_ERR_NO_ERROR;
    here.broker().fail(RDKafkaApiKey::Produce, &errors);
    let alert = r#"{"parent_name":"Sarah","child_name":"Jake","location":"Oak Street","message":"Running late"}"#;
    append_of(Duration::from_secs(100), &here, alert);
    let said = here.until_readyz(|status, said| status == 503 && said.contains("MISSING intake's records")).await;
    assert!(said.contains("ok      intake\n"), "{said}");
    let old = |line: &str| {
        let age = line.strip_prefix("needhelp_oldest_unfinished_record_seconds{service=\"intake\"} ");
        age.and_then(|age| age.parse::<f64>().ok()).is_some_and(|age| age > 99.0)
    };
    here.until("/metrics", |_, metrics| metrics.lines().any(old)).await;
    here.broker().heal(RDKafkaApiKey::Produce);
    here.until_readyz(|status, _| status == 200).await;
    here.pinned("Jake").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broker_whose_clock_is_ahead_is_named_at_readyz_and_in_the_log() {
    let here = Neighborhood::of_one_process().await;
    let ahead = "the broker's clock is 20 s ahead of Discord's and this machine's";
    here.broker().clock_is_ahead(20_000).expect("set");
    let asked = here.needhelp("Jake").await;
    asked.original_matches(|text| text.content().contains("NOT sent")).await.expect("void within milliseconds");
    let said = here.until_readyz(|status, said| status == 503 && said.contains("MISSING clocks: ")).await;
    assert!(said.contains(ahead) && said.contains("each alert and each press is answered \"NOT sent\""), "{said}");
    here.processes[0].logs(ahead, PATIENCE).await;
    // The next record shows that it was set right.
    here.broker().clock_is_ahead(0).expect("set");
    here.needhelp("Jake").await;
    here.until_readyz(|status, _| status == 200).await;
    here.processes[0].logs("the clocks agree again", PATIENCE).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_a_day_behind_is_named_at_readyz() {
    let day = Duration::from_secs(86_400);
    let here = Neighborhood::of_one_process_in(Setup::default().clock_ahead(day)).await;
    let said = here.until_readyz(|status, said| status == 503 && said.matches("MISSING").count() == 1).await;
    assert!(said.contains("MISSING clocks: this machine's clock is 24 h behind Discord's"), "{said}");
    // The broker runs on the same machine: its clock is known from the first record on.
    here.broker().clock_is_ahead(0).expect("set");
    here.needhelp("Jake").await;
    let both = "the clocks of this machine and of the broker are 24 h behind Discord's";
    here.until_readyz(|status, said| status == 503 && said.contains(both)).await;
    here.processes[0].logs(both, PATIENCE).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bot_is_not_ready_while_kafka_forbids_to_read() {
    let here = Neighborhood::of_one_process().await;
    // As with an ACL that forbids to read. Nothing is appended that would show when it is allowed again.
    here.broker().fail(RDKafkaApiKey::Fetch, &[RDKafkaRespErr::RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED; 20_000]);
    let said = here.until_readyz(|status, said| status == 503 && said.matches("ACLs").count() == 2).await;
    for part in ["MISSING intake: ", "MISSING board: "] {
        assert!(said.lines().any(|line| line.starts_with(part) && line.contains("READ")), "{said}");
    }
    here.broker().heal(RDKafkaApiKey::Fetch);
    here.until_readyz(|status, _| status == 200).await;
    here.needhelp("Jake").await;
    here.pinned("Jake").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn alerts_go_on_without_the_settings_and_readyz_says_how_to_fix_it() {
    let topics = ["bus-stop-alerts", "bus-stop-confirmations", "bus-stop-dead-letters"];
    let broker = MockBroker::start(&topics).expect("the embedded broker starts");
    let settings = [
        ("KAFKA_PROPERTIES", FAST_PROPERTIES),
        ("KAFKA_ALERTS_TOPIC", topics[0]),
        ("KAFKA_CONFIRMATIONS_TOPIC", topics[1]),
        ("KAFKA_DEAD_LETTER_TOPIC", topics[2]),
    ];
    let mut here = Neighborhood::at(broker.bootstrap_servers(), Setup::default(), &settings).await;
    let topic = here.kafka().settings_topic.clone();
    here.has_an_address();
    here.start("run");
    let only = |said: &str, missing: &str| {
        let all: Vec<_> = said.lines().filter(|line| line.starts_with("MISSING")).collect();
        all.len() == 1 && all[0].starts_with(missing)
    };
    let missing = "MISSING settings topic: it is missing";
    let said = here.until_readyz(|status, said| status == 503 && only(said, missing)).await;
    assert!(said.contains(&format!("kafka-topics.sh --create --topic {topic} --partitions 1")), "{said}");
    here.needhelp("Jake").await;
    // Whether the server hides the details is not known.
    here.pinned("J.").await;
    here.processes[0].logs("the settings cannot be read: alerts are raised as if nobody was blocked", PATIENCE).await;
    assert!(here.processes[0].log().contains("ERROR"), "an admin looks for errors");

    broker.create_topic(&topic).expect("a topic");
    let several = "MISSING settings topic: it has 3 partitions";
    let said = here.until_readyz(|status, said| status == 503 && only(said, several)).await;
    assert!(said.contains(&format!("set KAFKA_SETTINGS_TOPIC={topic}-2")), "{said}");
    here.needhelp("Emma").await;
    here.pinned("Emma").await;
    here.processes[0].logs("the settings are read", PATIENCE).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gateway_is_not_ready_while_its_topic_is_missing() {
    let cluster = MockCluster::new(1).expect("a broker");
    let properties = [("KAFKA_PROPERTIES", FAST_PROPERTIES)];
    let mut here = Neighborhood::at(&cluster.bootstrap_servers(), Setup::default(), &properties).await;
    let kafka = here.kafka().clone();
    for topic in [&kafka.alerts_topic, &kafka.confirmations_topic, &kafka.dead_letter_topic] {
        cluster.create_topic(topic, 3, 1).expect("a topic");
    }
    cluster.create_topic(&kafka.settings_topic, 1, 1).expect("a topic");
    here.has_an_address();
    here.start("gateway");
    here.until_readyz(|status, _| status == 200).await;
    let alerts = &kafka.alerts_topic;
    cluster.topic_error(alerts, RDKafkaRespErr::RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART).expect("broken");
    let missing = format!("MISSING topics: {alerts} is gone");
    here.until_readyz(|status, said| status == 503 && said.contains(&missing)).await;
    cluster.topic_error(alerts, RDKafkaRespErr::RD_KAFKA_RESP_ERR_NO_ERROR).expect("fixed");
    here.until_readyz(|status, _| status == 200).await;
}
