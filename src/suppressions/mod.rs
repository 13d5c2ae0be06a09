//! The suppression list: whom an import must not bring back unasked. It knows keyed hashes of e-mail addresses and phone
//! numbers of people who were made unreadable, for as long as the policy says, and nothing else of them: once that is
//! final, not even which record was theirs. The key of an account's hashes is in the key store.

mod contacts;
mod overview;
mod store;

pub use contacts::{Contact, contacts};
pub use overview::{Overview, Removal, overview, remove};
pub use store::{keep, keep_all_of, keys_in_use, sweep, take_back};

use std::collections::BTreeSet;

use chrono::{Datelike, Months, NaiveTime};

use crate::app::Cx;
use crate::clock::Timestamp;
use crate::db::{Exec, Tx};
use crate::error::{Fault, Outcome, Refusal};
use crate::ids::{CustomerId, ErasureId};

/// Somebody who is about to be made unreadable.
#[derive(Clone, Copy, Debug)]
pub struct Leaving {
    pub customer: CustomerId,
    pub erasure: ErasureId,
    /// When that becomes final.
    pub due_at: Timestamp,
    /// How long they stay on the list; 0: they are not put on it.
    pub years: i64,
}

/// Puts customers on the list, before they are made unreadable: by what their records say of them now. An undo takes them
/// off again, as long as the erasure is not final.
///
/// # Errors
/// [`Fault`] when the database or the key store fails.
pub async fn add(tx: &mut Tx, cx: &Cx, leaving: &[Leaving]) -> Result<(), Fault> {
    let ids = leaving.iter().map(|each| each.customer.uuid()).collect();
    let known = store::contacts_of(tx, cx.account, ids).await?;
    let mut people = Vec::new();
    for each in leaving {
        let (Some(expires_at), Some(contacts)) = (until(each.due_at, each.years), known.get(&each.customer.uuid()))
        else {
            continue;
        };
        let person = uuid::Builder::from_random_bytes(cx.entropy.bytes()).into_uuid();
        people.extend(contacts.iter().map(|contact| (person, contact, each.erasure, expires_at)));
    }
    if people.is_empty() {
        return Ok(());
    }
    let key = cx.key_store.make_list_key(cx.account.uuid(), &cx.entropy).await?;
    store::insert(tx, cx.account, &key, &people).await
}

/// When an entry goes: the first day of a month, so that it does not tell whose erasure it came with.
fn until(due_at: Timestamp, years: i64) -> Option<Timestamp> {
    let months = u32::try_from(years).ok().filter(|years| *years > 0)?.checked_mul(12)?.checked_add(1)?;
    let day = due_at.date_naive().with_day(1)?.checked_add_months(Months::new(months))?;
    Some(day.and_time(NaiveTime::MIN).and_utc())
}

/// Which of these are on the list.
///
/// # Errors
/// [`Refusal::SuppressionKeyLost`] when entries cannot be compared any more.
pub async fn listed(mut on: Exec<'_>, cx: &Cx, contacts: BTreeSet<Contact>) -> Outcome<BTreeSet<Contact>> {
    let prints = store::prints(on.reborrow(), cx.account, cx.now()).await?;
    if prints.is_empty() || contacts.is_empty() {
        return Ok(BTreeSet::new());
    }
    let key = cx.key_store.find_list_key(cx.account.uuid()).await?.ok_or(Refusal::SuppressionKeyLost)?;
    if prints.iter().any(|print| *print != key.print()) {
        return Err(Refusal::SuppressionKeyLost.into());
    }
    let hashed: Vec<(String, Contact)> = contacts.into_iter().map(|contact| (contact.hash(&key), contact)).collect();
    let hashes = hashed.iter().map(|(hash, _)| hash.clone()).collect();
    let found = store::among(on, cx.account, hashes, cx.now()).await?;
    Ok(hashed.into_iter().filter(|(hash, _)| found.contains(hash)).map(|(_, contact)| contact).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{TimeZone, Utc};

    #[test]
    fn an_entry_goes_on_the_first_day_of_the_month_after_its_years() {
        let due = |day| Utc.with_ymd_and_hms(2026, 1, day, 13, 30, 5).single().expect("a time");
        let goes = Utc.with_ymd_and_hms(2029, 2, 1, 0, 0, 0).single();
        assert_eq!((until(due(1), 3), until(due(31), 3)), (goes, goes));
        assert_eq!(until(due(1), 0), None);
    }
}
