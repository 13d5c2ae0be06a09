//! Reports, and that a delete leaves them as they were (A3).

use chrono::Duration;
use lethe::app::Cx;
use lethe::bookings::{self, BookingSource, Items, NewBooking};
use lethe::services::{Audience, NewChoice};
use lethe::terms::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::payments::{bookkeeper, pay, service};
use crate::support::{Client, Engine, TestApp};

const REPORTS: &str = "query ($from: Date!, $until: Date!) { reports {
    revenue(from: $from, until: $until) { month serviceName revenue { amount currency } }
    bookings(from: $from, until: $until) { month state count }
    outstanding { age invoices outstanding { amount currency } }
    customers(from: $from, until: $until) { month gained parted } } }";

async fn reports(client: &Client) -> Value {
    client.run(REPORTS, json!({ "from": "2026-03-01", "until": "2026-08-31" })).await["reports"].clone()
}

/// Books a service some days from now.
async fn book(app: &TestApp, customer: &str, service: &str, days: i64) {
    let choice = NewChoice { service: service.to_owned(), quantity: 1 };
    let new = NewBooking {
        items: Items::Chosen(vec![choice], Audience::Staff),
        provider: None,
        starts_at: app.clock.now() + Duration::days(days),
        ends_at: None,
        place: None,
        note: None,
        quote: None,
        external_ref: None,
        source: BookingSource::Staff,
        state: None,
        force: true,
    };
    let cx = Cx::system(&app.app, app.account);
    bookings::create(&cx, customer.parse().expect("an id"), &new, None).await.expect("a booking");
}

async fn invoiced(owner: &Client, customer: &str, lines: Value) -> String {
    let new = json!({ "customerId": customer, "lines": lines });
    let draft = owner.mutate("invoiceCreate", new, "... on InvoiceSaved { invoice { id } }").await;
    let id = draft["invoice"]["id"].as_str().unwrap_or_else(|| panic!("no invoice: {draft}")).to_owned();
    owner.mutate("invoiceIssue", json!({ "id": id }), "").await;
    id
}

/// From March to June: services and goods, paid in part, given back in part, overdue by various days.
async fn history(app: &TestApp, owner: &Client, customer: &str) {
    let (wash, wax) = (service(owner, "Wash", "10.00", "20").await, service(owner, "Wax", "20.00", "20").await);
    let line = |what: &str, price: &str, service: Value| json!({ "description": what, "quantity": "1", "unitPrice": price, "serviceId": service });
    let three = json!([
        line("Wash", "10.00", json!(wash)),
        line("Wax", "20.00", json!(wax)),
        line("Towel", "3.33", Value::Null)
    ]);
    let first = invoiced(owner, customer, three).await;
    pay(owner, &first, json!({ "amount": "10.00", "tip": "4.00" })).await;
    book(app, customer, &wash, 1).await;
    book(app, customer, &wax, 90).await;
    app.clock.advance(Duration::days(40)).expect("April");
    pay(owner, &first, json!({})).await;
    let query = "query ($id: ID!) { invoice(id: $id) { payments { nodes { id } } } }";
    let seen = owner.run(query, json!({ "id": first })).await;
    let payment = &seen["invoice"]["payments"]["nodes"][0]["id"];
    owner.mutate("paymentRefund", json!({ "paymentId": payment, "amount": "5.00" }), "").await;
    for days in [31, 30, 45, 10] {
        // Even a partner's token does not last for half a year.
        let owner = bookkeeper(app).await;
        invoiced(&owner, customer, json!([line("Wash", "1.00", json!(wash))])).await;
        app.clock.advance(Duration::days(if days == 10 { 14 } else { days })).expect("later");
    }
}

#[rstest]
#[tokio::test]
async fn reports_share_out_count_and_age(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = bookkeeper(&app).await;
    let ana = owner.customer("Ana Pop").await;
    history(&app, &owner, &ana).await;
    let owner = bookkeeper(&app).await;
    let seen = reports(&owner).await;
    let line = |month: &str, service: Value, amount: &str| json!({ "month": month, "serviceName": service, "revenue": { "amount": amount, "currency": "GBP" } });
    let revenue = json!([
        line("2026-03-01", json!("Wash"), "3.00"),
        line("2026-03-01", json!("Wax"), "6.00"),
        line("2026-03-01", Value::Null, "1.00"),
        line("2026-04-01", json!("Wash"), "5.49"),
        line("2026-04-01", json!("Wax"), "11.00"),
        line("2026-04-01", Value::Null, "1.84"),
    ]);
    assert_eq!(seen["revenue"], revenue);
    let count = |month: &str| json!({ "month": month, "state": "REQUESTED", "count": 1 });
    assert_eq!(seen["bookings"], json!([count("2026-03-01"), count("2026-05-01")]));
    let owed = |age: &str| json!({ "age": age, "invoices": 1, "outstanding": { "amount": "1.00", "currency": "GBP" } });
    let ages = json!([owed("CURRENT"), owed("DAYS_31_TO_60"), owed("DAYS_61_TO_90"), owed("OVER_90")]);
    assert_eq!(seen["outstanding"], ages);
    assert_eq!(seen["customers"][0], json!({ "month": "2026-03-01", "gained": 1, "parted": 0 }));
}

#[rstest]
#[tokio::test]
async fn a3_reports_are_unchanged_by_a_delete_and_by_its_undo(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[values("FIELD_SERVICE", "GARAGE")] preset: &str,
) {
    let app = TestApp::start(engine).await;
    let owner = bookkeeper(&app).await;
    owner.mutate("deletionPolicySet", json!({ "preset": preset }), "").await;
    let ana = owner.customer("Ana Pop").await;
    history(&app, &owner, &ana).await;
    let owner = bookkeeper(&app).await;
    if preset == "GARAGE" {
        settle(&app, &owner, &ana).await;
    }
    let before = reports(&owner).await;
    let token = owner.delete(&ana).await;
    let after = reports(&owner).await;
    for report in ["revenue", "bookings", "outstanding"] {
        assert_eq!(after[report], before[report], "{report}");
    }
    let mut flow = before["customers"].clone();
    flow[5]["parted"] = json!(1);
    assert_eq!(after["customers"], flow, "August");
    owner.try_undo(&token).await;
    assert_eq!(reports(&owner).await, before);
}

#[rstest]
#[tokio::test]
async fn a3_reports_are_unchanged_by_every_way_to_forget(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[values("ERASE", "PURGE", "ANONYMISE")] act: &str,
) {
    let app = TestApp::start(engine).await;
    let owner = bookkeeper(&app).await;
    owner.mutate("deletionPolicySet", json!({ "preset": "FIELD_SERVICE", "eraseDelayDays": 0 }), "").await;
    let ana = owner.customer("Ana Pop").await;
    history(&app, &owner, &ana).await;
    let owner = bookkeeper(&app).await;
    owner.delete(&ana).await;
    let before = reports(&owner).await;
    let input = json!({ "whom": { "ids": [ana] }, "count": 1, "act": act });
    assert_eq!(owner.mutate("customersErase", input, "").await["__typename"], "ErasureBegun");
    app.clock.advance(Duration::minutes(5)).expect("a manual clock");
    lethe::lifecycle::worker::drain(&app.app).await.expect("the worker");
    assert_eq!(reports(&owner).await, before);
}

/// Ends what would block a delete.
async fn settle(app: &TestApp, owner: &Client, customer: &str) {
    let query = "query ($id: ID!) { customer(id: $id) { invoices(where: { state: [ISSUED] }) { nodes { id } } } }";
    let seen = owner.run(query, json!({ "id": customer })).await;
    for invoice in seen["customer"]["invoices"]["nodes"].as_array().expect("invoices") {
        owner.pay(invoice["id"].as_str().expect("an id")).await;
    }
    let cx = Cx::system(&app.app, app.account);
    let filter = bookings::BookingFilter { customer: Some(customer.parse().expect("an id")), ..Default::default() };
    let page = lethe::db::PageArgs::default().check().expect("a page");
    let rows = bookings::list(app.account, &filter).page::<bookings::Booking>(&app.app.db, &page).await;
    for (_, booking) in rows.expect("bookings").rows {
        let state = bookings::BookingState::Cancelled;
        bookings::advance(&cx, &booking.id.to_string(), state, None, None).await.expect("a cancelled booking");
    }
}

#[rstest]
#[case::backwards("2026-03-02", "2026-02-01")]
#[case::too_long("2026-01-01", "2028-01-01")]
#[tokio::test]
async fn a_report_over_no_month_or_too_many_is_refused(#[case] from: &str, #[case] until: &str) {
    let app = TestApp::start(Engine::Sqlite).await;
    let owner = app.client(Role::Owner).await;
    let answer = owner.post(REPORTS, json!({ "from": from, "until": until })).await;
    assert_eq!(answer.body["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{}", answer.body);
    let advisor = app.client(Role::ServiceAdvisor).await;
    let answer = advisor.post(REPORTS, json!({ "from": "2026-03-01", "until": "2026-03-01" })).await;
    assert_eq!(answer.body["errors"][0]["extensions"]["code"], "FORBIDDEN", "{}", answer.body);
}
