//! `lethe ledger`: what was erased for good, compared with the database.

use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::settings::{DatabaseArgs, LogArgs};
use super::{Ending, database, logging};
use crate::lifecycle;

/// The erasure ledger.
#[derive(Debug, Subcommand)]
pub(super) enum Ledger {
    /// Say what the ledger has and the database does not know: nothing, unless a backup was restored
    Check(Place),
    /// Erase again what was erased since the backup that was restored
    Replay(Place),
}

/// The database and the ledger.
#[derive(Debug, Args)]
pub(super) struct Place {
    #[command(flatten)]
    database: DatabaseArgs,
    #[command(flatten)]
    log: LogArgs,
}

impl Ledger {
    pub async fn run(self) -> Ending {
        let (Self::Check(place) | Self::Replay(place)) = &self;
        logging::start(&place.log);
        let app = database::app(&place.database).await?;
        let behind = lifecycle::behind(&app).await?.entries.len();
        let code = if let Self::Check(_) = self {
            println!("{behind} erasures of the ledger are not in the database.");
            if behind == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        } else {
            let done = lifecycle::replay(&app).await?;
            println!("{done} customers were erased again; {} are not in this database.", behind - done);
            ExitCode::SUCCESS
        };
        app.db.close().await;
        Ok(code)
    }
}
