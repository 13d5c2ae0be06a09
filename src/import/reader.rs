//! Reading a CSV file row by row: one row in memory at a time.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use csv_async::{ByteRecord, ErrorKind};
use tokio::fs::File;

use super::source::{self, Csv, LONGEST, Source};
use super::{Field, Mapping, Rejection, Trouble};
use crate::i18n::Message;
use crate::text;

/// A file with a header, and what its columns hold.
pub struct Reader {
    csv: Csv,
    since: Arc<AtomicUsize>,
    file: String,
    mapping: Arc<Mapping>,
    headers: Vec<String>,
    record: ByteRecord,
}

/// A row whose cells are text.
#[derive(Clone, Debug)]
pub struct Row {
    /// The line it starts on, from 1.
    pub line: u64,
    file: String,
    mapping: Arc<Mapping>,
    cells: Vec<String>,
}

impl Reader {
    /// Opens a file and finds its columns.
    ///
    /// # Errors
    /// [`Trouble`] when it cannot be read or mapped.
    pub async fn open(path: &Path, fields: &'static [Field], named: &[(String, String)]) -> Result<Self, Trouble> {
        let file = File::open(path).await.map_err(|error| Trouble::File(path.to_owned(), error))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Self::of(Source { name, bytes: Box::new(file) }, fields, named).await
    }

    /// Finds the columns of a file from anywhere.
    ///
    /// # Errors
    /// [`Trouble`] when it cannot be read or mapped.
    pub async fn of(source: Source, fields: &'static [Field], named: &[(String, String)]) -> Result<Self, Trouble> {
        let file = source.name.clone();
        let (mut csv, since) = source::open(source).await?;
        let headers = source::headers(&mut csv, &file).await?;
        let mapping =
            Mapping::new(fields, named, &headers).map_err(|error| Trouble::Unusable(format!("{file}: {error}")))?;
        let mapping = Arc::new(mapping);
        Ok(Self { csv, since, file, mapping, headers, record: ByteRecord::new() })
    }

    /// What the file's columns hold.
    pub fn mapping(&self) -> &Arc<Mapping> {
        &self.mapping
    }

    /// Columns that nothing is read from, with what they might be: `"Surname" is not read: family_name=Surname?`.
    pub fn unmapped(&self) -> Vec<String> {
        self.mapping.unread(&self.headers)
    }

    /// The next row, or why it is none; nothing at the end.
    ///
    /// # Errors
    /// [`Trouble::File`] when the file cannot be read on.
    pub async fn next(&mut self) -> Result<Option<Result<Row, Rejection>>, Trouble> {
        let line = self.csv.position().line();
        let read = self.csv.read_byte_record(&mut self.record).await;
        self.since.store(0, Ordering::Relaxed);
        match read {
            Ok(true) => Ok(Some(self.row(line))),
            Ok(false) => Ok(None),
            Err(error) => Err(match error.into_kind() {
                ErrorKind::Io(error) => Trouble::File(PathBuf::from(&self.file), error),
                other => Trouble::Unusable(format!("{}: line {line}: {other:?}", self.file)),
            }),
        }
    }

    fn row(&self, before: u64) -> Result<Row, Rejection> {
        let line = self.record.position().map_or(before, csv_async::Position::line);
        let file = self.file.clone();
        let reject = |reason: Message| Rejection { file: file.clone(), line, column: String::new(), reason };
        if self.record.as_slice().len() > LONGEST {
            return Err(reject("import-row-too-long".into()));
        }
        let (cells, columns) = (self.record.len(), self.headers.len());
        if cells != columns {
            return Err(reject(Message::from("import-row-cells").count("cells", cells).count("columns", columns)));
        }
        let cells = self.record.iter().map(|cell| std::str::from_utf8(cell).map(text::unguarded_cell));
        let cells = cells.collect::<Result<_, _>>().map_err(|_| reject("import-row-not-text".into()))?;
        Ok(Row { line, file: file.clone(), mapping: Arc::clone(&self.mapping), cells })
    }
}

impl Row {
    /// A row that was read before.
    pub(super) fn again(file: &str, line: u64, mapping: &Arc<Mapping>, cells: Vec<String>) -> Self {
        Self { line, file: file.to_owned(), mapping: Arc::clone(mapping), cells }
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
    pub fn reject(&self, field: &str, reason: impl Into<Message>) -> Rejection {
        let column = self.mapping.header(field);
        Rejection { file: self.file.clone(), line: self.line, column, reason: reason.into() }
    }
}
