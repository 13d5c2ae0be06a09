//! Changing one's e-mail address in the portal: a link to the new address, confirmed once, and the old address told.

use chrono::Duration;
use lethe::db::Query;
use lethe::jobs::worker;
use lethe::terms::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{Client, Engine, TestApp, portal_link};

const OLD: &str = "ana.pop@example.com";
const NEW: &str = "ana@new.example";
const ASKED: &str =
    "... on PortalEmailChangeRequested { message validMinutes } ... on InvalidInput { fields { field } }
    ... on RateLimited { retryAt }";
const CONFIRMED: &str = "... on EmailChangeConfirmed { email } ... on RecordNotFound { kind }";

async fn ask(portal: &Client, email: &str) -> Value {
    portal.mutate("portalEmailChangeRequest", json!({ "email": email }), ASKED).await
}

/// The token of the latest letter to an address.
async fn mailed(app: &TestApp, address: &str) -> String {
    worker::drain(&app.app).await.expect("the outbox");
    let letters = app.letters_to(address);
    let (_, text) = letters.last().expect("a letter");
    let token = text.split_once("/portal/email-change#token=").expect("a link").1;
    token.split_whitespace().next().expect("a token").to_owned()
}

async fn seen(client: &Client, token: &str) -> Value {
    let query = "query ($token: String!) { emailChangeByLink(token: $token) { businessName email } }";
    client.run(query, json!({ "token": token })).await["emailChangeByLink"].clone()
}

async fn confirm(client: &Client, token: &str) -> Value {
    client.mutate("emailChangeByLinkConfirm", json!({ "token": token }), CONFIRMED).await
}

async fn email_of(owner: &Client, customer: &str) -> Value {
    let query = "query ($id: ID!) { customer(id: $id) { email } }";
    owner.run(query, json!({ "id": customer })).await["customer"]["email"].clone()
}

/// A link that does nothing, as everybody is told who has one that does not work.
async fn assert_dead(app: &TestApp, token: &str) {
    let anyone = app.anonymous();
    let unknown = confirm(&anyone, "lethe_ln_made_up").await;
    assert_eq!((&unknown["code"], &unknown["kind"]), (&json!("NOT_FOUND"), &json!("LINK")));
    let before = app.state().await;
    assert_eq!(seen(&anyone, token).await, Value::Null);
    assert_eq!(confirm(&anyone, token).await, unknown);
    before.assert_unchanged(&app.state().await);
}

#[rstest]
#[tokio::test]
async fn a_confirmed_link_changes_the_address_once_and_the_old_one_is_told(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let portal = app.portal(OLD).await;
    let answer = ask(&portal, NEW).await;
    assert_eq!(answer["validMinutes"], 60, "{answer}");
    let token = mailed(&app, NEW).await;
    assert_eq!((email_of(&owner, &ana).await, app.letters_to(OLD).len()), (json!(OLD), 0), "asking changes nothing");

    let anyone = app.anonymous();
    assert_eq!(seen(&anyone, &token).await, json!({ "businessName": "northside garage", "email": NEW }));
    assert_eq!(confirm(&anyone, &token).await, json!({ "__typename": "EmailChangeConfirmed", "email": NEW }));
    assert_eq!(email_of(&owner, &ana).await, NEW);
    worker::drain(&app.app).await.expect("the outbox");
    let [(subject, text)] = &app.letters_to(OLD)[..] else { panic!("{:?}", app.letters_to(OLD)) };
    assert_eq!(subject, "Your address for northside garage has changed");
    assert!(!text.contains(NEW), "{text}");
    assert_dead(&app, &token).await;

    let found = "query ($search: String!) { customers(where: { search: $search }) { nodes { id } } }";
    let found = owner.run(found, json!({ "search": NEW })).await;
    assert_eq!(found["customers"]["nodes"], json!([{ "id": ana }]));
    let kept = Query::built("select count(*) from email_changes").scalar::<i64>(&app.app.db).await.expect("a count");
    assert_eq!(kept, Some(0));
}

#[rstest]
#[tokio::test]
async fn the_audit_log_says_who_changed_an_address_and_no_address(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    ask(&app.portal(OLD).await, NEW).await;
    confirm(&app.anonymous(), &mailed(&app, NEW).await).await;
    let trail = "query ($id: ID!) { customer(id: $id) { auditTrail(first: 2) { nodes { action by { kind } } } } }";
    let trail = owner.run(trail, json!({ "id": ana })).await["customer"]["auditTrail"]["nodes"].clone();
    let expected = json!([{ "action": "customer.email_changed", "by": { "kind": "LINK" } },
        { "action": "customer.email_change_requested", "by": { "kind": "PORTAL" } }]);
    assert_eq!(trail, expected);
    let told = Query::built("select count(*) from audit_events where cast(data as text) like $1").bind("%@%");
    assert_eq!(told.scalar::<i64>(&app.app.db).await.expect("a count"), Some(0));
}

#[rstest]
#[tokio::test]
async fn the_answer_does_not_tell_whose_the_address_is(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let (ana, bo) = (owner.customer("Ana Pop").await, owner.customer("Bo Lind").await);
    let portal = app.portal(OLD).await;
    let (free, taken) = (ask(&portal, NEW).await, ask(&portal, "bo.lind@example.com").await);
    assert_eq!((&free["__typename"], &free), (&json!("PortalEmailChangeRequested"), &taken));
    let token = mailed(&app, "bo.lind@example.com").await;
    confirm(&app.anonymous(), &token).await;
    assert_eq!(email_of(&owner, &ana).await, email_of(&owner, &bo).await, "who reads mail there has confirmed it");
}

#[rstest]
#[tokio::test]
async fn a_link_ends_with_another_request_with_its_hour_and_with_the_customer(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let portal = app.portal(OLD).await;
    ask(&portal, "first@new.example").await;
    let first = mailed(&app, "first@new.example").await;
    ask(&portal, NEW).await;
    assert_dead(&app, &first).await;
    let second = mailed(&app, NEW).await;
    let undo = owner.delete(&ana).await;
    assert_dead(&app, &second).await;
    owner.try_undo(&undo).await;
    assert_eq!(seen(&app.anonymous(), &second).await["email"], NEW, "an undo brings links back");
    app.clock.advance(Duration::minutes(60)).expect("moves");
    assert_dead(&app, &second).await;
}

#[rstest]
#[tokio::test]
async fn no_letter_leaves_for_a_deleted_customer_or_an_earlier_request(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let portal = app.portal(OLD).await;
    ask(&portal, "first@new.example").await;
    ask(&portal, NEW).await;
    worker::drain(&app.app).await.expect("the outbox");
    assert_eq!((app.letters_to("first@new.example").len(), app.letters_to(NEW).len()), (0, 1));
    ask(&portal, "third@new.example").await;
    owner.delete(&ana).await;
    worker::drain(&app.app).await.expect("the outbox");
    assert_eq!(app.letters_to("third@new.example"), []);
}

#[rstest]
#[tokio::test]
async fn of_two_who_confirm_at_once_one_does(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    app.client(Role::Owner).await.customer("Ana Pop").await;
    ask(&app.portal(OLD).await, NEW).await;
    let token = mailed(&app, NEW).await;
    let anyone = app.anonymous();
    let (one, other) = tokio::join!(confirm(&anyone, &token), confirm(&anyone, &token));
    let mut kinds = [one["__typename"].clone(), other["__typename"].clone()];
    kinds.sort_by_key(ToString::to_string);
    assert_eq!(kinds, ["EmailChangeConfirmed", "RecordNotFound"]);
}

#[rstest]
#[tokio::test]
async fn what_was_mailed_to_the_old_address_signs_nobody_in_any_more(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.client(Role::Owner).await.customer("Ana Pop").await;
    let portal = app.portal(OLD).await;
    let link = portal_link(&app.app, app.account, OLD).await;
    ask(&portal, NEW).await;
    confirm(&app.anonymous(), &mailed(&app, NEW).await).await;
    let refused = app.anonymous().mutate("portalSignIn", json!({ "token": link }), "").await;
    assert_eq!(refused["__typename"], "SignInRejected");
    assert_eq!(portal.run("{ portal { email } }", Value::Null).await["portal"]["email"], NEW, "sessions go on");
}

#[rstest]
#[tokio::test]
async fn what_is_no_address_and_what_is_too_often_is_refused(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start_with(engine, |settings| settings.portal_link_attempts = 2).await;
    app.client(Role::Owner).await.customer("Ana Pop").await;
    let portal = app.portal(OLD).await;
    let before = app.state().await;
    assert_eq!(ask(&portal, "nobody").await["fields"], json!([{ "field": "email" }]));
    before.assert_unchanged(&app.state().await);
    for email in ["one@new.example", "two@new.example"] {
        assert_eq!(ask(&portal, email).await["__typename"], "PortalEmailChangeRequested");
    }
    let before = app.state().await;
    let limited = ask(&portal, "three@new.example").await;
    assert_eq!(limited["code"], "RATE_LIMITED", "{limited}");
    before.assert_unchanged(&app.state().await);
}
