//! Deleting several customers at once, where the policy allows it.

use lethe::terms::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::legal_holds::hold;
use crate::support::{Client, Engine, TestApp, redact};

const DELETED: &str = "... on CustomersDeleted { quota { used remaining }
    items { customerId outcome blockedBy undo { token } customer { displayName lifecycle } } }
    ... on Error { ... on CountMismatch { found } ... on DeleteRateLimited { quota { remaining } } }";

async fn delete(client: &Client, ids: &[&str], count: i64) -> Value {
    client.mutate("customersDelete", json!({ "ids": ids, "count": count, "reason": "Moved away" }), DELETED).await
}

async fn allowed(owner: &Client, more: Value) {
    let mut change = json!({ "bulkDelete": true });
    for (name, value) in more.as_object().expect("changes") {
        change[name] = value.clone();
    }
    let saved = owner.mutate("deletionPolicySet", change, "").await;
    assert_eq!(saved["__typename"], "DeletionPolicySaved", "{saved}");
}

#[rstest]
#[tokio::test]
async fn e20_one_at_a_time_unless_the_policy_allows_more(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let before = app.state().await;
    let refused = delete(&owner, &[&ana], 1).await;
    assert_eq!(refused["code"], "BULK_DELETE_NOT_ALLOWED", "{refused}");
    assert_eq!(refused["message"], "Here customers are deleted one at a time. The deletion policy can allow more.");
    before.assert_unchanged(&app.state().await);
}

#[rstest]
#[tokio::test]
async fn each_is_deleted_by_the_rules_or_left_alone_and_can_be_undone_on_its_own(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    allowed(&owner, json!({})).await;
    let (ana, bo) = (owner.customer("Ana Pop").await, owner.customer("Bo Lind").await);
    let (owing, held, gone) =
        (owner.customer("Cy Owes").await, owner.customer("Di Held").await, owner.customer("Ed Gone").await);
    owner.vehicle(&ana, "AB12 CDE").await;
    owner.invoice(&owing, "148.50").await;
    hold(&owner, &held, None).await;
    owner.delete(&gone).await;
    let all = [ana.as_str(), &bo, &owing, &held, &gone];
    let done = delete(&owner, &all, 5).await;
    insta::assert_json_snapshot!("customers_deleted", redact(&done));
    let deletions =
        owner.run("{ customers(where: { lifecycle: [DELETED] }) { nodes { deletion { reason } } } }", json!({}));
    let reasons = deletions.await["customers"]["nodes"].to_string();
    assert_eq!(reasons.matches("Moved away").count(), 2, "{reasons}");
    let token = done["items"][0]["undo"]["token"].clone();
    let undone = "... on CustomerRestored { customer { displayName lifecycle } restored { kind count } }";
    let undone = owner.mutate("customerDeleteUndo", json!({ "undoToken": token }), undone).await;
    let expected = json!({ "displayName": "Ana Pop", "lifecycle": "ACTIVE" });
    assert_eq!(undone["customer"], expected, "{undone}");
    let again = delete(&owner, &[&bo, &owing], 2).await;
    let outcomes: Vec<&Value> = again["items"].as_array().expect("items").iter().map(|item| &item["outcome"]).collect();
    assert_eq!(outcomes, ["ALREADY_DELETED", "BLOCKED"]);
    app.assert_sound().await;
}

#[rstest]
#[tokio::test]
async fn what_cannot_be_is_said_and_nobody_is_deleted(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    allowed(&owner, json!({ "deletesPerHour": 1 })).await;
    let (ana, bo) = (owner.customer("Ana Pop").await, owner.customer("Bo Lind").await);
    let technician = app.client(Role::Technician).await;
    let before = app.state().await;
    let many: Vec<&str> = std::iter::repeat_n(ana.as_str(), 101).collect();
    for (refused, code) in [
        (delete(&technician, &[&ana], 1).await, "NOT_PERMITTED"),
        (delete(&owner, &[&ana, &bo], 1).await, "COUNT_MISMATCH"),
        (delete(&owner, &[], 0).await, "COUNT_MISMATCH"),
        (delete(&owner, &[&ana, "cus_nonsense"], 2).await, "NOT_FOUND"),
        (delete(&owner, &[&ana, "cus_01kjpqzzzzfqz8fqzzzzzzzzzz"], 2).await, "NOT_FOUND"),
        (delete(&owner, &many, 1).await, "INVALID_INPUT"),
        (delete(&owner, &[&ana, &bo], 2).await, "DELETE_RATE_LIMITED"),
    ] {
        assert_eq!(refused["code"], code, "{refused}");
    }
    before.assert_unchanged(&app.state().await);
    let owing = owner.customer("Cy Owes").await;
    owner.invoice(&owing, "148.50").await;
    assert_eq!(delete(&owner, &[&ana, &owing], 2).await["quota"], json!({ "used": 1, "remaining": 0 }));
}
