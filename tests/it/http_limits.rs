//! What asks for too much is refused, quickly and before it runs. The database makes no difference here.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::{Answer, Engine, TestApp};

async fn post(app: &TestApp, query: &str) -> Answer {
    app.anonymous().post(query, Value::Null).await
}

fn code(answer: &Answer) -> (u16, &str) {
    (answer.status, answer.body["errors"][0]["extensions"]["code"].as_str().unwrap_or_default())
}

#[tokio::test]
async fn documents_that_multiply_themselves_are_refused_at_once() {
    let app = TestApp::start(Engine::Sqlite).await;
    let aliases: String = (0..1_000).map(|n| format!("a{n}: __typename ")).collect();
    let mut doubling = String::from("{ ...f0 } ");
    for n in 0..24 {
        write!(doubling, "fragment f{n} on Query{{...f{m} ...f{m}}} ", m = n + 1).expect("memory");
    }
    doubling.push_str("fragment f24 on Query{__typename}");
    for query in [format!("{{ {aliases} }}"), doubling] {
        let start = Instant::now();
        assert_eq!(code(&post(&app, &query).await), (400, "GRAPHQL_VALIDATION_FAILED"));
        assert!(start.elapsed() < Duration::from_secs(1));
    }
}

#[tokio::test]
async fn sixteen_hundred_nested_values_leave_the_server_standing() {
    let app = TestApp::start(Engine::Sqlite).await;
    let (open, close) = ("[".repeat(1_600), "]".repeat(1_600));
    for query in [
        format!("{{ customers(where: {open}1{close}) {{ totalCount }} }}"),
        format!("query($a: [Int] = {open}1{close}) {{ __typename }}"),
        format!("{{ __typename @include(if: {open}1{close}) }}"),
    ] {
        assert_eq!(code(&post(&app, &query).await), (400, "GRAPHQL_PARSE_FAILED"));
    }
    assert_eq!(post(&app, "{ __typename }").await.status, 200);
}

#[tokio::test]
async fn e20_one_delete_an_operation() {
    let app = TestApp::start(Engine::Sqlite).await;
    let twice = "mutation { a: customerDelete(input: {}) { __typename } b: customerDelete(input: {}) { __typename } }";
    assert_eq!(code(&post(&app, twice).await), (400, "GRAPHQL_VALIDATION_FAILED"));
}

#[tokio::test]
async fn cost_is_told_and_bounded() {
    let app = TestApp::start_with(Engine::Sqlite, |settings| settings.max_cost = 500).await;
    let answer = post(&app, "{ __typename }").await;
    assert_eq!(answer.body["extensions"]["cost"], json!({ "requested": 1, "limit": 500 }));
    let dear = "{ customers(first: 100) { nodes { id displayName email phone version } } }";
    let answer = post(&app, dear).await;
    assert_eq!(code(&answer), (400, "GRAPHQL_VALIDATION_FAILED"));
    let message = answer.body["errors"][0]["message"].as_str().unwrap_or_default();
    assert!(message.contains("502") && message.contains("500"), "{message}");
}

#[tokio::test]
async fn a_spent_budget_says_when_to_come_back() {
    let app = TestApp::start_with(Engine::Sqlite, |settings| settings.cost_per_minute = 3).await;
    for remaining in (0..3).rev() {
        let answer = post(&app, "{ __typename }").await;
        assert_eq!(answer.headers["ratelimit"], format!("\"cost\";r={remaining};t={}", (3 - remaining) * 20));
        assert_eq!(answer.headers["ratelimit-policy"], "\"cost\";q=3;w=60");
    }
    let refused = post(&app, "{ __typename }").await;
    assert_eq!(code(&refused), (429, "RATE_LIMITED"));
    assert_eq!(refused.headers["retry-after"], "20");
    app.clock.advance(chrono::TimeDelta::seconds(20)).expect("the clock moves");
    assert_eq!(post(&app, "{ __typename }").await.status, 200);
}

#[tokio::test]
async fn introspection_is_a_setting() {
    let introspection = "{ __schema { queryType { name } } }";
    let open = TestApp::start(Engine::Sqlite).await;
    assert_eq!(post(&open, introspection).await.body["data"]["__schema"]["queryType"]["name"], "Query");
    let closed = TestApp::start_with(Engine::Sqlite, |settings| settings.introspection = false).await;
    assert_eq!(code(&post(&closed, introspection).await), (400, "GRAPHQL_VALIDATION_FAILED"));
    assert_eq!(post(&closed, "{ __typename }").await.status, 200);
}

#[tokio::test]
async fn long_bodies_are_refused() {
    let app = TestApp::start_with(Engine::Sqlite, |settings| settings.max_body = 1_000).await;
    let answer = post(&app, &format!("{{ __typename }} # {}", "x".repeat(1_000))).await;
    assert_eq!(code(&answer), (413, "BAD_USER_INPUT"));
}
