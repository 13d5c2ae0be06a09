//! What is still kept of customers who are gone, why and until when; and that it goes by itself on that day.

use chrono::{Duration, NaiveDate};
use lethe::app::App;
use lethe::db::Query;
use lethe::erasures::{Receipt, verify};
use lethe::lifecycle::{self, worker};
use lethe::terms::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::legal_holds::{hold, release};
use crate::masks::{found, known};
use crate::support::backup::Backup;
use crate::support::{Client, Engine, TestApp, needles, state, write};

const KEPT: &str = "query ($id: ID!) { customer(id: $id) { kept { kind count because until } } }";

/// What stays of an invoice that the law wants kept.
const DOCUMENT: [&str; 3] =
    ["needle.invoice_lines.description", "needle.invoices.address_at_issue", "needle.invoices.name_at_issue"];

async fn kept(client: &Client, customer: &str) -> Value {
    client.run(KEPT, json!({ "id": customer })).await["customer"]["kept"].clone()
}

/// A customer of whom everything is known, with a paid invoice of a day.
async fn invoiced(app: &TestApp, owner: &Client, day: &str) -> String {
    let ana = known(app, owner).await;
    let day: NaiveDate = day.parse().expect("a date");
    let paid = Query::built("update invoices set state = 'PAID', issued_on = $1 where number = '900'").bind(day);
    write(&app.app.db, paid).await.expect("an invoice");
    ana
}

async fn erase(client: &Client, customer: &str, act: &str) {
    let input = json!({ "whom": { "ids": [customer] }, "count": 1, "act": act });
    let begun = client.mutate("customersErase", input, "").await;
    assert_eq!(begun["__typename"], "ErasureBegun", "{begun}");
}

/// Days later, when the worker has done what it does.
async fn days_later(app: &TestApp, days: i64) -> Client {
    app.clock.advance(Duration::days(days)).expect("a manual clock");
    worker::drain(&app.app).await.expect("the worker");
    worker::tidy(&app.app).await.expect("the worker");
    app.client(Role::Owner).await
}

async fn left(app: &TestApp) -> Vec<String> {
    let mut left = found(&app.state().await);
    left.sort_unstable();
    left
}

#[rstest]
#[tokio::test]
async fn documents_and_holds_say_why_they_are_kept_and_until_when(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = invoiced(&app, &owner, "2024-02-29").await;
    assert_eq!(kept(&owner, &ana).await, Value::Null, "nobody asks why an active customer is kept");
    owner.delete(&ana).await;
    erase(&owner, &ana, "ERASE").await;
    let owner = days_later(&app, 1).await;
    let document = json!({ "kind": "INVOICE", "count": 1, "because": "STATUTORY", "until": "2030-02-28" });
    assert_eq!(kept(&owner, &ana).await, json!([document]));
    hold(&owner, &ana, Some("2026-06-01T00:30:00Z")).await;
    let held = json!({ "kind": "CUSTOMER", "count": 1, "because": "LEGAL_HOLD", "until": "2026-06-01" });
    assert_eq!(kept(&owner, &ana).await, json!([document, held]));
    let manager = app.client(Role::ServiceAdvisor).await;
    let seen = manager.post(KEPT, json!({ "id": owner.customer("Bo Lind").await })).await;
    assert_eq!(seen.body["errors"][0]["extensions"]["code"], "FORBIDDEN", "{}", seen.body);
}

#[rstest]
#[tokio::test]
async fn a_document_goes_by_itself_once_its_time_is_over(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[values("MASK", "ERASE", "ANONYMISE", "PURGE")] act: &str,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    owner.mutate("deletionPolicySet", json!({ "historyIdentity": "MASKED" }), "").await;
    let ana = invoiced(&app, &owner, "2020-03-05").await;
    owner.delete(&ana).await;
    if act == "MASK" {
        let masked = owner.mutate("customerMask", json!({ "id": ana, "confirmation": "DELETE" }), "").await;
        assert_eq!(masked["__typename"], "CustomerMaskDone", "{masked}");
    } else {
        erase(&owner, &ana, act).await;
    }
    days_later(&app, 3).await;
    assert_eq!(left(&app).await, DOCUMENT, "on its last day");
    let owner = days_later(&app, 1).await;
    assert_eq!(left(&app).await, Vec::<String>::new(), "the day after");
    if act != "PURGE" {
        assert_eq!(kept(&owner, &ana).await, json!([]));
    }
    let before = app.state().await;
    assert_eq!(worker::tidy(&app.app).await.expect("the worker"), 0);
    before.assert_unchanged(&app.state().await);
}

#[rstest]
#[tokio::test]
async fn a_legal_hold_keeps_a_document_beyond_its_time(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = invoiced(&app, &owner, "2020-03-05").await;
    owner.delete(&ana).await;
    erase(&owner, &ana, "ERASE").await;
    worker::drain(&app.app).await.expect("the worker");
    let held = hold(&owner, &ana, None).await;
    let owner = days_later(&app, 30).await;
    assert_eq!(left(&app).await, DOCUMENT);
    release(&owner, &held).await;
    days_later(&app, 0).await;
    assert_eq!(left(&app).await, Vec::<String>::new());
}

#[rstest]
#[tokio::test]
async fn fewer_years_in_the_policy_let_documents_go_at_once_and_more_keep_them_longer(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = invoiced(&app, &owner, "2020-03-05").await;
    owner.delete(&ana).await;
    erase(&owner, &ana, "ERASE").await;
    let years = |years: i32| json!({ "keepYears": [{ "kind": "INVOICE", "years": years }] });
    owner.mutate("deletionPolicySet", years(7), "").await;
    let owner = days_later(&app, 30).await;
    assert_eq!(left(&app).await, DOCUMENT);
    owner.mutate("deletionPolicySet", years(6), "").await;
    days_later(&app, 0).await;
    assert_eq!(left(&app).await, Vec::<String>::new());
}

#[rstest]
#[tokio::test]
async fn nothing_goes_while_an_erasure_can_be_called_off(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    owner.mutate("deletionPolicySet", json!({ "eraseDelayDays": 30 }), "").await;
    let ana = invoiced(&app, &owner, "2020-03-05").await;
    owner.delete(&ana).await;
    erase(&owner, &ana, "ERASE").await;
    let owner = days_later(&app, 10).await;
    assert_eq!(left(&app).await, DOCUMENT);
    let called_off = owner.mutate("customerErasureCallOff", json!({ "id": ana }), "").await;
    assert_eq!(called_off["__typename"], "ErasureCalledOff", "{called_off}");
    assert_eq!(found(&app.state().await), needles());
}

async fn receipt(client: &Client, customer: &str) -> Receipt {
    let query = "query ($id: ID!) { customer(id: $id) { erasures { receipt { receipt signature publicKey } } } }";
    let seen = client.run(query, json!({ "id": customer })).await;
    verify(&seen["customer"]["erasures"][0]["receipt"].to_string(), None).expect("a genuine receipt")
}

#[rstest]
#[tokio::test]
async fn the_receipt_says_what_is_still_kept_and_what_went_since(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = invoiced(&app, &owner, "2020-03-05").await;
    owner.delete(&ana).await;
    erase(&owner, &ana, "ERASE").await;
    let owner = days_later(&app, 1).await;
    let (before, invoices) = (receipt(&owner, &ana).await, |receipt: &Receipt| {
        receipt.removed.iter().find(|removed| removed.table == "invoices").map(|removed| removed.rows)
    });
    assert_eq!((before.kept.len(), before.kept[0].count, invoices(&before)), (1, 1, None));
    let owner = days_later(&app, 3).await;
    let after = receipt(&owner, &ana).await;
    assert_eq!((after.kept.len(), invoices(&after)), (0, Some(1)));
    assert_eq!((after.final_at, after.residue.len()), (before.final_at, 0));
}

#[rstest]
#[tokio::test]
async fn a_document_whose_time_is_over_goes_from_a_restored_backup_too(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[values("ERASE", "PURGE")] act: &str,
    #[values(true, false)] made_before: bool,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = invoiced(&app, &owner, "2020-03-05").await;
    let mut backup = Backup::of(&app).await;
    owner.delete(&ana).await;
    erase(&owner, &ana, act).await;
    worker::drain(&app.app).await.expect("the worker");
    if !made_before {
        backup = Backup::of(&app).await;
    }
    days_later(&app, 4).await;
    assert_eq!(left(&app).await, Vec::<String>::new());
    let (_dir, db) = backup.restore().await;
    let restored = App { db: db.clone(), ..app.app.clone() };
    assert_eq!(lifecycle::replay(&restored).await.expect("the replay"), usize::from(made_before));
    let mut documents = found(&state(&db).await);
    documents.sort_unstable();
    assert_eq!(documents, DOCUMENT);
    worker::tidy(&restored).await.expect("the worker");
    assert_eq!(found(&state(&db).await), Vec::<String>::new());
    db.close().await;
}
