//! The end of an erasure: the originals' key is destroyed, and nobody can bring them back.

use uuid::Uuid;

use super::purge::purge;
use super::unmask::destroy;
use crate::app::{App, Cx};
use crate::audit::{self, Entry};
use crate::customers::{self, CustomerLifecycle};
use crate::erasures::{self, ErasureAct, ErasureState};
use crate::error::Fault;
use crate::ids::{CustomerId, ErasureId};
use crate::in_tx;
use crate::terms::RecordKind;

/// How many erasures are looked for at a time.
const BATCH: i64 = 50;

/// Ends every erasure that is due. How many there were.
///
/// # Errors
/// [`Fault`] when the database or the key store fails: what is not done then is done later.
pub async fn end_due(app: &App) -> Result<usize, Fault> {
    let mut done = 0;
    loop {
        let due = erasures::due(&app.db, app.now(), BATCH).await?;
        if due.is_empty() {
            return Ok(done);
        }
        for (account, id, customer) in due {
            end(&Cx::system(app, account), id, customer).await?;
            done += 1;
        }
        app.db.forget_log().await?;
    }
}

async fn end(cx: &Cx, id: ErasureId, customer: CustomerId) -> Result<(), Fault> {
    let ended: Result<bool, Fault> = async {
        in_tx!(cx, |tx| {
            let locked = customers::lock(tx, cx.account, customer).await?;
            let erasure = erasures::find(&mut *tx, cx.account, id).await?;
            let Some(erasure) = erasure.filter(|erasure| erasure.state == ErasureState::Sealed) else {
                return Ok(false);
            };
            erasures::end(tx, cx, &erasure, ErasureState::Done).await?;
            match erasure.act {
                ErasureAct::Mask => {}
                ErasureAct::Purge => purge(tx, cx, customer).await?,
                ErasureAct::Erase | ErasureAct::Anonymise => {
                    let (erased, deletion) = (CustomerLifecycle::Erased, locked.and_then(|it| it.deletion_id));
                    customers::set_lifecycle(tx, cx.account, customer, erased, deletion, cx.now()).await?;
                }
            }
            customers::announce(tx, cx, customer);
            let entry = Entry::of("customer.erasure_final", RecordKind::Customer, customer.uuid(), Some(customer));
            let data = serde_json::json!({ "erasure": erasure.id.to_string(), "act": erasure.act });
            audit::record(tx, cx, entry.with(data)).await?;
            Ok(true)
        })
    }
    .await;
    if ended? {
        destroy(cx, vec![id.uuid()]).await;
    }
    Ok(())
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
        let needed = erasures::sealed_among(&app.db, some.clone()).await?;
        let left_over: Vec<Uuid> = some.into_iter().filter(|id| is_old(app, *id) && !needed.contains(id)).collect();
        if !left_over.is_empty() {
            app.key_store.destroy(left_over).await?;
        }
        last = newest;
    }
}

/// Whether the erasure that a key is for was begun so long ago that its transaction has ended.
fn is_old(app: &App, id: Uuid) -> bool {
    let begun = id.get_timestamp().map(|at| i64::try_from(at.to_unix().0).unwrap_or(i64::MAX));
    begun.is_none_or(|begun| app.now().timestamp() - begun > 3_600)
}
