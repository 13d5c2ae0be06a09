//! Customers one by one and in lists.

use async_graphql::{Context, ID, Object};

use super::connection::connection;
use super::context::{Admit, ContextExt};
use super::customer_filters::{CustomerOrder, CustomerWhere};
use super::customers::{Customer, CustomerConnection, visible};
use crate::customers::{self, CustomerFilter, CustomerLifecycle};
use crate::ids::CustomerId;
use crate::terms::Permission;

#[derive(Default)]
pub struct CustomerQueries;

#[Object(guard = "Admit")]
impl CustomerQueries {
    /// One customer; null when there is none. Needs `customers.read`; deleted ones `customers.restore` too.
    async fn customer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The customer's id.")] id: ID,
    ) -> async_graphql::Result<Option<Customer>> {
        let cx = ctx.cx()?;
        let Ok(id) = id.parse::<CustomerId>() else { return Ok(None) };
        Ok(customers::find(&cx.db, cx.account, id).await?.and_then(|customer| visible(ctx, customer)))
    }

    /// Customers that fit a filter: active ones by name unless you say otherwise; deleted ones come after the active.
    /// Needs `customers.read`; to list others than active ones `customers.restore` too.
    #[expect(clippy::too_many_arguments, reason = "a connection's arguments are the schema's")]
    async fn customers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which customers; active ones when left out.")] r#where: Option<CustomerWhere>,
        #[graphql(desc = "What to sort by; by name when left out.")] order_by: Option<Vec<CustomerOrder>>,
        #[graphql(desc = "The page's size from its start, at most 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "The page's size from its end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> async_graphql::Result<CustomerConnection> {
        let cx = ctx.cx()?;
        let filter = r#where.map_or_else(active, CustomerFilter::from);
        let only_active = filter.lifecycle == [CustomerLifecycle::Active];
        if !only_active && !cx.who.may(Permission::CustomersRestore) {
            return Err(super::context::forbidden(Permission::CustomersRestore));
        }
        let order: Vec<_> =
            order_by.unwrap_or_default().into_iter().map(|key| (key.field, key.direction.into())).collect();
        let list = customers::list(cx.account, &filter, &order);
        connection(list, Customer::from, (first, after, last, before))
    }
}

fn active() -> CustomerFilter {
    CustomerFilter { lifecycle: vec![CustomerLifecycle::Active], ..CustomerFilter::default() }
}
