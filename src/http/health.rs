//! Whether the process lives, and whether it can serve.

use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;

use super::gateway::Gateway;
use crate::error::Fault;

/// How long the database may take to say that it is there.
const PATIENCE: Duration = Duration::from_secs(2);

/// `/healthz`: the process answers.
pub async fn alive() -> &'static str {
    "ok\n"
}

/// `/readyz`: the database answers, its schema is this version's, and nobody is shutting down.
pub async fn ready(State(gateway): State<Gateway>) -> (StatusCode, &'static str) {
    if gateway.stopping().is_cancelled() {
        return (StatusCode::SERVICE_UNAVAILABLE, "shutting down\n");
    }
    match tokio::time::timeout(PATIENCE, is_current(&gateway)).await {
        Ok(Ok(true)) => (StatusCode::OK, "ready\n"),
        Ok(Ok(false)) => (StatusCode::SERVICE_UNAVAILABLE, "migrations are pending: run `lethe migrate`\n"),
        Ok(Err(_)) | Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n"),
    }
}

async fn is_current(gateway: &Gateway) -> Result<bool, Fault> {
    let db = &gateway.app().db;
    db.ping().await?;
    Ok(db.pending_migrations().await?.is_empty())
}
