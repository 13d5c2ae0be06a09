//! What the law wanted kept goes by itself once its time is over: documents of customers who are masked or erased.

use chrono::NaiveDate;

use crate::app::{App, Cx};
use crate::audit::{self, Entry};
use crate::customers;
use crate::db::Tx;
use crate::erasures::{self, ErasureState, Forgetting, Removed};
use crate::error::Fault;
use crate::ids::{CustomerId, ErasureId};
use crate::records::columns::{MASK, Mask};
use crate::terms::{HistoryIdentity, RecordKind};
use crate::{accounts, in_tx, legal_holds, policies, privacy_requests};

/// How many erasures are looked for at a time.
const BATCH: i64 = 50;

/// Makes unreadable what need not be kept any more. Of how many customers.
///
/// # Errors
/// [`Fault`] when the database fails: what is not done then is done later.
pub(super) async fn let_go(app: &App) -> Result<usize, Fault> {
    let mut done = 0;
    for account in accounts::all(&app.db).await? {
        let cx = Cx::system(app, account.id);
        let policy = policies::current(&app.db, account.id).await?;
        let since = policy.kept_since(RecordKind::Invoice, app.now().date_naive());
        loop {
            let overdue = erasures::overdue(&app.db, account.id, (since, app.now()), BATCH).await?;
            if overdue.is_empty() {
                break;
            }
            for (id, customer) in overdue {
                let_go_of(&cx, id, customer, since).await?;
                done += 1;
            }
        }
        done += usize::from(let_go_of_unknown(&cx, since).await?);
    }
    let late: u64 = in_tx!(app, |tx| {
        let reasons = legal_holds::forget_reasons(tx, app.now(), MASK).await?;
        Ok::<_, Fault>(reasons + privacy_requests::forget_texts(tx, MASK).await?)
    })?;
    if done > 0 || late > 0 {
        app.db.forget_log().await?;
    }
    Ok(done)
}

async fn let_go_of(cx: &Cx, id: ErasureId, customer: CustomerId, since: NaiveDate) -> Result<(), Fault> {
    in_tx!(cx, |tx| {
        customers::lock(tx, cx.account, customer).await?;
        let held = legal_holds::is_held(&mut *tx, cx, customer).await?;
        let erasure = erasures::find(&mut *tx, cx.account, id).await?;
        let Some(mut erasure) = erasure.filter(|erasure| erasure.state == ErasureState::Done && !held) else {
            return Ok(());
        };
        let forgetting = Forgetting { kept_since: since, ..erasure.forgetting()? };
        let removed = forget(tx, cx, customer, &forgetting).await?;
        erasure.go_on(&forgetting, removed)?;
        let oldest = erasures::oldest_kept(&mut *tx, cx.account, &[customer], since).await?;
        erasure.oldest_kept = oldest.get(&customer).copied();
        erasures::note_removed(tx, cx.account, &[erasure]).await
    })
}

/// The documents of purged customers.
async fn let_go_of_unknown(cx: &Cx, since: NaiveDate) -> Result<bool, Fault> {
    in_tx!(cx, |tx| {
        let Some(unknown) = erasures::overdue_unknown(tx, cx.account, since).await? else { return Ok(false) };
        let mask = Mask { keep: Vec::new(), history: HistoryIdentity::UnknownCustomer };
        forget(tx, cx, unknown, &Forgetting { mask, kept_since: since }).await?;
        let oldest = erasures::oldest_kept(&mut *tx, cx.account, &[unknown], since).await?;
        erasures::set_oldest_unknown(tx, cx.account, oldest.get(&unknown).copied()).await?;
        Ok(true)
    })
}

/// Overwrites, and tells the audit log what, if there was anything.
async fn forget(tx: &mut Tx, cx: &Cx, customer: CustomerId, forgetting: &Forgetting) -> Result<Vec<Removed>, Fault> {
    let removed = erasures::forget_overdue(tx, cx.account, customer, forgetting).await?;
    if !removed.is_empty() {
        customers::announce(tx, cx, customer);
        let entry = Entry::of("customer.documents_masked", RecordKind::Customer, customer.uuid(), Some(customer));
        audit::record(tx, cx, entry.with(serde_json::json!({ "removed": removed }))).await?;
    }
    Ok(removed)
}
