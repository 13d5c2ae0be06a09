//! `lethe serve`: the server in earnest.

use std::process::ExitCode;

use clap::Args;

use super::serving::{self, Behind};
use super::settings::{DatabaseArgs, LogArgs, ServerArgs};
use super::{Ending, Trouble, logging, secret};
use crate::db::Db;
use crate::http;

/// Serves the API, starting empty.
#[derive(Debug, Args)]
pub(super) struct Serve {
    /// Leave the database's schema as it is, and refuse to start when it is not up to date
    #[arg(long)]
    no_migrate: bool,
    /// Only answer requests, and leave mail, webhooks, imports, erasures and sweeping to `lethe worker`
    #[arg(long)]
    no_worker: bool,
    #[command(flatten)]
    server: Box<ServerArgs>,
    #[command(flatten)]
    database: DatabaseArgs,
    #[command(flatten)]
    log: LogArgs,
}

impl Serve {
    pub async fn run(self) -> Ending {
        logging::start(&self.log);
        let secret = secret::find_or_make(&self.server, &self.database)?;
        let db = self.database().await?;
        let public = serving::bind(self.server.listen).await?;
        let settings = self.server.settings(public.local_addr()?);
        let app = serving::in_earnest(db, &self.database, settings, &secret).await?;
        let stop = http::asked_to_stop();
        println!("Lethe listens at {}", public.local_addr()?);
        let behind = if self.no_worker { Behind::Elsewhere } else { Behind::Here };
        let metrics_at = self.server.metrics_listen;
        serving::until_stopped(app, (public, axum::Router::new()), metrics_at, behind, stop).await?;
        Ok(ExitCode::SUCCESS)
    }

    async fn database(&self) -> Result<Db, Trouble> {
        let db = Db::connect(&self.database.options()).await?;
        if !self.no_migrate {
            db.migrate().await?;
        } else if !db.pending_migrations().await?.is_empty() {
            return Err(Trouble::Usage("the database's schema is not up to date; run `lethe migrate` first".into()));
        }
        Ok(db)
    }
}
