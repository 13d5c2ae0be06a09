//! Where a file comes from, its dialect, and a look at its beginning.

use std::io::Cursor;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

use csv_async::AsyncReaderBuilder;
use tokio::io::{AsyncRead, AsyncReadExt as _, ReadBuf};

use super::{Field, Mapping, Trouble};

/// How much of a file is looked at to tell its dialect and show what its columns hold.
const GLANCE: u64 = 64 * 1024;
/// The longest row taken, in bytes. A longer one is most likely a quote that is never closed.
pub(super) const LONGEST: usize = 1024 * 1024;
/// What the CSV reader reads ahead.
const AHEAD: usize = 64 * 1024;
/// The most values shown of each column.
const SAMPLES: usize = 3;
const BOM: &[u8] = "\u{feff}".as_bytes();

/// A file to read, whatever it is kept in.
pub struct Source {
    pub name: String,
    pub bytes: Box<dyn AsyncRead + Unpin + Send>,
}

pub(super) type Csv = csv_async::AsyncReader<Bounded>;

/// The start of a file, as people want to see it before they say which column is what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// The header's cells.
    pub headers: Vec<String>,
    /// For each column its first few different values.
    pub samples: Vec<Vec<String>>,
    /// For each column the field that it probably holds.
    pub suggested: Vec<Option<&'static str>>,
}

/// Looks at the start of a file.
///
/// # Errors
/// [`Trouble`] when it is not a CSV file with a header in UTF-8.
pub async fn preview(source: Source, fields: &'static [Field]) -> Result<Preview, Trouble> {
    let name = source.name.clone();
    let (mut csv, _) = open(source).await?;
    let headers = headers(&mut csv, &name).await?;
    let suggested = Mapping::suggest(fields, &headers);
    let mut samples = vec![Vec::new(); headers.len()];
    let mut record = csv_async::StringRecord::new();
    for _ in 0..SAMPLES * 10 {
        if !matches!(csv.read_record(&mut record).await, Ok(true)) {
            break;
        }
        for (column, cell) in samples.iter_mut().zip(&record) {
            let cell = cell.trim().to_owned();
            if column.len() < SAMPLES && !cell.is_empty() && !column.contains(&cell) {
                column.push(cell);
            }
        }
    }
    Ok(Preview { headers, samples, suggested })
}

/// A reader of a file's rows, header first, by the file's own separator; and what resets its bound.
pub(super) async fn open(mut source: Source) -> Result<(Csv, Arc<AtomicUsize>), Trouble> {
    let mut start = Vec::new();
    let glance = (&mut source.bytes).take(GLANCE).read_to_end(&mut start).await;
    glance.map_err(|error| Trouble::File(PathBuf::from(&source.name), error))?;
    let separator = separator(&start);
    let skipped = if start.starts_with(BOM) { BOM.len() as u64 } else { 0 };
    let mut start = Cursor::new(start);
    start.set_position(skipped);
    let since = Arc::new(AtomicUsize::new(0));
    let bounded = Bounded { bytes: Box::new(start.chain(source.bytes)), since: Arc::clone(&since) };
    let mut builder = AsyncReaderBuilder::new();
    builder.flexible(true).delimiter(separator).buffer_capacity(AHEAD);
    Ok((builder.create_reader(bounded), since))
}

/// The header's cells.
pub(super) async fn headers(csv: &mut Csv, name: &str) -> Result<Vec<String>, Trouble> {
    let unreadable = |what: String| Trouble::Unusable(format!("{name}: {what}"));
    let headers = csv.headers().await.map_err(|error| unreadable(format!("the header cannot be read: {error}")))?;
    let headers: Vec<String> = headers.iter().map(|header| header.trim().to_owned()).collect();
    if headers.iter().all(String::is_empty) {
        return Err(unreadable("there is no header".to_owned()));
    }
    Ok(headers)
}

/// What most separates the first line outside quotes: a comma, a semicolon or a tab.
fn separator(start: &[u8]) -> u8 {
    let (mut quoted, mut counts) = (false, [(b',', 0), (b';', 0), (b'\t', 0)]);
    for byte in start {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            _ => {}
        }
        for (separator, count) in &mut counts {
            *count += usize::from(!quoted && byte == separator);
        }
    }
    let most = counts.into_iter().reduce(|best, next| if next.1 > best.1 { next } else { best });
    most.map_or(b',', |(separator, _)| separator)
}

/// Bytes that end when one row takes too many of them, so that a quote that is never closed fills no memory.
pub(super) struct Bounded {
    bytes: Box<dyn AsyncRead + Unpin + Send>,
    /// Read since the last row ended.
    since: Arc<AtomicUsize>,
}

impl AsyncRead for Bounded {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<std::io::Result<()>> {
        let before = buf.filled().len();
        let polled = Pin::new(&mut self.bytes).poll_read(cx, buf);
        let read = buf.filled().len().saturating_sub(before);
        if self.since.fetch_add(read, Ordering::Relaxed) > LONGEST + AHEAD {
            let text = "a row is longer than a mebibyte; perhaps a quote is never closed";
            return Poll::Ready(Err(std::io::Error::new(std::io::ErrorKind::InvalidData, text)));
        }
        polled
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_separator_is_what_the_header_has_most_of_outside_quotes() {
        assert_eq!(separator(b"a,b;c,d\n1;2;3;4"), b',');
        assert_eq!(separator(b"\"a,b,c\";d;e\n1,2"), b';');
        assert_eq!(separator(b"a\tb\tc"), b'\t');
        assert_eq!(separator(b"alone\n1"), b',');
    }

    fn source(text: impl Into<Vec<u8>>) -> Source {
        Source { name: "file.csv".into(), bytes: Box::new(Cursor::new(text.into())) }
    }

    const FIELDS: &[Field] = &[
        Field { name: "given_name", required: false, also: &["first_name"] },
        Field { name: "phone", required: false, also: &["telephone"] },
    ];

    #[tokio::test]
    async fn a_byte_order_mark_and_semicolons_are_understood() {
        let looked =
            preview(source("\u{feff}\"First name\";Tel;Notes\nAna;1;\nAna;2;x\n"), FIELDS).await.expect("a CSV");
        assert_eq!(looked.headers, ["First name", "Tel", "Notes"]);
        assert_eq!(looked.samples, [vec!["Ana"], vec!["1", "2"], vec!["x"]]);
        assert_eq!(looked.suggested, [Some("given_name"), None, None]);
    }

    #[tokio::test]
    async fn a_quote_that_is_never_closed_ends_the_reading_before_it_fills_the_memory() {
        let text = [b"given_name\n\"".to_vec(), vec![b'x'; 8 * LONGEST]].concat();
        let mut rows = super::super::Reader::of(source(text), FIELDS, &[]).await.expect("a header");
        let trouble = rows.next().await.expect_err("no row");
        assert!(trouble.to_string().contains("never closed"), "{trouble}");
    }
}
