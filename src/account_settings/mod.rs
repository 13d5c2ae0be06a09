//! How an account deals with its customers: what the portal lets them do, the public booking page, numbering, terms.

mod store;

pub use store::of;

use crate::app::Cx;
use crate::audit::{self, Entry};
use crate::error::{FieldProblem, Outcome, Problem, Refusal};
use crate::terms::Permission;
use crate::{in_tx, text};

/// An account's settings.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct AccountSettings {
    /// Until how many hours before its start the portal lets customers cancel a booking; never, when `None`.
    pub portal_cancel_hours: Option<i64>,
    /// Until how many hours before its start the portal lets customers move a booking; never, when `None`.
    pub portal_reschedule_hours: Option<i64>,
    /// Whether anybody can book without signing in.
    pub public_booking: bool,
    /// Free times start at multiples of this.
    pub slot_minutes: i64,
    /// How long before its start a booking can be made online at the latest.
    pub notice_minutes: i64,
    /// How far ahead bookings can be made online.
    pub horizon_days: i64,
    /// How much of a booking's price is asked for in advance.
    pub prepayment_percent: i64,
    /// How long before its start a booking's customer is reminded; never, when `None`.
    pub reminder_hours: Option<i64>,
    /// How long after its end a rating is asked for; never, when `None`.
    pub rating_after_hours: Option<i64>,
    /// How long after it is issued an invoice is due.
    pub payment_days: i64,
    /// What invoice numbers start with.
    pub invoice_prefix: String,
    /// What quote numbers start with.
    pub quote_prefix: String,
    /// 0 until something is set.
    pub version: i64,
}

impl Default for AccountSettings {
    fn default() -> Self {
        Self {
            portal_cancel_hours: Some(24),
            portal_reschedule_hours: Some(24),
            public_booking: false,
            slot_minutes: 30,
            notice_minutes: 120,
            horizon_days: 60,
            prepayment_percent: 0,
            reminder_hours: Some(24),
            rating_after_hours: Some(2),
            payment_days: 14,
            invoice_prefix: String::from("INV-"),
            quote_prefix: String::from("Q-"),
            version: 0,
        }
    }
}

impl AccountSettings {
    /// How much of a price is asked for in advance, rounded half up, in minor units.
    pub fn prepayment_of(&self, total_minor: i64) -> i64 {
        let exact = i128::from(total_minor) * i128::from(self.prepayment_percent);
        i64::try_from((exact + 50) / 100).unwrap_or(i64::MAX)
    }

    fn check(&self) -> Result<(), Refusal> {
        let mut problems = Vec::new();
        let mut within = |field: &str, value: Option<i64>, min: i64, max: i64| {
            if value.is_some_and(|value| !(min..=max).contains(&value)) {
                problems.push(FieldProblem::new(field, Problem::OutOfRange { min, max }));
            }
        };
        within("portalCancelHours", self.portal_cancel_hours, 0, 8_760);
        within("portalRescheduleHours", self.portal_reschedule_hours, 0, 8_760);
        within("slotMinutes", Some(self.slot_minutes), 5, 480);
        within("noticeMinutes", Some(self.notice_minutes), 0, 43_200);
        within("horizonDays", Some(self.horizon_days), 1, 730);
        within("prepaymentPercent", Some(self.prepayment_percent), 0, 100);
        within("reminderHours", self.reminder_hours, 1, 336);
        within("ratingAfterHours", self.rating_after_hours, 0, 336);
        within("paymentDays", Some(self.payment_days), 0, 365);
        if problems.is_empty() { Ok(()) } else { Err(Refusal::InvalidInput(problems)) }
    }
}

/// What to change. What is left out stays; `Some(None)` switches off.
#[derive(Clone, Debug, Default)]
pub struct SettingsChange {
    /// Changes them only if they are still at this version.
    pub expected_version: Option<i64>,
    pub portal_cancel_hours: Option<Option<i64>>,
    pub portal_reschedule_hours: Option<Option<i64>>,
    pub public_booking: Option<bool>,
    pub slot_minutes: Option<i64>,
    pub notice_minutes: Option<i64>,
    pub horizon_days: Option<i64>,
    pub prepayment_percent: Option<i64>,
    pub reminder_hours: Option<Option<i64>>,
    pub rating_after_hours: Option<Option<i64>>,
    pub payment_days: Option<i64>,
    pub invoice_prefix: Option<String>,
    pub quote_prefix: Option<String>,
}

impl SettingsChange {
    fn applied_to(&self, current: AccountSettings) -> Result<AccountSettings, Refusal> {
        let prefix = |field, given: &Option<String>, now: String| match given {
            Some(text) => text::line(field, text, 12),
            None => Ok(now),
        };
        let next = AccountSettings {
            portal_cancel_hours: self.portal_cancel_hours.unwrap_or(current.portal_cancel_hours),
            portal_reschedule_hours: self.portal_reschedule_hours.unwrap_or(current.portal_reschedule_hours),
            public_booking: self.public_booking.unwrap_or(current.public_booking),
            slot_minutes: self.slot_minutes.unwrap_or(current.slot_minutes),
            notice_minutes: self.notice_minutes.unwrap_or(current.notice_minutes),
            horizon_days: self.horizon_days.unwrap_or(current.horizon_days),
            prepayment_percent: self.prepayment_percent.unwrap_or(current.prepayment_percent),
            reminder_hours: self.reminder_hours.unwrap_or(current.reminder_hours),
            rating_after_hours: self.rating_after_hours.unwrap_or(current.rating_after_hours),
            payment_days: self.payment_days.unwrap_or(current.payment_days),
            invoice_prefix: prefix("invoicePrefix", &self.invoice_prefix, current.invoice_prefix)?,
            quote_prefix: prefix("quotePrefix", &self.quote_prefix, current.quote_prefix)?,
            version: current.version + 1,
        };
        next.check()?;
        Ok(next)
    }
}

/// Changes the settings.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::VersionConflict`], [`Refusal::InvalidInput`].
pub async fn set(cx: &Cx, change: &SettingsChange) -> Outcome<AccountSettings> {
    cx.require(Permission::SettingsManage)?;
    in_tx!(cx, |tx| {
        audit::lock(tx, cx.account).await?;
        let current = of(&mut *tx, cx.account).await?;
        if change.expected_version.is_some_and(|expected| expected != current.version) {
            return Err(Refusal::VersionConflict { current: current.version }.into());
        }
        let next = change.applied_to(current)?;
        store::put(tx, cx.account, &next, cx.now()).await?;
        let data = serde_json::json!({ "version": next.version });
        audit::record(tx, cx, Entry { action: "settings.set", record: None, customer: None, data }).await?;
        Ok(next)
    })
}
