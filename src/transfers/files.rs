//! Handing out files: an import's report, an export's result, a retention run's list.

use std::io;
use std::pin::Pin;

use futures_util::{Stream, StreamExt as _};

use super::{Transfer, TransferKind, pieces, report, retention_list};
use crate::app::{App, Cx};
use crate::audit::{self, Entry};
use crate::error::{Fault, Outcome};
use crate::ids::{Id, TransferId};
use crate::links::{self, LinkPurpose};
use crate::terms::{Lang, RecordKind};
use crate::{in_tx, retention};

/// A file on its way out, a piece at a time.
pub struct Download {
    pub file_name: String,
    pub bytes: Pin<Box<dyn Stream<Item = io::Result<Vec<u8>>> + Send>>,
}

/// The file of a link, in a language as far as it has one; nothing when the link is unknown, used or expired. The link is
/// used up.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn download(app: &App, token: &str, lang: Lang) -> Result<Option<Download>, Fault> {
    let Some(found) = links::find(&app.db, LinkPurpose::Download, token, app.now()).await? else { return Ok(None) };
    let (cx, id) = (found.cx(app, lang), TransferId::from_uuid(found.record_id));
    let run = Id::from_uuid(found.record_id);
    if let Some(run) = retention::find_run(&app.db, cx.account, run).await? {
        return retention_list::download(cx, &found, run).await;
    }
    let used: Outcome<Transfer> = async {
        in_tx!(cx, |tx| {
            let transfer = super::imports::lock(tx, &cx, id).await?;
            links::use_up(tx, &cx, &found).await?;
            let entry = Entry::of("transfer.downloaded", RecordKind::Transfer, id.uuid(), None);
            audit::record(tx, &cx, entry).await?;
            Ok(transfer)
        })
    }
    .await;
    match used {
        Ok(transfer) => Ok(Some(open(cx, &transfer))),
        Err(crate::error::Failure::Refused(_)) => Ok(None),
        Err(crate::error::Failure::Fault(fault)) => Err(fault),
    }
}

fn open(cx: Cx, transfer: &Transfer) -> Download {
    let content = transfer.content.as_str().to_lowercase();
    match transfer.kind {
        TransferKind::Import => Download {
            file_name: format!("import-of-{content}.csv"),
            bytes: Box::pin(report::stream(cx, transfer.id, transfer.content)),
        },
        TransferKind::Export => {
            let pieces = pieces::stream(cx.app.clone(), cx.account, (TransferKind::Export, transfer.id));
            let bytes = pieces.map(|piece| piece.map(io::Cursor::into_inner));
            Download { file_name: format!("{content}.csv"), bytes: Box::pin(bytes) }
        }
    }
}
