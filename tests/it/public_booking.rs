//! The public booking page: what anybody sees and asks for, and whose it becomes.

use chrono::TimeDelta;
use lethe::db::Query;
use lethe::terms::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::providers::provider;
use crate::services::service;
use crate::support::{Client, Engine, FOREIGN_SLUG, SLUG, TestApp};

/// What everybody may be told.
const ANSWER: &str = "... on PublicBookingRequested { message startsAt endsAt }
    ... on PublicSlotTaken { nextSlots { startsAt providers { name } } } ... on InvalidInput { fields { field } }";
/// What staff see of a request.
const REQUEST: &str = "id state name email phone total { amount } services { name quantity } provider { name } startsAt
    customer { displayName } bookingId candidates { displayName }";

/// An account with a page, a service for forty pounds and an hour, and who does it.
pub struct Desk {
    pub app: TestApp,
    pub owner: Client,
    pub clean: Value,
}

impl Desk {
    pub async fn open(engine: Engine) -> Self {
        let app = TestApp::start(engine).await;
        let owner = app.client(Role::Owner).await;
        let set = json!({ "publicBooking": true, "prepaymentPercent": 25 });
        assert_eq!(owner.mutate("accountSettingsSet", set, "").await["__typename"], "AccountSettingsSaved");
        let clean = service(&owner, "Clean", 60, "40.00").await;
        provider(&owner, "Bo Lind").await;
        Self { app, owner, clean }
    }

    /// A request by somebody for a time on Tuesday the 3rd.
    pub fn asked(&self, name: &str, email: &str, hour: u32) -> Value {
        json!({ "account": SLUG, "name": name, "email": email, "services": [{ "serviceId": self.clean["id"] }],
            "startsAt": format!("2026-03-03T{hour:02}:00:00Z"), "idempotencyKey": format!("{name} {email} {hour}") })
    }

    /// Sends a request without signing in; the answer.
    pub async fn ask(&self, input: Value) -> Value {
        self.app.anonymous().mutate("publicBookingRequest", input, ANSWER).await
    }

    /// Name, state and source of every booking, by start.
    pub async fn booked(&self) -> Vec<(String, String, String)> {
        let query = "select customer_name, state, source from bookings order by starts_at, number";
        Query::built(query).all(&self.app.app.db).await.expect("bookings")
    }

    /// The requests in a state, the latest time first.
    pub async fn requests(&self, state: &str) -> Vec<Value> {
        let query = format!(
            "query ($state: [BookingRequestState!]) {{ bookingRequests(where: {{ state: $state }}) {{ nodes {{ {REQUEST} }} }} }}"
        );
        let found = self.owner.run(&query, json!({ "state": [state] })).await;
        let mut requests = found["bookingRequests"]["nodes"].as_array().expect("requests").clone();
        requests.sort_by_key(|request| std::cmp::Reverse(request["startsAt"].to_string()));
        requests
    }
}

fn booking(name: &str) -> (String, String, String) {
    (name.to_owned(), "REQUESTED".to_owned(), "PUBLIC".to_owned())
}

#[rstest]
#[tokio::test]
async fn d9_the_page_shows_services_prices_and_free_times_to_everybody(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let rate = json!({ "name": "VAT", "percent": "20" });
    let rate = desk.owner.mutate("taxRateCreate", rate, "... on TaxRateSaved { taxRate { id } }").await;
    let taxed = json!({ "id": desk.clean["id"], "expectedVersion": 1, "taxRateId": rate["taxRate"]["id"] });
    desk.owner.mutate("serviceUpdate", taxed, "").await;
    let hidden = json!({ "name": "Secret", "durationMinutes": 30, "price": "10" });
    let hidden = desk.owner.mutate("serviceCreate", hidden, "... on ServiceSaved { service { id } }").await;
    let query = "query ($account: String!, $services: [ServiceChoiceInput!]!) { publicBooking(account: $account) {
        name timeZone currency services { name durationMinutes price { formatted } }
        price(services: $services) { total { amount } tax { amount } prepayment { amount } durationMinutes }
        freeSlots(services: $services, from: \"2026-03-03\", until: \"2026-03-03\") { startsAt providers { name } } } }";
    let two = json!([{ "serviceId": desk.clean["id"], "quantity": 4 }]);
    let shown = desk.app.anonymous().run(query, json!({ "account": SLUG, "services": two })).await;
    let page = &shown["publicBooking"];
    assert_eq!(
        page["services"],
        json!([{ "name": "Clean", "durationMinutes": 60, "price": { "formatted": "£40.00" } }])
    );
    assert_eq!(
        page["price"],
        json!({ "total": { "amount": "160.00" }, "tax": { "amount": "26.67" }, "prepayment": { "amount": "40.00" },
            "durationMinutes": 240 })
    );
    let slots = page["freeSlots"].as_array().expect("slots");
    assert_eq!(
        (slots.len(), &slots[0]),
        (9, &json!({ "startsAt": "2026-03-03T09:00:00Z", "providers": [{ "name": "Bo Lind" }] }))
    );
    let secret = json!([{ "serviceId": hidden["service"]["id"] }]);
    let refused = desk.app.anonymous().post(query, json!({ "account": SLUG, "services": secret })).await;
    assert_eq!(refused.body["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
    assert!(!refused.body.to_string().contains("Secret"));
}

#[rstest]
#[tokio::test]
async fn a_page_that_is_switched_off_reads_like_one_that_never_was(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let query = "query ($account: String!) { publicBooking(account: $account) { name } }";
    let before = desk.app.state().await;
    for account in [FOREIGN_SLUG, "nowhere"] {
        let shown = desk.app.anonymous().post(query, json!({ "account": account })).await;
        assert_eq!(shown.body["data"], json!({ "publicBooking": null }));
        let mut input = desk.asked("Ana Pop", "ana@example.com", 10);
        input["account"] = json!(account);
        let answer = desk.ask(input).await;
        assert_eq!(
            answer,
            json!({ "__typename": "PublicBookingClosed", "code": "PUBLIC_BOOKING_CLOSED",
                "message": "There is no booking page here." })
        );
    }
    before.assert_unchanged(&desk.app.state().await);
}

#[rstest]
#[tokio::test]
async fn a_request_of_a_known_customer_and_of_somebody_new_and_an_unclear_one_are_answered_the_same(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    desk.owner.customer("Ana Pop").await;
    let known = desk.ask(desk.asked("ana  POP", "Ana.Pop@example.com", 10)).await;
    let new = desk.ask(desk.asked("Zoe New", "zoe@example.com", 11)).await;
    let unclear = desk.ask(desk.asked("Somebody Else", "ana.pop@example.com", 12)).await;
    for (answer, hour) in [(&known, 10), (&new, 11), (&unclear, 12)] {
        assert_eq!(
            *answer,
            json!({ "__typename": "PublicBookingRequested", "startsAt": format!("2026-03-03T{hour}:00:00Z"),
                "endsAt": format!("2026-03-03T{}:00:00Z", hour + 1),
                "message": "Thank you. The business has your request and will get back to you." })
        );
    }
    assert_eq!(desk.booked().await, [booking("Ana Pop"), booking("Zoe New")]);
    let waiting = desk.requests("WAITING").await;
    assert_eq!(waiting.len(), 1);
    assert_eq!(
        waiting[0],
        json!({ "id": waiting[0]["id"], "state": "WAITING", "name": "Somebody Else", "email": "ana.pop@example.com",
            "phone": null, "total": { "amount": "40.00" }, "services": [{ "name": "Clean", "quantity": 1 }],
            "provider": { "name": "Bo Lind" }, "startsAt": "2026-03-03T12:00:00Z", "customer": null, "bookingId": null,
            "candidates": [{ "displayName": "Ana Pop" }] })
    );
    // Nor do free times tell: all three are taken.
    for hour in [10, 11, 12] {
        let late = desk.ask(desk.asked("Late Comer", "late@example.com", hour)).await;
        assert_eq!(late["__typename"], "PublicSlotTaken", "{hour}: {late}");
    }
}

#[rstest]
#[tokio::test]
async fn only_e_mail_and_name_together_are_certain(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let desk = Desk::open(engine).await;
    let add = async |given: &str, email: &str, phone: Option<&str>| {
        let input = json!({ "givenName": given, "familyName": "Pop", "email": email, "phone": phone });
        let saved = desk.owner.mutate("customerCreate", input, "... on CustomerSaved { customer { id } }").await;
        saved["customer"]["id"].as_str().expect("a customer").to_owned()
    };
    add("Ana", "family@example.com", None).await;
    add("Ben", "family@example.com", Some("+44 7700 900123")).await;
    add("Cy", "twice@example.com", None).await;
    add("Cy", "twice@example.com", None).await;
    let gone = add("Dee", "dee@example.com", None).await;
    desk.owner.delete(&gone).await;
    let mut by_phone = desk.asked("Eve Pop", "eve@example.com", 13);
    by_phone["phone"] = json!("07700 900123");
    for input in [
        desk.asked("Ben Pop", "family@example.com", 10),
        desk.asked("Cy Pop", "twice@example.com", 11),
        desk.asked("Dee Pop", "dee@example.com", 12),
        by_phone,
    ] {
        assert_eq!(desk.ask(input).await["__typename"], "PublicBookingRequested");
    }
    assert_eq!(desk.booked().await, [booking("Ben Pop"), booking("Eve Pop")], "nobody learns whose a number is");
    let waiting = desk.requests("WAITING").await;
    let names: Vec<_> = waiting.iter().map(|request| request["name"].as_str().expect("a name")).collect();
    assert_eq!(names, ["Dee Pop", "Cy Pop"]);
    assert_eq!(waiting[0]["candidates"], json!([{ "displayName": "Dee Pop" }]));
}

#[rstest]
#[tokio::test]
async fn a_request_sent_twice_is_one_booking(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let desk = Desk::open(engine).await;
    let input = desk.asked("Zoe New", "zoe@example.com", 10);
    let first = desk.ask(input.clone()).await;
    let before = desk.app.state().await;
    assert_eq!(desk.ask(input.clone()).await, first);
    let mut other = input;
    other["note"] = json!("Ring twice");
    assert_eq!(desk.ask(other).await["code"], "IDEMPOTENCY_CONFLICT");
    before.assert_unchanged(&desk.app.state().await);
    assert_eq!(desk.booked().await, [booking("Zoe New")]);
}

#[rstest]
#[tokio::test]
async fn a_taken_time_is_answered_with_the_next_free_ones(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let desk = Desk::open(engine).await;
    desk.ask(desk.asked("Zoe New", "zoe@example.com", 10)).await;
    let before = desk.app.state().await;
    let taken = desk.ask(desk.asked("Late Comer", "late@example.com", 10)).await;
    assert_eq!(taken["__typename"], "PublicSlotTaken", "{taken}");
    let next = taken["nextSlots"].as_array().expect("slots");
    let starts: Vec<_> = next.iter().map(|slot| slot["startsAt"].as_str().expect("a start")).collect();
    let expected = ["09:00", "11:00", "11:30", "12:00", "12:30"].map(|time| format!("2026-03-03T{time}:00Z"));
    assert_eq!(starts, expected);
    for (starts_at, why) in [
        ("2026-03-03T10:10:00Z", "not on the grid"),
        ("2026-03-02T10:00:00Z", "too soon"),
        ("2026-06-02T10:00:00Z", "too far ahead"),
        ("2026-03-07T10:00:00Z", "a Saturday"),
    ] {
        let mut input = desk.asked("Late Comer", "late@example.com", 10);
        input["startsAt"] = json!(starts_at);
        assert_eq!(desk.ask(input).await["__typename"], "PublicSlotTaken", "{why}");
    }
    before.assert_unchanged(&desk.app.state().await);
}

#[rstest]
#[tokio::test]
async fn a_person_decides_whose_a_request_is(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let desk = Desk::open(engine).await;
    let ana = desk.owner.customer("Ana Pop").await;
    for (name, hour) in [("Anna Pop", 10), ("Ana's husband", 11), ("A. Prankster", 12)] {
        desk.ask(desk.asked(name, "ana.pop@example.com", hour)).await;
    }
    // Meanwhile the price goes up: what was shown stays.
    let dearer = json!({ "id": desk.clean["id"], "expectedVersion": 1, "price": "90" });
    desk.owner.mutate("serviceUpdate", dearer, "").await;
    let waiting = desk.requests("WAITING").await;
    let [prank, husband, anna] = &waiting[..] else { panic!("three: {waiting:?}") };
    let attached =
        format!("... on BookingRequestAttached {{ bookingRequest {{ {REQUEST} }} }} ... on WrongState {{ state }}");
    let input = json!({ "id": anna["id"], "customerId": ana });
    let done = desk.owner.mutate("bookingRequestAttach", input.clone(), &attached).await;
    assert_eq!(done["bookingRequest"]["customer"], json!({ "displayName": "Ana Pop" }), "{done}");
    assert_eq!(desk.owner.mutate("bookingRequestAttach", input, &attached).await["state"], "ATTACHED");
    let done = desk.owner.mutate("bookingRequestAttach", json!({ "id": husband["id"] }), &attached).await;
    assert_eq!(done["bookingRequest"]["customer"], json!({ "displayName": "Ana's husband" }), "{done}");
    let dismissed = desk.owner.mutate("bookingRequestDismiss", json!({ "id": prank["id"] }), "").await;
    assert_eq!(dismissed["__typename"], "BookingRequestDismissed");
    let totals = Query::built("select customer_name, total_minor from bookings order by number");
    let totals: Vec<(String, i64)> = totals.all(&desk.app.app.db).await.expect("bookings");
    assert_eq!(totals, [("Ana Pop".to_owned(), 40_00), ("Ana's husband".to_owned(), 40_00)]);
    let again = desk.ask(desk.asked("Late Comer", "late@example.com", 12)).await;
    assert_eq!(again["__typename"], "PublicBookingRequested", "the dismissed one's time is free");
    let technician = desk.app.client(Role::Technician).await;
    let refused = technician.mutate("bookingRequestAttach", json!({ "id": prank["id"] }), "").await;
    assert_eq!(refused["code"], "NOT_PERMITTED", "a new customer takes customers.write");
}

#[rstest]
#[tokio::test]
async fn requests_are_limited_by_address(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start_with(engine, |settings| settings.public_booking_attempts = 2).await;
    let owner = app.client(Role::Owner).await;
    owner.mutate("accountSettingsSet", json!({ "publicBooking": true }), "").await;
    let clean = service(&owner, "Clean", 60, "40.00").await;
    provider(&owner, "Bo Lind").await;
    let desk = Desk { app, owner, clean };
    for hour in [10, 11] {
        let answer = desk.ask(desk.asked("Zoe New", "zoe@example.com", hour)).await;
        assert_eq!(answer["__typename"], "PublicBookingRequested", "{answer}");
    }
    let before = desk.app.state().await;
    assert_eq!(desk.ask(desk.asked("Zoe New", "zoe@example.com", 12)).await["code"], "RATE_LIMITED");
    before.assert_unchanged(&desk.app.state().await);
    desk.app.clock.advance(TimeDelta::minutes(15)).expect("a clock that moves");
    let answer = desk.ask(desk.asked("Zoe New", "zoe@example.com", 12)).await;
    assert_eq!(answer["__typename"], "PublicBookingRequested", "{answer}");
}

#[rstest]
#[tokio::test]
async fn what_a_visitor_types_is_checked(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let desk = Desk::open(engine).await;
    let before = desk.app.state().await;
    for (field, value) in [
        ("name", json!(" ")),
        ("email", json!("nobody")),
        ("phone", json!("call me")),
        ("address", json!("x".repeat(501))),
        ("note", json!("x".repeat(2_001))),
        ("services", json!([])),
        ("idempotencyKey", json!("")),
    ] {
        let mut input = desk.asked("Zoe New", "zoe@example.com", 10);
        input[field] = value;
        assert_eq!(desk.ask(input).await["fields"], json!([{ "field": field }]));
    }
    before.assert_unchanged(&desk.app.state().await);
}
