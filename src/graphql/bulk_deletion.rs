//! Deleting several customers at once, where the policy allows it.

use async_graphql::{ComplexObject, Context, ID, InputObject, Object, SimpleObject};

use super::context::{Admit, ContextExt, permit};
use super::customers::{Customer, visible};
use super::deletion_acts::delete_problem;
use super::deletions::UndoOffer;
use super::errors::Answer;
use super::loaders::load;
use super::plans::DeleteQuota;
use crate::app::Cx;
use crate::error::Fault;
use crate::ids::CustomerId;
use crate::lifecycle::{self, DeleteManyRequest, DeleteOutcome, DeletedItem};
use crate::mutation_result;
use crate::terms::RecordKind;

/// Several deletes.
#[derive(InputObject)]
pub struct CustomersDeleteInput {
    /// Whom: at most 100.
    ids: Vec<ID>,
    /// How many they are, as somebody typed it.
    count: i32,
    /// Why, for the record. Kept as it was typed: name nobody. At most 1,000 characters.
    reason: Option<String>,
}

/// What became of everybody who was to be deleted.
#[derive(SimpleObject)]
pub struct CustomersDeleted {
    /// What became of each, in the order in which they were named.
    items: Vec<CustomersDeleteItem>,
    /// How many deletes the asker has left.
    quota: DeleteQuota,
}

/// One of several customers who were to be deleted.
#[derive(Clone, SimpleObject)]
#[graphql(complex)]
pub struct CustomersDeleteItem {
    /// The customer's id.
    customer_id: ID,
    /// What became of them.
    outcome: DeleteOutcome,
    /// How to take it back, of who was deleted.
    undo: Option<UndoOffer>,
    /// The kinds of record that stood in the way, of who was not: `customerDeletionPlan` says more.
    blocked_by: Vec<RecordKind>,
    #[graphql(skip)]
    whose: CustomerId,
}

#[ComplexObject]
impl CustomersDeleteItem {
    /// The customer as it is now; null for those who may not see deleted ones.
    async fn customer(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Customer>> {
        Ok(load(ctx, self.whose).await?.and_then(|customer| visible(ctx, customer)))
    }
}

impl CustomersDeleteItem {
    fn new(cx: &Cx, item: DeletedItem) -> Self {
        let undo = item.deletion.map(|deletion| UndoOffer {
            token: lifecycle::undo_token(cx, deletion.id),
            expires_at: deletion.undo_expires_at.into(),
        });
        Self {
            customer_id: item.customer.to_string().into(),
            outcome: item.outcome,
            undo,
            blocked_by: item.blocked_by,
            whose: item.customer,
        }
    }
}

mutation_result! {
    /// How deleting several customers ended.
    CustomersDeleteResult = CustomersDeleted | BulkDeleteNotAllowed | CountMismatch | DeleteRateLimited | NotPermitted
        | CustomerNotFound | InvalidInput
}

#[derive(Default)]
pub struct BulkDeletionMutations;

#[Object(guard = "Admit")]
impl BulkDeletionMutations {
    /// Deletes several customers, each as `customerDelete` does under the policy's rules, in one transaction; only where
    /// the policy's `bulkDelete` allows it. Whoever is blocked is left alone, and why is said. Each counts for the asker's
    /// quota, and can be undone on its own. Sent again it deletes nobody twice. Needs `customers.delete`; each is audited
    /// as `customer.deleted`.
    async fn customers_delete(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom to delete, and the number that was typed.")] input: CustomersDeleteInput,
    ) -> async_graphql::Result<CustomersDeleteResult> {
        let request = DeleteManyRequest {
            ids: input.ids.into_iter().map(|id| id.0).collect(),
            count: input.count.into(),
            reason: input.reason,
        };
        match async { lifecycle::delete_many(&permit(ctx)?, &request).await }.await {
            Ok(done) => {
                let cx = ctx.cx()?;
                let items = done.items.into_iter().map(|item| CustomersDeleteItem::new(&cx, item)).collect();
                Ok(CustomersDeleted { items, quota: done.quota.into() }.into())
            }
            Err(refusal) => {
                let problem = delete_problem(ctx, ctx.caller().lang, refusal)?;
                let outside = || Fault::bug("a refusal outside the mutation's union");
                Ok(CustomersDeleteResult::refuse(problem).ok_or_else(outside)?)
            }
        }
    }
}
