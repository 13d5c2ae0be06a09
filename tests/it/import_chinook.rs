//! Real input: the Chinook sample comes in, and one of its customers goes, without a penny moving.

use std::path::{Path, PathBuf};

use lethe::app::Cx;
use lethe::db::Query;
use lethe::import::{Duplicates, ErasedPeople, Mode, Reader, Report, Summary, WithoutCustomer, customers, invoices};
use lethe::terms::{Lang, Role};
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{Engine, TestApp};

const CUSTOMERS: &[(&str, &str)] = &[
    ("external_ref", "CustomerId"),
    ("given_name", "FirstName"),
    ("family_name", "LastName"),
    ("company_name", "Company"),
    ("line1", "Address"),
    ("region", "State"),
    ("postcode", "PostalCode"),
];
const INVOICES: &[(&str, &str)] = &[
    ("external_ref", "InvoiceId"),
    ("customer", "CustomerId"),
    ("issued_on", "InvoiceDate"),
    ("line1", "BillingAddress"),
    ("city", "BillingCity"),
    ("region", "BillingState"),
    ("postcode", "BillingPostalCode"),
    ("country", "BillingCountry"),
];
const LINES: &[(&str, &str)] = &[("invoice", "InvoiceId")];

fn chinook(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/chinook").join(file)
}

fn named(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(field, column)| ((*field).to_owned(), (*column).to_owned())).collect()
}

fn report() -> Report {
    Report::new(Box::new(tokio::io::sink()), ("chinook", Lang::En), |_| ())
}

async fn import_customers(cx: &Cx) -> Summary {
    let rows = Reader::open(&chinook("customers.csv"), customers::FIELDS, &named(CUSTOMERS)).await.expect("a mapping");
    customers::import(cx, rows, (Mode::Batches, Duplicates::Skip, ErasedPeople::LeaveOut), &mut report())
        .await
        .expect("an import")
}

async fn import_invoices(cx: &Cx) -> Summary {
    let rows = Reader::open(&chinook("invoices.csv"), invoices::FIELDS, &named(INVOICES)).await.expect("a mapping");
    let lines = Reader::open(&chinook("invoice_lines.csv"), invoices::LINE_FIELDS, &named(LINES)).await.expect("lines");
    let files = (rows, lines);
    invoices::import(cx, files, (invoices::State::Paid, WithoutCustomer::Refuse), Mode::Batches, &mut report())
        .await
        .expect("an import")
}

/// Pence by year.
async fn totals(test: &TestApp) -> Vec<(String, i64)> {
    let sums = "select substr(cast(issued_on as text), 1, 4), cast(sum(total_minor) as bigint), cast(sum(paid_minor) as
        bigint) from invoices where state = 'PAID' group by 1 order by 1";
    let rows: Vec<(String, i64, i64)> = Query::built(sums).all(&test.app.db).await.expect("sums");
    assert!(rows.iter().all(|(_, total, paid)| total == paid));
    rows.into_iter().map(|(year, total, _)| (year, total)).collect()
}

async fn names_at_issue(test: &TestApp, name: &str) -> i64 {
    let count = Query::built("select count(*) from invoices where name_at_issue = $1").bind(name);
    count.scalar(&test.app.db).await.expect("a count").unwrap_or_default()
}

async fn delete(test: &TestApp, name: &str) -> Value {
    let manager = test.client(Role::Manager).await;
    let find = "query ($name: String!) { customers(where: { search: $name }) { nodes { id displayName } } }";
    let found = manager.run(find, json!({ "name": name })).await;
    assert_eq!(found["customers"]["nodes"][0]["displayName"], name);
    let input = json!({ "id": found["customers"]["nodes"][0]["id"], "confirmation": "DELETE" });
    manager.mutate("customerDelete", input, "").await
}

#[rstest]
#[tokio::test]
async fn e2_d3_chinook_comes_in_and_a_delete_moves_no_penny(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let test = TestApp::start(engine).await;
    let cx = Cx::system(&test.app, test.account);
    let all = |added| Summary { added, updated: 0, unchanged: 0, suppressed: 0, rejected: 0, kept: true };
    assert_eq!(import_customers(&cx).await, all(59));
    assert_eq!(import_invoices(&cx).await, all(412));
    let before = totals(&test).await;
    assert_eq!(before.len(), 5);
    assert_eq!(before.iter().map(|(_, total)| total).sum::<i64>(), 2_328_60);

    let state = test.state().await;
    assert_eq!(import_customers(&cx).await, Summary { unchanged: 59, ..all(0) });
    assert_eq!(import_invoices(&cx).await, Summary { unchanged: 412, ..all(0) });
    state.assert_unchanged(&test.state().await);

    assert_eq!(delete(&test, "Luís Gonçalves").await["__typename"], "CustomerDeleted");
    assert_eq!(totals(&test).await, before);
    assert_eq!(names_at_issue(&test, "Luís Gonçalves").await, 7);
}
