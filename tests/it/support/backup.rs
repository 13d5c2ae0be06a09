//! Backups, as operators make them, and restored as a database of its own.

use std::path::PathBuf;
use std::process::Command;

use lethe::db::{Db, DbOptions};
use tempfile::TempDir;

use super::engine::options;
use super::{Engine, TestApp, postgres};

/// A backup: SQLite's `vacuum into`, or `pg_dump`.
pub struct Backup {
    engine: Engine,
    dir: TempDir,
}

impl Backup {
    /// Makes one of the database as it is.
    pub async fn of(app: &TestApp) -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        let backup = Self { engine: app.engine, dir };
        match app.engine {
            Engine::Sqlite => {
                let pool = app.app.db.sqlite().expect("SQLite");
                let into = sqlx::query("vacuum into $1").bind(backup.file().display().to_string());
                into.execute(pool).await.expect("a copy");
            }
            Engine::Postgres => {
                let mut dump = Command::new("pg_dump");
                dump.args(["--format=custom", "--file"]).arg(backup.file()).arg(app.database_url());
                assert!(dump.status().expect("pg_dump").success());
            }
        }
        backup
    }

    fn file(&self) -> PathBuf {
        self.dir.path().join("backup.db")
    }

    /// Where the restored database is.
    pub async fn restore(&self) -> (DbOptions, Db) {
        let options = match self.engine {
            Engine::Sqlite => options(format!("sqlite:{}", self.file().display())),
            Engine::Postgres => {
                let name = format!("restored_{}", uuid::Uuid::from_u128(rand::random()).simple());
                postgres::create_empty_database(&name).await;
                let options = postgres::database_options(&name);
                let mut restore = Command::new("pg_restore");
                restore.arg("--dbname").arg(&options.url).arg(self.file());
                assert!(restore.status().expect("pg_restore").success());
                options
            }
        };
        let db = Db::connect(&options).await.expect("the restored database answers");
        (options, db)
    }
}
