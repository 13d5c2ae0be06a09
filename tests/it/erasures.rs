//! Permanent deletion: the number that is stated and typed, asterisks at once, gone when it is due, called off until then.

use chrono::Duration;
use lethe::lifecycle::worker;
use lethe::terms::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::legal_holds::hold;
use crate::masks::{found, known};
use crate::support::{Client, Engine, TestApp, needles, redact};

const BEGUN: &str = "... on ErasureBegun { job { id act state customers done refused dueAt keepFields endedAt
    items { nodes { customerId outcome customer { displayName lifecycle } } } } }
    ... on Error { ... on CountMismatch { found } ... on InvalidInput { fields { field } } }";

const CALLED_OFF: &str = "... on ErasureCalledOff { customer { id displayName lifecycle masked } }";

const PLAN: &str = "query ($whom: ErasureSelectionInput!) {
    customersErasurePlan(whom: $whom) { count message dueAt customers { displayName } } }";

/// The garage with a month between a permanent deletion and the end of it.
async fn print_shop(engine: Engine) -> (TestApp, Client) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let saved =
        owner.mutate("deletionPolicySet", json!({ "preset": "PRINT_SHOP", "deletesPerHour": 10_000 }), "").await;
    assert_eq!(saved["__typename"], "DeletionPolicySaved", "{saved}");
    (app, owner)
}

async fn deleted(owner: &Client, name: &str) -> String {
    let id = owner.customer(name).await;
    owner.delete(&id).await;
    id
}

async fn erase(client: &Client, ids: &[&str], count: i64, act: &str) -> Value {
    client.mutate("customersErase", json!({ "whom": { "ids": ids }, "count": count, "act": act }), BEGUN).await
}

/// A month later, with somebody who is signed in then.
async fn a_month_later(app: &TestApp) -> Client {
    app.clock.advance(Duration::days(31)).expect("a manual clock");
    worker::drain(&app.app).await.expect("the worker");
    app.client(Role::Owner).await
}

const SEEN: &str = "query ($id: ID!) { customer(id: $id) { displayName lifecycle masked erasures { act state } } }";

#[rstest]
#[tokio::test]
async fn c5_c6_the_plan_states_the_number_and_only_that_number_erases(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, owner) = print_shop(engine).await;
    let (ana, bo) = (deleted(&owner, "Ana Pop").await, deleted(&owner, "Bo Lind").await);
    owner.customer("Cy Active").await;
    let by_filter = json!({ "whom": { "where": {} } });
    let plan = owner.run(PLAN, by_filter).await;
    assert_eq!(plan["customersErasurePlan"]["count"], 2, "{plan}");
    let message = "2 customers will be deleted for good. This cannot be undone once it is final. Type 2 to go on.";
    assert_eq!(plan["customersErasurePlan"]["message"], message);
    let before = app.state().await;
    for count in [0, 1, 3] {
        let refused = erase(&owner, &[&ana, &bo], count, "ERASE").await;
        assert_eq!(refused["__typename"], "CountMismatch", "{refused}");
        assert_eq!(refused["found"], 2);
    }
    before.assert_unchanged(&app.state().await);
    let begun = erase(&owner, &[&ana, &bo], 2, "ERASE").await;
    insta::assert_json_snapshot!("erasure_begun", redact(&begun));
}

#[rstest]
#[tokio::test]
async fn c8_c9_c10_masked_at_once_and_gone_for_good_after_a_month(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, owner) = print_shop(engine).await;
    let ana = known(&app, &owner).await;
    owner.delete(&ana).await;
    erase(&owner, &[&ana], 1, "ERASE").await;
    assert_eq!(found(&app.state().await), Vec::<String>::new());
    let listed = "{ customers(where: { lifecycle: [DELETED] }) { totalCount }
        scheduled: customers(where: { lifecycle: [ERASURE_SCHEDULED] }) { totalCount } }";
    let counts = owner.run(listed, json!({})).await;
    assert_eq!(counts, json!({ "customers": { "totalCount": 0 }, "scheduled": { "totalCount": 1 } }));
    app.clock.advance(Duration::days(29)).expect("a manual clock");
    assert_eq!(worker::drain(&app.app).await.expect("the worker"), 0, "not due yet");
    assert!(app.state().await.count("seals") > 0);
    let owner = a_month_later(&app).await;
    let seen = owner.run(SEEN, json!({ "id": ana })).await;
    let erased = json!({ "displayName": "*****", "lifecycle": "ERASED", "masked": true,
        "erasures": [{ "act": "ERASE", "state": "DONE" }] });
    assert_eq!(seen["customer"], erased);
    assert_eq!(app.state().await.count("seals"), 0);
    assert!(app.app.key_store.after(uuid::Uuid::nil(), 10).await.expect("the key store").is_empty());
    let restore = owner.mutate("customerRestore", json!({ "id": ana, "reason": "came back" }), "").await;
    assert_eq!(restore["__typename"], "CustomerErased", "{restore}");
}

#[rstest]
#[tokio::test]
async fn c10_until_it_is_final_a_customer_can_be_taken_out(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let (app, owner) = print_shop(engine).await;
    let ana = known(&app, &owner).await;
    owner.delete(&ana).await;
    erase(&owner, &[&ana], 1, "ERASE").await;
    let input = json!({ "id": ana, "idempotencyKey": "once" });
    let called_off = owner.mutate("customerErasureCallOff", input.clone(), CALLED_OFF).await;
    insta::assert_json_snapshot!("called_off", redact(&called_off));
    assert_eq!(owner.mutate("customerErasureCallOff", input, CALLED_OFF).await, called_off);
    assert_eq!(found(&app.state().await), needles());
    let again = owner.mutate("customerErasureCallOff", json!({ "id": ana }), CALLED_OFF).await;
    assert_eq!(again["__typename"], "ErasureNotScheduled", "{again}");
    erase(&owner, &[&ana], 1, "ERASE").await;
    let owner = a_month_later(&app).await;
    let late = owner.mutate("customerErasureCallOff", json!({ "id": ana }), CALLED_OFF).await;
    assert_eq!(late["__typename"], "CustomerErased", "{late}");
}

#[rstest]
#[tokio::test]
async fn b2_a_purged_customer_leaves_orders_to_the_unknown_customer_and_nothing_else(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, owner) = print_shop(engine).await;
    let ana = known(&app, &owner).await;
    let heard = json!(["CUSTOMER_DELETED", "CUSTOMER_MASKED", "CUSTOMER_ERASED"]);
    let input = json!({ "name": "Newsletter", "url": "https://news.example.com/hook", "events": heard });
    owner.mutate("webhookEndpointCreate", input, "").await;
    owner.delete(&ana).await;
    let before = app.state().await;
    erase(&owner, &[&ana], 1, "PURGE").await;
    let owner = a_month_later(&app).await;
    let seen = owner.run(SEEN, json!({ "id": ana })).await;
    assert_eq!(seen["customer"], Value::Null);
    let after = app.state().await;
    assert_eq!(found(&after), Vec::<String>::new());
    for table in ["work_orders", "invoices", "invoice_lines", "payments", "refunds", "quotes", "bookings", "charges"] {
        assert_eq!(after.count(table), before.count(table), "{table} stay");
    }
    for table in ["addresses", "vehicles", "registrations", "conversations", "messages", "consents"] {
        assert_eq!(after.count(table), 0, "{table} go");
    }
    assert_eq!(after.count("webhook_deliveries"), 3, "partners were told of each act");
    assert_eq!(after.count("customers"), 1, "the Unknown Customer alone");
    let orders = owner.run("{ workOrders { nodes { customerName } } customers { totalCount } }", json!({})).await;
    let expected = json!({ "workOrders": { "nodes": [{ "customerName": "Unknown Customer" }] },
        "customers": { "totalCount": 0 } });
    assert_eq!(orders, expected);
}

#[rstest]
#[tokio::test]
async fn b3_b9_an_anonymous_customer_keeps_the_record_and_the_fields_that_were_named(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, owner) = print_shop(engine).await;
    let ana = known(&app, &owner).await;
    owner.delete(&ana).await;
    let input = json!({ "whom": { "ids": [ana] }, "count": 1, "act": "ANONYMISE", "keepFields": ["POSTCODE"] });
    let begun = owner.mutate("customersErase", input, BEGUN).await;
    assert_eq!(begun["job"]["keepFields"], json!(["POSTCODE"]), "{begun}");
    let owner = a_month_later(&app).await;
    let query = "query ($id: ID!) { customer(id: $id) { lifecycle displayName addresses { line1 postcode } } }";
    let seen = owner.run(query, json!({ "id": ana })).await;
    let anonymous = json!({ "lifecycle": "ERASED", "displayName": "*****",
        "addresses": [{ "line1": "*****", "postcode": "needle.addresses.postcode" }] });
    assert_eq!(seen["customer"], anonymous);
    assert_eq!(found(&app.state().await), ["needle.addresses.postcode"]);
    let query = "query ($id: ID!) { customer(id: $id) { erasures { receipt { receipt signature publicKey } } } }";
    let receipt = owner.run(query, json!({ "id": ana })).await["customer"]["erasures"][0]["receipt"].to_string();
    let receipt = lethe::erasures::verify(&receipt, None).expect("genuine");
    assert_eq!(receipt.kept_fields, [lethe::terms::PersonalField::Postcode]);
}

#[rstest]
#[tokio::test]
async fn what_cannot_be_erased_is_said_and_nothing_changes(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let (app, owner) = print_shop(engine).await;
    let (ana, active) = (deleted(&owner, "Ana Pop").await, owner.customer("Bo Lind").await);
    let manager = app.client(Role::Manager).await;
    let foreign = app.foreign().await.customer("Cy Else").await;
    let before = app.state().await;
    let kind = |answer: Value| answer["__typename"].clone();
    assert_eq!(kind(erase(&owner, &[&ana, &active], 2, "ERASE").await), "CustomerNotDeleted");
    assert_eq!(kind(erase(&owner, &[&ana, &foreign], 2, "ERASE").await), "CustomerNotFound");
    assert_eq!(kind(erase(&owner, &["cus_nonsense"], 1, "ERASE").await), "CustomerNotFound");
    assert_eq!(kind(erase(&manager, &[&ana], 1, "ERASE").await), "NotPermitted");
    let kept = json!({ "whom": { "ids": [ana] }, "count": 1, "act": "ERASE", "keepFields": ["POSTCODE"] });
    assert_eq!(kind(owner.mutate("customersErase", kept, BEGUN).await), "InvalidInput");
    let mask = json!({ "whom": { "ids": [ana] }, "count": 1, "act": "MASK" });
    assert_eq!(kind(owner.mutate("customersErase", mask, BEGUN).await), "InvalidInput");
    let nobody = json!({ "whom": {}, "count": 0 });
    assert_eq!(kind(owner.mutate("customersErase", nobody, BEGUN).await), "InvalidInput");
    let both = json!({ "whom": { "ids": [ana], "where": {} } });
    let answer = owner.post(PLAN, both).await;
    assert_eq!(answer.body["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{:#}", answer.body);
    before.assert_unchanged(&app.state().await);
}

#[rstest]
#[tokio::test]
async fn a_large_selection_goes_on_in_the_worker_on_any_node(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, owner) = print_shop(engine).await;
    for n in 0..60 {
        deleted(&owner, &format!("Ana {n}")).await;
    }
    let input = json!({ "whom": { "where": { "search": "ana" } }, "count": 60, "idempotencyKey": "k" });
    let begun = owner.mutate("customersErase", input.clone(), BEGUN).await;
    assert_eq!((&begun["job"]["state"], &begun["job"]["done"]), (&json!("RUNNING"), &json!(25)), "{begun}");
    let other = lethe::app::App { db: app.connect_again().await, ..app.app.clone() };
    let (here, there) = tokio::join!(worker::drain(&app.app), worker::drain(&other));
    here.expect("the worker");
    there.expect("the other worker");
    let again = owner.mutate("customersErase", input, BEGUN).await;
    assert_eq!(
        (&again["job"]["state"], &again["job"]["done"], &again["job"]["refused"]),
        (&json!("DONE"), &json!(60), &json!(0))
    );
    assert_eq!(again["job"]["id"], begun["job"]["id"]);
}

#[rstest]
#[tokio::test]
async fn who_was_restored_before_their_turn_is_left_alone_and_named(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, owner) = print_shop(engine).await;
    for n in 0..26 {
        deleted(&owner, &format!("Ana {n}")).await;
    }
    let input = json!({ "whom": { "where": {} }, "count": 26 });
    let begun = owner.mutate("customersErase", input, BEGUN).await;
    let job = begun["job"]["id"].clone();
    let pending = "query ($id: ID!) { erasureJob(id: $id) { items(outcome: [PENDING]) { nodes { customerId } } } }";
    let last = owner.run(pending, json!({ "id": job })).await;
    let last = last["erasureJob"]["items"]["nodes"][0]["customerId"].clone();
    let restored = owner.mutate("customerRestore", json!({ "id": last, "reason": "came back" }), "").await;
    assert_eq!(restored["__typename"], "CustomerRestored", "{restored}");
    worker::drain(&app.app).await.expect("the worker");
    let query = "query ($id: ID!) { erasureJob(id: $id) { state done refused
        items(outcome: [NOT_DELETED]) { nodes { customerId outcome } } } }";
    let ended = owner.run(query, json!({ "id": job })).await;
    let expected = json!({ "state": "DONE", "done": 26, "refused": 1,
        "items": { "nodes": [{ "customerId": last, "outcome": "NOT_DELETED" }] } });
    assert_eq!(ended["erasureJob"], expected);
}

#[rstest]
#[tokio::test]
async fn a_filter_that_fits_others_than_the_plan_said_erases_nobody(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, owner) = print_shop(engine).await;
    let ana = deleted(&owner, "Ana Pop").await;
    deleted(&owner, "Bo Lind").await;
    let whom = json!({ "where": { "search": "example.com" } });
    let plan = "query ($whom: ErasureSelectionInput!) { customersErasurePlan(whom: $whom) { count planHash } }";
    let seen = owner.run(plan, json!({ "whom": whom })).await["customersErasurePlan"].clone();
    let input = json!({ "whom": whom, "count": seen["count"], "planHash": seen["planHash"] });
    deleted(&owner, "Cy Late").await;
    let more = owner.mutate("customersErase", input.clone(), BEGUN).await;
    assert_eq!((&more["__typename"], &more["found"]), (&json!("CountMismatch"), &json!(3)), "{more}");
    owner.mutate("customerRestore", json!({ "id": ana, "reason": "came back" }), "").await;
    let before = app.state().await;
    let others = owner.mutate("customersErase", input, BEGUN).await;
    assert_eq!(others["code"], "ERASURE_PLAN_CHANGED", "as many, and not the same: {others}");
    before.assert_unchanged(&app.state().await);
    let seen = owner.run(plan, json!({ "whom": whom })).await["customersErasurePlan"].clone();
    let input = json!({ "whom": whom, "count": 2, "planHash": seen["planHash"], "idempotencyKey": "k" });
    let begun = owner.mutate("customersErase", input.clone(), BEGUN).await;
    assert_eq!(begun["job"]["customers"], 2, "{begun}");
    assert_eq!(owner.mutate("customersErase", input, BEGUN).await, begun, "sent again, though nobody fits any more");
}

#[rstest]
#[tokio::test]
async fn ids_that_are_too_many_of_another_kind_or_named_twice_are_told_apart(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, owner) = print_shop(engine).await;
    let ana = owner.customer("Ana Pop").await;
    let vehicle = owner.vehicle(&ana, "AB12 CDE").await;
    owner.delete(&ana).await;
    let before = app.state().await;
    let many = vec![ana.as_str(); 1_001];
    let answer = erase(&owner, &many, 1, "ERASE").await;
    assert_eq!((&answer["__typename"], &answer["fields"][0]["field"]), (&json!("InvalidInput"), &json!("ids")));
    assert_eq!(erase(&owner, &[&vehicle], 1, "ERASE").await["__typename"], "CustomerNotFound");
    assert_eq!(erase(&owner, &[], 0, "ERASE").await["__typename"], "CountMismatch");
    assert_eq!(erase(&owner, &[&ana, &ana], 2, "ERASE").await["found"], 1, "one customer, named twice");
    before.assert_unchanged(&app.state().await);
    let begun = erase(&owner, &[&ana, &ana], 1, "ERASE").await;
    assert_eq!(begun["job"]["customers"], 1, "{begun}");
    assert_eq!(erase(&owner, &[&ana], 1, "ERASE").await["__typename"], "CustomerNotDeleted", "it is scheduled already");
    let plan = owner.post(PLAN, json!({ "whom": { "ids": [ana] } })).await;
    assert_eq!(plan.body["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{:#}", plan.body);
    assert_eq!(plan.body["errors"][0]["message"], "This customer is not deleted.");
}

#[rstest]
#[tokio::test]
async fn the_plan_says_whom_a_hold_keeps_and_how_many_documents_stay(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (_app, owner) = print_shop(engine).await;
    let (ana, bo) = (owner.customer("Ana Pop").await, owner.customer("Bo Lind").await);
    let invoice = owner.invoice(&ana, "148.50").await;
    owner.pay(&invoice).await;
    for id in [&ana, &bo] {
        owner.delete(id).await;
    }
    hold(&owner, &bo, None).await;
    let plan =
        "query ($whom: ErasureSelectionInput!) { customersErasurePlan(whom: $whom) { count held keptDocuments } }";
    let seen = owner.run(plan, json!({ "whom": { "where": {} } })).await;
    assert_eq!(seen["customersErasurePlan"], json!({ "count": 2, "held": 1, "keptDocuments": 1 }));
}

#[rstest]
#[tokio::test]
async fn b2_the_receipt_of_who_was_purged_says_what_the_law_keeps_and_until_when(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, owner) = print_shop(engine).await;
    let ana = owner.customer("Ana Pop").await;
    owner.pay(&owner.invoice(&ana, "148.50").await).await;
    owner.delete(&ana).await;
    let begun = erase(&owner, &[&ana], 1, "PURGE").await;
    let owner = a_month_later(&app).await;
    let job = "query ($id: ID!) { erasureJob(id: $id) { items { nodes { customer { id } erasure { act state
        receipt { receipt signature publicKey } } } } } }";
    let item = owner.run(job, json!({ "id": begun["job"]["id"] })).await["erasureJob"]["items"]["nodes"][0].clone();
    assert_eq!((&item["customer"], &item["erasure"]["act"]), (&Value::Null, &json!("PURGE")), "{item}");
    let receipt = lethe::erasures::verify(&item["erasure"]["receipt"].to_string(), None).expect("genuine");
    let kept: Vec<_> = receipt.kept.iter().map(|kept| (kept.kind, kept.count, kept.until.to_string())).collect();
    assert_eq!(kept, [(lethe::terms::RecordKind::Invoice, 1, "2032-03-02".to_owned())]);
}

#[rstest]
#[tokio::test]
async fn e21_a_purge_frees_no_quota_and_a_delete_that_is_sent_again_is_told_that_nobody_is_there(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let input = json!({ "id": ana, "confirmation": "DELETE", "idempotencyKey": "k" });
    assert_eq!(owner.mutate("customerDelete", input.clone(), "").await["__typename"], "CustomerDeleted");
    assert_eq!(erase(&owner, &[&ana], 1, "PURGE").await["__typename"], "ErasureBegun");
    app.clock.advance(Duration::minutes(5)).expect("a manual clock");
    worker::drain(&app.app).await.expect("the worker");
    let bo = owner.customer("Bo Lind").await;
    let plan = "query ($id: ID!) { customerDeletionPlan(id: $id) { ... on DeletionReady { quota { used } } } }";
    let plan = owner.run(plan, json!({ "id": bo })).await;
    assert_eq!(plan["customerDeletionPlan"]["quota"]["used"], 1, "{plan}");
    assert_eq!(owner.mutate("customerDelete", input, "").await["code"], "NOT_FOUND");
}
