//! Vehicles, and the plates on them.

use lethe::terms::{Permission, Role};
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{Client, Engine, TestApp};

const SAVED: &str = "... on VehicleSaved { vehicle { id make plate version } }";
const TAKEN: &str = "... on VehicleSaved { vehicle { id make plate version } } ... on PlateTaken { plate }";
const UPDATED: &str = "... on VehicleSaved { vehicle { make version } } ... on VersionConflict { currentVersion }
    ... on InvalidInput { fields { field } }";
const RELEASED: &str = "... on VehicleSaved { vehicle { plate } } ... on RecordNotFound { kind }";

async fn vehicle(client: &Client, customer: &str, plate: Option<&str>) -> Value {
    let input = json!({ "customerId": customer, "make": "Skoda", "model": "Octavia", "plate": plate });
    client.mutate("vehicleCreate", input, TAKEN).await
}

#[rstest]
#[tokio::test]
async fn a_plate_is_on_one_vehicle_at_a_time(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let (ana, ben) = (owner.customer("Ana Pop").await, owner.customer("Ben Ash").await);
    let first = vehicle(&owner, &ana, Some("ab12 cde")).await;
    assert_eq!(first["vehicle"]["plate"], "AB12 CDE");
    let taken = vehicle(&owner, &ben, Some("AB12CDE")).await;
    assert_eq!((&taken["code"], &taken["plate"]), (&json!("PLATE_TAKEN"), &json!("AB12CDE")));

    let second = vehicle(&owner, &ben, None).await["vehicle"]["id"].clone();
    let assign = json!({ "vehicleId": second, "plate": "AB12 CDE" });
    assert_eq!(owner.mutate("registrationAssign", assign.clone(), SAVED).await["code"], "PLATE_TAKEN");
    let release = json!({ "vehicleId": first["vehicle"]["id"] });
    assert_eq!(owner.mutate("registrationRelease", release.clone(), RELEASED).await["vehicle"]["plate"], Value::Null);
    let nothing_on_it = owner.mutate("registrationRelease", release, RELEASED).await;
    assert_eq!(nothing_on_it["kind"], "REGISTRATION");
    assert_eq!(owner.mutate("registrationAssign", assign, SAVED).await["vehicle"]["plate"], "AB12 CDE");
}

#[rstest]
#[tokio::test]
async fn plates_are_raced_for_and_one_wins(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let mut customers = Vec::new();
    for n in 0..6 {
        customers.push(owner.customer(&format!("Ana Pop{n}")).await);
    }
    let tries = customers.iter().map(|customer| vehicle(&owner, customer, Some("RACE 1")));
    let ends = futures_util::future::join_all(tries).await;
    let won = ends.iter().filter(|end| end["__typename"] == "VehicleSaved").count();
    let taken = ends.iter().filter(|end| end["code"] == "PLATE_TAKEN").count();
    assert_eq!((won, taken), (1, 5), "{ends:?}");
}

#[rstest]
#[tokio::test]
async fn a_customer_is_found_by_the_plate_that_is_on_their_vehicle_now(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let id = vehicle(&owner, &ana, Some("AB12 CDE")).await["vehicle"]["id"].clone();
    let query = "query ($search: String) { customers(where: { search: $search }) { totalCount }
        vehicles(where: { search: $search }) { totalCount } }";
    let found = async |search: &str| {
        let data = owner.run(query, json!({ "search": search })).await;
        (data["customers"]["totalCount"].as_i64(), data["vehicles"]["totalCount"].as_i64())
    };
    assert_eq!(found("ab12c").await, (Some(1), Some(1)));
    owner.mutate("registrationAssign", json!({ "vehicleId": id, "plate": "XY99 ZZZ" }), SAVED).await;
    assert_eq!(found("ab12c").await, (Some(0), Some(0)));
    assert_eq!(found("XY99ZZZ").await, (Some(1), Some(1)));
    let history = owner
        .run(
            "query ($id: ID!) { vehicle(id: $id) { registrations { nodes { plate releasedAt } } } }",
            json!({ "id": id }),
        )
        .await;
    let plates = &history["vehicle"]["registrations"]["nodes"];
    assert_eq!(plates.as_array().map(Vec::len), Some(2));
}

#[rstest]
#[tokio::test]
async fn a_change_needs_the_version_that_was_read(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let id = vehicle(&owner, &ana, None).await["vehicle"]["id"].clone();
    let change = |version: i32| json!({ "id": id, "expectedVersion": version, "make": "Seat", "year": 2019 });
    assert_eq!(owner.mutate("vehicleUpdate", change(1), UPDATED).await["vehicle"]["make"], "Seat");
    assert_eq!(owner.mutate("vehicleUpdate", change(1), UPDATED).await["currentVersion"], 2);
    let odd = json!({ "id": id, "expectedVersion": 2, "year": 1066 });
    assert_eq!(owner.mutate("vehicleUpdate", odd, UPDATED).await["fields"], json!([{ "field": "year" }]));
}

#[rstest]
#[tokio::test]
async fn vehicles_of_many_customers_come_with_their_pages_and_counts(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let (ana, _) = (owner.customer("Ana Pop").await, owner.customer("Ben Ash").await);
    for n in 0..3 {
        app.clock.advance(chrono::Duration::seconds(1)).expect("time passes");
        vehicle(&owner, &ana, Some(&format!("AA{n}"))).await;
    }
    let query = "query ($after: String) { customers { nodes { displayName
        vehicles(first: 2, after: $after) { totalCount nodes { plate customer { displayName } }
            pageInfo { hasNextPage endCursor } } } } }";
    let page = owner.run(query, json!({})).await;
    let of = |page: &Value, at: usize| page["customers"]["nodes"][at]["vehicles"].clone();
    let plates =
        |page: &Value| page["nodes"].as_array().expect("rows").iter().map(|v| v["plate"].clone()).collect::<Vec<_>>();
    let first = of(&page, 0);
    assert_eq!((first["totalCount"].as_i64(), plates(&first)), (Some(3), vec![json!("AA2"), json!("AA1")]));
    assert_eq!(first["pageInfo"]["hasNextPage"], true);
    let ben = of(&page, 1);
    assert_eq!(
        (ben["totalCount"].as_i64(), plates(&ben), &ben["pageInfo"]["hasNextPage"]),
        (Some(0), vec![], &json!(false))
    );
    let next = of(&owner.run(query, json!({ "after": first["pageInfo"]["endCursor"] })).await, 0);
    assert_eq!((plates(&next), &next["pageInfo"]["hasNextPage"]), (vec![json!("AA0")], &json!(false)));
}

#[rstest]
#[tokio::test]
async fn a_vehicle_s_customer_is_shown_to_those_who_may_see_customers(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let id = vehicle(&owner, &ana, None).await["vehicle"]["id"].clone();
    let partner = app.partner(&[Permission::VehiclesRead]).await;
    let query = "query ($id: ID!) { vehicle(id: $id) { make customer { id } } }";
    let seen = partner.run(query, json!({ "id": id })).await;
    assert_eq!(seen["vehicle"], json!({ "make": "Skoda", "customer": null }));
    let refused = vehicle(&partner, &ana, None).await;
    assert_eq!(refused["code"], "NOT_PERMITTED");
    assert_eq!(app.foreign().await.run(query, json!({ "id": id })).await["vehicle"], Value::Null);
}
