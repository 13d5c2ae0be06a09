//! Customers' face.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, SimpleObject};

use super::addresses::Address;
use super::audit::AuditEventConnection;
use super::bookings::{Booking, BookingConnection, BookingWhere};
use super::charges::{Charge, ChargeConnection};
use super::connection::{Connection, ListSource, connection};
use super::consents::{Consent, ConsentConnection};
use super::context::{ContextExt, Needs};
use super::conversations::{Conversation, ConversationConnection};
use super::credits::{Credit, CreditConnection};
use super::deletions::Deletion;
use super::erasures::Erasure;
use super::invoices::{Invoice, InvoiceConnection, InvoiceWhere};
use super::kept::KeptRecord;
use super::legal_holds::{Hold, HoldConnection};
use super::loaders::{AddressesOf, CreditOf, DeletionOf, ErasuresOf, MergesOf, Outstanding, PaymentMethodsOf, load};
use super::merges::Merge;
use super::money::Money;
use super::notifications::{NotificationConnection, messages_of};
use super::payment_methods::PaymentMethod;
use super::plans::{Deletability, deletability};
use super::preferences::{Preference, PreferencesOf};
use super::privacy_requests::{PrivacyRequest, PrivacyRequestConnection};
use super::quotes::{Quote, QuoteConnection, QuoteWhere};
use super::scalars::{Date, DateTime, Locale, int};
use super::statements::{self, Statement};
use super::vehicles::{Vehicle, VehicleConnection};
use super::work_orders::{WorkOrder, WorkOrderConnection, WorkOrderWhere};
use crate::access::portal;
use crate::bookings;
use crate::charges;
use crate::consents;
use crate::conversations::{self, ConversationFilter, ConversationState};
use crate::credits;
use crate::customers::{self, CustomerKind, CustomerLifecycle};
use crate::db::List;
use crate::ids::CustomerId;
use crate::invoices;
use crate::legal_holds;
use crate::lifecycle;
use crate::privacy_requests::{self, PrivacyRequestFilter};
use crate::quotes;
use crate::terms::{DeletionMode, Permission};
use crate::vehicles::{self, VehicleFilter};
use crate::work_orders;

/// A person or business that books, pays for or receives services.
#[derive(Clone)]
pub struct Customer(pub Arc<customers::Customer>);

impl From<customers::Customer> for Customer {
    fn from(customer: customers::Customer) -> Self {
        Self(Arc::new(customer))
    }
}

/// A person or business that books, pays for or receives services. Needs `customers.read`; a deleted one is shown to
/// those who hold `customers.restore`.
#[Object]
impl Customer {
    /// The id.
    pub(super) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// A person or a business.
    async fn kind(&self) -> CustomerKind {
        self.0.kind
    }

    /// What to call them.
    async fn display_name(&self) -> &str {
        &self.0.display_name
    }

    /// The given name of a person, or of a business's contact.
    async fn given_name(&self) -> Option<&str> {
        self.0.given_name.as_deref()
    }

    /// The family name of a person, or of a business's contact.
    async fn family_name(&self) -> Option<&str> {
        self.0.family_name.as_deref()
    }

    /// The company's name.
    async fn company_name(&self) -> Option<&str> {
        self.0.company_name.as_deref()
    }

    /// The e-mail address, as it was typed.
    async fn email(&self) -> Option<&str> {
        self.0.email.as_deref()
    }

    /// The phone number, as it was typed.
    async fn phone(&self) -> Option<&str> {
        self.0.phone.as_deref()
    }

    /// Postal addresses, from the oldest to the newest; at most 50.
    async fn addresses(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Address>> {
        let found = load(ctx, AddressesOf(self.0.id)).await?.unwrap_or_default();
        Ok(found.into_iter().map(Address::from).collect())
    }

    /// Where the customer stands between coming and going.
    async fn lifecycle(&self) -> CustomerLifecycle {
        self.0.lifecycle
    }

    /// Whether personal data was made unreadable.
    async fn masked(&self) -> bool {
        self.0.masked
    }

    /// Goes up with each change; send it back as `expectedVersion`.
    async fn version(&self) -> i32 {
        int(self.0.version)
    }

    /// When they were added.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// When they were last changed.
    async fn updated_at(&self) -> DateTime {
        self.0.updated_at.into()
    }

    /// Their vehicles, the newest first; of a deleted customer the hidden ones. Needs `vehicles.read`.
    #[graphql(guard = "Needs(Permission::VehiclesRead)")]
    async fn vehicles(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The page's size from its start, at most 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "The page's size from its end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> async_graphql::Result<VehicleConnection> {
        let list = vehicles::list(ctx.account()?, &VehicleFilter::default());
        connection(self.within(list), Vehicle::from, (first, after, last, before))
    }

    /// Their work orders, the newest first. Needs `work_orders.read`.
    #[graphql(guard = "Needs(Permission::WorkOrdersRead)")]
    async fn work_orders(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them; all when left out.")] r#where: Option<WorkOrderWhere>,
        #[graphql(desc = "The page's size from its start, at most 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "The page's size from its end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> async_graphql::Result<WorkOrderConnection> {
        let list = work_orders::list(ctx.account()?, &r#where.unwrap_or_default().into());
        connection(self.within(list), WorkOrder::from, (first, after, last, before))
    }

    /// Their bookings, by when they start. Needs `bookings.read`.
    #[graphql(guard = "Needs(Permission::BookingsRead)")]
    async fn bookings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them; all when left out.")] r#where: Option<BookingWhere>,
        #[graphql(desc = "The page's size from its start, at most 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "The page's size from its end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> async_graphql::Result<BookingConnection> {
        let list = bookings::list(ctx.account()?, &r#where.unwrap_or_default().into());
        connection(self.within(list), Booking::from, (first, after, last, before))
    }

    /// Their invoices, the newest first. Needs `invoices.read`.
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
        connection(self.within(list), Invoice::from, (first, after, last, before))
    }

    /// Their quotes, the newest first. Needs `quotes.read`.
    #[graphql(guard = "Needs(Permission::QuotesRead)")]
    async fn quotes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them; all when left out.")] r#where: Option<QuoteWhere>,
        #[graphql(desc = "The page's size from its start, at most 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "The page's size from its end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> async_graphql::Result<QuoteConnection> {
        let list = quotes::list(ctx.account()?, &r#where.unwrap_or_default().into(), ctx.caller().app.now());
        connection(self.within(list), Quote::from, (first, after, last, before))
    }

    /// What they asked about their data, the latest first. Needs `privacy_requests.read`.
    #[graphql(guard = "Needs(Permission::PrivacyRequestsRead)")]
    async fn privacy_requests(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The page's size from its start, at most 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "The page's size from its end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> async_graphql::Result<PrivacyRequestConnection> {
        let list = privacy_requests::list(ctx.account()?, &PrivacyRequestFilter::default());
        connection(self.within(list), PrivacyRequest::from, (first, after, last, before))
    }

    /// What they owe, by currency: issued invoices less what was paid. Needs `invoices.read`.
    #[graphql(guard = "Needs(Permission::InvoicesRead)")]
    async fn outstanding(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Money>> {
        let owed = load(ctx, Outstanding(self.0.id)).await?.unwrap_or_default();
        Ok(owed.into_iter().map(Money).collect())
    }

    /// The credit that they have, by currency: given in advance or in goodwill, less what was spent. Needs
    /// `invoices.read`.
    #[graphql(guard = "Needs(Permission::InvoicesRead)")]
    async fn credit(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Money>> {
        let credit = load(ctx, CreditOf(self.0.id)).await?.unwrap_or_default();
        Ok(credit.into_iter().map(Money).collect())
    }

    /// What happened to their balance over a period of at most 366 days, by currency: what they owe less the credit they
    /// have. Needs `invoices.read`.
    #[graphql(guard = "Needs(Permission::InvoicesRead)")]
    async fn statement(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first day.")] from: Date,
        #[graphql(desc = "The last day.")] until: Date,
    ) -> async_graphql::Result<Vec<Statement>> {
        statements::read(&ctx.cx()?, self.0.id, from, until).await
    }

    /// How they came by their credit and spent it, the latest first. Needs `invoices.read`.
    #[graphql(guard = "Needs(Permission::InvoicesRead)")]
    async fn credits(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The page's size from its start, at most 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "The page's size from its end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> async_graphql::Result<CreditConnection> {
        connection(self.within(credits::list(ctx.account()?)), Credit::from, (first, after, last, before))
    }

    /// Conversations with them, the newest first; of a deleted customer the hidden ones. Needs `conversations.read`.
    #[graphql(guard = "Needs(Permission::ConversationsRead)")]
    async fn conversations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In one of these states; any when left out.")] state: Option<Vec<ConversationState>>,
        #[graphql(desc = "The page's size from its start, at most 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "The page's size from its end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> async_graphql::Result<ConversationConnection> {
        let filter = ConversationFilter { states: state.unwrap_or_default(), ..ConversationFilter::default() };
        let list = conversations::list(ctx.account()?, &filter);
        connection(self.within(list), Conversation::from, (first, after, last, before))
    }

    /// What they agreed to and withdrew, the latest first. Needs `consents.read`.
    #[graphql(guard = "Needs(Permission::ConsentsRead)")]
    async fn consents(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The page's size from its start, at most 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "The page's size from its end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> async_graphql::Result<ConsentConnection> {
        let list = consents::list(ctx.account()?);
        connection(self.within(list), Consent::from, (first, after, last, before))
    }

    /// Whether they allow messages, for each purpose by each channel: the latest entry of the consent trail, else the
    /// purpose's default. Needs `consents.read`.
    #[graphql(guard = "Needs(Permission::ConsentsRead)")]
    async fn preferences(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Preference>> {
        let found = load(ctx, PreferencesOf(self.0.id)).await?.unwrap_or_default();
        Ok(found.into_iter().map(Preference::from).collect())
    }

    /// What they were told, what not, and why; the latest first. Needs `conversations.read`.
    #[graphql(guard = "Needs(Permission::ConversationsRead)")]
    async fn notifications(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The page's size from its start, at most 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "The page's size from its end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> async_graphql::Result<NotificationConnection> {
        messages_of(ctx, "customer_id", self.0.id.uuid(), (first, after, last, before))
    }

    /// Cards that can be charged, the default first. Needs `payment_methods.read`.
    #[graphql(guard = "Needs(Permission::PaymentMethodsRead)")]
    async fn payment_methods(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<PaymentMethod>> {
        let found = load(ctx, PaymentMethodsOf(self.0.id)).await?.unwrap_or_default();
        Ok(found.into_iter().map(PaymentMethod::from).collect())
    }

    /// What was charged to their payment methods, the newest first. Needs `payment_methods.read`.
    #[graphql(guard = "Needs(Permission::PaymentMethodsRead)")]
    async fn charges(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The page's size from its start, at most 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "The page's size from its end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> async_graphql::Result<ChargeConnection> {
        connection(self.within(charges::list(ctx.account()?)), Charge::from, (first, after, last, before))
    }

    /// How they reach the portal.
    async fn portal(&self, ctx: &Context<'_>) -> async_graphql::Result<PortalAccess> {
        let access = portal::access_of(&ctx.cx()?, self.0.id).await?;
        Ok(PortalAccess {
            live_sessions: int(access.live_sessions),
            last_seen_at: access.last_seen_at.map(DateTime::from),
            invited_at: access.invited_at.map(DateTime::from),
        })
    }

    /// What a delete button needs to know: ready, blocked, already deleted, or not permitted.
    async fn deletability(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language of texts; the request's when left out.")] locale: Option<Locale>,
    ) -> async_graphql::Result<Deletability> {
        Ok(deletability(&ctx.cx()?, ctx.lang(locale.map(|locale| locale.0)), &self.0, DeletionMode::Archive).await?)
    }

    /// The latest deletion, undone or not; null when there was none. Needs `customers.restore`.
    #[graphql(guard = "super::context::Needs(Permission::CustomersRestore)")]
    async fn deletion(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Deletion>> {
        Ok(load(ctx, DeletionOf(self.0.id)).await?.map(Deletion::try_from).transpose()?)
    }

    /// Maskings and erasures that were not taken back, the latest first. Needs `customers.restore`.
    #[graphql(guard = "super::context::Needs(Permission::CustomersRestore)")]
    async fn erasures(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Erasure>> {
        let found = load(ctx, ErasuresOf(self.0.id)).await?.unwrap_or_default();
        Ok(found.into_iter().map(Erasure::try_from).collect::<Result<_, _>>()?)
    }

    /// What of a customer who is gone is still kept: documents by when they go, and what legal holds keep. Null while the
    /// customer is active. Needs `customers.restore`.
    #[graphql(guard = "super::context::Needs(Permission::CustomersRestore)")]
    async fn kept(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Vec<KeptRecord>>> {
        let kept = lifecycle::kept(&ctx.cx()?, &self.0).await?;
        Ok(kept.map(|kept| kept.into_iter().map(KeptRecord::from).collect()))
    }

    /// Legal holds on the customer and on records of theirs, the latest first, those that hold no more among them. Needs
    /// `legal_holds.manage`.
    #[graphql(guard = "super::context::Needs(Permission::LegalHoldsManage)")]
    async fn legal_holds(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The page's size from its start, at most 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "The page's size from its end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> async_graphql::Result<HoldConnection> {
        connection(self.within(legal_holds::list(ctx.account()?)), Hold::from, (first, after, last, before))
    }

    /// The customer that this one is part of since a merge; null for those who may not see it.
    async fn merged_into(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Customer>> {
        match self.0.merged_into {
            Some(survivor) => customer_of(ctx, survivor).await,
            None => Ok(None),
        }
    }

    /// Merges of others into this one, the latest first, undone ones among them. Needs `customers.merge`.
    #[graphql(guard = "super::context::Needs(Permission::CustomersMerge)")]
    async fn merges(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Merge>> {
        let found = load(ctx, MergesOf(self.0.id)).await?.unwrap_or_default();
        Ok(found.into_iter().map(Merge::try_from).collect::<Result<_, _>>()?)
    }

    /// What the audit log says about the customer, newest first. Needs `audit.read`.
    #[graphql(guard = "super::context::Needs(Permission::AuditRead)")]
    async fn audit_trail(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The page's size from its start, at most 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "The page's size from its end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> async_graphql::Result<AuditEventConnection> {
        super::audit::of_customer(ctx, self.0.id, (first, after, last, before))
    }
}

impl Customer {
    fn within(&self, list: List) -> List {
        list.within("customer_id", self.0.id.uuid())
    }
}

/// How a customer reaches the portal.
#[derive(SimpleObject)]
pub struct PortalAccess {
    /// Sessions that are open now. They end with a delete, on every node.
    live_sessions: i32,
    /// When a session was last used, to the minute.
    last_seen_at: Option<DateTime>,
    /// When a link to sign in was last mailed.
    invited_at: Option<DateTime>,
}

/// Where a list of customers is read from.
pub type CustomerConnection = Connection<ListSource<customers::Customer, Customer>>;

/// The customer of a record, if the viewer may see customers, and this one.
pub(super) async fn customer_of(ctx: &Context<'_>, id: CustomerId) -> async_graphql::Result<Option<Customer>> {
    if !ctx.caller().who.may(Permission::CustomersRead) {
        return Ok(None);
    }
    Ok(load(ctx, id).await?.and_then(|customer| visible(ctx, customer)))
}

/// A customer as a viewer may see it: deleted ones only with `customers.restore`.
pub(super) fn visible(ctx: &Context<'_>, customer: customers::Customer) -> Option<Customer> {
    let may = customer.is_active() || ctx.caller().who.may(Permission::CustomersRestore);
    may.then(|| customer.into())
}
