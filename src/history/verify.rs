//! Compares the database with the log, for what the log still has.
//!
//! Must not write. A history that runs meanwhile is no difference: what it writes after the beginning is left out.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use anyhow::Context as _;
use sqlx::{AnyConnection, AssertSqlSafe, Executor as _, Row as _};

use crate::alert::{AlertId, Kind, Outcome};
use crate::config::KafkaConfig;
use crate::history::database::Database;
use crate::history::ingest::events_from;
use crate::history::positions;
use crate::history::rebuild::{open, read};
use crate::history::sql::{Table, Value, parse_time, without_nul};
use crate::history::stored::StoredRecord;
use crate::history::story::{ALERTS, AlertRow, CLAIMS, Story};
use crate::kafka::standalone::Start;

/// Differences that are kept. More are only counted.
const KEPT: usize = 200;

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verified {
    /// Records of the log that were compared.
    pub records: u64,
    /// Alerts that were compared.
    pub alerts: u64,
    /// The differences, as lines for an admin. They contain nothing that anybody typed.
    pub differences: Vec<String>,
    /// How many there are in all.
    pub count: u64,
}

impl Verified {
    fn differs(&mut self, line: String) {
        self.count += 1;
        if self.differences.len() < KEPT {
            self.differences.push(line);
        }
    }
}

/// Compares.
///
/// # Errors
/// Where the database or Kafka cannot be reached, or the database does not know the log.
pub async fn verify(database: &Database, config: &KafkaConfig) -> anyhow::Result<Verified> {
    let mut connection = database.pool().acquire().await?;
    let found = positions::current(&mut connection, &config.confirmations_topic).await?;
    let found = found.context("the database has no log yet: has `needhelp history` run?")?;
    let scan = open(config).await?;
    let mut verified = Verified::default();
    let mut starts = Vec::new();
    for start in scan.found.starts.clone() {
        match found.partitions.get(&start.partition) {
            Some(position) => {
                if position.next > start.end {
                    let (partition, next, end) = (start.partition, position.next, start.end);
                    verified.differs(format!(
                        "partition {partition}: the database has read to offset {next}, and the log ends at {end}: it is \
                         another log"
                    ));
                }
                starts.push(Start { end: start.end.min(position.next), ..start });
            }
            None => verified.differs(format!("partition {}: the database has nothing of it", start.partition)),
        }
    }
    let mut partitions: BTreeMap<i32, Expected> = BTreeMap::new();
    let mut pages = read(scan, starts.clone());
    while let Some(page) = pages.recv().await {
        let page: Vec<_> = page?.iter().map(|record| StoredRecord::of(config, record)).collect();
        let Some(first) = page.first() else { continue };
        let expected = partitions.entry(first.partition).or_default();
        compare_events(&mut connection, found.log, page, expected, &mut verified).await?;
    }
    for start in starts {
        let expected = partitions.remove(&start.partition).unwrap_or_default();
        compare_alerts(&mut connection, found.log, start, expected, &mut verified).await?;
    }
    Ok(verified)
}

/// What the log says of a partition.
#[derive(Default)]
struct Expected {
    stories: HashMap<AlertId, Story>,
    alerts: BTreeMap<i64, AlertRow>,
    /// The database knows more of them than the log has: they were raised before its beginning.
    raised_before: BTreeSet<AlertId>,
}

impl Expected {
    fn fold(&mut self, record: &StoredRecord, known: Option<&StoredRecord>) {
        let Some((alert, event)) = record.folded() else { return };
        let story = self.stories.entry(alert.clone()).or_insert_with(|| Story::new(alert.clone()));
        let folded = story.fold(&event);
        let is_raised = matches!(event.kind, Kind::Raised(_)) && folded.outcome == Outcome::Applied;
        if is_raised && known.is_some_and(|known| known.outcome != "applied") {
            self.raised_before.insert(alert.clone());
        }
        if let Some(finished) = folded.finished {
            self.alerts.insert(finished.raised_offset, finished);
        }
        if let Some(row) = story.row().filter(|_| !self.raised_before.contains(&alert)) {
            self.alerts.insert(row.raised_offset, row.clone());
        }
    }
}

async fn compare_events(
    connection: &mut AnyConnection,
    log: i64,
    page: Vec<StoredRecord>,
    expected: &mut Expected,
    verified: &mut Verified,
) -> anyhow::Result<()> {
    let Some(first) = page.first() else { return Ok(()) };
    let known = events_from(connection, log, first.partition, first.offset, i64::try_from(page.len())?).await?;
    let known: BTreeMap<i64, StoredRecord> = known.into_iter().map(|record| (record.offset, record)).collect();
    for mut record in page {
        verified.records += 1;
        let place = format!("partition {}, offset {}", record.partition, record.offset);
        let known = known.get(&record.offset);
        match known {
            None => verified.differs(format!("{place}: the log has a record that the table events does not have")),
            Some(known) => {
                // By the settings of the time when it was stored.
                record.at_home = known.at_home;
                let same_event = known.event_id == without_nul(record.event_id.clone());
                if !same_event || known.appended_at != record.appended_at {
                    verified.differs(format!("{place}: the table events has another record than the log"));
                } else if !known.is_erased() && known.record != record.record {
                    verified.differs(format!("{place}: the table events has another text than the log"));
                }
            }
        }
        // What is erased is compared as it is now.
        expected.fold(known.filter(|known| known.is_erased()).unwrap_or(&record), known);
    }
    Ok(())
}

async fn compare_alerts(
    connection: &mut AnyConnection,
    log: i64,
    start: Start,
    expected: Expected,
    verified: &mut Verified,
) -> anyhow::Result<()> {
    // A history that runs has written them since the comparison began.
    let query = "SELECT raised_offset FROM alerts WHERE log_id = $1 AND partition = $2 AND last_offset >= $3";
    let query = sqlx::query(query).bind(log).bind(i64::from(start.partition)).bind(start.end);
    let moved_on = connection.fetch_all(query).await?;
    let moved_on = moved_on.iter().map(|row| row.try_get(0)).collect::<sqlx::Result<BTreeSet<i64>>>()?;
    let mut alerts = BTreeMap::new();
    let mut claims = BTreeMap::new();
    for alert in expected.alerts.values().filter(|alert| !moved_on.contains(&alert.raised_offset)) {
        alerts.insert(alert.raised_offset, alert.row(log, start.partition));
        claims.extend(alert.claim_offsets().zip(alert.claim_rows(log, start.partition)));
    }
    verified.alerts += u64::try_from(alerts.len())?;
    for (table, expected) in [(&ALERTS, alerts), (&CLAIMS, claims)] {
        compare_table(connection, table, (log, start), expected, &moved_on, verified).await?;
    }
    Ok(())
}

/// Compares rows by their third column, an offset of the log.
async fn compare_table(
    connection: &mut AnyConnection,
    table: &Table,
    (log, start): (i64, Start),
    mut expected: BTreeMap<i64, Vec<Value>>,
    moved_on: &BTreeSet<i64>,
    verified: &mut Verified,
) -> anyhow::Result<()> {
    let columns: Vec<String> = table.columns.iter().map(|column| format!("CAST({column} AS text)")).collect();
    let (columns, offset, name) = (columns.join(", "), table.columns[2], table.name);
    let statement = format!(
        "SELECT {columns}, CAST({offset} AS bigint), CAST(raised_offset AS bigint) FROM {name} \
         WHERE log_id = $1 AND partition = $2 AND raised_offset >= $3 AND raised_offset < $4"
    );
    let query = sqlx::query(AssertSqlSafe(statement)).bind(log).bind(i64::from(start.partition));
    for row in connection.fetch_all(query.bind(start.begin).bind(start.end)).await? {
        let (offset, raised): (i64, i64) = (row.try_get(table.columns.len())?, row.try_get(table.columns.len() + 1)?);
        if moved_on.contains(&raised) {
            continue;
        }
        let place = format!("{name}: partition {}, offset {offset}", start.partition);
        let Some(values) = expected.remove(&offset) else {
            verified.differs(format!("{place}: the database has a row that does not follow from the log"));
            continue;
        };
        for (number, value) in values.iter().enumerate() {
            let found: Option<String> = row.try_get(number)?;
            if !is_same(value, found.as_deref()) {
                verified.differs(format!("{place}: the column {} differs", table.columns[number]));
            }
        }
    }
    for offset in expected.into_keys() {
        verified.differs(format!("{name}: partition {}, offset {offset}: the row is missing", start.partition));
    }
    Ok(())
}

/// Whether a column, as text, has this value.
fn is_same(value: &Value, found: Option<&str>) -> bool {
    match value {
        Value::Text(text) | Value::Json(text) => text.clone().map(without_nul).as_deref() == found,
        Value::Int(number) => *number == found.and_then(|text| text.parse().ok()),
        Value::Real(number) => *number == found.and_then(|text| text.parse().ok()),
        Value::Bool(is_so) => found.is_some_and(|text| matches!(text, "1" | "t" | "true") == *is_so),
        Value::Time(at) => *at == found.and_then(parse_time),
        // No table that is compared has any.
        Value::Bytes(bytes) => bytes.is_none() == found.is_none(),
    }
}
