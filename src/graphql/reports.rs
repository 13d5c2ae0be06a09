//! The reports' face.

use async_graphql::{Context, ID, Object, SimpleObject};

use super::context::{Admit, ContextExt};
use super::money::Money;
use super::scalars::{Date, int};
use super::statements::bad_argument;
use crate::accounts;
use crate::app::Cx;
use crate::bookings::BookingState;
use crate::error::{Failure, Fault};
use crate::reports::{self, AgeBand, Month};

/// Reports, in the account's time zone. A delete changes nothing in them but the customers parted with.
pub struct Reports(Cx);

impl Reports {
    async fn months(&self, from: Date, until: Date) -> async_graphql::Result<Vec<Month>> {
        let account = accounts::get(&self.0.db, self.0.account).await?;
        reports::months(&account, from.0, until.0).map_err(|problem| bad_argument(&self.0, Failure::from(problem)))
    }
}

/// Reports, in the account's time zone. A delete changes nothing in them but the customers parted with. Needs
/// `reports.read`.
#[Object]
impl Reports {
    /// Payments less refunds, tips apart, by month and service: each is shared out over the lines of its invoice in
    /// proportion to their amounts. Credit counts when it is spent.
    async fn revenue(
        &self,
        #[graphql(desc = "A day in the first month.")] from: Date,
        #[graphql(desc = "A day in the last month, at most 24 months on.")] until: Date,
    ) -> async_graphql::Result<Vec<RevenueReport>> {
        let months = self.months(from, until).await?;
        let rows = reports::revenue(&self.0.db, self.0.account, &months).await?;
        Ok(rows.into_iter().map(RevenueReport::try_from).collect::<Result<_, Fault>>()?)
    }

    /// How many bookings begin in a month, by month and state. One that a deletion cancelled counts as it stood before.
    async fn bookings(
        &self,
        #[graphql(desc = "A day in the first month.")] from: Date,
        #[graphql(desc = "A day in the last month, at most 24 months on.")] until: Date,
    ) -> async_graphql::Result<Vec<BookingReport>> {
        let months = self.months(from, until).await?;
        let rows = reports::bookings(&self.0.db, self.0.account, &months).await?;
        Ok(rows
            .into_iter()
            .map(|row| BookingReport { month: row.month.into(), state: row.state, count: int(row.count) })
            .collect())
    }

    /// What is outstanding today on issued invoices, by how long it has been due. Those of deleted customers count too.
    async fn outstanding(&self) -> async_graphql::Result<Vec<OutstandingReport>> {
        let today = accounts::get(&self.0.db, self.0.account).await?.day_of(self.0.now());
        let rows = reports::outstanding(&self.0.db, self.0.account, today).await?;
        Ok(rows.into_iter().map(OutstandingReport::try_from).collect::<Result<_, Fault>>()?)
    }

    /// How many customers came and went, by month.
    async fn customers(
        &self,
        #[graphql(desc = "A day in the first month.")] from: Date,
        #[graphql(desc = "A day in the last month, at most 24 months on.")] until: Date,
    ) -> async_graphql::Result<Vec<CustomerReport>> {
        let months = self.months(from, until).await?;
        let rows = reports::customers(&self.0.db, self.0.account, &months).await?;
        let line = |row: reports::CustomerFlow| CustomerReport {
            month: row.month.into(),
            gained: int(row.gained),
            parted: int(row.parted),
        };
        Ok(rows.into_iter().map(line).collect())
    }
}

/// What came in within a month for a service, in one currency.
#[derive(SimpleObject)]
pub struct RevenueReport {
    /// The month's first day.
    month: Date,
    /// The service; null for what names none.
    service_id: Option<ID>,
    /// What the service is called now; null for what names none.
    service_name: Option<String>,
    /// Payments in the month less refunds in the month.
    revenue: Money,
}

impl TryFrom<reports::Revenue> for RevenueReport {
    type Error = Fault;

    fn try_from(row: reports::Revenue) -> Result<Self, Fault> {
        Ok(Self {
            month: row.month.into(),
            service_id: row.service_id.map(|id| id.to_string().into()),
            service_name: row.service_name,
            revenue: Money::of(row.minor, &row.currency)?,
        })
    }
}

/// How many bookings of a month are in a state.
#[derive(SimpleObject)]
pub struct BookingReport {
    /// The month's first day.
    month: Date,
    /// The state.
    state: BookingState,
    /// How many.
    count: i32,
}

/// What is outstanding of one age, in one currency.
#[derive(SimpleObject)]
pub struct OutstandingReport {
    /// How long it has been due.
    age: AgeBand,
    /// How many invoices.
    invoices: i32,
    /// What is outstanding on them.
    outstanding: Money,
}

impl TryFrom<reports::Outstanding> for OutstandingReport {
    type Error = Fault;

    fn try_from(row: reports::Outstanding) -> Result<Self, Fault> {
        Ok(Self { age: row.age, invoices: int(row.invoices), outstanding: Money::of(row.minor, &row.currency)? })
    }
}

/// How many customers came and went within a month.
#[derive(SimpleObject)]
pub struct CustomerReport {
    /// The month's first day.
    month: Date,
    /// Added, whether or not they are still here.
    gained: i32,
    /// Deleted, and not taken back since.
    parted: i32,
}

#[derive(Default)]
pub struct ReportQueries;

#[Object(guard = "Admit")]
impl ReportQueries {
    /// Revenue, bookings, what is outstanding, customers who came and went. Needs `reports.read`.
    async fn reports(&self, ctx: &Context<'_>) -> async_graphql::Result<Reports> {
        Ok(Reports(ctx.cx()?))
    }
}
