//! A crash at any step of masking, erasing and taking back: nothing is half done, and whoever comes next goes on.

use chrono::Duration;
use lethe::app::App;
use lethe::lifecycle::{self, worker};
use lethe::terms::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::masks::{MASKED, found, known};
use crate::support::backup::Backup;
use crate::support::broken::{break_table, break_updates, mend};
use crate::support::sound::count;
use crate::support::{Client, Engine, TestApp, state};

/// What is interrupted.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Act {
    Mask,
    Unmask,
    /// The worker masks the customers of a permanent deletion.
    Begin,
    CallOff,
    /// The worker makes an erasure final.
    End(&'static str),
}

/// A customer of whom everything is known, and the act about to happen.
struct Scene {
    app: TestApp,
    owner: Client,
    ana: String,
    masked: Value,
    act: Act,
}

impl Scene {
    async fn new(engine: Engine, act: Act) -> Self {
        let app = TestApp::start(engine).await;
        let owner = app.client(Role::Owner).await;
        let policy = json!({ "eraseDelayDays": 30, "undoWindowSeconds": 86_400, "historyIdentity": "MASKED" });
        owner.mutate("deletionPolicySet", policy, "").await;
        let ana = known(&app, &owner).await;
        owner.delete(&ana).await;
        let mut scene = Self { app, owner, ana, masked: Value::Null, act };
        match act {
            Act::Mask => {}
            Act::Unmask => scene.masked = scene.owner.mutate("customerMask", scene.mask(), MASKED).await,
            Act::Begin => {
                break_table(&scene.app.app.db, "seals").await;
                assert!(!scene.asked("customersErase", scene.erase("ERASE")).await, "the job is begun, and no more");
                mend(&scene.app.app.db, "seals").await;
            }
            Act::CallOff => assert!(scene.asked("customersErase", scene.erase("ERASE")).await),
            Act::End(leaves) => {
                assert!(scene.asked("customersErase", scene.erase(leaves)).await);
                scene.app.clock.advance(Duration::days(31)).expect("a manual clock");
            }
        }
        scene
    }

    fn mask(&self) -> Value {
        json!({ "id": self.ana, "confirmation": "DELETE" })
    }

    fn erase(&self, leaves: &str) -> Value {
        json!({ "whom": { "ids": [self.ana] }, "count": 1, "act": leaves })
    }

    /// Whether a mutation did what it should; else it must have failed inside.
    async fn asked(&self, name: &str, input: Value) -> bool {
        let kind: String = name[..1].to_uppercase() + &name[1..];
        let query = format!("mutation ($input: {kind}Input!) {{ {name}(input: $input) {{ __typename }} }}");
        let answer = self.owner.post(&query, json!({ "input": input })).await;
        let code = &answer.body["errors"][0]["extensions"]["code"];
        let kind = answer.body["data"][name]["__typename"].as_str().unwrap_or_default();
        let done = ["CustomerMaskDone", "CustomerUnmasked", "ErasureBegun", "ErasureCalledOff"].contains(&kind);
        assert!(done || code == "INTERNAL_SERVER_ERROR", "{:#}", answer.body);
        done
    }

    /// Tries the act; whether it happened.
    async fn act(&self) -> bool {
        // One person may try so many undos a minute.
        self.app.clock.advance(Duration::seconds(3)).expect("a manual clock");
        match self.act {
            Act::Mask => self.asked("customerMask", self.mask()).await,
            Act::Unmask => self.asked("customerMaskUndo", json!({ "undoToken": self.masked["undo"]["token"] })).await,
            Act::CallOff => self.asked("customerErasureCallOff", json!({ "id": self.ana })).await,
            Act::Begin | Act::End(_) => worker::drain(&self.app.app).await.is_ok(),
        }
    }
}

#[rstest]
#[case::mask(Act::Mask)]
#[case::unmask(Act::Unmask)]
#[case::begin(Act::Begin)]
#[case::call_off(Act::CallOff)]
#[case::erase(Act::End("ERASE"))]
#[case::purge(Act::End("PURGE"))]
#[tokio::test]
async fn a_failure_at_any_table_leaves_nothing_half_done_and_the_next_try_succeeds(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[case] act: Act,
) {
    let twin = Scene::new(engine, act).await;
    let before = twin.app.state().await;
    assert!(twin.act().await);
    let steps = before.changed_tables(&twin.app.state().await);
    assert!(steps.len() > 5, "{steps:?}");
    let scene = Scene::new(engine, act).await;
    let before = scene.app.state().await;
    for table in steps {
        break_table(&scene.app.app.db, table).await;
        assert!(!scene.act().await, "{table}");
        mend(&scene.app.app.db, table).await;
        before.assert_unchanged(&scene.app.state().await);
    }
    assert!(scene.act().await);
    let back = matches!(act, Act::Unmask | Act::CallOff);
    assert_eq!(!found(&scene.app.state().await).is_empty(), back);
    scene.app.assert_soundly_erased().await;
    // Keys of what was begun and never happened go with the worker.
    scene.app.clock.advance(Duration::hours(2)).expect("a manual clock");
    worker::tidy(&scene.app.app).await.expect("the worker");
    let keys = scene.app.app.key_store.after(uuid::Uuid::nil(), 100).await.expect("the key store").len();
    assert_eq!(keys, usize::from(matches!(act, Act::Mask | Act::Begin)));
}

#[rstest]
#[tokio::test]
async fn an_erasure_that_cannot_be_written_down_is_not_final(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::new(engine, Act::End("ERASE")).await;
    let ledger = scene.app.keys_at.path().join("ledger");
    std::fs::write(&ledger, "in the way").expect("a file");
    let before = scene.app.state().await;
    assert!(!scene.act().await);
    before.assert_unchanged(&scene.app.state().await);
    std::fs::remove_file(&ledger).expect("out of the way");
    assert!(scene.act().await);
    assert_eq!(count(&scene.app.app.db, "select count(*) from erasures where state = 'DONE'").await, 1);
}

#[rstest]
#[tokio::test]
async fn what_was_written_down_twice_is_erased_again_once(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[values("ERASE", "PURGE")] leaves: &'static str,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = known(&app, &owner).await;
    let backup = Backup::of(&app).await;
    owner.delete(&ana).await;
    owner.mutate("customersErase", json!({ "whom": { "ids": [ana] }, "count": 1, "act": leaves }), "").await;
    // The process dies once the ledger was written, and before the commit.
    break_table(&app.app.db, "ledger_marks").await;
    worker::drain(&app.app).await.expect_err("broken");
    assert!(lifecycle::behind(&app.app).await.expect("the ledger").entries.is_empty(), "it is still sealed");
    mend(&app.app.db, "ledger_marks").await;
    worker::drain(&app.app).await.expect("the worker");
    let (_, db) = backup.restore().await;
    let restored = App { db: db.clone(), ..app.app.clone() };
    assert_eq!(lifecycle::behind(&restored).await.expect("the ledger").entries.len(), 2);
    assert_eq!(lifecycle::replay(&restored).await.expect("the replay"), 1);
    assert_eq!(found(&state(&db).await), Vec::<String>::new());
    assert!(lifecycle::behind(&restored).await.expect("the ledger").entries.is_empty());
    db.close().await;
}

#[rstest]
#[tokio::test]
async fn a_job_that_stops_after_some_customers_goes_on_with_the_rest_on_another_node(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    owner.mutate("deletionPolicySet", json!({ "eraseDelayDays": 30, "deletesPerHour": 10_000 }), "").await;
    for n in 0..60 {
        owner.delete(&owner.customer(&format!("Ana {n}")).await).await;
    }
    break_updates(&app.app.db, "erasure_job_items", "new.position = 55").await;
    let begun = "... on ErasureBegun { job { id done } }";
    let begun = owner.mutate("customersErase", json!({ "whom": { "where": {} }, "count": 60 }), begun).await;
    worker::drain(&app.app).await.expect_err("broken");
    let job = json!({ "id": begun["job"]["id"] });
    let query = "query ($id: ID!) { erasureJob(id: $id) { state done refused
        scheduled: items(outcome: [SCHEDULED]) { totalCount } pending: items(outcome: [PENDING]) { totalCount } } }";
    let some = |n: i64| json!({ "totalCount": n });
    let stopped = json!({ "state": "RUNNING", "done": 50, "refused": 0, "scheduled": some(50), "pending": some(10) });
    assert_eq!(owner.run(query, job.clone()).await["erasureJob"], stopped);
    assert_eq!(count(&app.app.db, "select count(*) from erasures").await, 50);
    mend(&app.app.db, "erasure_job_items").await;
    let other = App { db: app.connect_again().await, ..app.app.clone() };
    assert_eq!(worker::drain(&other).await.expect("the worker"), 1);
    let ended = json!({ "state": "DONE", "done": 60, "refused": 0, "scheduled": some(60), "pending": some(0) });
    assert_eq!(owner.run(query, job).await["erasureJob"], ended);
    assert_eq!(count(&app.app.db, "select count(distinct customer_id) from erasures").await, 60);
    app.assert_sound().await;
}

#[rstest]
#[tokio::test]
async fn an_account_where_erasing_fails_holds_up_no_other(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let mut erased = Vec::new();
    for owner in [app.client(Role::Owner).await, app.foreign().await] {
        let id = owner.customer("Ana Pop").await;
        owner.delete(&id).await;
        owner.mutate("customersErase", json!({ "whom": { "ids": [id] }, "count": 1 }), "").await;
        app.clock.advance(Duration::seconds(1)).expect("a manual clock");
        erased.push((owner, id));
    }
    let first = "new.state = 'DONE' and new.account_id in (select id from accounts where slug = 'northside')";
    let first = match engine {
        Engine::Sqlite => first.to_owned(),
        Engine::Postgres => format!("new.state = 'DONE' and new.account_id = '{}'", app.account.uuid()),
    };
    break_updates(&app.app.db, "erasures", &first).await;
    worker::drain(&app.app).await.expect_err("broken for one of them");
    let mut now = Vec::new();
    for (owner, id) in &erased {
        let query = "query ($id: ID!) { customer(id: $id) { lifecycle } }";
        now.push(owner.run(query, json!({ "id": id })).await["customer"]["lifecycle"].clone());
    }
    assert_eq!(now, ["ERASURE_SCHEDULED", "ERASED"]);
}
