//! The bare endpoint: who asks, and what the schema answers.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use lethe::access::authenticate;
use lethe::app::App;
use lethe::graphql::{Caller, Schema, prepare, schema};
use lethe::i18n;

pub fn router(app: App) -> Router {
    let schema = schema(&app.settings);
    Router::new().route("/graphql", post(graphql)).with_state((app, schema))
}

async fn graphql(
    State((app, schema)): State<(App, Schema)>,
    headers: HeaderMap,
    Json(request): Json<async_graphql::Request>,
) -> Response {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let bearer = text(header::AUTHORIZATION).and_then(|value| value.strip_prefix("Bearer "));
    let Ok(who) = authenticate(&app, bearer).await else { return StatusCode::UNAUTHORIZED.into_response() };
    let lang = i18n::language(text(header::ACCEPT_LANGUAGE).unwrap_or("en"));
    let caller = Caller { app, who, lang, peer: None, request_id: "test".to_owned() };
    Json(schema.execute(prepare(request, caller)).await).into_response()
}
