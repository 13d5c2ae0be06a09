//! Long connections: a `graphql-transport-ws` socket, and a stream of server-sent events.

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

/// How long to wait for what should come at once.
const PATIENCE: Duration = Duration::from_secs(20);

/// What the server said, or the code it closed with.
#[derive(Debug, PartialEq)]
pub enum Said {
    Message(Value),
    Closed(u16),
}

/// A WebSocket.
pub struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    /// Connects to the server at `origin` (`http://127.0.0.1:PORT`).
    pub async fn open(origin: &str, subprotocol: Option<&'static str>) -> Self {
        let url = format!("{}/graphql", origin.replace("http:", "ws:"));
        let mut request = url.into_client_request().expect("a request");
        if let Some(subprotocol) = subprotocol {
            request.headers_mut().insert("sec-websocket-protocol", subprotocol.parse().expect("a header"));
        }
        Self(tokio_tungstenite::connect_async(request).await.expect("a socket").0)
    }

    /// Connects and is acknowledged.
    pub async fn introduced(origin: &str, token: Option<&str>) -> Self {
        let mut socket = Self::open(origin, Some("graphql-transport-ws")).await;
        let payload = token.map_or(json!({}), |token| json!({ "authorization": format!("Bearer {token}") }));
        socket.say(&json!({ "type": "connection_init", "payload": payload })).await;
        assert_eq!(socket.hear().await, Said::Message(json!({ "type": "connection_ack" })));
        socket
    }

    pub async fn say(&mut self, message: &Value) {
        self.0.send(Message::text(message.to_string())).await.expect("sent");
    }

    pub async fn subscribe(&mut self, id: &str, query: &str, variables: Value) {
        let payload = json!({ "query": query, "variables": variables });
        self.say(&json!({ "type": "subscribe", "id": id, "payload": payload })).await;
    }

    pub async fn hear(&mut self) -> Said {
        loop {
            let message = tokio::time::timeout(PATIENCE, self.0.next()).await.expect("in time");
            match message.expect("still open").expect("a message") {
                Message::Text(text) => return Said::Message(serde_json::from_str(&text).expect("JSON")),
                Message::Close(frame) => return Said::Closed(frame.map_or(1005, |frame| frame.code.into())),
                _ => {}
            }
        }
    }
}

/// A stream of server-sent events.
pub struct Events {
    answer: reqwest::Response,
    text: String,
}

impl Events {
    /// The events of an answer.
    pub fn of(answer: reqwest::Response) -> Self {
        Self { answer, text: String::new() }
    }

    /// The body of the next result; `None` when the stream completes.
    pub async fn next(&mut self) -> Option<Value> {
        loop {
            let event = self.event().await;
            if let Some(data) = event.strip_prefix("event: next\ndata: ") {
                return Some(serde_json::from_str(data).expect("JSON"));
            }
            if event.starts_with("event: complete") {
                return None;
            }
        }
    }

    async fn event(&mut self) -> String {
        loop {
            if let Some((event, rest)) = self.text.split_once("\n\n") {
                let event = event.to_owned();
                self.text = rest.to_owned();
                return event;
            }
            let chunk = tokio::time::timeout(PATIENCE, self.answer.chunk()).await.expect("in time");
            let chunk = chunk.expect("a whole stream").expect("an event before the end");
            self.text.push_str(std::str::from_utf8(&chunk).expect("text"));
        }
    }
}
