//! Credit: given, spent, and never below zero.

use lethe::terms::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::payments::{credit_of, pay};
use crate::support::{Client, Engine, TestApp};

pub async fn give(client: &Client, customer: &str, more: Value) -> Value {
    let mut input = json!({ "customerId": customer, "amount": "30.00" });
    input.as_object_mut().expect("an input").extend(more.as_object().expect("more of it").clone());
    let fields = "... on CustomerCreditAdded { credit { amount { amount currency } reason } }
        ... on InvalidInput { fields { field } }";
    client.mutate("customerCreditAdd", input, fields).await
}

#[rstest]
#[tokio::test]
async fn credit_is_given_and_spent_and_its_entries_stay(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let given = give(&owner, &ana, json!({ "reason": "We were late" })).await;
    let entry = json!({ "amount": { "amount": "30.00", "currency": "GBP" }, "reason": "We were late" });
    assert_eq!(given["credit"], entry, "{given}");
    let invoice = owner.invoice(&ana, "20.00").await;
    let paid = pay(&owner, &invoice, json!({ "method": "CREDIT" })).await;
    assert_eq!(paid["invoice"]["state"], "PAID", "{paid}");
    assert_eq!(credit_of(&owner, &ana).await, json!([{ "amount": "10.00", "currency": "GBP" }]));
    let query = "query ($id: ID!) { customer(id: $id) { credits { totalCount nodes { amount { amount } reason
        invoice { id } } } } }";
    let seen = owner.run(query, json!({ "id": ana })).await["customer"]["credits"].clone();
    let spent = json!({ "amount": { "amount": "-20.00" }, "reason": null, "invoice": { "id": invoice } });
    let first = json!({ "amount": { "amount": "30.00" }, "reason": "We were late", "invoice": null });
    assert_eq!(seen["totalCount"], 2);
    let nodes = seen["nodes"].as_array().expect("entries");
    assert!(nodes.contains(&spent) && nodes.contains(&first), "{seen}");
}

#[rstest]
#[tokio::test]
async fn credit_is_not_spent_beyond_what_there_is(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    give(&owner, &ana, json!({})).await;
    let invoice = owner.invoice(&ana, "50.00").await;
    let before = app.state().await;
    for (more, field) in [
        (json!({ "amount": "30.01" }), "amount"),
        (json!({}), "amount"),
        (json!({ "amount": "60.00", "keepAsCredit": true }), "amount"),
        (json!({ "amount": "1.00", "tip": "1.00" }), "tip"),
    ] {
        let mut more = more;
        more["method"] = json!("CREDIT");
        let refused = pay(&owner, &invoice, more.clone()).await;
        assert_eq!(refused["fields"], json!([{ "field": field }]), "{more}: {refused}");
    }
    before.assert_unchanged(&app.state().await);
    let (bo, euros) = (owner.customer("Bo Lind").await, json!({ "currency": "EUR" }));
    give(&owner, &bo, euros).await;
    let invoice = owner.invoice(&bo, "10.00").await;
    let refused = pay(&owner, &invoice, json!({ "method": "CREDIT" })).await;
    assert_eq!(refused["fields"], json!([{ "field": "amount" }]), "euros pay no pounds: {refused}");
}

#[rstest]
#[tokio::test]
async fn the_same_credit_is_not_spent_twice_at_once(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    for round in 0..8 {
        let ana = owner.customer(&format!("Ana Pop{round}")).await;
        give(&owner, &ana, json!({})).await;
        let (one, other) = (owner.invoice(&ana, "30.00").await, owner.invoice(&ana, "30.00").await);
        let spend = |invoice: &str| {
            let (owner, invoice) = (owner.clone(), invoice.to_owned());
            async move { pay(&owner, &invoice, json!({ "method": "CREDIT" })).await }
        };
        let (one, other) = tokio::join!(spend(&one), spend(&other));
        let paid = [&one, &other].iter().filter(|answer| answer["__typename"] == "InvoiceSaved").count();
        assert_eq!(paid, 1, "{one} {other}");
        assert_eq!(credit_of(&owner, &ana).await, json!([]));
    }
}

#[rstest]
#[tokio::test]
async fn credit_sent_twice_with_a_key_is_given_once(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let first = give(&owner, &ana, json!({ "idempotencyKey": "k" })).await;
    let before = app.state().await;
    assert_eq!(give(&owner, &ana, json!({ "idempotencyKey": "k" })).await, first);
    let other = give(&owner, &ana, json!({ "idempotencyKey": "k", "amount": "31" })).await;
    assert_eq!(other["code"], "IDEMPOTENCY_CONFLICT");
    assert_eq!(give(&owner, &ana, json!({ "amount": "0" })).await["fields"], json!([{ "field": "amount" }]));
    before.assert_unchanged(&app.state().await);
}
