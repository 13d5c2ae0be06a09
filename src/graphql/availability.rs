//! The face of free times, for staff.

use async_graphql::{Context, ID, Object, SimpleObject};

use super::context::{Admit, ContextExt, Needs};
use super::errors::question_refused;
use super::providers::Provider;
use super::scalars::{Date, DateTime};
use super::services::ServiceChoiceInput;
use crate::app::Cx;
use crate::availability::{self, DayRange, Slot, Wanted, Window, Work};
use crate::error::Outcome;
use crate::services::{self, Audience, NewChoice};
use crate::terms::{Permission, RecordKind};
use crate::{account_settings, accounts};

/// A time at which somebody is free.
#[derive(SimpleObject)]
pub struct FreeSlot {
    /// When it begins.
    starts_at: DateTime,
    /// When what was chosen would be done.
    ends_at: DateTime,
    /// Who is free then, by name; at least one. Needs `providers.read`.
    #[graphql(guard = "Needs(Permission::ProvidersRead)")]
    providers: Vec<Provider>,
}

impl From<Slot> for FreeSlot {
    fn from(slot: Slot) -> Self {
        Self {
            starts_at: slot.starts_at.into(),
            ends_at: slot.ends_at.into(),
            providers: slot.providers.into_iter().map(Provider::from).collect(),
        }
    }
}

async fn free_slots(
    cx: &Cx,
    chosen: Vec<ServiceChoiceInput>,
    provider: Option<ID>,
    (from, until): (Date, Date),
) -> Outcome<Vec<Slot>> {
    let chosen: Vec<_> = chosen.into_iter().map(NewChoice::from).collect();
    let provider = provider.map(|id| cx.parse(RecordKind::Provider, &id)).transpose()?;
    let days = DayRange::new(from.0, until.0)?;
    let choices = services::choose(&cx.db, cx, &chosen, Audience::Staff).await?;
    let account = accounts::get(&cx.db, cx.account).await?;
    let slot_minutes = account_settings::of(&cx.db, cx.account).await?.slot_minutes;
    let window = Window::for_staff(cx.now());
    let wanted = Wanted { work: &Work::chosen(&choices), moving: None, provider, days, window, slot_minutes };
    Ok(availability::free_slots(&cx.db, &account, &wanted).await?)
}

#[derive(Default)]
pub struct AvailabilityQueries;

#[Object(guard = "Admit")]
impl AvailabilityQueries {
    /// The times from now on at which somebody is free who can do what was chosen, the earliest first; at most 1,000.
    /// Within working hours, not in time off, and not while anything is booked. Needs `bookings.read`.
    async fn free_slots(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done, 1 to 20 services.")] services: Vec<ServiceChoiceInput>,
        #[graphql(desc = "Who is to do it; anybody who can, when left out.")] provider_id: Option<ID>,
        #[graphql(desc = "The first day, where the business is.")] from: Date,
        #[graphql(desc = "The last day: the first, or up to 30 days later.")] until: Date,
    ) -> async_graphql::Result<Vec<FreeSlot>> {
        let found = free_slots(&ctx.cx()?, services, provider_id, (from, until)).await;
        let slots = found.map_err(|failure| question_refused(ctx.caller().lang, failure))?;
        Ok(slots.into_iter().map(FreeSlot::from).collect())
    }
}
