//! Lists as CSV: safe in a spreadsheet, read again by an import, and only what the asker may see.

use lethe::terms::{Permission, Role};
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{Client, Engine, TestApp};

const EXPORT: &str = "... on ExportSaved { export { id state } }";

/// Exports and downloads.
async fn exported(app: &TestApp, client: &Client, input: Value) -> String {
    let asked = client.mutate("exportCreate", input, EXPORT).await;
    let id = asked["export"]["id"].as_str().unwrap_or_else(|| panic!("not asked for: {asked}")).to_owned();
    app.work().await;
    let query = "query ($id: ID!) { export(id: $id) { state downloadUrl } }";
    let done = client.run(query, json!({ "id": id })).await["export"].clone();
    assert_eq!(done["state"], "DONE");
    let url = done["downloadUrl"].as_str().expect("a link").to_owned();
    let (status, text) = app.fetch(&url).await;
    assert_eq!((status.as_u16(), app.fetch(&url).await.0.as_u16()), (200, 404), "a link works once");
    text
}

const HEADER: &str = "\u{feff}external_ref,kind,given_name,family_name,company_name,email,phone,line1,line2,city,region,postcode,country\r\n";

#[rstest]
#[tokio::test]
async fn a_list_of_customers_opens_safely_and_comes_in_again_as_it_was(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let file = "external_ref,given_name,family_name,phone,line1\n1,=HYPERLINK(0),Pop,+44 20 7946 0000,\"1, Rose \"\"Rd\"\"\"\n2,'=x,Żak,,\n";
    owner.imported(&app, "CUSTOMERS", file).await;
    let text = exported(&app, &owner, json!({ "content": "CUSTOMERS" })).await;
    assert_eq!(
        text,
        format!(
            "{HEADER}1,PERSON,'=HYPERLINK(0),Pop,,,'+44 20 7946 0000,\"1, Rose \"\"Rd\"\"\",,,,,\r\n\
             2,PERSON,'=x,Żak,,,,,,,,,\r\n"
        )
    );
    let foreign = app.foreign().await;
    let names = "{ customers { nodes { givenName familyName phone addresses { line1 } } } }";
    foreign.imported(&app, "CUSTOMERS", &text).await;
    assert_eq!(foreign.run(names, json!({})).await, owner.run(names, json!({})).await);
}

#[rstest]
#[tokio::test]
async fn deleted_customers_go_out_only_when_asked_for_and_allowed(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    owner.customer("Ana Pop").await;
    owner.delete(&owner.customer("Gone Away").await).await;
    let all = json!({ "content": "CUSTOMERS", "where": { "customers": { "lifecycle": ["ACTIVE", "DELETED"] } } });
    let text = exported(&app, &owner, json!({ "content": "CUSTOMERS" })).await;
    assert!(text.contains("Pop") && !text.contains("Away"), "{text}");
    assert!(exported(&app, &owner, all.clone()).await.contains("Away"));
    let partner = app.partner(&[Permission::CustomersExport, Permission::CustomersRead]).await;
    let refused = partner.mutate("exportCreate", all, "... on NotPermitted { permission }").await;
    assert_eq!(refused["permission"], "CUSTOMERS_RESTORE");
    let refused =
        partner.mutate("exportCreate", json!({ "content": "INVOICES" }), "... on NotPermitted { permission }").await;
    assert_eq!(refused["permission"], "INVOICES_READ");
    let mixed = json!({ "content": "VEHICLES", "where": { "customers": {} } });
    let refused = owner.mutate("exportCreate", mixed, "... on InvalidInput { fields { field } }").await;
    assert_eq!(refused["fields"], json!([{ "field": "where.customers" }]));
}

#[rstest]
#[tokio::test]
async fn d9_of_bookings_only_those_go_out_that_are_asked_for(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    owner.imported(&app, "CUSTOMERS", "external_ref,family_name\n1,Pop\n2,Ash\n").await;
    owner.mutate("serviceCreate", json!({ "name": "Wash", "durationMinutes": 60, "price": "5.00" }), "").await;
    let file = "external_ref,customer,starts_at,services,state\nA,1,2026-06-01 09:00,Wash,\n\
        B,2,2026-06-02 09:00,Wash,\nC,2,2025-06-01 09:00,Wash,COMPLETED\n";
    owner.imported(&app, "BOOKINGS", file).await;
    let found = owner.run("{ customers(where: { search: \"Ash\" }) { nodes { id } } }", json!({})).await;
    let ash = found["customers"]["nodes"][0]["id"].clone();
    let cases = [
        (json!({}), vec!["C", "A", "B"]),
        (json!({ "customerId": ash }), vec!["C", "B"]),
        (json!({ "state": ["COMPLETED"] }), vec!["C"]),
        (json!({ "from": "2026-06-01T00:00:00Z", "until": "2026-06-02T00:00:00Z" }), vec!["A"]),
    ];
    for (wanted, expected) in cases {
        let input = json!({ "content": "BOOKINGS", "where": { "bookings": wanted } });
        let text = exported(&app, &owner, input).await;
        let refs: Vec<_> = text.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
        assert_eq!(refs, expected, "{wanted}");
    }
    let mixed = json!({ "content": "INVOICES", "where": { "bookings": {} } });
    let refused = owner.mutate("exportCreate", mixed, "... on InvalidInput { fields { field } }").await;
    assert_eq!(refused["fields"], json!([{ "field": "where.bookings" }]));
}

#[rstest]
#[tokio::test]
async fn vehicles_and_invoices_go_out_with_whose_they_are(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    owner.imported(&app, "CUSTOMERS", "external_ref,family_name,email\n1,Pop,ana@example.com\n").await;
    owner.imported(&app, "VEHICLES", "customer,make,model,year,plate\n1,Skoda,Fabia,2019,AB12 CDE\n").await;
    let file = "external_ref,customer,number,issued_on,total,state,name\nA,1,F-7,2024-02-29,10.50,PAID,Ana Pop\n";
    owner.imported(&app, "INVOICES", file).await;
    assert_eq!(
        exported(&app, &owner, json!({ "content": "VEHICLES" })).await,
        "\u{feff}customer,customer_email,make,model,year,vin,colour,plate\r\n1,ana@example.com,Skoda,Fabia,2019,,,AB12 CDE\r\n"
    );
    assert_eq!(
        exported(&app, &owner, json!({ "content": "INVOICES" })).await,
        "\u{feff}external_ref,customer,number,issued_on,due_on,currency,total,state,description,name,line1,line2,city,\
         region,postcode,country\r\nA,1,F-7,2024-02-29,,GBP,10.50,PAID,,Ana Pop,,,,,,\r\n"
    );
}

#[rstest]
#[tokio::test]
async fn a_long_list_goes_out_in_pieces_and_the_same_request_makes_one_file(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let rows: String = (0..1_100).map(|n| format!("Pop {n:04}\n")).collect();
    owner.imported(&app, "CUSTOMERS", &format!("family_name\n{rows}")).await;
    let input = json!({ "content": "CUSTOMERS", "idempotencyKey": "once" });
    let first = owner.mutate("exportCreate", input.clone(), EXPORT).await;
    let text = exported(&app, &owner, input).await;
    assert_eq!(text.lines().count(), 1_101);
    assert!(text.lines().skip(1).enumerate().all(|(n, line)| line.contains(&format!("Pop {n:04}"))));
    let listed = owner.run("{ exports { nodes { id rowsDone rowsTotal } } }", json!({})).await;
    let only = json!([{ "id": first["export"]["id"], "rowsDone": 1_100, "rowsTotal": 1_100 }]);
    assert_eq!(listed["exports"]["nodes"], only);
}

#[rstest]
#[tokio::test]
async fn a_stopped_export_leaves_no_file(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let asked = owner.mutate("exportCreate", json!({ "content": "CUSTOMERS" }), EXPORT).await;
    let input = json!({ "id": asked["export"]["id"] });
    let stopped = owner.mutate("exportCancel", input.clone(), EXPORT).await;
    assert_eq!(stopped["export"]["state"], "CANCELLED");
    assert_eq!(app.work().await, 0);
    assert_eq!(app.state().await.count("file_pieces"), 0);
    assert_eq!(owner.mutate("exportCancel", input, "").await["code"], "WRONG_STATE");
}
