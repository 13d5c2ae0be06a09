//! Taking an import back: everything that it created and nothing else has touched.

use lethe::terms::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::transfers::IMPORT;
use crate::support::{Client, Engine, TestApp};

const FILE: &str = "external_ref,given_name,family_name,line1\n1,Ana,Pop,1 Rose Rd\n2,Ben,Ash,\n3,Cleo,Hart,3 Elm St\n";

async fn undo(app: &TestApp, owner: &Client, id: &str, even_partly: bool) -> Value {
    let asked = owner.mutate("importUndo", json!({ "id": id, "evenPartly": even_partly }), IMPORT).await;
    assert_eq!(asked["import"]["state"], "UNDOING", "{asked}");
    app.work().await;
    owner.import(id, "state rowsUndone trouble { code }").await
}

/// The customer of a line.
async fn record(owner: &Client, id: &str, line: usize) -> String {
    let rows = owner.import(id, "rows { nodes { recordId } }").await;
    rows["rows"]["nodes"][line - 2]["recordId"].as_str().expect("a record").to_owned()
}

#[rstest]
#[tokio::test]
async fn an_untouched_import_goes_without_a_trace_but_in_the_audit_log(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let before = app.state().await;
    let id = owner.imported(&app, "CUSTOMERS", FILE).await;
    assert_eq!(undo(&app, &owner, &id, false).await, json!({ "state": "UNDONE", "rowsUndone": 3, "trouble": null }));
    let after = app.state().await;
    for table in ["customers", "addresses", "customer_terms"] {
        assert_eq!(before.count(table), after.count(table), "{table}");
    }
    let log = owner.run("{ auditEvents(first: 4) { nodes { action } } }", json!({})).await;
    let actions: Vec<_> =
        log["auditEvents"]["nodes"].as_array().expect("entries").iter().map(|e| e["action"].clone()).collect();
    let taken_back = json!("customer.import_undone");
    assert_eq!(actions, [json!("import.undone"), taken_back.clone(), taken_back.clone(), taken_back]);
    let again = owner.mutate("importUndo", json!({ "id": id }), "").await;
    assert_eq!(again["code"], "WRONG_STATE");
}

#[rstest]
#[case::changed("CHANGED")]
#[case::attached("ATTACHED")]
#[tokio::test]
async fn what_was_touched_since_stands_in_the_way_of_everything(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[case] obstacle: &str,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let id = owner.imported(&app, "CUSTOMERS", FILE).await;
    let ben = record(&owner, &id, 3).await;
    if obstacle == "ATTACHED" {
        owner.conversation(&ben).await;
    } else {
        let input = json!({ "id": ben, "expectedVersion": 1, "phone": "020 7946 0000" });
        owner.mutate("customerUpdate", input, "").await;
    }
    let records = app.state().await.count("customers");
    let refused = json!({ "state": "DONE", "rowsUndone": 0, "trouble": { "code": "IN_THE_WAY" } });
    assert_eq!(undo(&app, &owner, &id, false).await, refused);
    assert_eq!(app.state().await.count("customers"), records);
    let kept = owner.import(&id, "rows(outcome: [KEPT]) { nodes { line recordId obstacle } }").await;
    assert_eq!(kept["rows"]["nodes"], json!([{ "line": 3, "recordId": ben, "obstacle": obstacle }]));

    assert_eq!(undo(&app, &owner, &id, true).await, json!({ "state": "UNDONE", "rowsUndone": 2, "trouble": null }));
    let left = owner.run("{ customers { nodes { id } } }", json!({})).await;
    assert_eq!(left["customers"]["nodes"], json!([{ "id": ben }]));
    assert_eq!((owner.lines(&id, "UNDONE").await, owner.lines(&id, "KEPT").await), (vec![2, 4], vec![3]));
}

#[rstest]
#[tokio::test]
async fn an_address_that_was_added_since_is_not_lost(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let id = owner.imported(&app, "CUSTOMERS", FILE).await;
    app.clock.advance(chrono::Duration::minutes(1)).expect("moves");
    let ana = record(&owner, &id, 2).await;
    owner.mutate("addressCreate", json!({ "customerId": ana, "purpose": "BILLING", "line1": "9 Oak Rd" }), "").await;
    assert_eq!(undo(&app, &owner, &id, false).await["trouble"]["code"], "IN_THE_WAY");
    assert_eq!(owner.lines(&id, "KEPT").await, [2]);
}

#[rstest]
#[tokio::test]
async fn vehicles_and_invoices_are_taken_back_with_all_that_came_with_them(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let customers = owner.imported(&app, "CUSTOMERS", "external_ref,family_name\n1,Pop\n").await;
    let before = app.state().await;
    let vehicles = owner.imported(&app, "VEHICLES", "customer,make,model,plate\n1,Skoda,Fabia,AB12 CDE\n").await;
    let file = "external_ref,customer,issued_on,total,state\nA,1,2024-02-29,10.50,PAID\nB,1,2024-02-29,3.00,ISSUED\n";
    let invoices = owner.imported(&app, "INVOICES", file).await;
    assert_eq!(app.state().await.count("payments"), 1);
    assert_eq!(undo(&app, &owner, &customers, false).await["trouble"]["code"], "IN_THE_WAY");
    assert_eq!(undo(&app, &owner, &invoices, false).await["state"], "UNDONE");
    assert_eq!(undo(&app, &owner, &vehicles, false).await["state"], "UNDONE");
    let after = app.state().await;
    for table in ["vehicles", "registrations", "invoices", "invoice_lines", "payments", "customer_terms"] {
        assert_eq!(before.count(table), after.count(table), "{table}");
    }
    assert_eq!(undo(&app, &owner, &customers, false).await["state"], "UNDONE");
}
