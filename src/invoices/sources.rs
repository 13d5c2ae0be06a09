//! What an invoice is written for: a work order, or a booking, whose services become its lines.

use iso_currency::Currency;
use rust_decimal::Decimal;

use super::lines::TaxedLine;
use crate::app::Cx;
use crate::bookings::{self, BookingService};
use crate::db::Tx;
use crate::error::{Fault, FieldProblem, Outcome, Problem, Refusal};
use crate::ids::{BookingId, CustomerId, WorkOrderId};
use crate::lines::NewLine;
use crate::money::Amount;
use crate::terms::RecordKind;
use crate::work_orders;

/// Whose work order it is.
pub(super) async fn work_order(tx: &mut Tx, cx: &Cx, id: WorkOrderId) -> Outcome<CustomerId> {
    let order = work_orders::find(tx, cx.account, id).await?;
    Ok(order.ok_or(Refusal::NotFound(RecordKind::WorkOrder))?.customer_id)
}

/// Whose booking it is, and in what currency.
pub(super) async fn booking(tx: &mut Tx, cx: &Cx, id: BookingId) -> Outcome<(CustomerId, String)> {
    let booking = bookings::find(tx, cx.account, id).await?.ok_or(Refusal::NotFound(RecordKind::Booking))?;
    Ok((booking.customer_id, booking.currency))
}

/// A booking's services as lines: at the price that was agreed.
pub(super) async fn booked_lines(
    tx: &mut Tx,
    cx: &Cx,
    booking: BookingId,
    currency: Currency,
) -> Result<Vec<TaxedLine>, Fault> {
    let services = bookings::services_of(tx, cx.account, vec![booking.uuid()]).await?;
    let line = |service: BookingService| TaxedLine {
        line: NewLine {
            description: service.name,
            quantity: Decimal::from(service.quantity),
            unit_price: Amount { minor: service.unit_minor, currency }.decimal(),
        },
        service: service.service_id.map(|id| id.to_string()),
        tax_rate: None,
    };
    Ok(services.into_iter().map(line).collect())
}

/// The one customer of all that is to be invoiced.
///
/// # Errors
/// [`Refusal::InvalidInput`] when nothing says whose it is, and when two things belong to two customers.
pub(super) fn one_customer(
    named: Option<CustomerId>,
    of: [(&str, Option<CustomerId>); 2],
) -> Result<CustomerId, Refusal> {
    let mut customer = named;
    for (field, its) in of {
        match (customer, its) {
            (Some(one), Some(other)) if one != other => {
                let because = "it belongs to another customer";
                return Err(FieldProblem::new(field, Problem::NotAllowed { because }).into());
            }
            _ => customer = customer.or(its),
        }
    }
    customer.ok_or_else(|| FieldProblem::new("customerId", Problem::Required).into())
}
