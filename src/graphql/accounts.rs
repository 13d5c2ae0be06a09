//! The account's face.

use async_graphql::{Context, ID, Object};
use iso_currency::Currency;

use super::account_settings::AccountSettings;
use super::context::{Admit, ContextExt};
use super::scalars::{CurrencyCode, DateTime, Locale};
use crate::account_settings;
use crate::accounts;
use crate::error::Fault;

/// A business.
#[derive(Clone)]
pub struct Account(pub accounts::Account);

/// A business that uses Lethe. Nothing of one is visible to another.
#[Object]
impl Account {
    /// The id.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// What people type at sign-in to say which business they mean.
    async fn slug(&self) -> &str {
        &self.0.slug
    }

    /// The name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The currency that it works in.
    async fn currency(&self) -> async_graphql::Result<CurrencyCode> {
        let currency = Currency::from_code(&self.0.currency);
        Ok(currency.ok_or_else(|| Fault::bug("an account's currency is one of ISO 4217"))?.into())
    }

    /// The language of what is mailed to its customers.
    async fn locale(&self) -> Locale {
        Locale(self.0.locale)
    }

    /// The time zone, by its IANA name.
    async fn time_zone(&self) -> &str {
        &self.0.time_zone
    }

    /// How it deals with its customers.
    async fn settings(&self, ctx: &Context<'_>) -> async_graphql::Result<AccountSettings> {
        Ok(account_settings::of(&ctx.caller().app.db, self.0.id).await?.into())
    }

    /// When it was opened.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }
}

#[derive(Default)]
pub struct AccountQueries;

#[Object(guard = "Admit")]
impl AccountQueries {
    /// The account of whoever asks. For staff and partners.
    async fn account(&self, ctx: &Context<'_>) -> async_graphql::Result<Account> {
        let cx = ctx.cx()?;
        Ok(Account(accounts::get(&cx.db, cx.account).await?))
    }
}
