//! From nothing to an issued invoice.

use chrono::NaiveDate;

use super::lines;
use super::{Invoice, InvoiceState, lock, note, store};
use crate::app::Cx;
use crate::db::Tx;
use crate::error::{FieldProblem, Outcome, Problem, Refusal};
use crate::ids::{CustomerId, InvoiceId, WorkOrderId};
use crate::lines::NewLine;
use crate::terms::{Permission, RecordKind};
use crate::{accounts, addresses, customers, in_tx, money, work_orders};

/// An invoice to draft.
#[derive(Clone, Debug)]
pub struct NewInvoice {
    pub customer: String,
    pub work_order: Option<String>,
    /// ISO 4217; the account's when left out.
    pub currency: Option<String>,
    pub lines: Vec<NewLine>,
    pub due_on: Option<NaiveDate>,
}

/// Drafts an invoice for a live customer.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`] (customer or work order), [`Refusal::CustomerDeleted`],
/// [`Refusal::InvalidInput`].
pub async fn create(cx: &Cx, new: &NewInvoice) -> Outcome<Invoice> {
    cx.require(Permission::InvoicesWrite)?;
    let customer: CustomerId = cx.parse(RecordKind::Customer, &new.customer)?;
    let work_order = new.work_order.as_deref().map(|id| cx.parse(RecordKind::WorkOrder, id)).transpose()?;
    let code = match &new.currency {
        Some(code) => code.clone(),
        None => accounts::get(&cx.db, cx.account).await?.currency,
    };
    let currency = money::currency("currency", &code)?;
    let id: InvoiceId = cx.id();
    let checked = lines::check(cx, id, &new.lines, currency)?;
    let invoice = Invoice {
        id,
        customer_id: customer,
        work_order_id: work_order,
        number: None,
        state: InvoiceState::Draft,
        currency: code,
        total_minor: checked.total_minor,
        paid_minor: 0,
        issued_on: None,
        due_on: new.due_on,
        name_at_issue: None,
        address_at_issue: None,
        version: 1,
        created_at: cx.now(),
        updated_at: cx.now(),
        settled_at: None,
    };
    in_tx!(cx, |tx| {
        customers::hold(tx, cx, customer).await?;
        if let Some(id) = work_order {
            check_work_order(tx, cx, customer, id).await?;
        }
        store::insert(tx, cx.account, &invoice).await?;
        lines::replace(tx, cx.account, id, &checked.lines).await?;
        note(tx, cx, "invoice.created", &invoice, serde_json::json!({})).await?;
        Ok(invoice.clone())
    })
}

async fn check_work_order(tx: &mut Tx, cx: &Cx, customer: CustomerId, id: WorkOrderId) -> Outcome<()> {
    let order = work_orders::find(tx, cx.account, id).await?.ok_or(Refusal::NotFound(RecordKind::WorkOrder))?;
    if order.customer_id == customer {
        Ok(())
    } else {
        let because = "the work order belongs to another customer";
        Err(FieldProblem::new("workOrderId", Problem::NotAllowed { because }).into())
    }
}

/// Replaces the lines of a draft, if it is still at the version that was read.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::CustomerDeleted`], [`Refusal::VersionConflict`],
/// [`Refusal::WrongState`], [`Refusal::InvalidInput`].
pub async fn set_lines(cx: &Cx, id: &str, expected_version: i64, new: &[NewLine]) -> Outcome<Invoice> {
    cx.require(Permission::InvoicesWrite)?;
    let id: InvoiceId = cx.parse(RecordKind::Invoice, id)?;
    in_tx!(cx, |tx| {
        let invoice = lock(tx, cx, id).await?;
        if invoice.version != expected_version {
            return Err(Refusal::VersionConflict { current: invoice.version }.into());
        }
        invoice.needs(InvoiceState::Draft)?;
        let checked = lines::check(cx, id, new, invoice.currency()?)?;
        let invoice = Invoice { total_minor: checked.total_minor, ..invoice }.touched(cx);
        store::update(tx, cx.account, &invoice).await?;
        lines::replace(tx, cx.account, id, &checked.lines).await?;
        note(tx, cx, "invoice.lines_set", &invoice, serde_json::json!({ "lines": new.len() })).await?;
        Ok(invoice)
    })
}

/// Issues a draft: numbers it, dates it, and keeps the customer's name and address as they are now. An invoice over
/// nothing is paid at once.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::CustomerDeleted`], [`Refusal::WrongState`],
/// [`Refusal::InvalidInput`] for a draft without lines and for a day to come.
pub async fn issue(cx: &Cx, id: &str, issued_on: Option<NaiveDate>) -> Outcome<Invoice> {
    cx.require(Permission::InvoicesWrite)?;
    let id: InvoiceId = cx.parse(RecordKind::Invoice, id)?;
    let today = accounts::get(&cx.db, cx.account).await?.day_of(cx.now());
    let issued_on = issued_on.unwrap_or(today);
    if issued_on > today {
        return Err(FieldProblem::new("issuedOn", Problem::NotAllowed { because: "the day is yet to come" }).into());
    }
    in_tx!(cx, |tx| {
        let draft = lock(tx, cx, id).await?;
        draft.needs(InvoiceState::Draft)?;
        if lines::lines_of(&mut *tx, cx.account, vec![id.uuid()]).await?.is_empty() {
            return Err(FieldProblem::new("id", Problem::NotAllowed { because: "the invoice has no lines" }).into());
        }
        let customer = customers::hold(tx, cx, draft.customer_id).await?;
        let number = accounts::next_number(tx, cx.account, "invoice").await?;
        let nothing_owed = draft.total_minor == 0;
        let invoice = Invoice {
            number: Some(format!("INV-{number:06}")),
            state: if nothing_owed { InvoiceState::Paid } else { InvoiceState::Issued },
            settled_at: nothing_owed.then(|| cx.now()),
            issued_on: Some(issued_on),
            name_at_issue: Some(customer.display_name),
            address_at_issue: addresses::for_invoices(&mut *tx, cx.account, draft.customer_id).await?,
            ..draft
        }
        .touched(cx);
        store::update(tx, cx.account, &invoice).await?;
        note(tx, cx, "invoice.issued", &invoice, serde_json::json!({ "number": invoice.number })).await?;
        Ok(invoice)
    })
}
