//! Writing transactions: retried when the engine asks for it, announced only after commit.

use sqlx::{Postgres, Sqlite, Transaction};

use super::{Dialect, Recording};
use crate::changes::{Change, News};
use crate::error::{Failing, Fault};

/// An open writing transaction. Dropped without [`Tx::commit`], it is rolled back.
#[derive(Debug)]
pub struct Tx {
    pub(crate) inner: TxInner,
    pub(crate) dialect: Dialect,
    pub(super) after_commit: News,
    pub(super) recording: Option<Recording>,
}

#[derive(Debug)]
pub(crate) enum TxInner {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

impl Tx {
    /// Notes what to tell subscribers once this is committed.
    pub fn announce(&mut self, change: Change) {
        self.after_commit.add(change);
    }

    /// Commits, and gives what is to be announced.
    ///
    /// # Errors
    /// [`Fault`] when the database fails: then nothing happened.
    pub async fn commit(self) -> Result<Vec<Change>, Fault> {
        self.note("commit");
        match self.inner {
            TxInner::Sqlite(tx) => tx.commit().await?,
            TxInner::Postgres(tx) => tx.commit().await?,
        }
        Ok(self.after_commit.into_changes())
    }

    /// Rolls back.
    ///
    /// # Errors
    /// [`Fault`] when the connection is gone; the database then rolls back by itself.
    pub async fn rollback(self) -> Result<(), Fault> {
        match self.inner {
            TxInner::Sqlite(tx) => tx.rollback().await?,
            TxInner::Postgres(tx) => tx.rollback().await?,
        }
        Ok(())
    }
}

/// How often a transaction is run again after a serialization failure, a deadlock or a lost race for a unique key.
const MAX_ATTEMPTS: u32 = 5;

/// Counts the attempts of one transaction. See [`crate::in_tx!`].
#[derive(Debug, Default)]
pub struct Attempts(u32);

impl Attempts {
    /// Ends one attempt: commits on `Ok`, rolls back otherwise. `None` means: run it again.
    pub async fn settle<T, E: Failing>(
        &mut self,
        changes: &crate::changes::Changes,
        tx: Tx,
        outcome: Result<T, E>,
    ) -> Option<Result<T, E>> {
        self.0 += 1;
        let settled = match outcome {
            Ok(value) => match tx.commit().await {
                Ok(news) => {
                    changes.announce(news);
                    Ok(value)
                }
                Err(fault) => Err(E::from(fault)),
            },
            Err(error) => {
                if let Err(fault) = tx.rollback().await {
                    tracing::warn!(error = %fault, "rollback failed");
                }
                Err(error)
            }
        };
        match &settled {
            Err(error) if self.0 < MAX_ATTEMPTS && error.fault().is_some_and(Fault::is_retryable) => None,
            _ => Some(settled),
        }
    }
}

/// Runs a block inside a writing transaction: committed when it gives `Ok`, rolled back when it gives `Err`, run again
/// when the engine says that another transaction got in the way. The block must not consume what it captures.
#[macro_export]
macro_rules! in_tx {
    ($app:expr, |$tx:ident| $body:block) => {{
        let mut attempts = $crate::db::Attempts::default();
        loop {
            let mut owned = $app.db.begin().await?;
            let outcome = {
                let $tx = &mut owned;
                async { $body }.await
            };
            if let Some(settled) = attempts.settle(&$app.changes, owned, outcome).await {
                break settled;
            }
        }
    }};
}
