//! Typed failures: what a client must expect, as members of each mutation's union. All implement `Error`, so a client
//! can always end with `... on Error { code message }`.

use async_graphql::{Context, ErrorExtensions as _, Interface, SimpleObject};

use super::context::{ContextExt, coded};
use super::deletions::{
    ConfirmationMismatch, CustomerErased, CustomerNotDeleted, DeleteRateLimited, DeletionPlanChanged, UndoExpired,
    UndoTokenUnknown,
};
pub use super::public_requests::{PublicBookingClosed, PublicSlotTaken};
use super::scalars::{DateTime, int};
use crate::error::{Failure, Fault, Outcome, Refusal};
use crate::i18n::{self, args};
use crate::term;
use crate::terms::{Lang, Permission, RecordKind, Role};

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
    }
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

/// No such customer in this account. An id of another account reads the same.
#[derive(Clone, SimpleObject)]
pub struct CustomerNotFound {
    /// `NOT_FOUND`.
    pub code: ErrorCode,
    /// For people.
    pub message: String,
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

/// The customer is deleted: nothing can be attached, and what is kept is read-only.
#[derive(Clone, SimpleObject)]
pub struct CustomerAlreadyDeleted {
    /// `CUSTOMER_ALREADY_DELETED`.
    pub code: ErrorCode,
    /// For people.
    pub message: String,
    /// The customer's id.
    pub customer_id: async_graphql::ID,
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

/// The idempotency key was used before, with other arguments.
#[derive(Clone, SimpleObject)]
pub struct IdempotencyConflict {
    /// `IDEMPOTENCY_CONFLICT`.
    pub code: ErrorCode,
    /// For people.
    pub message: String,
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

/// The credentials do not fit. Which of them, nobody is told.
#[derive(Clone, SimpleObject)]
pub struct SignInRejected {
    /// `SIGN_IN_REJECTED`.
    pub code: ErrorCode,
    /// For people.
    pub message: String,
}

/// Nobody takes payments here, or whoever does cannot be reached now. Nothing was changed.
#[derive(Clone, SimpleObject)]
pub struct PaymentsUnavailable {
    /// `PAYMENTS_UNAVAILABLE`.
    pub code: ErrorCode,
    /// For people.
    pub message: String,
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
    DeletionBlocked(super::plans::DeletionBlocked),
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
            Refusal::NotFound(RecordKind::Customer) => Self::CustomerNotFound(CustomerNotFound {
                code: ErrorCode::NotFound,
                message: text("customer-not-found"),
            }),
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
            Refusal::CustomerDeleted(id) => Self::CustomerAlreadyDeleted(CustomerAlreadyDeleted::new(lang, id)),
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
            Refusal::IdempotencyConflict => Self::IdempotencyConflict(IdempotencyConflict {
                code: ErrorCode::IdempotencyConflict,
                message: text("idempotency-conflict"),
            }),
            Refusal::RateLimited { retry_at } => Self::RateLimited(RateLimited {
                code: ErrorCode::RateLimited,
                message: text("rate-limited"),
                retry_at: retry_at.into(),
            }),
            Refusal::SignInRejected => Self::SignInRejected(SignInRejected {
                code: ErrorCode::SignInRejected,
                message: text("sign-in-rejected"),
            }),
            Refusal::PaymentsUnavailable => Self::PaymentsUnavailable(PaymentsUnavailable {
                code: ErrorCode::PaymentsUnavailable,
                message: text("payments-unavailable"),
            }),
            Refusal::PaymentDeclined { code } => Self::PaymentDeclined(PaymentDeclined {
                code: ErrorCode::PaymentDeclined,
                message: text("payment-declined"),
                decline_code: code,
            }),
        }
    }
}

impl CustomerAlreadyDeleted {
    /// Says that a customer is deleted.
    pub(super) fn new(lang: Lang, id: crate::ids::CustomerId) -> Self {
        Self {
            code: ErrorCode::CustomerAlreadyDeleted,
            message: i18n::text(lang, "customer-already-deleted", &args([])),
            customer_id: id.to_string().into(),
        }
    }
}

fn invalid_input(lang: Lang, problems: Vec<crate::error::FieldProblem>) -> InvalidInput {
    let fields: Vec<InvalidField> = problems
        .into_iter()
        .map(|problem| InvalidField { message: i18n::problem(lang, &problem.problem), field: problem.field })
        .collect();
    let message = fields.first().map(|first| format!("{}: {}", first.field, first.message)).unwrap_or_default();
    InvalidInput { code: ErrorCode::InvalidInput, message, fields }
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
