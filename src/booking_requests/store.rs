//! The requests' SQL.

use uuid::Uuid;

use super::BookingRequest;
use crate::db::{Exec, Tx};
use crate::error::Fault;
use crate::ids::{AccountId, BookingRequestId};
use crate::{sql, text};

pub(super) const COLUMNS: &str =
    "id, state, name, email, phone, address, note, locale, provider_id, starts_at, ends_at,
    services, customer_id, booking_id, created_at, decided_at, decided_by";

/// A request.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn find(
    on: impl Into<Exec<'_>>,
    account: AccountId,
    id: BookingRequestId,
) -> Result<Option<BookingRequest>, Fault> {
    sql!(COLUMNS, "select {columns} from booking_requests where account_id = $1 and id = $2")
        .bind(account)
        .bind(id)
        .optional(on)
        .await
}

/// Requests by their ids, in no order.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn by_ids(on: impl Into<Exec<'_>>, account: AccountId, ids: Vec<Uuid>) -> Result<Vec<BookingRequest>, Fault> {
    sql!(COLUMNS, "select {columns} from booking_requests where account_id = $1 and id [ids:$2]")
        .bind(account)
        .bind(ids)
        .all(on)
        .await
}

pub(super) async fn lock(
    tx: &mut Tx,
    account: AccountId,
    id: BookingRequestId,
) -> Result<Option<BookingRequest>, Fault> {
    sql!(COLUMNS, "select {columns} from booking_requests where account_id = $1 and id = $2 [lock:for no key update]")
        .bind(account)
        .bind(id)
        .optional(tx)
        .await
}

pub(super) async fn insert(tx: &mut Tx, account: AccountId, request: &BookingRequest) -> Result<(), Fault> {
    sql!(
        "insert into booking_requests (account_id, id, state, name, email, email_key, phone, address, note, locale,
            provider_id, starts_at, ends_at, services, customer_id, booking_id, created_at, decided_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)"
    )
    .bind(account)
    .bind(request.id)
    .bind(request.state)
    .bind(&request.name)
    .bind(&request.email)
    .bind(text::fold(&request.email))
    .bind(request.phone.clone())
    .bind(request.address.clone())
    .bind(request.note.clone())
    .bind(request.locale)
    .bind(request.provider_id)
    .bind(request.starts_at)
    .bind(request.ends_at)
    .bind(&request.services)
    .bind(request.customer_id)
    .bind(request.booking_id)
    .bind(request.created_at)
    .bind(request.decided_at)
    .run(tx)
    .await?;
    Ok(())
}

pub(super) async fn settle(tx: &mut Tx, account: AccountId, request: &BookingRequest) -> Result<(), Fault> {
    sql!(
        "update booking_requests set state = $3, customer_id = $4, booking_id = $5, decided_at = $6, decided_by = $7
         where account_id = $1 and id = $2"
    )
    .bind(account)
    .bind(request.id)
    .bind(request.state)
    .bind(request.customer_id)
    .bind(request.booking_id)
    .bind(request.decided_at)
    .bind(request.decided_by)
    .run(tx)
    .await?;
    Ok(())
}
