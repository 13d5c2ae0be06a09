//! Merges of many pairs: what was asked for, and what became of each pair.

use uuid::Uuid;

use crate::access::Actor;
use crate::clock::Timestamp;
use crate::db::{Direction, Exec, Keyed, List, OrderKey, Query, Tx, Value};
use crate::duplicates::pairs_sql;
use crate::error::Fault;
use crate::ids::{AccountId, CustomerId, MergeId, MergeJobId};
use crate::terms::ActorKind;
use crate::{sql, term};

term! {
    /// How far a merge of many pairs is.
    MergeJobState {
        /// Pairs are being merged.
        Running = "RUNNING",
        /// Every pair was gone through.
        Done = "DONE",
    }
}

term! {
    /// What becomes of pairs whose customers contradict each other.
    ConflictRule {
        /// They are left alone, for somebody to look at.
        Leave = "LEAVE",
        /// They are merged, and what the survivor says stands.
        Survivor = "SURVIVOR",
    }
}

term! {
    /// What became of one pair.
    PairOutcome {
        /// Its turn has not come yet.
        Pending = "PENDING",
        /// Merged.
        Merged = "MERGED",
        /// They were one already, by a merge of other pairs.
        AlreadyOne = "ALREADY_ONE",
        /// They contradict each other, or somebody said that they, or who is part of them, are two: left alone.
        Conflict = "CONFLICT",
        /// A legal hold stands: left alone.
        Held = "HELD",
        /// One of them was deleted meanwhile: left alone.
        NotActive = "NOT_ACTIVE",
        /// One of them is not there any more.
        Gone = "GONE",
    }
}

impl PairOutcome {
    /// Whether the two are not one.
    pub fn is_refused(self) -> bool {
        !matches!(self, Self::Pending | Self::Merged | Self::AlreadyOne)
    }
}

/// A merge of many pairs.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct MergeJob {
    pub id: MergeJobId,
    pub state: MergeJobState,
    pub conflicts: ConflictRule,
    /// The least score of the pairs; `None` where each was named.
    pub min_score: Option<i64>,
    /// How many pairs it is about.
    pub pairs: i64,
    /// How many were gone through.
    pub done: i64,
    /// How many of those were left alone.
    pub refused: i64,
    pub by_kind: ActorKind,
    pub by_id: Option<Uuid>,
    pub at: Timestamp,
    pub ended_at: Option<Timestamp>,
}

impl MergeJob {
    /// Who asked for it.
    pub fn by(&self) -> Actor {
        Actor { kind: self.by_kind, id: self.by_id }
    }
}

/// One pair of such a merge, as it was found or named.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct MergeJobItem {
    pub position: i64,
    pub survivor_id: CustomerId,
    pub other_id: CustomerId,
    pub outcome: PairOutcome,
    pub merge_id: Option<MergeId>,
}

impl Keyed for MergeJob {
    fn key(&self, column: &str) -> Value {
        if column == "at" { self.at.into() } else { self.id.into() }
    }
}

impl Keyed for MergeJobItem {
    fn key(&self, _: &str) -> Value {
        self.position.into()
    }
}

const COLUMNS: &str = "id, state, conflicts, min_score, pairs, done, refused, by_kind, by_id, at, ended_at";
const ITEM_COLUMNS: &str = "position, survivor_id, other_id, outcome, merge_id";

/// Merges of many pairs, the latest first.
pub fn list(account: AccountId) -> List {
    let body = Query::built("from merge_jobs where account_id = $1").bind(account);
    List::new("mergeJobs", COLUMNS, body, OrderKey::latest_first("at"))
}

/// The pairs of one, those of some outcomes if any are named.
pub fn items(account: AccountId, job: MergeJobId, outcomes: &[PairOutcome]) -> List {
    let mut body = Query::built("from merge_job_items where account_id = $1 and job_id = $2").bind(account).bind(job);
    if !outcomes.is_empty() {
        body.push(" and outcome").push_in(outcomes.iter().copied());
    }
    List::new("mergeJobItems", ITEM_COLUMNS, body, vec![OrderKey { column: "position", direction: Direction::Asc }])
}

/// A merge of many pairs by its id.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn find(on: impl Into<Exec<'_>>, account: AccountId, id: MergeJobId) -> Result<Option<MergeJob>, Fault> {
    sql!(COLUMNS, "select {columns} from merge_jobs where account_id = $1 and id = $2")
        .bind(account)
        .bind(id)
        .optional(on)
        .await
}

pub(super) async fn insert(tx: &mut Tx, account: AccountId, job: &MergeJob) -> Result<(), Fault> {
    sql!(
        "insert into merge_jobs (account_id, id, state, conflicts, min_score, pairs, done, refused, by_kind, by_id, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
    )
    .bind(account)
    .bind(job.id)
    .bind(job.state)
    .bind(job.conflicts)
    .bind(job.min_score)
    .bind(job.pairs)
    .bind(job.done)
    .bind(job.refused)
    .bind(job.by_kind)
    .bind(job.by_id)
    .bind(job.at)
    .run(tx)
    .await?;
    Ok(())
}

/// Writes the pairs that likely are one, the likeliest first. How many there are.
pub(super) async fn insert_likely(
    tx: &mut Tx,
    account: AccountId,
    job: MergeJobId,
    min_score: i64,
) -> Result<u64, Fault> {
    let text = format!(
        "insert into merge_job_items (account_id, job_id, position, survivor_id, other_id, outcome)
         select $1, $3, row_number() over (order by score desc, one_id desc, other_id desc) - 1, one_id, other_id,
            'PENDING' {}",
        pairs_sql()
    );
    Query::built(text).bind(account).bind(min_score).bind(job).run(tx).await
}

/// Writes a pair that was named.
pub(super) async fn insert_pair(
    tx: &mut Tx,
    account: AccountId,
    job: MergeJobId,
    (position, survivor, other): (i64, CustomerId, CustomerId),
) -> Result<(), Fault> {
    sql!(
        "insert into merge_job_items (account_id, job_id, position, survivor_id, other_id, outcome)
         values ($1, $2, $3, $4, $5, 'PENDING')"
    )
    .bind(account)
    .bind(job)
    .bind(position)
    .bind(survivor)
    .bind(other)
    .run(tx)
    .await?;
    Ok(())
}

/// Merges of many pairs under way, of any account, the oldest first.
pub(super) async fn running(on: impl Into<Exec<'_>>) -> Result<Vec<(AccountId, MergeJobId)>, Fault> {
    sql!("select account_id, id from merge_jobs where state = 'RUNNING' order by at, id limit 20").query().all(on).await
}

/// The pair whose turn it is, locked; one that another node works on is left to it.
pub(super) async fn take(tx: &mut Tx, account: AccountId, job: MergeJobId) -> Result<Option<MergeJobItem>, Fault> {
    sql!(
        ITEM_COLUMNS,
        "select {columns} from merge_job_items where account_id = $1 and job_id = $2 and outcome = 'PENDING'
         order by position limit 1 [lock:for update skip locked]"
    )
    .bind(account)
    .bind(job)
    .optional(tx)
    .await
}

/// Notes what became of a pair, and ends the job when it was the last.
pub(super) async fn settle(
    tx: &mut Tx,
    account: AccountId,
    job: MergeJobId,
    item: &MergeJobItem,
    now: Timestamp,
) -> Result<(), Fault> {
    sql!(
        "update merge_job_items set outcome = $4, merge_id = $5
         where account_id = $1 and job_id = $2 and position = $3"
    )
    .bind(account)
    .bind(job)
    .bind(item.position)
    .bind(item.outcome)
    .bind(item.merge_id)
    .run(&mut *tx)
    .await?;
    sql!("update merge_jobs set done = done + 1, refused = refused + $3 where account_id = $1 and id = $2")
        .bind(account)
        .bind(job)
        .bind(i64::from(item.outcome.is_refused()))
        .run(&mut *tx)
        .await?;
    // A statement of its own: with the job's row held, it sees what every other node has finished.
    sql!(
        "update merge_jobs set state = 'DONE', ended_at = $3
         where account_id = $1 and id = $2 and state = 'RUNNING' and done >= pairs"
    )
    .bind(account)
    .bind(job)
    .bind(now)
    .run(tx)
    .await?;
    Ok(())
}
