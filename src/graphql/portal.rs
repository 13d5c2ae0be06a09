//! The portal's face: what a customer sees of themselves. Its types are its own, so that nothing else can be reached
//! from here; and nothing here deletes (E19).

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use super::connection::connection;
use super::context::{Admit, ContextExt, coded, rate_limited};
use super::errors::{TopLevel, answer, question_refused};
use super::loaders::{AddressesOf, CreditOf, Outstanding, load};
use super::money::Money;
use super::payment_method_setups::PortalPaymentMethod;
use super::portal_bookings::{PortalBooking, PortalBookingConnection, PortalBookingWhere, PortalFreeSlot};
use super::portal_profile::PortalAddress;
use super::portal_quotes::{PortalQuote, PortalQuoteConnection};
use super::portal_records::{
    PortalInvoice, PortalInvoiceConnection, PortalVehicle, PortalVehicleConnection, PortalWorkOrder,
    PortalWorkOrderConnection,
};
use super::preferences::{Preference, PreferencesOf};
use super::privacy_requests::{PortalPrivacyRequest, PortalPrivacyRequestConnection};
use super::scalars::{Date, DateTime, int};
use super::statements::{self, Statement};
use crate::access::{PortalPrincipal, Principal, portal};
use crate::accounts;
use crate::app::{App, Cx};
use crate::availability::DayRange;
use crate::bookings;
use crate::customers::{self, Customer};
use crate::error::{Failure, Fault, Refusal};
use crate::invoices::{self, InvoiceFilter, InvoiceState};
use crate::mutation_result;
use crate::payment_methods;
use crate::privacy_requests::{self, PrivacyRequestFilter};
use crate::quotes::{self, QuoteFilter};
use crate::terms::Lang;
use crate::vehicles::{self, VehicleFilter};
use crate::work_orders::{self, WorkOrderFilter};

/// A customer who is signed in to the portal.
pub struct PortalViewer {
    cx: Arc<Cx>,
    who: PortalPrincipal,
}

impl PortalViewer {
    pub(super) fn new(app: &App, lang: Lang, who: PortalPrincipal) -> Self {
        let cx = Cx { app: app.clone(), who: Principal::Portal(who.clone()), account: who.account, lang };
        Self { cx: Arc::new(cx), who }
    }
}

/// A customer who is signed in to the portal.
#[Object]
impl PortalViewer {
    /// What the business has of them.
    async fn customer(&self) -> async_graphql::Result<PortalCustomer> {
        PortalCustomer::read(&self.cx, &self.who).await
    }

    /// The session.
    async fn session(&self) -> async_graphql::Result<PortalSession> {
        let session = portal::session(&self.cx.db, &self.who).await?;
        let session = session.ok_or_else(|| Fault::bug("a portal viewer has a session"))?;
        Ok(PortalSession {
            created_at: session.created_at.into(),
            last_seen_at: session.last_seen_at.into(),
            expires_at: session.expires_at.into(),
        })
    }
}

/// A customer's session in the portal.
#[derive(SimpleObject)]
pub struct PortalSession {
    /// When it was opened.
    created_at: DateTime,
    /// When it was last used, to the minute.
    last_seen_at: DateTime,
    /// When it ends.
    expires_at: DateTime,
}

/// What the business has of the customer who asks.
pub struct PortalCustomer {
    cx: Cx,
    customer: Customer,
}

impl PortalCustomer {
    pub(super) fn new(cx: Cx, customer: Customer) -> Self {
        Self { cx, customer }
    }

    async fn read(cx: &Cx, who: &PortalPrincipal) -> async_graphql::Result<Self> {
        let customer = customers::find(&cx.db, cx.account, who.customer).await?;
        let customer = customer.ok_or_else(|| Fault::bug("a portal session belongs to a customer"))?;
        Ok(Self { cx: cx.clone(), customer })
    }
}

/// What the business has of the customer who asks.
#[Object]
impl PortalCustomer {
    /// The business.
    async fn business_name(&self) -> async_graphql::Result<String> {
        Ok(accounts::get(&self.cx.db, self.cx.account).await?.name)
    }

    /// The business's time zone, by its IANA name: times are shown in it.
    async fn time_zone(&self) -> async_graphql::Result<String> {
        Ok(accounts::get(&self.cx.db, self.cx.account).await?.time_zone)
    }

    /// What the business calls them.
    async fn display_name(&self) -> &str {
        &self.customer.display_name
    }

    /// The given name.
    async fn given_name(&self) -> Option<&str> {
        self.customer.given_name.as_deref()
    }

    /// The family name.
    async fn family_name(&self) -> Option<&str> {
        self.customer.family_name.as_deref()
    }

    /// The company's name.
    async fn company_name(&self) -> Option<&str> {
        self.customer.company_name.as_deref()
    }

    /// The e-mail address.
    async fn email(&self) -> Option<&str> {
        self.customer.email.as_deref()
    }

    /// The phone number.
    async fn phone(&self) -> Option<&str> {
        self.customer.phone.as_deref()
    }

    /// Whether they allow messages, for each purpose by each channel.
    async fn preferences(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Preference>> {
        let found = load(ctx, PreferencesOf(self.customer.id)).await?.unwrap_or_default();
        Ok(found.into_iter().map(Preference::from).collect())
    }

    /// The cards that they left, the default first.
    async fn payment_methods(&self) -> async_graphql::Result<Vec<PortalPaymentMethod>> {
        let own = vec![self.customer.id.uuid()];
        let found = payment_methods::of_customers(&self.cx.db, self.cx.account, own).await?;
        Ok(found.into_iter().map(PortalPaymentMethod::from).collect())
    }

    /// Postal addresses, from the oldest to the newest; at most 50.
    async fn addresses(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<PortalAddress>> {
        let found = load(ctx, AddressesOf(self.customer.id)).await?.unwrap_or_default();
        Ok(found.into_iter().map(PortalAddress::from).collect())
    }

    /// Goes up with each change of their details; send it back as `expectedVersion`.
    async fn version(&self) -> i32 {
        int(self.customer.version)
    }

    /// Their vehicles, the newest first.
    async fn vehicles(
        &self,
        #[graphql(desc = "The page's size from its start, at most 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "The page's size from its end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> async_graphql::Result<PortalVehicleConnection> {
        let filter = VehicleFilter { customer: Some(self.customer.id), search: None, hidden: Some(false) };
        let list = vehicles::list(self.cx.account, &filter);
        connection(list, PortalVehicle, (first, after, last, before))
    }

    /// Their work orders, the newest first.
    async fn work_orders(
        &self,
        #[graphql(desc = "The page's size from its start, at most 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "The page's size from its end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> async_graphql::Result<PortalWorkOrderConnection> {
        let filter = WorkOrderFilter { customer: Some(self.customer.id), ..WorkOrderFilter::default() };
        let list = work_orders::list(self.cx.account, &filter);
        connection(list, PortalWorkOrder, (first, after, last, before))
    }

    /// Their bookings, by when they start.
    async fn bookings(
        &self,
        #[graphql(desc = "Which of them; all when left out.")] r#where: Option<PortalBookingWhere>,
        #[graphql(desc = "The page's size from its start, at most 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "The page's size from its end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> async_graphql::Result<PortalBookingConnection> {
        let filter = r#where.unwrap_or_default().of(self.customer.id);
        connection(bookings::list(self.cx.account, &filter), PortalBooking, (first, after, last, before))
    }

    /// The times to which a booking of theirs can be moved, the earliest first; at most 1,000. Its own time counts as free.
    /// Nothing when the business does not let customers move it, or not any more.
    async fn free_slots(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The booking.")] booking_id: ID,
        #[graphql(desc = "The first day, where the business is.")] from: Date,
        #[graphql(desc = "The last day: the first, or up to 30 days later.")] until: Date,
    ) -> async_graphql::Result<Vec<PortalFreeSlot>> {
        let free = async {
            let days = DayRange::new(from.0, until.0)?;
            bookings::free_slots_by_customer(&self.cx, &booking_id, days).await
        };
        let slots = free.await.map_err(|failure| question_refused(ctx.caller().lang, failure))?;
        Ok(slots.into_iter().map(PortalFreeSlot::from).collect())
    }

    /// Their invoices, the newest first; drafts are not among them.
    async fn invoices(
        &self,
        #[graphql(desc = "The page's size from its start, at most 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "The page's size from its end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> async_graphql::Result<PortalInvoiceConnection> {
        let state = InvoiceState::ALL.iter().copied().filter(|state| *state != InvoiceState::Draft).collect();
        let filter = InvoiceFilter { customer: Some(self.customer.id), state, ..InvoiceFilter::default() };
        let list = invoices::list(self.cx.account, &filter);
        connection(list, PortalInvoice, (first, after, last, before))
    }

    /// The quotes that they were sent, the newest first.
    async fn quotes(
        &self,
        #[graphql(desc = "The page's size from its start, at most 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "The page's size from its end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> async_graphql::Result<PortalQuoteConnection> {
        let filter = QuoteFilter { customer: Some(self.customer.id), sent: true, ..QuoteFilter::default() };
        let list = quotes::list(self.cx.account, &filter, self.cx.now());
        connection(list, PortalQuote, (first, after, last, before))
    }

    /// What they asked about their data, the latest first.
    async fn privacy_requests(
        &self,
        #[graphql(desc = "The page's size from its start, at most 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "The page's size from its end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> async_graphql::Result<PortalPrivacyRequestConnection> {
        let filter = PrivacyRequestFilter { customer: Some(self.customer.id), ..PrivacyRequestFilter::default() };
        let list = privacy_requests::list(self.cx.account, &filter);
        connection(list, PortalPrivacyRequest, (first, after, last, before))
    }

    /// What they owe, by currency: issued invoices less what was paid.
    async fn outstanding(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Money>> {
        let owed = load(ctx, Outstanding(self.customer.id)).await?.unwrap_or_default();
        Ok(owed.into_iter().map(Money).collect())
    }

    /// The credit that they have, by currency.
    async fn credit(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Money>> {
        let credit = load(ctx, CreditOf(self.customer.id)).await?.unwrap_or_default();
        Ok(credit.into_iter().map(Money).collect())
    }

    /// What happened to their balance over a period of at most 366 days, by currency: what they owe less the credit they
    /// have.
    async fn statement(
        &self,
        #[graphql(desc = "The first day.")] from: Date,
        #[graphql(desc = "The last day.")] until: Date,
    ) -> async_graphql::Result<Vec<Statement>> {
        statements::read(&self.cx, self.customer.id, from, until).await
    }
}

#[derive(Default)]
pub struct PortalQueries;

#[Object(guard = "Admit")]
impl PortalQueries {
    /// What the business has of the customer who asks. For customers in the portal.
    async fn portal(&self, ctx: &Context<'_>) -> async_graphql::Result<PortalCustomer> {
        let cx = ctx.cx()?;
        match &cx.who {
            Principal::Portal(who) => PortalCustomer::read(&cx, who).await,
            _ => Err(coded("portal is for customers", TopLevel::Forbidden)),
        }
    }
}

/// Who wants a link.
#[derive(InputObject)]
pub struct PortalLinkRequestInput {
    /// The account's slug.
    account: String,
    /// The e-mail address that the business has of the customer.
    email: String,
}

/// The same answer for everybody: if the address is a customer's, a link is on its way there.
#[derive(SimpleObject)]
pub struct PortalLinkRequested {
    /// For people.
    message: String,
    /// How long a link can be used, in minutes.
    valid_minutes: i32,
}

/// A mailed link's token.
#[derive(InputObject)]
pub struct PortalSignInInput {
    /// The token: what follows `#token=` in the link. It works once.
    token: String,
}

/// A customer is signed in to the portal.
#[derive(SimpleObject)]
pub struct PortalSessionOpened {
    /// Send it as `Authorization: Bearer …`.
    access_token: String,
    /// When the session ends.
    expires_at: DateTime,
    /// Who is signed in.
    viewer: PortalViewer,
}

mutation_result! {
    /// How signing in to the portal ended.
    PortalSignInResult = PortalSessionOpened | SignInRejected | RateLimited
}

#[derive(Default)]
pub struct PortalMutations;

#[Object(guard = "Admit")]
impl PortalMutations {
    /// Mails a link to sign in with, if the address is a customer's. The answer and its time are the same for everyone;
    /// too many requests end in the error RATE_LIMITED. For everyone; audited as `portal.link_requested` when a link is
    /// made.
    async fn portal_link_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The business and the address.")] input: PortalLinkRequestInput,
    ) -> async_graphql::Result<PortalLinkRequested> {
        let caller = ctx.caller();
        portal::request_link(&caller.app, caller.peer, &input.account, &input.email).await.map_err(top_level)?;
        Ok(PortalLinkRequested {
            message: crate::i18n::text(caller.lang, "portal-link-requested", &crate::i18n::args([])),
            valid_minutes: i32::try_from(caller.app.settings.portal_link.as_secs() / 60).unwrap_or(i32::MAX),
        })
    }

    /// Trades a mailed link's token for a session. For everyone who has one; audited as `portal.signed_in`.
    async fn portal_sign_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The link's token.")] input: PortalSignInInput,
    ) -> async_graphql::Result<PortalSignInResult> {
        let caller = ctx.caller();
        answer(ctx, portal::sign_in(&caller.app, &input.token).await, |opened| PortalSessionOpened {
            access_token: opened.access.token,
            expires_at: opened.access.expires_at.into(),
            viewer: PortalViewer::new(&caller.app, caller.lang, opened.who),
        })
    }
}

fn top_level(failure: Failure) -> async_graphql::Error {
    match failure {
        Failure::Fault(fault) => fault.into(),
        Failure::Refused(Refusal::RateLimited { retry_at }) => rate_limited("too many requests for a link", retry_at),
        Failure::Refused(refusal) => Fault::bug(format!("a link was refused: {refusal:?}")).into(),
    }
}
