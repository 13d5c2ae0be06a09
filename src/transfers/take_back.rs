//! Taking an import back: every record that it created or changed and nothing else has touched since.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::worker::Job;
use super::{Detail, JobState, JobTrouble, RowOutcome, Transfer, row_store};
use crate::db::Tx;
use crate::error::Outcome;
use crate::import::{self, Obstacle, Trouble, Written};
use crate::in_tx;

/// Records that are looked at together.
const STRETCH: i64 = 500;

pub(super) async fn run(job: &mut Job) -> Result<(), Trouble> {
    if job.transfer.import_options()?.even_partly {
        return what_can_be(job).await;
    }
    if !mark_what_is_in_the_way(job).await? && !all(job).await? {
        // Somebody touched a record in between: now it can be named.
        mark_what_is_in_the_way(job).await?;
    }
    Ok(())
}

/// Takes back a stretch in each transaction, and keeps what was touched.
async fn what_can_be(job: &mut Job) -> Result<(), Trouble> {
    let mut after = 0;
    while !job.is_stopping() {
        let claim = job.next_claim();
        let undone: Outcome<_> = async {
            in_tx!(job.cx, |tx| {
                let Some(transfer) = job.mine(tx).await? else { return Ok(None) };
                let stretch = row_store::to_take_back(&mut *tx, &job.cx, transfer.id, after, STRETCH).await?;
                let Some(last) = stretch.last() else {
                    job.end(tx, transfer, (JobState::Undone, None, "import.undone")).await?;
                    return Ok(None);
                };
                let (undone, kept) = take_back(job, tx, &stretch).await?;
                mark_kept(job, tx, &kept).await?;
                let transfer = Transfer { rows_undone: transfer.rows_undone + undone, ..transfer };
                Ok(Some((job.went_on(tx, transfer, claim).await?, last.row_number)))
            })
        }
        .await;
        let Some((transfer, last)) = undone? else { break };
        job.advance(transfer);
        after = last;
    }
    Ok(())
}

/// Looks for what is in the way. Whether there is any: then the job is over, and the rows say so.
async fn mark_what_is_in_the_way(job: &mut Job) -> Result<bool, Trouble> {
    let (mut after, mut any) = (0, false);
    loop {
        let stretch = row_store::to_take_back(&job.cx.db, &job.cx, job.transfer.id, after, STRETCH).await?;
        let Some(last) = stretch.last() else { break };
        after = last.row_number;
        let found = import::in_the_way((&job.cx.db).into(), &job.cx, job.transfer.content, &stretch).await?;
        any |= !found.is_empty();
        let claim = job.next_claim();
        let marked: Outcome<_> = async {
            in_tx!(job.cx, |tx| {
                let Some(transfer) = job.mine(tx).await? else { return Ok(None) };
                mark_kept(job, tx, &found).await?;
                Ok(Some(job.went_on(tx, transfer, claim).await?))
            })
        }
        .await;
        match marked? {
            Some(transfer) => job.advance(transfer),
            None => return Ok(true),
        }
    }
    if any {
        let ended: Outcome<()> = async {
            in_tx!(job.cx, |tx| {
                let Some(transfer) = job.mine(tx).await? else { return Ok(()) };
                let refused = (JobState::Done, Some(JobTrouble::InTheWay), "import.undo_refused");
                job.end(tx, transfer, refused).await
            })
        }
        .await;
        ended?;
    }
    Ok(any)
}

/// Takes everything back in one transaction, or nothing. Whether that is settled.
async fn all(job: &mut Job) -> Result<bool, Trouble> {
    let settled: Outcome<bool> = async {
        let mut tx = job.cx.db.begin().await?;
        let settled = all_within(job, &mut tx).await?;
        if settled {
            job.cx.changes.announce(tx.commit().await?);
        } else {
            tx.rollback().await?;
        }
        Ok(settled)
    }
    .await;
    Ok(settled?)
}

async fn all_within(job: &Job, tx: &mut Tx) -> Outcome<bool> {
    let Some(mut transfer) = job.mine(tx).await? else { return Ok(true) };
    let mut after = 0;
    loop {
        let stretch = row_store::to_take_back(&mut *tx, &job.cx, transfer.id, after, STRETCH).await?;
        let Some(last) = stretch.last() else { break };
        let (undone, kept) = take_back(job, tx, &stretch).await?;
        if !kept.is_empty() {
            return Ok(false);
        }
        transfer.rows_undone += undone;
        after = last.row_number;
    }
    job.end(tx, transfer, (JobState::Undone, None, "import.undone")).await?;
    Ok(true)
}

/// Takes back what nothing is in the way of: how many rows that undoes, and what is kept.
async fn take_back(job: &Job, tx: &mut Tx, stretch: &[Written]) -> Outcome<(i64, BTreeMap<Uuid, Obstacle>)> {
    let (cx, content, id) = (&job.cx, job.transfer.content, job.transfer.id);
    import::lock(tx, cx, content, stretch.iter().map(|each| each.record_id).collect()).await?;
    let kept = import::in_the_way((&mut *tx).into(), cx, content, stretch).await?;
    let free: Vec<_> = stretch.iter().filter(|each| !kept.contains_key(&each.record_id)).collect();
    import::take_back(tx, cx, content, &free, id.uuid()).await?;
    let records: Vec<_> = free.iter().map(|each| each.record_id).collect();
    row_store::forget_originals(tx, cx, id, records.clone()).await?;
    let undone = row_store::mark(tx, cx, id, records, (RowOutcome::Undone, None)).await?;
    Ok((i64::try_from(undone).unwrap_or(i64::MAX), kept))
}

async fn mark_kept(job: &Job, tx: &mut Tx, kept: &BTreeMap<Uuid, Obstacle>) -> Outcome<()> {
    for obstacle in Obstacle::ALL {
        let records = kept.iter().filter(|(_, its)| *its == obstacle).map(|(record, _)| *record).collect();
        let detail = Detail { obstacle: Some(*obstacle), ..Detail::default() };
        row_store::mark(tx, &job.cx, job.transfer.id, records, (RowOutcome::Kept, Some(detail))).await?;
    }
    Ok(())
}
