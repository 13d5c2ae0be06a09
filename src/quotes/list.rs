//! The list of quotes.

use chrono::SubsecRound as _;

use super::store::COLUMNS;
use super::{Quote, QuoteState};
use crate::clock::Timestamp;
use crate::db::{Keyed, List, OrderKey, Query, Value};
use crate::ids::{AccountId, CustomerId, ProviderId};

/// Which quotes to list.
#[derive(Clone, Debug, Default)]
pub struct QuoteFilter {
    pub customer: Option<CustomerId>,
    pub provider: Option<ProviderId>,
    /// Where they stand now. Empty: anywhere.
    pub state: Vec<QuoteState>,
    /// A number as it is shown.
    pub number: Option<String>,
    /// Those alone that the customer has seen.
    pub sent: bool,
}

impl Keyed for Quote {
    fn key(&self, column: &str) -> Value {
        match column {
            "created_at" => self.created_at.into(),
            _ => self.id.into(),
        }
    }
}

/// Quotes that fit a filter, the newest first. Those of deleted customers are among them (A1).
pub fn list(account: AccountId, filter: &QuoteFilter, now: Timestamp) -> List {
    let mut body = Query::built("from quotes where account_id = $1").bind(account);
    if let Some(customer) = filter.customer {
        body.push(" and customer_id = ").push_bind(customer);
    }
    if let Some(provider) = filter.provider {
        body.push(" and provider_id = ").push_bind(provider);
    }
    if let Some(number) = &filter.number {
        body.push(" and number = ").push_bind(number.trim().to_owned());
    }
    if filter.sent {
        body.push(" and sent_at is not null");
    }
    if !filter.state.is_empty() {
        // Quotes expire at full seconds. What is asked within one second reads alike, and so can be read together.
        body.push(" and case when state = 'SENT' and expires_at <= ").push_bind(now.trunc_subsecs(0));
        body.push(" then 'EXPIRED' else state end").push_in(filter.state.iter().copied());
    }
    List::new("quotes", COLUMNS, body, OrderKey::newest_first())
}
