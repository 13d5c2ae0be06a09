//! Duplicates as clients see them: pairs of customers with a score and the reasons.

use async_graphql::{ComplexObject, Context, ID, InputObject, Object, SimpleObject};

use super::connection::{Connection, ListSource, connection};
use super::context::{Admit, ContextExt, permit};
use super::customers::{Customer, customer_of};
use super::errors::{answer, question_refused};
use super::scalars::int;
use crate::duplicates::{self, DuplicateReason};
use crate::ids::CustomerId;
use crate::mutation_result;

/// Two customers who are likely one.
#[derive(Clone, SimpleObject)]
#[graphql(complex)]
pub struct DuplicateCustomers {
    /// How likely, from 1 to 100: the sum of the reasons' points.
    score: i32,
    /// What they share.
    reasons: Vec<DuplicateReason>,
    #[graphql(skip)]
    pair: (CustomerId, CustomerId),
}

#[ComplexObject]
impl DuplicateCustomers {
    /// The one who was added first.
    async fn one(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Customer>> {
        customer_of(ctx, self.pair.0).await
    }

    /// The other.
    async fn other(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Customer>> {
        customer_of(ctx, self.pair.1).await
    }
}

impl From<duplicates::Duplicate> for DuplicateCustomers {
    fn from(found: duplicates::Duplicate) -> Self {
        Self { score: int(found.score), reasons: found.reasons(), pair: (found.one_id, found.other_id) }
    }
}

/// Where pairs are read from.
pub type DuplicateConnection = Connection<ListSource<duplicates::Duplicate, DuplicateCustomers>>;

#[derive(Default)]
pub struct DuplicateQueries;

#[Object(guard = "Admit")]
impl DuplicateQueries {
    /// Pairs of active customers who are likely one, the likeliest first. What more than 20 customers share counts for
    /// nobody. Masked and erased customers never appear, nor pairs that were dismissed. To bring two together, merge;
    /// a delete would take the records of one along. Needs `customers.merge`.
    async fn duplicate_customers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The least score, from 1 to 100; 35 when left out.")] min_score: Option<i32>,
        #[graphql(desc = "The page's size from its start, at most 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "The page's size from its end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> async_graphql::Result<DuplicateConnection> {
        let asked = duplicates::min_score(min_score.map(i64::from));
        let min_score = asked.map_err(|refusal| question_refused(ctx.caller().lang, refusal.into()))?;
        let list = duplicates::list(ctx.account()?, min_score);
        connection(list, DuplicateCustomers::from, (first, after, last, before))
    }
}

/// Two customers who are two.
#[derive(InputObject)]
pub struct DuplicateDismissInput {
    /// The one.
    one_id: ID,
    /// The other.
    other_id: ID,
}

/// The two are not shown as duplicates any more.
pub struct DuplicateDismissed {
    pair: (CustomerId, CustomerId),
}

/// The two are not shown as duplicates any more.
#[Object]
impl DuplicateDismissed {
    /// The two.
    async fn customers(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Customer>> {
        let (one, other) = (customer_of(ctx, self.pair.0).await?, customer_of(ctx, self.pair.1).await?);
        Ok(one.into_iter().chain(other).collect())
    }
}

mutation_result! {
    /// How dismissing a pair ended.
    DuplicateDismissResult = DuplicateDismissed | CustomerNotFound | CustomerAlreadyDeleted | NotPermitted | InvalidInput
}

#[derive(Default)]
pub struct DuplicateMutations;

#[Object(guard = "Admit")]
impl DuplicateMutations {
    /// Notes that two customers are two people: they are not shown as duplicates any more. Sent again, it answers the
    /// same. Needs `customers.merge`; audited as `duplicate.dismissed`.
    async fn duplicate_dismiss(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The two.")] input: DuplicateDismissInput,
    ) -> async_graphql::Result<DuplicateDismissResult> {
        let outcome = async { duplicates::dismiss(&permit(ctx)?, &input.one_id, &input.other_id).await }.await;
        answer(ctx, outcome, |pair| DuplicateDismissed { pair })
    }
}
