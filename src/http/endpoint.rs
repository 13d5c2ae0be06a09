//! `/graphql`: one operation a POST, as JSON; a WebSocket or a stream of events for what goes on.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest as _, Request, State};
use axum::http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, UPGRADE, VARY, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse as _, Response};

use super::answer::Answer;
use super::codes::{Code, Rejection};
use super::gateway::{Admission, Gateway};
use super::media::{Media, is_json};
use super::params::Params;
use super::visitor::Visitor;
use super::{socket, sse};
use crate::clock::Timestamp;

const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
/// How long a client may take to send its body.
const BODY_TIME: Duration = Duration::from_secs(30);

/// Takes whatever comes to `/graphql`.
pub async fn graphql(State(gateway): State<Gateway>, request: Request) -> Response {
    match *request.method() {
        Method::POST => post(gateway, request).await.unwrap_or_else(|refused| refused),
        Method::GET if request.headers().contains_key(UPGRADE) => socket::upgrade(gateway, request).await,
        _ => {
            let refused = refuse(StatusCode::METHOD_NOT_ALLOWED, "operations are sent by POST");
            ([(ALLOW, "POST")], refused).into_response()
        }
    }
}

async fn post(gateway: Gateway, request: Request) -> Result<Response, Response> {
    let (parts, body) = request.into_parts();
    let media = Media::accepted(&parts.headers).ok_or_else(not_acceptable)?;
    if !is_json(&parts.headers) {
        return Err(refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, "the body must be application/json in UTF-8"));
    }
    let visitor = Visitor::of(&parts);
    let body = read(Request::from_parts(parts, body)).await?;
    let admission = match (visitor, Params::from_slice(&body)) {
        (Ok(visitor), Ok(params)) => gateway.admit(&visitor, params).await,
        (Err(rejection), _) | (_, Err(rejection)) => rejection.into(),
    };
    Ok(respond(gateway, media, admission).await)
}

async fn respond(gateway: Gateway, media: Media, admission: Admission) -> Response {
    let now = gateway.app().now();
    let limits = limit_headers(&admission, now);
    let at_the_door =
        matches!(&admission.outcome, Err(r) if matches!(r.code, Code::Unauthenticated | Code::RateLimited));
    let mut response = if media == Media::EventStream && !at_the_door {
        written(StatusCode::OK, media, sse::body(gateway, admission.outcome))
    } else {
        let media = if media == Media::EventStream { Media::Json } else { media };
        let answer = match admission.outcome {
            Ok(operation) => gateway.run(operation).await,
            Err(rejection) => Answer::from(rejection),
        };
        written(answer.status(media), media, Body::from(answer.json()))
    };
    response.headers_mut().extend(limits);
    response
}

fn written(status: StatusCode, media: Media, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media.content_type()));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(VARY, HeaderValue::from_static("accept, accept-language, authorization"));
    if status == StatusCode::UNAUTHORIZED {
        headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    if media == Media::EventStream {
        // Proxies that gather an answer before they pass it on are asked not to.
        headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    }
    response
}

/// RateLimit and RateLimit-Policy (draft-ietf-httpapi-ratelimit-headers), and Retry-After.
fn limit_headers(admission: &Admission, now: Timestamp) -> HeaderMap {
    let seconds = |until: Timestamp| ((until - now).num_milliseconds().max(0) + 999) / 1000;
    let mut headers = HeaderMap::new();
    let mut set = |name, text: String| {
        if let Ok(value) = HeaderValue::try_from(text) {
            headers.insert(name, value);
        }
    };
    if let Some(budget) = admission.budget {
        set(RATE_LIMIT, format!("\"cost\";r={};t={}", budget.remaining, seconds(budget.resets_at)));
        set(RATE_LIMIT_POLICY, format!("\"cost\";q={};w=60", budget.limit));
    }
    if let Some(retry) = admission.retry {
        let wait = seconds(retry.0).max(1);
        set(RATE_LIMIT, format!("\"cost\";r=0;t={wait}"));
        set(RETRY_AFTER, wait.to_string());
    }
    headers
}

/// Reads the body, up to the limit that the router set.
async fn read(request: Request) -> Result<Bytes, Response> {
    match tokio::time::timeout(BODY_TIME, Bytes::from_request(request, &())).await {
        Ok(Ok(body)) => Ok(body),
        Ok(Err(rejection)) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            Err(refuse(StatusCode::PAYLOAD_TOO_LARGE, "the body is too long"))
        }
        Ok(Err(_)) => Err(refuse(StatusCode::BAD_REQUEST, "the body broke off")),
        Err(_) => Err(refuse(StatusCode::REQUEST_TIMEOUT, "the body took too long")),
    }
}

fn not_acceptable() -> Response {
    let known = "application/json, application/graphql-response+json or text/event-stream";
    refuse(StatusCode::NOT_ACCEPTABLE, format!("answers are {known}"))
}

fn refuse(status: StatusCode, message: impl Into<String>) -> Response {
    let answer = Answer::from(Rejection::new(Code::BadUserInput, message));
    written(status, Media::Json, Body::from(answer.json()))
}
