//! The demo: what a newcomer, and the playground's walk, find in it.

use std::net::SocketAddr;
use std::sync::Arc;

use lethe::app::App;
use lethe::audit;
use lethe::clock::Clock;
use lethe::config::Settings;
use lethe::demo;
use lethe::erasures;
use lethe::http::Gateway;
use serde_json::{Value, json};

use crate::support::{Client, Engine, TestApp};

/// A demo, and where it listens.
async fn started() -> (TestApp, App, String) {
    let test = TestApp::start(Engine::Sqlite).await;
    // A test can do without durability.
    let pool = test.app.db.sqlite().expect("SQLite");
    sqlx::query("pragma synchronous = off").execute(pool).await.expect("a pragma");
    let settings = Settings { demo: true, argon2_memory_kib: 64, ..(*test.app.settings).clone() };
    let app = App { clock: Clock::travelling(), settings: Arc::new(settings), ..test.app.clone() };
    demo::fill(&app).await.expect("a filled database");
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let origin = format!("http://{}", listener.local_addr().expect("an address"));
    let gateway = Gateway::new(app.clone(), lethe::graphql::schema(&app.settings));
    let router = lethe::http::routes_with(&gateway, demo::http::routes());
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await });
    (test, app, origin)
}

async fn post(origin: &str, path: &str, body: Value) -> (u16, Value) {
    let answer = reqwest::Client::new().post(format!("{origin}{path}")).json(&body).send().await.expect("an answer");
    let status = answer.status().as_u16();
    (status, serde_json::from_str(&answer.text().await.expect("a body")).unwrap_or_default())
}

async fn act_as(origin: &str, key: &str) -> Client {
    let (status, acting) = post(origin, "/demo/act-as", json!({ "key": key })).await;
    assert_eq!(status, 200, "{key}");
    let token = acting["accessToken"].as_str().expect("a token").to_owned();
    Client::new(reqwest::Client::new(), origin, Some(token))
}

#[tokio::test]
async fn a_newcomer_finds_people_to_act_as_and_what_keeps_a_customer() {
    let (_test, app, origin) = started().await;
    let personas = reqwest::get(format!("{origin}/demo/personas")).await.expect("an answer").text().await;
    let personas: Value = serde_json::from_str(&personas.expect("a body")).expect("JSON");
    for persona in personas["personas"].as_array().expect("a list") {
        let somebody = act_as(&origin, persona["key"].as_str().expect("a key")).await;
        let viewer = somebody.run("{ viewer { __typename } }", json!({})).await;
        let group = persona["group"].as_str().expect("a group").to_lowercase();
        let kind = viewer["viewer"]["__typename"].as_str().expect("a type").to_lowercase();
        assert!(kind.starts_with(&group), "{persona}: {kind}");
    }
    assert_eq!(post(&origin, "/demo/act-as", json!({ "key": "nobody" })).await.0, 404);

    let manager = act_as(&origin, "garage-manager").await;
    let find = "{ customers(first: 2) { totalCount nodes { id displayName } } }";
    let found = manager.run(find, json!({})).await["customers"].take();
    assert!(found["totalCount"].as_i64() > Some(290), "{found}");
    assert_eq!(found["nodes"][1]["displayName"], "Adam Archer");
    let plan = "query ($id: ID!) { customerDeletionPlan(id: $id) { ... on DeletionBlocked { blockers {
        ... on Blocker { message } } } } }";
    let plan = manager.run(plan, json!({ "id": found["nodes"][0]["id"] })).await;
    let blockers = plan["customerDeletionPlan"]["blockers"].as_array().expect("blockers");
    let mut messages: Vec<_> = blockers.iter().map(|blocker| blocker["message"].as_str().expect("a text")).collect();
    messages.sort_unstable();
    let expected = [
        "1 active conversation",
        "2 unpaid invoices totalling £148.50",
        "3 active work orders (including 1 on AB12 CDE)",
    ];
    assert_eq!(messages, expected);

    for account in lethe::accounts::all(&app.db).await.expect("accounts") {
        audit::verify(&app.db, account.id).await.expect("a walk").expect("a whole chain");
    }
}

const PARTED: &str = "{ customers(where: { lifecycle: [DELETED, ERASURE_SCHEDULED, ERASED] }, first: 20) { nodes {
    id displayName lifecycle addresses { line1 city }
    erasures { act state by { name } residue { table } receipt { receipt signature publicKey } } } } }";

/// How somebody who was parted with is known, and what came of each erasure.
fn told(customer: &Value) -> String {
    let erasures = customer["erasures"].as_array().expect("a list").iter().map(|erasure| {
        assert_eq!(erasure["residue"], json!([]), "{customer}");
        let genuine = !erasure["receipt"].is_null() && erasures::verify(&erasure["receipt"].to_string(), None).is_ok();
        let words = ["act", "state"].map(|field| erasure[field].as_str().unwrap_or_default().to_owned());
        format!("{} {} by {}, receipt: {genuine}", words[0], words[1], erasure["by"]["name"].as_str().unwrap_or("?"))
    });
    let words = ["displayName", "lifecycle"].map(|field| customer[field].as_str().expect("a text").to_owned());
    words.into_iter().chain(erasures).collect::<Vec<_>>().join(" ")
}

async fn parted(administrator: &Client) -> Vec<Value> {
    administrator.run(PARTED, json!({})).await["customers"]["nodes"].as_array().expect("a list").clone()
}

fn sorted(customers: &[Value]) -> Vec<String> {
    let mut told: Vec<_> = customers.iter().map(told).collect();
    told.sort_unstable();
    told
}

#[tokio::test]
async fn the_print_shop_and_the_box_office_have_parted_with_customers_in_every_way() {
    let (_test, _app, origin) = started().await;
    let print_shop = act_as(&origin, "print-shop-administrator").await;
    let customers = parted(&print_shop).await;
    let expected = [
        "***** DELETED MASK DONE by Andrei Stan, receipt: true",
        "***** ERASED ERASE DONE by Andrei Stan, receipt: true",
        "***** ERASURE_SCHEDULED ERASE SEALED by Andrei Stan, receipt: false",
        "Teodor Pavel DELETED",
    ];
    assert_eq!(sorted(&customers), expected);
    let scheduled = customers.iter().find(|customer| customer["lifecycle"] == "ERASURE_SCHEDULED").expect("somebody");
    let selection = "... on ErasureCalledOff { customer { displayName lifecycle } }";
    let input = json!({ "id": scheduled["id"] });
    let back = print_shop.mutate("customerErasureCallOff", input, selection).await;
    assert_eq!(back["customer"], json!({ "displayName": "Radu Nistor", "lifecycle": "DELETED" }), "{back}");

    let box_office = act_as(&origin, "box-office-administrator").await;
    let customers = parted(&box_office).await;
    let expected = [
        "***** DELETED MASK DONE by Ada Quill, receipt: true",
        "***** ERASED ANONYMISE DONE by Ada Quill, receipt: true",
        "***** ERASURE_SCHEDULED ERASE SEALED by Ada Quill, receipt: false",
        "Dora Whitlock DELETED",
        "Unknown Customer ERASED",
    ];
    assert_eq!(sorted(&customers), expected);
    let anonymous = customers.iter().find(|customer| customer["erasures"][0]["act"] == "ANONYMISE").expect("somebody");
    assert_eq!(anonymous["addresses"][0]["line1"], "*****");
    assert_ne!(anonymous["addresses"][0]["city"], "*****");
}

#[tokio::test]
async fn nothing_blocks_the_customers_whom_the_walk_through_forgetting_starts_with() {
    let (_test, _app, origin) = started().await;
    for (administrator, name) in
        [("print-shop-administrator", "Adela Albu"), ("box-office-administrator", "Agnes Abbott")]
    {
        let administrator = act_as(&origin, administrator).await;
        let find = "query ($name: String) { customers(where: { search: $name }, first: 2) { nodes { displayName email
            addresses { line1 } conversations(first: 5) { totalCount } workOrders(first: 5) { totalCount }
            invoices(first: 5) { totalCount } quotes(first: 5) { totalCount } deletability { __typename } } } }";
        let found = administrator.run(find, json!({ "name": name })).await["customers"]["nodes"].take();
        assert_eq!((&found[0]["displayName"], &found[1]), (&json!(name), &Value::Null));
        assert_eq!(found[0]["deletability"]["__typename"], "DeletionReady");
        let counts = ["conversations", "workOrders", "invoices", "quotes"].map(|list| &found[0][list]["totalCount"]);
        assert_eq!(counts, [&json!(2), &json!(2), &json!(1), &json!(1)]);
    }
}

#[tokio::test]
async fn b5_a_retention_run_finds_those_who_have_not_been_back_to_the_theatre() {
    let (_test, app, origin) = started().await;
    let administrator = act_as(&origin, "box-office-administrator").await;
    let rule =
        json!({ "name": "Lapsed", "condition": { "noPurchaseYears": 1, "noBooking": true }, "act": "ANONYMISE" });
    let saved = administrator.mutate("retentionRuleSet", rule, "... on RetentionRuleSaved { rule { id } }").await;
    let run = json!({ "ruleId": saved["rule"]["id"] });
    let begun = administrator.mutate("retentionRunStart", run, "... on RetentionRunSaved { run { id } }").await;
    lethe::lifecycle::worker::drain(&app).await.expect("the worker");
    let query = "query ($id: ID!) { retentionRun(id: $id) { state customers } }";
    let listed = administrator.run(query, json!({ "id": begun["run"]["id"] })).await;
    assert_eq!(listed["retentionRun"], json!({ "state": "REVIEW", "customers": 6 }));
}

#[tokio::test]
async fn b11_who_was_added_twice_to_the_theatre_is_found_by_what_they_share() {
    let (_test, _app, origin) = started().await;
    let administrator = act_as(&origin, "box-office-administrator").await;
    let query = "{ duplicateCustomers { nodes { score reasons } } }";
    let found = administrator.run(query, json!({})).await["duplicateCustomers"]["nodes"].clone();
    let alike = json!({ "score": 80, "reasons": ["EMAIL", "PHONE", "NAME"] });
    let moved = json!({ "score": 55, "reasons": ["EMAIL", "NAME"] });
    assert_eq!(found, json!([alike, alike, moved, moved]));
}

#[tokio::test]
async fn only_the_demo_s_clock_moves_and_only_forward() {
    let test = TestApp::start(Engine::Sqlite).await;
    let app = App { clock: Clock::travelling(), ..test.app.clone() };
    let gateway = Gateway::new(app.clone(), lethe::graphql::schema(&app.settings));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let origin = format!("http://{}", listener.local_addr().expect("an address"));
    let router = lethe::http::routes_with(&gateway, demo::http::routes());
    tokio::spawn(
        async move { axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>()).await },
    );
    let before = app.now();
    assert_eq!(post(&origin, "/demo/advance", json!({ "seconds": 3_600 })).await.0, 200);
    assert!(app.now() - before >= chrono::TimeDelta::hours(1));
    for seconds in [0, -1, i64::MAX] {
        assert_eq!(post(&origin, "/demo/advance", json!({ "seconds": seconds })).await.0, 400);
    }
}
