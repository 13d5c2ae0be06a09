//! The deliveries' SQL.

use chrono::Duration;
use sqlx::FromRow;

use super::{RecipientAnswer, WebhookDelivery};
use crate::app::App;
use crate::db::{Exec, NewRows, Tx};
use crate::error::Fault;
use crate::ids::{AccountId, WebhookDeliveryId, WebhookEndpointId};
use crate::{in_tx, sql};

pub(super) const COLUMNS: &str =
    "id, endpoint_id, event, customer_id, act, asks_confirmation, payload, state, attempts,
    status_code, answer, queued_at, next_try_at, settled_at, confirmed_at, confirmed_by_kind, confirmed_by_id";

/// A claim lasts this long; a node that dies meanwhile leaves the delivery to another.
const CLAIM: Duration = Duration::minutes(2);

/// A delivery that this node took on.
#[derive(Clone, Debug, FromRow)]
pub(super) struct Due {
    pub account_id: AccountId,
    pub id: WebhookDeliveryId,
    pub endpoint_id: WebhookEndpointId,
    /// With this one.
    pub attempts: i64,
    pub payload: String,
}

/// Takes on a few deliveries that are due, and counts the attempt.
pub(super) async fn claim(app: &App) -> Result<Vec<Due>, Fault> {
    let now = app.now();
    in_tx!(app, |tx| {
        sql!(
            "update webhook_deliveries set attempts = attempts + 1, next_try_at = $2 where (account_id, id) in (
             select account_id, id from webhook_deliveries where state = 'PENDING' and next_try_at <= $1
             order by next_try_at limit 10 [pg:for update skip locked])
             returning account_id, id, endpoint_id, attempts, payload"
        )
        .bind(now)
        .bind(now + CLAIM)
        .all(tx)
        .await
    })
}

/// A delivery, locked against being changed by others.
pub(super) async fn lock(
    tx: &mut Tx,
    account: AccountId,
    id: WebhookDeliveryId,
) -> Result<Option<WebhookDelivery>, Fault> {
    sql!(COLUMNS, "select {columns} from webhook_deliveries where account_id = $1 and id = $2 [lock:for update]")
        .bind(account)
        .bind(id)
        .optional(tx)
        .await
}

/// Writes new deliveries.
pub(super) async fn insert(tx: &mut Tx, account: AccountId, deliveries: &[WebhookDelivery]) -> Result<(), Fault> {
    let mut rows = NewRows::of(
        "webhook_deliveries (account_id, id, endpoint_id, event, customer_id, act, asks_confirmation, payload, state,
            attempts, queued_at, next_try_at)",
    );
    for delivery in deliveries {
        rows.push([
            account.into(),
            delivery.id.into(),
            delivery.endpoint_id.into(),
            delivery.event.into(),
            delivery.customer_id.into(),
            delivery.act.clone().into(),
            delivery.asks_confirmation.into(),
            (&delivery.payload).into(),
            delivery.state.into(),
            delivery.attempts.into(),
            delivery.queued_at.into(),
            delivery.next_try_at.into(),
        ]);
    }
    rows.insert(tx).await
}

/// Writes how a delivery stands.
pub(super) async fn update(tx: &mut Tx, account: AccountId, delivery: &WebhookDelivery) -> Result<(), Fault> {
    sql!(
        "update webhook_deliveries set state = $3, attempts = $4, status_code = $5, answer = $6, next_try_at = $7,
            settled_at = $8, confirmed_at = $9, confirmed_by_kind = $10, confirmed_by_id = $11
         where account_id = $1 and id = $2"
    )
    .bind(account)
    .bind(delivery.id)
    .bind(delivery.state)
    .bind(delivery.attempts)
    .bind(delivery.status_code)
    .bind(delivery.answer.map(|answer| answer.as_str()))
    .bind(delivery.next_try_at)
    .bind(delivery.settled_at)
    .bind(delivery.confirmed_at)
    .bind(delivery.confirmed_by_kind.map(|kind| kind.as_str()))
    .bind(delivery.confirmed_by_id)
    .run(tx)
    .await?;
    Ok(())
}

/// Who was told of an act, and what they answered, in the order in which they were told.
pub(super) async fn about(
    on: impl Into<Exec<'_>>,
    account: AccountId,
    act: &str,
) -> Result<Vec<RecipientAnswer>, Fault> {
    sql!(
        "select d.id, d.endpoint_id, e.name, d.event, d.state, d.queued_at, d.settled_at, d.confirmed_at
         from webhook_deliveries d join webhook_endpoints e on e.account_id = d.account_id and e.id = d.endpoint_id
         where d.account_id = $1 and d.act = $2 order by d.queued_at, d.id"
    )
    .bind(account)
    .bind(act)
    .all(on)
    .await
}
