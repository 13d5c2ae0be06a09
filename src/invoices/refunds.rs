//! Refunds: money given back of a payment. The invoice stays as paid as it was: what was given back is not owed again.

use rust_decimal::Decimal;
use uuid::Uuid;

use super::payments::{self, Payment};
use super::{Invoice, PaymentMethod, lock, note, store};
use crate::app::Cx;
use crate::clock::Timestamp;
use crate::credits::{self, Source};
use crate::db::{Exec, Tx};
use crate::error::{Fault, FieldProblem, Outcome, Problem, Refusal};
use crate::idempotency::IdempotencyKey;
use crate::ids::{AccountId, Id, PaymentId, RefundId};
use crate::jobs::outbox::{self, Task};
use crate::terms::{Permission, RecordKind};
use crate::{in_tx, money, sql, text};

/// Money to give back.
#[derive(Clone, Debug)]
pub struct NewRefund {
    pub payment: String,
    /// In the payment's currency; all that was not given back yet when left out.
    pub amount: Option<Decimal>,
    pub reason: Option<String>,
    pub idempotency_key: Option<String>,
}

/// Money given back of a payment.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Refund {
    pub id: RefundId,
    pub payment_id: PaymentId,
    /// With the tip in it.
    pub amount_minor: i64,
    /// How much of it was a tip: what is left when all that was paid towards the invoice was given back.
    pub tip_minor: i64,
    /// ISO 4217.
    pub currency: String,
    pub reason: Option<String>,
    pub refunded_at: Timestamp,
}

/// A refund, and what it left behind.
#[derive(Clone, Debug)]
pub struct Refunded {
    pub refund: Refund,
    pub payment: Payment,
    pub invoice: Invoice,
}

/// Records that money was given back of a payment, tip among it: never more than came in. What was paid from credit goes
/// back into it; what a charge brought is given back by its provider, after commit.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::CustomerDeleted`], [`Refusal::IdempotencyConflict`],
/// [`Refusal::InvalidInput`] for more than is left of the payment.
pub async fn refund(cx: &Cx, new: &NewRefund) -> Outcome<Refunded> {
    cx.require(Permission::InvoicesWrite)?;
    let id: PaymentId = cx.parse(RecordKind::Payment, &new.payment)?;
    let reason = text::optional_line("reason", new.reason.as_deref(), 500)?;
    let amount = new.amount.map(|amount| amount.normalize().to_string());
    let arguments = (id.to_string(), amount, &reason);
    let key = IdempotencyKey::of(new.idempotency_key.as_deref(), "paymentRefund", &arguments)?;
    in_tx!(cx, |tx| {
        let (payment, invoice) = locked(tx, cx, id).await?;
        if let Some(key) = &key
            && let Some(earlier) = key.earlier(tx, cx).await?
        {
            let refund = find(tx, cx.account, Id::from_uuid(earlier)).await?;
            return Ok(Refunded { refund, payment, invoice });
        }
        let minor = refundable(&payment, &invoice, new.amount)?;
        let done = give_back(tx, cx, (payment, invoice), minor, reason.clone()).await?;
        if let Some(key) = &key {
            key.remember(tx, cx, done.refund.id.uuid()).await?;
        }
        let data =
            serde_json::json!({ "payment": id.to_string(), "refund": done.refund.id.to_string(), "minor": minor });
        note(tx, cx, "payment.refunded", &done.invoice, data).await?;
        Ok(done)
    })
}

async fn locked(tx: &mut Tx, cx: &Cx, id: PaymentId) -> Outcome<(Payment, Invoice)> {
    let unknown = || Refusal::NotFound(RecordKind::Payment);
    let (invoice,): (crate::ids::InvoiceId,) =
        sql!("select invoice_id from payments where account_id = $1 and id = $2")
            .bind(cx.account)
            .bind(id)
            .optional(&mut *tx)
            .await?
            .ok_or_else(unknown)?;
    let invoice = lock(tx, cx, invoice).await?;
    let payment = payments::lock(tx, cx.account, id).await?.ok_or_else(unknown)?;
    Ok((payment, invoice))
}

fn refundable(payment: &Payment, invoice: &Invoice, amount: Option<Decimal>) -> Outcome<i64> {
    let left = payment.refundable_minor();
    let minor = match amount {
        Some(amount) => money::minor("amount", amount, invoice.currency()?, 1)?,
        None => left,
    };
    if minor > left || left == 0 {
        let because = "it is more than is left of the payment";
        return Err(FieldProblem::new("amount", Problem::NotAllowed { because }).into());
    }
    Ok(minor)
}

async fn give_back(
    tx: &mut Tx,
    cx: &Cx,
    (payment, invoice): (Payment, Invoice),
    minor: i64,
    reason: Option<String>,
) -> Result<Refunded, Fault> {
    let refund = Refund {
        id: cx.id(),
        payment_id: payment.id,
        amount_minor: minor,
        tip_minor: tip_within(&payment, minor),
        currency: payment.currency.clone(),
        reason,
        refunded_at: cx.now(),
    };
    insert(tx, cx, &refund).await?;
    payments::give_back(tx, cx, payment.id, minor).await?;
    if let Some(charge) = payment.charge_id {
        let task = Task::Refund { refund: refund.id.uuid(), charge: charge.uuid(), minor };
        outbox::enqueue(&cx.app, tx, cx.account, &task).await?;
    }
    if payment.method == PaymentMethod::Credit {
        let source = Source { reason: None, invoice: Some(invoice.id), payment: Some(payment.id) };
        credits::enter(tx, cx, invoice.customer_id, invoice.amount(minor)?, source).await?;
    }
    let invoice = invoice.touched(cx);
    store::update(tx, cx.account, &invoice).await?;
    let payment = Payment { refunded_minor: payment.refunded_minor + minor, ..payment };
    Ok(Refunded { refund, payment, invoice })
}

/// How much of an amount to give back is tip: the payment towards the invoice is given back first.
fn tip_within(payment: &Payment, minor: i64) -> i64 {
    let of_tip = |refunded: i64| (refunded - payment.amount_minor).max(0);
    of_tip(payment.refunded_minor + minor) - of_tip(payment.refunded_minor)
}

const COLUMNS: &str = "id, payment_id, amount_minor, tip_minor, currency, reason, refunded_at";

async fn find(tx: &mut Tx, account: AccountId, id: RefundId) -> Result<Refund, Fault> {
    sql!(COLUMNS, "select {columns} from refunds where account_id = $1 and id = $2")
        .bind(account)
        .bind(id)
        .one(tx)
        .await
}

async fn insert(tx: &mut Tx, cx: &Cx, refund: &Refund) -> Result<(), Fault> {
    sql!(
        "insert into refunds (account_id, id, payment_id, amount_minor, tip_minor, currency, reason, refunded_at,
            recorded_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    )
    .bind(cx.account)
    .bind(refund.id)
    .bind(refund.payment_id)
    .bind(refund.amount_minor)
    .bind(refund.tip_minor)
    .bind(&refund.currency)
    .bind(refund.reason.clone())
    .bind(refund.refunded_at)
    .bind(cx.who.actor().id)
    .run(tx)
    .await?;
    Ok(())
}

/// The refunds of payments, each payment's in their order.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn refunds_of(
    on: impl Into<Exec<'_>>,
    account: AccountId,
    payments: Vec<Uuid>,
) -> Result<Vec<Refund>, Fault> {
    sql!(
        COLUMNS,
        "select {columns} from refunds where account_id = $1
            and payment_id [ids:$2]
         order by payment_id, refunded_at, id"
    )
    .bind(account)
    .bind(payments)
    .all(on)
    .await
}
