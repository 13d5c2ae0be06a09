//! Revenue by month and service: payments less refunds, tips apart.

use chrono::NaiveDate;

use super::Month;
use crate::db::Db;
use crate::error::Fault;
use crate::ids::{AccountId, ServiceId};
use crate::sql;

/// What came in within one month for one service, in one currency.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Revenue {
    /// Its first day.
    #[sqlx(skip)]
    pub month: NaiveDate,
    /// None for lines that name no service.
    pub service_id: Option<ServiceId>,
    pub service_name: Option<String>,
    /// ISO 4217.
    pub currency: String,
    /// Payments in the month less refunds in the month.
    pub minor: i64,
}

/// Revenue of each month, by service and currency.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn revenue(db: &Db, account: AccountId, months: &[Month]) -> Result<Vec<Revenue>, Fault> {
    let mut all = Vec::new();
    for month in months {
        let rows = of_month(db, account, month).await?;
        all.extend(rows.into_iter().map(|row| Revenue { month: month.first_day, ..row }));
    }
    Ok(all)
}

/// Each payment and refund is shared out over the lines of its invoice, in proportion to their amounts: a line gets what
/// is shared out up to it less what is shared out before it, so that the shares add up exactly. An invoice without lines,
/// or with lines over nothing, has one share of everything.
async fn of_month(db: &Db, account: AccountId, month: &Month) -> Result<Vec<Revenue>, Fault> {
    sql!(
        "with moved as (
            select p.invoice_id, p.currency, p.amount_minor as minor from payments p
            where p.account_id = $1 and p.paid_at >= $2 and p.paid_at < $3
            union all
            select p.invoice_id, r.currency, -(r.amount_minor - r.tip_minor)
            from refunds r join payments p on p.account_id = r.account_id and p.id = r.payment_id
            where r.account_id = $1 and r.refunded_at >= $2 and r.refunded_at < $3
        ), sums as (
            select invoice_id, currency, cast(sum(minor) as bigint) as minor from moved group by invoice_id, currency
        ), shares as (
            select l.invoice_id, l.service_id,
                sum(l.amount_minor) over (partition by l.invoice_id order by l.position) as upto,
                l.amount_minor as own,
                sum(l.amount_minor) over (partition by l.invoice_id) as whole
            from invoice_lines l
            where l.account_id = $1 and l.invoice_id in (select invoice_id from sums)
        ), shared as (
            select s.currency, h.service_id,
                [pg:cast(trunc(s.minor * (cast(h.upto as double precision) / h.whole)) as bigint)
                    - cast(trunc(s.minor * (cast(h.upto - h.own as double precision) / h.whole)) as bigint)]
                [lite:cast(s.minor * (cast(h.upto as real) / h.whole) as integer)
                    - cast(s.minor * (cast(h.upto - h.own as real) / h.whole) as integer)] as minor
            from sums s join shares h on h.invoice_id = s.invoice_id and h.whole > 0
            union all
            select s.currency, null, s.minor from sums s
            where not exists (select 1 from shares h where h.invoice_id = s.invoice_id and h.whole > 0)
        )
        select d.service_id, v.name as service_name, d.currency, cast(sum(d.minor) as bigint) as minor
        from shared d left join services v on v.account_id = $1 and v.id = d.service_id
        group by d.service_id, v.name, d.currency having sum(d.minor) <> 0
        order by v.name nulls last, d.service_id, d.currency"
    )
    .bind(account)
    .bind(month.starts_at)
    .bind(month.ends_at)
    .all(db)
    .await
}
