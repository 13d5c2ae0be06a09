//! Typed failures: what a client must expect, as members of each mutation's union. All implement `Error`, so a client
//! can always end with `... on Error { code message }`.

mod failures;
mod problem;

use async_graphql::{Context, ErrorExtensions as _};

use super::context::{ContextExt, coded};
pub use super::deletions::{DeleteRateLimited, DeletionPlanChanged};
pub use super::plans::DeletionBlocked;
pub use super::public_requests::{PublicBookingClosed, PublicSlotTaken};
use crate::error::{Failure, Fault, Outcome, Refusal};
use crate::i18n::{self, args};
use crate::term;
use crate::terms::Lang;
pub use failures::*;
pub use problem::Problem;

/// The code of a top-level error, in `extensions.code`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TopLevel {
    Unauthenticated,
    Forbidden,
    BadUserInput,
    RateLimited,
}

impl TopLevel {
    /// As clients know it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::Forbidden => "FORBIDDEN",
            Self::BadUserInput => "BAD_USER_INPUT",
            Self::RateLimited => "RATE_LIMITED",
        }
    }
}

term! {
    /// What went wrong, for programs.
    ErrorCode {
        /// A permission is missing.
        NotPermitted = "NOT_PERMITTED",
        /// No such record in this account.
        NotFound = "NOT_FOUND",
        /// A field cannot be taken as it is.
        InvalidInput = "INVALID_INPUT",
        /// Somebody changed the record since it was read.
        VersionConflict = "VERSION_CONFLICT",
        /// The record's state does not allow this.
        WrongState = "WRONG_STATE",
        /// The customer is deleted.
        CustomerAlreadyDeleted = "CUSTOMER_ALREADY_DELETED",
        /// The plate is on another vehicle.
        PlateTaken = "PLATE_TAKEN",
        /// The provider is busy then.
        SlotTaken = "SLOT_TAKEN",
        /// There is no such public booking page.
        PublicBookingClosed = "PUBLIC_BOOKING_CLOSED",
        /// Customers cannot do this themselves any more.
        TooLate = "TOO_LATE",
        /// The idempotency key was used with other arguments.
        IdempotencyConflict = "IDEMPOTENCY_CONFLICT",
        /// Too many attempts.
        RateLimited = "RATE_LIMITED",
        /// The credentials do not fit.
        SignInRejected = "SIGN_IN_REJECTED",
        /// Nobody takes payments here, or whoever does cannot be reached.
        PaymentsUnavailable = "PAYMENTS_UNAVAILABLE",
        /// The card was declined.
        PaymentDeclined = "PAYMENT_DECLINED",
        /// Something stands in the way of the delete.
        DeletionBlocked = "DELETION_BLOCKED",
        /// The plan is not the one that was seen.
        DeletionPlanChanged = "DELETION_PLAN_CHANGED",
        /// The confirmation does not fit.
        ConfirmationMismatch = "CONFIRMATION_MISMATCH",
        /// The delete quota of the hour is used up.
        DeleteRateLimited = "DELETE_RATE_LIMITED",
        /// The undo window has closed.
        UndoExpired = "UNDO_EXPIRED",
        /// No deletion has this undo token.
        UndoTokenUnknown = "UNDO_TOKEN_UNKNOWN",
        /// The customer was erased for good.
        CustomerErased = "CUSTOMER_ERASED",
        /// The customer is not deleted.
        CustomerNotDeleted = "CUSTOMER_NOT_DELETED",
        /// What is known of the customer was made unreadable for good.
        CustomerMasked = "CUSTOMER_MASKED",
        /// A legal hold keeps what is known of the customer.
        CustomerHeld = "CUSTOMER_HELD",
        /// The merge would not do what was seen.
        MergePlanChanged = "MERGE_PLAN_CHANGED",
        /// Another number was typed than there are customers.
        CountMismatch = "COUNT_MISMATCH",
        /// The policy allows one delete at a time.
        BulkDeleteNotAllowed = "BULK_DELETE_NOT_ALLOWED",
        /// The permanent deletion would be about others than its plan said.
        ErasurePlanChanged = "ERASURE_PLAN_CHANGED",
        /// The customer is not part of a permanent deletion.
        ErasureNotScheduled = "ERASURE_NOT_SCHEDULED",
        /// What was masked cannot be read any more.
        OriginalsLost = "ORIGINALS_LOST",
        /// Who is on the suppression list cannot be recognised any more.
        SuppressionKeyLost = "SUPPRESSION_KEY_LOST",
        /// The retention run's list is not the one that was seen.
        RetentionListChanged = "RETENTION_LIST_CHANGED",
        /// The same person has approved the list already.
        RetentionAlreadyApproved = "RETENTION_ALREADY_APPROVED",
    }
}

/// What a question is answered that cannot be asked like this: a top-level error.
pub(super) fn question_refused(lang: Lang, failure: Failure) -> async_graphql::Error {
    match failure {
        Failure::Fault(fault) => fault.into(),
        Failure::Refused(Refusal::InvalidInput(problems)) => {
            coded(invalid_input(lang, problems).message, TopLevel::BadUserInput)
        }
        Failure::Refused(Refusal::NotFound(kind)) => {
            let message = i18n::text(lang, "record-not-found", &args([]));
            let told = coded(message, TopLevel::BadUserInput);
            told.extend_with(|_, extensions| extensions.set("kind", kind.as_str()))
        }
        Failure::Refused(Refusal::CustomerDeleted(_)) => {
            coded(i18n::text(lang, "customer-already-deleted", &args([])), TopLevel::BadUserInput)
        }
        Failure::Refused(Refusal::CustomerMerged { survivor, .. }) => {
            let told = coded(i18n::text(lang, "customer-merged", &args([])), TopLevel::BadUserInput);
            told.extend_with(|_, extensions| extensions.set("mergedInto", survivor.to_string()))
        }
        Failure::Refused(Refusal::CustomerNotDeleted) => {
            coded(i18n::text(lang, "customer-not-deleted", &args([])), TopLevel::BadUserInput)
        }
        Failure::Refused(Refusal::RateLimited { retry_at }) => {
            let retry_at = retry_at.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true);
            let told = coded(i18n::text(lang, "rate-limited", &args([])), TopLevel::RateLimited);
            told.extend_with(|_, extensions| extensions.set("retryAt", retry_at.as_str()))
        }
        Failure::Refused(refusal) => Fault::bug(format!("a question was refused: {refusal:?}")).into(),
    }
}

/// A mutation's union: it takes the problems that it lists.
pub trait Answer: Sized {
    /// The union's member for a problem, if it lists it.
    fn refuse(problem: Problem) -> Option<Self>;
}

/// Declares the union that a mutation answers with: what it gives, then the shared failures that clients must expect.
#[macro_export]
macro_rules! mutation_result {
    ($(#[$doc:meta])* $name:ident = $done:ident | $($failure:ident)|+) => {
        $(#[$doc])*
        #[derive(async_graphql::Union)]
        #[allow(clippy::large_enum_variant, reason = "a mutation makes one of them")]
        pub enum $name {
            $done($done),
            $($failure($crate::graphql::errors::$failure),)+
        }

        impl $crate::graphql::errors::Answer for $name {
            fn refuse(problem: $crate::graphql::errors::Problem) -> Option<Self> {
                match problem {
                    $($crate::graphql::errors::Problem::$failure(failure) => Some(Self::$failure(failure)),)+
                    #[allow(unreachable_patterns, reason = "a union may list every shared failure")]
                    _ => None,
                }
            }
        }
    };
}

/// Turns an act's outcome into the mutation's union. A failure that the union does not list is a bug, and stays inside.
///
/// # Errors
/// INTERNAL_SERVER_ERROR for faults.
pub fn answer<T, D, A>(ctx: &Context<'_>, outcome: Outcome<T>, done: impl FnOnce(T) -> D) -> async_graphql::Result<A>
where
    A: Answer + From<D>,
{
    match outcome {
        Ok(value) => Ok(done(value).into()),
        Err(Failure::Fault(fault)) => Err(fault.into()),
        Err(Failure::Refused(refusal)) => {
            let told = format!("{refusal:?}");
            A::refuse(Problem::of(ctx.caller().lang, refusal))
                .ok_or_else(|| async_graphql::Error::new(format!("a refusal outside the mutation's union: {told}")))
        }
    }
}
