//! What a mask or a permanent deletion says beforehand of which records, and that it then does exactly that.

use chrono::Duration;
use lethe::lifecycle::worker;
use lethe::terms::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::legal_holds::hold;
use crate::masks::known;
use crate::retention;
use crate::support::{Client, Engine, TestApp, redact};

const EFFECTS: &str = "effects { table becomes rows }";

const REMOVED: &str = "erasure { removed { table rows } }";

const MASK_PLAN: &str = "query ($id: ID!, $locale: Locale) { customerMaskPlan(id: $id, locale: $locale) { __typename
    ... on MaskReady { customer { displayName } summary effects { table becomes rows } confirmationToken finalAt }
    ... on Error { code message } ... on NotPermitted { permission } } }";

async fn mask_plan(client: &Client, id: &str) -> Value {
    client.run(MASK_PLAN, json!({ "id": id })).await["customerMaskPlan"].clone()
}

/// What a permanent deletion by an act would do to the records of a customer.
async fn effects(client: &Client, id: &str, act: &str, keep: Value) -> Vec<Value> {
    let query = format!(
        "query ($whom: ErasureSelectionInput!, $act: ErasureAct!, $keep: [PersonalField!]) {{
            customersErasurePlan(whom: $whom, act: $act, keepFields: $keep) {{ {EFFECTS} }} }}"
    );
    let plan = client.run(&query, json!({ "whom": { "ids": [id] }, "act": act, "keep": keep })).await;
    plan["customersErasurePlan"]["effects"].as_array().expect("effects").clone()
}

/// The effects of some fates, without those.
fn of_fates(effects: &[Value], fates: &[&str]) -> Vec<Value> {
    let some = effects.iter().filter(|effect| fates.iter().any(|fate| effect["becomes"] == *fate));
    some.map(|effect| json!({ "table": effect["table"], "rows": effect["rows"] })).collect()
}

/// The garage, where a permanent deletion is final after a month.
async fn shop(engine: Engine) -> (TestApp, Client) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let saved = owner.mutate("deletionPolicySet", json!({ "preset": "PRINT_SHOP" }), "").await;
    assert_eq!(saved["__typename"], "DeletionPolicySaved", "{saved}");
    (app, owner)
}

/// Somebody deleted of whom every personal column says something, and a paid invoice that the law wants kept.
async fn gone(app: &TestApp, owner: &Client) -> String {
    let ana = known(app, owner).await;
    owner.pay(&owner.invoice(&ana, "148.50").await).await;
    owner.delete(&ana).await;
    ana
}

#[rstest]
#[tokio::test]
async fn a11_the_plan_of_a_mask_names_exactly_what_the_mask_removes(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, owner) = shop(engine).await;
    let ana = gone(&app, &owner).await;
    let before = app.state().await;
    let plan = mask_plan(&owner, &ana).await;
    insta::assert_json_snapshot!("mask_plan", redact(&plan));
    before.assert_unchanged(&app.state().await);
    let input = json!({ "id": ana, "confirmation": plan["confirmationToken"] });
    let masked = owner.mutate("customerMask", input, &format!("... on CustomerMaskDone {{ {REMOVED} }}")).await;
    let planned = of_fates(plan["effects"].as_array().expect("effects"), &["UNREADABLE", "REMOVED"]);
    assert_eq!(masked["erasure"]["removed"], json!(planned));
}

#[rstest]
#[tokio::test]
async fn a5_the_plan_of_a_masking_delete_names_what_becomes_unreadable_and_that_of_another_nothing(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, owner) = shop(engine).await;
    let ana = known(&app, &owner).await;
    let query = "query ($id: ID!, $mode: DeletionMode!) { customerDeletionPlan(id: $id, mode: $mode) {
        ... on DeletionReady { masks { table becomes rows } } } }";
    let archive = owner.run(query, json!({ "id": ana, "mode": "ARCHIVE" })).await;
    assert_eq!(archive["customerDeletionPlan"], json!({ "masks": [] }));
    let plan = owner.run(query, json!({ "id": ana, "mode": "MASK" })).await;
    let input = json!({ "id": ana, "confirmation": "DELETE", "mode": "MASK" });
    let deleted = "... on CustomerDeleted { customer { erasures { removed { table rows } } } }";
    let deleted = owner.mutate("customerDelete", input, deleted).await;
    let masks = plan["customerDeletionPlan"]["masks"].as_array().expect("masks");
    let mut planned = of_fates(masks, &["UNREADABLE", "REMOVED"]);
    // The delete's own record comes with it.
    let deletions = planned.iter_mut().find(|effect| effect["table"] == "deletions").expect("an earlier one");
    deletions["rows"] = json!(2);
    assert_eq!(deleted["customer"]["erasures"][0]["removed"], json!(planned));
}

#[rstest]
#[case::erase("ERASE", Value::Null)]
#[case::anonymise("ANONYMISE", json!(["POSTCODE", "COUNTRY", "EMAIL"]))]
#[case::purge("PURGE", Value::Null)]
#[tokio::test]
async fn c5_the_plan_of_a_permanent_deletion_names_exactly_what_becomes_of_which_records(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[case] act: &str,
    #[case] keep: Value,
) {
    let (app, owner) = shop(engine).await;
    let ana = gone(&app, &owner).await;
    let before = app.state().await;
    let planned = effects(&owner, &ana, act, keep.clone()).await;
    insta::assert_json_snapshot!(format!("erasure_plan_{act}"), planned);
    before.assert_unchanged(&app.state().await);
    let input = json!({ "whom": { "ids": [ana] }, "count": 1, "act": act, "keepFields": keep });
    let begun = "... on ErasureBegun { job { items { nodes { erasure { removed { table rows } } } } } }";
    let begun = owner.mutate("customersErase", input, begun).await;
    let removed = begun["job"]["items"]["nodes"][0]["erasure"]["removed"].clone();
    if act != "PURGE" {
        assert_eq!(removed, json!(of_fates(&planned, &["UNREADABLE", "REMOVED"])), "{begun}");
        return;
    }
    app.clock.advance(Duration::days(31)).expect("a manual clock");
    worker::drain(&app.app).await.expect("the worker");
    let after = app.state().await;
    for (fate, stays) in [("REMOVED", false), ("MOVED", true), ("KEPT", true)] {
        for effect in of_fates(&planned, &[fate]) {
            let (table, rows) =
                (effect["table"].as_str().expect("a table"), effect["rows"].as_u64().expect("a number"));
            // The Unknown Customer came for the one who went.
            let rows = usize::try_from(rows).expect("few") - usize::from(table == "customers");
            let left = if stays { before.count(table) } else { before.count(table) - rows };
            assert_eq!(after.count(table), left, "{fate} {table}");
        }
    }
}

#[rstest]
#[tokio::test]
async fn b8_a_retention_run_says_what_it_would_do_to_which_records_before_it_is_approved(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, owner) = retention::box_office(engine).await;
    let (ana, bo) = (known(&app, &owner).await, owner.customer("Bo Lind").await);
    let rule = retention::rule(&owner, json!({ "act": "ANONYMISE", "keepFields": ["POSTCODE"] })).await;
    let owner = retention::later(&app, 1_200).await;
    let run = retention::started(&owner, &rule).await;
    retention::exclude(&owner, &run, &[&bo]).await;
    let query = format!("query ($id: ID!) {{ retentionRun(id: $id) {{ {EFFECTS} }} }}");
    let planned = owner.run(&query, json!({ "id": run["id"] })).await["retentionRun"]["effects"].clone();
    let run = retention::seen(&owner, &run).await;
    retention::approve(&owner, &run).await;
    retention::work(&app).await;
    let removed = "query ($id: ID!) { customer(id: $id) { erasures { removed { table rows } } } }";
    let removed = owner.run(removed, json!({ "id": ana })).await["customer"]["erasures"][0]["removed"].clone();
    let mut planned = of_fates(planned.as_array().expect("effects"), &["UNREADABLE", "REMOVED"]);
    // The delete's own record comes with it.
    let deletions = planned.iter_mut().find(|effect| effect["table"] == "deletions").expect("an earlier one");
    deletions["rows"] = json!(2);
    assert_eq!(removed, json!(planned));
}

#[rstest]
#[tokio::test]
async fn what_a_hold_keeps_is_not_in_the_plan(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let (app, owner) = shop(engine).await;
    let ana = gone(&app, &owner).await;
    hold(&owner, &ana, None).await;
    assert_eq!(effects(&owner, &ana, "ERASE", Value::Null).await, Vec::<Value>::new());
    let plan = mask_plan(&owner, &ana).await;
    assert_eq!((&plan["__typename"], &plan["code"]), (&json!("CustomerHeld"), &json!("CUSTOMER_HELD")), "{plan}");
}

#[rstest]
#[tokio::test]
async fn a_mask_that_cannot_be_is_said_in_its_plan(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let (app, owner) = shop(engine).await;
    let (active, masked) = (owner.customer("Bo Lind").await, owner.customer("Ana Pop").await);
    owner.delete(&masked).await;
    let manager = app.client(Role::Manager).await;
    let before = app.state().await;
    let refused = async |client: &Client, id: &str| mask_plan(client, id).await["__typename"].clone();
    assert_eq!(refused(&manager, &masked).await, "NotPermitted");
    assert_eq!(refused(&owner, &active).await, "CustomerNotDeleted");
    assert_eq!(refused(&owner, "cus_nonsense").await, "CustomerNotFound");
    before.assert_unchanged(&app.state().await);
    owner.mutate("customerMask", json!({ "id": masked, "confirmation": "DELETE" }), "").await;
    assert_eq!(refused(&owner, &masked).await, "CustomerMasked");
}

#[rstest]
#[tokio::test]
async fn a_plan_that_could_not_be_carried_out_is_refused(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let (app, owner) = shop(engine).await;
    let ana = gone(&app, &owner).await;
    let query = "query ($whom: ErasureSelectionInput!, $act: ErasureAct!, $keep: [PersonalField!]) {
        customersErasurePlan(whom: $whom, act: $act, keepFields: $keep) { count } }";
    for (act, keep) in [("MASK", Value::Null), ("ERASE", json!(["EMAIL"]))] {
        let asked = json!({ "whom": { "ids": [ana] }, "act": act, "keep": keep });
        let answer = owner.post(query, asked).await;
        assert_eq!(answer.body["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{}", answer.body);
    }
}
