//! What clients do with retention runs: start, review, approve and call them off.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use super::context::{Admit, permit};
use super::errors::answer;
use super::retention::RetentionRun;
use crate::lifecycle::retention as acts;
use crate::mutation_result;
use crate::retention::{self, RetentionAct};
use crate::terms::PersonalField;

/// A run to start.
#[derive(InputObject)]
pub struct RetentionRunStartInput {
    /// The rule.
    rule_id: ID,
    /// Sent again with the same input, it answers the same and starts nothing twice. Kept for a day.
    idempotency_key: Option<String>,
}

/// Customers to take out of a list.
#[derive(InputObject)]
pub struct RetentionRunExcludeInput {
    /// The run, in review.
    id: ID,
    /// The customers; at most 1,000. Each must be on the list.
    customer_ids: Vec<ID>,
}

/// What is to become of everybody on a list.
#[derive(InputObject)]
pub struct RetentionRunDecideInput {
    /// The run, in review.
    id: ID,
    /// What is to be left of them.
    act: RetentionAct,
    /// Personal data that is to stay, with `ANONYMISE`; all else goes.
    #[graphql(default)]
    keep_fields: Vec<PersonalField>,
}

/// An approval of a list.
#[derive(InputObject)]
pub struct RetentionRunApproveInput {
    /// The run, in review.
    id: ID,
    /// The `listHash` of the list that was seen: another list is not approved by this.
    list_hash: String,
    /// How many customers are on it, as somebody typed it.
    count: i32,
}

/// A run to call off.
#[derive(InputObject)]
pub struct RetentionRunCancelInput {
    /// The run, which is not being carried out.
    id: ID,
}

/// The run was started, reviewed, decided on, approved or called off.
#[derive(SimpleObject)]
pub struct RetentionRunSaved {
    /// The run as it is now.
    run: RetentionRun,
}

mutation_result! {
    /// How starting a retention run ended.
    RetentionRunStartResult = RetentionRunSaved | NotPermitted | RecordNotFound | WrongState | InvalidInput
        | IdempotencyConflict
}

mutation_result! {
    /// How taking customers out of a list ended.
    RetentionRunExcludeResult = RetentionRunSaved | NotPermitted | RecordNotFound | CustomerNotFound | WrongState
        | InvalidInput
}

mutation_result! {
    /// How deciding what is to become of everybody on a list ended.
    RetentionRunDecideResult = RetentionRunSaved | NotPermitted | RecordNotFound | WrongState | InvalidInput
}

mutation_result! {
    /// How approving a list ended.
    RetentionRunApproveResult = RetentionRunSaved | RetentionListChanged | CountMismatch | RetentionAlreadyApproved
        | NotPermitted | RecordNotFound | WrongState | InvalidInput
}

mutation_result! {
    /// How calling a run off ended.
    RetentionRunCancelResult = RetentionRunSaved | NotPermitted | RecordNotFound | WrongState
}

fn saved(run: retention::RetentionRun) -> RetentionRunSaved {
    RetentionRunSaved { run: run.into() }
}

#[derive(Default)]
pub struct RetentionRunMutations;

#[Object(guard = "Admit")]
impl RetentionRunMutations {
    /// Starts a run of a rule: lists whom it fits, and waits for the list to be reviewed. Nobody is on it who is masked,
    /// erased or about to be, nor the Unknown Customer. Of each rule one run is open at a time. Long lists are made
    /// after the answer: see `retentionRun`. Needs `retention.review`; audited as `retention_run.started`.
    async fn retention_run_start(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The rule to run.")] input: RetentionRunStartInput,
    ) -> async_graphql::Result<RetentionRunStartResult> {
        let request = acts::StartRequest { rule: input.rule_id.0, idempotency_key: input.idempotency_key };
        answer(ctx, async { acts::start(&permit(ctx)?, &request).await }.await, saved)
    }

    /// Takes customers out of a list in review. Approvals that were given end with that: they were of another list.
    /// Needs `retention.review`; audited as `retention_run.excluded`.
    async fn retention_run_exclude(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom to take out.")] input: RetentionRunExcludeInput,
    ) -> async_graphql::Result<RetentionRunExcludeResult> {
        let customers: Vec<String> = input.customer_ids.into_iter().map(|id| id.0).collect();
        answer(ctx, async { acts::exclude(&permit(ctx)?, &input.id, &customers).await }.await, saved)
    }

    /// Decides what is to become of everybody on a list in review, in place of what the rule says: which act, and which
    /// personal data stays. Approvals that were given end with that: they were of something else. Needs
    /// `retention.review`; audited as `retention_run.decided`.
    async fn retention_run_decide(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to become of them.")] input: RetentionRunDecideInput,
    ) -> async_graphql::Result<RetentionRunDecideResult> {
        let request = acts::DecideRequest { id: input.id.0, act: input.act, keep_fields: input.keep_fields };
        answer(ctx, async { acts::decide(&permit(ctx)?, &request).await }.await, saved)
    }

    /// Approves exactly the list that was seen. Above the rule's `twoPersonAbove` a second person must approve it too;
    /// then the run is carried out: each customer is deleted as the policy says, made unreadable at once, and gone for
    /// good when the policy's `eraseDelayDays` have passed, which nothing takes back. Whoever has bought something since, was restored, is held,
    /// or has open records that block a delete is left alone, and named with the reason. For people alone; needs
    /// `retention.approve`; audited as `retention_run.approved`.
    async fn retention_run_approve(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The list that was seen, and the number that was typed.")] input: RetentionRunApproveInput,
    ) -> async_graphql::Result<RetentionRunApproveResult> {
        let (id, list_hash) = (input.id.0, input.list_hash);
        let request = acts::ApproveRequest { id, list_hash, count: input.count.into() };
        answer(ctx, async { acts::approve(&permit(ctx)?, &request).await }.await, saved)
    }

    /// Calls off a run that is not being carried out: nothing becomes of its customers. Needs `retention.review`;
    /// audited as `retention_run.cancelled`.
    async fn retention_run_cancel(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The run to call off.")] input: RetentionRunCancelInput,
    ) -> async_graphql::Result<RetentionRunCancelResult> {
        answer(ctx, async { acts::cancel(&permit(ctx)?, &input.id).await }.await, saved)
    }
}
