//! The providers' face: what is read.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use async_graphql::{Context, ID, InputObject, Object};

use super::bookings::{Booking, BookingConnection, BookingWhere};
use super::connection::{Connection, ListSource, connection};
use super::context::{Admit, ContextExt, Needs};
use super::loaders::{Batch, BatchFault, load};
use super::ratings::{Rating, RatingAverage, RatingConnection};
use super::scalars::{DateTime, TimeOfDay, int};
use super::services::Service;
use super::staff::Staff;
use crate::access::staff;
use crate::bookings;
use crate::ids::{ProviderId, ServiceId};
use crate::providers::{self, Absence as Row, Hours, ProviderFilter};
use crate::ratings;
use crate::term;
use crate::terms::Permission;

term! {
    /// A day of the week.
    Weekday {
        /// Monday.
        Monday = "MONDAY",
        /// Tuesday.
        Tuesday = "TUESDAY",
        /// Wednesday.
        Wednesday = "WEDNESDAY",
        /// Thursday.
        Thursday = "THURSDAY",
        /// Friday.
        Friday = "FRIDAY",
        /// Saturday.
        Saturday = "SATURDAY",
        /// Sunday.
        Sunday = "SUNDAY",
    }
}

impl Weekday {
    /// 1 is Monday.
    pub(super) fn number(self) -> i64 {
        Self::ALL.iter().zip(1..).find(|(day, _)| **day == self).map_or(0, |(_, number)| number)
    }

    fn of(number: i64) -> Self {
        Self::ALL.iter().copied().find(|day| day.number() == number).unwrap_or(Self::Sunday)
    }
}

/// Somebody who can be dispatched.
#[derive(Clone)]
pub struct Provider(pub Arc<providers::Provider>);

impl From<providers::Provider> for Provider {
    fn from(provider: providers::Provider) -> Self {
        Self(Arc::new(provider))
    }
}

/// Somebody who can be dispatched to do what was booked. Needs `providers.read`.
#[Object]
impl Provider {
    /// The id.
    pub(super) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Where they are told of their bookings.
    async fn email(&self) -> Option<&str> {
        self.0.email.as_deref()
    }

    /// The member of staff that they are, if they are one; null too for those who may not manage staff.
    async fn staff(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Staff>> {
        match self.0.staff_id {
            Some(id) if ctx.caller().who.may(Permission::StaffManage) => {
                let cx = ctx.cx()?;
                Ok(staff::find(&cx, &cx.db, id).await?.map(Staff))
            }
            _ => Ok(None),
        }
    }

    /// The single services that they are said to do, at most 500; none means all. A bundle is done by whoever can do
    /// every service in it. Needs `services.read`.
    #[graphql(guard = "Needs(Permission::ServicesRead)")]
    async fn services(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Service>> {
        let ids = load(ctx, ServicesOf(self.0.id)).await?.unwrap_or_default();
        let services = ids.into_iter().map(|id| load(ctx, id));
        let services = futures_util::future::try_join_all(services).await?;
        Ok(services.into_iter().flatten().map(Service::from).collect())
    }

    /// Their working hours, by weekday and time, in the account's time zone.
    async fn hours(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<WorkingHours>> {
        let hours = load(ctx, HoursOf(self.0.id)).await?.unwrap_or_default();
        Ok(hours.into_iter().map(WorkingHours).collect())
    }

    /// Their time off, the latest first.
    async fn absences(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The page's size from its start, at most 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "The page's size from its end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> async_graphql::Result<Connection<ListSource<Row, Absence>>> {
        let list = providers::absences(ctx.account()?).within("provider_id", self.0.id.uuid());
        connection(list, Absence, (first, after, last, before))
    }

    /// What they have to do and did, by when it starts. Needs `bookings.read`.
    #[graphql(guard = "Needs(Permission::BookingsRead)")]
    async fn bookings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of it; all when left out.")] r#where: Option<BookingWhere>,
        #[graphql(desc = "The page's size from its start, at most 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "The page's size from its end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> async_graphql::Result<BookingConnection> {
        let list = bookings::list(ctx.account()?, &r#where.unwrap_or_default().into());
        connection(list.within("provider_id", self.0.id.uuid()), Booking::from, (first, after, last, before))
    }

    /// What customers said about what they did, the latest first. Needs `bookings.read`.
    #[graphql(guard = "Needs(Permission::BookingsRead)")]
    async fn ratings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The page's size from its start, at most 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "The page's size from its end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> async_graphql::Result<RatingConnection> {
        let list = ratings::list(ctx.account()?).within("provider_id", self.0.id.uuid());
        connection(list, Rating::from, (first, after, last, before))
    }

    /// What these ratings come to. Needs `bookings.read`.
    #[graphql(guard = "Needs(Permission::BookingsRead)")]
    async fn rating(&self, ctx: &Context<'_>) -> async_graphql::Result<RatingAverage> {
        RatingAverage::of(ctx, self.0.id).await
    }

    /// Whether they were archived: they are booked no more.
    async fn archived(&self) -> bool {
        self.0.archived_at.is_some()
    }

    /// Goes up with each change; send it back as `expectedVersion`.
    async fn version(&self) -> i32 {
        int(self.0.version)
    }

    /// When they were added.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// When they were last changed.
    async fn updated_at(&self) -> DateTime {
        self.0.updated_at.into()
    }
}

/// A stretch of working hours of one weekday.
pub struct WorkingHours(Hours);

/// A stretch of working hours of one weekday, in the account's time zone.
#[Object]
impl WorkingHours {
    /// The day.
    async fn weekday(&self) -> Weekday {
        Weekday::of(self.0.weekday)
    }

    /// From this time on.
    async fn from(&self) -> TimeOfDay {
        TimeOfDay(self.0.from_minute)
    }

    /// Until this time.
    async fn until(&self) -> TimeOfDay {
        TimeOfDay(self.0.until_minute)
    }
}

/// Time that a provider has off.
#[derive(Clone)]
pub struct Absence(pub(super) Row);

/// Time that a provider has off.
#[Object]
impl Absence {
    /// The id.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Whose it is; null when you may not see providers.
    async fn provider(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Provider>> {
        provider_of(ctx, self.0.provider_id).await
    }

    /// When it begins.
    async fn starts_at(&self) -> DateTime {
        self.0.starts_at.into()
    }

    /// When it ends.
    async fn ends_at(&self) -> DateTime {
        self.0.ends_at.into()
    }

    /// Why.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// When it was noted.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }
}

/// The services that a provider is said to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct ServicesOf(ProviderId);

impl Loader<ServicesOf> for Batch {
    type Value = Vec<ServiceId>;
    type Error = BatchFault;

    async fn load(&self, keys: &[ServicesOf]) -> Result<HashMap<ServicesOf, Vec<ServiceId>>, BatchFault> {
        let ids = keys.iter().map(|key| key.0.uuid()).collect();
        let mut found: HashMap<ServicesOf, Vec<ServiceId>> = HashMap::new();
        for (provider, service) in providers::services_of(&self.db, self.account, ids).await? {
            found.entry(ServicesOf(provider)).or_default().push(service);
        }
        Ok(found)
    }
}

/// A provider's working hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct HoursOf(ProviderId);

impl Loader<HoursOf> for Batch {
    type Value = Vec<Hours>;
    type Error = BatchFault;

    async fn load(&self, keys: &[HoursOf]) -> Result<HashMap<HoursOf, Vec<Hours>>, BatchFault> {
        let ids = keys.iter().map(|key| key.0.uuid()).collect();
        let mut found: HashMap<HoursOf, Vec<Hours>> = HashMap::new();
        for stretch in providers::hours_of(&self.db, self.account, ids).await? {
            found.entry(HoursOf(stretch.provider_id)).or_default().push(stretch.into());
        }
        Ok(found)
    }
}

/// A record's provider, for those who may see providers.
pub(super) async fn provider_of(ctx: &Context<'_>, id: ProviderId) -> async_graphql::Result<Option<Provider>> {
    if !ctx.caller().who.may(Permission::ProvidersRead) {
        return Ok(None);
    }
    Ok(load(ctx, id).await?.map(Provider::from))
}

/// Where a list of providers is read from.
pub type ProviderConnection = Connection<ListSource<providers::Provider, Provider>>;

/// Which providers to list. All that is given must fit.
#[derive(InputObject)]
pub struct ProviderWhere {
    /// A stretch of the name; case and accents do not matter.
    search: Option<String>,
    /// Only archived ones, or only the others; both when null.
    #[graphql(default_with = "Some(false)")]
    archived: Option<bool>,
}

impl From<Option<ProviderWhere>> for ProviderFilter {
    fn from(wanted: Option<ProviderWhere>) -> Self {
        match wanted {
            Some(its) => Self { search: its.search, archived: its.archived },
            None => Self { search: None, archived: Some(false) },
        }
    }
}

#[derive(Default)]
pub struct ProviderQueries;

#[Object(guard = "Admit")]
impl ProviderQueries {
    /// One provider, archived or not; null when there is none. Needs `providers.read`.
    async fn provider(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The provider's id.")] id: ID,
    ) -> async_graphql::Result<Option<Provider>> {
        let cx = ctx.cx()?;
        let Ok(id) = id.parse::<ProviderId>() else { return Ok(None) };
        Ok(providers::find(&cx.db, cx.account, id).await?.map(Provider::from))
    }

    /// Providers that fit a filter, by name. Needs `providers.read`.
    async fn providers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which providers; those that are not archived when left out.")] r#where: Option<ProviderWhere>,
        #[graphql(desc = "The page's size from its start, at most 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "The page's size from its end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> async_graphql::Result<ProviderConnection> {
        connection(providers::list(ctx.account()?, &r#where.into()), Provider::from, (first, after, last, before))
    }
}
