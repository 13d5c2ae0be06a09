//! Bookings: services for a customer at a time, done by a provider (D9). What was agreed stays as it was; a booking that
//! has not ended holds its provider's time, and no two hold the same.

mod calendar;
mod create;
mod feed;
mod items;
mod list;
mod portal;
mod progress;
mod schedule;
mod store;

pub use calendar::{Calendar, ProviderCalendar, calendar, held};
pub use create::{NewBooking, Place, create, create_in};
pub use feed::{Feed, feed, make_calendar_link, revoke_calendar_link};
pub use items::{Agreed, BookingService, Items};
pub use list::{BookingFilter, list};
pub use portal::{cancel_by_customer, free_slots_by_customer, possible_until, reschedule_by_customer};
pub use progress::{BookingChange, advance, cancel_in, dispatch, update};
pub use schedule::{Move, reschedule, reschedule_in};
pub use store::{by_ids, external_refs, find, services_of};

use crate::app::Cx;
use crate::audit::{self, Entry};
use crate::clock::Timestamp;
use crate::customers;
use crate::db::Tx;
use crate::error::{Fault, Outcome, Refusal};
use crate::ids::{BookingId, CustomerId, ProviderId, QuoteId};
use crate::money::{self, Amount};
use crate::notifications::{self, NotificationKind};
use crate::spans::Span;
use crate::term;
use crate::terms::RecordKind;

term! {
    /// Where a booking stands.
    BookingState {
        /// Asked for; no provider has it yet.
        Requested = "REQUESTED",
        /// A provider has it.
        Scheduled = "SCHEDULED",
        /// The provider is on the way.
        Dispatched = "DISPATCHED",
        /// Being done.
        InProgress = "IN_PROGRESS",
        /// Done.
        Completed = "COMPLETED",
        /// Will not be done.
        Cancelled = "CANCELLED",
        /// The customer was not there.
        NoShow = "NO_SHOW",
    }
}

impl BookingState {
    /// Whether the next state can be reached from this one. Moving a booking leads back to requested or scheduled.
    pub fn leads_to(self, next: Self) -> bool {
        use BookingState::{Cancelled, Completed, Dispatched, InProgress, NoShow, Requested, Scheduled};
        match next {
            Requested | Scheduled => matches!(self, Requested | Scheduled | Dispatched),
            Dispatched => matches!(self, Requested | Scheduled),
            InProgress | NoShow => matches!(self, Scheduled | Dispatched),
            Completed => matches!(self, Scheduled | Dispatched | InProgress),
            Cancelled => self.is_open(),
        }
    }

    /// Whether it has not ended: it holds its provider's time.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Requested | Self::Scheduled | Self::Dispatched | Self::InProgress)
    }

    fn audited_as(self) -> &'static str {
        match self {
            Self::Requested | Self::Scheduled => "booking.moved",
            Self::Dispatched => "booking.dispatched",
            Self::InProgress => "booking.started",
            Self::Completed => "booking.completed",
            Self::Cancelled => "booking.cancelled",
            Self::NoShow => "booking.not_shown",
        }
    }
}

term! {
    /// Where a booking came from.
    BookingSource {
        /// Made by staff or a partner.
        Staff = "STAFF",
        /// Made by the customer in the portal.
        Portal = "PORTAL",
        /// Made on the public booking page.
        Public = "PUBLIC",
        /// Made by accepting a quote.
        Quote = "QUOTE",
        /// Imported.
        Import = "IMPORT",
    }
}

/// A booking.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Booking {
    pub id: BookingId,
    pub customer_id: CustomerId,
    /// Counts from 1 within the account.
    pub number: i64,
    /// The customer's name when it was made.
    pub customer_name: String,
    pub provider_id: Option<ProviderId>,
    /// The quote that it was made from.
    pub quote_id: Option<QuoteId>,
    /// Where it is done, with line breaks.
    pub location: Option<String>,
    pub note: Option<String>,
    pub source: BookingSource,
    pub state: BookingState,
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
    /// ISO 4217.
    pub currency: String,
    /// What its services come to before tax, as agreed.
    pub total_minor: i64,
    /// How much of that is asked for in advance.
    pub prepayment_minor: i64,
    pub cancel_reason: Option<String>,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// When it was completed, cancelled or missed.
    pub ended_at: Option<Timestamp>,
}

impl Booking {
    /// An amount in the booking's currency.
    ///
    /// # Errors
    /// [`Fault`] when the database holds a currency that does not exist.
    pub fn amount(&self, minor: i64) -> Result<Amount, Fault> {
        let currency = money::currency("currency", &self.currency);
        let currency = currency.map_err(|_| Fault::bug(format!("a booking in the currency {}", self.currency)))?;
        Ok(Amount { minor, currency })
    }

    /// The time that it takes.
    pub fn span(&self) -> Span {
        Span::new(self.starts_at, self.ends_at)
    }

    fn touched(self, cx: &Cx) -> Self {
        Self { version: self.version + 1, updated_at: cx.now(), ..self }
    }

    /// # Errors
    /// [`Refusal::VersionConflict`].
    fn at_version(&self, expected: Option<i64>) -> Result<(), Refusal> {
        match expected {
            Some(expected) if expected != self.version => Err(Refusal::VersionConflict { current: self.version }),
            _ => Ok(()),
        }
    }

    fn wrong_state(&self) -> Refusal {
        Refusal::WrongState { kind: RecordKind::Booking, state: self.state.as_str() }
    }
}

/// A booking, locked together with its live customer.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::CustomerDeleted`].
pub async fn lock(tx: &mut Tx, cx: &Cx, id: BookingId) -> Outcome<Booking> {
    let unknown = Refusal::NotFound(RecordKind::Booking);
    let found = store::find(&mut *tx, cx.account, id).await?.ok_or(unknown.clone())?;
    customers::hold_owner(tx, cx, found.customer_id).await?;
    Ok(store::lock(tx, cx.account, id).await?.ok_or(unknown)?)
}

/// Writes a changed booking, and who changed it.
async fn save(tx: &mut Tx, cx: &Cx, booking: &Booking, action: &'static str) -> Outcome<()> {
    store::update(tx, cx.account, booking).await?;
    note(tx, cx, booking, action).await
}

async fn note(tx: &mut Tx, cx: &Cx, booking: &Booking, action: &'static str) -> Outcome<()> {
    customers::announce(tx, cx, booking.customer_id);
    let entry =
        Entry::of(action, RecordKind::Booking, booking.id.uuid(), Some(booking.customer_id)).with(serde_json::json!({
            "number": booking.number, "state": booking.state, "provider": booking.provider_id.map(|id| id.to_string()),
            "starts_at": booking.starts_at, "ends_at": booking.ends_at,
        }));
    audit::record(tx, cx, entry).await?;
    Ok(())
}

async fn tell(tx: &mut Tx, cx: &Cx, booking: &Booking, kind: NotificationKind) -> Outcome<()> {
    notifications::queue(tx, cx, booking.customer_id, kind, (RecordKind::Booking, booking.id.uuid())).await?;
    Ok(())
}
