//! A real PostgreSQL that the tests start themselves: one cluster for a whole run, one database for each test.
//!
//! `LETHE_TEST_POSTGRES` may hold the URL of a cluster to use instead (`postgres://USER@HOST:PORT`).

use std::fs::{self, File};
use std::os::unix::process::parent_id;
use std::sync::OnceLock;

use lethe::db::{Db, DbOptions};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use super::cluster;
use super::engine::options;

/// What tests do not need, since nothing of theirs has to last.
const HASTY: &str = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c shared_buffers=64MB";

/// The URL of the cluster, without a database.
pub fn cluster() -> &'static str {
    static URL: OnceLock<String> = OnceLock::new();
    URL.get_or_init(|| std::env::var("LETHE_TEST_POSTGRES").unwrap_or_else(|_| started()))
}

/// The options of a database of the cluster.
pub fn database_options(name: &str) -> DbOptions {
    options(format!("{}/{name}?sslmode=disable", cluster()))
}

/// Creates a migrated database.
pub async fn create_database(name: &str) {
    let template = template().await;
    admin(&format!("create database {name} template {template}")).await;
}

/// Creates a database without anything in it.
pub async fn create_empty_database(name: &str) {
    admin(&format!("create database {name} template template0")).await;
}

/// Drops a database, whoever is still connected.
pub async fn drop_database(name: &str) {
    admin(&format!("drop database if exists {name} with (force)")).await;
}

async fn connect() -> PgConnection {
    PgConnection::connect(&database_options("postgres").url).await.expect("the cluster answers")
}

async fn admin(sql: &str) {
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connect().await).await.unwrap_or_else(|e| panic!("{sql}: {e}"));
}

/// The name of a database with the current schema, migrated by whichever test comes first.
async fn template() -> &'static str {
    static TEMPLATE: tokio::sync::OnceCell<String> = tokio::sync::OnceCell::const_new();
    TEMPLATE
        .get_or_init(|| async {
            let migrations = sqlx::migrate!("migrations/postgres");
            let checksums: Vec<u8> = migrations.iter().flat_map(|m| m.checksum.to_vec()).collect();
            let name = format!("lethe_template_{:08x}", crc32fast::hash(&checksums));
            make_template(&name).await;
            name
        })
        .await
}

async fn make_template(name: &str) {
    let mut lock = connect().await;
    sqlx::query("select pg_advisory_lock(7238)").execute(&mut lock).await.expect("the lock of the template");
    let made: bool =
        sqlx::query_scalar("select exists (select 1 from pg_database where datname = $1 and datistemplate)")
            .bind(name)
            .fetch_one(&mut lock)
            .await
            .expect("the list of databases");
    if !made {
        drop_database(name).await;
        admin(&format!("create database {name}")).await;
        let db = Db::connect(&database_options(name)).await.expect("the template answers");
        db.migrate().await.expect("the migrations run");
        db.close().await;
        admin(&format!("alter database {name} with is_template true allow_connections false")).await;
    }
    lock.close().await.expect("the lock is given back");
}

/// Starts a cluster, or finds the one that another test process of the same nextest run started.
fn started() -> String {
    let (owner, run) = match std::env::var("NEXTEST_RUN_ID") {
        Ok(run) => (parent_id(), run),
        Err(_) => (std::process::id(), std::process::id().to_string()),
    };
    let home = std::env::temp_dir().join(format!("lethe-test-{run}"));
    let lock = File::create(home.with_extension("lock")).expect("a lock file");
    lock.lock().expect("the lock");
    let note = home.join("url");
    fs::read_to_string(&note).unwrap_or_else(|_| {
        let url = cluster::start(&home, owner, HASTY);
        fs::write(&note, &url).expect("a note of the URL");
        url
    })
}
