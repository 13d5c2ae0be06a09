//! Documents that erasures leave as they were issued, because the law wants them kept.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use uuid::Uuid;

use super::{Erasure, Kept};
use crate::clock::Timestamp;
use crate::db::{Exec, Query, Tx};
use crate::error::Fault;
use crate::ids::{AccountId, CustomerId, ErasureId, Id};
use crate::policies::{self, Policy};
use crate::records::columns::tables;
use crate::sql;
use crate::terms::RecordKind;

/// Documents of one day.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct KeptDocuments {
    pub kind: RecordKind,
    /// The day that their time runs from.
    pub day: NaiveDate,
    pub count: i64,
}

/// A customer's documents of a day and later that must stay, by day.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn kept(
    on: impl Into<Exec<'_>>,
    account: AccountId,
    customer: CustomerId,
    since: NaiveDate,
) -> Result<Vec<KeptDocuments>, Fault> {
    let mut on = on.into();
    let mut kept = Vec::new();
    for text in tables().filter_map(|table| table.kept_sql()) {
        let query = Query::built(text).bind(account).bind(vec![customer.uuid()]).bind(since);
        kept.extend(query.all::<KeptDocuments>(on.reborrow()).await?);
    }
    Ok(kept)
}

/// How many documents of customers the law wants kept.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn count_kept(
    on: impl Into<Exec<'_>>,
    account: AccountId,
    customers: &[CustomerId],
    since: NaiveDate,
) -> Result<i64, Fault> {
    let (mut on, mut count) = (on.into(), 0);
    let ids: Vec<Uuid> = customers.iter().map(|id| id.uuid()).collect();
    for text in tables().filter_map(|table| table.kept_sql()) {
        let query = Query::built(text).bind(account).bind(ids.clone()).bind(since);
        count += query.all::<KeptDocuments>(on.reborrow()).await?.iter().map(|kept| kept.count).sum::<i64>();
    }
    Ok(count)
}

/// What the law wants kept of a customer, a line for each kind of document, and until when all of it has gone.
///
/// # Errors
/// [`Fault`] when the database fails.
pub(super) async fn summary(
    on: impl Into<Exec<'_>>,
    account: AccountId,
    customer: CustomerId,
    (since, policy): (NaiveDate, &Policy),
) -> Result<Vec<Kept>, Fault> {
    let mut lines: Vec<Kept> = Vec::new();
    for documents in kept(on, account, customer, since).await? {
        let until = policy.kept_until(documents.kind, documents.day);
        match lines.iter_mut().find(|line| line.kind == documents.kind) {
            Some(line) => {
                line.count += documents.count;
                line.until = line.until.max(until);
            }
            None => lines.push(Kept {
                kind: documents.kind,
                count: documents.count,
                issued_since: since,
                until,
                because: String::from("the law wants documents kept as they were issued"),
            }),
        }
    }
    Ok(lines)
}

/// Notes on an erasure what stays of a customer whose record is about to go, and whose documents are to be nobody's.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn note_kept(tx: &mut Tx, account: AccountId, erasure: &Erasure) -> Result<(), Fault> {
    let policy = policies::current(&mut *tx, account).await?;
    let since = erasure.forgetting()?.kept_since;
    let kept = summary(&mut *tx, account, erasure.customer_id, (since, &policy)).await?;
    let kept = serde_json::to_string(&kept).map_err(|_| Fault::bug("what is kept cannot be written as JSON"))?;
    sql!("update erasures set kept = $3 where account_id = $1 and id = $2")
        .bind(account)
        .bind(erasure.id)
        .bind(kept)
        .run(tx)
        .await?;
    Ok(())
}

/// The days of customers' oldest documents of a day and later.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn oldest_kept(
    on: impl Into<Exec<'_>>,
    account: AccountId,
    customers: &[CustomerId],
    since: NaiveDate,
) -> Result<BTreeMap<CustomerId, NaiveDate>, Fault> {
    let (mut on, mut oldest) = (on.into(), BTreeMap::new());
    let ids: Vec<Uuid> = customers.iter().map(|id| id.uuid()).collect();
    for text in tables().filter_map(|table| table.oldest_kept_sql()) {
        let query = Query::built(text).bind(account).bind(ids.clone()).bind(since);
        for (customer, day) in query.all::<(Uuid, NaiveDate)>(on.reborrow()).await? {
            let known = oldest.entry(Id::from_uuid(customer)).or_insert(day);
            *known = day.min(*known);
        }
    }
    Ok(oldest)
}

/// Final erasures with documents older than a day: their time is over. Not those of customers with a legal hold, nor
/// those whose originals another erasure still has.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn overdue(
    on: impl Into<Exec<'_>>,
    account: AccountId,
    (before, now): (NaiveDate, Timestamp),
    limit: i64,
) -> Result<Vec<(ErasureId, CustomerId)>, Fault> {
    sql!(
        "select id, customer_id from erasures where account_id = $1 and oldest_kept < $2 and state = 'DONE'
            and not exists (select 1 from legal_holds h where h.account_id = erasures.account_id
                and h.customer_id = erasures.customer_id and h.released_at is null
                and (h.ends_at is null or h.ends_at > $3))
            and not exists (select 1 from erasures other where other.account_id = erasures.account_id
                and other.customer_id = erasures.customer_id and other.state = 'SEALED')
         order by oldest_kept, id limit $4"
    )
    .bind(account)
    .bind(before)
    .bind(now)
    .bind(limit)
    .all(on)
    .await
}

/// The account's Unknown Customer, locked, if documents of theirs are older than a day.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn overdue_unknown(tx: &mut Tx, account: AccountId, before: NaiveDate) -> Result<Option<CustomerId>, Fault> {
    sql!("select customer_id from unknown_customers where account_id = $1 and oldest_kept < $2 [lock:for update]")
        .bind(account)
        .bind(before)
        .scalar(tx)
        .await
}

/// Notes the oldest document that the account's Unknown Customer has.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn set_oldest_unknown(tx: &mut Tx, account: AccountId, day: Option<NaiveDate>) -> Result<(), Fault> {
    sql!("update unknown_customers set oldest_kept = $2 where account_id = $1").bind(account).bind(day).run(tx).await?;
    Ok(())
}

/// Notes that the account's Unknown Customer, who is locked, has a document of a day.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn note_oldest_unknown(tx: &mut Tx, account: AccountId, day: NaiveDate) -> Result<(), Fault> {
    sql!(
        "update unknown_customers set oldest_kept = $2
         where account_id = $1 and (oldest_kept is null or oldest_kept > $2)"
    )
    .bind(account)
    .bind(day)
    .run(tx)
    .await?;
    Ok(())
}

/// Hands what a purged customer's erasures leave over to the account's Unknown Customer, who is locked.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn hand_over(tx: &mut Tx, account: AccountId, customer: CustomerId) -> Result<(), Fault> {
    sql!(
        "update unknown_customers set oldest_kept = (select min(day) from (
            select oldest_kept as day from unknown_customers where account_id = $1
            union all select oldest_kept from erasures where account_id = $1 and customer_id = $2) as days)
         where account_id = $1"
    )
    .bind(account)
    .bind(customer)
    .run(&mut *tx)
    .await?;
    sql!("update erasures set oldest_kept = null where account_id = $1 and customer_id = $2")
        .bind(account)
        .bind(customer)
        .run(tx)
        .await?;
    Ok(())
}
