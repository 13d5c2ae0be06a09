//! Refunds: never more than came in, and never owed again.

use lethe::terms::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::payments::{credit_of, pay};
use crate::support::{Client, Engine, TestApp};

const REFUNDED: &str = "... on PaymentRefunded { refund { amount { amount } reason }
    payment { refunded { amount } refundable { amount } refunds { amount { amount } } }
    invoice { state paid { amount } refunded { amount } outstanding { amount } } }
    ... on InvalidInput { fields { field } }";

async fn paid(client: &Client, customer: &str, more: Value) -> (String, String) {
    let invoice = client.invoice(customer, "50.00").await;
    pay(client, &invoice, more).await;
    let query = "query ($id: ID!) { invoice(id: $id) { payments { nodes { id } } } }";
    let seen = client.run(query, json!({ "id": invoice })).await;
    let payment = seen["invoice"]["payments"]["nodes"][0]["id"].as_str().expect("a payment").to_owned();
    (invoice, payment)
}

async fn refund(client: &Client, payment: &str, more: Value) -> Value {
    let mut input = json!({ "paymentId": payment });
    input.as_object_mut().expect("an input").extend(more.as_object().expect("more of it").clone());
    client.mutate("paymentRefund", input, REFUNDED).await
}

#[rstest]
#[tokio::test]
async fn a_refund_is_shown_and_not_owed_again(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let (_, payment) = paid(&owner, &ana, json!({ "tip": "5.00" })).await;
    let answer = refund(&owner, &payment, json!({ "amount": "20.00", "reason": "Scratched" })).await;
    let expected = json!({
        "__typename": "PaymentRefunded",
        "refund": { "amount": { "amount": "20.00" }, "reason": "Scratched" },
        "payment": { "refunded": { "amount": "20.00" }, "refundable": { "amount": "35.00" },
            "refunds": [{ "amount": { "amount": "20.00" } }] },
        "invoice": { "state": "PAID", "paid": { "amount": "50.00" }, "refunded": { "amount": "20.00" },
            "outstanding": { "amount": "0.00" } },
    });
    assert_eq!(answer, expected);
    let before = app.state().await;
    for amount in ["35.01", "0", "-1"] {
        let refused = refund(&owner, &payment, json!({ "amount": amount })).await;
        assert_eq!(refused["fields"], json!([{ "field": "amount" }]), "{amount}");
    }
    before.assert_unchanged(&app.state().await);
    let rest = refund(&owner, &payment, json!({})).await;
    assert_eq!(rest["refund"]["amount"]["amount"], "35.00", "all that is left, the tip too: {rest}");
    assert_eq!(refund(&owner, &payment, json!({})).await["fields"], json!([{ "field": "amount" }]));
}

#[rstest]
#[tokio::test]
async fn two_refunds_at_once_do_not_give_back_more_than_came_in(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let (_, payment) = paid(&owner, &ana, json!({})).await;
    let some = || refund(&owner, &payment, json!({ "amount": "30.00" }));
    let (one, other) = tokio::join!(some(), some());
    let done = [&one, &other].iter().filter(|answer| answer["__typename"] == "PaymentRefunded").count();
    assert_eq!(done, 1, "{one} {other}");
}

#[rstest]
#[tokio::test]
async fn a_refund_sent_twice_with_a_key_happens_once(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let (_, payment) = paid(&owner, &ana, json!({})).await;
    let once = json!({ "amount": "10.00", "idempotencyKey": "desk-1" });
    let first = refund(&owner, &payment, once.clone()).await;
    let before = app.state().await;
    assert_eq!(refund(&owner, &payment, once).await, first);
    before.assert_unchanged(&app.state().await);
}

#[rstest]
#[tokio::test]
async fn what_was_paid_from_credit_goes_back_into_it(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    owner.mutate("customerCreditAdd", json!({ "customerId": ana, "amount": "50.00" }), "").await;
    let (_, payment) = paid(&owner, &ana, json!({ "method": "CREDIT" })).await;
    assert_eq!(credit_of(&owner, &ana).await, json!([]));
    refund(&owner, &payment, json!({ "amount": "15.00" })).await;
    assert_eq!(credit_of(&owner, &ana).await, json!([{ "amount": "15.00", "currency": "GBP" }]));
}

#[rstest]
#[tokio::test]
async fn refunds_need_the_permission_and_a_live_customer(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let (_, payment) = paid(&owner, &ana, json!({})).await;
    let technician = app.client(Role::Technician).await;
    owner.delete(&ana).await;
    let before = app.state().await;
    assert_eq!(refund(&owner, &payment, json!({})).await["code"], "CUSTOMER_ALREADY_DELETED");
    assert_eq!(refund(&technician, &payment, json!({})).await["code"], "NOT_PERMITTED");
    before.assert_unchanged(&app.state().await);
}
