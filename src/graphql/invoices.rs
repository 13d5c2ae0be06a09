//! The invoices' face: what is read.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object};
use iso_currency::Currency;

use super::connection::{Connection, ListSource, connection};
use super::context::{Admit, ContextExt, id_in_filter};
use super::customers::{Customer, customer_of};
use super::loaders::{LinesOf, SumsOf, load};
use super::money::{Money, known};
use super::payments::Payment;
use super::scalars::{CurrencyCode, Date, DateTime, Decimal, Url, int};
use super::work_orders::WorkOrder;
use crate::ids::InvoiceId;
use crate::invoice_pdf;
use crate::invoices::{self, InvoiceFilter, InvoiceState};
use crate::money::Amount;
use crate::terms::Permission;

/// What a customer is asked to pay.
#[derive(Clone)]
pub struct Invoice(pub Arc<invoices::Invoice>);

impl From<invoices::Invoice> for Invoice {
    fn from(invoice: invoices::Invoice) -> Self {
        Self(Arc::new(invoice))
    }
}

/// What a customer is asked to pay. It stays on file when the customer is deleted, and is read-only then. Needs
/// `invoices.read`.
#[Object]
impl Invoice {
    /// The id.
    pub(super) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// `INV-000123`; null until it is issued.
    async fn number(&self) -> Option<&str> {
        self.0.number.as_deref()
    }

    /// Where it stands.
    async fn state(&self) -> InvoiceState {
        self.0.state
    }

    /// Whose it is; null when you may not see the customer: a deleted one takes `customers.restore`.
    async fn customer(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Customer>> {
        customer_of(ctx, self.0.customer_id).await
    }

    /// The work order that it is for; null too when you may not see work orders.
    async fn work_order(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<WorkOrder>> {
        match self.0.work_order_id {
            Some(id) if ctx.caller().who.may(Permission::WorkOrdersRead) => {
                Ok(load(ctx, id).await?.map(WorkOrder::from))
            }
            _ => Ok(None),
        }
    }

    /// What its total is without the tax in it.
    async fn net(&self) -> async_graphql::Result<Money> {
        Ok(Money(self.0.amount(self.0.net_minor())?))
    }

    /// The tax within its total.
    async fn tax(&self) -> async_graphql::Result<Money> {
        Ok(Money(self.0.amount(self.0.tax_minor)?))
    }

    /// The tax within it by rate, the highest first: taken out of what the lines of the rate come to together, and
    /// rounded there, half away from zero.
    async fn taxes(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<InvoiceTax>> {
        let currency = self.0.currency()?;
        let lines = load(ctx, LinesOf(self.0.id)).await?.unwrap_or_default();
        let taxes = invoices::tax_totals(&lines);
        Ok(taxes.into_iter().map(|total| InvoiceTax { total, currency }).collect())
    }

    /// What its lines come to, tax included.
    async fn total(&self) -> async_graphql::Result<Money> {
        Ok(Money(self.0.amount(self.0.total_minor)?))
    }

    /// What was paid towards it, without tips, and whatever was given back later.
    async fn paid(&self) -> async_graphql::Result<Money> {
        Ok(Money(self.0.amount(self.0.paid_minor)?))
    }

    /// What was given back of its payments, tips among it. It is not owed again.
    async fn refunded(&self, ctx: &Context<'_>) -> async_graphql::Result<Money> {
        let sums = load(ctx, SumsOf(self.0.id)).await?;
        Ok(Money(self.0.amount(sums.map_or(0, |sums| sums.refunded_minor))?))
    }

    /// What was given on top of what is owed.
    async fn tips(&self, ctx: &Context<'_>) -> async_graphql::Result<Money> {
        let sums = load(ctx, SumsOf(self.0.id)).await?;
        Ok(Money(self.0.amount(sums.map_or(0, |sums| sums.tip_minor))?))
    }

    /// What is still owed: nothing unless it is issued.
    async fn outstanding(&self) -> async_graphql::Result<Money> {
        Ok(Money(self.0.amount(self.0.outstanding_minor())?))
    }

    /// The day of issue; null until then.
    async fn issued_on(&self) -> Option<Date> {
        self.0.issued_on.map(Date)
    }

    /// The day by which it is to be paid.
    async fn due_on(&self) -> Option<Date> {
        self.0.due_on.map(Date)
    }

    /// The customer's name when it was issued.
    async fn name_at_issue(&self) -> Option<&str> {
        self.0.name_at_issue.as_deref()
    }

    /// The customer's billing address, else home address, when it was issued; with line breaks, as on an envelope.
    async fn address_at_issue(&self) -> Option<&str> {
        self.0.address_at_issue.as_deref()
    }

    /// What it is for; at most 200 lines.
    async fn lines(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<InvoiceLine>> {
        let currency = self.0.currency()?;
        let lines = load(ctx, LinesOf(self.0.id)).await?.unwrap_or_default();
        Ok(lines.into_iter().map(|line| InvoiceLine { line, currency }).collect())
    }

    /// What was paid towards it, the latest first.
    async fn payments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The page's size from its start, at most 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "The page's size from its end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> async_graphql::Result<Connection<ListSource<invoices::Payment, Payment>>> {
        let list = invoices::payments(ctx.account()?, self.0.id);
        connection(list, Payment::from, (first, after, last, before))
    }

    /// Where its PDF is: GET with the same bearer token as here.
    async fn pdf_url(&self, ctx: &Context<'_>) -> Url {
        Url(invoice_pdf::url(&ctx.caller().app.settings, self.0.id))
    }

    /// When it was paid in full, voided or written off.
    async fn settled_at(&self) -> Option<DateTime> {
        self.0.settled_at.map(DateTime::from)
    }

    /// Goes up with each change; send it back as `expectedVersion`.
    async fn version(&self) -> i32 {
        int(self.0.version)
    }

    /// When it was drafted.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// When it was last changed.
    async fn updated_at(&self) -> DateTime {
        self.0.updated_at.into()
    }
}

/// Where a list of invoices is read from.
pub type InvoiceConnection = Connection<ListSource<invoices::Invoice, Invoice>>;

/// A line of an invoice.
pub struct InvoiceLine {
    line: invoices::Line,
    currency: Currency,
}

impl InvoiceLine {
    fn money(&self, minor: i64) -> Money {
        Money(Amount { minor, currency: self.currency })
    }
}

/// A line of an invoice.
#[Object]
impl InvoiceLine {
    /// The id.
    async fn id(&self) -> ID {
        self.line.id.to_string().into()
    }

    /// What it is for.
    async fn description(&self) -> &str {
        &self.line.description
    }

    /// How much of it, to the thousandth.
    async fn quantity(&self) -> Decimal {
        rust_decimal::Decimal::new(self.line.quantity_milli, 3).normalize().into()
    }

    /// What one costs, tax included.
    async fn unit_price(&self) -> Money {
        self.money(self.line.unit_minor)
    }

    /// Quantity times unit price, rounded half away from zero to the currency's smallest unit; tax included.
    async fn amount(&self) -> Money {
        self.money(self.line.amount_minor)
    }

    /// What its tax is called, as it was when it was written; null when there is none on it.
    async fn tax_name(&self) -> Option<&str> {
        self.line.tax_name.as_deref()
    }

    /// Its tax in per cent; 0 when there is none on it.
    async fn tax_percent(&self) -> Decimal {
        percent(self.line.tax_basis_points)
    }
}

fn percent(basis_points: i64) -> Decimal {
    rust_decimal::Decimal::new(basis_points, 2).normalize().into()
}

/// The tax of one rate on an invoice.
pub struct InvoiceTax {
    total: invoices::TaxTotal,
    currency: Currency,
}

/// The tax of one rate on an invoice.
#[Object]
impl InvoiceTax {
    /// What the tax is called.
    async fn name(&self) -> &str {
        &self.total.name
    }

    /// The rate in per cent.
    async fn percent(&self) -> Decimal {
        percent(self.total.basis_points)
    }

    /// What the lines of the rate come to, tax included.
    async fn gross(&self) -> Money {
        Money(Amount { minor: self.total.gross_minor, currency: self.currency })
    }

    /// The tax within that.
    async fn tax(&self) -> Money {
        Money(Amount { minor: self.total.tax_minor, currency: self.currency })
    }
}

/// What was issued in one year and currency. Void invoices do not count; deleting a customer changes nothing here.
pub struct InvoiceYear(invoices::YearTotal);

/// What was issued in one year and currency. Void invoices do not count; deleting a customer changes nothing here.
#[Object]
impl InvoiceYear {
    /// The year of issue.
    async fn year(&self) -> i32 {
        int(self.0.year)
    }

    /// The currency.
    async fn currency(&self) -> async_graphql::Result<CurrencyCode> {
        Ok(known(&self.0.currency)?.into())
    }

    /// How many were issued: those still owed, paid or written off.
    async fn issued_count(&self) -> i32 {
        int(self.0.issued)
    }

    /// What those come to.
    async fn issued_total(&self) -> async_graphql::Result<Money> {
        Ok(Money::of(self.0.issued_minor, &self.0.currency)?)
    }

    /// How many of them are paid in full.
    async fn paid_count(&self) -> i32 {
        int(self.0.paid)
    }

    /// What was paid towards them, part payments among it.
    async fn paid_total(&self) -> async_graphql::Result<Money> {
        Ok(Money::of(self.0.paid_minor, &self.0.currency)?)
    }
}

/// From a day on, before another.
#[derive(InputObject)]
pub struct DateRange {
    /// On this day or later.
    from: Option<Date>,
    /// Before this day.
    before: Option<Date>,
}

/// Which invoices to list. All that is given must fit.
#[derive(InputObject, Default)]
pub struct InvoiceWhere {
    /// Those of this customer.
    customer_id: Option<ID>,
    /// Those for this work order.
    work_order_id: Option<ID>,
    /// Those for this booking.
    booking_id: Option<ID>,
    /// Those in one of these states.
    state: Option<Vec<InvoiceState>>,
    /// When they were issued.
    issued_on: Option<DateRange>,
}

impl From<InvoiceWhere> for InvoiceFilter {
    fn from(wanted: InvoiceWhere) -> Self {
        let issued = wanted.issued_on;
        Self {
            customer: wanted.customer_id.as_ref().map(id_in_filter),
            work_order: wanted.work_order_id.as_ref().map(id_in_filter),
            booking: wanted.booking_id.as_ref().map(id_in_filter),
            state: wanted.state.unwrap_or_default(),
            issued_from: issued.as_ref().and_then(|range| range.from).map(|day| day.0),
            issued_before: issued.as_ref().and_then(|range| range.before).map(|day| day.0),
        }
    }
}

#[derive(Default)]
pub struct InvoiceQueries;

#[Object(guard = "Admit")]
impl InvoiceQueries {
    /// One invoice; null when there is none. Needs `invoices.read`.
    async fn invoice(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The invoice's id.")] id: ID,
    ) -> async_graphql::Result<Option<Invoice>> {
        let cx = ctx.cx()?;
        let Ok(id) = id.parse::<InvoiceId>() else { return Ok(None) };
        Ok(invoices::find(&cx.db, cx.account, id).await?.map(Invoice::from))
    }

    /// Invoices that fit a filter, the newest first, those of deleted customers among them. Needs `invoices.read`.
    async fn invoices(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which invoices; all when left out.")] r#where: Option<InvoiceWhere>,
        #[graphql(desc = "The page's size from its start, at most 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "The page's size from its end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> async_graphql::Result<InvoiceConnection> {
        let list = invoices::list(ctx.account()?, &r#where.unwrap_or_default().into());
        connection(list, Invoice::from, (first, after, last, before))
    }

    /// What was invoiced, by year of issue and currency. Needs `invoices.read`.
    async fn invoice_totals_by_year(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<InvoiceYear>> {
        let cx = ctx.cx()?;
        let years = invoices::totals_by_year(&cx.db, cx.account).await?;
        Ok(years.into_iter().map(InvoiceYear).collect())
    }
}
