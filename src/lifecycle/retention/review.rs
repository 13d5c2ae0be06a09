//! What people do with a run's list: take customers out of it, decide what becomes of them, approve it, call the run off
//! (B3, B8, B9).

use super::note;
use crate::access::Principal;
use crate::app::Cx;
use crate::db::Tx;
use crate::error::{Fault, FieldProblem, Outcome, Problem, Refusal};
use crate::ids::{CustomerKind, RetentionRunId, StaffId};
use crate::in_tx;
use crate::retention::{self, Approval, ListHash, RetentionAct, RetentionRun, RetentionRunState};
use crate::terms::{Permission, PersonalField, RecordKind};

/// How many customers are taken out at a time.
const MAX_IDS: usize = 1_000;

/// What somebody wants to become of everybody on a list.
#[derive(Clone, Debug)]
pub struct DecideRequest {
    pub id: String,
    pub act: RetentionAct,
    /// Personal data that is to stay.
    pub keep_fields: Vec<PersonalField>,
}

/// An approval that somebody gives.
#[derive(Clone, Debug)]
pub struct ApproveRequest {
    pub id: String,
    /// What the list that was seen is recognised by.
    pub list_hash: String,
    /// The number that was typed.
    pub count: i64,
}

async fn lock(tx: &mut Tx, cx: &Cx, id: RetentionRunId, states: &[RetentionRunState]) -> Outcome<RetentionRun> {
    let missing = || Refusal::NotFound(RecordKind::RetentionRun);
    let run = retention::lock_run(tx, cx.account, id).await?.ok_or_else(missing)?;
    if states.contains(&run.state) { Ok(run) } else { Err(run.wrong_state().into()) }
}

/// Takes customers out of a list in review. Approvals that were given end with that: they were of another list.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`] for a customer who is not on the list, [`Refusal::WrongState`],
/// [`Refusal::InvalidInput`]; nothing was changed then.
pub async fn exclude(cx: &Cx, id: &str, customers: &[String]) -> Outcome<RetentionRun> {
    cx.require(Permission::RetentionReview)?;
    let id: RetentionRunId = cx.parse(RecordKind::RetentionRun, id)?;
    if customers.len() > MAX_IDS {
        return Err(FieldProblem::new("customerIds", Problem::TooMany { max: MAX_IDS }).into());
    }
    let mut ids = Vec::new();
    for customer in customers {
        ids.push(cx.parse::<CustomerKind>(RecordKind::Customer, customer)?.uuid());
    }
    ids.sort_unstable();
    ids.dedup();
    in_tx!(cx, |tx| {
        let run = lock(tx, cx, id, &[RetentionRunState::Review]).await?;
        let known = retention::on_list(tx, cx.account, id, ids.clone()).await?;
        if usize::try_from(known) != Ok(ids.len()) {
            return Err(Refusal::NotFound(RecordKind::Customer).into());
        }
        let revision = run.revision + 1;
        let taken_out = retention::exclude(tx, cx.account, id, ids.clone(), revision).await?;
        if taken_out == 0 {
            return Ok(run);
        }
        let run = RetentionRun { excluded: run.excluded + taken_out, revision, ..run };
        Ok(revise(tx, cx, "retention_run.excluded", run).await?)
    })
}

/// Decides what is to become of everybody on a list in review. Approvals that were given end with that: they were of
/// something else.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::WrongState`], [`Refusal::InvalidInput`]; nothing was
/// changed then.
pub async fn decide(cx: &Cx, request: &DecideRequest) -> Outcome<RetentionRun> {
    cx.require(Permission::RetentionReview)?;
    let id: RetentionRunId = cx.parse(RecordKind::RetentionRun, &request.id)?;
    if let Some(problem) = retention::kept_in_vain(request.act, &request.keep_fields) {
        return Err(problem.into());
    }
    let keep_fields = retention::kept(&request.keep_fields)?;
    in_tx!(cx, |tx| {
        let run = lock(tx, cx, id, &[RetentionRunState::Review]).await?;
        if run.act == request.act && run.keep_fields == keep_fields {
            return Ok(run);
        }
        let (revision, keep_fields) = (run.revision + 1, keep_fields.clone());
        let run = RetentionRun { act: request.act, keep_fields, revision, ..run };
        Ok(revise(tx, cx, "retention_run.decided", run).await?)
    })
}

/// Writes a run in review that was changed. Nobody has approved it as it is now.
async fn revise(tx: &mut Tx, cx: &Cx, action: &'static str, run: RetentionRun) -> Result<RetentionRun, Fault> {
    let list_hash = Some(ListHash::of(tx, cx.account, &run).await?.encode());
    let run = RetentionRun { list_hash, ..run };
    retention::update(tx, cx.account, &run).await?;
    retention::forget_approvals(tx, cx.account, run.id).await?;
    note(tx, cx, action, &run).await?;
    Ok(run)
}

/// Approves exactly the list that was seen. Above the rule's threshold a second person must too; then it is carried out.
///
/// # Errors
/// [`Refusal::NotPermitted`], also for whoever is not a person; [`Refusal::NotFound`], [`Refusal::WrongState`],
/// [`Refusal::RetentionAlreadyApproved`], [`Refusal::RetentionListChanged`], [`Refusal::CountMismatch`],
/// [`Refusal::InvalidInput`]; nothing was changed then.
pub async fn approve(cx: &Cx, request: &ApproveRequest) -> Outcome<RetentionRun> {
    cx.require(Permission::RetentionApprove)?;
    let staff_id = person(cx)?;
    let id: RetentionRunId = cx.parse(RecordKind::RetentionRun, &request.id)?;
    in_tx!(cx, |tx| {
        let run = lock(tx, cx, id, &[RetentionRunState::Review]).await?;
        let given = retention::approvals(&mut *tx, cx.account, id).await?;
        if given.iter().any(|approval| approval.staff_id == staff_id) {
            return Err(Refusal::RetentionAlreadyApproved.into());
        }
        same_list(tx, cx, &run, &request.list_hash).await?;
        let found = run.customers();
        if found != request.count || found == 0 {
            return Err(Refusal::CountMismatch { found }.into());
        }
        retention::approve(tx, cx.account, &run, Approval { staff_id, at: cx.now() }).await?;
        let given = i64::try_from(given.len()).unwrap_or(i64::MAX);
        let enough = given + 1 >= run.approvals_needed();
        let run = if enough {
            RetentionRun { state: RetentionRunState::Approved, approved_at: Some(cx.now()), ..run }
        } else {
            run
        };
        retention::update(tx, cx.account, &run).await?;
        note(tx, cx, "retention_run.approved", &run).await?;
        Ok(run)
    })
}

/// Two people are two members of staff: a partner's token is nobody, and could be in anybody's hands.
fn person(cx: &Cx) -> Result<StaffId, Refusal> {
    match &cx.who {
        Principal::Staff(person) => Ok(person.staff),
        _ => {
            let permission = Permission::RetentionApprove;
            Err(Refusal::NotPermitted(permission, permission.held_by()))
        }
    }
}

/// Refuses an approval of another list than the one there is, with what has changed.
async fn same_list(tx: &mut Tx, cx: &Cx, run: &RetentionRun, seen: &str) -> Outcome<()> {
    if run.list_hash.as_deref() == Some(seen) {
        return Ok(());
    }
    let earlier = ListHash::decode(seen).filter(|hash| (0..run.revision).contains(&hash.revision));
    let expected = "a listHash that Lethe gave for this run";
    let unknown = || FieldProblem::new("listHash", Problem::Malformed { expected });
    let earlier = earlier.ok_or_else(unknown)?;
    if !earlier.was_of(tx, cx.account, run).await? {
        return Err(unknown().into());
    }
    let (taken_out, taken_out_count) = retention::excluded_since(tx, cx.account, run.id, earlier.revision).await?;
    let list_hash = run.list_hash.clone().unwrap_or_default();
    Err(Refusal::RetentionListChanged { list_hash, count: run.customers(), taken_out, taken_out_count }.into())
}

/// Calls off a run that is not being carried out: nothing becomes of its customers.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::WrongState`]; nothing was changed then.
pub async fn cancel(cx: &Cx, id: &str) -> Outcome<RetentionRun> {
    use RetentionRunState::{Approved, Listing, Review};
    cx.require(Permission::RetentionReview)?;
    let id: RetentionRunId = cx.parse(RecordKind::RetentionRun, id)?;
    in_tx!(cx, |tx| {
        let run = lock(tx, cx, id, &[Listing, Review, Approved]).await?;
        let run = RetentionRun { state: RetentionRunState::Cancelled, ended_at: Some(cx.now()), ..run };
        retention::update(tx, cx.account, &run).await?;
        note(tx, cx, "retention_run.cancelled", &run).await?;
        Ok(run)
    })
}
