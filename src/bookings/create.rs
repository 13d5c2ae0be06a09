//! Making a booking.

use super::items::{self, Items};
use super::schedule;
use super::{Booking, BookingSource, BookingState, note, store, tell};
use crate::app::Cx;
use crate::clock::Timestamp;
use crate::customers::{self, Customer};
use crate::db::Tx;
use crate::error::{Fault, Outcome, Refusal};
use crate::idempotency::IdempotencyKey;
use crate::ids::{AddressId, BookingId, CustomerId, ProviderId, QuoteId};
use crate::notifications::NotificationKind;
use crate::terms::{Permission, RecordKind};
use crate::{account_settings, accounts, addresses, in_tx, text};

/// A booking to make.
#[derive(Clone, Debug)]
pub struct NewBooking {
    pub items: Items,
    pub provider: Option<ProviderId>,
    /// Cut to the second.
    pub starts_at: Timestamp,
    /// By the services' durations when left out.
    pub ends_at: Option<Timestamp>,
    pub place: Option<Place>,
    pub note: Option<String>,
    /// The quote that it is made from.
    pub quote: Option<QuoteId>,
    /// What it is called where it was imported from.
    pub external_ref: Option<String>,
    pub source: BookingSource,
    /// Scheduled when there is a provider, else requested, when left out.
    pub state: Option<BookingState>,
    /// Whether the provider works then at all, and does such work, is staff's to know.
    pub force: bool,
}

/// Where a booking is done.
#[derive(Clone, Debug)]
pub enum Place {
    /// At an address of the customer, as it is now.
    Address(AddressId),
    /// Anywhere, in words.
    Words(String),
}

/// Makes a booking for a live customer. Sent again with the same key, it gives the booking that was made.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`] (customer, provider, service, address),
/// [`Refusal::CustomerDeleted`], [`Refusal::WrongState`] for an archived provider, [`Refusal::SlotTaken`],
/// [`Refusal::InvalidInput`], [`Refusal::IdempotencyConflict`].
pub async fn create(
    cx: &Cx,
    customer: CustomerId,
    new: &NewBooking,
    idempotency_key: Option<&str>,
) -> Outcome<Booking> {
    cx.require(Permission::BookingsWrite)?;
    let key = IdempotencyKey::of(idempotency_key, "bookingCreate", &(customer.to_string(), format!("{new:?}")))?;
    in_tx!(cx, |tx| {
        let id: BookingId = cx.id();
        if let Some(key) = &key {
            if let Some(made) = key.earlier(tx, cx).await? {
                let made = store::find(tx, cx.account, BookingId::from_uuid(made)).await?;
                return Ok(made.ok_or_else(|| Fault::bug("an idempotency key names a booking that is not there"))?);
            }
            // First of all: whoever sent the same at the same time waits here, not for the provider's time.
            key.remember(tx, cx, id.uuid()).await?;
        }
        let customer = customers::hold(tx, cx, customer).await?;
        make(tx, cx, id, &customer, new).await
    })
}

/// Makes a booking within somebody else's transaction, which holds the live customer and has checked who may.
///
/// # Errors
/// [`Refusal::NotFound`] (provider, service, address), [`Refusal::WrongState`] for an archived provider,
/// [`Refusal::SlotTaken`], [`Refusal::InvalidInput`].
pub async fn create_in(tx: &mut Tx, cx: &Cx, customer: &Customer, new: &NewBooking) -> Outcome<Booking> {
    make(tx, cx, cx.id(), customer, new).await
}

async fn make(tx: &mut Tx, cx: &Cx, id: BookingId, customer: &Customer, new: &NewBooking) -> Outcome<Booking> {
    let checked = items::check(tx, cx, id, &new.items).await?;
    let span = schedule::time(cx, new.starts_at, new.ends_at, checked.takes())?;
    let by_provider = if new.provider.is_some() { BookingState::Scheduled } else { BookingState::Requested };
    let state = new.state.unwrap_or(by_provider);
    let location = location(tx, cx, customer.id, new.place.as_ref()).await?;
    if let Some(provider) = new.provider.filter(|_| state.is_open()) {
        schedule::reserve(tx, cx, id, provider, span, &items::ids(&checked.services), new.force).await?;
    }
    let total_minor = checked.total_minor();
    let booking = Booking {
        id,
        customer_id: customer.id,
        number: accounts::next_number(tx, cx.account, "booking").await?,
        customer_name: customer.display_name.clone(),
        provider_id: new.provider,
        quote_id: new.quote,
        location,
        note: text::optional_paragraph("note", new.note.as_deref(), 10_000)?,
        source: new.source,
        state,
        starts_at: span.from,
        ends_at: span.until,
        currency: checked.currency.code().to_owned(),
        total_minor,
        prepayment_minor: prepayment(tx, cx, new.source, total_minor).await?,
        cancel_reason: None,
        version: 1,
        created_at: cx.now(),
        updated_at: cx.now(),
        ended_at: (!state.is_open()).then_some(span.until),
    };
    store::insert(tx, cx.account, &booking, new.external_ref.as_deref()).await?;
    store::insert_services(tx, cx.account, &checked.services).await?;
    if new.source != BookingSource::Import {
        tell(tx, cx, &booking, NotificationKind::BookingMade).await?;
    }
    note(tx, cx, &booking, "booking.created").await?;
    Ok(booking)
}

/// The account's share of the price, rounded half up; nothing of what was imported.
async fn prepayment(tx: &mut Tx, cx: &Cx, source: BookingSource, total_minor: i64) -> Outcome<i64> {
    if source == BookingSource::Import {
        return Ok(0);
    }
    let percent = account_settings::of(tx, cx.account).await?.prepayment_percent;
    Ok((total_minor * percent + 50) / 100)
}

/// Where a booking is done, as people would write it.
///
/// # Errors
/// [`Refusal::NotFound`] for an address that is not the customer's, [`Refusal::InvalidInput`].
pub(super) async fn location(
    tx: &mut Tx,
    cx: &Cx,
    customer: CustomerId,
    place: Option<&Place>,
) -> Outcome<Option<String>> {
    match place {
        None => Ok(None),
        Some(Place::Words(words)) => Ok(text::optional_paragraph("location", Some(words), 500)?),
        Some(Place::Address(id)) => {
            let known = addresses::by_customers(tx, cx.account, vec![customer.uuid()]).await?;
            let address = known.into_iter().find(|address| address.id == *id);
            Ok(Some(address.ok_or(Refusal::NotFound(RecordKind::Address))?.on_an_envelope()))
        }
    }
}
