//! The dry run: every row is read and compared with what the account has, and nothing is written but what was found.

use super::worker::Job;
use super::{JobState, Transfer, mapping_of, pieces, row_store};
use crate::error::Outcome;
use crate::import::bookings::Bookings;
use crate::import::customers::Customers;
use crate::import::invoices::Invoices;
use crate::import::vehicles::Vehicles;
use crate::import::{self, ErasedPeople, Importer, Intake, Reader, Seen, Summary, TransferContent, Trouble};
use crate::in_tx;

/// Checks from the start: a check that broke off is begun anew.
pub(super) async fn run(job: &mut Job) -> Result<(), Trouble> {
    let (cx, id) = (job.cx.clone(), Some(job.transfer.id.uuid()));
    begin(job).await?;
    match job.transfer.content {
        TransferContent::Customers => check(job, Customers::new(&cx, id, ErasedPeople::LeaveOut)).await,
        TransferContent::Vehicles => check(job, Vehicles::new(&cx, id)).await,
        TransferContent::Bookings => check(job, Bookings::new(&cx, id).await?).await,
        TransferContent::Invoices => {
            check(job, Invoices::new(&cx, id, job.transfer.import_options()?.without_customer).await?).await
        }
    }
}

/// The import's file, read by the mapping that was asked for.
pub(super) async fn rows(job: &Job) -> Result<Reader, Trouble> {
    let source = pieces::source(&job.cx, &job.transfer);
    Reader::of(source, job.transfer.content.fields(), &mapping_of(&job.transfer)).await
}

async fn begin(job: &mut Job) -> Result<(), Trouble> {
    let claim = job.next_claim();
    let begun: Outcome<_> = async {
        in_tx!(job.cx, |tx| {
            let Some(transfer) = job.mine(tx).await? else { return Ok(None) };
            row_store::forget(tx, &job.cx, transfer.id).await?;
            let fresh = Transfer {
                rows_done: 0,
                rows_written: 0,
                rows_duplicate: 0,
                rows_suppressed: 0,
                rows_refused: 0,
                ..transfer
            };
            Ok(Some(job.went_on(tx, fresh, claim).await?))
        })
    }
    .await;
    if let Some(transfer) = begun? {
        job.advance(transfer);
    }
    Ok(())
}

async fn check<I: Importer>(job: &mut Job, importer: I) -> Result<(), Trouble> {
    let mut intake = Intake::new(importer, rows(job).await?);
    let mut seen = Seen::new().await?;
    while !job.is_stopping() {
        let batch = intake.next().await?;
        let outcomes = intake.examine(&job.cx.db, &mut seen, &batch).await?;
        let (claim, is_last) = (job.next_claim(), batch.rows() == 0);
        let noted: Outcome<_> = async {
            in_tx!(job.cx, |tx| {
                let Some(transfer) = job.mine(tx).await? else { return Ok(None) };
                row_store::insert(tx, &job.cx, transfer.id, &outcomes).await?;
                let transfer = count(transfer, &outcomes);
                if !is_last {
                    return Ok(Some(job.went_on(tx, transfer, claim).await?));
                }
                let transfer = Transfer { rows_total: Some(transfer.rows_done), ..transfer };
                job.end(tx, transfer, (JobState::Checked, None, "import.check_done")).await?;
                Ok(None)
            })
        }
        .await;
        match noted? {
            Some(transfer) => job.advance(transfer),
            None => break,
        }
    }
    Ok(())
}

/// The job with a batch's outcomes counted.
pub(super) fn count(transfer: Transfer, outcomes: &[import::Outcome]) -> Transfer {
    let mut summary = Summary::default();
    outcomes.iter().for_each(|outcome| summary.count(&outcome.fate));
    let plus = |before: i64, more: u64| before + i64::try_from(more).unwrap_or(i64::MAX);
    Transfer {
        rows_done: plus(transfer.rows_done, summary.rows()),
        rows_written: plus(transfer.rows_written, summary.added),
        rows_updated: plus(transfer.rows_updated, summary.updated),
        rows_duplicate: plus(transfer.rows_duplicate, summary.unchanged),
        rows_suppressed: plus(transfer.rows_suppressed, summary.suppressed),
        rows_refused: plus(transfer.rows_refused, summary.rejected),
        ..transfer
    }
}
