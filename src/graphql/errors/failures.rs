//! The failures that mutations share, as types.

use async_graphql::SimpleObject;

use super::ErrorCode;
use crate::graphql::scalars::{DateTime, int};
use crate::i18n::{self, args};
use crate::ids::CustomerId;
use crate::terms::{Lang, Permission, RecordKind, Role};

/// Declares failures that say no more than that they happened.
macro_rules! plain {
    ($($(#[$doc:meta])* $name:ident($code:ident) = $key:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, SimpleObject)]
        pub struct $name {
            /// What went wrong, for programs.
            pub code: ErrorCode,
            /// For people.
            pub message: String,
        }

        impl $name {
            /// Words it.
            pub(in super::super) fn new(lang: Lang) -> Self {
                Self { code: ErrorCode::$code, message: i18n::text(lang, $key, &args([])) }
            }
        }
    )*};
}

plain! {
    /// No such customer in this account. An id of another account reads the same.
    CustomerNotFound(NotFound) = "customer-not-found";
    /// The idempotency key was used before, with other arguments.
    IdempotencyConflict(IdempotencyConflict) = "idempotency-conflict";
    /// The credentials do not fit. Which of them, nobody is told.
    SignInRejected(SignInRejected) = "sign-in-rejected";
    /// Nobody takes payments here, or whoever does cannot be reached now. Nothing was changed.
    PaymentsUnavailable(PaymentsUnavailable) = "payments-unavailable";
    /// The undo window has closed. Nothing was changed.
    UndoExpired(UndoExpired) = "undo-expired";
    /// There is nothing to undo with this token: it is wrong, of another account, or was used.
    UndoTokenUnknown(UndoTokenUnknown) = "undo-token-unknown";
    /// The customer was erased for good. Nothing was changed.
    CustomerErased(CustomerErased) = "customer-erased";
    /// The customer is not deleted. Nothing was changed.
    CustomerNotDeleted(CustomerNotDeleted) = "customer-not-deleted";
    /// What is known of the customer was made unreadable for good. Nothing was changed.
    CustomerMasked(CustomerMasked) = "customer-masked";
    /// The policy allows one delete at a time (`bulkDelete`). Nothing was changed.
    BulkDeleteNotAllowed(BulkDeleteNotAllowed) = "bulk-delete-not-allowed";
    /// The permanent deletion would be about others than its plan said. Nothing was changed.
    ErasurePlanChanged(ErasurePlanChanged) = "erasure-plan-changed";
    /// The customer is not part of a permanent deletion that could be called off. Nothing was changed.
    ErasureNotScheduled(ErasureNotScheduled) = "erasure-not-scheduled";
    /// The key that the originals were sealed with is not in the key store: they cannot be read any more. Nothing was changed.
    OriginalsLost(OriginalsLost) = "originals-lost";
    /// The key of the suppression list is not in the key store: who is on it cannot be recognised any more. Nothing was changed.
    SuppressionKeyLost(SuppressionKeyLost) = "suppression-key-lost";
    /// You have approved this list. Above the rule's `twoPersonAbove`, somebody else must too. Nothing was changed.
    RetentionAlreadyApproved(RetentionAlreadyApproved) = "retention-already-approved";
}

/// A permission is missing.
#[derive(Clone, SimpleObject)]
pub struct NotPermitted {
    /// `NOT_PERMITTED`.
    pub code: ErrorCode,
    /// For people.
    pub message: String,
    /// The permission that it takes.
    pub permission: Permission,
    /// The roles whose preset holds it.
    pub held_by: Vec<Role>,
}

/// No such record in this account. An id of another account reads the same.
#[derive(Clone, SimpleObject)]
pub struct RecordNotFound {
    /// `NOT_FOUND`.
    pub code: ErrorCode,
    /// For people.
    pub message: String,
    /// The kind of record that was looked for.
    pub kind: RecordKind,
}

/// Fields that cannot be taken as they are. Nothing was changed.
#[derive(Clone, SimpleObject)]
pub struct InvalidInput {
    /// `INVALID_INPUT`.
    pub code: ErrorCode,
    /// For people; names the first field.
    pub message: String,
    /// Every field that was not taken.
    pub fields: Vec<InvalidField>,
}

/// A field that cannot be taken as it is.
#[derive(Clone, SimpleObject)]
pub struct InvalidField {
    /// The path from the input's root, with dots: `lines.0.quantity`.
    pub field: String,
    /// For people.
    pub message: String,
}

/// Somebody changed the record since it was read. Read it again, then decide.
#[derive(Clone, SimpleObject)]
pub struct VersionConflict {
    /// `VERSION_CONFLICT`.
    pub code: ErrorCode,
    /// For people.
    pub message: String,
    /// The version that the record has now.
    pub current_version: i32,
}

/// The record's state does not allow this.
#[derive(Clone, SimpleObject)]
pub struct WrongState {
    /// `WRONG_STATE`.
    pub code: ErrorCode,
    /// For people.
    pub message: String,
    /// The kind of record.
    pub kind: RecordKind,
    /// The state that it is in.
    pub state: String,
}

/// The customer is deleted or part of another: nothing can be attached, and what is kept is read-only.
#[derive(Clone, SimpleObject)]
pub struct CustomerAlreadyDeleted {
    /// `CUSTOMER_ALREADY_DELETED`.
    pub code: ErrorCode,
    /// For people.
    pub message: String,
    /// The customer's id.
    pub customer_id: async_graphql::ID,
    /// The customer that it is part of since a merge: go on with that one. Null when it was deleted.
    pub merged_into: Option<async_graphql::ID>,
}

/// The plate is on another vehicle of the account.
#[derive(Clone, SimpleObject)]
pub struct PlateTaken {
    /// `PLATE_TAKEN`.
    pub code: ErrorCode,
    /// For people.
    pub message: String,
    /// The plate.
    pub plate: String,
}

/// The provider is busy at some of that time: of two who want the same time, one gets it.
#[derive(Clone, SimpleObject)]
pub struct SlotTaken {
    /// `SLOT_TAKEN`.
    pub code: ErrorCode,
    /// For people.
    pub message: String,
    /// From when on the provider is busy.
    pub busy_from: DateTime,
    /// Until when the provider is busy.
    pub busy_until: DateTime,
}

/// Customers cannot do this themselves any more; the business still can.
#[derive(Clone, SimpleObject)]
pub struct TooLate {
    /// `TOO_LATE`.
    pub code: ErrorCode,
    /// For people.
    pub message: String,
    /// Until when it was possible; null when the business never lets customers do it.
    pub possible_until: Option<DateTime>,
}

/// Too many attempts.
#[derive(Clone, SimpleObject)]
pub struct RateLimited {
    /// `RATE_LIMITED`.
    pub code: ErrorCode,
    /// For people.
    pub message: String,
    /// When to try again.
    pub retry_at: DateTime,
}

/// The card was declined. Nothing was taken.
#[derive(Clone, SimpleObject)]
pub struct PaymentDeclined {
    /// `PAYMENT_DECLINED`.
    pub code: ErrorCode,
    /// For people.
    pub message: String,
    /// The payment provider's reason: `insufficient_funds`, say.
    pub decline_code: String,
}

/// Legal holds keep what is known of the customer. Nothing was changed.
#[derive(Clone, SimpleObject)]
pub struct CustomerHeld {
    /// `CUSTOMER_HELD`.
    pub code: ErrorCode,
    /// For people.
    pub message: String,
    /// How many stand.
    pub holds: i32,
    /// When the last of them ends by itself; null when one stands until it is released.
    pub until: Option<DateTime>,
}

/// The merge would not do what was seen: the customers, or how many records they have, changed since. Nothing was changed.
#[derive(Clone, SimpleObject)]
pub struct MergePlanChanged {
    /// `MERGE_PLAN_CHANGED`.
    pub code: ErrorCode,
    /// For people.
    pub message: String,
    /// The hash of the plan as it is now.
    pub plan_hash: String,
}

/// Another number was typed than there are customers, or pairs. Nothing was changed.
#[derive(Clone, SimpleObject)]
pub struct CountMismatch {
    /// `COUNT_MISMATCH`.
    pub code: ErrorCode,
    /// For people.
    pub message: String,
    /// How many there are.
    pub found: i32,
}

impl CountMismatch {
    /// Words it.
    pub(super) fn new(lang: Lang, key: &str, found: i64) -> Self {
        let message = i18n::text(lang, key, &args([("count", found.into())]));
        Self { code: ErrorCode::CountMismatch, message, found: int(found) }
    }
}

/// The retention run's list, or what is to become of who is on it, is not what was seen. Nothing was changed.
#[derive(Clone, SimpleObject)]
pub struct RetentionListChanged {
    /// `RETENTION_LIST_CHANGED`.
    pub code: ErrorCode,
    /// For people.
    pub message: String,
    /// What the list is recognised by now.
    pub list_hash: String,
    /// How many customers are on it now.
    pub count: i32,
    /// The ids of those who were taken out since; the first hundred.
    pub taken_out: Vec<async_graphql::ID>,
    /// How many were taken out since.
    pub taken_out_count: i32,
}

/// The confirmation does not fit. Nothing was changed.
#[derive(Clone, SimpleObject)]
pub struct ConfirmationMismatch {
    /// `CONFIRMATION_MISMATCH`.
    pub code: ErrorCode,
    /// For people.
    pub message: String,
    /// The word to type.
    pub expected: String,
}

impl CustomerAlreadyDeleted {
    /// Says that a customer is deleted, or part of another.
    pub(in super::super) fn new(lang: Lang, id: CustomerId, merged_into: Option<CustomerId>) -> Self {
        let key = if merged_into.is_some() { "customer-merged" } else { "customer-already-deleted" };
        Self {
            code: ErrorCode::CustomerAlreadyDeleted,
            message: i18n::text(lang, key, &args([])),
            customer_id: id.to_string().into(),
            merged_into: merged_into.map(|survivor| survivor.to_string().into()),
        }
    }
}

pub(super) fn invalid_input(lang: Lang, problems: Vec<crate::error::FieldProblem>) -> InvalidInput {
    let fields: Vec<InvalidField> = problems
        .into_iter()
        .map(|problem| InvalidField { message: i18n::problem(lang, &problem.problem), field: problem.field })
        .collect();
    let message = fields.first().map(|first| format!("{}: {}", first.field, first.message)).unwrap_or_default();
    InvalidInput { code: ErrorCode::InvalidInput, message, fields }
}
