//! Ratings of completed bookings: by a mailed link or in the portal, once (D9).

use chrono::Duration;
use lethe::bookings::BookingState;
use lethe::jobs::worker;
use lethe::notifications::queue_due;
use lethe::terms::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::payments::bookkeeper;
use crate::support::visits::Visits;
use crate::support::{Client, Engine, TestApp};

const ANA: &str = "ana.pop@example.com";
const GIVEN: &str = "... on RatingGiven { stars comment givenAt } ... on WrongState { kind state }
    ... on InvalidInput { fields { field } } ... on RecordNotFound { kind }";

/// The token of the letter that asks for a rating of what was just done.
async fn asked(app: &TestApp) -> String {
    app.clock.advance(Duration::hours(2)).expect("moves");
    queue_due(&app.app).await.expect("what is due");
    worker::drain(&app.app).await.expect("the outbox");
    let letters = app.letters_to(ANA);
    let token = letters.iter().find_map(|(_, text)| Some(text.split_once("/portal/rating#token=")?.1));
    token.expect("a link to rate").split_whitespace().next().expect("a token").to_owned()
}

async fn invitation(client: &Client, token: &str) -> Value {
    let query =
        "query ($token: String!) { ratingByLink(token: $token) { businessName bookingNumber startsAt services } }";
    client.run(query, json!({ "token": token })).await["ratingByLink"].clone()
}

#[rstest]
#[tokio::test]
async fn d9_a_mailed_link_rates_a_booking_once(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let ana = app.client(Role::Owner).await.customer("Ana Pop").await;
    Visits::new(&app).await.done(&ana).await;
    let token = asked(&app).await;
    let anyone = app.anonymous();
    let expected = json!({ "businessName": "northside garage", "bookingNumber": 1, "startsAt": "2026-03-02T10:00:00Z",
        "services": ["Boiler service"] });
    assert_eq!(invitation(&anyone, &token).await, expected);

    let before = app.state().await;
    let refused = anyone.mutate("ratingByLinkGive", json!({ "token": token, "stars": 6 }), GIVEN).await;
    assert_eq!(refused["fields"], json!([{ "field": "stars" }]));
    before.assert_unchanged(&app.state().await);

    let input = json!({ "token": token, "stars": 5, "comment": "Spotless." });
    let given = anyone.mutate("ratingByLinkGive", input.clone(), GIVEN).await;
    let expected = json!({ "__typename": "RatingGiven", "stars": 5, "comment": "Spotless.",
        "givenAt": "2026-03-02T11:00:00Z" });
    assert_eq!(given, expected);

    let before = app.state().await;
    assert_eq!(invitation(&anyone, &token).await, Value::Null, "a used link reads like an unknown one");
    assert_eq!(invitation(&anyone, "lethe_lk_made_up").await, Value::Null);
    let again = anyone.mutate("ratingByLinkGive", input, GIVEN).await;
    assert_eq!((&again["code"], &again["kind"]), (&json!("NOT_FOUND"), &json!("LINK")));
    before.assert_unchanged(&app.state().await);
}

#[rstest]
#[tokio::test]
async fn d9_a_customer_rates_in_the_portal_and_the_mailed_link_ends(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let (ana, bo) = (owner.customer("Ana Pop").await, owner.customer("Bo Nowak").await);
    let visits = Visits::new(&app).await;
    let booking = visits.done(&ana).await;
    let foreign = visits.book(&bo, Duration::days(2)).await;
    let ahead = visits.book(&ana, Duration::days(3)).await;
    let token = asked(&app).await;
    let portal = app.portal(ANA).await;
    let rate = async |booking: &str| {
        portal.mutate("portalRatingGive", json!({ "bookingId": booking, "stars": 4 }), GIVEN).await
    };
    let before = app.state().await;
    let others = rate(&foreign).await;
    assert_eq!((&others["code"], &others["kind"]), (&json!("NOT_FOUND"), &json!("BOOKING")), "somebody else's");
    let early = rate(&ahead).await;
    assert_eq!((&early["kind"], &early["state"]), (&json!("BOOKING"), &json!("SCHEDULED")));
    before.assert_unchanged(&app.state().await);

    assert_eq!(rate(&booking).await["stars"], 4);
    let again = rate(&booking).await;
    assert_eq!((&again["kind"], &again["state"]), (&json!("RATING"), &json!("GIVEN")));
    assert_eq!(invitation(&app.anonymous(), &token).await, Value::Null);
}

#[rstest]
#[tokio::test]
async fn d9_a_customer_finds_in_the_portal_what_waits_for_a_rating(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let ana = app.client(Role::Owner).await.customer("Ana Pop").await;
    let visits = Visits::new(&app).await;
    let (rated, waiting) = (visits.done(&ana).await, visits.done(&ana).await);
    visits.book(&ana, Duration::days(3)).await;
    let portal = app.portal(ANA).await;
    portal.mutate("portalRatingGive", json!({ "bookingId": rated, "stars": 4 }), GIVEN).await;
    let query = "query ($where: PortalBookingWhere) { portal { bookings(where: $where) { nodes { id stars } } } }";
    let list = async |rated: bool| {
        let which = json!({ "where": { "state": ["COMPLETED"], "rated": rated } });
        portal.run(query, which).await["portal"]["bookings"]["nodes"].clone()
    };
    assert_eq!(list(false).await, json!([{ "id": waiting, "stars": null }]));
    assert_eq!(list(true).await, json!([{ "id": rated, "stars": 4 }]));
}

#[rstest]
#[tokio::test]
async fn of_two_who_rate_at_once_one_does(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let ana = app.client(Role::Owner).await.customer("Ana Pop").await;
    let booking = Visits::new(&app).await.done(&ana).await;
    let token = asked(&app).await;
    let (anyone, portal) = (app.anonymous(), app.portal(ANA).await);
    let by_link = anyone.mutate("ratingByLinkGive", json!({ "token": token, "stars": 1 }), GIVEN);
    let by_portal = portal.mutate("portalRatingGive", json!({ "bookingId": booking, "stars": 5 }), GIVEN);
    let (one, two) = tokio::join!(by_link, by_portal);
    let given = [&one, &two].into_iter().filter(|its| its["__typename"] == "RatingGiven").count();
    assert_eq!((given, app.state().await.count("ratings")), (1, 1), "{one} {two}");
}

#[rstest]
#[tokio::test]
async fn a_deleted_customer_s_link_does_not_rate_and_works_again_after_an_undo(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    // A session does not last until a rating is asked for.
    let owner = bookkeeper(&app).await;
    let ana = owner.customer("Ana Pop").await;
    Visits::new(&app).await.done(&ana).await;
    let token = asked(&app).await;
    let undo = owner.delete(&ana).await;
    let before = app.state().await;
    let input = json!({ "token": token, "stars": 5 });
    let refused = app.anonymous().mutate("ratingByLinkGive", input.clone(), GIVEN).await;
    assert_eq!(refused["code"], "NOT_FOUND");
    before.assert_unchanged(&app.state().await);
    owner.try_undo(&undo).await;
    assert_eq!(app.anonymous().mutate("ratingByLinkGive", input, GIVEN).await["stars"], 5);
}

#[rstest]
#[tokio::test]
async fn what_was_cancelled_meanwhile_cannot_be_rated(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let ana = app.client(Role::Owner).await.customer("Ana Pop").await;
    let visits = Visits::new(&app).await;
    let booking = visits.book(&ana, Duration::hours(3)).await;
    visits.advance(&booking, BookingState::Cancelled).await;
    let refused =
        app.portal(ANA).await.mutate("portalRatingGive", json!({ "bookingId": booking, "stars": 1 }), GIVEN).await;
    assert_eq!(refused["state"], "CANCELLED");
}

#[rstest]
#[tokio::test]
async fn d9_ratings_are_shown_on_the_booking_and_the_provider(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let visits = Visits::new(&app).await;
    let portal = app.portal(ANA).await;
    for stars in [4, 5] {
        let booking = visits.done(&ana).await;
        portal.mutate("portalRatingGive", json!({ "bookingId": booking, "stars": stars }), GIVEN).await;
        let query = "query ($id: ID!) { booking(id: $id) { rating { stars comment givenBy } } }";
        let seen = owner.run(query, json!({ "id": booking })).await;
        let rating = json!({ "stars": stars, "comment": null, "givenBy": "PORTAL" });
        assert_eq!(seen["booking"]["rating"], rating);
        app.clock.advance(Duration::seconds(1)).expect("moves");
    }
    let query = "query ($id: ID!) { provider(id: $id) { rating { count stars }
        ratings { totalCount nodes { stars customer { id } } } } }";
    let seen = owner.run(query, json!({ "id": visits.provider.to_string() })).await;
    let expected = json!({ "rating": { "count": 2, "stars": 4.5 }, "ratings": { "totalCount": 2, "nodes": [
        { "stars": 5, "customer": { "id": ana } }, { "stars": 4, "customer": { "id": ana } }] } });
    assert_eq!(seen["provider"], expected);
}
