//! Live news of customers: of one, of all, of many at once, and of nobody else's.

use lethe::lifecycle::worker;
use lethe::terms::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{Client, Engine, Events, TestApp};

const CHANGED: &str = "subscription ($id: ID) { customerChanged(id: $id) { customerId
    customer { displayName lifecycle } } }";

async fn heard(events: &mut Events) -> Value {
    events.next().await.expect("news")["data"]["customerChanged"].clone()
}

fn news(id: &str, name: &str, lifecycle: &str) -> Value {
    json!({ "customerId": id, "customer": { "displayName": name, "lifecycle": lifecycle } })
}

/// Gives a customer another name; what they are called now.
async fn rename(client: &Client, id: &str, name: &str) -> String {
    let input = json!({ "id": id, "expectedVersion": 1, "familyName": name });
    let saved = client.mutate("customerUpdate", input, "... on CustomerSaved { customer { displayName } }").await;
    saved["customer"]["displayName"].as_str().unwrap_or_else(|| panic!("not saved: {saved}")).to_owned()
}

#[rstest]
#[tokio::test]
async fn each_change_of_a_customer_is_told_to_whoever_looks_at_them_or_at_all(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let (ana, bo) = (owner.customer("Ana Pop").await, owner.customer("Bo Lind").await);
    let mut of_all = owner.follow(CHANGED, json!({})).await;
    let mut of_bo = owner.follow(CHANGED, json!({ "id": bo })).await;
    assert_eq!(heard(&mut of_all).await, json!({ "customerId": null, "customer": null }), "read everything now");
    assert_eq!(heard(&mut of_bo).await, news(&bo, "Bo Lind", "ACTIVE"));
    let name = rename(&owner, &ana, "Moss").await;
    assert_eq!(heard(&mut of_all).await, news(&ana, &name, "ACTIVE"));
    owner.delete(&bo).await;
    assert_eq!(heard(&mut of_all).await, news(&bo, "Bo Lind", "DELETED"));
    assert_eq!(heard(&mut of_bo).await, news(&bo, "Bo Lind", "DELETED"), "and nothing of others");
}

#[rstest]
#[tokio::test]
async fn who_may_not_see_the_deleted_hears_that_something_changed_and_no_more(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let ana = owner.customer("Ana Pop").await;
    let mut events = app.client(Role::Technician).await.follow(CHANGED, json!({ "id": ana })).await;
    assert_eq!(heard(&mut events).await, news(&ana, "Ana Pop", "ACTIVE"));
    owner.delete(&ana).await;
    assert_eq!(heard(&mut events).await, json!({ "customerId": ana, "customer": null }));
}

#[rstest]
#[tokio::test]
async fn nothing_is_heard_of_another_account(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let (owner, foreign) = (app.client(Role::Owner).await, app.foreign().await);
    let mut events = owner.follow(CHANGED, json!({})).await;
    heard(&mut events).await;
    foreign.delete(&foreign.customer("Xenon Pop").await).await;
    let ana = owner.customer("Ana Pop").await;
    assert_eq!(heard(&mut events).await, news(&ana, "Ana Pop", "ACTIVE"));
}

#[rstest]
#[tokio::test]
async fn many_changes_at_once_are_one_piece_of_news(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let rows: String = (0..150).map(|n| format!("Pop {n}\n")).collect();
    let many = json!({ "customerId": null, "customer": null });
    let mut events = owner.follow(CHANGED, json!({})).await;
    assert_eq!(heard(&mut events).await, many);
    owner.imported(&app, "CUSTOMERS", &format!("family_name\n{rows}")).await;
    assert_eq!(heard(&mut events).await, many);
}

#[rstest]
#[tokio::test]
async fn news_of_a_customer_end_with_their_purge(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    owner.mutate("deletionPolicySet", json!({ "eraseDelayDays": 0 }), "").await;
    let ana = owner.customer("Ana Pop").await;
    owner.delete(&ana).await;
    let mut events = owner.follow(CHANGED, json!({ "id": ana })).await;
    let purge = json!({ "whom": { "ids": [ana] }, "count": 1, "act": "PURGE" });
    owner.mutate("customersErase", purge, "").await;
    worker::drain(&app.app).await.expect("the worker");
    let mut last = heard(&mut events).await;
    while let Some(next) = events.next().await {
        last = next["data"]["customerChanged"].clone();
    }
    assert_eq!(last, json!({ "customerId": ana, "customer": null }));
}

#[rstest]
#[case::unknown("cus_01kjpqzzzzfqz8fqzzzzzzzzzz")]
#[case::malformed("nonsense")]
#[tokio::test]
async fn of_somebody_who_is_not_there_nothing_is_told(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[case] id: &str,
) {
    let app = TestApp::start(engine).await;
    let mut events = app.client(Role::Owner).await.follow(CHANGED, json!({ "id": id })).await;
    assert_eq!(events.next().await, None);
}
