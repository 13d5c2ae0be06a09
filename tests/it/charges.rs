//! Charges: written down before the provider is asked, and settled once.

use chrono::Duration;
use lethe::charges;
use lethe::jobs::worker;
use lethe::terms::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::payments::bookkeeper;
use crate::support::payments::CHARGED;
use crate::support::sound::count;
use crate::support::{Client, Engine, TestApp};

async fn invoice(client: &Client, id: &str) -> Value {
    let query = "query ($id: ID!) { invoice(id: $id) { state outstanding { amount }
        payments { nodes { amount { amount } method } } customer { charges { nodes { state failure } } } } }";
    client.run(query, json!({ "id": id })).await["invoice"].clone()
}

async fn states(client: &Client, customer: &str) -> Vec<Value> {
    let query = "query ($id: ID!) { customer(id: $id) { charges { nodes { state } } } }";
    let seen = client.run(query, json!({ "id": customer })).await;
    let nodes = seen["customer"]["charges"]["nodes"].as_array().expect("charges").clone();
    nodes.into_iter().map(|charge| charge["state"].clone()).collect()
}

#[rstest]
#[tokio::test]
async fn an_invoice_is_charged_once_however_often_it_is_sent(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let (card, bill) = (app.card(&ana, "ok").await, owner.invoice(&ana, "100.00").await);
    let input = json!({ "invoiceId": bill, "amount": "60.00", "tip": "5", "idempotencyKey": "click-1" });
    let first = owner.mutate("invoiceCharge", input.clone(), CHARGED).await;
    let mut charged = first.clone();
    charged["charge"].as_object_mut().expect("a charge").remove("id");
    assert_eq!(
        charged,
        json!({ "__typename": "InvoiceCharged",
        "charge": { "state": "SUCCEEDED", "failure": null, "amount": { "amount": "60.00" }, "tip": { "amount": "5.00" } },
        "invoice": { "state": "ISSUED", "outstanding": { "amount": "40.00" } } }),
        "the default card is charged"
    );
    let before = app.state().await;
    assert_eq!(owner.mutate("invoiceCharge", input, CHARGED).await, first);
    before.assert_unchanged(&app.state().await);
    let other = json!({ "invoiceId": bill, "amount": "1.00", "tip": "5", "idempotencyKey": "click-1" });
    assert_eq!(owner.mutate("invoiceCharge", other, CHARGED).await["code"], "IDEMPOTENCY_CONFLICT");

    let rest = owner.charge(&bill, &card, "click-2").await;
    assert_eq!(rest["invoice"], json!({ "state": "PAID", "outstanding": { "amount": "0.00" } }), "{rest}");
    assert_eq!(owner.charge(&bill, &card, "click-3").await["code"], "WRONG_STATE");
    app.assert_sound().await;
}

#[rstest]
#[tokio::test]
async fn more_than_is_outstanding_is_refused_before_the_provider_is_asked(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, stripe) = TestApp::start_with_stripe(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let card = app.stripe_card(&stripe, &ana, "pm_slow_bank").await;
    let bill = owner.invoice(&ana, "10.00").await;
    let asked = || stripe.posts().iter().filter(|sent| sent.path == "payment_intents").count();
    let before = app.state().await;
    for (amount, field) in [("10.01", "amount"), ("0", "amount"), ("0.001", "amount")] {
        let input = json!({ "invoiceId": bill, "paymentMethodId": card, "amount": amount, "idempotencyKey": "k" });
        let refused = owner.mutate("invoiceCharge", input, CHARGED).await;
        assert_eq!(refused["fields"], json!([{ "field": field }]), "{amount}: {refused}");
    }
    before.assert_unchanged(&app.state().await);
    assert_eq!(asked(), 0);
    let pending = owner.charge(&bill, &card, "first").await;
    assert_eq!(pending["charge"]["state"], "PENDING", "{pending}");
    let again = owner.charge(&bill, &card, "second").await;
    assert_eq!(again["fields"], json!([{ "field": "amount" }]), "what is pending counts: {again}");
    assert_eq!(asked(), 1);
}

#[rstest]
#[tokio::test]
async fn a_declined_card_is_told_and_leaves_the_invoice_owed(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let (card, bill) = (app.card(&ana, "declined").await, owner.invoice(&ana, "10.00").await);
    let declined = owner.charge(&bill, &card, "click").await;
    let told = json!({ "__typename": "PaymentDeclined", "code": "PAYMENT_DECLINED",
        "message": "The card was declined. Nothing was taken.", "declineCode": "card_declined" });
    assert_eq!(declined, told);
    assert_eq!(owner.charge(&bill, &card, "click").await, told, "the same key is told the same");
    let seen = invoice(&owner, &bill).await;
    assert_eq!(
        seen,
        json!({ "state": "ISSUED", "outstanding": { "amount": "10.00" }, "payments": { "nodes": [] },
        "customer": { "charges": { "nodes": [{ "state": "FAILED", "failure": "card_declined" }] } } })
    );
}

#[rstest]
#[case::answer_lost("pm_answer_lost", "SUCCEEDED", "PAID")]
#[case::answer_too_late("pm_too_slow", "SUCCEEDED", "PAID")]
#[case::never_arrived("pm_down", "FAILED", "ISSUED")]
#[case::too_many_requests("pm_busy", "FAILED", "ISSUED")]
#[tokio::test]
async fn what_became_of_a_charge_without_an_answer_is_asked_for_later(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[case] payment_method: &str,
    #[case] ends: &str,
    #[case] owed: &str,
) {
    let (app, stripe) = TestApp::start_with_stripe(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let card = app.stripe_card(&stripe, &ana, payment_method).await;
    let bill = owner.invoice(&ana, "10.00").await;
    let unclear = owner.charge(&bill, &card, "click").await;
    assert_eq!(unclear["charge"]["state"], "PENDING", "{unclear}");
    assert_eq!(charges::look_after(&app.app).await.expect("the database answers"), 0, "it may still be under way");
    app.clock.advance(Duration::seconds(61)).expect("moves");
    assert_eq!(charges::look_after(&app.app).await.expect("the database answers"), 1);
    assert_eq!(states(&owner, &ana).await, [json!(ends)]);
    assert_eq!(invoice(&owner, &bill).await["state"], owed);
    assert_eq!(charges::look_after(&app.app).await.expect("the database answers"), 0);
    let sent = stripe.posts().iter().filter(|sent| sent.path == "payment_intents").count();
    assert_eq!(sent, 1, "nothing is charged anew");
    app.assert_sound().await;
}

#[rstest]
#[tokio::test]
async fn a_charge_that_is_never_approved_is_called_off_after_a_day(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, stripe) = TestApp::start_with_stripe(engine).await;
    // A session does not last for a day.
    let owner = bookkeeper(&app).await;
    let ana = owner.customer("Ana Pop").await;
    let card = app.stripe_card(&stripe, &ana, "pm_to_approve").await;
    let bill = owner.invoice(&ana, "10.00").await;
    assert_eq!(owner.charge(&bill, &card, "click").await["charge"]["state"], "PENDING");
    let mut looks = 0;
    for _ in 0..120 {
        app.clock.advance(Duration::minutes(10)).expect("moves");
        looks += charges::look_after(&app.app).await.expect("the database answers");
    }
    assert!((5..12).contains(&looks), "the pauses grow: {looks}");
    assert_eq!(states(&owner, &ana).await, [json!("PENDING")]);
    app.clock.advance(Duration::hours(24)).expect("moves");
    charges::look_after(&app.app).await.expect("the database answers");
    assert_eq!(states(&owner, &ana).await, [json!("FAILED")]);
    assert_eq!(stripe.posts().last().map(|sent| sent.path.clone()).as_deref(), Some("cancel"));
    let again = owner.charge(&bill, &card, "another").await;
    assert_eq!(again["charge"]["state"], "PENDING", "it can be charged anew: {again}");
}

#[rstest]
#[tokio::test]
async fn only_the_customer_s_own_live_card_is_charged(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let (ana, bo) = (owner.customer("Ana Pop").await, owner.customer("Bo Lind").await);
    let (hers, his, bill) = (app.card(&ana, "ok").await, app.card(&bo, "ok").await, owner.invoice(&ana, "10.00").await);
    owner.mutate("paymentMethodRemove", json!({ "id": hers }), "").await;
    for method in [&hers, &his] {
        assert_eq!(owner.charge(&bill, method, "click").await["code"], "NOT_FOUND");
    }
    let none = owner.mutate("invoiceCharge", json!({ "invoiceId": bill, "idempotencyKey": "click" }), CHARGED).await;
    assert_eq!(none["code"], "NOT_FOUND", "there is no default left");
    let refused = app.client(Role::Support).await.charge(&bill, &his, "click").await;
    assert_eq!(refused["code"], "NOT_PERMITTED");
    assert_eq!(count(&app.app.db, "select count(*) from charges").await, 0);
}

#[rstest]
#[tokio::test]
async fn customers_pay_their_own_invoices_in_the_portal(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let (ana, bo) = (owner.customer("Ana Pop").await, owner.customer("Bo Lind").await);
    app.card(&ana, "ok").await;
    let (hers, his, draft) =
        (owner.invoice(&ana, "10.00").await, owner.invoice(&bo, "10.00").await, owner.draft(&ana, "5.00").await);
    let portal = app.portal("ana.pop@example.com").await;
    let pay = async |invoice: &str, key: &str| {
        let fields = "... on PortalInvoiceCharged { charge { state amount { amount } tip { amount } }
            invoice { id state outstanding { amount } } }";
        let input = json!({ "invoiceId": invoice, "tip": "1.50", "idempotencyKey": key });
        portal.mutate("portalInvoicePay", input, fields).await
    };
    for (other, key) in [(&his, "a"), (&draft, "b")] {
        let before = app.state().await;
        assert_eq!(pay(other, key).await["code"], "NOT_FOUND");
        before.assert_unchanged(&app.state().await);
    }
    let paid = pay(&hers, "c").await;
    assert_eq!(
        paid,
        json!({ "__typename": "PortalInvoiceCharged",
        "charge": { "state": "SUCCEEDED", "amount": { "amount": "10.00" }, "tip": { "amount": "1.50" } },
        "invoice": { "id": hers, "state": "PAID", "outstanding": { "amount": "0.00" } } })
    );
    assert_eq!(pay(&hers, "c").await, paid, "the same key pays once");
    app.assert_sound().await;
}

#[rstest]
#[tokio::test]
async fn a_charge_tells_the_audit_log_numbers_and_no_card(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let (card, bill) = (app.card(&ana, "ok").await, owner.invoice(&ana, "10.00").await);
    owner.charge(&bill, &card, "click").await;
    for action in ["payment_method.added", "charge.begun", "charge.succeeded"] {
        let told = format!("select count(*) from audit_events where action = '{action}'");
        assert_eq!(count(&app.app.db, &told).await, 1, "{action}");
    }
    let named = "select count(*) from audit_events where data like '%4242%' or data like '%tok_%'";
    assert_eq!(count(&app.app.db, named).await, 0);
}

#[rstest]
#[tokio::test]
async fn a_refund_of_a_charge_is_given_back_by_its_provider_once(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, stripe) = TestApp::start_with_stripe(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let (card, bill) = (app.stripe_card(&stripe, &ana, "pm_card_visa").await, owner.invoice(&ana, "10.00").await);
    owner.charge(&bill, &card, "click").await;
    let query = "query ($id: ID!) { invoice(id: $id) { payments { nodes { id } } } }";
    let payment = owner.run(query, json!({ "id": bill })).await["invoice"]["payments"]["nodes"][0]["id"].clone();
    let input = json!({ "paymentId": payment, "amount": "4.00", "idempotencyKey": "back" });
    for _ in 0..2 {
        let refunded = owner.mutate("paymentRefund", input.clone(), "").await;
        assert!(refunded["code"].is_null(), "{refunded}");
        worker::drain(&app.app).await.expect("the outbox");
    }
    let sent: Vec<_> = stripe.posts().into_iter().filter(|sent| sent.path == "refunds").collect();
    assert_eq!(sent.len(), 1);
    assert_eq!((&sent[0].form["amount"], &sent[0].form["payment_intent"]), (&"400".to_owned(), &"pi_1".to_owned()));
}
