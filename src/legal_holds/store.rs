//! The legal holds' SQL.

use uuid::Uuid;

use super::LegalHold;
use crate::clock::Timestamp;
use crate::db::{Exec, Query, Tx};
use crate::error::Fault;
use crate::ids::{AccountId, CustomerId, LegalHoldId};
use crate::records::record;
use crate::sql;
use crate::terms::RecordKind;

pub(super) const COLUMNS: &str = "id, customer_id, record_kind, record_id, reason, ends_at, placed_at, placed_by_kind,
    placed_by, released_at, released_by_kind, released_by";

pub(super) async fn find(
    on: impl Into<Exec<'_>>,
    account: AccountId,
    id: LegalHoldId,
) -> Result<Option<LegalHold>, Fault> {
    sql!(COLUMNS, "select {columns} from legal_holds where account_id = $1 and id = $2")
        .bind(account)
        .bind(id)
        .optional(on)
        .await
}

/// Every hold on a customer, or on a record of theirs, the earliest first.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn of_customer(
    on: impl Into<Exec<'_>>,
    account: AccountId,
    customer: CustomerId,
) -> Result<Vec<LegalHold>, Fault> {
    sql!(COLUMNS, "select {columns} from legal_holds where account_id = $1 and customer_id = $2 order by placed_at, id")
        .bind(account)
        .bind(customer)
        .all(on)
        .await
}

pub(super) async fn held_among(
    on: impl Into<Exec<'_>>,
    account: AccountId,
    customers: Vec<Uuid>,
    now: Timestamp,
) -> Result<Vec<CustomerId>, Fault> {
    let rows: Vec<(CustomerId,)> = sql!(
        "select distinct customer_id from legal_holds where account_id = $1 and customer_id [ids:$2]
            and released_at is null and (ends_at is null or ends_at > $3)"
    )
    .bind(account)
    .bind(customers)
    .bind(now)
    .all(on)
    .await?;
    Ok(rows.into_iter().map(|(customer,)| customer).collect())
}

/// Whether a record is a customer's.
pub(super) async fn is_theirs(
    tx: &mut Tx,
    account: AccountId,
    customer: CustomerId,
    kind: RecordKind,
    id: Uuid,
) -> Result<bool, Fault> {
    let table = record(kind).ok_or_else(|| Fault::bug("a hold can be on what the catalogue lists"))?.table;
    let text = format!("select count(*) from {table} where account_id = $1 and id = $2 and customer_id = $3");
    let found = Query::built(text).bind(account).bind(id).bind(customer).scalar::<i64>(tx).await?;
    Ok(found.unwrap_or(0) > 0)
}

pub(super) async fn insert(tx: &mut Tx, account: AccountId, hold: &LegalHold) -> Result<(), Fault> {
    sql!(
        "insert into legal_holds (account_id, id, customer_id, record_kind, record_id, reason, ends_at, placed_at,
            placed_by_kind, placed_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    )
    .bind(account)
    .bind(hold.id)
    .bind(hold.customer_id)
    .bind(hold.record_kind)
    .bind(hold.record_id)
    .bind(&hold.reason)
    .bind(hold.ends_at)
    .bind(hold.placed_at)
    .bind(hold.placed_by_kind)
    .bind(hold.placed_by)
    .run(tx)
    .await?;
    Ok(())
}

pub(super) async fn release(tx: &mut Tx, account: AccountId, hold: &LegalHold) -> Result<(), Fault> {
    sql!(
        "update legal_holds set released_at = $3, released_by_kind = $4, released_by = $5
         where account_id = $1 and id = $2"
    )
    .bind(account)
    .bind(hold.id)
    .bind(hold.released_at)
    .bind(hold.released_by_kind.map(|kind| kind.as_str().to_owned()))
    .bind(hold.released_by)
    .run(tx)
    .await?;
    Ok(())
}

/// Makes unreadable why holds stood that stand no more, of customers whose originals are gone. How many.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn forget_reasons(tx: &mut Tx, now: Timestamp, mask: &str) -> Result<u64, Fault> {
    sql!(
        "update legal_holds set reason = $2
         where reason <> $2 and (released_at is not null or ends_at <= $1)
            and exists (select 1 from erasures e where e.account_id = legal_holds.account_id
                and e.customer_id = legal_holds.customer_id and e.state = 'DONE')
            and not exists (select 1 from erasures e where e.account_id = legal_holds.account_id
                and e.customer_id = legal_holds.customer_id and e.state = 'SEALED')"
    )
    .bind(now)
    .bind(mask)
    .run(tx)
    .await
}
