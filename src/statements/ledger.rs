//! The ledger of a customer, as one list: its SQL.

use chrono::NaiveDate;
use uuid::Uuid;

use super::StatementEntryKind;
use crate::clock::Timestamp;
use crate::db::Db;
use crate::error::Fault;
use crate::ids::{AccountId, CustomerId};
use crate::sql;

/// A row of the ledger.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct Row {
    pub kind: StatementEntryKind,
    pub id: Uuid,
    pub reference: Option<String>,
    /// ISO 4217.
    pub currency: String,
    pub amount_minor: i64,
    pub change_minor: i64,
    /// The day of issue of an invoice.
    pub day: Option<NaiveDate>,
    pub at: Timestamp,
}

/// A period, in days and in moments.
pub(super) struct Period {
    pub from: NaiveDate,
    pub until: NaiveDate,
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
}

/// `$1` is the account and `$2` the customer.
const LEDGER: &str = "
    select 'INVOICE' as kind, id, number as reference, currency, total_minor as amount_minor,
        total_minor as change_minor, issued_on as day, created_at as at
    from invoices where account_id = $1 and customer_id = $2 and issued_on is not null
    union all
    select case when state = 'VOID' then 'VOID' else 'WRITE_OFF' end, id, number, currency, total_minor - paid_minor,
        paid_minor - total_minor, null, settled_at
    from invoices where account_id = $1 and customer_id = $2 and issued_on is not null
        and state in ('VOID', 'WRITTEN_OFF')
    union all
    select 'PAYMENT', p.id, i.number, p.currency, p.amount_minor,
        case when p.method = 'CREDIT' then 0 else -p.amount_minor end, null, p.paid_at
    from invoices i join payments p on p.account_id = i.account_id and p.invoice_id = i.id
    where i.account_id = $1 and i.customer_id = $2
    union all
    select 'REFUND', r.id, i.number, r.currency, r.amount_minor, 0, null, r.refunded_at
    from invoices i join payments p on p.account_id = i.account_id and p.invoice_id = i.id
        join refunds r on r.account_id = p.account_id and r.payment_id = p.id
    where i.account_id = $1 and i.customer_id = $2
    union all
    select 'CREDIT', c.id, i.number, c.currency, c.amount_minor, -c.amount_minor, null, c.recorded_at
    from credits c left join invoices i on i.account_id = c.account_id and i.id = c.invoice_id
    where c.account_id = $1 and c.customer_id = $2 and c.amount_minor > 0";

/// What happened within a period, in no order.
pub(super) async fn rows(
    db: &Db,
    account: AccountId,
    customer: CustomerId,
    period: &Period,
) -> Result<Vec<Row>, Fault> {
    sql!(
        LEDGER,
        "select kind, id, reference, currency, cast(amount_minor as bigint) as amount_minor,
            cast(change_minor as bigint) as change_minor, day, at
         from ({columns}) as ledger
         where day between $3 and $4 or (day is null and at >= $5 and at < $6)"
    )
    .bind(account)
    .bind(customer)
    .bind(period.from)
    .bind(period.until)
    .bind(period.starts_at)
    .bind(period.ends_at)
    .all(db)
    .await
}

/// The balances before a period, by currency.
pub(super) async fn opening(
    db: &Db,
    account: AccountId,
    customer: CustomerId,
    period: &Period,
) -> Result<Vec<(String, i64)>, Fault> {
    sql!(
        LEDGER,
        "select currency, cast(sum(change_minor) as bigint) from ({columns}) as ledger
         where day < $3 or (day is null and at < $4)
         group by currency having sum(change_minor) <> 0 order by currency"
    )
    .bind(account)
    .bind(customer)
    .bind(period.from)
    .bind(period.starts_at)
    .all(db)
    .await
}
