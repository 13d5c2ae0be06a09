//! Accounts: the businesses that use Lethe. Each is a tenant; nothing of one is visible to another.

use sqlx::FromRow;

use crate::clock::Timestamp;
use crate::db::Exec;
use crate::error::Fault;
use crate::ids::AccountId;
use crate::sql;
use crate::terms::Lang;

/// One business.
#[derive(Clone, Debug, FromRow)]
pub struct Account {
    pub id: AccountId,
    /// The name in addresses and at sign-in: lower case letters, digits and dashes.
    pub slug: String,
    pub name: String,
    /// ISO 4217.
    pub currency: String,
    /// The language of what is mailed to the account's customers.
    pub locale: Lang,
    /// An IANA time zone.
    pub time_zone: String,
    pub created_at: Timestamp,
}

impl Account {
    /// The account of a principal, or of something that a principal asked for.
    ///
    /// # Errors
    /// [`Fault`] when the database fails or there is no such account: accounts are never removed.
    pub async fn by_id(on: impl Into<Exec<'_>>, id: AccountId) -> Result<Self, Fault> {
        sql!("select id, slug, name, currency, locale, time_zone, created_at from accounts where id = $1")
            .bind(id)
            .one(on)
            .await
    }

    /// The account that somebody named at sign-in.
    ///
    /// # Errors
    /// [`Fault`] when the database fails.
    pub async fn by_slug(on: impl Into<Exec<'_>>, slug: &str) -> Result<Option<Self>, Fault> {
        sql!("select id, slug, name, currency, locale, time_zone, created_at from accounts where slug = $1")
            .bind(slug.trim().to_lowercase().replace('\0', ""))
            .optional(on)
            .await
    }
}
