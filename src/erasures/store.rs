//! The erasures' SQL.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::{Erasure, ErasureState, Residue, originals};
use crate::app::Cx;
use crate::clock::Timestamp;
use crate::db::{Exec, NewRows, Tx};
use crate::error::Fault;
use crate::ids::{AccountId, CustomerId, DeletionId, ErasureId};
use crate::ledger::Mark;
use crate::{sql, suppressions};

const COLUMNS: &str = "id, customer_id, act, state, deletion_id, job_id, mask, policy_version, reason, by_kind, by_id,
    at, due_at, ended_at, removed, residue, oldest_kept, kept";

/// Writes new erasures.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn insert(tx: &mut Tx, account: AccountId, erasures: &[Erasure]) -> Result<(), Fault> {
    let mut rows = NewRows::of(
        "erasures (account_id, id, customer_id, act, state, deletion_id, job_id, mask, policy_version, reason, by_kind,
            by_id, at, due_at, removed, residue, oldest_kept)",
    );
    for erasure in erasures {
        rows.push([
            account.into(),
            erasure.id.into(),
            erasure.customer_id.into(),
            erasure.act.into(),
            erasure.state.into(),
            erasure.deletion_id.into(),
            erasure.job_id.into(),
            (&erasure.mask).into(),
            erasure.policy_version.into(),
            erasure.reason.clone().into(),
            erasure.by_kind.into(),
            erasure.by_id.into(),
            erasure.at.into(),
            erasure.due_at.into(),
            (&erasure.removed).into(),
            (&erasure.residue).into(),
            erasure.oldest_kept.into(),
        ]);
    }
    rows.insert(tx).await
}

/// An erasure by its id.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn find(on: impl Into<Exec<'_>>, account: AccountId, id: ErasureId) -> Result<Option<Erasure>, Fault> {
    sql!(COLUMNS, "select {columns} from erasures where account_id = $1 and id = $2")
        .bind(account)
        .bind(id)
        .optional(on)
        .await
}

/// A customer's erasures that were not taken back, the latest first.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn of_customer(
    on: impl Into<Exec<'_>>,
    account: AccountId,
    customer: CustomerId,
) -> Result<Vec<Erasure>, Fault> {
    sql!(
        COLUMNS,
        "select {columns} from erasures where account_id = $1 and customer_id = $2 and state <> 'UNDONE'
         order by at desc, id desc"
    )
    .bind(account)
    .bind(customer)
    .all(on)
    .await
}

/// The same of many customers.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn of_customers(
    on: impl Into<Exec<'_>>,
    account: AccountId,
    customers: Vec<Uuid>,
) -> Result<Vec<Erasure>, Fault> {
    sql!(
        COLUMNS,
        "select {columns} from erasures where account_id = $1 and customer_id [ids:$2] and state <> 'UNDONE'
         order by at desc, id desc"
    )
    .bind(account)
    .bind(customers)
    .all(on)
    .await
}

/// Erasures by their ids.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn by_ids(on: impl Into<Exec<'_>>, account: AccountId, ids: Vec<Uuid>) -> Result<Vec<Erasure>, Fault> {
    sql!(COLUMNS, "select {columns} from erasures where account_id = $1 and id [ids:$2]")
        .bind(account)
        .bind(ids)
        .all(on)
        .await
}

/// What permanent deletions did to some of their customers.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn of_jobs(
    on: impl Into<Exec<'_>>,
    account: AccountId,
    (jobs, customers): (Vec<Uuid>, Vec<Uuid>),
) -> Result<Vec<Erasure>, Fault> {
    sql!(COLUMNS, "select {columns} from erasures where account_id = $1 and job_id [ids:$2] and customer_id [ids:$3]")
        .bind(account)
        .bind(jobs)
        .bind(customers)
        .all(on)
        .await
}

/// The erasure that came with a deletion.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn of_deletion(
    on: impl Into<Exec<'_>>,
    account: AccountId,
    deletion: DeletionId,
) -> Result<Option<Erasure>, Fault> {
    sql!(COLUMNS, "select {columns} from erasures where account_id = $1 and deletion_id = $2")
        .bind(account)
        .bind(deletion)
        .optional(on)
        .await
}

/// What is due, of any account but these, the earliest first; what a legal hold keeps is not due.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn due(
    on: impl Into<Exec<'_>>,
    now: Timestamp,
    left_out: &[Uuid],
    limit: i64,
) -> Result<Vec<(AccountId, ErasureId, CustomerId)>, Fault> {
    sql!(
        "select account_id, id, customer_id from erasures where state = 'SEALED' and due_at <= $1
            and not exists (select 1 from legal_holds h where h.account_id = erasures.account_id
                and h.customer_id = erasures.customer_id and h.released_at is null
                and (h.ends_at is null or h.ends_at > $1))
            and not (account_id [ids:$2])
         order by due_at, id limit $3"
    )
    .bind(now)
    .bind(left_out.to_vec())
    .bind(limit)
    .all(on)
    .await
}

/// Whether what was known of a customer is unreadable for good.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn is_final(on: impl Into<Exec<'_>>, account: AccountId, customer: CustomerId) -> Result<bool, Fault> {
    let done = sql!(
        "select cast(count(*) as bigint) from erasures where account_id = $1 and customer_id = $2 and state = 'DONE'"
    );
    Ok(done.bind(account).bind(customer).scalar::<i64>(on).await?.unwrap_or_default() > 0)
}

/// Whether any erasure became final at a time or later.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn ended_since(on: impl Into<Exec<'_>>, since: Timestamp) -> Result<bool, Fault> {
    let found = sql!("select cast(1 as bigint) from erasures where state = 'DONE' and ended_at >= $1 limit 1");
    Ok(found.bind(since).scalar::<i64>(on).await?.is_some())
}

/// How far each of these erasures is; one that is not there is left out.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn states(on: impl Into<Exec<'_>>, ids: Vec<Uuid>) -> Result<BTreeMap<Uuid, ErasureState>, Fault> {
    let rows: Vec<(Uuid, ErasureState)> =
        sql!("select id, state from erasures where id [ids:$1]").bind(ids).all(on).await?;
    Ok(rows.into_iter().collect())
}

/// Some erasures that need their keys, of any account, in the order of their ids.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn sealed_after(on: impl Into<Exec<'_>>, id: Uuid, limit: i64) -> Result<Vec<Uuid>, Fault> {
    let rows: Vec<(Uuid,)> = sql!("select id from erasures where state = 'SEALED' and id > $1 order by id limit $2")
        .bind(id)
        .bind(limit)
        .all(on)
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Ends erasures that are sealed: what was sealed goes, and whoever comes back is off the suppression list. The caller has
/// locked the customers.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn end(tx: &mut Tx, cx: &Cx, erasures: Vec<Uuid>, state: ErasureState) -> Result<(), Fault> {
    originals::remove(tx, cx, erasures.clone()).await?;
    match state {
        ErasureState::Undone => suppressions::take_back(tx, cx.account, erasures.clone()).await?,
        ErasureState::Done | ErasureState::Sealed => suppressions::keep(tx, cx.account, erasures.clone()).await?,
    }
    sql!("update erasures set state = $3, ended_at = $4 where account_id = $1 and id [ids:$2] and state = 'SEALED'")
        .bind(cx.account)
        .bind(erasures)
        .bind(state)
        .bind(cx.now())
        .run(tx)
        .await?;
    Ok(())
}

/// Notes what erasures made unreadable so far, and what they left: once for all of which that is the same.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn note_removed(tx: &mut Tx, account: AccountId, erasures: &[Erasure]) -> Result<(), Fault> {
    let mut alike: BTreeMap<_, Vec<Uuid>> = BTreeMap::new();
    for erasure in erasures {
        let note = (&erasure.mask, &erasure.removed, erasure.oldest_kept);
        alike.entry(note).or_default().push(erasure.id.uuid());
    }
    for ((mask, removed, oldest_kept), ids) in alike {
        sql!("update erasures set mask = $3, removed = $4, oldest_kept = $5 where account_id = $1 and id [ids:$2]")
            .bind(account)
            .bind(ids)
            .bind(mask)
            .bind(removed)
            .bind(oldest_kept)
            .run(&mut *tx)
            .await?;
    }
    Ok(())
}

/// Notes where something was left over.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn note_residue(
    tx: &mut Tx,
    account: AccountId,
    erasure: ErasureId,
    residue: &[Residue],
) -> Result<(), Fault> {
    let written = serde_json::to_string(residue).map_err(|_| Fault::bug("residue cannot be written as JSON"))?;
    sql!("update erasures set residue = $3 where account_id = $1 and id = $2")
        .bind(account)
        .bind(erasure)
        .bind(written)
        .run(tx)
        .await?;
    Ok(())
}

/// Notes how far a file of the ledger was when something was added to it.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn note_mark(tx: &mut Tx, mark: &Mark) -> Result<(), Fault> {
    sql!(
        "insert into ledger_marks (file, bytes) values ($1, $2)
         on conflict (file) do update set bytes = excluded.bytes where ledger_marks.bytes < excluded.bytes"
    )
    .bind(&mark.file)
    .bind(mark.bytes)
    .run(tx)
    .await?;
    Ok(())
}

/// How much of a file of the ledger the database has seen.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn mark_of(on: impl Into<Exec<'_>>, file: &str) -> Result<i64, Fault> {
    Ok(sql!("select bytes from ledger_marks where file = $1").bind(file).scalar(on).await?.unwrap_or_default())
}
