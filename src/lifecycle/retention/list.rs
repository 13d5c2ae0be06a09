//! Making a run's list, a stretch in each transaction.

use super::{announce, announce_completion};
use crate::access::staff;
use crate::app::Cx;
use crate::db::Tx;
use crate::error::Fault;
use crate::ids::RetentionRunId;
use crate::in_tx;
use crate::jobs::outbox::{self, Task};
use crate::retention::{self, ListHash, RetentionRun, RetentionRunState};
use crate::terms::Permission;

/// How many customers are listed in one transaction.
const BATCH: i64 = 500;

/// Lists the next customers. Whether there may be more.
///
/// # Errors
/// [`Fault`] when the database fails.
pub(super) async fn go_on(cx: &Cx, id: RetentionRunId) -> Result<bool, Fault> {
    in_tx!(cx, |tx| {
        let Some(before) = retention::take_listing(tx, cx.account, id).await? else { return Ok(false) };
        let listed = before.listed;
        let run = retention::list_some(tx, cx.account, before, BATCH, cx.now()).await?;
        let more = run.listed - listed >= BATCH;
        let run = if more { run } else { whole(tx, cx, run).await? };
        retention::update(tx, cx.account, &run).await?;
        match run.state {
            RetentionRunState::Done => announce_completion(tx, cx, &run).await?,
            RetentionRunState::Review => announce_list(tx, cx, &run).await?,
            _ => announce(tx, cx, &run),
        }
        Ok(more)
    })
}

/// Tells everybody who may approve the list that it waits for them.
async fn announce_list(tx: &mut Tx, cx: &Cx, run: &RetentionRun) -> Result<(), Fault> {
    for person in staff::who_may(&mut *tx, cx.account, Permission::RetentionApprove).await? {
        let waits = Task::RetentionWaits { run: run.id.uuid(), staff: person.id.uuid() };
        outbox::enqueue(&cx.app, tx, cx.account, &waits).await?;
    }
    announce(tx, cx, run);
    Ok(())
}

/// The run with its whole list: people review it, unless nobody is on it.
async fn whole(tx: &mut Tx, cx: &Cx, run: RetentionRun) -> Result<RetentionRun, Fault> {
    let list_hash = Some(ListHash::of(tx, cx.account, &run).await?.encode());
    let (state, ended_at) = if run.customers() == 0 {
        (RetentionRunState::Done, Some(cx.now()))
    } else {
        (RetentionRunState::Review, None)
    };
    Ok(RetentionRun { list_hash, state, ended_at, ..run })
}
