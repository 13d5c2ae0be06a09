//! Bookings at the same moment as something else: of two who want a provider's time one gets it, and a booking ends with
//! its customer or stands in the way.

use rstest::rstest;
use serde_json::{Value, json};

use crate::support::desk::{BOOKED, Desk};
use crate::support::race::race;
use crate::support::{Client, Engine};

const ROUNDS: u64 = 16;

/// A desk, and its manager at another node where the engine allows for two.
async fn start(engine: Engine) -> (Desk, Client) {
    let desk = Desk::open(engine).await;
    let elsewhere = if engine == Engine::Postgres { desk.app.second_node().await } else { desk.app.origin.clone() };
    let manager = desk.app.client(lethe::terms::Role::Manager).await.at(&elsewhere);
    (desk, manager)
}

/// Ten o'clock on a weekday of its own for each round.
fn morning(round: u64) -> String {
    let monday = chrono::NaiveDate::from_ymd_opt(2026, 3, 9).expect("a day");
    let day = monday + chrono::Days::new(round / 5 * 7 + round % 5);
    format!("{day}T10:00:00Z")
}

async fn book(client: &Client, input: Value) -> Value {
    client.mutate("bookingCreate", input, BOOKED).await
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_who_book_the_same_time_one_gets_it(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let (desk, manager) = start(engine).await;
    let (ana, bo) = (desk.owner.customer("Ana Pop").await, desk.owner.customer("Bo Lind").await);
    for round in 0..ROUNDS {
        let at = morning(round);
        let (one, other) =
            race(round, book(&desk.owner, desk.input(&ana, &at)), book(&manager, desk.input(&bo, &at))).await;
        let mut ends = [&one, &other].map(|answer| answer["__typename"].as_str().unwrap_or_default().to_owned());
        ends.sort_unstable();
        assert_eq!(ends, ["BookingSaved", "SlotTaken"], "round {round}: {one} {other}");
    }
    desk.app.assert_sound().await;
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_who_move_bookings_to_the_same_time_one_does(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (desk, manager) = start(engine).await;
    let ana = desk.owner.customer("Ana Pop").await;
    for round in 0..ROUNDS {
        let day = morning(round);
        let one = desk.book(&ana, &day.replace("T10", "T12")).await;
        let other = desk.book(&ana, &day.replace("T10", "T14")).await;
        let to = |booking: &Value| json!({ "id": booking["id"], "startsAt": day });
        let (here, there) = race(
            round,
            desk.owner.mutate("bookingReschedule", to(&one), BOOKED),
            manager.mutate("bookingReschedule", to(&other), BOOKED),
        )
        .await;
        let taken = [&here, &there].iter().filter(|answer| answer["code"] == "SLOT_TAKEN").count();
        assert_eq!(taken, 1, "round {round}: {here} {there}");
    }
    desk.app.assert_sound().await;
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_booking_sent_twice_at_once_with_a_key_is_made_once(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (desk, manager) = start(engine).await;
    let elsewhere = manager.with_token(desk.owner.token());
    let ana = desk.owner.customer("Ana Pop").await;
    for round in 0..ROUNDS {
        let mut input = desk.input(&ana, &morning(round));
        input["idempotencyKey"] = json!(format!("click {round}"));
        let (one, other) = race(round, book(&desk.owner, input.clone()), book(&elsewhere, input)).await;
        assert_eq!(one["__typename"], "BookingSaved", "round {round}: {one}");
        assert_eq!(one, other, "round {round}");
    }
    desk.app.assert_sound().await;
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_delete_and_a_booking_leave_the_customer_gone_or_booked(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[values("BLOCK", "CANCEL")] rule: &str,
) {
    let (desk, manager) = start(engine).await;
    let input = json!({ "rules": [{ "kind": "BOOKING", "rule": rule }], "deletesPerHour": 10_000 });
    desk.owner.mutate("deletionPolicySet", input, "").await;
    for round in 0..ROUNDS {
        let ana = desk.owner.customer("Ana Pop").await;
        let (deleted, booked) =
            race(round, manager.try_delete(&ana), book(&desk.owner, desk.input(&ana, &morning(round)))).await;
        let ends = (deleted["__typename"].as_str().unwrap_or(""), booked["__typename"].as_str().unwrap_or(""));
        let possible: &[_] = if rule == "BLOCK" {
            &[("CustomerDeleted", "CustomerAlreadyDeleted"), ("DeletionBlocked", "BookingSaved")]
        } else {
            &[("CustomerDeleted", "CustomerAlreadyDeleted"), ("CustomerDeleted", "BookingSaved")]
        };
        assert!(possible.contains(&ends), "round {round}: {deleted} {booked}");
        if ends == ("CustomerDeleted", "BookingSaved") {
            let query = "query ($id: ID!) { booking(id: $id) { state } }";
            let now = desk.owner.run(query, json!({ "id": booked["booking"]["id"] })).await;
            assert_eq!(now["booking"]["state"], "CANCELLED", "round {round}");
        }
    }
    desk.app.assert_sound().await;
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a13_a_time_that_an_undo_and_somebody_else_want_goes_to_one_of_them(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (desk, manager) = start(engine).await;
    desk.cancel_by_deletes().await;
    let bo = desk.owner.customer("Bo Lind").await;
    for round in 0..ROUNDS {
        let at = morning(round);
        let ana = desk.owner.customer("Ana Pop").await;
        desk.book(&ana, &at).await;
        let undo = desk.owner.delete(&ana).await;
        let (undone, booked) = race(round, desk.owner.try_undo(&undo), book(&manager, desk.input(&bo, &at))).await;
        assert_eq!(undone["__typename"], "CustomerRestored", "round {round}: {undone}");
        let kept = undone["notRestored"].as_array().is_some_and(Vec::is_empty);
        let expected = if kept { "SlotTaken" } else { "BookingSaved" };
        assert_eq!(booked["__typename"], expected, "round {round}: {undone} {booked}");
    }
    desk.app.assert_sound().await;
}
