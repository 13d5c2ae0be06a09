//! Plates on vehicles: each registration is a plate on a vehicle, from one moment to another.

use super::{Vehicle, store, visible};
use crate::app::Cx;
use crate::audit::{self, Entry};
use crate::clock::Timestamp;
use crate::db::{Keyed, List, OrderKey, Query, Tx, Value};
use crate::error::{Fault, Outcome, Refusal};
use crate::ids::{AccountId, RegistrationId, VehicleId};
use crate::terms::{Permission, RecordKind};
use crate::{customers, in_tx, sql, text};

/// A plate on a vehicle, for as long as it was there.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Registration {
    pub id: RegistrationId,
    pub vehicle_id: VehicleId,
    pub plate: String,
    pub assigned_at: Timestamp,
    /// `None` while it is on the vehicle.
    pub released_at: Option<Timestamp>,
}

impl Keyed for Registration {
    fn key(&self, column: &str) -> Value {
        match column {
            "assigned_at" => self.assigned_at.into(),
            _ => self.id.into(),
        }
    }
}

/// The plates that a vehicle has had, the latest first.
pub fn list(account: AccountId, vehicle: VehicleId) -> List {
    let body = Query::built("from registrations where account_id = $1").bind(account);
    let columns = "id, vehicle_id, plate, assigned_at, released_at";
    List::new("registrations", columns, body, OrderKey::latest_first("assigned_at"))
        .within("vehicle_id", vehicle.uuid())
}

/// Puts a plate on a vehicle; the one that was there is released. A plate that is there already stays.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::CustomerDeleted`], [`Refusal::PlateTaken`],
/// [`Refusal::InvalidInput`].
pub async fn assign(cx: &Cx, vehicle: &str, plate: &str) -> Outcome<Vehicle> {
    cx.require(Permission::VehiclesWrite)?;
    let id: VehicleId = cx.parse(RecordKind::Vehicle, vehicle)?;
    let plate = text::plate("plate", plate)?;
    in_tx!(cx, |tx| {
        let vehicle = lock_for_plates(tx, cx, id).await?;
        if vehicle.plate.as_ref().is_some_and(|current| *current == plate) {
            return Ok(vehicle);
        }
        take_off(tx, cx, &vehicle).await?;
        let registration = put_on(tx, cx, &vehicle, &plate).await?;
        note(tx, cx, "registration.assigned", registration, &vehicle).await?;
        Ok(Vehicle { plate: Some(plate.clone()), ..vehicle })
    })
}

/// Takes the plate off a vehicle, so that another can have it.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`] (of a registration when there is no plate on the vehicle),
/// [`Refusal::CustomerDeleted`].
pub async fn release(cx: &Cx, vehicle: &str) -> Outcome<Vehicle> {
    cx.require(Permission::VehiclesWrite)?;
    let id: VehicleId = cx.parse(RecordKind::Vehicle, vehicle)?;
    in_tx!(cx, |tx| {
        let vehicle = lock_for_plates(tx, cx, id).await?;
        let released = take_off(tx, cx, &vehicle).await?;
        let registration = released.ok_or(Refusal::NotFound(RecordKind::Registration))?;
        customers::reindex(tx, cx.account, vehicle.customer_id).await?;
        note(tx, cx, "registration.released", registration, &vehicle).await?;
        Ok(Vehicle { plate: None, ..vehicle })
    })
}

/// A vehicle and its customer, both locked: the customer's search terms follow the plates.
async fn lock_for_plates(tx: &mut Tx, cx: &Cx, id: VehicleId) -> Outcome<Vehicle> {
    let found = visible(cx, store::find(&mut *tx, cx.account, id).await?)?;
    let owner = customers::lock(tx, cx.account, found.customer_id).await?;
    if !owner.is_some_and(|owner| owner.is_active()) {
        return Err(Refusal::CustomerDeleted(found.customer_id).into());
    }
    visible(cx, store::lock(tx, cx.account, id).await?)
}

/// Puts a free plate on a vehicle without one. Whoever loses a race for the plate runs again, and finds it taken.
pub(super) async fn put_on(tx: &mut Tx, cx: &Cx, vehicle: &Vehicle, plate: &str) -> Outcome<RegistrationId> {
    let key = text::plate_key(plate);
    if is_taken(tx, cx.account, &key).await? {
        return Err(Refusal::PlateTaken { plate: plate.to_owned() }.into());
    }
    let id: RegistrationId = cx.id();
    sql!(
        "insert into registrations (account_id, id, vehicle_id, customer_id, plate, plate_key, assigned_at)
         values ($1, $2, $3, $4, $5, $6, $7)"
    )
    .bind(cx.account)
    .bind(id)
    .bind(vehicle.id)
    .bind(vehicle.customer_id)
    .bind(plate)
    .bind(key)
    .bind(cx.now())
    .run(&mut *tx)
    .await?;
    customers::reindex(tx, cx.account, vehicle.customer_id).await?;
    Ok(id)
}

async fn is_taken(tx: &mut Tx, account: AccountId, key: &str) -> Result<bool, Fault> {
    let found: Option<RegistrationId> =
        sql!("select id from registrations where account_id = $1 and plate_key = $2 and released_at is null")
            .bind(account)
            .bind(key)
            .scalar(tx)
            .await?;
    Ok(found.is_some())
}

async fn take_off(tx: &mut Tx, cx: &Cx, vehicle: &Vehicle) -> Result<Option<RegistrationId>, Fault> {
    sql!(
        "update registrations set released_at = $3 where account_id = $1 and vehicle_id = $2 and released_at is null
         returning id"
    )
    .bind(cx.account)
    .bind(vehicle.id)
    .bind(cx.now())
    .scalar(tx)
    .await
}

async fn note(
    tx: &mut Tx,
    cx: &Cx,
    action: &'static str,
    registration: RegistrationId,
    vehicle: &Vehicle,
) -> Outcome<()> {
    customers::announce(tx, cx, vehicle.customer_id);
    let entry = Entry::of(action, RecordKind::Registration, registration.uuid(), Some(vehicle.customer_id))
        .with(serde_json::json!({ "vehicle": vehicle.id.to_string() }));
    audit::record(tx, cx, entry).await?;
    Ok(())
}
