//! Masking, erasing and taking either back at the same moment as something else: the customer ends as one of the two
//! leaves them, never in between, with one erasure and its audit entries for each that happened.

use chrono::Duration;
use lethe::app::App;
use lethe::db::Query;
use lethe::lifecycle::worker;
use lethe::payment_providers::PaymentProvider;
use lethe::terms::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::deletion::{DELETED, RESTORED};
use crate::masks::MASKED;
use crate::support::desk::{BOOKED, Desk};
use crate::support::race::{Track, race};
use crate::support::sound::count;
use crate::support::{Client, Engine, SLUG, TestApp, write};

const ROUNDS: u64 = 12;

const BEGUN: &str = "... on ErasureBegun { job { id state done refused items { nodes { outcome } } } }";
const SEEN: &str = "query ($id: ID!) { customer(id: $id) { displayName lifecycle masked erasures { act state } } }";

/// A track with a month between a permanent deletion and the end of it.
async fn start(engine: Engine) -> Track {
    let track = Track::new(engine).await;
    set(&track.owner, json!({ "eraseDelayDays": 30 })).await;
    track
}

async fn set(owner: &Client, policy: Value) {
    let saved = owner.mutate("deletionPolicySet", policy, "").await;
    assert_eq!(saved["__typename"], "DeletionPolicySaved", "{saved}");
}

/// The next round's customer, deleted; id and undo token.
async fn gone(track: &Track) -> (String, String) {
    // One person may try so many undos a minute.
    track.app.clock.advance(Duration::seconds(5)).expect("a manual clock");
    let ana = track.owner.customer("Ana Pop").await;
    let token = track.owner.delete(&ana).await;
    (ana, token)
}

async fn mask(client: &Client, id: &str) -> Value {
    client.mutate("customerMask", json!({ "id": id, "confirmation": "DELETE" }), MASKED).await
}

async fn unmask(client: &Client, masked: &Value) -> Value {
    client.mutate("customerMaskUndo", json!({ "undoToken": masked["undo"]["token"] }), "").await
}

async fn erase(client: &Client, ids: &[&str], act: &str) -> Value {
    client.mutate("customersErase", json!({ "whom": { "ids": ids }, "count": ids.len(), "act": act }), BEGUN).await
}

async fn call_off(client: &Client, id: &str) -> Value {
    client.mutate("customerErasureCallOff", json!({ "id": id }), "").await
}

/// A customer as anybody sees them, with the erasures that stand by their names.
async fn seen(track: &Track, id: &str) -> Value {
    let mut seen = track.owner.run(SEEN, json!({ "id": id })).await["customer"].take();
    if let Some(erasures) = seen["erasures"].as_array_mut() {
        erasures.sort_unstable_by_key(Value::to_string);
    }
    seen
}

fn readable(lifecycle: &str) -> Value {
    json!({ "displayName": "Ana Pop", "lifecycle": lifecycle, "masked": false, "erasures": [] })
}

fn unreadable(lifecycle: &str, erasures: &[(&str, &str)]) -> Value {
    let erasures: Vec<_> = erasures.iter().map(|(act, state)| json!({ "act": act, "state": state })).collect();
    json!({ "displayName": "*****", "lifecycle": lifecycle, "masked": true, "erasures": erasures })
}

/// Which of the possible answers it is.
fn one_of<'a>(answer: &Value, possible: &[&'a str]) -> &'a str {
    let found = possible.iter().find(|name| answer["__typename"] == **name);
    found.unwrap_or_else(|| panic!("{answer} is none of {possible:?}"))
}

/// Another node's worker.
async fn elsewhere(app: &TestApp) -> App {
    App { db: app.connect_again().await, ..app.app.clone() }
}

/// Has everything that is sealed become final a second from now.
async fn soon_due(app: &TestApp) {
    let soon = app.app.now() + Duration::seconds(1);
    let due = Query::built("update erasures set due_at = $1 where state = 'SEALED'").bind(soon);
    write(&app.app.db, due).await.expect("written");
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mask_and_an_undo_of_the_delete_leave_the_customer_readable(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let track = start(engine).await;
    for round in 0..ROUNDS {
        let (ana, token) = gone(&track).await;
        let (masked, undone) = race(round, mask(&track.owner, &ana), track.owner_elsewhere.try_undo(&token)).await;
        one_of(&masked, &["CustomerMaskDone", "CustomerNotDeleted"]);
        assert_eq!(undone["__typename"], "CustomerRestored", "round {round}: {undone}");
        assert_eq!(seen(&track, &ana).await, readable("ACTIVE"), "round {round}: {masked}");
    }
    assert_eq!(count(&track.app.app.db, "select count(*) from seals").await, 0);
    track.app.assert_sound().await;
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mask_and_a_permanent_deletion_are_taken_back_one_after_the_other(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let track = start(engine).await;
    for round in 0..ROUNDS {
        let (ana, _) = gone(&track).await;
        let (masked, begun) =
            race(round, mask(&track.owner, &ana), erase(&track.owner_elsewhere, &[&ana], "ERASE")).await;
        assert_eq!(begun["job"]["items"]["nodes"], json!([{ "outcome": "SCHEDULED" }]), "round {round}: {begun}");
        let both = [("ERASE", "SEALED"), ("MASK", "SEALED")];
        if one_of(&masked, &["CustomerMaskDone", "CustomerMasked"]) == "CustomerMasked" {
            assert_eq!(seen(&track, &ana).await, unreadable("ERASURE_SCHEDULED", &both[..1]), "round {round}");
            one_of(&call_off(&track.owner, &ana).await, &["ErasureCalledOff"]);
        } else {
            assert_eq!(seen(&track, &ana).await, unreadable("ERASURE_SCHEDULED", &both), "round {round}");
            one_of(&unmask(&track.owner, &masked).await, &["WrongState"]);
            one_of(&call_off(&track.owner, &ana).await, &["ErasureCalledOff"]);
            assert_eq!(seen(&track, &ana).await, unreadable("DELETED", &both[1..]), "round {round}");
            one_of(&unmask(&track.owner, &masked).await, &["CustomerUnmasked"]);
        }
        assert_eq!(seen(&track, &ana).await, readable("DELETED"), "round {round}");
    }
    track.app.assert_sound().await;
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_permanent_deletion_and_an_undo_or_restore_leave_the_customer_readable(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[values(false, true)] restores: bool,
) {
    let track = start(engine).await;
    for round in 0..ROUNDS {
        let (ana, token) = gone(&track).await;
        let back = async {
            let input = json!({ "id": ana, "reason": "Came back" });
            match restores {
                true => track.owner_elsewhere.mutate("customerRestore", input, RESTORED).await,
                false => track.owner_elsewhere.try_undo(&token).await,
            }
        };
        let (begun, back) = race(round, erase(&track.owner, &[&ana], "ERASE"), back).await;
        assert_eq!(back["__typename"], "CustomerRestored", "round {round}: {back}");
        if one_of(&begun, &["ErasureBegun", "CustomerNotDeleted"]) == "ErasureBegun" {
            let job = &begun["job"];
            let scheduled = job["items"]["nodes"][0]["outcome"] == "SCHEDULED";
            assert_eq!((&job["state"], &job["done"]), (&json!("DONE"), &json!(1)), "round {round}: {begun}");
            assert_eq!(job["refused"], i64::from(!scheduled), "round {round}: {begun}");
        }
        assert_eq!(seen(&track, &ana).await, readable("ACTIVE"), "round {round}: {begun}");
    }
    track.app.assert_sound().await;
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_permanent_deletions_of_the_same_customers_each_has_every_customer_once(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let track = start(engine).await;
    for round in 0..ROUNDS {
        let ((ana, _), (bo, _)) = (gone(&track).await, gone(&track).await);
        let (one, other) = race(
            round,
            erase(&track.owner, &[&ana, &bo], "ERASE"),
            erase(&track.owner_elsewhere, &[&bo, &ana], "PURGE"),
        )
        .await;
        let ends = [one, other].map(|answer| match one_of(&answer, &["ErasureBegun", "CustomerNotDeleted"]) {
            "ErasureBegun" => answer["job"]["refused"].as_i64().expect("a number"),
            _ => 2,
        });
        assert_eq!(ends.iter().sum::<i64>(), 2, "round {round}: {ends:?}");
        for id in [&ana, &bo] {
            let erasures = seen(&track, id).await["erasures"].clone();
            assert_eq!(erasures.as_array().map(Vec::len), Some(1), "round {round}: {erasures}");
        }
    }
    track.app.assert_sound().await;
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calling_off_at_the_last_moment_brings_the_customer_back_or_comes_too_late(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let track = start(engine).await;
    let other = elsewhere(&track.app).await;
    for round in 0..ROUNDS {
        let (ana, _) = gone(&track).await;
        erase(&track.owner, &[&ana], "ERASE").await;
        soon_due(&track.app).await;
        let last_moment = async {
            track.app.clock.advance(Duration::seconds(1)).expect("a manual clock");
            worker::drain(&other).await.expect("the worker")
        };
        let (called_off, _) = race(round, call_off(&track.owner, &ana), last_moment).await;
        let expected = match one_of(&called_off, &["ErasureCalledOff", "CustomerErased"]) {
            "ErasureCalledOff" => readable("DELETED"),
            _ => unreadable("ERASED", &[("ERASE", "DONE")]),
        };
        assert_eq!(seen(&track, &ana).await, expected, "round {round}");
    }
    assert_eq!(count(&track.app.app.db, "select count(*) from seals").await, 0);
    track.app.assert_sound().await;
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn unmasking_while_the_worker_destroys_the_key_brings_everything_back_or_nothing(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let track = start(engine).await;
    let other = elsewhere(&track.app).await;
    for round in 0..ROUNDS {
        let (ana, _) = gone(&track).await;
        let masked = mask(&track.owner, &ana).await;
        soon_due(&track.app).await;
        // At that very moment either may come first.
        track.app.clock.advance(Duration::seconds(1)).expect("a manual clock");
        let (unmasked, _) = race(round, unmask(&track.owner, &masked), worker::drain(&other)).await;
        let expected = match one_of(&unmasked, &["CustomerUnmasked", "UndoExpired"]) {
            "CustomerUnmasked" => readable("DELETED"),
            _ => unreadable("DELETED", &[("MASK", "DONE")]),
        };
        assert_eq!(seen(&track, &ana).await, expected, "round {round}");
    }
    assert!(track.app.app.key_store.after(uuid::Uuid::nil(), 10).await.expect("the key store").is_empty());
    track.app.assert_sound().await;
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_booking_made_while_its_customer_is_masked_says_nothing_of_them(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    desk.cancel_by_deletes().await;
    set(&desk.owner, json!({ "historyIdentity": "MASKED" })).await;
    let elsewhere = if engine == Engine::Postgres { desk.app.second_node().await } else { desk.app.origin.clone() };
    let manager = desk.app.client(Role::Manager).await.at(&elsewhere);
    for round in 0..ROUNDS {
        let ana = desk.owner.customer("Needle Pop").await;
        let mut booking = desk.input(&ana, &format!("2026-03-{:02}T10:00:00Z", 9 + round / 5 * 7 + round % 5));
        booking["note"] = json!("The needle is under the mat");
        let delete = json!({ "id": ana, "confirmation": "DELETE", "mode": "MASK" });
        let delete = desk.owner.mutate("customerDelete", delete, DELETED);
        let (deleted, booked) = race(round, delete, manager.mutate("bookingCreate", booking, BOOKED)).await;
        assert_eq!(deleted["__typename"], "CustomerDeleted", "round {round}: {deleted}");
        one_of(&booked, &["BookingSaved", "CustomerAlreadyDeleted"]);
        let state = desk.app.state().await;
        assert!(!state.holds("needle") && !state.holds("Needle"), "round {round}: {booked}");
    }
    desk.app.assert_sound().await;
}

/// What came in, over all payments and credits.
const MONEY: &str = "select cast(coalesce((select sum(amount_minor + tip_minor) from payments), 0)
    + coalesce((select sum(amount_minor) from credits), 0) as bigint)";

/// What the payment provider knows somebody's money by.
const TRACES: &str = "select (select count(*) from provider_events where charge_id is not null)
    + (select count(*) from charges where provider_ref is not null)
    + (select count(*) from erasures where residue <> '[]')";

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn money_that_comes_in_around_an_erasure_is_recorded_once_and_leads_to_nobody(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[values("ERASE", "PURGE")] act: &str,
) {
    let track = Track::new(engine).await;
    let app = &track.app;
    // What is owed is written off, and what is erased is final at once.
    set(&track.owner, json!({ "rules": [{ "kind": "INVOICE", "rule": "CANCEL" }], "eraseDelayDays": 0 })).await;
    let node = if engine == Engine::Postgres { app.second_node().await } else { app.origin.clone() };
    let PaymentProvider::Test(provider) = &app.app.payments else { panic!("the built-in provider") };
    for round in 0..ROUNDS {
        let ana = track.owner.customer("Ana Pop").await;
        let (card, bill) = (app.card(&ana, "pending").await, track.owner.invoice(&ana, "10.00").await);
        let charge = track.owner.charge(&bill, &card, &bill).await["charge"]["id"].as_str().expect("one").to_owned();
        track.owner.delete(&ana).await;
        let charge = (app.account, charge.parse().expect("an id"));
        let news = provider.news_of(&format!("evt_{round}"), charge, true, app.app.now());
        let erased = async {
            let begun = erase(&track.owner, &[&ana], act).await;
            worker::drain(&app.app).await.expect("the worker");
            begun
        };
        let (begun, status) = race(round, erased, app.news_at(&node, SLUG, news.clone())).await;
        assert_eq!((&begun["__typename"], status), (&json!("ErasureBegun"), 200), "round {round}: {begun}");
        assert_eq!(app.news(news).await, 200, "round {round}: the same again");
        let came_in = i64::try_from(round + 1).expect("few") * 10_00;
        assert_eq!(count(&app.app.db, MONEY).await, came_in, "round {round}: recorded once, never lost");
        assert_eq!(count(&app.app.db, TRACES).await, 0, "round {round}");
    }
    assert_eq!(count(&app.app.db, "select count(*) from charges where state <> 'SUCCEEDED'").await, 0);
    app.assert_soundly_erased().await;
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_workers_on_one_job_go_through_each_customer_once(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let track = start(engine).await;
    let (owner, other) = (&track.owner, elsewhere(&track.app).await);
    for n in 0..80 {
        owner.delete(&owner.customer(&format!("Ana {n}")).await).await;
    }
    let begun = owner.mutate("customersErase", json!({ "whom": { "where": {} }, "count": 80 }), BEGUN).await;
    let (here, there) = tokio::join!(worker::drain(&track.app.app), worker::drain(&other));
    here.expect("the worker");
    there.expect("the other worker");
    let query = "query ($id: ID!) { erasureJob(id: $id) { state customers done refused
        items(outcome: [SCHEDULED]) { totalCount } } }";
    let ended = owner.run(query, json!({ "id": begun["job"]["id"] })).await;
    let expected = json!({ "state": "DONE", "customers": 80, "done": 80, "refused": 0, "items": { "totalCount": 80 } });
    assert_eq!(ended["erasureJob"], expected);
    assert_eq!(count(&track.app.app.db, "select count(*) from erasures").await, 80);
    assert_eq!(count(&track.app.app.db, "select count(distinct customer_id) from erasures").await, 80);
    track.app.assert_sound().await;
}
