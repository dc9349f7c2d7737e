//! Rows of the history as a file: CSV, JSON lines or Parquet.
//!
//! Rows go from the database to the file one by one, so that a million of them take no more memory than one. Must not change
//! a row: what is stored is what is exported, but for [`Privacy::Anonymous`].

pub(crate) mod file;
#[cfg(feature = "parquet")]
mod parquet;

use anyhow::Context as _;
use futures_util::TryStreamExt as _;
use ring::hmac;
use serde::{Serialize, Serializer};
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row as _};

use crate::alert::Millis;
use crate::history::database::{Database, Dialect};
use crate::history::{erasing, sql};
use file::Sink;

/// The bytes of a pseudonym: enough that no two people of a neighborhood share one.
const PSEUDONYM: usize = 10;

/// What is exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Rows {
    /// One row for each alert
    Alerts,
    /// One row for each time that a neighbor took an alert
    Claims,
    /// One row for each record of the log
    Events,
}

/// Whether people can be recognized.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Privacy {
    /// All that is stored.
    AsStored,
    /// Ids are pseudonyms, and words are left out.
    Anonymous,
}

/// How a column is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Type {
    Text,
    /// A text that names a person, an alert or a place of Discord.
    Id,
    /// A text that somebody typed.
    Words,
    Int,
    Real,
    Bool,
    Time,
}

/// A column of the export.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column {
    pub(crate) name: &'static str,
    pub(crate) kind: Type,
}

/// A value of a row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    Nothing,
    Text(String),
    Int(i64),
    Real(f64),
    Bool(bool),
    Time(Millis),
}

impl Serialize for Cell {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Cell::Nothing => serializer.serialize_none(),
            Cell::Text(text) => serializer.serialize_str(text),
            Cell::Int(number) => serializer.serialize_i64(*number),
            Cell::Real(number) => serializer.serialize_f64(*number),
            Cell::Bool(is_so) => serializer.serialize_bool(*is_so),
            Cell::Time(at) => serializer.serialize_str(&sql::rfc3339(*at)),
        }
    }
}

const fn column(name: &'static str, kind: Type) -> Column {
    Column { name, kind }
}

const ALERTS: &[Column] = &[
    column("alert_id", Type::Id),
    column("guild_id", Type::Id),
    column("raised_at", Type::Time),
    column("timezone", Type::Text),
    column("weekday", Type::Int),
    column("hour", Type::Int),
    column("needed_by", Type::Time),
    column("drill", Type::Bool),
    column("counted", Type::Bool),
    column("phase", Type::Text),
    column("ending", Type::Text),
    column("ended_at", Type::Time),
    column("safe", Type::Bool),
    column("answered", Type::Bool),
    column("answered_in_time", Type::Bool),
    column("claims", Type::Int),
    column("first_claimed_at", Type::Time),
    column("seconds_to_claim", Type::Real),
    column("posted_at", Type::Time),
    column("with_child_at", Type::Time),
    column("highest_step", Type::Int),
    column("parent_id", Type::Id),
    column("neighbor_id", Type::Id),
    column("parent_name", Type::Words),
    column("child_name", Type::Words),
    column("location", Type::Words),
    column("area", Type::Words),
    column("message", Type::Words),
    column("neighbor_name", Type::Words),
];

const CLAIMS: &[Column] = &[
    column("alert_id", Type::Id),
    column("neighbor_id", Type::Id),
    column("counted", Type::Bool),
    column("taken_over", Type::Bool),
    column("claimed_at", Type::Time),
    column("seconds_to_claim", Type::Real),
    column("with_child_at", Type::Time),
    column("ended_at", Type::Time),
    column("ended_by", Type::Text),
    column("neighbor_name", Type::Words),
];

const EVENTS: &[Column] = &[
    column("partition", Type::Int),
    column("record_offset", Type::Int),
    column("appended_at", Type::Time),
    column("alert_id", Type::Id),
    column("kind", Type::Text),
    column("outcome", Type::Text),
    column("source", Type::Text),
    column("source_appended_at", Type::Time),
    column("event_id", Type::Id),
    // The JSON holds ids and words.
    column("record", Type::Words),
];

impl Rows {
    fn columns(self, privacy: Privacy) -> Vec<Column> {
        let all = match self {
            Rows::Alerts => ALERTS,
            Rows::Claims => CLAIMS,
            Rows::Events => EVENTS,
        };
        all.iter().filter(|column| privacy == Privacy::AsStored || column.kind != Type::Words).copied().collect()
    }

    /// The table, the time by which rows are chosen, and the key, which is their order.
    fn table(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Rows::Alerts => ("alerts", "raised_at", "log_id, partition, raised_offset"),
            Rows::Claims => ("claims", "claimed_at", "log_id, partition, claim_offset"),
            Rows::Events => ("events", "appended_at", "log_id, partition, record_offset"),
        }
    }
}

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Export {
    pub(crate) rows: Rows,
    pub(crate) since: Option<Millis>,
    pub(crate) privacy: Privacy,
}

impl Export {
    fn condition(&self, dialect: Dialect) -> (String, Option<String>) {
        let Some(since) = self.since else { return ("1 = 1".to_owned(), None) };
        let cast = if dialect == Dialect::Postgres { "::timestamptz" } else { "" };
        (format!("{} >= $1{cast}", self.rows.table().1), Some(sql::rfc3339(since)))
    }

    /// How many rows there are now.
    ///
    /// # Errors
    /// Where the database is away, or has no tables yet.
    pub(crate) async fn count(&self, database: &Database) -> anyhow::Result<u64> {
        let (condition, since) = self.condition(database.dialect());
        let question = format!("SELECT CAST(count(*) AS bigint) FROM {} WHERE {condition}", self.rows.table().0);
        let query = since.iter().fold(sqlx::query(AssertSqlSafe(question)), sqlx::query::Query::bind);
        let row = query.fetch_one(database.pool()).await.context(super::statistics::CANNOT_READ);
        let row = row.map_err(|error| database.explained(error))?;
        Ok(u64::try_from(row.try_get::<i64, _>(0)?).unwrap_or_default())
    }

    /// Writes all rows. `written` is called after each.
    ///
    /// # Errors
    /// Where the database is away, or the file cannot be written.
    pub(crate) async fn write(
        &self,
        database: &Database,
        sink: &mut dyn Sink,
        mut written: impl FnMut(),
    ) -> anyhow::Result<()> {
        let columns = self.rows.columns(self.privacy);
        let key = match self.privacy {
            Privacy::AsStored => None,
            Privacy::Anonymous => Some(key(database).await?),
        };
        let (condition, since) = self.condition(database.dialect());
        let list: Vec<String> = columns.iter().map(Column::read).collect();
        let (list, (table, _, order)) = (list.join(", "), self.rows.table());
        let question = format!("SELECT {list} FROM {table} WHERE {condition} ORDER BY {order}");
        let query = since.iter().fold(sqlx::query(AssertSqlSafe(question)), sqlx::query::Query::bind);
        sink.begin(&columns)?;
        let mut rows = query.fetch(database.pool());
        while let Some(row) = rows.try_next().await? {
            let cells = columns.iter().enumerate().map(|(place, column)| cell(&row, place, column.kind, key.as_ref()));
            sink.row(cells.collect::<Result<_, _>>()?)?;
            written();
        }
        sink.end()
    }
}

impl Column {
    /// How the database is asked for it: sqlx's `any` driver reads four types.
    fn read(&self) -> String {
        let name = self.name;
        match self.kind {
            Type::Text | Type::Id | Type::Words | Type::Time => format!("CAST({name} AS text)"),
            Type::Int => format!("CAST({name} AS bigint)"),
            Type::Bool => format!("CAST({name} AS integer)"),
            Type::Real => format!("CAST({name} AS double precision)"),
        }
    }
}

fn cell(row: &AnyRow, place: usize, kind: Type, key: Option<&hmac::Key>) -> sqlx::Result<Cell> {
    let cell = match kind {
        Type::Text | Type::Words => row.try_get::<Option<String>, _>(place)?.map(Cell::Text),
        Type::Id => row.try_get::<Option<String>, _>(place)?.map(|id| Cell::Text(pseudonym(id, key))),
        Type::Time => row.try_get::<Option<String>, _>(place)?.and_then(|text| sql::parse_time(&text)).map(Cell::Time),
        Type::Int => row.try_get::<Option<i64>, _>(place)?.map(Cell::Int),
        Type::Real => row.try_get::<Option<f64>, _>(place)?.map(Cell::Real),
        Type::Bool => row.try_get::<Option<i32>, _>(place)?.map(|number| Cell::Bool(number != 0)),
    };
    Ok(cell.unwrap_or(Cell::Nothing))
}

/// The same text for the same id, in each export of this database.
fn pseudonym(id: String, key: Option<&hmac::Key>) -> String {
    let Some(key) = key else { return id };
    let tag = hmac::sign(key, format!("export {id}").as_bytes());
    tag.as_ref().iter().take(PSEUDONYM).map(|byte| format!("{byte:02x}")).collect()
}

/// The key of pseudonyms, which the database keeps.
async fn key(database: &Database) -> anyhow::Result<hmac::Key> {
    let mut connection = database.pool().acquire().await?;
    let key = erasing::key(&mut connection, database.dialect()).await.context("the key of the pseudonyms")?;
    Ok(hmac::Key::new(hmac::HMAC_SHA256, key.as_bytes()))
}
