//! Bookings from a file: services and providers by name, times by the account's clocks, no provider in two places.

use lethe::terms::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{Client, Engine, TestApp};

async fn prepared(app: &TestApp) -> Client {
    let owner = app.client(Role::Owner).await;
    owner.imported(app, "CUSTOMERS", "external_ref,family_name,email\n1,Pop,ana@example.com\n").await;
    for (name, price) in [("Boiler check", "80.00"), ("Tap repair", "35.00")] {
        let input = json!({ "name": name, "durationMinutes": 60, "price": price });
        let saved = owner.mutate("serviceCreate", input, "").await;
        assert_eq!(saved["code"], Value::Null, "{saved}");
    }
    let saved = owner.mutate("providerCreate", json!({ "name": "Dan Dale" }), "").await;
    assert_eq!(saved["code"], Value::Null, "{saved}");
    owner
}

const FILE: &str = "external_ref,customer,customer_email,starts_at,ends_at,services,provider,price,state\n\
    A,1,,2026-06-01 09:00,,boiler CHECK; Tap repair,dan dale,100.00,\n\
    B,,ana@example.com,2026-06-01T10:30:00+01:00,,Tap repair,Dan Dale,,\n\
    C,1,,2025-06-01 09:00,,Tap repair,Dan Dale,,COMPLETED\n\
    D,1,,2026-06-02 09:00,,Window cleaning,,,\n\
    E,1,,2026-06-02 09:00,,Tap repair,Nobody,,\n\
    F,1,,tomorrow,,Tap repair,,,\n";

#[rstest]
#[tokio::test]
async fn d9_bookings_come_in_as_agreed_and_a_busy_provider_is_refused(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = prepared(&app).await;
    let id = owner.imported(&app, "BOOKINGS", FILE).await;
    let rows = owner.import(&id, "rows { nodes { line outcome problems { column message } } }").await;
    let told: Vec<_> = rows["rows"]["nodes"]
        .as_array()
        .expect("rows")
        .iter()
        .map(|row| (row["line"].clone(), row["outcome"].clone(), row["problems"][0]["column"].clone()))
        .collect();
    let row = |line: i64, outcome: &str, column: Value| (json!(line), json!(outcome), column);
    assert_eq!(
        told,
        [
            row(2, "WRITTEN", Value::Null),
            row(3, "REFUSED", json!("provider")),
            row(4, "WRITTEN", Value::Null),
            row(5, "REFUSED", json!("services")),
            row(6, "REFUSED", json!("provider")),
            row(7, "REFUSED", json!("starts_at")),
        ]
    );
    let again = owner.imported(&app, "BOOKINGS", FILE).await;
    assert_eq!(owner.lines(&again, "DUPLICATE").await, [2, 4]);

    let asked =
        owner.mutate("exportCreate", json!({ "content": "BOOKINGS" }), "... on ExportSaved { export { id } }").await;
    app.work().await;
    let done =
        owner.run("query ($id: ID!) { export(id: $id) { downloadUrl } }", json!({ "id": asked["export"]["id"] })).await;
    let (_, text) = app.fetch(done["export"]["downloadUrl"].as_str().expect("a link")).await;
    let lines: Vec<_> = text.lines().skip(1).collect();
    assert_eq!(
        lines,
        [
            "C,1,ana@example.com,2025-06-01T09:00:00+01:00,2025-06-01T10:00:00+01:00,Tap repair,Dan Dale,35.00,COMPLETED,,",
            "A,1,ana@example.com,2026-06-01T09:00:00+01:00,2026-06-01T11:00:00+01:00,\"Boiler check, Tap repair\",Dan Dale,100.00,SCHEDULED,,",
        ]
    );

    owner.mutate("importUndo", json!({ "id": id }), "").await;
    app.work().await;
    assert_eq!(owner.import(&id, "state rowsUndone").await, json!({ "state": "UNDONE", "rowsUndone": 2 }));
    assert_eq!(app.state().await.count("booking_services"), 0);
}
