//! Permanent deletion as clients see it: the job that takes the number typed, and calling off.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use super::actors::Actor;
use super::connection::{Connection, ListSource, connection};
use super::context::{Admit, ContextExt, permit};
use super::customers::{Customer, visible};
use super::erasure_plans::ErasureSelectionInput;
use super::erasures::Erasure;
use super::errors::answer;
use super::jobs::JobProblem;
use super::loaders::{ErasureOfJob, load};
use super::scalars::{DateTime, int};
use crate::erasures::{self, ErasureAct, ErasureJobItem, ErasureJobState, ErasureOutcome};
use crate::ids::{CustomerId, ErasureJobId};
use crate::lifecycle::{self, CallOffRequest, EraseRequest};
use crate::mutation_result;
use crate::terms::{Permission, PersonalField};
use crate::transfers::JobState;

/// A permanent deletion of customers.
#[derive(Clone)]
pub struct ErasureJob(erasures::ErasureJob);

impl From<erasures::ErasureJob> for ErasureJob {
    fn from(job: erasures::ErasureJob) -> Self {
        Self(job)
    }
}

impl ErasureJob {
    /// Where it stands, as jobs do.
    pub(super) fn state_now(&self) -> JobState {
        match self.0.state {
            ErasureJobState::Running => JobState::Running,
            ErasureJobState::Done => JobState::Done,
        }
    }
}

/// A permanent deletion of customers: how far it is, and what became of each.
#[Object]
impl ErasureJob {
    /// The id.
    pub(super) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// What it leaves of each customer.
    async fn act(&self) -> ErasureAct {
        self.0.act
    }

    /// Where it stands: `RUNNING` or `DONE`.
    pub(super) async fn state(&self) -> JobState {
        self.state_now()
    }

    /// How many customers were gone through, as every job says it.
    pub(super) async fn rows_done(&self) -> i32 {
        int(self.0.done)
    }

    /// How many customers it is about, as every job says it.
    pub(super) async fn rows_total(&self) -> Option<i32> {
        Some(int(self.0.customers))
    }

    /// Always null: whoever cannot be erased is left alone, and the rest goes on.
    pub(super) async fn trouble(&self) -> Option<JobProblem> {
        None
    }

    /// When it was asked for, as every job says it.
    pub(super) async fn created_at(&self) -> DateTime {
        self.0.at.into()
    }

    /// When every customer had been gone through, as every job says it; null before.
    pub(super) async fn finished_at(&self) -> Option<DateTime> {
        self.0.ended_at.map(DateTime::from)
    }

    /// How many customers it is about.
    async fn customers(&self) -> i32 {
        int(self.0.customers)
    }

    /// How many were gone through.
    async fn done(&self) -> i32 {
        int(self.0.done)
    }

    /// How many of those were left alone; `items` says why.
    async fn refused(&self) -> i32 {
        int(self.0.refused)
    }

    /// When the erasures become final; until then each can be called off.
    async fn due_at(&self) -> DateTime {
        self.0.due_at.into()
    }

    /// Personal data that is to stay.
    async fn keep_fields(&self) -> async_graphql::Result<Vec<PersonalField>> {
        Ok(self.0.keep_fields()?)
    }

    /// Who asked for it.
    async fn by(&self) -> Actor {
        self.0.by().into()
    }

    /// When it was asked for.
    async fn at(&self) -> DateTime {
        self.0.at.into()
    }

    /// Why, as they said. Kept as it was typed: name nobody.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// When every customer had been gone through; null before.
    async fn ended_at(&self) -> Option<DateTime> {
        self.0.ended_at.map(DateTime::from)
    }

    /// The customers, and what became of each.
    async fn items(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those with one of these outcomes.")] outcome: Option<Vec<ErasureOutcome>>,
        #[graphql(desc = "The page's size from its start, at most 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "The page's size from its end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> async_graphql::Result<ErasureJobItemConnection> {
        let list = erasures::items(ctx.account()?, self.0.id, &outcome.unwrap_or_default());
        connection(list, ErasureJobEntry::from, (first, after, last, before))
    }
}

/// One customer of a permanent deletion.
#[derive(Clone, SimpleObject)]
#[graphql(complex, name = "ErasureJobItem")]
pub struct ErasureJobEntry {
    /// The customer's id.
    customer_id: ID,
    /// What became of them.
    outcome: ErasureOutcome,
    #[graphql(skip)]
    whose: CustomerId,
    #[graphql(skip)]
    job: ErasureJobId,
}

impl From<ErasureJobItem> for ErasureJobEntry {
    fn from(item: ErasureJobItem) -> Self {
        Self {
            customer_id: item.customer_id.to_string().into(),
            outcome: item.outcome,
            whose: item.customer_id,
            job: item.job_id,
        }
    }
}

#[async_graphql::ComplexObject]
impl ErasureJobEntry {
    /// The erasure, with its receipt once it is final, also of who was purged; null where there was none. Needs
    /// `customers.restore`.
    #[graphql(guard = "super::context::Needs(Permission::CustomersRestore)")]
    async fn erasure(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Erasure>> {
        let found = load(ctx, ErasureOfJob { job: self.job, customer: self.whose }).await?;
        Ok(found.map(Erasure::try_from).transpose()?)
    }

    /// The customer; null for those who may not see deleted ones, and once they were purged.
    async fn customer(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Customer>> {
        Ok(load(ctx, self.whose).await?.and_then(|customer| visible(ctx, customer)))
    }
}

/// Where the customers of a permanent deletion are read from.
pub type ErasureJobItemConnection = Connection<ListSource<ErasureJobItem, ErasureJobEntry>>;

/// Where permanent deletions are read from.
pub type ErasureJobConnection = Connection<ListSource<erasures::ErasureJob, ErasureJob>>;

/// A permanent deletion.
#[derive(InputObject)]
pub struct CustomersEraseInput {
    /// Whom.
    whom: ErasureSelectionInput,
    /// How many they are, as somebody typed it. Any other number than the plan's changes nothing.
    count: i32,
    /// The `planHash` of the plan that was seen: when others would be erased by now, nothing is changed.
    plan_hash: Option<String>,
    /// What it leaves: `ERASE`, `PURGE` or `ANONYMISE`.
    #[graphql(default_with = "ErasureAct::Erase")]
    act: ErasureAct,
    /// Personal data that is to stay, with `ANONYMISE`; the policy's when left out.
    keep_fields: Option<Vec<PersonalField>>,
    /// Why, for the record. Kept as it was typed: name nobody. At most 1,000 characters.
    reason: Option<String>,
    /// Sent again with the same input, it answers the same and erases nothing twice. Kept for a day.
    idempotency_key: Option<String>,
}

/// A customer to take out of a permanent deletion.
#[derive(InputObject)]
pub struct CustomerErasureCallOffInput {
    /// The customer.
    id: ID,
    /// Sent again with the same input, it answers the same. Kept for a day.
    idempotency_key: Option<String>,
}

/// The permanent deletion was begun.
#[derive(SimpleObject)]
pub struct ErasureBegun {
    /// The job: small ones are through already.
    job: ErasureJob,
}

/// The customer is readable again, and deleted as before.
#[derive(SimpleObject)]
pub struct ErasureCalledOff {
    /// The customer as it is now.
    customer: Customer,
}

mutation_result! {
    /// How beginning a permanent deletion ended.
    CustomersEraseResult = ErasureBegun | CountMismatch | ErasurePlanChanged | CustomerNotDeleted | NotPermitted
        | CustomerNotFound | InvalidInput | IdempotencyConflict
}

mutation_result! {
    /// How calling off ended.
    CustomerErasureCallOffResult = ErasureCalledOff | ErasureNotScheduled | CustomerErased | OriginalsLost
        | NotPermitted | CustomerNotFound | InvalidInput | IdempotencyConflict
}

#[derive(Default)]
pub struct ErasureJobQueries;

#[Object(guard = "Admit")]
impl ErasureJobQueries {
    /// One permanent deletion; null when there is none. Needs `customers.erase`.
    async fn erasure_job(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The job's id.")] id: ID,
    ) -> async_graphql::Result<Option<ErasureJob>> {
        let cx = ctx.cx()?;
        let Ok(id) = id.parse::<ErasureJobId>() else { return Ok(None) };
        Ok(erasures::find_job(&cx.db, cx.account, id).await?.map(ErasureJob::from))
    }

    /// Permanent deletions, the latest first. Needs `customers.erase`.
    async fn erasure_jobs(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The page's size from its start, at most 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "The page's size from its end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> async_graphql::Result<ErasureJobConnection> {
        connection(erasures::jobs(ctx.account()?), ErasureJob::from, (first, after, last, before))
    }
}

#[derive(Default)]
pub struct ErasureJobMutations;

#[Object(guard = "Admit")]
impl ErasureJobMutations {
    /// Deletes deleted customers for good. What is known of them becomes unreadable at once, on their current and past
    /// records too; after the policy's `eraseDelayDays` the originals are destroyed. `ERASE` leaves an empty record,
    /// `ANONYMISE` the record with the fields to keep, and `PURGE` nothing: what the business must keep moves to its
    /// Unknown Customer. None of them can be undone then; until then each customer can be taken out with
    /// `customerErasureCallOff`. Documents that the law wants kept stay as they were issued. Large selections go on
    /// after the answer: follow them with `jobProgress`. Needs `customers.erase`; audited as `customers.erasure_begun`.
    async fn customers_erase(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom, and the number that was typed.")] input: CustomersEraseInput,
    ) -> async_graphql::Result<CustomersEraseResult> {
        let outcome = async {
            let cx = permit(ctx)?;
            let request = EraseRequest {
                whom: input.whom.read()?,
                count: input.count.into(),
                plan_hash: input.plan_hash,
                act: input.act,
                keep: input.keep_fields,
                reason: input.reason,
                idempotency_key: input.idempotency_key,
            };
            lifecycle::erase(&cx, &request).await
        };
        answer(ctx, outcome.await, |job| ErasureBegun { job: job.into() })
    }

    /// Takes a customer out of a permanent deletion that is not final: everything is readable again, and the customer
    /// deleted as before. Needs `customers.erase`; audited as `customer.erasure_called_off`.
    async fn customer_erasure_call_off(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom to take out.")] input: CustomerErasureCallOffInput,
    ) -> async_graphql::Result<CustomerErasureCallOffResult> {
        let request = CallOffRequest { id: input.id.0, idempotency_key: input.idempotency_key };
        let outcome = async { lifecycle::call_off(&permit(ctx)?, &request).await }.await;
        answer(ctx, outcome, |customer| ErasureCalledOff { customer: customer.into() })
    }
}
