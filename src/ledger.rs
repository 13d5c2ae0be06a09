//! The erasure ledger: what was made unreadable for good, written down outside of the database, so that a backup that is
//! restored cannot bring anybody back unnoticed. Each process appends to a file of its own in one folder; whoever makes
//! backups copies the folder as it is, and never an older one over it.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, Seek, SeekFrom, Write};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::error::Fault;

/// One erasure that became final. No personal data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerEntry {
    pub account: Uuid,
    pub erasure: Uuid,
    pub customer: Uuid,
    /// The customers who were part of that one: a backup may have them on their own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub merged: Vec<Uuid>,
    pub act: String,
    /// How much was made unreadable, as the erasure says it.
    pub mask: serde_json::Value,
    pub at: Timestamp,
}

/// How far a file of the ledger was when an entry was added: what the database notes, to know what it has seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    pub file: String,
    pub bytes: i64,
}

/// The ledger in a folder. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Ledger {
    folder: PathBuf,
    own: Arc<Mutex<Option<Own>>>,
}

#[derive(Debug)]
struct Own {
    name: String,
    file: File,
    bytes: u64,
}

const SUFFIX: &str = "jsonl";

impl Ledger {
    /// The ledger in a folder, which is made when something is first written.
    pub fn at(folder: PathBuf) -> Self {
        Self { folder, own: Arc::default() }
    }

    /// Adds entries, and waits until they are on the disk.
    ///
    /// # Errors
    /// [`Fault`] when the folder cannot be written to.
    pub async fn append(&self, id: Uuid, entries: Vec<LedgerEntry>) -> Result<Mark, Fault> {
        let ledger = self.clone();
        let written = tokio::task::spawn_blocking(move || ledger.append_now(id, &entries)).await;
        written.map_err(|_| Fault::bug("writing the ledger was broken off"))?.map_err(unwritable)
    }

    fn append_now(&self, id: Uuid, entries: &[LedgerEntry]) -> io::Result<Mark> {
        let mut lines = Vec::new();
        for entry in entries {
            serde_json::to_writer(&mut lines, entry)?;
            lines.push(b'\n');
        }
        let mut own = self.own.lock().unwrap_or_else(PoisonError::into_inner);
        // Whatever a write that failed has left at the end of a file, nothing is ever written behind it.
        let mut file = match own.take() {
            Some(file) => file,
            None => self.begin(id)?,
        };
        file.file.write_all(&lines)?;
        file.file.sync_data()?;
        file.bytes += u64::try_from(lines.len()).unwrap_or(0);
        let mark = Mark { file: file.name.clone(), bytes: i64::try_from(file.bytes).unwrap_or(i64::MAX) };
        *own = Some(file);
        Ok(mark)
    }

    /// A file of this process's own: nobody else appends to it.
    fn begin(&self, id: Uuid) -> io::Result<Own> {
        fs::create_dir_all(&self.folder)?;
        let name = format!("{}.{SUFFIX}", id.simple());
        let file = OpenOptions::new().create_new(true).append(true).open(self.folder.join(&name))?;
        File::open(&self.folder)?.sync_all()?;
        Ok(Own { name, file, bytes: 0 })
    }

    /// Every file with its length.
    ///
    /// # Errors
    /// [`Fault`] when the folder cannot be read.
    pub fn files(&self) -> Result<Vec<Mark>, Fault> {
        let entries = match fs::read_dir(&self.folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries.map_err(unreadable)?,
        };
        let mut files = Vec::new();
        for entry in entries {
            let entry = entry.map_err(unreadable)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.ends_with(SUFFIX) {
                let bytes = entry.metadata().map_err(unreadable)?.len();
                files.push(Mark { file: name, bytes: i64::try_from(bytes).unwrap_or(i64::MAX) });
            }
        }
        files.sort_by(|a, b| a.file.cmp(&b.file));
        Ok(files)
    }

    /// The entries of a file from some byte on. What a crash left half written at its end was never acknowledged, and is
    /// not given.
    ///
    /// # Errors
    /// [`Fault`] when the file cannot be read, or is damaged.
    pub fn entries(&self, file: &str, from: i64) -> Result<Vec<LedgerEntry>, Fault> {
        let mut open = File::open(self.folder.join(file)).map_err(unreadable)?;
        open.seek(SeekFrom::Start(u64::try_from(from).unwrap_or(0))).map_err(unreadable)?;
        let mut entries = Vec::new();
        let mut reader = BufReader::new(open);
        let mut line = String::new();
        while reader.read_line(&mut line).map_err(unreadable)? > 0 && line.ends_with('\n') {
            let entry = serde_json::from_str(&line);
            entries.push(
                entry.map_err(|error| Fault::config(format!("the erasure ledger's {file} is damaged: {error}")))?,
            );
            line.clear();
        }
        Ok(entries)
    }
}

fn unwritable(error: io::Error) -> Fault {
    Fault::config(format!("the erasure ledger cannot be written: {error}"))
}

fn unreadable(error: io::Error) -> Fault {
    Fault::config(format!("the erasure ledger cannot be read: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    fn entry(n: u128) -> LedgerEntry {
        LedgerEntry {
            account: Uuid::from_u128(1),
            erasure: Uuid::from_u128(n),
            customer: Uuid::from_u128(2),
            merged: Vec::new(),
            act: "ERASE".into(),
            mask: serde_json::json!({}),
            at: DateTime::UNIX_EPOCH,
        }
    }

    #[tokio::test]
    async fn nothing_is_written_behind_a_write_that_failed() {
        let folder = tempfile::tempdir().expect("a folder");
        let ledger = Ledger::at(folder.path().to_owned());
        let first = ledger.append(Uuid::from_u128(9), vec![entry(1)]).await.expect("written");
        let path = folder.path().join(&first.file);
        OpenOptions::new().append(true).open(&path).expect("a file").write_all(b"{\"acc").expect("written");
        if let Some(own) = ledger.own.lock().expect("a file").as_mut() {
            own.file = File::open(&path).expect("a file that cannot be written to");
        }
        ledger.append(Uuid::from_u128(8), vec![entry(2)]).await.expect_err("not written");
        let next = ledger.append(Uuid::from_u128(7), vec![entry(2)]).await.expect("written");
        assert_ne!(next.file, first.file);
        assert_eq!(ledger.entries(&first.file, 0).expect("read"), [entry(1)]);
        assert_eq!(ledger.entries(&next.file, 0).expect("read"), [entry(2)]);
    }

    #[tokio::test]
    async fn what_was_added_is_read_again_and_half_a_line_is_not() {
        let folder = tempfile::tempdir().expect("a folder");
        let ledger = Ledger::at(folder.path().join("ledger"));
        assert_eq!(ledger.files().expect("no folder yet"), []);
        let first = ledger.append(Uuid::from_u128(9), vec![entry(1)]).await.expect("written");
        let second = ledger.append(Uuid::from_u128(8), vec![entry(2), entry(3)]).await.expect("written");
        assert_eq!(first.file, second.file);
        assert_eq!(ledger.files().expect("read"), std::slice::from_ref(&second));
        assert_eq!(ledger.entries(&first.file, first.bytes).expect("read"), [entry(2), entry(3)]);
        let path = folder.path().join("ledger").join(&first.file);
        OpenOptions::new().append(true).open(&path).expect("a file").write_all(b"{\"acc").expect("written");
        assert_eq!(ledger.entries(&first.file, 0).expect("read").len(), 3);
        OpenOptions::new().append(true).open(&path).expect("a file").write_all(b"\n").expect("written");
        assert!(ledger.entries(&first.file, 0).is_err());
    }
}
