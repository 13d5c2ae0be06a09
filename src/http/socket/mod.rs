//! `GET /graphql` as a WebSocket: the `graphql-transport-ws` protocol (as the graphql-ws library speaks it).

mod protocol;
mod session;

use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::extract::{FromRequestParts as _, Request};
use axum::response::{IntoResponse as _, Response};
use tracing::{Instrument as _, Span};

use super::gateway::Gateway;
use super::visitor::Visitor;
use protocol::{Closing, SUBPROTOCOL};
use session::Session;

/// Upgrades a request to a socket.
pub async fn upgrade(gateway: Gateway, request: Request) -> Response {
    let (mut parts, _) = request.into_parts();
    let upgrade = match WebSocketUpgrade::from_request_parts(&mut parts, &()).await {
        Ok(upgrade) => upgrade,
        Err(rejection) => return rejection.into_response(),
    };
    let visitor = Visitor::of(&parts);
    let limit = gateway.app().settings.max_body;
    let span = Span::current();
    upgrade.protocols([SUBPROTOCOL]).max_message_size(limit).max_frame_size(limit).on_upgrade(|socket| {
        // Shutdown waits for the socket to say goodbye.
        let open = gateway.tasks().token();
        async move {
            match visitor {
                _ if socket.protocol().is_none() => close(socket, Closing::WrongSubprotocol).await,
                Ok(visitor) => Session::new(gateway, visitor).serve(socket).await,
                Err(_) => close(socket, Closing::Unauthorized).await,
            }
            drop(open);
        }
        .instrument(span)
    })
}

async fn close(mut socket: WebSocket, closing: Closing) {
    // A client that has gone already needs no goodbye.
    let _ = socket.send(Message::from(closing)).await;
}
