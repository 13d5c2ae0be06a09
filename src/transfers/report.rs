//! An import's report: a CSV of what became of each row, made while it is read.

use std::io;

use futures_util::Stream;

use super::{TransferRow, list};
use crate::app::Cx;
use crate::db::{MAX_PAGE, PageArgs, PageError};
use crate::error::Fault;
use crate::export::csv;
use crate::ids::TransferId;
use crate::import::TransferContent;
use crate::terms::Lang;

const HEADER: [&str; 4] = ["line", "outcome", "record", "detail"];

/// The report, a page of rows at a time, in the language of the request.
pub(super) fn stream(
    cx: Cx,
    import: TransferId,
    content: TransferContent,
) -> impl Stream<Item = io::Result<Vec<u8>>> + Send {
    async_stream::stream! {
        let header = HEADER.map(str::to_owned).to_vec();
        yield csv::with_mark(&[header]).await.map_err(io::Error::other);
        let mut after = None;
        loop {
            match page(&cx, import, after).await {
                Err(fault) => {
                    yield Err(io::Error::other(fault));
                    break;
                }
                Ok((rows, next)) => {
                    let rows: Vec<_> = rows.iter().map(|row| cells(row, content, cx.lang)).collect();
                    yield csv::rows(&rows).await.map_err(io::Error::other);
                    match next {
                        None => break,
                        next => after = next,
                    }
                }
            }
        }
    }
}

async fn page(cx: &Cx, import: TransferId, after: Option<String>) -> Result<(Vec<TransferRow>, Option<String>), Fault> {
    let page = PageArgs { first: Some(MAX_PAGE), after, ..PageArgs::default() };
    let page = page.check().map_err(|problem| Fault::bug(format!("a page of a report: {problem:?}")))?;
    let rows = list::rows(cx.account, import, &[]).page::<TransferRow>(&cx.db, &page).await;
    let rows = rows.map_err(|error| match error {
        PageError::Fault(fault) => fault,
        PageError::Cursor(_) => Fault::bug("a report's cursor is its own"),
    })?;
    let next = rows.rows.last().filter(|_| rows.has_next).map(|(cursor, _)| cursor.0.clone());
    Ok((rows.rows.into_iter().map(|(_, row)| row).collect(), next))
}

fn cells(row: &TransferRow, content: TransferContent, lang: Lang) -> Vec<String> {
    let record = row.record_id.map(|id| content.id(id)).unwrap_or_default();
    let reason = row.reason(lang).unwrap_or_default();
    vec![row.row_number.to_string(), row.outcome.as_str().to_owned(), record, reason]
}
