//! The list of bookings.

use super::store::COLUMNS;
use super::{Booking, BookingState};
use crate::clock::Timestamp;
use crate::db::{Direction, Keyed, List, OrderKey, Query, Value};
use crate::ids::{AccountId, CustomerId, ProviderId};

/// Which bookings to list.
#[derive(Clone, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct BookingFilter {
    pub customer: Option<CustomerId>,
    pub provider: Option<ProviderId>,
    /// Empty: any.
    pub state: Vec<BookingState>,
    /// Those that have not ended, or those that have.
    pub upcoming: Option<bool>,
    /// Those that their customer rated, or those that nobody did.
    pub rated: Option<bool>,
    /// Those that start then or later.
    pub from: Option<Timestamp>,
    /// Those that start before.
    pub until: Option<Timestamp>,
    /// A number.
    pub search: Option<String>,
}

impl Keyed for Booking {
    fn key(&self, column: &str) -> Value {
        match column {
            "starts_at" => self.starts_at.into(),
            _ => self.id.into(),
        }
    }
}

/// Bookings that fit a filter, by when they start. Those of deleted customers are among them (A3).
pub fn list(account: AccountId, filter: &BookingFilter) -> List {
    let mut body = Query::built("from bookings where account_id = $1").bind(account);
    if let Some(customer) = filter.customer {
        body.push(" and customer_id = ").push_bind(customer);
    }
    if let Some(provider) = filter.provider {
        body.push(" and provider_id = ").push_bind(provider);
    }
    if !filter.state.is_empty() {
        body.push(" and state").push_in(filter.state.iter().copied());
    }
    if let Some(upcoming) = filter.upcoming {
        body.push(" and state").push_in(BookingState::ALL.iter().copied().filter(|state| state.is_open() == upcoming));
    }
    if let Some(rated) = filter.rated {
        body.push(if rated { " and exists " } else { " and not exists " });
        body.push("(select 1 from ratings r where r.account_id = bookings.account_id and r.booking_id = bookings.id)");
    }
    if let Some(from) = filter.from {
        body.push(" and starts_at >= ").push_bind(from);
    }
    if let Some(until) = filter.until {
        body.push(" and starts_at < ").push_bind(until);
    }
    if let Some(search) = &filter.search {
        match search.trim().trim_start_matches('#').parse::<i64>() {
            Ok(number) => body.push(" and number = ").push_bind(number),
            Err(_) => body.push(" and false"),
        };
    }
    let by_start = ["starts_at", "id"].map(|column| OrderKey { column, direction: Direction::Asc });
    List::new("bookings", COLUMNS, body, by_start.to_vec())
}
