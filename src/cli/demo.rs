//! `lethe demo`: everything filled and ready, to look around in.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;
use serde_json::json;

use super::serving::{self, Behind};
use super::settings::LogArgs;
use super::values::address;
use super::{Ending, Trouble, logging, secret};
use crate::clock::Clock;
use crate::config::{PaymentProviderKind, Settings};
use crate::db::{Db, DbOptions};
use crate::demo::{self, cast};
use crate::http;
use crate::key_store::KeyStore;
use crate::ledger::Ledger;

/// Serves the demo from a SQLite file of its own.
#[derive(Debug, Args)]
pub(super) struct Demo {
    /// Where the demo keeps its data
    #[arg(long, env = "LETHE_DEMO_DATA", value_name = "FOLDER", default_value = "data/demo")]
    demo_data: PathBuf,
    /// Throw away what the demo was left with, and start anew
    #[arg(long)]
    fresh: bool,
    /// Say where to go and whom to sign in as on one line of JSON
    #[arg(long)]
    json: bool,
    /// Where to listen; port 0 takes any free one
    #[arg(long, env = "LETHE_LISTEN", value_name = "ADDRESS", value_parser = address, default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    #[command(flatten)]
    log: LogArgs,
}

const DATABASE: &str = "lethe.db";
const KEYS: &str = "lethe.db.keys";
const LEDGER: &str = "lethe.db.ledger";
/// Filled under another name first: what is found under its own is complete.
const UNFINISHED: &str = "unfinished.db";

impl Demo {
    pub async fn run(self) -> Ending {
        logging::start(&self.log);
        let public = serving::bind(self.listen).await?;
        let bound = public.local_addr()?;
        let secret = self.prepare()?;
        let path = self.demo_data.join(DATABASE);
        if !path.exists() {
            self.fill(&secret).await?;
        }
        let db = open(&path).await?;
        let app = serving::app((db, self.key_store(), self.ledger()), settings(bound), &secret, Clock::travelling())?;
        let stop = http::asked_to_stop();
        if self.json {
            println!("{}", for_programs(bound));
        } else {
            for_people(bound);
        }
        serving::until_stopped(app, (public, demo::http::routes()), None, Behind::Here, stop).await?;
        Ok(ExitCode::SUCCESS)
    }

    /// Makes the folder, empty when a fresh start is wanted; the secret kept in it.
    fn prepare(&self) -> Result<Vec<u8>, Trouble> {
        let wrong = |error| Trouble::Usage(format!("{}: {error}", self.demo_data.display()));
        std::fs::create_dir_all(&self.demo_data).map_err(wrong)?;
        remove(&self.demo_data.join(UNFINISHED))?;
        if self.fresh {
            remove(&self.demo_data.join(DATABASE))?;
            remove(&self.demo_data.join(KEYS))?;
            match std::fs::remove_dir_all(self.demo_data.join(LEDGER)) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(wrong(error)),
                _ => {}
            }
        }
        Ok(secret::kept_in(&self.demo_data.join("lethe.secret"))?.bytes)
    }

    fn key_store(&self) -> KeyStore {
        KeyStore::at(options(&self.demo_data.join(KEYS)))
    }

    fn ledger(&self) -> Ledger {
        Ledger::at(self.demo_data.join(LEDGER))
    }

    async fn fill(&self, secret: &[u8]) -> Result<(), Trouble> {
        let path = self.demo_data.join(UNFINISHED);
        let db = open(&path).await?;
        // Nothing is lost with a demo that is not finished, so nobody has to wait for the disk.
        if let Some(pool) = db.sqlite() {
            sqlx::query("pragma synchronous = off").execute(pool).await.map_err(crate::error::Fault::from)?;
        }
        eprintln!("Writing the demo's data, once …");
        let app = serving::app((db, self.key_store(), self.ledger()), settings(self.listen), secret, Clock::system())?;
        demo::fill(&app).await?;
        app.db.close().await;
        Ok(std::fs::rename(path, self.demo_data.join(DATABASE))?)
    }
}

async fn open(path: &Path) -> Result<Db, Trouble> {
    let db = Db::connect(&options(path)).await?;
    db.migrate().await?;
    Ok(db)
}

fn options(path: &Path) -> DbOptions {
    let url = format!("sqlite:{}", path.display());
    DbOptions { url, connections: 4, statement_timeout: Duration::from_secs(10) }
}

fn remove(path: &Path) -> Result<(), Trouble> {
    for tail in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(tail);
        match std::fs::remove_file(&name) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    Ok(())
}

/// Wide limits: one visitor tries everything, and plays everybody.
fn settings(bound: SocketAddr) -> Settings {
    let public_url = format!("http://{bound}");
    Settings {
        staff_app_url: format!("{public_url}/app"),
        public_url,
        demo: true,
        sign_in_attempts: 10_000,
        portal_link_attempts: 100,
        public_booking_attempts: 100,
        payment_provider: PaymentProviderKind::Test,
        webhook_allow_private: bound.ip().is_loopback(),
        ..Settings::default()
    }
}

fn for_programs(bound: SocketAddr) -> serde_json::Value {
    let url = format!("http://{bound}");
    let accounts = cast::BUSINESSES.iter().map(|business| {
        json!({ "slug": business.slug, "name": business.name, "preset": business.preset,
            "currency": business.currency, "locale": business.locale })
    });
    let people = cast::personas().into_iter().map(|persona| {
        let password = (persona.group == cast::Group::Staff).then_some(cast::PASSWORD);
        json!({ "key": persona.key, "account": persona.account, "label": persona.label, "group": persona.group,
            "role": persona.role, "email": persona.email, "password": password })
    });
    json!({
        "url": url, "graphql": format!("{url}/graphql"), "playground": format!("{url}/playground"),
        "portal": format!("{url}/portal/sign-in"), "mailbox": format!("{url}/demo/mailbox"),
        "accounts": accounts.collect::<Vec<_>>(), "people": people.collect::<Vec<_>>(),
    })
}

fn for_people(bound: SocketAddr) {
    println!("Lethe's demo is ready.\n");
    println!("  Playground   http://{bound}/playground    act as anybody below, and take the walk beside it");
    println!("  Portal       http://{bound}/portal/sign-in   sign in as a customer; the link arrives in the");
    println!("  Mailbox      http://{bound}/demo/mailbox\n");
    println!("Staff sign in with the account, their e-mail address and the password \"{}\".", cast::PASSWORD);
    let mut account = "";
    for persona in cast::personas() {
        if persona.account != account {
            account = persona.account;
            println!("\n  {account}: {}", persona.account_label);
        }
        println!("    {:<36} {}", persona.label, persona.email);
    }
    println!("\nCtrl-C stops it; --fresh starts anew.");
}
