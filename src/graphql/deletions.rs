//! Deletions' types: a deletion as a thing of its own, and how delete, undo and restore can end.

use async_graphql::{ComplexObject, Context, ID, InputObject, SimpleObject, Union};

use super::actors::Actor;
use super::customers::{Customer, visible};
use super::errors::{
    ConfirmationMismatch, CustomerAlreadyDeleted, CustomerNotFound, ErrorCode, IdempotencyConflict, InvalidInput,
    NotPermitted,
};
use super::loaders::load;
use super::plans::{DeleteQuota, DeletionBlocked, DeletionEffect};
use super::scalars::{DateTime, Locale, int};
use crate::error::Fault;
use crate::ids::CustomerId;
use crate::lifecycle;
use crate::mutation_result;
use crate::terms::{DeletionMode, EffectAction, RecordKind, Resolution};

/// A deletion: the batch of everything that one delete touched, and what became of it.
#[derive(Clone, SimpleObject)]
#[graphql(complex)]
pub struct Deletion {
    #[graphql(skip)]
    id: ID,
    /// What it does to personal data.
    mode: DeletionMode,
    /// Who deleted.
    by: Actor,
    /// When.
    at: DateTime,
    /// Why, as they said.
    reason: Option<String>,
    /// What it did to which records.
    effects: Vec<DeletionEffect>,
    /// Until when it can be undone.
    undo_expires_at: DateTime,
    /// When it was undone, or the customer restored.
    undone_at: Option<DateTime>,
    /// The version of the policy that it ran under.
    policy_version: i32,
    #[graphql(skip)]
    customer: CustomerId,
}

#[ComplexObject]
impl Deletion {
    /// The id.
    pub(super) async fn id(&self) -> ID {
        self.id.clone()
    }

    /// The customer; null for those who may not see deleted ones.
    async fn customer(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Customer>> {
        Ok(load(ctx, self.customer).await?.and_then(|customer| visible(ctx, customer)))
    }
}

impl TryFrom<lifecycle::Deletion> for Deletion {
    type Error = Fault;

    fn try_from(deletion: lifecycle::Deletion) -> Result<Self, Fault> {
        Ok(Self {
            id: deletion.id.to_string().into(),
            mode: deletion.mode,
            by: deletion.by().into(),
            at: deletion.at.into(),
            effects: deletion.effects()?.into_iter().map(DeletionEffect::from).collect(),
            reason: deletion.reason,
            undo_expires_at: deletion.undo_expires_at.into(),
            undone_at: deletion.undone_at.map(DateTime::from),
            policy_version: int(deletion.policy_version),
            customer: deletion.customer_id,
        })
    }
}

/// A delete.
#[derive(InputObject)]
pub struct CustomerDeleteInput {
    /// The customer.
    pub(super) id: ID,
    /// The word that the plan asks for, in the request's language or `locale`: DELETE, USUŃ, ȘTERGE. Case does not
    /// matter.
    pub(super) confirmation: String,
    /// What it does to personal data.
    #[graphql(default_with = "DeletionMode::Archive")]
    pub(super) mode: DeletionMode,
    /// The language of the confirmation and of texts; the request's when left out.
    pub(super) locale: Option<Locale>,
    /// The plan that was seen. The delete happens only if it is still the one; otherwise you get the difference.
    pub(super) plan_hash: Option<String>,
    /// Settles these blockers and deletes, in one transaction. At most one for each kind.
    pub(super) resolve: Option<Vec<BlockerResolutionInput>>,
    /// Why, for the record; at most 1,000 characters.
    pub(super) reason: Option<String>,
    /// Sent again with the same input, it answers the same and deletes nothing twice. Kept for a day.
    pub(super) idempotency_key: Option<String>,
}

/// How to settle what blocks. Needs the write permission of the kind.
#[derive(Clone, Copy, InputObject)]
pub struct BlockerResolutionInput {
    /// The kind of record that blocks.
    pub(super) kind: RecordKind,
    /// What to do with all of them.
    pub(super) resolution: Resolution,
}

/// An undo.
#[derive(InputObject)]
pub struct CustomerDeleteUndoInput {
    /// The token of the delete's offer.
    pub(super) undo_token: String,
    /// Sent again with the same input, it answers the same. Kept for a day.
    pub(super) idempotency_key: Option<String>,
}

/// A restore.
#[derive(InputObject)]
pub struct CustomerRestoreInput {
    /// The customer.
    pub(super) id: ID,
    /// Why, for the record; at most 1,000 characters.
    pub(super) reason: String,
    /// Sent again with the same input, it answers the same. Kept for a day.
    pub(super) idempotency_key: Option<String>,
}

/// The customer is deleted, and can be brought back for a while.
#[derive(SimpleObject)]
pub struct CustomerDeleted {
    /// The customer as it is now.
    pub(super) customer: Customer,
    /// The deletion, with what it did.
    pub(super) deletion: Deletion,
    /// How to take it back.
    pub(super) undo: UndoOffer,
    /// How many deletes the asker has left.
    pub(super) quota: DeleteQuota,
}

/// How to take a delete back.
#[derive(Clone, SimpleObject)]
pub struct UndoOffer {
    /// Send it with `customerDeleteUndo`.
    pub(super) token: String,
    /// Until when.
    pub(super) expires_at: DateTime,
}

/// The plan is not the one that was seen. Nothing was changed.
#[derive(Clone, SimpleObject)]
pub struct DeletionPlanChanged {
    /// `DELETION_PLAN_CHANGED`.
    pub code: ErrorCode,
    /// For people.
    pub message: String,
    /// What is not as it was. Empty when only the policy changed.
    pub(super) changes: Vec<PlanChange>,
    /// The hash of the plan as it is now.
    pub(super) plan_hash: String,
}

/// A part of a plan that is not as it was.
#[derive(Clone, Copy, SimpleObject)]
pub struct PlanChange {
    /// The kind of record.
    pub(super) kind: RecordKind,
    /// What was to happen to them; null for open records, which the policy's rule decides on.
    pub(super) action: Option<EffectAction>,
    /// How many there were.
    pub(super) before: i32,
    /// How many there are. The same number means: others than before.
    pub(super) after: i32,
}

/// Fewer deletes are left of the hour's quota than it takes. Nothing was changed.
#[derive(Clone, SimpleObject)]
pub struct DeleteRateLimited {
    /// `DELETE_RATE_LIMITED`.
    pub code: ErrorCode,
    /// For people.
    pub message: String,
    /// How many are left, and when one more becomes possible.
    pub(super) quota: DeleteQuota,
}

/// How a delete ended.
#[derive(Union)]
pub enum CustomerDeleteResult {
    Deleted(CustomerDeleted),
    Blocked(DeletionBlocked),
    PlanChanged(DeletionPlanChanged),
    ConfirmationMismatch(ConfirmationMismatch),
    RateLimited(DeleteRateLimited),
    AlreadyDeleted(CustomerAlreadyDeleted),
    NotPermitted(NotPermitted),
    NotFound(CustomerNotFound),
    InvalidInput(InvalidInput),
    IdempotencyConflict(IdempotencyConflict),
}

/// The customer is back.
#[derive(SimpleObject)]
pub struct CustomerRestored {
    /// The customer as it is now.
    pub(super) customer: Customer,
    /// What was taken back, by what had been done.
    pub(super) restored: Vec<DeletionEffect>,
    /// What could not come back.
    pub(super) not_restored: Vec<RestoreConflict>,
}

/// A record that could not come back.
#[derive(Clone, SimpleObject)]
pub struct RestoreConflict {
    /// The kind of record.
    pub(super) kind: RecordKind,
    /// The record's id.
    pub(super) id: ID,
    /// What people call it: the plate.
    pub(super) label: String,
    /// Why, for people.
    pub(super) message: String,
}

mutation_result! {
    /// How an undo ended.
    CustomerDeleteUndoResult = CustomerRestored | UndoExpired | UndoTokenUnknown | CustomerErased | CustomerMasked
        | OriginalsLost | RateLimited | NotPermitted | InvalidInput | IdempotencyConflict
}

mutation_result! {
    /// How a restore ended.
    CustomerRestoreResult = CustomerRestored | CustomerNotDeleted | CustomerErased | CustomerMasked | OriginalsLost
        | NotPermitted | CustomerNotFound | InvalidInput | IdempotencyConflict
}
