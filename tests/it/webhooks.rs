//! News from the payment provider: signed, counted once, and never lost.

use chrono::{Duration, TimeDelta};
use lethe::payment_providers::{PaymentProvider, TestProvider};
use lethe::terms::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::sound::count;
use crate::support::stripe::event;
use crate::support::{Client, Engine, FOREIGN_SLUG, TestApp};

fn built_in(app: &TestApp) -> &TestProvider {
    match &app.app.payments {
        PaymentProvider::Test(provider) => provider,
        other => panic!("{other:?}"),
    }
}

/// An invoice over 10.00 that is being charged to a card whose bank takes its time; invoice and charge.
async fn pending(app: &TestApp, owner: &Client, customer: &str) -> (String, String) {
    let (card, bill) = (app.card(customer, "pending").await, owner.invoice(customer, "10.00").await);
    let charge = owner.charge(&bill, &card, &bill).await;
    assert_eq!(charge["charge"]["state"], "PENDING", "{charge}");
    (bill, charge["charge"]["id"].as_str().expect("a charge").to_owned())
}

fn news(app: &TestApp, id: &str, charge: &str, succeeded: bool) -> (String, String) {
    built_in(app).news_of(id, (app.account, charge.parse().expect("an id")), succeeded, app.app.now())
}

async fn state(owner: &Client, invoice: &str) -> Value {
    let query = "query ($id: ID!) { invoice(id: $id) { state payments { totalCount } } }";
    owner.run(query, json!({ "id": invoice })).await["invoice"].clone()
}

async fn events(app: &TestApp) -> i64 {
    count(&app.app.db, "select count(*) from provider_events").await
}

#[rstest]
#[tokio::test]
async fn news_settle_a_charge_once_however_often_they_come(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let (bill, charge) = pending(&app, &owner, &ana).await;
    assert_eq!(app.news(news(&app, "evt_1", &charge, true)).await, 200);
    assert_eq!(state(&owner, &bill).await, json!({ "state": "PAID", "payments": { "totalCount": 1 } }));
    let before = app.state().await;
    assert_eq!(app.news(news(&app, "evt_1", &charge, true)).await, 200);
    before.assert_unchanged(&app.state().await);
    assert_eq!(app.news(news(&app, "evt_2", &charge, true)).await, 200, "other news of the same");
    assert_eq!(app.news(news(&app, "evt_3", &charge, false)).await, 200, "old news that come late");
    assert_eq!(state(&owner, &bill).await, json!({ "state": "PAID", "payments": { "totalCount": 1 } }));
    assert_eq!(events(&app).await, 3);
    app.assert_sound().await;
}

#[rstest]
#[tokio::test]
async fn news_of_a_failure_free_the_invoice_and_money_that_comes_after_all_is_recorded(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let (bill, charge) = pending(&app, &owner, &ana).await;
    assert_eq!(app.news(news(&app, "evt_1", &charge, false)).await, 200);
    assert_eq!(state(&owner, &bill).await["state"], "ISSUED");
    owner.pay(&bill).await;
    assert_eq!(app.news(news(&app, "evt_2", &charge, true)).await, 200);
    assert_eq!(state(&owner, &bill).await, json!({ "state": "PAID", "payments": { "totalCount": 1 } }));
    let credit = "select cast(coalesce(sum(amount_minor), 0) as bigint) from credits";
    assert_eq!(count(&app.app.db, credit).await, 10_00, "what was too much is the customer's credit");
}

#[rstest]
#[tokio::test]
async fn news_without_a_signature_that_fits_leave_no_trace(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let (_, charge) = pending(&app, &owner, &ana).await;
    let (body, signature) = news(&app, "evt_1", &charge, true);
    let before = app.state().await;
    for (body, signature) in [
        (body.clone(), String::new()),
        (body.clone(), signature.replace("v1=", "v0=")),
        (body.replace("evt_1", "evt_2"), signature.clone()),
        (String::new(), signature.clone()),
        ("not json".to_owned(), signature.clone()),
    ] {
        assert_eq!(app.news((body, signature)).await, 400);
    }
    app.clock.advance(TimeDelta::seconds(301)).expect("moves");
    assert_eq!(app.news((body, signature)).await, 400, "it was signed too long ago");
    before.assert_unchanged(&app.state().await);
}

#[rstest]
#[tokio::test]
async fn news_that_are_not_about_a_charge_of_ours_are_noted_and_left(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, _stripe) = TestApp::start_with_stripe(engine).await;
    let unknown = json!({ "account": app.account.to_string(), "charge": "chg_01kjpqzzzzfqz8fqzzzzzzzzzz" });
    let now = app.app.now();
    let intent = |metadata: Value| json!({ "id": "pi_1", "status": "succeeded", "metadata": metadata });
    let before = app.state().await.without("provider_events");
    for sent in [
        event("evt_1", "customer.created", &json!({ "id": "cus_1" }), now),
        event("evt_2", "payment_intent.succeeded", &intent(json!({})), now),
        event("evt_3", "payment_intent.succeeded", &intent(unknown), now),
    ] {
        assert_eq!(app.news(sent).await, 200);
    }
    assert_eq!(events(&app).await, 3);
    before.assert_unchanged(&app.state().await.without("provider_events"));
    let to_nobody = event("evt_4", "customer.created", &json!({ "id": "cus_1" }), now);
    assert_eq!(app.news_at(&app.origin, "nobody", to_nobody).await, 404);
}

#[rstest]
#[tokio::test]
async fn news_sent_to_another_account_s_door_settle_nothing(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let (bill, charge) = pending(&app, &owner, &ana).await;
    assert_eq!(app.news_at(&app.origin, FOREIGN_SLUG, news(&app, "evt_1", &charge, true)).await, 200);
    assert_eq!(state(&owner, &bill).await["state"], "ISSUED");
    assert_eq!(app.news(news(&app, "evt_1", &charge, true)).await, 200);
    assert_eq!(state(&owner, &bill).await["state"], "PAID");
}

#[rstest]
#[tokio::test]
async fn stripe_s_news_settle_what_its_bank_took_time_for(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let (app, stripe) = TestApp::start_with_stripe(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let card = app.stripe_card(&stripe, &ana, "pm_slow_bank").await;
    for (succeeded, ends) in [(false, "FAILED"), (true, "SUCCEEDED")] {
        app.clock.advance(Duration::seconds(1)).expect("moves");
        let bill = owner.invoice(&ana, "10.00").await;
        let charge = owner.charge(&bill, &card, &bill).await["charge"]["id"].as_str().expect("a charge").to_owned();
        assert_eq!(app.news(stripe.decide(&charge, succeeded, app.app.now())).await, 200);
        let query = "query ($id: ID!) { customer(id: $id) { charges(first: 1) { nodes { state failure } } } }";
        let seen = owner.run(query, json!({ "id": ana })).await["customer"]["charges"]["nodes"][0].clone();
        let failure = if succeeded { Value::Null } else { json!("insufficient_funds") };
        assert_eq!(seen, json!({ "state": ends, "failure": failure }));
    }
}

#[rstest]
#[tokio::test]
async fn money_for_a_customer_who_was_deleted_meanwhile_is_recorded(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let (bill, charge) = pending(&app, &owner, &ana).await;
    owner.mutate("invoiceWriteOff", json!({ "id": bill }), "").await;
    owner.delete(&ana).await;
    assert_eq!(app.news(news(&app, "evt_1", &charge, true)).await, 200);
    assert_eq!(count(&app.app.db, "select count(*) from charges where state = 'SUCCEEDED'").await, 1);
    let kept = "select cast(coalesce((select sum(amount_minor) from payments), 0)
        + coalesce((select sum(amount_minor) from credits), 0) as bigint)";
    assert_eq!(count(&app.app.db, kept).await, 10_00);
    app.assert_sound().await;
}
