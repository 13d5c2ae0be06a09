//! Credit: what the account owes its customers, given in advance or in goodwill, and spent on invoices. Entries are never
//! changed; what a customer has is their sum, and never below zero.

mod store;

pub use store::{balance, balances, list};

use rust_decimal::Decimal;

use crate::app::Cx;
use crate::audit::{self, Entry};
use crate::clock::Timestamp;
use crate::db::Tx;
use crate::error::{Fault, FieldProblem, Outcome, Problem, Refusal};
use crate::idempotency::IdempotencyKey;
use crate::ids::{CreditId, CustomerId, Id, InvoiceId, PaymentId};
use crate::money::Amount;
use crate::terms::{Permission, RecordKind};
use crate::{accounts, customers, in_tx, money, text};

/// An entry of what the account owes a customer.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Credit {
    pub id: CreditId,
    pub customer_id: CustomerId,
    /// More than zero when given, less when spent.
    pub amount_minor: i64,
    /// ISO 4217.
    pub currency: String,
    pub reason: Option<String>,
    /// The invoice that it was spent on, or that it was too much for.
    pub invoice_id: Option<InvoiceId>,
    /// The payment that it was spent by, or that it is left over from.
    pub payment_id: Option<PaymentId>,
    pub recorded_at: Timestamp,
}

/// Credit to give.
#[derive(Clone, Debug)]
pub struct NewCredit {
    pub customer: String,
    pub amount: Decimal,
    /// ISO 4217; the account's when left out.
    pub currency: Option<String>,
    pub reason: Option<String>,
    pub idempotency_key: Option<String>,
}

/// Where an entry comes from.
#[derive(Clone, Debug, Default)]
pub struct Source {
    pub reason: Option<String>,
    pub invoice: Option<InvoiceId>,
    pub payment: Option<PaymentId>,
}

/// Gives a live customer credit.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::CustomerDeleted`], [`Refusal::IdempotencyConflict`],
/// [`Refusal::InvalidInput`].
pub async fn add(cx: &Cx, new: &NewCredit) -> Outcome<Credit> {
    cx.require(Permission::InvoicesWrite)?;
    let customer: CustomerId = cx.parse(RecordKind::Customer, &new.customer)?;
    let code = match &new.currency {
        Some(code) => code.clone(),
        None => accounts::get(&cx.db, cx.account).await?.currency,
    };
    let currency = money::currency("currency", &code)?;
    let minor = money::minor("amount", new.amount, currency, 1)?;
    let reason = text::optional_line("reason", new.reason.as_deref(), 500)?;
    let arguments = (customer.to_string(), minor, &code, &reason);
    let key = IdempotencyKey::of(new.idempotency_key.as_deref(), "customerCreditAdd", &arguments)?;
    in_tx!(cx, |tx| {
        customers::hold(tx, cx, customer).await?;
        if let Some(key) = &key
            && let Some(id) = key.earlier(tx, cx).await?
        {
            return found(tx, cx, Id::from_uuid(id)).await;
        }
        let source = Source { reason: reason.clone(), ..Source::default() };
        let id = enter(tx, cx, customer, Amount { minor, currency }, source).await?;
        if let Some(key) = &key {
            key.remember(tx, cx, id.uuid()).await?;
        }
        customers::announce(tx, cx, customer);
        let entry = Entry::of("credit.added", RecordKind::Credit, id.uuid(), Some(customer));
        audit::record(tx, cx, entry.with(serde_json::json!({ "minor": minor, "currency": code }))).await?;
        found(tx, cx, id).await
    })
}

async fn found(tx: &mut Tx, cx: &Cx, id: CreditId) -> Outcome<Credit> {
    let credit = store::find(tx, cx.account, id).await?;
    Ok(credit.ok_or_else(|| Fault::bug("a credit that was entered is not there"))?)
}

/// Enters credit: given when the amount is more than zero, taken when it is less. The caller holds the customer, and
/// writes the audit event.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn enter(
    tx: &mut Tx,
    cx: &Cx,
    customer: CustomerId,
    amount: Amount,
    source: Source,
) -> Result<CreditId, Fault> {
    let credit = Credit {
        id: cx.id(),
        customer_id: customer,
        amount_minor: amount.minor,
        currency: amount.currency.code().to_owned(),
        reason: source.reason,
        invoice_id: source.invoice,
        payment_id: source.payment,
        recorded_at: cx.now(),
    };
    store::insert(tx, cx, &credit).await?;
    Ok(credit.id)
}

/// Whether a customer has enough credit for an amount. The caller holds the customer locked against everything, so that
/// nobody else spends the same.
///
/// # Errors
/// [`Refusal::InvalidInput`] when it is not enough.
pub async fn require(tx: &mut Tx, cx: &Cx, customer: CustomerId, amount: Amount) -> Outcome<()> {
    let has = balance(tx, cx.account, customer, amount.currency).await?;
    if has < amount.minor {
        let because = "the customer has less credit than that";
        return Err(Refusal::from(FieldProblem::new("amount", Problem::NotAllowed { because })).into());
    }
    Ok(())
}
