//! Providers: whoever can be dispatched to do what was booked, with what they can do and when they work. Their bookings
//! outlast them, so they are archived rather than deleted.

mod absences;
mod hours;
mod list;
mod schedule;
mod store;

pub use absences::{Absence, NewAbsence, absences, absences_during, add_absence, remove_absence};
pub use hours::{DAY, Hours, HoursOf, hours_of, moments_of_day, open_times};
pub use list::{ProviderFilter, list};
pub use schedule::{Schedule, schedules, works};
pub use store::{able, by_ids, find, services_of};

use uuid::Uuid;

use crate::access::staff;
use crate::app::Cx;
use crate::audit::{self, Entry};
use crate::clock::Timestamp;
use crate::db::Tx;
use crate::error::{FieldProblem, Outcome, Problem, Refusal};
use crate::ids::{ProviderId, ServiceId, StaffId};
use crate::services::{self, ServiceKind};
use crate::terms::{Permission, RecordKind};
use crate::{in_tx, text};

/// The most services that a provider is said to do.
const MAX_SERVICES: usize = 500;

/// Somebody who can be dispatched.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Provider {
    pub id: ProviderId,
    /// The member of staff that they are, if they are one.
    pub staff_id: Option<StaffId>,
    pub name: String,
    /// The name folded, for order and search.
    pub name_key: String,
    /// Where they are told of their bookings.
    pub email: Option<String>,
    /// When they were archived: they are booked no more.
    pub archived_at: Option<Timestamp>,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// What people say about a provider. Left out fields of an update stay.
#[derive(Clone, Debug, Default)]
pub struct ProviderDraft {
    pub name: Option<String>,
    pub email: Option<Option<String>>,
    pub staff: Option<Option<String>>,
    /// The single services that they can do; none means all.
    pub services: Option<Vec<String>>,
}

impl ProviderDraft {
    async fn applied_to(&self, tx: &mut Tx, cx: &Cx, provider: Provider) -> Outcome<Provider> {
        let name = self.name.as_deref().map(|name| text::line("name", name, 120)).transpose()?.unwrap_or(provider.name);
        let email = match &self.email {
            Some(new) => optional_email(new.as_deref())?,
            None => provider.email,
        };
        let staff_id = match &self.staff {
            Some(new) => self::staff(tx, cx, new.as_deref()).await?,
            None => provider.staff_id,
        };
        if let Some(new) = &self.services {
            let services = services(tx, cx, new).await?;
            store::replace_services(tx, cx.account, provider.id, &services).await?;
        }
        let name_key = text::fold(&name);
        Ok(Provider { staff_id, name, name_key, email, version: provider.version + 1, ..provider })
    }
}

fn optional_email(text: Option<&str>) -> Result<Option<String>, FieldProblem> {
    text.filter(|text| !text.trim().is_empty()).map(|text| text::email("email", text)).transpose()
}

async fn staff(tx: &mut Tx, cx: &Cx, id: Option<&str>) -> Outcome<Option<StaffId>> {
    let Some(id) = id else { return Ok(None) };
    let id: StaffId = cx.parse(RecordKind::Staff, id)?;
    staff::find(cx, tx, id).await?.ok_or(Refusal::NotFound(RecordKind::Staff))?;
    Ok(Some(id))
}

async fn services(tx: &mut Tx, cx: &Cx, named: &[String]) -> Outcome<Vec<ServiceId>> {
    if named.len() > MAX_SERVICES {
        return Err(FieldProblem::new("serviceIds", Problem::TooMany { max: MAX_SERVICES }).into());
    }
    let ids = named.iter().map(|id| cx.parse(RecordKind::Service, id)).collect::<Result<Vec<ServiceId>, _>>()?;
    let found = services::by_ids(tx, cx.account, ids.iter().map(|id| id.uuid()).collect()).await?;
    if ids.iter().any(|id| found.iter().all(|service| service.id != *id)) {
        return Err(Refusal::NotFound(RecordKind::Service).into());
    }
    if found.iter().any(|service| service.kind == ServiceKind::Bundle) {
        let because = "a bundle is done by whoever can do every service in it";
        return Err(FieldProblem::new("serviceIds", Problem::NotAllowed { because }).into());
    }
    Ok(found.into_iter().map(|service| service.id).collect())
}

/// Adds a provider, without working hours yet.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`] (staff or service), [`Refusal::InvalidInput`].
pub async fn create(cx: &Cx, draft: &ProviderDraft) -> Outcome<Provider> {
    cx.require(Permission::ProvidersWrite)?;
    in_tx!(cx, |tx| {
        let blank = Provider {
            id: cx.id(),
            staff_id: None,
            name: String::new(),
            name_key: String::new(),
            email: None,
            archived_at: None,
            version: 0,
            created_at: cx.now(),
            updated_at: cx.now(),
        };
        // The services that they can do refer to the row, so it is there first.
        store::insert(tx, cx.account, &blank).await?;
        let provider = draft.applied_to(tx, cx, blank).await?;
        store::update(tx, cx.account, &provider).await?;
        note_provider(tx, cx, "provider.created", provider.id).await?;
        Ok(provider)
    })
}

/// Changes a provider, if they are still at the version that was read.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`] (provider, staff or service), [`Refusal::VersionConflict`],
/// [`Refusal::InvalidInput`].
pub async fn update(cx: &Cx, id: &str, expected_version: i64, draft: &ProviderDraft) -> Outcome<Provider> {
    cx.require(Permission::ProvidersWrite)?;
    let id: ProviderId = cx.parse(RecordKind::Provider, id)?;
    in_tx!(cx, |tx| {
        let current = lock_at(tx, cx, id, expected_version).await?;
        let next = Provider { updated_at: cx.now(), ..draft.applied_to(tx, cx, current).await? };
        store::update(tx, cx.account, &next).await?;
        note_provider(tx, cx, "provider.updated", id).await?;
        Ok(next)
    })
}

/// Sets the working hours of a provider's week, instead of what they were. What is booked outside them stays booked.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::VersionConflict`], [`Refusal::InvalidInput`].
pub async fn set_hours(cx: &Cx, id: &str, expected_version: i64, hours: &[Hours]) -> Outcome<Provider> {
    cx.require(Permission::ProvidersWrite)?;
    let id: ProviderId = cx.parse(RecordKind::Provider, id)?;
    let hours = hours::check(hours)?;
    in_tx!(cx, |tx| {
        let current = lock_at(tx, cx, id, expected_version).await?;
        hours::replace(tx, cx, id, &hours).await?;
        let next = Provider { version: current.version + 1, updated_at: cx.now(), ..current };
        store::update(tx, cx.account, &next).await?;
        note_provider(tx, cx, "provider.hours_set", id).await?;
        Ok(next)
    })
}

/// Archives a provider, or takes that back. What they have booked stays theirs.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::WrongState`] when it is so already.
pub async fn archive(cx: &Cx, id: &str, archived: bool) -> Outcome<Provider> {
    cx.require(Permission::ProvidersWrite)?;
    let id: ProviderId = cx.parse(RecordKind::Provider, id)?;
    in_tx!(cx, |tx| {
        let current = lock(tx, cx, id).await?;
        if current.archived_at.is_some() == archived {
            return Err(current.wrong_state().into());
        }
        let archived_at = archived.then(|| cx.now());
        let next = Provider { archived_at, version: current.version + 1, updated_at: cx.now(), ..current };
        store::update(tx, cx.account, &next).await?;
        note_provider(tx, cx, if archived { "provider.archived" } else { "provider.unarchived" }, id).await?;
        Ok(next)
    })
}

impl Provider {
    fn wrong_state(&self) -> Refusal {
        let state = if self.archived_at.is_some() { "ARCHIVED" } else { "ACTIVE" };
        Refusal::WrongState { kind: RecordKind::Provider, state }
    }
}

/// A provider who is not archived, locked: whoever takes their time holds them so until it commits, one after the other.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::WrongState`] for an archived one.
pub async fn hold(tx: &mut Tx, cx: &Cx, id: ProviderId) -> Outcome<Provider> {
    let provider = lock(tx, cx, id).await?;
    if provider.archived_at.is_some() { Err(provider.wrong_state().into()) } else { Ok(provider) }
}

async fn lock(tx: &mut Tx, cx: &Cx, id: ProviderId) -> Outcome<Provider> {
    Ok(store::lock(tx, cx.account, id).await?.ok_or(Refusal::NotFound(RecordKind::Provider))?)
}

async fn lock_at(tx: &mut Tx, cx: &Cx, id: ProviderId, expected_version: i64) -> Outcome<Provider> {
    let current = lock(tx, cx, id).await?;
    if current.version == expected_version {
        Ok(current)
    } else {
        Err(Refusal::VersionConflict { current: current.version }.into())
    }
}

async fn note_provider(tx: &mut Tx, cx: &Cx, action: &'static str, id: ProviderId) -> Outcome<()> {
    note(tx, cx, action, (RecordKind::Provider, id.uuid()), id).await
}

async fn note(
    tx: &mut Tx,
    cx: &Cx,
    action: &'static str,
    (kind, record): (RecordKind, Uuid),
    provider: ProviderId,
) -> Outcome<()> {
    let entry = Entry::of(action, kind, record, None).with(serde_json::json!({ "provider": provider.to_string() }));
    audit::record(tx, cx, entry).await?;
    Ok(())
}
