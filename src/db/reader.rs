//! Where statements outside of transactions run. What one request reads, it reads on one connection, one statement after
//! the other: a pool asks every connection that comes back whether it is alive, and that round trip costs as much as a
//! short statement. A request that waited for a second connection while it had a first would wait for others that do the
//! same.

use std::fmt;
use std::sync::Arc;

use sqlx::pool::PoolConnection;
use sqlx::{Database, Pool, Transaction};
use tokio::sync::{Mutex, OwnedMutexGuard};

/// A pool, and the connection that one request keeps between its statements. Cheap to clone; clones share it.
pub(crate) struct Reader<DB: Database> {
    pool: Pool<DB>,
    kept: Option<Kept<DB>>,
}

type Kept<DB> = Arc<Mutex<Option<PoolConnection<DB>>>>;

/// A connection for one statement.
pub(crate) struct Lease<DB: Database> {
    connection: PoolConnection<DB>,
    /// Where a request keeps it; nobody else takes one from there meanwhile.
    place: Option<OwnedMutexGuard<Option<PoolConnection<DB>>>>,
}

impl<DB: Database> Lease<DB> {
    pub(super) fn connection(&mut self) -> &mut DB::Connection {
        &mut self.connection
    }

    /// Keeps a connection whose statement ran to its end. One that is dropped instead goes back to the pool, which finds
    /// out what state it is in.
    pub(super) fn keep(self) {
        if let Some(mut place) = self.place {
            *place = Some(self.connection);
        }
    }
}

impl<DB: Database> Clone for Reader<DB> {
    fn clone(&self) -> Self {
        Self { pool: self.pool.clone(), kept: self.kept.clone() }
    }
}

impl<DB: Database> fmt::Debug for Reader<DB> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Reader(…)")
    }
}

impl<DB: Database> Reader<DB> {
    /// One that keeps nothing.
    pub(super) fn new(pool: Pool<DB>) -> Self {
        Self { pool, kept: None }
    }

    /// One for a request: what it keeps goes back to the pool with its last clone.
    pub(super) fn for_request(&self) -> Self {
        Self { pool: self.pool.clone(), kept: Some(Kept::default()) }
    }

    /// The pool behind.
    pub(super) fn pool(&self) -> &Pool<DB> {
        &self.pool
    }

    /// The request's connection once no other statement of its has it, or any of the pool.
    pub(super) async fn take(&self) -> Result<Lease<DB>, sqlx::Error> {
        let mut place = match &self.kept {
            Some(kept) => Some(Arc::clone(kept).lock_owned().await),
            None => None,
        };
        let connection = match place.as_mut().and_then(|place| place.take()) {
            Some(connection) => connection,
            None => self.pool.acquire().await?,
        };
        Ok(Lease { connection, place })
    }

    /// Begins a transaction, on the request's connection if there is one: it must not wait for a second while it has a
    /// first.
    pub(super) async fn begin(&self) -> Result<Transaction<'static, DB>, sqlx::Error> {
        Transaction::begin(self.take().await?.connection, None).await
    }
}
