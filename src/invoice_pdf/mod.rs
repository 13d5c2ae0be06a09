//! An invoice as a PDF: with the name and address as they were when it was issued, in the account's language.

mod facts;
mod layout;
mod paper;
mod sheet;
mod typeface;

use crate::access::Principal;
use crate::app::Cx;
use crate::config::Settings;
use crate::error::Fault;
use crate::ids::InvoiceId;
use crate::invoices::{self, Invoice, InvoiceState};
use crate::terms::Permission;
use facts::Facts;

/// A file to hand out.
#[derive(Debug)]
pub struct Pdf {
    /// What to call it, in letters that every file system takes: `INV-000123.pdf`.
    pub file_name: String,
    pub bytes: Vec<u8>,
}

/// Where an invoice's PDF is: it takes the same session as the API.
pub fn url(settings: &Settings, id: InvoiceId) -> String {
    format!("{}/invoices/{id}.pdf", settings.public_url)
}

/// The PDF of an invoice, for those who may see it: with `invoices.read` any; in the portal the customer whose it is, once
/// it is issued. `None` for everybody else, and for an invoice that there is not.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn of(cx: &Cx, id: InvoiceId) -> Result<Option<Pdf>, Fault> {
    let found = invoices::find(&cx.db, cx.account, id).await?;
    let Some(invoice) = found.filter(|invoice| may_see(&cx.who, invoice)) else { return Ok(None) };
    let file_name = file_name(&invoice);
    let facts = Facts::of(cx, invoice).await?;
    let painted = tokio::task::spawn_blocking(move || paper::print(&facts)).await;
    let bytes = painted.map_err(|_| Fault::bug("an invoice could not be printed"))??;
    Ok(Some(Pdf { file_name, bytes }))
}

fn may_see(who: &Principal, invoice: &Invoice) -> bool {
    match who {
        Principal::Portal(who) => invoice.customer_id == who.customer && invoice.state != InvoiceState::Draft,
        who => who.may(Permission::InvoicesRead),
    }
}

fn file_name(invoice: &Invoice) -> String {
    let name = invoice.number.clone().unwrap_or_else(|| invoice.id.to_string());
    let safe = |c: char| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '_' };
    format!("{}.pdf", name.chars().map(safe).collect::<String>())
}
