//! Invoices, from draft to settled, to the penny.

use lethe::terms::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{Client, Engine, TestApp};

const SAVED: &str = "... on InvoiceSaved { invoice { id number state version issuedOn nameAtIssue addressAtIssue
    total { amount currency } paid { amount } outstanding { amount } } }";
const REFUSED: &str = "... on InvalidInput { fields { field } }";

async fn draft(client: &Client, customer: &str, lines: Value) -> Value {
    let input = json!({ "customerId": customer, "lines": lines });
    client.mutate("invoiceCreate", input, &format!("{SAVED} {REFUSED}")).await
}

async fn issued(client: &Client, customer: &str, price: &str) -> Value {
    let lines = json!([{ "description": "Labour", "quantity": "1", "unitPrice": price }]);
    let id = draft(client, customer, lines).await["invoice"]["id"].clone();
    client.mutate("invoiceIssue", json!({ "id": id }), SAVED).await["invoice"].clone()
}

#[rstest]
#[tokio::test]
async fn lines_add_up_exactly(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let line = |quantity: &str, price: &str| json!({ "description": "Oil", "quantity": quantity, "unitPrice": price });
    let invoice = draft(&owner, &ana, json!([line("0.333", "9.99"), line("3", "0.10"), line("0.5", "0.05")])).await;
    assert_eq!(invoice["invoice"]["total"], json!({ "amount": "3.66", "currency": "GBP" }));
    let query = "query ($id: ID!) { invoice(id: $id) { lines { quantity unitPrice { amount } amount { amount } } } }";
    let lines = owner.run(query, json!({ "id": invoice["invoice"]["id"] })).await["invoice"]["lines"].clone();
    assert_eq!(
        lines[2],
        json!({ "quantity": "0.5", "unitPrice": { "amount": "0.05" }, "amount": { "amount": "0.03" } })
    );
    for (quantity, price, field) in [
        ("0", "1", "lines.0.quantity"),
        ("0.0001", "1", "lines.0.quantity"),
        ("1", "0.001", "lines.0.unitPrice"),
        ("1000000", "10000000000", "lines.0.unitPrice"),
        ("1", "-1", "lines.0.unitPrice"),
    ] {
        let refused = draft(&owner, &ana, json!([line(quantity, price)])).await;
        assert_eq!(refused["fields"], json!([{ "field": field }]), "{quantity} × {price}");
    }
}

#[rstest]
#[tokio::test]
async fn e2_an_issued_invoice_keeps_the_name_and_address_as_they_were(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    for (purpose, line1) in [("HOME", "1 Home Rd"), ("BILLING", "2 Bill St")] {
        let address = json!({ "customerId": ana, "purpose": purpose, "line1": line1, "city": "Leeds" });
        owner.mutate("addressCreate", address, "").await;
    }
    let invoice = issued(&owner, &ana, "148.50").await;
    assert_eq!((&invoice["number"], &invoice["issuedOn"]), (&json!("INV-000001"), &json!("2026-03-02")));
    let rename = json!({ "id": ana, "expectedVersion": 1, "familyName": "Popescu" });
    owner.mutate("customerUpdate", rename, "").await;
    let query = "query ($id: ID!) { invoice(id: $id) { nameAtIssue addressAtIssue customer { displayName } } }";
    let seen = owner.run(query, json!({ "id": invoice["id"] })).await;
    let kept = json!({ "nameAtIssue": "Ana Pop", "addressAtIssue": "2 Bill St\nLeeds",
        "customer": { "displayName": "Ana Popescu" } });
    assert_eq!(seen["invoice"], kept);
}

#[rstest]
#[tokio::test]
async fn e9_an_invoice_is_paid_in_parts_and_never_beyond_what_is_owed(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let id = issued(&owner, &ana, "100.00").await["id"].clone();
    let fields = format!("{SAVED} {REFUSED}");
    let pay = async |amount: Value| {
        owner.mutate("invoicePay", json!({ "id": id, "amount": amount, "method": "CARD" }), &fields).await
    };
    let part = pay(json!("40.00")).await["invoice"].clone();
    assert_eq!((&part["state"], &part["outstanding"]["amount"]), (&json!("ISSUED"), &json!("60.00")));
    for amount in ["60.01", "0", "-1", "0.001"] {
        assert_eq!(pay(json!(amount)).await["fields"], json!([{ "field": "amount" }]), "{amount}");
    }
    let void = owner.mutate("invoiceVoid", json!({ "id": id }), REFUSED).await;
    assert_eq!(void["code"], "INVALID_INPUT");
    let rest = pay(Value::Null).await["invoice"].clone();
    assert_eq!((&rest["state"], &rest["paid"]["amount"]), (&json!("PAID"), &json!("100.00")));
    assert_eq!(pay(Value::Null).await["code"], "WRONG_STATE");
    let query = "query ($id: ID!) { invoice(id: $id) { payments { totalCount nodes { amount { amount } method } } } }";
    let payments = owner.run(query, json!({ "id": id })).await["invoice"]["payments"].clone();
    assert_eq!(payments["totalCount"], 2);
}

#[rstest]
#[tokio::test]
async fn two_payments_at_once_do_not_pay_twice(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let id = issued(&owner, &ana, "10.00").await["id"].clone();
    let pay = || owner.mutate("invoicePay", json!({ "id": id, "method": "CASH" }), SAVED);
    let (one, other) = tokio::join!(pay(), pay());
    let won = [&one, &other].iter().filter(|end| end["__typename"] == "InvoiceSaved").count();
    assert_eq!(won, 1, "{one} {other}");
}

#[rstest]
#[tokio::test]
async fn totals_by_year_count_what_was_issued(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let first = issued(&owner, &ana, "10.00").await["id"].clone();
    owner.mutate("invoicePay", json!({ "id": first, "method": "CASH" }), SAVED).await;
    let second = issued(&owner, &ana, "5.00").await["id"].clone();
    owner.mutate("invoiceWriteOff", json!({ "id": second }), SAVED).await;
    let third = issued(&owner, &ana, "7.00").await["id"].clone();
    owner.mutate("invoiceVoid", json!({ "id": third }), SAVED).await;
    let lines = json!([{ "description": "Draft", "quantity": "1", "unitPrice": "99.00" }]);
    draft(&owner, &ana, lines).await;
    let query =
        "{ invoiceTotalsByYear { year currency issuedCount issuedTotal { amount } paidCount paidTotal { amount } } }";
    let years = owner.run(query, json!({})).await["invoiceTotalsByYear"].clone();
    let expected = json!([{ "year": 2026, "currency": "GBP", "issuedCount": 2, "issuedTotal": { "amount": "15.00" },
        "paidCount": 1, "paidTotal": { "amount": "10.00" } }]);
    assert_eq!(years, expected);
}

#[rstest]
#[tokio::test]
async fn a_draft_s_lines_change_only_at_the_version_that_was_read(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let id = draft(&owner, &ana, json!([])).await["invoice"]["id"].clone();
    let empty = owner.mutate("invoiceIssue", json!({ "id": id }), REFUSED).await;
    assert_eq!(empty["code"], "INVALID_INPUT");
    let lines = json!([{ "description": "Labour", "quantity": "2", "unitPrice": "30" }]);
    let set = |version: i32| json!({ "id": id, "expectedVersion": version, "lines": lines });
    let saved = owner.mutate("invoiceLinesSet", set(1), SAVED).await;
    assert_eq!(saved["invoice"]["total"]["amount"], "60.00");
    assert_eq!(owner.mutate("invoiceLinesSet", set(1), "").await["code"], "VERSION_CONFLICT");
    let tomorrow = json!({ "id": id, "issuedOn": "2026-03-03" });
    assert_eq!(owner.mutate("invoiceIssue", tomorrow, REFUSED).await["fields"], json!([{ "field": "issuedOn" }]));
}
