//! Erases in place: people who want to be forgotten, and words that are old. Afterwards the rows of the alerts are those
//! that a rebuild would make.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context as _;
use ring::rand::{SecureRandom as _, SystemRandom};
use sqlx::{AnyConnection, Executor as _, Row as _};

use crate::alert::{AlertId, Millis, UserId};
use crate::history::database::{Database, Dialect};
use crate::history::erase::{Forgotten, erase_words};
use crate::history::ingest::{events_at, events_of, write_rows};
use crate::history::positions;
use crate::history::sql::{Known, Table, Value, parse_time, rfc3339};
use crate::history::stored::StoredRecord;
use crate::history::story::{AlertRow, Story};

const PROPERTIES: Table = Table { name: "properties", columns: &["name", "value"], key: 1, known: Known::Stays };
const FORGOTTEN: Table =
    Table { name: "forgotten", columns: &["user_id", "forgotten_at"], key: 1, known: Known::IsReplaced };
const UNNAMED: Table = Table { name: "unnamed", columns: &["user_id"], key: 1, known: Known::Stays };

const PSEUDONYM_KEY: &str = "pseudonym_key";

/// Alerts whose words are erased in one transaction.
const ALERTS: i64 = 256;

/// Where an alert's events are.
type Place = (i64, i32, Option<AlertId>);

/// Who is forgotten, as the database has it. Makes its key where it has none.
pub(crate) async fn load(connection: &mut AnyConnection, dialect: Dialect) -> sqlx::Result<Forgotten> {
    let rows = connection.fetch_all("SELECT user_id, CAST(forgotten_at AS text) FROM forgotten").await?;
    let mut people = BTreeMap::new();
    for row in rows {
        let (user, at): (String, String) = (row.try_get(0)?, row.try_get(1)?);
        if let (Ok(user), Some(at)) = (user.parse(), parse_time(&at)) {
            people.insert(UserId(user), at);
        }
    }
    if people.is_empty() {
        return Ok(Forgotten::new(people, &[]));
    }
    let key = key(connection, dialect).await?;
    Ok(Forgotten::new(people, key.as_bytes()))
}

/// The key of all pseudonyms. Makes it where there is none.
pub(crate) async fn key(connection: &mut AnyConnection, dialect: Dialect) -> sqlx::Result<String> {
    let mut bytes = [0; 32];
    SystemRandom::new()
        .fill(&mut bytes)
        .map_err(|_| sqlx::Error::Protocol("the system gives no random bytes".into()))?;
    let new: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    PROPERTIES.insert(connection, dialect, vec![vec![Value::text(PSEUDONYM_KEY), Value::text(new)]]).await?;
    let query = sqlx::query("SELECT value FROM properties WHERE name = $1").bind(PSEUDONYM_KEY);
    connection.fetch_one(query).await?.try_get(0)
}

/// Notes whether a person wants to be named in statistics.
pub(crate) async fn set_unnamed(database: &Database, user: UserId, unnamed: bool) -> sqlx::Result<()> {
    let mut connection = database.pool().acquire().await?;
    if unnamed {
        return UNNAMED.insert(&mut connection, database.dialect(), vec![vec![Value::id(Some(user))]]).await;
    }
    let query = sqlx::query("DELETE FROM unnamed WHERE user_id = $1").bind(user.to_string());
    connection.execute(query).await.map(drop)
}

/// Erases all about a person up to a time, and from now on at each insert. Nothing happens where that was done before.
pub(crate) async fn forget(database: &Database, user: UserId, at: Millis) -> anyhow::Result<()> {
    let dialect = database.dialect();
    let mut transaction = database.begin().await?;
    // Before anything else: whoever writes has its alerts in memory, and waits here.
    positions::revise_all(&mut transaction).await?;
    let query =
        sqlx::query("SELECT CAST(forgotten_at AS text) FROM forgotten WHERE user_id = $1").bind(user.to_string());
    let known: Option<String> = transaction.fetch_optional(query).await?.map(|row| row.try_get(0)).transpose()?;
    if known.as_deref().and_then(parse_time).is_some_and(|known| known >= at) {
        return Ok(());
    }
    let row = vec![Value::id(Some(user)), Value::Time(Some(at))];
    FORGOTTEN.insert(&mut transaction, dialect, vec![row]).await?;
    let forgotten = load(&mut transaction, dialect).await?;
    let mut places = BTreeSet::new();
    let query = "SELECT log_id, CAST(partition AS integer), alert_id FROM events WHERE CAST(record AS text) LIKE $1";
    for row in transaction.fetch_all(sqlx::query(query).bind(format!("%\"{user}\"%"))).await? {
        places.insert(place(&row)?);
    }
    for place in &places {
        again(&mut transaction, dialect, place, |record, raised_at| forgotten.erase(record, raised_at)).await?;
    }
    erase_raw(&mut transaction, &forgotten).await?;
    transaction.commit().await.context("the history's database")?;
    tracing::info!(alerts = places.len(), "a person was forgotten");
    Ok(())
}

/// Erases names, places and messages of records that were appended before a time. Returns of how many alerts.
pub(crate) async fn erase_older(database: &Database, before: Millis) -> anyhow::Result<usize> {
    let dialect = database.dialect();
    let cast = if dialect == Dialect::Postgres { "::timestamptz" } else { "" };
    let mut erased = 0;
    loop {
        let mut transaction = database.begin().await?;
        let query = format!(
            "SELECT DISTINCT log_id, CAST(partition AS integer), alert_id FROM events \
             WHERE NOT erased AND appended_at < $1{cast} LIMIT $2"
        );
        let query = sqlx::query(sqlx::AssertSqlSafe(query)).bind(rfc3339(before)).bind(ALERTS);
        let places = transaction.fetch_all(query).await?;
        if places.is_empty() {
            return Ok(erased);
        }
        positions::revise_all(&mut transaction).await?;
        for row in &places {
            let erase = |record: &mut StoredRecord, _: Option<Millis>| {
                let is_old = record.appended_at < before;
                if is_old {
                    erase_words(record);
                }
                is_old
            };
            again(&mut transaction, dialect, &place(row)?, erase).await?;
        }
        let query = format!("UPDATE events SET raw = NULL WHERE erased AND raw IS NOT NULL AND appended_at < $1{cast}");
        transaction.execute(sqlx::query(sqlx::AssertSqlSafe(query)).bind(rfc3339(before))).await?;
        transaction.commit().await?;
        erased += places.len();
    }
}

fn place(row: &sqlx::any::AnyRow) -> sqlx::Result<Place> {
    let (log, partition, alert): (i64, i64, Option<String>) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
    Ok((log, i32::try_from(partition).unwrap_or(i32::MAX), alert.and_then(|alert| AlertId::new(alert).ok())))
}

/// Erases an alert's events, and makes its rows again. Without an alert: the partition's events that are of none.
async fn again(
    connection: &mut AnyConnection,
    dialect: Dialect,
    (log, partition, alert): &Place,
    erase: impl Fn(&mut StoredRecord, Option<Millis>) -> bool,
) -> sqlx::Result<()> {
    let events = match alert {
        Some(alert) => events_of(connection, *log, *partition, std::slice::from_ref(alert), i64::MAX).await?,
        None => events_at(connection, *log, *partition).await?,
    };
    let mut story = alert.clone().map(Story::new);
    let mut rows: BTreeMap<i64, AlertRow> = BTreeMap::new();
    for mut record in events {
        let raised_at = story.as_ref().and_then(|story| story.raised_at(&record));
        if erase(&mut record, raised_at) {
            update(connection, dialect, *log, &record).await?;
        }
        let (Some(story), Some((_, event))) = (&mut story, record.folded()) else { continue };
        let finished = story.fold(&event).finished;
        rows.extend(finished.into_iter().chain(story.row().cloned()).map(|row| (row.raised_offset, row)));
    }
    write_rows(connection, dialect, *log, *partition, &rows).await
}

async fn update(connection: &mut AnyConnection, dialect: Dialect, log: i64, record: &StoredRecord) -> sqlx::Result<()> {
    let query = match dialect {
        Dialect::Postgres => {
            "UPDATE events SET record = $1::json, forgotten = $2, erased = $3, problem = $4 \
             WHERE log_id = $5 AND partition = $6 AND record_offset = $7"
        }
        Dialect::Sqlite => {
            "UPDATE events SET record = $1, forgotten = $2, erased = $3, problem = $4 \
             WHERE log_id = $5 AND partition = $6 AND record_offset = $7"
        }
    };
    let query = sqlx::query(query).bind(record.record.clone()).bind(record.forgotten).bind(record.erased);
    let query = query.bind(record.problem.clone());
    connection.execute(query.bind(log).bind(i64::from(record.partition)).bind(record.offset)).await.map(drop)
}

/// Drops values that are no JSON and name somebody who is forgotten.
async fn erase_raw(connection: &mut AnyConnection, forgotten: &Forgotten) -> sqlx::Result<()> {
    let query = "SELECT log_id, CAST(partition AS integer), record_offset, CAST(appended_at AS text), raw FROM events \
                 WHERE raw IS NOT NULL";
    for row in connection.fetch_all(query).await? {
        let (log, partition, offset): (i64, i64, i64) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        let at: String = row.try_get(3)?;
        if forgotten.names(&row.try_get::<Vec<u8>, _>(4)?, parse_time(&at).unwrap_or_default()) {
            let query = "UPDATE events SET raw = NULL, forgotten = true \
                         WHERE log_id = $1 AND partition = $2 AND record_offset = $3";
            connection.execute(sqlx::query(query).bind(log).bind(partition).bind(offset)).await?;
        }
    }
    Ok(())
}
