//! Drafts of invoices.

use chrono::NaiveDate;

use super::lines::{self, TaxedLine};
use super::sources;
use super::{Invoice, InvoiceState, lock, note, store};
use crate::app::Cx;
use crate::db::Tx;
use crate::error::{Outcome, Refusal};
use crate::ids::{BookingId, CustomerId, InvoiceId, WorkOrderId};
use crate::terms::{Permission, RecordKind};
use crate::{accounts, customers, in_tx, money};

/// An invoice to draft.
#[derive(Clone, Debug, Default)]
pub struct NewInvoice {
    /// Whose it is; the work order's or booking's customer when left out.
    pub customer: Option<String>,
    pub work_order: Option<String>,
    pub booking: Option<String>,
    /// ISO 4217; the booking's, else the account's, when left out.
    pub currency: Option<String>,
    /// The booking's services when there are none.
    pub lines: Vec<TaxedLine>,
    /// Some days after it is issued, by the account's settings, when left out.
    pub due_on: Option<NaiveDate>,
}

/// Drafts an invoice for a live customer.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`] (customer, work order, booking, service, tax rate),
/// [`Refusal::CustomerDeleted`], [`Refusal::InvalidInput`].
pub async fn create(cx: &Cx, new: &NewInvoice) -> Outcome<Invoice> {
    cx.require(Permission::InvoicesWrite)?;
    let customer: Option<CustomerId> =
        new.customer.as_deref().map(|id| cx.parse(RecordKind::Customer, id)).transpose()?;
    let work_order = new.work_order.as_deref().map(|id| cx.parse(RecordKind::WorkOrder, id)).transpose()?;
    let booking = new.booking.as_deref().map(|id| cx.parse(RecordKind::Booking, id)).transpose()?;
    in_tx!(cx, |tx| {
        let sources = Sources { customer, work_order, booking };
        let invoice = sources.blank(tx, cx, new).await?;
        let booked = match booking {
            Some(id) if new.lines.is_empty() => Some(sources::booked_lines(tx, cx, id, invoice.currency()?).await?),
            _ => None,
        };
        let written = booked.as_deref().unwrap_or(&new.lines);
        let checked = lines::check(tx, cx, invoice.id, written, invoice.currency()?).await?;
        let invoice = Invoice { total_minor: checked.total_minor, tax_minor: checked.tax_minor, ..invoice };
        store::insert(tx, cx.account, &invoice).await?;
        lines::replace(tx, cx.account, invoice.id, &checked.lines).await?;
        note(tx, cx, "invoice.created", &invoice, serde_json::json!({})).await?;
        Ok(invoice)
    })
}

/// What an invoice is drafted for.
#[derive(Clone, Copy)]
struct Sources {
    customer: Option<CustomerId>,
    work_order: Option<WorkOrderId>,
    booking: Option<BookingId>,
}

impl Sources {
    /// A draft without lines, once its live customer is held.
    async fn blank(self, tx: &mut Tx, cx: &Cx, new: &NewInvoice) -> Outcome<Invoice> {
        if let Some(customer) = self.customer {
            customers::hold(tx, cx, customer).await?;
        }
        let booked = match self.booking {
            Some(id) => Some(sources::booking(tx, cx, id).await?),
            None => None,
        };
        let ordered = match self.work_order {
            Some(id) => Some(sources::work_order(tx, cx, id).await?),
            None => None,
        };
        let of = [("workOrderId", ordered), ("bookingId", booked.as_ref().map(|(customer, _)| *customer))];
        let customer = sources::one_customer(self.customer, of)?;
        customers::hold(tx, cx, customer).await?;
        let currency = currency(tx, cx, new, booked.map(|(_, currency)| currency)).await?;
        Ok(Invoice {
            id: cx.id(),
            customer_id: customer,
            work_order_id: self.work_order,
            booking_id: self.booking,
            number: None,
            state: InvoiceState::Draft,
            currency,
            total_minor: 0,
            tax_minor: 0,
            paid_minor: 0,
            issued_on: None,
            due_on: new.due_on,
            name_at_issue: None,
            address_at_issue: None,
            version: 1,
            created_at: cx.now(),
            updated_at: cx.now(),
            settled_at: None,
        })
    }
}

async fn currency(tx: &mut Tx, cx: &Cx, new: &NewInvoice, booked: Option<String>) -> Outcome<String> {
    let code = match (&new.currency, booked) {
        (Some(code), _) => code.clone(),
        (None, Some(booked)) => booked,
        (None, None) => accounts::get(tx, cx.account).await?.currency,
    };
    Ok(money::currency("currency", &code)?.code().to_owned())
}

/// Replaces the lines of a draft, if it is still at the version that was read.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::CustomerDeleted`], [`Refusal::VersionConflict`],
/// [`Refusal::WrongState`], [`Refusal::InvalidInput`].
pub async fn set_lines(cx: &Cx, id: &str, expected_version: i64, new: &[TaxedLine]) -> Outcome<Invoice> {
    cx.require(Permission::InvoicesWrite)?;
    let id: InvoiceId = cx.parse(RecordKind::Invoice, id)?;
    in_tx!(cx, |tx| {
        let invoice = lock(tx, cx, id).await?;
        if invoice.version != expected_version {
            return Err(Refusal::VersionConflict { current: invoice.version }.into());
        }
        invoice.needs(InvoiceState::Draft)?;
        let checked = lines::check(tx, cx, id, new, invoice.currency()?).await?;
        let invoice = Invoice { total_minor: checked.total_minor, tax_minor: checked.tax_minor, ..invoice }.touched(cx);
        store::update(tx, cx.account, &invoice).await?;
        lines::replace(tx, cx.account, id, &checked.lines).await?;
        note(tx, cx, "invoice.lines_set", &invoice, serde_json::json!({ "lines": new.len() })).await?;
        Ok(invoice)
    })
}
