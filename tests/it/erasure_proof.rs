//! Proof that what was erased is gone: residue scan, receipts, the ledger after a restore from backup.

use chrono::Duration;
use lethe::app::App;
use lethe::db::Query;
use lethe::erasures;
use lethe::lifecycle::{self, worker};
use lethe::records::columns::{Class, NEVER, tables};
use lethe::terms::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::masks::{found, known};
use crate::merges::{merged, survivor};
use crate::support::backup::Backup;
use crate::support::{Client, Engine, TestApp, state, write};

async fn erase(app: &TestApp, owner: &Client, id: &str, act: &str) -> Client {
    let input = json!({ "whom": { "ids": [id] }, "count": 1, "act": act });
    let begun = owner.mutate("customersErase", input, "").await;
    assert_eq!(begun["__typename"], "ErasureBegun", "{begun}");
    app.clock.advance(Duration::hours(1)).expect("a manual clock");
    worker::drain(&app.app).await.expect("the worker");
    app.client(Role::Owner).await
}

async fn erasure(owner: &Client, id: &str) -> Value {
    let query = "query ($id: ID!) { customer(id: $id) { erasures {
        id state residue { table rows } receipt { receipt signature publicKey } } } }";
    owner.run(query, json!({ "id": id })).await["customer"]["erasures"][0].clone()
}

#[rstest]
#[tokio::test]
async fn the_scan_after_an_erasure_finds_nothing(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = known(&app, &owner).await;
    owner.delete(&ana).await;
    let owner = erase(&app, &owner, &ana, "ERASE").await;
    let erasure = erasure(&owner, &ana).await;
    assert_eq!((&erasure["state"], &erasure["residue"]), (&json!("DONE"), &json!([])));
}

#[rstest]
#[tokio::test]
async fn what_came_in_since_the_mask_is_gone_in_the_end(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = known(&app, &owner).await;
    owner.delete(&ana).await;
    owner.mutate("customersErase", json!({ "whom": { "ids": [ana] }, "count": 1 }), "").await;
    for late in [
        "update customers set phone = 'needle.customers.phone', external_ref = 'needle.customers.external_ref'
            where lifecycle = 'ERASURE_SCHEDULED'",
        "update messages set body = 'needle.messages.body' where body = '*****'",
        "update charges set provider_ref = 'needle.charges.provider_ref'",
    ] {
        write(&app.app.db, Query::built(late)).await.expect("a statement");
    }
    worker::drain(&app.app).await.expect("the worker");
    assert_eq!(found(&app.state().await), Vec::<String>::new());
    assert_eq!(erasure(&owner, &ana).await["residue"], json!([]));
}

/// Statements after which messages say something whenever they are overwritten.
fn stubborn(engine: Engine) -> &'static [&'static str] {
    match engine {
        Engine::Sqlite => &["create trigger stubborn after update of body on messages begin
            update messages set body = 'Call me' where account_id = new.account_id and id = new.id; end"],
        Engine::Postgres => &[
            "create function stubborn() returns trigger language plpgsql as
                $$ begin new.body := 'Call me'; return new; end $$",
            "create trigger stubborn before update on messages for each row execute function stubborn()",
        ],
    }
}

#[rstest]
#[tokio::test]
async fn the_scan_names_where_something_was_left(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = known(&app, &owner).await;
    owner.delete(&ana).await;
    let begun = json!({ "whom": { "ids": [ana] }, "count": 1 });
    owner.mutate("customersErase", begun, "").await;
    for left in stubborn(engine) {
        write(&app.app.db, Query::built(*left)).await.expect("a trigger");
    }
    let service =
        "insert into services (account_id, id, kind, name, name_key, description, duration_minutes, price_minor,
        currency, online, version, created_at, updated_at)
        select id, id, 'SERVICE', 'Brakes', 'brakes', 'for needle.customers.email', 60, 100, 'GBP', $1, 1, created_at,
        created_at from accounts where slug = 'northside'";
    write(&app.app.db, Query::built(service).bind(false)).await.expect("a service");
    app.clock.advance(Duration::hours(1)).expect("a manual clock");
    worker::drain(&app.app).await.expect("the worker");
    let owner = app.client(Role::Owner).await;
    let erasure = erasure(&owner, &ana).await;
    let places = json!([{ "table": "messages", "rows": 1 }, { "table": "services", "rows": 1 }]);
    assert_eq!(erasure["residue"], places, "{erasure}");
}

#[rstest]
#[tokio::test]
async fn a_receipt_can_be_checked_offline_and_says_nothing_of_the_person(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = known(&app, &owner).await;
    let paid = "update invoices set state = 'PAID' where number = '900'";
    write(&app.app.db, Query::built(paid)).await.expect("an invoice");
    owner.delete(&ana).await;
    let owner = erase(&app, &owner, &ana, "ERASE").await;
    let receipt = erasure(&owner, &ana).await["receipt"].clone();
    let signed = receipt.to_string();
    assert!(!signed.contains("needle") && !signed.contains("Ana"), "{signed}");
    let key = receipt["publicKey"].as_str().expect("a key");
    let genuine = erasures::verify(&signed, Some(key)).expect("genuine");
    assert_eq!((genuine.customer.as_str(), genuine.act.as_str(), genuine.residue.len()), (ana.as_str(), "ERASE", 0));
    assert_eq!(genuine.kept.iter().map(|kept| kept.count).collect::<Vec<_>>(), [1]);
    assert!(genuine.removed.iter().any(|removed| removed.table == "messages" && removed.rows == 1));
    let mut forged = receipt.clone();
    forged["receipt"] = json!(receipt["receipt"].as_str().expect("text").replace("ERASE", "PURGE"));
    assert!(matches!(erasures::verify(&forged.to_string(), Some(key)), Err(erasures::NotGenuine::Changed)));
    assert!(matches!(erasures::verify(&signed, Some("AAAA")), Err(erasures::NotGenuine::OtherKey)));
    assert!(matches!(erasures::verify("{}", None), Err(erasures::NotGenuine::Unreadable(_))));
}

#[rstest]
#[tokio::test]
async fn a_restored_backup_is_behind_the_ledger_until_it_was_replayed(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[values("ERASE", "PURGE", "ANONYMISE")] act: &str,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = known(&app, &owner).await;
    owner.vehicle(&ana, "AB12 CDE").await;
    let backup = Backup::of(&app).await;
    owner.delete(&ana).await;
    let owner = erase(&app, &owner, &ana, act).await;
    assert_eq!(lifecycle::behind(&app.app).await.expect("the ledger").entries.len(), 0);
    drop(owner);
    let (_, db) = backup.restore().await;
    let restored = App { db: db.clone(), ..app.app.clone() };
    assert!(!found(&state(&db).await).is_empty(), "the backup knows Ana");
    assert_eq!(lifecycle::behind(&restored).await.expect("the ledger").entries.len(), 1);
    assert_eq!(lifecycle::replay(&restored).await.expect("the replay"), 1);
    assert_eq!(found(&state(&db).await), Vec::<String>::new());
    assert_eq!(lifecycle::behind(&restored).await.expect("the ledger").entries.len(), 0);
    assert_eq!(lifecycle::replay(&restored).await.expect("nothing to do"), 0);
    db.close().await;
}

#[rstest]
#[tokio::test]
async fn who_was_part_of_the_erased_and_is_not_in_the_backup_is_erased_again_too(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[values("ERASE", "PURGE")] act: &str,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = survivor(&owner).await;
    let twin = known(&app, &owner).await;
    let backup = Backup::of(&app).await;
    merged(&owner, &ana, &twin).await;
    owner.delete(&ana).await;
    erase(&app, &owner, &ana, act).await;
    let (_, db) = backup.restore().await;
    let restored = App { db: db.clone(), ..app.app.clone() };
    assert!(!found(&state(&db).await).is_empty(), "the backup knows the twin");
    assert_eq!(lifecycle::replay(&restored).await.expect("the replay"), 1);
    let state = state(&db).await;
    assert_eq!(found(&state), Vec::<String>::new());
    assert!(!state.holds("Survivor"));
    db.close().await;
}

#[test]
fn rows_that_the_scan_passes_over_hold_nothing_that_somebody_wrote() {
    for (table, condition) in tables().filter_map(|table| Some((table, table.written?))) {
        for (class, column) in
            table.each_column().filter(|(class, _)| !matches!(class, Class::Technical | Class::Secret))
        {
            assert!(condition.contains(&format!("{column} is not null")), "{}.{column}: {class:?}", table.name);
        }
    }
}

#[test]
fn an_erasure_does_not_read_through_what_grows_with_every_erasure() {
    let passed_over = tables().filter(|table| table.written == Some(NEVER)).map(|table| table.name);
    let grows = [
        "staff_sessions",
        "refresh_tokens",
        "idempotency_keys",
        "suppressions",
        "duplicate_dismissals",
        "merge_job_items",
        "seals",
    ];
    assert_eq!(passed_over.collect::<Vec<_>>(), grows);
}
