//! Every failure that a client must expect, before it finds its place in one mutation's union.

use async_graphql::Interface;

use super::ErrorCode;
use super::failures::{
    BulkDeleteNotAllowed, ConfirmationMismatch, CountMismatch, CustomerAlreadyDeleted, CustomerErased, CustomerHeld,
    CustomerMasked, CustomerNotDeleted, CustomerNotFound, ErasureNotScheduled, ErasurePlanChanged, IdempotencyConflict,
    InvalidInput, MergePlanChanged, NotPermitted, OriginalsLost, PaymentDeclined, PaymentsUnavailable, PlateTaken,
    RateLimited, RecordNotFound, RetentionAlreadyApproved, RetentionListChanged, SignInRejected, SlotTaken,
    SuppressionKeyLost, TooLate, UndoExpired, UndoTokenUnknown, VersionConflict, WrongState, invalid_input,
};
use crate::error::Refusal;
use crate::graphql::deletions::{DeleteRateLimited, DeletionPlanChanged};
use crate::graphql::public_requests::{PublicBookingClosed, PublicSlotTaken};
use crate::graphql::scalars::{DateTime, int};
use crate::i18n::{self, args};
use crate::terms::{Lang, RecordKind};

/// Any of the failures that all mutations share, before it finds its place in one mutation's union.
#[derive(Clone, Interface)]
#[graphql(
    name = "Error",
    field(name = "code", ty = "&ErrorCode", desc = "What went wrong, for programs."),
    field(name = "message", ty = "&String", desc = "What went wrong, for people, in the request's language.")
)]
pub enum Problem {
    /// A permission is missing.
    NotPermitted(NotPermitted),
    /// No such customer.
    CustomerNotFound(CustomerNotFound),
    /// No such record.
    RecordNotFound(RecordNotFound),
    /// Fields that cannot be taken.
    InvalidInput(InvalidInput),
    /// Changed since it was read.
    VersionConflict(VersionConflict),
    /// The state does not allow this.
    WrongState(WrongState),
    /// The customer is deleted.
    CustomerAlreadyDeleted(CustomerAlreadyDeleted),
    /// The plate is taken.
    PlateTaken(PlateTaken),
    /// The provider is busy then.
    SlotTaken(SlotTaken),
    /// Nobody is free then.
    PublicSlotTaken(PublicSlotTaken),
    /// No such public booking page.
    PublicBookingClosed(PublicBookingClosed),
    /// Customers cannot do this any more.
    TooLate(TooLate),
    /// The idempotency key was used with other arguments.
    IdempotencyConflict(IdempotencyConflict),
    /// Too many attempts.
    RateLimited(RateLimited),
    /// The credentials do not fit.
    SignInRejected(SignInRejected),
    /// Nobody takes payments here.
    PaymentsUnavailable(PaymentsUnavailable),
    /// The card was declined.
    PaymentDeclined(PaymentDeclined),
    /// Something stands in the way of the delete.
    DeletionBlocked(crate::graphql::plans::DeletionBlocked),
    /// The plan is not the one that was seen.
    DeletionPlanChanged(DeletionPlanChanged),
    /// The confirmation does not fit.
    ConfirmationMismatch(ConfirmationMismatch),
    /// The delete quota is used up.
    DeleteRateLimited(DeleteRateLimited),
    /// The undo window has closed.
    UndoExpired(UndoExpired),
    /// There is nothing to undo.
    UndoTokenUnknown(UndoTokenUnknown),
    /// Erased for good.
    CustomerErased(CustomerErased),
    /// Not deleted.
    CustomerNotDeleted(CustomerNotDeleted),
    /// Masked for good.
    CustomerMasked(CustomerMasked),
    /// A legal hold stands.
    CustomerHeld(CustomerHeld),
    /// The merge would not do what was seen.
    MergePlanChanged(MergePlanChanged),
    /// Another number was typed.
    CountMismatch(CountMismatch),
    /// Others than the plan said.
    ErasurePlanChanged(ErasurePlanChanged),
    BulkDeleteNotAllowed(BulkDeleteNotAllowed),
    /// Nothing to call off.
    ErasureNotScheduled(ErasureNotScheduled),
    /// What was masked cannot be read any more.
    OriginalsLost(OriginalsLost),
    /// Who is on the suppression list cannot be recognised any more.
    SuppressionKeyLost(SuppressionKeyLost),
    /// Another list than was seen.
    RetentionListChanged(RetentionListChanged),
    /// Approved by the same person before.
    RetentionAlreadyApproved(RetentionAlreadyApproved),
}

impl Problem {
    /// Words a refusal.
    pub fn of(lang: Lang, refusal: Refusal) -> Self {
        let text = |key: &str| i18n::text(lang, key, &args([]));
        match refusal {
            Refusal::NotPermitted(permission, held_by) => Self::NotPermitted(NotPermitted {
                code: ErrorCode::NotPermitted,
                message: i18n::text(lang, "not-permitted", &args([("permission", permission.spelled().into())])),
                permission,
                held_by,
            }),
            Refusal::NotFound(RecordKind::Customer) => Self::CustomerNotFound(CustomerNotFound::new(lang)),
            Refusal::NotFound(kind) => Self::RecordNotFound(RecordNotFound {
                code: ErrorCode::NotFound,
                message: text("record-not-found"),
                kind,
            }),
            Refusal::InvalidInput(problems) => Self::InvalidInput(invalid_input(lang, problems)),
            Refusal::VersionConflict { current } => Self::VersionConflict(VersionConflict {
                code: ErrorCode::VersionConflict,
                message: text("version-conflict"),
                current_version: int(current),
            }),
            Refusal::WrongState { kind, state } => Self::WrongState(WrongState {
                code: ErrorCode::WrongState,
                message: i18n::text(lang, "wrong-state", &args([("state", state.into())])),
                kind,
                state: state.to_owned(),
            }),
            Refusal::CustomerDeleted(id) => Self::CustomerAlreadyDeleted(CustomerAlreadyDeleted::new(lang, id, None)),
            Refusal::CustomerMerged { customer, survivor } => {
                Self::CustomerAlreadyDeleted(CustomerAlreadyDeleted::new(lang, customer, Some(survivor)))
            }
            Refusal::PlateTaken { plate } => Self::PlateTaken(PlateTaken {
                code: ErrorCode::PlateTaken,
                message: i18n::text(lang, "plate-taken", &args([("plate", plate.clone().into())])),
                plate,
            }),
            Refusal::SlotTaken { from, until } => Self::SlotTaken(SlotTaken {
                code: ErrorCode::SlotTaken,
                message: text("slot-taken"),
                busy_from: from.into(),
                busy_until: until.into(),
            }),
            Refusal::TooLate { until } => Self::TooLate(TooLate {
                code: ErrorCode::TooLate,
                message: text(if until.is_some() { "too-late" } else { "not-for-customers" }),
                possible_until: until.map(DateTime::from),
            }),
            Refusal::IdempotencyConflict => Self::IdempotencyConflict(IdempotencyConflict::new(lang)),
            Refusal::UndoExpired => Self::UndoExpired(UndoExpired::new(lang)),
            Refusal::UndoTokenUnknown => Self::UndoTokenUnknown(UndoTokenUnknown::new(lang)),
            Refusal::CustomerErased => Self::CustomerErased(CustomerErased::new(lang)),
            Refusal::CustomerNotDeleted => Self::CustomerNotDeleted(CustomerNotDeleted::new(lang)),
            Refusal::CustomerMasked => Self::CustomerMasked(CustomerMasked::new(lang)),
            Refusal::CustomerHeld { count, until } => Self::CustomerHeld(CustomerHeld {
                code: ErrorCode::CustomerHeld,
                message: i18n::text(lang, "customer-held", &args([("count", count.into())])),
                holds: int(count),
                until: until.map(DateTime::from),
            }),
            Refusal::BulkDeleteNotAllowed => Self::BulkDeleteNotAllowed(BulkDeleteNotAllowed::new(lang)),
            Refusal::ErasurePlanChanged => Self::ErasurePlanChanged(ErasurePlanChanged::new(lang)),
            Refusal::ErasureNotScheduled => Self::ErasureNotScheduled(ErasureNotScheduled::new(lang)),
            Refusal::MergePlanChanged { plan_hash } => Self::MergePlanChanged(MergePlanChanged {
                code: ErrorCode::MergePlanChanged,
                message: text("merge-plan-changed"),
                plan_hash,
            }),
            Refusal::CountMismatch { found } => Self::CountMismatch(CountMismatch::new(lang, "count-mismatch", found)),
            Refusal::PairsMismatch { found } => Self::CountMismatch(CountMismatch::new(lang, "pairs-mismatch", found)),
            Refusal::OriginalsLost => Self::OriginalsLost(OriginalsLost::new(lang)),
            Refusal::SuppressionKeyLost => Self::SuppressionKeyLost(SuppressionKeyLost::new(lang)),
            Refusal::RetentionListChanged { list_hash, count, taken_out, taken_out_count } => {
                Self::RetentionListChanged(RetentionListChanged {
                    code: ErrorCode::RetentionListChanged,
                    message: text("retention-list-changed"),
                    list_hash,
                    count: int(count),
                    taken_out: taken_out.into_iter().map(|id| id.to_string().into()).collect(),
                    taken_out_count: int(taken_out_count),
                })
            }
            Refusal::RetentionAlreadyApproved => Self::RetentionAlreadyApproved(RetentionAlreadyApproved::new(lang)),
            Refusal::ConfirmationMismatch { expected } => Self::ConfirmationMismatch(ConfirmationMismatch {
                code: ErrorCode::ConfirmationMismatch,
                message: i18n::text(lang, "confirmation-mismatch", &args([("token", expected.clone().into())])),
                expected,
            }),
            Refusal::RateLimited { retry_at } => Self::RateLimited(RateLimited {
                code: ErrorCode::RateLimited,
                message: text("rate-limited"),
                retry_at: retry_at.into(),
            }),
            Refusal::SignInRejected => Self::SignInRejected(SignInRejected::new(lang)),
            Refusal::PaymentsUnavailable => Self::PaymentsUnavailable(PaymentsUnavailable::new(lang)),
            Refusal::PaymentDeclined { code } => Self::PaymentDeclined(PaymentDeclined {
                code: ErrorCode::PaymentDeclined,
                message: text("payment-declined"),
                decline_code: code,
            }),
        }
    }
}
