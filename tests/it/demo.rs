//! The demo: what a newcomer, and the playground's walk, find in it.

use std::net::SocketAddr;
use std::sync::Arc;

use lethe::app::App;
use lethe::audit;
use lethe::clock::Clock;
use lethe::config::Settings;
use lethe::demo;
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
