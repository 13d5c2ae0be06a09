//! `lethe account`: accounts and their first Owner.

use std::io::{IsTerminal, Read};
use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::settings::{DatabaseArgs, LogArgs};
use super::{Ending, Trouble, database, logging};
use crate::access::passwords;
use crate::access::staff::{self, NewStaff};
use crate::accounts::{self, NewAccount};
use crate::app::Cx;
use crate::entropy::Entropy;
use crate::terms::{Lang, PolicyPreset, Role};
use crate::text;

/// Opens and lists accounts.
#[derive(Debug, Subcommand)]
pub(super) enum Account {
    /// Open an account and make its first Owner
    Create(Create),
    /// List all accounts
    List(List),
}

/// An account to open.
#[derive(Debug, Args)]
pub(super) struct Create {
    /// What people type to say which business they mean: lower-case letters, digits and hyphens
    #[arg(long)]
    slug: String,
    /// The business's name
    #[arg(long)]
    name: String,
    /// ISO 4217 code
    #[arg(long, default_value = "GBP")]
    currency: String,
    /// Language of texts for people: en, pl or ro
    #[arg(long, default_value = "en")]
    locale: Lang,
    /// IANA name
    #[arg(long, default_value = "Europe/London")]
    time_zone: String,
    /// Deletion policy to start with: GARAGE, FIELD_SERVICE, PRINT_SHOP or BOX_OFFICE
    #[arg(long, default_value = "GARAGE", value_parser = preset)]
    preset: PolicyPreset,
    /// The Owner's e-mail address, to sign in with
    #[arg(long)]
    owner_email: String,
    /// The Owner's name
    #[arg(long)]
    owner_name: String,
    /// Read the Owner's password from the standard input. Without it, it is asked for at the terminal; left empty, or
    /// without a terminal, one is made and shown once
    #[arg(long)]
    password_stdin: bool,
    #[command(flatten)]
    database: DatabaseArgs,
    #[command(flatten)]
    log: LogArgs,
}

/// All accounts.
#[derive(Debug, Args)]
pub(super) struct List {
    /// As a JSON list
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    database: DatabaseArgs,
    #[command(flatten)]
    log: LogArgs,
}

impl Account {
    pub async fn run(self) -> Ending {
        match self {
            Self::Create(create) => create.run().await,
            Self::List(list) => list.run().await,
        }
    }
}

impl Create {
    async fn run(self) -> Ending {
        logging::start(&self.log);
        let app = database::app(&self.database).await?;
        let (password, made) = self.password()?;
        let owner = NewStaff {
            email: text::email("owner-email", &self.owner_email)?,
            name: text::line("owner-name", &self.owner_name, 120)?,
            role: Role::Owner,
            password,
        };
        passwords::check("password", &owner.password)?;
        let account = accounts::create(&app, &self.account()).await?;
        let owner_email = staff::create(&Cx::system(&app, account.id), &owner).await?.email;
        println!("Opened the account {} ({}), with {owner_email} as its Owner.", account.slug, account.id);
        if made {
            println!("The Owner's password, shown this once: {}", owner.password);
        }
        Ok(ExitCode::SUCCESS)
    }

    fn account(&self) -> NewAccount {
        NewAccount {
            slug: self.slug.clone(),
            name: self.name.clone(),
            currency: self.currency.clone(),
            locale: self.locale,
            time_zone: self.time_zone.clone(),
            preset: self.preset,
        }
    }

    /// The Owner's password, and whether it was made here.
    fn password(&self) -> Result<(String, bool), Trouble> {
        let typed = if self.password_stdin {
            let mut text = String::new();
            std::io::stdin().lock().take(1_024).read_to_string(&mut text)?;
            let first = text.lines().next().unwrap_or_default().to_owned();
            return Ok((first, false));
        } else if std::io::stdin().is_terminal() {
            rpassword::prompt_password("The Owner's password (empty: one is made): ")?
        } else {
            String::new()
        };
        Ok(if typed.is_empty() { (made_password(), true) } else { (typed, false) })
    }
}

/// 100 random bits, in letters and digits that are hard to take for one another.
fn made_password() -> String {
    let symbols = b"abcdefghjkmnpqrstuvwxyz23456789_";
    let random = Entropy::system().bytes::<20>();
    random.iter().filter_map(|byte| symbols.get(usize::from(byte & 31))).map(|symbol| char::from(*symbol)).collect()
}

fn preset(text: &str) -> Result<PolicyPreset, String> {
    let named = text.to_uppercase().replace('-', "_");
    named.parse().map_err(|_| "expected GARAGE, FIELD_SERVICE, PRINT_SHOP or BOX_OFFICE".to_owned())
}

impl List {
    async fn run(self) -> Ending {
        logging::start(&self.log);
        let db = database::connect(&self.database).await?;
        let all = accounts::all(&db).await?;
        if self.json {
            let rows = all.iter().map(|account| {
                serde_json::json!({ "id": account.id.to_string(), "slug": account.slug, "name": account.name,
                    "currency": account.currency, "locale": account.locale, "timeZone": account.time_zone,
                    "createdAt": account.created_at })
            });
            println!("{}", serde_json::Value::from_iter(rows));
        } else {
            for account in &all {
                println!(
                    "{:<20} {}  {} {}  {}",
                    account.slug, account.id, account.currency, account.locale, account.name
                );
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}
