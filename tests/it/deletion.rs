//! Deleting a customer, and taking that back.

use chrono::Duration;
use lethe::terms::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::deletion_plan::plan;
use crate::support::{Client, Engine, TestApp, redact};

pub const DELETED: &str = "... on CustomerDeleted {
    customer { id lifecycle version }
    deletion { id mode at reason policyVersion undoExpiresAt undoneAt by { kind name } effects { kind action count } }
    undo { token expiresAt } quota { limit used remaining nextSlotAt } }";

pub const RESTORED: &str = "... on CustomerRestored {
    customer { id lifecycle version } restored { kind action count }
    notRestored { kind id label message } }";

/// A customer with everything, nothing of which blocks.
async fn settled(owner: &Client) -> String {
    let ana = owner.customer("Ana Pop").await;
    let car = owner.vehicle(&ana, "AB12 CDE").await;
    owner.vehicle(&ana, "XY34 ZZZ").await;
    let work = owner.work_order(&ana, Some(&car)).await;
    owner.complete(&work).await;
    let invoice = owner.invoice(&ana, "148.50").await;
    owner.pay(&invoice).await;
    owner.draft(&ana, "10.00").await;
    let talk = owner.conversation(&ana).await;
    owner.close(&talk).await;
    ana
}

async fn seen(client: &Client, id: &str) -> Value {
    let query = "query ($id: ID!) {
        customer(id: $id) { displayName lifecycle }
        customers(where: { search: \"ana\" }) { totalCount nodes { id } }
        vehicles { totalCount nodes { plate } }
        conversations { totalCount nodes { state } }
        workOrders { nodes { state customerName plate customer { id } } }
        invoices { nodes { state nameAtIssue total { amount } customer { id } } } }";
    client.run(query, json!({ "id": id })).await
}

#[rstest]
#[tokio::test]
async fn e1_e2_e3_a_deleted_customer_is_hidden_and_history_keeps_the_name(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let manager = app.client(Role::Manager).await;
    let ana = settled(&manager).await;
    let plan_hash = plan(&manager, &ana).await["planHash"].clone();
    let input = json!({ "id": ana, "confirmation": "delete", "planHash": plan_hash, "reason": "Moved away" });
    let deleted = manager.mutate("customerDelete", input, DELETED).await;
    insta::assert_json_snapshot!("deleted", redact(&deleted));
    let advisor = app.client(Role::ServiceAdvisor).await;
    insta::assert_json_snapshot!("after_the_delete_for_a_service_advisor", redact(&seen(&advisor, &ana).await));
    let other = manager.customer("Bo Lind").await;
    manager.vehicle(&other, "ab12cde").await;
}

#[rstest]
#[tokio::test]
async fn e25_who_may_restore_can_list_deleted_customers_after_the_active(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let manager = app.client(Role::Manager).await;
    let ana = manager.customer("Ana Pop").await;
    manager.customer("Bo Lind").await;
    manager.delete(&ana).await;
    let both = "{ customers(where: { lifecycle: [DELETED, ACTIVE] }) { totalCount nodes { displayName lifecycle } } }";
    let expected = json!([
        { "displayName": "Bo Lind", "lifecycle": "ACTIVE" },
        { "displayName": "Ana Pop", "lifecycle": "DELETED" },
    ]);
    assert_eq!(manager.run(both, json!({})).await["customers"]["nodes"], expected);
    let refused = app.client(Role::ServiceAdvisor).await.post(both, json!({})).await;
    assert_eq!(refused.body["errors"][0]["extensions"]["code"], "FORBIDDEN", "{:#}", refused.body);
}

#[rstest]
#[tokio::test]
async fn e12_undo_puts_back_everything_that_the_delete_touched(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let manager = app.client(Role::Manager).await;
    let ana = settled(&manager).await;
    let before = seen(&manager, &ana).await;
    let token = manager.delete(&ana).await;
    assert_ne!(seen(&manager, &ana).await, before);
    app.clock.advance(Duration::seconds(30)).expect("a manual clock");
    let restored = manager.mutate("customerDeleteUndo", json!({ "undoToken": token }), RESTORED).await;
    insta::assert_json_snapshot!("undone", redact(&restored));
    assert_eq!(seen(&manager, &ana).await, before);
}

#[rstest]
#[tokio::test]
async fn e12_undo_ends_after_thirty_seconds(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let manager = app.client(Role::Manager).await;
    let ana = manager.customer("Ana Pop").await;
    let token = manager.delete(&ana).await;
    app.clock.advance(Duration::milliseconds(30_001)).expect("a manual clock");
    let before = app.state().await;
    let late = manager.mutate("customerDeleteUndo", json!({ "undoToken": token }), RESTORED).await;
    insta::assert_json_snapshot!("undo_expired", late);
    before.assert_unchanged(&app.state().await);
}

#[rstest]
#[tokio::test]
async fn undo_tokens_that_are_wrong_foreign_or_used_undo_nothing(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let manager = app.client(Role::Manager).await;
    let ana = manager.customer("Ana Pop").await;
    let token = manager.delete(&ana).await;
    let foreign = app.foreign().await;
    let before = app.state().await;
    let mut forged = token.clone();
    let last = if forged.ends_with('0') { "1" } else { "0" };
    forged.replace_range(forged.len() - 1.., last);
    for wrong in ["", "lethe_ud_", "nonsense", forged.as_str()] {
        let answer = manager.mutate("customerDeleteUndo", json!({ "undoToken": wrong }), RESTORED).await;
        assert_eq!(answer["__typename"], "UndoTokenUnknown", "{wrong}: {answer}");
    }
    let answer = foreign.mutate("customerDeleteUndo", json!({ "undoToken": token }), RESTORED).await;
    assert_eq!(answer["__typename"], "UndoTokenUnknown", "{answer}");
    before.assert_unchanged(&app.state().await);
    let input = json!({ "undoToken": token });
    let first = manager.mutate("customerDeleteUndo", input.clone(), RESTORED).await;
    assert_eq!(first["__typename"], "CustomerRestored", "{first}");
    let again = manager.mutate("customerDeleteUndo", input, RESTORED).await;
    assert_eq!(again["__typename"], "UndoTokenUnknown", "{again}");
}

#[rstest]
#[tokio::test]
async fn guessing_undo_tokens_is_limited(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let manager = app.client(Role::Manager).await;
    let guess = async || {
        let fields = "... on RateLimited { retryAt }";
        manager.mutate("customerDeleteUndo", json!({ "undoToken": "lethe_ud_guess" }), fields).await
    };
    for _ in 0..30 {
        assert_eq!(guess().await["code"], "UNDO_TOKEN_UNKNOWN");
    }
    let limited = guess().await;
    assert_eq!((&limited["code"], &limited["retryAt"]), (&json!("RATE_LIMITED"), &json!("2026-03-02T09:00:02Z")));
    app.clock.advance(Duration::seconds(2)).expect("a manual clock");
    assert_eq!(guess().await["code"], "UNDO_TOKEN_UNKNOWN");
}

#[rstest]
#[tokio::test]
async fn e3_a_plate_taken_since_comes_back_as_not_restored(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let manager = app.client(Role::Manager).await;
    let ana = manager.customer("Ana Pop").await;
    manager.vehicle(&ana, "AB12 CDE").await;
    manager.vehicle(&ana, "XY34 ZZZ").await;
    let token = manager.delete(&ana).await;
    let bo = manager.customer("Bo Lind").await;
    manager.vehicle(&bo, "AB12 CDE").await;
    let restored = manager.mutate("customerDeleteUndo", json!({ "undoToken": token }), RESTORED).await;
    insta::assert_json_snapshot!("undone_without_a_plate", redact(&restored));
    let plates = "query ($id: ID!) { customer(id: $id) { vehicles { nodes { plate } } } }";
    let plates = manager.run(plates, json!({ "id": ana })).await;
    assert_eq!(plates["customer"]["vehicles"]["nodes"], json!([{ "plate": "XY34 ZZZ" }, { "plate": null }]));
}

#[rstest]
#[tokio::test]
async fn e13_restore_brings_a_customer_back_after_the_window(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let manager = app.client(Role::Manager).await;
    let ana = settled(&manager).await;
    let before = seen(&manager, &ana).await;
    manager.delete(&ana).await;
    app.clock.advance(Duration::days(400)).expect("a manual clock");
    let manager = app.client(Role::Manager).await;
    let input = json!({ "id": ana, "reason": "Came back" });
    let advisor = app.client(Role::ServiceAdvisor).await;
    let refused = advisor.mutate("customerRestore", input.clone(), RESTORED).await;
    assert_eq!(refused["code"], "NOT_PERMITTED", "{refused}");
    let restored = manager.mutate("customerRestore", input.clone(), RESTORED).await;
    assert_eq!(restored["__typename"], "CustomerRestored", "{restored}");
    assert_eq!(seen(&manager, &ana).await, before);
    let again = manager.mutate("customerRestore", input, RESTORED).await;
    assert_eq!(again["code"], "CUSTOMER_NOT_DELETED", "{again}");
    let reasonless = manager.mutate("customerRestore", json!({ "id": ana, "reason": " " }), RESTORED).await;
    assert_eq!(reasonless["message"], "reason: is required", "{reasonless}");
}

#[rstest]
#[tokio::test]
async fn what_a_deleted_customer_left_behind_is_read_only(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let manager = app.client(Role::Manager).await;
    let ana = manager.customer("Ana Pop").await;
    let car = manager.vehicle(&ana, "AB12 CDE").await;
    let work = manager.work_order(&ana, None).await;
    manager.complete(&work).await;
    let talk = manager.conversation(&ana).await;
    manager.close(&talk).await;
    manager.delete(&ana).await;
    let before = app.state().await;
    let tries = [
        ("customerUpdate", json!({ "id": ana, "expectedVersion": 2, "givenName": "Eve" })),
        ("vehicleCreate", json!({ "customerId": ana, "make": "Skoda", "model": "Fabia" })),
        ("registrationAssign", json!({ "vehicleId": car, "plate": "ZZ99 ZZZ" })),
        ("workOrderCreate", json!({ "customerId": ana, "title": "Brakes" })),
        ("workOrderClose", json!({ "id": work })),
        (
            "invoiceCreate",
            json!({ "customerId": ana, "lines": [
            { "description": "Pads", "quantity": "1", "unitPrice": "1.00" }] }),
        ),
        ("conversationOpen", json!({ "customerId": ana, "subject": "Hello", "channel": "SMS" })),
        ("conversationReopen", json!({ "id": talk })),
        (
            "consentRecord",
            json!({ "customerId": ana, "purpose": "MARKETING", "channel": "SMS", "granted": true,
            "source": "call" }),
        ),
    ];
    for (name, input) in tries {
        let answer = manager.mutate(name, input, "").await;
        assert_eq!(answer["code"], "CUSTOMER_ALREADY_DELETED", "{name}: {answer}");
    }
    before.assert_unchanged(&app.state().await);
}

#[rstest]
#[tokio::test]
async fn e16_the_audit_log_says_who_deleted_what_and_when(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let manager = app.client(Role::Manager).await;
    let ana = manager.customer("Ana Pop").await;
    let token = manager.delete(&ana).await;
    manager.mutate("customerDeleteUndo", json!({ "undoToken": token }), RESTORED).await;
    let log = "query ($id: ID!) { auditEvents(where: { customerId: $id, action: \"customer.\" }) {
        nodes { seq at action by { kind name } recordKind recordId customerId } } }";
    let log = manager.run(log, json!({ "id": ana })).await;
    insta::assert_json_snapshot!("the_audit_log_of_a_delete", redact(&log));
}
