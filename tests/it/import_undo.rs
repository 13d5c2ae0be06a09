//! Taking an import back: everything that it created and nothing else has touched.

use lethe::terms::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::legal_holds::{hold, release};
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
async fn what_a_legal_hold_keeps_is_not_taken_back(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let customers = owner.imported(&app, "CUSTOMERS", "external_ref,family_name\n1,Pop\n").await;
    let vehicles = owner.imported(&app, "VEHICLES", "customer,make,model,plate\n1,Skoda,Fabia,AB12 CDE\n").await;
    let held = hold(&owner, &record(&owner, &customers, 2).await, None).await;
    assert_eq!(undo(&app, &owner, &vehicles, false).await["trouble"]["code"], "IN_THE_WAY");
    let kept = owner.import(&vehicles, "rows(outcome: [KEPT]) { nodes { obstacle } }").await;
    assert_eq!(kept["rows"]["nodes"], json!([{ "obstacle": "HELD" }]));
    release(&owner, &held).await;
    assert_eq!(undo(&app, &owner, &vehicles, false).await["state"], "UNDONE");
    assert_eq!(app.state().await.count("vehicles"), 0);
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

/// Two records that are there already, changed by three rows, and a new one that a later row changes.
const THERE: &str = "external_ref,given_name,family_name,email\n1,Ana,Pop,ana@example.com\n2,Ben,Ash,\n";
const CHANGES: &str = "external_ref,given_name,family_name,email,phone\n\
    1,Anna,Popa,,\n3,Cleo,Hart,,\n1,Anna,Popa,anna@example.com,020 7946 0001\n2,Ben,Ashe,,\n3,Cleo,Heart,,\n";

/// An import that has changed what is there; its id.
async fn changed(app: &TestApp, owner: &Client) -> String {
    owner.imported(app, "CUSTOMERS", THERE).await;
    let id = owner.checked(app, "CUSTOMERS", CHANGES).await;
    owner.mutate("importRun", json!({ "id": id, "duplicates": "UPDATE" }), IMPORT).await;
    app.work().await;
    let ended = owner.import(&id, "state rowsWritten rowsUpdated").await;
    assert_eq!(ended, json!({ "state": "DONE", "rowsWritten": 1, "rowsUpdated": 4 }));
    assert_eq!(said(owner).await[1], json!(["Anna Popa", "anna@example.com", "020 7946 0001"]));
    id
}

/// What is said of each customer, by name.
async fn said(owner: &Client) -> Vec<Value> {
    let found = owner.run("{ customers { nodes { displayName email phone } } }", json!({})).await;
    let nodes = found["customers"]["nodes"].as_array().expect("customers").clone();
    let mut said: Vec<_> =
        nodes.iter().map(|node| json!([node["displayName"], node["email"], node["phone"]])).collect();
    said.sort_by_key(Value::to_string);
    said.sort_by_key(|each| each[0] != "Ben Ash" && each[0] != "Ben Ashe");
    said
}

async fn named(owner: &Client, name: &str) -> Value {
    let query = "query ($name: String!) { customers(where: { search: $name }) { nodes { id version } } }";
    owner.run(query, json!({ "name": name })).await["customers"]["nodes"].clone()
}

#[rstest]
#[tokio::test]
async fn what_an_import_changed_is_as_it_was_before(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let id = changed(&app, &owner).await;
    assert_eq!(app.state().await.count("import_originals"), 3);
    assert_eq!(undo(&app, &owner, &id, false).await, json!({ "state": "UNDONE", "rowsUndone": 5, "trouble": null }));
    assert_eq!(said(&owner).await, [json!(["Ben Ash", null, null]), json!(["Ana Pop", "ana@example.com", null])]);
    assert_eq!(owner.lines(&id, "UNDONE").await, [2, 3, 4, 5, 6]);
    assert_eq!(app.state().await.count("import_originals"), 0, "nothing is kept of what was put back");
    assert_eq!(named(&owner, "Popa").await, json!([]), "found by the names of before");
    assert_eq!(named(&owner, "ana@example.com").await[0]["version"], 4);
    let log = owner.run("{ auditEvents(first: 4) { nodes { action } } }", json!({})).await;
    let actions = log["auditEvents"]["nodes"].as_array().expect("entries").iter().map(|entry| entry["action"].clone());
    let expected = ["import.undone", "customer.import_change_undone", "customer.import_change_undone"];
    assert_eq!(actions.take(3).collect::<Vec<_>>(), expected.map(Value::from));
}

#[rstest]
#[tokio::test]
async fn a_changed_record_that_was_touched_since_stands_in_the_way_of_everything(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let id = changed(&app, &owner).await;
    let anna = named(&owner, "Popa").await[0].clone();
    let input = json!({ "id": anna["id"], "expectedVersion": anna["version"], "phone": "020 7946 0009" });
    owner.mutate("customerUpdate", input, "").await;
    let before = (said(&owner).await, app.state().await.count("import_originals"));
    let refused = json!({ "state": "DONE", "rowsUndone": 0, "trouble": { "code": "IN_THE_WAY" } });
    assert_eq!(undo(&app, &owner, &id, false).await, refused);
    assert_eq!((said(&owner).await, app.state().await.count("import_originals")), before, "nothing changes");
    let kept = owner.import(&id, "rows(outcome: [KEPT]) { nodes { line recordId obstacle } }").await;
    let row = |line: i64| json!({ "line": line, "recordId": anna["id"], "obstacle": "CHANGED" });
    assert_eq!(kept["rows"]["nodes"], json!([row(2), row(4)]), "both rows about it say so");

    assert_eq!(undo(&app, &owner, &id, true).await, json!({ "state": "UNDONE", "rowsUndone": 3, "trouble": null }));
    let anna = json!(["Anna Popa", "anna@example.com", "020 7946 0009"]);
    assert_eq!(said(&owner).await, [json!(["Ben Ash", null, null]), anna]);
}

#[rstest]
#[tokio::test]
async fn what_a_record_was_is_kept_for_a_week_and_then_the_change_stays(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let id = changed(&app, &owner).await;
    app.clock.advance(chrono::Duration::days(6)).expect("moves");
    lethe::jobs::sweep::sweep(&app.app).await.expect("sweeps");
    assert_eq!(app.state().await.count("import_originals"), 3);
    app.clock.advance(chrono::Duration::days(2)).expect("moves");
    lethe::jobs::sweep::sweep(&app.app).await.expect("sweeps");
    assert_eq!(app.state().await.count("import_originals"), 0);
    let owner = app.client(Role::Owner).await;
    assert_eq!(undo(&app, &owner, &id, false).await["trouble"]["code"], "IN_THE_WAY");
    let kept = owner.import(&id, "rows(outcome: [KEPT]) { nodes { line obstacle } }").await;
    let row = |line: i64| json!({ "line": line, "obstacle": "FORGOTTEN" });
    assert_eq!(kept["rows"]["nodes"], json!([row(2), row(4), row(5)]));
    assert_eq!(undo(&app, &owner, &id, true).await["rowsUndone"], 2, "what it created goes all the same");
}

#[rstest]
#[tokio::test]
async fn changed_vehicles_are_put_back_too(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    owner.imported(&app, "CUSTOMERS", "external_ref,family_name\n1,Pop\n").await;
    owner.imported(&app, "VEHICLES", "customer,make,model,year,plate\n1,Skoda,Fabia,2019,AB12 CDE\n").await;
    let file = "customer,make,model,year,colour,plate\n1,Seat,Ibiza,2020,red,AB12 CDE\n";
    let id = owner.checked(&app, "VEHICLES", file).await;
    owner.mutate("importRun", json!({ "id": id, "duplicates": "UPDATE" }), IMPORT).await;
    app.work().await;
    let vehicles = "{ vehicles { nodes { make model year colour plate } } }";
    let now = owner.run(vehicles, json!({})).await["vehicles"]["nodes"][0].clone();
    assert_eq!((&now["make"], &now["colour"]), (&json!("Seat"), &json!("red")));
    assert_eq!(undo(&app, &owner, &id, false).await, json!({ "state": "UNDONE", "rowsUndone": 1, "trouble": null }));
    let as_before = json!({ "make": "Skoda", "model": "Fabia", "year": 2019, "colour": null, "plate": "AB12 CDE" });
    assert_eq!(owner.run(vehicles, json!({})).await["vehicles"]["nodes"], json!([as_before]));
}
