//! The list of requests from the public booking page.

use super::store::COLUMNS;
use super::{BookingRequest, BookingRequestState};
use crate::db::{Keyed, List, OrderKey, Query, Value};
use crate::ids::AccountId;

/// Which requests to list.
#[derive(Clone, Debug, Default)]
pub struct RequestFilter {
    /// Empty: any.
    pub state: Vec<BookingRequestState>,
}

impl Keyed for BookingRequest {
    fn key(&self, column: &str) -> Value {
        match column {
            "created_at" => self.created_at.into(),
            _ => self.id.into(),
        }
    }
}

/// Requests that fit a filter, the newest first.
pub fn list(account: AccountId, filter: &RequestFilter) -> List {
    let mut body = Query::built("from booking_requests where account_id = $1").bind(account);
    if !filter.state.is_empty() {
        body.push(" and state").push_in(filter.state.iter().copied());
    }
    List::new("booking_requests", COLUMNS, body, OrderKey::newest_first())
}
