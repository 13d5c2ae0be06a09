//! The deletion policy's face, and the simulator's.

use async_graphql::{ComplexObject, Context, InputObject, Object, SimpleObject};

use super::connection::connection;
use super::context::{Admit, ContextExt, permit};
use super::errors::answer;
use super::plans::DeletionEffect;
use super::retention_rules::{RetentionRule, RetentionRuleConnection};
use super::scalars::int;
use crate::lifecycle;
use crate::mutation_result;
use crate::policies::{self, Policy, PolicyChange};
use crate::retention;
use crate::terms::{DependencyRule, HistoryIdentity, Permission, PersonalField, PolicyPreset, RecordKind};

/// What an account has decided about parting with customers.
#[derive(Clone, SimpleObject)]
#[graphql(complex)]
pub struct DeletionPolicy {
    /// Goes up with each change. A deletion names the version that it ran under.
    version: i32,
    /// The preset, as long as nothing was changed since.
    preset: Option<PolicyPreset>,
    /// What a delete does about open records, by kind.
    rules: Vec<DeletionRule>,
    /// How documents outside `keepYears` name a customer who was masked. A plain delete ignores it.
    history_identity: HistoryIdentity,
    /// Personal data that may stay when a customer is masked.
    keep_fields: Vec<PersonalField>,
    /// How long undo is offered, in seconds.
    undo_window_seconds: i32,
    /// Days between a permanent deletion and the erasure.
    erase_delay_days: i32,
    /// Whether several customers may be deleted at once: `customersDelete`.
    bulk_delete: bool,
    /// Successful deletes for one person in a rolling hour.
    deletes_per_hour: i32,
    /// How long documents stay as they were issued because the law wants them kept, whoever is erased.
    keep_years: Vec<KeepYears>,
    /// How many years whoever was made unreadable stays on the suppression list, which keeps an import from bringing them
    /// back unasked; 0: nobody is put on it.
    suppression_years: i32,
}

#[ComplexObject]
impl DeletionPolicy {
    /// The rules by which customers who no longer come are parted with, the newest first. They change with
    /// `retentionRuleSet` and leave the policy's version as it is: a run goes by its rule as that was when it began. Needs
    /// `retention.review`.
    #[graphql(guard = "super::context::Needs(Permission::RetentionReview)")]
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

/// How long the law wants documents of a kind kept.
#[derive(Clone, Copy, SimpleObject, InputObject)]
#[graphql(input_name = "KeepYearsInput")]
pub struct KeepYears {
    /// The kind of record: `INVOICE`.
    kind: RecordKind,
    /// Years since the document's date: 0 to 100.
    years: i32,
}

/// What a delete does about open records of a kind.
#[derive(Clone, Copy, SimpleObject, InputObject)]
#[graphql(input_name = "DeletionRuleInput")]
pub struct DeletionRule {
    /// The kind of record.
    kind: RecordKind,
    /// What happens to records of it that are open.
    rule: DependencyRule,
}

impl From<Policy> for DeletionPolicy {
    fn from(policy: Policy) -> Self {
        Self {
            version: int(policy.version),
            preset: policy.preset,
            rules: policy.rules.into_iter().map(|(kind, rule)| DeletionRule { kind, rule }).collect(),
            history_identity: policy.history_identity,
            keep_fields: policy.keep_fields,
            undo_window_seconds: int(policy.undo_window_seconds),
            erase_delay_days: int(policy.erase_delay_days),
            bulk_delete: policy.bulk_delete,
            deletes_per_hour: int(policy.deletes_per_hour),
            keep_years: policy
                .keep_years
                .into_iter()
                .map(|(kind, years)| KeepYears { kind, years: int(years) })
                .collect(),
            suppression_years: int(policy.suppression_years),
        }
    }
}

/// Changes to the deletion policy. What is left out stays; a preset is taken first.
#[derive(InputObject)]
pub struct DeletionPolicySetInput {
    /// The version that was read: the change happens only if it is still the current one.
    expected_version: Option<i32>,
    /// Start from this preset instead of the current policy.
    preset: Option<PolicyPreset>,
    /// Rules to change.
    rules: Option<Vec<DeletionRule>>,
    /// How documents outside `keepYears` name a customer who was masked. A plain delete ignores it.
    history_identity: Option<HistoryIdentity>,
    /// Personal data that may stay when a customer is masked.
    keep_fields: Option<Vec<PersonalField>>,
    /// How long undo is offered: 0 to 86,400 seconds.
    undo_window_seconds: Option<i32>,
    /// Days between a permanent deletion and the erasure: 0 to 3,650.
    erase_delay_days: Option<i32>,
    /// Whether several customers may be deleted at once: `customersDelete`.
    bulk_delete: Option<bool>,
    /// Successful deletes for one person in a rolling hour: 1 to 10,000.
    deletes_per_hour: Option<i32>,
    /// How long the law wants documents of a kind kept.
    keep_years: Option<Vec<KeepYears>>,
    /// How many years whoever is made unreadable from now on stays on the suppression list: 0 to 10.
    suppression_years: Option<i32>,
}

impl From<DeletionPolicySetInput> for PolicyChange {
    fn from(input: DeletionPolicySetInput) -> Self {
        Self {
            expected_version: input.expected_version.map(i64::from),
            preset: input.preset,
            rules: input.rules.unwrap_or_default().into_iter().map(|rule| (rule.kind, rule.rule)).collect(),
            history_identity: input.history_identity,
            keep_fields: input.keep_fields,
            undo_window_seconds: input.undo_window_seconds.map(i64::from),
            erase_delay_days: input.erase_delay_days.map(i64::from),
            bulk_delete: input.bulk_delete,
            deletes_per_hour: input.deletes_per_hour.map(i64::from),
            keep_years: input
                .keep_years
                .unwrap_or_default()
                .iter()
                .map(|each| (each.kind, each.years.into()))
                .collect(),
            suppression_years: input.suppression_years.map(i64::from),
        }
    }
}

/// The policy was set.
#[derive(SimpleObject)]
pub struct DeletionPolicySaved {
    /// The policy as it is now.
    policy: DeletionPolicy,
}

mutation_result! {
    /// How setting the policy ended.
    DeletionPolicySetResult = DeletionPolicySaved | NotPermitted | InvalidInput | VersionConflict
}

/// What a policy would mean for the customers there are.
#[derive(SimpleObject)]
pub struct PolicySimulated {
    /// The policy as it would be.
    policy: DeletionPolicy,
    /// How many customers are active.
    active_customers: i32,
    /// How many of them could not be deleted now.
    blocked_customers: i32,
    /// Of those, how many each kind of record blocks. A customer can be blocked by several.
    blocked_by: Vec<BlockedBy>,
    /// What deleting every other customer would do to their open records.
    effects: Vec<DeletionEffect>,
}

/// How many customers a kind of record blocks.
#[derive(SimpleObject)]
pub struct BlockedBy {
    /// The kind of record.
    kind: RecordKind,
    /// How many customers.
    customers: i32,
}

mutation_result! {
    /// How a simulation ended.
    PolicySimulation = PolicySimulated | NotPermitted | InvalidInput
}

impl From<lifecycle::Simulation> for PolicySimulated {
    fn from(simulation: lifecycle::Simulation) -> Self {
        let blocked = |(kind, customers)| BlockedBy { kind, customers: int(customers) };
        Self {
            policy: simulation.policy.into(),
            active_customers: int(simulation.active_customers),
            blocked_customers: int(simulation.blocked_customers),
            blocked_by: simulation.blocked_by.into_iter().map(blocked).collect(),
            effects: simulation.effects.into_iter().map(DeletionEffect::from).collect(),
        }
    }
}

#[derive(Default)]
pub struct PolicyQueries;

#[Object(guard = "Admit")]
impl PolicyQueries {
    /// The deletion policy in force. Needs `customers.read`.
    async fn deletion_policy(&self, ctx: &Context<'_>) -> async_graphql::Result<DeletionPolicy> {
        let cx = ctx.cx()?;
        Ok(policies::current(&cx.db, cx.account).await?.into())
    }

    /// What a policy would mean for the customers there are: how many would be blocked, how many records touched.
    /// Changes nothing. Needs `policy.manage`.
    async fn deletion_policy_simulate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes to try.")] input: DeletionPolicySetInput,
    ) -> async_graphql::Result<PolicySimulation> {
        answer(ctx, async { lifecycle::simulate(&permit(ctx)?, &input.into()).await }.await, PolicySimulated::from)
    }
}

#[derive(Default)]
pub struct PolicyMutations;

#[Object(guard = "Admit")]
impl PolicyMutations {
    /// Sets the deletion policy. Whoever planned a delete under the old one gets the difference instead. Needs
    /// `policy.manage`; audited as `policy.set`.
    async fn deletion_policy_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change.")] input: DeletionPolicySetInput,
    ) -> async_graphql::Result<DeletionPolicySetResult> {
        let outcome = async { policies::set(&permit(ctx)?, &input.into()).await }.await;
        answer(ctx, outcome, |policy| DeletionPolicySaved { policy: policy.into() })
    }
}
