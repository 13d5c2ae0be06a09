//! Services that can be booked, and bundles of them, each with its duration and price. What was booked, quoted or
//! invoiced keeps the name and price it was agreed at, so services change freely, and are archived rather than deleted.

mod choice;
mod items;
mod list;
mod store;

pub use choice::{Audience, Choice, NewChoice, choose, total_minor, total_minutes};
pub use items::{BundleItem, NewItem, of_bundles, single_services};
pub use list::{ServiceFilter, list};
pub use store::{by_ids, find, online};

use iso_currency::Currency;
use rust_decimal::Decimal;

use crate::app::Cx;
use crate::audit::{self, Entry};
use crate::clock::Timestamp;
use crate::db::Tx;
use crate::error::{Fault, FieldProblem, Outcome, Problem, Refusal};
use crate::ids::{ServiceId, TaxRateId};
use crate::money::Amount;
use crate::terms::{Permission, RecordKind};
use crate::{accounts, in_tx, money, tax_rates, term, text};

/// The longest duration: a day.
const MAX_MINUTES: i64 = 1_440;

term! {
    /// What can be booked.
    ServiceKind {
        /// One service.
        Service = "SERVICE",
        /// Several services under one name, duration and price.
        Bundle = "BUNDLE",
    }
}

/// A service, or a bundle of services.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Service {
    pub id: ServiceId,
    pub kind: ServiceKind,
    pub name: String,
    /// The name folded, for order and search.
    pub name_key: String,
    pub description: Option<String>,
    pub duration_minutes: i64,
    /// What it costs, tax included, in the currency's smallest unit.
    pub price_minor: i64,
    /// The account's.
    pub currency: String,
    /// The tax within the price.
    pub tax_rate_id: Option<TaxRateId>,
    /// Whether the public booking page offers it.
    pub online: bool,
    /// When it was archived: nothing new is booked of it.
    pub archived_at: Option<Timestamp>,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

impl Service {
    /// What it costs, tax included.
    ///
    /// # Errors
    /// [`Fault`] when its currency is none.
    pub fn price(&self) -> Result<Amount, Fault> {
        Ok(Amount { minor: self.price_minor, currency: self.currency()? })
    }

    /// Its currency.
    ///
    /// # Errors
    /// [`Fault`] when it is none.
    pub fn currency(&self) -> Result<Currency, Fault> {
        Currency::from_code(&self.currency).ok_or_else(|| Fault::bug(format!("{:?} is no currency", self.currency)))
    }
}

/// What people say about a service. Left out fields of an update stay.
#[derive(Clone, Debug, Default)]
pub struct ServiceDraft {
    pub name: Option<String>,
    pub description: Option<Option<String>>,
    pub duration_minutes: Option<i64>,
    /// Tax included, in the account's currency.
    pub price: Option<Decimal>,
    pub tax_rate: Option<Option<String>>,
    pub online: Option<bool>,
    /// What a bundle is made of.
    pub items: Option<Vec<NewItem>>,
}

impl ServiceDraft {
    /// The service with what the draft says. The tax rate is the caller's to look up.
    fn applied_to(&self, service: Service, tax_rate_id: Option<TaxRateId>) -> Result<Service, FieldProblem> {
        let currency = money::currency("price", &service.currency)?;
        let name = self.name.as_deref().map(|name| text::line("name", name, 120)).transpose()?.unwrap_or(service.name);
        let description = match &self.description {
            Some(new) => text::optional_paragraph("description", new.as_deref(), 2_000)?,
            None => service.description,
        };
        let minutes = self.duration_minutes.unwrap_or(service.duration_minutes);
        if !(1..=MAX_MINUTES).contains(&minutes) {
            return Err(FieldProblem::new("durationMinutes", Problem::OutOfRange { min: 1, max: MAX_MINUTES }));
        }
        let price = self.price.map(|price| money::minor("price", price, currency, 0)).transpose()?;
        Ok(Service {
            name_key: text::fold(&name),
            name,
            description,
            duration_minutes: minutes,
            price_minor: price.unwrap_or(service.price_minor),
            tax_rate_id,
            online: self.online.unwrap_or(service.online),
            version: service.version + 1,
            ..service
        })
    }

    /// The tax rate that the draft names, which must not be archived; the present one when it names none.
    async fn tax_rate(&self, tx: &mut Tx, cx: &Cx, now: Option<TaxRateId>) -> Outcome<Option<TaxRateId>> {
        let Some(named) = &self.tax_rate else { return Ok(now) };
        let Some(id) = named else { return Ok(None) };
        let id: TaxRateId = cx.parse(RecordKind::TaxRate, id)?;
        let rate = tax_rates::find(tx, cx.account, id).await?.ok_or(Refusal::NotFound(RecordKind::TaxRate))?;
        if rate.archived_at.is_some() && now != Some(id) {
            let because = "the tax rate is archived";
            return Err(FieldProblem::new("taxRateId", Problem::NotAllowed { because }).into());
        }
        Ok(Some(id))
    }
}

/// Adds a service; a bundle when the draft has items.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`] (tax rate or an item's service), [`Refusal::InvalidInput`].
pub async fn create(cx: &Cx, draft: &ServiceDraft) -> Outcome<Service> {
    cx.require(Permission::ServicesWrite)?;
    in_tx!(cx, |tx| {
        let account = accounts::hold(tx, cx.account).await?;
        let blank = Service {
            id: cx.id(),
            kind: if draft.items.is_some() { ServiceKind::Bundle } else { ServiceKind::Service },
            name: String::new(),
            name_key: String::new(),
            description: None,
            duration_minutes: 0,
            price_minor: 0,
            currency: account.currency,
            tax_rate_id: None,
            online: false,
            archived_at: None,
            version: 0,
            created_at: cx.now(),
            updated_at: cx.now(),
        };
        let tax_rate = draft.tax_rate(tx, cx, None).await?;
        let service = draft.applied_to(blank, tax_rate)?;
        store::insert(tx, cx.account, &service).await?;
        if let Some(new) = &draft.items {
            items::replace(tx, cx, service.id, new).await?;
        }
        note(tx, cx, "service.created", &service).await?;
        Ok(service)
    })
}

/// Changes a service, if it is still at the version that was read. What was agreed before keeps its price.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`] (service, tax rate or an item's service),
/// [`Refusal::VersionConflict`], [`Refusal::InvalidInput`].
pub async fn update(cx: &Cx, id: &str, expected_version: i64, draft: &ServiceDraft) -> Outcome<Service> {
    cx.require(Permission::ServicesWrite)?;
    let id: ServiceId = cx.parse(RecordKind::Service, id)?;
    in_tx!(cx, |tx| {
        let current = lock(tx, cx, id).await?;
        if current.version != expected_version {
            return Err(Refusal::VersionConflict { current: current.version }.into());
        }
        if let Some(new) = &draft.items {
            if current.kind != ServiceKind::Bundle {
                let because = "only a bundle is made of others";
                return Err(FieldProblem::new("items", Problem::NotAllowed { because }).into());
            }
            items::replace(tx, cx, id, new).await?;
        }
        let tax_rate = draft.tax_rate(tx, cx, current.tax_rate_id).await?;
        let service = Service { updated_at: cx.now(), ..draft.applied_to(current, tax_rate)? };
        store::update(tx, cx.account, &service).await?;
        note(tx, cx, "service.updated", &service).await?;
        Ok(service)
    })
}

/// Archives a service, or takes that back. What was booked of it stays as it is.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::WrongState`] when it is so already.
pub async fn archive(cx: &Cx, id: &str, archived: bool) -> Outcome<Service> {
    cx.require(Permission::ServicesWrite)?;
    let id: ServiceId = cx.parse(RecordKind::Service, id)?;
    in_tx!(cx, |tx| {
        let service = lock(tx, cx, id).await?;
        if service.archived_at.is_some() == archived {
            let state = if archived { "ARCHIVED" } else { "ACTIVE" };
            return Err(Refusal::WrongState { kind: RecordKind::Service, state }.into());
        }
        let archived_at = archived.then(|| cx.now());
        let service = Service { archived_at, version: service.version + 1, updated_at: cx.now(), ..service };
        store::update(tx, cx.account, &service).await?;
        note(tx, cx, if archived { "service.archived" } else { "service.unarchived" }, &service).await?;
        Ok(service)
    })
}

async fn lock(tx: &mut Tx, cx: &Cx, id: ServiceId) -> Outcome<Service> {
    Ok(store::lock(tx, cx.account, id).await?.ok_or(Refusal::NotFound(RecordKind::Service))?)
}

async fn note(tx: &mut Tx, cx: &Cx, action: &'static str, service: &Service) -> Outcome<()> {
    let entry = Entry::of(action, RecordKind::Service, service.id.uuid(), None)
        .with(serde_json::json!({ "priceMinor": service.price_minor, "durationMinutes": service.duration_minutes }));
    audit::record(tx, cx, entry).await?;
    Ok(())
}
