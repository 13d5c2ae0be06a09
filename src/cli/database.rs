//! Reaching the database, for commands that work without a server; and `lethe migrate`.

use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;

use super::settings::{DatabaseArgs, LogArgs};
use super::{Ending, Trouble, logging, secret};
use crate::access::{Keys, Limits};
use crate::accounts::{self, Account};
use crate::app::{App, Cx};
use crate::changes::Changes;
use crate::clock::Clock;
use crate::config::Settings;
use crate::db::Db;
use crate::entropy::Entropy;
use crate::jobs::Mailer;
use crate::payment_providers::PaymentProvider;
use crate::webhooks::Courier;

/// Brings the schema up to date.
#[derive(Debug, Args)]
pub(super) struct Migrate {
    #[command(flatten)]
    database: DatabaseArgs,
    #[command(flatten)]
    log: LogArgs,
}

impl Migrate {
    pub async fn run(self) -> Ending {
        logging::start(&self.log);
        let db = Db::connect(&self.database.options()).await?;
        let pending = db.pending_migrations().await?;
        db.migrate().await?;
        db.close().await;
        for name in &pending {
            println!("ran {name}");
        }
        println!("The schema is up to date.");
        Ok(ExitCode::SUCCESS)
    }
}

/// Connects to a database that exists and is up to date.
pub(super) async fn connect(args: &DatabaseArgs) -> Result<Db, Trouble> {
    if let Some(path) = args.sqlite_file().filter(|path| !path.exists()) {
        let text = format!("there is no database at {}; `lethe migrate` makes one", path.display());
        return Err(Trouble::Usage(text));
    }
    let db = Db::connect(&args.options()).await?;
    if db.pending_migrations().await?.is_empty() {
        Ok(db)
    } else {
        Err(Trouble::Usage("the database's schema is not up to date; run `lethe migrate` first".into()))
    }
}

/// What commands need to act as Lethe itself. Its keys are its own: it signs nothing that a server would take.
pub(super) async fn app(args: &DatabaseArgs) -> Result<App, Trouble> {
    let (clock, settings) = (Clock::system(), Settings::default());
    Ok(App {
        db: connect(args).await?,
        entropy: Entropy::system(),
        keys: Arc::new(Keys::derive(secret::fresh().as_bytes())?),
        courier: Courier::new(&settings),
        limits: Arc::new(Limits::new(&settings, &clock)),
        settings: Arc::new(settings),
        changes: Changes::default(),
        mailer: Mailer::Disabled,
        payments: PaymentProvider::Disabled,
        key_store: Arc::new(args.key_store()),
        ledger: args.ledger(),
        clock,
    })
}

/// Lethe itself at work in the account that somebody named.
pub(super) async fn at_work_in(app: &App, slug: &str) -> Result<(Cx, Account), Trouble> {
    match accounts::by_slug(&app.db, slug).await? {
        Some(account) => Ok((Cx::system(app, account.id), account)),
        None => Err(Trouble::Usage(format!("there is no account {slug:?}; `lethe account list` names them"))),
    }
}
