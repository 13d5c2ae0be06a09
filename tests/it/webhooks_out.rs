//! What partners are told: which events, signed how, how often, and what they answer.

use std::net::IpAddr;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{Duration, TimeDelta};
use lethe::access::Keys;
use lethe::app::{App, Cx};
use lethe::config::Settings;
use lethe::db::Query;
use lethe::error::Fault;
use lethe::ids::{CustomerId, DeletionId, WebhookDeliveryId};
use lethe::in_tx;
use lethe::jobs::sweep;
use lethe::terms::Role;
use lethe::webhooks::{self, Courier, Event, WebhookDeliveryState, WebhookEvent, deliver_due};
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::partner::{Answer, Partner};
use crate::support::sound::count;
use crate::support::{Client, Engine, TestApp, start_of_time};

const ALL: [&str; 5] =
    ["CUSTOMER_DELETED", "CUSTOMER_DELETE_UNDONE", "CUSTOMER_RESTORED", "CUSTOMER_MASKED", "CUSTOMER_ERASED"];
const CONFIRMED: &str =
    "... on WebhookDeliveryConfirmed { delivery { id state confirmedBy { kind id } endpoint { id } } }";
const INVALID: &str = "... on InvalidInput { fields { field } }";
const MISSING: &str = "... on RecordNotFound { kind }";
const NOT_PERMITTED: &str = "... on NotPermitted { permission }";
const WRONG_STATE: &str = "... on WrongState { kind state }";

/// A garage, its owner, and a partner whose endpoint listens to everything.
struct Told {
    app: TestApp,
    owner: Client,
    partner: Partner,
    endpoint: String,
    secret: String,
}

async fn told(engine: Engine) -> Told {
    let app = TestApp::start_with_webhooks(engine).await;
    let (owner, partner) = (app.client(Role::Owner).await, Partner::start().await);
    let (endpoint, secret) = owner.webhook(&partner.url, &ALL).await;
    Told { app, owner, partner, endpoint, secret }
}

impl Told {
    /// Somebody was erased, as far as partners are concerned; the delivery's id.
    async fn erase(&self) -> String {
        let customer = self.owner.customer("Ana Pop").await.parse::<CustomerId>().expect("an id");
        let event = Event::new(WebhookEvent::CustomerErased).of(customer).by(act());
        let cx = Cx::system(&self.app.app, self.app.account);
        let queued: Result<(), Fault> = async { in_tx!(cx, |tx| { webhooks::queue(tx, &cx, &event).await }) }.await;
        queued.expect("an event");
        self.newest(json!({ "event": "CUSTOMER_ERASED" })).await["id"].as_str().expect("an id").to_owned()
    }

    async fn newest(&self, wanted: Value) -> Value {
        self.app.client(Role::Owner).await.deliveries(wanted).await.first().expect("a delivery").clone()
    }

    async fn endpoint_state(&self) -> Value {
        let query = "query ($id: ID!) { webhookEndpoint(id: $id) { state failingSince version } }";
        let owner = self.app.client(Role::Owner).await;
        owner.run(query, json!({ "id": self.endpoint })).await["webhookEndpoint"].clone()
    }

    fn wait(&self, time: TimeDelta) {
        self.app.clock.advance(time).expect("moves");
    }
}

/// An act of the tests' own.
fn act() -> DeletionId {
    DeletionId::from_uuid(uuid::Uuid::from_u128(5))
}

#[rstest]
#[tokio::test]
async fn a_delete_its_undo_and_a_restore_are_told_and_signed(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let told = told(engine).await;
    let ana = told.owner.customer("Ana Pop").await;
    let undo = told.owner.delete(&ana).await;
    assert!(told.partner.received().is_empty(), "nothing leaves before the worker takes it");
    assert_eq!(told.app.send_webhooks().await, 1);
    let received = told.partner.last();
    let delivery = told.newest(Value::Null).await;
    assert!(received.is_signed_with(&told.secret), "{received:?}");
    assert_eq!(received.header("webhook-id"), delivery["id"]);
    assert_eq!(received.header("webhook-timestamp"), start_of_time().timestamp().to_string());
    assert_eq!(received.header("content-type"), "application/json");
    let data = json!({ "account": told.app.account.to_string(), "customer": ana, "act": delivery["actId"],
        "mode": "ARCHIVE" });
    let message = json!({ "type": "customer.deleted", "timestamp": "2026-03-02T09:00:00Z", "data": data });
    assert_eq!(received.json(), message, "ids and the act, and nothing of the person");
    assert_eq!(delivery["customerId"], json!(ana));
    assert!(delivery["actId"].as_str().is_some_and(|id| id.starts_with("del_")), "{delivery}");
    assert_eq!((&delivery["state"], &delivery["attempts"]), (&json!("DELIVERED"), &json!(1)));

    told.owner.mutate("customerDeleteUndo", json!({ "undoToken": undo }), "").await;
    told.owner.delete(&ana).await;
    told.owner.mutate("customerRestore", json!({ "id": ana, "reason": "A mistake" }), "").await;
    assert_eq!(told.app.send_webhooks().await, 3);
    let mut types: Vec<_> = told.partner.received().iter().map(|one| one.json()["type"].clone()).collect();
    types.sort_by_key(Value::to_string);
    assert_eq!(types, ["customer.delete_undone", "customer.deleted", "customer.deleted", "customer.restored"]);
    assert!(told.partner.received().iter().all(|one| one.is_signed_with(&told.secret)));
}

#[rstest]
#[tokio::test]
async fn only_what_happened_and_is_listened_to_is_told(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let told = told(engine).await;
    let other = Partner::start().await;
    told.owner.webhook(&other.url, &["CUSTOMER_RESTORED"]).await;
    let ana = told.owner.customer("Ana Pop").await;
    let refused = json!({ "id": ana, "confirmation": "NO" });
    told.owner.mutate("customerDelete", refused, "").await;
    assert_eq!(told.app.send_webhooks().await, 0, "a delete that was refused");
    let key = json!({ "id": ana, "confirmation": "DELETE", "idempotencyKey": "1" });
    for _ in 0..2 {
        told.owner.mutate("customerDelete", key.clone(), "").await;
    }
    assert_eq!(told.app.send_webhooks().await, 1, "a delete that was sent twice");
    assert!(other.received().is_empty());
    let foreign = told.app.foreign().await;
    foreign.delete(&foreign.customer("Xenon Pop").await).await;
    assert_eq!(told.app.send_webhooks().await, 0, "another account's delete");
}

#[rstest]
#[tokio::test]
async fn what_fails_is_tried_again_when_its_time_has_come(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let told = told(engine).await;
    told.partner.answer(Answer::Status(500, "oh no"));
    told.owner.delete(&told.owner.customer("Ana Pop").await).await;
    assert_eq!(told.app.send_webhooks().await, 1);
    let waiting = told.newest(Value::Null).await;
    assert_eq!(waiting["state"], "PENDING");
    assert_eq!((&waiting["statusCode"], &waiting["answer"]), (&json!(500), &json!("REFUSED")));
    let next: chrono::DateTime<chrono::Utc> = waiting["nextTryAt"].as_str().expect("a time").parse().expect("a time");
    let pause = next - start_of_time();
    assert!(pause >= Duration::seconds(5) && pause <= Duration::seconds(6), "{pause}");
    assert_eq!(told.endpoint_state().await["failingSince"], "2026-03-02T09:00:00Z");
    told.wait(pause - Duration::milliseconds(1));
    assert_eq!(told.app.send_webhooks().await, 0, "too early");
    told.wait(Duration::milliseconds(1));
    assert_eq!(told.app.send_webhooks().await, 1);
    let [first, second] = &told.partner.received()[..] else { panic!("two attempts") };
    assert_eq!((first.header("webhook-id"), &first.body), (second.header("webhook-id"), &second.body));
    assert_ne!(first.header("webhook-timestamp"), second.header("webhook-timestamp"));
    assert!(second.is_signed_with(&told.secret));
    let done = told.newest(Value::Null).await;
    assert_eq!((&done["state"], &done["attempts"], &done["nextTryAt"]), (&json!("DELIVERED"), &json!(2), &Value::Null));
    assert_eq!(told.endpoint_state().await["failingSince"], Value::Null);
}

#[rstest]
#[tokio::test]
async fn after_three_days_of_failures_it_is_given_up_and_the_endpoint_is_failing(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let told = told(engine).await;
    let delivery = told.erase().await;
    for attempt in 0..10 {
        told.partner.answer(Answer::Status(503, ""));
        assert_eq!(told.app.send_webhooks().await, 1, "attempt {attempt}");
        told.wait(Duration::hours(29));
    }
    assert_eq!(told.app.send_webhooks().await, 0);
    let given_up = told.newest(json!({ "confirmed": false })).await;
    assert_eq!((&given_up["id"], &given_up["state"]), (&json!(delivery), &json!("FAILED")), "it still shows");
    assert_eq!(told.endpoint_state().await["state"], "FAILING");

    let owner = told.app.client(Role::Owner).await;
    let retried = "... on WebhookDeliveryQueued { delivery { state attempts } }";
    let queued = owner.mutate("webhookDeliveryRetry", json!({ "id": delivery }), retried).await;
    assert_eq!(queued["delivery"], json!({ "state": "PENDING", "attempts": 0 }));
    assert_eq!(told.app.send_webhooks().await, 1);
    assert_eq!(told.newest(Value::Null).await["state"], "DELIVERED");
    assert_eq!(told.endpoint_state().await["state"], "ENABLED");
    assert_eq!(told.partner.received().len(), 11);
}

#[rstest]
#[tokio::test]
async fn while_a_rotation_overlaps_both_secrets_sign(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let told = told(engine).await;
    let rotate = |hours: i64| json!({ "id": told.endpoint, "overlapHours": hours });
    let rotated = "... on WebhookEndpointRotated { secret } ... on InvalidInput { fields { field } }";
    for hours in [-1, 169] {
        let refused = told.owner.mutate("webhookEndpointRotate", rotate(hours), rotated).await;
        assert_eq!(refused["fields"], json!([{ "field": "overlapHours" }]), "{refused}");
    }
    let new = told.owner.mutate("webhookEndpointRotate", rotate(2), rotated).await;
    let new = new["secret"].as_str().expect("a secret").to_owned();
    let signed = async || {
        told.app.client(Role::Owner).await.mutate("webhookEndpointTest", json!({ "id": told.endpoint }), "").await;
        told.app.send_webhooks().await;
        let received = told.partner.last();
        (received.is_signed_with(&told.secret), received.is_signed_with(&new))
    };
    assert_eq!(signed().await, (true, true));
    told.wait(Duration::hours(2));
    assert_eq!(signed().await, (false, true), "the overlap has ended");
    let owner = told.app.client(Role::Owner).await;
    owner.mutate("webhookEndpointRotate", rotate(0), rotated).await;
    assert_eq!(signed().await, (false, false), "without an overlap the old one ends at once");
    told.wait(Duration::seconds(1));
    sweep::sweep(&told.app.app).await.expect("sweeps");
    assert_eq!(count(&told.app.app.db, "select count(*) from webhook_secrets").await, 1);
}

#[rstest]
#[tokio::test]
async fn an_endpoint_that_is_gone_is_told_of_nothing_until_it_is_enabled(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let told = told(engine).await;
    told.partner.answer(Answer::Status(410, ""));
    told.owner.delete(&told.owner.customer("Ana Pop").await).await;
    assert_eq!(told.app.send_webhooks().await, 1);
    let delivery = told.newest(Value::Null).await;
    assert_eq!((&delivery["state"], &delivery["answer"]), (&json!("FAILED"), &json!("GONE")));
    assert_eq!(told.endpoint_state().await["state"], "GONE");
    let noted = "select count(*) from audit_events where action = 'webhook_endpoint.gone'";
    assert_eq!(count(&told.app.app.db, noted).await, 1);
    told.owner.delete(&told.owner.customer("Bo Lind").await).await;
    for (mutation, id) in [("webhookEndpointTest", &json!(told.endpoint)), ("webhookDeliveryRetry", &delivery["id"])] {
        let refused = told.owner.mutate(mutation, json!({ "id": id }), WRONG_STATE).await;
        assert_eq!((&refused["kind"], &refused["state"]), (&json!("WEBHOOK_ENDPOINT"), &json!("GONE")), "{refused}");
    }
    assert_eq!(told.app.send_webhooks().await, 0);

    told.owner.mutate("webhookEndpointUpdate", json!({ "id": told.endpoint, "enabled": true }), "").await;
    told.owner.delete(&told.owner.customer("Cy Moss").await).await;
    assert_eq!(told.app.send_webhooks().await, 1);
    assert_eq!(told.endpoint_state().await["state"], "ENABLED");
}

#[rstest]
#[tokio::test]
async fn what_waits_for_an_endpoint_that_was_disabled_or_deleted_is_not_sent(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[values(true, false)] deleted: bool,
) {
    let told = told(engine).await;
    let delivery = told.erase().await;
    if deleted {
        let gone = told.owner.mutate("webhookEndpointDelete", json!({ "id": told.endpoint }), "").await;
        assert_eq!(gone["__typename"], "WebhookEndpointDeleted", "{gone}");
        let left = "{ webhookEndpoints { totalCount } }";
        assert_eq!(told.owner.run(left, Value::Null).await["webhookEndpoints"]["totalCount"], 0);
        assert_eq!(told.endpoint_state().await, Value::Null);
    } else {
        told.owner.mutate("webhookEndpointUpdate", json!({ "id": told.endpoint, "enabled": false }), "").await;
        assert_eq!(told.endpoint_state().await["state"], "DISABLED");
    }
    told.app.send_webhooks().await;
    assert!(told.partner.received().is_empty());
    let failed = told.newest(json!({ "confirmed": false, "event": "CUSTOMER_ERASED" })).await;
    assert_eq!((&failed["id"], &failed["answer"]), (&json!(delivery), &json!("ENDPOINT_DISABLED")));
    assert_eq!(failed["endpoint"]["id"], json!(told.endpoint), "who was not told still shows");
}

#[rstest]
#[tokio::test]
async fn a_recipient_confirms_by_its_answer(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let told = told(engine).await;
    for (answer, confirmed) in [
        (Answer::Status(200, r#"{"confirmed": true}"#), true),
        (Answer::Status(204, ""), false),
        (Answer::Status(200, r#"{"confirmed": false}"#), false),
        (Answer::Status(200, r#"{"confirmed": "yes"}"#), false),
        (Answer::Status(200, "[true"), false),
        (Answer::Long(5_000), false),
    ] {
        told.partner.answer(answer.clone());
        told.wait(Duration::seconds(1));
        let customer = told.owner.customer(&format!("Ana {}", told.partner.received().len())).await;
        let event = Event::new(WebhookEvent::CustomerErased).of(customer.parse().expect("an id"));
        let cx = Cx::system(&told.app.app, told.app.account);
        let queued: Result<(), Fault> = async { in_tx!(cx, |tx| { webhooks::queue(tx, &cx, &event).await }) }.await;
        queued.expect("an event");
        told.app.send_webhooks().await;
        let delivery = told.newest(json!({ "customerId": customer })).await;
        let state = if confirmed { "CONFIRMED" } else { "DELIVERED" };
        assert_eq!(delivery["state"], state, "{answer:?}: {delivery}");
        assert_eq!(delivery["confirmedAt"].is_string(), confirmed);
    }
    let noted = "select count(*) from audit_events where action = 'webhook_delivery.confirmed' and by_kind = 'PARTNER'";
    assert_eq!(count(&told.app.app.db, noted).await, 1);
    let open = told.owner.deliveries(json!({ "confirmed": false })).await;
    let confirmed = told.owner.deliveries(json!({ "confirmed": true })).await;
    assert_eq!((open.len(), confirmed.len()), (5, 1), "whoever has not confirmed shows");
}

/// A partner's token: its id, and a client of it that may read customers and nothing more.
async fn token(app: &TestApp) -> (String, Client) {
    let owner = app.client(Role::Owner).await;
    let input = json!({ "name": "Booking site", "scopes": ["CUSTOMERS_READ"] });
    let made = owner.mutate("partnerTokenCreate", input, "... on PartnerTokenCreated { secret token { id } }").await;
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    (text(&made["token"]["id"]), app.bearer(&text(&made["secret"])))
}

#[rstest]
#[tokio::test]
async fn a_partner_confirms_later_what_it_was_told_and_nothing_else(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let told = told(engine).await;
    let ((id, partner), (_, stranger)) = (token(&told.app).await, token(&told.app).await);
    told.owner.mutate("webhookEndpointUpdate", json!({ "id": told.endpoint, "partnerTokenId": id }), "").await;
    let delivery = told.erase().await;
    told.app.send_webhooks().await;
    let input = json!({ "id": delivery });
    let technician = told.app.client(Role::Technician).await;
    let portal = told.app.portal("ana.pop@example.com").await;
    let before = told.app.state().await;
    let refused = stranger.mutate("webhookDeliveryConfirm", input.clone(), MISSING).await;
    assert_eq!(refused["kind"], "WEBHOOK_DELIVERY", "as if there were none: {refused}");
    let refused = technician.mutate("webhookDeliveryConfirm", input.clone(), NOT_PERMITTED).await;
    assert_eq!(refused["permission"], "WEBHOOKS_MANAGE", "{refused}");
    let query =
        "mutation ($input: WebhookDeliveryConfirmInput!) { webhookDeliveryConfirm(input: $input) { __typename } }";
    let refused = portal.post(query, json!({ "input": input })).await;
    assert_eq!(refused.body["errors"][0]["extensions"]["code"], "FORBIDDEN", "{}", refused.body);
    before.assert_unchanged(&told.app.state().await);

    let confirmed = partner.mutate("webhookDeliveryConfirm", input.clone(), CONFIRMED).await;
    let by = json!({ "kind": "PARTNER", "id": id });
    let delivery = json!({ "id": delivery, "state": "CONFIRMED", "confirmedBy": by, "endpoint": null });
    assert_eq!(confirmed["delivery"], delivery, "a partner does not see the endpoint");
    let before = told.app.state().await;
    let again = partner.mutate("webhookDeliveryConfirm", input.clone(), CONFIRMED).await;
    assert_eq!(again, confirmed);
    before.assert_unchanged(&told.app.state().await);
    let refused = told.owner.mutate("webhookDeliveryRetry", input, WRONG_STATE).await;
    assert_eq!((&refused["__typename"], &refused["state"]), (&json!("WrongState"), &json!("CONFIRMED")));
    assert!(told.owner.deliveries(json!({ "confirmed": false })).await.is_empty());
}

#[rstest]
#[tokio::test]
async fn a_receipt_can_say_who_was_told_and_what_they_answered(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let told = told(engine).await;
    let other = Partner::start().await;
    told.owner.webhook(&other.url, &["CUSTOMER_ERASED"]).await;
    other.answer(Answer::Status(500, ""));
    told.partner.answer(Answer::Status(200, r#"{"confirmed":true}"#));
    told.erase().await;
    told.app.send_webhooks().await;
    let answers = webhooks::answers_about(&told.app.app.db, told.app.account, act()).await.expect("answers");
    let mut states: Vec<_> = answers.iter().map(|one| (one.state, one.confirmed_at.is_some())).collect();
    states.sort_by_key(|(state, _)| state.as_str());
    assert_eq!(states, [(WebhookDeliveryState::Confirmed, true), (WebhookDeliveryState::Pending, false)]);
    let foreign = webhooks::answers_about(&told.app.app.db, told.app.foreign_account, act()).await.expect("answers");
    assert!(foreign.is_empty());
}

#[rstest]
#[case::redirect(Answer::Redirect("/elsewhere".to_owned()), "REFUSED", json!(307))]
#[case::late(Answer::Late, "TIMED_OUT", Value::Null)]
#[case::refused(Answer::Status(400, ""), "REFUSED", json!(400))]
#[tokio::test]
async fn only_a_success_in_time_is_a_delivery(
    #[case] answer: Answer,
    #[case] told_as: &str,
    #[case] status: Value,
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let told = told(engine).await;
    told.partner.answer(answer);
    told.owner.delete(&told.owner.customer("Ana Pop").await).await;
    told.app.send_webhooks().await;
    let delivery = told.newest(Value::Null).await;
    assert_eq!((&delivery["state"], &delivery["answer"]), (&json!("PENDING"), &json!(told_as)));
    assert_eq!(delivery["statusCode"], status);
    assert_eq!(told.partner.received().len(), 1, "no redirect is followed");
}

#[rstest]
#[tokio::test]
async fn whoever_cannot_be_reached_is_tried_again(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let told = told(engine).await;
    told.owner.mutate("webhookEndpointUpdate", json!({ "id": told.endpoint, "url": "http://127.0.0.1:1/" }), "").await;
    told.owner.delete(&told.owner.customer("Ana Pop").await).await;
    told.app.send_webhooks().await;
    let delivery = told.newest(Value::Null).await;
    assert_eq!((&delivery["state"], &delivery["answer"]), (&json!("PENDING"), &json!("UNREACHABLE")));
}

/// Addresses that only this server can reach, and a name that leads to one.
const PRIVATE: [&str; 6] = [
    "https://127.0.0.1:8443/",
    "https://[::1]:8443/",
    "https://localhost:8443/",
    "https://169.254.169.254/latest/meta-data",
    "https://10.0.0.1/",
    "https://inner.example.com/",
];

fn named(courier: &Courier) -> Courier {
    let courier = courier.with_names();
    let here: IpAddr = [127, 0, 0, 1].into();
    courier.name("localhost", &[here]);
    courier.name("inner.example.com", &[[93, 184, 216, 34].into(), [10, 0, 0, 7].into()]);
    courier.name("hooks.localhost", &[here]);
    courier.name("outer.example.com", &[[93, 184, 216, 34].into()]);
    courier
}

#[rstest]
#[tokio::test]
async fn an_address_that_only_this_server_can_reach_is_refused_when_it_is_entered(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let strict = App { courier: named(&app.app.courier), ..app.app.clone() };
    let owner = app.client(Role::Owner).await.at(&app.node_of(strict).await);
    let (outer, _) = owner.webhook("https://outer.example.com/", &ALL).await;
    owner.webhook("https://nowhere.example.com/", &ALL).await;
    let before = app.state().await;
    let spellings = ["http://outer.example.com/", "https://me@outer.example.com/", "https://outer.example.com:22/"];
    for url in PRIVATE.iter().chain(&spellings) {
        let input = json!({ "name": "Inside", "url": url, "events": ALL });
        let refused = owner.mutate("webhookEndpointCreate", input, INVALID).await;
        assert_eq!(refused["fields"], json!([{ "field": "url" }]), "{url}: {refused}");
        let refused = owner.mutate("webhookEndpointUpdate", json!({ "id": outer, "url": url }), INVALID).await;
        assert_eq!(refused["fields"], json!([{ "field": "url" }]), "{url}: {refused}");
    }
    before.assert_unchanged(&app.state().await);
}

#[rstest]
#[tokio::test]
async fn the_system_s_names_of_this_machine_are_refused_too(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let input = json!({ "name": "Inside", "url": "https://localhost:8443/", "events": ALL });
    let refused = app.client(Role::Owner).await.mutate("webhookEndpointCreate", input, INVALID).await;
    assert_eq!(refused["fields"], json!([{ "field": "url" }]), "{refused}");
}

#[rstest]
#[tokio::test]
async fn an_address_that_only_this_server_can_reach_is_not_called(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[values(0, 1, 2, 3, 4, 5)] which: usize,
) {
    let told = told(engine).await;
    // As if it had been entered when it was allowed, or the name had led elsewhere then.
    let entered = json!({ "id": told.endpoint, "url": PRIVATE[which] });
    told.owner.mutate("webhookEndpointUpdate", entered, "").await;
    told.owner.delete(&told.owner.customer("Ana Pop").await).await;
    let strict = App { courier: named(&Courier::new(&Settings::default())), ..told.app.app.clone() };
    assert_eq!(deliver_due(&strict).await.expect("an attempt"), 1);
    let delivery = told.newest(Value::Null).await;
    assert_eq!((&delivery["state"], &delivery["answer"]), (&json!("PENDING"), &json!("ADDRESS_NOT_ALLOWED")));
}

#[rstest]
#[tokio::test]
async fn a_name_is_looked_up_once_for_each_attempt_and_only_that_address_is_called(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let told = told(engine).await;
    let url = format!("http://hooks.localhost:{}/", told.partner.port);
    told.owner.mutate("webhookEndpointUpdate", json!({ "id": told.endpoint, "url": url }), "").await;
    told.owner.delete(&told.owner.customer("Ana Pop").await).await;
    told.owner.delete(&told.owner.customer("Bo Lind").await).await;
    let node = App { courier: named(&told.app.app.courier), ..told.app.app.clone() };
    assert_eq!(deliver_due(&node).await.expect("attempts"), 2);
    assert_eq!(told.partner.received().len(), 2, "where the name leads is where the courier was told");
    node.courier.name("hooks.localhost", &[]);
    told.wait(Duration::seconds(1));
    told.owner.delete(&told.owner.customer("Cy Moss").await).await;
    deliver_due(&node).await.expect("an attempt");
    assert_eq!(told.newest(Value::Null).await["answer"], "UNREACHABLE", "no connection is kept");
}

#[rstest]
#[tokio::test]
async fn this_machine_is_called_without_tls_for_development_alone(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let told = told(engine).await;
    told.owner.delete(&told.owner.customer("Ana Pop").await).await;
    let strict = App { courier: Courier::new(&Settings::default()), ..told.app.app.clone() };
    deliver_due(&strict).await.expect("an attempt");
    assert!(told.partner.received().is_empty());
    assert_eq!(told.newest(Value::Null).await["answer"], "ADDRESS_NOT_ALLOWED");
}

#[rstest]
#[tokio::test]
async fn two_nodes_send_each_delivery_once(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let told = told(engine).await;
    for _ in 0..15 {
        told.owner.mutate("webhookEndpointTest", json!({ "id": told.endpoint }), "").await;
    }
    let other = App { db: told.app.connect_again().await, ..told.app.app.clone() };
    let (one, two) = tokio::join!(deliver_due(&told.app.app), deliver_due(&other));
    assert_eq!(one.expect("attempts") + two.expect("attempts"), 15);
    let ids: std::collections::BTreeSet<_> =
        told.partner.received().iter().map(|one| one.header("webhook-id").to_owned()).collect();
    assert_eq!((told.partner.received().len(), ids.len()), (15, 15));
}

#[rstest]
#[tokio::test]
async fn a_secret_is_stored_sealed_and_opens_with_the_server_s_secret_alone(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let told = told(engine).await;
    let raw = STANDARD.decode(told.secret.strip_prefix("whsec_").expect("a secret")).expect("base64");
    let sealed = Query::built("select sealed from webhook_secrets").scalar::<Vec<u8>>(&told.app.app.db).await;
    let sealed = sealed.expect("the database answers").expect("a secret");
    assert!(sealed.len() > raw.len() && !sealed.windows(raw.len()).any(|bytes| bytes == raw));
    told.owner.delete(&told.owner.customer("Ana Pop").await).await;
    let keys = Arc::new(Keys::derive(&[9; 32]).expect("keys"));
    deliver_due(&App { keys, ..told.app.app.clone() }).await.expect("an attempt");
    assert_eq!(told.newest(Value::Null).await["answer"], "SECRET_UNREADABLE");
    assert!(told.partner.received().is_empty());
}

#[rstest]
#[tokio::test]
async fn an_endpoint_is_changed_as_it_was_read(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let told = told(engine).await;
    let saved = "... on WebhookEndpointSaved { endpoint { name url events partnerTokenId version } } \
                 ... on VersionConflict { currentVersion }";
    let (token, _) = token(&told.app).await;
    let change = json!({ "id": told.endpoint, "name": "New site", "events": ["CUSTOMER_ERASED"],
        "partnerTokenId": token, "expectedVersion": 1 });
    let changed = told.owner.mutate("webhookEndpointUpdate", change.clone(), saved).await;
    let now = json!({ "name": "New site", "url": told.partner.url, "events": ["CUSTOMER_ERASED"],
        "partnerTokenId": token, "version": 2 });
    assert_eq!(changed["endpoint"], now);
    let before = told.app.state().await;
    let refused = told.owner.mutate("webhookEndpointUpdate", change, saved).await;
    assert_eq!((&refused["__typename"], &refused["currentVersion"]), (&json!("VersionConflict"), &json!(2)));
    before.assert_unchanged(&told.app.state().await);
    let nobody = json!({ "id": told.endpoint, "partnerTokenId": null });
    let changed = told.owner.mutate("webhookEndpointUpdate", nobody, saved).await;
    assert_eq!(changed["endpoint"]["partnerTokenId"], Value::Null);
}

#[rstest]
#[tokio::test]
async fn what_cannot_be_an_endpoint_is_refused(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let told = told(engine).await;
    let foreign = told.app.foreign().await.partner_token("Xenon site").await;
    let before = told.app.state().await;
    let with = |field: &str, value: Value| {
        let mut input = json!({ "name": "Site", "url": told.partner.url, "events": ALL });
        input[field] = value;
        input
    };
    for (field, value) in [
        ("name", json!(" ")),
        ("name", json!("a".repeat(101))),
        ("url", json!("hooks")),
        ("events", json!([])),
        ("events", json!(["ENDPOINT_TESTED"])),
    ] {
        let refused = told.owner.mutate("webhookEndpointCreate", with(field, value), INVALID).await;
        assert_eq!(refused["fields"], json!([{ "field": field }]), "{refused}");
    }
    let refused = told.owner.mutate("webhookEndpointCreate", with("partnerTokenId", json!(foreign)), MISSING).await;
    assert_eq!(refused["kind"], "PARTNER_TOKEN", "another account's token: {refused}");
    before.assert_unchanged(&told.app.state().await);
    for _ in 1..20 {
        told.owner.webhook(&told.partner.url, &ALL).await;
    }
    let refused = told.owner.mutate("webhookEndpointCreate", with("name", json!("One more")), INVALID).await;
    assert_eq!(refused["__typename"], "InvalidInput", "{refused}");
}

#[rstest]
#[tokio::test]
async fn managing_webhooks_takes_its_permission(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let told = told(engine).await;
    let delivery = told.erase().await;
    let manager = told.app.client(Role::Manager).await;
    let before = told.app.state().await;
    let endpoint = json!({ "id": told.endpoint });
    let new = json!({ "name": "Site", "url": told.partner.url, "events": ALL });
    for (mutation, input) in [
        ("webhookEndpointCreate", new),
        ("webhookEndpointUpdate", endpoint.clone()),
        ("webhookEndpointRotate", endpoint.clone()),
        ("webhookEndpointDelete", endpoint.clone()),
        ("webhookEndpointTest", endpoint),
        ("webhookDeliveryRetry", json!({ "id": delivery })),
    ] {
        let refused = manager.mutate(mutation, input, NOT_PERMITTED).await;
        assert_eq!(refused["permission"], "WEBHOOKS_MANAGE", "{mutation}: {refused}");
    }
    before.assert_unchanged(&told.app.state().await);
    let list = manager.post("{ webhookDeliveries { nodes { id } } }", Value::Null).await;
    assert_eq!(list.body["errors"][0]["extensions"]["code"], "FORBIDDEN");
}

#[rstest]
#[tokio::test]
async fn what_asks_for_no_confirmation_goes_after_a_while_and_proof_stays(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let told = told(engine).await;
    let proof = told.erase().await;
    told.owner.delete(&told.owner.customer("Bo Lind").await).await;
    told.app.send_webhooks().await;
    told.wait(Duration::days(90));
    sweep::sweep(&told.app.app).await.expect("sweeps");
    assert_eq!(told.app.state().await.count("webhook_deliveries"), 2, "not yet");
    told.wait(Duration::seconds(1));
    sweep::sweep(&told.app.app).await.expect("sweeps");
    let left = told.app.client(Role::Owner).await.deliveries(Value::Null).await;
    assert_eq!(left.iter().map(|one| one["id"].clone()).collect::<Vec<_>>(), [json!(proof)]);
    assert!(proof.parse::<WebhookDeliveryId>().is_ok());
}

#[rstest]
#[tokio::test]
async fn the_worker_sends_what_an_act_leaves(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let told = told(engine).await;
    let stop = tokio_util::sync::CancellationToken::new();
    let running = tokio::spawn(webhooks::run(told.app.app.clone(), stop.clone()));
    told.owner.delete(&told.owner.customer("Ana Pop").await).await;
    for _ in 0..300 {
        if !told.partner.received().is_empty() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    assert_eq!(told.partner.received().len(), 1);
    stop.cancel();
    running.await.expect("the worker ends");
}
