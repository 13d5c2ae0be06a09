//! GraphQL over HTTP: what is taken, what comes back, and with which status (the audits of the graphql-http project).
//! The database makes no difference here, so the embedded one serves.

use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{Engine, TestApp};

const JSON: &str = "application/json";
const GRAPHQL: &str = "application/graphql-response+json";

struct Got {
    status: u16,
    content_type: String,
    headers: reqwest::header::HeaderMap,
    body: Value,
}

async fn send(app: &TestApp, headers: &[(&str, &str)], body: impl Into<reqwest::Body>) -> Got {
    let mut request = reqwest::Client::new().post(format!("{}/graphql", app.origin)).body(body);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    got(request).await
}

async fn got(request: reqwest::RequestBuilder) -> Got {
    let answer = request.send().await.expect("the server answers");
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    let content_type = headers.get("content-type").map(|v| v.to_str().expect("text").to_owned()).unwrap_or_default();
    let text = answer.text().await.expect("UTF-8");
    Got { status, content_type, headers, body: serde_json::from_str(&text).unwrap_or(Value::String(text)) }
}

async fn post(app: &TestApp, accept: &str, body: Value) -> Got {
    send(app, &[("content-type", JSON), ("accept", accept)], body.to_string()).await
}

#[tokio::test]
async fn answers_come_in_the_media_type_that_was_asked_for() {
    let app = TestApp::start(Engine::Sqlite).await;
    let query = json!({ "query": "{ __typename }" });
    for (accept, expected) in [(JSON, JSON), (GRAPHQL, GRAPHQL), ("*/*", JSON)] {
        let got = post(&app, accept, query.clone()).await;
        assert_eq!((got.status, &got.body["data"]), (200, &json!({ "__typename": "Query" })), "{accept}");
        assert_eq!(got.content_type, format!("{expected}; charset=utf-8"));
    }
    let without = send(&app, &[("content-type", "application/json; charset=utf-8")], query.to_string()).await;
    assert_eq!((without.status, without.content_type.as_str()), (200, "application/json; charset=utf-8"));
    assert_eq!(post(&app, "text/html", query).await.status, 406);
}

#[rstest]
#[case::no_query(json!({ "notquery": "{ __typename }" }), "BAD_USER_INPUT")]
#[case::query_object(json!({ "query": { "obj": "ect" } }), "BAD_USER_INPUT")]
#[case::query_array(json!({ "query": ["array"] }), "BAD_USER_INPUT")]
#[case::operation_name_number(json!({ "query": "{ __typename }", "operationName": 0 }), "BAD_USER_INPUT")]
#[case::variables_string(json!({ "query": "{ __typename }", "variables": "string" }), "BAD_USER_INPUT")]
#[case::variables_array(json!({ "query": "{ __typename }", "variables": ["array"] }), "BAD_USER_INPUT")]
#[case::extensions_false(json!({ "query": "{ __typename }", "extensions": false }), "BAD_USER_INPUT")]
#[case::batch(json!([{ "query": "{ __typename }" }]), "BAD_USER_INPUT")]
#[case::unparsable(json!({ "query": "{" }), "GRAPHQL_PARSE_FAILED")]
#[case::unknown_field(json!({ "query": "{ f31403dfe404bccbb0e835f2629c6a7 }" }), "GRAPHQL_VALIDATION_FAILED")]
#[case::unknown_operation(json!({ "query": "query A { __typename }", "operationName": "B" }), "GRAPHQL_VALIDATION_FAILED")]
#[case::wrong_variable(json!({ "query": "query($n: Int) { customers(first: $n) { totalCount } }", "variables": { "n": "x" } }), "BAD_USER_INPUT")]
#[tokio::test]
async fn what_cannot_run_is_refused_without_data(#[case] body: Value, #[case] code: &str) {
    let app = TestApp::start(Engine::Sqlite).await;
    for (accept, status) in [(GRAPHQL, 400), (JSON, 200)] {
        let got = post(&app, accept, body.clone()).await;
        assert_eq!(got.status, status, "{:#}", got.body);
        assert_eq!(got.body["errors"][0]["extensions"]["code"], code, "{:#}", got.body);
        assert!(got.body.get("data").is_none(), "{:#}", got.body);
    }
}

#[tokio::test]
async fn broken_json_and_no_body_are_refused() {
    let app = TestApp::start(Engine::Sqlite).await;
    for body in ["{ \"not a JSON", ""] {
        let got = send(&app, &[("content-type", JSON), ("accept", GRAPHQL)], body).await;
        assert_eq!((got.status, &got.body["errors"][0]["extensions"]["code"]), (400, &json!("BAD_USER_INPUT")));
        assert_eq!(send(&app, &[("content-type", JSON), ("accept", JSON)], body).await.status, 200);
    }
}

#[tokio::test]
async fn parameters_may_be_null_or_given() {
    let app = TestApp::start(Engine::Sqlite).await;
    for body in [
        json!({ "query": "{ __typename }", "variables": null, "operationName": null, "extensions": null }),
        json!({ "query": "query Q { __typename }", "operationName": "Q", "extensions": { "some": "value" } }),
        json!({ "query": "query($n: String!) { __type(name: $n) { name } }", "variables": { "n": "Customer" } }),
    ] {
        let got = post(&app, GRAPHQL, body).await;
        assert_eq!(got.status, 200);
        assert!(got.body.get("errors").is_none(), "{:#}", got.body);
    }
}

#[tokio::test]
async fn only_json_by_post_is_taken() {
    let app = TestApp::start(Engine::Sqlite).await;
    let body = json!({ "query": "mutation { signOut { __typename } }" }).to_string();
    for content_type in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"] {
        assert_eq!(send(&app, &[("content-type", content_type)], body.clone()).await.status, 415, "{content_type}");
    }
    assert_eq!(send(&app, &[], "").await.status, 415);
    let url = format!("{}/graphql?query=mutation%7B__typename%7D", app.origin);
    let by_get = got(reqwest::Client::new().get(url)).await;
    assert_eq!((by_get.status, by_get.headers["allow"].to_str().ok()), (405, Some("POST")));
}

#[tokio::test]
async fn wrong_credentials_get_401() {
    let app = TestApp::start(Engine::Sqlite).await;
    for accept in [JSON, GRAPHQL, "text/event-stream"] {
        for authorization in ["Bearer nonsense", "Basic YTpi", "Bearer lethe_pt_x"] {
            let headers = [("content-type", JSON), ("accept", accept), ("authorization", authorization)];
            let got = send(&app, &headers, json!({ "query": "{ __typename }" }).to_string()).await;
            assert_eq!((got.status, &got.body["errors"][0]["extensions"]["code"]), (401, &json!("UNAUTHENTICATED")));
            assert_eq!(got.headers["www-authenticate"], "Bearer");
        }
    }
}

#[tokio::test]
async fn request_ids_come_back_and_odd_ones_are_replaced() {
    let app = TestApp::start(Engine::Sqlite).await;
    let body = json!({ "query": "{ __typename }" }).to_string();
    let id = |sent: &'static str| {
        let (app, body) = (&app, body.clone());
        async move {
            let got = send(app, &[("content-type", JSON), ("x-request-id", sent)], body).await;
            got.headers["x-request-id"].to_str().expect("text").to_owned()
        }
    };
    assert_eq!(id("checkout-42.7").await, "checkout-42.7");
    assert_eq!(id("<script>alert(1)</script>").await.len(), 32);
}

#[tokio::test]
async fn answers_carry_headers_for_careful_browsers() {
    let app = TestApp::start(Engine::Sqlite).await;
    let got = post(&app, JSON, json!({ "query": "{ __typename }" })).await;
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("x-frame-options", "DENY"),
        ("cache-control", "no-store"),
    ] {
        assert_eq!(got.headers[name], value);
    }
}

#[tokio::test]
async fn only_origins_in_the_settings_may_call_from_browsers() {
    let app = TestApp::start_with(Engine::Sqlite, |s| s.cors_origins = vec!["https://app.example".into()]).await;
    for (origin, allowed) in [("https://app.example", true), ("https://evil.example", false)] {
        let request = reqwest::Client::new()
            .request(reqwest::Method::OPTIONS, format!("{}/graphql", app.origin))
            .header("origin", origin)
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "content-type,authorization");
        assert_eq!(got(request).await.headers.contains_key("access-control-allow-origin"), allowed, "{origin}");
    }
}

#[rstest]
#[tokio::test]
async fn the_server_says_whether_it_lives_and_can_serve(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let status = async |path| got(reqwest::Client::new().get(format!("{}{path}", app.origin))).await.status;
    assert_eq!((status("/healthz").await, status("/readyz").await), (200, 200));
    app.app.db.close().await;
    assert_eq!((status("/healthz").await, status("/readyz").await), (200, 503));
}
