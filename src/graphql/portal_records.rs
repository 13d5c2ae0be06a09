//! What a customer sees of their records in the portal. None of these leads anywhere else.

use async_graphql::{Context, ID, Object};

use super::connection::{Connection, ListSource, connection};
use super::context::ContextExt;
use super::money::Money;
use super::scalars::{Date, DateTime, Url, int};
use crate::invoice_pdf;
use crate::invoices::{self, InvoiceState, PaymentMethod};
use crate::vehicles;
use crate::work_orders::{self, WorkOrderState};

/// A vehicle, as its owner sees it.
#[derive(Clone)]
pub struct PortalVehicle(pub vehicles::Vehicle);

/// Where a list of vehicles is read from.
pub type PortalVehicleConnection = Connection<ListSource<vehicles::Vehicle, PortalVehicle>>;

/// A vehicle, as its owner sees it.
#[Object]
impl PortalVehicle {
    /// The make.
    async fn make(&self) -> &str {
        &self.0.make
    }

    /// The model.
    async fn model(&self) -> &str {
        &self.0.model
    }

    /// The year of manufacture.
    async fn year(&self) -> Option<i32> {
        self.0.year.and_then(|year| i32::try_from(year).ok())
    }

    /// The colour.
    async fn colour(&self) -> Option<&str> {
        self.0.colour.as_deref()
    }

    /// The plate that is on it now.
    async fn plate(&self) -> Option<&str> {
        self.0.plate.as_deref()
    }
}

/// A work order, as the customer sees it.
#[derive(Clone)]
pub struct PortalWorkOrder(pub work_orders::WorkOrder);

/// Where a list of work orders is read from.
pub type PortalWorkOrderConnection = Connection<ListSource<work_orders::WorkOrder, PortalWorkOrder>>;

/// A work order, as the customer sees it.
#[Object]
impl PortalWorkOrder {
    /// The number.
    async fn number(&self) -> i32 {
        int(self.0.number)
    }

    /// What is to be done.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// The plate of the vehicle, as it was.
    async fn plate(&self) -> Option<&str> {
        self.0.plate.as_deref()
    }

    /// How far it is.
    async fn state(&self) -> WorkOrderState {
        self.0.state
    }

    /// When it was opened.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// When it was completed, closed or cancelled.
    async fn ended_at(&self) -> Option<DateTime> {
        self.0.ended_at.map(DateTime)
    }
}

/// An invoice, as the customer sees it.
#[derive(Clone)]
pub struct PortalInvoice(pub invoices::Invoice);

/// Where a list of invoices is read from.
pub type PortalInvoiceConnection = Connection<ListSource<invoices::Invoice, PortalInvoice>>;

/// An invoice, as the customer sees it.
#[Object]
impl PortalInvoice {
    /// The id.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The number.
    async fn number(&self) -> Option<&str> {
        self.0.number.as_deref()
    }

    /// Whether it is owed, paid, void or written off.
    async fn state(&self) -> InvoiceState {
        self.0.state
    }

    /// What it comes to.
    async fn total(&self) -> async_graphql::Result<Money> {
        Ok(Money(self.0.amount(self.0.total_minor)?))
    }

    /// The tax within that.
    async fn tax(&self) -> async_graphql::Result<Money> {
        Ok(Money(self.0.amount(self.0.tax_minor)?))
    }

    /// What was paid, without tips, and whatever was given back later.
    async fn paid(&self) -> async_graphql::Result<Money> {
        Ok(Money(self.0.amount(self.0.paid_minor)?))
    }

    /// What they paid, the latest first.
    async fn payments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The page's size from its start, at most 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "The page's size from its end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> async_graphql::Result<Connection<ListSource<invoices::Payment, PortalPayment>>> {
        let list = invoices::payments(ctx.account()?, self.0.id);
        connection(list, PortalPayment, (first, after, last, before))
    }

    /// What is still owed.
    async fn outstanding(&self) -> async_graphql::Result<Money> {
        Ok(Money(self.0.amount(self.0.outstanding_minor())?))
    }

    /// The day it was issued.
    async fn issued_on(&self) -> Option<Date> {
        self.0.issued_on.map(Date)
    }

    /// Where its PDF is: GET with the same bearer token as here.
    async fn pdf_url(&self, ctx: &Context<'_>) -> Url {
        Url(invoice_pdf::url(&ctx.caller().app.settings, self.0.id))
    }

    /// The day it is due.
    async fn due_on(&self) -> Option<Date> {
        self.0.due_on.map(Date)
    }
}

/// A payment, as the customer sees it.
#[derive(Clone)]
pub struct PortalPayment(pub invoices::Payment);

/// A payment, as the customer sees it.
#[Object]
impl PortalPayment {
    /// How much towards the invoice.
    async fn amount(&self) -> async_graphql::Result<Money> {
        Ok(Money::of(self.0.amount_minor, &self.0.currency)?)
    }

    /// What was given on top.
    async fn tip(&self) -> async_graphql::Result<Money> {
        Ok(Money::of(self.0.tip_minor, &self.0.currency)?)
    }

    /// What was given back of it.
    async fn refunded(&self) -> async_graphql::Result<Money> {
        Ok(Money::of(self.0.refunded_minor, &self.0.currency)?)
    }

    /// How it was paid.
    async fn method(&self) -> PaymentMethod {
        self.0.method
    }

    /// When it was recorded.
    async fn paid_at(&self) -> DateTime {
        self.0.paid_at.into()
    }
}
