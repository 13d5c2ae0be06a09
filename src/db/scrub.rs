//! What is left of overwritten content in SQLite's files. PostgreSQL reuses its pages and its log in its own time: see
//! docs/privacy.md.

use sqlx::AssertSqlSafe;

use super::Db;
use crate::error::Fault;

/// Larger files are not written anew by themselves: nobody could write for too long meanwhile.
const MAX_BYTES: i64 = 1 << 30;

impl Db {
    /// Empties SQLite's write-ahead log into the file, so that what was overwritten is in neither.
    ///
    /// # Errors
    /// [`Fault`] when the database fails.
    pub async fn forget_log(&self) -> Result<(), Fault> {
        let Some(write) = self.sqlite() else { return Ok(()) };
        let (busy, ..): (i64, i64, i64) = sqlx::query_as("pragma wal_checkpoint(truncate)").fetch_one(write).await?;
        if busy != 0 {
            tracing::warn!("somebody reads what was overwritten: the write-ahead log is emptied later");
        }
        Ok(())
    }

    /// The day, counted from 1970, on which SQLite's file was last written anew; 0 for never. `None` on PostgreSQL.
    ///
    /// # Errors
    /// [`Fault`] when the database fails.
    pub async fn rewritten_on(&self) -> Result<Option<i64>, Fault> {
        let Some(write) = self.sqlite() else { return Ok(None) };
        Ok(Some(sqlx::query_scalar("pragma user_version").fetch_one(write).await?))
    }

    /// Writes SQLite's file anew, and notes the day. `secure_delete` overwrites what is deleted, but not the copies that
    /// stay behind in a page's free space when rows move from page to page. Statistics, which hold some values, are made
    /// again where there are any.
    ///
    /// # Errors
    /// [`Fault`] when the database fails.
    pub async fn rewrite(&self, today: i64) -> Result<(), Fault> {
        let Some(write) = self.sqlite() else { return Ok(()) };
        let sampled = "select count(*) from sqlite_schema where name = 'sqlite_stat4'";
        if sqlx::query_scalar::<_, i64>(sampled).fetch_one(write).await? > 0 {
            sqlx::query("analyze").execute(write).await?;
        }
        let size = "select page_count * page_size from pragma_page_count(), pragma_page_size()";
        let bytes: i64 = sqlx::query_scalar(size).fetch_one(write).await?;
        if bytes > MAX_BYTES {
            tracing::warn!(bytes, "the database is too large to be written anew by itself: run VACUUM in a quiet hour");
        } else {
            sqlx::query("vacuum").execute(write).await?;
        }
        sqlx::query(AssertSqlSafe(format!("pragma user_version = {today}"))).execute(write).await?;
        self.forget_log().await
    }
}
