//! Writes the demo's past: four months of four businesses.

use chrono::Duration;

use super::cast::{self, BUSINESSES, Business};
use super::dice::Dice;
use super::month::{self, Month};
use super::names::{COLOURS, VEHICLES, stock};
use super::partings::{self, Partings};
use super::records::{Pen, Standing, pass};
use crate::access::partners::{self, NewPartnerToken};
use crate::access::staff::{self, NewStaff, Staff};
use crate::accounts::{self, NewAccount};
use crate::app::{App, Cx};
use crate::clock::Clock;
use crate::consents::ConsentPurpose;
use crate::conversations::Channel;
use crate::entropy::Entropy;
use crate::error::Outcome;
use crate::ids::CustomerId;
use crate::policies::{self, PolicyChange};
use crate::terms::{DeletionMode, Permission, PolicyPreset, RecordKind};
use crate::work_orders::WorkOrderState as S;

const PAST: Duration = Duration::days(120);
/// When those were last there who have not been back since.
const LONG_BEFORE: Duration = Duration::days(400);
const SEED: u64 = 1;

/// Fills an empty database. What happens is always the same; only when it happened depends on today.
///
/// # Errors
/// [`Failure`] when the database fails, or already holds one of the businesses.
pub async fn fill(app: &App) -> Outcome<()> {
    for business in BUSINESSES {
        let clock = Clock::manual(app.now() - PAST - LONG_BEFORE);
        let past = App { clock: clock.clone(), entropy: Entropy::seeded(SEED), ..app.clone() };
        let account = accounts::create(&past, &opened(business)).await?;
        let cx = Cx::system(&past, account.id);
        if business.erase_delay_days.is_some() {
            let change = PolicyChange { erase_delay_days: business.erase_delay_days, ..PolicyChange::default() };
            policies::set(&cx, &change).await?;
        }
        let staff = hire(&cx, business).await?;
        if business.has_partner {
            // Its secret must not be the same in every demo.
            partners::create(&Cx::system(app, account.id), partner()).await?;
        }
        let dice = Dice::new(Entropy::seeded(SEED));
        let mut filler = Filler { cx: &cx, clock: &clock, business, dice: &dice, customers: Vec::new() };
        filler.lapse().await?;
        pass(&clock, (app.now() - PAST - clock.now()).num_minutes());
        filler.fill(&staff).await?;
    }
    Ok(())
}

fn opened(business: &Business) -> NewAccount {
    NewAccount {
        slug: business.slug.to_owned(),
        name: business.name.to_owned(),
        currency: business.currency.to_owned(),
        locale: business.locale,
        time_zone: business.time_zone.to_owned(),
        preset: business.preset,
    }
}

fn partner() -> NewPartnerToken {
    let scopes = vec![Permission::CustomersRead, Permission::VehiclesRead, Permission::WorkOrdersRead];
    NewPartnerToken { name: cast::PARTNER.to_owned(), scopes, expires_at: None }
}

async fn hire(cx: &Cx, business: &Business) -> Outcome<Vec<Staff>> {
    let mut hired = Vec::new();
    for (role, name) in business.staff {
        let (email, password) = (business.staff_email(name), cast::PASSWORD.to_owned());
        hired.push(staff::create(cx, &NewStaff { email, name: (*name).to_owned(), role: *role, password }).await?);
    }
    Ok(hired)
}

struct Filler<'a> {
    cx: &'a Cx,
    clock: &'a Clock,
    business: &'a Business,
    dice: &'a Dice,
    /// Everybody who stays.
    customers: Vec<CustomerId>,
}

impl Filler<'_> {
    /// Those who came once.
    async fn lapse(&self) -> Outcome<()> {
        for index in 0..self.business.lapsed {
            let name = self.name(self.business.customers + index);
            let pen = Pen::person((self.cx, self.clock, stock(self.business.locale)), name, 930 + index).await?;
            pen.lives_at(40 + index).await?;
            super::showcase::served(&pen, self.business.trade).await?;
        }
        Ok(())
    }

    /// Those who came again, and were added again.
    async fn add_again(&self) -> Outcome<()> {
        for index in 0..self.business.twice {
            let phone = if index % 2 == 0 { index } else { 960 + index };
            let who = (self.cx, self.clock, stock(self.business.locale));
            let pen = Pen::person(who, self.name(index), phone).await?;
            super::showcase::served(&pen, self.business.trade).await?;
        }
        Ok(())
    }

    async fn fill(&mut self, staff: &[Staff]) -> Outcome<()> {
        let today = self.cx.now() + PAST;
        let days = i32::try_from(month::LENGTH.num_days()).unwrap_or(1);
        let count = self.business.customers;
        let before = count * 3 / 4;
        let step = (PAST - month::LENGTH).num_minutes() / i64::try_from(before + 1).unwrap_or(1);
        let mut partings = Partings::open((self.cx, self.clock), self.business, staff).await?;
        for index in 0..before {
            let start = self.cx.now();
            self.anybody(index).await?;
            partings.go_on(today).await?;
            pass(self.clock, step - (self.cx.now() - start).num_minutes());
        }
        self.add_again().await?;
        let mut month = Month::open((self.cx, self.clock), self.dice, self.business, staff).await?;
        let mut newcomers = before..count;
        for day in (1..=days).rev() {
            let late = (today - Duration::days(day.into()) - self.cx.now()).num_minutes();
            pass(self.clock, late);
            for index in newcomers.by_ref().take((count - before).div_ceil(usize::try_from(days).unwrap_or(1))) {
                self.anybody(index).await?;
            }
            month.day(&self.customers).await?;
            partings.go_on(today).await?;
        }
        pass(self.clock, (today - Duration::hours(6) - self.cx.now()).num_minutes());
        month.fill_ahead(&self.customers).await?;
        self.portal_customers(&month).await
    }

    /// Those whom one can act as in the portal.
    async fn portal_customers(&self, month: &Month<'_>) -> Outcome<()> {
        let forgets = match self.business.preset {
            PolicyPreset::Garage => return super::showcase::write(self.cx, self.clock, self.business).await,
            PolicyPreset::FieldService => false,
            PolicyPreset::PrintShop | PolicyPreset::BoxOffice => true,
        };
        for (index, name) in self.business.portal.iter().enumerate() {
            let customer = if forgets {
                let pen = Pen::person((self.cx, self.clock, stock(self.business.locale)), *name, 901 + index).await?;
                super::showcase::known(&pen, self.business.trade).await?;
                pen.customer
            } else {
                self.person(*name, self.business.customers + index).await?
            };
            super::showcase::books(month, self.cx.parse(RecordKind::Customer, &customer)?).await?;
        }
        Ok(())
    }

    fn name(&self, index: usize) -> (&'static str, &'static str) {
        let stock = stock(self.business.locale);
        // 61 shares no factor with the number of pairs, so that no pair of names comes twice.
        let pair = index * 61 % (stock.given.len() * stock.family.len());
        let given = stock.given.get(pair % stock.given.len()).copied().unwrap_or_default();
        let family = stock.family.get(pair / stock.given.len()).copied().unwrap_or_default();
        (given, family)
    }

    async fn anybody(&mut self, index: usize) -> Outcome<()> {
        let customer = self.person(self.name(index), index).await?;
        if index % 60 == 59 {
            return partings::delete(self.cx, self.business.locale, &customer, DeletionMode::Archive).await;
        }
        self.customers.push(self.cx.parse(RecordKind::Customer, &customer)?);
        Ok(())
    }

    /// A customer with a usual history; the id.
    async fn person(&self, name: (&str, &str), index: usize) -> Outcome<String> {
        let (dice, stays) = (self.dice, index % 60 != 59);
        let pen = Pen::person((self.cx, self.clock, stock(self.business.locale)), name, index).await?;
        if dice.percent(80) {
            pen.lives_at(dice.below(90)).await?;
        }
        if dice.percent(60) {
            pen.consents(ConsentPurpose::Marketing, dice.percent(70)).await?;
        }
        let vehicle =
            if self.business.preset == PolicyPreset::Garage { self.vehicle(&pen, index).await? } else { None };
        for _ in 0..dice.below(3) {
            pass(self.clock, 60);
            self.job(&pen, vehicle.as_deref(), stays).await?;
        }
        if dice.percent(30) {
            let subject = dice.pick(self.business.trade.subjects).unwrap_or("Question");
            let channel = dice.pick(Channel::ALL).unwrap_or(Channel::Email);
            pen.talks(subject, channel, !stays || dice.percent(80)).await?;
        }
        Ok(pen.customer)
    }

    async fn vehicle(&self, pen: &Pen<'_>, index: usize) -> Outcome<Option<String>> {
        let (dice, mut newest) = (self.dice, None);
        let count = [1, 1, 1, 1, 1, 1, 2, 2, 0].get(dice.below(9)).copied().unwrap_or(1);
        for nth in 0..count {
            let what = dice.pick(VEHICLES).unwrap_or(("Ford", "Fiesta"));
            let year = 2008 + i32::try_from(dice.below(17)).unwrap_or(0);
            let colour = dice.pick(COLOURS).unwrap_or("Blue");
            newest = Some(pen.drives(what, colour, year, &plate(index * 2 + nth, year)).await?);
        }
        Ok(newest)
    }

    /// Work that was done, mostly, and mostly paid.
    async fn job(&self, pen: &Pen<'_>, vehicle: Option<&str>, stays: bool) -> Outcome<()> {
        let dice = self.dice;
        let (title, minor) = dice.pick(self.business.trade.work).unwrap_or(("Work", 100_00));
        let states: &[S] = match dice.below(20) {
            0 if stays => &[],
            1 if stays => &[S::InProgress],
            2 => &[S::Cancelled],
            3 => &[S::InProgress, S::Completed, S::Closed],
            _ => &[S::InProgress, S::Completed],
        };
        let order = pen.orders(title, vehicle, states).await?;
        if !states.contains(&S::Completed) {
            return Ok(());
        }
        let standing = match dice.below(20) {
            0 | 1 if stays => Standing::Unpaid,
            2 if stays => Standing::Draft,
            3 => Standing::Void,
            4 => Standing::WrittenOff,
            _ => Standing::Paid,
        };
        pen.owes(title, minor, Some(order), standing).await
    }
}

/// A plate of the current British form, which no other customer of the demo has.
fn plate(index: usize, year: i32) -> String {
    let letter = |n: usize| char::from(b'A' + u8::try_from(n % 26).unwrap_or(0));
    format!("MB{:02} {}{}{}", year % 100, letter(index / 676 + 10), letter(index / 26), letter(index))
}
