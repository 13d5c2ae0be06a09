//! The SQL of importing vehicles.

use std::collections::BTreeMap;

use super::{Draft, Owner};
use crate::app::Cx;
use crate::customers;
use crate::db::Exec;
use crate::error::{Failure, Fault};
use crate::ids::{AccountId, CustomerId, VehicleId};
use crate::{sql, text};

/// Owners as rows say them: who it is, or why it cannot be.
type Owners = BTreeMap<Owner, Result<CustomerId, &'static str>>;

/// Whom the batch's vehicles belong to. Within a transaction they are locked, in the order of their ids: what a customer
/// is found by follows the plates.
pub(super) async fn owners(mut on: Exec<'_>, cx: &Cx, batch: &[Draft]) -> Result<Owners, Failure> {
    let refs = batch.iter().filter_map(|draft| match &draft.owner {
        Owner::Reference(reference) => Some(reference.clone()),
        Owner::Email(_) => None,
    });
    let found = customers::external_ids(on.reborrow(), cx.account, refs.collect()).await?;
    let mut owners: Owners = found.into_iter().map(|(reference, id)| (Owner::Reference(reference), Ok(id))).collect();
    for (email, id) in by_email(on.reborrow(), cx.account, batch).await? {
        let several = Err("several customers have this e-mail address");
        owners.entry(Owner::Email(email)).and_modify(|owner| *owner = several).or_insert(Ok(id));
    }
    let mut ids: Vec<_> = owners.values().filter_map(|owner| owner.ok()).collect();
    ids.sort_unstable();
    ids.dedup();
    for id in ids {
        let customer = match &mut on {
            Exec::Tx(tx) => customers::lock(tx, cx.account, id).await?,
            Exec::Db(db) => customers::find(*db, cx.account, id).await?,
        };
        if !customer.is_some_and(|customer| customer.is_active()) {
            let gone = owners.values_mut().filter(|owner| **owner == Ok(id));
            gone.for_each(|owner| *owner = Err("the customer is deleted"));
        }
    }
    Ok(owners)
}

async fn by_email(on: Exec<'_>, account: AccountId, batch: &[Draft]) -> Result<Vec<(String, CustomerId)>, Fault> {
    let emails = batch.iter().filter_map(|draft| match &draft.owner {
        Owner::Email(email) => Some(email.clone()),
        Owner::Reference(_) => None,
    });
    sql!(
        "select email_key, id from customers where account_id = $1 and lifecycle = 'ACTIVE'
            and email_key [texts:$2]"
    )
    .bind(account)
    .bind(emails.collect::<Vec<_>>())
    .all(on)
    .await
}

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
