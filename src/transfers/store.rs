//! The jobs' SQL.

use super::{JobState, JobTrouble, Transfer, TransferKind};
use crate::app::Cx;
use crate::clock::Timestamp;
use crate::db::{Exec, Tx};
use crate::error::Fault;
use crate::ids::{AccountId, TransferId};
use crate::sql;

pub(super) const COLUMNS: &str = "id, kind, content, state, file_name, mapping, options, rows_total, rows_done,
    rows_written, rows_updated, rows_duplicate, rows_suppressed, rows_refused, rows_undone, trouble, attempts, claimed_until, created_by,
    created_at, updated_at, finished_at";

/// An import or export.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn find(
    on: impl Into<Exec<'_>>,
    account: AccountId,
    kind: TransferKind,
    id: TransferId,
) -> Result<Option<Transfer>, Fault> {
    sql!(COLUMNS, "select {columns} from transfers where account_id = $1 and id = $2 and kind = $3")
        .bind(account)
        .bind(id)
        .bind(kind)
        .optional(on)
        .await
}

/// An import or export, locked against going on elsewhere.
pub(super) async fn lock(tx: &mut Tx, account: AccountId, id: TransferId) -> Result<Option<Transfer>, Fault> {
    sql!(COLUMNS, "select {columns} from transfers where account_id = $1 and id = $2 [lock:for update]")
        .bind(account)
        .bind(id)
        .optional(tx)
        .await
}

pub(super) async fn insert(tx: &mut Tx, cx: &Cx, transfer: &Transfer) -> Result<(), Fault> {
    sql!(
        "insert into transfers (account_id, id, kind, content, state, file_name, options, rows_done, rows_written,
            rows_updated, rows_duplicate, rows_suppressed, rows_refused, rows_undone, attempts, created_by, created_at,
            updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, 0, 0, 0, 0, 0, 0, 0, 0, $8, $9, $9)"
    )
    .bind(cx.account)
    .bind(transfer.id)
    .bind(transfer.kind)
    .bind(transfer.content)
    .bind(transfer.state)
    .bind(transfer.file_name.clone())
    .bind(&transfer.options)
    .bind(transfer.created_by)
    .bind(transfer.created_at)
    .run(tx)
    .await?;
    Ok(())
}

/// Writes a job as it is now. The caller holds its lock.
pub(super) async fn update(tx: &mut Tx, cx: &Cx, transfer: &Transfer) -> Result<(), Fault> {
    sql!(
        "update transfers set state = $3, mapping = $4, options = $5, rows_total = $6, rows_done = $7,
            rows_written = $8, rows_updated = $9, rows_duplicate = $10, rows_refused = $11, rows_undone = $12,
            trouble = $13, attempts = $14, claimed_until = $15, updated_at = $16, finished_at = $17,
            rows_suppressed = $18
         where account_id = $1 and id = $2"
    )
    .bind(cx.account)
    .bind(transfer.id)
    .bind(transfer.state)
    .bind(transfer.mapping.clone())
    .bind(&transfer.options)
    .bind(transfer.rows_total)
    .bind(transfer.rows_done)
    .bind(transfer.rows_written)
    .bind(transfer.rows_updated)
    .bind(transfer.rows_duplicate)
    .bind(transfer.rows_refused)
    .bind(transfer.rows_undone)
    .bind(transfer.trouble.map(JobTrouble::as_str))
    .bind(transfer.attempts)
    .bind(transfer.claimed_until)
    .bind(cx.now())
    .bind(transfer.finished_at)
    .bind(transfer.rows_suppressed)
    .run(tx)
    .await?;
    Ok(())
}

/// Takes on the job that has waited longest, if there is one: nobody else works on it until `until`.
pub(super) async fn claim(
    tx: &mut Tx,
    now: Timestamp,
    until: Timestamp,
) -> Result<Option<(AccountId, TransferId)>, Fault> {
    sql!(
        "update transfers set claimed_until = $2, attempts = attempts + 1 where (account_id, id) in (
         select account_id, id from transfers where state in ('CHECKING', 'RUNNING', 'UNDOING')
         and (claimed_until is null or claimed_until <= $1)
         order by updated_at limit 1 [pg:for update skip locked]) returning account_id, id"
    )
    .bind(now)
    .bind(until)
    .optional(tx)
    .await
}

/// Lets a job be taken on by anybody at once.
pub(super) async fn release(tx: &mut Tx, cx: &Cx, id: TransferId, claim: Timestamp) -> Result<(), Fault> {
    sql!("update transfers set claimed_until = null where account_id = $1 and id = $2 and claimed_until = $3")
        .bind(cx.account)
        .bind(id)
        .bind(claim)
        .run(tx)
        .await?;
    Ok(())
}

impl JobState {
    /// A job that ended so.
    pub(super) fn end(self, transfer: Transfer, at: Timestamp, trouble: Option<JobTrouble>) -> Transfer {
        Transfer { state: self, trouble, claimed_until: None, finished_at: Some(at), ..transfer }
    }
}
