//! Rows that cannot be taken: reported by line, column and reason; the others come in.

use std::path::Path;

use lethe::app::Cx;
use lethe::import::{Duplicates, ErasedPeople, Mode, Reader, Report, Summary, WithoutCustomer, customers, invoices};
use lethe::terms::Lang;
use rstest::rstest;

use crate::support::{Engine, TestApp};

const CUSTOMERS: &str = "\
external_ref,given_name,family_name,email,phone
1,Ada,Field,ada@example.com,020 7946 0000
2,,,nobody@example.com,
3,Ben,Moss,ben at example,call me
,Cleo,Hart,,
4,Dora
1,Ada,Again,,
5,\"Eve\nLinn\",Ross,,
6,Zażółć 🙂,\u{5d0}\u{5d1},,
";

const INVOICES: &str = "\
external_ref,customer,issued_on,total
A,1,2024-02-29,10.50
B,1,2024-02-30,10.50
C,1,2024-03-01,10.51
D,77,2024-03-01,1.00
E,6,2024-03-01,1.005
F,6,2024-03-01,3.00
A,1,2024-02-29,10.50
";

const LINES: &str = "\
invoice,description,unit_price,quantity
A,Oil,3.50,3
B,Oil,3.50,3
C,Oil,3.50,3
D,Wash,1.00,1
E,Wash,1.00,1
F,Wash,one,1
F,Wash,2.00,1
G,Wash,2.00,1
";

async fn report_of(dir: &Path) -> String {
    tokio::fs::read_to_string(dir.join("report.csv")).await.expect("a report")
}

async fn report_in(dir: &Path) -> Report {
    let file = tokio::fs::File::create(dir.join("report.csv")).await.expect("a file");
    Report::new(Box::new(file), ("customers.csv", Lang::En), |_| ())
}

async fn write(dir: &Path, name: &str, text: &str) -> std::path::PathBuf {
    let path = dir.join(name);
    tokio::fs::write(&path, text).await.expect("a file");
    path
}

async fn import_customers(cx: &Cx, dir: &Path, mode: Mode) -> Summary {
    let path = write(dir, "customers.csv", CUSTOMERS).await;
    let rows = Reader::open(&path, customers::FIELDS, &[]).await.expect("a mapping");
    customers::import(cx, rows, (mode, Duplicates::Skip, ErasedPeople::LeaveOut), &mut report_in(dir).await)
        .await
        .expect("an import")
}

async fn import_invoices(cx: &Cx, dir: &Path, mode: Mode) -> Summary {
    let (path, lines) = (write(dir, "invoices.csv", INVOICES).await, write(dir, "lines.csv", LINES).await);
    let rows = Reader::open(&path, invoices::FIELDS, &[]).await.expect("a mapping");
    let lines = Reader::open(&lines, invoices::LINE_FIELDS, &[]).await.expect("a mapping");
    let state = (invoices::State::Paid, WithoutCustomer::Refuse);
    invoices::import(cx, (rows, lines), state, mode, &mut report_in(dir).await).await.expect("an import")
}

#[rstest]
#[tokio::test]
async fn broken_rows_are_reported_and_the_others_come_in(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let test = TestApp::start(engine).await;
    let (cx, dir) = (Cx::system(&test.app, test.account), tempfile::tempdir().expect("a directory"));

    let summary = import_customers(&cx, dir.path(), Mode::Batches).await;
    assert_eq!(summary, Summary { added: 3, updated: 0, unchanged: 1, suppressed: 0, rejected: 4, kept: true });
    insta::assert_snapshot!("customers", report_of(dir.path()).await);

    let summary = import_invoices(&cx, dir.path(), Mode::Batches).await;
    assert_eq!(summary, Summary { added: 1, updated: 0, unchanged: 1, suppressed: 0, rejected: 6, kept: true });
    insta::assert_snapshot!("invoices", report_of(dir.path()).await);
    assert_eq!(test.state().await.count("invoice_lines"), 1);
}

#[rstest]
#[tokio::test]
async fn all_or_nothing_and_a_dry_run_keep_nothing_of_a_file_with_a_broken_row(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[values(Mode::AllOrNothing, Mode::DryRun)] mode: Mode,
) {
    let test = TestApp::start(engine).await;
    let (cx, dir) = (Cx::system(&test.app, test.account), tempfile::tempdir().expect("a directory"));
    let before = test.state().await;
    let summary = import_customers(&cx, dir.path(), mode).await;
    assert_eq!(summary, Summary { added: 3, updated: 0, unchanged: 1, suppressed: 0, rejected: 4, kept: false });
    before.assert_unchanged(&test.state().await);
}
