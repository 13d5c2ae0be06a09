//! The postal addresses of a customer.

use lethe::terms::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{Engine, TestApp};

const SAVED: &str = "... on AddressSaved { address { id purpose line1 city version } }";

#[rstest]
#[tokio::test]
async fn addresses_are_added_changed_and_removed(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let home = json!({ "customerId": ana, "purpose": "HOME", "line1": "1 Home Rd", "city": "Łódź", "country": "pl" });
    let added = owner.mutate("addressCreate", home, SAVED).await["address"].clone();
    let change = |version: i32| json!({ "id": added["id"], "expectedVersion": version, "city": null });
    let changed = owner.mutate("addressUpdate", change(1), SAVED).await["address"].clone();
    assert_eq!((&changed["line1"], &changed["city"]), (&json!("1 Home Rd"), &Value::Null));
    assert_eq!(owner.mutate("addressUpdate", change(1), "").await["code"], "VERSION_CONFLICT");

    let query = "query ($id: ID!) { customer(id: $id) { addresses { line1 country } } }";
    let listed = owner.run(query, json!({ "id": ana })).await["customer"]["addresses"].clone();
    assert_eq!(listed, json!([{ "line1": "1 Home Rd", "country": "PL" }]));
    let remove = json!({ "id": added["id"] });
    let removed = owner.mutate("addressRemove", remove.clone(), "... on AddressRemoved { removedId }").await;
    assert_eq!(removed["removedId"], added["id"]);
    assert_eq!(owner.mutate("addressRemove", remove, "").await["code"], "NOT_FOUND");
    assert_eq!(owner.run(query, json!({ "id": ana })).await["customer"]["addresses"], json!([]));
}

#[rstest]
#[tokio::test]
async fn what_cannot_be_an_address_names_its_field(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let before = app.state().await;
    for (line1, country, field) in
        [(" ", "GB", "line1"), ("1 Home Rd", "42", "country"), ("1 Home Rd", "GBR", "country")]
    {
        let input = json!({ "customerId": ana, "purpose": "SERVICE", "line1": line1, "country": country });
        let refused = owner.mutate("addressCreate", input, "... on InvalidInput { fields { field } }").await;
        assert_eq!(refused["fields"], json!([{ "field": field }]));
    }
    before.assert_unchanged(&app.state().await);
}
