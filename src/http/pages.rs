//! The web front's files, embedded: the playground, the portal's sign-in page, the demo's mailbox.

use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use axum::routing::get;
use axum::{Router, response};
use rust_embed::Embed;

use super::gateway::Gateway;

#[derive(Embed)]
#[folder = "playground/dist"]
#[allow_missing = true]
struct Front;

/// Stands in the pages where each answer's own style nonce goes.
const NONCE: &str = "__CSP_NONCE__";

/// The pages that the settings switch on.
pub fn router(gateway: &Gateway) -> Router<Gateway> {
    let settings = &gateway.app().settings;
    let mut router = Router::new()
        .route("/playground/assets/{*file}", get(asset))
        .route("/portal/sign-in", get(|gateway| page(gateway, "portal.html")));
    if settings.playground {
        router = router
            .route("/", get(|| async { Redirect::temporary("/playground") }))
            .route("/playground", get(|gateway| page(gateway, "index.html")));
    }
    if settings.demo {
        router = router.route("/demo/mailbox", get(|gateway| page(gateway, "mailbox.html")));
    }
    router
}

async fn page(State(gateway): State<Gateway>, name: &'static str) -> Response {
    let Some(text) = Front::get(name).and_then(|file| String::from_utf8(file.data.into_owned()).ok()) else {
        let text = "This page is part of the web front, which was not built into this binary.\n\
            Build it with `make front`, then build Lethe again. The API is at /graphql.\n";
        return (StatusCode::NOT_FOUND, text).into_response();
    };
    let nonce = data_encoding::BASE64URL_NOPAD.encode(&gateway.app().entropy.bytes::<16>());
    let policy = policy(text.contains(NONCE).then_some(&nonce));
    let mut response = Html(text.replace(NONCE, &nonce)).into_response();
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(policy) = HeaderValue::try_from(policy) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// Nothing from elsewhere, nothing inline; styles with this answer's nonce where a page needs them.
fn policy(nonce: Option<&String>) -> String {
    let nonce = nonce.map(|nonce| format!(" 'nonce-{nonce}'")).unwrap_or_default();
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'{nonce}; img-src 'self' data:; font-src 'self'; \
         connect-src 'self' ws: wss:; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
}

async fn asset(Path(file): Path<String>) -> response::Result<Response, StatusCode> {
    let found = Front::get(&format!("assets/{file}")).ok_or(StatusCode::NOT_FOUND)?;
    let headers = [(CONTENT_TYPE, content_type(&file)), (CACHE_CONTROL, "public, max-age=31536000, immutable")];
    Ok((headers, found.data).into_response())
}

fn content_type(file: &str) -> &'static str {
    match file.rsplit_once('.').map(|(_, extension)| extension) {
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json" | "map") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("woff") => "font/woff",
        Some("ttf") => "font/ttf",
        Some("wasm") => "application/wasm",
        _ => "application/octet-stream",
    }
}
