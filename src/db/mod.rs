//! The database: one SQL text on two engines, transactions that retry, migrations.
//!
//! SQLite is the embedded default: one writing connection, several query-only readers, WAL with `synchronous=FULL`.
//! PostgreSQL is for those who outgrow one machine.

mod list;
mod migrate;
mod new_rows;
mod reader;
mod recording;
mod scrub;
mod statement;
mod tx;
mod value;

use std::str::FromStr;
use std::time::Duration;

pub use inventory;
use sqlx::Connection as _;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};

pub use list::{
    Cursor, DEFAULT_PAGE, Direction, Keyed, List, MAX_PAGE, OfParent, OrderKey, PageArgs, PageError, PageRequest, Rows,
    Shape,
};
pub use migrate::Pending;
pub use new_rows::NewRows;
pub(crate) use reader::Reader;
pub use recording::Recording;
pub use statement::{Query, Row, Statement, render};
pub(crate) use tx::TxInner;
pub use tx::{Attempts, Tx};
pub use value::Value;

use crate::changes::News;
use crate::error::Fault;

/// How long a connection to PostgreSQL may lie idle and still be taken without asking whether it is alive: a question
/// costs as much as a short statement.
const TRUSTED_FOR: Duration = Duration::from_secs(1);

/// How a statement's text is rendered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    Sqlite,
    Postgres,
    /// PostgreSQL without row locks: the negative control of the race tests.
    PostgresUnlocked,
}

/// What to connect to, and how.
#[derive(Clone, Debug)]
pub struct DbOptions {
    /// `sqlite:PATH` or `postgres://…`.
    pub url: String,
    /// Connections to PostgreSQL, or SQLite's readers.
    pub connections: u32,
    /// PostgreSQL's `statement_timeout`.
    pub statement_timeout: Duration,
}

/// A pool of connections to either engine. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Db {
    pub(crate) pools: Pools,
    dialect: Dialect,
    recording: Option<Recording>,
}

#[derive(Clone, Debug)]
pub(crate) enum Pools {
    Sqlite { write: SqlitePool, read: Reader<sqlx::Sqlite> },
    Postgres(Reader<sqlx::Postgres>),
}

/// How a pool is used.
#[derive(Clone, Copy, Debug)]
pub struct Usage {
    pub open: u32,
    pub idle: u32,
}

/// Where a statement runs: on any free connection, or inside a transaction.
#[derive(Debug)]
pub enum Exec<'e> {
    Db(&'e Db),
    Tx(&'e mut Tx),
}

impl Exec<'_> {
    pub(crate) fn dialect(&self) -> Dialect {
        match self {
            Self::Db(db) => db.dialect,
            Self::Tx(tx) => tx.dialect,
        }
    }
}

impl Exec<'_> {
    /// The same place, for one statement of several.
    pub fn reborrow(&mut self) -> Exec<'_> {
        match self {
            Self::Db(db) => Exec::Db(db),
            Self::Tx(tx) => Exec::Tx(tx),
        }
    }
}

impl<'e> From<&'e Db> for Exec<'e> {
    fn from(db: &'e Db) -> Self {
        Self::Db(db)
    }
}

impl<'e> From<&'e mut Tx> for Exec<'e> {
    fn from(tx: &'e mut Tx) -> Self {
        Self::Tx(tx)
    }
}

impl<'e> From<&'e mut &mut Tx> for Exec<'e> {
    fn from(tx: &'e mut &mut Tx) -> Self {
        Self::Tx(tx)
    }
}

impl Db {
    /// Connects. Nothing is created but the SQLite file; see [`Db::migrate`].
    ///
    /// # Errors
    /// [`Fault`] when the URL is not understood or the database cannot be reached.
    pub async fn connect(options: &DbOptions) -> Result<Self, Fault> {
        if options.url.starts_with("sqlite:") {
            Self::connect_sqlite(options).await
        } else if options.url.starts_with("postgres:") || options.url.starts_with("postgresql:") {
            Self::connect_postgres(options).await
        } else {
            Err(Fault::config("database url: expected sqlite:PATH or postgres://USER@HOST/DATABASE"))
        }
    }

    async fn connect_sqlite(options: &DbOptions) -> Result<Self, Fault> {
        let base = SqliteConnectOptions::from_str(&options.url)?
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(5))
            .pragma("secure_delete", "on")
            .statement_cache_capacity(512)
            .create_if_missing(true);
        let write = sqlite_pool(1).connect_with(base.clone()).await?;
        let read = sqlite_pool(options.connections.max(1))
            .connect_lazy_with(base.create_if_missing(false).pragma("query_only", "on"));
        Ok(Self { pools: Pools::Sqlite { write, read: Reader::new(read) }, dialect: Dialect::Sqlite, recording: None })
    }

    async fn connect_postgres(options: &DbOptions) -> Result<Self, Fault> {
        let timeout = options.statement_timeout.as_millis().to_string();
        let connect = PgConnectOptions::from_str(&options.url)?
            .application_name("lethe")
            .options([
                ("statement_timeout", timeout.as_str()),
                ("lock_timeout", timeout.as_str()),
                ("idle_in_transaction_session_timeout", "30000"),
                ("default_transaction_isolation", "read committed"),
                ("timezone", "UTC"),
            ])
            .statement_cache_capacity(512);
        let pool = PgPoolOptions::new()
            .max_connections(options.connections.max(2))
            .acquire_timeout(Duration::from_secs(10))
            .test_before_acquire(false)
            .before_acquire(|connection, meta| {
                Box::pin(async move {
                    if meta.idle_for >= TRUSTED_FOR {
                        connection.ping().await?;
                    }
                    Ok(true)
                })
            })
            .connect_with(connect)
            .await?;
        Ok(Self { pools: Pools::Postgres(Reader::new(pool)), dialect: Dialect::Postgres, recording: None })
    }

    /// The same pools with every row lock left out. Only the race tests' negative control wants this.
    #[doc(hidden)]
    #[must_use]
    pub fn without_row_locks(&self) -> Self {
        let dialect = if self.dialect == Dialect::Postgres { Dialect::PostgresUnlocked } else { self.dialect };
        Self { dialect, ..self.clone() }
    }

    /// The same database for one request, which reads everything on one connection.
    #[must_use]
    pub fn for_request(&self) -> Self {
        let pools = match &self.pools {
            Pools::Sqlite { write, read } => Pools::Sqlite { write: write.clone(), read: read.for_request() },
            Pools::Postgres(pool) => Pools::Postgres(pool.for_request()),
        };
        Self { pools, ..self.clone() }
    }

    /// Which engine this is.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Begins a writing transaction. Prefer [`crate::in_tx!`], which also retries.
    ///
    /// # Errors
    /// [`Fault`] when no connection is free in time or the database fails.
    pub async fn begin(&self) -> Result<Tx, Fault> {
        let inner = match &self.pools {
            Pools::Sqlite { write, .. } => TxInner::Sqlite(write.begin_with("begin immediate").await?),
            Pools::Postgres(pool) => TxInner::Postgres(pool.begin().await?),
        };
        let tx = Tx { inner, dialect: self.dialect, after_commit: News::default(), recording: self.recording.clone() };
        tx.note("begin [lite:immediate]");
        Ok(tx)
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// [`Fault`] when it does not.
    pub async fn ping(&self) -> Result<(), Fault> {
        crate::sql!("select cast(1 as bigint)").query().one::<(i64,)>(self).await.map(|_| ())
    }

    /// The pool, where something speaks PostgreSQL's own language: LISTEN, say.
    pub fn postgres(&self) -> Option<&PgPool> {
        match &self.pools {
            Pools::Postgres(pool) => Some(pool.pool()),
            Pools::Sqlite { .. } => None,
        }
    }

    /// SQLite's writing pool, where something speaks SQLite's own language.
    pub fn sqlite(&self) -> Option<&SqlitePool> {
        match &self.pools {
            Pools::Sqlite { write, .. } => Some(write),
            Pools::Postgres(_) => None,
        }
    }

    /// How many connections are open, and how many of those are idle.
    pub fn usage(&self) -> Usage {
        let (open, idle) = match &self.pools {
            Pools::Sqlite { write, read } => {
                (write.size() + read.pool().size(), write.num_idle() + read.pool().num_idle())
            }
            Pools::Postgres(pool) => (pool.pool().size(), pool.pool().num_idle()),
        };
        Usage { open, idle: u32::try_from(idle).unwrap_or(u32::MAX) }
    }

    /// Waits for the connections in use and closes all.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { write, read } => {
                read.pool().close().await;
                write.close().await;
            }
            Pools::Postgres(pool) => pool.pool().close().await,
        }
    }
}

/// A file's connections do not go away by themselves: they are taken without asking.
fn sqlite_pool(connections: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new().max_connections(connections).test_before_acquire(false)
}
