//! A customer who is deleted leaves the portal with it (A12): sessions and links end, on every node.

use lethe::jobs::worker;
use lethe::terms::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{Client, Engine, SLUG, TestApp};

const EMAIL: &str = "ana.pop@example.com";

async fn delete(client: &Client, customer: &str) -> Value {
    let input = json!({ "id": customer, "confirmation": "DELETE" });
    client.mutate("customerDelete", input, "... on CustomerDeleted { undo { token } }").await
}

async fn is_signed_in(client: &Client) -> bool {
    client.post("{ portal { displayName } }", Value::Null).await.body["data"]["portal"].is_object()
}

async fn live_sessions(client: &Client, customer: &str) -> Value {
    let query = "query ($id: ID!) { customer(id: $id) { portal { liveSessions lastSeenAt invitedAt } } }";
    client.run(query, json!({ "id": customer })).await["customer"]["portal"]["liveSessions"].clone()
}

async fn links(app: &TestApp) -> Vec<String> {
    let input = json!({ "account": SLUG, "email": EMAIL });
    let query = "mutation ($input: PortalLinkRequestInput!) { portalLinkRequest(input: $input) { __typename } }";
    app.anonymous().run(query, json!({ "input": input })).await;
    worker::drain(&app.app).await.expect("the outbox");
    let token = |text: &str| Some(text.split_once("#token=")?.1.split_whitespace().next()?.to_owned());
    app.app.mailer.delivered().iter().filter_map(|mail| token(&mail.letter.text)).collect()
}

async fn sign_in(app: &TestApp, token: &str) -> Value {
    app.anonymous()
        .mutate("portalSignIn", json!({ "token": token }), "... on PortalSessionOpened { accessToken }")
        .await
}

#[rstest]
#[tokio::test]
async fn a12_a_delete_ends_portal_sessions_on_every_node(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let customer = owner.customer("Ana Pop").await;
    let portal = app.portal(EMAIL).await;
    let elsewhere = portal.at(&app.second_node().await);
    assert!(is_signed_in(&portal).await && is_signed_in(&elsewhere).await);
    assert_eq!(live_sessions(&owner, &customer).await, 1);

    let deleted = delete(&owner, &customer).await;
    assert!(!is_signed_in(&portal).await && !is_signed_in(&elsewhere).await);
    assert_eq!(live_sessions(&owner, &customer).await, 0);

    let undo = json!({ "undoToken": deleted["undo"]["token"] });
    assert_eq!(owner.mutate("customerDeleteUndo", undo, "").await["__typename"], "CustomerRestored");
    assert!(!is_signed_in(&portal).await, "an undo does not bring sessions back");
}

#[rstest]
#[tokio::test]
async fn a12_a_deleted_customer_can_neither_use_a_link_nor_get_one(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let customer = owner.customer("Ana Pop").await;
    let mailed = links(&app).await;
    delete(&owner, &customer).await;
    assert_eq!(sign_in(&app, &mailed[0]).await["__typename"], "SignInRejected");
    assert_eq!(links(&app).await, mailed, "no new link is mailed");
}

/// Whichever comes first, no live session is left behind.
#[rstest]
#[tokio::test]
async fn a12_a_sign_in_that_races_a_delete_leaves_no_session(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    for round in 0..8 {
        let customer = owner.customer("Ana Pop").await;
        let token = links(&app).await.remove(0);
        let (opened, deleted) = tokio::join!(sign_in(&app, &token), delete(&owner, &customer));
        assert_eq!(deleted["__typename"], "CustomerDeleted", "round {round}: {deleted}");
        if let Some(token) = opened["accessToken"].as_str() {
            assert!(!is_signed_in(&app.bearer(token)).await, "round {round}");
        }
        let live = lethe::db::Query::built("select count(*) from portal_sessions where ended_at is null");
        assert_eq!(live.scalar::<i64>(&app.app.db).await.expect("a count"), Some(0), "round {round}");
    }
}
