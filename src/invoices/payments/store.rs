//! The payments' SQL.

use uuid::Uuid;

use super::Received;
use crate::app::Cx;
use crate::clock::Timestamp;
use crate::db::{Exec, Keyed, List, OrderKey, Query, Tx, Value};
use crate::error::Fault;
use crate::ids::{AccountId, ChargeId, InvoiceId, PaymentId};
use crate::invoices::{Invoice, PaymentMethod};
use crate::sql;

const COLUMNS: &str = "id, invoice_id, amount_minor, tip_minor, refunded_minor, currency, method, charge_id, paid_at";

/// A payment towards an invoice.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Payment {
    pub id: PaymentId,
    pub invoice_id: InvoiceId,
    /// Towards the invoice.
    pub amount_minor: i64,
    /// On top of it.
    pub tip_minor: i64,
    /// What was given back, of either.
    pub refunded_minor: i64,
    /// ISO 4217.
    pub currency: String,
    pub method: PaymentMethod,
    /// The charge that brought it.
    pub charge_id: Option<ChargeId>,
    pub paid_at: Timestamp,
}

impl Payment {
    /// What can still be given back, in minor units.
    pub fn refundable_minor(&self) -> i64 {
        self.amount_minor + self.tip_minor - self.refunded_minor
    }
}

impl Keyed for Payment {
    fn key(&self, column: &str) -> Value {
        match column {
            "paid_at" => self.paid_at.into(),
            _ => self.id.into(),
        }
    }
}

/// The payments towards an invoice, the latest first.
pub fn payments(account: AccountId, invoice: InvoiceId) -> List {
    let body = Query::built("from payments where account_id = $1").bind(account);
    List::new("payments", COLUMNS, body, OrderKey::latest_first("paid_at")).within("invoice_id", invoice.uuid())
}

/// Every payment towards an invoice, the earliest first.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn payments_of(
    on: impl Into<Exec<'_>>,
    account: AccountId,
    invoice: InvoiceId,
) -> Result<Vec<Payment>, Fault> {
    sql!(COLUMNS, "select {columns} from payments where account_id = $1 and invoice_id = $2 order by paid_at, id")
        .bind(account)
        .bind(invoice)
        .all(on)
        .await
}

/// A payment; locked by the lock on its invoice.
pub(in crate::invoices) async fn lock(
    tx: &mut Tx,
    account: AccountId,
    id: PaymentId,
) -> Result<Option<Payment>, Fault> {
    sql!(COLUMNS, "select {columns} from payments where account_id = $1 and id = $2 [lock:for no key update]")
        .bind(account)
        .bind(id)
        .optional(tx)
        .await
}

pub(super) async fn insert(
    tx: &mut Tx,
    cx: &Cx,
    id: PaymentId,
    invoice: &Invoice,
    received: Received,
) -> Result<(), Fault> {
    sql!(
        "insert into payments (account_id, id, invoice_id, amount_minor, tip_minor, currency, method, charge_id, paid_at,
            recorded_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    )
    .bind(cx.account)
    .bind(id)
    .bind(invoice.id)
    .bind(received.amount_minor)
    .bind(received.tip_minor)
    .bind(&invoice.currency)
    .bind(received.method)
    .bind(received.charge)
    .bind(cx.now())
    .bind(cx.who.actor().id)
    .run(tx)
    .await?;
    Ok(())
}

/// Notes on a payment that some of it was given back.
pub(in crate::invoices) async fn give_back(tx: &mut Tx, cx: &Cx, id: PaymentId, minor: i64) -> Result<(), Fault> {
    sql!("update payments set refunded_minor = refunded_minor + $3 where account_id = $1 and id = $2")
        .bind(cx.account)
        .bind(id)
        .bind(minor)
        .run(tx)
        .await?;
    Ok(())
}

/// What the payments towards an invoice come to beside what was paid.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct Sums {
    pub invoice_id: InvoiceId,
    pub tip_minor: i64,
    pub refunded_minor: i64,
}

/// Tips and refunds of invoices; nothing for those without payments.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn sums_of(on: impl Into<Exec<'_>>, account: AccountId, invoices: Vec<Uuid>) -> Result<Vec<Sums>, Fault> {
    sql!(
        "select invoice_id, cast(sum(tip_minor) as bigint) as tip_minor,
            cast(sum(refunded_minor) as bigint) as refunded_minor
         from payments where account_id = $1
            and invoice_id [ids:$2]
         group by invoice_id"
    )
    .bind(account)
    .bind(invoices)
    .all(on)
    .await
}
