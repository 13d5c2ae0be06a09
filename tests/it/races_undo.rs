//! An undo at the same moment as something else.

use chrono::Duration;
use rstest::rstest;
use serde_json::{Value, json};

use crate::deletion::RESTORED;
use crate::support::race::{Track, race};
use crate::support::{Client, Engine};

const ROUNDS: u64 = 24;

async fn lifecycle(client: &Client, customer: &str) -> Value {
    let query = "query ($id: ID!) { customer(id: $id) { lifecycle } }";
    client.run(query, json!({ "id": customer })).await["customer"]["lifecycle"].clone()
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_delete_and_an_undo_of_the_one_before_come_one_after_the_other(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let track = Track::new(engine).await;
    for round in 0..ROUNDS {
        let ana = track.owner.customer("Ana Pop").await;
        track.owner.vehicle(&ana, &format!("AB {round}")).await;
        let token = track.owner.delete(&ana).await;
        let (deleted, undone) = race(round, track.owner.try_delete(&ana), track.manager.try_undo(&token)).await;
        assert_eq!(undone["__typename"], "CustomerRestored", "round {round}: {undone}");
        let now = match deleted["__typename"].as_str() {
            Some("CustomerDeleted") => "DELETED",
            Some("CustomerAlreadyDeleted") => "ACTIVE",
            _ => panic!("round {round}: {deleted}"),
        };
        assert_eq!(lifecycle(&track.owner, &ana).await, now, "round {round}");
    }
    track.app.assert_sound().await;
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_undos_one_undoes_and_the_other_finds_nothing_to_undo(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let track = Track::new(engine).await;
    for round in 0..ROUNDS {
        let ana = track.owner.customer("Ana Pop").await;
        let token = track.owner.delete(&ana).await;
        let (one, other) = race(round, track.owner.try_undo(&token), track.manager.try_undo(&token)).await;
        let mut codes = [&one, &other].map(|answer| answer["code"].as_str().unwrap_or("RESTORED"));
        codes.sort_unstable();
        assert_eq!(codes, ["RESTORED", "UNDO_TOKEN_UNKNOWN"], "round {round}");
    }
    track.app.assert_sound().await;
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_undo_or_restore_sent_twice_at_once_with_a_key_answers_the_same(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[values("customerDeleteUndo", "customerRestore")] mutation: &str,
) {
    let track = Track::new(engine).await;
    for round in 0..ROUNDS {
        // One person may try so many undos a minute.
        track.app.clock.advance(Duration::seconds(5)).expect("a manual clock");
        let ana = track.owner.customer("Ana Pop").await;
        let token = track.owner.delete(&ana).await;
        let mut input = json!({ "idempotencyKey": format!("click {round}") });
        if mutation == "customerRestore" {
            input["id"] = json!(ana);
            input["reason"] = json!("A mistake");
        } else {
            input["undoToken"] = json!(token);
        }
        let send = async |client: &Client| client.mutate(mutation, input.clone(), RESTORED).await;
        let (one, other) = race(round, send(&track.owner), send(&track.owner_elsewhere)).await;
        assert_eq!(one["__typename"], "CustomerRestored", "round {round}: {one}");
        assert_eq!(one, other, "round {round}");
    }
    track.app.assert_sound().await;
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plate_that_an_undo_and_somebody_else_want_goes_to_one_of_them(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let track = Track::new(engine).await;
    let bo = track.owner.customer("Bo Lind").await;
    for round in 0..ROUNDS {
        let plate = format!("AB {round}");
        let ana = track.owner.customer("Ana Pop").await;
        track.owner.vehicle(&ana, &plate).await;
        let token = track.owner.delete(&ana).await;
        let input = json!({ "customerId": bo, "make": "Skoda", "model": "Fabia", "plate": plate });
        let take = track.manager.mutate("vehicleCreate", input, "");
        let (undone, taken) = race(round, track.owner.try_undo(&token), take).await;
        assert_eq!(undone["__typename"], "CustomerRestored", "round {round}: {undone}");
        let kept = undone["notRestored"].as_array().is_some_and(Vec::is_empty);
        let expected = if kept { "PlateTaken" } else { "VehicleSaved" };
        assert_eq!(taken["__typename"], expected, "round {round}: {undone} {taken}");
    }
    track.app.assert_sound().await;
}
