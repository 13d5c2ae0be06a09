//! The face of requests from the public booking page, for staff.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use super::connection::{Connection, ListSource, connection};
use super::context::{Admit, ContextExt, Needs, permit};
use super::customers::{Customer, customer_of, visible};
use super::errors::answer;
use super::money::Money;
use super::providers::{Provider, provider_of};
use super::scalars::{DateTime, Locale, int};
use crate::booking_requests::{self, Attachment, BookingRequestState, RequestFilter};
use crate::error::Fault;
use crate::ids::BookingRequestId;
use crate::money::{self, Amount};
use crate::mutation_result;
use crate::terms::Permission;

/// What somebody asked for on the public booking page.
#[derive(Clone)]
pub struct BookingRequest(Arc<booking_requests::BookingRequest>);

impl From<booking_requests::BookingRequest> for BookingRequest {
    fn from(request: booking_requests::BookingRequest) -> Self {
        Self(Arc::new(request))
    }
}

impl BookingRequest {
    fn money(&self, minor: i64) -> Result<Money, Fault> {
        let currency = money::currency("currency", &self.0.asked()?.currency);
        let currency = currency.map_err(|_| Fault::bug("a booking request's currency is one of ISO 4217"))?;
        Ok(Money(Amount { minor, currency }))
    }
}

/// What somebody asked for on the public booking page. Needs `bookings.read`.
#[Object]
impl BookingRequest {
    /// The id.
    pub(super) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Where it stands.
    async fn state(&self) -> BookingRequestState {
        self.0.state
    }

    /// The name that was given.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The e-mail address that was given.
    async fn email(&self) -> &str {
        &self.0.email
    }

    /// The phone number that was given.
    async fn phone(&self) -> Option<&str> {
        self.0.phone.as_deref()
    }

    /// Where it is to be done, with line breaks.
    async fn address(&self) -> Option<&str> {
        self.0.address.as_deref()
    }

    /// What else was said.
    async fn note(&self) -> Option<&str> {
        self.0.note.as_deref()
    }

    /// The language that the page was shown in.
    async fn locale(&self) -> Locale {
        Locale(self.0.locale)
    }

    /// What is to be done, at the price that was shown; at most 20 services.
    async fn services(&self) -> async_graphql::Result<Vec<RequestedService>> {
        let asked = self.0.asked()?.services.into_iter();
        let service = |its: booking_requests::AskedService| {
            Ok(RequestedService {
                quantity: int(its.quantity),
                duration_minutes: int(its.duration_minutes),
                unit_price: self.money(its.unit_minor)?,
                name: its.name,
            })
        };
        asked.map(service).collect()
    }

    /// What all come to, tax included, as it was shown.
    async fn total(&self) -> async_graphql::Result<Money> {
        Ok(self.money(self.0.asked()?.total_minor())?)
    }

    /// Who was free then; null too when you may not see providers.
    async fn provider(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Provider>> {
        match self.0.provider_id {
            Some(id) => provider_of(ctx, id).await,
            None => Ok(None),
        }
    }

    /// When it begins.
    async fn starts_at(&self) -> DateTime {
        self.0.starts_at.into()
    }

    /// When it would be done.
    async fn ends_at(&self) -> DateTime {
        self.0.ends_at.into()
    }

    /// Customers who have the e-mail address, or a phone number that ends like this one, at most 20; deleted ones for
    /// those with `customers.restore`. Needs `customers.read`.
    #[graphql(guard = "Needs(Permission::CustomersRead)")]
    async fn candidates(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Customer>> {
        let (cx, phone) = (ctx.cx()?, self.0.phone.as_deref());
        let found = booking_requests::candidates(&cx.db, cx.account, &self.0.email, phone).await?;
        Ok(found.into_iter().filter_map(|customer| visible(ctx, customer)).collect())
    }

    /// Whose it is; null until that is decided, and when you may not see the customer: a deleted one takes
    /// `customers.restore`.
    async fn customer(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Customer>> {
        match self.0.customer_id {
            Some(id) => customer_of(ctx, id).await,
            None => Ok(None),
        }
    }

    /// The id of the booking that it became.
    async fn booking_id(&self) -> Option<ID> {
        self.0.booking_id.map(|id| id.to_string().into())
    }

    /// When it was received.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// When it was attached or dismissed: at once, when the customer was certain.
    async fn decided_at(&self) -> Option<DateTime> {
        self.0.decided_at.map(DateTime::from)
    }
}

/// A service that was asked for.
#[derive(SimpleObject)]
pub struct RequestedService {
    /// Its name.
    name: String,
    /// How many of it.
    quantity: i32,
    /// How long one takes.
    duration_minutes: i32,
    /// What one costs, tax included.
    unit_price: Money,
}

/// Which requests to list. All that is given must fit.
#[derive(InputObject, Default)]
pub struct BookingRequestWhere {
    /// Those in one of these states.
    state: Option<Vec<BookingRequestState>>,
}

#[derive(Default)]
pub struct BookingRequestQueries;

#[Object(guard = "Admit")]
impl BookingRequestQueries {
    /// One request from the public booking page; null when there is none. Needs `bookings.read`.
    async fn booking_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The request's id.")] id: ID,
    ) -> async_graphql::Result<Option<BookingRequest>> {
        let cx = ctx.cx()?;
        let Ok(id) = id.parse::<BookingRequestId>() else { return Ok(None) };
        Ok(booking_requests::find(&cx.db, cx.account, id).await?.map(BookingRequest::from))
    }

    /// Requests from the public booking page, the newest first. Needs `bookings.read`.
    async fn booking_requests(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which requests; all when left out.")] r#where: Option<BookingRequestWhere>,
        #[graphql(desc = "The page's size from its start, at most 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "The page's size from its end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> async_graphql::Result<Connection<ListSource<booking_requests::BookingRequest, BookingRequest>>> {
        let filter = RequestFilter { state: r#where.unwrap_or_default().state.unwrap_or_default() };
        let list = booking_requests::list(ctx.account()?, &filter);
        connection(list, BookingRequest::from, (first, after, last, before))
    }
}

/// A request that is to be a booking.
#[derive(InputObject)]
pub struct BookingRequestAttachInput {
    /// The request.
    id: ID,
    /// Whose it is; when left out, it is a new customer's with what was given, which needs `customers.write` too.
    customer_id: Option<ID>,
    /// When it is done, if not when it was asked for.
    starts_at: Option<DateTime>,
    /// Who does it, if not who was free.
    provider_id: Option<ID>,
    /// Also when the provider does not work then, or does not do such work.
    #[graphql(default = false)]
    force: bool,
}

/// A request that is not to be a booking.
#[derive(InputObject)]
pub struct BookingRequestDismissInput {
    /// The request.
    id: ID,
}

/// A request became a booking.
#[derive(SimpleObject)]
pub struct BookingRequestAttached {
    /// The request as it is now.
    booking_request: BookingRequest,
}

/// A request was put away.
#[derive(SimpleObject)]
pub struct BookingRequestDismissed {
    /// The request as it is now.
    booking_request: BookingRequest,
}

mutation_result! {
    /// How making a request a booking ended.
    BookingRequestAttachResult = BookingRequestAttached | NotPermitted | CustomerNotFound | RecordNotFound
        | CustomerAlreadyDeleted | WrongState | SlotTaken | InvalidInput
}

mutation_result! {
    /// How putting a request away ended.
    BookingRequestDismissResult = BookingRequestDismissed | NotPermitted | RecordNotFound | WrongState
}

#[derive(Default)]
pub struct BookingRequestMutations;

#[Object(guard = "Admit")]
impl BookingRequestMutations {
    /// Makes a request that waits the booking of a customer, or of a new one, at the price that was shown. Needs
    /// `bookings.write`; audited as `booking.created` and `booking_request.attached`, with `customer.created` for
    /// somebody new.
    async fn booking_request_attach(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose it is.")] input: BookingRequestAttachInput,
    ) -> async_graphql::Result<BookingRequestAttachResult> {
        let to = Attachment {
            customer: input.customer_id.map(|id| id.to_string()),
            starts_at: input.starts_at.map(|at| at.0),
            provider: input.provider_id.map(|id| id.to_string()),
            force: input.force,
        };
        let done = async { booking_requests::attach(&permit(ctx)?, &input.id, &to).await };
        answer(ctx, done.await, |request| BookingRequestAttached { booking_request: request.into() })
    }

    /// Puts a request away that will not be a booking: its time is free again. Whoever sent it is not told. Needs
    /// `bookings.write`; audited as `booking_request.dismissed`.
    async fn booking_request_dismiss(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The request.")] input: BookingRequestDismissInput,
    ) -> async_graphql::Result<BookingRequestDismissResult> {
        let done = async { booking_requests::dismiss(&permit(ctx)?, &input.id).await };
        answer(ctx, done.await, |request| BookingRequestDismissed { booking_request: request.into() })
    }
}
