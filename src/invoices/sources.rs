//! What an invoice is written for: a work order, or a booking, whose services become its lines.

use iso_currency::Currency;
use rust_decimal::Decimal;

use super::lines::TaxedLine;
use crate::app::Cx;
use crate::db::Tx;
use crate::error::{Fault, FieldProblem, Outcome, Problem, Refusal};
use crate::ids::{AccountId, BookingId, CustomerId, ServiceId, WorkOrderId};
use crate::lines::NewLine;
use crate::money::Amount;
use crate::terms::RecordKind;
use crate::{sql, work_orders};

/// Whose work order it is.
pub(super) async fn work_order(tx: &mut Tx, cx: &Cx, id: WorkOrderId) -> Outcome<CustomerId> {
    let order = work_orders::find(tx, cx.account, id).await?;
    Ok(order.ok_or(Refusal::NotFound(RecordKind::WorkOrder))?.customer_id)
}

/// A booking that is to be invoiced.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct Booked {
    pub customer_id: CustomerId,
    /// ISO 4217.
    pub currency: String,
}

/// Whose booking it is, and in what currency.
pub(super) async fn booking(tx: &mut Tx, account: AccountId, id: BookingId) -> Outcome<Booked> {
    let found: Option<Booked> = sql!("select customer_id, currency from bookings where account_id = $1 and id = $2")
        .bind(account)
        .bind(id)
        .optional(tx)
        .await?;
    Ok(found.ok_or(Refusal::NotFound(RecordKind::Booking))?)
}

/// A booking's services as lines: at the price that was agreed.
pub(super) async fn booked_lines(
    tx: &mut Tx,
    account: AccountId,
    booking: BookingId,
    currency: Currency,
) -> Result<Vec<TaxedLine>, Fault> {
    let rows: Vec<(Option<ServiceId>, String, i64, i64)> = sql!(
        "select service_id, name, quantity, unit_minor from booking_services where account_id = $1 and booking_id = $2
         order by position"
    )
    .bind(account)
    .bind(booking)
    .all(tx)
    .await?;
    let line = |(service, description, quantity, minor): (Option<ServiceId>, String, i64, i64)| TaxedLine {
        line: NewLine {
            description,
            quantity: Decimal::from(quantity),
            unit_price: Amount { minor, currency }.decimal(),
        },
        service: service.map(|id| id.to_string()),
        tax_rate: None,
    };
    Ok(rows.into_iter().map(line).collect())
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
