//! When somebody is free: hours, time off and what is booked, in the account's time zone.

use lethe::app::Cx;
use lethe::bookings::{self, Booking, BookingSource, Items, NewBooking};
use lethe::services::{Audience, NewChoice};
use lethe::terms::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::providers::{absence, provider};
use crate::services::service;
use crate::support::{Client, Engine, TestApp};

const FREE: &str = "query ($services: [ServiceChoiceInput!]!, $provider: ID, $from: Date!, $until: Date!) {
    freeSlots(services: $services, providerId: $provider, from: $from, until: $until) {
        startsAt endsAt providers { name } } }";

/// The free times of a day for one of a service.
async fn free(client: &Client, service: &Value, provider: Option<&str>, day: &str) -> Vec<Value> {
    let services = json!([{ "serviceId": service["id"] }]);
    let asked = json!({ "services": services, "provider": provider, "from": day, "until": day });
    client.run(FREE, asked).await["freeSlots"].as_array().expect("slots").clone()
}

/// When they begin, as the UTC time of the day.
fn starts(slots: &[Value]) -> Vec<&str> {
    slots.iter().map(|slot| &slot["startsAt"].as_str().expect("a start")[11..16]).collect()
}

#[rstest]
#[tokio::test]
async fn d9_free_times_lie_within_hours_and_outside_time_off(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let clean = service(&owner, "Clean", 120, "40.00").await;
    let bo = provider(&owner, "Bo Lind").await;
    absence(&owner, &bo, "2026-03-03T11:00:00Z", "2026-03-03T14:30:00Z").await;
    let slots = free(&owner, &clean, None, "2026-03-03").await;
    assert_eq!(starts(&slots), ["09:00", "14:30", "15:00"]);
    assert_eq!(
        slots[0],
        json!({ "startsAt": "2026-03-03T09:00:00Z", "endsAt": "2026-03-03T11:00:00Z", "providers": [{ "name": "Bo Lind" }] })
    );
    assert_eq!(free(&owner, &clean, None, "2026-03-07").await, [] as [Value; 0], "a Saturday");
    let two = json!([{ "serviceId": clean["id"], "quantity": 2 }]);
    let asked = json!({ "services": two, "from": "2026-03-04", "until": "2026-03-04" });
    let slots = owner.run(FREE, asked).await["freeSlots"].as_array().expect("slots").clone();
    assert_eq!(starts(&slots).last(), Some(&"13:00"));
    // The clock stands at nine on Monday the 2nd.
    assert_eq!(starts(&free(&owner, &clean, Some(&bo), "2026-03-02").await)[0], "09:00");
    app.clock.advance(chrono::TimeDelta::minutes(61)).expect("a clock that moves");
    let owner = app.client(Role::Owner).await;
    assert_eq!(starts(&free(&owner, &clean, Some(&bo), "2026-03-02").await)[0], "10:30");
}

#[rstest]
#[tokio::test]
async fn free_times_follow_the_clocks_where_the_business_is(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let clean = service(&owner, "Clean", 60, "40.00").await;
    provider(&owner, "Bo Lind").await;
    let (winter, summer) = ("2026-03-27", "2026-03-30");
    assert_eq!(starts(&free(&owner, &clean, None, winter).await)[0], "09:00");
    assert_eq!(starts(&free(&owner, &clean, None, summer).await)[0], "08:00");
    let moved = owner.mutate("accountUpdate", json!({ "timeZone": "America/New_York" }), "").await;
    assert_eq!(moved["__typename"], "AccountSaved");
    assert_eq!(starts(&free(&owner, &clean, None, winter).await)[0], "13:00");
}

#[rstest]
#[tokio::test]
async fn what_is_booked_is_free_for_somebody_else_only(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let clean = service(&owner, "Clean", 240, "40.00").await;
    let (ann, bo) = (provider(&owner, "Ann Dee").await, provider(&owner, "Bo Lind").await);
    let customer = owner.customer("Ana Pop").await;
    let booked = book(&app, &customer, &clean, &ann, "2026-03-03T09:00:00Z").await;
    assert_eq!(starts(&free(&owner, &clean, Some(&ann), "2026-03-03").await), ["13:00"]);
    let anybody = free(&owner, &clean, None, "2026-03-03").await;
    assert_eq!(starts(&anybody).len(), 9);
    assert_eq!(anybody[0]["providers"], json!([{ "name": "Bo Lind" }]));
    assert_eq!(anybody[8]["providers"], json!([{ "name": "Ann Dee" }, { "name": "Bo Lind" }]));
    owner.mutate("providerArchive", json!({ "id": bo }), "").await;
    assert_eq!(starts(&free(&owner, &clean, None, "2026-03-03").await), ["13:00"]);
    let cx = Cx::system(&app.app, app.account);
    let mut tx = cx.db.begin().await.expect("a transaction");
    bookings::cancel_in(&mut tx, &cx, booked.id, None).await.expect("cancelled");
    tx.commit().await.expect("committed");
    assert_eq!(starts(&free(&owner, &clean, None, "2026-03-03").await).len(), 9);
}

#[rstest]
#[tokio::test]
async fn a_bundle_is_done_by_whoever_can_do_all_of_it(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let (clean, polish) = (service(&owner, "Clean", 60, "40").await, service(&owner, "Polish", 60, "40").await);
    let items = json!([{ "serviceId": clean["id"] }, { "serviceId": polish["id"] }]);
    let bundle = json!({ "name": "Shine", "durationMinutes": 480, "price": "70", "items": items });
    let bundle =
        owner.mutate("serviceCreate", bundle, "... on ServiceSaved { service { id } }").await["service"].clone();
    for (name, services) in
        [("Ann Dee", json!([clean["id"]])), ("Bo Lind", json!([clean["id"], polish["id"]])), ("Cy Eno", json!([]))]
    {
        let id = provider(&owner, name).await;
        let input = json!({ "id": id, "expectedVersion": 2, "serviceIds": services });
        assert_eq!(owner.mutate("providerUpdate", input, "").await["__typename"], "ProviderSaved");
    }
    let slots = free(&owner, &bundle, None, "2026-03-03").await;
    assert_eq!(starts(&slots), ["09:00"]);
    assert_eq!(slots[0]["providers"], json!([{ "name": "Bo Lind" }, { "name": "Cy Eno" }]));
}

#[rstest]
#[tokio::test]
async fn a_question_for_free_times_that_makes_no_sense_is_refused(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let clean = service(&owner, "Clean", 60, "40.00").await;
    let chosen = json!([{ "serviceId": clean["id"] }]);
    for (services, from, until) in [
        (json!([]), "2026-03-03", "2026-03-03"),
        (json!([{ "serviceId": clean["id"], "quantity": 0 }]), "2026-03-03", "2026-03-03"),
        (chosen.clone(), "2026-03-03", "2026-03-02"),
        (chosen, "2026-03-03", "2026-04-03"),
    ] {
        let asked = json!({ "services": services, "from": from, "until": until });
        let answer = owner.post(FREE, asked).await;
        assert_eq!(answer.body["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{}", answer.body);
    }
}

/// Books one of a service with a provider.
async fn book(app: &TestApp, customer: &str, service: &Value, provider: &str, starts_at: &str) -> Booking {
    let chosen = NewChoice { service: service["id"].as_str().expect("an id").to_owned(), quantity: 1 };
    let new = NewBooking {
        items: Items::Chosen(vec![chosen], Audience::Staff),
        provider: Some(provider.parse().expect("a provider's id")),
        starts_at: starts_at.parse().expect("a time"),
        ends_at: None,
        place: None,
        note: None,
        quote: None,
        external_ref: None,
        source: BookingSource::Staff,
        state: None,
        force: false,
    };
    let cx = Cx::system(&app.app, app.account);
    bookings::create(&cx, customer.parse().expect("a customer's id"), &new, None).await.expect("a booking")
}
