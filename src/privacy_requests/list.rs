//! The list of requests about personal data.

use chrono::NaiveDate;

use super::store::COLUMNS;
use super::{PrivacyRequest, PrivacyRequestKind, PrivacyRequestState};
use crate::db::{Keyed, List, OrderKey, Query, Value};
use crate::ids::{AccountId, CustomerId};

/// Which requests to list.
#[derive(Clone, Debug, Default)]
pub struct PrivacyRequestFilter {
    pub customer: Option<CustomerId>,
    pub kind: Option<PrivacyRequestKind>,
    /// Empty: any.
    pub state: Vec<PrivacyRequestState>,
    /// Due before this day.
    pub due_before: Option<NaiveDate>,
    /// Still open after its last day, as of this day.
    pub overdue: Option<NaiveDate>,
}

impl Keyed for PrivacyRequest {
    fn key(&self, column: &str) -> Value {
        match column {
            "received_at" => self.received_at.into(),
            _ => self.id.into(),
        }
    }
}

/// Requests that fit a filter, the latest first. Those of deleted customers are among them.
pub fn list(account: AccountId, filter: &PrivacyRequestFilter) -> List {
    let mut body = Query::built("from privacy_requests where account_id = $1").bind(account);
    if let Some(customer) = filter.customer {
        body.push(" and customer_id = ").push_bind(customer);
    }
    if let Some(kind) = filter.kind {
        body.push(" and kind = ").push_bind(kind);
    }
    if !filter.state.is_empty() {
        body.push(" and state").push_in(filter.state.iter().copied());
    }
    if let Some(before) = filter.due_before {
        body.push(" and due_on < ").push_bind(before);
    }
    if let Some(today) = filter.overdue {
        body.push(" and due_on < ").push_bind(today);
        body.push(" and state").push_in(PrivacyRequestState::ALL.iter().copied().filter(|state| state.is_open()));
    }
    List::new("privacy_requests", COLUMNS, body, OrderKey::latest_first("received_at"))
}
