//! The bookings' face: what is read.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object};
use iso_currency::Currency;

use super::connection::{Connection, ListSource, connection};
use super::context::{Admit, ContextExt, Needs, id_in_filter};
use super::customers::{Customer, customer_of};
use super::invoices::{Invoice, InvoiceConnection, InvoiceWhere};
use super::loaders::{BookedOf, load};
use super::money::Money;
use super::notifications::{NotificationConnection, messages_of};
use super::providers::Provider;
use super::quotes::Quote;
use super::ratings::{Rating, RatingOf};
use super::scalars::{DateTime, int};
use super::services::Service;
use crate::bookings::{self, BookingFilter, BookingSource, BookingState};
use crate::ids::BookingId;
use crate::invoices;
use crate::money::Amount;
use crate::terms::Permission;

/// Services for a customer at a time.
#[derive(Clone)]
pub struct Booking(pub Arc<bookings::Booking>);

impl From<bookings::Booking> for Booking {
    fn from(booking: bookings::Booking) -> Self {
        Self(Arc::new(booking))
    }
}

/// Services for a customer at a time, done by a provider. It stays on file when the customer is deleted, and is
/// read-only then. Needs `bookings.read`.
#[Object]
impl Booking {
    /// The id.
    pub(super) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Counts from 1 within the account.
    async fn number(&self) -> i32 {
        int(self.0.number)
    }

    /// Whose it is; null when you may not see the customer: a deleted one takes `customers.restore`.
    async fn customer(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Customer>> {
        customer_of(ctx, self.0.customer_id).await
    }

    /// The customer's name when it was made.
    async fn customer_name(&self) -> &str {
        &self.0.customer_name
    }

    /// Who does it; null as long as nobody does, and when you may not see providers.
    async fn provider(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Provider>> {
        match self.0.provider_id {
            Some(id) if ctx.caller().who.may(Permission::ProvidersRead) => Ok(load(ctx, id).await?.map(Provider::from)),
            _ => Ok(None),
        }
    }

    /// What is done, as it was agreed.
    async fn services(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<BookingService>> {
        booked_services(ctx, &self.0).await
    }

    /// When it starts.
    async fn starts_at(&self) -> DateTime {
        self.0.starts_at.into()
    }

    /// When it ends.
    async fn ends_at(&self) -> DateTime {
        self.0.ends_at.into()
    }

    /// Where it is done, with line breaks: an address as it was when it was chosen, or any words.
    async fn location(&self) -> Option<&str> {
        self.0.location.as_deref()
    }

    /// What there is to know about it.
    async fn note(&self) -> Option<&str> {
        self.0.note.as_deref()
    }

    /// What its services come to, as agreed.
    async fn price(&self) -> async_graphql::Result<Money> {
        Ok(Money(self.0.amount(self.0.total_minor)?))
    }

    /// How much of the price is asked for in advance: the account's share when it was made.
    async fn prepayment(&self) -> async_graphql::Result<Money> {
        Ok(Money(self.0.amount(self.0.prepayment_minor)?))
    }

    /// Where it stands.
    async fn state(&self) -> BookingState {
        self.0.state
    }

    /// Where it came from.
    async fn source(&self) -> BookingSource {
        self.0.source
    }

    /// The quote that it was made from; null when there was none, and when you may not see quotes.
    async fn quote(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Quote>> {
        match self.0.quote_id {
            Some(id) if ctx.caller().who.may(Permission::QuotesRead) => Ok(load(ctx, id).await?.map(Quote::from)),
            _ => Ok(None),
        }
    }

    /// Why it was cancelled, if somebody said.
    async fn cancel_reason(&self) -> Option<&str> {
        self.0.cancel_reason.as_deref()
    }

    /// When it was completed, cancelled or missed.
    async fn ended_at(&self) -> Option<DateTime> {
        self.0.ended_at.map(DateTime::from)
    }

    /// The invoices for it, the newest first. Needs `invoices.read`.
    #[graphql(guard = "Needs(Permission::InvoicesRead)")]
    async fn invoices(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them; all when left out.")] r#where: Option<InvoiceWhere>,
        #[graphql(desc = "The page's size from its start, at most 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "The page's size from its end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> async_graphql::Result<InvoiceConnection> {
        let list = invoices::list(ctx.account()?, &r#where.unwrap_or_default().into());
        connection(list.within("booking_id", self.0.id.uuid()), Invoice::from, (first, after, last, before))
    }

    /// What the customer said about it once it was completed; null as long as nothing was said.
    async fn rating(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Rating>> {
        Ok(load(ctx, RatingOf(self.0.id)).await?.map(Rating::from))
    }

    /// What the customer was told about it, what not, and why; the latest first. Needs `conversations.read`.
    #[graphql(guard = "Needs(Permission::ConversationsRead)")]
    async fn notifications(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The page's size from its start, at most 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "The page's size from its end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> async_graphql::Result<NotificationConnection> {
        messages_of(ctx, "record_id", self.0.id.uuid(), (first, after, last, before))
    }

    /// Goes up with each change; send it back as `expectedVersion`.
    async fn version(&self) -> i32 {
        int(self.0.version)
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// When it was last changed.
    async fn updated_at(&self) -> DateTime {
        self.0.updated_at.into()
    }
}

/// The services of a booking, in its currency.
pub(super) async fn booked_services(
    ctx: &Context<'_>,
    booking: &bookings::Booking,
) -> async_graphql::Result<Vec<BookingService>> {
    let currency = booking.amount(0)?.currency;
    let services = load(ctx, BookedOf(booking.id)).await?.unwrap_or_default();
    Ok(services.into_iter().map(|service| BookingService { service, currency }).collect())
}

/// A service as it was agreed.
pub struct BookingService {
    pub(super) service: bookings::BookingService,
    pub(super) currency: Currency,
}

impl BookingService {
    /// An amount in the booking's currency.
    pub(super) fn money(&self, minor: i64) -> Money {
        Money(Amount { minor, currency: self.currency })
    }
}

/// A service or bundle as it was agreed: what the service is called and costs later does not change it.
#[Object]
impl BookingService {
    /// What it was called.
    async fn name(&self) -> &str {
        &self.service.name
    }

    /// How many of it.
    async fn quantity(&self) -> i32 {
        int(self.service.quantity)
    }

    /// How long one takes.
    async fn duration_minutes(&self) -> i32 {
        int(self.service.duration_minutes)
    }

    /// What one costs.
    async fn unit_price(&self) -> Money {
        self.money(self.service.unit_minor)
    }

    /// Quantity times unit price.
    async fn amount(&self) -> Money {
        self.money(self.service.amount_minor)
    }

    /// The service that it was copied from, as it is now; null when there was none, and when you may not see services.
    async fn service(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Service>> {
        match self.service.service_id {
            Some(id) if ctx.caller().who.may(Permission::ServicesRead) => Ok(load(ctx, id).await?.map(Service::from)),
            _ => Ok(None),
        }
    }
}

/// Where a list of bookings is read from.
pub type BookingConnection = Connection<ListSource<bookings::Booking, Booking>>;

/// Which bookings to list. All that is given must fit.
#[derive(InputObject, Default)]
pub struct BookingWhere {
    /// Those of this customer.
    customer_id: Option<ID>,
    /// Those of this provider.
    provider_id: Option<ID>,
    /// Those in one of these states.
    state: Option<Vec<BookingState>>,
    /// True: those that have not ended. False: those that were completed, cancelled or missed.
    upcoming: Option<bool>,
    /// Those that start at this moment or later.
    from: Option<DateTime>,
    /// Those that start before this moment.
    until: Option<DateTime>,
    /// A booking's number.
    search: Option<String>,
}

impl From<BookingWhere> for BookingFilter {
    fn from(wanted: BookingWhere) -> Self {
        Self {
            customer: wanted.customer_id.as_ref().map(id_in_filter),
            provider: wanted.provider_id.as_ref().map(id_in_filter),
            state: wanted.state.unwrap_or_default(),
            upcoming: wanted.upcoming,
            rated: None,
            from: wanted.from.map(|at| at.0),
            until: wanted.until.map(|at| at.0),
            search: wanted.search,
        }
    }
}

#[derive(Default)]
pub struct BookingQueries;

#[Object(guard = "Admit")]
impl BookingQueries {
    /// One booking; null when there is none. Needs `bookings.read`.
    async fn booking(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The booking's id.")] id: ID,
    ) -> async_graphql::Result<Option<Booking>> {
        let cx = ctx.cx()?;
        let Ok(id) = id.parse::<BookingId>() else { return Ok(None) };
        Ok(bookings::find(&cx.db, cx.account, id).await?.map(Booking::from))
    }

    /// Bookings that fit a filter, by when they start, those of deleted customers among them. Needs `bookings.read`.
    async fn bookings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which bookings; all when left out.")] r#where: Option<BookingWhere>,
        #[graphql(desc = "The page's size from its start, at most 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "The page's size from its end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> async_graphql::Result<BookingConnection> {
        let list = bookings::list(ctx.account()?, &r#where.unwrap_or_default().into());
        connection(list, Booking::from, (first, after, last, before))
    }
}
