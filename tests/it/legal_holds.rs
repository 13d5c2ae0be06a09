//! Legal holds: while one stands, nobody deletes the customer or makes them unreadable.

use chrono::Duration;
use lethe::lifecycle::worker;
use lethe::terms::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::deletion::{DELETED, RESTORED};
use crate::masks::{MASKED, found, known};
use crate::support::{Client, Engine, TestApp, needles, redact};

const SAVED: &str = "... on LegalHoldSaved { hold { id recordKind recordId reason state endsAt placedAt
    placedBy { kind name } releasedAt releasedBy { kind name } customer { displayName } } }
    ... on NotPermitted { permission heldBy } ... on InvalidInput { fields { field } } ... on RecordNotFound { kind }";

const RELEASED: &str = "... on LegalHoldSaved { hold { state releasedAt releasedBy { kind name } } }
    ... on WrongState { kind state }";

const PLAN: &str = "query ($id: ID!, $locale: Locale) { customerDeletionPlan(id: $id, locale: $locale) { __typename
    ... on DeletionBlocked { blockers { ... on Blocker { __typename kind count message url resolutions }
        ... on LegalHold { holds { nodes { reason state } } } } } } }";

const HELD: &str = "... on CustomerHeld { holds until }";

/// Places a hold; its id.
pub async fn hold(client: &Client, customer: &str, ends_at: Option<&str>) -> String {
    let input = json!({ "customerId": customer, "reason": "Dispute over the brakes", "endsAt": ends_at });
    let saved = client.mutate("legalHoldPlace", input, SAVED).await;
    saved["hold"]["id"].as_str().unwrap_or_else(|| panic!("no hold: {saved}")).to_owned()
}

/// Releases a hold.
pub async fn release(client: &Client, hold: &str) {
    let released = client.mutate("legalHoldRelease", json!({ "id": hold }), RELEASED).await;
    assert_eq!(released["hold"]["state"], "RELEASED", "{released}");
}

async fn holds(client: &Client, customer: &str) -> Value {
    let query = "query ($id: ID!) { customer(id: $id) { legalHolds { nodes { recordKind state endsAt } } } }";
    client.run(query, json!({ "id": customer })).await["customer"]["legalHolds"]["nodes"].clone()
}

async fn erase(client: &Client, customer: &str, act: &str) -> Value {
    let input = json!({ "whom": { "ids": [customer] }, "count": 1, "act": act });
    let fields = "... on ErasureBegun { job { done refused items { nodes { outcome } } } }";
    client.mutate("customersErase", input, fields).await
}

#[rstest]
#[tokio::test]
async fn a_hold_blocks_the_delete_until_it_is_released(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let hold = hold(&owner, &ana, None).await;
    let plan = owner.run(PLAN, json!({ "id": ana })).await["customerDeletionPlan"].clone();
    insta::assert_json_snapshot!("held_plan", redact(&plan));
    let before = app.state().await;
    let refused = owner.try_delete(&ana).await;
    assert_eq!(refused["code"], "DELETION_BLOCKED", "{refused}");
    assert_eq!(refused["message"], "This customer cannot be deleted yet. 1 legal hold");
    before.assert_unchanged(&app.state().await);
    release(&owner, &hold).await;
    let again = owner.mutate("legalHoldRelease", json!({ "id": hold }), RELEASED).await;
    assert_eq!((&again["kind"], &again["state"]), (&json!("LEGAL_HOLD"), &json!("RELEASED")), "{again}");
    owner.delete(&ana).await;
}

#[rstest]
#[case::english("en", ["1 legal hold", "2 legal holds"])]
#[case::polish("pl", ["1 blokada prawna", "2 blokady prawne"])]
#[case::romanian("ro", ["1 blocare legală", "2 blocări legale"])]
#[tokio::test]
async fn a_hold_is_said_in_the_reader_s_language(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[case] locale: &str,
    #[case] expected: [&str; 2],
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    for text in expected {
        hold(&owner, &ana, None).await;
        let plan = owner.run(PLAN, json!({ "id": ana, "locale": locale })).await;
        assert_eq!(plan["customerDeletionPlan"]["blockers"][0]["message"], text);
    }
}

#[rstest]
#[tokio::test]
async fn a_hold_may_be_on_one_record_and_keeps_the_customer_with_it(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let vehicle = owner.vehicle(&ana, "AB12 CDE").await;
    let input = json!({ "customerId": ana, "recordId": vehicle, "reason": "Accident", "idempotencyKey": "once" });
    let saved = owner.mutate("legalHoldPlace", input.clone(), SAVED).await;
    insta::assert_json_snapshot!("hold_on_a_vehicle", redact(&saved));
    assert_eq!(owner.mutate("legalHoldPlace", input, SAVED).await, saved);
    assert_eq!(holds(&owner, &ana).await.as_array().map(Vec::len), Some(1));
    assert_eq!(owner.try_delete(&ana).await["code"], "DELETION_BLOCKED");
    let other = owner.customer("Bo Lind").await;
    let theirs = owner.vehicle(&other, "XY34 ZZZ").await;
    let before = app.state().await;
    let refused = async |record: &str, ends_at: Option<&str>| {
        let input = json!({ "customerId": ana, "recordId": record, "reason": "Accident", "endsAt": ends_at });
        owner.mutate("legalHoldPlace", input, SAVED).await
    };
    assert_eq!(refused(&theirs, None).await["kind"], "VEHICLE", "somebody else's");
    assert_eq!(refused(&ana, None).await["fields"], json!([{ "field": "recordId" }]), "not one of theirs");
    assert_eq!(refused("nonsense", None).await["fields"], json!([{ "field": "recordId" }]));
    let over = refused(&vehicle, Some("2026-03-02T09:00:00Z")).await;
    assert_eq!(over["fields"], json!([{ "field": "endsAt" }]), "{over}");
    before.assert_unchanged(&app.state().await);
}

#[rstest]
#[tokio::test]
async fn a_hold_is_released_within_the_delete_by_who_may_and_comes_back_with_the_undo(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    hold(&owner, &ana, None).await;
    let resolve = json!([{ "kind": "LEGAL_HOLD", "resolution": "RELEASE_HOLD" }]);
    let input = json!({ "id": ana, "confirmation": "DELETE", "resolve": resolve });
    let manager = app.client(Role::Manager).await;
    let before = app.state().await;
    let refused = manager.mutate("customerDelete", input.clone(), "... on NotPermitted { permission }").await;
    assert_eq!(refused["permission"], "LEGAL_HOLDS_MANAGE", "{refused}");
    before.assert_unchanged(&app.state().await);
    let deleted = owner.mutate("customerDelete", input, DELETED).await;
    let effects = deleted["deletion"]["effects"].as_array().expect("a deletion");
    assert!(effects.contains(&json!({ "kind": "LEGAL_HOLD", "action": "RELEASE", "count": 1 })), "{deleted}");
    let state = json!([{ "recordKind": "CUSTOMER", "state": "RELEASED", "endsAt": null }]);
    assert_eq!(holds(&owner, &ana).await, state);
    let undone = owner.mutate("customerDeleteUndo", json!({ "undoToken": deleted["undo"]["token"] }), RESTORED).await;
    assert_eq!(undone["__typename"], "CustomerRestored", "{undone}");
    let state = json!([{ "recordKind": "CUSTOMER", "state": "STANDING", "endsAt": null }]);
    assert_eq!(holds(&owner, &ana).await, state);
    assert_eq!(owner.try_delete(&ana).await["code"], "DELETION_BLOCKED");
}

#[rstest]
#[tokio::test]
async fn a_hold_stops_holding_by_itself_when_its_time_is_over(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let hold = hold(&owner, &ana, Some("2026-03-02T09:05:00Z")).await;
    app.clock.advance(Duration::seconds(299)).expect("a manual clock");
    assert_eq!(owner.try_delete(&ana).await["code"], "DELETION_BLOCKED");
    app.clock.advance(Duration::seconds(1)).expect("a manual clock");
    let ended = json!([{ "recordKind": "CUSTOMER", "state": "ENDED", "endsAt": "2026-03-02T09:05:00Z" }]);
    assert_eq!(holds(&owner, &ana).await, ended);
    let late = owner.mutate("legalHoldRelease", json!({ "id": hold }), RELEASED).await;
    assert_eq!(late["state"], "ENDED", "{late}");
    owner.delete(&ana).await;
}

#[rstest]
#[tokio::test]
async fn a_deleted_customer_who_is_held_is_neither_masked_nor_erased_nor_purged(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[values(true, false)] on_a_vehicle: bool,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = known(&app, &owner).await;
    let vehicle = owner.vehicle(&ana, "AB12 CDE").await;
    owner.delete(&ana).await;
    let on = on_a_vehicle.then_some(vehicle);
    let input = json!({ "customerId": ana, "recordId": on, "reason": "Accident", "endsAt": "2026-03-09T09:00:00Z" });
    let held = owner.mutate("legalHoldPlace", input, SAVED).await;
    assert_eq!(held["hold"]["state"], "STANDING", "{held}");
    let input = json!({ "id": ana, "confirmation": "DELETE" });
    let before = app.state().await;
    let masked = owner.mutate("customerMask", input, &format!("{MASKED} {HELD}")).await;
    let expected = json!({ "__typename": "CustomerHeld", "code": "CUSTOMER_HELD", "holds": 1,
        "message": "1 legal hold keeps what is known of this customer.", "until": "2026-03-09T09:00:00Z" });
    assert_eq!(masked, expected);
    before.assert_unchanged(&app.state().await);
    for act in ["ERASE", "ANONYMISE", "PURGE"] {
        let begun = erase(&owner, &ana, act).await;
        let held = json!({ "done": 1, "refused": 1, "items": { "nodes": [{ "outcome": "HELD" }] } });
        assert_eq!(begun["job"], held, "{act}");
    }
    worker::drain(&app.app).await.expect("the worker");
    let after = app.state().await;
    assert_eq!(found(&after), needles());
    assert_eq!((after.count("erasures"), after.rows("customers")), (0, before.rows("customers")));
}

#[rstest]
#[tokio::test]
async fn an_erasure_that_is_not_final_waits_for_a_hold_and_can_be_called_off(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    owner.mutate("deletionPolicySet", json!({ "eraseDelayDays": 30 }), "").await;
    let ana = known(&app, &owner).await;
    owner.delete(&ana).await;
    erase(&owner, &ana, "PURGE").await;
    let first = hold(&owner, &ana, None).await;
    app.clock.advance(Duration::days(31)).expect("a manual clock");
    assert_eq!(worker::drain(&app.app).await.expect("the worker"), 0);
    let owner = app.client(Role::Owner).await;
    let called_off = owner.mutate("customerErasureCallOff", json!({ "id": ana }), "").await;
    assert_eq!(called_off["__typename"], "ErasureCalledOff", "{called_off}");
    assert_eq!(found(&app.state().await), needles());
    release(&owner, &first).await;
    erase(&owner, &ana, "PURGE").await;
    let second = hold(&owner, &ana, None).await;
    app.clock.advance(Duration::days(31)).expect("a manual clock");
    let owner = app.client(Role::Owner).await;
    release(&owner, &second).await;
    assert_eq!(worker::drain(&app.app).await.expect("the worker"), 1);
    let gone = owner.run("query ($id: ID!) { customer(id: $id) { id } }", json!({ "id": ana })).await;
    assert_eq!(gone["customer"], Value::Null);
}

#[rstest]
#[tokio::test]
async fn a_mask_that_a_hold_keeps_open_can_be_taken_back(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = known(&app, &owner).await;
    owner.delete(&ana).await;
    let masked = owner.mutate("customerMask", json!({ "id": ana, "confirmation": "DELETE" }), MASKED).await;
    hold(&owner, &ana, None).await;
    app.clock.advance(Duration::seconds(60)).expect("a manual clock");
    assert_eq!(worker::drain(&app.app).await.expect("the worker"), 0);
    let token = json!({ "undoToken": masked["undo"]["token"] });
    let unmasked = owner.mutate("customerMaskUndo", token, "").await;
    assert_eq!(unmasked["__typename"], "CustomerUnmasked", "{unmasked}");
    assert_eq!(found(&app.state().await), needles());
}

#[rstest]
#[tokio::test]
async fn who_was_masked_with_the_delete_is_restored_while_a_hold_keeps_the_originals(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = known(&app, &owner).await;
    let input = json!({ "id": ana, "confirmation": "DELETE", "mode": "MASK" });
    owner.mutate("customerDelete", input, DELETED).await;
    hold(&owner, &ana, None).await;
    app.clock.advance(Duration::seconds(60)).expect("a manual clock");
    assert_eq!(worker::drain(&app.app).await.expect("the worker"), 0);
    let restored = owner.mutate("customerRestore", json!({ "id": ana, "reason": "A court asks" }), RESTORED).await;
    assert_eq!(restored["__typename"], "CustomerRestored", "{restored}");
    assert_eq!(found(&app.state().await), needles());
}

#[rstest]
#[tokio::test]
async fn what_is_written_of_a_masked_customer_goes_when_the_erasure_is_final(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    owner.mutate("deletionPolicySet", json!({ "eraseDelayDays": 1 }), "").await;
    let ana = owner.customer("Ana Pop").await;
    owner.delete(&ana).await;
    erase(&owner, &ana, "ERASE").await;
    hold(&owner, &ana, Some("2026-03-04T09:00:00Z")).await;
    let asked = json!({ "customerId": ana, "kind": "ACCESS", "note": "Ana called again" });
    let asked = owner.mutate("privacyRequestCreate", asked, "").await;
    assert_eq!(asked["__typename"], "PrivacyRequestSaved", "{asked}");
    app.clock.advance(Duration::days(1)).expect("a manual clock");
    assert_eq!(worker::drain(&app.app).await.expect("the worker"), 0);
    let state = app.state().await;
    assert!(state.holds("Dispute over the brakes") && state.holds("Ana called again"));
    app.clock.advance(Duration::days(1)).expect("a manual clock");
    assert_eq!(worker::drain(&app.app).await.expect("the worker"), 1);
    let state = app.state().await;
    assert!(!state.holds("Dispute over the brakes") && !state.holds("Ana called again"));
    let query = "query ($id: ID!) { customer(id: $id) { erasures { state residue { table } } } }";
    let seen = app.client(Role::Owner).await.run(query, json!({ "id": ana })).await;
    assert_eq!(seen["customer"]["erasures"], json!([{ "state": "DONE", "residue": [] }]));
}

#[rstest]
#[tokio::test]
async fn why_a_hold_stood_on_an_erased_customer_goes_once_it_stands_no_more(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    owner.delete(&ana).await;
    erase(&owner, &ana, "ERASE").await;
    worker::drain(&app.app).await.expect("the worker");
    hold(&owner, &ana, Some("2026-03-03T09:00:00Z")).await;
    worker::tidy(&app.app).await.expect("the worker");
    assert!(app.state().await.holds("Dispute over the brakes"));
    app.clock.advance(Duration::days(1)).expect("a manual clock");
    worker::tidy(&app.app).await.expect("the worker");
    assert!(!app.state().await.holds("Dispute over the brakes"));
}

#[rstest]
#[tokio::test]
async fn who_may_not_manage_holds_neither_places_nor_sees_nor_releases_any(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let (owner, manager) = (app.client(Role::Owner).await, app.client(Role::Manager).await);
    let ana = owner.customer("Ana Pop").await;
    let hold = hold(&owner, &ana, None).await;
    let before = app.state().await;
    let place = manager.mutate("legalHoldPlace", json!({ "customerId": ana, "reason": "x" }), SAVED).await;
    let expected = json!(["OWNER", "ADMINISTRATOR"]);
    assert_eq!((&place["permission"], &place["heldBy"]), (&json!("LEGAL_HOLDS_MANAGE"), &expected), "{place}");
    assert_eq!(manager.mutate("legalHoldRelease", json!({ "id": hold }), RELEASED).await["code"], "NOT_PERMITTED");
    let query = "query ($id: ID!) { customer(id: $id) { legalHolds { nodes { reason } } } }";
    let seen = manager.post(query, json!({ "id": ana })).await;
    assert_eq!(seen.body["errors"][0]["extensions"]["code"], "FORBIDDEN", "{}", seen.body);
    before.assert_unchanged(&app.state().await);
}
