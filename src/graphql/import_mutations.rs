//! The imports' face: preparing, checking, running, stopping them, and taking them back.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use super::context::{Admit, permit};
use super::errors::answer;
use super::imports::Import;
use super::scalars::{DateTime, Url};
use crate::import::{Duplicates, ErasedPeople, TransferContent, WithoutCustomer};
use crate::mutation_result;
use crate::transfers::{self, Transfer};

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
    /// What to do about invoices that name no customer, in this check and in the run.
    #[graphql(default_with = "WithoutCustomer::Refuse")]
    without_customer: WithoutCustomer,
}

/// An import to run.
#[derive(InputObject)]
pub struct ImportRunInput {
    /// The import.
    id: ID,
    /// What to do about rows whose record is there already.
    #[graphql(default_with = "Duplicates::Skip")]
    duplicates: Duplicates,
    /// What to do about rows about people who were erased: `rows` with the outcome `SUPPRESSED`. Bringing them back takes
    /// `customers.erase` too.
    #[graphql(default_with = "ErasedPeople::LeaveOut")]
    erased: ErasedPeople,
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
    /// Take back what can be, and leave what was touched since. Otherwise it is all or nothing.
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
        let (mapping, without) = (input.mapping.map(pairs), input.without_customer);
        answer(ctx, async { transfers::check(&permit(ctx)?, &input.id, mapping, without).await }.await, saved)
    }

    /// Has the rows of a checked import written, batch by batch. Follow it with `jobProgress`. Needs `customers.import`
    /// and the permission to write what it holds; audited as `import.started`, or `import.started_bringing_back`, and each
    /// record as imported.
    async fn import_run(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The import, and what to do about duplicates.")] input: ImportRunInput,
    ) -> async_graphql::Result<ImportRunResult> {
        let (key, how) = (input.idempotency_key.as_deref(), (input.duplicates, input.erased));
        answer(ctx, async { transfers::run(&permit(ctx)?, &input.id, how, key).await }.await, saved)
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

    /// Takes an import back: what it created is removed, and what it changed is as it was before, as long as nothing else
    /// has touched it since; all or nothing, unless it may be done in part. What stands in the way is listed as `rows`
    /// with the outcome `KEPT`. What records were before is kept for a week after anything was last done with the import;
    /// then only what it created can be taken back. Needs `customers.import` and the permission to write what it holds;
    /// audited as `import.undo_started`, and each record as taken back.
    async fn import_undo(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The import to take back.")] input: ImportUndoInput,
    ) -> async_graphql::Result<ImportUndoResult> {
        answer(ctx, async { transfers::undo(&permit(ctx)?, &input.id, input.even_partly).await }.await, saved)
    }
}
