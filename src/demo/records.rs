//! The records of one customer, written through the rooms' own acts.

use chrono::Duration;
use rust_decimal::Decimal;

use super::names::Stock;
use crate::addresses::{self, AddressDraft, AddressPurpose};
use crate::app::Cx;
use crate::clock::Clock;
use crate::consents::{self, ConsentDraft, ConsentPurpose};
use crate::conversations::{self, Channel, ConversationDraft};
use crate::customers::{self, CustomerDraft, CustomerKind};
use crate::error::Outcome;
use crate::invoices::{self, NewInvoice, NewPayment, PaymentMethod};
use crate::lines::NewLine;
use crate::vehicles::{self, VehicleDraft};
use crate::work_orders::{self, NewWorkOrder, WorkOrderState};

/// How an invoice of the demo stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    Draft,
    Unpaid,
    Paid,
    Void,
    WrittenOff,
}

/// A customer whose records are being written, while the demo's past goes by.
pub(super) struct Pen<'a> {
    pub cx: &'a Cx,
    pub clock: &'a Clock,
    pub stock: &'static Stock,
    /// The customer's id.
    pub customer: String,
}

/// Lets a little of the past go by, so that records do not all bear one moment.
pub(super) fn pass(clock: &Clock, minutes: i64) {
    // Only a clock that follows the system refuses, and the past is written with one that does not.
    let _ = clock.advance(Duration::minutes(minutes.max(0)));
}

impl<'a> Pen<'a> {
    /// Adds a person.
    pub async fn person(
        (cx, clock, stock): (&'a Cx, &'a Clock, &'static Stock),
        (given, family): (&str, &str),
        phone: usize,
    ) -> Outcome<Self> {
        let draft = CustomerDraft {
            kind: Some(CustomerKind::Person),
            given_name: Some(Some(given.to_owned())),
            family_name: Some(Some(family.to_owned())),
            email: Some(Some(super::cast::customer_email(given, family))),
            phone: Some(Some(format!("{}{:03}", stock.phone, phone % 1_000))),
            ..CustomerDraft::default()
        };
        let customer = customers::create(cx, &draft).await?.id.to_string();
        Ok(Self { cx, clock, stock, customer })
    }

    pub async fn lives_at(&self, house: usize) -> Outcome<()> {
        let street = self.stock.streets.get(house % self.stock.streets.len()).copied().unwrap_or_default();
        let (town, postcode) = self.stock.towns.get(house % self.stock.towns.len()).copied().unwrap_or_default();
        let draft = AddressDraft {
            purpose: Some(AddressPurpose::Home),
            line1: Some(format!("{} {street}", house + 1)),
            city: Some(Some(town.to_owned())),
            postcode: Some(Some(postcode.to_owned())),
            country: Some(Some(self.stock.country.to_owned())),
            ..AddressDraft::default()
        };
        addresses::create(self.cx, &self.customer, &draft).await?;
        Ok(())
    }

    /// The vehicle's id.
    pub async fn drives(&self, (make, model): (&str, &str), colour: &str, year: i32, plate: &str) -> Outcome<String> {
        let draft = VehicleDraft {
            make: Some(make.to_owned()),
            model: Some(model.to_owned()),
            year: Some(Some(year)),
            vin: None,
            colour: Some(Some(colour.to_owned())),
        };
        Ok(vehicles::create(self.cx, &self.customer, &draft, Some(plate)).await?.id.to_string())
    }

    /// A work order that has come as far as the last of `states`.
    pub async fn orders(&self, title: &str, vehicle: Option<&str>, states: &[WorkOrderState]) -> Outcome<String> {
        let new = NewWorkOrder {
            customer: self.customer.clone(),
            vehicle: vehicle.map(str::to_owned),
            title: title.to_owned(),
            description: None,
        };
        let id = work_orders::create(self.cx, &new).await?.id.to_string();
        for state in states {
            pass(self.clock, 45);
            work_orders::advance(self.cx, &id, *state).await?;
        }
        Ok(id)
    }

    /// An invoice over one line of work.
    pub async fn owes(&self, what: &str, minor: i64, order: Option<String>, standing: Standing) -> Outcome<()> {
        let cx = self.cx;
        let line = NewLine { description: what.to_owned(), quantity: Decimal::ONE, unit_price: Decimal::new(minor, 2) };
        let due_on = Some((cx.now() + Duration::days(14)).date_naive());
        let new = NewInvoice {
            customer: Some(self.customer.clone()),
            work_order: order,
            lines: vec![line.into()],
            due_on,
            ..NewInvoice::default()
        };
        let id = invoices::create(cx, &new).await?.id.to_string();
        if standing == Standing::Draft {
            return Ok(());
        }
        invoices::issue(cx, &id, None).await?;
        pass(self.clock, 30);
        match standing {
            Standing::Paid => {
                invoices::pay(cx, &id, &NewPayment::of_all(PaymentMethod::Card)).await?;
            }
            Standing::Void => drop(invoices::void(cx, &id).await?),
            Standing::WrittenOff => drop(invoices::write_off(cx, &id).await?),
            Standing::Draft | Standing::Unpaid => {}
        }
        Ok(())
    }

    pub async fn talks(&self, subject: &str, channel: Channel, closed: bool) -> Outcome<()> {
        let draft = ConversationDraft {
            customer: self.customer.clone(),
            subject: subject.to_owned(),
            channel,
            message: Some(format!("{subject} …")),
        };
        let opened = conversations::open(self.cx, &draft).await?;
        if closed {
            pass(self.clock, 20);
            conversations::close(self.cx, &opened.id.to_string()).await?;
        }
        Ok(())
    }

    pub async fn consents(&self, purpose: ConsentPurpose, granted: bool) -> Outcome<()> {
        let draft = ConsentDraft {
            customer: self.customer.clone(),
            purpose,
            channel: Channel::Email,
            granted,
            source: "Sign-up form".to_owned(),
        };
        consents::record(self.cx, &draft).await?;
        Ok(())
    }
}
