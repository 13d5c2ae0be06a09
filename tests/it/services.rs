//! Services and bundles, tax rates, and the account's settings.

use lethe::terms::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{Client, Engine, TestApp};

const SERVICE: &str = "... on ServiceSaved { service { id kind name durationMinutes price { amount currency } online
    archived version taxRate { percent } items { quantity service { name } } } }";
const RATE: &str = "... on TaxRateSaved { taxRate { id name percent archived } }";

/// What failures of a mutation say besides code and message, by its name.
pub fn failures(mutation: &str) -> &'static str {
    match mutation {
        _ if mutation.ends_with("Create") => "... on InvalidInput { fields { field } }",
        _ if mutation.ends_with("rchive") => "... on WrongState { state }",
        _ => "... on InvalidInput { fields { field } } ... on VersionConflict { currentVersion }",
    }
}

/// Changes a service; the whole answer.
async fn save(client: &Client, mutation: &str, input: Value) -> Value {
    client.mutate(mutation, input, &format!("{SERVICE} {}", failures(mutation))).await
}

/// Changes a tax rate; the whole answer.
async fn save_rate(client: &Client, mutation: &str, input: Value) -> Value {
    client.mutate(mutation, input, &format!("{RATE} {}", failures(mutation))).await
}

/// Adds a service; what is there of it.
pub async fn service(client: &Client, name: &str, minutes: i32, price: &str) -> Value {
    let input = json!({ "name": name, "durationMinutes": minutes, "price": price, "online": true });
    save(client, "serviceCreate", input).await["service"].clone()
}

async fn names(client: &Client, filter: Value) -> Vec<String> {
    let query = "query ($where: ServiceWhere) { services(where: $where) { nodes { name } } }";
    let found = client.run(query, json!({ "where": filter })).await;
    let nodes = found["services"]["nodes"].as_array().expect("nodes").clone();
    nodes.iter().map(|node| node["name"].as_str().expect("a name").to_owned()).collect()
}

#[rstest]
#[tokio::test]
async fn d9_a_bundle_has_items_a_duration_and_a_price_of_its_own(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let rate = save_rate(&owner, "taxRateCreate", json!({ "name": "VAT", "percent": "20" })).await;
    let clean = service(&owner, "Clean", 60, "40.00").await;
    let polish = service(&owner, "Polish", 30, "25.00").await;
    let input = json!({ "name": "Shine", "durationMinutes": 75, "price": "55", "taxRateId": rate["taxRate"]["id"],
        "items": [{ "serviceId": clean["id"] }, { "serviceId": polish["id"], "quantity": 2 }] });
    let bundle = save(&owner, "serviceCreate", input).await["service"].clone();
    assert_eq!(
        bundle,
        json!({ "id": bundle["id"], "kind": "BUNDLE", "name": "Shine", "durationMinutes": 75, "online": false,
            "price": { "amount": "55.00", "currency": "GBP" }, "archived": false, "version": 1,
            "taxRate": { "percent": "20" },
            "items": [{ "quantity": 1, "service": { "name": "Clean" } }, { "quantity": 2, "service": { "name": "Polish" } }] })
    );
    let before = app.state().await;
    for (items, field) in [
        (json!([]), "items"),
        (json!([{ "serviceId": bundle["id"] }]), "items.0.serviceId"),
        (json!([{ "serviceId": clean["id"] }, { "serviceId": clean["id"] }]), "items.1.serviceId"),
        (json!([{ "serviceId": clean["id"], "quantity": 101 }]), "items.0.quantity"),
    ] {
        let input = json!({ "id": bundle["id"], "expectedVersion": 1, "items": items });
        let refused = save(&owner, "serviceUpdate", input).await;
        assert_eq!(refused["fields"], json!([{ "field": field }]), "{refused}");
    }
    let single = json!({ "id": clean["id"], "expectedVersion": 1, "items": [{ "serviceId": polish["id"] }] });
    assert_eq!(save(&owner, "serviceUpdate", single).await["fields"], json!([{ "field": "items" }]));
    before.assert_unchanged(&app.state().await);
}

#[rstest]
#[tokio::test]
async fn services_are_archived_rather_than_deleted_and_found_by_name(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let boiler = service(&owner, "Świeży Boiler", 60, "40.00").await;
    service(&owner, "Annual check", 45, "30.00").await;
    assert_eq!(names(&owner, json!(null)).await, ["Annual check", "Świeży Boiler"]);
    assert_eq!(names(&owner, json!({ "search": "swiezy b" })).await, ["Świeży Boiler"]);
    let id = json!({ "id": boiler["id"] });
    let archived = save(&owner, "serviceArchive", id.clone()).await;
    assert_eq!((&archived["service"]["archived"], &archived["service"]["version"]), (&json!(true), &json!(2)));
    assert_eq!(save(&owner, "serviceArchive", id.clone()).await["state"], "ARCHIVED");
    assert_eq!(names(&owner, json!({})).await, ["Annual check"]);
    assert_eq!(names(&owner, json!({ "archived": true })).await, ["Świeży Boiler"]);
    assert_eq!(names(&owner, json!({ "archived": null })).await.len(), 2);
    let bundle =
        json!({ "name": "Both", "durationMinutes": 90, "price": "60", "items": [{ "serviceId": boiler["id"] }] });
    let refused = save(&owner, "serviceCreate", bundle).await;
    assert_eq!(refused["fields"], json!([{ "field": "items.0.serviceId" }]));
    let again = save(&owner, "serviceUnarchive", id).await;
    assert_eq!(again["service"]["archived"], false);
}

#[rstest]
#[tokio::test]
async fn a_service_changes_only_at_the_version_that_was_read(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let clean = service(&owner, "Clean", 60, "40.00").await;
    let change = json!({ "id": clean["id"], "expectedVersion": 1, "price": "45.50" });
    let saved = save(&owner, "serviceUpdate", change.clone()).await;
    assert_eq!(saved["service"]["price"]["amount"], "45.50");
    let stale = save(&owner, "serviceUpdate", change).await;
    assert_eq!((&stale["code"], &stale["currentVersion"]), (&json!("VERSION_CONFLICT"), &json!(2)));
    let wrong =
        [("price", json!("1.005")), ("price", json!("-1")), ("durationMinutes", json!(0)), ("name", json!(" "))];
    for (field, value) in wrong {
        let mut change = json!({ "id": clean["id"], "expectedVersion": 2 });
        change[field] = value;
        let refused = save(&owner, "serviceUpdate", change).await;
        assert_eq!(refused["fields"], json!([{ "field": field }]), "{refused}");
    }
    let technician = app.client(Role::Technician).await;
    let refused = save(&technician, "serviceArchive", json!({ "id": clean["id"] })).await;
    assert_eq!(refused["code"], "NOT_PERMITTED");
}

#[rstest]
#[tokio::test]
async fn a_tax_rate_never_changes_and_nothing_new_is_priced_under_an_archived_one(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let rate = save_rate(&owner, "taxRateCreate", json!({ "name": "Reduced", "percent": "8.25" })).await;
    let id = rate["taxRate"]["id"].clone();
    assert_eq!(rate["taxRate"]["percent"], "8.25");
    for percent in ["100.01", "-1", "8.255"] {
        let refused = save_rate(&owner, "taxRateCreate", json!({ "name": "Wrong", "percent": percent })).await;
        assert_eq!(refused["fields"], json!([{ "field": "percent" }]), "{percent}");
    }
    let input = json!({ "name": "Clean", "durationMinutes": 60, "price": "40", "taxRateId": id });
    let taxed = save(&owner, "serviceCreate", input.clone()).await["service"].clone();
    let archived = save_rate(&owner, "taxRateArchive", json!({ "id": id })).await;
    assert_eq!(archived["taxRate"]["archived"], true);
    assert_eq!(save_rate(&owner, "taxRateArchive", json!({ "id": id })).await["state"], "ARCHIVED");
    let refused = save(&owner, "serviceCreate", input).await;
    assert_eq!(refused["fields"], json!([{ "field": "taxRateId" }]));
    let kept = json!({ "id": taxed["id"], "expectedVersion": 1, "taxRateId": id, "price": "41" });
    let kept = save(&owner, "serviceUpdate", kept).await;
    assert_eq!(kept["service"]["taxRate"]["percent"], "8.25");
    let listed = owner.run("{ taxRates { nodes { name } } }", json!({})).await;
    assert_eq!(listed["taxRates"]["nodes"], json!([]));
}

const SETTINGS: &str =
    "... on AccountSettingsSaved { settings { slotMinutes portalCancelHours publicBooking version } }
    ... on InvalidInput { fields { field } } ... on VersionConflict { currentVersion }";
const ACCOUNT: &str =
    "... on AccountSaved { account { name currency locale timeZone } } ... on InvalidInput { fields { field } }";

#[rstest]
#[tokio::test]
async fn d8_settings_have_defaults_and_change_in_part(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let query = "{ account { settings { slotMinutes portalCancelHours publicBooking version } } }";
    let defaults = json!({ "slotMinutes": 30, "portalCancelHours": 24, "publicBooking": false, "version": 0 });
    assert_eq!(owner.run(query, json!({})).await["account"]["settings"], defaults);
    let set = json!({ "expectedVersion": 0, "slotMinutes": 15, "portalCancelHours": null });
    let changed = json!({ "slotMinutes": 15, "portalCancelHours": null, "publicBooking": false, "version": 1 });
    assert_eq!(owner.mutate("accountSettingsSet", set.clone(), SETTINGS).await["settings"], changed);
    assert_eq!(owner.mutate("accountSettingsSet", set, SETTINGS).await["currentVersion"], 1);
    let refused = owner.mutate("accountSettingsSet", json!({ "slotMinutes": 1, "horizonDays": 0 }), SETTINGS).await;
    assert_eq!(refused["fields"], json!([{ "field": "slotMinutes" }, { "field": "horizonDays" }]));
    assert_eq!(owner.run(query, json!({})).await["account"]["settings"], changed);
    let advisor = app.client(Role::ServiceAdvisor).await;
    assert_eq!(advisor.mutate("accountSettingsSet", json!({}), "").await["code"], "NOT_PERMITTED");
}

#[rstest]
#[tokio::test]
async fn an_account_s_currency_changes_only_as_long_as_nothing_is_priced(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let change = json!({ "name": "Nord", "currency": "PLN", "locale": "pl", "timeZone": "Europe/Warsaw" });
    let saved = owner.mutate("accountUpdate", change, ACCOUNT).await;
    let expected = json!({ "name": "Nord", "currency": "PLN", "locale": "pl", "timeZone": "Europe/Warsaw" });
    assert_eq!(saved["account"], expected);
    assert_eq!(service(&owner, "Clean", 60, "40.00").await["price"]["currency"], "PLN");
    let before = app.state().await;
    let refused = owner.mutate("accountUpdate", json!({ "currency": "EUR" }), ACCOUNT).await;
    assert_eq!(refused["fields"], json!([{ "field": "currency" }]));
    let refused = owner.mutate("accountUpdate", json!({ "timeZone": "Europe/Nowhere" }), ACCOUNT).await;
    assert_eq!(refused["fields"], json!([{ "field": "timeZone" }]));
    before.assert_unchanged(&app.state().await);
    let same = owner.mutate("accountUpdate", json!({ "currency": "PLN" }), ACCOUNT).await;
    assert_eq!(same["account"]["currency"], "PLN");
}
