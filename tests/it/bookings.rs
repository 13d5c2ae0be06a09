//! Bookings, from asked for to done: what was agreed, who has the time, and what may follow on what.

use rstest::rstest;
use serde_json::{Value, json};

use crate::support::desk::{BOOKED, Desk, provider, service};
use crate::support::{Engine, start_of_time};

const TUESDAY_TEN: &str = "2026-03-03T10:00:00Z";
const TUESDAY_ELEVEN: &str = "2026-03-03T11:00:00Z";
const SUNDAY_TEN: &str = "2026-03-08T10:00:00Z";

#[rstest]
#[tokio::test]
async fn d9_a_booking_keeps_what_was_agreed(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let desk = Desk::open(engine).await;
    let settings = lethe::account_settings::SettingsChange { prepayment_percent: Some(25), ..Default::default() };
    lethe::account_settings::set(&desk.system(), &settings).await.expect("settings");
    let ana = desk.owner.customer("Ana Pop").await;
    let filter = service(&desk.app, "Filter", 15, "9.99").await;
    let input = json!({ "customerId": ana, "startsAt": TUESDAY_TEN, "location": "Unit 4\nQuay St", "note": "Ring twice",
        "services": [{ "serviceId": desk.service }, { "serviceId": filter, "quantity": 3 }] });
    let made = desk.owner.mutate("bookingCreate", input, BOOKED).await;
    let dearer =
        lethe::services::ServiceDraft { price: "100".parse().ok(), name: Some("New".into()), ..Default::default() };
    lethe::services::update(&desk.system(), &filter, 1, &dearer).await.expect("another price");
    let query = "query ($id: ID!) { booking(id: $id) { number customerName state source startsAt endsAt location note
        price { amount currency } prepayment { amount } customer { displayName }
        services { name quantity durationMinutes unitPrice { amount } amount { amount } service { name } } } }";
    let booking = desk.owner.run(query, json!({ "id": made["booking"]["id"] })).await["booking"].clone();
    assert_eq!(
        booking,
        json!({ "number": 1, "customerName": "Ana Pop", "state": "REQUESTED", "source": "STAFF", "startsAt": TUESDAY_TEN,
            "endsAt": "2026-03-03T11:45:00Z", "location": "Unit 4\nQuay St", "note": "Ring twice",
            "price": { "amount": "109.97", "currency": "GBP" }, "prepayment": { "amount": "27.49" },
            "customer": { "displayName": "Ana Pop" },
            "services": [
                { "name": "Boiler service", "quantity": 1, "durationMinutes": 60, "unitPrice": { "amount": "80.00" },
                    "amount": { "amount": "80.00" }, "service": { "name": "Boiler service" } },
                { "name": "Filter", "quantity": 3, "durationMinutes": 15, "unitPrice": { "amount": "9.99" },
                    "amount": { "amount": "29.97" }, "service": { "name": "New" } },
            ] })
    );
}

#[rstest]
#[tokio::test]
async fn a_booking_moves_on_step_by_step_and_never_back(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let desk = Desk::open(engine).await;
    let ana = desk.owner.customer("Ana Pop").await;
    let mut input = desk.input(&ana, TUESDAY_TEN);
    input["providerId"] = Value::Null;
    let booking = desk.owner.mutate("bookingCreate", input, BOOKED).await["booking"].clone();
    let alone = desk.change("bookingDispatch", &booking, json!({})).await;
    assert_eq!(alone["fields"], json!([{ "field": "providerId" }]));
    assert_eq!(desk.change("bookingStart", &booking, json!({})).await["state"], "REQUESTED");
    let sent = desk.change("bookingDispatch", &booking, json!({ "providerId": desk.provider })).await;
    assert_eq!(sent["booking"]["state"], "DISPATCHED", "{sent}");
    for (mutation, state) in [("bookingStart", "IN_PROGRESS"), ("bookingComplete", "COMPLETED")] {
        assert_eq!(desk.change(mutation, &booking, json!({})).await["booking"]["state"], state);
    }
    let before = desk.app.state().await;
    for mutation in ["Dispatch", "Start", "Complete", "Cancel", "NoShow", "Reschedule"] {
        let refused = desk.change(&format!("booking{mutation}"), &booking, json!({})).await;
        assert_eq!((&refused["code"], &refused["state"]), (&json!("WRONG_STATE"), &json!("COMPLETED")), "{mutation}");
    }
    before.assert_unchanged(&desk.app.state().await);
}

#[rstest]
#[tokio::test]
async fn a_provider_is_never_booked_twice(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let desk = Desk::open(engine).await;
    let (ana, bo) = (desk.owner.customer("Ana Pop").await, desk.owner.customer("Bo Lind").await);
    let first = desk.book(&ana, TUESDAY_TEN).await;
    let later = desk.book(&bo, "2026-03-03T14:00:00Z").await;
    let before = desk.app.state().await;
    let mut forced = desk.input(&bo, "2026-03-03T10:30:00Z");
    forced["force"] = json!(true);
    let taken = json!({ "__typename": "SlotTaken", "busyFrom": TUESDAY_TEN, "busyUntil": TUESDAY_ELEVEN,
        "code": "SLOT_TAKEN", "message": "The provider is busy at this time." });
    assert_eq!(desk.try_book(&bo, "2026-03-03T09:30:00Z").await, taken);
    assert_eq!(desk.owner.mutate("bookingCreate", forced, BOOKED).await, taken);
    assert_eq!(desk.change("bookingReschedule", &later, json!({ "startsAt": "2026-03-03T10:59:59Z" })).await, taken);
    before.assert_unchanged(&desk.app.state().await);
    let moved = desk.change("bookingReschedule", &later, json!({ "startsAt": TUESDAY_ELEVEN })).await;
    assert_eq!(moved["booking"]["endsAt"], "2026-03-03T12:00:00Z", "what touches does not overlap: {moved}");
    desk.change("bookingCancel", &first, json!({ "reason": "Moved house" })).await;
    desk.book(&bo, TUESDAY_TEN).await;
}

#[rstest]
#[tokio::test]
async fn a_provider_is_booked_when_they_work_unless_staff_know_better(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let ana = desk.owner.customer("Ana Pop").await;
    desk.time_off("2026-03-04T00:00:00Z", "2026-03-05T00:00:00Z").await;
    for starts_at in [SUNDAY_TEN, "2026-03-03T17:30:00Z", "2026-03-04T10:00:00Z"] {
        let refused = desk.try_book(&ana, starts_at).await;
        assert_eq!(refused["fields"], json!([{ "field": "startsAt" }]), "{starts_at} {refused}");
        let mut forced = desk.input(&ana, starts_at);
        forced["force"] = json!(true);
        let made = desk.owner.mutate("bookingCreate", forced, BOOKED).await;
        assert_eq!(made["booking"]["state"], "SCHEDULED", "{starts_at} {made}");
    }
}

#[rstest]
#[tokio::test]
async fn moving_keeps_the_length_and_takes_a_dispatch_back(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let desk = Desk::open(engine).await;
    let ana = desk.owner.customer("Ana Pop").await;
    let other = provider(&desk.app, "Rita Lis").await;
    let booking = desk.book(&ana, TUESDAY_TEN).await;
    desk.change("bookingDispatch", &booking, json!({})).await;
    let stale = desk.change("bookingReschedule", &booking, json!({ "expectedVersion": 1, "providerId": other })).await;
    assert_eq!(stale["currentVersion"], 2);
    let moved = json!({ "startsAt": TUESDAY_ELEVEN, "providerId": other, "expectedVersion": 2 });
    let moved = desk.change("bookingReschedule", &booking, moved).await;
    let now = |key: &str| moved["booking"][key].clone();
    assert_eq!(
        (now("state"), now("startsAt"), now("endsAt"), now("version")),
        (json!("SCHEDULED"), json!(TUESDAY_ELEVEN), json!("2026-03-03T12:00:00Z"), json!(3))
    );
    let nobody = desk.change("bookingReschedule", &booking, json!({ "providerId": null })).await;
    assert_eq!(nobody["booking"]["state"], "REQUESTED");
    let backwards = json!({ "startsAt": TUESDAY_ELEVEN, "endsAt": TUESDAY_TEN });
    assert_eq!(desk.change("bookingReschedule", &booking, backwards).await["fields"], json!([{ "field": "endsAt" }]));
}

#[rstest]
#[tokio::test]
async fn a_customer_is_missed_only_once_the_booking_should_have_begun(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let ana = desk.owner.customer("Ana Pop").await;
    let booking = desk.book(&ana, TUESDAY_TEN).await;
    assert_eq!(desk.change("bookingNoShow", &booking, json!({})).await["fields"], json!([{ "field": "id" }]));
    let wait = TUESDAY_TEN.parse::<lethe::clock::Timestamp>().expect("a time") - start_of_time();
    desk.app.clock.advance(wait).expect("a manual clock");
    let owner = desk.app.client(lethe::terms::Role::Owner).await;
    let missed = owner.mutate("bookingNoShow", json!({ "id": booking["id"] }), BOOKED).await;
    assert_eq!(missed["booking"]["state"], "NO_SHOW", "{missed}");
}

#[rstest]
#[tokio::test]
async fn a_booking_is_at_an_address_of_its_own_customer(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let desk = Desk::open(engine).await;
    let (ana, bo) = (desk.owner.customer("Ana Pop").await, desk.owner.customer("Bo Lind").await);
    let address = json!({ "customerId": ana, "purpose": "SERVICE", "line1": "4 Quay St", "city": "Leeds" });
    let address = desk.owner.mutate("addressCreate", address, "... on AddressSaved { address { id } }").await;
    let at = |customer: &str| {
        let mut input = desk.input(customer, TUESDAY_TEN);
        input["addressId"] = address["address"]["id"].clone();
        input
    };
    let fields = "... on BookingSaved { booking { id location version } } ... on RecordNotFound { kind }
        ... on InvalidInput { fields { field } }";
    assert_eq!(desk.owner.mutate("bookingCreate", at(&bo), fields).await["kind"], "ADDRESS");
    let mut both = at(&ana);
    both["location"] = json!("The quay");
    let refused = desk.owner.mutate("bookingCreate", both, fields).await;
    assert_eq!(refused["fields"], json!([{ "field": "location" }]));
    let booking = desk.owner.mutate("bookingCreate", at(&ana), fields).await["booking"].clone();
    assert_eq!(booking["location"], "4 Quay St\nLeeds");
    let emptied = json!({ "id": booking["id"], "expectedVersion": 1, "location": null, "note": "Ring" });
    let emptied = desk.owner.mutate("bookingUpdate", emptied, fields).await;
    assert_eq!((&emptied["booking"]["location"], &emptied["booking"]["version"]), (&Value::Null, &json!(2)));
}

#[rstest]
#[tokio::test]
async fn a_booking_sent_twice_with_a_key_is_made_once(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let desk = Desk::open(engine).await;
    let ana = desk.owner.customer("Ana Pop").await;
    let mut input = desk.input(&ana, TUESDAY_TEN);
    input["idempotencyKey"] = json!("click 1");
    let made = desk.owner.mutate("bookingCreate", input.clone(), BOOKED).await;
    let before = desk.app.state().await;
    assert_eq!(desk.owner.mutate("bookingCreate", input.clone(), BOOKED).await, made);
    input["startsAt"] = json!(TUESDAY_ELEVEN);
    assert_eq!(desk.owner.mutate("bookingCreate", input, BOOKED).await["code"], "IDEMPOTENCY_CONFLICT");
    before.assert_unchanged(&desk.app.state().await);
}

#[rstest]
#[tokio::test]
async fn d4_bookings_are_listed_by_their_start_upcoming_and_past(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let (ana, bo) = (desk.owner.customer("Ana Pop").await, desk.owner.customer("Bo Lind").await);
    let last = desk.book(&ana, "2026-03-05T10:00:00Z").await;
    let first = desk.book(&ana, TUESDAY_TEN).await;
    let done = desk.book(&ana, "2026-03-04T10:00:00Z").await;
    desk.book(&bo, TUESDAY_ELEVEN).await;
    desk.change("bookingComplete", &done, json!({})).await;
    let query = "query ($where: BookingWhere) { bookings(where: $where) { totalCount nodes { number } } }";
    let numbers = async |filter: Value| {
        let page = desk.owner.run(query, json!({ "where": filter })).await["bookings"].clone();
        page["nodes"].as_array().expect("rows").iter().map(|row| row["number"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(numbers(json!({ "customerId": ana })).await, [2, 3, 1]);
    assert_eq!(numbers(json!({ "customerId": ana, "upcoming": true })).await, [2, 1]);
    assert_eq!(numbers(json!({ "upcoming": false })).await, [3]);
    assert_eq!(numbers(json!({ "state": ["COMPLETED"], "providerId": desk.provider })).await, [3]);
    assert_eq!(numbers(json!({ "from": TUESDAY_ELEVEN, "until": "2026-03-05T10:00:00Z" })).await, [4, 3]);
    assert_eq!(numbers(json!({ "search": "#4" })).await, [4]);
    assert_eq!(numbers(json!({ "search": "Ana" })).await, Vec::<Value>::new());
    let nested = "query ($id: ID!, $one: ID!) { node(id: $one) { ... on Booking { number } }
        customer(id: $id) { bookings(where: { upcoming: true }, first: 1) { totalCount nodes { id } } } }";
    let seen = desk.owner.run(nested, json!({ "id": ana, "one": last["id"] })).await;
    assert_eq!(
        seen,
        json!({ "node": { "number": 1 },
            "customer": { "bookings": { "totalCount": 2, "nodes": [{ "id": first["id"] }] } } })
    );
}

#[rstest]
#[tokio::test]
async fn a_deleted_customer_s_bookings_are_kept_and_read_only(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    desk.cancel_by_deletes().await;
    let ana = desk.owner.customer("Ana Pop").await;
    let booking = desk.book(&ana, TUESDAY_TEN).await;
    desk.owner.delete(&ana).await;
    let before = desk.app.state().await;
    assert_eq!(desk.try_book(&ana, TUESDAY_ELEVEN).await["code"], "CUSTOMER_ALREADY_DELETED");
    for mutation in ["Dispatch", "Start", "Complete", "Cancel", "NoShow", "Reschedule"] {
        let refused = desk.change(&format!("booking{mutation}"), &booking, json!({})).await;
        assert_eq!(refused["code"], "CUSTOMER_ALREADY_DELETED", "{mutation} {refused}");
    }
    before.assert_unchanged(&desk.app.state().await);
    let query = "query ($id: ID!) { booking(id: $id) { state customerName } }";
    let kept = desk.owner.run(query, json!({ "id": booking["id"] })).await;
    assert_eq!(kept["booking"], json!({ "state": "CANCELLED", "customerName": "Ana Pop" }));
}
