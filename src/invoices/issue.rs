//! From a draft to an issued invoice.

use chrono::{Days, NaiveDate};

use super::{Invoice, InvoiceState, lines, lock, note, store};
use crate::account_settings::{self, AccountSettings};
use crate::app::Cx;
use crate::db::Tx;
use crate::error::{Failure, Fault, FieldProblem, Outcome, Problem, Refusal};
use crate::ids::InvoiceId;
use crate::notifications::{self, NotificationKind};
use crate::terms::{Permission, RecordKind};
use crate::{accounts, addresses, customers, in_tx};

/// Issues a draft: numbers it, dates it, and keeps the customer's name and address as they are now. It is due some days
/// later, by the account's settings, unless the draft says when. An invoice over nothing is paid at once. The customer
/// is told.
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
        return Err(refused("issuedOn", "the day is yet to come"));
    }
    in_tx!(cx, |tx| {
        let draft = lock(tx, cx, id).await?;
        draft.needs(InvoiceState::Draft)?;
        if lines::lines_of(&mut *tx, cx.account, vec![id.uuid()]).await?.is_empty() {
            return Err(refused("id", "the invoice has no lines"));
        }
        let settings = account_settings::of(&mut *tx, cx.account).await?;
        let customer = customers::hold(tx, cx, draft.customer_id).await?;
        let nothing_owed = draft.total_minor == 0;
        let invoice = Invoice {
            number: Some(next_number(tx, cx, &settings.invoice_prefix).await?),
            state: if nothing_owed { InvoiceState::Paid } else { InvoiceState::Issued },
            settled_at: nothing_owed.then(|| cx.now()),
            issued_on: Some(issued_on),
            due_on: draft.due_on.or_else(|| due(issued_on, &settings)),
            name_at_issue: Some(customer.display_name),
            address_at_issue: addresses::for_invoices(&mut *tx, cx.account, draft.customer_id).await?,
            ..draft
        }
        .touched(cx);
        store::update(tx, cx.account, &invoice).await?;
        let about = (RecordKind::Invoice, id.uuid());
        notifications::queue(tx, cx, invoice.customer_id, NotificationKind::InvoiceIssued, about).await?;
        note(tx, cx, "invoice.issued", &invoice, serde_json::json!({ "number": invoice.number })).await?;
        Ok(invoice)
    })
}

fn refused(field: &str, because: &'static str) -> Failure {
    Refusal::from(FieldProblem::new(field, Problem::NotAllowed { because })).into()
}

fn due(issued_on: NaiveDate, settings: &AccountSettings) -> Option<NaiveDate> {
    issued_on.checked_add_days(Days::new(u64::try_from(settings.payment_days).unwrap_or(0)))
}

async fn next_number(tx: &mut Tx, cx: &Cx, prefix: &str) -> Result<String, Fault> {
    loop {
        let number = accounts::next_number(tx, cx.account, "invoice").await?;
        let number = format!("{prefix}{number:06}");
        if !store::number_taken(tx, cx.account, &number).await? {
            return Ok(number);
        }
    }
}
