//! Files as rows: written and read a piece at a time.

use std::io;

use futures_util::Stream;
use tokio_util::io::StreamReader;

use super::{Transfer, TransferKind};
use crate::app::{App, Cx};
use crate::db::{Exec, Tx};
use crate::error::Fault;
use crate::ids::{AccountId, TransferId};
use crate::import::Source;
use crate::sql;

/// The size of a piece, in bytes. What is held of a file at a time.
pub(super) const PIECE: usize = 256 * 1024;

impl TransferKind {
    /// The file that people are interested in.
    fn role(self) -> &'static str {
        match self {
            Self::Import => "SOURCE",
            Self::Export => "RESULT",
        }
    }
}

/// Appends a piece. Writing the same position twice fails.
pub(super) async fn put(
    tx: &mut Tx,
    account: AccountId,
    (kind, id): (TransferKind, TransferId),
    position: i64,
    bytes: Vec<u8>,
) -> Result<(), Fault> {
    sql!("insert into file_pieces (account_id, transfer_id, role, position, bytes) values ($1, $2, $3, $4, $5)")
        .bind(account)
        .bind(id)
        .bind(kind.role())
        .bind(position)
        .bind(bytes)
        .run(tx)
        .await?;
    Ok(())
}

/// Removes a job's files.
pub(super) async fn clear(tx: &mut Tx, account: AccountId, id: TransferId) -> Result<(), Fault> {
    sql!("delete from file_pieces where account_id = $1 and transfer_id = $2").bind(account).bind(id).run(tx).await?;
    Ok(())
}

/// One piece; nothing behind the last.
pub(super) async fn get(
    on: impl Into<Exec<'_>>,
    account: AccountId,
    (kind, id): (TransferKind, TransferId),
    position: i64,
) -> Result<Option<Vec<u8>>, Fault> {
    sql!("select bytes from file_pieces where account_id = $1 and transfer_id = $2 and role = $3 and position = $4")
        .bind(account)
        .bind(id)
        .bind(kind.role())
        .bind(position)
        .scalar(on)
        .await
}

/// The pieces of a file, each read when it is asked for.
pub(super) fn stream(
    app: App,
    account: AccountId,
    file: (TransferKind, TransferId),
) -> impl Stream<Item = io::Result<io::Cursor<Vec<u8>>>> + Send {
    async_stream::stream! {
        for position in 0.. {
            match get(&app.db, account, file, position).await {
                Ok(Some(bytes)) => yield Ok(io::Cursor::new(bytes)),
                Ok(None) => break,
                Err(fault) => {
                    yield Err(io::Error::other(fault));
                    break;
                }
            }
        }
    }
}

/// An import's file, as the engine reads it.
pub(super) fn source(cx: &Cx, import: &Transfer) -> Source {
    let pieces = stream(cx.app.clone(), cx.account, (TransferKind::Import, import.id));
    let name = import.file_name.clone().unwrap_or_else(|| "upload.csv".to_owned());
    Source { name, bytes: Box::new(StreamReader::new(Box::pin(pieces))) }
}
