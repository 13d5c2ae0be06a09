//! Legal holds and what they keep from happening, at the same moment.

use lethe::lifecycle::worker;
use rstest::rstest;
use serde_json::json;

use crate::legal_holds::hold;
use crate::support::race::{Track, race};
use crate::support::sound::count;
use crate::support::{Engine, TestApp};

/// Holds that were placed before something happened to their customer that they should have kept from happening.
async fn overridden(app: &TestApp, action: &str) -> i64 {
    let sql = format!(
        "select count(*) from audit_events h join audit_events d on d.account_id = h.account_id
            and d.customer_id = h.customer_id and d.seq > h.seq
         where h.action = 'legal_hold.placed' and d.action = '{action}'"
    );
    count(&app.app.db, &sql).await
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_delete_and_a_hold_at_once_leave_no_customer_deleted_under_a_hold(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let track = Track::new(engine).await;
    for round in 0..16 {
        let ana = track.owner.customer("Ana Pop").await;
        let (deleted, _) = race(round, track.owner_elsewhere.try_delete(&ana), hold(&track.owner, &ana, None)).await;
        let blocked = deleted["code"] == "DELETION_BLOCKED";
        assert!(blocked || deleted["__typename"] == "CustomerDeleted", "round {round}: {deleted}");
    }
    assert_eq!(overridden(&track.app, "customer.deleted").await, 0);
    track.app.assert_sound().await;
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mask_and_a_hold_at_once_leave_no_customer_masked_under_a_hold(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let track = Track::new(engine).await;
    for round in 0..12 {
        let ana = track.owner.customer("Ana Pop").await;
        track.owner.delete(&ana).await;
        let input = json!({ "id": ana, "confirmation": "DELETE" });
        let mask = track.owner_elsewhere.mutate("customerMask", input, "");
        let (masked, _) = race(round, mask, hold(&track.owner, &ana, None)).await;
        let held = masked["__typename"] == "CustomerHeld";
        assert!(held || masked["__typename"] == "CustomerMaskDone", "round {round}: {masked}");
    }
    assert_eq!(overridden(&track.app, "customer.masked").await, 0);
    track.app.assert_sound().await;
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_erasure_and_a_hold_at_once_leave_no_customer_masked_under_a_hold(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let track = Track::new(engine).await;
    for round in 0..12 {
        let ana = track.owner.customer("Ana Pop").await;
        track.owner.delete(&ana).await;
        let input = json!({ "whom": { "ids": [ana] }, "count": 1 });
        let fields = "... on ErasureBegun { job { items { nodes { outcome } } } }";
        let erase = track.owner_elsewhere.mutate("customersErase", input, fields);
        let (begun, _) = race(round, erase, hold(&track.owner, &ana, None)).await;
        let outcome = &begun["job"]["items"]["nodes"][0]["outcome"];
        assert!(outcome == "HELD" || outcome == "SCHEDULED", "round {round}: {begun}");
    }
    assert_eq!(overridden(&track.app, "customer.masked").await, 0);
    track.app.assert_sound().await;
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_last_word_and_a_hold_at_once_leave_no_customer_erased_under_a_hold(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let track = Track::new(engine).await;
    track.owner.mutate("deletionPolicySet", json!({ "eraseDelayDays": 0 }), "").await;
    for round in 0..12 {
        let ana = track.owner.customer("Ana Pop").await;
        track.owner.delete(&ana).await;
        let begun = json!({ "whom": { "ids": [ana] }, "count": 1 });
        track.owner.mutate("customersErase", begun, "").await;
        let (ended, _) = race(round, worker::drain(&track.app.app), hold(&track.owner, &ana, None)).await;
        ended.expect("the worker");
    }
    assert_eq!(overridden(&track.app, "customer.erasure_final").await, 0);
    track.app.assert_sound().await;
}
