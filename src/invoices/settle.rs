//! How an issued invoice ends without being paid: voided or written off (E9).

use super::{Invoice, InvoiceState, lock, note, store};
use crate::app::Cx;
use crate::db::Tx;
use crate::error::{FieldProblem, Outcome, Problem, Refusal};
use crate::ids::InvoiceId;
use crate::in_tx;
use crate::terms::{Permission, RecordKind};

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
            return Err(Refusal::from(FieldProblem::new("id", Problem::NotAllowed { because })).into());
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
    let invoice = invoice.touched(cx).ended(cx, state);
    store::update(tx, cx.account, &invoice).await?;
    note(tx, cx, action, &invoice, serde_json::json!({ "number": invoice.number, "minor": given_up })).await?;
    Ok(invoice)
}
