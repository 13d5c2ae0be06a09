//! The root fields of parting: plan, delete, undo, restore, and the live plan.

use async_graphql::{Context, ID, Object, Subscription};
use futures_util::Stream;
use tokio::sync::broadcast::error::RecvError;

use super::context::{Admit, ContextExt, permit};
use super::deletions::{
    CustomerDeleteInput, CustomerDeleteResult, CustomerDeleteUndoInput, CustomerDeleteUndoResult, CustomerDeleted,
    CustomerRestoreInput, CustomerRestoreResult, CustomerRestored, DeleteRateLimited, Deletion, DeletionPlanChanged,
    PlanChange, RestoreConflict, UndoOffer,
};
use super::errors::{ErrorCode, Problem, answer};
use super::plans::{Deletability, DeletionBlocked, DeletionEffect, DeletionPlanResult, already_deleted, deletability};
use super::scalars::{Locale, int};
use crate::app::Cx;
use crate::changes::Change;
use crate::customers::{self, Customer};
use crate::error::{Failure, Fault, Refusal};
use crate::i18n::{self, args};
use crate::ids::{CustomerId, type_id};
use crate::lifecycle::{self, DeleteRefusal, DeleteRequest, Deleted, LineClass, RestoreRequest, Restored, UndoRequest};
use crate::terms::{DeletionMode, Lang, RecordKind};

fn text(lang: Lang, key: &str) -> String {
    i18n::text(lang, key, &args([]))
}

#[derive(Default)]
pub struct DeletionQueries;

#[Object(guard = "Admit")]
impl DeletionQueries {
    /// What a delete of this customer would do, or what stands in its way. Changes nothing. Needs `customers.delete`,
    /// and says so as a member of the union.
    async fn customer_deletion_plan(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The customer's id.")] id: ID,
        #[graphql(desc = "What the delete would do to personal data.", default_with = "DeletionMode::Archive")]
        mode: DeletionMode,
        #[graphql(desc = "The language of texts; the request's when left out.")] locale: Option<Locale>,
    ) -> async_graphql::Result<DeletionPlanResult> {
        let lang = ctx.lang(locale.map(|locale| locale.0));
        let cx = ctx.cx()?;
        match known(&cx, &id).await? {
            Some(customer) => Ok(deletability(&cx, lang, &customer, mode).await?.into()),
            None => not_found(lang),
        }
    }
}

/// The customer, if there is one that the asker may know of: whoever may delete is told that one is deleted.
async fn known(cx: &Cx, id: &str) -> Result<Option<Customer>, Fault> {
    let Ok(id) = id.parse::<CustomerId>() else { return Ok(None) };
    customers::find(&cx.db, cx.account, id).await
}

fn not_found(lang: Lang) -> async_graphql::Result<DeletionPlanResult> {
    match Problem::of(lang, Refusal::NotFound(RecordKind::Customer)) {
        Problem::CustomerNotFound(missing) => Ok(DeletionPlanResult::NotFound(missing)),
        _ => Err(Fault::bug("a missing customer is worded as such").into()),
    }
}

#[derive(Default)]
pub struct DeletionMutations;

#[Object(guard = "Admit")]
impl DeletionMutations {
    /// Deletes a customer: hides it with its vehicles and conversations, releases plates, ends portal sessions, and
    /// offers undo. Work orders and paid invoices stay on file. With the mode `MASK`, personal data becomes unreadable,
    /// for good once undo is over. To remove everything, erase; to bring two records of one customer together, merge.
    /// Needs `customers.delete`, and `customers.mask` to mask; audited as `customer.deleted` and `customer.masked`.
    async fn customer_delete(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom to delete, and the confirmation.")] input: CustomerDeleteInput,
    ) -> async_graphql::Result<CustomerDeleteResult> {
        let lang = ctx.lang(input.locale.map(|locale| locale.0));
        let request = DeleteRequest {
            id: input.id.0,
            confirmation: input.confirmation,
            lang,
            mode: input.mode,
            plan_hash: input.plan_hash,
            resolve: input.resolve.unwrap_or_default().iter().map(|each| (each.kind, each.resolution)).collect(),
            reason: input.reason,
            idempotency_key: input.idempotency_key,
        };
        let outcome = async { lifecycle::delete(&permit(ctx)?, &request).await }.await;
        match outcome {
            Ok(deleted) => deleted_answer(&ctx.cx()?, deleted),
            Err(refusal) => delete_refused(ctx, lang, refusal),
        }
    }

    /// Takes a delete back, within the undo window: everything that it touched, and nothing else. A plate that another
    /// vehicle has taken since comes back as `notRestored`. What was masked is readable again. Needs `customers.delete`; audited as
    /// `customer.delete_undone`.
    async fn customer_delete_undo(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The token of the delete's offer.")] input: CustomerDeleteUndoInput,
    ) -> async_graphql::Result<CustomerDeleteUndoResult> {
        let request = UndoRequest { token: input.undo_token, idempotency_key: input.idempotency_key };
        let outcome = async { lifecycle::undo(&permit(ctx)?, &request).await }.await;
        answer(ctx, outcome, |restored| restored_answer(ctx.caller().lang, restored))
    }

    /// Brings a deleted customer back after the undo window, from what the deletion kept. Needs `customers.restore`;
    /// audited as `customer.restored`.
    async fn customer_restore(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom to bring back, and why.")] input: CustomerRestoreInput,
    ) -> async_graphql::Result<CustomerRestoreResult> {
        let request = RestoreRequest { id: input.id.0, reason: input.reason, idempotency_key: input.idempotency_key };
        let outcome = async { lifecycle::restore(&permit(ctx)?, &request).await }.await;
        answer(ctx, outcome, |restored| restored_answer(ctx.caller().lang, restored))
    }
}

fn deleted_answer(cx: &Cx, deleted: Deleted) -> async_graphql::Result<CustomerDeleteResult> {
    let undo = UndoOffer {
        token: lifecycle::undo_token(cx, deleted.deletion.id),
        expires_at: deleted.deletion.undo_expires_at.into(),
    };
    Ok(CustomerDeleteResult::Deleted(CustomerDeleted {
        customer: deleted.customer.into(),
        deletion: Deletion::try_from(deleted.deletion)?,
        undo,
        quota: deleted.quota.into(),
    }))
}

fn delete_refused(
    ctx: &Context<'_>,
    lang: Lang,
    refusal: DeleteRefusal,
) -> async_graphql::Result<CustomerDeleteResult> {
    use CustomerDeleteResult as R;
    Ok(match delete_problem(ctx, lang, refusal)? {
        Problem::DeletionBlocked(problem) => R::Blocked(problem),
        Problem::DeletionPlanChanged(problem) => R::PlanChanged(problem),
        Problem::DeleteRateLimited(problem) => R::RateLimited(problem),
        Problem::CustomerAlreadyDeleted(problem) => R::AlreadyDeleted(problem),
        Problem::ConfirmationMismatch(problem) => R::ConfirmationMismatch(problem),
        Problem::NotPermitted(problem) => R::NotPermitted(problem),
        Problem::CustomerNotFound(problem) => R::NotFound(problem),
        Problem::InvalidInput(problem) => R::InvalidInput(problem),
        Problem::IdempotencyConflict(problem) => R::IdempotencyConflict(problem),
        _ => return Err(Fault::bug("a refusal outside the mutation's union").into()),
    })
}

/// Words why a delete did not happen.
pub(super) fn delete_problem(ctx: &Context<'_>, lang: Lang, refusal: DeleteRefusal) -> async_graphql::Result<Problem> {
    Ok(match refusal {
        DeleteRefusal::Blocked(plan, hash, blockers) => {
            Problem::DeletionBlocked(DeletionBlocked::new(&ctx.cx()?, lang, *plan, &hash, blockers))
        }
        DeleteRefusal::PlanChanged(hash, changes) => Problem::DeletionPlanChanged(DeletionPlanChanged {
            code: ErrorCode::DeletionPlanChanged,
            message: text(lang, "deletion-plan-changed"),
            changes: changes.into_iter().map(PlanChange::from).collect(),
            plan_hash: hash.encode(),
        }),
        DeleteRefusal::QuotaUsedUp(quota) => Problem::DeleteRateLimited(DeleteRateLimited {
            code: ErrorCode::DeleteRateLimited,
            message: text(lang, "delete-rate-limited"),
            quota: quota.into(),
        }),
        DeleteRefusal::AlreadyDeleted(customer) => Problem::CustomerAlreadyDeleted(already_deleted(lang, &customer)),
        DeleteRefusal::Other(Failure::Refused(refusal)) => Problem::of(lang, refusal),
        DeleteRefusal::Other(Failure::Fault(fault)) => return Err(fault.into()),
    })
}

fn restored_answer(lang: Lang, restored: Restored) -> CustomerRestored {
    let conflict = |left: lifecycle::NotRestored| RestoreConflict {
        kind: left.kind,
        id: type_id(left.kind.prefix(), left.id).into(),
        message: lifecycle::texts::not_restored(lang, &left),
        label: left.label,
    };
    CustomerRestored {
        customer: restored.customer.into(),
        restored: restored.restored.into_iter().map(DeletionEffect::from).collect(),
        not_restored: restored.not_restored.into_iter().map(conflict).collect(),
    }
}

impl From<lifecycle::PlanChange> for PlanChange {
    fn from(change: lifecycle::PlanChange) -> Self {
        let action = match change.class {
            LineClass::Open => None,
            LineClass::Always(action) => Some(action),
        };
        Self { kind: change.kind, action, before: int(change.before), after: int(change.after) }
    }
}

#[derive(Default)]
pub struct DeletionSubscriptions;

#[Subscription(guard = "Admit")]
impl DeletionSubscriptions {
    /// Whether a customer can be deleted: now, and again whenever something about the customer changes, so that a
    /// dialog flips before the click. Ends when the customer is not there. Needs `customers.read`.
    async fn customer_deletability(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The customer's id.")] id: ID,
        #[graphql(desc = "The language of texts; the request's when left out.")] locale: Option<Locale>,
    ) -> async_graphql::Result<impl Stream<Item = async_graphql::Result<Deletability>> + use<>> {
        let cx = ctx.cx()?;
        let lang = ctx.lang(locale.map(|locale| locale.0));
        let mut news = cx.changes.subscribe();
        Ok(async_stream::stream! {
            loop {
                match known(&cx, &id).await {
                    Ok(Some(customer)) => yield deletability(&cx, lang, &customer, DeletionMode::Archive).await.map_err(Into::into),
                    Ok(None) => break,
                    Err(fault) => yield Err(fault.into()),
                }
                if !next_change(&cx, &id, &mut news).await {
                    break;
                }
            }
        })
    }
}

/// Waits until something about the customer may have changed. `false` when there will be no more news.
async fn next_change(cx: &Cx, id: &str, news: &mut tokio::sync::broadcast::Receiver<Change>) -> bool {
    loop {
        match news.recv().await {
            Ok(Change::Customer { account, customer }) => {
                let its = CustomerId::from_uuid(customer).to_string();
                if account == cx.account.uuid() && its == id {
                    return true;
                }
            }
            Ok(Change::Access { account } | Change::Customers { account }) if account == cx.account.uuid() => {
                return true;
            }
            Ok(_) => {}
            // Missed news may have been about this customer.
            Err(RecvError::Lagged(_)) => return true,
            Err(RecvError::Closed) => return false,
        }
    }
}
