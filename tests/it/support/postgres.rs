//! A real PostgreSQL that the tests start themselves: one cluster for a whole run, one database for each test.
//!
//! `LETHE_TEST_POSTGRES` may hold the URL of a cluster to use instead (`postgres://USER@HOST:PORT`).

use std::fs::{self, File};
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::{CommandExt, parent_id};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use lethe::db::{Db, DbOptions};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use super::engine::options;

/// The superuser of the cluster that is started here.
const USER: &str = "lethe";

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
        let url = start(&home, owner);
        fs::write(&note, &url).expect("a note of the URL");
        url
    })
}

fn start(home: &Path, owner: u32) -> String {
    let bin = binaries();
    let data = home.join("data");
    fs::create_dir_all(&data).expect("a directory for the cluster");
    let user = unprivileged(&data);
    watch(home, owner);
    let mut initdb = command(&bin.join("initdb"), home, user);
    initdb.args(["--no-sync", "--auth=trust", "--locale=C", "--encoding=UTF8", "--username", USER, "--pgdata"]);
    let done = initdb.arg(&data).stderr(Stdio::piped()).output().expect("initdb");
    assert!(done.status.success(), "initdb: {}", String::from_utf8_lossy(&done.stderr));
    for _ in 0..5 {
        let port = TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a free port").port();
        let settings = format!(
            "-h 127.0.0.1 -p {port} -c unix_socket_directories= -c max_connections=200 \
             -c fsync=off -c full_page_writes=off -c synchronous_commit=off -c shared_buffers=64MB"
        );
        let mut pg_ctl = command(&bin.join("pg_ctl"), home, user);
        pg_ctl.args(["start", "-w", "-t", "60", "-o", &settings, "-l"]).arg(data.join("log")).arg("-D").arg(&data);
        if pg_ctl.status().is_ok_and(|status| status.success()) {
            return format!("postgres://{USER}@127.0.0.1:{port}");
        }
    }
    panic!("PostgreSQL did not start:\n{}", fs::read_to_string(data.join("log")).unwrap_or_default());
}

/// PostgreSQL refuses to run as root: then the directory is given to another user, whose ids are returned.
fn unprivileged(data: &Path) -> Option<(u32, u32)> {
    if fs::metadata(data).expect("the directory just made").uid() != 0 {
        return None;
    }
    let passwd = fs::read_to_string("/etc/passwd").expect("the list of users");
    let ids = |name: &str| {
        let line = passwd.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut fields = line.split(':').skip(2);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    };
    let (uid, gid) = ids("postgres").or_else(|| ids("nobody")).expect("a user who is not root");
    chown(data, Some(uid), Some(gid)).expect("the directory changes hands");
    Some((uid, gid))
}

fn command(program: &Path, home: &Path, user: Option<(u32, u32)>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(home).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    if let Some((uid, gid)) = user {
        command.uid(uid).gid(gid);
    }
    command
}

/// Stops the cluster and removes it when its owner is gone, however it went.
fn watch(home: &Path, owner: u32) {
    let script = r#"
        while kill -0 "$0" 2>/dev/null; do sleep 0.3; done
        kill -QUIT "$(head -n 1 "$1/data/postmaster.pid")"
        sleep 1
        rm -rf "$1" "$1.lock""#;
    let mut sh = Command::new("sh");
    sh.args(["-c", script, &owner.to_string()]).arg(home);
    sh.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0);
    #[expect(clippy::zombie_processes, reason = "it outlives this process")]
    let _ = sh.spawn().expect("sh");
}

/// Where `initdb` and `pg_ctl` are.
fn binaries() -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let told = Command::new("pg_config").arg("--bindir").output().ok();
    let told = told.map(|out| PathBuf::from(String::from_utf8_lossy(&out.stdout).trim()));
    let mut packaged: Vec<PathBuf> =
        fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|dir| dir.path().join("bin")).collect();
    packaged.sort();
    std::env::split_paths(&path)
        .chain(told)
        .chain(packaged.into_iter().rev())
        .find(|dir| dir.join("initdb").is_file() && dir.join("pg_ctl").is_file())
        .expect("PostgreSQL is not installed (initdb and pg_ctl); `make test` installs it")
}
