//! The charges' SQL.

use super::Charge;
use super::look_after::Waiting;
use crate::app::App;
use crate::clock::Timestamp;
use crate::db::{Exec, Keyed, List, OrderKey, Query, Tx, Value};
use crate::error::Fault;
use crate::ids::{AccountId, BookingId, ChargeId, InvoiceId};
use crate::{in_tx, sql};

const COLUMNS: &str =
    "id, customer_id, invoice_id, booking_id, payment_method_id, provider, provider_ref, amount_minor,
    tip_minor, currency, state, failure, payment_id, created_at, updated_at";

impl Keyed for Charge {
    fn key(&self, column: &str) -> Value {
        match column {
            "created_at" => self.created_at.into(),
            _ => self.id.into(),
        }
    }
}

/// Charges, the newest first. Those of deleted customers are among them.
pub fn list(account: AccountId) -> List {
    let body = Query::built("from charges where account_id = $1").bind(account);
    List::new("charges", COLUMNS, body, OrderKey::newest_first())
}

/// A charge.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn find(on: impl Into<Exec<'_>>, account: AccountId, id: ChargeId) -> Result<Option<Charge>, Fault> {
    sql!(COLUMNS, "select {columns} from charges where account_id = $1 and id = $2")
        .bind(account)
        .bind(id)
        .optional(on)
        .await
}

/// A charge, locked against being settled by others.
pub(super) async fn lock(tx: &mut Tx, account: AccountId, id: ChargeId) -> Result<Option<Charge>, Fault> {
    sql!(COLUMNS, "select {columns} from charges where account_id = $1 and id = $2 [lock:for no key update]")
        .bind(account)
        .bind(id)
        .optional(tx)
        .await
}

/// What is being charged for an invoice, without tips. The caller holds the invoice locked.
pub(super) async fn pending_of_invoice(tx: &mut Tx, account: AccountId, invoice: InvoiceId) -> Result<i64, Fault> {
    let sum = sql!(
        "select cast(coalesce(sum(amount_minor), 0) as bigint) from charges
         where account_id = $1 and invoice_id = $2 and state = 'PENDING'"
    );
    Ok(sum.bind(account).bind(invoice).scalar(tx).await?.unwrap_or(0))
}

/// What was or is being charged for a booking. The caller holds the booking locked.
pub(super) async fn taken_for_booking(tx: &mut Tx, account: AccountId, booking: BookingId) -> Result<i64, Fault> {
    let sum = sql!(
        "select cast(coalesce(sum(amount_minor), 0) as bigint) from charges
         where account_id = $1 and booking_id = $2 and state in ('PENDING', 'SUCCEEDED')"
    );
    Ok(sum.bind(account).bind(booking).scalar(tx).await?.unwrap_or(0))
}

/// Charges of all accounts that a provider was asked for, pending and not looked at since then; the longest first.
pub(super) async fn waiting(on: impl Into<Exec<'_>>, provider: &str, before: Timestamp) -> Result<Vec<Waiting>, Fault> {
    sql!(
        "select account_id, id from charges where state = 'PENDING' and updated_at < $1 and provider = $2
         order by updated_at limit 200"
    )
    .bind(before)
    .bind(provider)
    .all(on)
    .await
}

/// Notes that a charge was asked after in vain.
pub(super) async fn touch(app: &App, account: AccountId, id: ChargeId) -> Result<(), Fault> {
    in_tx!(app, |tx| {
        let touch = sql!("update charges set updated_at = $3 where account_id = $1 and id = $2 and state = 'PENDING'");
        touch.bind(account).bind(id).bind(app.now()).run(tx).await.map(|_| ())
    })
}

pub(super) async fn insert(tx: &mut Tx, account: AccountId, charge: &Charge) -> Result<(), Fault> {
    sql!(
        "insert into charges (account_id, id, customer_id, invoice_id, booking_id, payment_method_id, provider,
            amount_minor, tip_minor, currency, state, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
    )
    .bind(account)
    .bind(charge.id)
    .bind(charge.customer_id)
    .bind(charge.invoice_id)
    .bind(charge.booking_id)
    .bind(charge.payment_method_id)
    .bind(&charge.provider)
    .bind(charge.amount_minor)
    .bind(charge.tip_minor)
    .bind(&charge.currency)
    .bind(charge.state)
    .bind(charge.created_at)
    .bind(charge.updated_at)
    .run(tx)
    .await?;
    Ok(())
}

pub(super) async fn update(tx: &mut Tx, account: AccountId, charge: &Charge) -> Result<(), Fault> {
    sql!(
        "update charges set provider_ref = $3, state = $4, failure = $5, payment_id = $6, updated_at = $7
         where account_id = $1 and id = $2"
    )
    .bind(account)
    .bind(charge.id)
    .bind(charge.provider_ref.clone())
    .bind(charge.state)
    .bind(charge.failure.clone())
    .bind(charge.payment_id)
    .bind(charge.updated_at)
    .run(tx)
    .await?;
    Ok(())
}
