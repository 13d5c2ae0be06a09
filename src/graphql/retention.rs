//! Retention runs as clients see them: whom they list, who approved that, and what became of everybody.

use async_graphql::{ComplexObject, Context, ID, Object, SimpleObject};

use super::actors::Actor;
use super::connection::{Connection, ListSource, connection};
use super::context::{Admit, ContextExt, forbidden};
use super::customers::{Customer, visible};
use super::erasure_plans::ErasureEffect;
use super::erasures::Erasure;
use super::imports::inside;
use super::loaders::load;
use super::retention_rules::RetentionRule;
use super::scalars::{Date, DateTime, Url, int};
use crate::access;
use crate::error::{Failure, Refusal};
use crate::ids::{CustomerId, RetentionRunId};
use crate::lifecycle;
use crate::retention::{self, RetentionAct, RetentionOutcome, RetentionRunState};
use crate::terms::{ActorKind, Permission, PersonalField, RecordKind};
use crate::transfers;

/// A run of a retention rule.
#[derive(Clone)]
pub struct RetentionRun(retention::RetentionRun);

impl From<retention::RetentionRun> for RetentionRun {
    fn from(run: retention::RetentionRun) -> Self {
        Self(run)
    }
}

/// A run of a retention rule, under the rule as it was when the run began: whom it lists, who approved exactly that list,
/// and what became of each customer.
#[Object]
impl RetentionRun {
    /// The id.
    pub(super) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The rule as it is now.
    async fn rule(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<RetentionRule>> {
        let cx = ctx.cx()?;
        Ok(retention::find_rule(&cx.db, cx.account, self.0.rule_id).await?.map(RetentionRule::from))
    }

    /// The rule's name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// How far it is.
    async fn state(&self) -> RetentionRunState {
        self.0.state
    }

    /// What it leaves of each customer.
    async fn act(&self) -> RetentionAct {
        self.0.act
    }

    /// Personal data that is to stay.
    async fn keep_fields(&self) -> async_graphql::Result<Vec<PersonalField>> {
        Ok(self.0.keep_fields()?)
    }

    /// Personal data that goes: all that is not to stay.
    async fn remove_fields(&self) -> async_graphql::Result<Vec<PersonalField>> {
        Ok(retention::removed(&self.0.keep_fields()?))
    }

    /// Whoever bought something on this day or later is left alone.
    async fn no_purchase_since(&self) -> Date {
        self.0.no_purchase_since.into()
    }

    /// How many customers are on the list: the number to type. Grows while the list is made.
    async fn customers(&self) -> i32 {
        int(self.0.customers())
    }

    /// How many were taken out in the review.
    async fn excluded(&self) -> i32 {
        int(self.0.excluded)
    }

    /// How many a legal hold kept off the list when it was made; `candidates` names them.
    async fn held(&self) -> i32 {
        int(self.0.held)
    }

    /// What carrying it out would do to the records of those who are still to go, as things are now. Counted when it is
    /// asked for: of many thousands of customers that takes seconds.
    async fn effects(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<ErasureEffect>> {
        let outlook = lifecycle::retention::outlook(&ctx.cx()?, &self.0).await?;
        Ok(outlook.into_iter().map(ErasureEffect::from).collect())
    }

    /// What the list is recognised by; null until it is whole.
    async fn list_hash(&self) -> Option<&str> {
        self.0.list_hash.as_deref()
    }

    /// How many people must approve the list as it is.
    async fn approvals_needed(&self) -> i32 {
        int(self.0.approvals_needed())
    }

    /// Who has approved the list as it is, the first one first.
    async fn approvals(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<RetentionApproval>> {
        let cx = ctx.cx()?;
        let given = retention::approvals(&cx.db, cx.account, self.0.id).await?;
        Ok(given.into_iter().map(RetentionApproval::from).collect())
    }

    /// How many customers were gone through.
    async fn done(&self) -> i32 {
        int(self.0.done)
    }

    /// How many of those were left alone; `candidates` says why.
    async fn left_out(&self) -> i32 {
        int(self.0.left_out)
    }

    /// Who started it; Lethe itself, when the rule's day had come.
    async fn by(&self) -> Actor {
        self.0.by().into()
    }

    /// When it was started.
    async fn at(&self) -> DateTime {
        self.0.at.into()
    }

    /// When the last approval that it takes was given; null before.
    async fn approved_at(&self) -> Option<DateTime> {
        self.0.approved_at.map(DateTime::from)
    }

    /// When it was done, or called off; null before.
    async fn ended_at(&self) -> Option<DateTime> {
        self.0.ended_at.map(DateTime::from)
    }

    /// The customers, in the order in which they were added, and what became of each.
    async fn candidates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those with one of these outcomes.")] outcome: Option<Vec<RetentionOutcome>>,
        #[graphql(desc = "The page's size from its start, at most 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "The page's size from its end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> async_graphql::Result<RetentionCandidateConnection> {
        let list = retention::candidates(ctx.account()?, self.0.id, &outcome.unwrap_or_default());
        connection(list, RetentionCandidate::from, (first, after, last, before))
    }

    /// A link to download the list as a CSV that is safe to open in a spreadsheet, once and within a quarter of an hour;
    /// null until the list is whole. Each time this is read a new link is made. Needs `customers.read` too, and
    /// `customers.restore` where the rule is about deleted customers; the download is audited as
    /// `retention_run.downloaded`.
    async fn download_url(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Url>> {
        match transfers::retention_list_url(&ctx.cx()?, &self.0).await {
            Ok(url) => Ok(url.map(Url)),
            Err(Failure::Refused(Refusal::NotPermitted(permission, _))) => Err(forbidden(permission)),
            Err(failure) => Err(inside(failure)),
        }
    }
}

/// Somebody's approval of a retention run's list.
#[derive(Clone, SimpleObject)]
pub struct RetentionApproval {
    /// Who approved.
    by: Actor,
    /// When.
    at: DateTime,
}

impl From<retention::Approval> for RetentionApproval {
    fn from(approval: retention::Approval) -> Self {
        let who = access::Actor { kind: ActorKind::Staff, id: Some(approval.staff_id.uuid()) };
        Self { by: who.into(), at: approval.at.into() }
    }
}

/// One customer on a retention run's list.
#[derive(Clone, SimpleObject)]
#[graphql(complex)]
pub struct RetentionCandidate {
    /// The customer's id.
    customer_id: ID,
    /// The day of the last purchase when the list was made; null for who never bought anything.
    last_purchase_on: Option<Date>,
    /// What became of them.
    outcome: RetentionOutcome,
    /// The erasure, of those who were parted with.
    erasure_id: Option<ID>,
    #[graphql(skip)]
    its: retention::Candidate,
}

impl From<retention::Candidate> for RetentionCandidate {
    fn from(its: retention::Candidate) -> Self {
        Self {
            customer_id: its.customer_id.to_string().into(),
            last_purchase_on: its.last_purchase_on.map(Date),
            outcome: its.outcome,
            erasure_id: its.erasure_id.map(|id| id.to_string().into()),
            its,
        }
    }
}

#[ComplexObject]
impl RetentionCandidate {
    /// The customer; null for those who may not see them, and once they were purged.
    async fn customer(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Customer>> {
        if !ctx.caller().who.may(Permission::CustomersRead) {
            return Ok(None);
        }
        let whose: CustomerId = self.its.customer_id;
        Ok(load(ctx, whose).await?.and_then(|customer| visible(ctx, customer)))
    }

    /// The erasure, with its receipt once it is final; null for who was left alone. Needs `customers.restore`.
    #[graphql(guard = "super::context::Needs(Permission::CustomersRestore)")]
    async fn erasure(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Erasure>> {
        let Some(id) = self.its.erasure_id else { return Ok(None) };
        Ok(load(ctx, id).await?.map(Erasure::try_from).transpose()?)
    }

    /// The kinds of record that stood in the way of a delete, of those with the outcome `BLOCKED`.
    async fn blocked_by(&self) -> async_graphql::Result<Vec<RecordKind>> {
        Ok(self.its.blocked_by()?)
    }
}

/// Where a run's list is read from.
pub type RetentionCandidateConnection = Connection<ListSource<retention::Candidate, RetentionCandidate>>;

/// Where retention runs are read from.
pub type RetentionRunConnection = Connection<ListSource<retention::RetentionRun, RetentionRun>>;

#[derive(Default)]
pub struct RetentionRunQueries;

#[Object(guard = "Admit")]
impl RetentionRunQueries {
    /// One retention run and how far it is; null when there is none. Needs `retention.review`.
    async fn retention_run(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The run's id.")] id: ID,
    ) -> async_graphql::Result<Option<RetentionRun>> {
        let cx = ctx.cx()?;
        let Ok(id) = id.parse::<RetentionRunId>() else { return Ok(None) };
        Ok(retention::find_run(&cx.db, cx.account, id).await?.map(RetentionRun::from))
    }

    /// Retention runs, the latest first. Needs `retention.review`.
    async fn retention_runs(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those in one of these states.")] state: Option<Vec<RetentionRunState>>,
        #[graphql(desc = "The page's size from its start, at most 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "The page's size from its end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> async_graphql::Result<RetentionRunConnection> {
        let list = retention::runs(ctx.account()?, &state.unwrap_or_default());
        connection(list, RetentionRun::from, (first, after, last, before))
    }
}
