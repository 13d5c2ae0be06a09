//! News of customers, for lists and pages that keep up with what others do.

use async_graphql::{ComplexObject, Context, ID, SimpleObject, Subscription};
use futures_util::Stream;
use tokio::sync::broadcast::error::RecvError;
use uuid::Uuid;

use super::context::{Admit, ContextExt};
use super::customers::{Customer, visible};
use crate::changes::Change;
use crate::customers;
use crate::ids::CustomerId;

/// A customer changed, or something that hangs off them.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct CustomerChange {
    /// Whose; null when many may have changed: read again what is shown.
    customer_id: Option<ID>,
    #[graphql(skip)]
    whose: Option<CustomerId>,
}

impl CustomerChange {
    fn of(whose: Option<CustomerId>) -> Self {
        Self { customer_id: whose.map(|id| id.to_string().into()), whose }
    }
}

#[ComplexObject]
impl CustomerChange {
    /// The customer as it is now; null when many changed, for those who may not see deleted ones, and once they were
    /// purged.
    async fn customer(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Customer>> {
        let Some(id) = self.whose else { return Ok(None) };
        let cx = ctx.cx()?;
        Ok(customers::find(&cx.db, cx.account, id).await?.and_then(|customer| visible(ctx, customer)))
    }
}

#[derive(Default)]
pub struct CustomerSubscriptions;

#[Subscription(guard = "Admit")]
impl CustomerSubscriptions {
    /// Tells of each change of a customer, or of any of the account's, after it was made; and once at the start, so that
    /// nothing is missed between reading and listening. Ends when there is no such customer, or not any more. Needs
    /// `customers.read`.
    async fn customer_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only of this customer; of all when left out.")] id: Option<ID>,
    ) -> async_graphql::Result<impl Stream<Item = CustomerChange> + use<>> {
        let cx = ctx.cx()?;
        let mut news = cx.changes.subscribe();
        let mut only = None;
        let mut is_there = true;
        if let Some(id) = id {
            only = id.parse::<CustomerId>().ok();
            is_there = match only {
                Some(id) => customers::find(&cx.db, cx.account, id).await?.is_some(),
                None => false,
            };
        }
        Ok(async_stream::stream! {
            if !is_there {
                return;
            }
            yield CustomerChange::of(only);
            loop {
                match news.recv().await {
                    Ok(change) => {
                        let Some(whose) = about(&change, cx.account.uuid(), only) else { continue };
                        yield CustomerChange::of(whose);
                        if let Some(id) = only && matches!(customers::find(&cx.db, cx.account, id).await, Ok(None)) {
                            break;
                        }
                    }
                    // Missed news may have been about anybody.
                    Err(RecvError::Lagged(_)) => yield CustomerChange::of(only),
                    Err(RecvError::Closed) => break,
                }
            }
        })
    }
}

/// Whom of the account a change is about, if it concerns who listens: `Some(None)` for many.
fn about(change: &Change, own: Uuid, only: Option<CustomerId>) -> Option<Option<CustomerId>> {
    match change {
        Change::Customer { account, customer } if *account == own => {
            let whose = CustomerId::from_uuid(*customer);
            only.is_none_or(|only| only == whose).then_some(Some(whose))
        }
        Change::Customers { account } if *account == own => Some(only),
        _ => None,
    }
}
