//! Merge of many pairs (B11): each pair is a merge of its own, in a transaction of its own, with an undo of its own.
//! Whoever became part of another by an earlier pair counts as that one.

use serde::Serialize;
use tokio_util::sync::CancellationToken;

use super::jobs::{self, ConflictRule, MergeJob, MergeJobItem, MergeJobState, PairOutcome};
use super::plan::{Whom, plan};
use super::store::Merge;
use super::{Merged, carry_out};
use crate::app::{App, Cx};
use crate::audit::{self, Entry};
use crate::changes::Change;
use crate::customers::{self, CustomerLifecycle};
use crate::db::Tx;
use crate::duplicates;
use crate::error::{Failure, Fault, FieldProblem, Outcome, Problem, Refusal};
use crate::idempotency::IdempotencyKey;
use crate::ids::{CustomerId, Id, MergeJobId};
use crate::lifecycle::worker::go_on_with_each;
use crate::terms::{Permission, RecordKind};
use crate::{in_tx, legal_holds};

/// How many pairs are merged before a request is answered.
const AT_ONCE: usize = 10;
/// How many pairs a request may name; more are asked for by their score.
const MAX_PAIRS: usize = 1_000;

/// Which pairs to merge.
#[derive(Clone, Debug, Serialize)]
pub enum Pairs {
    /// These, the survivor of each first.
    Named(Vec<(String, String)>),
    /// All duplicates of at least this score, into the one who was added first.
    Likely(i64),
}

/// A merge of many pairs that somebody asks for.
#[derive(Clone, Debug, Serialize)]
pub struct MergeAllRequest {
    pub pairs: Pairs,
    /// The number of pairs that was typed.
    pub count: i64,
    pub conflicts: ConflictRule,
    #[serde(skip)]
    pub idempotency_key: Option<String>,
}

/// Pairs as they were asked for.
enum Asked {
    Named(Vec<(CustomerId, CustomerId)>),
    Likely(i64),
}

/// Begins a merge of many pairs. Few are merged when this returns, the others by the worker.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::PairsMismatch`], [`Refusal::InvalidInput`],
/// [`Refusal::IdempotencyConflict`]; nothing was changed then.
pub async fn merge_all(cx: &Cx, request: &MergeAllRequest) -> Outcome<MergeJob> {
    cx.require(Permission::CustomersMerge)?;
    let asked = read(cx, &request.pairs)?;
    let key = IdempotencyKey::of(request.idempotency_key.as_deref(), "customersMergeAll", request)?;
    let begun: Outcome<MergeJobId> = async {
        in_tx!(cx, |tx| {
            if let Some(key) = &key
                && let Some(id) = key.earlier(tx, cx).await?
            {
                return Ok(Id::from_uuid(id));
            }
            let job = new(cx, request, &asked);
            write(tx, cx, &job, &asked).await?;
            if let Some(key) = &key {
                key.remember(tx, cx, job.id.uuid()).await?;
            }
            let entry = Entry::of("customers.merge_begun", RecordKind::MergeJob, job.id.uuid(), None);
            let data = serde_json::json!({ "pairs": job.pairs, "minScore": job.min_score, "conflicts": job.conflicts });
            audit::record(tx, cx, entry.with(data)).await?;
            Ok(job.id)
        })
    }
    .await;
    let id = begun?;
    for _ in 0..AT_ONCE {
        if !go_on(cx, id).await? {
            break;
        }
    }
    let gone = || Fault::bug("a merge of many pairs that was begun is there");
    Ok(jobs::find(&cx.db, cx.account, id).await?.ok_or_else(gone)?)
}

fn read(cx: &Cx, pairs: &Pairs) -> Result<Asked, Refusal> {
    let named = match pairs {
        Pairs::Likely(min_score) => return Ok(Asked::Likely(duplicates::min_score(Some(*min_score))?)),
        Pairs::Named(named) if named.len() > MAX_PAIRS => {
            return Err(FieldProblem::new("pairs", Problem::TooMany { max: MAX_PAIRS }).into());
        }
        Pairs::Named(named) => named,
    };
    let mut read = Vec::new();
    for (at, (survivor, other)) in named.iter().enumerate() {
        let pair: (CustomerId, CustomerId) =
            (cx.parse(RecordKind::Customer, survivor)?, cx.parse(RecordKind::Customer, other)?);
        if pair.0 == pair.1 {
            let with = Problem::Conflicts { with: "survivorId" };
            return Err(FieldProblem::new(format!("pairs.{at}.otherId"), with).into());
        }
        read.push(pair);
    }
    Ok(Asked::Named(read))
}

fn new(cx: &Cx, request: &MergeAllRequest, asked: &Asked) -> MergeJob {
    let by = cx.who.actor();
    MergeJob {
        id: cx.id(),
        state: MergeJobState::Running,
        conflicts: request.conflicts,
        min_score: match asked {
            Asked::Named(_) => None,
            Asked::Likely(min_score) => Some(*min_score),
        },
        pairs: request.count,
        done: 0,
        refused: 0,
        by_kind: by.kind,
        by_id: by.id,
        at: cx.now(),
        ended_at: None,
    }
}

/// Writes a job with its pairs, of which there must be as many as were typed.
async fn write(tx: &mut Tx, cx: &Cx, job: &MergeJob, asked: &Asked) -> Outcome<()> {
    jobs::insert(tx, cx.account, job).await?;
    let found = match asked {
        Asked::Likely(min_score) => {
            let written = jobs::insert_likely(tx, cx.account, job.id, *min_score).await?;
            i64::try_from(written).unwrap_or(i64::MAX)
        }
        Asked::Named(pairs) => {
            all_there(tx, cx, pairs).await?;
            let mut position = 0;
            for (survivor, other) in pairs {
                jobs::insert_pair(tx, cx.account, job.id, (position, *survivor, *other)).await?;
                position += 1;
            }
            position
        }
    };
    if found != job.pairs || found == 0 {
        return Err(Refusal::PairsMismatch { found }.into());
    }
    Ok(())
}

async fn all_there(tx: &mut Tx, cx: &Cx, pairs: &[(CustomerId, CustomerId)]) -> Outcome<()> {
    let mut ids: Vec<_> = pairs.iter().flat_map(|(one, other)| [one.uuid(), other.uuid()]).collect();
    ids.sort_unstable();
    ids.dedup();
    let found = customers::by_ids(tx, cx.account, ids.clone()).await?;
    if found.len() < ids.len() {
        return Err(Refusal::NotFound(RecordKind::Customer).into());
    }
    Ok(())
}

/// Merges the next pair. Whether there was one.
async fn go_on(cx: &Cx, id: MergeJobId) -> Result<bool, Fault> {
    in_tx!(cx, |tx| {
        let Some(item) = jobs::take(tx, cx.account, id).await? else { return Ok(false) };
        let job = jobs::find(&mut *tx, cx.account, id).await?;
        let job = job.ok_or_else(|| Fault::bug("a merge of many pairs with pairs is there"))?;
        let merged = merge_pair(tx, cx, &job, &item).await?;
        if merged.outcome != PairOutcome::Pending {
            jobs::settle(tx, cx.account, id, &merged, cx.now()).await?;
            tx.announce(Change::Job { account: cx.account.uuid(), job: id.uuid() });
        }
        Ok(true)
    })
}

/// Merges a pair, or says why not. It stays pending where another merge got in between.
async fn merge_pair(tx: &mut Tx, cx: &Cx, job: &MergeJob, item: &MergeJobItem) -> Result<MergeJobItem, Fault> {
    let ended = |outcome| Ok(MergeJobItem { outcome, ..*item });
    let Some((survivor, other)) = by_now(tx, cx, job, item).await? else { return ended(PairOutcome::Gone) };
    if survivor == other {
        return ended(PairOutcome::AlreadyOne);
    }
    let whom = Whom { survivor, others: vec![other] };
    let found = customers::lock_all(tx, cx.account, whom.all()).await?;
    if found.iter().any(|customer| customer.lifecycle == CustomerLifecycle::Merged) {
        return ended(PairOutcome::Pending);
    }
    let plan = match plan(&mut *tx, cx.account, &whom, &found).await {
        Ok(plan) => plan,
        Err(Failure::Refused(Refusal::NotFound(_))) => return ended(PairOutcome::Gone),
        Err(Failure::Refused(_)) => return ended(PairOutcome::NotActive),
        Err(Failure::Fault(fault)) => return Err(fault),
    };
    if !legal_holds::held_among(&mut *tx, cx, &[survivor, other]).await?.is_empty() {
        return ended(PairOutcome::Held);
    }
    if job.min_score.is_some() && duplicates::are_two(&mut *tx, cx.account, (survivor, other)).await? {
        return ended(PairOutcome::Conflict);
    }
    let contradicting = plan.fields.iter().any(|field| field.conflict);
    let taken = plan.taken(cx, &[]);
    let said = taken.and_then(|taken| Ok((plan.outcome(cx, &taken)?, taken)));
    let (survivor, taken) = match said {
        Ok(said) if job.conflicts == ConflictRule::Survivor || !contradicting => said,
        _ => return ended(PairOutcome::Conflict),
    };
    let merge = Merge::new(cx.id(), &plan.survivor, (&taken, &plan.records), None, (job.by(), cx.now()))?;
    let done = carry_out(tx, cx, &plan, Merged { survivor, merge }).await?;
    Ok(MergeJobItem { outcome: PairOutcome::Merged, merge_id: Some(done.merge.id), ..*item })
}

/// Whom a pair is about by now, the survivor first. Of those who likely are one, whoever was added first survives.
async fn by_now(
    tx: &mut Tx,
    cx: &Cx,
    job: &MergeJob,
    item: &MergeJobItem,
) -> Result<Option<(CustomerId, CustomerId)>, Fault> {
    let survivor = customers::find(&mut *tx, cx.account, item.survivor_id).await?;
    let other = customers::find(&mut *tx, cx.account, item.other_id).await?;
    let (Some(survivor), Some(other)) = (survivor, other) else { return Ok(None) };
    let named = (survivor.merged_into.unwrap_or(survivor.id), other.merged_into.unwrap_or(other.id));
    let by_age = (named.0.min(named.1), named.0.max(named.1));
    Ok(Some(if job.min_score.is_some() { by_age } else { named }))
}

/// Goes on with every merge of many pairs that is under way, until all are through or it is stopped. One that fails holds
/// up no other. How many pairs that were.
///
/// # Errors
/// [`Fault`] when the database fails: what is not done then is done later.
pub(in crate::lifecycle) async fn go_on_with_all(app: &App, stop: &CancellationToken) -> Result<usize, Fault> {
    let jobs = jobs::running(&app.db).await?;
    go_on_with_each(jobs, stop, |(account, job)| async move { go_on(&Cx::system(app, account), job).await }).await
}
