//! Quotes: from a draft to a booking, or to no.

use chrono::TimeDelta;
use lethe::db::Query;
use lethe::jobs::sweep;
use lethe::terms::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{Client, Engine, TestApp};

const SAVED: &str = "... on QuoteSaved { quote { id number state title version validUntil total { amount currency }
    lines { description quantity unitPrice { amount } amount { amount } } } }";
const CHANGED: &str = "... on QuoteSaved { quote { state title validUntil total { amount } } }
    ... on WrongState { state } ... on InvalidInput { fields { field } } ... on VersionConflict { currentVersion }";
/// What accepting gives.
pub const ACCEPTED: &str = "... on QuoteAccepted { quote { state decidedBy } bookingId }
    ... on WrongState { state kind } ... on InvalidInput { fields { field } } ... on SlotTaken { busyFrom busyUntil }";

async fn state_of(client: &Client, quote: &str) -> Value {
    let read = "query ($id: ID!) { quote(id: $id) { state } }";
    client.run(read, json!({ "id": quote })).await["quote"]["state"].clone()
}

/// The bookings' state, source and price, and whether they have a provider.
async fn booked(app: &TestApp) -> Vec<(String, String, i64, i64)> {
    let sql = "select state, source, total_minor, cast(case when provider_id is null then 0 else 1 end as bigint)
        from bookings";
    Query::built(sql).all(&app.app.db).await.expect("bookings")
}

#[rstest]
#[tokio::test]
async fn a_quote_is_written_sent_and_accepted_into_a_booking_at_its_price(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let provider = owner.quoted_provider("Dan Rus").await;
    let lines = json!([{ "description": "Boiler", "unitPrice": "900.00" },
        { "description": "Pipe, by the metre", "quantity": "2.5", "unitPrice": "3.33" }]);
    let input = json!({ "customerId": ana, "title": "A new boiler", "lines": lines, "providerId": provider,
        "startsAt": "2026-03-10T09:00:00Z" });
    let draft = owner.mutate("quoteCreate", input, SAVED).await["quote"].clone();
    assert_eq!(draft["number"], "Q-000001");
    assert_eq!(
        (&draft["state"], &draft["total"]),
        (&json!("DRAFT"), &json!({ "amount": "908.33", "currency": "GBP" }))
    );
    assert_eq!(draft["lines"][1]["amount"]["amount"], "8.33");
    assert_eq!(draft["validUntil"], Value::Null);

    let stale = json!({ "id": draft["id"], "expectedVersion": 9 });
    assert_eq!(owner.mutate("quoteSend", stale, CHANGED).await["currentVersion"], 1);
    let sent =
        owner.mutate("quoteSend", json!({ "id": draft["id"], "expectedVersion": 1 }), CHANGED).await["quote"].clone();
    assert_eq!((&sent["state"], &sent["validUntil"]), (&json!("SENT"), &json!("2026-04-01")));
    let late = json!({ "id": draft["id"], "expectedVersion": 2, "title": "Two boilers" });
    assert_eq!(owner.mutate("quoteUpdate", late, CHANGED).await["state"], "SENT");

    let accepted = owner.mutate("quoteAccept", json!({ "id": draft["id"] }), ACCEPTED).await;
    assert_eq!(accepted["quote"], json!({ "state": "ACCEPTED", "decidedBy": "STAFF" }), "{accepted}");
    assert_eq!(booked(&app).await, [("SCHEDULED".to_owned(), "QUOTE".to_owned(), 908_33, 1)]);
    let before = app.state().await;
    for again in ["quoteAccept", "quoteDecline", "quoteCancel", "quoteSend", "quoteResend"] {
        let refused = owner.mutate(again, json!({ "id": draft["id"] }), "... on WrongState { state }").await;
        assert_eq!(refused["state"], "ACCEPTED", "{again}");
    }
    before.assert_unchanged(&app.state().await);
}

#[rstest]
#[tokio::test]
async fn a_draft_is_changed_by_whoever_read_it_last(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let quote = owner.quote(&ana, "10.00", None).await;
    let line = json!({ "description": "Two boilers", "quantity": "2", "unitPrice": "10.00" });
    let change = json!({ "id": quote, "expectedVersion": 1, "title": "Two boilers", "lines": [line] });
    let saved = owner.mutate("quoteUpdate", change.clone(), CHANGED).await["quote"].clone();
    assert_eq!((&saved["title"], &saved["total"]["amount"]), (&json!("Two boilers"), &json!("20.00")));
    let before = app.state().await;
    assert_eq!(owner.mutate("quoteUpdate", change, CHANGED).await["currentVersion"], 2);
    for (wrong, field) in [
        (json!({ "title": " " }), "title"),
        (json!({ "durationMinutes": 0 }), "durationMinutes"),
        (json!({ "lines": [{ "description": "Free" }] }), "lines.0.unitPrice"),
        (json!({ "lines": [{ "unitPrice": "1.00" }] }), "lines.0.description"),
        (json!({ "lines": [{ "description": "x", "unitPrice": "1.001" }] }), "lines.0.unitPrice"),
    ] {
        let mut input = wrong;
        input["id"] = json!(quote);
        input["expectedVersion"] = json!(2);
        assert_eq!(owner.mutate("quoteUpdate", input, CHANGED).await["fields"], json!([{ "field": field }]));
    }
    before.assert_unchanged(&app.state().await);
}

#[rstest]
#[tokio::test]
async fn without_a_time_the_accepter_says_one_and_without_a_provider_it_is_a_request(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let quote = owner.sent_quote(&ana, "10.00", None).await;
    let before = app.state().await;
    for when in [Value::Null, json!("2026-03-01T09:00:00Z")] {
        let refused = owner.mutate("quoteAccept", json!({ "id": quote, "startsAt": when }), ACCEPTED).await;
        assert_eq!(refused["fields"], json!([{ "field": "startsAt" }]), "{refused}");
    }
    before.assert_unchanged(&app.state().await);
    let at = json!({ "id": quote, "startsAt": "2026-03-05T09:00:00Z" });
    assert_eq!(owner.mutate("quoteAccept", at, ACCEPTED).await["quote"]["state"], "ACCEPTED");
    assert_eq!(booked(&app).await, [("REQUESTED".to_owned(), "QUOTE".to_owned(), 10_00, 0)]);
}

#[rstest]
#[tokio::test]
async fn a_time_that_was_taken_meanwhile_is_said_and_nothing_changes(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let provider = owner.quoted_provider("Dan Rus").await;
    let mut quotes = Vec::new();
    for name in ["Ana Pop", "Bo Lind"] {
        let customer = owner.customer(name).await;
        let input = json!({ "customerId": customer, "title": "Boiler", "providerId": provider,
            "startsAt": "2026-03-10T09:00:00Z", "lines": [{ "description": "Boiler", "unitPrice": "9.00" }] });
        let quote = owner.mutate("quoteCreate", input, SAVED).await["quote"]["id"].clone();
        owner.mutate("quoteSend", json!({ "id": quote }), CHANGED).await;
        quotes.push(quote);
    }
    owner.mutate("quoteAccept", json!({ "id": quotes[0] }), ACCEPTED).await;
    let before = app.state().await;
    let taken = owner.mutate("quoteAccept", json!({ "id": quotes[1] }), ACCEPTED).await;
    assert_eq!((&taken["code"], &taken["busyFrom"]), (&json!("SLOT_TAKEN"), &json!("2026-03-10T09:00:00Z")));
    before.assert_unchanged(&app.state().await);
    let later = json!({ "id": quotes[1], "startsAt": "2026-03-10T10:00:00Z" });
    assert_eq!(owner.mutate("quoteAccept", later, ACCEPTED).await["quote"]["state"], "ACCEPTED");
}

#[rstest]
#[tokio::test]
async fn a_quote_expires_when_its_last_day_is_over_where_the_business_is(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let quote = owner.sent_quote(&ana, "10.00", Some("2026-05-01T09:00:00Z")).await;
    // The last day, 1 April, ends at 23:00 UTC: London has gone over to summer time.
    app.clock.advance(TimeDelta::days(30) + TimeDelta::hours(14) - TimeDelta::seconds(1)).expect("moves");
    let owner = app.client(Role::Owner).await;
    assert_eq!(state_of(&owner, &quote).await, "SENT");
    app.clock.advance(TimeDelta::seconds(1)).expect("moves");
    assert_eq!(state_of(&owner, &quote).await, "EXPIRED");
    let listed = "query ($state: [QuoteState!]) { quotes(where: { state: $state }) { nodes { id } } }";
    assert_eq!(owner.run(listed, json!({ "state": ["SENT"] })).await["quotes"]["nodes"], json!([]));
    let expired = owner.run(listed, json!({ "state": ["EXPIRED"] })).await;
    assert_eq!(expired["quotes"]["nodes"], json!([{ "id": quote }]));
    assert_eq!(owner.mutate("quoteAccept", json!({ "id": quote }), ACCEPTED).await["state"], "EXPIRED");
    sweep::sweep(&app.app).await.expect("sweeps");
    sweep::sweep(&app.app).await.expect("sweeps");
    let told = "{ auditEvents { nodes { action by { kind } } } }";
    let told = owner.run(told, Value::Null).await["auditEvents"]["nodes"].clone();
    let told: Vec<_> =
        told.as_array().expect("events").iter().filter(|event| event["action"] == "quote.expired").collect();
    assert_eq!(told, [&json!({ "action": "quote.expired", "by": { "kind": "SYSTEM" } })]);
    assert_eq!(state_of(&owner, &quote).await, "EXPIRED");
}

#[rstest]
#[tokio::test]
async fn a14_a_delete_cancels_open_quotes_and_an_undo_brings_back_exactly_those(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let draft = owner.quote(&ana, "10.00", None).await;
    let sent = owner.sent_quote(&ana, "20.00", None).await;
    let declined = owner.sent_quote(&ana, "30.00", None).await;
    owner.mutate("quoteDecline", json!({ "id": declined }), SAVED).await;
    let states =
        async || [state_of(&owner, &draft).await, state_of(&owner, &sent).await, state_of(&owner, &declined).await];
    let undo = owner.delete(&ana).await;
    assert_eq!(states().await, ["CANCELLED", "CANCELLED", "DECLINED"]);
    let refused = owner.mutate("quoteSend", json!({ "id": draft }), "").await;
    assert_eq!(refused["code"], "CUSTOMER_ALREADY_DELETED");
    owner.try_undo(&undo).await;
    assert_eq!(states().await, ["DRAFT", "SENT", "DECLINED"]);
    app.assert_sound().await;
}

#[rstest]
#[tokio::test]
async fn a_technician_neither_sees_nor_writes_quotes(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let quote = owner.quote(&owner.customer("Ana Pop").await, "10.00", None).await;
    let technician = app.client(Role::Technician).await;
    assert_eq!(technician.mutate("quoteSend", json!({ "id": quote }), "").await["code"], "NOT_PERMITTED");
    let read = technician.post("{ quotes { nodes { id } } }", Value::Null).await;
    assert_eq!(read.body["errors"][0]["extensions"]["code"], "FORBIDDEN");
}
