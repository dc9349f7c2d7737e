//! Two Python clients that do what the tutorial's scripts do.
//!
//! The scripts are a contract: what they write to the topic, what they print, and the group that they read in.
//! `tutorial/producer.py` and `tutorial/consumer.py` are clients of our own on the same library that keep it.

use std::process::{Command, Stdio};
use std::time::Duration;

use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::{ClientConfig, Message as _, Offset, TopicPartitionList};

use super::cli::{Cli, PATIENCE, Running, run, text};
use super::say;

pub const SARAHS_ALERT: [&str; 7] = [
    "🔔 Listening for alerts...",
    "",
    "🚨 Sarah needs help!",
    "   Child: Jake",
    "   Location: Oak Street Bus Stop",
    "   Message: Meeting ran over, will be 10 mins late",
    "",
];

const SCRIPTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/tutorial");

/// One of the Python clients, with this test's broker, topic and group.
fn script(cli: &Cli, name: &str) -> Command {
    let mut python = Command::new("python3");
    python.arg(format!("{SCRIPTS}/{name}")).env_clear().stdin(Stdio::null());
    // On a pipe, Python would buffer its lines, and take them for ASCII.
    python.env("PYTHONUNBUFFERED", "1").env("PYTHONUTF8", "1").env("PYTHONDONTWRITEBYTECODE", "1");
    python.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    cli.told(python)
}

/// Whether the Python clients can run here; says so where they can't.
pub fn python_has_kafka(test: &str) -> bool {
    let asked = Command::new("python3").args(["-c", "import confluent_kafka"]).output();
    let has = asked.is_ok_and(|output| output.status.success());
    if !has {
        say(&format!(
            "NOT RUN: {test} (needs python3 with confluent_kafka: python3 -m venv venv && venv/bin/pip install confluent-kafka, \
             then PATH=$PWD/venv/bin:$PATH)"
        ));
    }
    has
}

fn produce(cli: &Cli) {
    let produced = run(script(cli, "producer.py"));
    assert_eq!(text(&produced.stdout), "✅ Alert sent: Sarah needs help\n", "{}", text(&produced.stderr));
}

/// Exactly one record has been written, and it is the one that the tutorial's producer writes.
fn assert_the_record_is_the_tutorials(cli: &Cli) {
    let reader = assigned_from_the_start(cli);
    let record = cli.eventually(|| reader.poll(Duration::from_millis(100))).expect("a record");
    let value = r#"{"parent_name": "Sarah", "child_name": "Jake", "location": "Oak Street Bus Stop", "message": "Meeting ran over, will be 10 mins late"}"#;
    assert_eq!(record.payload().map(String::from_utf8_lossy).as_deref(), Some(value));
    assert_eq!(record.key(), None);
    assert!(record.headers().is_none());
    assert_eq!(written(cli), 1);
}

const PARTITIONS: [i32; 3] = [0, 1, 2];

/// Reads all partitions without being in a group.
fn assigned_from_the_start(cli: &Cli) -> BaseConsumer {
    let reader = client(cli);
    let mut all = TopicPartitionList::new();
    for partition in PARTITIONS {
        all.add_partition_offset(&cli.config().alerts_topic, partition, Offset::Beginning).expect("an offset");
    }
    reader.assign(&all).expect("assigned");
    reader
}

fn client(cli: &Cli) -> BaseConsumer {
    let config = cli.config();
    let mut settings = ClientConfig::new();
    settings.set("bootstrap.servers", &config.bootstrap_servers).set("group.id", &config.group_id);
    settings.set("enable.auto.commit", "false").create().expect("a consumer")
}

/// How many records the topic has.
fn written(cli: &Cli) -> i64 {
    let (client, topic) = (client(cli), cli.config().alerts_topic);
    PARTITIONS.iter().map(|one| client.fetch_watermarks(&topic, *one, PATIENCE).expect("offsets").1).sum()
}

/// How many records the group has committed as read.
fn committed(cli: &Cli) -> i64 {
    let mut asked = TopicPartitionList::new();
    asked.add_partition_range(&cli.config().alerts_topic, 0, 2);
    let found = client(cli).committed_offsets(asked, PATIENCE).expect("offsets");
    found.elements().iter().filter_map(|one| one.offset().to_raw().filter(|offset| *offset >= 0)).sum()
}

/// `consumer.py` shows what `producer.py` and `send` have written, and commits it when Ctrl-C ends it.
pub fn consume(cli: &Cli) {
    produce(cli);
    assert_the_record_is_the_tutorials(cli);
    let mut consumer = Running::start(script(cli, "consumer.py"));
    consumer.until_lines(SARAHS_ALERT.len());
    assert_eq!(consumer.said, SARAHS_ALERT);
    cli.send("Lisa");
    consumer.until_lines(SARAHS_ALERT.len() + 5);
    assert_eq!(consumer.shown(), ["Sarah", "Lisa"]);
    assert_eq!(consumer.interrupt().code(), Some(0));
    assert_eq!(consumer.said[SARAHS_ALERT.len() + 5..], ["Stopped"]);
    assert_eq!(committed(cli), 2);
}

/// `consumer.py` and `watch` are one group: each goes on where the other left off, and they share the partitions.
pub fn share(cli: &Cli) {
    let watch = || text(&run(cli.needhelp(&["watch", "--until-now"])).stdout).to_owned();
    assert_eq!(watch(), "🔔 Listening for alerts...\n\n");
    (0..3).for_each(|_| produce(cli));
    let alert = SARAHS_ALERT[2..].join("\n");
    assert_eq!(watch(), format!("🔔 Listening for alerts...\n\n{}", format!("{alert}\n").repeat(3)));
    cli.send("David");
    let mut consumer = Running::start(script(cli, "consumer.py"));
    consumer.until(|line| line == "🚨 David needs help!");
    assert_eq!(consumer.shown(), ["David"]);

    let mut watcher = Running::start(cli.needhelp(&["watch"]));
    watcher.until_logged(|line| {
        line.contains("partitions assigned") && !line.contains("[0, 1, 2]") && !line.ends_with("[]")
    });
    let mut sent = vec!["David".to_owned()];
    while watcher.shown().is_empty() || consumer.shown().len() < 2 {
        assert!(sent.len() < 60, "one of them is never given anything");
        sent.push(format!("Mike {}", sent.len()));
        cli.send(&sent[sent.len() - 1]);
    }
    sent.sort_unstable();
    cli.eventually(|| {
        let mut all = [watcher.shown(), consumer.shown()].concat();
        all.sort_unstable();
        all.dedup();
        (all == sent).then_some(())
    });
    assert_eq!((consumer.interrupt().code(), watcher.interrupt().code()), (Some(0), Some(0)));
}
