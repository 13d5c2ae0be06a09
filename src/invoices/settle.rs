//! How an issued invoice ends: paid, voided or written off (E9).

use rust_decimal::Decimal;

use super::{Invoice, InvoiceState, PaymentMethod, lock, note, store};
use crate::app::Cx;
use crate::db::Tx;
use crate::error::{Fault, FieldProblem, Outcome, Problem, Refusal};
use crate::ids::{CustomerId, InvoiceId, PaymentId};
use crate::terms::{Permission, RecordKind};
use crate::{in_tx, money};

/// A payment to record.
#[derive(Clone, Copy, Debug)]
pub struct NewPayment {
    /// In the invoice's currency; all that is outstanding when left out.
    pub amount: Option<Decimal>,
    pub method: PaymentMethod,
    /// Records it only if the invoice is still at this version, so that nothing is recorded twice.
    pub expected_version: Option<i64>,
}

/// Records a payment towards an issued invoice, which is paid once nothing is outstanding.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::CustomerDeleted`], [`Refusal::VersionConflict`],
/// [`Refusal::WrongState`], [`Refusal::InvalidInput`] for more than is outstanding.
pub async fn pay(cx: &Cx, id: &str, new: NewPayment) -> Outcome<Invoice> {
    cx.require(Permission::InvoicesWrite)?;
    let id: InvoiceId = cx.parse(RecordKind::Invoice, id)?;
    in_tx!(cx, |tx| {
        let invoice = lock(tx, cx, id).await?;
        if new.expected_version.is_some_and(|version| version != invoice.version) {
            return Err(Refusal::VersionConflict { current: invoice.version }.into());
        }
        invoice.needs(InvoiceState::Issued)?;
        let outstanding = invoice.outstanding_minor();
        let minor = match new.amount {
            Some(amount) => money::minor("amount", amount, invoice.currency()?, 1)?,
            None => outstanding,
        };
        if minor > outstanding {
            let because = "it is more than is outstanding";
            return Err(FieldProblem::new("amount", Problem::NotAllowed { because }).into());
        }
        let payment = record(tx, cx, &invoice, minor, new.method).await?;
        let invoice = Invoice { paid_minor: invoice.paid_minor + minor, ..invoice }.touched(cx);
        let invoice = if minor == outstanding { ended(invoice, cx, InvoiceState::Paid) } else { invoice };
        store::update(tx, cx.account, &invoice).await?;
        let data = serde_json::json!({ "payment": payment.to_string(), "minor": minor, "state": invoice.state });
        note(tx, cx, "payment.recorded", &invoice, data).await?;
        Ok(invoice)
    })
}

fn ended(invoice: Invoice, cx: &Cx, state: InvoiceState) -> Invoice {
    Invoice { state, settled_at: Some(cx.now()), ..invoice }
}

async fn record(
    tx: &mut Tx,
    cx: &Cx,
    invoice: &Invoice,
    minor: i64,
    method: PaymentMethod,
) -> Result<PaymentId, Fault> {
    let id = cx.id();
    store::insert_payment(tx, cx, id, invoice, minor, method).await?;
    Ok(id)
}

/// Takes back a draft, or an issued invoice on which nothing was paid.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::CustomerDeleted`], [`Refusal::WrongState`],
/// [`Refusal::InvalidInput`] when something was paid.
pub async fn void(cx: &Cx, id: &str) -> Outcome<Invoice> {
    cx.require(Permission::InvoicesWrite)?;
    let id: InvoiceId = cx.parse(RecordKind::Invoice, id)?;
    in_tx!(cx, |tx| {
        let invoice = lock(tx, cx, id).await?;
        if !matches!(invoice.state, InvoiceState::Draft | InvoiceState::Issued) {
            return Err(invoice.wrong_state().into());
        }
        if invoice.paid_minor > 0 {
            let because = "something was paid on the invoice; write it off instead";
            return Err(FieldProblem::new("id", Problem::NotAllowed { because }).into());
        }
        end(tx, cx, invoice, InvoiceState::Void, "invoice.voided").await
    })
}

/// Gives up what is outstanding on an issued invoice.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::CustomerDeleted`], [`Refusal::WrongState`].
pub async fn write_off(cx: &Cx, id: &str) -> Outcome<Invoice> {
    cx.require(Permission::InvoicesWrite)?;
    let id: InvoiceId = cx.parse(RecordKind::Invoice, id)?;
    in_tx!(cx, |tx| {
        let invoice = lock(tx, cx, id).await?;
        invoice.needs(InvoiceState::Issued)?;
        end(tx, cx, invoice, InvoiceState::WrittenOff, "invoice.written_off").await
    })
}

async fn end(tx: &mut Tx, cx: &Cx, invoice: Invoice, state: InvoiceState, action: &'static str) -> Outcome<Invoice> {
    let given_up = invoice.outstanding_minor();
    let invoice = ended(invoice.touched(cx), cx, state);
    store::update(tx, cx.account, &invoice).await?;
    note(tx, cx, action, &invoice, serde_json::json!({ "number": invoice.number, "minor": given_up })).await?;
    Ok(invoice)
}

/// Records payments of what is outstanding on every issued invoice of a customer, and marks them paid; how many. The
/// caller holds the customer locked, and writes the audit event: the audit log is locked last.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn pay_outstanding(tx: &mut Tx, cx: &Cx, customer: CustomerId) -> Result<u64, Fault> {
    let issued = store::lock_issued(tx, cx.account, customer).await?;
    let mut paid = 0;
    for invoice in issued {
        record(tx, cx, &invoice, invoice.outstanding_minor(), PaymentMethod::Other).await?;
        let invoice = Invoice { paid_minor: invoice.total_minor, ..invoice }.touched(cx);
        store::update(tx, cx.account, &ended(invoice, cx, InvoiceState::Paid)).await?;
        paid += 1;
    }
    Ok(paid)
}
