//! A database of its own for each test: SQLite, or the PostgreSQL that `HISTORY_TEST_URL` names.

use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::any::{AnyConnectOptions, AnyRow};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Executor as _, Row as _};
use tempfile::TempDir;

use crate::alert::{Alert, AlertId, Body, Event, EventId, Kind, Millis};
use crate::config::{Config, HistoryUrl, KafkaConfig};
use crate::history::database::Database;
use crate::history::ingest::{Ingest, IngestError};
use crate::history::positions::{self, LogPositions, Position};
use crate::kafka::record::{Envelope, Record};
use crate::kafka::standalone::{Start, TopicId};

pub(super) const TOPIC: &str = "bus-stop-confirmations";

static NEXT: AtomicU32 = AtomicU32::new(0);

/// A database.
pub(super) struct Books {
    pub(super) database: Database,
    pub(super) config: KafkaConfig,
    _dir: TempDir,
}

impl Books {
    pub(super) async fn open() -> Self {
        let books = Self::empty().await;
        books.database.migrate().await.expect("migrated");
        books
    }

    /// Without tables.
    pub(super) async fn empty() -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        let url = match std::env::var("HISTORY_TEST_URL") {
            Ok(server) => own_database(&server).await,
            Err(_) => format!("sqlite:{}/needhelp.db", dir.path().display()),
        };
        let url = HistoryUrl::parse(&url).expect("an address");
        let database = Database::open(&url).expect("a database");
        let config = Config::read(&|_| None).expect("right").kafka;
        Books { database, config, _dir: dir }
    }

    pub(super) fn writer(&self) -> Ingest {
        Ingest::new(self.database.clone(), self.config.clone())
    }

    /// The log as Kafka has it: one partition that ends there.
    pub(super) async fn begin(&self, topic_id: &str, low: i64, end: i64) -> LogPositions {
        let start = Start { partition: 0, begin: low, end };
        positions::begin(&self.database, TOPIC, &TopicId::Is(topic_id.into()), &[start]).await.expect("begun")
    }

    /// How far partition 0 of a log is written.
    pub(super) async fn position(&self, log: i64) -> Position {
        let mut connection = self.database.pool().acquire().await.expect("a connection");
        positions::of_log(&mut connection, log).await.expect("read")[&0]
    }

    /// Writes all records at once.
    pub(super) async fn write_all(&self, records: &[Record]) -> Result<LogPositions, IngestError> {
        let found = self.begin("one", 0, 1_000_000).await;
        self.writer().write(found.log, 0, found.partitions[&0], records).await?;
        Ok(found)
    }

    /// The rows of a question, as text.
    pub(super) async fn rows(&self, question: &str) -> Vec<Vec<String>> {
        let rows = self.database.pool().fetch_all(AssertSqlSafe(question.to_owned())).await.expect(question);
        rows.iter().map(texts).collect()
    }

    /// Everything that follows from the log.
    pub(super) async fn dump(&self) -> Vec<Vec<String>> {
        let mut all = Vec::new();
        let offsets = "SELECT CAST(log_id AS text), CAST(next_offset AS text) FROM positions ORDER BY log_id";
        all.extend(self.rows(offsets).await);
        for (table, columns, key) in [
            ("events", crate::history::stored::EVENTS.columns, "record_offset"),
            ("alerts", crate::history::story::ALERTS.columns, "raised_offset"),
            ("claims", crate::history::story::CLAIMS.columns, "claim_offset"),
        ] {
            let columns: Vec<_> = columns
                .iter()
                .filter(|column| **column != "raw")
                .map(|column| format!("CAST({column} AS text)"))
                .collect();
            let columns = columns.join(", ");
            all.extend(self.rows(&format!("SELECT {columns} FROM {table} ORDER BY log_id, partition, {key}")).await);
        }
        all
    }
}

fn texts(row: &AnyRow) -> Vec<String> {
    (0..row.len()).map(|place| row.try_get::<Option<String>, _>(place).expect("a text").unwrap_or("-".into())).collect()
}

async fn own_database(server: &str) -> String {
    sqlx::any::install_default_drivers();
    let name = format!("t{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let options: AnyConnectOptions = server.parse().expect("HISTORY_TEST_URL");
    let mut connection = options.connect().await.expect("HISTORY_TEST_URL is a PostgreSQL that runs");
    for statement in [format!("DROP DATABASE IF EXISTS {name}"), format!("CREATE DATABASE {name}")] {
        connection.execute(AssertSqlSafe(statement)).await.expect("may create databases");
    }
    let (address, _) = server.rsplit_once('/').expect("a name of a database");
    format!("{address}/{name}")
}

/// The record of an event, as one of the bot's services writes it to partition 0.
pub(super) fn record(alert: &str, event: &Event, offset: i64) -> Record {
    let at = jiff::Timestamp::from_millisecond(event.ts.0).expect("in range");
    let body = Body { alert_id: AlertId::new(alert).expect("an id"), at, kind: event.kind.clone() };
    let time = |ms: i64| jiff::Timestamp::from_millisecond(ms).ok();
    Record {
        topic: TOPIC.into(),
        partition: 0,
        offset,
        timestamp_ms: event.ts.0,
        key: Some(alert.as_bytes().to_vec()),
        value: Some(serde_json::to_vec(&body).expect("JSON")),
        envelope: Envelope {
            source_ts: event.source_ts.and_then(|at| time(at.0)),
            give_up_at: event.give_up_at.and_then(|at| time(at.0)),
            ..Envelope::new(event.id.as_str(), event.kind.name(), "test", at)
        },
        unreadable_headers: Vec::new(),
    }
}

/// An alert that is raised at this offset.
pub(super) fn raised(id: &str, offset: i64) -> Record {
    let kind = Kind::Raised(Alert { child_name: "Jake".into(), ..Alert::default() });
    let ts = Millis(1_800_000_000_000 + offset * 1_000);
    record(id, &Event { id: EventId::new(id), offset, ts, source_ts: None, give_up_at: None, kind }, offset)
}
