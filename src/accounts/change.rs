//! Changes to an account itself.

use super::{Account, time_zone};
use crate::app::Cx;
use crate::audit::{self, Entry};
use crate::db::Tx;
use crate::error::{Fault, FieldProblem, Outcome, Problem};
use crate::ids::AccountId;
use crate::terms::{Lang, Permission};
use crate::{in_tx, money, sql, text};

/// What to change. What is left out stays.
#[derive(Clone, Debug, Default)]
pub struct AccountChange {
    pub name: Option<String>,
    pub locale: Option<Lang>,
    pub time_zone: Option<String>,
    pub currency: Option<String>,
}

/// Changes an account. Its currency can be changed as long as nothing has a price.
///
/// # Errors
/// [`crate::error::Refusal::NotPermitted`], [`crate::error::Refusal::InvalidInput`].
pub async fn update(cx: &Cx, change: &AccountChange) -> Outcome<Account> {
    cx.require(Permission::SettingsManage)?;
    let name = change.name.as_deref().map(|name| text::line("name", name, 200)).transpose()?;
    let zone = change.time_zone.as_deref().map(|zone| time_zone("timeZone", zone)).transpose()?;
    let currency = change.currency.as_deref().map(|code| money::currency("currency", code)).transpose()?;
    in_tx!(cx, |tx| {
        let current = lock(tx, cx.account).await?;
        let currency = currency.map_or(current.currency.clone(), |currency| currency.code().to_owned());
        if currency != current.currency && is_priced(tx, cx.account).await? {
            let because = "something has a price in the present currency";
            return Err(FieldProblem::new("currency", Problem::NotAllowed { because }).into());
        }
        let next = Account {
            name: name.clone().unwrap_or(current.name),
            locale: change.locale.unwrap_or(current.locale),
            time_zone: zone.map_or(current.time_zone, |zone| zone.name().to_owned()),
            currency,
            ..current
        };
        put(tx, &next).await?;
        let data = serde_json::json!({ "currency": next.currency, "locale": next.locale, "timeZone": next.time_zone });
        audit::record(tx, cx, Entry { action: "account.updated", record: None, customer: None, data }).await?;
        Ok(next)
    })
}

/// An account, locked: whoever takes it waits for the one who has it. The first lock of a transaction.
///
/// # Errors
/// [`Fault`] when there is none, or the database fails.
pub async fn lock(tx: &mut Tx, id: AccountId) -> Result<Account, Fault> {
    sql!(
        "select id, slug, name, currency, locale, time_zone, created_at from accounts where id = $1
         [lock:for no key update]"
    )
    .bind(id)
    .one(tx)
    .await
}

async fn is_priced(tx: &mut Tx, account: AccountId) -> Result<bool, Fault> {
    let priced: Option<i64> = sql!(
        "select cast(1 as bigint) from accounts where id = $1 and (
            exists (select 1 from services where account_id = $1) or exists (select 1 from invoices where account_id = $1)
            or exists (select 1 from bookings where account_id = $1) or exists (select 1 from quotes where account_id = $1)
            or exists (select 1 from credits where account_id = $1) or exists (select 1 from charges where account_id = $1))"
    )
    .bind(account)
    .scalar(tx)
    .await?;
    Ok(priced.is_some())
}

async fn put(tx: &mut Tx, account: &Account) -> Result<(), Fault> {
    sql!("update accounts set name = $2, locale = $3, time_zone = $4, currency = $5 where id = $1")
        .bind(account.id)
        .bind(&account.name)
        .bind(account.locale)
        .bind(&account.time_zone)
        .bind(&account.currency)
        .run(tx)
        .await?;
    Ok(())
}
