//! Customers with whom the demo's businesses have parted: deleted, masked, gone for good or on the way there.

use chrono::Duration;

use super::cast::Business;
use super::names::stock;
use super::records::{Pen, pass};
use super::showcase::served;
use crate::access::staff::Staff;
use crate::access::{Principal, StaffPrincipal};
use crate::app::Cx;
use crate::clock::{Clock, Timestamp};
use crate::conversations::Channel;
use crate::erasures::ErasureAct;
use crate::error::{Failure, Fault, Outcome};
use crate::lifecycle::{self, DeleteRequest, EraseRequest, Selection};
use crate::terms::{DeletionMode, Lang, PersonalField, Role};

/// Somebody with whom a business has parted.
#[derive(Debug)]
pub struct Parting {
    name: (&'static str, &'static str),
    days_ago: i64,
    mode: DeletionMode,
    /// What a permanent deletion leaves, where one followed the delete.
    erasure: Option<ErasureAct>,
}

const fn deleted(name: (&'static str, &'static str), days_ago: i64, mode: DeletionMode) -> Parting {
    Parting { name, days_ago, mode, erasure: None }
}

const fn erased(name: (&'static str, &'static str), days_ago: i64, act: ErasureAct) -> Parting {
    Parting { name, days_ago, mode: DeletionMode::Archive, erasure: Some(act) }
}

/// With thirty days between a permanent deletion and the erasure.
pub(super) static PRINT_SHOP: &[Parting] = &[
    erased(("Mirela", "Zamfir"), 40, ErasureAct::Erase),
    erased(("Radu", "Nistor"), 12, ErasureAct::Erase),
    deleted(("Simona", "Vlad"), 6, DeletionMode::Mask),
    deleted(("Teodor", "Pavel"), 2, DeletionMode::Archive),
];

/// With a week between a permanent deletion and the erasure.
pub(super) static BOX_OFFICE: &[Parting] = &[
    erased(("Maud", "Pemberton"), 25, ErasureAct::Anonymise),
    erased(("Basil", "Thwaite"), 20, ErasureAct::Purge),
    deleted(("Cyril", "Nunn"), 5, DeletionMode::Mask),
    erased(("Ivy", "Larkin"), 3, ErasureAct::Erase),
    deleted(("Dora", "Whitlock"), 1, DeletionMode::Archive),
];

/// What customers who were made anonymous keep: where an audience comes from.
const KEPT: [PersonalField; 2] = [PersonalField::City, PersonalField::Postcode];

/// The partings of a business that are still to come, while its past goes by.
pub(super) struct Partings<'a> {
    /// Whoever may erase.
    cx: Cx,
    clock: &'a Clock,
    locale: Lang,
    ahead: Vec<(&'static Parting, String)>,
}

impl<'a> Partings<'a> {
    /// Adds them all as customers with a history.
    pub async fn open((cx, clock): (&Cx, &'a Clock), business: &Business, staff: &[Staff]) -> Outcome<Self> {
        let locale = business.locale;
        let mut ahead = Vec::new();
        for (index, parting) in business.partings.iter().enumerate() {
            let pen = Pen::person((cx, clock, stock(locale)), parting.name, 910 + index).await?;
            pen.lives_at(30 + index).await?;
            served(&pen, business.trade).await?;
            pen.talks(business.trade.subjects.first().copied().unwrap_or_default(), Channel::Email, true).await?;
            ahead.push((parting, pen.customer));
        }
        let administrator = staff.iter().find(|person| person.role == Role::Administrator);
        let cx = administrator.map_or_else(|| cx.clone(), |person| acting(cx, person));
        Ok(Self { cx, clock, locale, ahead })
    }

    /// Parts with those whose day has come, and ends what is due.
    pub async fn go_on(&mut self, today: Timestamp) -> Outcome<()> {
        let come = |parting: &Parting| self.cx.now() + Duration::days(parting.days_ago) >= today;
        let (now, later) = std::mem::take(&mut self.ahead).into_iter().partition(|(parting, _)| come(parting));
        self.ahead = later;
        for (parting, customer) in now {
            self.part(parting, customer).await?;
        }
        lifecycle::worker::drain(&self.cx).await?;
        Ok(())
    }

    async fn part(&self, parting: &Parting, customer: String) -> Outcome<()> {
        delete(&self.cx, self.locale, &customer, parting.mode).await?;
        let Some(act) = parting.erasure else { return Ok(()) };
        pass(self.clock, 30);
        let keep = (act == ErasureAct::Anonymise).then(|| KEPT.to_vec());
        let whom = Selection::Ids(vec![customer]);
        let request = EraseRequest { whom, count: 1, plan_hash: None, act, keep, reason: None, idempotency_key: None };
        lifecycle::erase(&self.cx, &request).await?;
        Ok(())
    }
}

/// The same as one of the staff.
fn acting(cx: &Cx, person: &Staff) -> Cx {
    let who = StaffPrincipal {
        account: cx.account,
        staff: person.id,
        session: cx.id(),
        role: person.role,
        permissions: person.overrides.applied_to(person.role),
    };
    Cx { who: Principal::Staff(who), ..cx.clone() }
}

/// Deletes a customer whom nothing keeps.
pub(super) async fn delete(cx: &Cx, lang: Lang, customer: &str, mode: DeletionMode) -> Outcome<()> {
    let request = DeleteRequest {
        id: customer.to_owned(),
        confirmation: lifecycle::confirmation_token(lang),
        lang,
        mode,
        plan_hash: None,
        resolve: Vec::new(),
        reason: Some("Moved away".to_owned()),
        idempotency_key: None,
    };
    match lifecycle::delete(cx, &request).await {
        Ok(_) => Ok(()),
        Err(refusal) => Err(Failure::Fault(Fault::bug(format!("the demo's delete: {refusal:?}")))),
    }
}
