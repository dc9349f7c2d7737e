//! The history over the wire: a neighborhood's afternoon becomes rows, and the database may be away.

use std::time::Duration;

use needhelp::history::Database;
use needhelp::history::rebuild::rebuild;
use needhelp::history::verify::{Verified, verify};
use sqlx::any::AnyConnectOptions;
use sqlx::{AnyConnection, AssertSqlSafe, ConnectOptions as _, Executor as _, Row as _};
use tempfile::TempDir;

use crate::support::bot::{AlertId, Kind, UserId};
use crate::support::history::own_database;
use crate::support::{Neighborhood, eventually, say};

/// A neighborhood whose history is kept in a file.
struct Kept {
    here: Neighborhood,
    dir: TempDir,
}

impl Kept {
    async fn open() -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        let url = own_database(dir.path()).await;
        let here = Neighborhood::with(&[("HISTORY_URL", &url)]).await;
        Kept { here, dir }
    }

    fn database(&self) -> Database {
        Database::open(self.here.config.history.url().expect("set")).expect("the database")
    }

    /// Changes something by hand.
    async fn by_hand(&self, statement: &str) {
        self.database().pool().execute(AssertSqlSafe(statement.to_owned())).await.expect(statement);
    }

    /// The rows of a question, as text.
    async fn rows(&self, question: &str) -> Vec<String> {
        let rows = self.database().pool().fetch_all(AssertSqlSafe(question.to_owned())).await.unwrap_or_default();
        let cell = |row: &sqlx::any::AnyRow, place| {
            row.try_get::<Option<String>, _>(place).ok().flatten().unwrap_or("-".into())
        };
        rows.iter().map(|row| (0..row.len()).map(|place| cell(row, place)).collect::<Vec<_>>().join(" ")).collect()
    }

    /// Waits until a question has this answer.
    async fn says(&self, question: &str, answer: &[&str]) {
        let asked = async || (self.rows(question).await == answer).then_some(());
        let answered = tokio::time::timeout(self.here.patience, eventually(self.here.patience, question, asked)).await;
        assert!(answered.is_ok(), "{question}: {:?}", self.rows(question).await);
    }

    /// Waits until all that the log has is written, and compares.
    async fn verified(&self) -> Verified {
        let compared = async || {
            let verified = verify(&self.database(), self.here.kafka()).await.ok()?;
            let log = self.here.records(&self.here.kafka().confirmations_topic).await;
            (verified.records >= u64::try_from(log.len()).expect("few")).then_some(verified)
        };
        eventually(self.here.patience, "everything is written", compared).await
    }

    async fn raise(&self, id: &str) -> AlertId {
        let alert = AlertId::new(id).expect("an id");
        self.here.append(&alert, Kind::Raised(self.here.alert()), id).await;
        alert
    }

    async fn act(&self, alert: &AlertId, kind: &str, id: &str) {
        let mike = UserId(55).to_string();
        let kind = serde_json::json!({"kind": kind, "neighbor_id": mike, "neighbor_name": "Mike"});
        self.here.append(alert, serde_json::from_value(kind).expect("a kind"), id).await;
    }
}

/// A database that can't be written.
struct Away {
    connection: AnyConnection,
    give_back: String,
}

impl Kept {
    /// The file is locked, or the server takes no connection and ends those that there are.
    async fn take_away(&self) -> Away {
        sqlx::any::install_default_drivers();
        let url = self.here.config.history.url().expect("set");
        let (address, take, give_back) = match std::env::var("HISTORY_TEST_URL") {
            Err(_) => (url.reveal().to_owned(), vec!["BEGIN IMMEDIATE".to_owned()], "ROLLBACK".to_owned()),
            Ok(server) => {
                let name = url.reveal().rsplit('/').next().unwrap_or_default();
                let take = vec![
                    format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false"),
                    format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"),
                ];
                (server, take, format!("ALTER DATABASE {name} ALLOW_CONNECTIONS true"))
            }
        };
        let options: AnyConnectOptions = address.parse().expect("an address");
        let mut connection = options.connect().await.expect("a connection");
        for statement in take {
            connection.execute(AssertSqlSafe(statement)).await.expect("taken away");
        }
        Away { connection, give_back }
    }
}

impl Away {
    async fn give_back(mut self) {
        self.connection.execute(AssertSqlSafe(self.give_back)).await.expect("given back");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_that_cannot_be_folded_is_kept_as_it_is_and_counted() {
    let dir = tempfile::tempdir().expect("a directory");
    let url = own_database(dir.path()).await;
    let kept = Kept { here: Neighborhood::of_one_process_with(&[("HISTORY_URL", &url)]).await, dir };
    let topic = kept.here.kafka().confirmations_topic.clone();
    kept.here.append_value(&topic, b"help!").await;
    kept.here.append_value(&topic, br#"{"alert_id": "jake", "kind": "claimed", "at": "soon"}"#).await;
    let counted = "{topic=\"history\",kind=\"any\",outcome=\"broken\"} 2";
    kept.here.until("/metrics", |_, metrics| metrics.contains(counted)).await;
    let of_kind = "SELECT outcome, kind, CAST(record AS text) FROM events WHERE outcome = 'broken' AND problem IS NOT NULL ORDER BY kind";
    let rows = kept.rows(of_kind).await;
    assert!(rows.contains(&"broken - -".to_owned()), "{rows:?}");
    assert!(rows.iter().any(|row| row.starts_with("broken claimed {") && row.contains("soon")), "{rows:?}");
    // Alerts go on, and `verify` takes the two as they are.
    kept.here.needhelp("Jake").await;
    kept.says("SELECT child_name FROM alerts WHERE phase = 'open'", &["Jake"]).await;
    assert_eq!(kept.verified().await.differences, Vec::<String>::new());
}

const ALERTS: &str = "SELECT alert_id, phase, neighbor_name FROM alerts ORDER BY alert_id";

#[tokio::test(flavor = "multi_thread")]
async fn an_alert_becomes_a_row_and_verify_finds_no_difference() {
    let kept = Kept::open().await;
    let history = kept.here.history();
    let alert = kept.raise("jake").await;
    kept.act(&alert, "claimed", "c").await;
    kept.act(&alert, "with_child", "w").await;
    kept.act(&alert, "done", "d").await;
    kept.says(ALERTS, &["jake over Mike"]).await;
    kept.says("SELECT neighbor_name, ended_by FROM claims", &["Mike done"]).await;
    kept.says("SELECT ending, child_name FROM alerts", &["done Jake"]).await;
    let verified = kept.verified().await;
    assert_eq!((verified.differences, verified.alerts), (vec![], 1));
    history.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_changed_by_hand_is_found_and_made_again() {
    let kept = Kept::open().await;
    let history = kept.here.history();
    let alert = kept.raise("jake").await;
    kept.act(&alert, "claimed", "c").await;
    kept.says(ALERTS, &["jake claimed Mike"]).await;
    kept.verified().await;
    kept.by_hand("UPDATE alerts SET neighbor_name = 'David'").await;
    kept.by_hand("DELETE FROM claims").await;
    let verified = kept.verified().await;
    assert_eq!(verified.count, 2, "{:?}", verified.differences);
    assert!(verified.differences[0].contains("the column neighbor_name differs"), "{:?}", verified.differences);
    assert!(verified.differences[1].starts_with("claims:"), "{:?}", verified.differences);
    rebuild(&kept.database(), kept.here.kafka()).await.expect("rebuilt");
    assert_eq!(kept.verified().await.differences, Vec::<String>::new());
    // The one that runs goes on with the new rows.
    kept.act(&alert, "done", "d").await;
    kept.says(ALERTS, &["jake over Mike"]).await;
    history.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rebuild_into_an_empty_database_reads_the_whole_log() {
    let kept = Kept::open().await;
    let alert = kept.raise("jake").await;
    kept.act(&alert, "claimed", "c").await;
    let rebuilt = rebuild(&kept.database(), kept.here.kafka()).await.expect("rebuilt");
    assert!(rebuilt.added >= 2, "{rebuilt:?}");
    assert_eq!(kept.rows(ALERTS).await, ["jake claimed Mike"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_database_is_away_the_bot_goes_on_and_the_history_catches_up() {
    let kept = Kept::open().await;
    let history = kept.here.history();
    kept.raise("jake").await;
    kept.says(ALERTS, &["jake open -"]).await;
    let away = kept.take_away().await;
    let emma = kept.raise("emma").await;
    kept.here.card_of_alert_is_recorded(&emma).await;
    let is_away = async || history.history_state().away.clone();
    let (_, reason) = eventually(Duration::from_secs(40), "the history says that it is away", is_away).await;
    assert!(!reason.is_empty() && !reason.contains("needhelp:needhelp"), "{reason}");
    let lags = async || (history.history_state().lag().map(|(_, lag)| lag).sum::<i64>() > 0).then_some(());
    eventually(Duration::from_secs(40), "the history says how much is missing", lags).await;
    away.give_back().await;
    kept.says(ALERTS, &["emma open -", "jake open -"]).await;
    assert_eq!(kept.verified().await.differences, Vec::<String>::new());
    assert_eq!(history.history_state().ready(), Ok(()));
    history.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_histories_write_each_record_once() {
    let kept = Kept::open().await;
    let histories = [kept.here.history(), kept.here.history()];
    for n in 0..20 {
        let alert = kept.raise(&format!("alert-{n:02}")).await;
        kept.act(&alert, "claimed", &format!("c{n}")).await;
    }
    kept.says("SELECT CAST(count(*) AS text) FROM claims", &["20"]).await;
    assert_eq!(kept.verified().await.differences, Vec::<String>::new());
    for history in histories {
        history.end().await;
    }
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn the_file_is_readable_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let kept = Kept::open().await;
    let history = kept.here.history();
    kept.raise("jake").await;
    kept.says(ALERTS, &["jake open -"]).await;
    if kept.here.config.history.url().expect("set").file().is_none() {
        say("NOT RUN on PostgreSQL: the_file_is_readable_for_its_owner_alone");
        return;
    }
    let mut files = 0;
    for file in std::fs::read_dir(kept.dir.path()).expect("a directory") {
        let file = file.expect("a file");
        let mode = file.metadata().expect("known").permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{:?}", file.file_name());
        files += 1;
    }
    assert!(files >= 1);
    history.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_types_forget_is_in_no_row_and_the_counts_stay() {
    let kept = Kept::open().await;
    let (history, gateway) = (kept.here.history(), kept.here.gateway().await);
    let alert = kept.raise("jake").await;
    let mike = kept.here.user("Mike");
    let claimed = serde_json::json!({"kind": "claimed", "neighbor_id": mike.to_string(), "neighbor_name": "Mike"});
    kept.here.append(&alert, serde_json::from_value(claimed).expect("a kind"), "c").await;
    kept.says(ALERTS, &["jake claimed Mike"]).await;

    let typed = kept.here.discord.person("Mike").slash("needhelp-me forget");
    let answer = typed.send().await.expect("typed").within(kept.here.patience).response().await.expect("answered");
    assert!(answer.ephemeral && answer.content.starts_with("✅ Noted."), "{}", answer.content);
    // Kafka deletes a file when its newest record is old enough, and begins a new file after a week at the latest.
    let days = i64::from(kept.here.kafka().retention_days) + 8;
    let (_, day) = answer.content.split_once("<t:").expect("the day is named");
    let day: i64 = day.split_once(":D>").expect("as a day").0.parse().expect("a time");
    let off = day - (jiff::Timestamp::now().as_second() + days * 86_400);
    assert!((-60..=0).contains(&off), "Kafka has it for {days} days: {}", answer.content);
    let wishes = kept.here.records(&kept.here.kafka().settings_topic).await;
    let keys: Vec<_> = wishes.iter().filter_map(|record| record.key.as_deref()).map(String::from_utf8_lossy).collect();
    assert_eq!(keys, [format!("forgotten/{mike}")]);
    kept.says(ALERTS, &["jake claimed -"]).await;
    kept.says("SELECT neighbor_id, neighbor_name FROM claims", &["- -"]).await;
    let events = kept.rows("SELECT CAST(record AS text) FROM events").await.join("\n");
    assert!(!events.contains(&mike.to_string()) && !events.contains("Mike"), "{events}");
    kept.says("SELECT CAST(claims AS text), CAST(answered AS text) FROM alerts", &[answered()]).await;

    rebuild(&kept.database(), kept.here.kafka()).await.expect("rebuilt");
    let events = kept.rows("SELECT CAST(record AS text) FROM events").await.join("\n");
    assert!(!events.contains(&mike.to_string()) && !events.contains("Mike"), "{events}");
    assert_eq!(kept.verified().await.differences, Vec::<String>::new());
    history.end().await;
    gateway.end().await;
}

/// One claim, and a yes as the database writes it.
fn answered() -> &'static str {
    if std::env::var_os("HISTORY_TEST_URL").is_some() { "1 true" } else { "1 1" }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_question_of_the_documentation_has_an_answer() {
    let kept = Kept::open().await;
    let history = kept.here.history();
    let alert = kept.raise("jake").await;
    kept.act(&alert, "claimed", "c").await;
    kept.act(&alert, "done", "d").await;
    kept.says(ALERTS, &["jake over Mike"]).await;
    let text =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/history.md")).expect("docs/history.md");
    let questions: Vec<_> = text.split("```sql").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(questions.len() >= 8, "{} questions", questions.len());
    for question in questions {
        // Counted around it, because the driver reads only some types.
        let question = question.trim().trim_end_matches(';');
        let rows = kept.rows(&format!("SELECT CAST(count(*) AS text) FROM ({question}) AS answer")).await;
        assert_eq!(rows.len(), 1, "{question}");
    }
    kept.says("SELECT CAST(count(*) AS text) FROM time_to_claim", &["1"]).await;
    kept.says("SELECT neighbor_name, CAST(claims AS text) FROM helpers", &["Mike 1"]).await;
    kept.says("SELECT CAST(alerts AS text), CAST(answered AS text) FROM by_weekday_hour", &["1 1"]).await;
    history.end().await;
}
