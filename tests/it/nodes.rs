//! Any record by its id.

use lethe::terms::{Permission, Role};
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{Engine, TestApp};

const NODES: &str = "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }";

#[rstest]
#[tokio::test]
async fn nodes_of_every_kind_come_back_to_those_who_may_see_them(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let mut ids = vec![json!(ana)];
    for (mutation, input, record, kind) in [
        ("vehicleCreate", json!({ "make": "Skoda", "model": "Fabia" }), "vehicle", "VehicleSaved"),
        ("workOrderCreate", json!({ "title": "Brakes" }), "workOrder", "WorkOrderSaved"),
        ("invoiceCreate", json!({ "lines": [] }), "invoice", "InvoiceSaved"),
    ] {
        let mut input = input;
        input["customerId"] = json!(ana);
        let saved = owner.mutate(mutation, input, &format!("... on {kind} {{ {record} {{ id }} }}")).await;
        ids.push(saved[record]["id"].clone());
    }
    ids.push(json!("cus_nonsense"));
    let kinds = |data: Value| -> Vec<Value> {
        data["nodes"].as_array().expect("a list").iter().map(|node| node["__typename"].clone()).collect()
    };
    let asked = json!({ "ids": ids });
    let all = kinds(owner.run(NODES, asked.clone()).await);
    assert_eq!(all, [json!("Customer"), json!("Vehicle"), json!("WorkOrder"), json!("Invoice"), Value::Null]);
    let partner = app.partner(&[Permission::InvoicesRead]).await;
    let some = kinds(partner.run(NODES, asked.clone()).await);
    assert_eq!(some, [Value::Null, Value::Null, Value::Null, json!("Invoice"), Value::Null]);
    let none = kinds(app.foreign().await.run(NODES, asked).await);
    assert_eq!(none, vec![Value::Null; 5]);
}

#[tokio::test]
async fn a_hundred_nodes_at_most() {
    let app = TestApp::start(Engine::Sqlite).await;
    let owner = app.client(Role::Owner).await;
    let answer = owner.post(NODES, json!({ "ids": vec!["cus_nonsense"; 101] })).await;
    assert_eq!(answer.body["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{:#}", answer.body);
}
