//! Erase: permanent deletion of customers who were deleted before. What is known of them is masked at once, sealed until
//! the policy's delay has passed, and then gone for good (C5–C10). Purge and anonymise go the same way, and end otherwise.

use std::collections::BTreeMap;

use chrono::Duration;
use serde::Serialize;
use tokio_util::sync::CancellationToken;

use super::erase_plan::{Selection, hash, keep, select};
use super::mask;
use super::worker::go_on_with_each;
use crate::app::{App, Cx};
use crate::audit::{self, Entry};
use crate::changes::Change;
use crate::customers::{self, Customer, CustomerLifecycle};
use crate::db::Tx;
use crate::erasures::{self, ErasureAct, ErasureJob, ErasureJobItem, ErasureOutcome, Forgetting, NewErasure};
use crate::error::{Fault, Outcome, Refusal};
use crate::idempotency::IdempotencyKey;
use crate::ids::{ErasureJobId, Id};
use crate::policies;
use crate::terms::{Permission, PersonalField, RecordKind};
use crate::{in_tx, legal_holds, text};

/// How many customers are masked in one transaction.
const BATCH: i64 = 25;

/// A permanent deletion that somebody asks for.
#[derive(Clone, Debug, Serialize)]
pub struct EraseRequest {
    pub whom: Selection,
    /// The number that was typed (C6).
    pub count: i64,
    /// When given, only the customers of the plan that was seen are erased.
    pub plan_hash: Option<String>,
    pub act: ErasureAct,
    /// Personal data that is to stay, of customers made anonymous; the policy's when left out.
    pub keep: Option<Vec<PersonalField>>,
    pub reason: Option<String>,
    #[serde(skip)]
    pub idempotency_key: Option<String>,
}

/// Begins a permanent deletion. Small ones are masked when this returns, large ones by the worker.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::CustomerNotDeleted`], [`Refusal::CountMismatch`],
/// [`Refusal::ErasurePlanChanged`], [`Refusal::InvalidInput`], [`Refusal::IdempotencyConflict`]; nothing was changed then.
pub async fn erase(cx: &Cx, request: &EraseRequest) -> Outcome<ErasureJob> {
    cx.require(Permission::CustomersErase)?;
    let reason = text::optional_paragraph("reason", request.reason.as_deref(), 1_000)?;
    let key = IdempotencyKey::of(request.idempotency_key.as_deref(), "customersErase", request)?;
    let outcome: Outcome<ErasureJob> = async {
        in_tx!(cx, |tx| {
            if let Some(done) = replayed(tx, cx, key.as_ref()).await? {
                return Ok(done);
            }
            let customers = select(cx, &mut *tx, &request.whom).await?;
            let found = i64::try_from(customers.len()).unwrap_or(i64::MAX);
            if found != request.count || found == 0 {
                return Err(Refusal::CountMismatch { found }.into());
            }
            if request.plan_hash.as_ref().is_some_and(|seen| *seen != hash(&customers)) {
                return Err(Refusal::ErasurePlanChanged.into());
            }
            let policy = policies::current(&mut *tx, cx.account).await?;
            let keep = keep(request.act, request.keep.clone(), &policy)?;
            let times = (cx.now(), cx.now() + Duration::days(policy.erase_delay_days));
            let mut job = ErasureJob::new(cx.id(), (request.act, &keep), customers.len(), cx.who.actor(), times)?;
            job.reason.clone_from(&reason);
            erasures::insert_job(tx, cx.account, &job, customers.iter().map(|id| id.uuid()).collect()).await?;
            if let Some(key) = &key {
                key.remember(tx, cx, job.id.uuid()).await?;
            }
            let entry = Entry::of("customers.erasure_begun", RecordKind::ErasureJob, job.id.uuid(), None);
            let data = serde_json::json!({ "act": job.act, "customers": job.customers, "dueAt": job.due_at });
            audit::record(tx, cx, entry.with(data)).await?;
            tx.announce(Change::Job { account: cx.account.uuid(), job: job.id.uuid() });
            Ok(job)
        })
    }
    .await;
    let job = outcome?;
    // Boxed, since what a resolver awaits lies on its stack.
    Box::pin(go_on(cx, job.id)).await?;
    let gone = || Fault::bug("an erasure job that was begun is there");
    Ok(erasures::find_job(&cx.db, cx.account, job.id).await?.ok_or_else(gone)?)
}

async fn replayed(tx: &mut Tx, cx: &Cx, key: Option<&IdempotencyKey>) -> Outcome<Option<ErasureJob>> {
    let Some(key) = key else { return Ok(None) };
    let Some(id) = key.earlier(tx, cx).await? else { return Ok(None) };
    Ok(erasures::find_job(&mut *tx, cx.account, Id::from_uuid(id)).await?)
}

/// Masks the next customers of a permanent deletion. Whether there were any.
///
/// # Errors
/// [`Fault`] when the database or the key store fails: then their turn comes again.
pub(super) async fn go_on(cx: &Cx, id: ErasureJobId) -> Result<bool, Fault> {
    in_tx!(cx, |tx| {
        let items = erasures::take(tx, cx.account, id, BATCH).await?;
        if items.is_empty() {
            return Ok(false);
        }
        let job = erasures::find_job(&mut *tx, cx.account, id).await?;
        let job = job.ok_or_else(|| Fault::bug("an erasure job with customers is there"))?;
        let refused = schedule(tx, cx, &job, &items).await?;
        let done = i64::try_from(items.len()).unwrap_or(i64::MAX);
        erasures::count(tx, cx.account, id, (done, refused), cx.now()).await?;
        tx.announce(Change::Job { account: cx.account.uuid(), job: id.uuid() });
        Ok(true)
    })
}

/// Masks customers, to be erased when it is due, and notes what became of each. How many were left alone.
async fn schedule(tx: &mut Tx, cx: &Cx, job: &ErasureJob, items: &[ErasureJobItem]) -> Result<i64, Fault> {
    let policy = policies::current(&mut *tx, cx.account).await?;
    let keep = job.keep_fields()?;
    let forgetting = Forgetting::under(&policy, job.act, keep.clone(), cx.now().date_naive());
    let ids: Vec<_> = items.iter().map(|item| item.customer_id).collect();
    let locked = customers::lock_all(tx, cx.account, ids.iter().map(|id| id.uuid()).collect()).await?;
    let held = legal_holds::held_among(&mut *tx, cx, &ids).await?;
    let mut locked: BTreeMap<_, _> = locked.into_iter().map(|customer| (customer.id, customer)).collect();
    let (mut begun, mut refused, mut outcomes) = (Vec::new(), 0, BTreeMap::new());
    for item in items {
        let customer = locked.remove(&item.customer_id);
        let outcome = match outcome_for(customer.as_ref()) {
            ErasureOutcome::Scheduled if held.contains(&item.customer_id) => ErasureOutcome::Held,
            outcome => outcome,
        };
        outcomes.insert(item.position, outcome);
        let Some(customer) = customer.filter(|_| outcome == ErasureOutcome::Scheduled) else {
            refused += 1;
            continue;
        };
        let (by, due_at, job_id, reason) = (job.by(), job.due_at, Some(job.id), job.reason.clone());
        let erasure = mask::new(cx, &policy, customer.id, job.act, keep.clone());
        begun.push(NewErasure { by, due_at, job_id, reason, ..erasure });
    }
    erasures::settle(tx, cx.account, job.id, &outcomes).await?;
    begin_all(tx, cx, begun, &forgetting).await?;
    Ok(refused)
}

/// Masks deleted customers whom nothing keeps, the same of each, to be erased when it is due. All of them are locked.
pub(super) async fn begin_all(
    tx: &mut Tx,
    cx: &Cx,
    begun: Vec<NewErasure>,
    forgetting: &Forgetting,
) -> Result<(), Fault> {
    let customers = begun.iter().map(|new| new.customer_id.uuid()).collect();
    mask::mask_all(tx, cx, begun, forgetting).await?;
    customers::move_on(tx, cx.account, customers, CustomerLifecycle::ErasureScheduled, cx.now()).await
}

fn outcome_for(customer: Option<&Customer>) -> ErasureOutcome {
    match customer.map(|customer| customer.lifecycle) {
        None => ErasureOutcome::Gone,
        Some(CustomerLifecycle::Deleted) => ErasureOutcome::Scheduled,
        Some(CustomerLifecycle::Active | CustomerLifecycle::Merged) => ErasureOutcome::NotDeleted,
        Some(CustomerLifecycle::ErasureScheduled | CustomerLifecycle::Erased) => ErasureOutcome::AlreadyErased,
    }
}

/// Masks a deleted customer whom nothing keeps, to be erased when it is due. The customer is locked.
pub(super) async fn begin(tx: &mut Tx, cx: &Cx, new: NewErasure) -> Result<(), Fault> {
    let forgetting = new.mask.clone();
    begin_all(tx, cx, vec![new], &forgetting).await
}

/// Goes on with every permanent deletion that is under way, until all are through or it is stopped. One that fails holds
/// up no other.
///
/// # Errors
/// [`Fault`] when the database or the key store fails: what is not done then is done later.
pub(super) async fn go_on_with_all(app: &App, stop: &CancellationToken) -> Result<usize, Fault> {
    let jobs = erasures::running(&app.db).await?;
    go_on_with_each(jobs, stop, |(account, job)| async move { go_on(&Cx::system(app, account), job).await }).await
}
