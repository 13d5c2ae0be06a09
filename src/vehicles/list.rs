//! The list of vehicles.

use super::Vehicle;
use super::store::COLUMNS;
use crate::db::{Keyed, List, OrderKey, Query, Value};
use crate::ids::{AccountId, CustomerId};
use crate::text;

/// Which vehicles to list.
#[derive(Clone, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct VehicleFilter {
    pub customer: Option<CustomerId>,
    /// The beginning of a current plate, or a whole vehicle identification number.
    pub search: Option<String>,
    /// Those that a deletion hid, instead of those in sight; both when `None`.
    pub hidden: Option<bool>,
}

impl Keyed for Vehicle {
    fn key(&self, column: &str) -> Value {
        match column {
            "created_at" => self.created_at.into(),
            _ => self.id.into(),
        }
    }
}

/// Vehicles that fit a filter, the newest first.
pub fn list(account: AccountId, filter: &VehicleFilter) -> List {
    let mut body = Query::built("from vehicles where account_id = $1").bind(account);
    if let Some(customer) = filter.customer {
        body.push(" and customer_id = ").push_bind(customer);
    }
    match filter.hidden {
        None => {}
        Some(false) => _ = body.push(" and deleted_at is null"),
        Some(true) => _ = body.push(" and deleted_at is not null"),
    }
    if let Some(search) = &filter.search {
        push_search(&mut body, search);
    }
    List::new("vehicles", COLUMNS, body, OrderKey::newest_first())
}

fn push_search(body: &mut Query, search: &str) {
    let key = text::plate_key(search);
    if key.is_empty() {
        body.push(" and false");
        return;
    }
    body.push(" and (vin = ").push_bind(key.to_ascii_uppercase());
    body.push(
        " or id in (select r.vehicle_id from registrations r where r.account_id = $1 and r.released_at is null
            and r.plate_key >= ",
    );
    body.push_bind(key.as_str()).push(" and r.plate_key < ").push_bind(format!("{key}\u{10FFFF}")).push("))");
}
