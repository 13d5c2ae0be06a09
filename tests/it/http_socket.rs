//! `graphql-transport-ws`, and what closes a socket.

use lethe::terms::Role;
use rstest::rstest;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;

use crate::support::{Engine, Said, Socket, TestApp};

#[tokio::test]
async fn operations_run_over_the_socket() {
    let app = TestApp::start(Engine::Sqlite).await;
    let mut socket = Socket::introduced(&app.origin, None).await;
    socket.subscribe("1", "{ __typename }", json!({})).await;
    let Said::Message(next) = socket.hear().await else { panic!("closed") };
    assert_eq!((&next["type"], &next["id"]), (&json!("next"), &json!("1")));
    assert_eq!(next["payload"]["data"], json!({ "__typename": "Query" }));
    assert_eq!(socket.hear().await, Said::Message(json!({ "type": "complete", "id": "1" })));
    socket.say(&json!({ "type": "ping", "payload": { "at": 1 } })).await;
    assert_eq!(socket.hear().await, Said::Message(json!({ "type": "pong", "payload": { "at": 1 } })));
}

#[tokio::test]
async fn documents_are_checked_over_the_socket_too() {
    let app = TestApp::start(Engine::Sqlite).await;
    let mut socket = Socket::introduced(&app.origin, None).await;
    let nested = format!("{{ f(a: {}) }}", "[".repeat(1_600));
    for (query, code) in [
        (nested.as_str(), "GRAPHQL_PARSE_FAILED"),
        ("mutation { a: signOut { __typename } b: signOut { __typename } }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
    ] {
        socket.subscribe("1", query, json!({})).await;
        let Said::Message(error) = socket.hear().await else { panic!("closed") };
        assert_eq!(error["type"], "error", "{error}");
        assert_eq!(error["payload"][0]["extensions"]["code"], code, "{error}");
    }
}

#[rstest]
#[case::before_init(json!({ "type": "subscribe", "id": "1", "payload": { "query": "{ __typename }" } }), 4401)]
#[case::unknown_type(json!({ "type": "hello" }), 4400)]
#[case::no_object(json!("hello"), 4400)]
#[case::wrong_token(json!({ "type": "connection_init", "payload": { "authorization": "Bearer x" } }), 4401)]
#[tokio::test]
async fn strangers_are_shown_out(#[case] first: Value, #[case] code: u16) {
    let app = TestApp::start(Engine::Sqlite).await;
    let mut socket = Socket::open(&app.origin, Some("graphql-transport-ws")).await;
    socket.say(&first).await;
    assert_eq!(socket.hear().await, Said::Closed(code));
}

#[tokio::test]
async fn a_second_introduction_closes_the_socket() {
    let app = TestApp::start(Engine::Sqlite).await;
    let mut socket = Socket::introduced(&app.origin, None).await;
    socket.say(&json!({ "type": "connection_init" })).await;
    assert_eq!(socket.hear().await, Said::Closed(4429));
}

#[rstest]
#[case(None)]
#[case(Some("graphql-ws"))]
#[tokio::test]
async fn other_subprotocols_are_not_spoken(#[case] subprotocol: Option<&'static str>) {
    let app = TestApp::start(Engine::Sqlite).await;
    let url = format!("{}/graphql", app.origin.replace("http:", "ws:"));
    match subprotocol {
        None => assert_eq!(Socket::open(&app.origin, None).await.hear().await, Said::Closed(4406)),
        // This client gives up by itself when its subprotocol is not chosen.
        Some(name) => {
            let mut request = url.into_client_request().expect("a request");
            request.headers_mut().insert("sec-websocket-protocol", name.parse().expect("a header"));
            assert!(tokio_tungstenite::connect_async(request).await.is_err());
        }
    }
}

#[rstest]
#[tokio::test]
async fn a_session_that_ends_takes_its_socket_with_it(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let mut socket = Socket::introduced(&app.origin, owner.token()).await;
    let mut other = Socket::introduced(&app.origin, app.client(Role::Manager).await.token()).await;
    owner.run("mutation { signOut { __typename } }", Value::Null).await;
    assert_eq!(socket.hear().await, Said::Closed(4401));
    other.say(&json!({ "type": "ping" })).await;
    assert_eq!(other.hear().await, Said::Message(json!({ "type": "pong" })), "others stay");
}
