//! The bookings' face: what is done.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, SimpleObject};

use super::bookings::Booking;
use super::context::{Admit, given, permit};
use super::errors::{Answer, answer};
use super::scalars::DateTime;
use super::services::ServiceChoiceInput;
use crate::app::Cx;
use crate::bookings::{self, BookingChange, BookingSource, BookingState, Items, Move, NewBooking, Place};
use crate::error::{FieldProblem, Problem, Refusal};
use crate::ids::ProviderId;
use crate::mutation_result;
use crate::services::{Audience, NewChoice};
use crate::terms::RecordKind;

/// A booking to make.
#[derive(InputObject)]
pub struct BookingCreateInput {
    /// Whose it is.
    customer_id: ID,
    /// What is done: 1 to 20 services and bundles. Their names, durations and prices are kept as they are now.
    services: Vec<ServiceChoiceInput>,
    /// Who does it. Without a provider the booking is requested, with one it is scheduled.
    provider_id: Option<ID>,
    /// When it starts; cut to the second.
    starts_at: DateTime,
    /// When it ends; by the services' durations when left out.
    ends_at: Option<DateTime>,
    /// An address of the customer where it is done; kept as it is now. Not together with `location`.
    address_id: Option<ID>,
    /// Where it is done, in words; at most 500 characters.
    location: Option<String>,
    /// What there is to know; at most 10,000 characters.
    note: Option<String>,
    /// Books the provider outside working hours, within time off, and for services that they usually do not do. Time
    /// that another booking holds is never taken.
    #[graphql(default)]
    force: bool,
    /// A key of your own, at most 100 characters: sent again with it, the request gives the booking that was made.
    idempotency_key: Option<String>,
}

impl BookingCreateInput {
    fn read(self, cx: &Cx) -> Result<NewBooking, Refusal> {
        Ok(NewBooking {
            items: Items::Chosen(self.services.into_iter().map(NewChoice::from).collect(), Audience::Staff),
            provider: provider(cx, self.provider_id.as_ref())?,
            starts_at: self.starts_at.0,
            ends_at: self.ends_at.map(|at| at.0),
            place: place(cx, self.address_id.as_ref(), self.location.as_deref())?,
            note: self.note,
            quote: None,
            external_ref: None,
            source: BookingSource::Staff,
            state: None,
            force: self.force,
        })
    }
}

fn provider(cx: &Cx, id: Option<&ID>) -> Result<Option<ProviderId>, Refusal> {
    id.map(|id| cx.parse(RecordKind::Provider, id)).transpose()
}

fn place(cx: &Cx, address: Option<&ID>, location: Option<&str>) -> Result<Option<Place>, Refusal> {
    match (address, location) {
        (Some(_), Some(_)) => Err(FieldProblem::new("location", Problem::Conflicts { with: "addressId" }).into()),
        (Some(id), None) => Ok(Some(Place::Address(cx.parse(RecordKind::Address, id)?))),
        (None, words) => Ok(words.map(|words| Place::Words(words.to_owned()))),
    }
}

/// Changes to what a booking says. What is left out stays; null empties.
#[derive(InputObject)]
pub struct BookingUpdateInput {
    /// The booking.
    id: ID,
    /// The version that was read: the change happens only if it is still the current one.
    expected_version: i32,
    /// An address of the customer where it is done. Not together with `location`.
    address_id: Option<ID>,
    /// Where it is done, in words; at most 500 characters.
    location: MaybeUndefined<String>,
    /// What there is to know; at most 10,000 characters.
    note: MaybeUndefined<String>,
}

impl BookingUpdateInput {
    fn read(&self, cx: &Cx) -> Result<BookingChange, Refusal> {
        let place = match (place(cx, self.address_id.as_ref(), self.location.as_opt_deref().flatten())?, &self.location)
        {
            (None, MaybeUndefined::Undefined) => None,
            (place, _) => Some(place),
        };
        Ok(BookingChange { place, note: given(self.note.clone()) })
    }
}

/// Where to move a booking. What is left out stays.
#[derive(InputObject)]
pub struct BookingRescheduleInput {
    /// The booking.
    id: ID,
    /// Moves it only if it is still at this version.
    expected_version: Option<i32>,
    /// When it starts; cut to the second.
    starts_at: Option<DateTime>,
    /// When it ends; when left out, it takes as long as before.
    ends_at: Option<DateTime>,
    /// Who does it; null takes it from its provider, and it is requested again.
    provider_id: MaybeUndefined<ID>,
    /// Moves it outside working hours, into time off, and to a provider who usually does not do such work. Time that
    /// another booking holds is never taken.
    #[graphql(default)]
    force: bool,
}

impl BookingRescheduleInput {
    fn read(&self, cx: &Cx) -> Result<Move, Refusal> {
        let provider = match &self.provider_id {
            MaybeUndefined::Undefined => None,
            MaybeUndefined::Null => Some(None),
            MaybeUndefined::Value(id) => Some(provider(cx, Some(id))?),
        };
        Ok(Move {
            expected_version: self.expected_version.map(i64::from),
            starts_at: self.starts_at.map(|at| at.0),
            ends_at: self.ends_at.map(|at| at.0),
            provider,
            force: self.force,
        })
    }
}

/// A booking to send a provider to.
#[derive(InputObject)]
pub struct BookingDispatchInput {
    /// The booking.
    id: ID,
    /// Sends them only if it is still at this version.
    expected_version: Option<i32>,
    /// Who is sent; who has the booking, when left out.
    provider_id: Option<ID>,
    /// Sends somebody who does not work then, or usually does not do such work.
    #[graphql(default)]
    force: bool,
}

/// A booking to cancel.
#[derive(InputObject)]
pub struct BookingCancelInput {
    /// The booking.
    id: ID,
    /// Cancels it only if it is still at this version.
    expected_version: Option<i32>,
    /// Why; at most 500 characters.
    reason: Option<String>,
}

/// Declares the input and the result of a mutation that moves a booking on.
macro_rules! step {
    ($(#[$doc:meta])* $input:ident, $(#[$result_doc:meta])* $result:ident $(| $more:ident)?) => {
        $(#[$doc])*
        #[derive(InputObject)]
        pub struct $input {
            /// The booking.
            id: ID,
            /// Moves it on only if it is still at this version.
            expected_version: Option<i32>,
        }

        mutation_result! {
            $(#[$result_doc])*
            $result = BookingSaved | NotPermitted | RecordNotFound | CustomerAlreadyDeleted | VersionConflict
                | WrongState $(| $more)?
        }
    };
}

step! {
    /// A booking to start.
    BookingStartInput,
    /// How starting a booking ended.
    BookingStartResult
}
step! {
    /// A booking to complete.
    BookingCompleteInput,
    /// How completing a booking ended.
    BookingCompleteResult
}
step! {
    /// A booking whose customer was not there.
    BookingNoShowInput,
    /// How noting that the customer was not there ended.
    BookingNoShowResult | InvalidInput
}

/// A booking was made or changed.
#[derive(SimpleObject)]
pub struct BookingSaved {
    /// The booking as it is now.
    booking: Booking,
}

mutation_result! {
    /// How making a booking ended.
    BookingCreateResult = BookingSaved | NotPermitted | CustomerNotFound | RecordNotFound | CustomerAlreadyDeleted
        | WrongState | SlotTaken | InvalidInput | IdempotencyConflict
}
mutation_result! {
    /// How rewording a booking ended.
    BookingUpdateResult = BookingSaved | NotPermitted | RecordNotFound | CustomerAlreadyDeleted | VersionConflict
        | WrongState | InvalidInput
}
mutation_result! {
    /// How moving a booking ended.
    BookingRescheduleResult = BookingSaved | NotPermitted | RecordNotFound | CustomerAlreadyDeleted | VersionConflict
        | WrongState | SlotTaken | InvalidInput
}
mutation_result! {
    /// How sending a provider ended.
    BookingDispatchResult = BookingSaved | NotPermitted | RecordNotFound | CustomerAlreadyDeleted | VersionConflict
        | WrongState | SlotTaken | InvalidInput
}
mutation_result! {
    /// How cancelling a booking ended.
    BookingCancelResult = BookingSaved | NotPermitted | RecordNotFound | CustomerAlreadyDeleted | VersionConflict
        | WrongState | InvalidInput
}

fn saved(booking: bookings::Booking) -> BookingSaved {
    BookingSaved { booking: booking.into() }
}

async fn advance<A>(
    ctx: &Context<'_>,
    id: &ID,
    next: BookingState,
    expected: Option<i32>,
    reason: Option<&str>,
) -> async_graphql::Result<A>
where
    A: Answer + From<BookingSaved>,
{
    let expected = expected.map(i64::from);
    answer(ctx, async { bookings::advance(&permit(ctx)?, id, next, expected, reason).await }.await, saved)
}

#[derive(Default)]
pub struct BookingMutations;

#[Object(guard = "Admit")]
impl BookingMutations {
    /// Makes a booking for a customer, at the prices of now. A provider's time is taken once, whoever asks at the same
    /// moment. The customer is told. Needs `bookings.write`; audited as `booking.created`.
    async fn booking_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The booking to make.")] input: BookingCreateInput,
    ) -> async_graphql::Result<BookingCreateResult> {
        let done = async {
            let cx = permit(ctx)?;
            let customer = cx.parse(RecordKind::Customer, &input.customer_id)?;
            let key = input.idempotency_key.clone();
            bookings::create(&cx, customer, &input.read(&cx)?, key.as_deref()).await
        };
        answer(ctx, done.await, saved)
    }

    /// Changes the place and the note of a booking that has not ended, if nobody else changed it since it was read.
    /// Needs `bookings.write`; audited as `booking.updated`.
    async fn booking_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change.")] input: BookingUpdateInput,
    ) -> async_graphql::Result<BookingUpdateResult> {
        let done = async {
            let cx = permit(ctx)?;
            bookings::update(&cx, &input.id, i64::from(input.expected_version), &input.read(&cx)?).await
        };
        answer(ctx, done.await, saved)
    }

    /// Moves a booking that has not begun to another time, another provider, or both. One that was dispatched has to be
    /// dispatched again. The customer is told. Needs `bookings.write`; audited as `booking.moved`.
    async fn booking_reschedule(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Where to move it.")] input: BookingRescheduleInput,
    ) -> async_graphql::Result<BookingRescheduleResult> {
        let done = async {
            let cx = permit(ctx)?;
            bookings::reschedule(&cx, &input.id, &input.read(&cx)?).await
        };
        answer(ctx, done.await, saved)
    }

    /// Sends a provider to a booking that is requested or scheduled. Needs `bookings.write`; audited as
    /// `booking.dispatched`.
    async fn booking_dispatch(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The booking, and who is sent.")] input: BookingDispatchInput,
    ) -> async_graphql::Result<BookingDispatchResult> {
        let done = async {
            let cx = permit(ctx)?;
            let provider = provider(&cx, input.provider_id.as_ref())?;
            bookings::dispatch(&cx, &input.id, provider, input.expected_version.map(i64::from), input.force).await
        };
        answer(ctx, done.await, saved)
    }

    /// Starts a booking that is scheduled or dispatched. Needs `bookings.write`; audited as `booking.started`.
    async fn booking_start(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The booking.")] input: BookingStartInput,
    ) -> async_graphql::Result<BookingStartResult> {
        advance(ctx, &input.id, BookingState::InProgress, input.expected_version, None).await
    }

    /// Completes a booking that is scheduled, dispatched or in progress; what is left of the provider's time is free
    /// again. Needs `bookings.write`; audited as `booking.completed`.
    async fn booking_complete(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The booking.")] input: BookingCompleteInput,
    ) -> async_graphql::Result<BookingCompleteResult> {
        advance(ctx, &input.id, BookingState::Completed, input.expected_version, None).await
    }

    /// Cancels a booking that has not ended; the provider's time is free again. The customer is told. Needs
    /// `bookings.write`; audited as `booking.cancelled`.
    async fn booking_cancel(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The booking, and why.")] input: BookingCancelInput,
    ) -> async_graphql::Result<BookingCancelResult> {
        advance(ctx, &input.id, BookingState::Cancelled, input.expected_version, input.reason.as_deref()).await
    }

    /// Notes that the customer was not there, once a booking that is scheduled or dispatched should have begun. Needs
    /// `bookings.write`; audited as `booking.not_shown`.
    async fn booking_no_show(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The booking.")] input: BookingNoShowInput,
    ) -> async_graphql::Result<BookingNoShowResult> {
        advance(ctx, &input.id, BookingState::NoShow, input.expected_version, None).await
    }
}
