//! Accounts: one business each.

mod change;

pub use change::{AccountChange, lock, update};

use chrono::{NaiveDate, NaiveTime, TimeDelta, TimeZone as _};
use chrono_tz::Tz;

use crate::app::{App, Cx};
use crate::audit::{self, Entry};
use crate::clock::Timestamp;
use crate::db::{Exec, Tx};
use crate::error::{Failure, Fault, FieldProblem, Outcome, Problem, Refusal};
use crate::ids::AccountId;
use crate::terms::{Lang, PolicyPreset};
use crate::{in_tx, money, policies, sql, text};

/// A business.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Account {
    pub id: AccountId,
    /// What people type to say which business they mean.
    pub slug: String,
    pub name: String,
    /// ISO 4217.
    pub currency: String,
    pub locale: Lang,
    /// IANA name.
    pub time_zone: String,
    pub created_at: Timestamp,
}

/// What a new account needs.
#[derive(Clone, Debug)]
pub struct NewAccount {
    pub slug: String,
    pub name: String,
    pub currency: String,
    pub locale: Lang,
    pub time_zone: String,
    pub preset: PolicyPreset,
}

/// Opens an account with its policy and an empty audit log.
///
/// # Errors
/// [`Refusal::InvalidInput`] names the field; a slug that is taken is one.
pub async fn create(app: &App, new: &NewAccount) -> Outcome<Account> {
    let account = Account {
        id: app.id(),
        slug: slug("slug", &new.slug)?,
        name: text::line("name", &new.name, 200)?,
        currency: money::currency("currency", &new.currency)?.code().to_owned(),
        locale: new.locale,
        time_zone: time_zone("timeZone", &new.time_zone)?.name().to_owned(),
        created_at: app.now(),
    };
    let cx = Cx::system(app, account.id);
    in_tx!(app, |tx| {
        if by_slug(&mut *tx, &account.slug).await?.is_some() {
            return Err(Failure::from(FieldProblem::new("slug", Problem::AlreadyTaken)));
        }
        insert(tx, &account).await?;
        policies::insert_preset(tx, &cx, new.preset).await?;
        audit::record(
            tx,
            &cx,
            Entry { action: "account.created", record: None, customer: None, data: serde_json::json!({}) },
        )
        .await?;
        Ok(())
    })?;
    Ok(account)
}

fn time_zone(field: &str, name: &str) -> Result<Tz, FieldProblem> {
    let expected = "an IANA time zone such as Europe/London";
    name.trim().parse().map_err(|_| FieldProblem::new(field, Problem::Malformed { expected }))
}

impl Account {
    /// The calendar day of a moment, where the business is.
    pub fn day_of(&self, at: Timestamp) -> NaiveDate {
        at.with_timezone(&self.zone()).date_naive()
    }

    /// The time zone where the business is.
    pub fn zone(&self) -> Tz {
        self.time_zone.parse().unwrap_or(Tz::UTC)
    }

    /// When a calendar day begins where the business is.
    pub fn start_of(&self, day: NaiveDate) -> Timestamp {
        self.end_of(day.pred_opt().unwrap_or(day))
    }

    /// When a calendar day is over where the business is: the first moment of the next.
    pub fn end_of(&self, day: NaiveDate) -> Timestamp {
        let midnight = day.succ_opt().unwrap_or(day).and_time(NaiveTime::MIN);
        // Where clocks go forward at midnight, the day begins an hour later.
        let first = [midnight, midnight + TimeDelta::hours(1)].into_iter();
        let first = first.filter_map(|time| self.zone().from_local_datetime(&time).earliest()).next();
        first.map_or_else(|| midnight.and_utc(), |moment| moment.to_utc())
    }
}

fn slug(field: &str, text: &str) -> Result<String, Refusal> {
    let fits = (2..=40).contains(&text.len())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        && !text.starts_with('-');
    if fits {
        Ok(text.to_owned())
    } else {
        Err(FieldProblem::new(field, Problem::Malformed { expected: "2 to 40 lower-case letters, digits and hyphens" })
            .into())
    }
}

async fn insert(tx: &mut Tx, account: &Account) -> Result<(), Fault> {
    sql!(
        "insert into accounts (id, slug, name, currency, locale, time_zone, created_at)
         values ($1, $2, $3, $4, $5, $6, $7)"
    )
    .bind(account.id)
    .bind(&account.slug)
    .bind(&account.name)
    .bind(&account.currency)
    .bind(account.locale)
    .bind(&account.time_zone)
    .bind(account.created_at)
    .run(&mut *tx)
    .await?;
    sql!("insert into audit_heads (account_id, seq, hash) values ($1, $2, $3)")
        .bind(account.id)
        .bind(0_i64)
        .bind(Vec::<u8>::new())
        .run(tx)
        .await?;
    Ok(())
}

/// An account by what people type.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn by_slug(on: impl Into<Exec<'_>>, slug: &str) -> Result<Option<Account>, Fault> {
    sql!("select id, slug, name, currency, locale, time_zone, created_at from accounts where slug = $1")
        .bind(slug)
        .optional(on)
        .await
}

/// An account that must exist.
///
/// # Errors
/// [`Fault`] when it does not, or the database fails.
pub async fn get(on: impl Into<Exec<'_>>, id: AccountId) -> Result<Account, Fault> {
    sql!("select id, slug, name, currency, locale, time_zone, created_at from accounts where id = $1")
        .bind(id)
        .one(on)
        .await
}

/// An account, held as it is: its currency and time zone do not change until the transaction ends.
///
/// # Errors
/// [`Fault`] when there is none, or the database fails.
pub async fn hold(tx: &mut Tx, id: AccountId) -> Result<Account, Fault> {
    sql!("select id, slug, name, currency, locale, time_zone, created_at from accounts where id = $1 [lock:for share]")
        .bind(id)
        .one(tx)
        .await
}

/// Every account, by slug.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn all(on: impl Into<Exec<'_>>) -> Result<Vec<Account>, Fault> {
    sql!("select id, slug, name, currency, locale, time_zone, created_at from accounts order by slug")
        .query()
        .all(on)
        .await
}

/// The next number of a sequence: work orders, invoices. Locks the counter until the transaction ends.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn next_number(tx: &mut Tx, account: AccountId, counter: &str) -> Result<i64, Fault> {
    sql!(
        "insert into counters (account_id, name, last_value) values ($1, $2, 1)
         on conflict (account_id, name) do update set last_value = counters.last_value + 1
         returning last_value"
    )
    .bind(account)
    .bind(counter)
    .one::<(i64,)>(tx)
    .await
    .map(|(number,)| number)
}
