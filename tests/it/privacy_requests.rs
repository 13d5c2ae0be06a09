//! What customers ask about their data: a person decides, and nothing is deleted by itself.

use chrono::TimeDelta;
use lethe::terms::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{Engine, TestApp};

const RECEIVED: &str =
    "... on PortalPrivacyRequestReceived { privacyRequest { kind state note answer receivedAt dueOn } }";
const SAVED: &str = "... on PrivacyRequestSaved { privacyRequest { id } }";
const DECIDED: &str = "... on PrivacyRequestSaved { privacyRequest { id state answer version decidedBy { kind } } }
    ... on InvalidInput { fields { field } } ... on WrongState { state kind } ... on VersionConflict { currentVersion }";

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
    let input = json!({ "customerId": ana, "kind": "ERASURE" });
    let request = owner.mutate("privacyRequestCreate", input.clone(), SAVED).await["privacyRequest"]["id"].clone();
    owner.delete(&ana).await;
    let advisor = app.client(Role::Support).await;
    let open = "{ privacyRequests(where: { state: [RECEIVED] }) { nodes { id customer { id } } } }";
    let open = advisor.run(open, Value::Null).await["privacyRequests"]["nodes"].clone();
    assert_eq!(open, json!([{ "id": request, "customer": null }]));
    let again = advisor.mutate("privacyRequestCreate", input, SAVED).await;
    assert_eq!(again["code"], "CUSTOMER_ALREADY_DELETED");
    let mute = json!({ "id": request, "done": false });
    assert_eq!(advisor.mutate("privacyRequestDecide", mute, DECIDED).await["fields"], json!([{ "field": "answer" }]));
    let stale = json!({ "id": request, "done": true, "expectedVersion": 7 });
    assert_eq!(advisor.mutate("privacyRequestDecide", stale, DECIDED).await["currentVersion"], 1);
    let decide = json!({ "id": request, "done": true, "answer": "It is gone.", "expectedVersion": 1 });
    let done = advisor.mutate("privacyRequestDecide", decide.clone(), DECIDED).await["privacyRequest"].clone();
    let expected = json!({ "id": request, "state": "DONE", "answer": "It is gone.", "version": 2,
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
