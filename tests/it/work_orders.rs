//! Work orders, from asked for to put away.

use lethe::terms::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{Client, Engine, TestApp};

const SAVED: &str = "... on WorkOrderSaved { workOrder { id number state customerName plate version endedAt } }";

async fn work_order(client: &Client, customer: &str) -> Value {
    let input = json!({ "customerId": customer, "title": "Annual service" });
    client.mutate("workOrderCreate", input, SAVED).await["workOrder"].clone()
}

#[rstest]
#[tokio::test]
async fn e9_work_moves_on_step_by_step_and_never_back(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let order = work_order(&owner, &ana).await;
    assert_eq!(
        (&order["number"], &order["state"], &order["customerName"]),
        (&json!(1), &json!("OPEN"), &json!("Ana Pop"))
    );
    let input = json!({ "id": order["id"] });
    for (step, state) in [("Start", "IN_PROGRESS"), ("Complete", "COMPLETED"), ("Close", "CLOSED")] {
        let saved = owner.mutate(&format!("workOrder{step}"), input.clone(), SAVED).await;
        assert_eq!(saved["workOrder"]["state"], state, "{saved}");
    }
    let before = app.state().await;
    for step in ["Start", "Complete", "Close", "Cancel"] {
        let refused =
            owner.mutate(&format!("workOrder{step}"), input.clone(), "... on WrongState { state kind }").await;
        assert_eq!((&refused["code"], &refused["state"]), (&json!("WRONG_STATE"), &json!("CLOSED")));
    }
    before.assert_unchanged(&app.state().await);
    assert_eq!(work_order(&owner, &ana).await["number"], 2);
}

#[rstest]
#[tokio::test]
async fn a_work_order_is_about_a_vehicle_of_its_own_customer(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let (ana, ben) = (owner.customer("Ana Pop").await, owner.customer("Ben Ash").await);
    let input = json!({ "customerId": ana, "make": "Skoda", "model": "Fabia", "plate": "AB12 CDE" });
    let vehicle = owner.mutate("vehicleCreate", input, "... on VehicleSaved { vehicle { id } }").await;
    let vehicle = &vehicle["vehicle"]["id"];
    let about = |customer: &str| json!({ "customerId": customer, "vehicleId": vehicle, "title": "Brakes" });
    let fields = format!("{SAVED} ... on InvalidInput {{ fields {{ field }} }}");
    let order = owner.mutate("workOrderCreate", about(&ana), &fields).await;
    assert_eq!(order["workOrder"]["plate"], "AB12 CDE");
    let other = owner.mutate("workOrderCreate", about(&ben), &fields).await;
    assert_eq!(other["fields"], json!([{ "field": "vehicleId" }]));
    let found = "query ($search: String) { workOrders(where: { search: $search }) { nodes { id vehicle { plate } } } }";
    let by_plate = owner.run(found, json!({ "search": "ab12 cde" })).await;
    assert_eq!(
        by_plate["workOrders"]["nodes"][0],
        json!({ "id": order["workOrder"]["id"], "vehicle": { "plate": "AB12 CDE" } })
    );
    assert_eq!(owner.run(found, json!({ "search": "nothing such" })).await["workOrders"]["nodes"], json!([]));
}

#[rstest]
#[tokio::test]
async fn a_technician_moves_work_on_and_may_not_bill(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let order = work_order(&owner, &ana).await;
    let technician = app.client(Role::Technician).await;
    let started = technician.mutate("workOrderStart", json!({ "id": order["id"] }), SAVED).await;
    assert_eq!(started["workOrder"]["state"], "IN_PROGRESS");
    let bill = technician.mutate("invoiceCreate", json!({ "customerId": ana }), "").await;
    assert_eq!(bill["code"], "NOT_PERMITTED");
}
