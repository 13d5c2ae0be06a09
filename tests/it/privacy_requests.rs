//! What customers ask about their data: a person decides, and nothing is deleted by itself.

use chrono::TimeDelta;
use lethe::terms::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::legal_holds::hold;
use crate::masks::{found, known};
use crate::support::{Client, Engine, TestApp};

const RECEIVED: &str =
    "... on PortalPrivacyRequestReceived { privacyRequest { kind state note answer receivedAt dueOn } }";
const SAVED: &str = "... on PrivacyRequestSaved { privacyRequest { id } }";
const DECIDED: &str = "... on PrivacyRequestSaved { privacyRequest { id state answer version decidedBy { kind } } }
    ... on InvalidInput { fields { field message } } ... on WrongState { state kind }
    ... on VersionConflict { currentVersion } ... on NotPermitted { permission }
    ... on DeletionBlocked { blockers { ... on Blocker { kind count } } } ... on CustomerHeld { holds }";
const STEP: &str = "... on WrongState { state kind }";
const REFUSED: &str = "... on WrongState { state kind } ... on InvalidInput { fields { field } }";
const SEEN: &str = "query ($id: ID!) { privacyRequest(id: $id) { state dueOn version identityCheckedAt extendedAt
    extensionReason holdReason ground answer erasure { act state customer { lifecycle masked } } } }";

/// What a customer asks for, written down; the request's id.
async fn asked(client: &Client, customer: &str, kind: &str) -> String {
    let input = json!({ "customerId": customer, "kind": kind, "note": "Please." });
    let saved = client.mutate("privacyRequestCreate", input, SAVED).await;
    saved["privacyRequest"]["id"].as_str().unwrap_or_else(|| panic!("not asked: {saved}")).to_owned()
}

/// A request whose sender was checked; its id.
async fn checked(client: &Client, customer: &str, kind: &str) -> String {
    let id = asked(client, customer, kind).await;
    let saved = client.mutate("privacyRequestIdentityCheck", json!({ "id": id }), SAVED).await;
    assert_eq!(saved["__typename"], "PrivacyRequestSaved", "{saved}");
    id
}

async fn seen(client: &Client, id: &str) -> Value {
    client.run(SEEN, json!({ "id": id })).await["privacyRequest"].clone()
}

async fn decide(client: &Client, input: Value) -> Value {
    client.mutate("privacyRequestDecide", input, DECIDED).await
}

#[rstest]
#[tokio::test]
async fn e19_asking_for_erasure_deletes_nothing_and_waits_for_a_person(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let portal = app.portal("ana.pop@example.com").await;
    app.clock.advance(TimeDelta::hours(1)).expect("moves");
    let input = json!({ "kind": "ERASURE", "note": "Please." });
    let received = portal.mutate("portalPrivacyRequest", input.clone(), RECEIVED).await["privacyRequest"].clone();
    let expected = json!({ "kind": "ERASURE", "state": "RECEIVED", "note": "Please.", "answer": null,
        "receivedAt": "2026-03-02T10:00:00Z", "dueOn": "2026-04-02" });
    assert_eq!(received, expected);
    let before = app.state().await;
    assert_eq!(portal.mutate("portalPrivacyRequest", input, RECEIVED).await["privacyRequest"], expected);
    before.assert_unchanged(&app.state().await);
    let listed = "{ portal { privacyRequests { nodes { kind state } } } }";
    let listed = portal.run(listed, Value::Null).await;
    assert_eq!(listed["portal"]["privacyRequests"]["nodes"], json!([{ "kind": "ERASURE", "state": "RECEIVED" }]));
    let owner = app.client(Role::Owner).await;
    let lifecycle = "query ($id: ID!) { customer(id: $id) { lifecycle privacyRequests { nodes { source } } } }";
    let still = owner.run(lifecycle, json!({ "id": ana })).await["customer"].clone();
    assert_eq!(still, json!({ "lifecycle": "ACTIVE", "privacyRequests": { "nodes": [{ "source": "PORTAL" }] } }));
}

#[rstest]
#[tokio::test]
async fn a_request_outlives_the_delete_and_is_decided_once(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let input = json!({ "customerId": ana, "kind": "ACCESS" });
    let request = owner.mutate("privacyRequestCreate", input.clone(), SAVED).await["privacyRequest"]["id"].clone();
    owner.delete(&ana).await;
    let advisor = app.client(Role::Support).await;
    let open = "{ privacyRequests(where: { state: [RECEIVED] }) { nodes { id customer { id } } } }";
    let open = advisor.run(open, Value::Null).await["privacyRequests"]["nodes"].clone();
    assert_eq!(open, json!([{ "id": request, "customer": null }]));
    let again = advisor.mutate("privacyRequestCreate", input, SAVED).await;
    assert_eq!(again["code"], "CUSTOMER_ALREADY_DELETED");
    let mute = decide(&advisor, json!({ "id": request, "done": false })).await;
    let missing =
        json!([{ "field": "answer", "message": "is required" }, { "field": "ground", "message": "is required" }]);
    assert_eq!(mute["fields"], missing, "{mute}");
    let checked = advisor.mutate("privacyRequestIdentityCheck", json!({ "id": request }), SAVED).await;
    assert_eq!(checked["__typename"], "PrivacyRequestSaved", "{checked}");
    let stale = json!({ "id": request, "done": true, "expectedVersion": 7 });
    assert_eq!(advisor.mutate("privacyRequestDecide", stale, DECIDED).await["currentVersion"], 2);
    let done = decide(&advisor, json!({ "id": request, "done": true, "answer": "Sent.", "expectedVersion": 2 })).await;
    let done = done["privacyRequest"].clone();
    let expected = json!({ "id": request, "state": "DONE", "answer": "Sent.", "version": 3,
        "decidedBy": { "kind": "STAFF" } });
    assert_eq!(done, expected);
    let before = app.state().await;
    let twice = json!({ "id": request, "done": true });
    assert_eq!(advisor.mutate("privacyRequestDecide", twice, DECIDED).await["state"], "DONE");
    before.assert_unchanged(&app.state().await);
}

#[rstest]
#[tokio::test]
async fn who_answers_customers_decides_and_who_does_the_work_does_not(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let technician = app.client(Role::Technician).await;
    let input = json!({ "customerId": ana, "kind": "ACCESS" });
    assert_eq!(technician.mutate("privacyRequestCreate", input, SAVED).await["code"], "NOT_PERMITTED");
    let read = technician.post("{ privacyRequests { nodes { id } } }", Value::Null).await;
    assert_eq!(read.body["errors"][0]["extensions"]["code"], "FORBIDDEN");
}

#[rstest]
#[tokio::test]
async fn nothing_is_done_before_who_asks_is_checked(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[values("ACCESS", "ERASURE", "PORTABILITY")] kind: &str,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let request = asked(&owner, &ana, kind).await;
    let before = app.state().await;
    let early = decide(&owner, json!({ "id": request, "done": true, "confirmation": "DELETE" })).await;
    assert_eq!((&early["code"], &early["state"]), (&json!("WRONG_STATE"), &json!("RECEIVED")), "{early}");
    before.assert_unchanged(&app.state().await);
    let check = json!({ "id": request, "expectedVersion": 1 });
    let done = owner.mutate("privacyRequestIdentityCheck", check, SAVED).await;
    assert_eq!(done["__typename"], "PrivacyRequestSaved", "{done}");
    let twice = owner.mutate("privacyRequestIdentityCheck", json!({ "id": request }), STEP).await;
    assert_eq!(twice["state"], "IDENTITY_CHECKED", "{twice}");
    assert_eq!(seen(&owner, &request).await["identityCheckedAt"], "2026-03-02T09:00:00Z");
}

#[rstest]
#[case::the_same_day("2026-03-02T12:00:00Z", "2026-04-02", "2026-06-02")]
#[case::its_last_day("2027-01-31T12:00:00Z", "2027-02-28", "2027-04-30")]
#[case::of_a_leap_year("2028-01-31T12:00:00Z", "2028-02-29", "2028-04-30")]
#[tokio::test]
async fn a_request_is_due_in_a_calendar_month_and_extended_once_by_two(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[case] received: &str,
    #[case] due: &str,
    #[case] extended: &str,
) {
    let app = TestApp::start(engine).await;
    let received: chrono::DateTime<chrono::Utc> = received.parse().expect("a time");
    app.clock.advance(received - app.clock.now()).expect("a manual clock");
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let request = asked(&owner, &ana, "ACCESS").await;
    assert_eq!(seen(&owner, &request).await["dueOn"], due);
    let extend = json!({ "id": request, "reason": "Many records" });
    let done = owner.mutate("privacyRequestExtend", extend.clone(), SAVED).await;
    assert_eq!(done["__typename"], "PrivacyRequestSaved", "{done}");
    let now = seen(&owner, &request).await;
    assert_eq!((&now["dueOn"], &now["extensionReason"]), (&json!(extended), &json!("Many records")), "{now}");
    let before = app.state().await;
    let twice = owner.mutate("privacyRequestExtend", extend, REFUSED).await;
    assert_eq!(twice["fields"][0]["field"], "id", "{twice}");
    before.assert_unchanged(&app.state().await);
    let portal = app.portal("ana.pop@example.com").await;
    let told = "{ portal { privacyRequests { nodes { dueOn extensionReason } } } }";
    let told = portal.run(told, json!({})).await["portal"]["privacyRequests"]["nodes"][0].clone();
    assert_eq!(told, json!({ "dueOn": extended, "extensionReason": "Many records" }));
}

#[rstest]
#[tokio::test]
async fn the_month_is_over_when_it_is_over_and_what_is_overdue_is_listed(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let request = asked(&owner, &ana, "ACCESS").await;
    let answered = checked(&owner, &ana, "PORTABILITY").await;
    decide(&owner, json!({ "id": answered, "done": true })).await;
    let overdue = "{ privacyRequests(where: { overdue: true }) { nodes { id } } }";
    app.clock.advance(TimeDelta::days(31)).expect("a manual clock");
    let owner = app.client(Role::Owner).await;
    assert_eq!(owner.run(overdue, json!({})).await["privacyRequests"]["nodes"], json!([]), "on the last day");
    app.clock.advance(TimeDelta::days(1)).expect("a manual clock");
    let owner = app.client(Role::Owner).await;
    assert_eq!(owner.run(overdue, json!({})).await["privacyRequests"]["nodes"], json!([{ "id": request }]));
    let late = owner.mutate("privacyRequestExtend", json!({ "id": request, "reason": "Late" }), REFUSED).await;
    assert_eq!(late["fields"][0]["field"], "id", "{late}");
}

#[rstest]
#[tokio::test]
async fn a_held_request_goes_on_where_it_was(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    for (request, state) in [
        (asked(&owner, &ana, "ACCESS").await, "RECEIVED"),
        (checked(&owner, &ana, "ERASURE").await, "IDENTITY_CHECKED"),
    ] {
        let held = json!({ "id": request, "reason": "A court asks" });
        owner.mutate("privacyRequestHold", held.clone(), SAVED).await;
        let now = seen(&owner, &request).await;
        assert_eq!((&now["state"], &now["holdReason"]), (&json!("HELD"), &json!("A court asks")), "{now}");
        let before = app.state().await;
        let again = owner.mutate("privacyRequestHold", held, REFUSED).await;
        assert_eq!(again["state"], "HELD", "{again}");
        let done = decide(&owner, json!({ "id": request, "done": true, "confirmation": "DELETE" })).await;
        assert_eq!(done["state"], "HELD", "{done}");
        before.assert_unchanged(&app.state().await);
        owner.mutate("privacyRequestResume", json!({ "id": request }), SAVED).await;
        assert_eq!(seen(&owner, &request).await["state"], state);
        let twice = owner.mutate("privacyRequestResume", json!({ "id": request }), STEP).await;
        assert_eq!(twice["state"], state, "{twice}");
    }
}

#[rstest]
#[tokio::test]
async fn a_request_is_refused_on_a_ground_that_the_law_knows(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let refuse = |id: &str, ground: &str| json!({ "id": id, "done": false, "answer": "No.", "ground": ground });
    let access = asked(&owner, &ana, "ACCESS").await;
    let before = app.state().await;
    let unfit = decide(&owner, refuse(&access, "LEGAL_CLAIMS")).await;
    assert_eq!(unfit["fields"][0]["field"], "ground", "{unfit}");
    let mixed = json!({ "id": access, "done": true, "ground": "EXCESSIVE" });
    assert_eq!(decide(&owner, mixed).await["fields"][0]["field"], "ground");
    before.assert_unchanged(&app.state().await);
    let erasure = asked(&owner, &ana, "ERASURE").await;
    for (request, ground) in [(access, "IDENTITY_NOT_SHOWN"), (erasure, "LEGAL_CLAIMS")] {
        decide(&owner, refuse(&request, ground)).await;
        let now = seen(&owner, &request).await;
        assert_eq!((&now["state"], &now["ground"]), (&json!("REFUSED"), &json!(ground)), "{now}");
    }
}

#[rstest]
#[tokio::test]
async fn an_erasure_that_is_said_to_be_done_is_done(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = known(&app, &owner).await;
    let request = checked(&owner, &ana, "ERASURE").await;
    let manager = app.client(Role::Manager).await;
    let before = app.state().await;
    let unsure = decide(&owner, json!({ "id": request, "done": true })).await;
    assert_eq!(unsure["__typename"], "ConfirmationMismatch", "{unsure}");
    let input = json!({ "id": request, "done": true, "confirmation": "DELETE", "answer": "It is gone." });
    assert_eq!(decide(&manager, input.clone()).await["permission"], "CUSTOMERS_ERASE");
    before.assert_unchanged(&app.state().await);
    let done = decide(&owner, input).await;
    assert_eq!(done["privacyRequest"]["state"], "DONE", "{done}");
    let now = seen(&owner, &request).await;
    let erasure = json!({ "act": "ERASE", "state": "SEALED",
        "customer": { "lifecycle": "ERASURE_SCHEDULED", "masked": true } });
    assert_eq!((&now["erasure"], &now["answer"]), (&erasure, &json!("*****")), "{now}");
    let state = app.state().await;
    assert!(!state.holds("It is gone."));
    assert!(found(&state).iter().all(|needle| needle.ends_with("_at_issue") || needle.contains("invoice_lines")));
}

#[rstest]
#[tokio::test]
async fn what_stands_in_the_way_of_an_erasure_is_said_and_the_request_stays_open(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let work = owner.work_order(&ana, None).await;
    let request = checked(&owner, &ana, "ERASURE").await;
    let input = json!({ "id": request, "done": true, "confirmation": "DELETE" });
    let before = app.state().await;
    let blocked = decide(&owner, input.clone()).await;
    assert_eq!(blocked["blockers"], json!([{ "kind": "WORK_ORDER", "count": 1 }]), "{blocked}");
    before.assert_unchanged(&app.state().await);
    owner.complete(&work).await;
    owner.delete(&ana).await;
    let held = hold(&owner, &ana, None).await;
    let before = app.state().await;
    assert_eq!(decide(&owner, input.clone()).await["holds"], 1);
    before.assert_unchanged(&app.state().await);
    crate::legal_holds::release(&owner, &held).await;
    let done = decide(&owner, input).await;
    assert_eq!(done["privacyRequest"]["state"], "DONE", "{done}");
    let again = asked(&owner, &ana, "ERASURE").await;
    owner.mutate("privacyRequestIdentityCheck", json!({ "id": again }), SAVED).await;
    let done = decide(&owner, json!({ "id": again, "done": true, "confirmation": "DELETE", "answer": "Ana" })).await;
    assert_eq!(done["privacyRequest"]["answer"], Value::Null, "{done}");
    assert_eq!(app.state().await.count("erasures"), 1, "who is erased already is not erased twice");
}

#[rstest]
#[tokio::test]
async fn a_request_whose_erasure_is_called_off_is_open_again(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    owner.mutate("deletionPolicySet", json!({ "eraseDelayDays": 30 }), "").await;
    let ana = owner.customer("Ana Pop").await;
    let id = checked(&owner, &ana, "ERASURE").await;
    let done = decide(&owner, json!({ "id": id, "done": true, "confirmation": "DELETE", "answer": "Done." })).await;
    assert_eq!(done["__typename"], "PrivacyRequestSaved", "{done}");
    assert_eq!(seen(&owner, &id).await["state"], "DONE");
    owner.mutate("customerErasureCallOff", json!({ "id": ana }), "").await;
    let open = seen(&owner, &id).await;
    assert_eq!(
        (&open["state"], &open["erasure"], &open["answer"]),
        (&json!("IDENTITY_CHECKED"), &Value::Null, &Value::Null)
    );
    let again = decide(&owner, json!({ "id": id, "done": true, "confirmation": "DELETE" })).await;
    assert_eq!(again["__typename"], "PrivacyRequestSaved", "{again}");
}
