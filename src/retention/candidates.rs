//! The customers on a run's list. A list is made, read and carried out in pieces, so that its length takes no memory.

use chrono::NaiveDate;
use uuid::Uuid;

use super::{RetentionOutcome, RetentionRun};
use crate::clock::Timestamp;
use crate::customers::{self, CustomerLifecycle};
use crate::db::{Direction, Exec, Keyed, List, OrderKey, Query, Tx, Value};
use crate::error::Fault;
use crate::ids::{AccountId, CustomerId, ErasureId, RetentionRunId};
use crate::sql;
use crate::terms::RecordKind;

/// A customer on a run's list.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Candidate {
    pub position: i64,
    pub customer_id: CustomerId,
    /// Where the customer stood when the list was made.
    pub listed_as: CustomerLifecycle,
    /// The day of the last invoice, when the list was made.
    pub last_purchase_on: Option<NaiveDate>,
    pub outcome: RetentionOutcome,
    blocked_by: Option<String>,
    /// The erasure, of those who were parted with.
    pub erasure_id: Option<ErasureId>,
}

impl Candidate {
    /// The kinds of record that stood in the way.
    ///
    /// # Errors
    /// [`Fault`] when what is stored is not readable.
    pub fn blocked_by(&self) -> Result<Vec<RecordKind>, Fault> {
        let Some(kinds) = &self.blocked_by else { return Ok(Vec::new()) };
        serde_json::from_str(kinds).map_err(|_| Fault::bug("what blocks a candidate is not readable"))
    }
}

/// What became of a candidate.
#[derive(Clone, Debug)]
pub struct Fate {
    pub outcome: RetentionOutcome,
    pub blocked_by: Vec<RecordKind>,
    pub erasure: Option<ErasureId>,
}

impl From<RetentionOutcome> for Fate {
    fn from(outcome: RetentionOutcome) -> Self {
        Self { outcome, blocked_by: Vec::new(), erasure: None }
    }
}

impl Keyed for Candidate {
    fn key(&self, _: &str) -> Value {
        self.position.into()
    }
}

const COLUMNS: &str = "position, customer_id, listed_as, last_purchase_on, outcome, blocked_by, erasure_id";

/// A run's candidates in the order in which they were added, those of some outcomes if any are named.
pub fn candidates(account: AccountId, run: RetentionRunId, outcomes: &[RetentionOutcome]) -> List {
    let mut body = Query::built("from retention_candidates where account_id = $1").bind(account);
    body.push(" and run_id = ").push_bind(run);
    if !outcomes.is_empty() {
        body.push(" and outcome").push_in(outcomes.iter().copied());
    }
    let order = vec![OrderKey { column: "position", direction: Direction::Asc }];
    List::new("retentionCandidates", COLUMNS, body, order)
}

/// The customers of a list who are still to be parted with, in their order.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn to_go(on: impl Into<Exec<'_>>, account: AccountId, run: RetentionRunId) -> Result<Vec<CustomerId>, Fault> {
    let rows: Vec<(CustomerId,)> = sql!(
        "select customer_id from retention_candidates where account_id = $1 and run_id = $2 and outcome = 'LISTED'
         order by position"
    )
    .bind(account)
    .bind(run)
    .all(on)
    .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Lists the next customers that fit, and gives the run with them. Nobody is listed who is masked; whom a legal hold keeps
/// is named and not on the list.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn list_some(
    tx: &mut Tx,
    account: AccountId,
    run: RetentionRun,
    limit: i64,
    now: Timestamp,
) -> Result<RetentionRun, Fault> {
    let mut query = Query::built(
        "insert into retention_candidates (account_id, run_id, position, customer_id, listed_as, last_purchase_on, outcome,
            excluded_in)
         select $1, $2, $3 + row_number() over (order by c.id), c.id, c.lifecycle,
            (select max(i.issued_on) from invoices i where i.account_id = $1 and i.customer_id = c.id
                and i.state in ('ISSUED', 'PAID')),
            case when c.held then 'HELD' else 'LISTED' end, case when c.held then 0 end
         from (select id, lifecycle,
                exists (select 1 from legal_holds h where h.account_id = $1 and h.customer_id = customers.id
                    and h.released_at is null and (h.ends_at is null or h.ends_at > $5)) as held
            from customers where account_id = $1 and id > $4 and not masked and ",
    )
    .bind(account)
    .bind(run.id)
    .bind(run.listed)
    .bind(run.listed_through.map_or_else(Uuid::nil, CustomerId::uuid))
    .bind(now);
    customers::push_filter(&mut query, &run.filter()?);
    query.push(&format!(" order by id limit {limit}) c"));
    let added = query.run(&mut *tx).await?;
    let listed = run.listed + i64::try_from(added).unwrap_or(i64::MAX);
    let held = sql!(
        "select count(*) from retention_candidates
         where account_id = $1 and run_id = $2 and position > $3 and outcome = 'HELD'"
    );
    let held = held.bind(account).bind(run.id).bind(run.listed).scalar::<i64>(&mut *tx).await?.unwrap_or(0);
    let last =
        sql!("select customer_id from retention_candidates where account_id = $1 and run_id = $2 and position = $3");
    let listed_through = last.bind(account).bind(run.id).bind(listed).scalar(tx).await?;
    Ok(RetentionRun { listed, listed_through, held: run.held + held, ..run })
}

/// Who was on a list in review at a revision, after a position.
pub(super) async fn listed_after(
    on: impl Into<Exec<'_>>,
    account: AccountId,
    run: RetentionRunId,
    revision: i64,
    (after, limit): (i64, i64),
) -> Result<Vec<(i64, CustomerId)>, Fault> {
    sql!(
        "select position, customer_id from retention_candidates
         where account_id = $1 and run_id = $2 and (excluded_in is null or excluded_in > $3) and position > $4
         order by position limit $5"
    )
    .bind(account)
    .bind(run)
    .bind(revision)
    .bind(after)
    .bind(limit)
    .all(on)
    .await
}

/// How many of these customers are, or were, on a run's list, or would be but for a legal hold.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn on_list(tx: &mut Tx, account: AccountId, run: RetentionRunId, ids: Vec<Uuid>) -> Result<i64, Fault> {
    let count = sql!(
        "select count(*) from retention_candidates where account_id = $1 and run_id = $2 and customer_id [ids:$3]"
    );
    Ok(count.bind(account).bind(run).bind(ids).scalar(tx).await?.unwrap_or(0))
}

/// Takes customers out of a list, and says with which revision. How many were still on it.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn exclude(
    tx: &mut Tx,
    account: AccountId,
    run: RetentionRunId,
    ids: Vec<Uuid>,
    revision: i64,
) -> Result<i64, Fault> {
    let taken_out = sql!(
        "update retention_candidates set outcome = 'EXCLUDED', excluded_in = $4
         where account_id = $1 and run_id = $2 and outcome = 'LISTED' and customer_id [ids:$3]"
    );
    let taken_out = taken_out.bind(account).bind(run).bind(ids).bind(revision).run(tx).await?;
    Ok(i64::try_from(taken_out).unwrap_or(i64::MAX))
}

/// The first who were taken out of a list after a revision, and how many they are.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn excluded_since(
    tx: &mut Tx,
    account: AccountId,
    run: RetentionRunId,
    revision: i64,
) -> Result<(Vec<CustomerId>, i64), Fault> {
    let first: Vec<(CustomerId,)> = sql!(
        "select customer_id from retention_candidates
         where account_id = $1 and run_id = $2 and outcome = 'EXCLUDED' and excluded_in > $3 order by position limit 100"
    )
    .bind(account)
    .bind(run)
    .bind(revision)
    .all(&mut *tx)
    .await?;
    let count = sql!(
        "select count(*) from retention_candidates
         where account_id = $1 and run_id = $2 and outcome = 'EXCLUDED' and excluded_in > $3"
    );
    let count = count.bind(account).bind(run).bind(revision).scalar(tx).await?.unwrap_or(0);
    Ok((first.into_iter().map(|(id,)| id).collect(), count))
}

/// Some customers whose turn it is, locked; those that another node works on are left to it. None unless the run is being
/// carried out.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn take(tx: &mut Tx, account: AccountId, run: RetentionRunId, limit: i64) -> Result<Vec<Candidate>, Fault> {
    sql!(
        COLUMNS,
        "select {columns} from retention_candidates
         where account_id = $1 and run_id = $2 and outcome = 'LISTED'
            and exists (select 1 from retention_runs r where r.account_id = $1 and r.id = $2 and r.state = 'RUNNING')
         order by position limit $3 [lock:for update skip locked]"
    )
    .bind(account)
    .bind(run)
    .bind(limit)
    .all(tx)
    .await
}

/// Notes what became of a candidate.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn settle(
    tx: &mut Tx,
    account: AccountId,
    run: RetentionRunId,
    position: i64,
    fate: &Fate,
) -> Result<(), Fault> {
    let kinds = (!fate.blocked_by.is_empty()).then(|| serde_json::to_string(&fate.blocked_by)).transpose();
    sql!(
        "update retention_candidates set outcome = $4, blocked_by = $5, erasure_id = $6
         where account_id = $1 and run_id = $2 and position = $3"
    )
    .bind(account)
    .bind(run)
    .bind(position)
    .bind(fate.outcome)
    .bind(kinds.map_err(|_| Fault::bug("kinds of record cannot be written as JSON"))?)
    .bind(fate.erasure)
    .run(tx)
    .await?;
    Ok(())
}

/// How many candidates had each outcome.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn outcomes(
    on: impl Into<Exec<'_>>,
    account: AccountId,
    run: RetentionRunId,
) -> Result<Vec<(RetentionOutcome, i64)>, Fault> {
    let mut counts: Vec<(RetentionOutcome, i64)> = sql!(
        "select outcome, count(*) from retention_candidates where account_id = $1 and run_id = $2 group by outcome"
    )
    .bind(account)
    .bind(run)
    .all(on)
    .await?;
    counts.sort_unstable();
    Ok(counts)
}
