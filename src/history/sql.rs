//! Writes rows into a table, many in a statement, in either database.
//!
//! Values are always bound, never written into a statement. A NUL character is replaced, because PostgreSQL has none in a
//! text.

use std::sync::Arc;

use jiff::Timestamp;
use sqlx::any::AnyArguments;
use sqlx::query::Query;
use sqlx::{Any, AnyConnection, AssertSqlSafe, Executor as _};

use crate::alert::Millis;
use crate::history::database::Dialect;

/// Rows in a statement, from many to one: a few statements that stay prepared.
const ROWS: [usize; 3] = [64, 8, 1];

/// A value of a column.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Text(Option<String>),
    Int(Option<i64>),
    Real(Option<f64>),
    Bool(bool),
    Time(Option<Millis>),
    /// Valid JSON as text.
    Json(Option<String>),
    Bytes(Option<Vec<u8>>),
}

impl Value {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Value::Text(Some(text.into()))
    }

    pub(crate) fn id(id: Option<impl ToString>) -> Self {
        Value::Text(id.map(|id| id.to_string()))
    }

    /// PostgreSQL does not take a text for a time or for JSON.
    fn cast(&self) -> &'static str {
        match self {
            Value::Time(_) => "::timestamptz",
            Value::Json(_) => "::json",
            Value::Real(_) => "::double precision",
            Value::Text(_) | Value::Int(_) | Value::Bool(_) | Value::Bytes(_) => "",
        }
    }

    pub(crate) fn bind(self, query: Query<'_, Any, AnyArguments>) -> Query<'_, Any, AnyArguments> {
        match self {
            Value::Text(text) => query.bind(text.map(without_nul)),
            Value::Json(text) => query.bind(text),
            Value::Int(number) => query.bind(number),
            // As text: sqlx gives a missing one another type than a number, and a statement stays prepared for one type.
            Value::Real(number) => query.bind(number.map(|number| number.to_string())),
            Value::Bool(is_so) => query.bind(is_so),
            Value::Time(at) => query.bind(at.map(rfc3339)),
            Value::Bytes(bytes) => query.bind(bytes),
        }
    }
}

/// A text that both databases store.
pub(crate) fn without_nul(text: String) -> String {
    if text.contains('\0') { text.replace('\0', "\u{fffd}") } else { text }
}

/// A time as text. Its length is always the same, so that texts have the order of times.
pub(crate) fn rfc3339(at: Millis) -> String {
    let at = Timestamp::from_millisecond(at.0).unwrap_or(Timestamp::UNIX_EPOCH);
    at.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

/// Reads a time as either database writes it.
pub(crate) fn parse_time(text: &str) -> Option<Millis> {
    text.parse::<Timestamp>().ok().map(Millis::from)
}

/// What happens with a row whose key the table has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Known {
    /// It stays as it is.
    Stays,
    /// It is replaced.
    IsReplaced,
}

/// A table that rows are written into.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) name: &'static str,
    pub(crate) columns: &'static [&'static str],
    /// The first columns, which are the key.
    pub(crate) key: usize,
    pub(crate) known: Known,
}

impl Table {
    /// Writes these rows. No two of them may have one key.
    pub(crate) async fn insert(
        &self,
        connection: &mut AnyConnection,
        dialect: Dialect,
        rows: Vec<Vec<Value>>,
    ) -> sqlx::Result<()> {
        let mut rows = rows.into_iter();
        for size in ROWS {
            // The same for each chunk: a column always has values of one kind.
            let mut statement: Option<Arc<str>> = None;
            while rows.len() >= size {
                let chunk: Vec<_> = rows.by_ref().take(size).collect();
                let statement = statement.get_or_insert_with(|| self.statement(dialect, &chunk).into());
                let query = sqlx::query(AssertSqlSafe(Arc::clone(statement)));
                let query = chunk.into_iter().flatten().fold(query, |query, value| value.bind(query));
                connection.execute(query).await?;
            }
        }
        Ok(())
    }

    fn statement(&self, dialect: Dialect, rows: &[Vec<Value>]) -> String {
        let mut number = 0;
        let mut values = Vec::with_capacity(rows.len());
        for row in rows {
            let row: Vec<String> = row
                .iter()
                .map(|value| {
                    number += 1;
                    match dialect {
                        Dialect::Postgres => format!("${number}{}", value.cast()),
                        // `$1` would be a name there, which sqlx looks up among all others at each bind.
                        Dialect::Sqlite => "?".to_owned(),
                    }
                })
                .collect();
            values.push(format!("({})", row.join(", ")));
        }
        let key = self.columns[..self.key].join(", ");
        let known = match self.known {
            Known::Stays => "NOTHING".to_owned(),
            Known::IsReplaced => {
                let set = self.columns[self.key..].iter().map(|column| format!("{column} = excluded.{column}"));
                format!("UPDATE SET {}", set.collect::<Vec<_>>().join(", "))
            }
        };
        let (table, columns) = (self.name, self.columns.join(", "));
        let values = values.join(", ");
        format!("INSERT INTO {table} ({columns}) VALUES {values} ON CONFLICT ({key}) DO {known}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_either_database_writes_them() {
        let at = Millis(1_767_281_700_120);
        assert_eq!(rfc3339(at), "2026-01-01T15:35:00.120Z");
        assert_eq!((parse_time(&rfc3339(at)), parse_time("2026-01-01 15:35:00.12+00")), (Some(at), Some(at)));
    }

    #[test]
    fn a_statement_has_a_place_for_each_value() {
        let table = Table { name: "t", columns: &["a", "b"], key: 1, known: Known::IsReplaced };
        let row = vec![Value::Int(Some(1)), Value::Time(None)];
        assert_eq!(
            table.statement(Dialect::Sqlite, std::slice::from_ref(&row)),
            "INSERT INTO t (a, b) VALUES (?, ?) ON CONFLICT (a) DO UPDATE SET b = excluded.b"
        );
        assert_eq!(
            table.statement(Dialect::Postgres, &[row.clone(), row]),
            "INSERT INTO t (a, b) VALUES ($1, $2::timestamptz), ($3, $4::timestamptz) \
             ON CONFLICT (a) DO UPDATE SET b = excluded.b"
        );
    }
}
