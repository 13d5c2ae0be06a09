//! Request ids, and what the log says about each request: never what was asked or by whom.

use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument as _;
use tracing::field::Empty;

use super::gateway::Gateway;

/// The header that carries it, in and out.
pub const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What ties an answer to the log.
#[derive(Clone, Debug)]
pub struct RequestId(pub String);

/// Gives every request an id, the client's if it is a decent one, and logs how it was answered.
pub async fn observe(State(gateway): State<Gateway>, mut request: Request, next: Next) -> Response {
    let sent = request.headers().get(X_REQUEST_ID).and_then(|value| value.to_str().ok()).filter(|id| is_decent(id));
    let id = sent.map_or_else(|| fresh(&gateway), str::to_owned);
    // The route, not the path: some paths end in a token.
    let route = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str).to_owned();
    let span = tracing::info_span!(
        "request", id, method = %request.method(), path = route,
        principal = Empty, operation = Empty, name = Empty
    );
    request.extensions_mut().insert(RequestId(id.clone()));
    let start = Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    let ms = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
    tracing::info!(parent: &span, status = response.status().as_u16(), ms, "answered");
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(X_REQUEST_ID, value);
    }
    response
}

fn fresh(gateway: &Gateway) -> String {
    let app = gateway.app();
    app.entropy.uuid_at(app.now()).simple().to_string()
}

fn is_decent(id: &str) -> bool {
    (8..=64).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
}
