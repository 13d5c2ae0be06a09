//! Merging many pairs as clients see it: the job that takes their number typed, how far it is, and what became of each.

use async_graphql::{ComplexObject, Context, ID, InputObject, Object, SimpleObject};

use super::actors::Actor;
use super::connection::{Connection, ListSource, connection};
use super::context::{Admit, ContextExt, permit};
use super::customers::Customer;
use super::errors::answer;
use super::jobs::JobProblem;
use super::loaders::load;
use super::merges::{Merge, seen};
use super::scalars::{DateTime, int};
use crate::error::{FieldProblem, Problem, Refusal};
use crate::ids::MergeJobId;
use crate::lifecycle::{self, ConflictRule, MergeAllRequest, MergeJobItem, MergeJobState, PairOutcome, Pairs};
use crate::mutation_result;
use crate::transfers::JobState;

/// A merge of many pairs of customers: how far it is, and what became of each.
#[derive(Clone, SimpleObject)]
#[graphql(complex)]
pub struct MergeJob {
    /// What becomes of pairs whose customers contradict each other.
    conflicts: ConflictRule,
    /// The least score of the pairs; null where each was named.
    min_score: Option<i32>,
    /// How many pairs were left alone; `items` says why.
    refused: i32,
    /// Who asked for it.
    by: Actor,
    #[graphql(skip)]
    inner: lifecycle::MergeJob,
}

impl From<lifecycle::MergeJob> for MergeJob {
    fn from(job: lifecycle::MergeJob) -> Self {
        Self {
            conflicts: job.conflicts,
            min_score: job.min_score.map(int),
            refused: int(job.refused),
            by: job.by().into(),
            inner: job,
        }
    }
}

impl MergeJob {
    /// Where it stands, as jobs do.
    pub(super) fn state_now(&self) -> JobState {
        match self.inner.state {
            MergeJobState::Running => JobState::Running,
            MergeJobState::Done => JobState::Done,
        }
    }
}

#[ComplexObject]
impl MergeJob {
    /// The id.
    pub(super) async fn id(&self) -> ID {
        self.inner.id.to_string().into()
    }

    /// Where it stands: `RUNNING` or `DONE`.
    pub(super) async fn state(&self) -> JobState {
        self.state_now()
    }

    /// How many pairs were gone through.
    pub(super) async fn rows_done(&self) -> i32 {
        int(self.inner.done)
    }

    /// How many pairs it is about.
    pub(super) async fn rows_total(&self) -> Option<i32> {
        Some(int(self.inner.pairs))
    }

    /// Always null: pairs that cannot be merged are left alone, and the rest goes on.
    pub(super) async fn trouble(&self) -> Option<JobProblem> {
        None
    }

    /// When it was asked for.
    pub(super) async fn created_at(&self) -> DateTime {
        self.inner.at.into()
    }

    /// When every pair had been gone through; null before.
    pub(super) async fn finished_at(&self) -> Option<DateTime> {
        self.inner.ended_at.map(DateTime::from)
    }

    /// The pairs in their order, the likeliest first, and what became of each.
    async fn items(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those with one of these outcomes.")] outcome: Option<Vec<PairOutcome>>,
        #[graphql(desc = "The page's size from its start, at most 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "The page's size from its end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> async_graphql::Result<MergeJobItemConnection> {
        let list = lifecycle::merge_job_items(ctx.account()?, self.inner.id, &outcome.unwrap_or_default());
        connection(list, MergeJobPair::from, (first, after, last, before))
    }
}

/// One pair of a merge of many.
#[derive(Clone, SimpleObject)]
#[graphql(complex, name = "MergeJobItem")]
pub struct MergeJobPair {
    /// The id of the one who was to keep everything. Where an earlier pair made it part of another, that one does.
    survivor_id: ID,
    /// The id of the other.
    other_id: ID,
    /// What became of the pair.
    outcome: PairOutcome,
    #[graphql(skip)]
    pair: MergeJobItem,
}

impl From<MergeJobItem> for MergeJobPair {
    fn from(pair: MergeJobItem) -> Self {
        Self {
            survivor_id: pair.survivor_id.to_string().into(),
            other_id: pair.other_id.to_string().into(),
            outcome: pair.outcome,
            pair,
        }
    }
}

#[ComplexObject]
impl MergeJobPair {
    /// The one who was to keep everything; null for those who may not see it, and once it was purged.
    async fn survivor(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Customer>> {
        seen(ctx, self.pair.survivor_id).await
    }

    /// The other; null for those who may not see merged customers.
    async fn other(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Customer>> {
        seen(ctx, self.pair.other_id).await
    }

    /// The merge, which can be taken back with `customersMergeUndo`; null where there was none.
    async fn merge(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Merge>> {
        let Some(id) = self.pair.merge_id else { return Ok(None) };
        Ok(load(ctx, id).await?.map(Merge::try_from).transpose()?)
    }
}

/// Where the pairs of a merge of many are read from.
pub type MergeJobItemConnection = Connection<ListSource<MergeJobItem, MergeJobPair>>;

/// Where merges of many pairs are read from.
pub type MergeJobConnection = Connection<ListSource<lifecycle::MergeJob, MergeJob>>;

/// Which pairs to merge: either `pairs` or `minScore`.
#[derive(InputObject)]
pub struct CustomersMergeAllInput {
    /// These; at most 1,000.
    pairs: Option<Vec<MergePairInput>>,
    /// All that `duplicateCustomers` lists with at least this score, each into the one who was added first.
    min_score: Option<i32>,
    /// How many pairs there are, as somebody typed it. Any other number changes nothing.
    count: i32,
    /// What becomes of pairs whose customers contradict each other.
    #[graphql(default_with = "ConflictRule::Leave")]
    conflicts: ConflictRule,
    /// Sent again with the same input, it answers the same and merges nothing twice. Kept for a day.
    idempotency_key: Option<String>,
}

/// Two customers who are one.
#[derive(InputObject)]
pub struct MergePairInput {
    /// Who keeps everything.
    survivor_id: ID,
    /// Who becomes part of the survivor.
    other_id: ID,
}

impl CustomersMergeAllInput {
    fn read(self) -> Result<MergeAllRequest, Refusal> {
        let named = |pairs: Vec<MergePairInput>| pairs.into_iter().map(|pair| (pair.survivor_id.0, pair.other_id.0));
        let pairs = match (self.pairs, self.min_score) {
            (Some(pairs), None) => Pairs::Named(named(pairs).collect()),
            (None, Some(min_score)) => Pairs::Likely(i64::from(min_score)),
            (None, None) => return Err(FieldProblem::new("pairs", Problem::Required).into()),
            (Some(_), Some(_)) => {
                return Err(FieldProblem::new("minScore", Problem::Conflicts { with: "pairs" }).into());
            }
        };
        let (count, conflicts) = (self.count.into(), self.conflicts);
        Ok(MergeAllRequest { pairs, count, conflicts, idempotency_key: self.idempotency_key })
    }
}

/// The merge of many pairs was begun.
#[derive(SimpleObject)]
pub struct MergeBegun {
    /// The job: few pairs are through already.
    job: MergeJob,
}

mutation_result! {
    /// How beginning a merge of many pairs ended.
    CustomersMergeAllResult = MergeBegun | CountMismatch | NotPermitted | CustomerNotFound | InvalidInput
        | IdempotencyConflict
}

#[derive(Default)]
pub struct MergeJobQueries;

#[Object(guard = "Admit")]
impl MergeJobQueries {
    /// One merge of many pairs; null when there is none. Needs `customers.merge`.
    async fn merge_job(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The job's id.")] id: ID,
    ) -> async_graphql::Result<Option<MergeJob>> {
        let cx = ctx.cx()?;
        let Ok(id) = id.parse::<MergeJobId>() else { return Ok(None) };
        Ok(lifecycle::find_merge_job(&cx.db, cx.account, id).await?.map(MergeJob::from))
    }

    /// Merges of many pairs, the latest first. Needs `customers.merge`.
    async fn merge_jobs(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The page's size from its start, at most 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "The page's size from its end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> async_graphql::Result<MergeJobConnection> {
        connection(lifecycle::merge_jobs(ctx.account()?), MergeJob::from, (first, after, last, before))
    }
}

#[derive(Default)]
pub struct MergeJobMutations;

#[Object(guard = "Admit")]
impl MergeJobMutations {
    /// Merges many pairs, one after the other, the likeliest first: each is a merge of its own, with its own undo. Pairs
    /// that contradict each other are left alone unless `conflicts` says otherwise; so are those who were deleted
    /// meanwhile, and those with a legal hold. Many pairs go on after the answer: follow them with `jobProgress`. Needs
    /// `customers.merge`; audited as `customers.merge_begun`, and each merge as `customers.merged`.
    async fn customers_merge_all(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which pairs, and the number that was typed.")] input: CustomersMergeAllInput,
    ) -> async_graphql::Result<CustomersMergeAllResult> {
        let outcome = async { lifecycle::merge_all(&permit(ctx)?, &input.read()?).await };
        answer(ctx, outcome.await, |job| MergeBegun { job: job.into() })
    }
}
