//! Taking an upload in, a piece at a time.

use std::io;

use futures_util::{Stream, StreamExt as _};

use super::imports::{lock, note};
use super::{JobState, JobTrouble, Transfer, TransferKind, pieces, store};
use crate::app::{App, Cx};
use crate::error::{Failure, Fault, Outcome, Refusal};
use crate::ids::TransferId;
use crate::import::{self, Trouble};
use crate::in_tx;
use crate::links::{self, LinkPurpose};
use crate::terms::{Lang, RecordKind};

/// Why an upload was not taken.
#[derive(Debug)]
pub enum Refused {
    /// There is no such link: unknown, used, expired, or its import was stopped.
    NotFound,
    TooLarge {
        /// In bytes.
        max: u64,
    },
    /// It broke off.
    Broken,
    /// It is not a CSV file with a header in UTF-8.
    Unreadable,
    Fault(Fault),
}

impl From<Failure> for Refused {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Refused(_) => Self::NotFound,
            Failure::Fault(fault) => Self::Fault(fault),
        }
    }
}

impl From<Fault> for Refused {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl Refused {
    /// What the import says of it, if it can.
    fn trouble(&self) -> Option<JobTrouble> {
        match self {
            Self::TooLarge { .. } => Some(JobTrouble::FileTooLarge),
            Self::Broken | Self::Fault(_) => Some(JobTrouble::UploadBroken),
            Self::Unreadable => Some(JobTrouble::Unreadable),
            Self::NotFound => None,
        }
    }
}

/// Takes the file of an import, by the link that was made for it. The link is used up, whatever comes of it; an import
/// whose upload is not taken has failed.
///
/// # Errors
/// [`Refused`] says why it was not taken.
pub async fn receive<B: AsRef<[u8]>, E>(
    app: &App,
    token: &str,
    body: impl Stream<Item = Result<B, E>> + Unpin,
) -> Result<(), Refused> {
    let found = links::find(&app.db, LinkPurpose::Upload, token, app.now()).await?.ok_or(Refused::NotFound)?;
    let (cx, id) = (found.cx(app, Lang::En), TransferId::from_uuid(found.record_id));
    let begun: Outcome<Transfer> = async {
        in_tx!(cx, |tx| {
            let import = waiting(lock(tx, &cx, id).await?)?;
            links::use_up(tx, &cx, &found).await?;
            Ok(import)
        })
    }
    .await;
    let import = begun?;
    let stored = match store_pieces(&cx, id, body).await {
        Ok(()) => readable(&cx, &import).await,
        refused => refused,
    };
    let trouble = stored.as_ref().err().and_then(Refused::trouble);
    settle(&cx, id, trouble).await?;
    stored
}

fn waiting(import: Transfer) -> Result<Transfer, Refusal> {
    if import.state == JobState::Waiting { Ok(import) } else { Err(Refusal::NotFound(RecordKind::Link)) }
}

async fn store_pieces<B: AsRef<[u8]>, E>(
    cx: &Cx,
    id: TransferId,
    mut body: impl Stream<Item = Result<B, E>> + Unpin,
) -> Result<(), Refused> {
    let (max, mut total, mut position) = (cx.settings.max_upload, 0_u64, 0);
    let mut piece = Vec::with_capacity(pieces::PIECE);
    while let Some(chunk) = body.next().await {
        let chunk = chunk.map_err(|_| Refused::Broken)?;
        total += chunk.as_ref().len() as u64;
        if total > max {
            return Err(Refused::TooLarge { max });
        }
        for part in chunk.as_ref().chunks(pieces::PIECE) {
            if piece.len() + part.len() > pieces::PIECE {
                put(cx, id, position, std::mem::replace(&mut piece, Vec::with_capacity(pieces::PIECE))).await?;
                position += 1;
            }
            piece.extend_from_slice(part);
        }
    }
    Ok(put(cx, id, position, piece).await?)
}

async fn put(cx: &Cx, id: TransferId, position: i64, bytes: Vec<u8>) -> Result<(), Fault> {
    in_tx!(cx, |tx| { pieces::put(tx, cx.account, (TransferKind::Import, id), position, bytes.clone()).await })
}

async fn readable(cx: &Cx, import: &Transfer) -> Result<(), Refused> {
    match import::preview(pieces::source(cx, import), import.content.fields()).await {
        Ok(_) => Ok(()),
        Err(Trouble::Fault(fault)) => Err(fault.into()),
        Err(Trouble::File(_, error)) if error.kind() == io::ErrorKind::Other => {
            Err(Fault::bug(error.to_string()).into())
        }
        Err(Trouble::Unusable(_) | Trouble::File(..) | Trouble::SuppressionKeyLost) => Err(Refused::Unreadable),
    }
}

/// The import has its file, or has failed and keeps nothing of it.
async fn settle(cx: &Cx, id: TransferId, trouble: Option<JobTrouble>) -> Outcome<()> {
    in_tx!(cx, |tx| {
        let import = waiting(lock(tx, cx, id).await?)?;
        let (import, action) = match trouble {
            None => (Transfer { state: JobState::Uploaded, ..import }, "import.uploaded"),
            Some(_) => (JobState::Failed.end(import, cx.now(), trouble), "import.upload_refused"),
        };
        if trouble.is_some() {
            pieces::clear(tx, cx.account, id).await?;
        }
        store::update(tx, cx, &import).await?;
        note(tx, cx, action, &import).await
    })
}
