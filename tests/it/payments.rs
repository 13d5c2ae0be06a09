//! Payments: what is owed, what is given on top, what is too much; tax and services on invoices; money that comes in late.

use lethe::app::Cx;
use lethe::ids::InvoiceId;
use lethe::invoices::{self, PaymentMethod, Received};
use lethe::terms::{Permission, Role};
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{Client, Engine, TestApp};

const PAID: &str = "... on InvoiceSaved { invoice { state paid { amount } tips { amount } outstanding { amount } } }
    ... on InvalidInput { fields { field } }";

pub async fn pay(client: &Client, invoice: &str, more: Value) -> Value {
    let mut input = json!({ "id": invoice, "method": "CARD" });
    input.as_object_mut().expect("an input").extend(more.as_object().expect("more of it").clone());
    client.mutate("invoicePay", input, PAID).await
}

/// A partner who may do all that partners may, and whose token outlasts a session when months pass.
pub async fn bookkeeper(app: &TestApp) -> Client {
    let staff_alone = [Permission::StaffManage, Permission::PartnersManage];
    let scopes: Vec<_> = Permission::ALL.iter().copied().filter(|scope| !staff_alone.contains(scope)).collect();
    app.partner(&scopes).await
}

/// A service at a price with a tax rate within it; its id.
pub async fn service(client: &Client, name: &str, price: &str, percent: &str) -> String {
    let rate = json!({ "name": "VAT", "percent": percent });
    let rate = client.mutate("taxRateCreate", rate, "... on TaxRateSaved { taxRate { id } }").await;
    let rate = &rate["taxRate"]["id"];
    let service = json!({ "name": name, "durationMinutes": 60, "price": price, "taxRateId": rate });
    let saved = client.mutate("serviceCreate", service, "... on ServiceSaved { service { id } }").await;
    saved["service"]["id"].as_str().unwrap_or_else(|| panic!("no service: {saved}")).to_owned()
}

#[rstest]
#[tokio::test]
async fn tax_is_within_the_lines_and_rounded_by_rate(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let wash = service(&owner, "Wash", "0.99", "20").await;
    let line = |price: &str, more: Value| {
        let mut line = json!({ "description": "Wash", "quantity": "1", "unitPrice": price });
        line.as_object_mut().expect("a line").extend(more.as_object().expect("more").clone());
        line
    };
    let taxed = json!({ "serviceId": wash });
    let lines = json!([
        line("0.99", taxed.clone()),
        line("0.99", taxed),
        line("5.00", json!({})),
        line("7.00", json!({ "serviceId": wash, "taxRateId": null }))
    ]);
    let fields = "... on InvoiceSaved { invoice { net { amount } tax { amount } total { amount }
        taxes { name percent gross { amount } tax { amount } } lines { taxName taxPercent } } }";
    let saved = owner.mutate("invoiceCreate", json!({ "customerId": ana, "lines": lines }), fields).await;
    let vat = json!({ "taxName": "VAT", "taxPercent": "20" });
    let none = json!({ "taxName": null, "taxPercent": "0" });
    let expected = json!({
        "net": { "amount": "13.65" }, "tax": { "amount": "0.33" }, "total": { "amount": "13.98" },
        "taxes": [{ "name": "VAT", "percent": "20", "gross": { "amount": "1.98" }, "tax": { "amount": "0.33" } }],
        "lines": [vat, vat, none, none]
    });
    assert_eq!(saved["invoice"], expected, "{saved}");
}

#[rstest]
#[tokio::test]
async fn an_invoice_is_due_and_numbered_by_the_settings(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let cx = Cx::system(&app.app, app.account);
    let change = lethe::account_settings::SettingsChange {
        payment_days: Some(30),
        invoice_prefix: Some("NS/".to_owned()),
        ..Default::default()
    };
    lethe::account_settings::set(&cx, &change).await.expect("settings");
    let draft = owner.draft(&ana, "10.00").await;
    let fields = "... on InvoiceSaved { invoice { number issuedOn dueOn } }";
    let issued = owner.mutate("invoiceIssue", json!({ "id": draft }), fields).await;
    let expected = json!({ "number": "NS/000001", "issuedOn": "2026-03-02", "dueOn": "2026-04-01" });
    assert_eq!(issued["invoice"], expected);
}

#[rstest]
#[tokio::test]
async fn a_tip_is_kept_apart_from_what_is_owed(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let invoice = owner.invoice(&ana, "50.00").await;
    let part = pay(&owner, &invoice, json!({ "amount": "20.00", "tip": "3.00" })).await["invoice"].clone();
    let expected = json!({ "state": "ISSUED", "paid": { "amount": "20.00" }, "tips": { "amount": "3.00" },
        "outstanding": { "amount": "30.00" } });
    assert_eq!(part, expected);
    let refused = pay(&owner, &invoice, json!({ "tip": "-1" })).await;
    assert_eq!(refused["fields"], json!([{ "field": "tip" }]));
    let rest = pay(&owner, &invoice, json!({ "tip": "1.50" })).await["invoice"].clone();
    assert_eq!((&rest["state"], &rest["tips"]["amount"]), (&json!("PAID"), &json!("4.50")));
}

#[rstest]
#[tokio::test]
async fn too_much_is_refused_unless_it_is_kept_as_credit(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let invoice = owner.invoice(&ana, "50.00").await;
    let before = app.state().await;
    let refused = pay(&owner, &invoice, json!({ "amount": "60.00" })).await;
    assert_eq!(refused["fields"], json!([{ "field": "amount" }]));
    before.assert_unchanged(&app.state().await);
    let kept = pay(&owner, &invoice, json!({ "amount": "60.00", "keepAsCredit": true })).await["invoice"].clone();
    assert_eq!((&kept["state"], &kept["paid"]["amount"]), (&json!("PAID"), &json!("50.00")));
    assert_eq!(credit_of(&owner, &ana).await, json!([{ "amount": "10.00", "currency": "GBP" }]));
}

pub async fn credit_of(client: &Client, customer: &str) -> Value {
    let query = "query ($id: ID!) { customer(id: $id) { credit { amount currency } } }";
    client.run(query, json!({ "id": customer })).await["customer"]["credit"].clone()
}

#[rstest]
#[tokio::test]
async fn a_payment_sent_twice_with_a_key_is_recorded_once(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let invoice = owner.invoice(&ana, "50.00").await;
    let once = json!({ "amount": "20.00", "idempotencyKey": "till-7" });
    let (one, other) = tokio::join!(pay(&owner, &invoice, once.clone()), pay(&owner, &invoice, once.clone()));
    assert_eq!(one, other);
    assert_eq!(one["invoice"]["paid"]["amount"], "20.00", "{one}");
    let before = app.state().await;
    assert_eq!(pay(&owner, &invoice, once).await, one);
    let conflict = pay(&owner, &invoice, json!({ "amount": "21.00", "idempotencyKey": "till-7" })).await;
    assert_eq!(conflict["code"], "IDEMPOTENCY_CONFLICT");
    before.assert_unchanged(&app.state().await);
}

/// Money that a provider brings, for an invoice in whatever state.
async fn comes_in(app: &TestApp, invoice: &str, amount_minor: i64) -> invoices::Recorded {
    let cx = Cx::system(&app.app, app.account);
    let id: InvoiceId = invoice.parse().expect("an id");
    let mut tx = cx.db.begin().await.expect("a transaction");
    let invoice = invoices::lock_for_payment(&mut tx, &cx, id).await.expect("an invoice");
    let received = Received { amount_minor, tip_minor: 2_00, method: PaymentMethod::Card, charge: None };
    let recorded = invoices::record_payment_in(&mut tx, &cx, &invoice, received).await.expect("a record");
    tx.commit().await.expect("a commit");
    recorded
}

#[rstest]
#[case::voided("invoiceVoid")]
#[case::written_off("invoiceWriteOff")]
#[case::paid("invoicePay")]
#[tokio::test]
async fn money_for_an_invoice_that_is_not_owed_any_more_becomes_credit(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[case] ending: &str,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let invoice = owner.invoice(&ana, "50.00").await;
    let mut end = json!({ "id": invoice });
    if ending == "invoicePay" {
        end["method"] = json!("CASH");
    }
    owner.mutate(ending, end, "").await;
    let recorded = comes_in(&app, &invoice, 50_00).await;
    assert!(recorded.payment.is_none() && recorded.credit.is_some());
    assert_eq!(credit_of(&owner, &ana).await, json!([{ "amount": "52.00", "currency": "GBP" }]));
}

#[rstest]
#[tokio::test]
async fn a1_money_for_a_deleted_customer_s_invoice_is_recorded(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    owner.mutate("deletionPolicySet", json!({ "preset": "FIELD_SERVICE" }), "").await;
    let ana = owner.customer("Ana Pop").await;
    let invoice = owner.invoice(&ana, "50.00").await;
    let token = owner.delete(&ana).await;
    let refused = pay(&owner, &invoice, json!({})).await;
    assert_eq!(refused["code"], "CUSTOMER_ALREADY_DELETED", "what staff record waits for an undo: {refused}");
    let recorded = comes_in(&app, &invoice, 60_00).await;
    assert!(recorded.payment.is_some() && recorded.credit.is_some());
    let query = "query ($id: ID!) { invoice(id: $id) { state paid { amount } tips { amount } } }";
    let seen = owner.run(query, json!({ "id": invoice })).await["invoice"].clone();
    let expected = json!({ "state": "PAID", "paid": { "amount": "50.00" }, "tips": { "amount": "2.00" } });
    assert_eq!(seen, expected);
    owner.try_undo(&token).await;
    assert_eq!(owner.run(query, json!({ "id": invoice })).await["invoice"], expected, "an undo takes no money back");
    assert_eq!(credit_of(&owner, &ana).await, json!([{ "amount": "10.00", "currency": "GBP" }]));
}
