//! Reading a CSV file row by row: one row in memory at a time.

use std::path::{Path, PathBuf};

use csv_async::{AsyncReader, AsyncReaderBuilder, ByteRecord, ErrorKind};
use tokio::fs::File;

use super::{Field, Mapping, Rejection, Trouble};

/// The longest row taken, in bytes. A longer one is most likely a quote that is never closed.
const LONGEST: usize = 1024 * 1024;

/// A file with a header, and what its columns hold.
pub struct Reader {
    csv: AsyncReader<File>,
    path: PathBuf,
    mapping: Mapping,
    width: usize,
    record: ByteRecord,
}

/// A row whose cells are text.
#[derive(Clone, Debug)]
pub struct Row {
    /// The line it starts on, from 1.
    pub line: u64,
    file: String,
    mapping: Mapping,
    cells: Vec<String>,
}

impl Reader {
    /// Opens a file and finds its columns.
    ///
    /// # Errors
    /// [`Trouble`] when it cannot be read or mapped.
    pub async fn open(path: &Path, fields: &'static [Field], named: &[(String, String)]) -> Result<Self, Trouble> {
        let file = File::open(path).await.map_err(|error| Trouble::File(path.to_owned(), error))?;
        let mut csv = AsyncReaderBuilder::new().flexible(true).create_reader(file);
        let unreadable = |what: String| Trouble::Unusable(format!("{}: {what}", path.display()));
        let headers = csv.headers().await.map_err(|error| unreadable(format!("the header cannot be read: {error}")))?;
        let headers: Vec<String> = headers.iter().map(|h| h.trim_start_matches('\u{feff}').trim().to_owned()).collect();
        let mapping = Mapping::new(fields, named, &headers).map_err(|error| unreadable(error.to_string()))?;
        Ok(Self { csv, path: path.to_owned(), mapping, width: headers.len(), record: ByteRecord::new() })
    }

    /// What the file's columns hold.
    pub fn mapping(&self) -> &Mapping {
        &self.mapping
    }

    /// The next row, or why it is none; nothing at the end.
    ///
    /// # Errors
    /// [`Trouble::File`] when the file cannot be read on.
    pub async fn next(&mut self) -> Result<Option<Result<Row, Rejection>>, Trouble> {
        let line = self.csv.position().line();
        match self.csv.read_byte_record(&mut self.record).await {
            Ok(true) => Ok(Some(self.row(line))),
            Ok(false) => Ok(None),
            Err(error) => Err(match error.into_kind() {
                ErrorKind::Io(error) => Trouble::File(self.path.clone(), error),
                other => Trouble::Unusable(format!("{}: line {line}: {other:?}", self.path.display())),
            }),
        }
    }

    fn row(&self, before: u64) -> Result<Row, Rejection> {
        let line = self.record.position().map_or(before, csv_async::Position::line);
        let file = self.file_name();
        let reject = |reason: String| Rejection { file: file.clone(), line, column: String::new(), reason };
        if self.record.as_slice().len() > LONGEST {
            return Err(reject("the row is longer than a mebibyte; perhaps a quote is never closed".into()));
        }
        if self.record.len() != self.width {
            return Err(reject(format!("the row has {} cells, the header has {}", self.record.len(), self.width)));
        }
        let cells = self.record.iter().map(|cell| std::str::from_utf8(cell).map(str::to_owned));
        let cells = cells.collect::<Result<_, _>>().map_err(|_| reject("the row is not UTF-8 text".into()))?;
        Ok(Row { line, file: file.clone(), mapping: self.mapping.clone(), cells })
    }

    fn file_name(&self) -> String {
        self.path.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }
}

impl Row {
    /// A row that was read before.
    pub(super) fn again(file: &str, line: u64, mapping: &Mapping, cells: Vec<String>) -> Self {
        Self { line, file: file.to_owned(), mapping: mapping.clone(), cells }
    }

    /// The text of a field; nothing when it has no column or the cell is blank.
    pub fn get(&self, field: &str) -> Option<&str> {
        let cell = self.cells.get(self.mapping.column(field)?)?;
        Some(cell.trim()).filter(|cell| !cell.is_empty())
    }

    pub(super) fn cells(&self) -> &[String] {
        &self.cells
    }

    pub(super) fn file(&self) -> &str {
        &self.file
    }

    /// Why the row cannot be taken, for a field.
    pub fn reject(&self, field: &str, reason: impl Into<String>) -> Rejection {
        let column = self.mapping.header(field);
        Rejection { file: self.file.clone(), line: self.line, column, reason: reason.into() }
    }
}
