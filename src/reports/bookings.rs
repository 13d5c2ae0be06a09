//! Bookings by state and month.

use chrono::NaiveDate;

use super::Month;
use crate::bookings::BookingState;
use crate::db::Db;
use crate::error::Fault;
use crate::ids::AccountId;
use crate::sql;

/// How many bookings that begin in a month are in a state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookingCount {
    /// Its first day.
    pub month: NaiveDate,
    /// A booking that a deletion cancelled counts as it stood before (A3).
    pub state: BookingState,
    pub count: i64,
}

/// Bookings of each month by state.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn bookings(db: &Db, account: AccountId, months: &[Month]) -> Result<Vec<BookingCount>, Fault> {
    let mut all = Vec::new();
    for month in months {
        let rows: Vec<(BookingState, i64)> = sql!(
            "select coalesce(state_before, state) as stood, count(*) from bookings
             where account_id = $1 and starts_at >= $2 and starts_at < $3
             group by coalesce(state_before, state) order by stood"
        )
        .bind(account)
        .bind(month.starts_at)
        .bind(month.ends_at)
        .all(db)
        .await?;
        all.extend(rows.into_iter().map(|(state, count)| BookingCount { month: month.first_day, state, count }));
    }
    Ok(all)
}
