//! The providers' face: what is done.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, SimpleObject};

use super::context::{Admit, given, permit};
use super::errors::answer;
use super::providers::{Absence, Provider, Weekday, provider_of};
use super::scalars::{DateTime, TimeOfDay};
use crate::mutation_result;
use crate::providers::{self, Hours, NewAbsence, ProviderDraft};

/// A provider to add.
#[derive(InputObject)]
pub struct ProviderCreateInput {
    /// The name; at most 120 characters.
    name: String,
    /// Where they are told of their bookings.
    email: Option<String>,
    /// The member of staff that they are, if they are one.
    staff_id: Option<ID>,
    /// The single services that they can do, at most 500; all when empty.
    #[graphql(default)]
    service_ids: Vec<ID>,
}

/// Changes to a provider. What is left out stays; null empties what can be empty.
#[derive(InputObject)]
pub struct ProviderUpdateInput {
    /// The provider.
    id: ID,
    /// The version that was read: the change happens only if it is still the current one.
    expected_version: i32,
    /// The name; at most 120 characters.
    name: Option<String>,
    /// Where they are told of their bookings.
    email: MaybeUndefined<String>,
    /// The member of staff that they are, if they are one.
    staff_id: MaybeUndefined<ID>,
    /// The single services that they can do, instead of what they were, at most 500; all when empty.
    service_ids: Option<Vec<ID>>,
}

/// The working hours of a provider's week.
#[derive(InputObject)]
pub struct ProviderHoursSetInput {
    /// The provider.
    id: ID,
    /// The version that was read: the change happens only if it is still the current one.
    expected_version: i32,
    /// All stretches of the week, at most 70; those of a day do not overlap.
    hours: Vec<WorkingHoursInput>,
}

/// A stretch of working hours of one weekday, in the account's time zone.
#[derive(InputObject)]
pub struct WorkingHoursInput {
    /// The day.
    weekday: Weekday,
    /// From this time on.
    from: TimeOfDay,
    /// Until this time of the same day.
    until: TimeOfDay,
}

impl From<&WorkingHoursInput> for Hours {
    fn from(input: &WorkingHoursInput) -> Self {
        Self { weekday: input.weekday.number(), from_minute: input.from.0, until_minute: input.until.0 }
    }
}

/// A provider to archive.
#[derive(InputObject)]
pub struct ProviderArchiveInput {
    /// The provider.
    id: ID,
}

/// A provider to bring back.
#[derive(InputObject)]
pub struct ProviderUnarchiveInput {
    /// The provider.
    id: ID,
}

/// Time that a provider has off.
#[derive(InputObject)]
pub struct AbsenceCreateInput {
    /// The provider.
    provider_id: ID,
    /// When it begins.
    starts_at: DateTime,
    /// When it ends: at most two years later.
    ends_at: DateTime,
    /// Why, in a line of at most 200 characters.
    reason: Option<String>,
}

/// Time off to take back.
#[derive(InputObject)]
pub struct AbsenceRemoveInput {
    /// The absence.
    id: ID,
}

/// A provider was added or changed.
#[derive(SimpleObject)]
pub struct ProviderSaved {
    /// The provider as they are now.
    provider: Provider,
}

/// Time off was noted.
#[derive(SimpleObject)]
pub struct AbsenceSaved {
    /// The time off.
    absence: Absence,
}

/// Time off was taken back.
pub struct AbsenceRemoved(providers::Absence);

/// Time off was taken back.
#[Object]
impl AbsenceRemoved {
    /// The id that it had.
    async fn removed_id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Whose it was; null when you may not see providers.
    async fn provider(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Provider>> {
        provider_of(ctx, self.0.provider_id).await
    }
}

mutation_result! {
    /// How adding a provider ended.
    ProviderCreateResult = ProviderSaved | NotPermitted | RecordNotFound | InvalidInput
}

mutation_result! {
    /// How changing a provider ended.
    ProviderUpdateResult = ProviderSaved | NotPermitted | RecordNotFound | VersionConflict | InvalidInput
}

mutation_result! {
    /// How setting a provider's hours ended.
    ProviderHoursSetResult = ProviderSaved | NotPermitted | RecordNotFound | VersionConflict | InvalidInput
}

mutation_result! {
    /// How archiving a provider ended.
    ProviderArchiveResult = ProviderSaved | NotPermitted | RecordNotFound | WrongState
}

mutation_result! {
    /// How bringing a provider back ended.
    ProviderUnarchiveResult = ProviderSaved | NotPermitted | RecordNotFound | WrongState
}

mutation_result! {
    /// How noting time off ended.
    AbsenceCreateResult = AbsenceSaved | NotPermitted | RecordNotFound | WrongState | InvalidInput
}

mutation_result! {
    /// How taking time off back ended.
    AbsenceRemoveResult = AbsenceRemoved | NotPermitted | RecordNotFound
}

fn saved(provider: providers::Provider) -> ProviderSaved {
    ProviderSaved { provider: provider.into() }
}

fn texts(ids: Vec<ID>) -> Vec<String> {
    ids.into_iter().map(|id| id.to_string()).collect()
}

#[derive(Default)]
pub struct ProviderMutations;

#[Object(guard = "Admit")]
impl ProviderMutations {
    /// Adds a provider, who has no working hours yet. Needs `providers.write`; audited as `provider.created`.
    async fn provider_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The provider to add.")] input: ProviderCreateInput,
    ) -> async_graphql::Result<ProviderCreateResult> {
        let draft = ProviderDraft {
            name: Some(input.name),
            email: Some(input.email),
            staff: Some(input.staff_id.map(|id| id.to_string())),
            services: Some(texts(input.service_ids)),
        };
        answer(ctx, async { providers::create(&permit(ctx)?, &draft).await }.await, saved)
    }

    /// Changes a provider, if nobody else has since they were read. Needs `providers.write`; audited as
    /// `provider.updated`.
    async fn provider_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change.")] input: ProviderUpdateInput,
    ) -> async_graphql::Result<ProviderUpdateResult> {
        let version = i64::from(input.expected_version);
        let draft = ProviderDraft {
            name: input.name,
            email: given(input.email),
            staff: given(input.staff_id).map(|id| id.map(|id| id.to_string())),
            services: input.service_ids.map(texts),
        };
        answer(ctx, async { providers::update(&permit(ctx)?, &input.id, version, &draft).await }.await, saved)
    }

    /// Sets the working hours of a provider's week, instead of what they were, if nobody else changed the provider
    /// since they were read. What is booked outside them stays booked. Needs `providers.write`; audited as
    /// `provider.hours_set`.
    async fn provider_hours_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The provider and the hours.")] input: ProviderHoursSetInput,
    ) -> async_graphql::Result<ProviderHoursSetResult> {
        let version = i64::from(input.expected_version);
        let hours: Vec<_> = input.hours.iter().map(Hours::from).collect();
        answer(ctx, async { providers::set_hours(&permit(ctx)?, &input.id, version, &hours).await }.await, saved)
    }

    /// Archives a provider: they are booked no more, and keep what they have booked. Needs `providers.write`; audited as
    /// `provider.archived`.
    async fn provider_archive(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The provider.")] input: ProviderArchiveInput,
    ) -> async_graphql::Result<ProviderArchiveResult> {
        answer(ctx, async { providers::archive(&permit(ctx)?, &input.id, true).await }.await, saved)
    }

    /// Brings an archived provider back. Needs `providers.write`; audited as `provider.unarchived`.
    async fn provider_unarchive(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The provider.")] input: ProviderUnarchiveInput,
    ) -> async_graphql::Result<ProviderUnarchiveResult> {
        answer(ctx, async { providers::archive(&permit(ctx)?, &input.id, false).await }.await, saved)
    }

    /// Notes time that a provider has off. What is booked in it stays booked. Needs `providers.write`; audited as
    /// `absence.created`.
    async fn absence_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The time off.")] input: AbsenceCreateInput,
    ) -> async_graphql::Result<AbsenceCreateResult> {
        let new = NewAbsence {
            provider: input.provider_id.to_string(),
            starts_at: input.starts_at.0,
            ends_at: input.ends_at.0,
            reason: input.reason,
        };
        let done = async { providers::add_absence(&permit(ctx)?, &new).await };
        answer(ctx, done.await, |absence| AbsenceSaved { absence: Absence(absence) })
    }

    /// Takes time off back. Needs `providers.write`; audited as `absence.removed`.
    async fn absence_remove(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The absence.")] input: AbsenceRemoveInput,
    ) -> async_graphql::Result<AbsenceRemoveResult> {
        answer(ctx, async { providers::remove_absence(&permit(ctx)?, &input.id).await }.await, AbsenceRemoved)
    }
}
