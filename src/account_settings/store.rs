//! The settings' SQL.

use super::AccountSettings;
use crate::clock::Timestamp;
use crate::db::{Exec, Tx};
use crate::error::Fault;
use crate::ids::AccountId;
use crate::sql;

/// An account's settings; the defaults as long as nothing was set.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn of(on: impl Into<Exec<'_>>, account: AccountId) -> Result<AccountSettings, Fault> {
    let row = sql!(
        "select portal_cancel_hours, portal_reschedule_hours, public_booking, slot_minutes, notice_minutes,
            horizon_days, prepayment_percent, reminder_hours, rating_after_hours, payment_days, invoice_prefix,
            quote_prefix, version
         from account_settings where account_id = $1"
    );
    Ok(row.bind(account).optional(on).await?.unwrap_or_default())
}

pub(super) async fn put(
    tx: &mut Tx,
    account: AccountId,
    settings: &AccountSettings,
    at: Timestamp,
) -> Result<(), Fault> {
    sql!("delete from account_settings where account_id = $1").bind(account).run(&mut *tx).await?;
    sql!(
        "insert into account_settings (account_id, portal_cancel_hours, portal_reschedule_hours, public_booking,
            slot_minutes, notice_minutes, horizon_days, prepayment_percent, reminder_hours, rating_after_hours,
            payment_days, invoice_prefix, quote_prefix, version, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"
    )
    .bind(account)
    .bind(settings.portal_cancel_hours)
    .bind(settings.portal_reschedule_hours)
    .bind(settings.public_booking)
    .bind(settings.slot_minutes)
    .bind(settings.notice_minutes)
    .bind(settings.horizon_days)
    .bind(settings.prepayment_percent)
    .bind(settings.reminder_hours)
    .bind(settings.rating_after_hours)
    .bind(settings.payment_days)
    .bind(&settings.invoice_prefix)
    .bind(&settings.quote_prefix)
    .bind(settings.version)
    .bind(at)
    .run(tx)
    .await?;
    Ok(())
}
