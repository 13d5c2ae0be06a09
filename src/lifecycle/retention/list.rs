//! Making a run's list, a stretch in each transaction.

use super::{announce, announce_completion};
use crate::app::Cx;
use crate::db::Tx;
use crate::error::Fault;
use crate::ids::RetentionRunId;
use crate::in_tx;
use crate::retention::{self, ListHash, RetentionRun, RetentionRunState};

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
            _ => announce(tx, cx, &run),
        }
        Ok(more)
    })
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
