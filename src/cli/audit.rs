//! `lethe audit`: whether the audit log is whole.

use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::settings::{DatabaseArgs, LogArgs};
use super::{Ending, database, logging};
use crate::{accounts, audit};

/// What can be done with the log here.
#[derive(Debug, Subcommand)]
pub(super) enum Audit {
    /// Recompute the chain of hashes; fails at the first entry that was changed or is missing
    Verify(Verify),
}

/// Which chains to check.
#[derive(Debug, Args)]
pub(super) struct Verify {
    /// One account's slug; all accounts without it
    #[arg(long, value_name = "SLUG")]
    account: Option<String>,
    #[command(flatten)]
    database: DatabaseArgs,
    #[command(flatten)]
    log: LogArgs,
}

impl Audit {
    pub async fn run(self) -> Ending {
        let Self::Verify(verify) = self;
        verify.run().await
    }
}

impl Verify {
    async fn run(self) -> Ending {
        logging::start(&self.log);
        let app = database::app(&self.database).await?;
        let accounts = match &self.account {
            Some(slug) => vec![database::at_work_in(&app, slug).await?.1],
            None => accounts::all(&app.db).await?,
        };
        let mut ending = ExitCode::SUCCESS;
        for account in accounts {
            match audit::verify(&app.db, account.id).await? {
                Ok(whole) => println!("{}: {} entries hold, head {}", account.slug, whole.events, whole.head),
                Err(broken) => {
                    println!("{}: BROKEN: {broken}", account.slug);
                    ending = ExitCode::FAILURE;
                }
            }
        }
        Ok(ending)
    }
}
