//! What visitors of the public booking page ask for.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use super::context::{Admit, ContextExt};
use super::errors::{ErrorCode, answer};
use super::public_booking::{PublicSlot, open};
use super::scalars::DateTime;
use super::services::ServiceChoiceInput;
use crate::access::RetryAt;
use crate::availability::Slot;
use crate::booking_requests::{self, NewRequest, Page, Received};
use crate::error::{Outcome, Refusal};
use crate::i18n::{self, args};
use crate::mutation_result;
use crate::services::NewChoice;
use crate::terms::Lang;

/// What somebody asks for on the public booking page.
#[derive(InputObject)]
pub struct PublicBookingRequestInput {
    /// The account's slug.
    account: String,
    /// The visitor's name; at most 120 characters.
    name: String,
    /// The visitor's e-mail address.
    email: String,
    /// The visitor's phone number.
    phone: Option<String>,
    /// Where it is to be done, with line breaks; at most 500 characters.
    address: Option<String>,
    /// What else there is to say; at most 2,000 characters.
    note: Option<String>,
    /// What is to be done, 1 to 20 of the services that are offered.
    services: Vec<ServiceChoiceInput>,
    /// When: one of the free times.
    starts_at: DateTime,
    /// Who is to do it; anybody who is free, when left out.
    provider_id: Option<ID>,
    /// Made up by the page for this one request: sent again with the same key, it happens once. At most 100 characters.
    idempotency_key: String,
}

/// The same answer for everybody, known to the business or not.
#[derive(SimpleObject)]
pub struct PublicBookingRequested {
    /// For people.
    message: String,
    /// When it begins.
    starts_at: DateTime,
    /// When it would be done.
    ends_at: DateTime,
}

/// Nobody is free at that time any more.
#[derive(Clone, SimpleObject)]
pub struct PublicSlotTaken {
    /// `SLOT_TAKEN`.
    pub code: ErrorCode,
    /// For people.
    pub message: String,
    /// The next free times, at most five.
    next_slots: Vec<PublicSlot>,
}

/// There is no such page: no such account, or one that takes no bookings from everybody.
#[derive(Clone, SimpleObject)]
pub struct PublicBookingClosed {
    /// `PUBLIC_BOOKING_CLOSED`.
    pub code: ErrorCode,
    /// For people.
    pub message: String,
}

mutation_result! {
    /// How asking for a booking on the public page ended.
    PublicBookingRequestResult = PublicBookingRequested | PublicSlotTaken | PublicBookingClosed | RecordNotFound
        | InvalidInput | IdempotencyConflict | RateLimited
}

impl PublicBookingClosed {
    fn new(lang: Lang) -> Self {
        let message = i18n::text(lang, "public-booking-closed", &args([]));
        Self { code: ErrorCode::PublicBookingClosed, message }
    }
}

impl PublicSlotTaken {
    fn new(lang: Lang, next: Vec<Slot>) -> Self {
        Self {
            code: ErrorCode::SlotTaken,
            message: i18n::text(lang, "public-slot-taken", &args([])),
            next_slots: next.into_iter().map(PublicSlot::from).collect(),
        }
    }
}

async fn request(ctx: &Context<'_>, page: &Page, input: PublicBookingRequestInput) -> Outcome<Received> {
    let caller = ctx.caller();
    let counted = caller.app.limits.public_request(caller.peer, &input.account);
    counted.map_err(|RetryAt(retry_at)| Refusal::RateLimited { retry_at })?;
    let new = NewRequest {
        name: input.name,
        email: input.email,
        phone: input.phone,
        address: input.address,
        note: input.note,
        services: input.services.into_iter().map(NewChoice::from).collect(),
        starts_at: input.starts_at.0,
        provider: input.provider_id.map(|id| id.to_string()),
    };
    booking_requests::request(page, &new, &input.idempotency_key).await
}

#[derive(Default)]
pub struct PublicBookingMutations;

#[Object(guard = "Admit")]
impl PublicBookingMutations {
    /// Asks for a booking at one of the free times. Whether the business knows the visitor makes no difference to the
    /// answer: the booking is made for the customer whose it certainly is or for a new one, else a person decides. For
    /// everyone; too many from one address or for one account are refused. Audited as `booking.created`, with
    /// `customer.created` for somebody new, or as `booking_request.received`.
    async fn public_booking_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who asks for what.")] input: PublicBookingRequestInput,
    ) -> async_graphql::Result<PublicBookingRequestResult> {
        let lang = ctx.caller().lang;
        let Some(page) = open(ctx, &input.account).await? else {
            return Ok(PublicBookingRequestResult::PublicBookingClosed(PublicBookingClosed::new(lang)));
        };
        match request(ctx, &page, input).await {
            Ok(Received::Taken(next)) => {
                Ok(PublicBookingRequestResult::PublicSlotTaken(PublicSlotTaken::new(lang, next)))
            }
            Ok(Received::Received { starts_at, ends_at }) => {
                let message = i18n::text(lang, "public-booking-requested", &args([]));
                let requested =
                    PublicBookingRequested { message, starts_at: starts_at.into(), ends_at: ends_at.into() };
                Ok(requested.into())
            }
            Err(failure) => answer(ctx, Err::<PublicBookingRequested, _>(failure), |requested| requested),
        }
    }
}
