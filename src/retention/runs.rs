//! Runs: each under its rule as it was when it began.

use chrono::NaiveDate;
use uuid::Uuid;

use super::{RetentionAct, RetentionRule, RetentionRunState};
use crate::access::Actor;
use crate::accounts::Account;
use crate::app::Cx;
use crate::clock::Timestamp;
use crate::customers::CustomerFilter;
use crate::db::{Exec, Keyed, List, OrderKey, Query, Tx, Value};
use crate::error::{Fault, Refusal};
use crate::ids::{AccountId, CustomerId, RetentionRuleId, RetentionRunId};
use crate::sql;
use crate::terms::{ActorKind, PersonalField, RecordKind};

/// A run of a rule.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct RetentionRun {
    pub id: RetentionRunId,
    pub rule_id: RetentionRuleId,
    /// The rule's name.
    pub name: String,
    pub state: RetentionRunState,
    /// Whoever bought something on this day or later is left alone.
    pub no_purchase_since: NaiveDate,
    pub(crate) filter: String,
    pub act: RetentionAct,
    pub(crate) keep_fields: String,
    pub two_person_above: i64,
    /// How many customers the rule fitted.
    pub listed: i64,
    /// The last customer that was listed, while listing goes on.
    pub listed_through: Option<CustomerId>,
    /// How many were taken out in the review.
    pub excluded: i64,
    /// How many a legal hold kept off the list when it was made.
    pub held: i64,
    /// Goes up with each exclusion and decision.
    pub revision: i64,
    /// What the list is recognised by, once it is whole.
    pub list_hash: Option<String>,
    /// How many were gone through.
    pub done: i64,
    /// How many of those were left alone.
    pub left_out: i64,
    pub by_kind: ActorKind,
    pub by_id: Option<Uuid>,
    pub at: Timestamp,
    pub approved_at: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
}

impl RetentionRun {
    /// A run of a rule that begins now.
    ///
    /// # Errors
    /// [`Fault`] when the rule is not readable.
    pub fn new(cx: &Cx, account: &Account, rule: &RetentionRule) -> Result<Self, Fault> {
        let today = account.day_of(cx.now());
        let condition = rule.condition()?;
        let filter = serde_json::to_string(&condition.filter(account, today));
        let by = cx.who.actor();
        Ok(Self {
            id: cx.id(),
            rule_id: rule.id,
            name: rule.name.clone(),
            state: RetentionRunState::Listing,
            no_purchase_since: condition.since(today),
            filter: filter.map_err(|_| Fault::bug("a filter cannot be written as JSON"))?,
            act: rule.act,
            keep_fields: rule.keep_fields.clone(),
            two_person_above: rule.two_person_above,
            listed: 0,
            listed_through: None,
            excluded: 0,
            held: 0,
            revision: 0,
            list_hash: None,
            done: 0,
            left_out: 0,
            by_kind: by.kind,
            by_id: by.id,
            at: cx.now(),
            approved_at: None,
            ended_at: None,
        })
    }

    /// How many customers are on the list.
    pub fn customers(&self) -> i64 {
        self.listed - self.excluded - self.held
    }

    /// How many people must approve the list as it is.
    pub fn approvals_needed(&self) -> i64 {
        if self.customers() > self.two_person_above { 2 } else { 1 }
    }

    /// Who started it.
    pub fn by(&self) -> Actor {
        Actor { kind: self.by_kind, id: self.by_id }
    }

    /// Whom it fits: its rule's condition on the day when it began.
    ///
    /// # Errors
    /// [`Fault`] when what is stored is not readable.
    pub fn filter(&self) -> Result<CustomerFilter, Fault> {
        serde_json::from_str(&self.filter).map_err(|_| Fault::bug("a retention run's filter is not readable"))
    }

    /// Personal data that is to stay.
    ///
    /// # Errors
    /// [`Fault`] when what is stored is not readable.
    pub fn keep_fields(&self) -> Result<Vec<PersonalField>, Fault> {
        serde_json::from_str(&self.keep_fields).map_err(|_| Fault::bug("a retention run's fields are not readable"))
    }

    /// The refusal of an act that its state does not allow.
    pub fn wrong_state(&self) -> Refusal {
        Refusal::WrongState { kind: RecordKind::RetentionRun, state: self.state.as_str() }
    }
}

impl Keyed for RetentionRun {
    fn key(&self, column: &str) -> Value {
        if column == "at" { self.at.into() } else { self.id.into() }
    }
}

const COLUMNS: &str = "id, rule_id, name, state, no_purchase_since, filter, act, keep_fields, two_person_above, listed,
    listed_through, excluded, held, revision, list_hash, done, left_out, by_kind, by_id, at, approved_at, ended_at";

/// Runs, those in some states if any are named, the latest first.
pub fn list(account: AccountId, states: &[RetentionRunState]) -> List {
    let mut body = Query::built("from retention_runs where account_id = $1").bind(account);
    if !states.is_empty() {
        body.push(" and state").push_in(states.iter().copied());
    }
    List::new("retentionRuns", COLUMNS, body, OrderKey::latest_first("at"))
}

/// A run by its id.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn find(
    on: impl Into<Exec<'_>>,
    account: AccountId,
    id: RetentionRunId,
) -> Result<Option<RetentionRun>, Fault> {
    sql!(COLUMNS, "select {columns} from retention_runs where account_id = $1 and id = $2")
        .bind(account)
        .bind(id)
        .optional(on)
        .await
}

/// A run, locked against being changed by others.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn lock(tx: &mut Tx, account: AccountId, id: RetentionRunId) -> Result<Option<RetentionRun>, Fault> {
    sql!(COLUMNS, "select {columns} from retention_runs where account_id = $1 and id = $2 [lock:for update]")
        .bind(account)
        .bind(id)
        .optional(tx)
        .await
}

/// A run whose list is not whole, locked; none when another node is at it.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn take_listing(tx: &mut Tx, account: AccountId, id: RetentionRunId) -> Result<Option<RetentionRun>, Fault> {
    sql!(
        COLUMNS,
        "select {columns} from retention_runs where account_id = $1 and id = $2 and state = 'LISTING'
         [lock:for update skip locked]"
    )
    .bind(account)
    .bind(id)
    .optional(tx)
    .await
}

/// The rule's run that is neither done nor called off, if there is one.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn open_of(
    on: impl Into<Exec<'_>>,
    account: AccountId,
    rule: RetentionRuleId,
) -> Result<Option<RetentionRun>, Fault> {
    sql!(
        COLUMNS,
        "select {columns} from retention_runs where account_id = $1 and rule_id = $2
         and state in ('LISTING', 'REVIEW', 'APPROVED', 'RUNNING')"
    )
    .bind(account)
    .bind(rule)
    .optional(on)
    .await
}

/// Runs of any account that wait for a worker, the oldest first.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn under_way(on: impl Into<Exec<'_>>) -> Result<Vec<(AccountId, RetentionRunId, RetentionRunState)>, Fault> {
    sql!(
        "select account_id, id, state from retention_runs where state in ('LISTING', 'APPROVED', 'RUNNING')
         order by at, id limit 100"
    )
    .query()
    .all(on)
    .await
}

/// Writes a new run.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn insert(tx: &mut Tx, account: AccountId, run: &RetentionRun) -> Result<(), Fault> {
    sql!(
        "insert into retention_runs (account_id, id, rule_id, name, state, no_purchase_since, filter, act, keep_fields,
            two_person_above, listed, excluded, held, revision, done, left_out, by_kind, by_id, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, 0, 0, 0, 0, 0, $11, $12, $13)"
    )
    .bind(account)
    .bind(run.id)
    .bind(run.rule_id)
    .bind(&run.name)
    .bind(run.state)
    .bind(run.no_purchase_since)
    .bind(&run.filter)
    .bind(run.act)
    .bind(&run.keep_fields)
    .bind(run.two_person_above)
    .bind(run.by_kind)
    .bind(run.by_id)
    .bind(run.at)
    .run(tx)
    .await?;
    Ok(())
}

/// Writes how far a run is. The caller has locked it.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn update(tx: &mut Tx, account: AccountId, run: &RetentionRun) -> Result<(), Fault> {
    sql!(
        "update retention_runs set state = $3, listed = $4, listed_through = $5, excluded = $6, revision = $7,
            list_hash = $8, approved_at = $9, ended_at = $10, act = $11, keep_fields = $12, held = $13
         where account_id = $1 and id = $2"
    )
    .bind(account)
    .bind(run.id)
    .bind(run.state)
    .bind(run.listed)
    .bind(run.listed_through)
    .bind(run.excluded)
    .bind(run.revision)
    .bind(run.list_hash.clone())
    .bind(run.approved_at)
    .bind(run.ended_at)
    .bind(run.act)
    .bind(&run.keep_fields)
    .bind(run.held)
    .run(tx)
    .await?;
    Ok(())
}

/// Begins to carry out an approved run: from now on it cannot be called off.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn begin_carrying_out(tx: &mut Tx, account: AccountId, id: RetentionRunId) -> Result<(), Fault> {
    sql!("update retention_runs set state = 'RUNNING' where account_id = $1 and id = $2 and state = 'APPROVED'")
        .bind(account)
        .bind(id)
        .run(tx)
        .await?;
    Ok(())
}

/// Counts what was gone through, and ends the run when nobody is left. The run as it ended, if it did.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn count(
    tx: &mut Tx,
    account: AccountId,
    id: RetentionRunId,
    (done, left_out): (i64, i64),
    now: Timestamp,
) -> Result<Option<RetentionRun>, Fault> {
    sql!("update retention_runs set done = done + $3, left_out = left_out + $4 where account_id = $1 and id = $2")
        .bind(account)
        .bind(id)
        .bind(done)
        .bind(left_out)
        .run(&mut *tx)
        .await?;
    // A statement of its own: with the run's row held, it sees what every other node has finished.
    let ended = sql!(
        "update retention_runs set state = 'DONE', ended_at = $3
         where account_id = $1 and id = $2 and state = 'RUNNING' and done >= listed - excluded - held"
    );
    match ended.bind(account).bind(id).bind(now).run(&mut *tx).await? {
        0 => Ok(None),
        _ => find(tx, account, id).await,
    }
}
