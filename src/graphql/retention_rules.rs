//! Retention rules as clients see them.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use super::connection::{Connection, ListSource, connection};
use super::context::{Admit, ContextExt, permit};
use super::errors::answer;
use super::scalars::{Date, DateTime, int};
use crate::customers::{CustomerKind, CustomerLifecycle};
use crate::ids::RetentionRuleId;
use crate::mutation_result;
use crate::retention::{self, Condition, LIFECYCLES, RetentionAct, RuleDraft, Schedule};
use crate::terms::PersonalField;

/// Whom a retention rule fits. All of it must.
#[derive(Clone, SimpleObject, InputObject)]
#[graphql(input_name = "RetentionConditionInput")]
pub struct RetentionCondition {
    /// No purchase, which is an invoice that was issued, for so many years: 1 to 100. Who never bought anything must have
    /// been added longer ago than that.
    no_purchase_years: i32,
    /// Nor any booking in these years that was not cancelled, or that is still to come.
    #[graphql(default = false)]
    no_booking: bool,
    /// Nor any work order opened in these years.
    #[graphql(default = false)]
    no_work_order: bool,
    /// Added before this day.
    created_before: Option<Date>,
    /// A person or a business.
    kind: Option<CustomerKind>,
    /// Where they stand: `ACTIVE`, `DELETED` or both.
    #[graphql(default_with = "LIFECYCLES.to_vec()")]
    lifecycle: Vec<CustomerLifecycle>,
}

impl From<RetentionCondition> for Condition {
    fn from(input: RetentionCondition) -> Self {
        Self {
            no_purchase_years: input.no_purchase_years.into(),
            no_booking: input.no_booking,
            no_work_order: input.no_work_order,
            created_before: input.created_before.map(|day| day.0),
            kind: input.kind,
            lifecycle: input.lifecycle,
        }
    }
}

impl From<Condition> for RetentionCondition {
    fn from(condition: Condition) -> Self {
        Self {
            no_purchase_years: int(condition.no_purchase_years),
            no_booking: condition.no_booking,
            no_work_order: condition.no_work_order,
            created_before: condition.created_before.map(Date),
            kind: condition.kind,
            lifecycle: condition.lifecycle,
        }
    }
}

/// When a rule is run by itself.
#[derive(Clone, Copy, SimpleObject, InputObject)]
#[graphql(input_name = "RetentionScheduleInput")]
pub struct RetentionSchedule {
    /// Every so many months: 1 to 120.
    every_months: i32,
    /// The first day, and the one that the others are counted from; where the business is.
    first_on: Date,
}

impl From<RetentionSchedule> for Schedule {
    fn from(input: RetentionSchedule) -> Self {
        Self { every_months: input.every_months.into(), first_on: input.first_on.0 }
    }
}

/// A rule of whom to part with after how long.
#[derive(Clone)]
pub struct RetentionRule(retention::RetentionRule);

impl From<retention::RetentionRule> for RetentionRule {
    fn from(rule: retention::RetentionRule) -> Self {
        Self(rule)
    }
}

/// A rule of whom to part with after how long, what to leave of them, and how many people must agree.
#[Object]
impl RetentionRule {
    /// The id.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Goes up with each change.
    async fn version(&self) -> i32 {
        int(self.0.version)
    }

    /// What people call it.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Whom it fits.
    async fn condition(&self) -> async_graphql::Result<RetentionCondition> {
        Ok(self.0.condition()?.into())
    }

    /// What it leaves of them.
    async fn act(&self) -> RetentionAct {
        self.0.act
    }

    /// Personal data that is to stay of customers who are made anonymous.
    async fn keep_fields(&self) -> async_graphql::Result<Vec<PersonalField>> {
        Ok(self.0.keep_fields()?)
    }

    /// Personal data that goes: all that is not to stay.
    async fn remove_fields(&self) -> async_graphql::Result<Vec<PersonalField>> {
        Ok(retention::removed(&self.0.keep_fields()?))
    }

    /// When it is run by itself; null when somebody must start each run.
    async fn schedule(&self) -> Option<RetentionSchedule> {
        let Schedule { every_months, first_on } = self.0.schedule()?;
        Some(RetentionSchedule { every_months: int(every_months), first_on: first_on.into() })
    }

    /// The day of the next run that nobody has to start.
    async fn next_on(&self) -> Option<Date> {
        self.0.next_on.map(Date)
    }

    /// Two people must approve lists of more customers than this.
    async fn two_person_above(&self) -> i32 {
        int(self.0.two_person_above)
    }

    /// When it was added.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// When it was last changed.
    async fn updated_at(&self) -> DateTime {
        self.0.updated_at.into()
    }

    /// When it was removed; null while it is in force.
    async fn removed_at(&self) -> Option<DateTime> {
        self.0.removed_at.map(DateTime::from)
    }
}

/// Where retention rules are read from.
pub type RetentionRuleConnection = Connection<ListSource<retention::RetentionRule, RetentionRule>>;

/// A retention rule to add, or to change as a whole.
#[derive(InputObject)]
pub struct RetentionRuleSetInput {
    /// The rule to change; left out, a rule is added.
    id: Option<ID>,
    /// The version that was read: the change happens only if it is still the current one.
    expected_version: Option<i32>,
    /// What people call it; at most 100 characters.
    name: String,
    /// Whom it fits.
    condition: RetentionCondition,
    /// What it leaves of them.
    act: RetentionAct,
    /// Personal data that is to stay, with `ANONYMISE`.
    #[graphql(default)]
    keep_fields: Vec<PersonalField>,
    /// When it is run by itself; left out, somebody must start each run.
    schedule: Option<RetentionSchedule>,
    /// Two people must approve lists of more customers than this. Zero: two people approve every list.
    #[graphql(default = 100)]
    two_person_above: i32,
}

impl From<RetentionRuleSetInput> for RuleDraft {
    fn from(input: RetentionRuleSetInput) -> Self {
        Self {
            id: input.id.map(|id| id.0),
            expected_version: input.expected_version.map(i64::from),
            name: input.name,
            condition: input.condition.into(),
            act: input.act,
            keep_fields: input.keep_fields,
            schedule: input.schedule.map(Schedule::from),
            two_person_above: input.two_person_above.into(),
        }
    }
}

/// A retention rule to remove.
#[derive(InputObject)]
pub struct RetentionRuleRemoveInput {
    /// The rule.
    id: ID,
    /// The version that was read: the rule is removed only if it is still the current one.
    expected_version: Option<i32>,
}

/// The rule was saved, or removed.
#[derive(SimpleObject)]
pub struct RetentionRuleSaved {
    /// The rule as it is now.
    rule: RetentionRule,
}

mutation_result! {
    /// How saving a retention rule ended.
    RetentionRuleSetResult = RetentionRuleSaved | NotPermitted | RecordNotFound | VersionConflict | InvalidInput
}

mutation_result! {
    /// How removing a retention rule ended.
    RetentionRuleRemoveResult = RetentionRuleSaved | NotPermitted | RecordNotFound | VersionConflict
}

fn saved(rule: retention::RetentionRule) -> RetentionRuleSaved {
    RetentionRuleSaved { rule: rule.into() }
}

#[derive(Default)]
pub struct RetentionRuleQueries;

#[Object(guard = "Admit")]
impl RetentionRuleQueries {
    /// One retention rule, also one that was removed; null when there is none. Needs `retention.review`.
    async fn retention_rule(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The rule's id.")] id: ID,
    ) -> async_graphql::Result<Option<RetentionRule>> {
        let cx = ctx.cx()?;
        let Ok(id) = id.parse::<RetentionRuleId>() else { return Ok(None) };
        Ok(retention::find_rule(&cx.db, cx.account, id).await?.map(RetentionRule::from))
    }

    /// Retention rules in force, the newest first. Needs `retention.review`.
    async fn retention_rules(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The page's size from its start, at most 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "The page's size from its end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> async_graphql::Result<RetentionRuleConnection> {
        connection(retention::rules(ctx.account()?), RetentionRule::from, (first, after, last, before))
    }
}

#[derive(Default)]
pub struct RetentionRuleMutations;

#[Object(guard = "Admit")]
impl RetentionRuleMutations {
    /// Adds a retention rule, or changes one as a whole. Nothing is done to any customer by that: a run lists whom the
    /// rule fits, and people approve the list. Runs that are open go on under the rule as it was. Needs `policy.manage`;
    /// audited as `retention_rule.set`.
    async fn retention_rule_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The rule.")] input: RetentionRuleSetInput,
    ) -> async_graphql::Result<RetentionRuleSetResult> {
        answer(ctx, async { retention::set(&permit(ctx)?, &input.into()).await }.await, saved)
    }

    /// Removes a retention rule: it starts no more runs. Those that are open go on. Needs `policy.manage`; audited as
    /// `retention_rule.removed`.
    async fn retention_rule_remove(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The rule to remove.")] input: RetentionRuleRemoveInput,
    ) -> async_graphql::Result<RetentionRuleRemoveResult> {
        let expected = input.expected_version.map(i64::from);
        answer(ctx, async { retention::remove(&permit(ctx)?, &input.id, expected).await }.await, saved)
    }
}
