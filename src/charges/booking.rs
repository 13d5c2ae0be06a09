//! Charging a booking in advance. What is taken becomes the customer's credit, to be spent on the invoice.

use rust_decimal::Decimal;

use super::invoice::{Begun, begin, earlier};
use super::{Charge, Order, pending, require_provider, store};
use crate::app::Cx;
use crate::bookings::{self, Booking};
use crate::db::Tx;
use crate::error::{Failure, FieldProblem, Outcome, Problem, Refusal};
use crate::idempotency::IdempotencyKey;
use crate::ids::{BookingId, ChargeId};
use crate::terms::{Permission, RecordKind};
use crate::{in_tx, money, payment_methods};

/// A charge for a booking, in advance.
#[derive(Clone, Debug)]
pub struct NewBookingCharge {
    pub booking: String,
    /// The customer's default when left out.
    pub payment_method: Option<String>,
    /// In the booking's currency; what is left of the prepayment when left out.
    pub amount: Option<Decimal>,
    pub idempotency_key: String,
}

/// Charges a booking that has not ended to a payment method of its customer.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::CustomerDeleted`], [`Refusal::WrongState`],
/// [`Refusal::InvalidInput`] for more than the booking comes to, [`Refusal::IdempotencyConflict`],
/// [`Refusal::PaymentDeclined`], [`Refusal::PaymentsUnavailable`].
pub async fn for_booking(cx: &Cx, new: &NewBookingCharge) -> Outcome<Charge> {
    cx.require(Permission::PaymentMethodsWrite)?;
    require_provider(cx)?;
    let booking: BookingId = cx.parse(RecordKind::Booking, &new.booking)?;
    let method = new.payment_method.as_deref().map(|id| cx.parse(RecordKind::PaymentMethod, id)).transpose()?;
    let amount = new.amount.map(|amount| amount.normalize().to_string());
    let arguments = (&new.booking, &new.payment_method, amount);
    let key = IdempotencyKey::of(Some(&new.idempotency_key), "bookingCharge", &arguments)?;
    let begun = in_tx!(cx, |tx| {
        let id: ChargeId = cx.id();
        if let Some(earlier) = earlier(tx, cx, key.as_ref(), id).await? {
            return Ok::<_, Failure>(Begun::Earlier(earlier));
        }
        let booking = bookings::lock(tx, cx, booking).await?;
        let method = payment_methods::chargeable(tx, cx, booking.customer_id, method).await?;
        let charge = pending(cx, id, &method, order(tx, cx, &booking, new.amount).await?);
        begin(tx, cx, &charge).await?;
        Ok(Begun::Now(charge))
    })?;
    begun.go_on(cx).await
}

/// Never more than the booking comes to, over all its charges.
async fn order(tx: &mut Tx, cx: &Cx, booking: &Booking, amount: Option<Decimal>) -> Outcome<Order> {
    if !booking.state.is_open() {
        return Err(Refusal::WrongState { kind: RecordKind::Booking, state: booking.state.as_str() }.into());
    }
    let taken = store::taken_for_booking(tx, cx.account, booking.id).await?;
    let amount_minor = match amount {
        Some(amount) => money::minor("amount", amount, booking.amount(0)?.currency, 1)?,
        None => (booking.prepayment_minor - taken).max(0),
    };
    if amount_minor == 0 || amount_minor > booking.total_minor - taken {
        let because = "it is more than is left to be paid in advance";
        return Err(FieldProblem::new("amount", Problem::NotAllowed { because }).into());
    }
    let currency = booking.currency.clone();
    Ok(Order { invoice: None, booking: Some(booking.id), amount_minor, tip_minor: 0, currency })
}
