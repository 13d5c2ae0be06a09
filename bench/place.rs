//! A database of the benchmark's own, on disk and as durable as in earnest; gone afterwards.

use std::path::{Path, PathBuf};
use std::time::Duration;

use lethe::db::{Db, DbOptions};

use crate::cluster;
use crate::options::Engine;

/// Where the records are.
pub struct Place {
    pub engine: Engine,
    pub url: String,
    directory: PathBuf,
}

impl Place {
    /// An empty database.
    pub fn new(engine: Engine) -> Self {
        let own = std::process::id();
        let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("load-{own}-{engine:?}"));
        std::fs::create_dir_all(&directory).expect("a directory for the database");
        let url = match engine {
            Engine::Postgres => {
                cluster::start(&directory, own, "-c shared_buffers=512MB") + "/postgres?sslmode=disable"
            }
            _ => format!("sqlite:{}", directory.join("lethe.db").display()),
        };
        Self { engine, url, directory }
    }

    /// Connects, for the benchmark's own needs.
    pub async fn connect(&self) -> Db {
        let patience = Duration::from_secs(3_600);
        let options = DbOptions { url: self.url.clone(), connections: 4, statement_timeout: patience };
        Db::connect(&options).await.expect("the database answers")
    }

    /// A file beside the database.
    pub fn file(&self, name: &str) -> PathBuf {
        self.directory.join(name)
    }

    /// PostgreSQL's first process.
    pub fn postmaster(&self) -> Option<u32> {
        let note = std::fs::read_to_string(self.file("data/postmaster.pid")).ok()?;
        note.lines().next()?.parse().ok()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        // PostgreSQL's directory is removed by who watches over it, once it has stopped.
        if self.postmaster().is_none() {
            let _ = std::fs::remove_dir_all(&self.directory);
        }
    }
}
