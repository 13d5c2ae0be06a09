//! `graphql-transport-ws`, and what closes a socket.

use futures_util::{SinkExt as _, StreamExt as _};
use lethe::terms::Role;
use rstest::rstest;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use crate::support::{Engine, TestApp};

struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

/// What the server said, or the code it closed with.
#[derive(Debug, PartialEq)]
enum Said {
    Message(Value),
    Closed(u16),
}

impl Socket {
    async fn open(app: &TestApp, subprotocol: Option<&'static str>) -> Self {
        let url = format!("{}/graphql", app.origin.replace("http:", "ws:"));
        let mut request = url.into_client_request().expect("a request");
        if let Some(subprotocol) = subprotocol {
            request.headers_mut().insert("sec-websocket-protocol", subprotocol.parse().expect("a header"));
        }
        Self(tokio_tungstenite::connect_async(request).await.expect("a socket").0)
    }

    async fn introduced(app: &TestApp, token: Option<&str>) -> Self {
        let mut socket = Self::open(app, Some("graphql-transport-ws")).await;
        let payload = token.map_or(json!({}), |token| json!({ "authorization": format!("Bearer {token}") }));
        socket.say(&json!({ "type": "connection_init", "payload": payload })).await;
        assert_eq!(socket.hear().await, Said::Message(json!({ "type": "connection_ack" })));
        socket
    }

    async fn say(&mut self, message: &Value) {
        self.0.send(Message::text(message.to_string())).await.expect("sent");
    }

    async fn hear(&mut self) -> Said {
        loop {
            match self.0.next().await.expect("still open").expect("a message") {
                Message::Text(text) => return Said::Message(serde_json::from_str(&text).expect("JSON")),
                Message::Close(frame) => return Said::Closed(frame.map_or(1005, |frame| frame.code.into())),
                _ => {}
            }
        }
    }
}

fn subscribe(id: &str, query: &str) -> Value {
    json!({ "type": "subscribe", "id": id, "payload": { "query": query } })
}

#[tokio::test]
async fn operations_run_over_the_socket() {
    let app = TestApp::start(Engine::Sqlite).await;
    let mut socket = Socket::introduced(&app, None).await;
    socket.say(&subscribe("1", "{ __typename }")).await;
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
    let mut socket = Socket::introduced(&app, None).await;
    let nested = format!("{{ f(a: {}) }}", "[".repeat(1_600));
    for (query, code) in [
        (nested.as_str(), "GRAPHQL_PARSE_FAILED"),
        ("mutation { a: signOut { __typename } b: signOut { __typename } }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
    ] {
        socket.say(&subscribe("1", query)).await;
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
    let mut socket = Socket::open(&app, Some("graphql-transport-ws")).await;
    socket.say(&first).await;
    assert_eq!(socket.hear().await, Said::Closed(code));
}

#[tokio::test]
async fn a_second_introduction_closes_the_socket() {
    let app = TestApp::start(Engine::Sqlite).await;
    let mut socket = Socket::introduced(&app, None).await;
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
        None => assert_eq!(Socket::open(&app, None).await.hear().await, Said::Closed(4406)),
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
    let mut socket = Socket::introduced(&app, owner.token()).await;
    let mut other = Socket::introduced(&app, app.client(Role::Manager).await.token()).await;
    owner.run("mutation { signOut { __typename } }", Value::Null).await;
    assert_eq!(socket.hear().await, Said::Closed(4401));
    other.say(&json!({ "type": "ping" })).await;
    assert_eq!(other.hear().await, Said::Message(json!({ "type": "pong" })), "others stay");
}
