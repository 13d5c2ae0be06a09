//! What is different for each kind of record that can be imported.

use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::{Changed, Likeness, Rejection, Row, Trouble};
use crate::db::{Exec, Tx};
use crate::error::{Failure, Fault};
use crate::ids::TransferId;

/// What the account says to a row. `P` is the place of a new record: what it would be attached to.
#[derive(Debug)]
pub(crate) enum Verdict<P> {
    /// No record is like it.
    New(P),
    /// This one is.
    Same(P, Uuid, Likeness),
    /// No record is, and whoever it is about was erased.
    Suppressed(Rejection),
    /// It cannot be taken.
    Refused(Vec<Rejection>),
}

/// What rows of a file must not share.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    pub likeness: Likeness,
    pub text: String,
    /// Why a later row with the same key cannot be taken. `None`: it is a duplicate.
    pub clash: Option<&'static str>,
}

impl Key {
    /// Rows that share it are about the same record.
    pub fn same(likeness: Likeness, text: String) -> Self {
        Self { likeness, text, clash: None }
    }

    /// Of rows that share it, only the first can be taken.
    pub fn clash(likeness: Likeness, text: String, because: &'static str) -> Self {
        Self { likeness, text, clash: Some(because) }
    }
}

/// One kind of record that can be imported.
pub(crate) trait Importer {
    /// A row that reads well.
    type Draft;
    /// What a new record is attached to.
    type Place;

    /// Reads a row, or says everything that is wrong with it.
    async fn draft(&mut self, row: &Row) -> Result<Result<Self::Draft, Vec<Rejection>>, Trouble>;

    /// What tells rows about the same record.
    fn keys(&self, draft: &Self::Draft) -> Vec<Key>;

    /// Why a row cannot be taken, for a field.
    fn reject(&self, draft: &Self::Draft, field: &str, reason: &'static str) -> Rejection;

    /// What the account says to each of a batch, in its order. Within a transaction, whatever the rows will be attached
    /// to is held.
    async fn judge(&self, on: Exec<'_>, batch: &[Self::Draft]) -> Result<Vec<Verdict<Self::Place>>, Failure>;

    /// Writes a new record, at the latest when [`Importer::finish`] is called, or says why it cannot be after all.
    async fn insert(
        &mut self,
        tx: &mut Tx,
        draft: &Self::Draft,
        place: Self::Place,
    ) -> Result<Result<Uuid, Rejection>, Failure>;

    /// Writes what new records are still to be written: before any is changed, and at the end of each batch.
    async fn finish(&mut self, _: &mut Tx) -> Result<(), Failure> {
        Ok(())
    }

    /// Locks records that are to be changed.
    async fn lock(&self, tx: &mut Tx, records: Vec<Uuid>) -> Result<(), Failure>;

    /// Changes a record to what the row says; nothing when that changed nothing. Or why it cannot be.
    async fn update(
        &self,
        tx: &mut Tx,
        draft: &Self::Draft,
        record: Uuid,
    ) -> Result<Result<Option<Changed>, Rejection>, Failure>;

    /// The next of what is left over when all rows were read; none once all was told.
    async fn leftovers(&mut self) -> Result<Vec<Rejection>, Trouble> {
        Ok(Vec::new())
    }
}

/// What the audit log says of a record that came with an import.
pub(super) fn audited(import: Option<Uuid>) -> serde_json::Value {
    match import {
        Some(id) => serde_json::json!({ "import": TransferId::from_uuid(id).to_string() }),
        None => serde_json::json!({}),
    }
}

impl Changed {
    /// A record that was changed to a version, and the facts that it had before.
    pub(super) fn new(record: Uuid, version: i64, facts: &impl Serialize) -> Result<Self, Fault> {
        let facts = serde_json::to_string(facts).map_err(|error| Fault::bug(format!("a record's facts: {error}")))?;
        Ok(Self { record, version, facts })
    }
}

/// The facts of a record as they were kept.
pub(super) fn facts<T: DeserializeOwned>(kept: &str) -> Result<T, Fault> {
    serde_json::from_str(kept).map_err(|error| Fault::bug(format!("a record's facts: {error}")))
}
