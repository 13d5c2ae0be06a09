//! What is left of the asker's request budget.

use async_graphql::{Context, Object, SimpleObject};

use super::context::Admit;
use super::scalars::DateTime;
use crate::access::Budget;

/// The asker's request budget, which operations spend by their cost. Each answer's headers and `extensions.cost` say
/// the same.
#[derive(SimpleObject)]
pub struct RateLimit {
    /// Cost that may be spent in a minute.
    limit: i32,
    /// Cost that may still be spent now, after the operation that asks.
    remaining: i32,
    /// When the budget is whole again.
    reset_at: DateTime,
}

impl RateLimit {
    fn new(budget: Budget) -> Self {
        let int = |cost: u32| i32::try_from(cost).unwrap_or(i32::MAX);
        Self { limit: int(budget.limit), remaining: int(budget.remaining), reset_at: budget.resets_at.into() }
    }
}

#[derive(Default)]
pub struct RateLimitQueries;

#[Object(guard = "Admit")]
impl RateLimitQueries {
    /// The asker's request budget: per person, token or customer, and per address before signing in. For everyone.
    async fn rate_limit(&self, ctx: &Context<'_>) -> async_graphql::Result<RateLimit> {
        Ok(RateLimit::new(*ctx.data::<Budget>()?))
    }
}
