//! What docs/tutorial.md shows, with `send` and `watch`, and with two Python clients beside them.
//!
//! The tutorial's scripts are a contract: what they write to the topic, what they print, and the group that they read
//! in. `tutorial/producer.py` and `tutorial/consumer.py` are clients of our own on the same library that keep it.

use std::process::{Command, Stdio};
use std::time::Duration;

use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::{ClientConfig, Message as _, Offset, TopicPartitionList};

use crate::support::cli::{Cli as Kitchen, PATIENCE, Running, run, text};
use crate::support::say;

const SARAHS_ALERT: [&str; 7] = [
    "🔔 Listening for alerts...",
    "",
    "🚨 Sarah needs help!",
    "   Child: Jake",
    "   Location: Oak Street Bus Stop",
    "   Message: Meeting ran over, will be 10 mins late",
    "",
];

#[test]
fn what_is_sent_is_shown_in_the_tutorials_words() {
    let kitchen = Kitchen::new();
    let mut watch = Running::start(kitchen.needhelp(&["watch"]));
    watch.until_lines(2);
    kitchen.send("Sarah");
    watch.until_lines(7);
    assert_eq!(watch.said, SARAHS_ALERT);
    assert_eq!(watch.interrupt().code(), Some(0));
    assert_eq!(watch.said.last().map(String::as_str), Some("Stopped"));
}

#[test]
fn messages_persist_and_a_group_goes_on_where_it_left_off() {
    let kitchen = Kitchen::new();
    kitchen.send("Sarah");
    let mut first = Running::start(kitchen.needhelp(&["watch"]));
    first.until_lines(7);
    first.interrupt();

    for _ in 0..3 {
        kitchen.send("Sarah");
    }
    let mut second = Running::start(kitchen.needhelp(&["watch"]));
    second.until_lines(2 + 3 * 5);
    second.interrupt();
    assert_eq!(second.alerts(), 3, "{:#?}", second.said);

    let mut new_group = Running::start(kitchen.needhelp(&["watch", "--group", "neighbors-v2"]));
    new_group.until_lines(2 + 4 * 5);
    new_group.interrupt();
    assert_eq!(new_group.alerts(), 4);

    let all = run(kitchen.needhelp(&["watch", "--from-beginning", "--until-now"]));
    assert_eq!(text(&all.stdout).matches('🚨').count(), 4);
    let nothing_new = run(kitchen.needhelp(&["watch", "--until-now"]));
    assert_eq!(text(&nothing_new.stdout), "🔔 Listening for alerts...\n\n");
}

#[test]
fn three_watchers_share_three_partitions() {
    let kitchen = Kitchen::new();
    let mut watchers: Vec<Running> = (0..3).map(|_| Running::start(kitchen.needhelp(&["watch"]))).collect();
    for watcher in &mut watchers {
        watcher.until_lines(2);
        // The first to come may have had all of them for a moment.
        watcher
            .until_logged(|line| ["[0]", "[1]", "[2]"].iter().any(|one| line.ends_with(&format!("partitions={one}"))));
    }
    // Ids are random, so that a partition may be left out by a few of them: send until each watcher has shown one.
    let mut sent = Vec::new();
    let shown = |watchers: &mut Vec<Running>| -> Vec<Vec<String>> { watchers.iter_mut().map(Running::shown).collect() };
    while shown(&mut watchers).iter().any(Vec::is_empty) {
        assert!(sent.len() < 60, "one of them is never given anything");
        sent.push(format!("Sarah {}", sent.len()));
        kitchen.send(&sent[sent.len() - 1]);
    }
    sent.sort_unstable();
    let times_shown = kitchen.eventually(|| {
        let mut all = shown(&mut watchers).concat();
        let times = all.len();
        all.sort_unstable();
        all.dedup();
        (all == sent).then_some(times)
    });
    // A busy machine may cost one of them its place for a moment, and what it had not saved is shown again.
    assert!(times_shown < 2 * sent.len(), "{times_shown} shown of {}: they do not share", sent.len());
}

#[test]
fn what_is_no_alert_is_an_error_line_and_the_next_alert_is_shown() {
    let kitchen = Kitchen::new();
    kitchen.append("help!");
    let mut watch = Running::start(kitchen.needhelp(&["watch"]));
    watch.until(|line| line.starts_with("Error: bus-stop-alerts/0@0 is not an alert"));
    kitchen.send("Sarah");
    watch.until(|line| line == "🚨 Sarah needs help!");
}

#[test]
fn a_broker_that_is_away_means_not_sent_and_nothing_on_stdout() {
    let kitchen = Kitchen::without_broker();
    let arguments = ["send", "--parent", "Sarah", "--child", "Jake", "--location", "Oak Street", "--message", "Late"];
    let sent = run(kitchen.needhelp(&arguments));
    assert_eq!(sent.status.code(), Some(1));
    assert_eq!(text(&sent.stdout), "");
    let said = text(&sent.stderr);
    assert!(said.contains("needhelp: NOT sent: Kafka at 127.0.0.1:") && said.contains("Phone someone."), "{said}");
}

const SCRIPTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/commands/tutorial");

/// One of the Python clients, with this test's broker, topic and group.
fn script(kitchen: &Kitchen, name: &str) -> Command {
    let mut python = Command::new("python3");
    python.arg(format!("{SCRIPTS}/{name}")).env_clear().stdin(Stdio::null());
    // On a pipe, Python would buffer its lines, and take them for ASCII.
    python.env("PYTHONUNBUFFERED", "1").env("PYTHONUTF8", "1").env("PYTHONDONTWRITEBYTECODE", "1");
    python.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    kitchen.told(python)
}

/// Whether the Python clients can run here; says so where they can't.
fn python_has_kafka(test: &str) -> bool {
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

fn produce(kitchen: &Kitchen) {
    let produced = run(script(kitchen, "producer.py"));
    assert_eq!(text(&produced.stdout), "✅ Alert sent: Sarah needs help\n", "{}", text(&produced.stderr));
}

/// Exactly one record has been written, and it is the one that the tutorial's producer writes.
fn assert_the_record_is_the_tutorials(kitchen: &Kitchen) {
    let reader = assigned_from_the_start(kitchen);
    let record = kitchen.eventually(|| reader.poll(Duration::from_millis(100))).expect("a record");
    let value = r#"{"parent_name": "Sarah", "child_name": "Jake", "location": "Oak Street Bus Stop", "message": "Meeting ran over, will be 10 mins late"}"#;
    assert_eq!(record.payload().map(String::from_utf8_lossy).as_deref(), Some(value));
    assert_eq!(record.key(), None);
    assert!(record.headers().is_none());
    assert_eq!(written(kitchen), 1);
}

const PARTITIONS: [i32; 3] = [0, 1, 2];

/// Reads all partitions without being in a group.
fn assigned_from_the_start(kitchen: &Kitchen) -> BaseConsumer {
    let reader = client(kitchen);
    let mut all = TopicPartitionList::new();
    for partition in PARTITIONS {
        all.add_partition_offset(&kitchen.config().alerts_topic, partition, Offset::Beginning).expect("an offset");
    }
    reader.assign(&all).expect("assigned");
    reader
}

fn client(kitchen: &Kitchen) -> BaseConsumer {
    let config = kitchen.config();
    let mut settings = ClientConfig::new();
    settings.set("bootstrap.servers", &config.bootstrap_servers).set("group.id", &config.group_id);
    settings.set("enable.auto.commit", "false").create().expect("a consumer")
}

/// How many records the topic has.
fn written(kitchen: &Kitchen) -> i64 {
    let (client, topic) = (client(kitchen), kitchen.config().alerts_topic);
    PARTITIONS.iter().map(|one| client.fetch_watermarks(&topic, *one, PATIENCE).expect("offsets").1).sum()
}

/// How many records the group has committed as read.
fn committed(kitchen: &Kitchen) -> i64 {
    let mut asked = TopicPartitionList::new();
    asked.add_partition_range(&kitchen.config().alerts_topic, 0, 2);
    let found = client(kitchen).committed_offsets(asked, PATIENCE).expect("offsets");
    found.elements().iter().filter_map(|one| one.offset().to_raw().filter(|offset| *offset >= 0)).sum()
}

/// `consumer.py` shows what `producer.py` and `send` have written, and commits it when Ctrl-C ends it.
fn consume(kitchen: &Kitchen) {
    produce(kitchen);
    assert_the_record_is_the_tutorials(kitchen);
    let mut consumer = Running::start(script(kitchen, "consumer.py"));
    consumer.until_lines(SARAHS_ALERT.len());
    assert_eq!(consumer.said, SARAHS_ALERT);
    kitchen.send("Lisa");
    consumer.until_lines(SARAHS_ALERT.len() + 5);
    assert_eq!(consumer.shown(), ["Sarah", "Lisa"]);
    assert_eq!(consumer.interrupt().code(), Some(0));
    assert_eq!(consumer.said[SARAHS_ALERT.len() + 5..], ["Stopped"]);
    assert_eq!(committed(kitchen), 2);
}

/// `consumer.py` and `watch` are one group: each goes on where the other left off, and they share the partitions.
fn share(kitchen: &Kitchen) {
    let watch = || text(&run(kitchen.needhelp(&["watch", "--until-now"])).stdout).to_owned();
    assert_eq!(watch(), "🔔 Listening for alerts...\n\n");
    (0..3).for_each(|_| produce(kitchen));
    let alert = SARAHS_ALERT[2..].join("\n");
    assert_eq!(watch(), format!("🔔 Listening for alerts...\n\n{}", format!("{alert}\n").repeat(3)));
    kitchen.send("David");
    let mut consumer = Running::start(script(kitchen, "consumer.py"));
    consumer.until(|line| line == "🚨 David needs help!");
    assert_eq!(consumer.shown(), ["David"]);

    let mut watcher = Running::start(kitchen.needhelp(&["watch"]));
    watcher.until_logged(|line| {
        line.contains("partitions assigned") && !line.contains("[0, 1, 2]") && !line.ends_with("[]")
    });
    let mut sent = vec!["David".to_owned()];
    while watcher.shown().is_empty() || consumer.shown().len() < 2 {
        assert!(sent.len() < 60, "one of them is never given anything");
        sent.push(format!("Mike {}", sent.len()));
        kitchen.send(&sent[sent.len() - 1]);
    }
    sent.sort_unstable();
    kitchen.eventually(|| {
        let mut all = [watcher.shown(), consumer.shown()].concat();
        all.sort_unstable();
        all.dedup();
        (all == sent).then_some(())
    });
    assert_eq!((consumer.interrupt().code(), watcher.interrupt().code()), (Some(0), Some(0)));
}

#[test]
fn python_clients_read_and_write_the_tutorials_alerts() {
    if python_has_kafka("the Python clients, on the embedded broker") {
        let kitchen = Kitchen::new();
        consume(&kitchen);
        let watched = run(kitchen.needhelp(&["watch", "--from-beginning", "--until-now"]));
        assert_eq!(text(&watched.stdout).matches('🚨').count(), 2);
        // `share` is for real Kafka: here a rebalance takes as long as a session, and that of consumer.py is 45 s.
    }
}

#[test]
fn python_clients_share_a_group_with_watch_on_real_kafka() {
    let test = "the Python clients, on real Kafka";
    if let Some(kitchen) = Kitchen::real(test)
        && python_has_kafka(test)
    {
        consume(&kitchen);
        share(&kitchen);
    }
}
