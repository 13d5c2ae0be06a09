//! The bytes that a database and its neighbours leave on the disk.

use std::fs;
use std::path::Path;

use sqlx::PgPool;

use super::TestApp;

/// Relations of this database with what they are kept in, and whether their bytes hold a text.
const HOLDING: &str = "select relname from pg_class
    where pg_relation_filepath(oid) is not null and relpersistence = 'p'
    and position(convert_to($1, 'UTF8') in pg_read_binary_file(pg_relation_filepath(oid))) > 0 order by 1";

impl TestApp {
    /// The database's own files that hold a text: SQLite's file with its log and index, or PostgreSQL's relations.
    pub async fn database_files_with(&self, text: &str) -> Vec<String> {
        if let Some(pool) = self.app.db.postgres() {
            raw(pool, "checkpoint").await;
            return sqlx::query_scalar(HOLDING).bind(text).fetch_all(pool).await.expect("a superuser of the cluster");
        }
        let file = Path::new(self.database_url().trim_start_matches("sqlite:"));
        files_with(file.parent().expect("a folder"), text.as_bytes())
    }

    /// The files of the key store and of the ledger that hold something.
    pub fn other_files_with(&self, bytes: &[u8]) -> Vec<String> {
        files_with(self.keys_at.path(), bytes)
    }

    /// What operators of PostgreSQL do after erasures (docs/privacy.md).
    pub async fn vacuum(&self) {
        if let Some(pool) = self.app.db.postgres() {
            raw(pool, "delete from pg_statistic").await;
            raw(pool, "vacuum (full, analyze)").await;
            raw(pool, "vacuum full pg_statistic").await;
        }
    }

    /// Has the engine learn how values are distributed: it notes some of them.
    pub async fn analyse(&self) {
        match (self.app.db.postgres(), self.app.db.sqlite()) {
            (Some(pool), _) => raw(pool, "analyze").await,
            (_, Some(pool)) => drop(sqlx::query("analyze").execute(pool).await.expect("SQLite analyses")),
            _ => {}
        }
    }
}

async fn raw(pool: &PgPool, sql: &'static str) {
    sqlx::query(sql).execute(pool).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
}

fn files_with(folder: &Path, bytes: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("a file").path();
        if path.is_dir() {
            found.extend(files_with(&path, bytes));
        } else if fs::read(&path).expect("a file").windows(bytes.len()).any(|part| part == bytes) {
            found.push(path.file_name().expect("a name").to_string_lossy().into_owned());
        }
    }
    found
}
