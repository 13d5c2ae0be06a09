//! A month of work: bookings made, done, paid and rated day by day, and those still to come.

use chrono::{Datelike, Duration, NaiveDate, TimeZone, Weekday};
use chrono_tz::Tz;
use rust_decimal::Decimal;

use super::cast::Business;
use super::dice::Dice;
use super::records::pass;
use super::trades::{Offer, Trade};
use crate::access::staff::Staff;
use crate::access::{PortalPrincipal, Principal};
use crate::account_settings::{self, SettingsChange};
use crate::app::Cx;
use crate::bookings::{self, BookingSource, BookingState, Items, NewBooking};
use crate::clock::{Clock, Timestamp};
use crate::error::{Failure, Outcome, Refusal};
use crate::ids::{CustomerId, ProviderId};
use crate::invoices::{self, NewInvoice, NewPayment, PaymentMethod};
use crate::providers::{self, Hours, ProviderDraft};
use crate::quotes::{self, NewQuoteLine, QuoteDraft};
use crate::ratings::{self, NewRating};
use crate::services::{self, Audience, NewChoice, NewItem, ServiceDraft};
use crate::tax_rates;

/// How much of the past is worked through day by day.
pub(super) const LENGTH: Duration = Duration::days(30);
/// How far ahead the book is kept.
const AHEAD: i64 = 14;
/// When a provider's work begins, far enough apart for the longest.
const STARTS: [u32; 3] = [8, 11, 14];

/// A business at work.
pub(super) struct Month<'a> {
    cx: &'a Cx,
    clock: &'a Clock,
    dice: &'a Dice,
    trade: &'static Trade,
    zone: Tz,
    services: Vec<String>,
    providers: Vec<ProviderId>,
    booked: Vec<Booked>,
}

struct Booked {
    day: NaiveDate,
    id: String,
    customer: CustomerId,
}

impl<'a> Month<'a> {
    /// Opens the book: services, tax, providers with their hours, and the public page.
    pub async fn open(
        (cx, clock): (&'a Cx, &'a Clock),
        dice: &'a Dice,
        business: &Business,
        staff: &[Staff],
    ) -> Outcome<Self> {
        let trade = business.trade;
        let services = services_of(cx, trade).await?;
        let providers = providers_of(cx, trade, staff).await?;
        let change = SettingsChange { public_booking: Some(true), prepayment_percent: Some(20), ..Default::default() };
        account_settings::set(cx, &change).await?;
        let zone = business.time_zone.parse().unwrap_or(Tz::UTC);
        Ok(Self { cx, clock, dice, trade, zone, services, providers, booked: Vec::new() })
    }

    /// What is done on one day: the morning's telephone calls, and what was booked for it.
    pub async fn day(&mut self, customers: &[CustomerId]) -> Outcome<()> {
        let today = self.today();
        self.until(today, 7);
        for ahead in [1, 5] {
            self.book(today + Duration::days(ahead), 45, customers).await?;
        }
        if self.dice.percent(40) {
            self.quote(customers).await?;
        }
        self.until(today, 18);
        let (done, later) = std::mem::take(&mut self.booked).into_iter().partition(|booked| booked.day <= today);
        self.booked = later;
        for booked in done {
            self.finish(&booked).await?;
        }
        crate::jobs::worker::drain(self.cx).await?;
        Ok(())
    }

    /// Fills the book for the days to come.
    pub async fn fill_ahead(&mut self, customers: &[CustomerId]) -> Outcome<()> {
        for ahead in 1..=AHEAD {
            self.book(self.today() + Duration::days(ahead), 30, customers).await?;
        }
        Ok(())
    }

    /// A booking of one customer, some days from now.
    pub async fn books(&self, customer: CustomerId, in_days: i64, offer: usize) -> Outcome<()> {
        let mut day = self.today() + Duration::days(in_days);
        while is_weekend(day) {
            day += Duration::days(1);
        }
        let provider = self.providers.first().copied();
        // Before and after hours nobody else is booked.
        self.place(customer, provider, self.moment(day, 18), offer).await?;
        Ok(())
    }

    async fn book(&mut self, day: NaiveDate, chance: usize, customers: &[CustomerId]) -> Outcome<()> {
        if is_weekend(day) {
            return Ok(());
        }
        for provider in self.providers.clone() {
            for hour in STARTS {
                let starts_at = self.moment(day, hour);
                let Some(customer) = self.dice.pick(customers).filter(|_| self.dice.percent(chance)) else { continue };
                let offer = self.dice.below(self.services.len());
                match self.place(customer, Some(provider), starts_at, offer).await {
                    Ok(id) => self.booked.push(Booked { day, id, customer }),
                    Err(Failure::Refused(Refusal::SlotTaken { .. })) => {}
                    Err(failure) => return Err(failure),
                }
                pass(self.clock, 1);
            }
        }
        Ok(())
    }

    async fn place(
        &self,
        customer: CustomerId,
        provider: Option<ProviderId>,
        starts_at: Timestamp,
        offer: usize,
    ) -> Outcome<String> {
        let service = self.services.get(offer).cloned().unwrap_or_default();
        let new = NewBooking {
            items: Items::Chosen(vec![NewChoice { service, quantity: 1 }], Audience::Staff),
            provider,
            starts_at,
            ends_at: None,
            place: None,
            note: None,
            quote: None,
            external_ref: None,
            source: BookingSource::Staff,
            state: None,
            force: true,
        };
        Ok(bookings::create(self.cx, customer, &new, None).await?.id.to_string())
    }

    /// Done, mostly; or nobody was there, or it was called off.
    async fn finish(&self, booked: &Booked) -> Outcome<()> {
        let states: &[BookingState] = match self.dice.below(20) {
            0 => &[BookingState::NoShow],
            1 | 2 => &[BookingState::Cancelled],
            _ => &[BookingState::InProgress, BookingState::Completed],
        };
        for state in states {
            bookings::advance(self.cx, &booked.id, *state, None, None).await?;
        }
        if states.contains(&BookingState::Completed) {
            self.bill(booked).await?;
            self.rate(booked).await?;
        }
        Ok(())
    }

    async fn bill(&self, booked: &Booked) -> Outcome<()> {
        let new = NewInvoice { booking: Some(booked.id.clone()), ..NewInvoice::default() };
        let id = invoices::create(self.cx, &new).await?.id.to_string();
        invoices::issue(self.cx, &id, None).await?;
        if self.dice.percent(80) {
            let tip = self.dice.percent(10).then(|| Decimal::new(5_00, 2));
            invoices::pay(self.cx, &id, &NewPayment { tip, ..NewPayment::of_all(PaymentMethod::Card) }).await?;
        }
        Ok(())
    }

    async fn rate(&self, booked: &Booked) -> Outcome<()> {
        if self.dice.percent(50) {
            let who = PortalPrincipal { account: self.cx.account, customer: booked.customer, session: self.cx.id() };
            let cx = Cx { who: Principal::Portal(who.clone()), ..self.cx.clone() };
            let stars = [5, 5, 5, 4, 4, 3].get(self.dice.below(6)).copied().unwrap_or(5);
            let comment = self.dice.pick(self.trade.praise).filter(|_| stars == 5).map(str::to_owned);
            ratings::give_by_customer(&cx, &who, &booked.id, &NewRating { stars, comment }).await?;
        }
        Ok(())
    }

    /// A quote for something larger: still being written, sent, or decided.
    async fn quote(&self, customers: &[CustomerId]) -> Outcome<()> {
        let Some(customer) = self.dice.pick(customers) else { return Ok(()) };
        let id = self.offers(customer).await?;
        let fate = self.dice.below(5);
        if fate > 0 {
            quotes::send(self.cx, &id, None).await?;
        }
        match fate {
            1 => drop(quotes::decline(self.cx, &id).await?),
            2 => {
                let starts_at = self.moment(self.today() + Duration::days(7), 8);
                quotes::accept(self.cx, &id, Some(starts_at)).await?;
            }
            _ => {}
        }
        Ok(())
    }

    /// A quote that waits for one customer's answer.
    pub async fn sends(&self, customer: CustomerId) -> Outcome<()> {
        let id = self.offers(customer).await?;
        quotes::send(self.cx, &id, None).await?;
        Ok(())
    }

    /// A draft of a quote to one customer; its id.
    async fn offers(&self, customer: CustomerId) -> Outcome<String> {
        let (title, minor) = self.dice.pick(self.trade.projects).unwrap_or(("Work", 100_00));
        let line = NewQuoteLine {
            service: None,
            description: Some(title.to_owned()),
            quantity: Decimal::ONE,
            unit_price: Some(Decimal::new(minor, 2)),
        };
        let draft = QuoteDraft {
            title: Some(title.to_owned()),
            valid_until: Some(Some(self.today() + Duration::days(30))),
            duration_minutes: Some(Some(240)),
            lines: Some(vec![line]),
            ..QuoteDraft::default()
        };
        Ok(quotes::create(self.cx, &customer.to_string(), None, &draft).await?.id.to_string())
    }

    fn today(&self) -> NaiveDate {
        self.cx.now().with_timezone(&self.zone).date_naive()
    }

    fn moment(&self, day: NaiveDate, hour: u32) -> Timestamp {
        let local = day.and_hms_opt(hour, 0, 0).and_then(|time| self.zone.from_local_datetime(&time).earliest());
        local.map_or_else(|| self.cx.now(), |time| time.to_utc())
    }

    /// Lets the past go by until an hour of a day, if it is still to come.
    fn until(&self, day: NaiveDate, hour: u32) {
        let left = (self.moment(day, hour) - self.cx.now()).num_minutes();
        if left > 0 {
            pass(self.clock, left);
        }
    }
}

fn is_weekend(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

async fn services_of(cx: &Cx, trade: &Trade) -> Outcome<Vec<String>> {
    let (name, percent) = trade.tax;
    let tax = tax_rates::create(cx, name, Decimal::from(percent)).await?.id.to_string();
    let mut ids: Vec<String> = Vec::new();
    for offer in trade.offers {
        ids.push(services::create(cx, &draft(offer, &tax)).await?.id.to_string());
    }
    let (bundle, parts) = &trade.bundle;
    let items = parts.iter().filter_map(|at| ids.get(*at).cloned()).map(|service| NewItem { service, quantity: 1 });
    let bundle = ServiceDraft { items: Some(items.collect()), ..draft(bundle, &tax) };
    ids.push(services::create(cx, &bundle).await?.id.to_string());
    Ok(ids)
}

fn draft(offer: &Offer, tax: &str) -> ServiceDraft {
    ServiceDraft {
        name: Some(offer.name.to_owned()),
        duration_minutes: Some(offer.minutes),
        price: Some(Decimal::new(offer.minor, 2)),
        tax_rate: Some(Some(tax.to_owned())),
        online: Some(true),
        ..ServiceDraft::default()
    }
}

/// Providers who work from eight to five, Monday to Friday.
async fn providers_of(cx: &Cx, trade: &Trade, staff: &[Staff]) -> Outcome<Vec<ProviderId>> {
    let hours: Vec<Hours> =
        (1..=5).map(|weekday| Hours { weekday, from_minute: 8 * 60, until_minute: 17 * 60 }).collect();
    let mut ids = Vec::new();
    for name in trade.providers {
        let person = staff.iter().find(|person| person.name == *name);
        let draft = ProviderDraft {
            name: Some((*name).to_owned()),
            email: person.map(|person| Some(person.email.clone())),
            staff: person.map(|person| Some(person.id.to_string())),
            ..ProviderDraft::default()
        };
        let provider = providers::create(cx, &draft).await?;
        providers::set_hours(cx, &provider.id.to_string(), provider.version, &hours).await?;
        ids.push(provider.id);
    }
    Ok(ids)
}
