//! Quotes in the portal.

use lethe::terms::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{Engine, TestApp};

const LIST: &str = "{ portal { quotes { totalCount nodes { id number state lines { description } } } } }";
const ACCEPTED: &str = "... on PortalQuoteAccepted { quote { state } start { at confirmed } }
    ... on InvalidInput { fields { field } } ... on RecordNotFound { kind }";

#[rstest]
#[tokio::test]
async fn d8_customers_see_the_quotes_that_they_were_sent_and_accept_or_decline_them(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let (ana, bo) = (owner.customer("Ana Pop").await, owner.customer("Bo Lind").await);
    let draft = owner.quote(&ana, "1.00", None).await;
    let sent = owner.sent_quote(&ana, "2.00", Some("2026-03-10T09:00:00Z")).await;
    let foreign = owner.sent_quote(&bo, "3.00", Some("2026-03-10T09:00:00Z")).await;
    let portal = app.portal("ana.pop@example.com").await;
    let seen = portal.run(LIST, Value::Null).await["portal"]["quotes"].clone();
    let quote = json!({ "id": sent, "number": "Q-000002", "state": "SENT", "lines": [{ "description": "Boiler" }] });
    assert_eq!(seen, json!({ "totalCount": 1, "nodes": [quote] }));
    let before = app.state().await;
    for unseen in [&draft, &foreign] {
        for act in ["portalQuoteAccept", "portalQuoteDecline"] {
            let refused = portal.mutate(act, json!({ "id": unseen }), "... on RecordNotFound { kind }").await;
            assert_eq!((&refused["code"], &refused["kind"]), (&json!("NOT_FOUND"), &json!("QUOTE")));
        }
    }
    before.assert_unchanged(&app.state().await);
    let accepted = portal.mutate("portalQuoteAccept", json!({ "id": sent }), ACCEPTED).await;
    assert_eq!(accepted["quote"]["state"], "ACCEPTED", "{accepted}");
    assert_eq!(accepted["start"], json!({ "at": "2026-03-10T09:00:00Z", "confirmed": false }));
}

#[rstest]
#[tokio::test]
async fn a_time_of_the_customer_s_own_choice_is_a_request(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let provider = owner.quoted_provider("Dan Rus").await;
    let portal = app.portal("ana.pop@example.com").await;
    for (chosen, confirmed) in [(json!("2026-03-11T03:00:00Z"), false), (Value::Null, true)] {
        let input = json!({ "customerId": ana, "title": "Boiler", "providerId": provider,
            "startsAt": "2026-03-10T09:00:00Z", "lines": [{ "description": "Boiler", "unitPrice": "9.00" }] });
        let saved = "... on QuoteSaved { quote { id } }";
        let quote = owner.mutate("quoteCreate", input, saved).await["quote"]["id"].clone();
        owner.mutate("quoteSend", json!({ "id": quote }), saved).await;
        let accepted = portal.mutate("portalQuoteAccept", json!({ "id": quote, "startsAt": chosen }), ACCEPTED).await;
        assert_eq!(accepted["start"]["confirmed"], confirmed, "{accepted}");
    }
}
