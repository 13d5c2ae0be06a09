//! Invoices: drafted, issued, then paid, voided or written off. What was issued keeps the name and address as they were,
//! and stays on file when the customer goes (E2). All money is exact, in minor units.

mod drafts;
mod issue;
mod lines;
mod list;
mod payments;
mod refunds;
mod settle;
mod sources;
mod store;
mod taxes;
mod totals;

pub use drafts::{NewInvoice, create, set_lines};
pub use issue::issue;
pub use lines::{Line, TaxedLine, lines_of};
pub use list::{InvoiceFilter, list};
pub use payments::{
    NewPayment, Payment, Received, Recorded, Sums, lock_for_payment, pay, pay_from_credit_by_customer, pay_outstanding,
    payments, payments_of, record_payment_in, sums_of,
};
pub use refunds::{NewRefund, Refund, Refunded, refund, refunds_of};
pub use settle::{void, write_off};
pub use store::{by_ids, external_refs, find};
pub use taxes::{TaxTotal, tax_totals};
pub use totals::{YearTotal, totals_by_year};

use chrono::NaiveDate;
use iso_currency::Currency;

use crate::app::Cx;
use crate::audit::{self, Entry};
use crate::clock::Timestamp;
use crate::db::Tx;
use crate::error::{Fault, Outcome, Refusal};
use crate::ids::{BookingId, CustomerId, InvoiceId, WorkOrderId};
use crate::money::Amount;
use crate::terms::RecordKind;
use crate::{customers, term};

term! {
    /// Where an invoice stands.
    InvoiceState {
        /// Being written; never owed.
        Draft = "DRAFT",
        /// Sent, and not paid in full.
        Issued = "ISSUED",
        /// Paid in full.
        Paid = "PAID",
        /// Taken back before anything was paid.
        Void = "VOID",
        /// Given up: what is outstanding will not be paid.
        WrittenOff = "WRITTEN_OFF",
    }
}

term! {
    /// How a payment was made.
    #[graphql(name = "PaymentMeans")]
    PaymentMethod {
        /// In cash.
        Cash = "CASH",
        /// By card.
        Card = "CARD",
        /// By bank transfer.
        BankTransfer = "BANK_TRANSFER",
        /// From the customer's credit.
        Credit = "CREDIT",
        /// In another way.
        Other = "OTHER",
    }
}

/// An invoice.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Invoice {
    pub id: InvoiceId,
    pub customer_id: CustomerId,
    pub work_order_id: Option<WorkOrderId>,
    pub booking_id: Option<BookingId>,
    /// `INV-000123`; given when it is issued.
    pub number: Option<String>,
    pub state: InvoiceState,
    /// ISO 4217.
    pub currency: String,
    /// What its lines come to, tax included.
    pub total_minor: i64,
    /// The tax in the total.
    pub tax_minor: i64,
    /// What was paid towards it: without tips, and whatever was given back later.
    pub paid_minor: i64,
    pub issued_on: Option<NaiveDate>,
    pub due_on: Option<NaiveDate>,
    /// The customer's name when it was issued.
    pub name_at_issue: Option<String>,
    /// The customer's address when it was issued, one line of it on each line.
    pub address_at_issue: Option<String>,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// When it was paid in full, voided or written off.
    pub settled_at: Option<Timestamp>,
}

impl Invoice {
    /// The currency.
    ///
    /// # Errors
    /// [`Fault`] when the database holds a code that is none.
    pub fn currency(&self) -> Result<Currency, Fault> {
        Currency::from_code(&self.currency).ok_or_else(|| Fault::bug(format!("{:?} is no currency", self.currency)))
    }

    /// An amount in the invoice's currency.
    ///
    /// # Errors
    /// [`Fault`] when the database holds a code that is none.
    pub fn amount(&self, minor: i64) -> Result<Amount, Fault> {
        Ok(Amount { minor, currency: self.currency()? })
    }

    /// What is still owed, in minor units: nothing unless it is issued.
    pub fn outstanding_minor(&self) -> i64 {
        if self.state == InvoiceState::Issued { self.total_minor - self.paid_minor } else { 0 }
    }

    /// What its lines come to before tax, in minor units.
    pub fn net_minor(&self) -> i64 {
        self.total_minor - self.tax_minor
    }

    /// The invoice with a change that happens now.
    fn touched(self, cx: &Cx) -> Self {
        Self { version: self.version + 1, updated_at: cx.now(), ..self }
    }

    fn wrong_state(&self) -> Refusal {
        Refusal::WrongState { kind: RecordKind::Invoice, state: self.state.as_str() }
    }

    fn needs(&self, state: InvoiceState) -> Result<(), Refusal> {
        if self.state == state { Ok(()) } else { Err(self.wrong_state()) }
    }

    fn ended(self, cx: &Cx, state: InvoiceState) -> Self {
        Self { state, settled_at: Some(cx.now()), ..self }
    }
}

/// An invoice, locked together with its live customer.
async fn lock(tx: &mut Tx, cx: &Cx, id: InvoiceId) -> Outcome<Invoice> {
    let unknown = Refusal::NotFound(RecordKind::Invoice);
    let found = store::find(&mut *tx, cx.account, id).await?.ok_or(unknown.clone())?;
    customers::hold_owner(tx, cx, found.customer_id).await?;
    Ok(store::lock(tx, cx.account, id).await?.ok_or(unknown)?)
}

/// Announces a change of an invoice, and writes it into the audit log.
async fn note(tx: &mut Tx, cx: &Cx, action: &'static str, invoice: &Invoice, data: serde_json::Value) -> Outcome<()> {
    customers::announce(tx, cx, invoice.customer_id);
    let entry = Entry::of(action, RecordKind::Invoice, invoice.id.uuid(), Some(invoice.customer_id)).with(data);
    audit::record(tx, cx, entry).await?;
    Ok(())
}
