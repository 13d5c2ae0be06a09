//! Reports, in the account's time zone: revenue, bookings, what is outstanding, customers who came and went. A delete
//! changes nothing in them but the customers parted with (A3).

mod bookings;
mod customers;
mod outstanding;
mod revenue;

pub use bookings::{BookingCount, bookings};
pub use customers::{CustomerFlow, customers};
pub use outstanding::{AgeBand, Outstanding, outstanding};
pub use revenue::{Revenue, revenue};

use chrono::{Datelike, Months, NaiveDate};

use crate::accounts::Account;
use crate::clock::Timestamp;
use crate::error::{FieldProblem, Problem};

/// The most months that one report covers.
const MAX_MONTHS: usize = 24;

/// A calendar month, with its bounds where the business is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Month {
    pub first_day: NaiveDate,
    pub starts_at: Timestamp,
    /// The first moment of the next.
    pub ends_at: Timestamp,
}

/// The months of two days and all between them.
///
/// # Errors
/// A [`FieldProblem`] when there are none, or more than 24.
pub fn months(account: &Account, from: NaiveDate, until: NaiveDate) -> Result<Vec<Month>, FieldProblem> {
    let last = until.with_day(1).unwrap_or(until);
    let months: Vec<_> = first_days(from).take_while(|day| *day <= last).take(MAX_MONTHS + 1).collect();
    if months.is_empty() || months.len() > MAX_MONTHS {
        return Err(FieldProblem::new("until", Problem::NotAllowed { because: "a report covers 1 to 24 months" }));
    }
    let starts = |day: NaiveDate| account.end_of(day.pred_opt().unwrap_or(day));
    let bounds = |first_day: NaiveDate| Month {
        first_day,
        starts_at: starts(first_day),
        ends_at: starts(first_day.checked_add_months(Months::new(1)).unwrap_or(first_day)),
    };
    Ok(months.into_iter().map(bounds).collect())
}

fn first_days(from: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    let next = |day: &NaiveDate| day.checked_add_months(Months::new(1));
    std::iter::successors(from.with_day(1), next)
}
