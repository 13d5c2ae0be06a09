//! Paying an invoice in the portal from one's credit.

use lethe::terms::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::credit::give;
use crate::payments::credit_of;
use crate::support::{Client, Engine, TestApp};

const PAID: &str = "... on PortalInvoicePaidFromCredit { invoice { state outstanding { amount } } }
    ... on InvalidInput { fields { field } } ... on RecordNotFound { kind } ... on WrongState { state }";

async fn pay(portal: &Client, invoice: &str, key: &str, amount: Option<&str>) -> Value {
    let input = json!({ "invoiceId": invoice, "idempotencyKey": key, "amount": amount });
    portal.mutate("portalInvoicePayFromCredit", input, PAID).await
}

#[rstest]
#[tokio::test]
async fn a_customer_pays_from_their_credit_once_a_key(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    give(&owner, &ana, json!({})).await;
    let invoice = owner.invoice(&ana, "25.00").await;
    let portal = app.portal("ana.pop@example.com").await;
    let part = pay(&portal, &invoice, "one", Some("5.00")).await["invoice"].clone();
    assert_eq!(part, json!({ "state": "ISSUED", "outstanding": { "amount": "20.00" } }));
    let before = app.state().await;
    assert_eq!(pay(&portal, &invoice, "one", Some("5.00")).await["invoice"], part);
    assert_eq!(pay(&portal, &invoice, "one", Some("6.00")).await["code"], "IDEMPOTENCY_CONFLICT");
    before.assert_unchanged(&app.state().await);
    let rest = pay(&portal, &invoice, "two", None).await["invoice"].clone();
    assert_eq!(rest, json!({ "state": "PAID", "outstanding": { "amount": "0.00" } }));
    assert_eq!(credit_of(&owner, &ana).await, json!([{ "amount": "5.00", "currency": "GBP" }]));
    let event = "query ($id: ID!) { customer(id: $id) { auditTrail(first: 1) { nodes { action by { kind } } } } }";
    let event = owner.run(event, json!({ "id": ana })).await["customer"]["auditTrail"]["nodes"].clone();
    assert_eq!(event, json!([{ "action": "payment.recorded", "by": { "kind": "PORTAL" } }]));
}

#[rstest]
#[tokio::test]
async fn credit_pays_no_more_than_there_is_and_no_other_currency(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    give(&owner, &ana, json!({ "amount": "10.00" })).await;
    give(&owner, &ana, json!({ "amount": "100.00", "currency": "EUR" })).await;
    let invoice = owner.invoice(&ana, "25.00").await;
    let portal = app.portal("ana.pop@example.com").await;
    let before = app.state().await;
    for amount in [None, Some("10.01"), Some("0.00"), Some("25.01")] {
        let refused = pay(&portal, &invoice, "key", amount).await;
        assert_eq!(refused["fields"], json!([{ "field": "amount" }]), "{amount:?}: {refused}");
    }
    before.assert_unchanged(&app.state().await);
}

#[rstest]
#[tokio::test]
async fn nobody_pays_what_is_somebody_else_s_or_not_owed(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let (ana, bo) = (owner.customer("Ana Pop").await, owner.customer("Bo Lind").await);
    for customer in [&ana, &bo] {
        give(&owner, customer, json!({})).await;
    }
    let (theirs, draft, paid) =
        (owner.invoice(&bo, "5.00").await, owner.draft(&ana, "5.00").await, owner.invoice(&ana, "5.00").await);
    owner.pay(&paid).await;
    let portal = app.portal("ana.pop@example.com").await;
    let before = app.state().await;
    for invoice in [theirs.as_str(), draft.as_str(), "inv_none"] {
        let refused = pay(&portal, invoice, "key", Some("1.00")).await;
        assert_eq!((&refused["code"], &refused["kind"]), (&json!("NOT_FOUND"), &json!("INVOICE")), "{invoice}");
    }
    assert_eq!(pay(&portal, &paid, "key", Some("1.00")).await["state"], "PAID");
    before.assert_unchanged(&app.state().await);
}
