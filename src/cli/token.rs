//! `lethe token`: partners' tokens, without an Owner at hand.

use std::process::ExitCode;

use chrono::Duration;
use clap::{Args, Subcommand};

use super::settings::{DatabaseArgs, LogArgs};
use super::{Ending, Trouble, database, logging};
use crate::access::partners::{self, NewPartnerToken, PartnerToken};
use crate::app::Cx;
use crate::db::PageArgs;
use crate::ids::PartnerTokenId;
use crate::terms::{Permission, RecordKind};

/// Makes, lists and revokes tokens.
#[derive(Debug, Subcommand)]
pub(super) enum Token {
    /// Make a token; its secret is shown once
    Create(Create),
    /// List an account's tokens
    List(List),
    /// Revoke a token at once
    Revoke(Revoke),
}

/// Which account, in which database.
#[derive(Debug, Args)]
struct Place {
    /// The account's slug
    #[arg(long, value_name = "SLUG")]
    account: String,
    #[command(flatten)]
    database: DatabaseArgs,
    #[command(flatten)]
    log: LogArgs,
}

/// A token to make.
#[derive(Debug, Args)]
pub(super) struct Create {
    /// What the token is for
    #[arg(long)]
    name: String,
    /// What it may do, such as customers.read, with commas between them
    #[arg(long, required = true, value_delimiter = ',', value_parser = permission)]
    scopes: Vec<Permission>,
    /// How many days it lasts
    #[arg(long, default_value_t = 90, value_parser = clap::value_parser!(u16).range(1..=365))]
    days: u16,
    #[command(flatten)]
    place: Place,
}

/// An account's tokens.
#[derive(Debug, Args)]
pub(super) struct List {
    #[command(flatten)]
    place: Place,
}

/// A token to end.
#[derive(Debug, Args)]
pub(super) struct Revoke {
    /// The token's id: ptk_…
    id: String,
    #[command(flatten)]
    place: Place,
}

impl Token {
    pub async fn run(self) -> Ending {
        match self {
            Self::Create(create) => create.run().await?,
            Self::List(list) => list.run().await?,
            Self::Revoke(revoke) => revoke.run().await?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Place {
    async fn enter(&self) -> Result<Cx, Trouble> {
        logging::start(&self.log);
        let app = database::app(&self.database).await?;
        Ok(database::at_work_in(&app, &self.account).await?.0)
    }
}

impl Create {
    async fn run(self) -> Result<(), Trouble> {
        let cx = self.place.enter().await?;
        let expires_at = Some(cx.now() + Duration::days(i64::from(self.days)));
        let new = NewPartnerToken { name: self.name, scopes: self.scopes, expires_at };
        let (token, secret) = partners::create(&cx, new).await?;
        println!("{}", line(&token));
        println!("The secret, shown this once: {}", secret.reveal());
        Ok(())
    }
}

impl List {
    async fn run(self) -> Result<(), Trouble> {
        let cx = self.place.enter().await?;
        let list = partners::list(cx.account);
        let mut after = None;
        loop {
            let page = PageArgs { first: Some(100), after: after.take(), ..PageArgs::default() }.check()?;
            let page = list.page::<PartnerToken>(&cx.db, &page).await?;
            for (_, token) in &page.rows {
                println!("{}", line(token));
            }
            match page.rows.last() {
                Some((cursor, _)) if page.has_next => after = Some(cursor.0.clone()),
                _ => return Ok(()),
            }
        }
    }
}

impl Revoke {
    async fn run(self) -> Result<(), Trouble> {
        let cx = self.place.enter().await?;
        let id: PartnerTokenId = cx.parse(RecordKind::PartnerToken, &self.id)?;
        println!("{}", line(&partners::revoke(&cx, id).await?));
        Ok(())
    }
}

fn line(token: &PartnerToken) -> String {
    let scopes = token.scopes.0.iter().map(|scope| scope.spelled()).collect::<Vec<_>>().join(",");
    let state = match (token.revoked_at, token.expires_at) {
        (Some(at), _) => format!("revoked {}", at.date_naive()),
        (None, Some(at)) => format!("until {}", at.date_naive()),
        (None, None) => "without an end".to_owned(),
    };
    format!("{}  {state}  {scopes}  {}", token.id, token.name)
}

fn permission(text: &str) -> Result<Permission, String> {
    let found = Permission::ALL.iter().find(|permission| permission.spelled().eq_ignore_ascii_case(text));
    found.copied().ok_or_else(|| "expected a permission such as customers.read or work_orders.write".to_owned())
}
