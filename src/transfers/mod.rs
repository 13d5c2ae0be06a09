//! Imports and exports as jobs: asked for, done by whichever node is free, followed, taken back. Files are rows in
//! pieces, so that every node has them and none holds one whole.

mod check;
mod detail;
mod exports;
mod files;
mod imports;
mod list;
mod pieces;
mod produce;
mod report;
mod retention_list;
mod row_store;
mod store;
mod take_back;
mod upload;
pub mod worker;
mod write;

pub use detail::Detail;
pub use exports::{cancel as cancel_export, create as create_export, download_url};
pub use files::{Download, download};
pub use imports::{NewUpload, cancel, check, create, mapping_of, preview, report_url, run, source_columns, undo};
pub use list::{TransferFilter, list, rows};
pub use retention_list::retention_list_url;
pub use store::find;
pub use upload::{Refused, receive};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::app::Cx;
use crate::changes::Change;
use crate::clock::Timestamp;
use crate::db::Tx;
use crate::error::{Fault, Refusal};
use crate::ids::TransferId;
use crate::import::{Duplicates, ErasedPeople, TransferContent, WithoutCustomer};
use crate::term;
use crate::terms::RecordKind;

term! {
    /// What a job is.
    TransferKind {
        /// Records come in from a file.
        Import = "IMPORT",
        /// Records go out to a file.
        Export = "EXPORT",
    }
}

term! {
    /// Where an import, an export or a permanent deletion stands.
    JobState {
        /// The file is still to be uploaded.
        Waiting = "WAITING",
        /// The file is here, and was not looked at yet.
        Uploaded = "UPLOADED",
        /// The rows are being checked; nothing is written.
        Checking = "CHECKING",
        /// The rows were checked: duplicates and what cannot be taken are known.
        Checked = "CHECKED",
        /// Rows are being written.
        Running = "RUNNING",
        /// All rows were dealt with.
        Done = "DONE",
        /// It could not go on.
        Failed = "FAILED",
        /// Somebody stopped it. What was written until then stays.
        Cancelled = "CANCELLED",
        /// What was created and changed is being taken back.
        Undoing = "UNDOING",
        /// What was created and changed was taken back.
        Undone = "UNDONE",
    }
}

impl JobState {
    /// Whether a node works on it, or will.
    pub fn is_under_way(self) -> bool {
        matches!(self, Self::Checking | Self::Running | Self::Undoing)
    }

    /// Whether nothing more happens unless somebody asks for it again.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Done | Self::Failed | Self::Cancelled | Self::Undone)
    }
}

term! {
    /// Why a job did not end as it was asked to.
    JobTrouble {
        /// The upload was larger than is taken.
        FileTooLarge = "FILE_TOO_LARGE",
        /// The upload broke off.
        UploadBroken = "UPLOAD_BROKEN",
        /// The file is not a CSV file with a header in UTF-8.
        Unreadable = "UNREADABLE",
        /// The file cannot be read on: perhaps a quote is never closed.
        BrokenFile = "BROKEN_FILE",
        /// Records were touched since they were imported: nothing was taken back.
        InTheWay = "IN_THE_WAY",
        /// Who is on the suppression list cannot be recognised: its key is not in the key store.
        SuppressionKeyLost = "SUPPRESSION_KEY_LOST",
        /// It failed again and again on our side.
        GaveUp = "GAVE_UP",
    }
}

term! {
    /// What became of a row.
    RowOutcome {
        /// A record was created.
        Written = "WRITTEN",
        /// A record that was there was changed.
        Updated = "UPDATED",
        /// A record is there already; the row was left out.
        Duplicate = "DUPLICATE",
        /// Whoever it is about was erased, and the suppression list knows them; the row was left out.
        Suppressed = "SUPPRESSED",
        /// The row cannot be taken.
        Refused = "REFUSED",
        /// The record that was created is gone again, or the one that was changed is as it was before.
        Undone = "UNDONE",
        /// The record was touched since and is not taken back.
        Kept = "KEPT",
    }
}

/// An import or export.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Transfer {
    pub id: TransferId,
    pub kind: TransferKind,
    pub content: TransferContent,
    pub state: JobState,
    pub file_name: Option<String>,
    pub mapping: Option<String>,
    pub options: String,
    /// Known once all rows were read.
    pub rows_total: Option<i64>,
    /// Rows that were read, or written to the file.
    pub rows_done: i64,
    /// Rows that a record was created for.
    pub rows_written: i64,
    pub rows_updated: i64,
    pub rows_duplicate: i64,
    /// Rows about people on the suppression list.
    pub rows_suppressed: i64,
    pub rows_refused: i64,
    /// Rows that were taken back.
    pub rows_undone: i64,
    pub trouble: Option<JobTrouble>,
    pub attempts: i64,
    pub claimed_until: Option<Timestamp>,
    pub created_by: Option<Uuid>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub finished_at: Option<Timestamp>,
}

/// What became of a row of an import.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct TransferRow {
    /// The line that it starts on in the file, from 1; the header is line 1.
    pub row_number: i64,
    pub outcome: RowOutcome,
    pub record_id: Option<Uuid>,
    pub detail: Option<String>,
}

/// What an import was asked to do.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct ImportOptions {
    duplicates: Duplicates,
    #[serde(default = "left_out")]
    erased: ErasedPeople,
    #[serde(default = "refused")]
    without_customer: WithoutCustomer,
    /// Take back what can be, and keep the rest.
    even_partly: bool,
}

/// What jobs that are older than the choice do.
fn left_out() -> ErasedPeople {
    ErasedPeople::LeaveOut
}

/// The same.
fn refused() -> WithoutCustomer {
    WithoutCustomer::Refuse
}

impl Default for ImportOptions {
    fn default() -> Self {
        let (duplicates, erased, without_customer) = (Duplicates::Skip, left_out(), refused());
        Self { duplicates, erased, without_customer, even_partly: false }
    }
}

impl Transfer {
    /// The refusal of an act that its state does not allow.
    fn wrong_state(&self) -> Refusal {
        Refusal::WrongState { kind: RecordKind::Transfer, state: self.state.as_str() }
    }

    fn import_options(&self) -> Result<ImportOptions, Fault> {
        read(&self.options)
    }
}

fn read<T: for<'de> Deserialize<'de>>(json: &str) -> Result<T, Fault> {
    serde_json::from_str(json).map_err(|error| Fault::bug(format!("a job's options: {error}")))
}

fn written(value: &impl Serialize) -> Result<String, Fault> {
    serde_json::to_string(value).map_err(|error| Fault::bug(format!("a job's options: {error}")))
}

/// Tells subscribers that a job went on, once the transaction is committed, and wakes the workers.
fn announce(tx: &mut Tx, cx: &Cx, id: TransferId) {
    tx.announce(Change::Job { account: cx.account.uuid(), job: id.uuid() });
}
