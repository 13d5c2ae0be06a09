//! Migrations: the same file names for both engines, embedded in the binary.

use sqlx::migrate::Migrator;

use super::{Db, Pools};
use crate::error::Fault;

static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

/// Migrations that the database has not seen yet, by name.
pub type Pending = Vec<String>;

impl Db {
    /// Brings the schema up to date. Safe to run from several nodes at once.
    ///
    /// # Errors
    /// [`Fault`] when a migration fails; each is one transaction.
    pub async fn migrate(&self) -> Result<(), Fault> {
        match &self.pools {
            Pools::Sqlite { write, .. } => SQLITE.run(write).await?,
            Pools::Postgres(pool) => {
                let mut conn = pool.pool().acquire().await?;
                sqlx::query("set statement_timeout = 0").execute(&mut *conn).await?;
                let done = POSTGRES.run(&mut *conn).await;
                sqlx::query("reset statement_timeout").execute(&mut *conn).await?;
                done?;
            }
        }
        Ok(())
    }

    /// What [`Db::migrate`] would run.
    ///
    /// # Errors
    /// [`Fault`] when the database fails.
    pub async fn pending_migrations(&self) -> Result<Pending, Fault> {
        let applied: Vec<i64> =
            match crate::sql!("select version from _sqlx_migrations").query().all::<(i64,)>(self).await {
                Ok(rows) => rows.into_iter().map(|(version,)| version).collect(),
                Err(_) => Vec::new(),
            };
        let known = match &self.pools {
            Pools::Sqlite { .. } => &SQLITE,
            Pools::Postgres(_) => &POSTGRES,
        };
        Ok(known
            .iter()
            .filter(|migration| !applied.contains(&migration.version))
            .map(|migration| format!("{:04} {}", migration.version, migration.description))
            .collect())
    }
}
