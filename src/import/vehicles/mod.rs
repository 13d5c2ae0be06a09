//! Vehicles of customers, who are found by reference or e-mail address.

mod read;
mod store;

use uuid::Uuid;

use super::importer::{self, Key};
use super::owner::{Owner, owners};
use super::{
    Changed, Duplicates, Field, Importer, Intake, Likeness, Mode, Reader, Rejection, Report, Row, Summary, Trouble,
    Verdict,
};
use crate::app::Cx;
use crate::audit::{self, Entry};
use crate::customers;
use crate::db::{Exec, Tx};
use crate::error::Failure;
use crate::ids::{CustomerId, VehicleId};
use crate::terms::{Permission, RecordKind};
use crate::text;
use crate::vehicles::{self, Vehicle, VehicleDraft};

/// What a file of vehicles can hold. `customer` is the other system's key of the customer; without it, the e-mail
/// address tells who it is.
pub const FIELDS: &[Field] = &[
    Field { name: "customer", required: false, also: &["customer_id", "customer_ref", "customer_number", "owner"] },
    Field { name: "customer_email", required: false, also: &["email", "owner_email"] },
    Field { name: "make", required: true, also: &["manufacturer", "brand"] },
    Field { name: "model", required: true, also: &["model_name"] },
    Field { name: "year", required: false, also: &["year_of_manufacture", "built"] },
    Field { name: "vin", required: false, also: &["chassis_number", "vehicle_identification_number"] },
    Field { name: "colour", required: false, also: &["color"] },
    Field { name: "plate", required: false, also: &["registration", "licence_plate", "number_plate", "reg"] },
];

/// Imports a file of vehicles.
///
/// # Errors
/// [`Trouble`] when the import ends early; in [`Mode::Batches`] the batches before that are kept.
pub async fn import(cx: &Cx, rows: Reader, how: (Mode, Duplicates), report: &mut Report) -> Result<Summary, Trouble> {
    cx.require(Permission::CustomersImport)?;
    cx.require(Permission::VehiclesWrite)?;
    super::engine::import(cx, Intake::new(Vehicles::new(cx, None), rows), how, report).await
}

/// The importer of vehicles.
pub(crate) struct Vehicles<'c> {
    cx: &'c Cx,
    /// The import as the audit log names it.
    import: Option<Uuid>,
}

impl<'c> Vehicles<'c> {
    pub fn new(cx: &'c Cx, import: Option<Uuid>) -> Self {
        Self { cx, import }
    }
}

/// A row that reads well.
pub(crate) struct Draft {
    row: Row,
    owner: Owner,
    changes: VehicleDraft,
    vin: Option<String>,
    plate: Option<String>,
}

impl Importer for Vehicles<'_> {
    type Draft = Draft;
    type Place = CustomerId;

    async fn draft(&mut self, row: &Row) -> Result<Result<Draft, Vec<Rejection>>, Trouble> {
        Ok(read::vehicle(self.cx, row))
    }

    fn keys(&self, draft: &Draft) -> Vec<Key> {
        let plate = draft.plate.as_deref().map(text::plate_key);
        let own = |what: &String| format!("{what} {:?}", draft.owner);
        let same = plate.as_ref().map(|plate| Key::same(Likeness::Plate, own(plate)));
        let vin = draft.vin.as_ref().map(|vin| Key::same(Likeness::Vin, own(vin)));
        let taken = plate.map(|plate| Key::clash(Likeness::Plate, plate, TAKEN));
        [same, vin, taken].into_iter().flatten().collect()
    }

    fn reject(&self, draft: &Draft, field: &str, reason: &'static str) -> Rejection {
        draft.row.reject(field, reason)
    }

    async fn judge(&self, mut on: Exec<'_>, batch: &[Draft]) -> Result<Vec<Verdict<CustomerId>>, Failure> {
        let owners = owners(on.reborrow(), self.cx, batch.iter().map(|draft| &draft.owner)).await?;
        let plates = store::plates(on.reborrow(), self.cx.account, batch).await?;
        let vins = store::vins(on, self.cx.account, batch).await?;
        let judged = batch.iter().map(|draft| {
            let refused = |field: &str, reason| Verdict::Refused(vec![draft.row.reject(field, reason)]);
            let owner = match owners.get(&draft.owner) {
                None => return refused(draft.owner.field(), "import-no-such-customer"),
                Some(Err(reason)) => return refused(draft.owner.field(), *reason),
                Some(Ok(owner)) => owner.id,
            };
            let by_plate = draft.plate.as_deref().and_then(|plate| plates.get(&text::plate_key(plate)));
            let by_vin = draft.vin.as_ref().and_then(|vin| vins.get(&(vin.clone(), owner)));
            match (by_plate, by_vin) {
                (Some((vehicle, its)), _) if *its == owner => Verdict::Same(owner, vehicle.uuid(), Likeness::Plate),
                (Some(_), _) => refused("plate", TAKEN),
                (None, Some(vehicle)) => Verdict::Same(owner, vehicle.uuid(), Likeness::Vin),
                (None, None) => Verdict::New(owner),
            }
        });
        Ok(judged.collect())
    }

    async fn insert(
        &mut self,
        tx: &mut Tx,
        draft: &Draft,
        owner: CustomerId,
    ) -> Result<Result<Uuid, Rejection>, Failure> {
        let vehicle = Vehicle { plate: draft.plate.clone(), ..Vehicle::new(self.cx, owner, &draft.changes)? };
        vehicles::add(tx, self.cx, &vehicle).await?;
        self.note(tx, "vehicle.imported", &vehicle).await?;
        Ok(Ok(vehicle.id.uuid()))
    }

    async fn lock(&self, tx: &mut Tx, records: Vec<Uuid>) -> Result<(), Failure> {
        for record in records {
            vehicles::lock(tx, self.cx.account, VehicleId::from_uuid(record)).await?;
        }
        Ok(())
    }

    async fn update(
        &self,
        tx: &mut Tx,
        draft: &Draft,
        record: Uuid,
    ) -> Result<Result<Option<Changed>, Rejection>, Failure> {
        let found = vehicles::lock(tx, self.cx.account, VehicleId::from_uuid(record)).await?;
        let Some(current) = found.filter(Vehicle::is_visible) else {
            return Ok(Err(draft.row.reject("plate", "import-vehicle-gone")));
        };
        let next = current.changed(self.cx, &draft.changes)?;
        if next.facts() == current.facts() {
            return Ok(Ok(None));
        }
        vehicles::put(tx, self.cx.account, &next).await?;
        self.note(tx, "vehicle.updated_by_import", &next).await?;
        Ok(Ok(Some(Changed::new(record, next.version, &current.facts())?)))
    }
}

const TAKEN: &str = "import-plate-taken";

impl Vehicles<'_> {
    /// Says of a vehicle again what was said before the import changed it. The caller has locked it.
    pub async fn put_back(&self, tx: &mut Tx, record: Uuid, facts: &str) -> Result<(), Failure> {
        let cx = self.cx;
        if let Some(current) = vehicles::find(&mut *tx, cx.account, VehicleId::from_uuid(record)).await? {
            let earlier = current.saying(cx, importer::facts(facts)?);
            vehicles::put(tx, cx.account, &earlier).await?;
            self.note(tx, "vehicle.import_change_undone", &earlier).await?;
        }
        Ok(())
    }

    async fn note(&self, tx: &mut Tx, action: &'static str, vehicle: &Vehicle) -> Result<(), Failure> {
        customers::announce(tx, self.cx, vehicle.customer_id);
        let entry = Entry::of(action, RecordKind::Vehicle, vehicle.id.uuid(), Some(vehicle.customer_id));
        audit::record(tx, self.cx, entry.with(importer::audited(self.import))).await?;
        Ok(())
    }
}
