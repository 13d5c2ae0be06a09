//! The SQL of importing vehicles.

use std::collections::BTreeMap;

use super::Draft;
use crate::db::Exec;
use crate::error::Fault;
use crate::ids::{AccountId, CustomerId, VehicleId};
use crate::{sql, text};

/// The vehicles that the batch's plates are on, by the plates' keys.
pub(super) async fn plates(
    on: Exec<'_>,
    account: AccountId,
    batch: &[Draft],
) -> Result<BTreeMap<String, (VehicleId, CustomerId)>, Fault> {
    let plates: Vec<_> = batch.iter().filter_map(|draft| draft.plate.as_deref().map(text::plate_key)).collect();
    let rows: Vec<(String, VehicleId, CustomerId)> = sql!(
        "select plate_key, vehicle_id, customer_id from registrations where account_id = $1 and released_at is null
            and plate_key [texts:$2]"
    )
    .bind(account)
    .bind(plates)
    .all(on)
    .await?;
    Ok(rows.into_iter().map(|(plate, vehicle, customer)| (plate, (vehicle, customer))).collect())
}

/// The vehicles with the batch's identification numbers, by these and their owners.
pub(super) async fn vins(
    on: Exec<'_>,
    account: AccountId,
    batch: &[Draft],
) -> Result<BTreeMap<(String, CustomerId), VehicleId>, Fault> {
    let vins: Vec<_> = batch.iter().filter_map(|draft| draft.vin.clone()).collect();
    let rows: Vec<(String, CustomerId, VehicleId)> = sql!(
        "select vin, customer_id, id from vehicles where account_id = $1 and deleted_at is null
            and vin [texts:$2]"
    )
    .bind(account)
    .bind(vins)
    .all(on)
    .await?;
    Ok(rows.into_iter().map(|(vin, customer, id)| ((vin, customer), id)).collect())
}
