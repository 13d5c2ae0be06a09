//! What can go wrong, in three kinds: a [`FieldProblem`] in what somebody sent, a [`Refusal`] that every client must
//! expect, and a [`Fault`] that nobody can do anything about but us.

use crate::clock::Timestamp;
use crate::ids::CustomerId;
use crate::terms::{Permission, RecordKind, Role};

/// Something inside failed. Clients see that it did, and a request id; the reason goes to the log only.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error("database: {0}")]
    Database(sqlx::Error),
    #[error("migration: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    #[error("configuration: {0}")]
    Config(String),
    #[error("{0}")]
    Bug(String),
}

impl Fault {
    /// A state that the code rules out.
    pub fn bug(what: impl Into<String>) -> Self {
        Self::Bug(what.into())
    }

    /// A setting that cannot work.
    pub fn config(what: impl Into<String>) -> Self {
        Self::Config(what.into())
    }

    pub(crate) fn encode(error: sqlx::error::BoxDynError) -> Self {
        Self::Database(sqlx::Error::Encode(error))
    }

    /// Whether another transaction got in the way, so that running again can help: serialization failures, deadlocks,
    /// a busy SQLite, and a unique key that somebody else took in between.
    pub fn is_retryable(&self) -> bool {
        let Self::Database(sqlx::Error::Database(error)) = self else { return false };
        error.is_unique_violation()
            || error
                .code()
                .is_some_and(|code| matches!(code.as_ref(), "40001" | "40P01" | "55P03" | "5" | "517" | "261" | "773"))
    }

    /// Whether a reference to another row did not hold: with our keys, a customer who is not live any more.
    pub fn is_broken_reference(&self) -> bool {
        matches!(self, Self::Database(sqlx::Error::Database(error)) if error.is_foreign_key_violation())
    }
}

impl From<sqlx::Error> for Fault {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error)
    }
}

/// What is wrong with one field of what was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldProblem {
    /// The path from the input's root, with dots: `lines.0.quantity`.
    pub field: String,
    pub problem: Problem,
}

/// Why a value was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    Required,
    TooLong {
        max: usize,
    },
    TooMany {
        max: usize,
    },
    /// Control or bidirectional-override characters, or NUL.
    ForbiddenCharacters,
    /// What looks like the number of a payment card: it is neither stored nor logged.
    CardNumber,
    Malformed {
        expected: &'static str,
    },
    OutOfRange {
        min: i64,
        max: i64,
    },
    Conflicts {
        with: &'static str,
    },
    AlreadyTaken,
    /// The value is understood, but not possible here.
    NotAllowed {
        because: &'static str,
    },
}

impl FieldProblem {
    pub fn new(field: impl Into<String>, problem: Problem) -> Self {
        Self { field: field.into(), problem }
    }
}

/// An expected failure, as plain data; the GraphQL floor words it.
#[derive(Clone, Debug, PartialEq)]
pub enum Refusal {
    InvalidInput(Vec<FieldProblem>),
    /// No such record in this account. Ids of other accounts read the same.
    NotFound(RecordKind),
    NotPermitted(Permission, Vec<Role>),
    /// Somebody changed the record since it was read.
    VersionConflict {
        current: i64,
    },
    /// The record's state does not allow this.
    WrongState {
        kind: RecordKind,
        state: &'static str,
    },
    /// The customer is deleted: nothing can be attached, and what is kept is read-only.
    CustomerDeleted(CustomerId),
    /// The customer is part of another: it is that one that things are attached to.
    CustomerMerged {
        customer: CustomerId,
        survivor: CustomerId,
    },
    PlateTaken {
        plate: String,
    },
    /// The provider is busy then.
    SlotTaken {
        from: Timestamp,
        until: Timestamp,
    },
    /// Customers could do this themselves only until then; not at all, when `None`.
    TooLate {
        until: Option<Timestamp>,
    },
    /// The idempotency key was used before, with other arguments.
    IdempotencyConflict,
    RateLimited {
        retry_at: Timestamp,
    },
    SignInRejected,
    /// Nobody takes payments here, or whoever does cannot be reached.
    PaymentsUnavailable,
    /// The card was declined, with the payment provider's code. Nothing was taken.
    PaymentDeclined {
        code: String,
    },
    /// Another word was to be typed.
    ConfirmationMismatch {
        expected: String,
    },
    /// Another number of customers was typed than there are.
    CountMismatch {
        found: i64,
    },
    /// A permanent deletion would be about others than its plan said.
    ErasurePlanChanged,
    /// The policy allows one delete at a time.
    BulkDeleteNotAllowed,
    /// Another number of pairs was typed than there are.
    PairsMismatch {
        found: i64,
    },
    /// The window has closed.
    UndoExpired,
    /// There is nothing to undo with this token.
    UndoTokenUnknown,
    /// The customer was erased for good, or is part of another.
    CustomerErased,
    CustomerNotDeleted,
    /// The customer is not part of a permanent deletion.
    ErasureNotScheduled,
    /// The merge is not the one that was seen any more.
    MergePlanChanged {
        plan_hash: String,
    },
    /// What is known of the customer was made unreadable for good.
    CustomerMasked,
    /// Legal holds keep what is known of the customer: how many, and when the last of them ends, if it does by itself.
    CustomerHeld {
        count: i64,
        until: Option<Timestamp>,
    },
    /// The key store does not have the key: what was masked cannot be read any more.
    OriginalsLost,
    /// The key store does not have the key: who is on the suppression list cannot be recognised any more.
    SuppressionKeyLost,
    /// The retention run's list is not the one that was seen.
    RetentionListChanged {
        /// What the list is recognised by now.
        list_hash: String,
        /// How many are on it now.
        count: i64,
        /// The first who were taken out since.
        taken_out: Vec<CustomerId>,
        /// How many were taken out since.
        taken_out_count: i64,
    },
    /// Who asks has approved the list already.
    RetentionAlreadyApproved,
}

impl From<FieldProblem> for Refusal {
    fn from(problem: FieldProblem) -> Self {
        Self::InvalidInput(vec![problem])
    }
}

/// Either kind of failure of an act that has no refusals of its own.
#[derive(Debug)]
pub enum Failure {
    Refused(Refusal),
    Fault(Fault),
}

impl Failure {
    /// As somebody outside is told of a record that they cannot reach, or whose customer is gone: there is none.
    #[must_use]
    pub fn unseen(self, kind: RecordKind) -> Self {
        match self {
            Self::Refused(Refusal::CustomerDeleted(_) | Refusal::CustomerMerged { .. } | Refusal::NotFound(_)) => {
                Refusal::NotFound(kind).into()
            }
            failure => failure,
        }
    }
}

/// What most acts give.
pub type Outcome<T> = Result<T, Failure>;

/// An error that a transaction can look into.
pub trait Failing: From<Fault> {
    /// The fault, if it is one.
    fn fault(&self) -> Option<&Fault>;
}

impl Failing for Failure {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::Refused(_) => None,
        }
    }
}

impl Failing for Fault {
    fn fault(&self) -> Option<&Fault> {
        Some(self)
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<FieldProblem> for Failure {
    fn from(problem: FieldProblem) -> Self {
        Self::Refused(problem.into())
    }
}
