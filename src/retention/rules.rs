//! Rules: whom to part with, what to leave of them, when to look, and how many people must agree.

use std::collections::BTreeSet;

use chrono::{Months, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{LIFECYCLES, RetentionAct, rule_store as store};
use crate::accounts::{self, Account};
use crate::app::Cx;
use crate::audit::{self, Entry};
use crate::clock::Timestamp;
use crate::customers::{CustomerFilter, CustomerKind, CustomerLifecycle, DateRange};
use crate::db::Tx;
use crate::error::{Fault, FieldProblem, Outcome, Problem, Refusal};
use crate::ids::RetentionRuleId;
use crate::terms::{Permission, PersonalField, RecordKind};
use crate::{in_tx, text};

/// Whom a rule fits. All of it must.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// No purchase for so many years; who never bought anything was added longer ago than that.
    pub no_purchase_years: i64,
    /// Nor any booking that was not cancelled.
    pub no_booking: bool,
    /// Nor any work order.
    pub no_work_order: bool,
    /// Added before this day.
    pub created_before: Option<NaiveDate>,
    pub kind: Option<CustomerKind>,
    /// Where they stand: some of [`LIFECYCLES`].
    pub lifecycle: Vec<CustomerLifecycle>,
}

/// When a rule is run by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schedule {
    pub every_months: i64,
    /// The first day, and the one that the others are counted from.
    pub first_on: NaiveDate,
}

/// A rule.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct RetentionRule {
    pub id: RetentionRuleId,
    pub name: String,
    pub(super) condition: String,
    pub act: RetentionAct,
    pub(super) keep_fields: String,
    pub every_months: Option<i64>,
    pub first_on: Option<NaiveDate>,
    /// The day of the next run that nobody has to start.
    pub next_on: Option<NaiveDate>,
    /// Two people must approve lists of more customers than this.
    pub two_person_above: i64,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub removed_at: Option<Timestamp>,
}

/// What people say about a rule.
#[derive(Clone, Debug)]
pub struct RuleDraft {
    /// The rule to change; a new one when left out.
    pub id: Option<String>,
    /// Changes it only if it is still at this version.
    pub expected_version: Option<i64>,
    pub name: String,
    pub condition: Condition,
    pub act: RetentionAct,
    /// Personal data that is to stay of customers who are made anonymous.
    pub keep_fields: Vec<PersonalField>,
    pub schedule: Option<Schedule>,
    pub two_person_above: i64,
}

impl Condition {
    /// The first day of those without a purchase.
    pub fn since(&self, today: NaiveDate) -> NaiveDate {
        let months = u32::try_from(self.no_purchase_years * 12).unwrap_or(u32::MAX);
        today.checked_sub_months(Months::new(months)).unwrap_or(NaiveDate::MIN)
    }

    /// Whom it fits on a day, as a list of customers is asked for.
    pub fn filter(&self, account: &Account, today: NaiveDate) -> CustomerFilter {
        let blank = CustomerFilter::default;
        let since = self.since(today);
        let begin = account.start_of(since);
        let added_before = |at| CustomerFilter { created_at: DateRange { from: None, before: Some(at) }, ..blank() };
        let never_bought = CustomerFilter { last_purchase_before: Some(NaiveDate::default()), ..blank() };
        CustomerFilter {
            lifecycle: self.lifecycle.clone(),
            kind: self.kind,
            last_purchase_before: Some(since),
            last_booking_before: self.no_booking.then_some(begin),
            last_work_order_before: self.no_work_order.then_some(begin),
            and: self.created_before.map(|day| added_before(account.start_of(day))).into_iter().collect(),
            // Somebody who is new has not bought anything for years either.
            or: vec![added_before(begin), CustomerFilter { not: Some(Box::new(never_bought)), ..blank() }],
            ..blank()
        }
    }

    fn problems(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        within(&mut problems, "condition.noPurchaseYears", self.no_purchase_years, 1, 100);
        if self.lifecycle.is_empty() {
            problems.push(FieldProblem::new("condition.lifecycle", Problem::Required));
        }
        if self.lifecycle.iter().any(|lifecycle| !LIFECYCLES.contains(lifecycle)) {
            let because = "a rule is about active and deleted customers";
            problems.push(FieldProblem::new("condition.lifecycle", Problem::NotAllowed { because }));
        }
        problems
    }
}

fn within(problems: &mut Vec<FieldProblem>, field: &str, value: i64, min: i64, max: i64) {
    if !(min..=max).contains(&value) {
        problems.push(FieldProblem::new(field, Problem::OutOfRange { min, max }));
    }
}

/// What is wrong with keeping fields, if it is: of a customer who goes, none can stay.
pub fn kept_in_vain(act: RetentionAct, fields: &[PersonalField]) -> Option<FieldProblem> {
    let because = "only customers who are made anonymous keep fields";
    let in_vain = act == RetentionAct::Purge && !fields.is_empty();
    in_vain.then(|| FieldProblem::new("keepFields", Problem::NotAllowed { because }))
}

/// Fields that are to stay as they are stored: each once, in one order.
///
/// # Errors
/// [`Fault`] when they cannot be written.
pub fn kept(fields: &[PersonalField]) -> Result<String, Fault> {
    let fields: BTreeSet<_> = fields.iter().collect();
    serde_json::to_string(&fields).map_err(|_| Fault::bug("fields that are kept cannot be written as JSON"))
}

/// The fields that go when these stay.
pub fn removed(keep: &[PersonalField]) -> Vec<PersonalField> {
    PersonalField::ALL.iter().copied().filter(|field| !keep.contains(field)).collect()
}

impl Schedule {
    /// The first of its days after a day.
    pub fn next_after(&self, day: NaiveDate) -> Option<NaiveDate> {
        let every = u32::try_from(self.every_months).ok().filter(|every| *every > 0)?;
        (0..)
            .map_while(|n: u32| self.first_on.checked_add_months(Months::new(n.checked_mul(every)?)))
            .find(|its| *its > day)
    }
}

impl RetentionRule {
    /// Whom it fits.
    ///
    /// # Errors
    /// [`Fault`] when what is stored is not readable.
    pub fn condition(&self) -> Result<Condition, Fault> {
        serde_json::from_str(&self.condition).map_err(|_| Fault::bug("a retention rule's condition is not readable"))
    }

    /// Personal data that is to stay.
    ///
    /// # Errors
    /// [`Fault`] when what is stored is not readable.
    pub fn keep_fields(&self) -> Result<Vec<PersonalField>, Fault> {
        serde_json::from_str(&self.keep_fields).map_err(|_| Fault::bug("a retention rule's fields are not readable"))
    }

    /// When it is run by itself, if it is.
    pub fn schedule(&self) -> Option<Schedule> {
        Some(Schedule { every_months: self.every_months?, first_on: self.first_on? })
    }
}

impl RuleDraft {
    fn check(&self) -> Result<(), Refusal> {
        let mut problems = self.condition.problems();
        within(&mut problems, "twoPersonAbove", self.two_person_above, 0, 1_000_000_000);
        if let Some(schedule) = &self.schedule {
            within(&mut problems, "schedule.everyMonths", schedule.every_months, 1, 120);
        }
        problems.extend(kept_in_vain(self.act, &self.keep_fields));
        if problems.is_empty() { Ok(()) } else { Err(Refusal::InvalidInput(problems)) }
    }

    /// The rule as it would be, on a day.
    fn rule(&self, cx: &Cx, current: Option<&RetentionRule>, today: NaiveDate) -> Outcome<RetentionRule> {
        let name = text::line("name", &self.name, 100)?;
        let condition = serde_json::to_string(&self.condition);
        let yesterday = today.pred_opt().unwrap_or(today);
        Ok(RetentionRule {
            id: current.map_or_else(|| cx.id(), |rule| rule.id),
            name,
            condition: condition.map_err(|_| Fault::bug("a rule's condition cannot be written as JSON"))?,
            act: self.act,
            keep_fields: kept(&self.keep_fields)?,
            every_months: self.schedule.map(|schedule| schedule.every_months),
            first_on: self.schedule.map(|schedule| schedule.first_on),
            next_on: self.schedule.and_then(|schedule| schedule.next_after(yesterday)),
            two_person_above: self.two_person_above,
            version: current.map_or(1, |rule| rule.version + 1),
            created_at: current.map_or_else(|| cx.now(), |rule| rule.created_at),
            updated_at: cx.now(),
            removed_at: None,
        })
    }
}

/// Adds a rule, or changes one. Runs go on under the rule as it was when they began.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::VersionConflict`], [`Refusal::InvalidInput`].
pub async fn set(cx: &Cx, draft: &RuleDraft) -> Outcome<RetentionRule> {
    cx.require(Permission::PolicyManage)?;
    let id: Option<RetentionRuleId> =
        draft.id.as_deref().map(|id| cx.parse(RecordKind::RetentionRule, id)).transpose()?;
    draft.check()?;
    let today = accounts::get(&cx.db, cx.account).await?.day_of(cx.now());
    in_tx!(cx, |tx| {
        let current = match id {
            Some(id) => Some(locked(tx, cx, id, draft.expected_version).await?),
            None => None,
        };
        let rule = draft.rule(cx, current.as_ref(), today)?;
        match current {
            Some(_) => store::update(tx, cx.account, &rule).await?,
            None => store::insert(tx, cx.account, &rule).await?,
        }
        note(tx, cx, "retention_rule.set", &rule).await?;
        Ok(rule)
    })
}

/// Removes a rule: it starts no more runs. Those that are open go on.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::VersionConflict`].
pub async fn remove(cx: &Cx, id: &str, expected_version: Option<i64>) -> Outcome<RetentionRule> {
    cx.require(Permission::PolicyManage)?;
    let id: RetentionRuleId = cx.parse(RecordKind::RetentionRule, id)?;
    in_tx!(cx, |tx| {
        let rule = locked(tx, cx, id, expected_version).await?;
        let rule = RetentionRule { removed_at: Some(cx.now()), next_on: None, version: rule.version + 1, ..rule };
        store::update(tx, cx.account, &rule).await?;
        note(tx, cx, "retention_rule.removed", &rule).await?;
        Ok(rule)
    })
}

async fn locked(tx: &mut Tx, cx: &Cx, id: RetentionRuleId, expected: Option<i64>) -> Outcome<RetentionRule> {
    let rule = store::lock(tx, cx.account, id).await?.ok_or(Refusal::NotFound(RecordKind::RetentionRule))?;
    if expected.is_some_and(|expected| expected != rule.version) {
        return Err(Refusal::VersionConflict { current: rule.version }.into());
    }
    Ok(rule)
}

async fn note(tx: &mut Tx, cx: &Cx, action: &'static str, rule: &RetentionRule) -> Result<(), Fault> {
    let entry = Entry::of(action, RecordKind::RetentionRule, rule.id.uuid(), None);
    let data = serde_json::json!({ "version": rule.version, "act": rule.act });
    audit::record(tx, cx, entry.with(data)).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn a_schedule_s_days_do_not_drift() {
        let schedule = Schedule { every_months: 1, first_on: day("2026-01-31") };
        assert_eq!(schedule.next_after(day("2025-06-01")), Some(day("2026-01-31")));
        assert_eq!(schedule.next_after(day("2026-01-31")), Some(day("2026-02-28")));
        assert_eq!(schedule.next_after(day("2026-02-28")), Some(day("2026-03-31")));
        let yearly = Schedule { every_months: 12, first_on: day("2024-02-29") };
        assert_eq!(yearly.next_after(day("2026-12-01")), Some(day("2027-02-28")));
        assert_eq!(yearly.next_after(day("2027-02-28")), Some(day("2028-02-29")));
    }
}
