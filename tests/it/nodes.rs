//! Any record by its id.

use lethe::terms::{Permission, Role};
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{Engine, TestApp};
use crate::tenancy::furnish;

const NODES: &str = "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }";

/// Kinds that are nodes, each with the name under which one of it is furnished.
const KINDS: [(&str, &str); 19] = [
    ("customer", "Customer"),
    ("vehicle", "Vehicle"),
    ("workOrder", "WorkOrder"),
    ("invoice", "Invoice"),
    ("conversation", "Conversation"),
    ("quote", "Quote"),
    ("bookingRequest", "BookingRequest"),
    ("service", "Service"),
    ("provider", "Provider"),
    ("privacyRequest", "PrivacyRequest"),
    ("deletedCustomer", "Customer"),
    ("deletion", "Deletion"),
    ("erasureJob", "ErasureJob"),
    ("erasure", "Erasure"),
    ("merge", "Merge"),
    ("mergeJob", "MergeJob"),
    ("retentionRun", "RetentionRun"),
    ("import", "Import"),
    ("export", "Export"),
];

fn kinds(data: &Value) -> Vec<Value> {
    data["nodes"].as_array().expect("a list").iter().map(|node| node["__typename"].clone()).collect()
}

#[rstest]
#[tokio::test]
async fn nodes_of_every_kind_come_back_to_those_who_may_see_them(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let records = furnish(&owner, "Ours").await;
    let mut ids: Vec<&str> = KINDS.iter().map(|(name, _)| records[name].as_str()).collect();
    ids.push("cus_nonsense");
    let asked = json!({ "ids": ids });
    let found = owner.run(NODES, asked.clone()).await;
    let every: Vec<_> = KINDS.iter().map(|(_, kind)| json!(kind)).chain([Value::Null]).collect();
    assert_eq!(kinds(&found), every);
    for (node, id) in found["nodes"].as_array().expect("a list").iter().zip(&ids).take(KINDS.len()) {
        assert_eq!(node["id"], json!(id));
    }
    let partner = app.partner(&[Permission::InvoicesRead]).await;
    let invoices = every.iter().map(|kind| if kind == "Invoice" { kind.clone() } else { Value::Null });
    assert_eq!(kinds(&partner.run(NODES, asked.clone()).await), invoices.collect::<Vec<_>>());
    assert_eq!(kinds(&app.foreign().await.run(NODES, asked).await), vec![Value::Null; every.len()]);
}

#[tokio::test]
async fn a_hundred_nodes_at_most() {
    let app = TestApp::start(Engine::Sqlite).await;
    let owner = app.client(Role::Owner).await;
    let answer = owner.post(NODES, json!({ "ids": vec!["cus_nonsense"; 101] })).await;
    assert_eq!(answer.body["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{:#}", answer.body);
}
