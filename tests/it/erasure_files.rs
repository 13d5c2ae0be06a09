//! Proof that what was erased is in no file: the database's own, with its log; the key store's; the ledger's; the logs.

use std::io;
use std::sync::{Arc, Mutex, OnceLock};

use chrono::Duration;
use lethe::db::{Db, Query};
use lethe::lifecycle::worker;
use lethe::terms::Role;
use rstest::rstest;
use serde_json::json;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

use crate::masks::known;
use crate::support::{Client, Engine, NEEDLE, SLUG, TestApp, needles, options, write};

/// So many that tables and indexes are trees of many pages, which rows move between.
const MANY: usize = 90;

/// What the process logs.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// Listens to everything that Lethe says, and to what others say at their `debug` level.
    fn start() -> &'static Self {
        static LOG: OnceLock<Log> = OnceLock::new();
        LOG.get_or_init(|| {
            let log = Self::default();
            let filter = EnvFilter::new("debug,lethe=trace");
            let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_writer(log.clone());
            subscriber.with_ansi(false).try_init().expect("nobody else listens in this process");
            log
        })
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().expect("the log")).into_owned()
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("the log").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// A list of customers, each with a needle of their own.
fn list() -> String {
    let row = |n: usize| format!("{NEEDLE} {n},{NEEDLE}{n}@example.com,{} {NEEDLE} Street\n", "x".repeat(n % 50));
    format!("family_name,email,line1\n{}", (0..MANY).map(row).collect::<String>())
}

/// Has everything that keeps personal data keep some: many customers by an import, an export of them, letters that wait,
/// and one customer of whom every column says something.
async fn fill(app: &TestApp, owner: &Client) {
    let policy = json!({ "historyIdentity": "MASKED", "deletesPerHour": 10_000 });
    owner.mutate("deletionPolicySet", policy, "").await;
    owner.imported(app, "CUSTOMERS", &list()).await;
    known(app, owner).await;
    let asked = owner.mutate("exportCreate", json!({ "content": "CUSTOMERS" }), "").await;
    assert_eq!(asked["__typename"], "ExportSaved", "{asked}");
    app.work().await;
    let named = Query::built("update transfers set file_name = $1").bind(format!("{NEEDLE}.csv"));
    write(&app.app.db, named).await.expect("a name");
    let ask = "mutation ($input: PortalLinkRequestInput!) { portalLinkRequest(input: $input) { message } }";
    let whose = json!({ "account": SLUG, "email": format!("{NEEDLE}1@example.com") });
    app.anonymous().run(ask, json!({ "input": whose })).await;
    app.analyse().await;
}

/// Deletes everybody for good, as staff does, until it is final and tidied up.
async fn erase_all(app: &TestApp, owner: &Client) {
    end_all(app, owner).await;
    app.clock.advance(Duration::days(1)).expect("a manual clock");
    worker::tidy(&app.app).await.expect("the worker");
}

async fn end_all(app: &TestApp, owner: &Client) {
    let ids = "{ customers(first: 100) { nodes { id } } }";
    loop {
        let page = owner.run(ids, json!({})).await["customers"]["nodes"].clone();
        let page = page.as_array().expect("customers");
        if page.is_empty() {
            break;
        }
        for customer in page {
            owner.delete(customer["id"].as_str().expect("an id")).await;
        }
    }
    let begun = owner.mutate("customersErase", json!({ "whom": { "where": {} }, "count": MANY + 1 }), "").await;
    assert_eq!(begun["__typename"], "ErasureBegun", "{begun}");
    worker::drain(&app.app).await.expect("the worker");
}

#[rstest]
#[tokio::test]
async fn no_file_holds_a_byte_of_who_was_erased(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let log = Log::start();
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    fill(&app, &owner).await;
    assert!(!app.database_files_with(NEEDLE).await.is_empty(), "the search finds what is there");
    let before = app.state().await;
    assert!(before.count("file_pieces") > 1, "what came in, and what went out");
    for table in ["customers", "outbox", "transfers"] {
        assert!(before.rows(table).iter().any(|row| row.contains(NEEDLE)), "{table}");
    }
    erase_all(&app, &owner).await;
    app.vacuum().await;
    assert_eq!(app.database_files_with(NEEDLE).await, Vec::<String>::new());
    assert_eq!(app.other_files_with(NEEDLE.as_bytes()), Vec::<String>::new());
    assert_eq!(app.state().await.count("file_pieces"), 0);
    let text = log.text();
    assert!(text.contains("answered"), "it is the server's log");
    for planted in needles().into_iter().chain([format!("{NEEDLE}1@"), format!("{NEEDLE} 1")]) {
        let told = text.lines().find(|line| line.contains(&planted));
        assert!(told.is_none(), "{told:?}");
    }
}

#[rstest]
#[tokio::test]
async fn no_file_holds_a_key_that_was_destroyed(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = known(&app, &owner).await;
    owner.delete(&ana).await;
    owner.mutate("customersErase", json!({ "whom": { "ids": [ana] }, "count": 1 }), "").await;
    let store = Db::connect(&options(format!("sqlite:{}", app.keys_at.path().join("keys.db").display()))).await;
    let store = store.expect("the key store");
    let (key,): (Vec<u8>,) = Query::built("select key from seal_keys").one(&store).await.expect("a key");
    store.close().await;
    assert!(!app.other_files_with(&key).is_empty(), "the search finds what is there");
    worker::drain(&app.app).await.expect("the worker");
    assert_eq!(app.other_files_with(&key), Vec::<String>::new());
}

#[tokio::test]
async fn a_log_that_somebody_reads_is_emptied_once_they_are_done() {
    let app = TestApp::start(Engine::Sqlite).await;
    let owner = app.client(Role::Owner).await;
    let ana = known(&app, &owner).await;
    let backup = rusqlite::Connection::open(app.database_url().trim_start_matches("sqlite:")).expect("the file");
    backup.execute_batch("begin; select count(*) from customers;").expect("a reader");
    owner.delete(&ana).await;
    owner.mutate("customersErase", json!({ "whom": { "ids": [ana] }, "count": 1 }), "").await;
    assert_eq!(worker::drain(&app.app).await.expect("the worker"), 1, "it is final all the same");
    assert!(!app.database_files_with(NEEDLE).await.is_empty(), "what the reader sees is still there");
    drop(backup);
    worker::tidy(&app.app).await.expect("the worker");
    assert_eq!(app.database_files_with(NEEDLE).await, Vec::<String>::new());
}

/// How many pages of SQLite's file nothing uses: copies of rows may have stayed behind in them.
fn free_pages(app: &TestApp) -> i64 {
    let file = rusqlite::Connection::open(app.database_url().trim_start_matches("sqlite:")).expect("the file");
    file.query_row("pragma freelist_count", [], |row| row.get(0)).expect("a number")
}

#[tokio::test]
async fn the_file_is_written_anew_once_on_a_day_after_something_became_final() {
    let app = TestApp::start(Engine::Sqlite).await;
    let owner = app.client(Role::Owner).await;
    fill(&app, &owner).await;
    for text in ["create table spare as select * from customers", "drop table spare"] {
        write(&app.app.db, Query::built(text)).await.expect("pages that nothing uses");
    }
    let before = free_pages(&app);
    assert!(before > 0);
    for _ in 0..2 {
        app.clock.advance(Duration::days(1)).expect("a manual clock");
        worker::tidy(&app.app).await.expect("the worker");
        assert_eq!(free_pages(&app), before, "nothing became final");
    }
    let owner = app.client(Role::Owner).await;
    end_all(&app, &owner).await;
    assert!(free_pages(&app) > before, "what the rows took is free");
    app.clock.advance(Duration::days(1)).expect("a manual clock");
    worker::tidy(&app.app).await.expect("the worker");
    assert_eq!(free_pages(&app), 0);
}
