//! Providers: what they can do, when they work, and their time off.

use lethe::terms::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::services::{failures, service};
use crate::support::{Client, Engine, TestApp};

const SAVED: &str = "... on ProviderSaved { provider { id name email archived version services { name }
    hours { weekday from until } staff { name } } }";
const ABSENCE: &str = "... on AbsenceSaved { absence { id startsAt endsAt reason provider { name } } }
    ... on InvalidInput { fields { field } } ... on WrongState { state }";

/// Changes a provider; the whole answer.
async fn save(client: &Client, mutation: &str, input: Value) -> Value {
    client.mutate(mutation, input, &format!("{SAVED} {}", failures(mutation))).await
}

/// Adds a provider who works from Monday to Friday, nine to five; their id.
pub async fn provider(client: &Client, name: &str) -> String {
    let saved = save(client, "providerCreate", json!({ "name": name })).await;
    let id = saved["provider"]["id"].as_str().expect("a provider").to_owned();
    let days = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY"];
    let hours: Vec<_> = days.map(|day| json!({ "weekday": day, "from": "09:00", "until": "17:00" })).to_vec();
    let input = json!({ "id": id, "expectedVersion": 1, "hours": hours });
    let saved = save(client, "providerHoursSet", input).await;
    assert_eq!(saved["__typename"], "ProviderSaved", "{saved}");
    id
}

/// Notes time off; its id.
pub async fn absence(client: &Client, provider: &str, starts_at: &str, ends_at: &str) -> String {
    let input = json!({ "providerId": provider, "startsAt": starts_at, "endsAt": ends_at, "reason": "Dentist" });
    let saved = client.mutate("absenceCreate", input, ABSENCE).await;
    saved["absence"]["id"].as_str().unwrap_or_else(|| panic!("no absence: {saved}")).to_owned()
}

#[rstest]
#[tokio::test]
async fn a_provider_s_hours_are_stretches_of_weekdays_that_never_overlap(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let saved = save(&owner, "providerCreate", json!({ "name": "Bo Lind", "email": "bo@example.com" })).await;
    let id = saved["provider"]["id"].clone();
    let set = |version: i32, hours: Value| json!({ "id": id, "expectedVersion": version, "hours": hours });
    let stretch = |day: &str, from: &str, until: &str| json!({ "weekday": day, "from": from, "until": until });
    let hours = json!([
        stretch("TUESDAY", "13:00", "24:00"),
        stretch("MONDAY", "09:00", "12:30"),
        stretch("TUESDAY", "09:00", "13:00")
    ]);
    let saved = save(&owner, "providerHoursSet", set(1, hours)).await;
    assert_eq!(
        saved["provider"]["hours"],
        json!([
            stretch("MONDAY", "09:00", "12:30"),
            stretch("TUESDAY", "09:00", "13:00"),
            stretch("TUESDAY", "13:00", "24:00")
        ])
    );
    let before = app.state().await;
    for hours in [
        json!([stretch("MONDAY", "09:00", "12:00"), stretch("MONDAY", "11:00", "13:00")]),
        json!([stretch("MONDAY", "12:00", "09:00")]),
        json!([stretch("MONDAY", "09:00", "09:00")]),
    ] {
        let refused = save(&owner, "providerHoursSet", set(2, hours)).await;
        assert_eq!(refused["fields"], json!([{ "field": "hours" }]));
    }
    assert_eq!(save(&owner, "providerHoursSet", set(1, json!([]))).await["currentVersion"], 2);
    before.assert_unchanged(&app.state().await);
    assert_eq!(save(&owner, "providerHoursSet", set(2, json!([]))).await["provider"]["hours"], json!([]));
}

#[rstest]
#[tokio::test]
async fn a_provider_is_said_to_do_single_services_and_may_be_a_member_of_staff(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let clean = service(&owner, "Clean", 60, "40.00").await;
    let items = json!([{ "serviceId": clean["id"] }]);
    let bundle = json!({ "name": "Shine", "durationMinutes": 60, "price": "50", "items": items });
    let bundle = owner.mutate("serviceCreate", bundle, "... on ServiceSaved { service { id } }").await;
    let staff = owner.staff_member("bo@example.com").await;
    let input = json!({ "name": "Bo Lind", "staffId": staff, "serviceIds": [clean["id"]] });
    let saved = save(&owner, "providerCreate", input).await["provider"].clone();
    assert_eq!(saved["services"], json!([{ "name": "Clean" }]));
    assert_eq!(saved["staff"], json!({ "name": "bo@example.com" }));
    let input = json!({ "id": saved["id"], "expectedVersion": 1, "serviceIds": [bundle["service"]["id"]] });
    assert_eq!(save(&owner, "providerUpdate", input).await["fields"], json!([{ "field": "serviceIds" }]));
    let input =
        json!({ "id": saved["id"], "expectedVersion": 1, "serviceIds": [], "staffId": null, "email": "b@example.com" });
    let saved = save(&owner, "providerUpdate", input).await["provider"].clone();
    assert_eq!(
        (&saved["services"], &saved["staff"], &saved["email"]),
        (&json!([]), &json!(null), &json!("b@example.com"))
    );
    let advisor = app.client(Role::ServiceAdvisor).await;
    let query = "query ($id: ID!) { provider(id: $id) { name staff { name } } }";
    let seen = advisor.run(query, json!({ "id": saved["id"] })).await;
    assert_eq!(seen["provider"], json!({ "name": "Bo Lind", "staff": null }));
    assert_eq!(save(&advisor, "providerCreate", json!({ "name": "Ann" })).await["code"], "NOT_PERMITTED");
}

#[rstest]
#[tokio::test]
async fn an_archived_provider_takes_no_time_off_and_comes_back(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let bo = provider(&owner, "Bo Lind").await;
    let off = json!({ "providerId": bo, "startsAt": "2026-03-03T10:00:00Z", "endsAt": "2026-03-03T12:00:00Z" });
    let noted = owner.mutate("absenceCreate", off.clone(), ABSENCE).await["absence"].clone();
    assert_eq!(
        noted,
        json!({ "id": noted["id"], "startsAt": "2026-03-03T10:00:00Z", "endsAt": "2026-03-03T12:00:00Z",
            "reason": null, "provider": { "name": "Bo Lind" } })
    );
    let backwards = json!({ "providerId": bo, "startsAt": off["endsAt"], "endsAt": off["startsAt"] });
    assert_eq!(owner.mutate("absenceCreate", backwards, ABSENCE).await["fields"], json!([{ "field": "endsAt" }]));
    assert_eq!(save(&owner, "providerArchive", json!({ "id": bo })).await["provider"]["archived"], true);
    assert_eq!(save(&owner, "providerArchive", json!({ "id": bo })).await["state"], "ARCHIVED");
    assert_eq!(owner.mutate("absenceCreate", off, ABSENCE).await["state"], "ARCHIVED");
    assert_eq!(owner.run("{ providers { nodes { id } } }", json!({})).await["providers"]["nodes"], json!([]));
    assert_eq!(save(&owner, "providerUnarchive", json!({ "id": bo })).await["provider"]["archived"], false);
    let removed =
        owner.mutate("absenceRemove", json!({ "id": noted["id"] }), "... on AbsenceRemoved { removedId }").await;
    assert_eq!(removed["removedId"], noted["id"]);
    let query = "query ($id: ID!) { provider(id: $id) { absences { totalCount } } }";
    assert_eq!(owner.run(query, json!({ "id": bo })).await["provider"]["absences"]["totalCount"], 0);
}
