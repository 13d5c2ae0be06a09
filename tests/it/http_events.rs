//! Server-sent events: graphql-sse's distinct connections. The database makes no difference here.

use serde_json::{Value, json};

use crate::support::{Engine, TestApp};

async fn stream(app: &TestApp, query: &str) -> (String, String) {
    let request = reqwest::Client::new().post(format!("{}/graphql", app.origin)).json(&json!({ "query": query }));
    let answer = request.header("accept", "text/event-stream").send().await.expect("the server answers");
    assert_eq!(answer.status(), 200);
    let content_type = answer.headers()["content-type"].to_str().expect("text").to_owned();
    (content_type, answer.text().await.expect("the stream ends"))
}

#[tokio::test]
async fn a_result_is_a_next_event_and_a_complete_event_with_a_data_line_follows() {
    let app = TestApp::start(Engine::Sqlite).await;
    let (content_type, text) = stream(&app, "{ __typename }").await;
    assert_eq!(content_type, "text/event-stream; charset=utf-8");
    let events: Vec<_> = text.split_terminator("\n\n").filter(|event| *event != ":").collect();
    let [next, complete] = events.as_slice() else { panic!("{text}") };
    let data = next.strip_prefix("event: next\ndata: ").expect("a next event");
    let data: Value = serde_json::from_str(data).expect("JSON");
    assert_eq!(data["data"], json!({ "__typename": "Query" }));
    assert_eq!(*complete, "event: complete\ndata:");
}

#[tokio::test]
async fn what_cannot_run_is_told_in_the_stream() {
    let app = TestApp::start(Engine::Sqlite).await;
    for (query, code) in [("{", "GRAPHQL_PARSE_FAILED"), ("{ nothing }", "GRAPHQL_VALIDATION_FAILED")] {
        let (_, text) = stream(&app, query).await;
        assert!(text.contains("event: next\n") && text.contains(code), "{text}");
        assert!(text.ends_with("event: complete\ndata:\n\n"), "{text}");
    }
}
