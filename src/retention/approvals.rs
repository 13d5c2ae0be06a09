//! Who has approved a run's list as it is.

use super::RetentionRun;
use crate::clock::Timestamp;
use crate::db::{Exec, Tx};
use crate::error::Fault;
use crate::ids::{AccountId, RetentionRunId, StaffId};
use crate::sql;

/// Somebody's approval.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct Approval {
    pub staff_id: StaffId,
    pub at: Timestamp,
}

/// A run's approvals, the first one first.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn approvals(
    on: impl Into<Exec<'_>>,
    account: AccountId,
    run: RetentionRunId,
) -> Result<Vec<Approval>, Fault> {
    sql!("select staff_id, at from retention_approvals where account_id = $1 and run_id = $2 order by at, staff_id")
        .bind(account)
        .bind(run)
        .all(on)
        .await
}

/// Writes an approval. The caller has locked the run, and knows that it is the person's first.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn approve(tx: &mut Tx, account: AccountId, run: &RetentionRun, approval: Approval) -> Result<(), Fault> {
    sql!("insert into retention_approvals (account_id, run_id, staff_id, at) values ($1, $2, $3, $4)")
        .bind(account)
        .bind(run.id)
        .bind(approval.staff_id)
        .bind(approval.at)
        .run(tx)
        .await?;
    Ok(())
}

/// Forgets a run's approvals: they were of another list. The caller has locked the run.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn forget_approvals(tx: &mut Tx, account: AccountId, run: RetentionRunId) -> Result<(), Fault> {
    sql!("delete from retention_approvals where account_id = $1 and run_id = $2")
        .bind(account)
        .bind(run)
        .run(tx)
        .await?;
    Ok(())
}
