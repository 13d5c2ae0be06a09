//! The imports' face.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use super::connection::{Connection, ListSource, connection};
use super::context::{Admit, ContextExt, permit};
use super::errors::answer;
use super::jobs::JobProblem;
use super::scalars::{DateTime, Url, int};
use crate::error::Failure;
use crate::ids::TransferId;
use crate::import::{Duplicates, Field, Likeness, Obstacle, TransferContent};
use crate::mutation_result;
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
        let Some(preview) = preview else { return Ok(Vec::new()) };
        let columns = preview.headers.into_iter().zip(preview.samples).zip(preview.suggested);
        Ok(columns
            .map(|((header, samples), field)| ImportColumn {
                header,
                samples,
                suggested_field: field.map(str::to_owned),
            })
            .collect())
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

    /// Rows that cannot be taken.
    async fn rows_refused(&self) -> i32 {
        int(self.0.rows_refused)
    }

    /// Rows whose record was taken back.
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
        let content = self.0.content;
        let node = match content {
            TransferContent::Customers => |row| ImportRow::new(row, TransferContent::Customers),
            TransferContent::Vehicles => |row| ImportRow::new(row, TransferContent::Vehicles),
            TransferContent::Bookings => |row| ImportRow::new(row, TransferContent::Bookings),
            TransferContent::Invoices => |row| ImportRow::new(row, TransferContent::Invoices),
        };
        connection(list, node, (first, after, last, before))
    }

    /// A link to download, once and within a quarter of an hour, a CSV of what became of each row; null before the rows
    /// were checked. Each time this is read a new link is made.
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

/// Something that a file can hold.
#[derive(Clone, SimpleObject)]
pub struct ImportField {
    /// What it is called.
    name: &'static str,
    /// Whether a column must hold it.
    required: bool,
}

impl From<&Field> for ImportField {
    fn from(field: &Field) -> Self {
        Self { name: field.name, required: field.required }
    }
}

/// A column of the file.
#[derive(Clone, SimpleObject)]
pub struct ImportColumn {
    /// Its header.
    header: String,
    /// Its first few different values.
    samples: Vec<String>,
    /// The field that it probably holds.
    suggested_field: Option<String>,
}

/// Which column is read as a field.
#[derive(Clone, SimpleObject)]
pub struct ImportMapping {
    /// The field.
    field: String,
    /// The column's header.
    column: String,
}

/// What became of a row.
#[derive(Clone, SimpleObject)]
pub struct ImportRow {
    /// The line that it starts on in the file, from 1; the header is line 1.
    line: i32,
    /// What became of it.
    outcome: RowOutcome,
    /// The record that was created or changed, or that is there already.
    record_id: Option<ID>,
    /// What is wrong with it.
    problems: Vec<ImportProblem>,
    /// What it shares with a record that is there already, or with an earlier row.
    likeness: Option<Likeness>,
    /// Why its record is not taken back.
    obstacle: Option<Obstacle>,
}

impl ImportRow {
    fn new(row: TransferRow, content: TransferContent) -> Self {
        let detail = row.detail();
        let problem = |(column, message): (String, String)| ImportProblem {
            column: Some(column).filter(|column| !column.is_empty()),
            message,
        };
        Self {
            line: int(row.row_number),
            outcome: row.outcome,
            record_id: row.record_id.map(|id| content.id(id).into()),
            problems: detail.problems.into_iter().map(problem).collect(),
            likeness: detail.likeness,
            obstacle: detail.obstacle,
        }
    }
}

/// What is wrong with a row.
#[derive(Clone, SimpleObject)]
pub struct ImportProblem {
    /// The column's header; null when it is about the whole row.
    column: Option<String>,
    /// What is wrong, in English.
    message: String,
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

/// An import to prepare.
#[derive(InputObject)]
pub struct ImportCreateInput {
    /// What the file holds.
    content: TransferContent,
    /// What the file is called, to recognise it by; at most 200 characters.
    file_name: Option<String>,
}

/// Which column is to be read as a field.
#[derive(InputObject)]
pub struct ImportMappingInput {
    /// The field: one of the import's `fields`.
    field: String,
    /// The column's header.
    column: String,
}

/// An import to check.
#[derive(InputObject)]
pub struct ImportCheckInput {
    /// The import.
    id: ID,
    /// Which column is read as which field. Left out: as the headers suggest. A column with a field's own name needs no
    /// mention.
    mapping: Option<Vec<ImportMappingInput>>,
}

/// An import to run.
#[derive(InputObject)]
pub struct ImportRunInput {
    /// The import.
    id: ID,
    /// What to do about rows whose record is there already.
    #[graphql(default_with = "Duplicates::Skip")]
    duplicates: Duplicates,
    /// Makes the request safe to repeat: the same key answers the same.
    idempotency_key: Option<String>,
}

/// An import to stop.
#[derive(InputObject)]
pub struct ImportCancelInput {
    /// The import.
    id: ID,
}

/// An import to take back.
#[derive(InputObject)]
pub struct ImportUndoInput {
    /// The import.
    id: ID,
    /// Take back what can be, and keep what was touched since. Otherwise it is all or nothing.
    #[graphql(default)]
    even_partly: bool,
}

/// An import waits for its file.
#[derive(SimpleObject)]
pub struct ImportCreated {
    /// The import.
    import: Import,
    /// Takes the file once, as the body of a PUT, by whoever has the link.
    upload_url: Url,
    /// When the link stops working.
    upload_expires_at: DateTime,
}

/// An import was asked to go on, or was stopped.
#[derive(SimpleObject)]
pub struct ImportSaved {
    /// The import as it is now.
    import: Import,
}

mutation_result! {
    /// How preparing an import ended.
    ImportCreateResult = ImportCreated | NotPermitted | InvalidInput
}

mutation_result! {
    /// How asking for a check ended.
    ImportCheckResult = ImportSaved | NotPermitted | RecordNotFound | WrongState | InvalidInput
}

mutation_result! {
    /// How asking for a run ended.
    ImportRunResult =
        ImportSaved | NotPermitted | RecordNotFound | WrongState | InvalidInput | IdempotencyConflict
}

mutation_result! {
    /// How stopping an import ended.
    ImportCancelResult = ImportSaved | NotPermitted | RecordNotFound | WrongState
}

mutation_result! {
    /// How asking for an import to be taken back ended.
    ImportUndoResult = ImportSaved | NotPermitted | RecordNotFound | WrongState
}

fn saved(import: Transfer) -> ImportSaved {
    ImportSaved { import: import.into() }
}

#[derive(Default)]
pub struct ImportMutations;

#[Object(guard = "Admit")]
impl ImportMutations {
    /// Prepares an import and hands out a link to upload its file with. Needs `customers.import` and the permission to
    /// write what it holds; audited as `import.created`.
    async fn import_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The import to prepare.")] input: ImportCreateInput,
    ) -> async_graphql::Result<ImportCreateResult> {
        let name = input.file_name.as_deref();
        answer(ctx, async { transfers::create(&permit(ctx)?, input.content, name).await }.await, |new| ImportCreated {
            import: new.import.into(),
            upload_url: Url(new.url),
            upload_expires_at: new.expires_at.into(),
        })
    }

    /// Has every row read and compared with what is there, and writes nothing: afterwards `rows` lists duplicates and
    /// what cannot be taken. Follow it with `jobProgress`. Needs `customers.import` and the permission to write what it
    /// holds; audited as `import.checked`.
    async fn import_check(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The import, and how to read it.")] input: ImportCheckInput,
    ) -> async_graphql::Result<ImportCheckResult> {
        let pairs = |pairs: Vec<ImportMappingInput>| pairs.into_iter().map(|pair| (pair.field, pair.column)).collect();
        let mapping = input.mapping.map(pairs);
        answer(ctx, async { transfers::check(&permit(ctx)?, &input.id, mapping).await }.await, saved)
    }

    /// Has the rows of a checked import written, batch by batch. Follow it with `jobProgress`. Needs `customers.import`
    /// and the permission to write what it holds; audited as `import.started`, and each record as imported.
    async fn import_run(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The import, and what to do about duplicates.")] input: ImportRunInput,
    ) -> async_graphql::Result<ImportRunResult> {
        let key = input.idempotency_key.as_deref();
        answer(ctx, async { transfers::run(&permit(ctx)?, &input.id, input.duplicates, key).await }.await, saved)
    }

    /// Stops an import that has not ended. What was written until then stays, and can be taken back. Needs
    /// `customers.import` and the permission to write what it holds; audited as `import.cancelled`.
    async fn import_cancel(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The import to stop.")] input: ImportCancelInput,
    ) -> async_graphql::Result<ImportCancelResult> {
        answer(ctx, async { transfers::cancel(&permit(ctx)?, &input.id).await }.await, saved)
    }

    /// Has every record removed that an import created and that nothing has touched since: all of them or none, unless
    /// it may be done in part. What stands in the way is listed as `rows` with the outcome `KEPT`. Records that it
    /// changed stay as they are. Needs `customers.import` and the permission to write what it holds; audited as
    /// `import.undo_started`, and each record as taken back.
    async fn import_undo(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The import to take back.")] input: ImportUndoInput,
    ) -> async_graphql::Result<ImportUndoResult> {
        answer(ctx, async { transfers::undo(&permit(ctx)?, &input.id, input.even_partly).await }.await, saved)
    }
}
