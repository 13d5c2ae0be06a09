//! A merge at the same moment as something else: one of the two is first, and the other sees it.

use rstest::rstest;
use serde_json::{Value, json};

use crate::merges::{merge, merged};
use crate::merges_undone::undo;
use crate::support::desk::Desk;
use crate::support::race::{Track, race};
use crate::support::sound::count;
use crate::support::{Client, Engine};

const ROUNDS: u64 = 16;

async fn two(client: &Client) -> (String, String) {
    (client.customer("Ana Pop").await, client.customer("Ana Popescu").await)
}

fn is_merged(answer: &Value) -> bool {
    let merged = answer["__typename"] == "CustomersMerged";
    assert!(merged || answer["code"] == "CUSTOMER_ALREADY_DELETED", "{answer}");
    merged
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_merge_and_a_delete_of_the_merged_customer_exclude_each_other(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let track = Track::new(engine).await;
    for round in 0..ROUNDS {
        let (ana, twin) = two(&track.owner).await;
        let merge = merge(&track.owner, &ana, &twin, json!({}));
        let (merge, delete) = race(round, merge, track.manager.try_delete(&twin)).await;
        let deleted = delete["__typename"] == "CustomerDeleted";
        assert!(deleted || delete["code"] == "CUSTOMER_ALREADY_DELETED", "round {round}: {delete}");
        assert_ne!(is_merged(&merge), deleted, "round {round}");
    }
    track.app.assert_sound().await;
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_merge_and_a_delete_of_the_survivor_leave_everything_with_one_of_them(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let track = Track::new(engine).await;
    for round in 0..ROUNDS {
        let (ana, twin) = two(&track.owner).await;
        track.owner.work_order(&twin, None).await;
        let merge = merge(&track.owner, &ana, &twin, json!({}));
        let (merge, delete) = race(round, merge, track.manager.try_delete(&ana)).await;
        // Merged first, the work order blocks the delete.
        let deleted = delete["__typename"] == "CustomerDeleted";
        assert!(deleted || delete["code"] == "DELETION_BLOCKED", "round {round}: {delete}");
        assert_ne!(is_merged(&merge), deleted, "round {round}");
    }
    track.app.assert_sound().await;
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_merges_of_the_same_customers_one_happens(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[values(true, false)] crosswise: bool,
) {
    let track = Track::new(engine).await;
    for round in 0..ROUNDS {
        let (ana, twin) = two(&track.owner).await;
        let third = track.owner.customer("Bo Lind").await;
        let (to, from) = if crosswise { (&twin, &ana) } else { (&third, &twin) };
        let one = merge(&track.owner, &ana, &twin, json!({}));
        let (one, other) = race(round, one, merge(&track.manager, to, from, json!({}))).await;
        assert_ne!(is_merged(&one), is_merged(&other), "round {round}");
    }
    track.app.assert_sound().await;
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_booking_made_during_a_merge_is_the_survivor_s_or_refused(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    for round in 0..ROUNDS {
        let (ana, twin) = two(&desk.owner).await;
        let starts_at = format!("2026-03-{:02}T{:02}:00:00Z", 3 + round / 8 % 2, 9 + round % 8);
        let merging = merge(&desk.owner, &ana, &twin, json!({}));
        let (done, booked) = race(round, merging, desk.try_book(&twin, &starts_at)).await;
        assert!(is_merged(&done), "round {round}");
        if booked["__typename"] != "BookingSaved" {
            assert_eq!(booked["code"], "CUSTOMER_ALREADY_DELETED", "round {round}: {booked}");
            continue;
        }
        let query = "query ($id: ID!) { booking(id: $id) { customer { id } } }";
        let seen = desk.owner.run(query, json!({ "id": booked["booking"]["id"] })).await;
        assert_eq!(seen["booking"]["customer"]["id"], json!(ana), "round {round}");
    }
    desk.app.assert_sound().await;
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_merge_is_taken_back_once(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let track = Track::new(engine).await;
    for round in 0..ROUNDS {
        let (ana, twin) = two(&track.owner).await;
        let id = merged(&track.owner, &ana, &twin).await;
        let (one, other) = race(round, undo(&track.owner, &id), undo(&track.manager, &id)).await;
        let mut codes = [&one, &other].map(|answer| answer["code"].as_str().unwrap_or("UNMERGED"));
        codes.sort_unstable();
        assert_eq!(codes, ["UNMERGED", "WRONG_STATE"], "round {round}");
    }
    track.app.assert_sound().await;
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_merge_sent_twice_at_once_with_a_key_happens_once_and_answers_the_same(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let track = Track::new(engine).await;
    for round in 0..ROUNDS {
        let (ana, twin) = two(&track.owner).await;
        let key = json!({ "idempotencyKey": format!("click {round}") });
        let one = merge(&track.owner, &ana, &twin, key.clone());
        let (one, other) = race(round, one, merge(&track.owner_elsewhere, &ana, &twin, key)).await;
        assert_eq!(one["__typename"], "CustomersMerged", "round {round}: {one}");
        assert_eq!(one, other, "round {round}");
    }
    let rounds = i64::try_from(ROUNDS).expect("few");
    assert_eq!(count(&track.app.app.db, "select count(*) from merges").await, rounds);
    track.app.assert_sound().await;
}
