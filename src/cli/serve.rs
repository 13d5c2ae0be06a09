//! `lethe serve`: the server in earnest. Its clock is the system's and cannot be moved.

use std::process::ExitCode;

use clap::Args;

use super::settings::{DatabaseArgs, LogArgs, ServerArgs};
use super::{Ending, Trouble, logging, secret, serving};
use crate::app::App;
use crate::clock::Clock;
use crate::db::Db;
use crate::lifecycle;
use crate::payment_providers::PaymentProvider;

/// Serves the API, starting empty.
#[derive(Debug, Args)]
pub(super) struct Serve {
    /// Leave the database's schema as it is, and refuse to start when it is not up to date
    #[arg(long)]
    no_migrate: bool,
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
        if secret.exposed {
            tracing::warn!(file = secret.from, "others than its owner can read the secret");
        }
        let db = self.database().await?;
        let public = serving::bind(self.server.listen).await?;
        let settings = self.server.settings(public.local_addr()?);
        let app = serving::app(
            (db, self.database.key_store(), self.database.ledger()),
            settings,
            &secret.bytes,
            Clock::system(),
        )?;
        up_to_date_with_the_ledger(&app).await?;
        if matches!(app.payments, PaymentProvider::Test(_)) {
            tracing::warn!("the payment provider is the built-in test: it says that it takes money, and takes none");
        }
        if app.settings.webhook_allow_private {
            tracing::warn!("webhooks may lead to addresses that only this server can reach; not for production");
        }
        println!("Lethe listens at {}", public.local_addr()?);
        serving::until_stopped(app, (public, axum::Router::new()), self.server.metrics_listen).await?;
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

/// A database that was restored from a backup may still know people who were erased since.
async fn up_to_date_with_the_ledger(app: &App) -> Result<(), Trouble> {
    let behind = lifecycle::behind(app).await?.entries.len();
    if behind == 0 {
        return Ok(());
    }
    let text = format!(
        "the erasure ledger has {behind} erasures that this database does not know of: it seems to be a backup. Run \
         `lethe ledger replay` first"
    );
    Err(Trouble::Usage(text))
}
