//! Vehicles and the plates on them. A plate is on one vehicle of an account at a time (E3).

mod list;
mod registrations;
mod store;

pub use list::{VehicleFilter, list};
pub use registrations::{Registration, assign, list as registrations, release};
pub use store::{by_ids, find, lock, update as put};

use serde::{Deserialize, Serialize};

use crate::app::Cx;
use crate::audit::{self, Entry};
use crate::clock::Timestamp;
use crate::db::Tx;
use crate::error::{FieldProblem, Outcome, Problem, Refusal};
use crate::ids::{CustomerId, VehicleId};
use crate::terms::{Permission, RecordKind};
use crate::{customers, in_tx, text};

/// A customer's vehicle.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Vehicle {
    pub id: VehicleId,
    pub customer_id: CustomerId,
    pub make: String,
    pub model: String,
    /// Of manufacture.
    pub year: Option<i64>,
    /// The vehicle identification number, in upper case.
    pub vin: Option<String>,
    pub colour: Option<String>,
    /// The plate that is on it now.
    pub plate: Option<String>,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// When a deletion hid it, while it does.
    pub deleted_at: Option<Timestamp>,
}

/// What people say about a vehicle. Left out fields of an update stay.
#[derive(Clone, Debug, Default)]
pub struct VehicleDraft {
    pub make: Option<String>,
    pub model: Option<String>,
    pub year: Option<Option<i32>>,
    pub vin: Option<Option<String>>,
    pub colour: Option<Option<String>>,
}

/// All that people say about a vehicle, beside the plate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VehicleFacts {
    pub make: String,
    pub model: String,
    pub year: Option<i64>,
    pub vin: Option<String>,
    pub colour: Option<String>,
}

impl Vehicle {
    /// A vehicle that does not exist yet, without a plate.
    ///
    /// # Errors
    /// [`Refusal::InvalidInput`] names the field that cannot be.
    pub fn new(cx: &Cx, customer_id: CustomerId, draft: &VehicleDraft) -> Result<Self, Refusal> {
        let blank = Self {
            id: cx.id(),
            customer_id,
            make: String::new(),
            model: String::new(),
            year: None,
            vin: None,
            colour: None,
            plate: None,
            version: 0,
            created_at: cx.now(),
            updated_at: cx.now(),
            deleted_at: None,
        };
        blank.changed(cx, draft)
    }

    /// The vehicle with a draft's fields, checked.
    ///
    /// # Errors
    /// [`Refusal::InvalidInput`] names the field that cannot be.
    pub fn changed(&self, cx: &Cx, draft: &VehicleDraft) -> Result<Self, Refusal> {
        let optional = |new: &Option<Option<String>>, old: &Option<String>, check: Check| match new {
            None => Ok(old.clone()),
            Some(new) => check(new.as_deref()),
        };
        let facts = VehicleFacts {
            make: text::line("make", draft.make.as_ref().unwrap_or(&self.make), 60)?,
            model: text::line("model", draft.model.as_ref().unwrap_or(&self.model), 60)?,
            year: draft.year.map_or(Ok(self.year), year)?,
            vin: optional(&draft.vin, &self.vin, vin)?,
            colour: optional(&draft.colour, &self.colour, |colour| text::optional_line("colour", colour, 40))?,
        };
        Ok(self.saying(cx, facts))
    }

    /// What is said of the vehicle now.
    pub fn facts(&self) -> VehicleFacts {
        VehicleFacts {
            make: self.make.clone(),
            model: self.model.clone(),
            year: self.year,
            vin: self.vin.clone(),
            colour: self.colour.clone(),
        }
    }

    /// The vehicle with other facts, which were checked before.
    #[must_use]
    pub fn saying(&self, cx: &Cx, facts: VehicleFacts) -> Self {
        let VehicleFacts { make, model, year, vin, colour } = facts;
        let (version, updated_at) = (self.version + 1, cx.now());
        Self { make, model, year, vin, colour, version, updated_at, ..self.clone() }
    }

    /// Whether everybody who may see vehicles may see it.
    pub fn is_visible(&self) -> bool {
        self.deleted_at.is_none()
    }
}

type Check = fn(Option<&str>) -> Result<Option<String>, FieldProblem>;

fn year(year: Option<i32>) -> Result<Option<i64>, FieldProblem> {
    let (min, max) = (1885, 2100);
    match year.map(i64::from) {
        Some(year) if !(min..=max).contains(&year) => Err(FieldProblem::new("year", Problem::OutOfRange { min, max })),
        year => Ok(year),
    }
}

fn vin(vin: Option<&str>) -> Result<Option<String>, FieldProblem> {
    let Some(vin) = text::optional_line("vin", vin, 17)? else { return Ok(None) };
    if vin.chars().all(|c| c.is_ascii_alphanumeric()) {
        Ok(Some(vin.to_ascii_uppercase()))
    } else {
        Err(FieldProblem::new("vin", Problem::Malformed { expected: "expected-vin" }))
    }
}

/// Adds a vehicle to a live customer, with the plate on it if one is given.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::CustomerDeleted`], [`Refusal::PlateTaken`],
/// [`Refusal::InvalidInput`].
pub async fn create(cx: &Cx, customer: &str, draft: &VehicleDraft, plate: Option<&str>) -> Outcome<Vehicle> {
    cx.require(Permission::VehiclesWrite)?;
    let customer: CustomerId = cx.parse(RecordKind::Customer, customer)?;
    let mut vehicle = Vehicle::new(cx, customer, draft)?;
    vehicle.plate = plate.map(|plate| text::plate("plate", plate)).transpose()?;
    in_tx!(cx, |tx| {
        customers::lock_live(tx, cx, customer).await?;
        add(tx, cx, &vehicle).await?;
        note(tx, cx, "vehicle.created", &vehicle).await?;
        Ok(vehicle.clone())
    })
}

/// Writes a new vehicle with its plate. The caller has locked its customer.
///
/// # Errors
/// [`Refusal::PlateTaken`].
pub async fn add(tx: &mut Tx, cx: &Cx, vehicle: &Vehicle) -> Outcome<()> {
    store::insert(tx, cx.account, vehicle).await?;
    if let Some(plate) = &vehicle.plate {
        registrations::put_on(tx, cx, vehicle, plate).await?;
    }
    Ok(())
}

/// Changes a vehicle, if it is still at the version that was read.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::CustomerDeleted`], [`Refusal::VersionConflict`],
/// [`Refusal::InvalidInput`].
pub async fn update(cx: &Cx, id: &str, expected_version: i64, draft: &VehicleDraft) -> Outcome<Vehicle> {
    cx.require(Permission::VehiclesWrite)?;
    let id: VehicleId = cx.parse(RecordKind::Vehicle, id)?;
    in_tx!(cx, |tx| {
        let found = visible(cx, store::find(&mut *tx, cx.account, id).await?)?;
        customers::hold_owner(tx, cx, found.customer_id).await?;
        let current = visible(cx, store::lock(tx, cx.account, id).await?)?;
        if current.version != expected_version {
            return Err(Refusal::VersionConflict { current: current.version }.into());
        }
        let next = current.changed(cx, draft)?;
        store::update(tx, cx.account, &next).await?;
        note(tx, cx, "vehicle.updated", &next).await?;
        Ok(next)
    })
}

fn visible(cx: &Cx, vehicle: Option<Vehicle>) -> Outcome<Vehicle> {
    vehicle
        .filter(|vehicle| vehicle.is_visible() || cx.who.may(Permission::CustomersRestore))
        .ok_or_else(|| Refusal::NotFound(RecordKind::Vehicle).into())
}

async fn note(tx: &mut Tx, cx: &Cx, action: &'static str, vehicle: &Vehicle) -> Outcome<()> {
    customers::announce(tx, cx, vehicle.customer_id);
    let entry = Entry::of(action, RecordKind::Vehicle, vehicle.id.uuid(), Some(vehicle.customer_id));
    audit::record(tx, cx, entry).await?;
    Ok(())
}
