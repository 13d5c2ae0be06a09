//! Settling what blocks and deleting, in one transaction; and policies that do not block.

use lethe::terms::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::deletion::{DELETED, RESTORED};
use crate::deletion_plan::plan;
use crate::support::{Client, Engine, TestApp, redact};

async fn busy(owner: &Client) -> String {
    let ana = owner.customer("Ana Pop").await;
    owner.work_order(&ana, None).await;
    owner.invoice(&ana, "148.50").await;
    owner.conversation(&ana).await;
    ana
}

async fn states(client: &Client) -> Value {
    let query = "{ workOrders { nodes { state } } invoices { nodes { state paid { amount } } }
        hidden: conversations(where: { hidden: true }) { nodes { state } } conversations { nodes { state } } }";
    client.run(query, json!({})).await
}

#[rstest]
#[tokio::test]
async fn e9_blockers_are_settled_within_the_delete_and_come_back_with_the_undo(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let manager = app.client(Role::Manager).await;
    let ana = busy(&manager).await;
    let before = states(&manager).await;
    let resolve = json!([
        { "kind": "WORK_ORDER", "resolution": "COMPLETE" },
        { "kind": "INVOICE", "resolution": "WRITE_OFF" },
        { "kind": "CONVERSATION", "resolution": "CLOSE" },
    ]);
    let input = json!({ "id": ana, "confirmation": "DELETE", "resolve": resolve });
    let deleted = manager.mutate("customerDelete", input, DELETED).await;
    insta::assert_json_snapshot!("settled_and_deleted", redact(&deleted));
    insta::assert_json_snapshot!("states_after_settling", states(&manager).await);
    let undo = json!({ "undoToken": deleted["undo"]["token"] });
    let restored = manager.mutate("customerDeleteUndo", undo, RESTORED).await;
    assert_eq!(restored["__typename"], "CustomerRestored", "{restored}");
    assert_eq!(states(&manager).await, before);
}

#[rstest]
#[tokio::test]
async fn a_refused_settlement_gives_the_hash_of_the_plan_that_still_stands(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let manager = app.client(Role::Manager).await;
    let ana = busy(&manager).await;
    let stands = plan(&manager, &ana).await["planHash"].clone();
    let work = json!({ "kind": "WORK_ORDER", "resolution": "COMPLETE" });
    let input = json!({ "id": ana, "confirmation": "DELETE", "resolve": [work] });
    let refused = manager.mutate("customerDelete", input, "... on DeletionBlocked { planHash }").await;
    assert_eq!(refused["planHash"], stands, "{refused}");
    let rest = [("INVOICE", "WRITE_OFF"), ("CONVERSATION", "CLOSE")]
        .map(|(kind, resolution)| json!({ "kind": kind, "resolution": resolution }));
    let resolve = json!([work, rest[0], rest[1]]);
    let input = json!({ "id": ana, "confirmation": "DELETE", "planHash": stands, "resolve": resolve });
    let deleted = manager.mutate("customerDelete", input, "").await;
    assert_eq!(deleted["__typename"], "CustomerDeleted", "{deleted}");
}

#[rstest]
#[tokio::test]
async fn a_payment_taken_within_the_delete_stays_after_the_undo(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let manager = app.client(Role::Manager).await;
    let ana = manager.customer("Ana Pop").await;
    manager.invoice(&ana, "148.50").await;
    let resolve = json!([{ "kind": "INVOICE", "resolution": "TAKE_PAYMENT" }]);
    let input = json!({ "id": ana, "confirmation": "DELETE", "resolve": resolve });
    let deleted = manager.mutate("customerDelete", input, DELETED).await;
    let undo = json!({ "undoToken": deleted["undo"]["token"] });
    manager.mutate("customerDeleteUndo", undo, RESTORED).await;
    let after = states(&manager).await;
    assert_eq!(after["invoices"]["nodes"], json!([{ "state": "PAID", "paid": { "amount": "148.50" } }]));
}

#[rstest]
#[case::one_of_three(json!([{ "kind": "WORK_ORDER", "resolution": "COMPLETE" }]), "DELETION_BLOCKED")]
#[case::one_that_does_not_fit(json!([{ "kind": "CONVERSATION", "resolution": "WRITE_OFF" }]), "INVALID_INPUT")]
#[case::one_that_cannot_be_open(json!([{ "kind": "VEHICLE", "resolution": "CLOSE" }]), "INVALID_INPUT")]
#[tokio::test]
async fn a_settlement_that_does_not_suffice_changes_nothing(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[case] resolve: Value,
    #[case] code: &str,
) {
    let app = TestApp::start(engine).await;
    let manager = app.client(Role::Manager).await;
    let ana = busy(&manager).await;
    let before = app.state().await;
    let input = json!({ "id": ana, "confirmation": "DELETE", "resolve": resolve });
    let answer = manager.mutate("customerDelete", input, "").await;
    assert_eq!(answer["code"], code, "{answer}");
    before.assert_unchanged(&app.state().await);
}

#[rstest]
#[tokio::test]
async fn an_invoice_with_a_payment_is_not_voided(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let manager = app.client(Role::Manager).await;
    let ana = manager.customer("Ana Pop").await;
    let invoice = manager.invoice(&ana, "148.50").await;
    let part = json!({ "id": invoice, "method": "CASH", "amount": "48.50" });
    manager.mutate("invoicePay", part, "").await;
    let before = app.state().await;
    let resolve = json!([{ "kind": "INVOICE", "resolution": "VOID" }]);
    let input = json!({ "id": ana, "confirmation": "DELETE", "resolve": resolve });
    let answer = manager.mutate("customerDelete", input, "... on InvalidInput { fields { field } }").await;
    assert_eq!(answer["fields"], json!([{ "field": "resolve.0.resolution" }]), "{answer}");
    before.assert_unchanged(&app.state().await);
}

#[rstest]
#[tokio::test]
async fn settling_takes_the_write_permission_of_the_kind(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    use lethe::terms::Permission::{CustomersDelete, CustomersRead};
    let app = TestApp::start(engine).await;
    let ana = busy(&app.client(Role::Manager).await).await;
    let partner = app.partner(&[CustomersRead, CustomersDelete]).await;
    let resolve = json!([{ "kind": "WORK_ORDER", "resolution": "CANCEL" }]);
    let input = json!({ "id": ana, "confirmation": "DELETE", "resolve": resolve });
    let answer = partner.mutate("customerDelete", input, "... on NotPermitted { permission }").await;
    assert_eq!(answer["permission"], "WORK_ORDERS_WRITE", "{answer}");
}

#[rstest]
#[case::field_service("FIELD_SERVICE")]
#[case::print_shop("PRINT_SHOP")]
#[case::box_office("BOX_OFFICE")]
#[tokio::test]
async fn a1_e15_presets_that_do_not_block_cancel_close_or_keep_and_undo_restores(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[case] preset: &str,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = busy(&owner).await;
    let before = states(&owner).await;
    owner.mutate("deletionPolicySet", json!({ "preset": preset }), "").await;
    let deleted = owner.mutate("customerDelete", json!({ "id": ana, "confirmation": "DELETE" }), DELETED).await;
    assert_eq!(deleted["__typename"], "CustomerDeleted", "{deleted}");
    let after = json!({ "effects": deleted["deletion"]["effects"], "states": states(&owner).await });
    insta::assert_json_snapshot!(format!("deleted_under_{}", preset.to_lowercase()), after);
    let undo = json!({ "undoToken": deleted["undo"]["token"] });
    let restored = owner.mutate("customerDeleteUndo", undo, RESTORED).await;
    assert_eq!(restored["__typename"], "CustomerRestored", "{restored}");
    assert_eq!(states(&owner).await, before);
}

#[rstest]
#[tokio::test]
async fn the_simulator_counts_what_a_policy_would_mean(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    busy(&owner).await;
    owner.customer("Bo Lind").await;
    let talker = owner.customer("Cy Talks").await;
    owner.conversation(&talker).await;
    let before = app.state().await;
    let query = "query ($input: DeletionPolicySetInput!) { deletionPolicySimulate(input: $input) { __typename
        ... on PolicySimulated { activeCustomers blockedCustomers blockedBy { kind customers }
            effects { kind action count } policy { version preset rules { kind rule } } } } }";
    let garage = owner.run(query, json!({ "input": {} })).await;
    insta::assert_json_snapshot!("simulated_garage", garage);
    let mixed = json!({ "input": { "rules": [{ "kind": "CONVERSATION", "rule": "CLOSE" }] } });
    insta::assert_json_snapshot!("simulated_closing_conversations", owner.run(query, mixed).await);
    before.assert_unchanged(&app.state().await);
}

#[rstest]
#[case::a_rule_that_does_not_fit(json!({ "rules": [{ "kind": "INVOICE", "rule": "CLOSE" }] }), "rules.INVOICE")]
#[case::a_window_too_long(json!({ "undoWindowSeconds": 86_401 }), "undoWindowSeconds")]
#[case::no_deletes_at_all(json!({ "deletesPerHour": 0 }), "deletesPerHour")]
#[tokio::test]
async fn a_policy_that_cannot_be_is_refused_by_field(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[case] input: Value,
    #[case] field: &str,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let before = app.state().await;
    let answer = owner.mutate("deletionPolicySet", input, "... on InvalidInput { fields { field } }").await;
    assert_eq!(answer["fields"][0]["field"], field, "{answer}");
    let stale = json!({ "expectedVersion": 7, "deletesPerHour": 5 });
    let stale = owner.mutate("deletionPolicySet", stale, "").await;
    assert_eq!(stale["code"], "VERSION_CONFLICT", "{stale}");
    before.assert_unchanged(&app.state().await);
}
