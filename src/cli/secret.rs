//! The secret that every key comes from: given, or made once beside SQLite's file.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use super::Trouble;
use super::settings::{DatabaseArgs, ServerArgs};
use crate::entropy::Entropy;

const VARIABLE: &str = "LETHE_SECRET";
const FILE_NAME: &str = "lethe.secret";

/// A secret, and where it came from.
#[derive(Clone)]
pub(super) struct FoundSecret {
    pub bytes: Vec<u8>,
    pub from: String,
    /// Whether others than its owner can read the file.
    pub exposed: bool,
}

/// The secret, if there is one: the variable's, the named file's, the one beside SQLite's file.
pub(super) fn find(server: &ServerArgs, database: &DatabaseArgs) -> Result<Option<FoundSecret>, Trouble> {
    if let Some(secret) = std::env::var(VARIABLE).ok().filter(|secret| !secret.is_empty()) {
        let bytes = secret.trim().as_bytes().to_vec();
        return Ok(Some(FoundSecret { bytes, from: VARIABLE.into(), exposed: false }));
    }
    match &server.secret_file {
        Some(path) => read(path).map(Some),
        None => beside(database).filter(|path| path.exists()).map(|path| read(&path)).transpose(),
    }
}

/// The secret; with SQLite one is made when there is none.
pub(super) fn find_or_make(server: &ServerArgs, database: &DatabaseArgs) -> Result<FoundSecret, Trouble> {
    if let Some(found) = find(server, database)? {
        return Ok(found);
    }
    let Some(path) = beside(database) else {
        let advice = "a secret is needed, the same on every node: set LETHE_SECRET, or --secret-file";
        return Err(Trouble::Usage(format!("{advice}. For example LETHE_SECRET={}", fresh())));
    };
    kept_in(&path)
}

/// The secret of a file, which is made when it is not there.
pub(super) fn kept_in(path: &Path) -> Result<FoundSecret, Trouble> {
    match make(path) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => {
            Err(Trouble::Failed(format!("{}: {error}", path.display())))
        }
        _ => read(path),
    }
}

/// 256 fresh bits, as text.
pub(super) fn fresh() -> String {
    data_encoding::HEXLOWER.encode(&Entropy::system().bytes::<32>())
}

fn beside(database: &DatabaseArgs) -> Option<PathBuf> {
    Some(database.sqlite_file()?.with_file_name(FILE_NAME))
}

fn read(path: &Path) -> Result<FoundSecret, Trouble> {
    let wrong = |error: std::io::Error| Trouble::Usage(format!("{}: {error}", path.display()));
    let text = std::fs::read_to_string(path).map_err(wrong)?;
    let mode = File::open(path).and_then(|file| file.metadata()).map_err(wrong)?.permissions().mode();
    let bytes = text.trim().as_bytes().to_vec();
    Ok(FoundSecret { bytes, from: path.display().to_string(), exposed: mode & 0o077 != 0 })
}

fn make(path: &Path) -> std::io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    writeln!(file, "{}", fresh())?;
    file.sync_all()
}
