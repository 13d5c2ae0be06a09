//! Bringing records in from CSV files, streaming. What cannot be taken is reported by line, column and reason; a row is
//! imported whole or not at all; a row about a record that is there already is recognised, so that an import can be
//! repeated. The command line and the jobs of [`crate::transfers`] run the same engine.

pub mod bookings;
pub mod customers;
mod engine;
mod fate;
mod importer;
pub mod invoices;
mod mapping;
mod owner;
mod reader;
mod report;
mod seen;
mod source;
mod spool;
mod undo;
mod values;
pub mod vehicles;

pub(crate) use engine::Intake;
pub use fate::{Changed, Duplicates, ErasedPeople, Fate, Likeness, Outcome, Summary, TransferContent, WithoutCustomer};
pub(crate) use importer::Importer;
use importer::Verdict;
pub use mapping::{Field, Mapping};
pub use reader::{Reader, Row};
pub use report::{Rejection, Report};
pub(crate) use seen::Seen;
pub use source::{Preview, Source, preview};
pub use undo::Obstacle;
pub(crate) use undo::{Written, in_the_way, lock, take_back};

use std::path::PathBuf;

use crate::error::{Failure, Fault, Refusal};

/// When what was read is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Batch by batch; rejected rows are left out.
    Batches,
    /// All rows, or none when any is rejected.
    AllOrNothing,
    /// Nothing: only to see what would be.
    DryRun,
}

/// Why an import ended early.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// The files or the mapping cannot be used as they are.
    #[error("{0}")]
    Unusable(String),
    #[error("{0}: {1}")]
    File(PathBuf, std::io::Error),
    /// It cannot be told who is on the suppression list: its key is not in the key store.
    #[error("the key of the suppression list is not in the key store: who was erased cannot be recognised any more")]
    SuppressionKeyLost,
    #[error("{0}")]
    Fault(#[from] Fault),
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Fault(fault) => Self::Fault(fault),
            Failure::Refused(Refusal::SuppressionKeyLost) => Self::SuppressionKeyLost,
            Failure::Refused(refusal) => Self::Unusable(format!("refused: {refusal:?}")),
        }
    }
}

impl TransferContent {
    /// What a file of it can hold.
    pub fn fields(self) -> &'static [Field] {
        match self {
            Self::Customers => customers::FIELDS,
            Self::Vehicles => vehicles::FIELDS,
            Self::Bookings => bookings::FIELDS,
            Self::Invoices => invoices::FIELDS,
        }
    }
}
