//! The policy simulator: what a policy would mean for the customers there are, before anybody sets it.

use super::deletions::Effect;
use crate::app::Cx;
use crate::db::Query;
use crate::error::{Fault, Outcome};
use crate::policies::{self, Policy, PolicyChange};
use crate::records::{CATALOGUE, Open};
use crate::terms::{DependencyRule, Permission, RecordKind};

/// What a policy would mean.
#[derive(Clone, Debug)]
pub struct Simulation {
    pub policy: Policy,
    pub active_customers: i64,
    /// Customers that could not be deleted now.
    pub blocked_customers: i64,
    /// Of those, how many each kind of record blocks. A customer can be blocked by several.
    pub blocked_by: Vec<(RecordKind, i64)>,
    /// What deleting every other customer would do to their open records.
    pub effects: Vec<Effect>,
}

/// Simulates a change of the policy. Nothing is changed.
///
/// # Errors
/// [`crate::error::Refusal::NotPermitted`], [`crate::error::Refusal::InvalidInput`].
pub async fn simulate(cx: &Cx, change: &PolicyChange) -> Outcome<Simulation> {
    cx.require(Permission::PolicyManage)?;
    let policy = change.applied_to(&policies::current(&cx.db, cx.account).await?)?;
    let blocking = blocking_union(&policy);
    let mut blocked_by = Vec::new();
    let mut effects = Vec::new();
    for record in CATALOGUE {
        let Some(open) = &record.open else { continue };
        let rule = policy.rule(record.kind);
        if rule == DependencyRule::Block {
            let text = format!("select count(distinct customer_id) {}", open_rows(record.table, open));
            blocked_by.push((record.kind, count(cx, text).await?));
        } else if let Some((_, touch)) = open.rules.iter().find(|(its, _)| *its == rule) {
            let rest = blocking.as_ref().map(|union| format!(" and customer_id not in ({union})")).unwrap_or_default();
            let text = format!("select count(*) {}{rest}", open_rows(record.table, open));
            Effect::add(&mut effects, record.kind, touch.action, count(cx, text).await?);
        }
    }
    blocked_by.retain(|(_, customers)| *customers > 0);
    let blocked_customers = match &blocking {
        Some(union) => count(cx, format!("select count(*) from ({union}) as blocked")).await?,
        None => 0,
    };
    let active = String::from("select count(*) from customers where account_id = $1 and lifecycle = 'ACTIVE'");
    let active_customers = count(cx, active).await?;
    Ok(Simulation { policy, active_customers, blocked_customers, blocked_by, effects })
}

fn open_rows(table: &str, open: &Open) -> String {
    format!("from {table} where account_id = $1 and deletion_id is null and ({})", open.when_at("$2"))
}

/// The customers that a policy's blocking kinds name, each once.
fn blocking_union(policy: &Policy) -> Option<String> {
    let branches: Vec<String> = CATALOGUE
        .iter()
        .filter(|record| policy.rule(record.kind) == DependencyRule::Block)
        .filter_map(|record| Some(format!("select customer_id {}", open_rows(record.table, record.open.as_ref()?))))
        .collect();
    (!branches.is_empty()).then(|| branches.join(" union "))
}

async fn count(cx: &Cx, text: String) -> Result<i64, Fault> {
    Ok(Query::built(text).bind(cx.account).bind(cx.now()).scalar::<i64>(&cx.db).await?.unwrap_or(0))
}
