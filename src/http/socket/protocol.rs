//! The messages and close codes of `graphql-transport-ws`.

use axum::extract::ws::{CloseFrame, Message};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::http::answer::Answer;

/// The subprotocol's name.
pub const SUBPROTOCOL: &str = "graphql-transport-ws";

/// What a client says.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Incoming {
    ConnectionInit { payload: Option<Value> },
    Ping { payload: Option<Value> },
    Pong {},
    Subscribe { id: String, payload: Value },
    Complete { id: String },
}

/// What the server says.
#[derive(Debug)]
pub enum Outgoing {
    ConnectionAck,
    Pong(Option<Value>),
    Next(String, Answer),
    Error(String, Answer),
    Complete(String),
}

impl From<Outgoing> for Message {
    fn from(outgoing: Outgoing) -> Self {
        let message = match outgoing {
            Outgoing::ConnectionAck => json!({ "type": "connection_ack" }),
            Outgoing::Pong(None) => json!({ "type": "pong" }),
            Outgoing::Pong(Some(payload)) => json!({ "type": "pong", "payload": payload }),
            Outgoing::Next(id, answer) => json!({ "type": "next", "id": id, "payload": answer }),
            Outgoing::Error(id, answer) => json!({ "type": "error", "id": id, "payload": answer.errors }),
            Outgoing::Complete(id) => json!({ "type": "complete", "id": id }),
        };
        Self::Text(message.to_string().into())
    }
}

/// Why the server closes a socket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Closing {
    /// The server shuts down.
    GoingAway,
    /// The message is none of the protocol's.
    InvalidMessage,
    /// Wrong credentials, none yet, or a session that ended. The graphql-ws client does not retry.
    Unauthorized,
    /// Permissions changed. The graphql-ws client connects again, and asks with the new ones.
    AccessChanged,
    /// The client speaks another subprotocol.
    WrongSubprotocol,
    /// No `connection_init` in time.
    InitTimeout,
    /// The id is taken by an operation under way.
    IdTaken(String),
    /// A second `connection_init`.
    InitTwice,
}

impl From<Closing> for Message {
    fn from(closing: Closing) -> Self {
        let (code, reason) = match closing {
            Closing::GoingAway => (1001, "going away".to_owned()),
            Closing::InvalidMessage => (4400, "invalid message".to_owned()),
            Closing::Unauthorized => (4401, "Unauthorized".to_owned()),
            Closing::AccessChanged => (4403, "permissions changed: connect again".to_owned()),
            Closing::WrongSubprotocol => (4406, "Subprotocol not acceptable".to_owned()),
            Closing::InitTimeout => (4408, "Connection initialisation timeout".to_owned()),
            Closing::IdTaken(id) => (4409, format!("Subscriber for {} already exists", shortened(&id))),
            Closing::InitTwice => (4429, "Too many initialisation requests".to_owned()),
        };
        Self::Close(Some(CloseFrame { code, reason: reason.into() }))
    }
}

/// A close frame holds 123 bytes.
fn shortened(id: &str) -> String {
    id.chars().filter(|c| c.is_ascii_graphic()).take(64).collect()
}
