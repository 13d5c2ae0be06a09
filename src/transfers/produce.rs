//! Writing an export's file, some pages in each transaction together with how far it is.

use super::exports::ExportOptions;
use super::worker::Job;
use super::{JobState, Transfer, TransferKind, pieces, written};
use crate::error::{Fault, Outcome};
use crate::export::csv;
use crate::import::Trouble;
use crate::in_tx;

/// Rows that make a piece.
const STRETCH: usize = 500;

pub(super) async fn run(job: &mut Job) -> Result<(), Trouble> {
    let mut total = job.transfer.rows_total;
    while !job.is_stopping() {
        let options = job.transfer.export_options()?;
        if total.is_none() {
            total = Some(options.scope.count(&job.cx).await?);
        }
        let (bytes, rows, next) = stretch(job, &options).await?;
        let (claim, file) = (job.next_claim(), (TransferKind::Export, job.transfer.id));
        let produced: Outcome<_> = async {
            in_tx!(job.cx, |tx| {
                let Some(transfer) = job.mine(tx).await? else { return Ok(None) };
                pieces::put(tx, job.cx.account, file, options.pieces, bytes.clone()).await?;
                let rows_done = transfer.rows_done + i64::try_from(rows).unwrap_or(0);
                let transfer = Transfer { rows_done, rows_total: total, ..transfer };
                let Some(after) = next.clone() else {
                    let transfer = Transfer { rows_total: Some(rows_done), ..transfer };
                    job.end(tx, transfer, (JobState::Done, None, "export.done")).await?;
                    return Ok(None);
                };
                let further = ExportOptions { after: Some(after), pieces: options.pieces + 1, ..options.clone() };
                let transfer = Transfer { options: written(&further)?, ..transfer };
                Ok(Some(job.went_on(tx, transfer, claim).await?))
            })
        }
        .await;
        match produced? {
            Some(transfer) => job.advance(transfer),
            None => break,
        }
    }
    Ok(())
}

/// The next piece, how many rows it has, and from where on to read then.
async fn stretch(job: &Job, options: &ExportOptions) -> Result<(Vec<u8>, usize, Option<String>), Fault> {
    let (mut rows, mut after) = (Vec::new(), options.after.clone());
    loop {
        let page = options.scope.page(&job.cx, after).await?;
        rows.extend(page.rows);
        after = page.next;
        if after.is_none() || rows.len() >= STRETCH {
            break;
        }
    }
    let count = rows.len();
    let bytes = if options.pieces == 0 {
        rows.insert(0, options.scope.header());
        csv::with_mark(&rows).await
    } else {
        csv::rows(&rows).await
    };
    Ok((bytes.map_err(|error| Fault::bug(format!("a row of an export: {error}")))?, count, after))
}
