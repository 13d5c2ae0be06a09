//! Writing CSV (RFC 4180) that is safe to open in a spreadsheet.

use csv_async::{AsyncWriterBuilder, Error, Terminator};

use crate::text;

/// What tells spreadsheets that a file is UTF-8.
const MARK: &str = "\u{feff}";

/// Rows as text.
///
/// # Errors
/// None that can happen: the rows are written to memory.
pub async fn rows(rows: &[Vec<String>]) -> Result<Vec<u8>, Error> {
    write(Vec::new(), rows).await
}

/// The same at the start of a file, behind the mark of UTF-8.
///
/// # Errors
/// None that can happen: the rows are written to memory.
pub async fn with_mark(rows: &[Vec<String>]) -> Result<Vec<u8>, Error> {
    write(MARK.into(), rows).await
}

async fn write(mut bytes: Vec<u8>, rows: &[Vec<String>]) -> Result<Vec<u8>, Error> {
    let mut builder = AsyncWriterBuilder::new();
    let mut csv = builder.terminator(Terminator::CRLF).create_writer(&mut bytes);
    for row in rows {
        let cells: Vec<String> = row.iter().map(|cell| text::guarded_cell(cell)).collect();
        csv.write_record(&cells).await?;
    }
    csv.flush().await?;
    drop(csv);
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn lines_end_as_the_standard_says_and_formulas_are_text() {
        let row = ["=1+1", "a \"b\", c", "two\nlines", ""].map(str::to_owned).to_vec();
        let bytes = with_mark(&[row]).await.expect("written");
        assert_eq!(String::from_utf8(bytes).expect("text"), "\u{feff}'=1+1,\"a \"\"b\"\", c\",\"two\nlines\",\r\n");
    }
}
