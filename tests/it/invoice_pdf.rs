//! An invoice's PDF: what it says, who gets it, and that a delete does not change the name on it (E2).

use lethe::app::Cx;
use lethe::db::Query;
use lethe::ids::InvoiceId;
use lethe::invoice_pdf;
use lethe::terms::{Permission, Role};
use rstest::rstest;
use serde_json::json;

use crate::payments::{pay, service};
use crate::support::{Client, Engine, TestApp, write};

/// An answer to GET.
struct Got {
    status: u16,
    headers: reqwest::header::HeaderMap,
    bytes: Vec<u8>,
}

impl Got {
    /// The text of all pages, without the spaces.
    fn text(&self) -> String {
        let document = lopdf::Document::load_mem(&self.bytes).expect("a PDF");
        let pages: Vec<u32> = document.get_pages().keys().copied().collect();
        squeezed(&document.extract_text(&pages).expect("text"))
    }

    fn says(&self, text: &str) -> bool {
        self.text().contains(&squeezed(text))
    }

    fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

async fn get(app: &TestApp, token: Option<&str>, file: &str) -> Got {
    let mut request = reqwest::Client::new().get(format!("{}/invoices/{file}", app.origin));
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    let answer = request.send().await.expect("an answer");
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    Got { status, headers, bytes: answer.bytes().await.expect("a body").to_vec() }
}

async fn pdf(app: &TestApp, client: &Client, invoice: &str) -> Got {
    get(app, client.token(), &format!("{invoice}.pdf")).await
}

/// An issued invoice of £120 with tax, of which £20 is paid.
async fn furnish(owner: &Client, name: &str) -> (String, String) {
    let customer = owner.customer(name).await;
    let address = json!({ "customerId": customer, "purpose": "BILLING", "line1": "2 Bill St", "city": "Łódź" });
    owner.mutate("addressCreate", address, "").await;
    let wash = service(owner, "Wash", "60.00", "20").await;
    let line =
        json!({ "description": "Wash and wax – both doors", "quantity": "2", "unitPrice": "60", "serviceId": wash });
    let new = json!({ "customerId": customer, "lines": [line] });
    let draft = owner.mutate("invoiceCreate", new, "... on InvoiceSaved { invoice { id } }").await;
    let id = draft["invoice"]["id"].as_str().expect("an invoice").to_owned();
    owner.mutate("invoiceIssue", json!({ "id": id }), "").await;
    pay(owner, &id, json!({ "amount": "20.00" })).await;
    (customer, id)
}

#[rstest]
#[tokio::test]
async fn it_says_what_is_owed_and_by_whom(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let (_, invoice) = furnish(&owner, "Zoë Wiśniewska-Țîrlea").await;
    let got = pdf(&app, &owner, &invoice).await;
    assert_eq!((got.status, got.header("content-type")), (200, "application/pdf"));
    assert_eq!(got.header("content-disposition"), "inline; filename=\"INV-000001.pdf\"");
    assert_eq!(got.header("cache-control"), "no-store");
    for part in [
        "northside garage",
        "Invoice INV-000001",
        "Issued on 2 March 2026",
        "Due by 16 March 2026",
        "Zoë Wiśniewska-Țîrlea",
        "2 Bill St",
        "Łódź",
        "Wash and wax – both doors",
        "£60.00",
        "£120.00",
        "VAT 20 %",
        "£20.00",
        "Paid on 2 March 2026",
        "-£20.00",
        "Outstanding",
        "£100.00",
        "Page 1 of 1",
    ] {
        assert!(got.says(part), "{part:?} is not in: {}", got.text());
    }
    assert_eq!(pdf(&app, &owner, &invoice).await.bytes, got.bytes, "the same at the same time");
}

#[rstest]
#[tokio::test]
async fn e2_the_name_at_issue_stays_when_the_customer_is_renamed_and_deleted(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let (customer, invoice) = furnish(&owner, "Ana Pop").await;
    pay(&owner, &invoice, json!({})).await;
    let before = pdf(&app, &owner, &invoice).await;
    let rename = json!({ "id": customer, "expectedVersion": 1, "familyName": "Popescu" });
    owner.mutate("customerUpdate", rename, "").await;
    let portal = app.portal("ana.pop@example.com").await;
    assert_eq!(pdf(&app, &portal, &invoice).await.status, 200);
    owner.delete(&customer).await;
    let after = pdf(&app, &owner, &invoice).await;
    assert!(after.says("Bill to Ana Pop 2 Bill St") && after.says("Paid in full"), "{}", after.text());
    assert_eq!(after.bytes, before.bytes);
    assert_eq!(pdf(&app, &portal, &invoice).await.status, 401, "their session ended with the delete");
}

#[rstest]
#[tokio::test]
async fn only_those_who_may_see_the_invoice_get_it(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let (customer, invoice) = furnish(&owner, "Ana Pop").await;
    let draft = owner.draft(&customer, "9.00").await;
    owner.customer("Bo Lind").await;
    let (own, other) = (app.portal("ana.pop@example.com").await, app.portal("bo.lind@example.com").await);
    let may = app.partner(&[Permission::InvoicesRead]).await;
    let may_not = app.partner(&[Permission::CustomersRead]).await;
    let foreign = app.foreign().await;
    let issued = [(&owner, 200), (&own, 200), (&may, 200), (&may_not, 404), (&other, 404), (&foreign, 404)];
    for (at, (client, status)) in issued.into_iter().enumerate() {
        assert_eq!(pdf(&app, client, &invoice).await.status, status, "client {at}");
    }
    assert_eq!(pdf(&app, &owner, &draft).await.status, 200);
    assert_eq!(pdf(&app, &own, &draft).await.status, 404, "drafts are not shown in the portal");
    for file in [format!("{invoice}.txt"), invoice.clone(), "inv_x.pdf".to_owned(), format!("{customer}.pdf")] {
        assert_eq!(get(&app, owner.token(), &file).await.status, 404, "{file}");
    }
    for token in [None, Some("nonsense")] {
        let refused = get(&app, token, &format!("{invoice}.pdf")).await;
        assert_eq!((refused.status, refused.header("www-authenticate")), (401, "Bearer"));
    }
}

#[tokio::test]
async fn a_long_invoice_goes_on_on_further_pages_with_every_line() {
    let app = TestApp::start(Engine::Sqlite).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let line = |at: i32| json!({ "description": format!("Part{at:03} {}", "wide ".repeat(20)), "quantity": "1", "unitPrice": "1" });
    let lines: Vec<_> = (1..=60).map(line).collect();
    let new = json!({ "customerId": ana, "lines": lines });
    let saved = owner.mutate("invoiceCreate", new, "... on InvoiceSaved { invoice { id pdfUrl } }").await;
    let invoice = saved["invoice"]["id"].as_str().expect("an invoice");
    assert!(saved["invoice"]["pdfUrl"].as_str().is_some_and(|url| url.ends_with(&format!("/invoices/{invoice}.pdf"))));
    let text = pdf(&app, &owner, invoice).await.text();
    assert!((1..=60).all(|at| text.contains(&format!("Part{at:03}"))), "{text}");
    assert!(text.contains("Invoice(draft)") && text.contains("£60.00"));
}

#[rstest]
#[case::polish("pl", "Faktura INV-000001", "Do zapłaty")]
#[case::romanian("ro", "Factura INV-000001", "De plată")]
#[tokio::test]
async fn it_speaks_the_account_s_language(#[case] locale: &str, #[case] title: &str, #[case] owed: &str) {
    let app = TestApp::start(Engine::Sqlite).await;
    let owner = app.client(Role::Owner).await;
    let (_, invoice) = furnish(&owner, "Ana Pop").await;
    let change = Query::built("update accounts set locale = $1").bind(locale);
    write(&app.app.db, change).await.expect("another language");
    let cx = Cx::system(&app.app, app.account);
    let id: InvoiceId = invoice.parse().expect("an id");
    let bytes = invoice_pdf::of(&cx, id).await.expect("a database").expect("a PDF").bytes;
    let got = Got { status: 200, headers: Default::default(), bytes };
    assert!(got.says(title) && got.says(owed), "{}", got.text());
}
