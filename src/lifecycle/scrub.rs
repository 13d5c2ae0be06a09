//! Scrub: what erasures overwrote is not left in the database's own files.

use crate::app::App;
use crate::clock::Timestamp;
use crate::erasures;
use crate::error::Fault;

const DAY: i64 = 86_400;

/// Empties the write-ahead log, and writes SQLite's file anew once a day, if anything became final since the last time or
/// was overwritten just now.
///
/// # Errors
/// [`Fault`] when the database fails.
pub(super) async fn scrub(app: &App, overwritten: bool) -> Result<(), Fault> {
    app.db.forget_log().await?;
    let Some(last) = app.db.rewritten_on().await? else { return Ok(()) };
    let today = app.now().timestamp() / DAY;
    let since = Timestamp::from_timestamp(last * DAY, 0).ok_or_else(|| Fault::bug("a day is a time"))?;
    if last < today && (overwritten || erasures::ended_since(&app.db, since).await?) {
        app.db.rewrite(today).await?;
    }
    Ok(())
}
