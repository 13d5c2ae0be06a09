//! What stands in the way of a delete, as clients see it.

use async_graphql::{ComplexObject, Context, ID, Interface, SimpleObject, Union};

use super::bookings::{Booking, BookingConnection};
use super::connection::connection;
use super::context::{ContextExt, Needs};
use super::conversations::{Conversation, ConversationConnection};
use super::invoices::{Invoice, InvoiceConnection};
use super::legal_holds::{Hold, HoldConnection};
use super::money::Money;
use super::quotes::{Quote, QuoteConnection};
use super::scalars::{DateTime, Url, int};
use super::work_orders::{WorkOrder, WorkOrderConnection};
use crate::app::Cx;
use crate::bookings::{self, BookingFilter};
use crate::conversations::{self, ConversationFilter, ConversationState};
use crate::ids::CustomerId;
use crate::invoices::{self, InvoiceFilter, InvoiceState};
use crate::legal_holds;
use crate::lifecycle::{self, Blocker as Stands, Plan, texts};
use crate::quotes::{self, QuoteFilter, QuoteState};
use crate::terms::{Lang, Permission, RecordKind, Resolution};
use crate::work_orders::{self, WorkOrderFilter, WorkOrderState};

/// What stands in the way of a delete.
#[derive(Clone, Union)]
pub enum DeletionBlocker {
    /// Work orders that are not ended.
    WorkOrders(ActiveWorkOrders),
    /// Invoices that are issued and not settled.
    Invoices(UnpaidInvoices),
    /// Conversations that are open.
    Conversations(ActiveConversations),
    /// Bookings that are not ended.
    Bookings(UpcomingBookings),
    /// Quotes that are drafts or sent.
    Quotes(OpenQuotes),
    /// Legal holds that stand.
    LegalHolds(LegalHold),
}

/// What every blocker says.
#[expect(clippy::duplicated_attributes, reason = "fields may be of the same type")]
#[derive(Interface)]
#[graphql(
    field(name = "kind", ty = "&RecordKind", desc = "The kind of record that blocks."),
    field(name = "count", ty = "&i32", desc = "How many of them."),
    field(name = "message", ty = "&String", desc = "For people: \"2 unpaid invoices totalling £148.50\"."),
    field(name = "url", ty = "&Url", desc = "The staff page that lists them, with the way back to the delete."),
    field(name = "return_message", ty = "&String", desc = "What that page can say about coming back."),
    field(name = "resolutions", ty = "&Vec<Resolution>", desc = "What may settle them within the delete.")
)]
pub enum Blocker {
    /// Work orders that are not ended.
    ActiveWorkOrders(ActiveWorkOrders),
    /// Invoices that are issued and not settled.
    UnpaidInvoices(UnpaidInvoices),
    /// Conversations that are open.
    ActiveConversations(ActiveConversations),
    /// Bookings that are not ended.
    UpcomingBookings(UpcomingBookings),
    /// Quotes that are drafts or sent.
    OpenQuotes(OpenQuotes),
    /// Legal holds that stand.
    LegalHold(LegalHold),
}

/// Declares a blocker: what every blocker says, and what it says besides.
macro_rules! blocker {
    ($(#[$doc:meta])* $name:ident { $($(#[$fdoc:meta])* $field:ident: $type:ty,)* }) => {
        #[derive(Clone, SimpleObject)]
        $(#[$doc])*
        pub struct $name {
            /// The kind of record that blocks.
            kind: RecordKind,
            /// How many of them.
            count: i32,
            /// For people.
            message: String,
            /// The staff page that lists them, with the way back to the delete.
            url: Url,
            /// What that page can say about coming back.
            return_message: String,
            /// What may settle them within the delete.
            resolutions: Vec<Resolution>,
            $($(#[$fdoc])* $field: $type,)*
            #[graphql(skip)]
            customer: CustomerId,
        }

        impl $name {
            fn new(said: Said $(, $field: $type)*) -> Self {
                let Said { kind, count, message, url, return_message, resolutions, customer } = said;
                Self { kind, count, message, url, return_message, resolutions, $($field,)* customer }
            }
        }
    };
}

/// What every blocker says.
struct Said {
    kind: RecordKind,
    count: i32,
    message: String,
    url: Url,
    return_message: String,
    resolutions: Vec<Resolution>,
    customer: CustomerId,
}

blocker! {
    /// Work orders that are not ended: "3 active work orders (including 1 on AB12 CDE)".
    #[graphql(complex)]
    ActiveWorkOrders {
        /// How many are on which vehicle.
        by_vehicle: Vec<VehicleCount>,
    }
}

blocker! {
    /// Invoices that are issued and not settled: "2 unpaid invoices totalling £148.50".
    #[graphql(complex)]
    UnpaidInvoices {
        /// What is owed, by currency.
        totals: Vec<Money>,
    }
}

blocker! {
    /// Conversations that are open: "1 active conversation".
    #[graphql(complex)]
    ActiveConversations {}
}

blocker! {
    /// Bookings that are not ended: "2 upcoming bookings".
    #[graphql(complex)]
    UpcomingBookings {
        /// When the first of them begins.
        next_starts_at: Option<DateTime>,
    }
}

blocker! {
    /// Quotes that are drafts or sent: "1 open quote".
    #[graphql(complex)]
    OpenQuotes {
        /// What they offer, by currency.
        totals: Vec<Money>,
    }
}

blocker! {
    /// Legal holds that stand: "1 legal hold".
    #[graphql(complex)]
    LegalHold {}
}

/// How many of the work orders that block are on one vehicle.
#[derive(Clone, SimpleObject)]
pub struct VehicleCount {
    /// The vehicle's id.
    vehicle_id: ID,
    /// Its plate, as the work orders have it.
    plate: Option<String>,
    /// How many.
    count: i32,
}

#[ComplexObject]
impl ActiveWorkOrders {
    /// The work orders, the newest first. Needs `work_orders.read`.
    #[graphql(guard = "Needs(Permission::WorkOrdersRead)")]
    async fn work_orders(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The page's size from its start, at most 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "The page's size from its end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> async_graphql::Result<WorkOrderConnection> {
        let state = vec![WorkOrderState::Open, WorkOrderState::InProgress];
        let filter = WorkOrderFilter { state, ..WorkOrderFilter::default() };
        let list = work_orders::list(ctx.account()?, &filter);
        connection(list.within("customer_id", self.customer.uuid()), WorkOrder::from, (first, after, last, before))
    }
}

#[ComplexObject]
impl UpcomingBookings {
    /// The bookings, by when they start. Needs `bookings.read`.
    #[graphql(guard = "Needs(Permission::BookingsRead)")]
    async fn bookings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The page's size from its start, at most 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "The page's size from its end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> async_graphql::Result<BookingConnection> {
        let filter = BookingFilter { upcoming: Some(true), ..BookingFilter::default() };
        let list = bookings::list(ctx.account()?, &filter);
        connection(list.within("customer_id", self.customer.uuid()), Booking::from, (first, after, last, before))
    }
}

#[ComplexObject]
impl UnpaidInvoices {
    /// The invoices, the newest first. Needs `invoices.read`.
    #[graphql(guard = "Needs(Permission::InvoicesRead)")]
    async fn invoices(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The page's size from its start, at most 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "The page's size from its end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> async_graphql::Result<InvoiceConnection> {
        let filter = InvoiceFilter { state: vec![InvoiceState::Issued], ..InvoiceFilter::default() };
        let list = invoices::list(ctx.account()?, &filter);
        connection(list.within("customer_id", self.customer.uuid()), Invoice::from, (first, after, last, before))
    }
}

#[ComplexObject]
impl ActiveConversations {
    /// The conversations, the newest first. Needs `conversations.read`.
    #[graphql(guard = "Needs(Permission::ConversationsRead)")]
    async fn conversations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The page's size from its start, at most 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "The page's size from its end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> async_graphql::Result<ConversationConnection> {
        let filter = ConversationFilter { states: vec![ConversationState::Open], ..ConversationFilter::default() };
        let list = conversations::list(ctx.account()?, &filter);
        connection(list.within("customer_id", self.customer.uuid()), Conversation::from, (first, after, last, before))
    }
}

#[ComplexObject]
impl OpenQuotes {
    /// The quotes, the newest first. Needs `quotes.read`.
    #[graphql(guard = "Needs(Permission::QuotesRead)")]
    async fn quotes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The page's size from its start, at most 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "The page's size from its end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> async_graphql::Result<QuoteConnection> {
        let state = vec![QuoteState::Draft, QuoteState::Sent];
        let filter = QuoteFilter { state, ..QuoteFilter::default() };
        let list = quotes::list(ctx.account()?, &filter, ctx.caller().app.now());
        connection(list.within("customer_id", self.customer.uuid()), Quote::from, (first, after, last, before))
    }
}

#[ComplexObject]
impl LegalHold {
    /// Legal holds on the customer, the latest first, those that hold no more among them. Needs `legal_holds.manage`.
    #[graphql(guard = "Needs(Permission::LegalHoldsManage)")]
    async fn holds(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The page's size from its start, at most 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "The page's size from its end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> async_graphql::Result<HoldConnection> {
        let list = legal_holds::list(ctx.account()?);
        connection(list.within("customer_id", self.customer.uuid()), Hold::from, (first, after, last, before))
    }
}

impl DeletionBlocker {
    /// Words a blocker.
    pub(super) fn new(cx: &Cx, lang: Lang, plan: &Plan, blocker: Stands) -> Self {
        let customer = plan.customer.id;
        let said = Said {
            kind: blocker.kind,
            count: int(blocker.count),
            message: texts::blocker(lang, &blocker),
            url: Url(texts::blocker_url(cx, blocker.kind, &customer.to_string())),
            return_message: texts::finish_resolving(lang, &plan.customer.display_name),
            resolutions: blocker.resolutions(),
            customer,
        };
        let totals = blocker.totals.into_iter().map(Money).collect();
        match said.kind {
            RecordKind::Invoice => Self::Invoices(UnpaidInvoices::new(said, totals)),
            RecordKind::Conversation => Self::Conversations(ActiveConversations::new(said)),
            RecordKind::Booking => {
                Self::Bookings(UpcomingBookings::new(said, blocker.next_starts_at.map(DateTime::from)))
            }
            RecordKind::Quote => Self::Quotes(OpenQuotes::new(said, totals)),
            RecordKind::LegalHold => Self::LegalHolds(LegalHold::new(said)),
            _ => {
                let by_vehicle = blocker.by_vehicle.into_iter().map(VehicleCount::from).collect();
                Self::WorkOrders(ActiveWorkOrders::new(said, by_vehicle))
            }
        }
    }
}

impl From<lifecycle::VehicleCount> for VehicleCount {
    fn from(count: lifecycle::VehicleCount) -> Self {
        Self { vehicle_id: count.vehicle_id.to_string().into(), plate: count.plate, count: int(count.count) }
    }
}
