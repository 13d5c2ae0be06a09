//! Bringing customers and invoices in from CSV files, streaming. What cannot be taken is reported by line, column and
//! reason; a row is imported whole or not at all; a row whose reference is there already is left as it is, so that an
//! import can be repeated.

pub mod customers;
pub mod invoices;
mod mapping;
mod reader;
mod report;
mod spool;
mod values;

pub use mapping::{Field, Mapping};
pub use reader::{Reader, Row};
pub use report::{Rejection, Report};

use std::path::PathBuf;

use crate::app::Cx;
use crate::db::Tx;
use crate::error::{Failure, Fault};
use crate::in_tx;

/// Rows that are written in one transaction, unless the whole file is.
pub const BATCH: usize = 500;

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

/// How an import went, in rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    pub added: u64,
    /// Their reference was there already.
    pub unchanged: u64,
    pub rejected: u64,
    /// Whether what was added is kept.
    pub kept: bool,
}

/// Why an import ended early.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// The files or the mapping cannot be used as they are.
    #[error("{0}")]
    Unusable(String),
    #[error("{0}: {1}")]
    File(PathBuf, std::io::Error),
    #[error("{0}")]
    Fault(#[from] Fault),
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Fault(fault) => Self::Fault(fault),
            Failure::Refused(refusal) => Self::Unusable(format!("refused: {refusal:?}")),
        }
    }
}

/// What became of a batch.
#[derive(Debug, Default)]
struct Written {
    added: u64,
    unchanged: u64,
    rejected: Vec<Rejection>,
}

/// One kind of record that can be imported.
trait Importer {
    /// A row that reads well.
    type Draft;

    /// Reads a row, or says everything that is wrong with it.
    async fn draft(&mut self, row: &Row) -> Result<Result<Self::Draft, Vec<Rejection>>, Trouble>;

    /// Writes what is new of a batch.
    async fn write(&self, tx: &mut Tx, batch: &[Self::Draft]) -> Result<Written, Failure>;

    /// What is left over when all rows were read.
    async fn leftovers(&mut self) -> Result<Vec<Rejection>, Trouble> {
        Ok(Vec::new())
    }
}

/// Reads, writes and reports until the file ends.
async fn run<I: Importer>(
    cx: &Cx,
    importer: &mut I,
    mut rows: Reader,
    mode: Mode,
    report: &mut Report,
) -> Result<Summary, Trouble> {
    let mut whole = if mode == Mode::Batches { None } else { Some(cx.db.begin().await?) };
    let mut ended = false;
    while !ended {
        let mut batch = Vec::with_capacity(BATCH);
        while batch.len() < BATCH && !ended {
            match rows.next().await? {
                None => ended = true,
                Some(Err(broken)) => report.reject(vec![broken]).await?,
                Some(Ok(row)) => match importer.draft(&row).await? {
                    Ok(draft) => batch.push(draft),
                    Err(rejections) => report.reject(rejections).await?,
                },
            }
        }
        let written = match &mut whole {
            Some(tx) => importer.write(tx, &batch).await?,
            None => in_tx!(cx, |tx| { importer.write(tx, &batch).await })?,
        };
        report.written(written).await?;
    }
    report.leftovers(importer.leftovers().await?).await?;
    let mut summary = report.finish().await?;
    summary.kept = settle(cx, whole, mode == Mode::AllOrNothing && report.is_clean()).await?;
    Ok(summary)
}

/// Ends the transaction of a whole file. Whether its rows are kept.
async fn settle(cx: &Cx, whole: Option<Tx>, keep: bool) -> Result<bool, Fault> {
    let Some(tx) = whole else { return Ok(true) };
    if keep {
        cx.changes.announce(tx.commit().await?);
    } else {
        tx.rollback().await?;
    }
    Ok(keep)
}
