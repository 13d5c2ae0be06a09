//! The list of invoices.

use chrono::NaiveDate;

use super::store::COLUMNS;
use super::{Invoice, InvoiceState};
use crate::db::{Keyed, List, OrderKey, Query, Value};
use crate::ids::{AccountId, BookingId, CustomerId, WorkOrderId};

/// Which invoices to list.
#[derive(Clone, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct InvoiceFilter {
    pub customer: Option<CustomerId>,
    pub work_order: Option<WorkOrderId>,
    pub booking: Option<BookingId>,
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
    if let Some(booking) = filter.booking {
        body.push(" and booking_id = ").push_bind(booking);
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
