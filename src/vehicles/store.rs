//! The vehicles' SQL.

use uuid::Uuid;

use super::Vehicle;
use crate::db::{Exec, Tx};
use crate::error::Fault;
use crate::ids::{AccountId, VehicleId};
use crate::sql;

pub(super) const COLUMNS: &str = "id, customer_id, make, model, year, vin, colour,
    (select r.plate from registrations r where r.account_id = vehicles.account_id and r.vehicle_id = vehicles.id
        and r.released_at is null) as plate,
    version, created_at, updated_at, deleted_at";

/// A vehicle, hidden or not.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn find(on: impl Into<Exec<'_>>, account: AccountId, id: VehicleId) -> Result<Option<Vehicle>, Fault> {
    sql!(COLUMNS, "select {columns} from vehicles where account_id = $1 and id = $2")
        .bind(account)
        .bind(id)
        .optional(on)
        .await
}

/// A vehicle, locked against being changed by others.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn lock(tx: &mut Tx, account: AccountId, id: VehicleId) -> Result<Option<Vehicle>, Fault> {
    sql!(COLUMNS, "select {columns} from vehicles where account_id = $1 and id = $2 [lock:for no key update]")
        .bind(account)
        .bind(id)
        .optional(tx)
        .await
}

/// Vehicles by their ids, in no order.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn by_ids(on: impl Into<Exec<'_>>, account: AccountId, ids: Vec<Uuid>) -> Result<Vec<Vehicle>, Fault> {
    sql!(COLUMNS, "select {columns} from vehicles where account_id = $1 and id [ids:$2]")
        .bind(account)
        .bind(ids)
        .all(on)
        .await
}

pub(super) async fn insert(tx: &mut Tx, account: AccountId, vehicle: &Vehicle) -> Result<(), Fault> {
    sql!(
        "insert into vehicles (account_id, id, customer_id, make, model, year, vin, colour, version, created_at,
            updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
    )
    .bind(account)
    .bind(vehicle.id)
    .bind(vehicle.customer_id)
    .bind(&vehicle.make)
    .bind(&vehicle.model)
    .bind(vehicle.year)
    .bind(vehicle.vin.clone())
    .bind(vehicle.colour.clone())
    .bind(vehicle.version)
    .bind(vehicle.created_at)
    .bind(vehicle.updated_at)
    .run(tx)
    .await?;
    Ok(())
}

/// Writes a vehicle as it is now. The caller holds its lock.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn update(tx: &mut Tx, account: AccountId, vehicle: &Vehicle) -> Result<(), Fault> {
    sql!(
        "update vehicles set make = $3, model = $4, year = $5, vin = $6, colour = $7, version = $8, updated_at = $9
         where account_id = $1 and id = $2"
    )
    .bind(account)
    .bind(vehicle.id)
    .bind(&vehicle.make)
    .bind(&vehicle.model)
    .bind(vehicle.year)
    .bind(vehicle.vin.clone())
    .bind(vehicle.colour.clone())
    .bind(vehicle.version)
    .bind(vehicle.updated_at)
    .run(tx)
    .await?;
    Ok(())
}
