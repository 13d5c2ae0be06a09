//! Writing an import's rows, a batch in each transaction together with how far it is: whoever goes on after a crash
//! starts at the first row that was not committed.

use super::worker::Job;
use super::{JobState, Transfer, check, row_store};
use crate::error::Outcome;
use crate::import::bookings::Bookings;
use crate::import::customers::Customers;
use crate::import::invoices::Invoices;
use crate::import::vehicles::Vehicles;
use crate::import::{Importer, Intake, TransferContent, Trouble};
use crate::in_tx;

pub(super) async fn run(job: &mut Job) -> Result<(), Trouble> {
    let (cx, id) = (job.cx.clone(), Some(job.transfer.id.uuid()));
    match job.transfer.content {
        TransferContent::Customers => {
            let erased = job.transfer.import_options()?.erased;
            write(job, Customers::new(&cx, id, erased)).await
        }
        TransferContent::Vehicles => write(job, Vehicles::new(&cx, id)).await,
        TransferContent::Bookings => write(job, Bookings::new(&cx, id).await?).await,
        TransferContent::Invoices => {
            write(job, Invoices::new(&cx, id, job.transfer.import_options()?.without_customer).await?).await
        }
    }
}

async fn write<I: Importer>(job: &mut Job, importer: I) -> Result<(), Trouble> {
    let duplicates = job.transfer.import_options()?.duplicates;
    let mut intake = Intake::new(importer, check::rows(job).await?);
    intake.skip(u64::try_from(job.transfer.rows_done).unwrap_or(0)).await?;
    while !job.is_stopping() {
        let batch = intake.next().await?;
        let (claim, is_last) = (job.next_claim(), batch.rows() == 0);
        let written: Outcome<_> = async {
            in_tx!(job.cx, |tx| {
                let Some(transfer) = job.mine(tx).await? else { return Ok(None) };
                if is_last {
                    let transfer = Transfer { rows_total: Some(transfer.rows_done), ..transfer };
                    job.end(tx, transfer, (JobState::Done, None, "import.done")).await?;
                    return Ok(None);
                }
                let outcomes = intake.write(tx, &batch, duplicates).await?;
                row_store::insert(tx, &job.cx, transfer.id, &outcomes).await?;
                Ok(Some(job.went_on(tx, check::count(transfer, &outcomes), claim).await?))
            })
        }
        .await;
        match written? {
            Some(transfer) => job.advance(transfer),
            None => break,
        }
    }
    Ok(())
}
