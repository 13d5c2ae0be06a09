//! The vehicles' face.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, SimpleObject};

use super::connection::{Connection, ListSource, connection};
use super::context::{Admit, ContextExt, Needs, forbidden, given, id_in_filter, permit};
use super::customers::{Customer, customer_of};
use super::errors::answer;
use super::scalars::{DateTime, int};
use super::work_orders::{WorkOrder, WorkOrderConnection, WorkOrderWhere};
use crate::ids::VehicleId;
use crate::mutation_result;
use crate::terms::Permission;
use crate::vehicles::{self, VehicleDraft, VehicleFilter};
use crate::work_orders;

/// A customer's vehicle.
#[derive(Clone)]
pub struct Vehicle(pub Arc<vehicles::Vehicle>);

impl From<vehicles::Vehicle> for Vehicle {
    fn from(vehicle: vehicles::Vehicle) -> Self {
        Self(Arc::new(vehicle))
    }
}

/// A customer's vehicle. Needs `vehicles.read`; one that a deletion hid is shown to those who hold `customers.restore`.
#[Object]
impl Vehicle {
    /// The id.
    pub(super) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Whose it is; null when you may not see the customer.
    async fn customer(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Customer>> {
        customer_of(ctx, self.0.customer_id).await
    }

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

    /// The vehicle identification number, in upper case.
    async fn vin(&self) -> Option<&str> {
        self.0.vin.as_deref()
    }

    /// The colour.
    async fn colour(&self) -> Option<&str> {
        self.0.colour.as_deref()
    }

    /// The plate that is on it now.
    async fn plate(&self) -> Option<&str> {
        self.0.plate.as_deref()
    }

    /// When a deletion hid it; null while it is in sight.
    async fn hidden_at(&self) -> Option<DateTime> {
        self.0.deleted_at.map(DateTime::from)
    }

    /// The plates that it has had, the latest first.
    async fn registrations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The page's size from its start, at most 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "The page's size from its end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> async_graphql::Result<RegistrationConnection> {
        let list = vehicles::registrations(ctx.account()?, self.0.id);
        connection(list, Registration::from, (first, after, last, before))
    }

    /// The work orders about it, the newest first. Needs `work_orders.read`.
    #[graphql(guard = "Needs(Permission::WorkOrdersRead)")]
    async fn work_orders(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them; all when left out.")] r#where: Option<WorkOrderWhere>,
        #[graphql(desc = "The page's size from its start, at most 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "The page's size from its end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> async_graphql::Result<WorkOrderConnection> {
        let list = work_orders::list(ctx.account()?, &r#where.unwrap_or_default().into());
        connection(list.within("vehicle_id", self.0.id.uuid()), WorkOrder::from, (first, after, last, before))
    }

    /// Goes up with each change; send it back as `expectedVersion`.
    async fn version(&self) -> i32 {
        int(self.0.version)
    }

    /// When it was added.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// When it was last changed.
    async fn updated_at(&self) -> DateTime {
        self.0.updated_at.into()
    }
}

/// Where a list of vehicles is read from.
pub type VehicleConnection = Connection<ListSource<vehicles::Vehicle, Vehicle>>;

/// Where a list of registrations is read from.
pub type RegistrationConnection = Connection<ListSource<vehicles::Registration, Registration>>;

/// A plate on a vehicle, for as long as it was there.
#[derive(Clone, SimpleObject)]
pub struct Registration {
    /// The id.
    id: ID,
    /// The plate, in upper case.
    plate: String,
    /// Since when it was on the vehicle.
    assigned_at: DateTime,
    /// When it was taken off; null while it is on the vehicle.
    released_at: Option<DateTime>,
}

impl From<vehicles::Registration> for Registration {
    fn from(registration: vehicles::Registration) -> Self {
        Self {
            id: registration.id.to_string().into(),
            plate: registration.plate,
            assigned_at: registration.assigned_at.into(),
            released_at: registration.released_at.map(DateTime::from),
        }
    }
}

/// Which vehicles to list. All that is given must fit.
#[derive(InputObject, Default)]
pub struct VehicleWhere {
    /// Those of this customer.
    customer_id: Option<ID>,
    /// The beginning of the plate that is on it now, or its whole vehicle identification number; case and spaces do not
    /// matter.
    search: Option<String>,
    /// Those that a deletion hid, instead of those in sight. Needs `customers.restore`.
    #[graphql(default)]
    hidden: bool,
}

impl From<VehicleWhere> for VehicleFilter {
    fn from(wanted: VehicleWhere) -> Self {
        Self {
            customer: wanted.customer_id.as_ref().map(id_in_filter),
            search: wanted.search,
            hidden: Some(wanted.hidden),
        }
    }
}

/// A vehicle as a viewer may see it: hidden ones only with `customers.restore`.
pub(super) fn visible(ctx: &Context<'_>, vehicle: vehicles::Vehicle) -> Option<Vehicle> {
    let may = vehicle.is_visible() || ctx.caller().who.may(Permission::CustomersRestore);
    may.then(|| vehicle.into())
}

#[derive(Default)]
pub struct VehicleQueries;

#[Object(guard = "Admit")]
impl VehicleQueries {
    /// One vehicle; null when there is none. Needs `vehicles.read`; hidden ones `customers.restore` too.
    async fn vehicle(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The vehicle's id.")] id: ID,
    ) -> async_graphql::Result<Option<Vehicle>> {
        let cx = ctx.cx()?;
        let Ok(id) = id.parse::<VehicleId>() else { return Ok(None) };
        Ok(vehicles::find(&cx.db, cx.account, id).await?.and_then(|vehicle| visible(ctx, vehicle)))
    }

    /// Vehicles that fit a filter, the newest first. Needs `vehicles.read`; to list hidden ones `customers.restore` too.
    async fn vehicles(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which vehicles; all in sight when left out.")] r#where: Option<VehicleWhere>,
        #[graphql(desc = "The page's size from its start, at most 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "The page's size from its end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> async_graphql::Result<VehicleConnection> {
        let cx = ctx.cx()?;
        let wanted = r#where.unwrap_or_default();
        if wanted.hidden && !cx.who.may(Permission::CustomersRestore) {
            return Err(forbidden(Permission::CustomersRestore));
        }
        connection(vehicles::list(cx.account, &wanted.into()), Vehicle::from, (first, after, last, before))
    }
}

/// A vehicle to add.
#[derive(InputObject)]
pub struct VehicleCreateInput {
    /// Whose it is.
    customer_id: ID,
    /// The make; at most 60 characters.
    make: String,
    /// The model; at most 60 characters.
    model: String,
    /// The year of manufacture, from 1885 to 2100.
    year: Option<i32>,
    /// The vehicle identification number: at most 17 letters and digits.
    vin: Option<String>,
    /// The colour; at most 40 characters.
    colour: Option<String>,
    /// The plate that is on it: at most 16 letters, digits, spaces and hyphens.
    plate: Option<String>,
}

/// Changes to a vehicle. What is left out stays; null empties what can be empty.
#[derive(InputObject)]
pub struct VehicleUpdateInput {
    /// The vehicle.
    id: ID,
    /// The version that was read: the change happens only if it is still the current one.
    expected_version: i32,
    /// The make; at most 60 characters.
    make: Option<String>,
    /// The model; at most 60 characters.
    model: Option<String>,
    /// The year of manufacture, from 1885 to 2100.
    year: MaybeUndefined<i32>,
    /// The vehicle identification number: at most 17 letters and digits.
    vin: MaybeUndefined<String>,
    /// The colour; at most 40 characters.
    colour: MaybeUndefined<String>,
}

/// A plate to put on a vehicle.
#[derive(InputObject)]
pub struct RegistrationAssignInput {
    /// The vehicle.
    vehicle_id: ID,
    /// The plate: at most 16 letters, digits, spaces and hyphens.
    plate: String,
}

/// A vehicle whose plate to take off.
#[derive(InputObject)]
pub struct RegistrationReleaseInput {
    /// The vehicle.
    vehicle_id: ID,
}

/// A vehicle was added or changed.
#[derive(SimpleObject)]
pub struct VehicleSaved {
    /// The vehicle as it is now.
    vehicle: Vehicle,
}

mutation_result! {
    /// How adding a vehicle ended.
    VehicleCreateResult =
        VehicleSaved | NotPermitted | CustomerNotFound | CustomerAlreadyDeleted | PlateTaken | InvalidInput
}

mutation_result! {
    /// How changing a vehicle ended.
    VehicleUpdateResult =
        VehicleSaved | NotPermitted | RecordNotFound | CustomerAlreadyDeleted | VersionConflict | InvalidInput
}

mutation_result! {
    /// How putting a plate on a vehicle ended.
    RegistrationAssignResult =
        VehicleSaved | NotPermitted | RecordNotFound | CustomerAlreadyDeleted | PlateTaken | InvalidInput
}

mutation_result! {
    /// How taking a plate off a vehicle ended.
    RegistrationReleaseResult = VehicleSaved | NotPermitted | RecordNotFound | CustomerAlreadyDeleted
}

fn saved(vehicle: vehicles::Vehicle) -> VehicleSaved {
    VehicleSaved { vehicle: vehicle.into() }
}

#[derive(Default)]
pub struct VehicleMutations;

#[Object(guard = "Admit")]
impl VehicleMutations {
    /// Adds a vehicle to a customer, with the plate on it if one is given. Needs `vehicles.write`; audited as
    /// `vehicle.created`.
    async fn vehicle_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The vehicle to add.")] input: VehicleCreateInput,
    ) -> async_graphql::Result<VehicleCreateResult> {
        let draft = VehicleDraft {
            make: Some(input.make),
            model: Some(input.model),
            year: Some(input.year),
            vin: Some(input.vin),
            colour: Some(input.colour),
        };
        let plate = input.plate.as_deref();
        answer(ctx, async { vehicles::create(&permit(ctx)?, &input.customer_id, &draft, plate).await }.await, saved)
    }

    /// Changes a vehicle, if nobody else has since it was read. Needs `vehicles.write`; audited as `vehicle.updated`.
    async fn vehicle_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change.")] input: VehicleUpdateInput,
    ) -> async_graphql::Result<VehicleUpdateResult> {
        let version = i64::from(input.expected_version);
        let draft = VehicleDraft {
            make: input.make,
            model: input.model,
            year: given(input.year),
            vin: given(input.vin),
            colour: given(input.colour),
        };
        answer(ctx, async { vehicles::update(&permit(ctx)?, &input.id, version, &draft).await }.await, saved)
    }

    /// Puts a plate on a vehicle; the one that was on it is released. A plate is on one vehicle of the account at a time.
    /// Needs `vehicles.write`; audited as `registration.assigned`.
    async fn registration_assign(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The plate and the vehicle.")] input: RegistrationAssignInput,
    ) -> async_graphql::Result<RegistrationAssignResult> {
        answer(ctx, async { vehicles::assign(&permit(ctx)?, &input.vehicle_id, &input.plate).await }.await, saved)
    }

    /// Takes the plate off a vehicle, so that another can have it. Needs `vehicles.write`; audited as
    /// `registration.released`.
    async fn registration_release(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The vehicle.")] input: RegistrationReleaseInput,
    ) -> async_graphql::Result<RegistrationReleaseResult> {
        answer(ctx, async { vehicles::release(&permit(ctx)?, &input.vehicle_id).await }.await, saved)
    }
}
