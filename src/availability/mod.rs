//! When somebody is free to do what was chosen: the hours of those who can, less their time off and what is booked.

mod slots;
mod store;

pub use slots::free_starts;
pub use store::{Busy, busy_during};

use std::collections::{BTreeMap, HashMap};

use chrono::{Days, NaiveDate, TimeDelta};

use crate::account_settings::AccountSettings;
use crate::accounts::Account;
use crate::clock::Timestamp;
use crate::db::Exec;
use crate::error::{Fault, FieldProblem, Problem};
use crate::ids::{BookingId, ProviderId, ServiceId};
use crate::providers::{self, Provider, moments_of_day};
use crate::services::{self, Choice};
use crate::spans::{Span, merged, without};

/// The most days that are looked at together.
pub const MAX_DAYS: u64 = 31;
/// The most times that are offered together.
pub const MAX_SLOTS: usize = 1_000;

/// From one day to another, both among them, where the business is.
#[derive(Clone, Copy, Debug)]
pub struct DayRange {
    first: NaiveDate,
    last: NaiveDate,
}

impl DayRange {
    /// From one day to another.
    ///
    /// # Errors
    /// A [`FieldProblem`] for days out of order, more than [`MAX_DAYS`], or beyond the calendar.
    pub fn new(first: NaiveDate, last: NaiveDate) -> Result<Self, FieldProblem> {
        let latest = first.checked_add_days(Days::new(MAX_DAYS - 1));
        if last < first || latest.is_none_or(|latest| last > latest) || last.checked_add_days(Days::new(40)).is_none() {
            let because = "the last day is the first or up to 30 days later";
            return Err(FieldProblem::new("until", Problem::NotAllowed { because }));
        }
        Ok(Self { first, last })
    }

    /// So many days from one on, as far as they are looked at together.
    pub fn from(first: NaiveDate, days: u64) -> Self {
        Self { first, last: first.checked_add_days(Days::new(days.clamp(1, MAX_DAYS) - 1)).unwrap_or(first) }
    }

    fn days(&self) -> impl Iterator<Item = NaiveDate> + use<> {
        let last = self.last;
        self.first.iter_days().take_while(move |day| *day <= last)
    }
}

/// When a time that is offered may begin.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    pub not_before: Timestamp,
    pub before: Option<Timestamp>,
}

impl Window {
    /// For staff: from now on.
    pub fn for_staff(now: Timestamp) -> Self {
        Self { not_before: now, before: None }
    }

    /// For anybody online: with the account's notice, and up to its horizon.
    pub fn for_public(settings: &AccountSettings, now: Timestamp) -> Self {
        let after = |length: Option<TimeDelta>| length.and_then(|length| now.checked_add_signed(length)).unwrap_or(now);
        Self {
            not_before: after(TimeDelta::try_minutes(settings.notice_minutes)),
            before: Some(after(TimeDelta::try_days(settings.horizon_days))),
        }
    }

    fn admits(&self, start: Timestamp) -> bool {
        start >= self.not_before && self.before.is_none_or(|before| start < before)
    }
}

/// What is to be done, and how long it takes.
#[derive(Clone, Debug)]
pub struct Work {
    pub services: Vec<ServiceId>,
    pub length: TimeDelta,
}

impl Work {
    /// What was chosen, one after the other.
    pub fn chosen(choices: &[Choice]) -> Self {
        Self {
            services: choices.iter().map(|choice| choice.service.id).collect(),
            length: TimeDelta::try_minutes(services::total_minutes(choices)).unwrap_or(TimeDelta::MAX),
        }
    }
}

/// What somebody looks for.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'w> {
    pub work: &'w Work,
    /// A booking that is to be moved: its own time counts as free.
    pub moving: Option<BookingId>,
    /// Anybody who can do it, when left out.
    pub provider: Option<ProviderId>,
    pub days: DayRange,
    pub window: Window,
    /// Times begin at multiples of so many minutes since midnight.
    pub slot_minutes: i64,
}

/// A time at which somebody is free.
#[derive(Clone, Debug)]
pub struct Slot {
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
    /// Who is free then, by name; at least one.
    pub providers: Vec<Provider>,
}

/// The times at which somebody is free to do what was chosen, the earliest first; at most [`MAX_SLOTS`].
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn free_slots(on: impl Into<Exec<'_>>, account: &Account, wanted: &Wanted<'_>) -> Result<Vec<Slot>, Fault> {
    let mut on = on.into();
    let grid = grid(account, wanted);
    let length = wanted.work.length;
    let (Some(first), Some(last)) = (grid.first(), grid.last().and_then(|last| last.checked_add_signed(length))) else {
        return Ok(Vec::new());
    };
    let span = Span::new(*first, last);
    let able = able(on.reborrow(), account, wanted).await?;
    let ids: Vec<_> = able.iter().map(|provider| provider.id).collect();
    let schedules = providers::schedules(on.reborrow(), account, &ids, span).await?;
    let mut busy: HashMap<_, Vec<Span>> = HashMap::new();
    for taken in store::busy_during(on, account.id, &ids, span, wanted.moving).await? {
        busy.entry(taken.provider_id).or_default().push(taken.span());
    }
    let mut offered: BTreeMap<Timestamp, Vec<Provider>> = BTreeMap::new();
    for provider in able {
        let Some(schedule) = schedules.get(&provider.id) else { continue };
        let busy = merged(busy.remove(&provider.id).unwrap_or_default());
        for start in free_starts(&without(&schedule.working(span), &busy), &grid, length) {
            offered.entry(start).or_default().push(provider.clone());
        }
    }
    let slot = |(starts_at, providers)| Slot { starts_at, ends_at: starts_at + length, providers };
    Ok(offered.into_iter().take(MAX_SLOTS).map(slot).collect())
}

fn grid(account: &Account, wanted: &Wanted<'_>) -> Vec<Timestamp> {
    let zone = account.zone();
    let moments = wanted.days.days().flat_map(|day| moments_of_day(zone, day, wanted.slot_minutes));
    moments.filter(|start| wanted.window.admits(*start)).collect()
}

async fn able(mut on: Exec<'_>, account: &Account, wanted: &Wanted<'_>) -> Result<Vec<Provider>, Fault> {
    let singles = services::single_services(on.reborrow(), account.id, &wanted.work.services).await?;
    let mut able = providers::able(on, account.id, &singles).await?;
    able.retain(|provider| wanted.provider.is_none_or(|id| id == provider.id));
    Ok(able)
}
