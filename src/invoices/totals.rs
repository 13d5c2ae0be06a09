//! What was invoiced, year by year: a delete of a customer changes none of it.

use crate::db::Exec;
use crate::error::Fault;
use crate::ids::AccountId;
use crate::sql;

/// What was issued in one year and currency. Void invoices do not count.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct YearTotal {
    pub year: i64,
    /// ISO 4217.
    pub currency: String,
    /// Issued in the year: still owed, paid or written off.
    pub issued: i64,
    pub issued_minor: i64,
    /// Of those, paid in full.
    pub paid: i64,
    /// Of what they come to, paid by now.
    pub paid_minor: i64,
}

/// Totals by year of issue and currency, in that order.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn totals_by_year(on: impl Into<Exec<'_>>, account: AccountId) -> Result<Vec<YearTotal>, Fault> {
    sql!(
        "select [pg:cast(extract(year from issued_on) as bigint)][lite:cast(strftime('%Y', issued_on) as integer)] as year,
            currency, count(*) as issued, cast(sum(total_minor) as bigint) as issued_minor,
            count(case when state = 'PAID' then 1 end) as paid, cast(sum(paid_minor) as bigint) as paid_minor
         from invoices where account_id = $1 and issued_on is not null and state in ('ISSUED', 'PAID', 'WRITTEN_OFF')
         group by 1, currency order by 1, currency"
    )
    .bind(account)
    .all(on)
    .await
}
