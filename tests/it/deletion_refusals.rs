//! Deletes that do not happen: each is a typed answer, and nothing is changed.

use chrono::Duration;
use lethe::terms::Role;
use rstest::rstest;
use serde_json::json;

use crate::deletion::DELETED;
use crate::deletion_plan::plan;
use crate::support::{Engine, TestApp, redact};

const REFUSED: &str = "... on DeletionBlocked { planHash blockers { ... on Blocker { kind count message } } }
    ... on DeletionPlanChanged { changes { kind action before after } planHash }
    ... on ConfirmationMismatch { expected }
    ... on DeleteRateLimited { quota { limit used remaining nextSlotAt } }
    ... on InvalidInput { fields { field message } }
    ... on NotPermitted { permission heldBy }";

#[rstest]
#[case::missing("", "en", "DELETE")]
#[case::another_word("REMOVE", "en", "DELETE")]
#[case::another_language("DELETE", "pl", "USUŃ")]
#[case::without_its_accent("STERGE", "ro", "ȘTERGE")]
#[tokio::test]
async fn e11_a_wrong_confirmation_deletes_nothing(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[case] typed: &str,
    #[case] locale: &str,
    #[case] expected: &str,
) {
    let app = TestApp::start(engine).await;
    let manager = app.client(Role::Manager).await;
    let ana = manager.customer("Ana Pop").await;
    let before = app.state().await;
    let input = json!({ "id": ana, "confirmation": typed, "locale": locale });
    let answer = manager.mutate("customerDelete", input, REFUSED).await;
    assert_eq!((&answer["code"], &answer["expected"]), (&json!("CONFIRMATION_MISMATCH"), &json!(expected)), "{answer}");
    before.assert_unchanged(&app.state().await);
}

#[rstest]
#[case::english("Delete", "en")]
#[case::polish("usuń", "pl-PL")]
#[case::polish_decomposed("USUN\u{301}", "pl")]
#[case::romanian("șterge", "ro")]
#[case::romanian_with_cedilla("ŞTERGE", "ro-RO")]
#[tokio::test]
async fn e11_the_confirmation_fits_in_any_case_and_composition(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[case] typed: &str,
    #[case] locale: &str,
) {
    let app = TestApp::start(engine).await;
    let manager = app.client(Role::Manager).await;
    let ana = manager.customer("Ana Pop").await;
    let input = json!({ "id": ana, "confirmation": typed, "locale": locale });
    let answer = manager.mutate("customerDelete", input, DELETED).await;
    assert_eq!(answer["__typename"], "CustomerDeleted", "{answer}");
}

#[rstest]
#[tokio::test]
async fn e5_e22_what_blocks_comes_back_as_typed_blockers(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let manager = app.client(Role::Manager).await;
    let ana = manager.customer("Ana Pop").await;
    manager.work_order(&ana, None).await;
    manager.invoice(&ana, "148.50").await;
    manager.conversation(&ana).await;
    let before = app.state().await;
    let answer = manager.mutate("customerDelete", json!({ "id": ana, "confirmation": "DELETE" }), REFUSED).await;
    insta::assert_json_snapshot!("delete_blocked", redact(&answer));
    before.assert_unchanged(&app.state().await);
}

#[rstest]
#[tokio::test]
async fn a_stale_plan_hash_is_answered_with_the_difference(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let manager = app.client(Role::Manager).await;
    let ana = manager.customer("Ana Pop").await;
    manager.vehicle(&ana, "AB12 CDE").await;
    let seen = plan(&manager, &ana).await["planHash"].clone();
    manager.vehicle(&ana, "XY34 ZZZ").await;
    manager.draft(&ana, "10.00").await;
    let before = app.state().await;
    let input = json!({ "id": ana, "confirmation": "DELETE", "planHash": seen });
    let answer = manager.mutate("customerDelete", input, REFUSED).await;
    insta::assert_json_snapshot!("plan_changed", redact(&answer));
    before.assert_unchanged(&app.state().await);
    let input = json!({ "id": ana, "confirmation": "DELETE", "planHash": answer["planHash"] });
    let answer = manager.mutate("customerDelete", input, DELETED).await;
    assert_eq!(answer["__typename"], "CustomerDeleted", "{answer}");
}

#[rstest]
#[tokio::test]
async fn a_plan_with_other_records_of_the_same_number_is_another_plan(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let manager = app.client(Role::Manager).await;
    let ana = manager.customer("Ana Pop").await;
    let first = manager.draft(&ana, "10.00").await;
    let seen = plan(&manager, &ana).await["planHash"].clone();
    manager.draft(&ana, "10.00").await;
    let voided = manager.mutate("invoiceVoid", json!({ "id": first }), "").await;
    assert_eq!(voided["__typename"], "InvoiceSaved", "{voided}");
    let input = json!({ "id": ana, "confirmation": "DELETE", "planHash": seen });
    let answer = manager.mutate("customerDelete", input, REFUSED).await;
    assert_eq!(answer["code"], "DELETION_PLAN_CHANGED", "{answer}");
    let drafts = json!({ "kind": "INVOICE", "action": "CANCEL", "before": 1, "after": 1 });
    assert!(answer["changes"].as_array().is_some_and(|changes| changes.contains(&drafts)), "{answer}");
}

#[rstest]
#[tokio::test]
async fn a_policy_set_since_makes_another_plan(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let seen = plan(&owner, &ana).await["planHash"].clone();
    let set = owner.mutate("deletionPolicySet", json!({ "undoWindowSeconds": 60 }), "").await;
    assert_eq!(set["__typename"], "DeletionPolicySaved", "{set}");
    let input = json!({ "id": ana, "confirmation": "DELETE", "planHash": seen });
    let answer = owner.mutate("customerDelete", input, REFUSED).await;
    assert_eq!(answer["code"], "DELETION_PLAN_CHANGED", "{answer}");
}

#[rstest]
#[case::service_advisor(Role::ServiceAdvisor)]
#[case::technician(Role::Technician)]
#[tokio::test]
async fn e4_who_may_not_delete_is_told_who_may(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[case] role: Role,
) {
    let app = TestApp::start(engine).await;
    let ana = app.client(Role::Owner).await.customer("Ana Pop").await;
    let client = app.client(role).await;
    let before = app.state().await;
    let answer = client.mutate("customerDelete", json!({ "id": ana, "confirmation": "DELETE" }), REFUSED).await;
    insta::assert_json_snapshot!("delete_not_permitted", answer);
    before.assert_unchanged(&app.state().await);
}

#[rstest]
#[tokio::test]
async fn unknown_foreign_and_malformed_ids_read_the_same(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let manager = app.client(Role::Manager).await;
    let foreign = app.foreign().await.customer("Bo Lind").await;
    let before = app.state().await;
    let mut answers = Vec::new();
    for id in [foreign.as_str(), "cus_01kjp0000000000000000000zz", "veh_01kjp0000000000000000000zz", "", "cus_é"] {
        answers.push(manager.mutate("customerDelete", json!({ "id": id, "confirmation": "DELETE" }), REFUSED).await);
    }
    for answer in &answers {
        let expected =
            json!({ "__typename": "CustomerNotFound", "code": "NOT_FOUND", "message": "There is no such customer." });
        assert_eq!(*answer, expected);
    }
    before.assert_unchanged(&app.state().await);
}

#[rstest]
#[tokio::test]
async fn a_second_delete_says_that_it_is_done(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let manager = app.client(Role::Manager).await;
    let ana = manager.customer("Ana Pop").await;
    manager.delete(&ana).await;
    let before = app.state().await;
    let answer = manager.mutate("customerDelete", json!({ "id": ana, "confirmation": "DELETE" }), REFUSED).await;
    assert_eq!(answer["code"], "CUSTOMER_ALREADY_DELETED", "{answer}");
    before.assert_unchanged(&app.state().await);
}

#[rstest]
#[tokio::test]
async fn e21_the_eleventh_delete_of_an_hour_waits_for_a_slot(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let manager = app.client(Role::Manager).await;
    let last = manager.customer("Zoe Last").await;
    let blocked = manager.customer("Yan Blocked").await;
    manager.work_order(&blocked, None).await;
    for n in 0..10 {
        let id = manager.customer(&format!("Ana Number{n}")).await;
        manager.mutate("customerDelete", json!({ "id": id, "confirmation": "wrong" }), REFUSED).await;
        let refused =
            manager.mutate("customerDelete", json!({ "id": blocked, "confirmation": "DELETE" }), REFUSED).await;
        assert_eq!(refused["code"], "DELETION_BLOCKED", "{refused}");
        manager.delete(&id).await;
        app.clock.advance(Duration::minutes(1)).expect("a manual clock");
    }
    let before = app.state().await;
    let input = json!({ "id": last, "confirmation": "DELETE" });
    let answer = manager.mutate("customerDelete", input.clone(), REFUSED).await;
    insta::assert_json_snapshot!("delete_rate_limited", answer);
    before.assert_unchanged(&app.state().await);
    let owner = app.client(Role::Owner).await;
    owner.delete(&owner.customer("Another Person").await).await;
    app.clock.advance(Duration::minutes(50)).expect("a manual clock");
    let manager = app.client(Role::Manager).await;
    let answer = manager.mutate("customerDelete", input, DELETED).await;
    assert_eq!(answer["__typename"], "CustomerDeleted", "{answer}");
    assert_eq!(answer["quota"]["used"], 10, "{answer}");
    assert_eq!(answer["quota"]["nextSlotAt"], "2026-03-02T10:01:00Z", "{answer}");
}
