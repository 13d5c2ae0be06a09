//! The public booking page: what anybody may see of an account without signing in, and what they ask for there. A
//! request becomes a booking of the right customer at once, or waits for a person to decide; which of them, nobody
//! outside can tell.

mod decide;
mod list;
mod matching;
mod page;
mod store;
mod visit;

pub use decide::{Attachment, attach, dismiss};
pub use list::{RequestFilter, list};
pub use matching::candidates;
pub use page::{Page, Price};
pub use store::{by_ids, find};
pub use visit::{NewRequest, Received, request};

use crate::bookings::Agreed;
use crate::clock::Timestamp;
use crate::customers::{CustomerDraft, CustomerKind};
use crate::error::Fault;
use crate::ids::{BookingId, BookingRequestId, CustomerId, ProviderId, ServiceId, StaffId};
use crate::services::Choice;
use crate::term;
use crate::terms::{Lang, RecordKind};

term! {
    /// Where a request from the public booking page stands.
    BookingRequestState {
        /// For a person to decide whose it is. It takes its provider's time on the public page.
        Waiting = "WAITING",
        /// A booking.
        Attached = "ATTACHED",
        /// Will not be one.
        Dismissed = "DISMISSED",
    }
}

/// A request from the public booking page.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct BookingRequest {
    pub id: BookingRequestId,
    pub state: BookingRequestState,
    pub name: String,
    pub email: String,
    pub phone: Option<String>,
    pub address: Option<String>,
    pub note: Option<String>,
    /// The visitor's language.
    pub locale: Lang,
    pub provider_id: Option<ProviderId>,
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
    /// What was asked for, as [`Asked`] writes it.
    services: String,
    pub customer_id: Option<CustomerId>,
    pub booking_id: Option<BookingId>,
    pub created_at: Timestamp,
    pub decided_at: Option<Timestamp>,
    /// Who decided; nobody, when the customer was certain.
    pub decided_by: Option<StaffId>,
}

impl BookingRequest {
    /// What was asked for, at the price that was shown.
    ///
    /// # Errors
    /// [`Fault`] when the database holds something else.
    pub fn asked(&self) -> Result<Asked, Fault> {
        serde_json::from_str(&self.services).map_err(|_| Fault::bug("a booking request's services cannot be read"))
    }

    /// The customer that it would be, if it is somebody new.
    fn customer(&self) -> CustomerDraft {
        let (given, family) = match self.name.rsplit_once(' ') {
            Some((given, family)) => (Some(given.to_owned()), family),
            None => (None, self.name.as_str()),
        };
        CustomerDraft {
            kind: Some(CustomerKind::Person),
            given_name: Some(given),
            family_name: Some(Some(family.to_owned())),
            company_name: None,
            email: Some(Some(self.email.clone())),
            phone: Some(self.phone.clone()),
        }
    }
}

/// What was asked for, at the price that was shown.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub struct Asked {
    /// ISO 4217.
    pub currency: String,
    pub services: Vec<AskedService>,
}

/// A service that was asked for.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub struct AskedService {
    service: String,
    pub name: String,
    /// Of one.
    pub duration_minutes: i64,
    pub quantity: i64,
    /// Of one, tax included, in the currency's smallest unit.
    pub unit_minor: i64,
}

impl Asked {
    fn of(currency: &str, choices: &[Choice]) -> Self {
        let asked = |Choice { service, quantity }: &Choice| AskedService {
            service: service.id.to_string(),
            name: service.name.clone(),
            duration_minutes: service.duration_minutes,
            quantity: *quantity,
            unit_minor: service.price_minor,
        };
        Self { currency: currency.to_owned(), services: choices.iter().map(asked).collect() }
    }

    /// What it comes to, tax included, in minor units.
    pub fn total_minor(&self) -> i64 {
        self.services.iter().map(|its| its.unit_minor.saturating_mul(its.quantity)).fold(0, i64::saturating_add)
    }

    fn agreed(&self) -> Vec<Agreed> {
        let agreed = |its: &AskedService| Agreed {
            service: its.service.parse::<ServiceId>().ok(),
            name: its.name.clone(),
            duration_minutes: its.duration_minutes,
            quantity: its.quantity,
            unit_minor: its.unit_minor,
        };
        self.services.iter().map(agreed).collect()
    }
}

/// The kind of record, for refusals.
const KIND: RecordKind = RecordKind::BookingRequest;
