//! The bookings' SQL.

use uuid::Uuid;

use super::{Booking, BookingService};
use crate::db::{Exec, Tx};
use crate::error::Fault;
use crate::ids::{AccountId, BookingId, ProviderId};
use crate::spans::Span;
use crate::sql;

pub(super) const COLUMNS: &str =
    "id, customer_id, number, customer_name, provider_id, quote_id, location, note, source,
    state, starts_at, ends_at, currency, total_minor, prepayment_minor, cancel_reason, version, created_at, updated_at,
    ended_at";

/// A booking.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn find(on: impl Into<Exec<'_>>, account: AccountId, id: BookingId) -> Result<Option<Booking>, Fault> {
    sql!(COLUMNS, "select {columns} from bookings where account_id = $1 and id = $2")
        .bind(account)
        .bind(id)
        .optional(on)
        .await
}

/// A booking, locked against being changed by others.
pub(super) async fn lock(tx: &mut Tx, account: AccountId, id: BookingId) -> Result<Option<Booking>, Fault> {
    sql!(COLUMNS, "select {columns} from bookings where account_id = $1 and id = $2 [lock:for no key update]")
        .bind(account)
        .bind(id)
        .optional(tx)
        .await
}

/// Bookings by their ids, in no order.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn by_ids(on: impl Into<Exec<'_>>, account: AccountId, ids: Vec<Uuid>) -> Result<Vec<Booking>, Fault> {
    sql!(COLUMNS, "select {columns} from bookings where account_id = $1 and id [ids:$2]")
        .bind(account)
        .bind(ids)
        .all(on)
        .await
}

/// The references of another system that these bookings have.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn external_refs(
    on: impl Into<Exec<'_>>,
    account: AccountId,
    ids: Vec<Uuid>,
) -> Result<Vec<(BookingId, String)>, Fault> {
    // Without asking for those that have one: SQLite would read the account's references from the first to the last.
    let found = sql!("select id, external_ref from bookings where account_id = $1 and id [ids:$2]");
    let found: Vec<(BookingId, Option<String>)> = found.bind(account).bind(ids).all(on).await?;
    Ok(found.into_iter().filter_map(|(id, reference)| Some((id, reference?))).collect())
}

/// The services of several bookings, each booking's in their order.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn services_of(
    on: impl Into<Exec<'_>>,
    account: AccountId,
    bookings: Vec<Uuid>,
) -> Result<Vec<BookingService>, Fault> {
    sql!(
        "select booking_id, position, service_id, name, duration_minutes, quantity, unit_minor, amount_minor
         from booking_services where account_id = $1
            and booking_id [ids:$2]
         order by booking_id, position"
    )
    .bind(account)
    .bind(bookings)
    .all(on)
    .await
}

/// The first of a provider's other bookings that holds some of a stretch of time.
pub(super) async fn overlapping(
    tx: &mut Tx,
    account: AccountId,
    provider: ProviderId,
    except: BookingId,
    span: Span,
) -> Result<Option<Booking>, Fault> {
    sql!(
        COLUMNS,
        "select {columns} from bookings where account_id = $1 and busy_provider_id = $2 and id <> $3
            and starts_at < $4 and ends_at > $5
         order by starts_at limit 1"
    )
    .bind(account)
    .bind(provider)
    .bind(except)
    .bind(span.until)
    .bind(span.from)
    .optional(tx)
    .await
}

/// The bookings of several providers that have a moment in common with a stretch of time, by when they start; without
/// cancelled ones.
pub(super) async fn during(
    on: impl Into<Exec<'_>>,
    account: AccountId,
    providers: Vec<Uuid>,
    span: Span,
) -> Result<Vec<Booking>, Fault> {
    sql!(
        COLUMNS,
        "select {columns} from bookings where account_id = $1 and provider_id [ids:$2] and starts_at < $3
            and ends_at > $4 and state <> 'CANCELLED'
         order by starts_at, id"
    )
    .bind(account)
    .bind(providers)
    .bind(span.until)
    .bind(span.from)
    .all(on)
    .await
}

/// The bookings that nobody does yet and that have a moment in common with a stretch of time, by when they start.
pub(super) async fn unassigned(on: impl Into<Exec<'_>>, account: AccountId, span: Span) -> Result<Vec<Booking>, Fault> {
    sql!(
        COLUMNS,
        "select {columns} from bookings where account_id = $1 and state = 'REQUESTED' and provider_id is null
            and starts_at < $2 and ends_at > $3
         order by starts_at, id limit 500"
    )
    .bind(account)
    .bind(span.until)
    .bind(span.from)
    .all(on)
    .await
}

pub(super) async fn insert(
    tx: &mut Tx,
    account: AccountId,
    booking: &Booking,
    external_ref: Option<&str>,
) -> Result<(), Fault> {
    sql!(
        "insert into bookings (account_id, id, customer_id, number, customer_name, provider_id, quote_id, external_ref,
            location, note, source, state, starts_at, ends_at, currency, total_minor, prepayment_minor, version,
            created_at, updated_at, ended_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)"
    )
    .bind(account)
    .bind(booking.id)
    .bind(booking.customer_id)
    .bind(booking.number)
    .bind(&booking.customer_name)
    .bind(booking.provider_id)
    .bind(booking.quote_id)
    .bind(external_ref)
    .bind(booking.location.clone())
    .bind(booking.note.clone())
    .bind(booking.source)
    .bind(booking.state)
    .bind(booking.starts_at)
    .bind(booking.ends_at)
    .bind(&booking.currency)
    .bind(booking.total_minor)
    .bind(booking.prepayment_minor)
    .bind(booking.version)
    .bind(booking.created_at)
    .bind(booking.updated_at)
    .bind(booking.ended_at)
    .run(tx)
    .await?;
    Ok(())
}

pub(super) async fn insert_services(tx: &mut Tx, account: AccountId, services: &[BookingService]) -> Result<(), Fault> {
    for service in services {
        sql!(
            "insert into booking_services (account_id, booking_id, position, service_id, name, duration_minutes,
                quantity, unit_minor, amount_minor)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
        )
        .bind(account)
        .bind(service.booking_id)
        .bind(service.position)
        .bind(service.service_id)
        .bind(&service.name)
        .bind(service.duration_minutes)
        .bind(service.quantity)
        .bind(service.unit_minor)
        .bind(service.amount_minor)
        .run(&mut *tx)
        .await?;
    }
    Ok(())
}

/// Writes what can change. A booking that starts at another time is reminded of anew.
pub(super) async fn update(tx: &mut Tx, account: AccountId, booking: &Booking) -> Result<(), Fault> {
    sql!(
        "update bookings set provider_id = $3, location = $4, note = $5, state = $6,
            reminded_at = case when starts_at = $7 then reminded_at end, starts_at = $7, ends_at = $8,
            cancel_reason = $9, ended_at = $10, version = $11, updated_at = $12
         where account_id = $1 and id = $2"
    )
    .bind(account)
    .bind(booking.id)
    .bind(booking.provider_id)
    .bind(booking.location.clone())
    .bind(booking.note.clone())
    .bind(booking.state)
    .bind(booking.starts_at)
    .bind(booking.ends_at)
    .bind(booking.cancel_reason.clone())
    .bind(booking.ended_at)
    .bind(booking.version)
    .bind(booking.updated_at)
    .run(tx)
    .await?;
    Ok(())
}
