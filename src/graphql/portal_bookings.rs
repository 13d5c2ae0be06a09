//! What customers see of their bookings in the portal, and what they may do with them.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use super::bookings::{BookingService, booked_services};
use super::connection::{Connection, ListSource};
use super::context::{Admit, permit};
use super::errors::answer;
use super::loaders::{SettingsOf, load};
use super::money::Money;
use super::ratings::RatingOf;
use super::scalars::{DateTime, int};
use crate::account_settings::AccountSettings;
use crate::availability::Slot;
use crate::bookings::{self, BookingFilter, BookingState};
use crate::ids::CustomerId;
use crate::mutation_result;

/// A booking, as the customer sees it.
#[derive(Clone)]
pub struct PortalBooking(pub bookings::Booking);

/// Where a list of bookings is read from.
pub type PortalBookingConnection = Connection<ListSource<bookings::Booking, PortalBooking>>;

impl PortalBooking {
    /// The deadline, as long as it matters: the booking has not begun or ended.
    async fn until(
        &self,
        ctx: &Context<'_>,
        hours: fn(&AccountSettings) -> Option<i64>,
    ) -> async_graphql::Result<Option<DateTime>> {
        if !self.0.state.is_open() || self.0.state == BookingState::InProgress {
            return Ok(None);
        }
        let settings = load(ctx, SettingsOf).await?.unwrap_or_default();
        Ok(bookings::possible_until(&self.0, hours(&settings)).map(DateTime::from))
    }
}

/// A booking, as the customer sees it.
#[Object]
impl PortalBooking {
    /// The id, to cancel or move it.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The number.
    async fn number(&self) -> i32 {
        int(self.0.number)
    }

    /// Where it stands.
    async fn state(&self) -> BookingState {
        self.0.state
    }

    /// What is done, as it was agreed.
    async fn services(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<PortalBookingService>> {
        let services = booked_services(ctx, &self.0).await?;
        Ok(services.into_iter().map(PortalBookingService).collect())
    }

    /// Who comes; null as long as that is open.
    async fn provider_name(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<String>> {
        match self.0.provider_id {
            Some(id) => Ok(load(ctx, id).await?.map(|provider| provider.name)),
            None => Ok(None),
        }
    }

    /// The stars that they gave it, 1 to 5; null as long as they did not. What is completed can be rated once.
    async fn stars(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<i32>> {
        Ok(load(ctx, RatingOf(self.0.id)).await?.map(|rating| int(rating.stars)))
    }

    /// When it starts.
    async fn starts_at(&self) -> DateTime {
        self.0.starts_at.into()
    }

    /// When it ends.
    async fn ends_at(&self) -> DateTime {
        self.0.ends_at.into()
    }

    /// Where it is done.
    async fn location(&self) -> Option<&str> {
        self.0.location.as_deref()
    }

    /// What it costs, as agreed.
    async fn price(&self) -> async_graphql::Result<Money> {
        Ok(Money(self.0.amount(self.0.total_minor)?))
    }

    /// How much of that is asked for in advance.
    async fn prepayment(&self) -> async_graphql::Result<Money> {
        Ok(Money(self.0.amount(self.0.prepayment_minor)?))
    }

    /// Until when the customer may cancel it here; null when they may not at all.
    async fn cancellable_until(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<DateTime>> {
        self.until(ctx, |settings| settings.portal_cancel_hours).await
    }

    /// Until when the customer may move it here; null when they may not at all.
    async fn movable_until(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<DateTime>> {
        self.until(ctx, |settings| settings.portal_reschedule_hours).await
    }
}

/// A service as it was agreed, as the customer sees it.
pub struct PortalBookingService(BookingService);

/// A service as it was agreed, as the customer sees it.
#[Object]
impl PortalBookingService {
    /// What it was called.
    async fn name(&self) -> &str {
        &self.0.service.name
    }

    /// How many of it.
    async fn quantity(&self) -> i32 {
        int(self.0.service.quantity)
    }

    /// What it comes to.
    async fn amount(&self) -> Money {
        self.0.money(self.0.service.amount_minor)
    }
}

/// A time to which a booking can be moved.
#[derive(SimpleObject)]
pub struct PortalFreeSlot {
    /// When it would start.
    starts_at: DateTime,
    /// When it would end: it takes as long as before.
    ends_at: DateTime,
}

impl From<Slot> for PortalFreeSlot {
    fn from(slot: Slot) -> Self {
        Self { starts_at: slot.starts_at.into(), ends_at: slot.ends_at.into() }
    }
}

/// Which of their bookings to list. All that is given must fit.
#[derive(InputObject, Default)]
pub struct PortalBookingWhere {
    /// Those in one of these states.
    state: Option<Vec<BookingState>>,
    /// True: those that have not ended. False: those that were completed, cancelled or missed.
    upcoming: Option<bool>,
    /// True: those that they rated. False: those that they did not.
    rated: Option<bool>,
}

impl PortalBookingWhere {
    /// The filter, of one customer's.
    pub(super) fn of(self, customer: CustomerId) -> BookingFilter {
        let state = self.state.unwrap_or_default();
        let (upcoming, rated) = (self.upcoming, self.rated);
        BookingFilter { customer: Some(customer), state, upcoming, rated, ..BookingFilter::default() }
    }
}

/// A booking that its customer cancels.
#[derive(InputObject)]
pub struct PortalBookingCancelInput {
    /// The booking.
    id: ID,
    /// Why; at most 500 characters.
    reason: Option<String>,
}

/// A booking that its customer moves.
#[derive(InputObject)]
pub struct PortalBookingRescheduleInput {
    /// The booking.
    id: ID,
    /// When it is to start; it takes as long as before.
    starts_at: DateTime,
}

/// A customer changed a booking of theirs.
#[derive(SimpleObject)]
pub struct PortalBookingSaved {
    /// The booking as it is now.
    booking: PortalBooking,
}

mutation_result! {
    /// How a customer's cancelling ended.
    PortalBookingCancelResult = PortalBookingSaved | RecordNotFound | WrongState | TooLate | InvalidInput
}

mutation_result! {
    /// How a customer's moving ended.
    PortalBookingRescheduleResult = PortalBookingSaved | RecordNotFound | WrongState | TooLate | SlotTaken | InvalidInput
}

fn saved(booking: bookings::Booking) -> PortalBookingSaved {
    PortalBookingSaved { booking: PortalBooking(booking) }
}

#[derive(Default)]
pub struct PortalBookingMutations;

#[Object(guard = "Admit")]
impl PortalBookingMutations {
    /// Cancels a booking of the customer who asks, until so many hours before its start as the account allows. For
    /// customers in the portal; audited as `booking.cancelled`.
    async fn portal_booking_cancel(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The booking, and why.")] input: PortalBookingCancelInput,
    ) -> async_graphql::Result<PortalBookingCancelResult> {
        let reason = input.reason.as_deref();
        let done = async { bookings::cancel_by_customer(&permit(ctx)?, &input.id, reason).await };
        answer(ctx, done.await, saved)
    }

    /// Moves a booking of the customer who asks to another time that is free, until so many hours before its start as
    /// the account allows. For customers in the portal; audited as `booking.moved`.
    async fn portal_booking_reschedule(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The booking, and when it is to start.")] input: PortalBookingRescheduleInput,
    ) -> async_graphql::Result<PortalBookingRescheduleResult> {
        let done = async { bookings::reschedule_by_customer(&permit(ctx)?, &input.id, input.starts_at.0).await };
        answer(ctx, done.await, saved)
    }
}
