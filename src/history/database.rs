//! The history's database: SQLite or PostgreSQL behind one interface.
//!
//! Must not know what a record means. Every statement is written once for both; the few that differ ask [`Dialect`].

use std::fs::OpenOptions;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use sqlx::any::{AnyPoolOptions, install_default_drivers};
use sqlx::{Any, AnyConnection, AnyPool, Connection as _, Executor as _, Transaction};

use crate::config::HistoryUrl;
use crate::history::explain::Place;
use crate::history::migrations;

/// How long a connection may take. Then the database is away, and it is tried again.
const CONNECT_WITHIN: Duration = Duration::from_secs(5);

/// One writes, the others are for questions about the database's state.
const CONNECTIONS: u32 = 3;

/// Which database it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// One file.
    Sqlite,
    /// A server.
    Postgres,
}

impl Dialect {
    /// Begins a transaction that writes. SQLite's own way would refuse it at the first write where another has written.
    fn begin(self) -> &'static str {
        match self {
            Dialect::Sqlite => "BEGIN IMMEDIATE",
            Dialect::Postgres => "BEGIN",
        }
    }
}

/// Connections to the database. Clones are the same ones.
#[derive(Debug, Clone)]
pub struct Database {
    pool: AnyPool,
    dialect: Dialect,
    place: Arc<Place>,
}

impl Database {
    /// Takes the address, and creates the file of an SQLite database, readable for its owner alone. Does not connect to a
    /// server yet.
    ///
    /// # Errors
    /// Where the address is wrong, or the file cannot be created.
    pub fn open(url: &HistoryUrl) -> anyhow::Result<Self> {
        if let Some(file) = url.file() {
            create_file(Path::new(file)).with_context(|| format!("HISTORY_URL: the file {file:?}"))?;
        }
        Self::connect(url, url.reveal())
    }

    /// Takes the address for someone who only reads: nothing is created, and no statement may write.
    ///
    /// # Errors
    /// Where the address is wrong, or there is no such file.
    pub fn open_read_only(url: &HistoryUrl) -> anyhow::Result<Self> {
        if let Some(file) = url.file() {
            anyhow::ensure!(Path::new(file).exists(), "HISTORY_URL: there is no file {file:?}");
        }
        Self::open_lazily(url)
    }

    /// Takes the address for someone who only reads, when the file may not be there yet.
    ///
    /// # Errors
    /// Where the address is wrong.
    pub(crate) fn open_lazily(url: &HistoryUrl) -> anyhow::Result<Self> {
        match url.file() {
            Some(file) => Self::connect(url, &format!("sqlite:{file}?mode=ro")),
            None => Self::connect(url, url.reveal()),
        }
    }

    fn connect(url: &HistoryUrl, address: &str) -> anyhow::Result<Self> {
        install_default_drivers();
        let dialect = if url.file().is_some() { Dialect::Sqlite } else { Dialect::Postgres };
        let is_read_only = address.ends_with("?mode=ro");
        let pool = AnyPoolOptions::new()
            .max_connections(CONNECTIONS)
            .acquire_timeout(CONNECT_WITHIN)
            .after_connect(move |connection, _| Box::pin(prepare(connection, dialect, is_read_only)))
            .connect_lazy(address)
            // Its text may hold the password.
            .map_err(|_| anyhow::anyhow!("HISTORY_URL cannot be read as an address of a database"))?;
        Ok(Database { pool, dialect, place: Arc::new(Place::of(url)) })
    }

    /// Which database it is.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The same error, or in place of it what an admin can do, where the database cannot be reached.
    #[must_use]
    pub fn explained(&self, error: anyhow::Error) -> anyhow::Error {
        let cause = error.chain().find_map(|cause| cause.downcast_ref::<sqlx::Error>());
        match cause.and_then(|cause| self.place.explain(cause)) {
            Some(explanation) => anyhow::Error::msg(explanation),
            None => error,
        }
    }

    /// The same as a text.
    pub(crate) fn explain(&self, error: &sqlx::Error) -> String {
        self.place.explain(error).unwrap_or_else(|| error.to_string())
    }

    /// The connections, for statements of one's own.
    #[must_use]
    pub fn pool(&self) -> &AnyPool {
        &self.pool
    }

    /// Brings the tables to this version.
    ///
    /// # Errors
    /// Where the database is away, or of a later version.
    pub async fn migrate(&self) -> anyhow::Result<()> {
        migrations::run(self).await
    }

    /// Begins a transaction that writes.
    ///
    /// # Errors
    /// Where the database is away.
    pub async fn begin(&self) -> sqlx::Result<Transaction<'static, Any>> {
        self.pool.begin_with(self.dialect.begin()).await
    }

    /// Closes all connections.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

async fn prepare(connection: &mut AnyConnection, dialect: Dialect, is_read_only: bool) -> sqlx::Result<()> {
    match (dialect, is_read_only) {
        // The file knows its own journal mode.
        (Dialect::Sqlite, true) => {}
        // What the last moment before a power failure wrote may be lost, with its offset: it is read again.
        (Dialect::Sqlite, false) => {
            connection.execute("PRAGMA journal_mode = WAL").await?;
            connection.execute("PRAGMA synchronous = NORMAL").await?;
        }
        (Dialect::Postgres, _) => {
            connection.execute("SET TIME ZONE 'UTC'").await?;
        }
    }
    connection.ping().await
}

/// Names and places are nobody else's business on the machine. SQLite gives its other files the same mode.
fn create_file(file: &Path) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file).map(drop)
}
