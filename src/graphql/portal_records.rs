//! What a customer sees of their records in the portal. None of these leads anywhere else.

use async_graphql::Object;

use super::connection::{Connection, ListSource};
use crate::vehicles;

/// A vehicle, as its owner sees it.
#[derive(Clone)]
pub struct PortalVehicle(pub vehicles::Vehicle);

/// Where a list of vehicles is read from.
pub type PortalVehicleConnection = Connection<ListSource<vehicles::Vehicle, PortalVehicle>>;

/// A vehicle, as its owner sees it.
#[Object]
impl PortalVehicle {
    /// The make.
    async fn make(&self) -> &str {
        &self.0.make
    }

    /// The model.
    async fn model(&self) -> &str {
        &self.0.model
    }

    /// The year of manufacture.
    async fn year(&self) -> Option<i32> {
        self.0.year.and_then(|year| i32::try_from(year).ok())
    }

    /// The colour.
    async fn colour(&self) -> Option<&str> {
        self.0.colour.as_deref()
    }

    /// The plate that is on it now.
    async fn plate(&self) -> Option<&str> {
        self.0.plate.as_deref()
    }
}
