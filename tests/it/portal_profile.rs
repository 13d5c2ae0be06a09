//! What customers change about themselves in the portal.

use lethe::terms::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{Engine, TestApp};

const PROFILE: &str = "... on PortalProfileSaved { customer { displayName phone version } }
    ... on VersionConflict { currentVersion } ... on InvalidInput { fields { field } }";
const ADDED: &str = "... on PortalAddressSaved { address { id } }";
const ADDRESS: &str = "... on PortalAddressSaved { address { id line1 city version } }
    ... on VersionConflict { currentVersion } ... on RecordNotFound { kind }";

#[rstest]
#[tokio::test]
async fn customers_change_their_names_and_phone_number(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let portal = app.portal("ana.pop@example.com").await;
    let change = json!({ "expectedVersion": 1, "familyName": "Rus", "phone": "+44 20 7946 0018" });
    let saved = portal.mutate("portalProfileUpdate", change.clone(), PROFILE).await["customer"].clone();
    assert_eq!(saved, json!({ "displayName": "Ana Rus", "phone": "+44 20 7946 0018", "version": 2 }));
    let before = app.state().await;
    assert_eq!(portal.mutate("portalProfileUpdate", change, PROFILE).await["currentVersion"], 2);
    let wrong = json!({ "expectedVersion": 2, "phone": "call me" });
    assert_eq!(portal.mutate("portalProfileUpdate", wrong, PROFILE).await["fields"], json!([{ "field": "phone" }]));
    before.assert_unchanged(&app.state().await);
    let told = "query ($id: ID!) { customer(id: $id) { email auditTrail(first: 1) { nodes { action by { kind } } } } }";
    let told = owner.run(told, json!({ "id": ana })).await["customer"].clone();
    let event = json!({ "action": "customer.updated", "by": { "kind": "PORTAL" } });
    assert_eq!(told, json!({ "email": "ana.pop@example.com", "auditTrail": { "nodes": [event] } }));
}

#[rstest]
#[tokio::test]
async fn customers_keep_their_own_addresses_and_nobody_else_s(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    owner.customer("Ana Pop").await;
    let bo = owner.customer("Bo Lind").await;
    let theirs = json!({ "customerId": bo, "purpose": "HOME", "line1": "2 High St" });
    let theirs = owner.mutate("addressCreate", theirs, "... on AddressSaved { address { id } }").await;
    let theirs = theirs["address"]["id"].clone();
    let portal = app.portal("ana.pop@example.com").await;
    let new = json!({ "purpose": "SERVICE", "line1": "1 High St", "city": "Leeds" });
    let added = portal.mutate("portalAddressCreate", new, ADDED).await["address"].clone();
    let change = json!({ "id": added["id"], "expectedVersion": 1, "city": null });
    let changed = portal.mutate("portalAddressUpdate", change.clone(), ADDRESS).await["address"].clone();
    assert_eq!(changed, json!({ "id": added["id"], "line1": "1 High St", "city": null, "version": 2 }));
    let before = app.state().await;
    assert_eq!(portal.mutate("portalAddressUpdate", change, ADDRESS).await["currentVersion"], 2);
    let not_mine = json!({ "id": theirs, "expectedVersion": 1, "line1": "Elsewhere" });
    assert_eq!(portal.mutate("portalAddressUpdate", not_mine, ADDRESS).await["kind"], "ADDRESS");
    let removed = "... on PortalAddressRemoved { address { id } } ... on RecordNotFound { kind }";
    assert_eq!(portal.mutate("portalAddressRemove", json!({ "id": theirs }), removed).await["kind"], "ADDRESS");
    before.assert_unchanged(&app.state().await);
    let gone = portal.mutate("portalAddressRemove", json!({ "id": added["id"] }), removed).await;
    assert_eq!(gone["address"]["id"], added["id"]);
    let left = portal.run("{ portal { addresses { id } } }", Value::Null).await;
    assert_eq!(left["portal"]["addresses"], json!([]));
}
