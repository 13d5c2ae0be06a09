//! The customers' face: which to list, and in what order.

use async_graphql::{Enum, InputObject};

use super::scalars::{Date, DateTime};
use crate::customers::{CustomerFilter, CustomerKind, CustomerLifecycle, CustomerSort, DateRange};
use crate::db;

/// From a moment on, before another.
#[derive(InputObject)]
pub struct DateTimeRange {
    /// At this moment or later.
    from: Option<DateTime>,
    /// Before this moment.
    before: Option<DateTime>,
}

/// Which customers to list. All that is given must fit.
#[derive(InputObject)]
pub struct CustomerWhere {
    /// Beginnings of words of names, e-mail addresses and plates, or stretches of phone numbers; all of them must fit.
    search: Option<String>,
    /// Where they stand. Others than ACTIVE need `customers.restore`.
    #[graphql(default_with = "vec![CustomerLifecycle::Active]")]
    lifecycle: Vec<CustomerLifecycle>,
    /// A person or a business.
    kind: Option<CustomerKind>,
    /// No invoice was issued on this day or later.
    last_purchase_before: Option<Date>,
    /// When they were added.
    created_at: Option<DateTimeRange>,
    /// All of these fit too.
    and: Option<Vec<CustomerCondition>>,
    /// At least one of these fits too.
    or: Option<Vec<CustomerCondition>>,
    /// This does not fit.
    not: Option<Box<CustomerCondition>>,
}

/// A condition within a filter. All that is given must fit.
#[derive(InputObject)]
pub struct CustomerCondition {
    /// Beginnings of words of names, e-mail addresses and plates, or stretches of phone numbers; all of them must fit.
    search: Option<String>,
    /// Where they stand, within what the whole filter lists.
    lifecycle: Option<Vec<CustomerLifecycle>>,
    /// A person or a business.
    kind: Option<CustomerKind>,
    /// No invoice was issued on this day or later.
    last_purchase_before: Option<Date>,
    /// When they were added.
    created_at: Option<DateTimeRange>,
    /// All of these fit too.
    and: Option<Vec<CustomerCondition>>,
    /// At least one of these fits too.
    or: Option<Vec<CustomerCondition>>,
    /// This does not fit.
    not: Option<Box<CustomerCondition>>,
}

/// What to sort by.
#[derive(InputObject)]
pub struct CustomerOrder {
    /// The key.
    pub(super) field: CustomerSort,
    /// Which way.
    #[graphql(default_with = "SortDirection::Asc")]
    pub(super) direction: SortDirection,
}

/// Which way to sort.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum SortDirection {
    /// From small to large, from early to late, from A to Z.
    Asc,
    /// The other way round.
    Desc,
}

impl From<SortDirection> for db::Direction {
    fn from(direction: SortDirection) -> Self {
        match direction {
            SortDirection::Asc => Self::Asc,
            SortDirection::Desc => Self::Desc,
        }
    }
}

impl From<DateTimeRange> for DateRange {
    fn from(range: DateTimeRange) -> Self {
        Self { from: range.from.map(|at| at.0), before: range.before.map(|at| at.0) }
    }
}

impl From<CustomerCondition> for CustomerFilter {
    fn from(condition: CustomerCondition) -> Self {
        let each = |conditions: Option<Vec<CustomerCondition>>| {
            conditions.unwrap_or_default().into_iter().map(Self::from).collect()
        };
        Self {
            search: condition.search,
            lifecycle: condition.lifecycle.unwrap_or_default(),
            kind: condition.kind,
            last_purchase_before: condition.last_purchase_before.map(|day| day.0),
            created_at: condition.created_at.map(DateRange::from).unwrap_or_default(),
            and: each(condition.and),
            or: each(condition.or),
            not: condition.not.map(|not| Box::new(Self::from(*not))),
            ..Self::default()
        }
    }
}

impl From<CustomerWhere> for CustomerFilter {
    fn from(filter: CustomerWhere) -> Self {
        CustomerCondition {
            search: filter.search,
            lifecycle: Some(filter.lifecycle),
            kind: filter.kind,
            last_purchase_before: filter.last_purchase_before,
            created_at: filter.created_at,
            and: filter.and,
            or: filter.or,
            not: filter.not,
        }
        .into()
    }
}
