//! Permanent deletions of many customers: what was asked for, and what became of each.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::ErasureAct;
use crate::access::Actor;
use crate::clock::Timestamp;
use crate::db::{Exec, Keyed, List, OrderKey, Query, Tx, Value};
use crate::error::Fault;
use crate::ids::{AccountId, CustomerId, ErasureJobId};
use crate::sql;
use crate::term;
use crate::terms::{ActorKind, PersonalField};

term! {
    /// How far a permanent deletion is.
    ErasureJobState {
        /// Customers are being masked.
        Running = "RUNNING",
        /// Every customer was gone through.
        Done = "DONE",
    }
}

term! {
    /// What became of one customer of a permanent deletion.
    ErasureOutcome {
        /// Their turn has not come yet.
        Pending = "PENDING",
        /// Masked, and will be erased when it is due.
        Scheduled = "SCHEDULED",
        /// Not deleted before, or restored meanwhile: left alone.
        NotDeleted = "NOT_DELETED",
        /// Erased, or to be erased, already.
        AlreadyErased = "ALREADY_ERASED",
        /// Not there any more.
        Gone = "GONE",
        /// A legal hold keeps them: left alone.
        Held = "HELD",
    }
}

/// A permanent deletion of many customers.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ErasureJob {
    pub id: ErasureJobId,
    pub act: ErasureAct,
    pub state: ErasureJobState,
    pub(super) keep_fields: String,
    pub reason: Option<String>,
    /// How many customers it is about.
    pub customers: i64,
    /// How many were gone through.
    pub done: i64,
    /// How many of those were left alone.
    pub refused: i64,
    /// When the erasures become final.
    pub due_at: Timestamp,
    pub by_kind: ActorKind,
    pub by_id: Option<Uuid>,
    pub at: Timestamp,
    pub ended_at: Option<Timestamp>,
}

impl ErasureJob {
    pub(crate) fn new(
        id: ErasureJobId,
        (act, keep): (ErasureAct, &[PersonalField]),
        customers: usize,
        by: Actor,
        (at, due_at): (Timestamp, Timestamp),
    ) -> Result<Self, Fault> {
        let keep_fields = serde_json::to_string(keep).map_err(|_| Fault::bug("fields cannot be written as JSON"))?;
        Ok(Self {
            id,
            act,
            state: ErasureJobState::Running,
            keep_fields,
            reason: None,
            customers: i64::try_from(customers).unwrap_or(i64::MAX),
            done: 0,
            refused: 0,
            due_at,
            by_kind: by.kind,
            by_id: by.id,
            at,
            ended_at: None,
        })
    }

    /// Who asked for it.
    pub fn by(&self) -> Actor {
        Actor { kind: self.by_kind, id: self.by_id }
    }

    /// Personal data that is to stay.
    ///
    /// # Errors
    /// [`Fault`] when what is stored is not readable.
    pub fn keep_fields(&self) -> Result<Vec<PersonalField>, Fault> {
        serde_json::from_str(&self.keep_fields).map_err(|_| Fault::bug("a job's fields are not readable"))
    }
}

/// One customer of a permanent deletion.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ErasureJobItem {
    pub position: i64,
    pub customer_id: CustomerId,
    pub outcome: ErasureOutcome,
    pub job_id: ErasureJobId,
}

impl Keyed for ErasureJob {
    fn key(&self, column: &str) -> Value {
        if column == "at" { self.at.into() } else { self.id.into() }
    }
}

impl Keyed for ErasureJobItem {
    fn key(&self, _: &str) -> Value {
        self.position.into()
    }
}

const COLUMNS: &str =
    "id, act, state, keep_fields, reason, customers, done, refused, due_at, by_kind, by_id, at, ended_at";

/// Permanent deletions, the latest first.
pub fn jobs(account: AccountId) -> List {
    let body = Query::built("from erasure_jobs where account_id = $1").bind(account);
    List::new("erasureJobs", COLUMNS, body, OrderKey::latest_first("at"))
}

/// The customers of a permanent deletion, those of some outcomes if any are named.
pub fn items(account: AccountId, job: ErasureJobId, outcomes: &[ErasureOutcome]) -> List {
    let mut body = Query::built("from erasure_job_items where account_id = $1 and job_id = $2").bind(account).bind(job);
    if !outcomes.is_empty() {
        body.push(" and outcome").push_in(outcomes.iter().copied());
    }
    let order = vec![OrderKey { column: "position", direction: crate::db::Direction::Asc }];
    List::new("erasureJobItems", "position, customer_id, outcome, job_id", body, order)
}

/// A permanent deletion by its id.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn find_job(
    on: impl Into<Exec<'_>>,
    account: AccountId,
    id: ErasureJobId,
) -> Result<Option<ErasureJob>, Fault> {
    sql!(COLUMNS, "select {columns} from erasure_jobs where account_id = $1 and id = $2")
        .bind(account)
        .bind(id)
        .optional(on)
        .await
}

/// Writes a permanent deletion with its customers.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn insert_job(tx: &mut Tx, account: AccountId, job: &ErasureJob, customers: Vec<Uuid>) -> Result<(), Fault> {
    sql!(
        "insert into erasure_jobs (account_id, id, act, state, keep_fields, reason, customers, done, refused, due_at,
            by_kind, by_id, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
    )
    .bind(account)
    .bind(job.id)
    .bind(job.act)
    .bind(job.state)
    .bind(&job.keep_fields)
    .bind(job.reason.clone())
    .bind(job.customers)
    .bind(job.done)
    .bind(job.refused)
    .bind(job.due_at)
    .bind(job.by_kind)
    .bind(job.by_id)
    .bind(job.at)
    .run(&mut *tx)
    .await?;
    sql!(
        "insert into erasure_job_items (account_id, job_id, position, customer_id, outcome)
         select $1, $2, [pg:place - 1][lite:key], [pg:customer][lite:unhex(value)], 'PENDING'
         from [pg:unnest(cast($3 as uuid[])) with ordinality as picked (customer, place)][lite:json_each($3)]"
    )
    .bind(account)
    .bind(job.id)
    .bind(customers)
    .run(tx)
    .await?;
    Ok(())
}

/// Permanent deletions under way, of any account, the oldest first.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn running(on: impl Into<Exec<'_>>) -> Result<Vec<(AccountId, ErasureJobId)>, Fault> {
    sql!("select account_id, id from erasure_jobs where state = 'RUNNING' order by at, id limit 20")
        .query()
        .all(on)
        .await
}

/// Some customers whose turn it is, locked; those that another node works on are left to it.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn take(
    tx: &mut Tx,
    account: AccountId,
    job: ErasureJobId,
    limit: i64,
) -> Result<Vec<ErasureJobItem>, Fault> {
    sql!(
        "select position, customer_id, outcome, job_id from erasure_job_items
         where account_id = $1 and job_id = $2 and outcome = 'PENDING'
         order by position limit $3 [lock:for update skip locked]"
    )
    .bind(account)
    .bind(job)
    .bind(limit)
    .all(tx)
    .await
}

/// Notes what became of customers, by their positions.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn settle(
    tx: &mut Tx,
    account: AccountId,
    job: ErasureJobId,
    outcomes: &BTreeMap<i64, ErasureOutcome>,
) -> Result<(), Fault> {
    for outcome in ErasureOutcome::ALL {
        let alike = outcomes.iter().filter(|(_, its)| *its == outcome);
        let positions: Vec<i64> = alike.map(|(position, _)| *position).collect();
        if positions.is_empty() {
            continue;
        }
        let settle = "update erasure_job_items set outcome = $3 where account_id = $1 and job_id = $2 and position";
        let mut settle = Query::built(settle).bind(account).bind(job).bind(*outcome);
        settle.push_in(positions);
        settle.run(&mut *tx).await?;
    }
    Ok(())
}

/// Counts what was gone through, and ends the job when nothing is left. Whether it ended.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn count(
    tx: &mut Tx,
    account: AccountId,
    job: ErasureJobId,
    (done, refused): (i64, i64),
    now: Timestamp,
) -> Result<bool, Fault> {
    sql!("update erasure_jobs set done = done + $3, refused = refused + $4 where account_id = $1 and id = $2")
        .bind(account)
        .bind(job)
        .bind(done)
        .bind(refused)
        .run(&mut *tx)
        .await?;
    // A statement of its own: with the job's row held, it sees what every other node has finished.
    let ended = sql!(
        "update erasure_jobs set state = 'DONE', ended_at = $3
         where account_id = $1 and id = $2 and state = 'RUNNING' and done >= customers"
    )
    .bind(account)
    .bind(job)
    .bind(now)
    .run(tx)
    .await?;
    Ok(ended > 0)
}
