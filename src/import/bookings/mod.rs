//! Bookings of customers, with services and providers by their names.

mod read;
mod store;

use uuid::Uuid;

use super::importer::{self, Key};
use super::owner::{Owner, owners};
use super::{
    Changed, Duplicates, Field, Importer, Intake, Likeness, Mode, Reader, Rejection, Report, Row, Summary, Trouble,
    Verdict,
};
use crate::accounts::Account;
use crate::app::Cx;
use crate::audit::{self, Entry};
use crate::bookings::{self, Agreed, BookingSource, BookingState, Items, NewBooking, Place};
use crate::clock::Timestamp;
use crate::customers::Customer;
use crate::db::{Exec, Tx};
use crate::error::{Failure, Refusal};
use crate::ids::ProviderId;
use crate::terms::{Permission, RecordKind};
use crate::{accounts, text};
use store::Offer;

/// What a file of bookings can hold. `customer` is the other system's key of the customer; without it, the e-mail
/// address tells who it is. Several services have semicolons between them. Times without an offset are the account's.
pub const FIELDS: &[Field] = &[
    Field { name: "external_ref", required: true, also: &["id", "booking_id", "appointment_id", "reference"] },
    Field { name: "customer", required: false, also: &["customer_id", "customer_ref", "customer_number", "client"] },
    Field { name: "customer_email", required: false, also: &["email", "client_email"] },
    Field { name: "starts_at", required: true, also: &["start", "start_time", "date", "appointment_time"] },
    Field { name: "ends_at", required: false, also: &["end", "end_time"] },
    Field { name: "services", required: true, also: &["service", "job", "appointment_type"] },
    Field { name: "provider", required: false, also: &["staff", "technician", "employee", "assigned_to"] },
    Field { name: "price", required: false, also: &["total", "amount", "cost"] },
    Field { name: "state", required: false, also: &["status"] },
    Field { name: "location", required: false, also: &["address", "place"] },
    Field { name: "note", required: false, also: &["notes", "comment", "description"] },
];

/// Imports a file of bookings.
///
/// # Errors
/// [`Trouble`] when the import ends early; in [`Mode::Batches`] the batches before that are kept.
pub async fn import(cx: &Cx, rows: Reader, mode: Mode, report: &mut Report) -> Result<Summary, Trouble> {
    cx.require(Permission::CustomersImport)?;
    cx.require(Permission::BookingsWrite)?;
    let intake = Intake::new(Bookings::new(cx, None).await?, rows);
    super::engine::import(cx, intake, (mode, Duplicates::Skip), report).await
}

/// The importer of bookings.
pub(crate) struct Bookings<'c> {
    cx: &'c Cx,
    /// The import as the audit log names it.
    import: Option<Uuid>,
    account: Account,
}

impl<'c> Bookings<'c> {
    pub async fn new(cx: &'c Cx, import: Option<Uuid>) -> Result<Self, Trouble> {
        Ok(Self { cx, import, account: accounts::get(&cx.db, cx.account).await? })
    }
}

/// A row that reads well.
pub(crate) struct Draft {
    row: Row,
    external_ref: String,
    owner: Owner,
    starts_at: Timestamp,
    ends_at: Option<Timestamp>,
    services: Vec<String>,
    provider: Option<String>,
    price_minor: Option<i64>,
    state: Option<BookingState>,
    location: Option<String>,
    note: Option<String>,
}

/// What a booking is attached to.
pub(crate) struct Attached {
    customer: Customer,
    provider: Option<ProviderId>,
    services: Vec<Agreed>,
}

impl Importer for Bookings<'_> {
    type Draft = Draft;
    type Place = Attached;

    async fn draft(&mut self, row: &Row) -> Result<Result<Draft, Vec<Rejection>>, Trouble> {
        Ok(read::booking(&self.account, row))
    }

    fn keys(&self, draft: &Draft) -> Vec<Key> {
        vec![Key::same(Likeness::ExternalRef, draft.external_ref.clone())]
    }

    fn reject(&self, draft: &Draft, field: &str, reason: &'static str) -> Rejection {
        draft.row.reject(field, reason)
    }

    async fn judge(&self, mut on: Exec<'_>, batch: &[Draft]) -> Result<Vec<Verdict<Attached>>, Failure> {
        let owners = owners(on.reborrow(), self.cx, batch.iter().map(|draft| &draft.owner)).await?;
        let known = store::known(on.reborrow(), self.cx.account, batch).await?;
        let offer = Offer::of(on, self.cx, batch).await?;
        let judged = batch.iter().map(|draft| {
            let refused = |field: &str, reason| Verdict::Refused(vec![draft.row.reject(field, reason)]);
            let customer = match owners.get(&draft.owner) {
                None => return refused(draft.owner.field(), "import-no-such-customer"),
                Some(Err(reason)) => return refused(draft.owner.field(), *reason),
                Some(Ok(customer)) => customer.clone(),
            };
            let services = match offer.services(draft) {
                Ok(services) => services,
                Err(reason) => return refused("services", reason),
            };
            let provider = match draft.provider.as_deref().map(|name| offer.provider(name)).transpose() {
                Ok(provider) => provider,
                Err(reason) => return refused("provider", reason),
            };
            let place = Attached { customer, provider, services };
            match known.get(&draft.external_ref) {
                Some(booking) => Verdict::Same(place, booking.uuid(), Likeness::ExternalRef),
                None => Verdict::New(place),
            }
        });
        Ok(judged.collect())
    }

    async fn insert(
        &mut self,
        tx: &mut Tx,
        draft: &Draft,
        place: Attached,
    ) -> Result<Result<Uuid, Rejection>, Failure> {
        let new = NewBooking {
            items: Items::Agreed(self.account.currency.clone(), place.services),
            provider: place.provider,
            starts_at: draft.starts_at,
            ends_at: draft.ends_at,
            place: draft.location.clone().map(Place::Words),
            note: draft.note.clone(),
            quote: None,
            external_ref: Some(draft.external_ref.clone()),
            source: BookingSource::Import,
            state: draft.state,
            force: true,
        };
        let booking = match bookings::create_in(tx, self.cx, &place.customer, &new).await {
            Ok(booking) => booking,
            Err(Failure::Refused(refusal)) => return Ok(Err(refused(&draft.row, &refusal))),
            Err(fault) => return Err(fault),
        };
        let entry = Entry::of("booking.imported", RecordKind::Booking, booking.id.uuid(), Some(booking.customer_id));
        audit::record(tx, self.cx, entry.with(importer::audited(self.import))).await?;
        Ok(Ok(booking.id.uuid()))
    }

    async fn lock(&self, _: &mut Tx, _: Vec<Uuid>) -> Result<(), Failure> {
        Ok(())
    }

    /// Bookings move by acts of their own, which tell people.
    async fn update(&self, _: &mut Tx, _: &Draft, _: Uuid) -> Result<Result<Option<Changed>, Rejection>, Failure> {
        Ok(Ok(None))
    }
}

fn refused(row: &Row, refusal: &Refusal) -> Rejection {
    match refusal {
        Refusal::SlotTaken { .. } => row.reject("provider", "import-provider-busy"),
        Refusal::InvalidInput(problems) => match problems.first() {
            Some(problem) => super::values::rejection(row, problem),
            None => row.reject("", "import-not-bookable"),
        },
        _ => row.reject("", "import-not-bookable"),
    }
}

/// The names of services in a cell.
fn names(cell: &str) -> Vec<String> {
    cell.split(';').map(text::fold).filter(|name| !name.is_empty()).collect()
}
