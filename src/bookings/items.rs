//! What is booked: services and bundles, copied as they are when they are agreed.

use chrono::TimeDelta;
use iso_currency::Currency;

use crate::app::Cx;
use crate::db::Tx;
use crate::error::{FieldProblem, Outcome, Problem};
use crate::ids::{BookingId, ServiceId};
use crate::money::{self, MAX_MINOR};
use crate::services::{self, Audience, Choice, NewChoice};
use crate::text;

/// The most services of one booking.
const MAX_SERVICES: usize = 200;
/// The most of one service.
const MAX_QUANTITY: i64 = 1_000;
/// The longest that one service takes: longer than any booking may.
const MAX_MINUTES: i64 = 100_000;

/// What is to be booked.
#[derive(Clone, Debug)]
pub enum Items {
    /// Services and bundles, at their prices and durations now.
    Chosen(Vec<NewChoice>, Audience),
    /// What was agreed elsewhere, a quote say, in one currency (ISO 4217).
    Agreed(String, Vec<Agreed>),
}

/// A service at a price that was agreed before.
#[derive(Clone, Debug)]
pub struct Agreed {
    pub service: Option<ServiceId>,
    pub name: String,
    /// Of one.
    pub duration_minutes: i64,
    pub quantity: i64,
    /// Before tax, in the currency's smallest unit; negative for a discount.
    pub unit_minor: i64,
}

/// A service as it was agreed.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct BookingService {
    pub booking_id: BookingId,
    /// Counts from 1.
    pub position: i64,
    /// The service that it was copied from.
    pub service_id: Option<ServiceId>,
    pub name: String,
    /// Of one.
    pub duration_minutes: i64,
    pub quantity: i64,
    /// Of one, before tax, in the currency's smallest unit.
    pub unit_minor: i64,
    /// Quantity times unit price.
    pub amount_minor: i64,
}

/// Services that were checked.
#[derive(Debug)]
pub(super) struct Checked {
    pub currency: Currency,
    pub services: Vec<BookingService>,
}

impl Checked {
    /// What they come to.
    pub(super) fn total_minor(&self) -> i64 {
        self.services.iter().map(|service| service.amount_minor).sum()
    }

    /// How long they take, one after the other.
    pub(super) fn takes(&self) -> TimeDelta {
        let minutes = self.services.iter().map(|service| service.duration_minutes * service.quantity).sum();
        TimeDelta::try_minutes(minutes).unwrap_or(TimeDelta::MAX)
    }
}

/// The services that were copied.
pub(super) fn ids(services: &[BookingService]) -> Vec<ServiceId> {
    services.iter().filter_map(|service| service.service_id).collect()
}

/// Checks what is to be booked.
///
/// # Errors
/// [`Refusal::NotFound`] for a service, [`Refusal::InvalidInput`] that names the field.
pub(super) async fn check(tx: &mut Tx, cx: &Cx, id: BookingId, items: &Items) -> Outcome<Checked> {
    let (code, agreed) = match items {
        Items::Agreed(currency, agreed) => (currency.clone(), agreed.clone()),
        Items::Chosen(chosen, audience) => {
            let choices = services::choose(&mut *tx, cx, chosen, *audience).await?;
            let currency = choices.first().map(|choice| choice.service.currency.clone());
            (currency.unwrap_or_default(), choices.into_iter().map(Agreed::from).collect())
        }
    };
    let currency = money::currency("currency", &code)?;
    if agreed.is_empty() {
        return Err(FieldProblem::new("services", Problem::Required).into());
    }
    if agreed.len() > MAX_SERVICES {
        return Err(FieldProblem::new("services", Problem::TooMany { max: MAX_SERVICES }).into());
    }
    let services = agreed.iter().zip(1..).map(|(agreed, position)| agreed.check(id, position));
    let checked = Checked { currency, services: services.collect::<Result<_, _>>()? };
    if !(0..=MAX_MINOR).contains(&checked.total_minor()) {
        return Err(FieldProblem::new("services", Problem::OutOfRange { min: 0, max: MAX_MINOR }).into());
    }
    Ok(checked)
}

impl From<Choice> for Agreed {
    fn from(Choice { service, quantity }: Choice) -> Self {
        Self {
            service: Some(service.id),
            name: service.name,
            duration_minutes: service.duration_minutes,
            quantity,
            unit_minor: service.price_minor,
        }
    }
}

impl Agreed {
    fn check(&self, booking_id: BookingId, position: i64) -> Result<BookingService, FieldProblem> {
        let field = |name: &str| format!("services.{}.{name}", position - 1);
        if !(1..=MAX_QUANTITY).contains(&self.quantity) {
            return Err(FieldProblem::new(field("quantity"), Problem::OutOfRange { min: 1, max: MAX_QUANTITY }));
        }
        let amount_minor = self.unit_minor.checked_mul(self.quantity).filter(|minor| minor.abs() <= MAX_MINOR);
        let amount_minor = amount_minor
            .ok_or_else(|| FieldProblem::new(field("quantity"), Problem::OutOfRange { min: 1, max: MAX_QUANTITY }))?;
        Ok(BookingService {
            booking_id,
            position,
            service_id: self.service,
            name: text::line(&field("name"), &self.name, 500)?,
            duration_minutes: self.duration_minutes.clamp(0, MAX_MINUTES),
            quantity: self.quantity,
            unit_minor: self.unit_minor,
            amount_minor,
        })
    }
}
