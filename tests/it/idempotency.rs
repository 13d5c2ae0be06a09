//! Idempotency keys: the same request sent twice happens once and answers the same.

use lethe::terms::Role;
use rstest::rstest;
use serde_json::json;

use crate::deletion::{DELETED, RESTORED};
use crate::support::{Engine, TestApp};

#[rstest]
#[tokio::test]
async fn a_repeated_delete_answers_the_same_and_deletes_once(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let manager = app.client(Role::Manager).await;
    let ana = manager.customer("Ana Pop").await;
    let input = json!({ "id": ana, "confirmation": "DELETE", "idempotencyKey": "click-1" });
    let first = manager.mutate("customerDelete", input.clone(), DELETED).await;
    assert_eq!(first["__typename"], "CustomerDeleted", "{first}");
    let before = app.state().await;
    let again = manager.mutate("customerDelete", input, DELETED).await;
    assert_eq!(again, first);
    before.assert_unchanged(&app.state().await);
}

#[rstest]
#[tokio::test]
async fn a_key_with_other_arguments_is_a_conflict(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let manager = app.client(Role::Manager).await;
    let (ana, bo) = (manager.customer("Ana Pop").await, manager.customer("Bo Lind").await);
    let key = |id: &str| json!({ "id": id, "confirmation": "DELETE", "idempotencyKey": "click-1" });
    let first = manager.mutate("customerDelete", key(&ana), DELETED).await;
    let before = app.state().await;
    let other = manager.mutate("customerDelete", key(&bo), "").await;
    assert_eq!(other["code"], "IDEMPOTENCY_CONFLICT", "{other}");
    let undo = json!({ "undoToken": first["undo"]["token"], "idempotencyKey": "click-1" });
    let other = manager.mutate("customerDeleteUndo", undo, "").await;
    assert_eq!(other["code"], "IDEMPOTENCY_CONFLICT", "{other}");
    before.assert_unchanged(&app.state().await);
    let owner = app.client(Role::Owner).await;
    let mine = owner.mutate("customerDelete", key(&bo), DELETED).await;
    assert_eq!(mine["__typename"], "CustomerDeleted", "a key belongs to who sends it: {mine}");
}

#[rstest]
#[tokio::test]
async fn a_refused_try_does_not_use_up_the_key(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let manager = app.client(Role::Manager).await;
    let ana = manager.customer("Ana Pop").await;
    let work = manager.work_order(&ana, None).await;
    let input = json!({ "id": ana, "confirmation": "DELETE", "idempotencyKey": "click-1" });
    let blocked = manager.mutate("customerDelete", input.clone(), "").await;
    assert_eq!(blocked["code"], "DELETION_BLOCKED", "{blocked}");
    manager.complete(&work).await;
    let deleted = manager.mutate("customerDelete", input, DELETED).await;
    assert_eq!(deleted["__typename"], "CustomerDeleted", "{deleted}");
}

#[rstest]
#[tokio::test]
async fn a_repeated_undo_and_restore_answer_the_same(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let manager = app.client(Role::Manager).await;
    let ana = manager.customer("Ana Pop").await;
    manager.vehicle(&ana, "AB12 CDE").await;
    let undo = json!({ "undoToken": manager.delete(&ana).await, "idempotencyKey": "undo-1" });
    let first = manager.mutate("customerDeleteUndo", undo.clone(), RESTORED).await;
    assert_eq!(first["__typename"], "CustomerRestored", "{first}");
    assert_eq!(manager.mutate("customerDeleteUndo", undo, RESTORED).await, first);
    manager.delete(&ana).await;
    let restore = json!({ "id": ana, "reason": "A mistake", "idempotencyKey": "restore-1" });
    let first = manager.mutate("customerRestore", restore.clone(), RESTORED).await;
    assert_eq!(first["__typename"], "CustomerRestored", "{first}");
    let before = app.state().await;
    assert_eq!(manager.mutate("customerRestore", restore, RESTORED).await, first);
    before.assert_unchanged(&app.state().await);
}

#[rstest]
#[case::empty("")]
#[case::over_long(&"k".repeat(101))]
#[case::with_nul("a\0b")]
#[tokio::test]
async fn a_malformed_key_is_refused_by_field(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[case] key: &str,
) {
    let app = TestApp::start(engine).await;
    let manager = app.client(Role::Manager).await;
    let ana = manager.customer("Ana Pop").await;
    let before = app.state().await;
    let input = json!({ "id": ana, "confirmation": "DELETE", "idempotencyKey": key });
    let answer = manager.mutate("customerDelete", input, "... on InvalidInput { fields { field } }").await;
    assert_eq!(answer["fields"], json!([{ "field": "idempotencyKey" }]), "{answer}");
    before.assert_unchanged(&app.state().await);
}
