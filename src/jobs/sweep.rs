//! Sweeping: what has served its time goes, and quotes whose time has passed say so.

use chrono::Duration;

use super::outbox;
use crate::app::App;
use crate::db::Statement;
use crate::error::Fault;
use crate::{in_tx, quotes, sql, suppressions};

/// How long an idempotency key is remembered.
const IDEMPOTENCY: Duration = Duration::hours(24);
/// How long a link that can no longer be used is kept, to answer questions.
const LINKS: Duration = Duration::days(1);
/// How long files of imports and exports, and what records were before an import changed them, are kept after anything
/// was last done with the job: they hold personal data.
const FILES: Duration = Duration::days(7);
/// How long ended sessions, and refresh tokens that were used, are kept: a copy used later is unknown, and so refused.
const SESSIONS: Duration = Duration::days(30);
/// How long deliveries to partners are kept that ask for no confirmation; the others are proof, and stay.
const DELIVERIES: Duration = Duration::days(90);
/// How long the outbox remembers that something was done, without saying what.
const OUTBOX: Duration = Duration::days(7);

/// How long a request from the public booking page is kept that somebody dismissed.
const DISMISSED: Duration = Duration::days(30);

/// Removes what is older than its time, and marks expired quotes.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn sweep(app: &App) -> Result<(), Fault> {
    let now = app.now();
    for (older_than, statement) in rules() {
        let before = now - older_than;
        let gone: u64 = in_tx!(app, |tx| { statement.bind(before).run(tx).await })?;
        if gone > 0 {
            tracing::debug!(gone, place = statement.place, "swept");
        }
    }
    outbox::sweep(app, now - OUTBOX).await?;
    suppressions::sweep(app).await?;
    quotes::expire(app).await?;
    Ok(())
}

fn rules() -> [(Duration, &'static Statement); 13] {
    [
        (DISMISSED, sql!("delete from booking_requests where state = 'DISMISSED' and decided_at < $1")),
        (
            FILES,
            sql!(
                "delete from file_pieces where exists (select 1 from transfers t
                 where t.account_id = file_pieces.account_id and t.id = file_pieces.transfer_id
                 and t.updated_at < $1)"
            ),
        ),
        (
            FILES,
            sql!(
                "delete from import_originals where exists (select 1 from transfers t
                 where t.account_id = import_originals.account_id and t.id = import_originals.transfer_id
                 and t.updated_at < $1)"
            ),
        ),
        (IDEMPOTENCY, sql!("delete from idempotency_keys where created_at < $1")),
        (LINKS, sql!("delete from portal_links where expires_at < $1")),
        (LINKS, sql!("delete from links where expires_at < $1")),
        (LINKS, sql!("delete from email_changes where requested_at < $1")),
        (SESSIONS, sql!("delete from portal_sessions where expires_at < $1")),
        (SESSIONS, sql!("delete from refresh_tokens where used_at < $1")),
        (
            SESSIONS,
            sql!(
                "delete from refresh_tokens where exists (select 1 from staff_sessions t
                 where t.account_id = refresh_tokens.account_id and t.id = refresh_tokens.session_id
                 and (t.expires_at < $1 or t.ended_at < $1))"
            ),
        ),
        (SESSIONS, sql!("delete from staff_sessions where expires_at < $1 or ended_at < $1")),
        (Duration::zero(), sql!("delete from webhook_secrets where valid_until < $1")),
        (DELIVERIES, sql!("delete from webhook_deliveries where settled_at < $1 and not asks_confirmation")),
    ]
}
