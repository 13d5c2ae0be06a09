//! What is outstanding, by how long it has been due.

use chrono::{Days, NaiveDate};

use crate::db::Db;
use crate::error::Fault;
use crate::ids::AccountId;
use crate::{sql, term};

term! {
    /// How long something has been due.
    AgeBand {
        /// Not due yet, or due today.
        Current = "CURRENT",
        /// 1 to 30 days.
        Days1To30 = "DAYS_1_TO_30",
        /// 31 to 60 days.
        Days31To60 = "DAYS_31_TO_60",
        /// 61 to 90 days.
        Days61To90 = "DAYS_61_TO_90",
        /// More than 90 days.
        Over90 = "OVER_90",
    }
}

/// What is outstanding of one age, in one currency.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Outstanding {
    pub age: AgeBand,
    /// ISO 4217.
    pub currency: String,
    /// How many invoices.
    pub invoices: i64,
    pub minor: i64,
}

/// Issued invoices that are not paid in full, by age and currency, as of a day. Those of deleted customers count too.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn outstanding(db: &Db, account: AccountId, today: NaiveDate) -> Result<Vec<Outstanding>, Fault> {
    let before = |days: u64| today.checked_sub_days(Days::new(days)).unwrap_or(today);
    let mut all: Vec<Outstanding> = sql!(
        "select case when due >= $2 then 'CURRENT' when due >= $3 then 'DAYS_1_TO_30' when due >= $4 then 'DAYS_31_TO_60'
                when due >= $5 then 'DAYS_61_TO_90' else 'OVER_90' end as age,
            currency, count(*) as invoices, cast(sum(owed) as bigint) as minor
         from (select coalesce(due_on, issued_on) as due, currency, total_minor - paid_minor as owed
            from invoices where account_id = $1 and state = 'ISSUED') as unpaid
         group by 1, currency"
    )
    .bind(account)
    .bind(today)
    .bind(before(30))
    .bind(before(60))
    .bind(before(90))
    .all(db)
    .await?;
    all.sort_by(|one, other| (one.age, &one.currency).cmp(&(other.age, &other.currency)));
    Ok(all)
}
