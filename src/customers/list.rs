//! The list of customers: filters, orders, search.

use chrono::NaiveDate;

use super::store::COLUMNS;
use super::terms_index::search_terms;
use super::{Customer, CustomerKind, CustomerLifecycle};
use crate::clock::Timestamp;
use crate::db::{Direction, Exec, Keyed, List, OrderKey, Query, Value};
use crate::error::Fault;
use crate::ids::{AccountId, CustomerId};
use crate::term;

/// From the first moment on, before the second.
#[derive(Clone, Copy, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct DateRange {
    pub from: Option<Timestamp>,
    pub before: Option<Timestamp>,
}

/// Which customers to list.
#[derive(Clone, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct CustomerFilter {
    /// Beginnings of words of names, e-mail addresses and plates, stretches of phone numbers; all must fit.
    pub search: Option<String>,
    /// Empty: any.
    pub lifecycle: Vec<CustomerLifecycle>,
    pub kind: Option<CustomerKind>,
    /// No invoice issued on this day or later.
    pub last_purchase_before: Option<NaiveDate>,
    /// No booking begins at this moment or later, but for cancelled ones.
    pub last_booking_before: Option<Timestamp>,
    /// No work order was opened at this moment or later.
    pub last_work_order_before: Option<Timestamp>,
    pub created_at: DateRange,
    pub and: Vec<CustomerFilter>,
    pub or: Vec<CustomerFilter>,
    pub not: Option<Box<CustomerFilter>>,
}

term! {
    /// What customers can be sorted by.
    CustomerSort {
        /// The display name, folded: case and accents do not matter.
        Name = "NAME",
        /// When they were added.
        CreatedAt = "CREATED_AT",
        /// When they were last changed.
        UpdatedAt = "UPDATED_AT",
    }
}

impl CustomerSort {
    fn column(self) -> &'static str {
        match self {
            Self::Name => "name_key",
            Self::CreatedAt => "created_at",
            Self::UpdatedAt => "updated_at",
        }
    }
}

impl Keyed for Customer {
    fn key(&self, column: &str) -> Value {
        match column {
            "lifecycle" => self.lifecycle.into(),
            "name_key" => self.name_key.as_str().into(),
            "created_at" => self.created_at.into(),
            "updated_at" => self.updated_at.into(),
            _ => self.id.into(),
        }
    }
}

/// Customers that fit a filter. Deleted ones come after the active ones (A10), then by the orders given, then by id.
pub fn list(account: AccountId, filter: &CustomerFilter, sort: &[(CustomerSort, Direction)]) -> List {
    let mut body = Query::built("from customers where account_id = $1").bind(account);
    body.push(" and ");
    push_filter(&mut body, filter);
    let mut order = Vec::new();
    if filter.lifecycle.len() != 1 {
        order.push(OrderKey { column: "lifecycle", direction: Direction::Asc });
    }
    let by_name = [(CustomerSort::Name, Direction::Asc)];
    for (key, direction) in if sort.is_empty() { &by_name[..] } else { sort } {
        if order.iter().all(|known| known.column != key.column()) {
            order.push(OrderKey { column: key.column(), direction: *direction });
        }
    }
    let direction = order.last().map_or(Direction::Asc, |key| key.direction);
    order.push(OrderKey { column: "id", direction });
    List::new("customers", COLUMNS, body, order)
}

/// The ids of customers that fit a filter, in their order.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn ids(
    on: impl Into<Exec<'_>>,
    account: AccountId,
    filter: &CustomerFilter,
) -> Result<Vec<CustomerId>, Fault> {
    let mut query = Query::built("select id from customers where account_id = $1 and ").bind(account);
    push_filter(&mut query, filter);
    query.push(" order by id");
    Ok(query.all::<(CustomerId,)>(on).await?.into_iter().map(|(id,)| id).collect())
}

/// Whether a customer fits a filter.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn fits(
    on: impl Into<Exec<'_>>,
    account: AccountId,
    id: CustomerId,
    filter: &CustomerFilter,
) -> Result<bool, Fault> {
    let text = "select count(*) from customers where account_id = $1 and id = $2 and ";
    let mut query = Query::built(text).bind(account).bind(id);
    push_filter(&mut query, filter);
    Ok(query.scalar::<i64>(on).await?.unwrap_or(0) > 0)
}

/// Appends what a filter asks of rows of `customers`; the account is `$1`.
pub fn push_filter(body: &mut Query, filter: &CustomerFilter) {
    body.push("(true");
    if let [only] = filter.lifecycle[..] {
        body.push(" and lifecycle = ").push_bind(only);
    } else if !filter.lifecycle.is_empty() {
        body.push(" and lifecycle").push_in(filter.lifecycle.iter().copied());
    }
    if let Some(kind) = filter.kind {
        body.push(" and kind = ").push_bind(kind);
    }
    if let Some(from) = filter.created_at.from {
        body.push(" and created_at >= ").push_bind(from);
    }
    if let Some(before) = filter.created_at.before {
        body.push(" and created_at < ").push_bind(before);
    }
    if let Some(day) = filter.last_purchase_before {
        body.push(
            " and not exists (select 1 from invoices i where i.account_id = customers.account_id
                and i.customer_id = customers.id and i.state in ('ISSUED', 'PAID') and i.issued_on >= ",
        );
        body.push_bind(day).push(")");
    }
    if let Some(at) = filter.last_booking_before {
        body.push(
            " and not exists (select 1 from bookings b where b.account_id = customers.account_id
                and b.customer_id = customers.id and b.state <> 'CANCELLED' and b.starts_at >= ",
        );
        body.push_bind(at).push(")");
    }
    if let Some(at) = filter.last_work_order_before {
        body.push(
            " and not exists (select 1 from work_orders w where w.account_id = customers.account_id
                and w.customer_id = customers.id and w.created_at >= ",
        );
        body.push_bind(at).push(")");
    }
    push_search(body, filter.search.as_deref().unwrap_or_default());
    for each in &filter.and {
        body.push(" and ");
        push_filter(body, each);
    }
    if !filter.or.is_empty() {
        body.push(" and (false");
        for each in &filter.or {
            body.push(" or ");
            push_filter(body, each);
        }
        body.push(")");
    }
    if let Some(not) = &filter.not {
        body.push(" and not ");
        push_filter(body, not);
    }
    body.push(")");
}

/// The account is `$1`, and not the customer's: the terms can then be read first, instead of once for each customer.
fn push_search(body: &mut Query, search: &str) {
    let terms = search_terms(search);
    if terms.is_empty() && !search.trim().is_empty() {
        body.push(" and false");
    }
    for term in terms {
        body.push(" and id in (select t.customer_id from customer_terms t where t.account_id = $1 and t.term >= ");
        body.push_bind(term.as_str()).push(" and t.term < ").push_bind(format!("{term}\u{10FFFF}")).push(")");
    }
}
