//! The suppression list's SQL.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::{Contact, contacts};
use crate::app::App;
use crate::clock::Timestamp;
use crate::db::{Exec, NewRows, Tx};
use crate::error::Fault;
use crate::ids::{AccountId, CustomerId, ErasureId};
use crate::key_store::ListKey;
use crate::{in_tx, sql};

/// What is known of customers, and of those who are part of them, that they could be recognised by.
pub(super) async fn contacts_of(
    tx: &mut Tx,
    account: AccountId,
    customers: Vec<Uuid>,
) -> Result<BTreeMap<Uuid, BTreeSet<Contact>>, Fault> {
    let known = sql!(
        "select id, email, phone from customers where account_id = $1 and id [ids:$2]
         union all
         select merged_into, email, phone from customers where account_id = $1 and merged_into [ids:$2]"
    );
    let rows: Vec<(Uuid, Option<String>, Option<String>)> = known.bind(account).bind(customers).all(tx).await?;
    let mut of = BTreeMap::<Uuid, BTreeSet<Contact>>::new();
    for (id, email, phone) in rows {
        of.entry(id).or_default().extend(contacts(email.as_deref(), phone.as_deref()));
    }
    Ok(of)
}

/// Puts contacts on the list, each with its person, what it came with, and when it goes.
pub(super) async fn insert(
    tx: &mut Tx,
    account: AccountId,
    key: &ListKey,
    people: &[(Uuid, &Contact, ErasureId, Timestamp)],
) -> Result<(), Fault> {
    let mut rows = NewRows::of("suppressions (account_id, person, hash, key_print, erasure_id, expires_at)");
    for (person, contact, erasure, expires_at) in people {
        let (hash, print) = (contact.hash(key), key.print());
        rows.push([
            account.into(),
            (*person).into(),
            hash.into(),
            print.into(),
            (*erasure).into(),
            (*expires_at).into(),
        ]);
    }
    rows.insert(tx).await
}

/// Takes off whom erasures put on the list: they were taken back.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn take_back(tx: &mut Tx, account: AccountId, erasures: Vec<Uuid>) -> Result<(), Fault> {
    let delete = sql!("delete from suppressions where account_id = $1 and erasure_id [ids:$2]");
    delete.bind(account).bind(erasures).run(tx).await?;
    Ok(())
}

/// Forgets which erasures entries came with: they are final.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn keep(tx: &mut Tx, account: AccountId, erasures: Vec<Uuid>) -> Result<(), Fault> {
    let keep = sql!("update suppressions set erasure_id = null where account_id = $1 and erasure_id [ids:$2]");
    keep.bind(account).bind(erasures).run(tx).await?;
    Ok(())
}

/// The same of every erasure of a customer.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn keep_all_of(tx: &mut Tx, account: AccountId, customer: CustomerId) -> Result<(), Fault> {
    let keep = sql!(
        "update suppressions set erasure_id = null where account_id = $1
         and erasure_id in (select id from erasures where account_id = $1 and customer_id = $2)"
    );
    keep.bind(account).bind(customer).run(tx).await?;
    Ok(())
}

/// The prints of the keys that entries were made with.
pub(super) async fn prints(on: Exec<'_>, account: AccountId, now: Timestamp) -> Result<Vec<String>, Fault> {
    let prints = sql!("select distinct key_print from suppressions where account_id = $1 and expires_at > $2");
    let rows: Vec<(String,)> = prints.bind(account).bind(now).all(on).await?;
    Ok(rows.into_iter().map(|(print,)| print).collect())
}

/// The keys that entries of any account were made with: whose, and their prints.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn keys_in_use(on: impl Into<Exec<'_>>, now: Timestamp) -> Result<Vec<(Uuid, String)>, Fault> {
    let keys = sql!("select distinct account_id, key_print from suppressions where expires_at > $1");
    keys.bind(now).all(on).await
}

/// Which of these hashes are on the list.
pub(super) async fn among(
    on: Exec<'_>,
    account: AccountId,
    hashes: Vec<String>,
    now: Timestamp,
) -> Result<Vec<String>, Fault> {
    let found =
        sql!("select distinct hash from suppressions where account_id = $1 and expires_at > $2 and hash [texts:$3]");
    let rows: Vec<(String,)> = found.bind(account).bind(now).bind(hashes).all(on).await?;
    Ok(rows.into_iter().map(|(hash,)| hash).collect())
}

/// How many people are on the list, and how many of them by entries of another key than this.
pub(super) async fn people(
    mut on: Exec<'_>,
    account: AccountId,
    print: &str,
    now: Timestamp,
) -> Result<(i64, i64), Fault> {
    let all = sql!("select count(distinct person) from suppressions where account_id = $1 and expires_at > $2");
    let all = all.bind(account).bind(now).scalar(on.reborrow()).await?.unwrap_or_default();
    let unreadable = sql!(
        "select count(distinct person) from suppressions
         where account_id = $1 and expires_at > $2 and key_print <> $3"
    );
    let unreadable = unreadable.bind(account).bind(now).bind(print).scalar(on).await?.unwrap_or_default();
    Ok((all, unreadable))
}

/// When the next entry goes, and the last.
pub(super) async fn expiries(
    mut on: Exec<'_>,
    account: AccountId,
    now: Timestamp,
) -> Result<(Option<Timestamp>, Option<Timestamp>), Fault> {
    let next = sql!(
        "select expires_at from suppressions where account_id = $1 and expires_at > $2 order by expires_at limit 1"
    );
    let last = sql!(
        "select expires_at from suppressions where account_id = $1 and expires_at > $2
         order by expires_at desc limit 1"
    );
    let next = next.bind(account).bind(now).scalar(on.reborrow()).await?;
    Ok((next, last.bind(account).bind(now).scalar(on).await?))
}

/// Takes off everybody who has one of these hashes, by whatever else they are on it too. How many people that were.
pub(super) async fn remove(tx: &mut Tx, account: AccountId, hashes: Vec<String>) -> Result<i64, Fault> {
    let people: Vec<(Uuid,)> =
        sql!("select distinct person from suppressions where account_id = $1 and hash [texts:$2]")
            .bind(account)
            .bind(hashes)
            .all(&mut *tx)
            .await?;
    let ids: Vec<Uuid> = people.into_iter().map(|(person,)| person).collect();
    let count = i64::try_from(ids.len()).unwrap_or(i64::MAX);
    sql!("delete from suppressions where account_id = $1 and person [ids:$2]").bind(account).bind(ids).run(tx).await?;
    Ok(count)
}

/// Removes every entry that was made with another key than this.
pub(super) async fn remove_unreadable(tx: &mut Tx, account: AccountId, print: &str) -> Result<(), Fault> {
    let delete = sql!("delete from suppressions where account_id = $1 and key_print <> $2");
    delete.bind(account).bind(print).run(tx).await?;
    Ok(())
}

/// Removes entries whose time is over, of any account.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn sweep(app: &App) -> Result<u64, Fault> {
    in_tx!(app, |tx| { sql!("delete from suppressions where expires_at <= $1").bind(app.now()).run(tx).await })
}
