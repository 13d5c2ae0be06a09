//! Vehicles as rows.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::{Page, cell, read};
use crate::app::Cx;
use crate::customers;
use crate::db::List;
use crate::error::Fault;
use crate::vehicles::Vehicle;

pub(super) async fn page(cx: &Cx, list: &List, after: Option<String>) -> Result<Page, Fault> {
    let (found, next) = read::<Vehicle>(cx, list, after).await?;
    let ids: Vec<Uuid> = found.iter().map(|vehicle| vehicle.customer_id.uuid()).collect();
    let refs: BTreeMap<_, _> = customers::external_refs(&cx.db, cx.account, ids.clone()).await?.into_iter().collect();
    let owners = customers::by_ids(&cx.db, cx.account, ids).await?;
    let emails: BTreeMap<_, _> = owners.into_iter().filter_map(|owner| Some((owner.id, owner.email?))).collect();
    let rows =
        found.iter().map(|vehicle| row(vehicle, refs.get(&vehicle.customer_id), emails.get(&vehicle.customer_id)));
    Ok(Page { rows: rows.collect(), next })
}

/// In the order of the import's fields.
fn row(vehicle: &Vehicle, customer_ref: Option<&String>, email: Option<&String>) -> Vec<String> {
    vec![
        cell(customer_ref),
        cell(email),
        vehicle.make.clone(),
        vehicle.model.clone(),
        vehicle.year.map(|year| year.to_string()).unwrap_or_default(),
        cell(vehicle.vin.as_ref()),
        cell(vehicle.colour.as_ref()),
        cell(vehicle.plate.as_ref()),
    ]
}
