//! The messages' SQL.

use super::{Notification, NotificationReason, NotificationState};
use crate::clock::Timestamp;
use crate::db::{Exec, List, OrderKey, Query, Tx};
use crate::error::Fault;
use crate::ids::{AccountId, NotificationId};
use crate::sql;

const COLUMNS: &str = "id, customer_id, kind, purpose, channel, record_kind, record_id, state, because, queued_at,
    settled_at";

/// Messages, the latest first.
pub fn list(account: AccountId) -> List {
    let body = Query::built("from notifications where account_id = $1").bind(account);
    List::new("notifications", COLUMNS, body, OrderKey::latest_first("queued_at"))
}

pub(super) async fn find(
    on: impl Into<Exec<'_>>,
    account: AccountId,
    id: NotificationId,
) -> Result<Option<Notification>, Fault> {
    sql!(COLUMNS, "select {columns} from notifications where account_id = $1 and id = $2")
        .bind(account)
        .bind(id)
        .optional(on)
        .await
}

/// A message, locked against another attempt to send it.
pub(super) async fn lock(tx: &mut Tx, account: AccountId, id: NotificationId) -> Result<Option<Notification>, Fault> {
    sql!(COLUMNS, "select {columns} from notifications where account_id = $1 and id = $2 [lock:for no key update]")
        .bind(account)
        .bind(id)
        .optional(tx)
        .await
}

pub(super) async fn insert(tx: &mut Tx, account: AccountId, message: &Notification) -> Result<(), Fault> {
    sql!(
        "insert into notifications (account_id, id, customer_id, kind, purpose, channel, record_kind, record_id, state,
            queued_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    )
    .bind(account)
    .bind(message.id)
    .bind(message.customer_id)
    .bind(message.kind)
    .bind(message.purpose)
    .bind(message.channel)
    .bind(message.record_kind)
    .bind(message.record_id)
    .bind(message.state)
    .bind(message.queued_at)
    .run(tx)
    .await?;
    Ok(())
}

pub(super) async fn set_state(
    tx: &mut Tx,
    account: AccountId,
    id: NotificationId,
    (state, because): (NotificationState, Option<NotificationReason>),
    settled_at: Option<Timestamp>,
) -> Result<(), Fault> {
    sql!("update notifications set state = $3, because = $4, settled_at = $5 where account_id = $1 and id = $2")
        .bind(account)
        .bind(id)
        .bind(state)
        .bind(because.map(NotificationReason::as_str))
        .bind(settled_at)
        .run(tx)
        .await?;
    Ok(())
}
