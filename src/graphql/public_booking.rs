//! The public booking page's face: what anybody sees and asks for without signing in. Its types are its own, so that
//! nothing else can be reached from here.

use async_graphql::{Context, ID, Object, SimpleObject};
use iso_currency::Currency;

use super::context::{Admit, ContextExt};
use super::errors::question_refused;
use super::money::Money;
use super::scalars::{CurrencyCode, Date, DateTime, Locale, int};
use super::services::ServiceChoiceInput;
use crate::access::RetryAt;
use crate::availability::{DayRange, Slot};
use crate::booking_requests::{Page, Price};
use crate::error::{Failure, Fault, Outcome, Refusal};
use crate::money::Amount;
use crate::services::{self, BundleItem, Choice, NewChoice, Service, ServiceKind};
use crate::terms::RecordKind;

/// An account's page that everybody may book on.
pub struct PublicBooking(Page);

impl PublicBooking {
    fn iso_currency(&self) -> Result<Currency, Fault> {
        let currency = Currency::from_code(&self.0.account.currency);
        currency.ok_or_else(|| Fault::bug("an account's currency is one of ISO 4217"))
    }

    async fn priced(&self, chosen: Vec<ServiceChoiceInput>) -> Outcome<(Vec<Choice>, Price)> {
        let choices = self.choose(chosen).await?;
        let price = self.0.price(&choices).await?;
        Ok((choices, price))
    }

    async fn choose(&self, chosen: Vec<ServiceChoiceInput>) -> Outcome<Vec<Choice>> {
        let chosen: Vec<_> = chosen.into_iter().map(NewChoice::from).collect();
        self.0.choose(&self.0.cx.db, &chosen).await
    }

    async fn free(
        &self,
        chosen: Vec<ServiceChoiceInput>,
        provider: Option<ID>,
        (from, until): (Date, Date),
    ) -> Outcome<Vec<Slot>> {
        let provider = provider.map(|id| self.0.cx.parse(RecordKind::Provider, &id)).transpose()?;
        let days = DayRange::new(from.0, until.0)?;
        let choices = self.choose(chosen).await?;
        Ok(self.0.free_slots(&self.0.cx.db, &choices, provider, days).await?)
    }
}

/// An account's page that everybody may book on.
#[Object]
impl PublicBooking {
    /// The business.
    async fn name(&self) -> &str {
        &self.0.account.name
    }

    /// Its time zone, by its IANA name: days and times of the day are read in it.
    async fn time_zone(&self) -> &str {
        &self.0.account.time_zone
    }

    /// The currency of its prices.
    async fn currency(&self) -> async_graphql::Result<CurrencyCode> {
        Ok(self.iso_currency()?.into())
    }

    /// Its language.
    async fn locale(&self) -> Locale {
        Locale(self.0.account.locale)
    }

    /// How long before its start a booking can be made at the latest.
    async fn notice_minutes(&self) -> i32 {
        int(self.0.settings.notice_minutes)
    }

    /// How far ahead bookings can be made.
    async fn horizon_days(&self) -> i32 {
        int(self.0.settings.horizon_days)
    }

    /// The services and bundles that are offered, by name; at most 500.
    async fn services(&self) -> async_graphql::Result<Vec<PublicService>> {
        let (db, account) = (&self.0.cx.db, self.0.account.id);
        let offered = services::online(db, account).await?;
        let items = services::of_bundles(db, account, offered.iter().map(|its| its.id.uuid()).collect()).await?;
        let parts = services::by_ids(db, account, items.iter().map(|item| item.service_id.uuid()).collect()).await?;
        Ok(offered.into_iter().map(|service| PublicService::new(service, &items, &parts)).collect())
    }

    /// What services cost together, before anything is booked.
    async fn price(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done, 1 to 20 of the services that are offered.")] services: Vec<
            ServiceChoiceInput,
        >,
    ) -> async_graphql::Result<PublicPrice> {
        let priced = self.priced(services).await;
        let (choices, price) = priced.map_err(|failure| question_refused(ctx.caller().lang, failure))?;
        Ok(PublicPrice::new(self.iso_currency()?, &choices, price))
    }

    /// The times at which somebody is free to do what is chosen, the earliest first; at most 1,000. With the account's
    /// notice, and up to its horizon.
    async fn free_slots(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done, 1 to 20 of the services that are offered.")] services: Vec<
            ServiceChoiceInput,
        >,
        #[graphql(desc = "Who is to do it; anybody who can, when left out.")] provider_id: Option<ID>,
        #[graphql(desc = "The first day, where the business is.")] from: Date,
        #[graphql(desc = "The last day: the first, or up to 30 days later.")] until: Date,
    ) -> async_graphql::Result<Vec<PublicSlot>> {
        let free = self.free(services, provider_id, (from, until)).await;
        let slots = free.map_err(|failure| question_refused(ctx.caller().lang, failure))?;
        Ok(slots.into_iter().map(PublicSlot::from).collect())
    }
}

/// A service or bundle that the public booking page offers.
#[derive(SimpleObject)]
pub struct PublicService {
    /// The id.
    id: ID,
    /// One service, or several.
    kind: ServiceKind,
    /// The name.
    name: String,
    /// What is done, at length.
    description: Option<String>,
    /// How long it takes.
    duration_minutes: i32,
    /// What it costs, tax included.
    price: Money,
    /// What a bundle is made of; nothing for a single service.
    items: Vec<PublicBundleItem>,
}

/// A service within a bundle.
#[derive(SimpleObject)]
pub struct PublicBundleItem {
    /// The service's name.
    name: String,
    /// How many of it.
    quantity: i32,
}

impl PublicService {
    fn new(service: Service, items: &[BundleItem], parts: &[Service]) -> Self {
        let its = items.iter().filter(|item| item.bundle_id == service.id);
        let named = its.filter_map(|item| {
            let part = parts.iter().find(|part| part.id == item.service_id)?;
            Some(PublicBundleItem { name: part.name.clone(), quantity: int(item.quantity) })
        });
        let minor = service.price_minor;
        let currency = Currency::from_code(&service.currency).unwrap_or(Currency::XXX);
        Self {
            id: service.id.to_string().into(),
            kind: service.kind,
            items: named.collect(),
            name: service.name,
            description: service.description,
            duration_minutes: int(service.duration_minutes),
            price: Money(Amount { minor, currency }),
        }
    }
}

/// What services cost together.
#[derive(SimpleObject)]
pub struct PublicPrice {
    /// What each comes to.
    lines: Vec<PublicPriceLine>,
    /// What all come to, tax included.
    total: Money,
    /// The tax within the total.
    tax: Money,
    /// How much of the total is asked for in advance.
    prepayment: Money,
    /// How long all take, one after the other.
    duration_minutes: i32,
}

/// What one service comes to.
#[derive(SimpleObject)]
pub struct PublicPriceLine {
    /// The service.
    service_id: ID,
    /// Its name.
    name: String,
    /// How many of it.
    quantity: i32,
    /// What they come to, tax included.
    amount: Money,
}

impl PublicPrice {
    fn new(currency: Currency, choices: &[Choice], price: Price) -> Self {
        let money = |minor| Money(Amount { minor, currency });
        let line = |choice: &Choice| PublicPriceLine {
            service_id: choice.service.id.to_string().into(),
            name: choice.service.name.clone(),
            quantity: int(choice.quantity),
            amount: money(choice.amount_minor()),
        };
        Self {
            lines: choices.iter().map(line).collect(),
            total: money(price.total_minor),
            tax: money(price.tax_minor),
            prepayment: money(price.prepayment_minor),
            duration_minutes: int(services::total_minutes(choices)),
        }
    }
}

/// A time at which somebody is free.
#[derive(Clone, SimpleObject)]
pub struct PublicSlot {
    /// When it begins.
    starts_at: DateTime,
    /// When what was chosen would be done.
    ends_at: DateTime,
    /// Who is free then, by name; at least one.
    providers: Vec<PublicProvider>,
}

/// Somebody who can be booked.
#[derive(Clone, SimpleObject)]
pub struct PublicProvider {
    /// The id.
    id: ID,
    /// The name.
    name: String,
}

impl From<Slot> for PublicSlot {
    fn from(slot: Slot) -> Self {
        let named = slot.providers.into_iter();
        Self {
            starts_at: slot.starts_at.into(),
            ends_at: slot.ends_at.into(),
            providers: named.map(|its| PublicProvider { id: its.id.to_string().into(), name: its.name }).collect(),
        }
    }
}

/// Opens an account's page, if it has one.
pub(super) async fn open(ctx: &Context<'_>, slug: &str) -> Result<Option<Page>, Fault> {
    let caller = ctx.caller();
    Page::open(&caller.app, caller.lang, slug).await
}

#[derive(Default)]
pub struct PublicBookingQueries;

#[Object(guard = "Admit")]
impl PublicBookingQueries {
    /// An account's page that everybody may book on; null when there is no such account, and when it takes no bookings
    /// from everybody. For everyone; too many questions from one address end in the error RATE_LIMITED.
    async fn public_booking(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The account's slug.")] account: String,
    ) -> async_graphql::Result<Option<PublicBooking>> {
        let caller = ctx.caller();
        let counted = caller.app.limits.public_page(caller.peer);
        let counted = counted.map_err(|RetryAt(retry_at)| Failure::from(Refusal::RateLimited { retry_at }));
        counted.map_err(|failure| question_refused(caller.lang, failure))?;
        Ok(open(ctx, &account).await?.map(PublicBooking))
    }
}
