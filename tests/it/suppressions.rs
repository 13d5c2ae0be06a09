//! The suppression list: an import does not bring anybody back unasked who was erased.

use chrono::Duration;
use lethe::app::App;
use lethe::jobs::sweep;
use lethe::lifecycle::{self, worker};
use lethe::terms::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::duplicates::person;
use crate::merges::merged;
use crate::support::backup::Backup;
use crate::support::process::{lethe_on, said};
use crate::support::transfers::IMPORT;
use crate::support::{Client, Engine, Snapshot, TestApp, state};

/// Ana by her address, Ana by her number as it is dialled from abroad, and Bo.
const FILE: &str = "given_name,family_name,E-mail,phone\n\
    Anna,Pop,ANA.POP@example.com,\n\
    Ana,Popescu,,+44 20 7946 0001\n\
    Bo,Lind,bo@example.com,020 7946 0002\n";

const LIST: &str = "{ suppressionList { people unreadable years nextExpiresAt lastExpiresAt } }";

const REMOVED: &str = "... on SuppressionRemoved { people list { people unreadable } }";

async fn ana(owner: &Client) -> String {
    let input = json!({ "givenName": "Ana", "familyName": "Pop", "email": "Ana.Pop@Example.com",
        "phone": "(020) 7946-0001" });
    let saved = owner.mutate("customerCreate", input, "... on CustomerSaved { customer { id } }").await;
    saved["customer"]["id"].as_str().expect("an id").to_owned()
}

/// Begins to erase somebody, who was deleted.
async fn erasing(owner: &Client, id: &str, act: &str) {
    owner.delete(id).await;
    let begun = owner.mutate("customersErase", json!({ "whom": { "ids": [id] }, "count": 1, "act": act }), "").await;
    assert_eq!(begun["__typename"], "ErasureBegun", "{begun}");
}

/// Some time later, with somebody who is signed in then.
async fn later(app: &TestApp, time: Duration) -> Client {
    app.clock.advance(time).expect("a manual clock");
    worker::drain(&app.app).await.expect("the worker");
    app.client(Role::Owner).await
}

/// The garage, after Ana was erased.
async fn erased(engine: Engine, act: &str) -> (TestApp, Client) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    erasing(&owner, &ana(&owner).await, act).await;
    let owner = later(&app, Duration::hours(1)).await;
    (app, owner)
}

async fn people(owner: &Client) -> Value {
    owner.run(LIST, Value::Null).await["suppressionList"]["people"].clone()
}

async fn customers(owner: &Client) -> Value {
    owner.run("{ customers { totalCount } }", Value::Null).await["customers"]["totalCount"].clone()
}

const COUNTS: &str = "state rowsWritten rowsSuppressed rowsRefused trouble { code }";

fn counts(state: &str, written: i32, suppressed: i32) -> Value {
    json!({ "state": state, "rowsWritten": written, "rowsSuppressed": suppressed, "rowsRefused": 0, "trouble": null })
}

#[rstest]
#[tokio::test]
async fn an_import_leaves_out_who_was_erased_and_says_so(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[values("ERASE", "PURGE", "ANONYMISE")] act: &str,
) {
    let (app, owner) = erased(engine, act).await;
    let state = app.state().await;
    assert!(!state.holds("ana.pop@") && !state.holds("79460001"), "hashes alone are kept");
    assert_eq!(state.count("suppressions"), 2);
    let id = owner.checked(&app, "CUSTOMERS", FILE).await;
    assert_eq!(owner.import(&id, COUNTS).await, counts("CHECKED", 1, 2));
    let rows = "rows { nodes { line outcome recordId problems { column message } } }";
    let row = |line: i32, column: &str, message: &str| {
        json!({ "line": line, "outcome": "SUPPRESSED", "recordId": null,
            "problems": [{ "column": column, "message": message }] })
    };
    let said = "belongs to somebody who was erased";
    let told = json!({ "rows": { "nodes": [row(2, "E-mail", said), row(3, "phone", said)] } });
    assert_eq!(owner.import(&id, rows).await, told);
    let polish = owner.speaking("pl").import(&id, "rows { nodes { reason } }").await;
    assert_eq!(polish["rows"]["nodes"][0]["reason"], "E-mail: należy do osoby, której dane usunięto");
    owner.mutate("importRun", json!({ "id": id }), IMPORT).await;
    app.work().await;
    assert_eq!(owner.import(&id, COUNTS).await, counts("DONE", 1, 2));
    assert_eq!(owner.lines(&id, "SUPPRESSED").await, [2, 3]);
    assert_eq!(customers(&owner).await, 1, "Bo alone");
}

#[rstest]
#[tokio::test]
async fn whoever_was_part_of_the_erased_does_not_come_back_either(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let cy = person(&owner, "Cy", "Else", Some("cy@example.com"), Some("07700 900555")).await;
    let ana = ana(&owner).await;
    merged(&owner, &cy, &ana).await;
    erasing(&owner, &cy, "PURGE").await;
    let owner = later(&app, Duration::hours(1)).await;
    assert_eq!(app.state().await.count("suppressions"), 4);
    let id = owner.checked(&app, "CUSTOMERS", FILE).await;
    assert_eq!(owner.import(&id, COUNTS).await, counts("CHECKED", 1, 2));
}

#[rstest]
#[tokio::test]
async fn whoever_may_erase_brings_people_back_knowingly(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let (app, owner) = erased(engine, "ERASE").await;
    let id = owner.checked(&app, "CUSTOMERS", FILE).await;
    let back = json!({ "id": id, "erased": "BRING_BACK" });
    let refused = app.client(Role::Manager).await.mutate("importRun", back.clone(), IMPORT).await;
    assert_eq!((&refused["__typename"], &refused["code"]), (&json!("NotPermitted"), &json!("NOT_PERMITTED")));
    assert_eq!(owner.mutate("importRun", back, IMPORT).await["import"]["state"], "RUNNING");
    app.work().await;
    assert_eq!(owner.import(&id, COUNTS).await, counts("DONE", 3, 0));
    assert_eq!(customers(&owner).await, 3);
    let audit = app.state().await;
    assert!(audit.rows("audit_events").iter().any(|row| row.contains("import.started_bringing_back")));
    assert_eq!(people(&owner).await, 1, "who is back may go again");
}

#[rstest]
#[tokio::test]
async fn who_comes_back_by_the_door_is_not_held_up_and_then_is_a_duplicate(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, owner) = erased(engine, "ERASE").await;
    ana(&owner).await;
    let file = "given_name,family_name,email\nAna,Pop,ana.pop@example.com\n";
    let id = owner.imported(&app, "CUSTOMERS", file).await;
    assert_eq!(
        owner.import(&id, "rowsWritten rowsDuplicate rowsSuppressed").await,
        json!({ "rowsWritten": 0, "rowsDuplicate": 1, "rowsSuppressed": 0 })
    );
    assert_eq!(customers(&owner).await, 1);
}

#[rstest]
#[tokio::test]
async fn an_undo_takes_off_the_list_and_the_end_cuts_the_tie_to_the_record(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    owner.mutate("deletionPolicySet", json!({ "eraseDelayDays": 30, "suppressionYears": 2 }), "").await;
    let id = ana(&owner).await;
    erasing(&owner, &id, "ERASE").await;
    let listed = json!({ "suppressionList": { "people": 1, "unreadable": 0, "years": 2,
        "nextExpiresAt": "2028-05-01T00:00:00Z", "lastExpiresAt": "2028-05-01T00:00:00Z" } });
    assert_eq!(owner.run(LIST, Value::Null).await, listed);
    owner.mutate("customerErasureCallOff", json!({ "id": id }), "").await;
    assert_eq!(app.state().await.count("suppressions"), 0);
    owner.mutate("customersErase", json!({ "whom": { "ids": [id] }, "count": 1 }), "").await;
    let tied = |rows: &[String]| rows.iter().filter(|row| !row.to_lowercase().contains("erasure_id=null")).count();
    assert_eq!(tied(app.state().await.rows("suppressions")), 2);
    let owner = later(&app, Duration::days(31)).await;
    assert_eq!(tied(app.state().await.rows("suppressions")), 0);
    assert_eq!(people(&owner).await, 1);
}

#[rstest]
#[tokio::test]
async fn a_mask_that_is_taken_back_leaves_nothing_on_the_list(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let id = ana(&owner).await;
    owner.delete(&id).await;
    let masked = "... on CustomerMaskDone { undo { token } }";
    let masked = owner.mutate("customerMask", json!({ "id": id, "confirmation": "DELETE" }), masked).await;
    assert_eq!(people(&owner).await, 1);
    let undone = owner.mutate("customerMaskUndo", json!({ "undoToken": masked["undo"]["token"] }), "").await;
    assert_eq!(undone["__typename"], "CustomerUnmasked", "{undone}");
    assert_eq!(people(&owner).await, 0);
}

#[rstest]
#[tokio::test]
async fn entries_expire_by_the_policy_and_none_are_made_without_one(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, _) = erased(engine, "ERASE").await;
    let owner = later(&app, Duration::days(3 * 365)).await;
    sweep::sweep(&app.app).await.expect("a sweep");
    assert_eq!(people(&owner).await, 1, "in March of the third year");
    let owner = later(&app, Duration::days(31)).await;
    assert_eq!(people(&owner).await, 0, "in April");
    assert_eq!(app.state().await.count("suppressions"), 2, "not swept yet");
    let id = owner.imported(&app, "CUSTOMERS", FILE).await;
    assert_eq!(owner.import(&id, COUNTS).await, counts("DONE", 3, 0));
    sweep::sweep(&app.app).await.expect("a sweep");
    assert_eq!(app.state().await.count("suppressions"), 0);
    owner.mutate("deletionPolicySet", json!({ "suppressionYears": 0 }), "").await;
    let cy = owner.customer("Cy Moss").await;
    erasing(&owner, &cy, "ERASE").await;
    assert_eq!(app.state().await.count("suppressions"), 0);
    let wrong = owner.mutate("deletionPolicySet", json!({ "suppressionYears": 11 }), "").await;
    assert_eq!(wrong["__typename"], "InvalidInput", "{wrong}");
}

#[rstest]
#[tokio::test]
async fn somebody_is_taken_off_by_what_they_are_reached_by_and_nobody_else(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, owner) = erased(engine, "ERASE").await;
    let input = json!({ "givenName": "Al", "familyName": "Pop", "email": "al@example.com", "phone": "020 7946 0001" });
    let al = owner.mutate("customerCreate", input, "... on CustomerSaved { customer { id } }").await;
    erasing(&owner, al["customer"]["id"].as_str().expect("an id"), "ERASE").await;
    let owner = later(&app, Duration::hours(1)).await;
    assert_eq!(people(&owner).await, 2);
    let manager = app.client(Role::Manager).await;
    let before = app.state().await;
    let by_email = json!({ "email": "ana.pop@EXAMPLE.com" });
    let kind = |answer: Value| answer["__typename"].clone();
    assert_eq!(kind(manager.mutate("suppressionRemove", by_email.clone(), "").await), "NotPermitted");
    assert_eq!(kind(owner.mutate("suppressionRemove", json!({}), "").await), "InvalidInput");
    assert_eq!(kind(owner.mutate("suppressionRemove", json!({ "email": "ana" }), "").await), "InvalidInput");
    before.assert_unchanged(&app.state().await);
    let foreign = app.foreign().await.mutate("suppressionRemove", by_email.clone(), REMOVED).await;
    assert_eq!(foreign["people"], 0, "another account's list is its own");
    let removed = owner.mutate("suppressionRemove", by_email, REMOVED).await;
    assert_eq!((&removed["people"], &removed["list"]["people"]), (&json!(1), &json!(1)), "{removed}");
    let id = owner.imported(&app, "CUSTOMERS", FILE).await;
    assert_eq!(owner.lines(&id, "SUPPRESSED").await, [3], "Al has the same number, and stays");
    let removed = owner.mutate("suppressionRemove", json!({ "phone": "+44 20 7946 0001" }), REMOVED).await;
    assert_eq!((&removed["people"], &removed["list"]["people"]), (&json!(1), &json!(0)), "{removed}");
    assert_eq!(app.state().await.count("suppressions"), 0);
}

#[rstest]
#[tokio::test]
async fn another_account_does_not_hear_of_whom_this_one_erased(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, owner) = erased(engine, "ERASE").await;
    let foreign = app.foreign().await;
    let id = foreign.imported(&app, "CUSTOMERS", FILE).await;
    assert_eq!(foreign.import(&id, COUNTS).await, counts("DONE", 3, 0));
    assert_eq!((people(&foreign).await, people(&owner).await), (json!(0), json!(1)));
    let hashes = |state: &Snapshot| -> Vec<String> {
        let rows = state.rows("suppressions").iter();
        rows.filter_map(|row| row.split_once("hash=").map(|(_, rest)| rest.chars().take(66).collect())).collect()
    };
    let mut all: Vec<String> = hashes(&app.state().await);
    erasing(&foreign, &ana(&foreign).await, "ERASE").await;
    let both: Vec<String> = hashes(&app.state().await);
    all.extend(both.iter().filter(|hash| !all.contains(hash)).cloned().collect::<Vec<_>>());
    assert_eq!((both.len(), all.len()), (4, 4), "the same address has another hash elsewhere");
}

#[rstest]
#[tokio::test]
async fn a_list_whose_key_is_lost_lets_nobody_in_silently(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let (app, owner) = erased(engine, "ERASE").await;
    let keys = rusqlite::Connection::open(app.keys_at.path().join("keys.db")).expect("the key store");
    keys.execute("delete from list_keys", ()).expect("a statement");
    let doctor = lethe_on(&app, app.database_url(), &["doctor", "--json"]).output().expect("it runs");
    assert!(said(&doctor).1.contains("1 suppression lists have no key"), "{doctor:?}");
    let id = owner.checked(&app, "CUSTOMERS", FILE).await;
    let failed = owner.import(&id, "state trouble { code message }").await;
    let message = "Who was erased cannot be recognised any more: the key of the suppression list is not in the key store. \
        Put it back, or remove from the list whoever cannot be recognised.";
    assert_eq!(failed, json!({ "state": "FAILED", "trouble": { "code": "SUPPRESSION_KEY_LOST", "message": message } }));
    let id = ana(&owner).await;
    erasing(&owner, &id, "ERASE").await;
    let listed = owner.run(LIST, Value::Null).await["suppressionList"].clone();
    assert_eq!((&listed["people"], &listed["unreadable"]), (&json!(2), &json!(1)), "with a new key");
    let refused = owner.mutate("suppressionRemove", json!({ "email": "bo@example.com" }), REMOVED).await;
    assert_eq!(refused["code"], "SUPPRESSION_KEY_LOST", "{refused}");
    let removed = owner.mutate("suppressionRemove", json!({ "unreadable": true }), REMOVED).await;
    assert_eq!(removed["list"], json!({ "people": 1, "unreadable": 0 }), "{removed}");
    let id = owner.checked(&app, "CUSTOMERS", FILE).await;
    assert_eq!(owner.import(&id, COUNTS).await, counts("CHECKED", 1, 2));
}

#[rstest]
#[tokio::test]
async fn the_replay_after_a_restore_puts_people_on_the_list_again(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let id = ana(&owner).await;
    let backup = Backup::of(&app).await;
    erasing(&owner, &id, "ERASE").await;
    later(&app, Duration::hours(1)).await;
    let (_, db) = backup.restore().await;
    let restored = App { db: db.clone(), ..app.app.clone() };
    lifecycle::replay(&restored).await.expect("the replay");
    let same = |state: &Snapshot| {
        let rows = state.rows("suppressions").iter().map(|row| {
            assert!(row.to_lowercase().contains("erasure_id=null"), "{row}");
            row.split_once("hash=").map(|(_, rest)| rest.chars().take(66).collect::<String>())
        });
        rows.collect::<std::collections::BTreeSet<_>>()
    };
    assert_eq!(same(&state(&db).await), same(&app.state().await));
    assert_eq!(state(&db).await.count("suppressions"), 2);
    db.close().await;
}

#[tokio::test]
async fn the_command_line_reports_whom_it_leaves_out() {
    let (app, owner) = erased(Engine::Sqlite, "ERASE").await;
    std::fs::write(app.keys_at.path().join("some.csv"), FILE).expect("a file");
    let import = ["import", "customers", "some.csv", "--account", "northside", "--map", "email=E-mail"];
    let run = |more: &[&str]| {
        said(&lethe_on(&app, app.database_url(), &[&import[..], more].concat()).output().expect("it runs"))
    };
    let report = "file,line,column,reason\nsome.csv,2,E-mail,belongs to somebody who was erased\n\
        some.csv,3,phone,belongs to somebody who was erased\n";
    for more in [&["--dry-run"][..], &["--all-or-nothing"]] {
        let (code, out, err) = run(more);
        assert_eq!((code, out.as_str()), (Some(0), report), "{err}");
        assert!(err.contains("2 left out: they are about people who were erased; --erased bring-back takes them."));
    }
    assert_eq!(customers(&owner).await, 1);
    let (code, out, err) = run(&["--erased", "bring-back"]);
    assert!(code == Some(0) && out.is_empty() && err.contains("2 added, 0 updated, 1 unchanged, 0 rejected."), "{err}");
    assert_eq!(customers(&owner).await, 3);
}
