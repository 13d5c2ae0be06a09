//! Everything that is known of a customer, to take along.

use chrono::Duration;
use lethe::terms::{Permission, Role};
use rstest::rstest;
use serde_json::{Value, json};

use crate::masks::known;
use crate::support::{Client, Engine, TestApp, needles};

const READY: &str = "... on PersonalDataReady { url expiresAt } ... on NotPermitted { permission }";

async fn url(client: &Client, customer: &str, format: &str) -> String {
    let input = json!({ "customerId": customer, "format": format });
    let ready = client.mutate("personalDataExport", input, READY).await;
    assert_eq!(ready["expiresAt"], "2026-03-02T09:15:00Z", "{ready}");
    ready["url"].as_str().expect("a link").to_owned()
}

#[rstest]
#[tokio::test]
async fn every_needle_of_the_schema_is_in_the_file_which_is_given_once(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[values("JSON", "CSV")] format: &str,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = known(&app, &owner).await;
    let other = owner.customer("Bo Lind").await;
    let url = url(&owner, &ana, format).await;
    let (status, text) = app.fetch(&url).await;
    assert_eq!((status.as_u16(), app.fetch(&url).await.0.as_u16()), (200, 404), "a link works once");
    let missing: Vec<_> = needles().into_iter().filter(|needle| !text.contains(needle.as_str())).collect();
    assert!(missing.is_empty(), "{missing:?} are not in {text}");
    assert!(!text.contains("Lind") && !text.contains(&other), "{text}");
    if format == "JSON" {
        let read: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(read["customer"], json!(ana));
        assert_eq!(read["tables"]["addresses"][0]["line1"], "needle.addresses.line1");
    } else {
        assert!(text.contains("\r\naddresses,1,line1,needle.addresses.line1\r\n"), "{text}");
    }
}

#[rstest]
#[tokio::test]
async fn neither_secrets_nor_who_works_there_are_in_the_file(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    app.portal("ana.pop@example.com").await;
    let consent =
        json!({ "customerId": ana, "purpose": "MARKETING", "channel": "EMAIL", "granted": true, "source": "x" });
    owner.mutate("consentRecord", consent, "").await;
    owner.sent_quote(&ana, "9.00", None).await;
    let text = app.fetch(&url(&owner, &ana, "JSON").await).await.1;
    for kept_back in ["\"hash\"", "recorded_by", "by_id", "provider_id", "live_", "account_id"] {
        assert!(!text.contains(kept_back), "{kept_back}: {text}");
    }
    let read: Value = serde_json::from_str(&text).expect("JSON");
    let tables: Vec<_> = read["tables"].as_object().expect("tables").keys().map(String::as_str).collect();
    assert!(
        ["customers", "consents", "quotes", "portal_links"].iter().all(|table| tables.contains(table)),
        "{tables:?}"
    );
}

#[rstest]
#[tokio::test]
async fn a_link_ends_after_a_quarter_of_an_hour_and_opens_nothing_else(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let link = url(&owner, &ana, "JSON").await;
    let status = async |url: String| app.fetch(&url).await.0.as_u16();
    assert_eq!(status(link.replace("/personal-data/json/", "/downloads/")).await, 404);
    assert_eq!(status(link.replace("/json/", "/xml/")).await, 404);
    assert_eq!(status(link.replace("/json/", "/json/x")).await, 404);
    app.clock.advance(Duration::minutes(15)).expect("a manual clock");
    assert_eq!(status(link).await, 404);
}

#[rstest]
#[tokio::test]
async fn who_may_not_read_everything_is_not_given_it(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let (ana, gone) = (owner.customer("Ana Pop").await, owner.customer("Bo Lind").await);
    owner.delete(&gone).await;
    let before = app.state().await;
    let refused = async |client: &Client, id: &str| {
        client.mutate("personalDataExport", json!({ "customerId": id }), READY).await["permission"].clone()
    };
    assert_eq!(refused(&app.client(Role::Support).await, &ana).await, "CUSTOMERS_EXPORT");
    let partner = app.partner(&[Permission::CustomersExport, Permission::CustomersRead]).await;
    assert_eq!(refused(&partner, &ana).await, "VEHICLES_READ");
    let reads = Permission::ALL.iter().copied().filter(|permission| permission.as_str().ends_with("_READ"));
    let scopes: Vec<_> = reads.chain([Permission::CustomersExport]).collect();
    assert_eq!(refused(&app.partner(&scopes).await, &gone).await, "CUSTOMERS_RESTORE");
    let after = app.state().await;
    assert_eq!(before.count("links"), after.count("links"));
}
