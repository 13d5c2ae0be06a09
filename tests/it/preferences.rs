//! What customers allow, and what that does to messages (D6).

use chrono::Duration;
use lethe::jobs::worker;
use lethe::terms::{Permission, Role};
use rstest::rstest;
use serde_json::{Value, json};

use crate::notifications::told;
use crate::support::{Client, Engine, TestApp};

const ANA: &str = "ana.pop@example.com";
const SAVED: &str = "... on PreferenceSaved { preference { purpose channel allowed chosenAt } }";

async fn by_email(client: &Client, query: &str, variables: Value) -> Vec<(String, bool, bool)> {
    let data = client.run(query, variables).await;
    let root = data.as_object().and_then(|data| data.values().next()).expect("a root field");
    let all = root["preferences"].as_array().expect("preferences");
    let by_email = all.iter().filter(|preference| preference["channel"] == "EMAIL");
    let told = |its: &Value| {
        let purpose = its["purpose"].as_str().unwrap_or_default().to_owned();
        (purpose, its["allowed"] == true, its["chosenAt"].is_string())
    };
    by_email.map(told).collect()
}

async fn of_customer(client: &Client, customer: &str) -> Vec<(String, bool, bool)> {
    let query = "query ($id: ID!) { customer(id: $id) { preferences { purpose channel allowed chosenAt } } }";
    by_email(client, query, json!({ "id": customer })).await
}

fn preference(purpose: &str, allowed: bool, chosen: bool) -> (String, bool, bool) {
    (purpose.to_owned(), allowed, chosen)
}

#[rstest]
#[tokio::test]
async fn d6_all_but_marketing_is_allowed_until_a_customer_says_otherwise(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let (ana, bo) = (owner.customer("Ana Pop").await, owner.customer("Bo Nowak").await);
    let defaults = [
        preference("TRANSACTIONAL", true, false),
        preference("REMINDERS", true, false),
        preference("FEEDBACK", true, false),
        preference("MARKETING", false, false),
    ];
    assert_eq!(of_customer(&owner, &ana).await, defaults);

    let input = json!({ "customerId": ana, "purpose": "REMINDERS", "channel": "EMAIL", "allowed": false,
        "source": "a call" });
    let saved = owner.mutate("customerPreferenceSet", input.clone(), SAVED).await;
    let expected = json!({ "purpose": "REMINDERS", "channel": "EMAIL", "allowed": false,
        "chosenAt": "2026-03-02T09:00:00Z" });
    assert_eq!(saved, json!({ "__typename": "PreferenceSaved", "preference": expected }));
    assert_eq!(of_customer(&owner, &ana).await[1], preference("REMINDERS", false, true));
    assert_eq!(of_customer(&owner, &bo).await, defaults, "only that customer's");

    let before = app.state().await;
    owner.mutate("customerPreferenceSet", input, SAVED).await;
    before.assert_unchanged(&app.state().await);
}

#[rstest]
#[tokio::test]
async fn d6_the_consent_trail_is_the_preference(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    for granted in [true, false] {
        app.clock.advance(Duration::seconds(1)).expect("moves");
        let consent = json!({ "customerId": ana, "purpose": "MARKETING", "channel": "EMAIL", "granted": granted,
            "source": "a form" });
        owner.mutate("consentRecord", consent, "").await;
        assert_eq!(of_customer(&owner, &ana).await[3], preference("MARKETING", granted, true));
    }
    let sms =
        json!({ "customerId": ana, "purpose": "MARKETING", "channel": "SMS", "allowed": true, "source": "a form" });
    owner.mutate("customerPreferenceSet", sms, "").await;
    assert_eq!(of_customer(&owner, &ana).await[3], preference("MARKETING", false, true), "channels are apart");
}

#[rstest]
#[tokio::test]
async fn d6_a_refused_message_is_not_sent_and_says_so(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    for (allowed, state, because) in [(false, "SKIPPED", "REFUSED_BY_CUSTOMER"), (true, "SENT", "CUSTOMER_AGREED")] {
        app.clock.advance(Duration::seconds(1)).expect("moves");
        let input = json!({ "customerId": ana, "purpose": "TRANSACTIONAL", "channel": "EMAIL", "allowed": allowed,
            "source": "a call" });
        owner.mutate("customerPreferenceSet", input, SAVED).await;
        owner.invoice(&ana, "1.00").await;
        worker::drain(&app.app).await.expect("the outbox");
        let latest = told(&owner, &ana).await[0].clone();
        assert_eq!(latest, json!({ "kind": "INVOICE_ISSUED", "state": state, "because": because }));
    }
    assert_eq!(app.letters_to(ANA).len(), 1);
}

#[rstest]
#[tokio::test]
async fn d6_customers_choose_in_the_portal_and_the_trail_says_who_did(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let portal = app.portal(ANA).await;
    let input = json!({ "purpose": "FEEDBACK", "channel": "EMAIL", "allowed": false });
    portal.mutate("portalPreferenceSet", input, SAVED).await;
    let query = "{ portal { preferences { purpose channel allowed chosenAt } } }";
    assert_eq!(by_email(&portal, query, Value::Null).await[2], preference("FEEDBACK", false, true));
    assert_eq!(of_customer(&owner, &ana).await[2], preference("FEEDBACK", false, true));
    let trail = "query ($id: ID!) { customer(id: $id) { consents { nodes {
        purpose channel granted source recordedBy { kind id } } } } }";
    let trail = owner.run(trail, json!({ "id": ana })).await;
    let entry = json!({ "purpose": "FEEDBACK", "channel": "EMAIL", "granted": false, "source": "portal",
        "recordedBy": { "kind": "PORTAL", "id": ana } });
    assert_eq!(trail["customer"]["consents"]["nodes"], json!([entry]));
}

#[rstest]
#[tokio::test]
async fn a_preference_takes_a_permission_and_a_live_customer(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let partner = app.partner(&[Permission::CustomersRead, Permission::ConsentsRead]).await;
    let input = json!({ "customerId": ana, "purpose": "FEEDBACK", "channel": "EMAIL", "allowed": false,
        "source": "a call" });
    let before = app.state().await;
    let refused = partner.mutate("customerPreferenceSet", input.clone(), SAVED).await;
    assert_eq!(refused["code"], "NOT_PERMITTED");
    before.assert_unchanged(&app.state().await);

    owner.delete(&ana).await;
    let before = app.state().await;
    let refused = owner.mutate("customerPreferenceSet", input, SAVED).await;
    assert_eq!(refused["code"], "CUSTOMER_ALREADY_DELETED");
    before.assert_unchanged(&app.state().await);
}
