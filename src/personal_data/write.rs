//! Writing what is known of a customer, a table at a time.

use std::io;

use serde_json::{Map, Value as Json, json};

use super::{Bytes, PersonalDataFormat};
use crate::app::Cx;
use crate::db::Query;
use crate::error::Fault;
use crate::export::csv;
use crate::ids::CustomerId;
use crate::records::columns::{Table, tables};

/// The file, in its format.
pub(super) fn stream(cx: Cx, customer: CustomerId, format: PersonalDataFormat) -> Bytes {
    Box::pin(async_stream::try_stream! {
        let mut first = true;
        for table in tables() {
            let rows = rows(&cx, customer, table).await.map_err(io::Error::other)?;
            if rows.is_empty() {
                continue;
            }
            yield match format {
                PersonalDataFormat::Json => object(&cx, customer, table, rows, first),
                PersonalDataFormat::Csv => lines(table, &rows, first).await.map_err(io::Error::other)?,
            };
            first = false;
        }
        if format == PersonalDataFormat::Json {
            yield b"}}\n".to_vec();
        }
    })
}

/// A customer's rows of a table, each as the values of the columns that are given.
async fn rows(cx: &Cx, customer: CustomerId, table: &Table) -> Result<Vec<Vec<Json>>, Fault> {
    let Some(text) = table.given_sql() else { return Ok(Vec::new()) };
    let rows: Vec<(String,)> = Query::built(text).bind(cx.account).bind(vec![customer.uuid()]).all(&cx.db).await?;
    let unreadable = |_| Fault::bug("a row that was written as JSON is not readable");
    rows.iter().map(|(row,)| serde_json::from_str(row).map_err(unreadable)).collect()
}

/// A table as a part of the object: `"addresses":[{…}]`, behind the head where it is the first.
fn object(cx: &Cx, customer: CustomerId, table: &Table, rows: Vec<Vec<Json>>, first: bool) -> Vec<u8> {
    let named = |row: Vec<Json>| -> Map<String, Json> {
        table.given().into_iter().map(str::to_owned).zip(row).filter(|(_, value)| !value.is_null()).collect()
    };
    let rows: Vec<_> = rows.into_iter().map(named).collect();
    let head = format!("{{\"customer\":\"{customer}\",\"at\":{},\"tables\":{{", json!(cx.now()));
    let before = if first { head.as_str() } else { "," };
    format!("{before}\n\"{}\":{}", table.name, json!(rows)).into_bytes()
}

async fn lines(table: &Table, rows: &[Vec<Json>], first: bool) -> Result<Vec<u8>, Fault> {
    let columns = table.given();
    let mut lines = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        for (column, value) in columns.iter().zip(row).filter(|(_, value)| !value.is_null()) {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            lines.push(vec![table.name.to_owned(), (at + 1).to_string(), (*column).to_owned(), value]);
        }
    }
    let written = if first {
        lines.insert(0, ["table", "row", "column", "value"].map(str::to_owned).to_vec());
        csv::with_mark(&lines).await
    } else {
        csv::rows(&lines).await
    };
    written.map_err(|error| Fault::bug(format!("a line of a person's data: {error}")))
}
