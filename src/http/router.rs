//! Which path leads where.

use axum::extract::DefaultBodyLimit;
use axum::routing::{any, get, put};
use axum::{Router, middleware};

use super::gateway::Gateway;
use super::{calendar, endpoint, files, headers, health, invoice_pdf, pages, payments, request_id, unsubscribe};
use crate::app::App;
use crate::graphql::Schema;

/// Everything that Lethe serves, ready for a listener with connection info.
pub fn router(app: App, schema: Schema) -> Router {
    routes(&Gateway::new(app, schema))
}

/// The same, in front of a gateway that is there already.
pub fn routes(gateway: &Gateway) -> Router {
    routes_with(gateway, Router::new())
}

/// The same, with more paths: the demo's.
pub fn routes_with(gateway: &Gateway, more: Router<Gateway>) -> Router {
    let settings = &gateway.app().settings;
    let mut router = Router::new()
        .route("/graphql", any(endpoint::graphql))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/invoices/{file}", get(invoice_pdf::invoice))
        .route("/calendar/{file}", get(calendar::feed))
        .route("/uploads/{token}", put(files::upload))
        .route("/downloads/{token}", get(files::download))
        .route("/unsubscribe/{token}", get(unsubscribe::ask).post(unsubscribe::refuse))
        .route("/personal-data/{format}/{token}", get(files::personal_data))
        .merge(pages::router(gateway))
        .merge(payments::router(gateway))
        .merge(more)
        .layer(DefaultBodyLimit::max(settings.max_body));
    if !settings.cors_origins.is_empty() {
        router = router.layer(headers::cors(settings));
    }
    router
        .layer(middleware::from_fn(headers::secure))
        .layer(middleware::from_fn_with_state(gateway.clone(), request_id::observe))
        .with_state(gateway.clone())
}
