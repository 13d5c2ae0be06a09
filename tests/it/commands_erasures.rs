//! The command line about what was erased: the ledger after a restore from backup, and receipts.

use chrono::Duration;
use lethe::lifecycle::worker;
use lethe::terms::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::backup::Backup;
use crate::support::process::{Running, folder, lethe_on, run, said};
use crate::support::{Client, Engine, TestApp};

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
