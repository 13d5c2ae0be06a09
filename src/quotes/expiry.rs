//! Quotes that nobody accepted or declined in time.

use super::{QuoteState, lock, save, store};
use crate::app::{App, Cx};
use crate::error::{Failure, Fault, Outcome};
use crate::ids::QuoteId;
use crate::in_tx;

/// How many are looked at in one go.
const AT_ONCE: i64 = 500;

/// Marks quotes whose time has passed as expired; how many. They read as expired before, too.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn expire(app: &App) -> Result<u64, Fault> {
    let mut done = 0;
    for (account, id) in store::expired(&app.db, app.now(), AT_ONCE).await? {
        match expire_one(&Cx::system(app, account), id).await {
            Ok(()) => done += 1,
            // Decided or deleted meanwhile.
            Err(Failure::Refused(_)) => {}
            Err(Failure::Fault(fault)) => return Err(fault),
        }
    }
    Ok(done)
}

async fn expire_one(cx: &Cx, id: QuoteId) -> Outcome<()> {
    in_tx!(cx, |tx| {
        let quote = lock(tx, cx, id).await?;
        quote.needs(cx, &[QuoteState::Expired])?;
        if quote.state == QuoteState::Expired {
            return Ok(());
        }
        save(tx, cx, &quote.ended(cx, QuoteState::Expired), "quote.expired").await
    })
}
