//! Writes batches of records: rows and the next offset in one transaction (docs/protocol.md#rule-30).
//!
//! Must not read Kafka.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sqlx::{AnyConnection, AssertSqlSafe, Executor as _, Row as _};

use crate::alert::{AlertId, Outcome};
use crate::config::KafkaConfig;
use crate::history::database::{Database, Dialect};
use crate::history::erase::Forgotten;
use crate::history::erasing;
use crate::history::positions::{self, Position};
use crate::history::sql::parse_time;
use crate::history::stored::{EVENTS, StoredRecord};
use crate::history::story::{ALERTS, AlertRow, CLAIMS, Story};
use crate::kafka::record::Record;
use crate::metric_names::RECORDS;

/// Alerts that are kept in memory. Any other is folded again from its events.
const STORIES_MAX: usize = 4_096;

/// Ids in one question for events.
const IDS: usize = 64;

/// Where a story is: an alert id in a partition of a log.
type Place = (i64, i32, AlertId);

/// Why a batch was not written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum IngestError {
    /// Another writer was there, or a rebuild: ask how far the partition was read, and go on there.
    #[error("another writer has moved this partition on")]
    Overtaken,
    /// The database is away or full: the same batch again, later.
    #[error(transparent)]
    Away(#[from] sqlx::Error),
}

/// Writes one partition's records after the other, and keeps the alerts that they are about.
pub(crate) struct Ingest {
    database: Database,
    config: KafkaConfig,
    stories: HashMap<Place, (Story, u64)>,
    batch: u64,
    stories_max: usize,
    /// `None` until the database is asked, in the same transaction as the records are written.
    forgotten: Option<Forgotten>,
}

impl Ingest {
    pub(crate) fn new(database: Database, config: KafkaConfig) -> Self {
        Ingest { database, config, stories: HashMap::new(), batch: 0, stories_max: STORIES_MAX, forgotten: None }
    }

    /// Drops what is in memory: the database says how things are.
    pub(crate) fn forget(&mut self) {
        self.stories.clear();
        self.forgotten = None;
    }

    /// Writes records of one partition, in the order of their offsets. Returns where the next batch begins.
    pub(crate) async fn write(
        &mut self,
        log: i64,
        partition: i32,
        from: Position,
        records: &[Record],
    ) -> Result<Position, IngestError> {
        let stored = records.iter().map(|record| StoredRecord::of(&self.config, record)).collect();
        let written = self.write_stored(log, partition, from, stored).await;
        if written.is_err() {
            // They are of records that the database may not have.
            self.forget();
        }
        written
    }

    async fn write_stored(
        &mut self,
        log: i64,
        partition: i32,
        from: Position,
        mut records: Vec<StoredRecord>,
    ) -> Result<Position, IngestError> {
        let Some(next) = records.last().map(|last| last.offset + 1) else { return Ok(from) };
        let dialect = self.database.dialect();
        let mut transaction = self.database.begin().await?;
        // First of all, so that another writer waits here.
        if !positions::advance(&mut transaction, log, partition, from, next).await? {
            return Err(IngestError::Overtaken);
        }
        self.fold(&mut transaction, log, partition, &mut records).await?;
        let rows = records.iter().map(|record| record.row(log)).collect();
        EVENTS.insert(&mut transaction, dialect, rows).await?;
        transaction.commit().await?;
        count(&records);
        Ok(Position { next, ..from })
    }

    /// Folds records that follow on those in the database, notes what that makes of each, and writes the alerts.
    pub(crate) async fn fold(
        &mut self,
        connection: &mut AnyConnection,
        log: i64,
        partition: i32,
        records: &mut [StoredRecord],
    ) -> sqlx::Result<()> {
        let dialect = self.database.dialect();
        self.batch += 1;
        if self.forgotten.is_none() {
            self.forgotten = Some(erasing::load(connection, dialect).await?);
        }
        self.load(connection, log, partition, records).await?;
        let changed = self.fold_loaded(log, partition, records);
        write_rows(connection, dialect, log, partition, &changed).await?;
        self.shrink();
        Ok(())
    }

    fn fold_loaded(&mut self, log: i64, partition: i32, records: &mut [StoredRecord]) -> BTreeMap<i64, AlertRow> {
        let mut changed = BTreeMap::new();
        let mut touched = BTreeSet::new();
        for record in records {
            if let Some(forgotten) = self.forgotten.as_ref().filter(|forgotten| !forgotten.is_empty()) {
                let alert = record.alert_id.clone().and_then(|alert| AlertId::new(alert).ok());
                let story = alert.and_then(|alert| self.stories.get(&(log, partition, alert)));
                let raised_at = story.and_then(|(story, _)| story.raised_at(record));
                forgotten.erase(record, raised_at);
            }
            let Some((alert, event)) = record.folded() else { continue };
            let place = (log, partition, alert.clone());
            let (story, used) = self.stories.entry(place).or_insert_with(|| (Story::new(alert.clone()), 0));
            *used = self.batch;
            let folded = story.fold(&event);
            outcome_name(&folded.outcome).clone_into(&mut record.outcome);
            if let Some(finished) = folded.finished {
                changed.insert(finished.raised_offset, finished);
            }
            touched.insert(alert);
        }
        for alert in touched {
            let story = self.stories.get(&(log, partition, alert));
            if let Some(row) = story.and_then(|(story, _)| story.row()) {
                changed.insert(row.raised_offset, row.clone());
            }
        }
        changed
    }

    /// Folds the alerts that these records are about from their events of before.
    async fn load(
        &mut self,
        connection: &mut AnyConnection,
        log: i64,
        partition: i32,
        records: &[StoredRecord],
    ) -> sqlx::Result<()> {
        let Some(below) = records.first().map(|first| first.offset) else { return Ok(()) };
        let missing: BTreeSet<AlertId> = records
            .iter()
            .filter_map(|record| AlertId::new(record.alert_id.clone()?).ok())
            .filter(|alert| !self.stories.contains_key(&(log, partition, alert.clone())))
            .collect();
        let missing: Vec<AlertId> = missing.into_iter().collect();
        for ids in missing.chunks(IDS) {
            for record in events_of(connection, log, partition, ids, below).await? {
                let Some((alert, event)) = record.folded() else { continue };
                let story = self.stories.entry((log, partition, alert.clone()));
                let (story, _) = story.or_insert_with(|| (Story::new(alert), self.batch));
                story.fold(&event);
            }
        }
        Ok(())
    }

    /// Keeps those of the last batch, where there are too many.
    fn shrink(&mut self) {
        if self.stories.len() > self.stories_max {
            let batch = self.batch;
            self.stories.retain(|_, (_, used)| *used == batch);
        }
    }
}

/// The kinds of other programs' records are no labels: there may be any number of them.
fn count(records: &[StoredRecord]) {
    for record in records {
        let outcome = record.outcome.clone();
        metrics::counter!(RECORDS, "topic" => "history", "kind" => "any", "outcome" => outcome).increment(1);
    }
}

/// Writes the rows of alerts and of their claims.
pub(crate) async fn write_rows(
    connection: &mut AnyConnection,
    dialect: Dialect,
    log: i64,
    partition: i32,
    alerts: &BTreeMap<i64, AlertRow>,
) -> sqlx::Result<()> {
    let alerts = alerts.values();
    let claims = alerts.clone().flat_map(|alert| alert.claim_rows(log, partition)).collect();
    ALERTS.insert(connection, dialect, alerts.map(|alert| alert.row(log, partition)).collect()).await?;
    CLAIMS.insert(connection, dialect, claims).await
}

/// What the table `events` calls the outcome of a fold.
fn outcome_name(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Applied => "applied",
        Outcome::Duplicate => "duplicate",
        Outcome::Void => "void",
        Outcome::Early => "early",
        Outcome::Refused(_) => "refused",
        Outcome::Conflict => "conflict",
    }
}

const STORED: &str = "SELECT record_offset, CAST(appended_at AS text), alert_id, kind, event_id, outcome, \
                      CAST(at_home AS integer), source, CAST(source_appended_at AS text), CAST(give_up_at AS text), \
                      CAST(record AS text), problem, CAST(forgotten AS integer), CAST(erased AS integer) FROM events";

/// The events of these alerts (64 at most) in one partition below an offset, in the order of the log.
pub(crate) async fn events_of(
    connection: &mut AnyConnection,
    log: i64,
    partition: i32,
    alerts: &[AlertId],
    below: i64,
) -> sqlx::Result<Vec<StoredRecord>> {
    // Always as many places, so that one statement stays prepared. The first id fills them.
    let places: Vec<String> = (4..4 + IDS).map(|place| format!("${place}")).collect();
    let statement = format!(
        "{STORED} WHERE log_id = $1 AND partition = $2 AND record_offset < $3 AND alert_id IN ({}) ORDER BY record_offset",
        places.join(", ")
    );
    let query = sqlx::query(AssertSqlSafe(statement)).bind(log).bind(i64::from(partition)).bind(below);
    let first = alerts.first().into_iter().cycle();
    let ids = alerts.iter().chain(first).take(IDS);
    let query = ids.fold(query, |query, id| query.bind(id.as_str().to_owned()));
    let rows = connection.fetch_all(query).await?;
    rows.iter().map(|row| stored(partition, row)).collect()
}

/// The events of a partition that are of no alert, in the order of the log.
pub(crate) async fn events_at(
    connection: &mut AnyConnection,
    log: i64,
    partition: i32,
) -> sqlx::Result<Vec<StoredRecord>> {
    let statement =
        format!("{STORED} WHERE log_id = $1 AND partition = $2 AND alert_id IS NULL ORDER BY record_offset");
    let query = sqlx::query(AssertSqlSafe(statement)).bind(log).bind(i64::from(partition));
    connection.fetch_all(query).await?.iter().map(|row| stored(partition, row)).collect()
}

/// The next events of a partition from an offset on, in the order of the log.
pub(crate) async fn events_from(
    connection: &mut AnyConnection,
    log: i64,
    partition: i32,
    from: i64,
    count: i64,
) -> sqlx::Result<Vec<StoredRecord>> {
    let statement = format!(
        "{STORED} WHERE log_id = $1 AND partition = $2 AND record_offset >= $3 ORDER BY record_offset LIMIT $4"
    );
    let query = sqlx::query(AssertSqlSafe(statement)).bind(log).bind(i64::from(partition)).bind(from).bind(count);
    let rows = connection.fetch_all(query).await?;
    rows.iter().map(|row| stored(partition, row)).collect()
}

fn stored(partition: i32, row: &sqlx::any::AnyRow) -> sqlx::Result<StoredRecord> {
    let time = |place: usize| -> sqlx::Result<_> {
        let text: Option<String> = row.try_get(place)?;
        Ok(text.as_deref().and_then(parse_time))
    };
    Ok(StoredRecord {
        partition,
        offset: row.try_get(0)?,
        appended_at: time(1)?.unwrap_or_default(),
        alert_id: row.try_get(2)?,
        kind: row.try_get(3)?,
        event_id: row.try_get(4)?,
        outcome: row.try_get(5)?,
        at_home: row.try_get::<i64, _>(6)? != 0,
        source: row.try_get(7)?,
        source_appended_at: time(8)?,
        give_up_at: time(9)?,
        record: row.try_get(10)?,
        raw: None,
        problem: row.try_get(11)?,
        forgotten: row.try_get::<i64, _>(12)? != 0,
        erased: row.try_get::<i64, _>(13)? != 0,
    })
}
