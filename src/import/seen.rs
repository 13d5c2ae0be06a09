//! Which keys the rows of a file had so far, on disk: a file of any length takes the same memory.

use sqlx::ConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};

use super::Trouble;
use super::importer::Key;
use crate::error::Fault;

/// Rows that are noted in one go.
const STRETCH: u32 = 5_000;

/// A private database of SQLite's own, which goes when this is dropped.
pub(crate) struct Seen {
    db: SqliteConnection,
    noted: u32,
}

impl Seen {
    /// Nothing seen yet.
    ///
    /// # Errors
    /// [`Trouble`] when there is no room for temporary files.
    pub async fn new() -> Result<Self, Trouble> {
        // The empty name is SQLite's for a database in a temporary file.
        let mut db = SqliteConnectOptions::new().filename("").connect().await.map_err(Fault::from)?;
        let tables = "create table keys (key text primary key) without rowid; begin";
        sqlx::raw_sql(tables).execute(&mut db).await.map_err(Fault::from)?;
        Ok(Self { db, noted: 0 })
    }

    /// The first of a row's keys that an earlier row had; when there is none, they are noted.
    ///
    /// # Errors
    /// [`Trouble`] when there is no room for temporary files.
    pub async fn note(&mut self, keys: &[Key]) -> Result<Option<Key>, Trouble> {
        for key in keys {
            let found: Option<(i64,)> = sqlx::query_as("select 1 from keys where key = $1")
                .bind(spelled(key))
                .fetch_optional(&mut self.db)
                .await
                .map_err(Fault::from)?;
            if found.is_some() {
                return Ok(Some(key.clone()));
            }
        }
        for key in keys {
            let noted = sqlx::query("insert into keys (key) values ($1) on conflict do nothing").bind(spelled(key));
            noted.execute(&mut self.db).await.map_err(Fault::from)?;
        }
        self.noted += 1;
        if self.noted.is_multiple_of(STRETCH) {
            sqlx::raw_sql("commit; begin").execute(&mut self.db).await.map_err(Fault::from)?;
        }
        Ok(None)
    }
}

fn spelled(key: &Key) -> String {
    format!("{}{} {}", key.likeness, key.clash.map_or("", |_| "!"), key.text)
}
