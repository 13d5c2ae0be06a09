//! What the public booking page shows: services with their prices, and when somebody is free.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::access::Principal;
use crate::account_settings::{self, AccountSettings};
use crate::accounts::{self, Account};
use crate::app::{App, Cx};
use crate::availability::{self, DayRange, Slot, Wanted, Window, Work};
use crate::db::Exec;
use crate::error::{Fault, Outcome};
use crate::ids::ProviderId;
use crate::services::{self, Audience, Choice, NewChoice};
use crate::tax_rates::{self, tax_within};
use crate::terms::{ActorKind, Lang};

/// An account's page, open to everybody.
#[derive(Clone, Debug)]
pub struct Page {
    /// A visitor's request.
    pub cx: Cx,
    pub account: Account,
    pub settings: AccountSettings,
}

/// What something costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Price {
    /// Tax included, in minor units.
    pub total_minor: i64,
    /// The tax within that.
    pub tax_minor: i64,
    /// What is asked for in advance.
    pub prepayment_minor: i64,
}

impl Page {
    /// The page of an account; `None` when it does not take bookings from everybody, and when there is no such account.
    ///
    /// # Errors
    /// [`Fault`] when the database fails.
    pub async fn open(app: &App, lang: Lang, slug: &str) -> Result<Option<Self>, Fault> {
        let Some(account) = accounts::by_slug(&app.db, slug).await? else { return Ok(None) };
        let settings = account_settings::of(&app.db, account.id).await?;
        if !settings.public_booking {
            return Ok(None);
        }
        let who = Principal::Visitor { account: account.id, kind: ActorKind::Public };
        let cx = Cx { app: app.clone(), who, account: account.id, lang };
        Ok(Some(Self { cx, account, settings }))
    }

    /// What was chosen of what is offered.
    ///
    /// # Errors
    /// [`crate::error::Refusal::NotFound`] for what is not offered, [`crate::error::Refusal::InvalidInput`].
    pub async fn choose(&self, on: impl Into<Exec<'_>>, chosen: &[NewChoice]) -> Outcome<Vec<Choice>> {
        services::choose(on, &self.cx, chosen, Audience::Public).await
    }

    /// What was chosen costs, with the tax of each rate on what it applies to together.
    ///
    /// # Errors
    /// [`Fault`] when the database fails.
    pub async fn price(&self, choices: &[Choice]) -> Result<Price, Fault> {
        let mut by_rate: BTreeMap<_, i64> = BTreeMap::new();
        for choice in choices {
            if let Some(rate) = choice.service.tax_rate_id {
                *by_rate.entry(rate).or_default() += choice.amount_minor();
            }
        }
        let rates = by_rate.keys().map(|id| id.uuid()).collect();
        let rates = tax_rates::by_ids(&self.cx.db, self.account.id, rates).await?;
        let tax = rates.iter().map(|rate| tax_within(by_rate.get(&rate.id).copied().unwrap_or(0), rate.basis_points));
        let total_minor = services::total_minor(choices);
        let prepayment_minor = self.settings.prepayment_of(total_minor);
        Ok(Price { total_minor, tax_minor: tax.sum(), prepayment_minor })
    }

    /// When somebody is free to do what was chosen.
    ///
    /// # Errors
    /// [`Fault`] when the database fails.
    pub async fn free_slots(
        &self,
        on: impl Into<Exec<'_>>,
        choices: &[Choice],
        provider: Option<ProviderId>,
        days: DayRange,
    ) -> Result<Vec<Slot>, Fault> {
        let window = Window::for_public(&self.settings, self.cx.now());
        let (work, slot_minutes) = (Work::chosen(choices), self.settings.slot_minutes);
        let wanted = Wanted { work: &work, moving: None, provider, days, window, slot_minutes };
        availability::free_slots(on, &self.account, &wanted).await
    }

    /// The first free times from a day on, to offer instead of one that is taken.
    ///
    /// # Errors
    /// [`Fault`] when the database fails.
    pub(super) async fn next_slots(
        &self,
        choices: &[Choice],
        provider: Option<ProviderId>,
        from: NaiveDate,
    ) -> Result<Vec<Slot>, Fault> {
        let from = from.max(self.account.day_of(self.cx.now()));
        let mut slots = self.free_slots(&self.cx.db, choices, provider, DayRange::from(from, 14)).await?;
        slots.truncate(5);
        Ok(slots)
    }
}
