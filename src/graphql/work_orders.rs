//! The work orders' face.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, SimpleObject};

use super::connection::{Connection, ListSource, connection};
use super::context::{Admit, ContextExt, Needs, given, id_in_filter, permit};
use super::customers::{Customer, customer_of};
use super::errors::{Answer, answer};
use super::invoices::{Invoice, InvoiceConnection, InvoiceWhere};
use super::loaders::load;
use super::scalars::{DateTime, int};
use super::vehicles::{self, Vehicle};
use crate::ids::WorkOrderId;
use crate::invoices;
use crate::mutation_result;
use crate::terms::Permission;
use crate::work_orders::{self, NewWorkOrder, WorkOrderFilter, WorkOrderState};

/// What a customer asked to have done.
#[derive(Clone)]
pub struct WorkOrder(pub Arc<work_orders::WorkOrder>);

impl From<work_orders::WorkOrder> for WorkOrder {
    fn from(order: work_orders::WorkOrder) -> Self {
        Self(Arc::new(order))
    }
}

/// What a customer asked to have done. It stays on file when the customer is deleted, and is read-only then. Needs
/// `work_orders.read`.
#[Object]
impl WorkOrder {
    /// The id.
    pub(super) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Counts from 1 within the account.
    async fn number(&self) -> i32 {
        int(self.0.number)
    }

    /// Whose it is; null when you may not see the customer: a deleted one takes `customers.restore`.
    async fn customer(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Customer>> {
        customer_of(ctx, self.0.customer_id).await
    }

    /// The customer's name when it was created.
    async fn customer_name(&self) -> &str {
        &self.0.customer_name
    }

    /// The vehicle that it is about; null too when you may not see the vehicle.
    async fn vehicle(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Vehicle>> {
        match self.0.vehicle_id {
            Some(id) if ctx.caller().who.may(Permission::VehiclesRead) => {
                Ok(load(ctx, id).await?.and_then(|vehicle| vehicles::visible(ctx, vehicle)))
            }
            _ => Ok(None),
        }
    }

    /// The vehicle's plate when it was created.
    async fn plate(&self) -> Option<&str> {
        self.0.plate.as_deref()
    }

    /// What is to be done, in a line.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// What is to be done, at length.
    async fn description(&self) -> Option<&str> {
        self.0.description.as_deref()
    }

    /// Where it stands.
    async fn state(&self) -> WorkOrderState {
        self.0.state
    }

    /// When it was completed, closed or cancelled, whichever came first.
    async fn ended_at(&self) -> Option<DateTime> {
        self.0.ended_at.map(DateTime::from)
    }

    /// The invoices for it, the newest first. Needs `invoices.read`.
    #[graphql(guard = "Needs(Permission::InvoicesRead)")]
    async fn invoices(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them; all when left out.")] r#where: Option<InvoiceWhere>,
        #[graphql(desc = "The page's size from its start, at most 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "The page's size from its end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> async_graphql::Result<InvoiceConnection> {
        let list = invoices::list(ctx.account()?, &r#where.unwrap_or_default().into());
        connection(list.within("work_order_id", self.0.id.uuid()), Invoice::from, (first, after, last, before))
    }

    /// Goes up with each change; send it back as `expectedVersion`.
    async fn version(&self) -> i32 {
        int(self.0.version)
    }

    /// When it was created.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// When it was last changed.
    async fn updated_at(&self) -> DateTime {
        self.0.updated_at.into()
    }
}

/// Where a list of work orders is read from.
pub type WorkOrderConnection = Connection<ListSource<work_orders::WorkOrder, WorkOrder>>;

/// Which work orders to list. All that is given must fit.
#[derive(InputObject, Default)]
pub struct WorkOrderWhere {
    /// Those of this customer.
    customer_id: Option<ID>,
    /// Those about this vehicle.
    vehicle_id: Option<ID>,
    /// Those in one of these states.
    state: Option<Vec<WorkOrderState>>,
    /// A work order's number, or the plate as it was when the work order was created.
    search: Option<String>,
}

impl From<WorkOrderWhere> for WorkOrderFilter {
    fn from(wanted: WorkOrderWhere) -> Self {
        Self {
            customer: wanted.customer_id.as_ref().map(id_in_filter),
            vehicle: wanted.vehicle_id.as_ref().map(id_in_filter),
            state: wanted.state.unwrap_or_default(),
            search: wanted.search,
        }
    }
}

#[derive(Default)]
pub struct WorkOrderQueries;

#[Object(guard = "Admit")]
impl WorkOrderQueries {
    /// One work order; null when there is none. Needs `work_orders.read`.
    async fn work_order(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The work order's id.")] id: ID,
    ) -> async_graphql::Result<Option<WorkOrder>> {
        let cx = ctx.cx()?;
        let Ok(id) = id.parse::<WorkOrderId>() else { return Ok(None) };
        Ok(work_orders::find(&cx.db, cx.account, id).await?.map(WorkOrder::from))
    }

    /// Work orders that fit a filter, the newest first, those of deleted customers among them. Needs `work_orders.read`.
    async fn work_orders(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which work orders; all when left out.")] r#where: Option<WorkOrderWhere>,
        #[graphql(desc = "The page's size from its start, at most 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "The page's size from its end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> async_graphql::Result<WorkOrderConnection> {
        let list = work_orders::list(ctx.account()?, &r#where.unwrap_or_default().into());
        connection(list, WorkOrder::from, (first, after, last, before))
    }
}

/// A work order to create.
#[derive(InputObject)]
pub struct WorkOrderCreateInput {
    /// Whose it is.
    customer_id: ID,
    /// The vehicle that it is about; it must be the customer's.
    vehicle_id: Option<ID>,
    /// What is to be done, in a line of at most 200 characters.
    title: String,
    /// What is to be done, at length; at most 10,000 characters.
    description: Option<String>,
}

/// Changes to a work order. What is left out stays; null empties the description.
#[derive(InputObject)]
pub struct WorkOrderUpdateInput {
    /// The work order.
    id: ID,
    /// The version that was read: the change happens only if it is still the current one.
    expected_version: i32,
    /// What is to be done, in a line of at most 200 characters.
    title: Option<String>,
    /// What is to be done, at length; at most 10,000 characters.
    description: MaybeUndefined<String>,
}

/// Declares the input and the result of a mutation that moves a work order on.
macro_rules! step {
    ($(#[$doc:meta])* $input:ident, $(#[$result_doc:meta])* $result:ident) => {
        $(#[$doc])*
        #[derive(InputObject)]
        pub struct $input {
            /// The work order.
            id: ID,
        }

        mutation_result! {
            $(#[$result_doc])*
            $result = WorkOrderSaved | NotPermitted | RecordNotFound | CustomerAlreadyDeleted | WrongState
        }
    };
}

step! {
    /// A work order to start.
    WorkOrderStartInput,
    /// How starting a work order ended.
    WorkOrderStartResult
}
step! {
    /// A work order to complete.
    WorkOrderCompleteInput,
    /// How completing a work order ended.
    WorkOrderCompleteResult
}
step! {
    /// A work order to close.
    WorkOrderCloseInput,
    /// How closing a work order ended.
    WorkOrderCloseResult
}
step! {
    /// A work order to cancel.
    WorkOrderCancelInput,
    /// How cancelling a work order ended.
    WorkOrderCancelResult
}

/// A work order was created or changed.
#[derive(SimpleObject)]
pub struct WorkOrderSaved {
    /// The work order as it is now.
    work_order: WorkOrder,
}

mutation_result! {
    /// How creating a work order ended.
    WorkOrderCreateResult =
        WorkOrderSaved | NotPermitted | CustomerNotFound | RecordNotFound | CustomerAlreadyDeleted | InvalidInput
}

mutation_result! {
    /// How rewording a work order ended.
    WorkOrderUpdateResult = WorkOrderSaved | NotPermitted | RecordNotFound | CustomerAlreadyDeleted | VersionConflict
        | WrongState | InvalidInput
}

fn saved(order: work_orders::WorkOrder) -> WorkOrderSaved {
    WorkOrderSaved { work_order: order.into() }
}

async fn step<A>(ctx: &Context<'_>, id: &ID, next: WorkOrderState) -> async_graphql::Result<A>
where
    A: Answer + From<WorkOrderSaved>,
{
    answer(ctx, async { work_orders::advance(&permit(ctx)?, id, next).await }.await, saved)
}

#[derive(Default)]
pub struct WorkOrderMutations;

#[Object(guard = "Admit")]
impl WorkOrderMutations {
    /// Creates a work order for a customer. Needs `work_orders.write`; audited as `work_order.created`.
    async fn work_order_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The work order to create.")] input: WorkOrderCreateInput,
    ) -> async_graphql::Result<WorkOrderCreateResult> {
        let new = NewWorkOrder {
            customer: input.customer_id.to_string(),
            vehicle: input.vehicle_id.map(|id| id.to_string()),
            title: input.title,
            description: input.description,
        };
        answer(ctx, async { work_orders::create(&permit(ctx)?, &new).await }.await, saved)
    }

    /// Rewords a work order that is not closed or cancelled, if nobody else changed it since it was read. Needs
    /// `work_orders.write`; audited as `work_order.updated`.
    async fn work_order_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change.")] input: WorkOrderUpdateInput,
    ) -> async_graphql::Result<WorkOrderUpdateResult> {
        let version = i64::from(input.expected_version);
        let description = given(input.description);
        let description = description.as_ref().map(Option::as_deref);
        let title = input.title.as_deref();
        let done = async { work_orders::update(&permit(ctx)?, &input.id, version, title, description).await };
        answer(ctx, done.await, saved)
    }

    /// Starts an open work order. Needs `work_orders.write`; audited as `work_order.started`.
    async fn work_order_start(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The work order.")] input: WorkOrderStartInput,
    ) -> async_graphql::Result<WorkOrderStartResult> {
        step(ctx, &input.id, WorkOrderState::InProgress).await
    }

    /// Completes a work order that is open or in progress: it does not stand in the way of a delete any more. Needs
    /// `work_orders.write`; audited as `work_order.completed`.
    async fn work_order_complete(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The work order.")] input: WorkOrderCompleteInput,
    ) -> async_graphql::Result<WorkOrderCompleteResult> {
        step(ctx, &input.id, WorkOrderState::Completed).await
    }

    /// Closes a work order that is open, in progress or completed. Needs `work_orders.write`; audited as
    /// `work_order.closed`.
    async fn work_order_close(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The work order.")] input: WorkOrderCloseInput,
    ) -> async_graphql::Result<WorkOrderCloseResult> {
        step(ctx, &input.id, WorkOrderState::Closed).await
    }

    /// Cancels a work order that is open or in progress. Needs `work_orders.write`; audited as `work_order.cancelled`.
    async fn work_order_cancel(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The work order.")] input: WorkOrderCancelInput,
    ) -> async_graphql::Result<WorkOrderCancelResult> {
        step(ctx, &input.id, WorkOrderState::Cancelled).await
    }
}
