//! Headers that every answer carries, and who may call from a browser.

use std::time::Duration;

use axum::extract::Request;
use axum::http::header::{
    ACCEPT, ACCEPT_LANGUAGE, AUTHORIZATION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, RETRY_AFTER,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::Response;
use tower_http::cors::CorsLayer;

use super::request_id::X_REQUEST_ID;
use crate::config::Settings;

/// Tells browsers to guess nothing, tell nobody, and be framed by nobody. Pages set a policy of their own.
pub async fn secure(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers
        .entry(CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"));
    response
}

/// Cross-origin calls from the origins in the settings, and no others. Credentials travel in a header that scripts set
/// themselves, never in cookies.
pub fn cors(settings: &Settings) -> CorsLayer {
    let origins = settings.cors_origins.iter().filter_map(|origin| HeaderValue::from_str(origin).ok());
    let limits = ["ratelimit", "ratelimit-policy"].map(HeaderName::from_static);
    CorsLayer::new()
        .allow_origin(origins.collect::<Vec<_>>())
        .allow_methods([Method::GET, Method::POST, Method::PUT])
        .allow_headers([ACCEPT, ACCEPT_LANGUAGE, AUTHORIZATION, CONTENT_TYPE, X_REQUEST_ID])
        .expose_headers(limits.into_iter().chain([RETRY_AFTER, X_REQUEST_ID]).collect::<Vec<_>>())
        .max_age(Duration::from_secs(3600))
}
