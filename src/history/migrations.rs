//! Brings the database's tables to this program's version, one step after the other, only forward.
//!
//! A step that was released must never change: databases have it.

use anyhow::Context as _;
use sqlx::{AnyConnection, Executor as _, Row as _};

use crate::alert::Millis;
use crate::history::database::{Database, Dialect};
use crate::history::sql::{Known, Table, Value};

/// The steps, in order. The number of a step is its place, from one.
pub(crate) const STEPS: &[&str] = &[include_str!("migrations/0001_history.sql")];

const VERSIONS: Table =
    Table { name: "schema_versions", columns: &["version", "applied_at"], key: 1, known: Known::Stays };

/// Takes all steps that the database does not have.
pub(crate) async fn run(database: &Database) -> anyhow::Result<()> {
    run_to(database, STEPS.len()).await
}

/// The same up to a version.
pub(crate) async fn run_to(database: &Database, last: usize) -> anyhow::Result<()> {
    let mut transaction = database.begin().await.context("the history's database")?;
    // Of two programs that start at once, one waits for the other.
    if database.dialect() == Dialect::Postgres {
        transaction.execute("SELECT CAST(pg_advisory_xact_lock(7306071) AS text)").await?;
    }
    transaction
        .execute("CREATE TABLE IF NOT EXISTS schema_versions (version bigint NOT NULL PRIMARY KEY, applied_at timestamptz NOT NULL)")
        .await
        .context("the history's database")?;
    let has = version(&mut transaction).await?;
    anyhow::ensure!(
        has <= STEPS.len(),
        "the history's database is of version {has}, and this program knows {} at most: use a newer program",
        STEPS.len()
    );
    for (place, step) in STEPS.iter().enumerate().take(last).skip(has) {
        let number = place + 1;
        for statement in statements(step) {
            transaction.execute(statement).await.with_context(|| format!("step {number} of the history's tables"))?;
        }
        let row = vec![Value::Int(i64::try_from(number).ok()), Value::Time(Some(Millis::from(jiff::Timestamp::now())))];
        VERSIONS.insert(&mut transaction, database.dialect(), vec![row]).await?;
        tracing::info!(version = number, "the history's tables are of this version now");
    }
    transaction.commit().await.context("the history's database")?;
    Ok(())
}

async fn version(connection: &mut AnyConnection) -> anyhow::Result<usize> {
    let row = connection.fetch_one("SELECT CAST(coalesce(max(version), 0) AS bigint) FROM schema_versions").await?;
    Ok(usize::try_from(row.try_get::<i64, _>(0)?)?)
}

/// The statements of a script. None has a semicolon within.
fn statements(script: &'static str) -> impl Iterator<Item = &'static str> {
    script.split(';').map(str::trim).filter(|statement| !statement.is_empty())
}
