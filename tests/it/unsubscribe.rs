//! Refusing letters by the link in one of them (RFC 8058).

use chrono::Duration;
use lethe::jobs::{Letter, worker};
use lethe::notifications::queue_due;
use lethe::terms::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::notifications::told;
use crate::support::visits::Visits;
use crate::support::{Client, Engine, TestApp};

const REFUSED: &str = "... on LinkedPreferenceRefused { purpose } ... on RecordNotFound { kind }";

async fn drain(app: &TestApp) {
    queue_due(&app.app).await.expect("what is due");
    worker::drain(&app.app).await.expect("the outbox");
}

/// Ana, who was reminded of a booking; the reminder comes first, the booking's confirmation after it.
async fn reminded(app: &TestApp, visits: &Visits<'_>) -> (Client, String, Vec<Letter>) {
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    visits.book(&ana, Duration::hours(20)).await;
    worker::drain(&app.app).await.expect("the outbox");
    drain(app).await;
    let letters = app.app.mailer.delivered().into_iter().map(|delivered| delivered.letter).collect();
    (owner, ana, letters)
}

fn token_of(letter: &Letter) -> String {
    let page = letter.text.split_once("/portal/unsubscribe#token=").expect("a link").1;
    page.split_whitespace().next().expect("a token").to_owned()
}

async fn seen(client: &Client, token: &str) -> Value {
    let query = "query ($token: String!) { preferenceByLink(token: $token) { businessName purpose channel allowed } }";
    client.run(query, json!({ "token": token })).await["preferenceByLink"].clone()
}

async fn refuse(client: &Client, token: &str) -> Value {
    client.mutate("preferenceByLinkRefuse", json!({ "token": token }), REFUSED).await
}

/// A request as a mail program sends it; the status and where it leads.
async fn http(app: &TestApp, method: reqwest::Method, address: &str) -> (u16, Option<String>) {
    let path = address.strip_prefix(&app.app.settings.public_url).expect("an address of this server");
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).tls_certs_only([]).build();
    let request = client.expect("a client").request(method, format!("{}{path}", app.origin));
    let answer = request.form(&[("List-Unsubscribe", "One-Click")]).send().await.expect("an answer");
    let leads = answer.headers().get("location").and_then(|value| value.to_str().ok()).map(str::to_owned);
    (answer.status().as_u16(), leads)
}

async fn trail(owner: &Client, customer: &str) -> Value {
    let query = "query ($id: ID!) { customer(id: $id) { consents { nodes { purpose channel granted source
        } } } }";
    owner.run(query, json!({ "id": customer })).await["customer"]["consents"]["nodes"].clone()
}

#[rstest]
#[tokio::test]
async fn d6_one_click_in_a_mail_program_refuses_more_such_letters_and_no_others(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let visits = Visits::new(&app).await;
    let (owner, ana, letters) = reminded(&app, &visits).await;
    let [reminder, confirmation] = &letters[..] else { panic!("{letters:?}") };
    assert_eq!(confirmation.unsubscribe, None, "what was agreed is told");
    assert!(!confirmation.text.contains("unsubscribe"), "{}", confirmation.text);
    let one_click = reminder.unsubscribe.clone().expect("a header");

    let before = app.state().await;
    let page = format!("/portal/unsubscribe#token={}", token_of(reminder));
    assert_eq!(http(&app, reqwest::Method::GET, &one_click).await, (303, Some(page)), "looking changes nothing");
    before.assert_unchanged(&app.state().await);

    assert_eq!(http(&app, reqwest::Method::POST, &one_click).await.0, 200);
    let entry = json!({ "purpose": "REMINDERS", "channel": "EMAIL", "granted": false, "source": "link" });
    assert_eq!(trail(&owner, &ana).await, json!([entry]));

    let before = app.state().await;
    assert_eq!(http(&app, reqwest::Method::POST, &one_click).await.0, 200, "once more makes no difference");
    before.assert_unchanged(&app.state().await);

    visits.book(&ana, Duration::hours(22)).await;
    drain(&app).await;
    let told = told(&owner, &ana).await;
    let count = |kind: &str, state: &str| {
        let all = told.as_array().expect("messages").iter();
        all.filter(|its| (&its["kind"], &its["state"]) == (&json!(kind), &json!(state))).count()
    };
    assert_eq!((count("BOOKING_REMINDER", "SENT"), count("BOOKING_REMINDER", "SKIPPED")), (1, 1), "{told}");
    assert_eq!(count("BOOKING_MADE", "SENT"), 2, "{told}");
}

#[rstest]
#[tokio::test]
async fn d6_the_page_of_the_link_says_what_it_is_about_and_refuses(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let (owner, ana, letters) = reminded(&app, &Visits::new(&app).await).await;
    let token = token_of(&letters[0]);
    let anyone = app.anonymous();
    let mut about =
        json!({ "businessName": "northside garage", "purpose": "REMINDERS", "channel": "EMAIL", "allowed": true });
    assert_eq!(seen(&anyone, &token).await, about);
    assert_eq!(
        refuse(&anyone, &token).await,
        json!({ "__typename": "LinkedPreferenceRefused", "purpose": "REMINDERS" })
    );
    about["allowed"] = json!(false);
    assert_eq!(seen(&anyone, &token).await, about);
    assert_eq!(trail(&owner, &ana).await.as_array().map(Vec::len), Some(1));
}

#[rstest]
#[tokio::test]
async fn a_link_ends_with_the_customer_and_with_its_time_and_reads_like_an_unknown_one(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let (owner, ana, letters) = reminded(&app, &Visits::new(&app).await).await;
    let (token, one_click) = (token_of(&letters[0]), letters[0].unsubscribe.clone().expect("a header"));
    let anyone = app.anonymous();
    let unknown = refuse(&anyone, "lethe_ln_made_up").await;
    assert_eq!((&unknown["code"], &unknown["kind"]), (&json!("NOT_FOUND"), &json!("LINK")));
    let dead = async || {
        let before = app.state().await;
        assert_eq!((seen(&anyone, &token).await, refuse(&anyone, &token).await), (Value::Null, unknown.clone()));
        assert_eq!(http(&app, reqwest::Method::POST, &one_click).await.0, 404);
        before.assert_unchanged(&app.state().await);
    };
    let policy = json!({ "rules": [{ "kind": "BOOKING", "rule": "CANCEL" }] });
    owner.mutate("deletionPolicySet", policy, "").await;
    let undo = owner.delete(&ana).await;
    dead().await;
    owner.try_undo(&undo).await;
    assert_eq!(seen(&anyone, &token).await["allowed"], true, "an undo brings links back");
    app.clock.advance(Duration::days(60)).expect("moves");
    dead().await;
}

#[tokio::test]
async fn what_is_no_token_leads_nowhere() {
    let app = TestApp::start(Engine::Sqlite).await;
    let made_up = format!("{}/unsubscribe/x%0d%0aSet-Cookie:%20a", app.app.settings.public_url);
    assert_eq!(http(&app, reqwest::Method::GET, &made_up).await, (404, None));
    assert_eq!(http(&app, reqwest::Method::POST, &made_up).await.0, 404);
}
