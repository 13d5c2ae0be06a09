//! What customers may do with their bookings in the portal, and until when (D8).

use chrono::TimeDelta;
use lethe::account_settings::{self, SettingsChange};
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::desk::{Desk, provider};
use crate::support::{Client, Engine};

const TUESDAY_TEN: &str = "2026-03-03T10:00:00Z";
const WEDNESDAY_TEN: &str = "2026-03-04T10:00:00Z";
const ANA: &str = "ana.pop@example.com";

const SAVED: &str =
    "... on PortalBookingSaved { booking { id state startsAt endsAt } } ... on Error { ... on TooLate { possibleUntil }
    ... on SlotTaken { busyFrom busyUntil } ... on InvalidInput { fields { field } } ... on WrongState { state } }";

async fn cancel(portal: &Client, booking: &Value) -> Value {
    portal.mutate("portalBookingCancel", json!({ "id": booking["id"], "reason": "Away" }), SAVED).await
}

async fn reschedule(portal: &Client, booking: &Value, starts_at: &str) -> Value {
    portal.mutate("portalBookingReschedule", json!({ "id": booking["id"], "startsAt": starts_at }), SAVED).await
}

#[rstest]
#[tokio::test]
async fn d8_a_customer_sees_their_bookings_and_until_when_they_may_change_them(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let (ana, bo) = (desk.owner.customer("Ana Pop").await, desk.owner.customer("Bo Lind").await);
    desk.book(&ana, WEDNESDAY_TEN).await;
    desk.book(&bo, TUESDAY_TEN).await;
    let done = desk.book(&ana, "2026-03-05T10:00:00Z").await;
    desk.change("bookingComplete", &done, json!({})).await;
    let query = "query ($where: PortalBookingWhere) { portal { bookings(where: $where) { totalCount nodes { number state
        providerName startsAt cancellableUntil movableUntil price { amount } services { name quantity amount { amount } }
        } } } }";
    let portal = desk.app.portal(ANA).await;
    let seen = portal.run(query, json!({ "where": { "upcoming": true } })).await["portal"]["bookings"].clone();
    assert_eq!(
        seen,
        json!({ "totalCount": 1, "nodes": [{ "number": 1, "state": "SCHEDULED", "providerName": "Paul Nowak",
            "startsAt": WEDNESDAY_TEN, "cancellableUntil": TUESDAY_TEN, "movableUntil": TUESDAY_TEN,
            "price": { "amount": "80.00" },
            "services": [{ "name": "Boiler service", "quantity": 1, "amount": { "amount": "80.00" } }] }] })
    );
    let past = portal.run(query, json!({ "where": { "upcoming": false } })).await["portal"]["bookings"].clone();
    assert_eq!((&past["totalCount"], &past["nodes"][0]["cancellableUntil"]), (&json!(1), &Value::Null));
}

#[rstest]
#[tokio::test]
async fn d8_a_customer_cancels_and_moves_until_so_many_hours_before(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let ana = desk.owner.customer("Ana Pop").await;
    let (soon, later) = (desk.book(&ana, TUESDAY_TEN).await, desk.book(&ana, WEDNESDAY_TEN).await);
    let portal = desk.app.portal(ANA).await;
    let moved = reschedule(&portal, &later, "2026-03-04T12:00:00Z").await;
    assert_eq!(
        moved["booking"],
        json!({ "id": later["id"], "state": "SCHEDULED", "startsAt": "2026-03-04T12:00:00Z",
            "endsAt": "2026-03-04T13:00:00Z" })
    );
    desk.app.clock.advance(TimeDelta::minutes(61)).expect("a manual clock");
    let portal = desk.app.portal(ANA).await;
    let before = desk.app.state().await;
    let late = json!({ "__typename": "TooLate", "possibleUntil": "2026-03-02T10:00:00Z", "code": "TOO_LATE",
        "message": "It is too late to do this here. Please contact us." });
    assert_eq!(cancel(&portal, &soon).await, late);
    assert_eq!(reschedule(&portal, &soon, WEDNESDAY_TEN).await, late);
    before.assert_unchanged(&desk.app.state().await);
    assert_eq!(cancel(&portal, &later).await["booking"]["state"], "CANCELLED");
    assert_eq!(cancel(&portal, &later).await["state"], "CANCELLED", "once");
}

#[rstest]
#[tokio::test]
async fn what_the_settings_do_not_allow_customers_cannot_do(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let none = SettingsChange {
        portal_cancel_hours: Some(None),
        portal_reschedule_hours: Some(None),
        ..SettingsChange::default()
    };
    account_settings::set(&desk.system(), &none).await.expect("settings");
    let ana = desk.owner.customer("Ana Pop").await;
    let booking = desk.book(&ana, WEDNESDAY_TEN).await;
    let portal = desk.app.portal(ANA).await;
    let before = desk.app.state().await;
    for answer in [cancel(&portal, &booking).await, reschedule(&portal, &booking, TUESDAY_TEN).await] {
        assert_eq!((&answer["code"], &answer["possibleUntil"]), (&json!("TOO_LATE"), &Value::Null), "{answer}");
    }
    before.assert_unchanged(&desk.app.state().await);
}

#[rstest]
#[tokio::test]
async fn a_customer_moves_a_booking_only_to_a_time_that_is_free_and_bookable(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let (ana, bo) = (desk.owner.customer("Ana Pop").await, desk.owner.customer("Bo Lind").await);
    let booking = desk.book(&ana, WEDNESDAY_TEN).await;
    let other = desk.book(&bo, "2026-03-05T10:00:00Z").await;
    let portal = desk.app.portal(ANA).await;
    let before = desk.app.state().await;
    let taken = reschedule(&portal, &booking, "2026-03-05T10:30:00Z").await;
    assert_eq!(taken["code"], "SLOT_TAKEN");
    for starts_at in ["2026-03-07T10:00:00Z", "2026-03-02T10:00:00Z", "2026-05-06T10:00:00Z"] {
        let refused = reschedule(&portal, &booking, starts_at).await;
        assert_eq!(refused["fields"], json!([{ "field": "startsAt" }]), "{starts_at} {refused}");
    }
    for answer in [cancel(&portal, &other).await, reschedule(&portal, &other, TUESDAY_TEN).await] {
        assert_eq!((&answer["code"], &answer["__typename"]), (&json!("NOT_FOUND"), &json!("RecordNotFound")));
    }
    before.assert_unchanged(&desk.app.state().await);
}

async fn free(portal: &Client, booking: &Value, day: &str) -> Value {
    let query = "query ($id: ID!, $day: Date!) { portal { freeSlots(bookingId: $id, from: $day, until: $day) {
        startsAt endsAt } } }";
    let slots = portal.run(query, json!({ "id": booking["id"], "day": day })).await["portal"]["freeSlots"].clone();
    let starts = slots.as_array().expect("slots").iter().map(|slot| slot["startsAt"].clone());
    json!(starts.collect::<Vec<_>>())
}

#[rstest]
#[tokio::test]
async fn d8_the_times_that_are_offered_are_free_with_the_booking_s_own_and_can_be_moved_to(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let (ana, bo) = (desk.owner.customer("Ana Pop").await, desk.owner.customer("Bo Lind").await);
    let booking = desk.book(&ana, WEDNESDAY_TEN).await;
    desk.book(&bo, "2026-03-04T12:00:00Z").await;
    desk.time_off("2026-03-04T13:00:00Z", "2026-03-04T18:00:00Z").await;
    let portal = desk.app.portal(ANA).await;
    let offered = ["08:00", "08:30", "09:00", "09:30", "10:00", "10:30", "11:00"];
    let offered = offered.map(|time| format!("2026-03-04T{time}:00Z"));
    assert_eq!(free(&portal, &booking, "2026-03-04").await, json!(offered));
    assert_eq!(free(&portal, &booking, "2026-03-07").await, json!([]), "a Saturday");
    assert_eq!(free(&portal, &booking, "2026-06-01").await, json!([]), "beyond what is booked online");
    for starts_at in offered {
        let moved = reschedule(&portal, &booking, &starts_at).await;
        assert_eq!(moved["booking"]["startsAt"], starts_at, "{moved}");
    }
}

#[rstest]
#[tokio::test]
async fn a_longer_booking_is_offered_times_that_are_long_enough_and_from_its_own_provider(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let (ana, bo) = (desk.owner.customer("Ana Pop").await, desk.owner.customer("Bo Lind").await);
    provider(&desk.app, "Eva Maj").await;
    let booking = desk.book(&ana, WEDNESDAY_TEN).await;
    let longer = json!({ "startsAt": WEDNESDAY_TEN, "endsAt": "2026-03-04T13:00:00Z" });
    desk.change("bookingReschedule", &booking, longer).await;
    desk.book(&bo, "2026-03-05T11:00:00Z").await;
    let portal = desk.app.portal(ANA).await;
    let offered = ["08:00", "12:00", "12:30", "13:00", "13:30", "14:00", "14:30", "15:00"];
    let offered = offered.map(|time| format!("2026-03-05T{time}:00Z"));
    assert_eq!(free(&portal, &booking, "2026-03-05").await, json!(offered));
}

#[rstest]
#[tokio::test]
async fn no_time_is_offered_for_what_cannot_be_moved(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let desk = Desk::open(engine).await;
    let (ana, bo) = (desk.owner.customer("Ana Pop").await, desk.owner.customer("Bo Lind").await);
    let (soon, gone) = (desk.book(&ana, TUESDAY_TEN).await, desk.book(&ana, WEDNESDAY_TEN).await);
    desk.change("bookingCancel", &gone, json!({})).await;
    let other = desk.book(&bo, "2026-03-05T10:00:00Z").await;
    let portal = desk.app.portal(ANA).await;
    assert_eq!(free(&portal, &gone, "2026-03-05").await, json!([]));
    assert_ne!(free(&portal, &soon, "2026-03-05").await, json!([]));
    desk.app.clock.advance(TimeDelta::minutes(61)).expect("a manual clock");
    assert_eq!(free(&portal, &soon, "2026-03-05").await, json!([]), "too late");
    for id in [other["id"].as_str().expect("an id"), "bkg_none"] {
        let query =
            "query ($id: ID!) { portal { freeSlots(bookingId: $id, from: \"2026-03-05\", until: \"2026-03-05\") {
            startsAt } } }";
        let told = portal.post(query, json!({ "id": id })).await.body["errors"][0]["extensions"].clone();
        assert_eq!(told, json!({ "code": "BAD_USER_INPUT", "kind": "BOOKING" }), "{id}");
    }
}
