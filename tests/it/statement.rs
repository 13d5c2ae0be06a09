//! A customer's statement, for staff and in the portal.

use chrono::Duration;
use lethe::terms::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::payments::{bookkeeper, pay};
use crate::support::{Client, Engine, TestApp};

const STATEMENT: &str = "statement(from: $from, until: $until) { currency openingBalance { amount }
    entries { kind day reference amount { amount } change { amount } balance { amount } } closingBalance { amount } }";

async fn statement(client: &Client, customer: &str, from: &str, until: &str) -> Value {
    let query = format!("query ($id: ID!, $from: Date!, $until: Date!) {{ customer(id: $id) {{ {STATEMENT} }} }}");
    let variables = json!({ "id": customer, "from": from, "until": until });
    client.run(&query, variables).await["customer"]["statement"].clone()
}

fn entry(kind: &str, day: &str, reference: Value, amounts: [&str; 3]) -> Value {
    let [amount, change, balance] = amounts.map(|amount| json!({ "amount": amount }));
    json!({ "kind": kind, "day": day, "reference": reference, "amount": amount, "change": change, "balance": balance })
}

/// March: two invoices, one paid with too much and partly given back, the other partly from credit. April: the rest is
/// given up.
async fn history(app: &TestApp, owner: &Client, customer: &str) {
    let day = || app.clock.advance(Duration::days(1)).expect("a day");
    let first = owner.invoice(customer, "50.00").await;
    day();
    pay(owner, &first, json!({ "amount": "60.00", "keepAsCredit": true, "tip": "1.00" })).await;
    day();
    let query = "query ($id: ID!) { invoice(id: $id) { payments { nodes { id } } } }";
    let seen = owner.run(query, json!({ "id": first })).await;
    let payment = &seen["invoice"]["payments"]["nodes"][0]["id"];
    owner.mutate("paymentRefund", json!({ "paymentId": payment, "amount": "5.00" }), "").await;
    day();
    let second = owner.invoice(customer, "30.00").await;
    pay(owner, &second, json!({ "method": "CREDIT", "amount": "10.00" })).await;
    app.clock.advance(Duration::days(30)).expect("a month");
    owner.mutate("invoiceWriteOff", json!({ "id": second }), "").await;
}

#[rstest]
#[tokio::test]
async fn a_statement_runs_from_the_opening_to_the_closing_balance(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = bookkeeper(&app).await;
    let ana = owner.customer("Ana Pop").await;
    history(&app, &owner, &ana).await;
    let (one, two) = (json!("INV-000001"), json!("INV-000002"));
    let march = json!([{
        "currency": "GBP",
        "openingBalance": { "amount": "0.00" },
        "entries": [
            entry("INVOICE", "2026-03-02", one.clone(), ["50.00", "50.00", "50.00"]),
            entry("PAYMENT", "2026-03-03", one.clone(), ["50.00", "-50.00", "0.00"]),
            entry("CREDIT", "2026-03-03", one.clone(), ["10.00", "-10.00", "-10.00"]),
            entry("REFUND", "2026-03-04", one.clone(), ["5.00", "0.00", "-10.00"]),
            entry("INVOICE", "2026-03-05", two.clone(), ["30.00", "30.00", "20.00"]),
            entry("PAYMENT", "2026-03-05", two.clone(), ["10.00", "0.00", "20.00"]),
        ],
        "closingBalance": { "amount": "20.00" },
    }]);
    assert_eq!(statement(&owner, &ana, "2026-03-01", "2026-03-31").await, march);
    let april = statement(&owner, &ana, "2026-04-01", "2026-04-30").await;
    assert_eq!(april[0]["openingBalance"]["amount"], "20.00");
    assert_eq!(april[0]["entries"], json!([entry("WRITE_OFF", "2026-04-04", two, ["20.00", "-20.00", "0.00"])]));
    assert_eq!(
        statement(&owner, &ana, "2026-05-01", "2026-05-31").await,
        json!([]),
        "a balance of nothing says nothing"
    );

    let query = format!("query ($from: Date!, $until: Date!) {{ portal {{ {STATEMENT} }} }}");
    let days = json!({ "from": "2026-03-01", "until": "2026-03-31" });
    let portal = app.portal("ana.pop@example.com").await;
    assert_eq!(portal.run(&query, days.clone()).await["portal"]["statement"], march);
    owner.customer("Bo Lind").await;
    let other = app.portal("bo.lind@example.com").await;
    assert_eq!(other.run(&query, days).await["portal"]["statement"], json!([]));
}

#[rstest]
#[tokio::test]
async fn the_closing_balance_is_what_is_outstanding_less_the_credit(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let credit = |amount: &str, currency: &str| json!({ "customerId": ana, "amount": amount, "currency": currency });
    owner.mutate("customerCreditAdd", credit("15.00", "GBP"), "").await;
    owner.mutate("customerCreditAdd", credit("8.00", "EUR"), "").await;
    let invoice = owner.invoice(&ana, "40.00").await;
    pay(&owner, &invoice, json!({ "amount": "12.00" })).await;
    let gone = owner.invoice(&ana, "7.00").await;
    owner.mutate("invoiceVoid", json!({ "id": gone }), "").await;
    let seen = statement(&owner, &ana, "2026-03-02", "2026-03-02").await;
    let closing: Vec<_> =
        seen.as_array().expect("statements").iter().map(|one| (&one["currency"], &one["closingBalance"])).collect();
    let (pounds, euros) = (json!({ "amount": "13.00" }), json!({ "amount": "-8.00" }));
    assert_eq!(closing, [(&json!("EUR"), &euros), (&json!("GBP"), &pounds)]);
}

#[rstest]
#[case::backwards("2026-03-02", "2026-03-01")]
#[case::too_long("2026-01-01", "2027-01-02")]
#[tokio::test]
async fn a_period_that_cannot_be_is_refused(#[case] from: &str, #[case] until: &str) {
    let app = TestApp::start(Engine::Sqlite).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let query = format!("query ($id: ID!, $from: Date!, $until: Date!) {{ customer(id: $id) {{ {STATEMENT} }} }}");
    let answer = owner.post(&query, json!({ "id": ana, "from": from, "until": until })).await;
    assert_eq!(answer.body["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{}", answer.body);
}
