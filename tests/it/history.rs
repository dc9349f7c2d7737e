//! The history over the wire: a neighborhood's afternoon becomes rows, and the database may be away.

use std::time::Duration;

use needhelp::history::Database;
use needhelp::history::rebuild::rebuild;
use needhelp::history::verify::{Verified, verify};
use sqlx::{AssertSqlSafe, Executor as _, Row as _};
use tempfile::TempDir;

use crate::support::bot::{AlertId, Kind, UserId};
use crate::support::history::own_database;
use crate::support::{Neighborhood, eventually};

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
    // Somebody else has locked the file.
    let database = kept.database();
    let mut lock = database.pool().acquire().await.expect("a connection");
    lock.execute("BEGIN IMMEDIATE").await.expect("locked");
    let emma = kept.raise("emma").await;
    kept.here.card_of_alert_is_recorded(&emma).await;
    let away = async || history.history_state().away.clone();
    let (_, reason) = eventually(Duration::from_secs(30), "the history says that it is away", away).await;
    assert!(reason.contains("locked"), "{reason}");
    assert!(history.history_state().lag().map(|(_, lag)| lag).sum::<i64>() > 0);
    lock.execute("ROLLBACK").await.expect("unlocked");
    drop(lock);
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
