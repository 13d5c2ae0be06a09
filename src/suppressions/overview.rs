//! What an account can know of its suppression list, and taking somebody off it.

use super::{contacts, store};
use crate::app::Cx;
use crate::audit::{self, Entry};
use crate::clock::Timestamp;
use crate::db::Exec;
use crate::error::{Fault, FieldProblem, Outcome, Problem, Refusal};
use crate::terms::Permission;
use crate::{in_tx, policies, text};

/// The list in numbers. It can only be asked whether somebody is on it by those who know their address or number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overview {
    pub people: i64,
    /// How many of them cannot be recognised any more: the key is not in the key store.
    pub unreadable: i64,
    pub next_expires_at: Option<Timestamp>,
    pub last_expires_at: Option<Timestamp>,
    /// How long whoever is erased from now on stays on it.
    pub years: i64,
}

/// The list in numbers.
///
/// # Errors
/// [`Fault`] when the database or the key store fails.
pub async fn overview(mut on: Exec<'_>, cx: &Cx) -> Result<Overview, Fault> {
    let print = print(cx).await?;
    let (people, unreadable) = store::people(on.reborrow(), cx.account, &print, cx.now()).await?;
    let (next_expires_at, last_expires_at) = store::expiries(on.reborrow(), cx.account, cx.now()).await?;
    let years = policies::current(on, cx.account).await?.suppression_years;
    Ok(Overview { people, unreadable, next_expires_at, last_expires_at, years })
}

/// The print of the key that the key store has; no entry has an empty one.
async fn print(cx: &Cx) -> Result<String, Fault> {
    let key = cx.key_store.find_list_key(cx.account.uuid()).await?;
    Ok(key.map(|key| key.print()).unwrap_or_default())
}

/// Whom to take off the list.
#[derive(Clone, Debug, Default)]
pub struct Removal {
    pub email: Option<String>,
    pub phone: Option<String>,
    /// Also everybody who cannot be recognised any more.
    pub unreadable: bool,
}

/// Takes people off the list, who can come back with an import then. How many they were, and what is left.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::InvalidInput`], [`Refusal::SuppressionKeyLost`] when they may be among those who
/// cannot be recognised; nothing was changed then.
pub async fn remove(cx: &Cx, removal: &Removal) -> Outcome<(i64, Overview)> {
    cx.require(Permission::CustomersErase)?;
    let email = removal.email.as_deref().map(|typed| text::email("email", typed)).transpose()?;
    let phone = removal.phone.as_deref().map(|typed| text::phone("phone", typed)).transpose()?;
    if email.is_none() && phone.is_none() && !removal.unreadable {
        return Err(FieldProblem::new("email", Problem::Required).into());
    }
    let key = cx.key_store.find_list_key(cx.account.uuid()).await?;
    let print = key.as_ref().map(|key| key.print()).unwrap_or_default();
    in_tx!(cx, |tx| {
        let before = overview((&mut *tx).into(), cx).await?;
        if before.unreadable > 0 && !removal.unreadable {
            return Err(Refusal::SuppressionKeyLost.into());
        }
        store::remove_unreadable(tx, cx.account, &print).await?;
        let contacts = contacts(email.as_deref(), phone.as_deref());
        let hashes: Vec<_> = key.iter().flat_map(|key| contacts.iter().map(move |contact| contact.hash(key))).collect();
        let found = store::remove(tx, cx.account, hashes).await?;
        let people = found + before.unreadable;
        let data = serde_json::json!({ "people": people });
        audit::record(tx, cx, Entry { action: "suppression.removed", record: None, customer: None, data }).await?;
        Ok((people, overview((&mut *tx).into(), cx).await?))
    })
}
