//! The tax rates' face.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use super::connection::{Connection, ListSource, connection};
use super::context::{Admit, ContextExt, permit};
use super::errors::answer;
use super::scalars::{DateTime, Decimal};
use crate::mutation_result;
use crate::tax_rates;

/// What part of a price is tax. A rate never changes: what was priced under it stays so. Needs `services.read`.
#[derive(Clone, SimpleObject)]
pub struct TaxRate {
    /// The id.
    id: ID,
    /// What it is called.
    name: String,
    /// How much, in percent of the price without it.
    percent: Decimal,
    /// Whether nothing new is priced under it.
    archived: bool,
    /// When it was added.
    created_at: DateTime,
}

impl From<tax_rates::TaxRate> for TaxRate {
    fn from(rate: tax_rates::TaxRate) -> Self {
        Self {
            id: rate.id.to_string().into(),
            percent: rate.percent().into(),
            name: rate.name,
            archived: rate.archived_at.is_some(),
            created_at: rate.created_at.into(),
        }
    }
}

#[derive(Default)]
pub struct TaxRateQueries;

#[Object(guard = "Admit")]
impl TaxRateQueries {
    /// Tax rates, the newest first. Needs `services.read`.
    async fn tax_rates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Archived ones, or the others; both when null.", default_with = "Some(false)")]
        archived: Option<bool>,
        #[graphql(desc = "The page's size from its start, at most 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "The page's size from its end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> async_graphql::Result<Connection<ListSource<tax_rates::TaxRate, TaxRate>>> {
        connection(tax_rates::list(ctx.account()?, archived), TaxRate::from, (first, after, last, before))
    }
}

/// A tax rate to add.
#[derive(InputObject)]
pub struct TaxRateCreateInput {
    /// What it is called; at most 60 characters.
    name: String,
    /// How much, in percent of the price without it: 0 to 100, with at most two decimals.
    percent: Decimal,
}

/// A tax rate to archive.
#[derive(InputObject)]
pub struct TaxRateArchiveInput {
    /// The tax rate.
    id: ID,
}

/// A tax rate was added or archived.
#[derive(SimpleObject)]
pub struct TaxRateSaved {
    /// The tax rate as it is now.
    tax_rate: TaxRate,
}

mutation_result! {
    /// How adding a tax rate ended.
    TaxRateCreateResult = TaxRateSaved | NotPermitted | InvalidInput
}

mutation_result! {
    /// How archiving a tax rate ended.
    TaxRateArchiveResult = TaxRateSaved | NotPermitted | RecordNotFound | WrongState
}

fn saved(rate: tax_rates::TaxRate) -> TaxRateSaved {
    TaxRateSaved { tax_rate: rate.into() }
}

#[derive(Default)]
pub struct TaxRateMutations;

#[Object(guard = "Admit")]
impl TaxRateMutations {
    /// Adds a tax rate. Needs `services.write`; audited as `tax_rate.created`.
    async fn tax_rate_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The tax rate to add.")] input: TaxRateCreateInput,
    ) -> async_graphql::Result<TaxRateCreateResult> {
        let done = async { tax_rates::create(&permit(ctx)?, &input.name, input.percent.0).await };
        answer(ctx, done.await, saved)
    }

    /// Archives a tax rate: services and invoices that have it keep it, nothing new is priced under it. Needs
    /// `services.write`; audited as `tax_rate.archived`.
    async fn tax_rate_archive(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The tax rate.")] input: TaxRateArchiveInput,
    ) -> async_graphql::Result<TaxRateArchiveResult> {
        answer(ctx, async { tax_rates::archive(&permit(ctx)?, &input.id).await }.await, saved)
    }
}
