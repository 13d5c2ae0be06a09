//! The lists of invoices and of payments.

use chrono::NaiveDate;

use super::store::COLUMNS;
use super::{Invoice, InvoiceState, PaymentMethod};
use crate::clock::Timestamp;
use crate::db::{Keyed, List, OrderKey, Query, Value};
use crate::ids::{AccountId, CustomerId, InvoiceId, PaymentId, WorkOrderId};

/// Which invoices to list.
#[derive(Clone, Debug, Default)]
pub struct InvoiceFilter {
    pub customer: Option<CustomerId>,
    pub work_order: Option<WorkOrderId>,
    /// Empty: any.
    pub state: Vec<InvoiceState>,
    /// Issued on this day or later.
    pub issued_from: Option<NaiveDate>,
    /// Issued before this day.
    pub issued_before: Option<NaiveDate>,
}

impl Keyed for Invoice {
    fn key(&self, column: &str) -> Value {
        match column {
            "created_at" => self.created_at.into(),
            _ => self.id.into(),
        }
    }
}

/// Invoices that fit a filter, the newest first. Those of deleted customers are among them (E2).
pub fn list(account: AccountId, filter: &InvoiceFilter) -> List {
    let mut body = Query::built("from invoices where account_id = $1").bind(account);
    if let Some(customer) = filter.customer {
        body.push(" and customer_id = ").push_bind(customer);
    }
    if let Some(work_order) = filter.work_order {
        body.push(" and work_order_id = ").push_bind(work_order);
    }
    if !filter.state.is_empty() {
        body.push(" and state").push_in(filter.state.iter().copied());
    }
    if let Some(from) = filter.issued_from {
        body.push(" and issued_on >= ").push_bind(from);
    }
    if let Some(before) = filter.issued_before {
        body.push(" and issued_on < ").push_bind(before);
    }
    List::new("invoices", COLUMNS, body, OrderKey::newest_first())
}

/// A payment towards an invoice.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Payment {
    pub id: PaymentId,
    pub invoice_id: InvoiceId,
    pub amount_minor: i64,
    /// ISO 4217.
    pub currency: String,
    pub method: PaymentMethod,
    pub paid_at: Timestamp,
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
    let columns = "id, invoice_id, amount_minor, currency, method, paid_at";
    List::new("payments", columns, body, OrderKey::latest_first("paid_at")).within("invoice_id", invoice.uuid())
}
