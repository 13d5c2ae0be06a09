//! What the public booking page does when something else happens at the same moment.

use lethe::terms::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::providers::provider;
use crate::public_booking::Desk;
use crate::support::race::race;
use crate::support::{Client, Engine};

const ROUNDS: u64 = 12;

/// A visitor at a node of their own, where the engine allows for one.
async fn elsewhere(desk: &Desk, engine: Engine) -> Client {
    let visitor = desk.app.anonymous();
    if engine == Engine::Postgres { visitor.at(&desk.app.second_node().await) } else { visitor }
}

/// A request for the first time of a day of March.
fn asked(desk: &Desk, name: &str, email: &str, round: u64) -> Value {
    let mut input = desk.asked(name, email, 10);
    input["startsAt"] = json!(starts_at(round));
    input["idempotencyKey"] = json!(format!("{email} {round}"));
    input
}

/// A working hour of Tuesday to Friday, another in each round.
fn starts_at(round: u64) -> String {
    format!("2026-03-{:02}T{:02}:00:00Z", 3 + round / 6 % 4, 10 + round % 6)
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_visitors_who_want_one_time_one_gets_it(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let desk = Desk::open(engine).await;
    let (here, there) = (desk.app.anonymous(), elsewhere(&desk, engine).await);
    for round in 0..ROUNDS {
        let ask = |client: Client, name: &'static str| {
            let input = asked(&desk, name, &format!("{}@example.com", name.to_lowercase().replace(' ', ".")), round);
            async move { client.mutate("publicBookingRequest", input, "").await["__typename"].clone() }
        };
        let (one, other) = race(round, ask(here.clone(), "Ann Dee"), ask(there.clone(), "Zoe New")).await;
        let mut both = [one, other].map(|name| name.as_str().expect("a name").to_owned());
        both.sort();
        assert_eq!(both, ["PublicBookingRequested", "PublicSlotTaken"], "round {round}");
    }
    assert_eq!(desk.booked().await.len(), usize::try_from(ROUNDS).expect("few"));
    desk.app.assert_sound().await;
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_visitors_at_one_time_are_served_by_two_providers(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    provider(&desk.owner, "Cy Eno").await;
    let (here, there) = (desk.app.anonymous(), elsewhere(&desk, engine).await);
    for round in 0..ROUNDS / 2 {
        let ask = |client: Client, email: &'static str| {
            let input = asked(&desk, "Zoe New", email, round);
            async move { client.mutate("publicBookingRequest", input, "").await["__typename"].clone() }
        };
        let (one, other) = race(round, ask(here.clone(), "z@example.com"), ask(there.clone(), "y@example.com")).await;
        assert_eq!([one, other], ["PublicBookingRequested", "PublicBookingRequested"], "round {round}");
    }
    desk.app.assert_sound().await;
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_new_who_sends_two_requests_is_one_customer(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let (here, there) = (desk.app.anonymous(), elsewhere(&desk, engine).await);
    for round in 0..ROUNDS / 2 {
        let email = format!("zoe{round}@example.com");
        let ask = |client: Client, at: u64| {
            let input = asked(&desk, "Zoe New", &email, at);
            async move { client.mutate("publicBookingRequest", input, "").await["__typename"].clone() }
        };
        let (one, other) = race(round, ask(here.clone(), round), ask(there.clone(), round + 6)).await;
        assert_eq!([one, other], ["PublicBookingRequested", "PublicBookingRequested"], "round {round}");
        let query = "query ($email: String!) { customers(where: { search: $email }) { totalCount } }";
        let found = desk.owner.run(query, json!({ "email": email })).await;
        assert_eq!(found["customers"]["totalCount"], 1, "round {round}");
    }
    desk.app.assert_sound().await;
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_that_races_with_a_delete_is_the_customer_s_before_it_or_waits_after_it(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let unlimited = desk.owner.mutate("deletionPolicySet", json!({ "deletesPerHour": 10_000 }), "").await;
    assert_eq!(unlimited["__typename"], "DeletionPolicySaved");
    let manager = desk.app.client(Role::Manager).await;
    let visitor = elsewhere(&desk, engine).await;
    for round in 0..ROUNDS {
        let name = format!("Ana Pop{round}");
        let email = format!("ana.pop{round}@example.com");
        let ana = desk.owner.customer(&name).await;
        let input = asked(&desk, &name, &email, round);
        let asking = async { visitor.mutate("publicBookingRequest", input, "").await["__typename"].clone() };
        let (deleted, answer) = race(round, manager.try_delete(&ana), asking).await;
        assert_eq!(answer, "PublicBookingRequested", "round {round}");
        let waiting = desk.requests("WAITING").await.iter().any(|request| request["name"] == name.as_str());
        let booked = desk.booked().await.iter().any(|(customer, ..)| *customer == name);
        match deleted["__typename"].as_str() {
            Some("CustomerDeleted") => assert_eq!((waiting, booked), (true, false), "round {round}: {deleted}"),
            Some("DeletionBlocked") => assert_eq!((waiting, booked), (false, true), "round {round}: {deleted}"),
            _ => panic!("round {round}: {deleted}"),
        }
    }
    desk.app.assert_sound().await;
}
