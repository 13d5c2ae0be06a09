//! Where statements outside of transactions run. What one request reads, it reads on one connection: a pool asks every
//! connection that comes back whether it is alive, and that round trip costs as much as a short statement.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use sqlx::pool::PoolConnection;
use sqlx::{Database, Pool, Transaction};

/// A pool, and the connection that one request keeps between its statements. Cheap to clone; clones share it.
pub(crate) struct Reader<DB: Database> {
    pool: Pool<DB>,
    kept: Option<Kept<DB>>,
}

type Kept<DB> = Arc<Mutex<Option<PoolConnection<DB>>>>;

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

    /// The connection that is kept, or one of the pool: for statements that run at the same time.
    pub(super) async fn take(&self) -> Result<PoolConnection<DB>, sqlx::Error> {
        let kept = self.kept.as_ref().and_then(|kept| kept.lock().unwrap_or_else(PoisonError::into_inner).take());
        match kept {
            Some(connection) => Ok(connection),
            None => self.pool.acquire().await,
        }
    }

    /// Keeps a connection whose statement ran to its end. One that is dropped instead goes back to the pool, which finds
    /// out what state it is in.
    pub(super) fn put_back(&self, connection: PoolConnection<DB>) {
        if let Some(kept) = &self.kept {
            *kept.lock().unwrap_or_else(PoisonError::into_inner) = Some(connection);
        }
    }

    /// Begins a transaction, on the connection that is kept if there is one: a request must not wait for a second while
    /// it has a first.
    pub(super) async fn begin(&self) -> Result<Transaction<'static, DB>, sqlx::Error> {
        Transaction::begin(self.take().await?, None).await
    }
}
