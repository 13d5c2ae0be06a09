//! Keys that are missing, or left over: what was sealed is brought back whole or not at all.

use chrono::Duration;
use lethe::app::Cx;
use lethe::db::{Db, Query};
use lethe::ids::ErasureKind;
use lethe::lifecycle::worker;
use lethe::terms::Role;
use rstest::rstest;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::masks::{MASKED, found, known};
use crate::support::broken::{break_table, mend};
use crate::support::{Client, Engine, TestApp, options, write};

async fn keys(app: &TestApp) -> Vec<Uuid> {
    app.app.key_store.after(Uuid::nil(), 10).await.expect("the key store")
}

/// A customer of whom everything is known, deleted; with a month between a permanent deletion and the end of it.
async fn deleted(engine: Engine) -> (TestApp, Client, String) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    owner.mutate("deletionPolicySet", json!({ "eraseDelayDays": 30, "historyIdentity": "MASKED" }), "").await;
    let ana = known(&app, &owner).await;
    owner.delete(&ana).await;
    (app, owner, ana)
}

/// How what is sealed is asked back.
#[derive(Clone, Copy, Debug)]
enum Back {
    Unmask,
    RestoreMasked,
    CallOff,
    RestoreErased,
}

impl Back {
    /// Seals what is known of the customer; the mutation that brings it back, with its input.
    async fn seal(self, owner: &Client, id: &str) -> (&'static str, Value) {
        let restore = json!({ "id": id, "reason": "Came back" });
        let mask = json!({ "id": id, "confirmation": "DELETE" });
        let erase = json!({ "whom": { "ids": [id] }, "count": 1 });
        match self {
            Self::Unmask | Self::RestoreMasked => {
                let masked = owner.mutate("customerMask", mask, MASKED).await;
                match self {
                    Self::Unmask => ("customerMaskUndo", json!({ "undoToken": masked["undo"]["token"] })),
                    _ => ("customerRestore", restore),
                }
            }
            Self::CallOff | Self::RestoreErased => {
                owner.mutate("customersErase", erase, "").await;
                match self {
                    Self::CallOff => ("customerErasureCallOff", json!({ "id": id })),
                    _ => ("customerRestore", restore),
                }
            }
        }
    }
}

#[rstest]
#[tokio::test]
async fn without_the_key_nothing_comes_back_and_nothing_changes(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[values(Back::Unmask, Back::RestoreMasked, Back::CallOff, Back::RestoreErased)] back: Back,
    #[values(false, true)] damaged: bool,
) {
    let (app, owner, ana) = deleted(engine).await;
    let (mutation, input) = back.seal(&owner, &ana).await;
    if damaged {
        // The last of them, so that others were opened before.
        let last = "update seals set sealed = $1 where position = (select max(position) from seals)";
        write(&app.app.db, Query::built(last).bind(vec![7_u8; 64])).await.expect("written");
    } else {
        app.app.key_store.destroy(keys(&app).await).await.expect("the key store");
    }
    let before = app.state().await;
    let refused = owner.mutate(mutation, input, "").await;
    assert_eq!(refused["__typename"], "OriginalsLost", "{refused}");
    before.assert_unchanged(&app.state().await);
}

#[rstest]
#[tokio::test]
async fn without_the_key_an_erasure_becomes_final_all_the_same(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, owner, ana) = deleted(engine).await;
    Back::CallOff.seal(&owner, &ana).await;
    app.app.key_store.destroy(keys(&app).await).await.expect("the key store");
    app.clock.advance(Duration::days(31)).expect("a manual clock");
    worker::drain(&app.app).await.expect("the worker");
    assert_eq!(found(&app.state().await), Vec::<String>::new());
    app.assert_soundly_erased().await;
}

#[rstest]
#[tokio::test]
async fn a_key_that_could_not_be_destroyed_is_destroyed_later(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, owner, ana) = deleted(engine).await;
    Back::CallOff.seal(&owner, &ana).await;
    let store = Db::connect(&options(format!("sqlite:{}", app.keys_at.path().join("keys.db").display()))).await;
    let store = store.expect("the key store");
    break_table(&store, "seal_keys").await;
    app.clock.advance(Duration::days(31)).expect("a manual clock");
    worker::drain(&app.app).await.expect("the worker");
    assert_eq!(app.state().await.count("seals"), 0, "it is final");
    worker::tidy(&app.app).await.expect_err("still broken");
    assert_eq!(keys(&app).await.len(), 1);
    mend(&store, "seal_keys").await;
    worker::tidy(&app.app).await.expect("the worker");
    assert_eq!(keys(&app).await, Vec::<Uuid>::new());
    store.close().await;
}

#[rstest]
#[tokio::test]
async fn a_key_outlives_its_erasure_until_the_next_tidying_and_one_without_an_erasure_for_an_hour(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, owner, ana) = deleted(engine).await;
    let store = Db::connect(&options(format!("sqlite:{}", app.keys_at.path().join("keys.db").display()))).await;
    let store = store.expect("the key store");
    owner.mutate("customerMask", json!({ "id": ana, "confirmation": "DELETE" }), "").await;
    // A node may be about to commit what it is for.
    let begun = Cx::system(&app.app, app.account).id::<ErasureKind>().uuid();
    app.app.key_store.make(&[begun], &app.app.entropy).await.expect("a key");
    break_table(&store, "seal_keys").await;
    app.clock.advance(Duration::seconds(31)).expect("a manual clock");
    worker::drain(&app.app).await.expect("the worker");
    mend(&store, "seal_keys").await;
    assert_eq!(keys(&app).await.len(), 2);
    worker::tidy(&app.app).await.expect("the worker");
    assert_eq!(keys(&app).await, [begun]);
    app.clock.advance(Duration::hours(1)).expect("a manual clock");
    worker::tidy(&app.app).await.expect("the worker");
    assert_eq!(keys(&app).await, Vec::<Uuid>::new());
    store.close().await;
}
