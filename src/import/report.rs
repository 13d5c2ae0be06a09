//! The report: a CSV of what was rejected and why, and the counts.

use std::collections::BTreeSet;
use std::path::PathBuf;

use csv_async::AsyncWriter;
use tokio::io::AsyncWrite;

use super::{Fate, Outcome, Summary, Trouble};
use crate::i18n::Message;
use crate::terms::Lang;

/// Why a row was not taken. The reason says nothing of what the cell holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    pub file: String,
    /// From 1; the header is line 1.
    pub line: u64,
    /// The column's header; empty when it is about the whole row.
    pub column: String,
    pub reason: Message,
}

type Progress = Box<dyn Fn(&Summary) + Send>;

/// Takes down rejections as they come, and counts.
pub struct Report {
    csv: AsyncWriter<Box<dyn AsyncWrite + Unpin + Send>>,
    progress: Progress,
    summary: Summary,
    headed: bool,
    file: String,
    lang: Lang,
}

impl Report {
    /// A report on a file, in a language, that is written to `to`; `progress` hears of the counts after every batch.
    pub fn new(
        to: Box<dyn AsyncWrite + Unpin + Send>,
        (file, lang): (impl Into<String>, Lang),
        progress: impl Fn(&Summary) + Send + 'static,
    ) -> Self {
        let csv = AsyncWriter::from_writer(to);
        let summary = Summary::default();
        Self { csv, progress: Box::new(progress), summary, headed: false, file: file.into(), lang }
    }

    /// Whether nothing was rejected.
    pub(super) fn is_clean(&self) -> bool {
        self.summary.rejected == 0
    }

    /// Takes down what became of a batch: what is wrong with its rows, whom it was not to bring back, and duplicates too when
    /// they are asked for.
    pub(super) async fn take(&mut self, outcomes: Vec<Outcome>, list_duplicates: bool) -> Result<(), Trouble> {
        for Outcome { line, fate } in outcomes {
            self.summary.count(&fate);
            match fate {
                Fate::Refused(rejections) => self.write(rejections).await?,
                Fate::Duplicate(record, likeness) if list_duplicates => {
                    let (file, column) = (self.file.clone(), likeness.field().to_owned());
                    let reason = likeness.message(record.is_some());
                    self.write(vec![Rejection { file, line, column, reason }]).await?;
                }
                Fate::Suppressed(rejection) => self.write(vec![rejection]).await?,
                Fate::Created(_) | Fate::Updated(_) | Fate::Duplicate(..) => {}
            }
        }
        (self.progress)(&self.summary);
        Ok(())
    }

    /// Takes down rejections of rows of a second file.
    pub(super) async fn leftovers(&mut self, rejections: Vec<Rejection>) -> Result<(), Trouble> {
        let rows: BTreeSet<_> = rejections.iter().map(|rejection| (&rejection.file, rejection.line)).collect();
        self.summary.rejected += rows.len() as u64;
        self.write(rejections).await
    }

    pub(super) async fn finish(&mut self) -> Result<Summary, Trouble> {
        self.csv.flush().await.map_err(|error| Trouble::File(PathBuf::from("the report"), error))?;
        Ok(self.summary)
    }

    async fn write(&mut self, rejections: Vec<Rejection>) -> Result<(), Trouble> {
        let broken = |error: csv_async::Error| Trouble::File("the report".into(), std::io::Error::other(error));
        if !self.headed && !rejections.is_empty() {
            self.headed = true;
            self.csv.write_record(["file", "line", "column", "reason"]).await.map_err(broken)?;
        }
        for Rejection { file, line, column, reason } in rejections {
            self.csv.write_record([file, line.to_string(), column, reason.said(self.lang)]).await.map_err(broken)?;
        }
        Ok(())
    }
}
