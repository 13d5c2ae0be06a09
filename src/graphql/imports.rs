//! The imports' face.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};

use super::connection::{Connection, ListSource, connection};
use super::context::{Admit, ContextExt};
use super::import_rows::{ImportColumn, ImportField, ImportMapping, ImportRow};
use super::jobs::JobProblem;
use super::scalars::{DateTime, Url, int};
use crate::error::Failure;
use crate::ids::TransferId;
use crate::import::TransferContent;
use crate::transfers::{self, JobState, RowOutcome, Transfer, TransferFilter, TransferKind, TransferRow};

/// Records that come in from a CSV file.
#[derive(Clone)]
pub struct Import(pub Arc<Transfer>);

impl From<Transfer> for Import {
    fn from(import: Transfer) -> Self {
        Self(Arc::new(import))
    }
}

/// Records that come in from a CSV file: uploaded, looked at, checked, run, and perhaps taken back. Its file is kept for
/// a week. Needs `customers.import`.
#[Object]
impl Import {
    /// The id.
    pub(super) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// What the file holds.
    async fn content(&self) -> TransferContent {
        self.0.content
    }

    /// Where it stands.
    pub(super) async fn state(&self) -> JobState {
        self.0.state
    }

    /// What the file is called where it comes from.
    async fn file_name(&self) -> Option<&str> {
        self.0.file_name.as_deref()
    }

    /// What a file of this content can hold.
    async fn fields(&self) -> Vec<ImportField> {
        self.0.content.fields().iter().map(ImportField::from).collect()
    }

    /// The file's columns, each with a few values and what it probably is; empty before the upload, and once the file was
    /// swept away.
    async fn columns(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<ImportColumn>> {
        let preview = transfers::preview(&ctx.cx()?, &self.0).await.map_err(inside)?;
        Ok(preview.map(ImportColumn::of).unwrap_or_default())
    }

    /// Which column is read as which field, as the latest check was asked for.
    async fn mapping(&self) -> Vec<ImportMapping> {
        let pairs = transfers::mapping_of(&self.0).into_iter();
        pairs.map(|(field, column)| ImportMapping { field, column }).collect()
    }

    /// How many rows were gone through.
    pub(super) async fn rows_done(&self) -> i32 {
        int(self.0.rows_done)
    }

    /// How many rows the file has; null until they were all read.
    pub(super) async fn rows_total(&self) -> Option<i32> {
        self.0.rows_total.map(int)
    }

    /// Rows that a record was created for; after a check, would be.
    async fn rows_written(&self) -> i32 {
        int(self.0.rows_written)
    }

    /// Rows that changed a record.
    async fn rows_updated(&self) -> i32 {
        int(self.0.rows_updated)
    }

    /// Rows about records that are there already, or that an earlier row is about, and that were left out.
    async fn rows_duplicate(&self) -> i32 {
        int(self.0.rows_duplicate)
    }

    /// Rows about people who were erased, as far as the suppression list still knows them, and that were left out.
    async fn rows_suppressed(&self) -> i32 {
        int(self.0.rows_suppressed)
    }

    /// Rows that cannot be taken.
    async fn rows_refused(&self) -> i32 {
        int(self.0.rows_refused)
    }

    /// Rows that were taken back: their record is gone again, or as it was before.
    async fn rows_undone(&self) -> i32 {
        int(self.0.rows_undone)
    }

    /// Why it did not end as it was asked to.
    pub(super) async fn trouble(&self, ctx: &Context<'_>) -> Option<JobProblem> {
        self.0.trouble.map(|trouble| JobProblem::new(ctx.caller().lang, trouble))
    }

    /// What became of rows, in the file's order. After a check: duplicates, and what cannot be taken. After a run: every
    /// row.
    async fn rows(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only rows with one of these outcomes.")] outcome: Option<Vec<RowOutcome>>,
        #[graphql(desc = "The page's size from its start, at most 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "The page's size from its end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> async_graphql::Result<ImportRowConnection> {
        let list = transfers::rows(ctx.account()?, self.0.id, &outcome.unwrap_or_default());
        let node = match self.0.content {
            TransferContent::Customers => |row| ImportRow { row, content: TransferContent::Customers },
            TransferContent::Vehicles => |row| ImportRow { row, content: TransferContent::Vehicles },
            TransferContent::Bookings => |row| ImportRow { row, content: TransferContent::Bookings },
            TransferContent::Invoices => |row| ImportRow { row, content: TransferContent::Invoices },
        };
        connection(list, node, (first, after, last, before))
    }

    /// A link to download, once and within a quarter of an hour, a CSV of what became of each row, in the language of the
    /// request; null before the rows were checked. Each time this is read a new link is made.
    async fn report_url(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Url>> {
        Ok(transfers::report_url(&ctx.cx()?, &self.0).await.map_err(inside)?.map(Url))
    }

    /// When it was asked for.
    pub(super) async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// When it last went on.
    async fn updated_at(&self) -> DateTime {
        self.0.updated_at.into()
    }

    /// When it ended; null while it may go on.
    pub(super) async fn finished_at(&self) -> Option<DateTime> {
        self.0.finished_at.map(DateTime::from)
    }
}

/// What cannot be the asker's doing.
pub(super) fn inside(failure: Failure) -> async_graphql::Error {
    match failure {
        Failure::Fault(fault) => fault.into(),
        Failure::Refused(refusal) => async_graphql::Error::new(format!("a refusal outside a mutation: {refusal:?}")),
    }
}

/// Where an import's rows are read from.
pub type ImportRowConnection = Connection<ListSource<TransferRow, ImportRow>>;

/// Where a list of imports is read from.
pub type ImportConnection = Connection<ListSource<Transfer, Import>>;

#[derive(Default)]
pub struct ImportQueries;

#[Object(guard = "Admit")]
impl ImportQueries {
    /// One import; null when there is none. Needs `customers.import`.
    async fn import(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The import's id.")] id: ID,
    ) -> async_graphql::Result<Option<Import>> {
        let cx = ctx.cx()?;
        let Ok(id) = id.parse::<TransferId>() else { return Ok(None) };
        Ok(transfers::find(&cx.db, cx.account, TransferKind::Import, id).await?.map(Import::from))
    }

    /// Imports, the newest first. Needs `customers.import`.
    async fn imports(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those in one of these states.")] state: Option<Vec<JobState>>,
        #[graphql(desc = "The page's size from its start, at most 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "The page's size from its end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> async_graphql::Result<ImportConnection> {
        let filter = TransferFilter { kind: TransferKind::Import, state: state.unwrap_or_default() };
        connection(transfers::list(ctx.account()?, &filter), Import::from, (first, after, last, before))
    }
}
