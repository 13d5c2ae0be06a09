//! The calendar, and the feed of it that calendar programs follow.

use reqwest::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::desk::{BOOKED, Desk, service};
use crate::support::{Engine, TestApp};

const TUESDAY_TEN: &str = "2026-03-03T10:00:00Z";

const CALENDAR: &str = "query ($from: DateTime!, $until: DateTime!, $providers: [ID!]) {
    calendar(from: $from, until: $until, providerIds: $providers) { timeZone unassigned { number } providers {
        provider { name } bookings { number state } absences { startsAt endsAt } free { from until } } } }";

#[rstest]
#[tokio::test]
async fn a_calendar_shows_what_is_booked_time_off_and_free_hours(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let ana = desk.owner.customer("Ana Pop").await;
    desk.time_off("2026-03-03T15:00:00Z", "2026-03-03T16:00:00Z").await;
    desk.book(&ana, TUESDAY_TEN).await;
    let gone = desk.book(&ana, "2026-03-03T12:00:00Z").await;
    desk.change("bookingCancel", &gone, json!({})).await;
    let mut nobodys = desk.input(&ana, TUESDAY_TEN);
    nobodys["providerId"] = Value::Null;
    desk.owner.mutate("bookingCreate", nobodys, BOOKED).await;
    let day = json!({ "from": "2026-03-03T00:00:00Z", "until": "2026-03-03T17:00:00Z", "providers": [desk.provider] });
    let at = |hour: u8| format!("2026-03-03T{hour:02}:00:00Z");
    let free = |from, until| json!({ "from": at(from), "until": at(until) });
    assert_eq!(
        desk.owner.run(CALENDAR, day).await["calendar"],
        json!({ "timeZone": "Europe/London", "unassigned": [{ "number": 3 }], "providers": [{
            "provider": { "name": "Paul Nowak" },
            "bookings": [{ "number": 1, "state": "SCHEDULED" }],
            "absences": [{ "startsAt": at(15), "endsAt": at(16) }],
            "free": [free(8, 10), free(11, 15), free(16, 17)] }] })
    );
    let nobody = json!({ "from": TUESDAY_TEN, "until": "2026-03-04T00:00:00Z", "providers": [] });
    assert_eq!(desk.owner.run(CALENDAR, nobody).await["calendar"]["providers"], json!([]));
}

#[rstest]
#[tokio::test]
async fn a_calendar_is_of_at_most_62_days(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let desk = Desk::open(engine).await;
    for until in ["2026-03-03T00:00:00Z", "2026-05-04T00:00:01Z"] {
        let answer = desk.owner.post(CALENDAR, json!({ "from": "2026-03-03T00:00:00Z", "until": until })).await;
        assert_eq!(answer.body["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{until}");
    }
    desk.owner.run(CALENDAR, json!({ "from": "2026-03-03T00:00:00Z", "until": "2026-05-04T00:00:00Z" })).await;
}

/// Hands out the link of the desk's calendar; where it is at the test's own port.
async fn link(desk: &Desk) -> String {
    let input = json!({ "providerId": desk.provider });
    let made = desk.owner.mutate("calendarLinkCreate", input, "... on CalendarLinkCreated { url }").await;
    let url = made["url"].as_str().unwrap_or_else(|| panic!("no link: {made}"));
    here(&desk.app, url)
}

fn here(app: &TestApp, url: &str) -> String {
    let (_, file) = url.split_once("/calendar/").expect("a calendar's address");
    format!("{}/calendar/{file}", app.origin)
}

async fn text(url: &str) -> String {
    let answer = reqwest::get(url).await.expect("the server answers");
    assert_eq!(answer.status(), 200, "{url}");
    answer.text().await.expect("a calendar")
}

#[rstest]
#[tokio::test]
async fn a_feed_says_who_where_and_what_and_nothing_else_of_the_customer(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let ana = desk.owner.customer("Ana Pop").await;
    let filter = service(&desk.app, "Filter, large", 15, "9.99").await;
    let mut input = desk.input(&ana, TUESDAY_TEN);
    input["services"] = json!([{ "serviceId": desk.service }, { "serviceId": filter, "quantity": 2 }]);
    input["location"] = json!("Unit 4\nQuay St; Leeds");
    input["note"] = json!("Beware of the dog");
    let booking = desk.owner.mutate("bookingCreate", input, BOOKED).await;
    let url = link(&desk).await;
    let answer = reqwest::get(&url).await.expect("the server answers");
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()[CONTENT_TYPE], "text/calendar; charset=utf-8");
    assert_eq!(answer.headers()[CACHE_CONTROL], "private, no-cache");
    let tag = answer.headers()[ETAG].clone();
    let calendar = answer.text().await.expect("a calendar").replace("\r\n ", "");
    for line in [
        "SUMMARY:Ana Pop: Boiler service\\, 2 × Filter\\, large",
        "LOCATION:Unit 4\\, Quay St\\; Leeds",
        "DTSTART:20260303T100000Z",
        "DTEND:20260303T113000Z",
        &format!("UID:{}", booking["booking"]["id"].as_str().expect("an id")),
    ] {
        assert!(calendar.lines().any(|its| its == line), "{line} is not in\n{calendar}");
    }
    for secret in ["ana.pop@example.com", "Beware", "80.00", ana.as_str()] {
        assert!(!calendar.contains(secret), "{secret} is in\n{calendar}");
    }
    let again = reqwest::Client::new().get(&url).header(IF_NONE_MATCH, &tag).send().await.expect("the server answers");
    assert_eq!((again.status().as_u16(), &again.headers()[ETAG]), (304, &tag));
    desk.change("bookingReschedule", &booking["booking"], json!({ "startsAt": "2026-03-03T12:00:00Z" })).await;
    let moved = reqwest::Client::new().get(&url).header(IF_NONE_MATCH, &tag).send().await.expect("the server answers");
    assert_eq!(moved.status(), 200);
}

#[rstest]
#[tokio::test]
async fn a_feed_ends_with_its_link(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let desk = Desk::open(engine).await;
    let first = link(&desk).await;
    let second = link(&desk).await;
    assert!(text(&second).await.contains("Paul Nowak"));
    let revoked = desk.owner.mutate("calendarLinkRevoke", json!({ "providerId": desk.provider }), "").await;
    assert_eq!(revoked["__typename"], "CalendarLinkRevoked", "{revoked}");
    for url in [&first, &second, &here(&desk.app, "/calendar/made-up.ics"), &here(&desk.app, "/calendar/made-up")] {
        assert_eq!(reqwest::get(url).await.expect("the server answers").status(), 404, "{url}");
    }
}

#[rstest]
#[tokio::test]
async fn a13_a_deleted_customer_s_bookings_vanish_from_the_feed(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    desk.cancel_by_deletes().await;
    let (ana, bo) = (desk.owner.customer("Ana Pop").await, desk.owner.customer("Bo Lind").await);
    desk.book(&ana, TUESDAY_TEN).await;
    desk.book(&bo, "2026-03-03T12:00:00Z").await;
    let url = link(&desk).await;
    assert!(text(&url).await.contains("Ana Pop"));
    let undo = desk.owner.delete(&ana).await;
    let without = text(&url).await;
    assert!(!without.contains("Ana Pop") && without.contains("Bo Lind"), "{without}");
    desk.owner.try_undo(&undo).await;
    assert!(text(&url).await.contains("Ana Pop"));
}
