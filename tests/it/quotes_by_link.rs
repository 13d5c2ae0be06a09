//! Quotes by a mailed link, without signing in.

use lethe::jobs::worker;
use lethe::terms::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{Client, Engine, TestApp};

const READ: &str = "query ($token: String!) { quoteByLink(token: $token) { businessName number state title validUntil
    startsAt total { amount currency } lines { description quantity amount { amount } } } }";
/// What accepting by a link gives.
pub const ACCEPTED: &str = "... on LinkedQuoteAccepted { quote { state businessName } start { at confirmed } }
    ... on RecordNotFound { kind } ... on WrongState { state } ... on InvalidInput { fields { field } }";

/// The token in the latest letter.
pub async fn mailed(app: &TestApp) -> String {
    worker::drain(&app.app).await.expect("the outbox");
    let letters = app.app.mailer.delivered();
    let text = &letters.first().expect("a letter").letter.text;
    let token = text.split_once("#token=").expect("a link").1;
    token.split_whitespace().next().expect("a token").to_owned()
}

async fn read(client: &Client, token: &str) -> Value {
    client.run(READ, json!({ "token": token })).await["quoteByLink"].clone()
}

#[rstest]
#[tokio::test]
async fn whoever_holds_the_link_reads_the_quote_and_accepts_it(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    owner.sent_quote(&ana, "120.00", Some("2026-03-10T09:00:00Z")).await;
    let token = mailed(&app).await;
    let anyone = app.anonymous();
    let seen = json!({ "businessName": "northside garage", "number": "Q-000001", "state": "SENT", "title": "A new boiler",
        "validUntil": "2026-04-01", "startsAt": "2026-03-10T09:00:00Z",
        "total": { "amount": "120.00", "currency": "GBP" },
        "lines": [{ "description": "Boiler", "quantity": "1", "amount": { "amount": "120.00" } }] });
    assert_eq!(read(&anyone, &token).await, seen);
    let accepted = anyone.mutate("quoteByLinkAccept", json!({ "token": token }), ACCEPTED).await;
    assert_eq!(accepted["start"], json!({ "at": "2026-03-10T09:00:00Z", "confirmed": false }), "{accepted}");
    assert_eq!(accepted["quote"], json!({ "state": "ACCEPTED", "businessName": "northside garage" }));
    assert_eq!(read(&anyone, &token).await["state"], "ACCEPTED");
    let before = app.state().await;
    for again in ["quoteByLinkAccept", "quoteByLinkDecline"] {
        let refused = anyone.mutate(again, json!({ "token": token }), "... on WrongState { state }").await;
        assert_eq!(refused["state"], "ACCEPTED");
    }
    before.assert_unchanged(&app.state().await);
    let by = "{ quotes { nodes { decidedBy } } }";
    assert_eq!(owner.run(by, Value::Null).await["quotes"]["nodes"], json!([{ "decidedBy": "LINK" }]));
}

#[rstest]
#[tokio::test]
async fn a_deleted_customer_s_link_reads_like_an_unknown_one_and_works_again_after_an_undo(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    owner.sent_quote(&ana, "120.00", Some("2026-03-10T09:00:00Z")).await;
    let token = mailed(&app).await;
    let anyone = app.anonymous();
    let unknown = anyone.mutate("quoteByLinkAccept", json!({ "token": "lethe_ln_nothing" }), ACCEPTED).await;
    assert_eq!((&unknown["code"], &unknown["kind"]), (&json!("NOT_FOUND"), &json!("LINK")));
    let undo = owner.delete(&ana).await;
    let before = app.state().await;
    assert_eq!(read(&anyone, &token).await, Value::Null);
    for act in ["quoteByLinkAccept", "quoteByLinkDecline"] {
        let gone = anyone.mutate(act, json!({ "token": token }), "... on RecordNotFound { kind }").await;
        assert_eq!(
            (&gone["code"], &gone["message"], &gone["kind"]),
            (&unknown["code"], &unknown["message"], &unknown["kind"])
        );
    }
    before.assert_unchanged(&app.state().await);
    owner.try_undo(&undo).await;
    assert_eq!(read(&anyone, &token).await["state"], "SENT");
    let declined = "... on LinkedQuoteDeclined { quote { state } }";
    let declined = anyone.mutate("quoteByLinkDecline", json!({ "token": token }), declined).await;
    assert_eq!(declined["quote"]["state"], "DECLINED");
}

#[rstest]
#[tokio::test]
async fn guesses_at_links_are_limited(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let anyone = app.anonymous();
    for _ in 0..60 {
        assert_eq!(read(&anyone, "lethe_ln_nothing").await, Value::Null);
    }
    let refused = anyone.post(READ, json!({ "token": "lethe_ln_nothing" })).await;
    assert_eq!(refused.body["errors"][0]["extensions"]["code"], "RATE_LIMITED", "{}", refused.body);
    let refused = anyone.mutate("quoteByLinkAccept", json!({ "token": "lethe_ln_nothing" }), "").await;
    assert_eq!(refused["code"], "RATE_LIMITED");
}
