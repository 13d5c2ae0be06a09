//! Why a command could not do its work, worded for the terminal.

use std::fmt;
use std::process::ExitCode;

use crate::db::PageError;
use crate::error::{Failure, Fault, FieldProblem, Refusal};
use crate::i18n;
use crate::terms::Lang;

/// What a command ends with when it does not succeed.
#[derive(Debug)]
pub(super) enum Trouble {
    /// It was asked for something that cannot be: exit code 2.
    Usage(String),
    /// It tried and failed: exit code 1.
    Failed(String),
}

/// How commands end: an exit code of their own, or trouble.
pub(super) type Ending = Result<ExitCode, Trouble>;

impl Trouble {
    pub fn exit_code(&self) -> ExitCode {
        match self {
            Self::Usage(_) => ExitCode::from(2),
            Self::Failed(_) => ExitCode::FAILURE,
        }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(text) | Self::Failed(text) => f.write_str(text),
        }
    }
}

impl From<Fault> for Trouble {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Config(text) => Self::Usage(text),
            other => Self::Failed(other.to_string()),
        }
    }
}

impl From<FieldProblem> for Trouble {
    fn from(problem: FieldProblem) -> Self {
        Refusal::from(problem).into()
    }
}

impl From<Refusal> for Trouble {
    fn from(refusal: Refusal) -> Self {
        let plain = |key: &str| i18n::text(Lang::En, key, &i18n::args([]));
        Self::Usage(match refusal {
            Refusal::InvalidInput(problems) => {
                let said = problems.iter().map(|p| format!("{} {}", p.field, i18n::problem(Lang::En, &p.problem)));
                said.collect::<Vec<_>>().join("; ")
            }
            Refusal::NotFound(_) => plain("record-not-found"),
            other => format!("refused: {other:?}"),
        })
    }
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Refused(refusal) => refusal.into(),
            Failure::Fault(fault) => fault.into(),
        }
    }
}

impl From<PageError> for Trouble {
    fn from(error: PageError) -> Self {
        match error {
            PageError::Fault(fault) => fault.into(),
            PageError::Cursor(_) => Fault::bug("a list did not know its own cursor").into(),
        }
    }
}

impl From<std::io::Error> for Trouble {
    fn from(error: std::io::Error) -> Self {
        Self::Failed(error.to_string())
    }
}
