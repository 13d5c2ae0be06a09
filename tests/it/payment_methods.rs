//! Payment methods: asked for by a link, left at the provider's page, and never known here (D7).

use chrono::Duration;
use lethe::config::PaymentProviderKind;
use lethe::jobs::worker;
use lethe::terms::{Permission, Role};
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::payments::{finished, started};
use crate::support::sound::count;
use crate::support::{Client, Engine, TestApp};

const METHODS: &str = "query ($id: ID!) { customer(id: $id) { paymentMethods {
    id provider brand lastFour expiresYear expiresMonth isDefault removedAt } } }";

async fn methods(client: &Client, customer: &str) -> Value {
    client.run(METHODS, json!({ "id": customer })).await["customer"]["paymentMethods"].clone()
}

async fn finish(client: &Client, token: &str, setup: &str) -> Value {
    let fields =
        "... on PortalPaymentMethodSaved { paymentMethod { id brand lastFour expiresYear expiresMonth isDefault } }
        ... on InvalidInput { fields { field } }";
    client.mutate("paymentMethodSetupFinish", json!({ "token": token, "setup": setup }), fields).await
}

/// Asks for a payment method; the token of the link in the letter that arrives.
async fn asked_by_letter(app: &TestApp, owner: &Client, customer: &str) -> String {
    owner.mutate("paymentMethodAsk", json!({ "customerId": customer }), "").await;
    worker::drain(&app.app).await.expect("the outbox");
    let letter = app.app.mailer.delivered().into_iter().next().expect("a letter").letter;
    assert!(letter.text.contains("/portal/payment-method#token="), "{}", letter.text);
    letter.text.split_once("#token=").expect("a link").1.split_whitespace().next().expect("a token").to_owned()
}

#[rstest]
#[tokio::test]
async fn d7_a_customer_leaves_a_card_by_a_link_that_works_once(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let token = asked_by_letter(&app, &owner, &ana).await;
    let visitor = app.anonymous();
    let started = started(&visitor, &token).await;
    let (url, setup) = (started["url"].as_str().expect("a page"), started["setup"].as_str().expect("a setup"));
    assert!(url.contains("/payments/test/") && url.contains(setup), "{started}");
    let early = finish(&visitor, &token, setup).await;
    assert_eq!(early["fields"], json!([{ "field": "setup" }]), "no card is chosen yet: {early}");

    let kept = finish(&visitor, &token, &format!("{setup}.ok")).await;
    let mut card = kept["paymentMethod"].clone();
    let id = card.as_object_mut().and_then(|card| card.remove("id")).expect("an id");
    let face =
        json!({ "brand": "visa", "lastFour": "4242", "expiresYear": 2034, "expiresMonth": 12, "isDefault": true });
    assert_eq!(card, face);
    let seen = methods(&owner, &ana).await;
    assert_eq!((&seen[0]["id"], &seen[0]["provider"], &seen[0]["removedAt"]), (&id, &json!("test"), &Value::Null));

    let before = app.state().await;
    let again = finish(&visitor, &token, &format!("{setup}.ok")).await;
    assert_eq!((&again["__typename"], &again["code"]), (&json!("RecordNotFound"), &json!("NOT_FOUND")));
    let reopened = crate::support::payments::started(&visitor, &token).await;
    assert_eq!(reopened["code"], "NOT_FOUND", "{reopened}");
    before.assert_unchanged(&app.state().await);
}

#[rstest]
#[tokio::test]
async fn a_link_that_does_not_work_reads_like_an_unknown_one(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let (ana, bo, cy) =
        (owner.customer("Ana Pop").await, owner.customer("Bo Lind").await, owner.customer("Cy Ro").await);
    let replaced = asked_by_letter(&app, &owner, &ana).await;
    let (deleted, expired) = (app.card_link(&bo).await, app.card_link(&cy).await);
    asked_by_letter(&app, &owner, &ana).await;
    owner.delete(&bo).await;
    let unknown = started(&app.anonymous(), "lethe_ln_made_up").await;
    assert_eq!(unknown["code"], "NOT_FOUND");
    for token in [&replaced, &deleted] {
        assert_eq!(started(&app.anonymous(), token).await, unknown);
        assert_eq!(finish(&app.anonymous(), token, "setup.x.y.ok").await["code"], "NOT_FOUND");
    }
    assert_eq!(started(&app.anonymous(), &expired).await["__typename"], "PaymentMethodSetupStarted");
    app.clock.advance(Duration::days(8)).expect("moves");
    assert_eq!(started(&app.anonymous(), &expired).await, unknown);
}

#[rstest]
#[tokio::test]
async fn another_customer_s_setup_is_not_taken(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let (ana, bo) = (owner.customer("Ana Pop").await, owner.customer("Bo Lind").await);
    let (hers, his) = (app.card_link(&ana).await, app.card_link(&bo).await);
    let setup = started(&app.anonymous(), &hers).await["setup"].as_str().expect("a setup").to_owned();
    let refused = finish(&app.anonymous(), &his, &format!("{setup}.ok")).await;
    assert_eq!(refused["fields"], json!([{ "field": "setup" }]), "{refused}");
    assert_eq!(methods(&owner, &bo).await, json!([]));
    finished(&app.anonymous(), &hers, &format!("{setup}.ok")).await;
}

#[rstest]
#[tokio::test]
async fn staff_ask_make_default_and_remove(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let asked = "... on PaymentMethodAsked { customer { id } } ... on NotPermitted { permission }";
    let ask = json!({ "customerId": ana });
    assert_eq!(owner.mutate("paymentMethodAsk", ask.clone(), asked).await["customer"]["id"], json!(ana));
    let queued = "select count(*) from notifications where kind = 'PAYMENT_METHOD_ASKED'";
    assert_eq!(count(&app.app.db, queued).await, 1);
    let refused = app.client(Role::Technician).await.mutate("paymentMethodAsk", ask, asked).await;
    assert_eq!(refused["permission"], "PAYMENT_METHODS_WRITE");

    let (first, second) = (app.card(&ana, "ok").await, app.card(&ana, "pending").await);
    let order = async || {
        let seen = methods(&owner, &ana).await;
        seen.as_array()
            .expect("a list")
            .iter()
            .map(|its| (its["id"].clone(), its["isDefault"].clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(order().await, [(json!(first), json!(true)), (json!(second), json!(false))]);
    let saved = "... on PaymentMethodSaved { paymentMethod { id isDefault removedAt } }";
    let made = owner.mutate("paymentMethodMakeDefault", json!({ "id": second }), saved).await;
    assert_eq!(made["paymentMethod"]["isDefault"], true, "{made}");
    assert_eq!(order().await, [(json!(second), json!(true)), (json!(first), json!(false))]);
    let removed = owner.mutate("paymentMethodRemove", json!({ "id": second }), saved).await;
    assert_eq!(removed["paymentMethod"]["removedAt"], "2026-03-02T09:00:00Z", "{removed}");
    assert_eq!(order().await, [(json!(first), json!(true))], "the one that is left is the default");
    assert_eq!(owner.mutate("paymentMethodRemove", json!({ "id": second }), "").await["code"], "NOT_FOUND");
    app.assert_sound().await;
}

#[rstest]
#[tokio::test]
async fn without_a_provider_nobody_is_asked(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start_with(engine, |settings| settings.payment_provider = PaymentProviderKind::None).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let token = app.card_link(&ana).await;
    let before = app.state().await;
    assert_eq!(
        owner.mutate("paymentMethodAsk", json!({ "customerId": ana }), "").await["code"],
        "PAYMENTS_UNAVAILABLE"
    );
    assert_eq!(started(&app.anonymous(), &token).await["code"], "PAYMENTS_UNAVAILABLE");
    assert_eq!(finish(&app.anonymous(), &token, "setup").await["code"], "PAYMENTS_UNAVAILABLE");
    before.assert_unchanged(&app.state().await);
}

#[rstest]
#[tokio::test]
async fn in_the_portal_customers_see_to_their_own_cards_only(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let (ana, bo) = (owner.customer("Ana Pop").await, owner.customer("Bo Lind").await);
    let his = app.card(&bo, "ok").await;
    let portal = app.portal("ana.pop@example.com").await;
    let start = "mutation { portalPaymentMethodSetup { ... on PaymentMethodSetupStarted { url setup } } }";
    let setup = portal.run(start, Value::Null).await["portalPaymentMethodSetup"]["setup"].clone();
    let setup = format!("{}.ok", setup.as_str().expect("a setup"));
    let saved = "... on PortalPaymentMethodSaved { paymentMethod { id isDefault } }";
    let finish = async || {
        let done = portal.mutate("portalPaymentMethodSetupFinish", json!({ "setup": setup }), saved).await;
        done["paymentMethod"]["id"].as_str().unwrap_or_else(|| panic!("{done}")).to_owned()
    };
    let hers = finish().await;
    assert_eq!(finish().await, hers, "the same setup is kept once");
    let seen = portal.run("{ portal { paymentMethods { id lastFour isDefault } } }", Value::Null).await;
    assert_eq!(seen["portal"]["paymentMethods"], json!([{ "id": hers, "lastFour": "4242", "isDefault": true }]));
    let before = app.state().await;
    for name in ["portalPaymentMethodRemove", "portalPaymentMethodMakeDefault"] {
        assert_eq!(portal.mutate(name, json!({ "id": his }), saved).await["code"], "NOT_FOUND", "{name}");
    }
    before.assert_unchanged(&app.state().await);
    portal.mutate("portalPaymentMethodRemove", json!({ "id": hers }), saved).await;
    assert_eq!(methods(&owner, &ana).await, json!([]));
}

#[rstest]
#[tokio::test]
async fn a_delete_takes_cards_away_and_an_undo_brings_them_back(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let card = app.card(&ana, "ok").await;
    let undo = owner.delete(&ana).await;
    assert_eq!(methods(&owner, &ana).await, json!([]));
    let refused = owner.mutate("paymentMethodMakeDefault", json!({ "id": card }), "").await;
    assert_eq!(refused["code"], "CUSTOMER_ALREADY_DELETED");
    owner.try_undo(&undo).await;
    let back = methods(&owner, &ana).await;
    assert_eq!((&back[0]["id"], &back[0]["isDefault"]), (&json!(card), &json!(true)));
}

#[rstest]
#[tokio::test]
async fn cards_are_seen_with_the_permission_only(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let ana = app.client(Role::Owner).await.customer("Ana Pop").await;
    let partner = app.partner(&[Permission::CustomersRead]).await;
    let answer = partner.post(METHODS, json!({ "id": ana })).await;
    assert_eq!(answer.body["errors"][0]["extensions"]["permission"], "PAYMENT_METHODS_READ", "{:#}", answer.body);
}

#[tokio::test]
async fn the_built_in_provider_has_a_page_and_takes_nothing_else_into_it() {
    let app = TestApp::start(Engine::Sqlite).await;
    let ana = app.client(Role::Owner).await.customer("Ana Pop").await;
    let token = app.card_link(&ana).await;
    let url = started(&app.anonymous(), &token).await["url"].as_str().expect("a page").to_owned();
    let path = url.strip_prefix(&app.app.settings.public_url).expect("this server's");
    let http = reqwest::Client::builder().tls_certs_only([]).build().expect("a client");
    let got = async |path: &str| {
        let answer = http.get(format!("{}{path}", app.origin)).send().await.expect("an answer");
        (answer.status().as_u16(), answer.text().await.expect("text"))
    };
    let (status, page) = got(path).await;
    let reference = path.split(['/', '?']).nth(3).expect("a reference");
    assert_eq!(status, 200);
    assert!(page.contains(&format!("/portal/payment-method?setup={reference}.ok\"")), "{page}");
    assert_eq!(got("/payments/test/%22%3E%3Cscript%3E?back=payment-method").await.0, 404);
    assert_eq!(got("/payments/test/setup?back=%22%3E").await.0, 404);
    let none =
        TestApp::start_with(Engine::Sqlite, |settings| settings.payment_provider = PaymentProviderKind::None).await;
    let status = http.get(format!("{}{path}", none.origin)).send().await.expect("an answer").status();
    assert_eq!(status.as_u16(), 404);
}
