//! What Prometheus is told, on a listener of its own.

use std::time::Duration;

use async_graphql::parser::types::OperationType;
use axum::Router;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::get;
use metrics::{counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

use crate::access::Principal;
use crate::app::App;
use crate::error::Fault;

const OPERATIONS: &str = "lethe_operations_total";
const DURATION: &str = "lethe_operation_seconds";
const COST: &str = "lethe_operation_cost_total";
const SUBSCRIPTIONS: &str = "lethe_subscriptions_open";
const CONNECTIONS: &str = "lethe_database_connections";

const SECONDS: [f64; 11] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

/// Starts counting, for the whole process.
///
/// # Errors
/// [`Fault`] when something else counts already.
pub fn install() -> Result<PrometheusHandle, Fault> {
    let handle = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Full(DURATION.into()), &SECONDS)
        .and_then(PrometheusBuilder::install_recorder)
        .map_err(|error| Fault::bug(format!("metrics: {error}")))?;
    describe_counter!(OPERATIONS, "Operations that ran, by type and the code of their first error");
    describe_histogram!(DURATION, metrics::Unit::Seconds, "How long operations took");
    describe_counter!(COST, "Cost of the operations that ran");
    describe_gauge!(SUBSCRIPTIONS, "Subscriptions being followed");
    describe_gauge!(CONNECTIONS, "Connections to the database, by state");
    describe_counter!(crate::lifecycle::DELETIONS, "Customers deleted");
    describe_counter!(crate::erasures::RESIDUE, "Places where personal data was left over after an erasure");
    describe_counter!(crate::webhooks::ATTEMPTS, "Attempts to tell partners, by how they ended");
    Ok(handle)
}

/// `/metrics`.
pub fn router(app: App, handle: PrometheusHandle) -> Router {
    Router::new().route("/metrics", get(render)).with_state((app, handle))
}

async fn render(State((app, handle)): State<(App, PrometheusHandle)>) -> impl IntoResponse {
    let usage = app.db.usage();
    gauge!(CONNECTIONS, "state" => "idle").set(f64::from(usage.idle));
    gauge!(CONNECTIONS, "state" => "busy").set(f64::from(usage.open.saturating_sub(usage.idle)));
    handle.run_upkeep();
    ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], handle.render())
}

/// Counts an operation that ran.
pub(super) fn operation(kind: OperationType, code: Option<&str>, cost: u32, took: Duration) {
    let kind = self::kind(kind);
    let code = code.unwrap_or("OK").to_owned();
    counter!(OPERATIONS, "type" => kind, "code" => code).increment(1);
    histogram!(DURATION, "type" => kind).record(took.as_secs_f64());
    counter!(COST, "type" => kind).increment(cost.into());
}

/// One more of something, for as long as it is held.
#[derive(Debug)]
pub(super) struct Open(&'static str);

impl Open {
    pub(super) fn subscription() -> Self {
        gauge!(SUBSCRIPTIONS).increment(1.0);
        Self(SUBSCRIPTIONS)
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        gauge!(self.0).decrement(1.0);
    }
}

/// The operation's type as a label.
pub(super) const fn kind(kind: OperationType) -> &'static str {
    match kind {
        OperationType::Query => "query",
        OperationType::Mutation => "mutation",
        OperationType::Subscription => "subscription",
    }
}

/// The kind of principal as a label.
pub(super) const fn principal(who: &Principal) -> &'static str {
    match who {
        Principal::Anonymous => "anonymous",
        Principal::Staff(_) => "staff",
        Principal::Partner(_) => "partner",
        Principal::Portal(_) => "portal",
        Principal::Visitor { .. } => "visitor",
        Principal::System { .. } => "system",
    }
}
