//! The quotes' SQL.

use uuid::Uuid;

use super::{Quote, QuoteLine};
use crate::clock::Timestamp;
use crate::db::{Exec, Tx};
use crate::error::Fault;
use crate::ids::{AccountId, QuoteId};
use crate::sql;

pub(super) const COLUMNS: &str = "id, customer_id, number, customer_name, title, note, state, currency, total_minor,
    valid_until, expires_at, provider_id, starts_at, duration_minutes, sent_at, decided_at, decided_by_kind, version,
    created_at, updated_at";

/// A quote.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn find(on: impl Into<Exec<'_>>, account: AccountId, id: QuoteId) -> Result<Option<Quote>, Fault> {
    sql!(COLUMNS, "select {columns} from quotes where account_id = $1 and id = $2")
        .bind(account)
        .bind(id)
        .optional(on)
        .await
}

/// A quote, locked against being changed by others.
pub(super) async fn lock(tx: &mut Tx, account: AccountId, id: QuoteId) -> Result<Option<Quote>, Fault> {
    sql!(COLUMNS, "select {columns} from quotes where account_id = $1 and id = $2 [lock:for no key update]")
        .bind(account)
        .bind(id)
        .optional(tx)
        .await
}

/// Quotes by their ids, in no order.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn by_ids(on: impl Into<Exec<'_>>, account: AccountId, ids: Vec<Uuid>) -> Result<Vec<Quote>, Fault> {
    sql!(COLUMNS, "select {columns} from quotes where account_id = $1 and id [ids:$2]")
        .bind(account)
        .bind(ids)
        .all(on)
        .await
}

/// Sent quotes of any account that have expired, those that did first first; not those that a deletion touched.
pub(super) async fn expired(
    on: impl Into<Exec<'_>>,
    now: Timestamp,
    most: i64,
) -> Result<Vec<(AccountId, QuoteId)>, Fault> {
    sql!(
        "select account_id, id from quotes where state = 'SENT' and expires_at <= $1 and deletion_id is null
         order by expires_at, account_id, id limit $2"
    )
    .bind(now)
    .bind(most)
    .all(on)
    .await
}

pub(super) async fn insert(tx: &mut Tx, account: AccountId, quote: &Quote) -> Result<(), Fault> {
    sql!(
        "insert into quotes (account_id, id, customer_id, number, customer_name, title, note, state, currency,
            total_minor, valid_until, provider_id, starts_at, duration_minutes, version, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)"
    )
    .bind(account)
    .bind(quote.id)
    .bind(quote.customer_id)
    .bind(&quote.number)
    .bind(&quote.customer_name)
    .bind(&quote.title)
    .bind(quote.note.clone())
    .bind(quote.state)
    .bind(&quote.currency)
    .bind(quote.total_minor)
    .bind(quote.valid_until)
    .bind(quote.provider_id)
    .bind(quote.starts_at)
    .bind(quote.duration_minutes)
    .bind(quote.version)
    .bind(quote.created_at)
    .bind(quote.updated_at)
    .run(tx)
    .await?;
    Ok(())
}

pub(super) async fn update(tx: &mut Tx, account: AccountId, quote: &Quote) -> Result<(), Fault> {
    sql!(
        "update quotes set title = $3, note = $4, state = $5, total_minor = $6, valid_until = $7, expires_at = $8,
            provider_id = $9, starts_at = $10, duration_minutes = $11, sent_at = $12, decided_at = $13,
            decided_by_kind = $14, version = $15, updated_at = $16
         where account_id = $1 and id = $2"
    )
    .bind(account)
    .bind(quote.id)
    .bind(&quote.title)
    .bind(quote.note.clone())
    .bind(quote.state)
    .bind(quote.total_minor)
    .bind(quote.valid_until)
    .bind(quote.expires_at)
    .bind(quote.provider_id)
    .bind(quote.starts_at)
    .bind(quote.duration_minutes)
    .bind(quote.sent_at)
    .bind(quote.decided_at)
    .bind(quote.decided_by_kind.map(|kind| kind.as_str().to_owned()))
    .bind(quote.version)
    .bind(quote.updated_at)
    .run(tx)
    .await?;
    Ok(())
}

/// Replaces a quote's lines.
pub(super) async fn replace_lines(
    tx: &mut Tx,
    account: AccountId,
    quote: QuoteId,
    lines: &[QuoteLine],
) -> Result<(), Fault> {
    let gone = sql!("delete from quote_lines where account_id = $1 and quote_id = $2");
    gone.bind(account).bind(quote).run(&mut *tx).await?;
    for line in lines {
        sql!(
            "insert into quote_lines (account_id, id, quote_id, position, service_id, description, quantity_milli,
                unit_minor, amount_minor)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
        )
        .bind(account)
        .bind(line.id)
        .bind(quote)
        .bind(line.position)
        .bind(line.service_id)
        .bind(&line.description)
        .bind(line.quantity_milli)
        .bind(line.unit_minor)
        .bind(line.amount_minor)
        .run(&mut *tx)
        .await?;
    }
    Ok(())
}
