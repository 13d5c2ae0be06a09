//! Orders that never had a customer: refused, unless somebody says that they are the Unknown Customer's (B2).

use chrono::Duration;
use lethe::app::Cx;
use lethe::customers;
use lethe::in_tx;
use lethe::lifecycle::worker;
use lethe::terms::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::transfers::IMPORT;
use crate::support::{Client, Engine, TestApp};

const FILE: &str = "external_ref,customer,issued_on,total,state,name,description\n\
    1,,2026-02-01,9.00,PAID,,Two tickets\n\
    2,,2026-02-02,9.00,ISSUED,,Two tickets\n\
    3,,2026-02-03,9.00,PAID,Ana Pop,Two tickets\n\
    4,7,2026-02-04,9.00,PAID,,Two tickets\n";

/// Has a file of invoices checked and run; the import's id.
async fn imported(app: &TestApp, owner: &Client, file: &str, without: &str) -> String {
    let (id, url) = owner.prepare("INVOICES").await;
    app.put(&url, file.to_owned()).await;
    owner.mutate("importCheck", json!({ "id": id, "withoutCustomer": without }), IMPORT).await;
    app.work().await;
    let asked = owner.mutate("importRun", json!({ "id": id }), IMPORT).await;
    assert_eq!(asked["import"]["state"], "RUNNING", "{asked}");
    app.work().await;
    id
}

/// The lines of an import that were refused: line, column, reason.
async fn refused(owner: &Client, id: &str) -> Vec<Value> {
    let fields = "rows(outcome: [REFUSED]) { nodes { line problems { column message } } }";
    owner.import(id, fields).await["rows"]["nodes"].as_array().expect("rows").clone()
}

async fn names(owner: &Client) -> Value {
    owner.run("{ invoices { nodes { total { amount } state customer { displayName lifecycle } } } }", json!({})).await
}

#[rstest]
#[tokio::test]
async fn b2_orders_without_a_customer_are_the_unknown_customer_s_when_that_is_asked_for(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let before = app.state().await;
    let id = imported(&app, &owner, FILE, "REFUSE").await;
    let why = |line: i64, column: &str, message: &str| json!({ "line": line, "problems": [{ "column": column, "message": message }] });
    let required = [2, 3, 4].map(|line| why(line, "customer", "is required"));
    let nobody = why(5, "customer", "there is no such customer");
    assert_eq!(refused(&owner, &id).await, [required.as_slice(), std::slice::from_ref(&nobody)].concat());
    for table in ["customers", "invoices", "payments", "unknown_customers"] {
        assert_eq!(app.state().await.count(table), before.count(table), "{table}");
    }
    let id = imported(&app, &owner, FILE, "UNKNOWN_CUSTOMER").await;
    let named = "a name or an address without a customer could never be erased";
    let told = [why(3, "customer", "only paid invoices can be without a customer"), why(4, "name", named), nobody];
    assert_eq!(refused(&owner, &id).await, told);
    let customer = json!({ "displayName": "Unknown Customer", "lifecycle": "ERASED" });
    let one = json!({ "total": { "amount": "9.00" }, "state": "PAID", "customer": customer });
    assert_eq!(names(&owner).await, json!({ "invoices": { "nodes": [one] } }));
    assert_eq!(owner.run("{ customers { totalCount } }", json!({})).await, json!({ "customers": { "totalCount": 0 } }));
}

#[rstest]
#[tokio::test]
async fn b2_purged_and_nameless_orders_share_one_unknown_customer_and_are_taken_back_apart(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    owner.pay(&owner.invoice(&ana, "148.50").await).await;
    owner.delete(&ana).await;
    let purge = json!({ "whom": { "ids": [ana] }, "count": 1, "act": "PURGE" });
    owner.mutate("customersErase", purge, "").await;
    app.clock.advance(Duration::days(31)).expect("a manual clock");
    worker::drain(&app.app).await.expect("the worker");
    let owner = app.client(Role::Owner).await;
    let file = "external_ref,customer,issued_on,total,state\n1,,2026-02-01,9.00,PAID\n";
    let id = imported(&app, &owner, file, "UNKNOWN_CUSTOMER").await;
    let state = app.state().await;
    assert_eq!((state.count("customers"), state.count("unknown_customers"), state.count("invoices")), (1, 1, 2));
    let asked = owner.mutate("importUndo", json!({ "id": id }), IMPORT).await;
    assert_eq!(asked["import"]["state"], "UNDOING", "{asked}");
    app.work().await;
    assert_eq!(owner.import(&id, "state rowsUndone").await, json!({ "state": "UNDONE", "rowsUndone": 1 }));
    let state = app.state().await;
    assert_eq!((state.count("customers"), state.count("unknown_customers"), state.count("invoices")), (1, 1, 1));
}

#[rstest]
#[tokio::test]
async fn b2_what_a_nameless_order_says_goes_when_the_law_no_longer_wants_it(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let file = "external_ref,customer,issued_on,total,state,description\n1,,2026-02-01,9.00,PAID,Two tickets\n";
    imported(&app, &owner, file, "UNKNOWN_CUSTOMER").await;
    for (days, readable) in [(5 * 365, true), (365, false)] {
        app.clock.advance(Duration::days(days)).expect("a manual clock");
        worker::tidy(&app.app).await.expect("the worker");
        assert_eq!(app.state().await.holds("Two tickets"), readable);
    }
}

#[rstest]
#[tokio::test]
async fn an_account_has_one_unknown_customer_however_many_need_it_first(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let cx = Cx::system(&app.app, app.account);
    let need = || async { in_tx!(cx, |tx| { customers::unknown(tx, &cx).await }) };
    let (a, b, c) = tokio::join!(need(), need(), need());
    let (a, b, c) = (a.expect("one").id, b.expect("one").id, c.expect("one").id);
    assert!(a == b && b == c);
    assert_eq!(app.state().await.count("unknown_customers"), 1);
}
