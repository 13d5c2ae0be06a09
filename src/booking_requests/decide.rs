//! What staff decide about requests that wait.

use super::visit::new_booking;
use super::{BookingRequest, BookingRequestState, KIND, store};
use crate::app::Cx;
use crate::audit::{self, Entry};
use crate::bookings::{self, Items};
use crate::clock::Timestamp;
use crate::customers;
use crate::db::Tx;
use crate::error::{Outcome, Refusal};
use crate::ids::{BookingRequestId, CustomerId, ProviderId, StaffId};
use crate::in_tx;
use crate::terms::{ActorKind, Permission, RecordKind};

/// What is to become of a request.
#[derive(Clone, Debug, Default)]
pub struct Attachment {
    /// Whose it is; a new customer's, when left out.
    pub customer: Option<String>,
    /// When it is done, if not when it was asked for.
    pub starts_at: Option<Timestamp>,
    /// Who does it, if not who was free.
    pub provider: Option<String>,
    /// Also when the provider does not work then, or does not do such work.
    pub force: bool,
}

/// Makes a request that waits the booking of a customer, or of a new one, at the price that was shown.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`] (request, customer, provider), [`Refusal::CustomerDeleted`],
/// [`Refusal::WrongState`], [`Refusal::SlotTaken`], [`Refusal::InvalidInput`].
pub async fn attach(cx: &Cx, id: &str, to: &Attachment) -> Outcome<BookingRequest> {
    cx.require(Permission::BookingsWrite)?;
    if to.customer.is_none() {
        cx.require(Permission::CustomersWrite)?;
    }
    let id: BookingRequestId = cx.parse(KIND, id)?;
    let customer: Option<CustomerId> =
        to.customer.as_deref().map(|id| cx.parse(RecordKind::Customer, id)).transpose()?;
    let provider: Option<ProviderId> =
        to.provider.as_deref().map(|id| cx.parse(RecordKind::Provider, id)).transpose()?;
    in_tx!(cx, |tx| {
        let request = lock_waiting(tx, cx, id).await?;
        let customer = match customer {
            Some(customer) => customers::hold(tx, cx, customer).await?,
            None => customers::create_in(tx, cx, &request.customer()).await?,
        };
        let asked = request.asked()?;
        let mut new = new_booking(&request, Items::Agreed(asked.currency.clone(), asked.agreed()));
        new.provider = provider.or(new.provider);
        new.starts_at = to.starts_at.unwrap_or(new.starts_at);
        new.ends_at = None;
        new.state = None;
        new.force = to.force;
        let booking = bookings::create_in(tx, cx, &customer, &new).await?;
        let request = BookingRequest {
            state: BookingRequestState::Attached,
            customer_id: Some(customer.id),
            booking_id: Some(booking.id),
            ..request
        };
        settle(tx, cx, request, "booking_request.attached").await
    })
}

/// Puts a request away that will not be a booking. Whoever sent it is not told.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::WrongState`].
pub async fn dismiss(cx: &Cx, id: &str) -> Outcome<BookingRequest> {
    cx.require(Permission::BookingsWrite)?;
    let id: BookingRequestId = cx.parse(KIND, id)?;
    in_tx!(cx, |tx| {
        let request = lock_waiting(tx, cx, id).await?;
        let request = BookingRequest { state: BookingRequestState::Dismissed, ..request };
        settle(tx, cx, request, "booking_request.dismissed").await
    })
}

async fn lock_waiting(tx: &mut Tx, cx: &Cx, id: BookingRequestId) -> Outcome<BookingRequest> {
    let request = store::lock(tx, cx.account, id).await?.ok_or(Refusal::NotFound(KIND))?;
    match request.state {
        BookingRequestState::Waiting => Ok(request),
        state => Err(Refusal::WrongState { kind: KIND, state: state.as_str() }.into()),
    }
}

async fn settle(tx: &mut Tx, cx: &Cx, request: BookingRequest, action: &'static str) -> Outcome<BookingRequest> {
    let by = cx.who.actor();
    let staff = by.id.filter(|_| by.kind == ActorKind::Staff).map(StaffId::from_uuid);
    let request = BookingRequest { decided_at: Some(cx.now()), decided_by: staff, ..request };
    store::settle(tx, cx.account, &request).await?;
    audit::record(tx, cx, Entry::of(action, KIND, request.id.uuid(), request.customer_id)).await?;
    Ok(request)
}
