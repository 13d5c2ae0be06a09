//! Deletion policies: one product, many trades. Versions are appended, never changed; a deletion names the one it ran
//! under.

use std::collections::BTreeMap;

use chrono::{Months, NaiveDate};

use crate::app::Cx;
use crate::audit::{self, Entry};
use crate::clock::Timestamp;
use crate::db::{Exec, Tx};
use crate::error::{Fault, FieldProblem, Outcome, Problem, Refusal};
use crate::ids::AccountId;
use crate::records::{CATALOGUE, record};
use crate::terms::{DependencyRule, HistoryIdentity, Permission, PersonalField, PolicyPreset, RecordKind};
use crate::{in_tx, sql};

/// What an account has decided about parting with customers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    pub version: i64,
    /// The preset, as long as nothing was changed since.
    pub preset: Option<PolicyPreset>,
    /// What a delete does about open records, by kind.
    pub rules: BTreeMap<RecordKind, DependencyRule>,
    /// How documents outside `keep_years` name a customer who was masked.
    pub history_identity: HistoryIdentity,
    /// Personal data that may stay when a customer is masked.
    pub keep_fields: Vec<PersonalField>,
    /// How long undo is offered, in seconds.
    pub undo_window_seconds: i64,
    /// Days between a permanent deletion and the erasure.
    pub erase_delay_days: i64,
    pub bulk_delete: bool,
    /// Successful deletes for one person in a rolling hour.
    pub deletes_per_hour: i64,
    /// How many years documents of a kind are kept as they were issued, whoever is erased: the law's, not a wish.
    pub keep_years: BTreeMap<RecordKind, i64>,
    /// How many years somebody who was erased stays on the suppression list; 0: nobody is put on it.
    pub suppression_years: i64,
}

/// How long an import is kept from bringing somebody back where the policy does not say.
const SUPPRESSION_YEARS: i64 = 3;
/// How long invoices are kept where the policy does not say (United Kingdom: VAT Notice 700/21, six years).
const INVOICE_YEARS: i64 = 6;

impl Policy {
    /// The ready-made policy of a trade.
    pub fn preset(preset: PolicyPreset) -> Self {
        let rules = CATALOGUE.iter().filter_map(|record| Some((record.kind, record.preset_rule(preset)?))).collect();
        let (history_identity, erase_delay_days) = match preset {
            PolicyPreset::Garage => (HistoryIdentity::NameAtIssue, 0),
            PolicyPreset::FieldService => (HistoryIdentity::Masked, 0),
            PolicyPreset::PrintShop => (HistoryIdentity::Masked, 30),
            PolicyPreset::BoxOffice => (HistoryIdentity::UnknownCustomer, 0),
        };
        Self {
            version: 1,
            preset: Some(preset),
            rules,
            history_identity,
            keep_fields: Vec::new(),
            undo_window_seconds: 30,
            erase_delay_days,
            bulk_delete: false,
            deletes_per_hour: 10,
            keep_years: BTreeMap::from([(RecordKind::Invoice, INVOICE_YEARS)]),
            suppression_years: SUPPRESSION_YEARS,
        }
    }

    /// The first day of the documents of a kind that must stay as they were issued.
    pub fn kept_since(&self, kind: RecordKind, today: NaiveDate) -> NaiveDate {
        today.checked_sub_months(self.kept_months(kind)).unwrap_or(NaiveDate::MIN)
    }

    /// The last day on which a document of a day must stay as it was issued.
    pub fn kept_until(&self, kind: RecordKind, day: NaiveDate) -> NaiveDate {
        day.checked_add_months(self.kept_months(kind)).unwrap_or(NaiveDate::MAX)
    }

    fn kept_months(&self, kind: RecordKind) -> Months {
        let years = self.keep_years.get(&kind).copied().unwrap_or(INVOICE_YEARS);
        Months::new(u32::try_from(years * 12).unwrap_or(u32::MAX))
    }

    /// What happens to open records of a kind. A kind that the policy does not name blocks: nothing goes unasked.
    pub fn rule(&self, kind: RecordKind) -> DependencyRule {
        self.rules.get(&kind).copied().unwrap_or(DependencyRule::Block)
    }

    fn check(&self) -> Result<(), Refusal> {
        let mut problems = Vec::new();
        for (kind, rule) in &self.rules {
            if !record(*kind).is_some_and(|record| record.allows(*rule)) {
                problems.push(FieldProblem::new(
                    format!("rules.{kind}"),
                    Problem::NotAllowed { because: "records of this kind cannot be treated so" },
                ));
            }
        }
        let mut within = |field: &str, value: i64, min: i64, max: i64| {
            if !(min..=max).contains(&value) {
                problems.push(FieldProblem::new(field, Problem::OutOfRange { min, max }));
            }
        };
        within("undoWindowSeconds", self.undo_window_seconds, 0, 86_400);
        within("eraseDelayDays", self.erase_delay_days, 0, 3_650);
        within("deletesPerHour", self.deletes_per_hour, 1, 10_000);
        within("suppressionYears", self.suppression_years, 0, 10);
        for (kind, years) in &self.keep_years {
            within(&format!("keepYears.{kind}"), *years, 0, 100);
        }
        for kind in self.keep_years.keys().filter(|kind| **kind != RecordKind::Invoice) {
            let because = "only invoices are documents that the law wants kept";
            problems.push(FieldProblem::new(format!("keepYears.{kind}"), Problem::NotAllowed { because }));
        }
        if problems.is_empty() { Ok(()) } else { Err(Refusal::InvalidInput(problems)) }
    }
}

/// What to change. What is left out stays; a preset is taken first.
#[derive(Clone, Debug, Default)]
pub struct PolicyChange {
    pub expected_version: Option<i64>,
    pub preset: Option<PolicyPreset>,
    pub rules: Vec<(RecordKind, DependencyRule)>,
    pub history_identity: Option<HistoryIdentity>,
    pub keep_fields: Option<Vec<PersonalField>>,
    pub undo_window_seconds: Option<i64>,
    pub erase_delay_days: Option<i64>,
    pub bulk_delete: Option<bool>,
    pub deletes_per_hour: Option<i64>,
    pub keep_years: Vec<(RecordKind, i64)>,
    pub suppression_years: Option<i64>,
}

impl PolicyChange {
    /// The policy as it would be.
    ///
    /// # Errors
    /// [`Refusal::InvalidInput`] names what cannot be.
    pub fn applied_to(&self, current: &Policy) -> Result<Policy, Refusal> {
        let mut next = self.preset.map_or_else(|| current.clone(), Policy::preset);
        next.rules.extend(self.rules.iter().copied());
        next.history_identity = self.history_identity.unwrap_or(next.history_identity);
        next.keep_fields = self.keep_fields.clone().unwrap_or(next.keep_fields);
        next.undo_window_seconds = self.undo_window_seconds.unwrap_or(next.undo_window_seconds);
        next.erase_delay_days = self.erase_delay_days.unwrap_or(next.erase_delay_days);
        next.bulk_delete = self.bulk_delete.unwrap_or(next.bulk_delete);
        next.deletes_per_hour = self.deletes_per_hour.unwrap_or(next.deletes_per_hour);
        next.keep_years.extend(self.keep_years.iter().copied());
        next.suppression_years = self.suppression_years.unwrap_or(next.suppression_years);
        next.version = current.version + 1;
        next.preset = next.preset.filter(|preset| Policy { version: next.version, ..Policy::preset(*preset) } == next);
        next.check()?;
        Ok(next)
    }
}

/// Sets the policy. Deletes that are planned under the old one get the difference.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::InvalidInput`], [`Refusal::VersionConflict`].
pub async fn set(cx: &Cx, change: &PolicyChange) -> Outcome<Policy> {
    cx.require(Permission::PolicyManage)?;
    in_tx!(cx, |tx| {
        let current = lock_current(tx, cx.account).await?;
        if change.expected_version.is_some_and(|expected| expected != current.version) {
            return Err(Refusal::VersionConflict { current: current.version }.into());
        }
        let next = change.applied_to(&current)?;
        insert(tx, cx, &next).await?;
        let entry = Entry {
            action: "policy.set",
            record: None,
            customer: None,
            data: serde_json::json!({ "version": next.version }),
        };
        audit::record(tx, cx, entry).await?;
        Ok(next)
    })
}

/// Writes the first version, of a new account.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn insert_preset(tx: &mut Tx, cx: &Cx, preset: PolicyPreset) -> Result<(), Fault> {
    insert(tx, cx, &Policy::preset(preset)).await
}

#[derive(sqlx::FromRow)]
struct PolicyRow {
    version: i64,
    preset: Option<PolicyPreset>,
    rules: String,
    history_identity: HistoryIdentity,
    keep_fields: String,
    undo_window_seconds: i64,
    erase_delay_days: i64,
    bulk_delete: bool,
    deletes_per_hour: i64,
    keep_years: String,
    suppression_years: i64,
}

impl TryFrom<PolicyRow> for Policy {
    type Error = Fault;

    fn try_from(row: PolicyRow) -> Result<Self, Fault> {
        let unreadable = |_| Fault::bug("a stored policy is not readable");
        let mut keep_years: BTreeMap<RecordKind, i64> = serde_json::from_str(&row.keep_years).map_err(unreadable)?;
        keep_years.entry(RecordKind::Invoice).or_insert(INVOICE_YEARS);
        Ok(Self {
            version: row.version,
            preset: row.preset,
            rules: serde_json::from_str(&row.rules).map_err(unreadable)?,
            history_identity: row.history_identity,
            keep_fields: serde_json::from_str(&row.keep_fields).map_err(unreadable)?,
            undo_window_seconds: row.undo_window_seconds,
            erase_delay_days: row.erase_delay_days,
            bulk_delete: row.bulk_delete,
            deletes_per_hour: row.deletes_per_hour,
            keep_years,
            suppression_years: row.suppression_years,
        })
    }
}

/// The policy in force.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn current(on: impl Into<Exec<'_>>, account: AccountId) -> Result<Policy, Fault> {
    sql!(
        "select version, preset, rules, history_identity, keep_fields, undo_window_seconds, erase_delay_days,
            bulk_delete, deletes_per_hour, keep_years, suppression_years
         from deletion_policies where account_id = $1 order by version desc limit 1"
    )
    .bind(account)
    .one::<PolicyRow>(on)
    .await?
    .try_into()
}

/// The policy in force, while nobody else sets another.
async fn lock_current(tx: &mut Tx, account: AccountId) -> Result<Policy, Fault> {
    audit::lock(tx, account).await?;
    current(tx, account).await
}

async fn insert(tx: &mut Tx, cx: &Cx, policy: &Policy) -> Result<(), Fault> {
    let at: Timestamp = cx.now();
    let json = |value: serde_json::Result<String>| value.map_err(|_| Fault::bug("a policy cannot be written as JSON"));
    sql!(
        "insert into deletion_policies (account_id, version, preset, rules, history_identity, keep_fields,
            undo_window_seconds, erase_delay_days, bulk_delete, deletes_per_hour, created_at,
            keep_years, suppression_years)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
    )
    .bind(cx.account)
    .bind(policy.version)
    .bind(policy.preset.map(PolicyPreset::as_str))
    .bind(json(serde_json::to_string(&policy.rules))?)
    .bind(policy.history_identity)
    .bind(json(serde_json::to_string(&policy.keep_fields))?)
    .bind(policy.undo_window_seconds)
    .bind(policy.erase_delay_days)
    .bind(policy.bulk_delete)
    .bind(policy.deletes_per_hour)
    .bind(at)
    .bind(json(serde_json::to_string(&policy.keep_years))?)
    .bind(policy.suppression_years)
    .run(tx)
    .await?;
    Ok(())
}
