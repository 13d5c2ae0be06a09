//! Replay: after a restore from backup, what the ledger says was erased is erased again, before anybody is served.

use uuid::Uuid;

use crate::app::{App, Cx};
use crate::audit::{self, Entry};
use crate::customers::{self, Customer};
use crate::db::Tx;
use crate::erasures::{self, Erasure, ErasureState, Forgetting, NewErasure};
use crate::error::Fault;
use crate::ids::{AccountId, CustomerId, ErasureId, Id};
use crate::ledger::{LedgerEntry, Mark};
use crate::policies;
use crate::terms::{DependencyRule, RecordKind};
use crate::{in_tx, sql, suppressions};

use super::delete::hide;
use super::final_word::leave;
use super::merge;

/// What the ledger has and the database does not know.
#[derive(Debug, Default)]
pub struct Behind {
    pub entries: Vec<LedgerEntry>,
    /// How far the ledger's files are, to note once the entries are done.
    pub marks: Vec<Mark>,
}

/// Compares the database with the ledger. What a crash interrupted is not behind: its originals are sealed, and end with
/// the worker.
///
/// # Errors
/// [`Fault`] when the database or the ledger cannot be read.
pub async fn behind(app: &App) -> Result<Behind, Fault> {
    let mut behind = Behind::default();
    for file in app.ledger.files()? {
        let seen = erasures::mark_of(&app.db, &file.file).await?;
        if file.bytes <= seen {
            continue;
        }
        for entry in app.ledger.entries(&file.file, seen)? {
            let known = erasures::find(&app.db, Id::from_uuid(entry.account), Id::from_uuid(entry.erasure)).await?;
            if known.is_none_or(|known| known.state == ErasureState::Undone) {
                behind.entries.push(entry);
            }
        }
        behind.marks.push(file);
    }
    Ok(behind)
}

/// Erases again what is behind. How many customers that was.
///
/// # Errors
/// [`Fault`] when the database or the ledger fails: what was not done then is done by the next try.
pub async fn replay(app: &App) -> Result<usize, Fault> {
    let behind = behind(app).await?;
    let mut done = 0;
    for entry in &behind.entries {
        let cx = Cx::system(app, Id::from_uuid(entry.account));
        let again: Result<bool, Fault> = async { in_tx!(cx, |tx| { erase_again(tx, &cx, entry).await }) }.await;
        done += usize::from(again?);
    }
    let noted: Result<(), Fault> = async {
        in_tx!(app, |tx| {
            for mark in &behind.marks {
                erasures::note_mark(tx, mark).await?;
            }
            Ok(())
        })
    }
    .await;
    noted?;
    app.db.forget_log().await?;
    Ok(done)
}

/// Erases again the customer of an entry, and those who were part of it by then and are on their own in the backup.
/// Whether there was anybody.
async fn erase_again(tx: &mut Tx, cx: &Cx, entry: &LedgerEntry) -> Result<bool, Fault> {
    // What broke off between ledger and database was written down twice.
    let id: ErasureId = match erasures::find(&mut *tx, cx.account, Id::from_uuid(entry.erasure)).await? {
        Some(known) if known.state == ErasureState::Done => return Ok(false),
        Some(_) => cx.id(),
        None => Id::from_uuid(entry.erasure),
    };
    tell_apart(tx, cx, entry).await?;
    let mut any = erase_one_again(tx, cx, entry, (entry.customer, id)).await?;
    for merged in &entry.merged {
        any |= erase_one_again(tx, cx, entry, (*merged, cx.id())).await?;
    }
    Ok(any)
}

async fn erase_one_again(
    tx: &mut Tx,
    cx: &Cx,
    entry: &LedgerEntry,
    (customer, id): (Uuid, ErasureId),
) -> Result<bool, Fault> {
    let account: AccountId = cx.account;
    let Some(customer) = customers::lock(tx, account, Id::from_uuid(customer)).await? else { return Ok(false) };
    if customer.merged_into.is_some_and(|survivor| survivor.uuid() == entry.customer) {
        return Ok(false);
    }
    let customer = on_its_own(tx, cx, customer).await?;
    if customer.is_active() {
        hide_as_it_is(tx, cx, &customer).await?;
    }
    let new = begun_again(tx, cx, entry, (customer.id, id)).await?;
    let (leaving, forgetting) = (new.leaving(), new.mask.clone());
    let mut erasure = Erasure::new(new)?;
    erasures::forget_seals(tx, cx, customer.id).await?;
    erasures::insert(tx, account, std::slice::from_ref(&erasure)).await?;
    suppressions::add(tx, cx, &[leaving]).await?;
    let mut removed = erasures::forget(tx, account, &[customer.id], &forgetting).await?;
    erasure.set_removed(&removed.remove(&customer.id).unwrap_or_default())?;
    let oldest = erasures::oldest_kept(&mut *tx, account, &[customer.id], forgetting.kept_since).await?;
    erasure.oldest_kept = oldest.get(&customer.id).copied();
    let again = [erasure];
    erasures::note_removed(tx, account, &again).await?;
    customers::set_masked(tx, account, vec![customer.id.uuid()], true, cx.now()).await?;
    erasures::end(tx, cx, vec![id.uuid()], ErasureState::Done).await?;
    leave(tx, cx, &again).await?;
    let note = Entry::of("customer.erased_again", RecordKind::Customer, customer.id.uuid(), Some(customer.id));
    let data = serde_json::json!({ "erasure": id.to_string(), "act": entry.act });
    audit::record(tx, cx, note.with(data)).await?;
    Ok(true)
}

/// Takes back merges that the backup has and that were undone before the erasure: nobody else goes with the erased, and
/// nothing of the erased stays with anybody else.
async fn tell_apart(tx: &mut Tx, cx: &Cx, entry: &LedgerEntry) -> Result<(), Fault> {
    let together: Vec<Uuid> = std::iter::once(entry.customer).chain(entry.merged.iter().copied()).collect();
    loop {
        let stranger: Option<CustomerId> = sql!(
            "select id from customers where account_id = $1 and merged_into is not null and (
                (id [ids:$2] and not (merged_into [ids:$2])) or (merged_into [ids:$2] and not (id [ids:$2])))
             order by id limit 1"
        )
        .bind(cx.account)
        .bind(together.clone())
        .scalar(&mut *tx)
        .await?;
        let Some(stranger) = stranger else { return Ok(()) };
        merge::take_apart(tx, cx, stranger).await?;
    }
}

/// A customer who is part of somebody else in the backup is not any more, as far as it can be told apart.
async fn on_its_own(tx: &mut Tx, cx: &Cx, mut customer: Customer) -> Result<Customer, Fault> {
    while let Some(survivor) = customer.merged_into {
        merge::take_apart(tx, cx, customer.id).await?;
        customers::reindex(tx, cx.account, survivor).await?;
        let gone = || Fault::bug("a locked customer is not there");
        customer = customers::find(&mut *tx, cx.account, customer.id).await?.ok_or_else(gone)?;
    }
    Ok(customer)
}

/// The erasure that an entry tells of, of one customer.
async fn begun_again(
    tx: &mut Tx,
    cx: &Cx,
    entry: &LedgerEntry,
    (customer_id, id): (CustomerId, ErasureId),
) -> Result<NewErasure, Fault> {
    let policy = policies::current(tx, cx.account).await?;
    let forgetting: Forgetting = serde_json::from_value(entry.mask.clone())
        .map_err(|error| Fault::config(format!("the erasure ledger has an entry that cannot be read: {error}")))?;
    Ok(NewErasure {
        id,
        customer_id,
        act: entry.act.parse().map_err(Fault::Config)?,
        deletion_id: None,
        job_id: None,
        mask: forgetting,
        policy_version: policy.version,
        suppression_years: policy.suppression_years,
        reason: None,
        by: cx.who.actor(),
        at: entry.at,
        due_at: entry.at,
    })
}

/// Deletes a customer as they are: open records stay open, and nobody is told.
async fn hide_as_it_is(tx: &mut Tx, cx: &Cx, customer: &Customer) -> Result<(), Fault> {
    let mut policy = policies::current(&mut *tx, cx.account).await?;
    policy.rules.values_mut().for_each(|rule| *rule = DependencyRule::Keep);
    let plan = super::plan::plan(&mut *tx, cx.account, customer.clone(), policy, cx.now()).await?;
    hide(tx, cx, &plan).await?;
    Ok(())
}
