//! Customers gained and parted with, by month.

use chrono::NaiveDate;

use super::Month;
use crate::db::Db;
use crate::error::Fault;
use crate::ids::AccountId;
use crate::sql;

/// How many customers came and went within a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomerFlow {
    /// Its first day.
    pub month: NaiveDate,
    /// Added, whether or not they are still here.
    pub gained: i64,
    /// Deleted, and not taken back since.
    pub parted: i64,
}

/// Customers gained and parted with in each month.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn customers(db: &Db, account: AccountId, months: &[Month]) -> Result<Vec<CustomerFlow>, Fault> {
    let mut all = Vec::with_capacity(months.len());
    for month in months {
        let (gained, parted): (i64, i64) = sql!(
            "select
                (select count(*) from customers where account_id = $1 and created_at >= $2 and created_at < $3
                    and not exists (select 1 from unknown_customers u where u.account_id = $1
                        and u.customer_id = customers.id))
                + (select count(*) from purged_customers where account_id = $1 and created_at >= $2 and created_at < $3),
                (select count(*) from deletions where account_id = $1 and at >= $2 and at < $3 and undone_at is null)"
        )
        .bind(account)
        .bind(month.starts_at)
        .bind(month.ends_at)
        .one(db)
        .await?;
        all.push(CustomerFlow { month: month.first_day, gained, parted });
    }
    Ok(all)
}
