//! The face of the account's settings.

use async_graphql::{Context, InputObject, MaybeUndefined, Object, SimpleObject};

use super::accounts::Account;
use super::context::{Admit, given, permit};
use super::errors::answer;
use super::scalars::{CurrencyCode, Locale, int};
use crate::account_settings::{self, SettingsChange};
use crate::accounts::{self, AccountChange};
use crate::mutation_result;

/// How the account deals with its customers.
#[derive(SimpleObject)]
pub struct AccountSettings {
    /// Until how many hours before its start the portal lets customers cancel a booking; never, when null.
    portal_cancel_hours: Option<i32>,
    /// Until how many hours before its start the portal lets customers move a booking; never, when null.
    portal_reschedule_hours: Option<i32>,
    /// Whether anybody can book without signing in.
    public_booking: bool,
    /// Free times start at multiples of so many minutes since midnight.
    slot_minutes: i32,
    /// How long before its start a booking can be made online at the latest.
    notice_minutes: i32,
    /// How far ahead bookings can be made online.
    horizon_days: i32,
    /// How much of a booking's price is asked for in advance, in percent.
    prepayment_percent: i32,
    /// How long before its start a booking's customer is reminded; never, when null.
    reminder_hours: Option<i32>,
    /// How long after its end a rating is asked for; never, when null.
    rating_after_hours: Option<i32>,
    /// How long after it is issued an invoice is due.
    payment_days: i32,
    /// What invoice numbers start with.
    invoice_prefix: String,
    /// What quote numbers start with.
    quote_prefix: String,
    /// 0 until something is set, then goes up with each change; send it back as `expectedVersion`.
    version: i32,
}

impl From<account_settings::AccountSettings> for AccountSettings {
    fn from(its: account_settings::AccountSettings) -> Self {
        Self {
            portal_cancel_hours: its.portal_cancel_hours.map(int),
            portal_reschedule_hours: its.portal_reschedule_hours.map(int),
            public_booking: its.public_booking,
            slot_minutes: int(its.slot_minutes),
            notice_minutes: int(its.notice_minutes),
            horizon_days: int(its.horizon_days),
            prepayment_percent: int(its.prepayment_percent),
            reminder_hours: its.reminder_hours.map(int),
            rating_after_hours: its.rating_after_hours.map(int),
            payment_days: int(its.payment_days),
            invoice_prefix: its.invoice_prefix,
            quote_prefix: its.quote_prefix,
            version: int(its.version),
        }
    }
}

/// Changes to the account's settings. What is left out stays; null switches off.
#[derive(InputObject)]
pub struct AccountSettingsSetInput {
    /// The version that was read: the change happens only if it is still the current one; whatever it is, when left out.
    expected_version: Option<i32>,
    /// Until how many hours before its start the portal lets customers cancel a booking: 0 to 8,760.
    portal_cancel_hours: MaybeUndefined<i32>,
    /// Until how many hours before its start the portal lets customers move a booking: 0 to 8,760.
    portal_reschedule_hours: MaybeUndefined<i32>,
    /// Whether anybody can book without signing in.
    public_booking: Option<bool>,
    /// Free times start at multiples of so many minutes since midnight: 5 to 480.
    slot_minutes: Option<i32>,
    /// How long before its start a booking can be made online at the latest: at most 43,200.
    notice_minutes: Option<i32>,
    /// How far ahead bookings can be made online: 1 to 730.
    horizon_days: Option<i32>,
    /// How much of a booking's price is asked for in advance, in percent.
    prepayment_percent: Option<i32>,
    /// How long before its start a booking's customer is reminded: 1 to 336.
    reminder_hours: MaybeUndefined<i32>,
    /// How long after its end a rating is asked for: 0 to 336.
    rating_after_hours: MaybeUndefined<i32>,
    /// How long after it is issued an invoice is due: 0 to 365.
    payment_days: Option<i32>,
    /// What invoice numbers start with; at most 12 characters.
    invoice_prefix: Option<String>,
    /// What quote numbers start with; at most 12 characters.
    quote_prefix: Option<String>,
}

impl From<AccountSettingsSetInput> for SettingsChange {
    fn from(input: AccountSettingsSetInput) -> Self {
        let switch = |value| given(value).map(|hours: Option<i32>| hours.map(i64::from));
        Self {
            expected_version: input.expected_version.map(i64::from),
            portal_cancel_hours: switch(input.portal_cancel_hours),
            portal_reschedule_hours: switch(input.portal_reschedule_hours),
            public_booking: input.public_booking,
            slot_minutes: input.slot_minutes.map(i64::from),
            notice_minutes: input.notice_minutes.map(i64::from),
            horizon_days: input.horizon_days.map(i64::from),
            prepayment_percent: input.prepayment_percent.map(i64::from),
            reminder_hours: switch(input.reminder_hours),
            rating_after_hours: switch(input.rating_after_hours),
            payment_days: input.payment_days.map(i64::from),
            invoice_prefix: input.invoice_prefix,
            quote_prefix: input.quote_prefix,
        }
    }
}

/// Changes to the account. What is left out stays.
#[derive(InputObject)]
pub struct AccountUpdateInput {
    /// The name; at most 200 characters.
    name: Option<String>,
    /// The language of what is mailed to its customers.
    locale: Option<Locale>,
    /// The time zone, by its IANA name: `Europe/London`. Working hours are read in it; bookings stay at their moments.
    time_zone: Option<String>,
    /// The currency that it works in. It can only be changed as long as nothing has a price.
    currency: Option<CurrencyCode>,
}

/// The settings were changed.
#[derive(SimpleObject)]
pub struct AccountSettingsSaved {
    /// The settings as they are now.
    settings: AccountSettings,
}

/// The account was changed.
#[derive(SimpleObject)]
pub struct AccountSaved {
    /// The account as it is now.
    account: Account,
}

mutation_result! {
    /// How changing the settings ended.
    AccountSettingsSetResult = AccountSettingsSaved | NotPermitted | VersionConflict | InvalidInput
}

mutation_result! {
    /// How changing the account ended.
    AccountUpdateResult = AccountSaved | NotPermitted | InvalidInput
}

#[derive(Default)]
pub struct SettingsMutations;

#[Object(guard = "Admit")]
impl SettingsMutations {
    /// Changes how the account deals with its customers, from now on. Needs `settings.manage`; audited as
    /// `settings.set`.
    async fn account_settings_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change.")] input: AccountSettingsSetInput,
    ) -> async_graphql::Result<AccountSettingsSetResult> {
        let done = async { account_settings::set(&permit(ctx)?, &input.into()).await };
        answer(ctx, done.await, |settings| AccountSettingsSaved { settings: settings.into() })
    }

    /// Changes the account itself. Needs `settings.manage`; audited as `account.updated`.
    async fn account_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change.")] input: AccountUpdateInput,
    ) -> async_graphql::Result<AccountUpdateResult> {
        let change = AccountChange {
            name: input.name,
            locale: input.locale.map(|locale| locale.0),
            time_zone: input.time_zone,
            currency: input.currency.map(|currency| currency.0.code().to_owned()),
        };
        answer(ctx, async { accounts::update(&permit(ctx)?, &change).await }.await, |account| AccountSaved {
            account: Account(account),
        })
    }
}
