//! Work orders: what a customer asked to have done. They stay on file when the customer goes, under the name as it was
//! (E2).

mod list;
mod store;

pub use list::{WorkOrderFilter, list};
pub use store::{by_ids, find};

use crate::app::Cx;
use crate::audit::{self, Entry};
use crate::clock::Timestamp;
use crate::customers::{self, Customer};
use crate::db::Tx;
use crate::error::{FieldProblem, Outcome, Problem, Refusal};
use crate::ids::{CustomerId, VehicleId, WorkOrderId};
use crate::terms::{Permission, RecordKind};
use crate::vehicles::{self, Vehicle};
use crate::{accounts, in_tx, term, text};

term! {
    /// Where the work stands.
    WorkOrderState {
        /// Asked for.
        Open = "OPEN",
        /// Being done.
        InProgress = "IN_PROGRESS",
        /// Done.
        Completed = "COMPLETED",
        /// Done and put away.
        Closed = "CLOSED",
        /// Will not be done.
        Cancelled = "CANCELLED",
    }
}

impl WorkOrderState {
    /// Whether the next state can be reached from this one.
    pub fn leads_to(self, next: Self) -> bool {
        use WorkOrderState::{Cancelled, Closed, Completed, InProgress, Open};
        match next {
            Open => false,
            InProgress => self == Open,
            Completed | Cancelled => matches!(self, Open | InProgress),
            Closed => matches!(self, Open | InProgress | Completed),
        }
    }

    /// Whether nothing comes after it.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Closed | Self::Cancelled)
    }

    fn audited_as(self) -> &'static str {
        match self {
            Self::Open => "work_order.created",
            Self::InProgress => "work_order.started",
            Self::Completed => "work_order.completed",
            Self::Closed => "work_order.closed",
            Self::Cancelled => "work_order.cancelled",
        }
    }
}

/// A work order.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct WorkOrder {
    pub id: WorkOrderId,
    pub customer_id: CustomerId,
    /// Counts from 1 within the account.
    pub number: i64,
    /// The customer's name when it was created.
    pub customer_name: String,
    pub vehicle_id: Option<VehicleId>,
    /// The vehicle's plate when it was created.
    pub plate: Option<String>,
    pub title: String,
    pub description: Option<String>,
    pub state: WorkOrderState,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// When it was completed, closed or cancelled, whichever came first.
    pub ended_at: Option<Timestamp>,
}

/// A work order to create.
#[derive(Clone, Debug)]
pub struct NewWorkOrder {
    pub customer: String,
    pub vehicle: Option<String>,
    pub title: String,
    pub description: Option<String>,
}

/// Creates a work order for a live customer.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`] (customer or vehicle), [`Refusal::CustomerDeleted`],
/// [`Refusal::InvalidInput`].
pub async fn create(cx: &Cx, new: &NewWorkOrder) -> Outcome<WorkOrder> {
    cx.require(Permission::WorkOrdersWrite)?;
    let customer: CustomerId = cx.parse(RecordKind::Customer, &new.customer)?;
    let vehicle = new.vehicle.as_deref().map(|id| cx.parse(RecordKind::Vehicle, id)).transpose()?;
    let (title, description) = (title(&new.title)?, description(new.description.as_deref())?);
    in_tx!(cx, |tx| {
        let customer = customers::hold(tx, cx, customer).await?;
        let vehicle = match vehicle {
            Some(id) => Some(vehicle_of(tx, cx, &customer, id).await?),
            None => None,
        };
        let order = WorkOrder {
            id: cx.id(),
            customer_id: customer.id,
            number: accounts::next_number(tx, cx.account, "work_order").await?,
            customer_name: customer.display_name,
            vehicle_id: vehicle.as_ref().map(|vehicle| vehicle.id),
            plate: vehicle.and_then(|vehicle| vehicle.plate),
            title: title.clone(),
            description: description.clone(),
            state: WorkOrderState::Open,
            version: 1,
            created_at: cx.now(),
            updated_at: cx.now(),
            ended_at: None,
        };
        store::insert(tx, cx.account, &order).await?;
        note(tx, cx, order.state.audited_as(), &order).await?;
        Ok(order)
    })
}

async fn vehicle_of(tx: &mut Tx, cx: &Cx, customer: &Customer, id: VehicleId) -> Outcome<Vehicle> {
    let vehicle = vehicles::find(tx, cx.account, id).await?.ok_or(Refusal::NotFound(RecordKind::Vehicle))?;
    if vehicle.customer_id != customer.id {
        let because = "the vehicle belongs to another customer";
        return Err(FieldProblem::new("vehicleId", Problem::NotAllowed { because }).into());
    }
    Ok(vehicle)
}

fn title(text: &str) -> Result<String, FieldProblem> {
    text::line("title", text, 200)
}

fn description(text: Option<&str>) -> Result<Option<String>, FieldProblem> {
    text::optional_paragraph("description", text, 10_000)
}

/// Moves a work order of a live customer on to its next state.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::CustomerDeleted`], [`Refusal::WrongState`].
pub async fn advance(cx: &Cx, id: &str, next: WorkOrderState) -> Outcome<WorkOrder> {
    cx.require(Permission::WorkOrdersWrite)?;
    let id: WorkOrderId = cx.parse(RecordKind::WorkOrder, id)?;
    in_tx!(cx, |tx| {
        let order = lock(tx, cx, id).await?;
        if !order.state.leads_to(next) {
            return Err(wrong_state(&order).into());
        }
        let ends = next != WorkOrderState::InProgress;
        let order = WorkOrder {
            state: next,
            ended_at: order.ended_at.or(ends.then(|| cx.now())),
            version: order.version + 1,
            updated_at: cx.now(),
            ..order
        };
        store::update(tx, cx.account, &order).await?;
        note(tx, cx, next.audited_as(), &order).await?;
        Ok(order)
    })
}

/// Rewords a work order that is not closed or cancelled, if it is still at the version that was read. What is `None`
/// stays; a description of `Some(None)` is emptied.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::CustomerDeleted`], [`Refusal::VersionConflict`],
/// [`Refusal::WrongState`], [`Refusal::InvalidInput`].
pub async fn update(
    cx: &Cx,
    id: &str,
    expected_version: i64,
    new_title: Option<&str>,
    new_description: Option<Option<&str>>,
) -> Outcome<WorkOrder> {
    cx.require(Permission::WorkOrdersWrite)?;
    let id: WorkOrderId = cx.parse(RecordKind::WorkOrder, id)?;
    in_tx!(cx, |tx| {
        let order = lock(tx, cx, id).await?;
        if order.version != expected_version {
            return Err(Refusal::VersionConflict { current: order.version }.into());
        }
        if order.state.is_final() {
            return Err(wrong_state(&order).into());
        }
        let order = WorkOrder {
            title: new_title.map(title).transpose()?.unwrap_or(order.title),
            description: new_description.map(description).transpose()?.unwrap_or(order.description),
            version: order.version + 1,
            updated_at: cx.now(),
            ..order
        };
        store::update(tx, cx.account, &order).await?;
        note(tx, cx, "work_order.updated", &order).await?;
        Ok(order)
    })
}

/// A work order, locked together with its live customer.
async fn lock(tx: &mut Tx, cx: &Cx, id: WorkOrderId) -> Outcome<WorkOrder> {
    let unknown = Refusal::NotFound(RecordKind::WorkOrder);
    let found = store::find(&mut *tx, cx.account, id).await?.ok_or(unknown.clone())?;
    customers::hold_owner(tx, cx, found.customer_id).await?;
    Ok(store::lock(tx, cx.account, id).await?.ok_or(unknown)?)
}

fn wrong_state(order: &WorkOrder) -> Refusal {
    Refusal::WrongState { kind: RecordKind::WorkOrder, state: order.state.as_str() }
}

async fn note(tx: &mut Tx, cx: &Cx, action: &'static str, order: &WorkOrder) -> Outcome<()> {
    customers::announce(tx, cx, order.customer_id);
    let entry = Entry::of(action, RecordKind::WorkOrder, order.id.uuid(), Some(order.customer_id))
        .with(serde_json::json!({ "number": order.number, "state": order.state }));
    audit::record(tx, cx, entry).await?;
    Ok(())
}
