//! `/unsubscribe/TOKEN`: the address in a letter's `List-Unsubscribe` header. A POST refuses more such letters at once
//! (RFC 8058); whoever opens it in a browser is asked first.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, Path, State};
use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::response::{IntoResponse as _, Redirect, Response};

use super::gateway::Gateway;
use crate::error::{Failure, Refusal};
use crate::notifications;
use crate::terms::Lang;

/// Leads to the page that asks. It changes nothing: programs that look into mails open addresses, too.
pub async fn ask(Path(token): Path<String>) -> Response {
    if !token.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
        return StatusCode::NOT_FOUND.into_response();
    }
    Redirect::to(&format!("/portal/unsubscribe#token={token}")).into_response()
}

/// Refuses. What the body says does not matter: the token says it all.
pub async fn refuse(
    State(gateway): State<Gateway>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    Path(token): Path<String>,
) -> Response {
    let app = gateway.app();
    match notifications::unsubscribe(app, (Some(peer.ip()), Lang::En), &token).await {
        Ok(_) => (StatusCode::OK, "you get no more such letters\n").into_response(),
        Err(Failure::Refused(Refusal::RateLimited { retry_at })) => {
            let seconds = (retry_at - app.now()).num_seconds().max(1);
            (StatusCode::TOO_MANY_REQUESTS, [(RETRY_AFTER, seconds.to_string())]).into_response()
        }
        Err(Failure::Refused(_)) => {
            (StatusCode::NOT_FOUND, "this link does not work, or not any more\n").into_response()
        }
        Err(Failure::Fault(fault)) => {
            tracing::error!(error = %fault, "unsubscribing failed");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
