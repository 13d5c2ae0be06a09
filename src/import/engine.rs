//! The engine: reads a batch of rows, asks what the account has already, and writes or only says what would be. It never
//! holds more than one batch.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::importer::{Importer, Key, Verdict};
use super::{Duplicates, Fate, Mode, Outcome, Reader, Rejection, Report, Seen, Summary, Trouble};
use crate::app::Cx;
use crate::db::{Exec, Tx};
use crate::error::{Failure, Fault};
use crate::in_tx;

/// Rows that are read, and written in one transaction, at a time.
pub(crate) const BATCH: usize = 500;

/// Rows that were read together.
#[derive(Debug)]
pub(crate) struct Batch<D> {
    /// Where each draft's row starts.
    lines: Vec<u64>,
    drafts: Vec<D>,
    /// Rows that did not even read well.
    refused: Vec<Outcome>,
}

impl<D> Batch<D> {
    /// How many rows were read.
    pub fn rows(&self) -> usize {
        self.drafts.len() + self.refused.len()
    }
}

/// A file on its way in.
pub(crate) struct Intake<I: Importer> {
    importer: I,
    rows: Reader,
}

impl<I: Importer> Intake<I> {
    /// Rows of a file, for an importer.
    pub fn new(importer: I, rows: Reader) -> Self {
        Self { importer, rows }
    }

    /// Passes over rows that were dealt with before.
    ///
    /// # Errors
    /// [`Trouble`] when the file cannot be read on.
    pub async fn skip(&mut self, rows: u64) -> Result<(), Trouble> {
        for _ in 0..rows {
            self.rows.next().await?;
        }
        Ok(())
    }

    /// The next rows; none at the end.
    ///
    /// # Errors
    /// [`Trouble`] when the file cannot be read on.
    pub async fn next(&mut self) -> Result<Batch<I::Draft>, Trouble> {
        let mut batch = Batch { lines: Vec::new(), drafts: Vec::with_capacity(BATCH), refused: Vec::new() };
        while batch.rows() < BATCH {
            let Some(row) = self.rows.next().await? else { break };
            let read = match &row {
                Ok(row) => self.importer.draft(row).await?.map(|draft| (row.line, draft)),
                Err(broken) => Err(vec![broken.clone()]),
            };
            match read {
                Ok((line, draft)) => {
                    batch.lines.push(line);
                    batch.drafts.push(draft);
                }
                Err(rejections) => {
                    let line = row.map_or_else(|broken| broken.line, |row| row.line);
                    batch.refused.push(Outcome { line, fate: Fate::Refused(rejections) });
                }
            }
        }
        Ok(batch)
    }

    /// Says what would become of a batch, given the rows that were seen before. Writes nothing.
    ///
    /// # Errors
    /// [`Trouble`] when the database fails.
    pub async fn examine(
        &mut self,
        on: impl Into<Exec<'_>>,
        seen: &mut Seen,
        batch: &Batch<I::Draft>,
    ) -> Result<Vec<Outcome>, Trouble> {
        let verdicts = self.importer.judge(on.into(), &batch.drafts).await?;
        let mut outcomes = batch.refused.clone();
        for ((line, draft), verdict) in batch.lines.iter().zip(&batch.drafts).zip(verdicts) {
            let fate = match verdict {
                Verdict::Refused(rejections) => Fate::Refused(rejections),
                Verdict::Same(_, record, likeness) => Fate::Duplicate(Some(record), likeness),
                Verdict::Suppressed(rejection) => Fate::Suppressed(rejection),
                Verdict::New(_) => match seen.note(&self.importer.keys(draft)).await? {
                    None => Fate::Created(None),
                    Some(Key { likeness, clash: None, .. }) => Fate::Duplicate(None, likeness),
                    Some(Key { likeness, clash: Some(reason), .. }) => {
                        Fate::Refused(vec![self.importer.reject(draft, likeness.field(), reason)])
                    }
                },
            };
            outcomes.push(Outcome { line: *line, fate });
        }
        Ok(outcomes)
    }

    /// Writes a batch.
    ///
    /// # Errors
    /// [`Failure`] when the database fails.
    pub async fn write(
        &mut self,
        tx: &mut Tx,
        batch: &Batch<I::Draft>,
        duplicates: Duplicates,
    ) -> Result<Vec<Outcome>, Failure> {
        let verdicts = self.importer.judge((&mut *tx).into(), &batch.drafts).await?;
        if duplicates == Duplicates::Update {
            self.importer.lock(tx, records(&verdicts)).await?;
        }
        let mut outcomes = batch.refused.clone();
        let mut met: BTreeMap<Key, Uuid> = BTreeMap::new();
        for ((line, draft), verdict) in batch.lines.iter().zip(&batch.drafts).zip(verdicts) {
            let keys = self.importer.keys(draft);
            let earlier = keys.iter().find_map(|key| met.get(key).map(|record| (key, *record)));
            let verdict = match (verdict, earlier) {
                (Verdict::New(place), Some((key, record))) => match key.clash {
                    None => Verdict::Same(place, record, key.likeness),
                    Some(reason) => Verdict::Refused(vec![self.importer.reject(draft, key.likeness.field(), reason)]),
                },
                (verdict, _) => verdict,
            };
            let fate = self.settle(tx, draft, verdict, duplicates).await?;
            if let Fate::Created(Some(record)) = fate {
                met.extend(keys.into_iter().map(|key| (key, record)));
            }
            outcomes.push(Outcome { line: *line, fate });
        }
        self.importer.finish(tx).await?;
        Ok(outcomes)
    }

    async fn settle(
        &mut self,
        tx: &mut Tx,
        draft: &I::Draft,
        verdict: Verdict<I::Place>,
        duplicates: Duplicates,
    ) -> Result<Fate, Failure> {
        Ok(match (verdict, duplicates) {
            (Verdict::Refused(rejections), _) => Fate::Refused(rejections),
            (Verdict::Suppressed(rejection), _) => Fate::Suppressed(rejection),
            (Verdict::New(place), _) => created(self.importer.insert(tx, draft, place).await?),
            (Verdict::Same(place, _, likeness), Duplicates::Create) if !likeness.is_unique() => {
                created(self.importer.insert(tx, draft, place).await?)
            }
            (Verdict::Same(_, record, likeness), Duplicates::Update) => {
                self.importer.finish(tx).await?;
                match self.importer.update(tx, draft, record).await? {
                    Ok(Some(changed)) => Fate::Updated(changed),
                    Ok(None) => Fate::Duplicate(Some(record), likeness),
                    Err(rejection) => Fate::Refused(vec![rejection]),
                }
            }
            (Verdict::Same(_, record, likeness), _) => Fate::Duplicate(Some(record), likeness),
        })
    }

    /// The next of what is left over when all rows were read; none once all was told.
    ///
    /// # Errors
    /// [`Trouble`] when what was kept aside cannot be read.
    pub async fn leftovers(&mut self) -> Result<Vec<Rejection>, Trouble> {
        self.importer.leftovers().await
    }
}

fn created(inserted: Result<Uuid, Rejection>) -> Fate {
    match inserted {
        Ok(record) => Fate::Created(Some(record)),
        Err(rejection) => Fate::Refused(vec![rejection]),
    }
}

/// The records that are there already, in the order in which they are locked.
fn records<P>(verdicts: &[Verdict<P>]) -> Vec<Uuid> {
    let same = |verdict: &Verdict<P>| match verdict {
        Verdict::Same(_, record, _) => Some(*record),
        Verdict::New(_) | Verdict::Suppressed(_) | Verdict::Refused(_) => None,
    };
    let mut records: Vec<_> = verdicts.iter().filter_map(same).collect();
    records.sort_unstable();
    records.dedup();
    records
}

/// Imports a whole file for the command line.
///
/// # Errors
/// [`Trouble`] when the import ends early; in [`Mode::Batches`] the batches before that are kept.
pub(crate) async fn import<I: Importer>(
    cx: &Cx,
    mut intake: Intake<I>,
    (mode, duplicates): (Mode, Duplicates),
    report: &mut Report,
) -> Result<Summary, Trouble> {
    let mut whole = if mode == Mode::AllOrNothing { Some(cx.db.begin().await?) } else { None };
    let mut seen = if mode == Mode::DryRun { Some(Seen::new().await?) } else { None };
    loop {
        let batch = intake.next().await?;
        if batch.rows() == 0 {
            break;
        }
        let outcomes = match (&mut whole, &mut seen) {
            (_, Some(seen)) => intake.examine(&cx.db, seen, &batch).await?,
            (Some(tx), None) => intake.write(tx, &batch, duplicates).await?,
            (None, None) => in_tx!(cx, |tx| { intake.write(tx, &batch, duplicates).await })?,
        };
        report.take(outcomes, seen.is_some()).await?;
    }
    loop {
        let left = intake.leftovers().await?;
        if left.is_empty() {
            break;
        }
        report.leftovers(left).await?;
    }
    let mut summary = report.finish().await?;
    summary.kept = seen.is_none() && settle(cx, whole, report.is_clean()).await?;
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

#[cfg(test)]
mod tests {
    use std::pin::Pin;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::task::{Context, Poll};

    use tokio::io::{AsyncRead, ReadBuf};

    use super::super::{Changed, Field, Row, Source};
    use super::*;

    const FIELDS: &[Field] = &[Field { name: "name", required: true, also: &[] }];

    /// A file without end that counts how much of it was read.
    struct Endless(Arc<AtomicUsize>);

    impl AsyncRead for Endless {
        fn poll_read(self: Pin<&mut Self>, _: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<std::io::Result<()>> {
            let text = b"name\n";
            while buf.remaining() >= text.len() {
                buf.put_slice(text);
                self.0.fetch_add(text.len(), Ordering::Relaxed);
            }
            Poll::Ready(Ok(()))
        }
    }

    struct Rows;

    impl Importer for Rows {
        type Draft = ();
        type Place = ();

        async fn draft(&mut self, _: &Row) -> Result<Result<(), Vec<Rejection>>, Trouble> {
            Ok(Ok(()))
        }

        fn keys(&self, (): &()) -> Vec<Key> {
            Vec::new()
        }

        fn reject(&self, (): &(), _: &str, _: &'static str) -> Rejection {
            unreachable!("nothing is rejected")
        }

        async fn judge(&self, _: Exec<'_>, _: &[()]) -> Result<Vec<Verdict<()>>, Failure> {
            Ok(Vec::new())
        }

        async fn insert(&mut self, _: &mut Tx, (): &(), (): ()) -> Result<Result<Uuid, Rejection>, Failure> {
            Ok(Ok(Uuid::nil()))
        }

        async fn lock(&self, _: &mut Tx, _: Vec<Uuid>) -> Result<(), Failure> {
            Ok(())
        }

        async fn update(&self, _: &mut Tx, (): &(), _: Uuid) -> Result<Result<Option<Changed>, Rejection>, Failure> {
            Ok(Ok(None))
        }
    }

    #[tokio::test]
    async fn a_file_without_end_is_read_a_batch_at_a_time() {
        let read = Arc::new(AtomicUsize::new(0));
        let source = Source { name: "endless.csv".into(), bytes: Box::new(Endless(Arc::clone(&read))) };
        let rows = Reader::of(source, FIELDS, &[]).await.expect("a header");
        let mut intake = Intake::new(Rows, rows);
        for batches in 1..=100 {
            assert_eq!(intake.next().await.expect("rows").rows(), BATCH);
            let ahead = read.load(Ordering::Relaxed).saturating_sub(batches * BATCH * 5);
            assert!(ahead <= 200 * 1024, "{ahead} bytes are held after {batches} batches");
        }
    }
}
