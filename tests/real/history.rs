//! The history on Apache Kafka, as a process that is killed again and again while alerts are raised.
//!
//! `HISTORY_KILLS` (20) is how often; the promise was tried with 200 and more. `HISTORY_TEST_URL` names a PostgreSQL, else it
//! is SQLite.

use std::collections::BTreeMap;
use std::hash::{BuildHasher as _, RandomState};
use std::process::Command;
use std::time::Duration;

use needhelp::history::Database;
use needhelp::history::verify::verify;
use sqlx::{AssertSqlSafe, Executor as _, Row as _};
use tempfile::TempDir;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::support::bot::{AlertId, Config, EventId, KafkaConfig, Kind, Producer, codec, topics};
use crate::support::history::own_database;
use crate::support::node::free_port;
use crate::support::records::producer;
use crate::support::recreate::recreate_topics;
use crate::support::{Process, eventually, free_address, real_kafka, say, unique};

/// Alerts that are raised in a topic that was just created again.
const AFTER: i64 = 12;

const PATIENCE: Duration = Duration::from_secs(60);

struct Own {
    config: Config,
    settings: BTreeMap<String, String>,
    _dir: TempDir,
}

impl Own {
    /// Topics and a database that no other test has.
    async fn open(servers: &str) -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        let url = own_database(dir.path()).await;
        Self::open_with(servers, dir, url).await
    }

    async fn open_with(servers: &str, dir: TempDir, url: String) -> Self {
        let name = unique();
        let settings = [
            ("KAFKA_BOOTSTRAP_SERVERS", servers.to_owned()),
            ("KAFKA_GROUP_ID", name.clone()),
            ("KAFKA_ALERTS_TOPIC", format!("{name}-alerts")),
            ("KAFKA_CONFIRMATIONS_TOPIC", format!("{name}-log")),
            ("KAFKA_DEAD_LETTER_TOPIC", format!("{name}-dead")),
            ("KAFKA_SETTINGS_TOPIC", format!("{name}-settings")),
            ("HTTP_LISTEN_ADDR", free_address()),
            ("HISTORY_URL", url),
        ];
        let settings: BTreeMap<_, _> = settings.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let config = Config::read(&|name| settings.get(name).cloned()).expect("right settings");
        topics::prepare(&config.kafka, &CancellationToken::new()).await.expect("topics");
        Own { config, settings, _dir: dir }
    }

    fn kafka(&self) -> &KafkaConfig {
        &self.config.kafka
    }

    fn database(&self) -> Database {
        Database::open(self.config.history.url().expect("set")).expect("a database")
    }

    async fn count(&self, question: &str) -> i64 {
        let row = self.database().pool().fetch_one(AssertSqlSafe(question.to_owned())).await;
        row.and_then(|row| row.try_get(0)).unwrap_or(-1)
    }

    /// What the history's process answers.
    async fn get(&self, path: &str) -> String {
        let url = format!("http://{}{path}", self.settings["HTTP_LISTEN_ADDR"]);
        match reqwest::get(url).await {
            Ok(answer) => answer.text().await.unwrap_or_default(),
            Err(_) => String::new(),
        }
    }

    async fn until_it_says(&self, path: &str, text: &str) {
        let says = async || self.get(path).await.contains(text).then_some(());
        eventually(PATIENCE, text, says).await;
    }

    async fn raise(&self, producer: &Producer, id: &str) {
        let id = AlertId::new(id).expect("an id");
        let kind = serde_json::json!({"kind": "raised", "parent_name": "Sarah", "child_name": "Jake", "location": "", "message": ""});
        let kind: Kind = serde_json::from_value(kind).expect("a kind");
        let (home, event) = (codec::home(self.kafka(), &id), id.event());
        producer.send(codec::outgoing(self.kafka(), home, &id, kind, &event, "test")).await.expect("written");
    }

    async fn until_it_has(&self, events: i64) {
        let has = async || {
            let count = self.count("SELECT CAST(count(*) AS bigint) FROM events").await;
            (count >= events).then_some(())
        };
        eventually(PATIENCE, "everything is written", has).await;
    }
}

/// So many records wait for the history at most, so that it can catch up in time.
const AHEAD: i64 = 4_000;

/// Alerts that are raised, claimed and done until the sender of how many are stored is dropped. Returns how many records
/// were written.
async fn load(producer: Producer, config: KafkaConfig, mut stored: watch::Receiver<i64>) -> i64 {
    let mut records = 0;
    for number in 0.. {
        if stored.wait_for(|stored| records < stored + AHEAD).await.is_err() || stored.has_changed().is_err() {
            return records;
        }
        let id = AlertId::new(format!("alert-{number}")).expect("an id");
        let raised = serde_json::json!({"kind": "raised", "parent_name": "Sarah", "child_name": "Jake",
            "location": "Oak Street Bus Stop", "message": "", "parent_id": "44"});
        let press = |kind| serde_json::json!({"kind": kind, "neighbor_id": "55", "neighbor_name": "Mike"});
        for (place, kind) in [raised, press("claimed"), press("with_child"), press("done")].into_iter().enumerate() {
            let kind: Kind = serde_json::from_value(kind).expect("a kind");
            let event = EventId::new(format!("{number}-{place}"));
            let home = codec::home(&config, &id);
            producer.send(codec::outgoing(&config, home, &id, kind, &event, "test")).await.expect("written");
            records += 1;
        }
    }
    records
}

/// A time up to this many milliseconds.
fn moment(most: u64) -> Duration {
    Duration::from_millis(RandomState::new().hash_one(()) % most)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_history_that_is_killed_again_and_again_has_each_record_once() {
    let Some(kafka) = real_kafka("a_history_that_is_killed_again_and_again_has_each_record_once") else { return };
    let own = Own::open(&kafka).await;
    let kills: u32 = std::env::var("HISTORY_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(20);
    let (stored, known) = watch::channel(0);
    let load = tokio::spawn(load(producer(own.kafka()), own.kafka().clone(), known));
    let mut history = Process::start("history", &own.settings);
    let mut progress = 0;
    for kill in 0..kills {
        let before = own.count("SELECT CAST(count(*) AS bigint) FROM events").await;
        if kill % 2 == 0 {
            // While it writes, however slow the machine is.
            own.until_it_has(before + 1).await;
            tokio::time::sleep(moment(200)).await;
        } else {
            // Anywhere between its start and some batches later.
            tokio::time::sleep(moment(700)).await;
        }
        history.kill();
        let now = own.count("SELECT CAST(count(*) AS bigint) FROM events").await;
        progress += u32::from(now > before);
        stored.send_replace(now);
        history.start_again();
    }
    drop(stored);
    let records = load.await.expect("no panic");
    own.until_it_has(records).await;
    assert_eq!(own.count("SELECT CAST(count(*) AS bigint) FROM events").await, records);
    let once = "SELECT CAST(count(*) AS bigint) FROM (SELECT DISTINCT event_id FROM events) AS ids";
    assert_eq!(own.count(once).await, records, "no record is there twice");
    assert_eq!(own.count("SELECT CAST(count(*) AS bigint) FROM alerts WHERE ending = 'done'").await, records / 4);
    let verified = verify(&own.database(), own.kafka()).await.expect("compared");
    assert_eq!(verified.differences, Vec::<String>::new());
    say(&format!("{kills} kills, {progress} of them after something was written; {records} records"));
    assert!(progress * 2 >= kills, "{progress} of {kills} kills came after something was written");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_topic_that_was_created_again_begins_a_new_log() {
    let Some(kafka) = real_kafka("a_topic_that_was_created_again_begins_a_new_log") else { return };
    let own = Own::open(&kafka).await;
    let producer = producer(own.kafka());
    own.raise(&producer, "before").await;
    let _history = Process::start("history", &own.settings);
    own.until_it_has(1).await;
    recreate_topics(own.kafka(), &[&own.kafka().confirmations_topic]).await;
    // At once, in all partitions: the history reads on there, and has not asked for the topic's id yet.
    for number in 0..AFTER {
        own.raise(&producer, &format!("after-{number}")).await;
    }
    own.until_it_has(1 + AFTER).await;
    assert_eq!(own.count("SELECT CAST(count(*) AS bigint) FROM events").await, 1 + AFTER, "each is in one log");
    let old = "SELECT CAST(count(*) AS bigint) FROM events WHERE log_id = (SELECT min(log_id) FROM logs)";
    assert_eq!((own.count(old).await, own.count("SELECT CAST(count(*) AS bigint) FROM logs").await), (1, 2));
    assert!(own.count("SELECT CAST(count(*) AS bigint) FROM gaps WHERE reason = 'recreated'").await > 0);
    assert_eq!(verify(&own.database(), own.kafka()).await.expect("compared").differences, Vec::<String>::new());
}

/// A PostgreSQL of the test's own, which may be killed.
struct OwnPostgres {
    port: String,
}

impl OwnPostgres {
    fn run(&self, command: &str) -> String {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/scripts/postgres");
        let output = Command::new(script).arg(command).env("POSTGRES_PORT", &self.port).output().expect("a script");
        assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }
}

impl Drop for OwnPostgres {
    fn drop(&mut self) {
        self.run("reset");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn while_its_postgres_is_down_the_history_says_since_when_and_catches_up() {
    let name = "while_its_postgres_is_down_the_history_says_since_when_and_catches_up";
    let Some(kafka) = real_kafka(name) else { return };
    if std::env::var_os("HISTORY_TEST_URL").is_none() {
        say(&format!("NOT RUN: {name} (needs PostgreSQL: HISTORY_TEST_URL=$(scripts/postgres start))"));
        return;
    }
    let server = OwnPostgres { port: free_port().to_string() };
    let dir = tempfile::tempdir().expect("a directory");
    let own = Own::open_with(&kafka, dir, server.run("start")).await;
    let producer = producer(own.kafka());
    own.raise(&producer, "before").await;
    let _history = Process::start("history", &own.settings);
    own.until_it_has(1).await;

    server.run("kill");
    own.raise(&producer, "during").await;
    let reason = format!(": HISTORY_URL: no PostgreSQL answers at 127.0.0.1:{} within 5 s: ", server.port);
    own.until_it_says("/readyz", &reason).await;
    let said = own.get("/readyz").await;
    assert!(said.contains("MISSING history: nothing can be written since 20"), "{said}");
    let lag = async || {
        let metrics = own.get("/metrics").await;
        let mut lags = metrics.lines().filter(|line| line.starts_with("needhelp_lag_records{service=\"history\""));
        lags.any(|line| !line.ends_with(" 0")).then_some(())
    };
    eventually(PATIENCE, "the lag is a metric", lag).await;

    server.run("start");
    own.until_it_has(2).await;
    own.until_it_says("/readyz", "ok      history").await;
    assert_eq!(verify(&own.database(), own.kafka()).await.expect("compared").differences, Vec::<String>::new());
}
