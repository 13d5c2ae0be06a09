//! The list of work orders.

use super::store::COLUMNS;
use super::{WorkOrder, WorkOrderState};
use crate::db::{Keyed, List, OrderKey, Query, Value};
use crate::ids::{AccountId, CustomerId, VehicleId};
use crate::text;

/// Which work orders to list.
#[derive(Clone, Debug, Default)]
pub struct WorkOrderFilter {
    pub customer: Option<CustomerId>,
    pub vehicle: Option<VehicleId>,
    /// Empty: any.
    pub state: Vec<WorkOrderState>,
    /// A number, or the plate as it was.
    pub search: Option<String>,
}

impl Keyed for WorkOrder {
    fn key(&self, column: &str) -> Value {
        match column {
            "created_at" => self.created_at.into(),
            _ => self.id.into(),
        }
    }
}

/// Work orders that fit a filter, the newest first. Those of deleted customers are among them (E2).
pub fn list(account: AccountId, filter: &WorkOrderFilter) -> List {
    let mut body = Query::built("from work_orders where account_id = $1").bind(account);
    if let Some(customer) = filter.customer {
        body.push(" and customer_id = ").push_bind(customer);
    }
    if let Some(vehicle) = filter.vehicle {
        body.push(" and vehicle_id = ").push_bind(vehicle);
    }
    if !filter.state.is_empty() {
        body.push(" and state").push_in(filter.state.iter().copied());
    }
    if let Some(search) = &filter.search {
        push_search(&mut body, search);
    }
    List::new("work_orders", COLUMNS, body, OrderKey::newest_first())
}

fn push_search(body: &mut Query, search: &str) {
    body.push(" and (false");
    if let Ok(number) = search.trim().parse::<i64>() {
        body.push(" or number = ").push_bind(number);
    }
    if let Ok(plate) = text::plate("search", search) {
        body.push(" or plate = ").push_bind(plate);
    }
    body.push(")");
}
