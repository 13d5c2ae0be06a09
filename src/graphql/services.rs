//! The services' face.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, SimpleObject};

use super::connection::{Connection, ListSource, connection};
use super::context::{Admit, ContextExt, given, permit};
use super::errors::answer;
use super::loaders::{ItemsOf, load};
use super::money::Money;
use super::scalars::{DateTime, Decimal, int};
use super::tax_rates::TaxRate;
use crate::ids::ServiceId;
use crate::mutation_result;
use crate::services::{self, NewChoice, NewItem, ServiceDraft, ServiceFilter, ServiceKind};

/// What can be booked: a service, or a bundle of services.
#[derive(Clone)]
pub struct Service(pub Arc<services::Service>);

impl From<services::Service> for Service {
    fn from(service: services::Service) -> Self {
        Self(Arc::new(service))
    }
}

/// What can be booked: a service, or a bundle of services. What was booked, quoted or invoiced keeps the name and price
/// that it was agreed at. Needs `services.read`.
#[Object]
impl Service {
    /// The id.
    pub(super) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// One service, or several.
    async fn kind(&self) -> ServiceKind {
        self.0.kind
    }

    /// The name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// What is done, at length.
    async fn description(&self) -> Option<&str> {
        self.0.description.as_deref()
    }

    /// How long it takes.
    async fn duration_minutes(&self) -> i32 {
        int(self.0.duration_minutes)
    }

    /// What it costs, tax included. A bundle has a price of its own.
    async fn price(&self) -> async_graphql::Result<Money> {
        Ok(Money(self.0.price()?))
    }

    /// The tax within the price.
    async fn tax_rate(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<TaxRate>> {
        match self.0.tax_rate_id {
            Some(id) => Ok(load(ctx, id).await?.map(TaxRate::from)),
            None => Ok(None),
        }
    }

    /// What a bundle is made of, at most 20 services; nothing for a single one.
    async fn items(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<BundleItem>> {
        if self.0.kind == ServiceKind::Service {
            return Ok(Vec::new());
        }
        let items = load(ctx, ItemsOf(self.0.id)).await?.unwrap_or_default();
        Ok(items.into_iter().map(BundleItem).collect())
    }

    /// Whether the public booking page offers it.
    async fn online(&self) -> bool {
        self.0.online
    }

    /// Whether it was archived: nothing new is booked of it.
    async fn archived(&self) -> bool {
        self.0.archived_at.is_some()
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

/// A service within a bundle.
pub struct BundleItem(services::BundleItem);

/// A service within a bundle.
#[Object]
impl BundleItem {
    /// The service.
    async fn service(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Service>> {
        Ok(load(ctx, self.0.service_id).await?.map(Service::from))
    }

    /// How many of it.
    async fn quantity(&self) -> i32 {
        int(self.0.quantity)
    }
}

/// Where a list of services is read from.
pub type ServiceConnection = Connection<ListSource<services::Service, Service>>;

/// Which services to list. All that is given must fit.
#[derive(InputObject)]
pub struct ServiceWhere {
    /// A stretch of the name; case and accents do not matter.
    search: Option<String>,
    /// Single services only, or bundles only.
    kind: Option<ServiceKind>,
    /// Those that the public booking page offers, or the others.
    online: Option<bool>,
    /// Only archived ones, or only the others; both when null.
    #[graphql(default_with = "Some(false)")]
    archived: Option<bool>,
}

impl From<Option<ServiceWhere>> for ServiceFilter {
    fn from(wanted: Option<ServiceWhere>) -> Self {
        match wanted {
            Some(its) => Self { search: its.search, kind: its.kind, online: its.online, archived: its.archived },
            None => Self { archived: Some(false), ..Self::default() },
        }
    }
}

#[derive(Default)]
pub struct ServiceQueries;

#[Object(guard = "Admit")]
impl ServiceQueries {
    /// One service or bundle, archived or not; null when there is none. Needs `services.read`.
    async fn service(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The service's id.")] id: ID,
    ) -> async_graphql::Result<Option<Service>> {
        let cx = ctx.cx()?;
        let Ok(id) = id.parse::<ServiceId>() else { return Ok(None) };
        Ok(services::find(&cx.db, cx.account, id).await?.map(Service::from))
    }

    /// Services and bundles that fit a filter, by name. Needs `services.read`.
    async fn services(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which services; those that are not archived when left out.")] r#where: Option<ServiceWhere>,
        #[graphql(desc = "The page's size from its start, at most 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "The page's size from its end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> async_graphql::Result<ServiceConnection> {
        connection(services::list(ctx.account()?, &r#where.into()), Service::from, (first, after, last, before))
    }
}

/// A service, and how many of it.
#[derive(InputObject)]
pub struct ServiceChoiceInput {
    /// The service or bundle.
    service_id: ID,
    /// How many of it: 1 to 100.
    #[graphql(default = 1)]
    quantity: i32,
}

impl From<ServiceChoiceInput> for NewChoice {
    fn from(input: ServiceChoiceInput) -> Self {
        Self { service: input.service_id.to_string(), quantity: input.quantity.into() }
    }
}

/// A service to put into a bundle.
#[derive(InputObject)]
pub struct BundleItemInput {
    /// The service; not a bundle, and each once.
    service_id: ID,
    /// How many of it: 1 to 100.
    #[graphql(default = 1)]
    quantity: i32,
}

fn new_items(items: Option<Vec<BundleItemInput>>) -> Option<Vec<NewItem>> {
    let new = |item: BundleItemInput| NewItem { service: item.service_id.to_string(), quantity: item.quantity.into() };
    items.map(|items| items.into_iter().map(new).collect())
}

/// A service or bundle to add.
#[derive(InputObject)]
pub struct ServiceCreateInput {
    /// The name; at most 120 characters.
    name: String,
    /// What is done, at length; at most 2,000 characters.
    description: Option<String>,
    /// How long it takes: 1 minute to a day.
    duration_minutes: i32,
    /// What it costs, tax included, in the account's currency.
    price: Decimal,
    /// The tax within the price; none when left out.
    tax_rate_id: Option<ID>,
    /// Whether the public booking page offers it.
    #[graphql(default = false)]
    online: bool,
    /// What a bundle is made of, 1 to 20 services; left out for a single service.
    items: Option<Vec<BundleItemInput>>,
}

/// Changes to a service or bundle. What is left out stays; null empties what can be empty.
#[derive(InputObject)]
pub struct ServiceUpdateInput {
    /// The service.
    id: ID,
    /// The version that was read: the change happens only if it is still the current one.
    expected_version: i32,
    /// The name; at most 120 characters.
    name: Option<String>,
    /// What is done, at length; at most 2,000 characters.
    description: MaybeUndefined<String>,
    /// How long it takes: 1 minute to a day.
    duration_minutes: Option<i32>,
    /// What it costs, tax included, in the account's currency.
    price: Option<Decimal>,
    /// The tax within the price.
    tax_rate_id: MaybeUndefined<ID>,
    /// Whether the public booking page offers it.
    online: Option<bool>,
    /// What a bundle is made of, instead of what it was: 1 to 20 services.
    items: Option<Vec<BundleItemInput>>,
}

/// A service to archive.
#[derive(InputObject)]
pub struct ServiceArchiveInput {
    /// The service.
    id: ID,
}

/// A service to offer again.
#[derive(InputObject)]
pub struct ServiceUnarchiveInput {
    /// The service.
    id: ID,
}

/// A service was added or changed.
#[derive(SimpleObject)]
pub struct ServiceSaved {
    /// The service as it is now.
    service: Service,
}

mutation_result! {
    /// How adding a service ended.
    ServiceCreateResult = ServiceSaved | NotPermitted | RecordNotFound | InvalidInput
}

mutation_result! {
    /// How changing a service ended.
    ServiceUpdateResult = ServiceSaved | NotPermitted | RecordNotFound | VersionConflict | InvalidInput
}

mutation_result! {
    /// How archiving a service ended.
    ServiceArchiveResult = ServiceSaved | NotPermitted | RecordNotFound | WrongState
}

mutation_result! {
    /// How offering a service again ended.
    ServiceUnarchiveResult = ServiceSaved | NotPermitted | RecordNotFound | WrongState
}

fn saved(service: services::Service) -> ServiceSaved {
    ServiceSaved { service: service.into() }
}

#[derive(Default)]
pub struct ServiceMutations;

#[Object(guard = "Admit")]
impl ServiceMutations {
    /// Adds a service, or a bundle of services. Needs `services.write`; audited as `service.created`.
    async fn service_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The service to add.")] input: ServiceCreateInput,
    ) -> async_graphql::Result<ServiceCreateResult> {
        let draft = ServiceDraft {
            name: Some(input.name),
            description: Some(input.description),
            duration_minutes: Some(input.duration_minutes.into()),
            price: Some(input.price.0),
            tax_rate: Some(input.tax_rate_id.map(|id| id.to_string())),
            online: Some(input.online),
            items: new_items(input.items),
        };
        answer(ctx, async { services::create(&permit(ctx)?, &draft).await }.await, saved)
    }

    /// Changes a service or bundle, if nobody else has since it was read. What was agreed before keeps its name and
    /// price. Needs `services.write`; audited as `service.updated`.
    async fn service_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change.")] input: ServiceUpdateInput,
    ) -> async_graphql::Result<ServiceUpdateResult> {
        let version = i64::from(input.expected_version);
        let draft = ServiceDraft {
            name: input.name,
            description: given(input.description),
            duration_minutes: input.duration_minutes.map(i64::from),
            price: input.price.map(|price| price.0),
            tax_rate: given(input.tax_rate_id).map(|id| id.map(|id| id.to_string())),
            online: input.online,
            items: new_items(input.items),
        };
        answer(ctx, async { services::update(&permit(ctx)?, &input.id, version, &draft).await }.await, saved)
    }

    /// Archives a service or bundle: nothing new is booked of it, what was booked stays. Needs `services.write`;
    /// audited as `service.archived`.
    async fn service_archive(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The service.")] input: ServiceArchiveInput,
    ) -> async_graphql::Result<ServiceArchiveResult> {
        answer(ctx, async { services::archive(&permit(ctx)?, &input.id, true).await }.await, saved)
    }

    /// Offers an archived service or bundle again. Needs `services.write`; audited as `service.unarchived`.
    async fn service_unarchive(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The service.")] input: ServiceUnarchiveInput,
    ) -> async_graphql::Result<ServiceUnarchiveResult> {
        answer(ctx, async { services::archive(&permit(ctx)?, &input.id, false).await }.await, saved)
    }
}
