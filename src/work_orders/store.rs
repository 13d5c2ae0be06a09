//! The work orders' SQL.

use uuid::Uuid;

use super::WorkOrder;
use crate::db::{Exec, Tx};
use crate::error::Fault;
use crate::ids::{AccountId, WorkOrderId};
use crate::sql;

pub(super) const COLUMNS: &str = "id, customer_id, number, customer_name, vehicle_id, plate, title, description, state,
    version, created_at, updated_at, ended_at";

/// A work order.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn find(on: impl Into<Exec<'_>>, account: AccountId, id: WorkOrderId) -> Result<Option<WorkOrder>, Fault> {
    sql!(COLUMNS, "select {columns} from work_orders where account_id = $1 and id = $2")
        .bind(account)
        .bind(id)
        .optional(on)
        .await
}

/// A work order, locked against being changed by others.
pub(super) async fn lock(tx: &mut Tx, account: AccountId, id: WorkOrderId) -> Result<Option<WorkOrder>, Fault> {
    sql!(COLUMNS, "select {columns} from work_orders where account_id = $1 and id = $2 [lock:for no key update]")
        .bind(account)
        .bind(id)
        .optional(tx)
        .await
}

/// Work orders by their ids, in no order.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn by_ids(on: impl Into<Exec<'_>>, account: AccountId, ids: Vec<Uuid>) -> Result<Vec<WorkOrder>, Fault> {
    sql!(COLUMNS, "select {columns} from work_orders where account_id = $1 and id [ids:$2]")
        .bind(account)
        .bind(ids)
        .all(on)
        .await
}

pub(super) async fn insert(tx: &mut Tx, account: AccountId, order: &WorkOrder) -> Result<(), Fault> {
    sql!(
        "insert into work_orders (account_id, id, customer_id, number, customer_name, vehicle_id, plate, title,
            description, state, version, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
    )
    .bind(account)
    .bind(order.id)
    .bind(order.customer_id)
    .bind(order.number)
    .bind(&order.customer_name)
    .bind(order.vehicle_id)
    .bind(order.plate.clone())
    .bind(&order.title)
    .bind(order.description.clone())
    .bind(order.state)
    .bind(order.version)
    .bind(order.created_at)
    .bind(order.updated_at)
    .run(tx)
    .await?;
    Ok(())
}

pub(super) async fn update(tx: &mut Tx, account: AccountId, order: &WorkOrder) -> Result<(), Fault> {
    sql!(
        "update work_orders set title = $3, description = $4, state = $5, ended_at = $6, version = $7, updated_at = $8
         where account_id = $1 and id = $2"
    )
    .bind(account)
    .bind(order.id)
    .bind(&order.title)
    .bind(order.description.clone())
    .bind(order.state)
    .bind(order.ended_at)
    .bind(order.version)
    .bind(order.updated_at)
    .run(tx)
    .await?;
    Ok(())
}
