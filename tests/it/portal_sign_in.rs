//! The portal's front door: a mailed link that works once, and what a customer reaches with it.

use chrono::Duration;
use lethe::jobs::worker;
use lethe::terms::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::schema::{introspect, list, name, named_type, own_types};
use crate::support::{Answer, Client, Engine, SLUG, TestApp};

const OPENED: &str = "... on PortalSessionOpened { accessToken expiresAt viewer { customer { displayName } } }";

async fn request(app: &TestApp, account: &str, email: &str) -> Answer {
    let query =
        "mutation ($input: PortalLinkRequestInput!) { portalLinkRequest(input: $input) { message validMinutes } }";
    app.anonymous().post(query, json!({ "input": { "account": account, "email": email } })).await
}

/// Does what waits in the outbox; the tokens of all mailed links, newest first.
async fn mailed(app: &TestApp) -> Vec<String> {
    worker::drain(&app.app).await.expect("the outbox");
    let token = |text: &str| {
        let (_, rest) = text.split_once("#token=")?;
        Some(rest.split_whitespace().next()?.to_owned())
    };
    app.app.mailer.delivered().iter().filter_map(|mail| token(&mail.letter.text)).collect()
}

async fn sign_in(app: &TestApp, token: &str) -> Value {
    app.anonymous().mutate("portalSignIn", json!({ "token": token }), OPENED).await
}

async fn link(app: &TestApp) -> String {
    app.client(Role::Owner).await.customer("Ana Pop").await;
    request(app, SLUG, "ana.pop@example.com").await;
    mailed(app).await.remove(0)
}

async fn is_signed_in(client: &Client) -> bool {
    client.post("{ portal { displayName } }", Value::Null).await.body["data"]["portal"].is_object()
}

#[rstest]
#[tokio::test]
async fn a_mailed_link_signs_in_once(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let token = link(&app).await;
    let mail = app.app.mailer.delivered().remove(0).letter;
    assert_eq!((mail.to.as_str(), mail.subject.as_str()), ("ana.pop@example.com", "Sign in to northside garage"));
    assert!(
        mail.text.contains(&format!("{}/portal/sign-in#token={token}", app.app.settings.public_url)),
        "{}",
        mail.text
    );

    let opened = sign_in(&app, &token).await;
    assert_eq!(opened["viewer"]["customer"]["displayName"], "Ana Pop");
    assert!(is_signed_in(&app.bearer(opened["accessToken"].as_str().expect("a token"))).await);
    assert_eq!(sign_in(&app, &token).await["__typename"], "SignInRejected");
}

#[rstest]
#[tokio::test]
async fn of_two_uses_of_a_link_at_once_one_signs_in(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let token = link(&app).await;
    let (one, other) = tokio::join!(sign_in(&app, &token), sign_in(&app, &token));
    let mut kinds = [one["__typename"].clone(), other["__typename"].clone()];
    kinds.sort_by_key(ToString::to_string);
    assert_eq!(kinds, ["PortalSessionOpened", "SignInRejected"]);
}

#[rstest]
#[tokio::test]
async fn a_link_runs_out_after_a_quarter_of_an_hour(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let token = link(&app).await;
    app.clock.advance(Duration::minutes(15)).expect("moves");
    assert_eq!(sign_in(&app, &token).await["__typename"], "SignInRejected");
}

#[rstest]
#[tokio::test]
async fn a_session_runs_out_after_a_day_and_ends_by_signing_out(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.client(Role::Owner).await.customer("Ana Pop").await;
    let (one, other) = (app.portal("ana.pop@example.com").await, app.portal("ana.pop@example.com").await);
    one.run("mutation { signOut { __typename } }", Value::Null).await;
    assert!(!is_signed_in(&one).await && is_signed_in(&other).await);
    app.clock.advance(Duration::hours(24)).expect("moves");
    assert!(!is_signed_in(&other).await);
}

#[rstest]
#[tokio::test]
async fn strangers_get_the_same_answer_and_no_mail(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    app.client(Role::Owner).await.customer("Ana Pop").await;
    let known = request(&app, SLUG, "ana.pop@example.com").await;
    assert_eq!(mailed(&app).await.len(), 1);
    for (account, email) in [
        (SLUG, "stranger@example.com"),
        ("southside", "ana.pop@example.com"),
        ("nowhere", "ana.pop@example.com"),
        (SLUG, "not an address"),
        (SLUG, "a\0na@example.com"),
    ] {
        let answer = request(&app, account, email).await;
        assert_eq!((answer.status, &answer.body), (known.status, &known.body), "{account} {email:?}");
    }
    assert_eq!(mailed(&app).await.len(), 1);
}

#[rstest]
#[tokio::test]
async fn a_request_does_the_same_work_for_a_stranger(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    app.client(Role::Owner).await.customer("Ana Pop").await;
    for email in ["ana.pop@example.com", "stranger@example.com"] {
        request(&app, SLUG, email).await;
    }
    let waiting = lethe::db::Query::built("select count(*) from outbox where delivered_at is null");
    assert_eq!(waiting.scalar::<i64>(&app.app.db).await.expect("a count"), Some(2));
}

#[rstest]
#[tokio::test]
async fn nothing_that_opens_a_session_is_stored(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let token = link(&app).await;
    let stored = lethe::db::Query::built("select count(*) from outbox where payload <> ''");
    assert_eq!(stored.scalar::<i64>(&app.app.db).await.expect("a count"), Some(0));
    assert!(!format!("{:?}", app.state().await).contains(&token));
}

#[rstest]
#[tokio::test]
async fn too_many_requests_for_a_link_have_to_wait(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start_with(engine, |settings| settings.portal_link_attempts = 2).await;
    for _ in 0..2 {
        assert!(request(&app, SLUG, "ana.pop@example.com").await.body["errors"].is_null());
    }
    let limited = request(&app, SLUG, "ana.pop@example.com").await;
    assert_eq!(limited.body["errors"][0]["extensions"]["code"], "RATE_LIMITED", "{}", limited.body);
    assert!(limited.body["errors"][0]["extensions"]["retryAt"].is_string());
}

#[rstest]
#[tokio::test]
async fn tokens_of_staff_and_portal_are_not_interchangeable(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    owner.customer("Ana Pop").await;
    let customer = app.portal("ana.pop@example.com").await;
    for (client, query) in [(&owner, "{ portal { displayName } }"), (&customer, "{ customers { nodes { id } } }")] {
        let answer = client.post(query, Value::Null).await;
        assert_eq!(answer.body["errors"][0]["extensions"]["code"], "FORBIDDEN", "{query} {}", answer.body);
    }
}

/// From what a portal customer may ask for, no type of the staff's can be reached.
#[tokio::test]
async fn the_portal_reaches_its_own_types_alone() {
    let schema = introspect().await;
    let types: Vec<&Value> = own_types(&schema).collect();
    let mut reached = vec!["PortalViewer".to_owned(), "PortalCustomer".to_owned()];
    let mut at = 0;
    while let Some(from) = reached.get(at).cloned() {
        at += 1;
        for field in types.iter().filter(|its| name(its) == from).flat_map(|its| list(its, "fields")) {
            let to = named_type(&field["type"]).to_owned();
            if !reached.contains(&to) {
                reached.push(to);
            }
        }
    }
    const SHARED: [&str; 8] = ["PageInfo", "Money", "DateTime", "Date", "Decimal", "CurrencyCode", "Locale", "URL"];
    /// Of the customer's own messages, money and requests; staff see the same.
    const ONE_S_OWN: [&str; 10] = [
        "Preference",
        "NotificationPurpose",
        "Channel",
        "Statement",
        "StatementEntry",
        "StatementEntryKind",
        "PaymentMeans",
        "AddressPurpose",
        "PrivacyRequestKind",
        "PrivacyRefusalGround",
    ];
    const BUILT_IN: [&str; 5] = ["String", "Int", "Float", "Boolean", "ID"];
    reached.retain(|kind| {
        let known = [&SHARED[..], &ONE_S_OWN, &BUILT_IN].iter().any(|types| types.contains(&kind.as_str()));
        !known && !kind.starts_with("Portal") && !kind.ends_with("State")
    });
    assert!(reached.is_empty(), "the portal reaches {reached:?}");
}

/// A portal customer may end their session and do what is made for the portal. Nothing of that deletes: who wants their
/// data erased asks for it, and a person decides.
#[test]
fn e19_a_customer_cannot_delete_themselves_from_the_portal() {
    use lethe::graphql::access::{RULES, Who};
    let open = |who: Who| matches!(who, Who::Portal | Who::SignedIn | Who::InSession);
    let mutations: Vec<_> = RULES.iter().filter(|rule| rule.typed && open(rule.who)).map(|rule| rule.field).collect();
    assert!(mutations.contains(&"portalPrivacyRequest"), "{mutations:?}");
    for mutation in mutations {
        let made_for_it = mutation == "signOut" || mutation.starts_with("portal");
        let deletes = ["Delete", "Erase", "Mask", "Merge"].iter().any(|act| mutation.contains(act));
        assert!(made_for_it && !deletes, "a customer may use {mutation}");
    }
}
