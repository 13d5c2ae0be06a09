//! Carrying out an approved run, a batch in each transaction: whoever goes on after a crash finds everybody either done
//! or not begun.

use std::collections::BTreeMap;

use chrono::Duration;

use super::super::{delete, erase, mask, merge};
use super::{announce, announce_completion};
use crate::app::Cx;
use crate::customers::{self, Customer, CustomerFilter, CustomerLifecycle};
use crate::db::Tx;
use crate::erasures::{Forgetting, NewErasure};
use crate::error::Fault;
use crate::ids::{CustomerId, RetentionRunId};
use crate::policies::{self, Policy};
use crate::retention::{self, Candidate, Fate, RetentionOutcome, RetentionRun};
use crate::{in_tx, legal_holds};

/// How many customers are parted with in one transaction.
const BATCH: i64 = 25;

/// Begins to carry out a run, if it is approved: it cannot be called off any more.
///
/// # Errors
/// [`Fault`] when the database fails.
pub(super) async fn begin(cx: &Cx, id: RetentionRunId) -> Result<(), Fault> {
    in_tx!(cx, |tx| { retention::begin_carrying_out(tx, cx.account, id).await })
}

/// Parts with the next customers of a run. Whether there were any.
///
/// # Errors
/// [`Fault`] when the database or the key store fails: then their turn comes again.
pub(super) async fn go_on(cx: &Cx, id: RetentionRunId) -> Result<bool, Fault> {
    in_tx!(cx, |tx| {
        let candidates = retention::take(tx, cx.account, id, BATCH).await?;
        if candidates.is_empty() {
            return Ok(false);
        }
        let run = retention::find_run(&mut *tx, cx.account, id).await?;
        let run = run.ok_or_else(|| Fault::bug("a retention run with candidates is there"))?;
        let left_out = part_with(tx, cx, &run, &candidates).await?;
        let done = i64::try_from(candidates.len()).unwrap_or(i64::MAX);
        match retention::count(tx, cx.account, id, (done, left_out), cx.now()).await? {
            Some(ended) => announce_completion(tx, cx, &ended).await?,
            None => announce(tx, cx, &run),
        }
        Ok(true)
    })
}

/// Deletes customers as the policy says and begins their erasure, or leaves them alone, and notes what became of each. How
/// many were left alone.
async fn part_with(tx: &mut Tx, cx: &Cx, run: &RetentionRun, candidates: &[Candidate]) -> Result<i64, Fault> {
    let policy = policies::current(&mut *tx, cx.account).await?;
    // All of them before anything is done: customers come before everything else that is locked.
    let ids = candidates.iter().map(|candidate| candidate.customer_id.uuid()).collect();
    let locked = customers::lock_all(tx, cx.account, ids).await?;
    let mut locked: BTreeMap<_, _> = locked.into_iter().map(|customer| (customer.id, customer)).collect();
    let (mut begun, mut left_out) = (Vec::new(), 0);
    for candidate in candidates {
        let fate = match locked.remove(&candidate.customer_id) {
            None => RetentionOutcome::Gone.into(),
            Some(customer) => match deleted(tx, cx, run, candidate, customer, &policy).await? {
                Err(fate) => fate,
                Ok(customer) => {
                    let new = erasure(cx, run, &policy, customer.id)?;
                    let fate = Fate { erasure: Some(new.id), ..RetentionOutcome::Scheduled.into() };
                    begun.push(new);
                    fate
                }
            },
        };
        left_out += i64::from(fate.outcome.is_left_out());
        retention::settle(tx, cx.account, run.id, candidate.position, &fate).await?;
    }
    let forgetting = Forgetting::under(&policy, run.act.into(), run.keep_fields()?, cx.now().date_naive());
    erase::begin_all(tx, cx, begun, &forgetting).await?;
    Ok(left_out)
}

fn erasure(cx: &Cx, run: &RetentionRun, policy: &Policy, customer: CustomerId) -> Result<NewErasure, Fault> {
    let new = mask::new(cx, policy, customer, run.act.into(), run.keep_fields()?);
    Ok(NewErasure { due_at: cx.now() + Duration::days(policy.erase_delay_days), ..new })
}

/// The customer, deleted, or why they are left alone. They are locked.
async fn deleted(
    tx: &mut Tx,
    cx: &Cx,
    run: &RetentionRun,
    candidate: &Candidate,
    customer: Customer,
    policy: &Policy,
) -> Result<Result<Customer, Fate>, Fault> {
    if let Some(outcome) = left_out(tx, cx, run, candidate, &customer).await? {
        return Ok(Err(outcome.into()));
    }
    if !customer.is_active() {
        return Ok(Ok(customer));
    }
    let deleted = delete::by_policy(tx, cx, customer, policy.clone()).await?;
    Ok(deleted.map_err(|blocked_by| Fate { blocked_by, ..RetentionOutcome::Blocked.into() }))
}

/// Why a customer who was on the list is left alone after all, if they are.
async fn left_out(
    tx: &mut Tx,
    cx: &Cx,
    run: &RetentionRun,
    candidate: &Candidate,
    customer: &Customer,
) -> Result<Option<RetentionOutcome>, Fault> {
    use CustomerLifecycle::{Active, Deleted, Merged};
    match (candidate.listed_as, customer.lifecycle) {
        _ if customer.masked => return Ok(Some(RetentionOutcome::AlreadyErased)),
        (Deleted, Active) => return Ok(Some(RetentionOutcome::Restored)),
        (_, Merged) => return Ok(Some(RetentionOutcome::NoLongerFits)),
        (_, Active | Deleted) => {}
        _ => return Ok(Some(RetentionOutcome::AlreadyErased)),
    }
    if legal_holds::is_held(&mut *tx, cx, customer.id).await? {
        return Ok(Some(RetentionOutcome::Held));
    }
    // Whoever was merged into somebody on the list is not on it.
    if !merge::none_since(&mut *tx, cx.account, customer.id, run.at).await? {
        return Ok(Some(RetentionOutcome::NoLongerFits));
    }
    let no_purchase = CustomerFilter { last_purchase_before: Some(run.no_purchase_since), ..CustomerFilter::default() };
    if !customers::fits(&mut *tx, cx.account, customer.id, &no_purchase).await? {
        return Ok(Some(RetentionOutcome::BoughtSince));
    }
    // Somebody who was on the list as active and was deleted since is still to go.
    let rest = CustomerFilter { lifecycle: Vec::new(), ..run.filter()? };
    let fits = customers::fits(&mut *tx, cx.account, customer.id, &rest).await?;
    Ok((!fits).then_some(RetentionOutcome::NoLongerFits))
}
