//! The end of an erasure: the originals' key is destroyed, and nobody can bring them back. What that means is written into
//! the ledger first, so that a backup cannot bring them back either.

use std::collections::BTreeMap;

use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::purge::purge;
use super::unmask::destroy;
use crate::app::{App, Cx};
use crate::audit::{self, Entry};
use crate::customers::{self, CustomerLifecycle};
use crate::db::{Query, Tx};
use crate::erasures::{self, Erasure, ErasureAct, ErasureState, Known, RESIDUE, Residue};
use crate::error::Fault;
use crate::ids::{AccountId, CustomerId, ErasureId};
use crate::ledger::LedgerEntry;
use crate::terms::RecordKind;
use crate::webhooks::{self, Event, WebhookEvent};
use crate::{in_tx, legal_holds};

/// How many erasures end in one transaction.
const BATCH: i64 = 50;

/// Ends every erasure that is due, until it is stopped. How many there were. An account where that fails holds up no other.
///
/// # Errors
/// [`Fault`] when the database, the key store or the ledger fails: what is not done then is done later.
pub async fn end_due(app: &App, stop: &CancellationToken) -> Result<usize, Fault> {
    let (mut done, mut failed, mut left_out) = (0, Ok(()), Vec::new());
    while !stop.is_cancelled() {
        let due = erasures::due(&app.db, app.now(), &left_out, BATCH).await?;
        let Some((account, ..)) = due.first().copied() else { break };
        let batch = of_account(account, &due);
        match end(&Cx::system(app, account), &batch).await {
            Ok(()) => done += batch.len(),
            Err(fault) => {
                failed = Err(fault);
                left_out.push(account.uuid());
            }
        }
        app.db.forget_log().await?;
    }
    failed.map(|()| done)
}

/// Those of one account, in the order in which customers are locked.
fn of_account(account: AccountId, due: &[(AccountId, ErasureId, CustomerId)]) -> Vec<(CustomerId, ErasureId)> {
    let its = due.iter().filter(|(whose, ..)| *whose == account);
    let mut batch: Vec<_> = its.map(|(_, erasure, customer)| (*customer, *erasure)).collect();
    batch.sort_unstable();
    batch
}

async fn end(cx: &Cx, batch: &[(CustomerId, ErasureId)]) -> Result<(), Fault> {
    let ended: Result<Vec<Uuid>, Fault> = async {
        in_tx!(cx, |tx| {
            let ending = take(tx, cx, batch).await?;
            forget_files(tx, cx).await?;
            let alike = alike(&ending)?;
            look_for_residue(tx, cx, &alike).await?;
            let lines = ledger_lines(tx, cx, &ending).await?;
            finish(tx, cx, &ending, &lines).await?;
            write_down(tx, cx, lines).await?;
            Ok(ending.iter().map(|erasure| erasure.id.uuid()).collect())
        })
    }
    .await;
    destroy(cx, ended?).await;
    Ok(())
}

/// Those that nobody has taken back, ended or put a legal hold on meanwhile, with their customers locked.
async fn take(tx: &mut Tx, cx: &Cx, batch: &[(CustomerId, ErasureId)]) -> Result<Vec<Erasure>, Fault> {
    customers::lock_all(tx, cx.account, batch.iter().map(|(customer, _)| customer.uuid()).collect()).await?;
    let ids: Vec<_> = batch.iter().map(|(customer, _)| *customer).collect();
    let held = legal_holds::held_among(&mut *tx, cx, &ids).await?;
    let free = batch.iter().filter(|(customer, _)| !held.contains(customer));
    let free = free.map(|(_, erasure)| erasure.uuid()).collect();
    let mut ending = erasures::by_ids(&mut *tx, cx.account, free).await?;
    ending.retain(|erasure| erasure.state == ErasureState::Sealed);
    ending.sort_unstable_by_key(|erasure| (erasure.customer_id, erasure.id));
    Ok(ending)
}

/// Those that made the same unreadable, together.
fn alike(ending: &[Erasure]) -> Result<Vec<Vec<&Erasure>>, Fault> {
    let mut alike: BTreeMap<String, Vec<&Erasure>> = BTreeMap::new();
    for erasure in ending {
        let forgetting = serde_json::to_string(&erasure.forgetting()?);
        let forgetting = forgetting.map_err(|_| Fault::bug("a mask cannot be written as JSON"))?;
        alike.entry(forgetting).or_default().push(erasure);
    }
    Ok(alike.into_values().collect())
}

/// Fails loudly, and goes on: what was left over is said on the receipt, and the originals must not stay because of it.
/// Those that made the same unreadable are looked for together, and one by one only if something of any was found.
async fn look_for_residue(tx: &mut Tx, cx: &Cx, alike: &[Vec<&Erasure>]) -> Result<(), Fault> {
    for together in alike {
        if residue_of(tx, cx, together).await?.is_empty() {
            continue;
        }
        // What came in since the mask: of a payment that was under way, a hold, a request.
        let customers: Vec<_> = together.iter().map(|erasure| erasure.customer_id).collect();
        if let Some(first) = together.first() {
            erasures::forget(tx, cx.account, &customers, &first.forgetting()?).await?;
        }
        for erasure in together {
            let residue = residue_of(tx, cx, &[erasure]).await?;
            if !residue.is_empty() {
                cry(erasure, &residue);
                erasures::note_residue(tx, cx.account, erasure.id, &residue).await?;
            }
        }
    }
    Ok(())
}

/// Takes back letters that have not left and requests that nobody has attached, and looks for what is left over.
async fn residue_of(tx: &mut Tx, cx: &Cx, together: &[&Erasure]) -> Result<Vec<Residue>, Fault> {
    let Some(first) = together.first() else { return Ok(Vec::new()) };
    let known = Known::of(tx, cx, together).await?;
    known.forget_letters(tx, cx.account).await?;
    known.forget_requests(tx, cx.account).await?;
    known.scan(tx, cx.account, &first.forgetting()?).await
}

fn cry(erasure: &Erasure, residue: &[Residue]) {
    let places: Vec<&str> = residue.iter().map(|each| each.table.as_str()).collect();
    tracing::error!(erasure = %erasure.id, ?places, "personal data was left over after an erasure");
    metrics::counter!(RESIDUE).increment(u64::try_from(residue.len()).unwrap_or(1));
}

/// Files of imports and exports that have ended may hold what is known of anybody, and so may their names.
async fn forget_files(tx: &mut Tx, cx: &Cx) -> Result<(), Fault> {
    const ENDED: &str = "('DONE', 'FAILED', 'CANCELLED', 'UNDONE')";
    let theirs = format!(
        "exists (select 1 from transfers t where t.account_id = $1 and t.id = transfer_id and t.state in {ENDED})"
    );
    for text in [
        format!("delete from file_pieces where account_id = $1 and {theirs}"),
        format!("update transfer_rows set detail = null where account_id = $1 and detail is not null and {theirs}"),
        format!(
            "update transfers set file_name = null where account_id = $1 and file_name is not null and state in {ENDED}"
        ),
    ] {
        Query::built(text).bind(cx.account).run(&mut *tx).await?;
    }
    Ok(())
}

/// Ends erasures, each with its line of the ledger, tells partners and the audit log, and leaves of each customer what its
/// act leaves.
async fn finish(tx: &mut Tx, cx: &Cx, ending: &[Erasure], lines: &[LedgerEntry]) -> Result<(), Fault> {
    let ids = ending.iter().map(|erasure| erasure.id.uuid()).collect();
    erasures::end(tx, cx, ids, ErasureState::Done).await?;
    let told = ending.iter().zip(lines).filter(|(erasure, _)| erasure.act != ErasureAct::Mask);
    let events: Vec<Event> = told.map(|(erasure, line)| event(erasure, line)).collect();
    webhooks::queue_all(tx, cx, &events).await?;
    leave(tx, cx, ending).await?;
    ending.iter().for_each(|erasure| customers::announce(tx, cx, erasure.customer_id));
    audit::record_all(tx, cx, ending.iter().map(entry).collect()).await
}

/// What partners are told, with those who were merged into the customer.
fn event(erasure: &Erasure, line: &LedgerEntry) -> Event {
    let merged: Vec<String> = line.merged.iter().map(|id| CustomerId::from_uuid(*id).to_string()).collect();
    let event = Event::new(WebhookEvent::CustomerErased).of(erasure.customer_id).by(erasure.id);
    event.with("leaves", erasure.act.as_str()).with("merged", merged)
}

fn entry(erasure: &Erasure) -> Entry {
    let customer = erasure.customer_id;
    let entry = Entry::of("customer.erasure_final", RecordKind::Customer, customer.uuid(), Some(customer));
    entry.with(serde_json::json!({ "erasure": erasure.id.to_string(), "act": erasure.act }))
}

/// What acts leave of their customers, whose rows are masked.
pub(super) async fn leave(tx: &mut Tx, cx: &Cx, ending: &[Erasure]) -> Result<(), Fault> {
    let mut stay = Vec::new();
    for erasure in ending {
        match erasure.act {
            ErasureAct::Mask => {}
            ErasureAct::Erase | ErasureAct::Anonymise => stay.push(erasure.customer_id.uuid()),
            ErasureAct::Purge => {
                erasures::note_kept(tx, cx.account, erasure).await?;
                purge(tx, cx, erasure.customer_id).await?;
            }
        }
    }
    customers::move_on(tx, cx.account, stay, CustomerLifecycle::Erased, cx.now()).await
}

/// What the ledger is to say, while those who were merged into the customers are there.
async fn ledger_lines(tx: &mut Tx, cx: &Cx, ending: &[Erasure]) -> Result<Vec<LedgerEntry>, Fault> {
    let customers = ending.iter().map(|erasure| erasure.customer_id.uuid()).collect();
    let merged = customers::merged_into(tx, cx.account, customers).await?;
    let mut lines = Vec::new();
    for erasure in ending {
        let mask = serde_json::to_value(erasure.forgetting()?);
        let theirs = merged.iter().filter(|(survivor, _)| *survivor == erasure.customer_id);
        lines.push(LedgerEntry {
            account: cx.account.uuid(),
            erasure: erasure.id.uuid(),
            customer: erasure.customer_id.uuid(),
            merged: theirs.map(|(_, merged)| merged.uuid()).collect(),
            act: erasure.act.as_str().to_owned(),
            mask: mask.map_err(|_| Fault::bug("a mask cannot be written as JSON"))?,
            at: cx.now(),
        });
    }
    Ok(lines)
}

/// Before the commit: what the ledger says and did not happen is done again, what happened is never missing there.
async fn write_down(tx: &mut Tx, cx: &Cx, lines: Vec<LedgerEntry>) -> Result<(), Fault> {
    if lines.is_empty() {
        return Ok(());
    }
    let mark = cx.ledger.append(cx.entropy.uuid_at(cx.now()), lines).await?;
    erasures::note_mark(tx, &mark).await
}

/// Destroys the keys of erasures that are not sealed any more: a process may have died between the two.
///
/// # Errors
/// [`Fault`] when the database or the key store fails.
pub async fn destroy_left_over(app: &App) -> Result<(), Fault> {
    let mut last = Uuid::nil();
    loop {
        let some = app.key_store.after(last, BATCH).await?;
        let Some(newest) = some.last().copied() else { return Ok(()) };
        let states = erasures::states(&app.db, some.clone()).await?;
        let is_left_over =
            |id: &Uuid| states.get(id).map_or_else(|| is_old(app, *id), |state| *state != ErasureState::Sealed);
        let left_over: Vec<Uuid> = some.into_iter().filter(is_left_over).collect();
        if !left_over.is_empty() {
            app.key_store.destroy(left_over).await?;
        }
        last = newest;
    }
}

/// Whether the erasure that a key is for, and that is not there, was begun so long ago that its transaction has ended.
fn is_old(app: &App, id: Uuid) -> bool {
    let begun = id.get_timestamp().map(|at| i64::try_from(at.to_unix().0).unwrap_or(i64::MAX));
    begun.is_none_or(|begun| app.now().timestamp() - begun > 3_600)
}
