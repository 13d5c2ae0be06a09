//! What people do with an export: ask for it, stop it, download it.

use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use super::imports::{link, lock, new, note};
use super::{JobState, Transfer, TransferKind, pieces, read, store, written};
use crate::app::Cx;
use crate::card_numbers;
use crate::customers::CustomerLifecycle;
use crate::error::{Failure, FieldProblem, Outcome, Problem, Refusal};
use crate::export::Scope;
use crate::idempotency::IdempotencyKey;
use crate::ids::TransferId;
use crate::in_tx;
use crate::links::LinkPurpose;
use crate::terms::{Permission, RecordKind};

/// What an export was asked to do, and how far it is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct ExportOptions {
    pub scope: Scope,
    /// From where on to read; nothing at the start.
    pub after: Option<String>,
    /// How many pieces were written.
    pub pieces: i64,
}

impl Transfer {
    pub(super) fn export_options(&self) -> Outcome<ExportOptions> {
        Ok(read(&self.options)?)
    }
}

/// Has a list written to a file.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::InvalidInput`], [`Refusal::IdempotencyConflict`].
pub async fn create(cx: &Cx, scope: Scope, key: Option<&str>) -> Outcome<Transfer> {
    permitted(cx, &scope)?;
    let content = scope.content();
    if has_card_number(&json!(scope)) {
        return Err(FieldProblem::new("where", Problem::CardNumber).into());
    }
    let key = IdempotencyKey::of(key, "exportCreate", &json!([content, scope]))?;
    let options = written(&ExportOptions { scope, after: None, pieces: 0 })?;
    let export = new(cx, TransferKind::Export, content, JobState::Running, options);
    in_tx!(cx, |tx| {
        if let Some(key) = &key
            && let Some(id) = key.earlier(tx, cx).await?
        {
            return lock(tx, cx, TransferId::from_uuid(id)).await;
        }
        store::insert(tx, cx, &export).await?;
        if let Some(key) = &key {
            key.remember(tx, cx, export.id.uuid()).await?;
        }
        note(tx, cx, "export.created", &export).await?;
        Ok(export.clone())
    })
}

/// What is searched for is kept with the export.
fn has_card_number(value: &Json) -> bool {
    match value {
        Json::String(text) => card_numbers::has_one(text),
        Json::Array(values) => values.iter().any(has_card_number),
        Json::Object(fields) => fields.values().any(has_card_number),
        _ => false,
    }
}

fn permitted(cx: &Cx, scope: &Scope) -> Outcome<()> {
    cx.require(Permission::CustomersExport)?;
    cx.require(scope.content().read())?;
    let hidden = match scope {
        Scope::Customers(filter) => filter.lifecycle != [CustomerLifecycle::Active],
        Scope::Vehicles(filter) => filter.hidden != Some(false),
        Scope::Bookings(_) | Scope::Invoices(_) => false,
    };
    if hidden { cx.require(Permission::CustomersRestore) } else { Ok(()) }
}

/// Stops an export; nothing of it is kept.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::WrongState`].
pub async fn cancel(cx: &Cx, id: &str) -> Outcome<Transfer> {
    cx.require(Permission::CustomersExport)?;
    let id: TransferId = cx.parse(RecordKind::Transfer, id)?;
    let found = store::find(&cx.db, cx.account, TransferKind::Export, id).await?;
    found.ok_or_else(|| Failure::from(Refusal::NotFound(RecordKind::Transfer)))?;
    in_tx!(cx, |tx| {
        let export = lock(tx, cx, id).await?;
        if export.state != JobState::Running {
            return Err(export.wrong_state().into());
        }
        let export = JobState::Cancelled.end(export, cx.now(), None);
        pieces::clear(tx, cx.account, id).await?;
        store::update(tx, cx, &export).await?;
        note(tx, cx, "export.cancelled", &export).await?;
        Ok(export)
    })
}

/// A link to download the file, once; nothing before it is done.
///
/// # Errors
/// [`Refusal::NotPermitted`].
pub async fn download_url(cx: &Cx, export: &Transfer) -> Outcome<Option<String>> {
    permitted(cx, &export.export_options()?.scope)?;
    let file = (TransferKind::Export, export.id);
    if export.state != JobState::Done || pieces::get(&cx.db, cx.account, file, 0).await?.is_none() {
        return Ok(None);
    }
    let url: Outcome<_> =
        async { in_tx!(cx, |tx| { link(tx, cx, LinkPurpose::Download, "downloads", export.id).await }) }.await;
    Ok(Some(url?.0))
}
