//! What people do with an import: make it, look at its columns, have it checked, run it, stop it, take it back.

use chrono::Duration;
use serde_json::json;

use super::{ImportOptions, JobState, Transfer, TransferKind, announce, pieces, row_store, store, written};
use crate::app::Cx;
use crate::audit::{self, Entry};
use crate::db::Tx;
use crate::error::{Failure, FieldProblem, Outcome, Problem, Refusal};
use crate::idempotency::IdempotencyKey;
use crate::ids::TransferId;
use crate::import::{self, Duplicates, ErasedPeople, Mapping, Preview, TransferContent, Trouble, WithoutCustomer};
use crate::links::{self, LinkPurpose, NewLink};
use crate::terms::{Permission, RecordKind};
use crate::{in_tx, text};

/// How long a link to upload or download works.
pub(super) const LINK: Duration = Duration::minutes(15);

/// An import that waits for its file.
#[derive(Clone, Debug)]
pub struct NewUpload {
    pub import: Transfer,
    /// Takes the file once, by PUT.
    pub url: String,
    pub expires_at: crate::clock::Timestamp,
}

/// Prepares an import and a link to upload its file with.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::InvalidInput`].
pub async fn create(cx: &Cx, content: TransferContent, file_name: Option<&str>) -> Outcome<NewUpload> {
    permitted(cx, content)?;
    let file_name = text::optional_line("fileName", file_name, 200)?;
    let import = new(cx, TransferKind::Import, content, JobState::Waiting, written(&ImportOptions::default())?);
    let import = Transfer { file_name, ..import };
    in_tx!(cx, |tx| {
        store::insert(tx, cx, &import).await?;
        let (url, expires_at) = link(tx, cx, LinkPurpose::Upload, "uploads", import.id).await?;
        note(tx, cx, "import.created", &import).await?;
        Ok(NewUpload { import: import.clone(), url, expires_at })
    })
}

/// A job that does not exist yet.
pub(super) fn new(cx: &Cx, kind: TransferKind, content: TransferContent, state: JobState, options: String) -> Transfer {
    Transfer {
        id: cx.id(),
        kind,
        content,
        state,
        file_name: None,
        mapping: None,
        options,
        rows_total: None,
        rows_done: 0,
        rows_written: 0,
        rows_updated: 0,
        rows_duplicate: 0,
        rows_suppressed: 0,
        rows_refused: 0,
        rows_undone: 0,
        trouble: None,
        attempts: 0,
        claimed_until: None,
        created_by: cx.who.actor().id,
        created_at: cx.now(),
        updated_at: cx.now(),
        finished_at: None,
    }
}

/// Makes a link that works once, for a quarter of an hour.
pub(super) async fn link(
    tx: &mut Tx,
    cx: &Cx,
    purpose: LinkPurpose,
    path: &str,
    id: TransferId,
) -> Outcome<(String, crate::clock::Timestamp)> {
    let expires_at = cx.now() + LINK;
    let link = NewLink { purpose, customer: None, record: id.uuid(), expires_at: Some(expires_at) };
    let token = links::make(tx, cx, link).await?;
    Ok((format!("{}/{path}/{token}", cx.settings.public_url), expires_at))
}

fn permitted(cx: &Cx, content: TransferContent) -> Outcome<()> {
    cx.require(Permission::CustomersImport)?;
    cx.require(content.write())
}

/// The columns of an import's file; nothing before it is uploaded, and when it was swept away.
///
/// # Errors
/// [`Failure`] when the database fails.
pub async fn preview(cx: &Cx, import: &Transfer) -> Outcome<Option<Preview>> {
    if matches!(import.state, JobState::Waiting | JobState::Failed) {
        return Ok(None);
    }
    match import::preview(pieces::source(cx, import), import.content.fields()).await {
        Ok(preview) => Ok(Some(preview)),
        Err(Trouble::Fault(fault)) => Err(fault.into()),
        Err(Trouble::Unusable(_) | Trouble::File(..) | Trouble::SuppressionKeyLost) => Ok(None),
    }
}

/// The headers of an import's file.
pub async fn source_columns(cx: &Cx, import: &Transfer) -> Outcome<Vec<String>> {
    Ok(preview(cx, import).await?.map(|preview| preview.headers).unwrap_or_default())
}

/// Which column holds which field, as it was asked for: field, column.
pub fn mapping_of(import: &Transfer) -> Vec<(String, String)> {
    import.mapping.as_deref().and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default()
}

/// Has the rows checked, without writing any. Without a mapping, the one that the headers suggest. What is done about
/// invoices without a customer holds for the run as well.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::WrongState`], [`Refusal::InvalidInput`].
pub async fn check(
    cx: &Cx,
    id: &str,
    mapping: Option<Vec<(String, String)>>,
    without_customer: WithoutCustomer,
) -> Outcome<Transfer> {
    let found = find(cx, id).await?;
    permitted(cx, found.content)?;
    let preview = preview(cx, &found).await?.ok_or_else(|| found.wrong_state())?;
    let mapping = mapping.unwrap_or_else(|| suggested(&preview));
    checked(found.content, &preview.headers, &mapping)?;
    in_tx!(cx, |tx| {
        let import = lock(tx, cx, found.id).await?;
        if !matches!(import.state, JobState::Uploaded | JobState::Checked) {
            return Err(import.wrong_state().into());
        }
        row_store::forget(tx, cx, import.id).await?;
        let options = written(&ImportOptions { without_customer, ..import.import_options()? })?;
        let fresh = new(cx, import.kind, import.content, JobState::Checking, options);
        let import = Transfer {
            id: import.id,
            file_name: import.file_name,
            mapping: Some(written(&mapping)?),
            created_by: import.created_by,
            created_at: import.created_at,
            ..fresh
        };
        store::update(tx, cx, &import).await?;
        note(tx, cx, "import.checked", &import).await?;
        Ok(import)
    })
}

fn suggested(preview: &Preview) -> Vec<(String, String)> {
    let pairs = preview.suggested.iter().zip(&preview.headers);
    pairs.filter_map(|(field, header)| Some(((*field)?.to_owned(), header.clone()))).collect()
}

/// Names what of a mapping cannot be.
fn checked(content: TransferContent, headers: &[String], mapping: &[(String, String)]) -> Result<(), Refusal> {
    let wrong = |at: usize, part: &str, because| {
        FieldProblem::new(format!("mapping.{at}.{part}"), Problem::NotAllowed { because })
    };
    let mut problems = Vec::new();
    for (at, (field, column)) in mapping.iter().enumerate() {
        if !content.fields().iter().any(|known| known.name == field) {
            problems.push(wrong(at, "field", "because-no-such-field"));
        }
        if !headers.contains(column) {
            problems.push(wrong(at, "column", "because-no-such-column"));
        }
    }
    if problems.is_empty() && Mapping::new(content.fields(), mapping, headers).is_err() {
        problems.push(FieldProblem::new("mapping", Problem::NotAllowed { because: "because-field-without-column" }));
    }
    if problems.is_empty() { Ok(()) } else { Err(Refusal::InvalidInput(problems)) }
}

/// Has the rows of a checked import written. Only who may erase can have people brought back who were erased.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::WrongState`], [`Refusal::IdempotencyConflict`].
pub async fn run(
    cx: &Cx,
    id: &str,
    (duplicates, erased): (Duplicates, ErasedPeople),
    key: Option<&str>,
) -> Outcome<Transfer> {
    let found = find(cx, id).await?;
    permitted(cx, found.content)?;
    let action = match erased {
        ErasedPeople::LeaveOut => "import.started",
        ErasedPeople::BringBack => {
            cx.require(Permission::CustomersErase)?;
            "import.started_bringing_back"
        }
    };
    let key = IdempotencyKey::of(key, "importRun", &json!([id, duplicates, erased]))?;
    in_tx!(cx, |tx| {
        if let Some(key) = &key
            && key.earlier(tx, cx).await?.is_some()
        {
            return lock(tx, cx, found.id).await;
        }
        let import = lock(tx, cx, found.id).await?;
        if import.state != JobState::Checked {
            return Err(import.wrong_state().into());
        }
        row_store::forget(tx, cx, import.id).await?;
        let options = ImportOptions { duplicates, erased, ..import.import_options()? };
        let import = Transfer {
            state: JobState::Running,
            options: written(&options)?,
            rows_done: 0,
            rows_written: 0,
            rows_updated: 0,
            rows_duplicate: 0,
            rows_suppressed: 0,
            rows_refused: 0,
            claimed_until: None,
            attempts: 0,
            finished_at: None,
            ..import
        };
        store::update(tx, cx, &import).await?;
        if let Some(key) = &key {
            key.remember(tx, cx, import.id.uuid()).await?;
        }
        note(tx, cx, action, &import).await?;
        Ok(import)
    })
}

/// Stops an import. What was written until then stays, and can be taken back.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::WrongState`].
pub async fn cancel(cx: &Cx, id: &str) -> Outcome<Transfer> {
    let found = find(cx, id).await?;
    permitted(cx, found.content)?;
    in_tx!(cx, |tx| {
        let import = lock(tx, cx, found.id).await?;
        if import.state.is_final() || import.state == JobState::Undoing {
            return Err(import.wrong_state().into());
        }
        let import = JobState::Cancelled.end(import, cx.now(), None);
        store::update(tx, cx, &import).await?;
        note(tx, cx, "import.cancelled", &import).await?;
        Ok(import)
    })
}

/// Has every record taken back that the import created or changed and nothing else has touched since: all or nothing,
/// unless it may be done in part.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::WrongState`].
pub async fn undo(cx: &Cx, id: &str, even_partly: bool) -> Outcome<Transfer> {
    let found = find(cx, id).await?;
    permitted(cx, found.content)?;
    in_tx!(cx, |tx| {
        let import = lock(tx, cx, found.id).await?;
        let ended = matches!(import.state, JobState::Done | JobState::Cancelled | JobState::Failed);
        if !ended || import.rows_written + import.rows_updated == 0 {
            return Err(import.wrong_state().into());
        }
        row_store::unkeep(tx, cx, import.id).await?;
        let options = ImportOptions { even_partly, ..import.import_options()? };
        let import = Transfer {
            state: JobState::Undoing,
            options: written(&options)?,
            trouble: None,
            attempts: 0,
            claimed_until: None,
            finished_at: None,
            ..import
        };
        store::update(tx, cx, &import).await?;
        note(tx, cx, "import.undo_started", &import).await?;
        Ok(import)
    })
}

/// A link to download, once, what became of each row, in the asker's language.
///
/// # Errors
/// [`Failure`] when the database fails.
pub async fn report_url(cx: &Cx, import: &Transfer) -> Outcome<Option<String>> {
    if !(import.state.is_final() || import.state == JobState::Checked) {
        return Ok(None);
    }
    let url: Outcome<_> =
        async { in_tx!(cx, |tx| { link(tx, cx, LinkPurpose::Download, "downloads", import.id).await }) }.await;
    Ok(Some(format!("{}?lang={}", url?.0, cx.lang)))
}

async fn find(cx: &Cx, id: &str) -> Outcome<Transfer> {
    cx.require(Permission::CustomersImport)?;
    let id: TransferId = cx.parse(RecordKind::Transfer, id)?;
    let found = store::find(&cx.db, cx.account, TransferKind::Import, id).await?;
    found.ok_or_else(|| Failure::from(Refusal::NotFound(RecordKind::Transfer)))
}

pub(super) async fn lock(tx: &mut Tx, cx: &Cx, id: TransferId) -> Outcome<Transfer> {
    let found = store::lock(tx, cx.account, id).await?;
    found.ok_or_else(|| Refusal::NotFound(RecordKind::Transfer).into())
}

pub(super) async fn note(tx: &mut Tx, cx: &Cx, action: &'static str, transfer: &Transfer) -> Outcome<()> {
    announce(tx, cx, transfer.id);
    let entry = Entry::of(action, RecordKind::Transfer, transfer.id.uuid(), None);
    let entry = entry.with(json!({ "content": transfer.content, "rowsWritten": transfer.rows_written }));
    audit::record(tx, cx, entry).await?;
    Ok(())
}
