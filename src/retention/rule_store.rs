//! The rules' SQL.

use chrono::NaiveDate;

use super::RetentionRule;
use crate::db::{Exec, Keyed, List, OrderKey, Query, Tx, Value};
use crate::error::Fault;
use crate::ids::{AccountId, RetentionRuleId};
use crate::sql;

const COLUMNS: &str =
    "id, name, condition, act, keep_fields, every_months, first_on, next_on, two_person_above, version,
    created_at, updated_at, removed_at";

impl Keyed for RetentionRule {
    fn key(&self, column: &str) -> Value {
        if column == "created_at" { self.created_at.into() } else { self.id.into() }
    }
}

/// Rules that were not removed, the newest first.
pub fn list(account: AccountId) -> List {
    let body = Query::built("from retention_rules where account_id = $1 and removed_at is null").bind(account);
    List::new("retentionRules", COLUMNS, body, OrderKey::newest_first())
}

/// A rule by its id, removed or not.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn find(
    on: impl Into<Exec<'_>>,
    account: AccountId,
    id: RetentionRuleId,
) -> Result<Option<RetentionRule>, Fault> {
    sql!(COLUMNS, "select {columns} from retention_rules where account_id = $1 and id = $2")
        .bind(account)
        .bind(id)
        .optional(on)
        .await
}

/// A rule that was not removed, locked against being changed, and started, by others.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn lock(tx: &mut Tx, account: AccountId, id: RetentionRuleId) -> Result<Option<RetentionRule>, Fault> {
    sql!(
        COLUMNS,
        "select {columns} from retention_rules where account_id = $1 and id = $2 and removed_at is null
         [lock:for update]"
    )
    .bind(account)
    .bind(id)
    .optional(tx)
    .await
}

/// Rules of any account whose day has come by then, the earliest first.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn due(on: impl Into<Exec<'_>>, by: NaiveDate) -> Result<Vec<(AccountId, RetentionRuleId)>, Fault> {
    sql!(
        "select account_id, id from retention_rules where removed_at is null and next_on is not null and next_on <= $1
         order by next_on, account_id, id limit 100"
    )
    .bind(by)
    .all(on)
    .await
}

/// Sets the day of the next run. The caller has locked the rule.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn set_next(
    tx: &mut Tx,
    account: AccountId,
    id: RetentionRuleId,
    next: Option<NaiveDate>,
) -> Result<(), Fault> {
    sql!("update retention_rules set next_on = $3 where account_id = $1 and id = $2")
        .bind(account)
        .bind(id)
        .bind(next)
        .run(tx)
        .await?;
    Ok(())
}

pub(super) async fn insert(tx: &mut Tx, account: AccountId, rule: &RetentionRule) -> Result<(), Fault> {
    sql!(
        "insert into retention_rules (account_id, id, name, condition, act, keep_fields, every_months, first_on, next_on,
            two_person_above, version, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
    )
    .bind(account)
    .bind(rule.id)
    .bind(&rule.name)
    .bind(&rule.condition)
    .bind(rule.act)
    .bind(&rule.keep_fields)
    .bind(rule.every_months)
    .bind(rule.first_on)
    .bind(rule.next_on)
    .bind(rule.two_person_above)
    .bind(rule.version)
    .bind(rule.created_at)
    .bind(rule.updated_at)
    .run(tx)
    .await?;
    Ok(())
}

pub(super) async fn update(tx: &mut Tx, account: AccountId, rule: &RetentionRule) -> Result<(), Fault> {
    sql!(
        "update retention_rules set name = $3, condition = $4, act = $5, keep_fields = $6, every_months = $7,
            first_on = $8, next_on = $9, two_person_above = $10, version = $11, updated_at = $12, removed_at = $13
         where account_id = $1 and id = $2"
    )
    .bind(account)
    .bind(rule.id)
    .bind(&rule.name)
    .bind(&rule.condition)
    .bind(rule.act)
    .bind(&rule.keep_fields)
    .bind(rule.every_months)
    .bind(rule.first_on)
    .bind(rule.next_on)
    .bind(rule.two_person_above)
    .bind(rule.version)
    .bind(rule.updated_at)
    .bind(rule.removed_at)
    .run(tx)
    .await?;
    Ok(())
}
