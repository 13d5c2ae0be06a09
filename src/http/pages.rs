//! The web front's files, embedded: the playground, the portal, the booking page, the pages that links lead to, the
//! demo's mailbox.

use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use rust_embed::Embed;

use super::gateway::Gateway;

#[derive(Embed)]
#[folder = "playground/dist"]
#[allow_missing = true]
struct Front;

/// Nothing from elsewhere, nothing inline.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
    connect-src 'self' ws: wss:; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The pages that the settings switch on.
pub fn router(gateway: &Gateway) -> Router<Gateway> {
    let settings = &gateway.app().settings;
    let mut router = Router::new()
        .route("/playground/assets/{*file}", get(asset))
        .route("/portal", get(|| page("portal.html")))
        .route("/portal/{page}", get(|| page("portal.html")))
        .route("/book/{account}", get(|| page("book.html")));
    for link in ["quote", "rating", "payment-method", "email-change", "unsubscribe"] {
        let at = [format!("/{link}"), format!("/portal/{link}")];
        router = at.iter().fold(router, |router, path| router.route(path, get(|| page("link.html"))));
    }
    if settings.playground {
        router = router
            .route("/", get(|| async { Redirect::temporary("/playground") }))
            .route("/playground", get(|| page("index.html")));
    }
    if settings.demo {
        router = router.route("/demo/mailbox", get(|| page("mailbox.html")));
    }
    router
}

async fn page(name: &'static str) -> Response {
    let Some(file) = Front::get(name) else {
        let text = "This page is part of the web front, which was not built into this binary: README says how.\n\
            The API is at /graphql.\n";
        return (StatusCode::NOT_FOUND, text).into_response();
    };
    let headers =
        [(CONTENT_TYPE, "text/html; charset=utf-8"), (CACHE_CONTROL, "no-store"), (CONTENT_SECURITY_POLICY, POLICY)];
    (headers, file.data).into_response()
}

async fn asset(Path(file): Path<String>) -> Result<Response, StatusCode> {
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
