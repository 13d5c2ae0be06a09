//! Sending: takes on what is due, calls the endpoints, and writes down what they answered. It has a worker of its own, so
//! that a partner who takes long keeps nobody's mail waiting.

use std::time::Duration as Pause;

use futures_util::future::join_all;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;

use super::courier::{Attempt, WebhookAnswer};
use super::store_deliveries::{self as store, Due};
use super::{WebhookDelivery, WebhookEndpoint, deliveries, endpoints, signatures, store as endpoint_store};
use crate::access::Actor;
use crate::app::{App, Cx};
use crate::changes::Change;
use crate::db::Tx;
use crate::error::{Failure, Fault, Outcome};
use crate::in_tx;
use crate::terms::ActorKind;

/// The counter of attempts, by how they ended.
pub const ATTEMPTS: &str = "lethe_webhook_attempts_total";
/// How long what is to be tried again waits at most beyond its time.
const LOOK_EVERY: Pause = Pause::from_secs(5);

/// Runs until it is stopped. The attempts that are under way then are finished first.
pub async fn run(app: App, stop: CancellationToken) {
    let mut changes = app.changes.subscribe();
    while !stop.is_cancelled() {
        if let Err(fault) = deliver_until(&app, &stop).await {
            tracing::error!(error = %fault, "webhooks could not be sent");
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = something_waits(&mut changes) => {}
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}

async fn something_waits(changes: &mut Receiver<Change>) {
    loop {
        match changes.recv().await {
            Ok(Change::Outbox) | Err(RecvError::Lagged(_)) => return,
            Ok(_) => {}
            Err(RecvError::Closed) => std::future::pending().await,
        }
    }
}

/// Sends everything that is due now. How many attempts that took.
///
/// # Errors
/// [`Fault`] when the database fails: what was under way is tried again after its claim.
pub async fn deliver_due(app: &App) -> Result<usize, Fault> {
    deliver_until(app, &CancellationToken::new()).await
}

/// A few at once; what is not begun when the stop comes is left to another node, or to the next start.
async fn deliver_until(app: &App, stop: &CancellationToken) -> Result<usize, Fault> {
    let mut done = 0;
    while !stop.is_cancelled() {
        let due = store::claim(app).await?;
        if due.is_empty() {
            break;
        }
        let attempts = join_all(due.iter().map(|due| attempt(app, due))).await;
        attempts.into_iter().collect::<Result<(), Fault>>()?;
        done += due.len();
    }
    Ok(done)
}

async fn attempt(app: &App, due: &Due) -> Result<(), Fault> {
    let endpoint = endpoint_store::find(&app.db, due.account_id, due.endpoint_id).await?;
    let endpoint = endpoint.ok_or_else(|| Fault::bug("a delivery has an endpoint"))?;
    let attempt =
        if endpoint.is_enabled() { send(app, &endpoint, due).await? } else { WebhookAnswer::EndpointDisabled.into() };
    metrics::counter!(ATTEMPTS, "answer" => attempt.answer.as_str()).increment(1);
    let cx = Cx::system(app, due.account_id);
    let settled: Outcome<()> = async { in_tx!(cx, |tx| { settle(tx, &cx, &endpoint, due, attempt).await }) }.await;
    settled.map_err(|failure| match failure {
        Failure::Fault(fault) => fault,
        Failure::Refused(refusal) => Fault::bug(format!("a delivery was refused: {refusal:?}")),
    })
}

async fn send(app: &App, endpoint: &WebhookEndpoint, due: &Due) -> Result<Attempt, Fault> {
    let secrets = endpoint_store::secrets(app, due.account_id, endpoint.id).await?;
    if secrets.is_empty() {
        return Ok(WebhookAnswer::SecretUnreadable.into());
    }
    let (id, now) = (due.id.to_string(), app.now());
    let signatures = signatures(&secrets, &id, now, &due.payload);
    let headers =
        [("webhook-id", id), ("webhook-timestamp", now.timestamp().to_string()), ("webhook-signature", signatures)];
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        let value = HeaderValue::try_from(value).map_err(|_| Fault::bug("a header of letters and digits"))?;
        map.insert(HeaderName::from_static(name), value);
    }
    Ok(app.courier.post(&endpoint.url, map, due.payload.clone()).await)
}

/// Writes down what became of an attempt: of the delivery, then of its endpoint.
async fn settle(tx: &mut Tx, cx: &Cx, endpoint: &WebhookEndpoint, due: &Due, attempt: Attempt) -> Outcome<()> {
    let Some(delivery) = store::lock(tx, cx.account, due.id).await? else { return Ok(()) };
    let delivery: WebhookDelivery = delivery.after(&cx.app, due.attempts, attempt);
    store::update(tx, cx.account, &delivery).await?;
    let now = cx.now();
    match attempt.answer {
        WebhookAnswer::Accepted => endpoint_store::is_well(tx, cx.account, endpoint.id).await?,
        WebhookAnswer::EndpointDisabled => {}
        WebhookAnswer::Gone => {
            if endpoint_store::is_gone(tx, cx.account, endpoint.id, now).await? {
                let data = serde_json::json!({ "delivery": due.id.to_string() });
                endpoints::note(tx, cx, "webhook_endpoint.gone", endpoint.id, data).await?;
            }
        }
        _ => endpoint_store::is_failing(tx, cx.account, endpoint.id, now).await?,
    }
    if attempt.confirmed && delivery.confirmed_at.is_none() {
        let by = Actor { kind: ActorKind::Partner, id: endpoint.partner_token_id.map(|token| token.uuid()) };
        deliveries::take_down(tx, cx, delivery, by).await?;
    }
    Ok(())
}
