//! What a delete would do to a customer's records, and what stands in its way (E5, E6).

use std::str::FromStr;

use uuid::Uuid;

use super::deletions::Effect;
use super::plan_hash::PlanHash;
use crate::clock::Timestamp;
use crate::customers::Customer;
use crate::db::{Exec, Query};
use crate::error::Fault;
use crate::ids::AccountId;
use crate::policies::Policy;
use crate::records::{CATALOGUE, Record, statements};
use crate::terms::{DeletionMode, DependencyRule, EffectAction, RecordKind};

/// A delete, as it would be right now.
#[derive(Clone, Debug)]
pub struct Plan {
    pub customer: Customer,
    pub policy: Policy,
    pub lines: Vec<Line>,
}

/// Records of one kind that share a fate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub kind: RecordKind,
    pub class: LineClass,
    /// Empty where only the number counts.
    pub ids: Vec<Uuid>,
    pub count: i64,
}

/// What becomes of the records of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineClass {
    /// Open: the policy's rule decides.
    Open,
    /// The same in each delete.
    Always(EffectAction),
}

impl FromStr for LineClass {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        match text {
            "OPEN" => Ok(Self::Open),
            action => action.parse().map(Self::Always).map_err(Fault::Bug),
        }
    }
}

#[derive(sqlx::FromRow)]
struct PlanRow {
    kind: RecordKind,
    class: String,
    id: Option<Uuid>,
    n: i64,
}

/// Plans a delete at a time.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn plan(
    on: impl Into<Exec<'_>>,
    account: AccountId,
    customer: Customer,
    policy: Policy,
    now: Timestamp,
) -> Result<Plan, Fault> {
    let query = Query::built(statements::PLAN.as_str()).bind(account).bind(customer.id).bind(now);
    let rows: Vec<PlanRow> = query.all(on).await?;
    let mut lines: Vec<Line> = Vec::new();
    for row in rows {
        let class: LineClass = row.class.parse()?;
        match lines.iter_mut().find(|line| line.kind == row.kind && line.class == class) {
            Some(line) => {
                line.count += row.n;
                line.ids.extend(row.id);
            }
            None => lines.push(Line { kind: row.kind, class, ids: row.id.into_iter().collect(), count: row.n }),
        }
    }
    lines.retain(|line| line.count > 0);
    lines.iter_mut().for_each(|line| line.ids.sort_unstable());
    Ok(Plan { customer, policy, lines })
}

impl Plan {
    /// The kinds whose open records block, with how many there are, in the order in which people read them (E7).
    pub fn blocking(&self) -> Vec<(RecordKind, i64)> {
        let blocks =
            |line: &&Line| line.class == LineClass::Open && self.policy.rule(line.kind) == DependencyRule::Block;
        let mut kinds: Vec<_> = self.lines.iter().filter(blocks).map(|line| (line.kind, line.count)).collect();
        kinds.sort_unstable();
        kinds
    }

    /// How many records a line has.
    pub fn count(&self, kind: RecordKind, class: LineClass) -> i64 {
        self.lines.iter().find(|line| line.kind == kind && line.class == class).map_or(0, |line| line.count)
    }

    /// What would happen, the customer first.
    pub fn effects(&self, mode: DeletionMode) -> Vec<Effect> {
        let customer = |action| Effect { kind: RecordKind::Customer, action, count: 1 };
        let mut effects = vec![customer(EffectAction::Hide)];
        if mode == DeletionMode::Mask {
            effects.push(customer(EffectAction::Mask));
        }
        for line in &self.lines {
            let action = match line.class {
                LineClass::Always(action) => Some(action),
                LineClass::Open => self.rule_action(line.kind),
            };
            if let Some(action) = action {
                Effect::add(&mut effects, line.kind, action, line.count);
            }
        }
        effects
    }

    fn rule_action(&self, kind: RecordKind) -> Option<EffectAction> {
        let record: &Record = CATALOGUE.iter().find(|record| record.kind == kind)?;
        let rules = record.open.as_ref()?.rules;
        rules.iter().find(|(rule, _)| *rule == self.policy.rule(kind)).map(|(_, touch)| touch.action)
    }

    /// What the plan is recognised by.
    pub fn hash(&self) -> PlanHash {
        PlanHash::of(self)
    }
}
