//! The command line about what was erased: the ledger after a restore from backup, receipts, and what the doctor finds.

use chrono::Duration;
use lethe::db::Query;
use lethe::lifecycle::worker;
use lethe::terms::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::backup::Backup;
use crate::support::process::{Running, folder, lethe, lethe_on, run, said};
use crate::support::{Client, Engine, TestApp, write};

/// The garage, after one of its customers was erased for good.
async fn erased(app: &TestApp, customer: &str) -> Client {
    let owner = app.client(Role::Owner).await;
    owner.delete(customer).await;
    owner.mutate("customersErase", json!({ "whom": { "ids": [customer] }, "count": 1 }), "").await;
    app.clock.advance(Duration::hours(1)).expect("a manual clock");
    worker::drain(&app.app).await.expect("the worker");
    app.client(Role::Owner).await
}

#[rstest]
#[tokio::test]
async fn a_restored_backup_is_neither_served_nor_worked_on_before_the_replay(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let ana = app.client(Role::Owner).await.customer("Ana Pop").await;
    let backup = Backup::of(&app).await;
    erased(&app, &ana).await;
    let (options, db) = backup.restore().await;
    db.close().await;
    let on_backup = |args: &[&str]| said(&lethe_on(&app, &options.url, args).output().expect("it runs"));
    for command in [&["serve", "--listen", "127.0.0.1:0"][..], &["worker"]] {
        let (code, out, err) = on_backup(command);
        assert!(code == Some(2) && out.is_empty() && err.contains("Run `lethe ledger replay` first"), "{out}{err}");
    }
    let behind = "1 erasures of the ledger are not in the database.\n";
    assert_eq!(on_backup(&["ledger", "check"]), (Some(1), behind.into(), String::new()));
    let replayed = "1 customers were erased again; 0 are not in this database.\n";
    assert_eq!(on_backup(&["ledger", "replay"]), (Some(0), replayed.into(), String::new()));
    let none = "0 erasures of the ledger are not in the database.\n";
    assert_eq!(on_backup(&["ledger", "check"]), (Some(0), none.into(), String::new()));
    let server = Running::start(lethe_on(&app, &options.url, &["serve", "--listen", "127.0.0.1:0"]));
    assert!(server.line.starts_with("Lethe listens at "), "{}", server.line);
    assert_eq!(server.stop(), Some(0));
}

#[tokio::test]
async fn a_damaged_ledger_is_named() {
    let app = TestApp::start(Engine::Sqlite).await;
    std::fs::create_dir_all(app.keys_at.path().join("ledger")).expect("a folder");
    std::fs::write(app.keys_at.path().join("ledger/damaged.jsonl"), "{}\n").expect("a file");
    let check = lethe_on(&app, app.database_url(), &["ledger", "check"]).output().expect("it runs");
    let (code, _, err) = said(&check);
    assert!(code == Some(2) && err.contains("the erasure ledger's damaged.jsonl is damaged"), "{err}");
}

#[tokio::test]
async fn receipts_are_checked_offline_and_one_that_was_changed_is_not_genuine() {
    let app = TestApp::start(Engine::Sqlite).await;
    let ana = app.client(Role::Owner).await.customer("Ana Pop").await;
    let owner = erased(&app, &ana).await;
    let query = "query ($id: ID!) { customer(id: $id) { erasures { receipt { receipt signature publicKey } } } }";
    let found = owner.run(query, json!({ "id": ana })).await;
    let receipt = found["customer"]["erasures"][0]["receipt"].clone();
    let (code, key, _) = said(&lethe_on(&app, app.database_url(), &["receipt", "key"]).output().expect("it runs"));
    assert_eq!((code, Some(key.trim())), (Some(0), receipt["publicKey"].as_str()));
    let offline = folder();
    let verify = |receipt: &Value, args: &[&str]| {
        std::fs::write(offline.path().join("receipt.json"), receipt.to_string()).expect("a file");
        said(&run(offline.path(), &[&["receipt", "verify", "receipt.json"], args].concat()))
    };
    let (code, out, _) = verify(&receipt, &["--key", key.trim()]);
    assert!(code == Some(0) && out.starts_with(&format!("Genuine: ERASE of {ana}, final at ")), "{out}");
    assert!(!out.contains("give --key"), "{out}");
    let (code, out, _) = verify(&receipt, &[]);
    assert!(code == Some(0) && out.ends_with("Whose key signed it was not checked: give --key.\n"), "{out}");
    let mut forged = receipt.clone();
    forged["receipt"] = json!(receipt["receipt"].as_str().expect("text").replace("ERASE", "PURGE"));
    let (code, out, err) = verify(&forged, &["--key", key.trim()]);
    assert!(code == Some(1) && out.is_empty() && err.starts_with("Not genuine: "), "{out}{err}");
    let (code, _, err) = verify(&receipt, &["--key", "AAAA"]);
    assert!(code == Some(1) && err.starts_with("Not genuine: "), "{err}");
    let (code, _, err) = said(&run(offline.path(), &["receipt", "verify", "none.json"]));
    assert!(code == Some(2) && err.contains("none.json"), "{err}");
    assert_eq!(std::fs::read_dir(offline.path()).expect("a folder").count(), 1, "nothing but the receipt is there");
}

/// The state and advice of what the doctor says of something.
fn finding(app: &TestApp, url: &str, what: &str) -> (String, String) {
    let output = lethe_on(app, url, &["doctor", "--json"]).output().expect("it runs");
    let findings: Vec<Value> = serde_json::from_slice(&output.stdout).expect("JSON");
    let finding = findings.into_iter().find(|finding| finding["what"] == what).expect("a finding");
    let text = |field: &str| finding[field].as_str().unwrap_or_default().to_owned();
    (text("state"), text("found"))
}

#[rstest]
#[tokio::test]
async fn the_doctor_looks_at_the_key_store(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let url = app.database_url();
    assert_eq!(finding(&app, url, "key store"), ("ok".into(), "none yet; made when first needed".into()));
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    owner.delete(&ana).await;
    owner.mutate("customersErase", json!({ "whom": { "ids": [ana] }, "count": 1 }), "").await;
    let well = match engine {
        Engine::Sqlite => ("ok".into(), "answers, and has every key that is needed".into()),
        Engine::Postgres => ("warning".into(), "a file of this machine".into()),
    };
    assert_eq!(finding(&app, url, "key store"), well);
    app.app.key_store.destroy(app.app.key_store.after(uuid::Uuid::nil(), 10).await.expect("keys")).await.expect("gone");
    let lost = ("wrong".to_owned(), "1 sealed erasures have no key".to_owned());
    assert_eq!(finding(&app, url, "key store"), lost);
    std::fs::remove_file(app.keys_at.path().join("keys.db")).expect("a file");
    assert_eq!(finding(&app, url, "key store"), lost, "nor when there is no store at all");
    assert!(!app.keys_at.path().join("keys.db").exists(), "the doctor makes none");
    let same = lethe_on(&app, url, &["doctor", "--json", "--key-store-url", url]).output().expect("it runs");
    let (code, out, _) = said(&same);
    assert!(code == Some(1) && out.contains("it is the database itself"), "{out}");
}

#[rstest]
#[tokio::test]
async fn the_doctor_looks_at_the_ledger(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let url = app.database_url();
    assert_eq!(finding(&app, url, "ledger"), ("ok".into(), "nothing was erased yet".into()));
    let ana = app.client(Role::Owner).await.customer("Ana Pop").await;
    let backup = Backup::of(&app).await;
    erased(&app, &ana).await;
    assert_eq!(finding(&app, url, "ledger"), ("ok".into(), "the database knows what it says".into()));
    let (options, db) = backup.restore().await;
    db.close().await;
    let behind = ("wrong".to_owned(), "1 erasures are not in the database".to_owned());
    assert_eq!(finding(&app, &options.url, "ledger"), behind);
    write(&app.app.db, Query::built("update ledger_marks set bytes = bytes + 1")).await.expect("a mark");
    let short = ("wrong".to_owned(), "1 files that the database knows are missing or were longer".to_owned());
    assert_eq!(finding(&app, url, "ledger"), short);
    std::fs::write(app.keys_at.path().join("ledger/damaged.jsonl"), "{}\n").expect("a file");
    assert_eq!(finding(&app, url, "ledger").0, "wrong");
}

#[test]
fn the_doctor_finds_nothing_wrong_with_a_fresh_start() {
    let dir = crate::support::process::opened();
    let secret = "0123456789abcdef0123456789abcdef";
    let output = lethe(dir.path()).arg("doctor").env("LETHE_SECRET", secret).output().expect("it runs");
    let (code, out, _) = said(&output);
    assert!(code == Some(0) && out.contains("key store") && out.contains("ledger"), "{out}");
    assert!(!dir.path().join("lethe.db.keys").exists() && !dir.path().join("lethe.db.ledger").exists());
}
