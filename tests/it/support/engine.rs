//! The two database engines, and a migrated database of either for each test.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use lethe::db::{Db, DbOptions, Query};
use lethe::error::Fault;
use tempfile::TempDir;
use tokio::sync::OnceCell;

use super::postgres;

/// Which engine a test runs on: `#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// A migrated database of one test's own, gone when this is dropped.
pub struct TestDb {
    pub db: Db,
    pub options: DbOptions,
    _keep: Keep,
}

enum Keep {
    Directory { _dir: TempDir },
    Database(Database),
}

struct Database(String);

impl Drop for Database {
    fn drop(&mut self) {
        let name = self.0.clone();
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(postgres::drop_database(&name));
        });
        // A database left over goes with the cluster; the test's own outcome counts.
        let _ = dropping.join();
    }
}

/// What the tests connect with.
pub fn options(url: String) -> DbOptions {
    DbOptions { url, connections: 8, statement_timeout: Duration::from_secs(20) }
}

impl Engine {
    /// A fresh migrated database.
    pub async fn database(self) -> TestDb {
        let (options, keep) = match self {
            Self::Sqlite => {
                let dir = tempfile::tempdir().expect("a directory");
                let file = dir.path().join("lethe.db");
                std::fs::copy(sqlite_template().await, &file).expect("a copy of the template");
                (sqlite_options(&file), Keep::Directory { _dir: dir })
            }
            Self::Postgres => {
                static COUNT: AtomicU32 = AtomicU32::new(0);
                let name = format!("t_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
                postgres::create_database(&name).await;
                (postgres::database_options(&name), Keep::Database(Database(name)))
            }
        };
        let db = Db::connect(&options).await.expect("the test's database answers");
        TestDb { db, options, _keep: keep }
    }
}

impl TestDb {
    /// The same database from another node: a pool of its own.
    pub async fn connect_again(&self) -> Db {
        Db::connect(&self.options).await.expect("the test's database answers")
    }
}

/// Runs one writing statement in a transaction of its own; how many rows it changed.
pub async fn write(db: &Db, query: Query) -> Result<u64, Fault> {
    let mut tx = db.begin().await?;
    let changed = query.run(&mut tx).await?;
    tx.commit().await?;
    Ok(changed)
}

fn sqlite_options(file: &Path) -> DbOptions {
    options(format!("sqlite:{}", file.display()))
}

/// A migrated SQLite file, closed, so that copying it is enough.
async fn sqlite_template() -> &'static PathBuf {
    static TEMPLATE: OnceCell<(TempDir, PathBuf)> = OnceCell::const_new();
    let (_, file) = TEMPLATE
        .get_or_init(|| async {
            let dir = tempfile::tempdir().expect("a directory");
            let file = dir.path().join("template.db");
            let db = Db::connect(&sqlite_options(&file)).await.expect("SQLite opens a file");
            db.migrate().await.expect("the migrations run");
            db.close().await;
            (dir, file)
        })
        .await;
    file
}
