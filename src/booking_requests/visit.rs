//! What a visitor of the public page asks for.

use chrono::SubsecRound as _;

use super::matching::{self, Match};
use super::page::Page;
use super::{Asked, BookingRequest, BookingRequestState, KIND, store};
use crate::app::Cx;
use crate::audit::{self, Entry};
use crate::availability::{DayRange, Slot};
use crate::bookings::{self, BookingSource, BookingState, Items, NewBooking, Place};
use crate::clock::Timestamp;
use crate::customers::{self, Customer};
use crate::db::Tx;
use crate::error::{Failure, Fault, Outcome, Refusal};
use crate::idempotency::IdempotencyKey;
use crate::ids::{BookingRequestId, ProviderId};
use crate::providers::{self, Provider};
use crate::services::{Choice, NewChoice};
use crate::terms::RecordKind;
use crate::{accounts, in_tx, text};

/// What a visitor asks for.
#[derive(Clone, Debug, serde::Serialize)]
pub struct NewRequest {
    pub name: String,
    pub email: String,
    pub phone: Option<String>,
    pub address: Option<String>,
    pub note: Option<String>,
    pub services: Vec<NewChoice>,
    pub starts_at: Timestamp,
    /// Anybody who is free then, when left out.
    pub provider: Option<String>,
}

/// What a visitor is told: the same whoever they are.
#[derive(Clone, Debug)]
pub enum Received {
    /// The request was received.
    Received { starts_at: Timestamp, ends_at: Timestamp },
    /// Nobody is free then any more; these are the next times.
    Taken(Vec<Slot>),
}

/// Receives a request: a booking of the customer whose it certainly is, or of a new one, else for a person to decide.
/// Sent again with the same key, it is the same request.
///
/// # Errors
/// [`Refusal::InvalidInput`], [`Refusal::NotFound`] for a service or provider that is not offered,
/// [`Refusal::IdempotencyConflict`].
pub async fn request(page: &Page, new: &NewRequest, idempotency_key: &str) -> Outcome<Received> {
    let cx = &page.cx;
    let key = IdempotencyKey::of(Some(idempotency_key), "publicBookingRequest", new)?;
    let provider: Option<ProviderId> =
        new.provider.as_deref().map(|id| cx.parse(RecordKind::Provider, id)).transpose()?;
    let choices = page.choose(&cx.db, &new.services).await?;
    let draft = draft(page, new, &choices, provider)?;
    let received: Outcome<BookingRequest> = in_tx!(cx, |tx| {
        // One request of an account after the other, so that somebody new who sends two is one customer.
        accounts::lock(tx, cx.account).await?;
        if let Some(key) = &key {
            if let Some(made) = key.earlier(tx, cx).await? {
                let made = store::find(tx, cx.account, BookingRequestId::from_uuid(made)).await?;
                return Ok(made.ok_or_else(|| Fault::bug("an idempotency key names a request that is not there"))?);
            }
            key.remember(tx, cx, draft.id.uuid()).await?;
        }
        receive(tx, page, &draft, &choices).await
    });
    match received {
        Ok(made) => Ok(Received::Received { starts_at: made.starts_at, ends_at: made.ends_at }),
        Err(Failure::Refused(Refusal::SlotTaken { .. })) => {
            let day = page.account.day_of(draft.starts_at);
            Ok(Received::Taken(page.next_slots(&choices, provider, day).await?))
        }
        Err(failure) => Err(failure),
    }
}

fn draft(
    page: &Page,
    new: &NewRequest,
    choices: &[Choice],
    provider: Option<ProviderId>,
) -> Result<BookingRequest, Failure> {
    let cx = &page.cx;
    let phone = new.phone.as_deref().filter(|phone| !phone.trim().is_empty());
    let starts_at = new.starts_at.trunc_subsecs(0);
    let length = chrono::TimeDelta::try_minutes(crate::services::total_minutes(choices)).unwrap_or_default();
    let services = serde_json::to_string(&Asked::of(&page.account.currency, choices));
    Ok(BookingRequest {
        id: cx.id(),
        state: BookingRequestState::Waiting,
        name: text::line("name", &new.name, 120)?,
        email: text::email("email", &new.email)?,
        phone: phone.map(|phone| text::phone("phone", phone)).transpose()?,
        address: text::optional_paragraph("address", new.address.as_deref(), 500)?,
        note: text::optional_paragraph("note", new.note.as_deref(), 2_000)?,
        locale: cx.lang,
        provider_id: provider,
        starts_at,
        ends_at: starts_at.checked_add_signed(length).unwrap_or(starts_at),
        services: services.map_err(|_| Fault::bug("services cannot be written as JSON"))?,
        customer_id: None,
        booking_id: None,
        created_at: cx.now(),
        decided_at: None,
        decided_by: None,
    })
}

async fn receive(tx: &mut Tx, page: &Page, draft: &BookingRequest, choices: &[Choice]) -> Outcome<BookingRequest> {
    let cx = &page.cx;
    let whose = matching::find(tx, cx, &draft.name, &draft.email).await?;
    let customer = match whose {
        Match::Certain(customer) => Some(*customer),
        Match::Nobody => Some(customers::create_in(tx, cx, &draft.customer()).await?),
        Match::Unclear => None,
    };
    let provider = take(tx, page, draft, choices).await?;
    let request = BookingRequest { provider_id: Some(provider.id), ..draft.clone() };
    match customer {
        Some(customer) => book(tx, cx, &customer, request).await,
        None => wait(tx, cx, request).await,
    }
}

/// Holds somebody who is free at that time to do what was chosen.
async fn take(tx: &mut Tx, page: &Page, draft: &BookingRequest, choices: &[Choice]) -> Outcome<Provider> {
    for candidate in free(tx, page, draft, choices, draft.provider_id).await? {
        match providers::hold(tx, &page.cx, candidate.id).await {
            Err(Failure::Refused(_)) => continue,
            held => held?,
        };
        // What was free before the provider was held may be taken by now.
        if let Some(provider) = free(tx, page, draft, choices, Some(candidate.id)).await?.pop() {
            return Ok(provider);
        }
    }
    Err(Refusal::SlotTaken { from: draft.starts_at, until: draft.ends_at }.into())
}

async fn free(
    tx: &mut Tx,
    page: &Page,
    draft: &BookingRequest,
    choices: &[Choice],
    provider: Option<ProviderId>,
) -> Result<Vec<Provider>, Fault> {
    let days = DayRange::from(page.account.day_of(draft.starts_at), 1);
    let slots = page.free_slots(tx, choices, provider, days).await?;
    let slot = slots.into_iter().find(|slot| slot.starts_at == draft.starts_at);
    Ok(slot.map(|slot| slot.providers).unwrap_or_default())
}

async fn book(tx: &mut Tx, cx: &Cx, customer: &Customer, request: BookingRequest) -> Outcome<BookingRequest> {
    let asked = request.asked()?;
    let new = new_booking(&request, Items::Agreed(asked.currency.clone(), asked.agreed()));
    let booking = bookings::create_in(tx, cx, customer, &new).await?;
    let request = BookingRequest {
        state: BookingRequestState::Attached,
        customer_id: Some(customer.id),
        booking_id: Some(booking.id),
        decided_at: Some(cx.now()),
        ..request
    };
    store::insert(tx, cx.account, &request).await?;
    Ok(request)
}

/// The booking that a request asks for.
pub(super) fn new_booking(request: &BookingRequest, items: Items) -> NewBooking {
    NewBooking {
        items,
        provider: request.provider_id,
        starts_at: request.starts_at,
        ends_at: Some(request.ends_at),
        place: request.address.clone().map(Place::Words),
        note: request.note.clone(),
        quote: None,
        external_ref: None,
        source: BookingSource::Public,
        state: Some(BookingState::Requested),
        force: true,
    }
}

async fn wait(tx: &mut Tx, cx: &Cx, request: BookingRequest) -> Outcome<BookingRequest> {
    store::insert(tx, cx.account, &request).await?;
    audit::record(tx, cx, Entry::of("booking_request.received", KIND, request.id.uuid(), None)).await?;
    Ok(request)
}
