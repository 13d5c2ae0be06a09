//! The tax rates' SQL.

use uuid::Uuid;

use super::TaxRate;
use crate::db::{Exec, Keyed, List, OrderKey, Query, Tx, Value};
use crate::error::Fault;
use crate::ids::{AccountId, TaxRateId};
use crate::sql;

const COLUMNS: &str = "id, name, basis_points, created_at, archived_at";

impl Keyed for TaxRate {
    fn key(&self, column: &str) -> Value {
        match column {
            "created_at" => self.created_at.into(),
            _ => self.id.into(),
        }
    }
}

/// Tax rates, the newest first; archived ones only, or only the others, when asked.
pub fn list(account: AccountId, archived: Option<bool>) -> List {
    let mut body = Query::built("from tax_rates where account_id = $1").bind(account);
    match archived {
        Some(true) => body.push(" and archived_at is not null"),
        Some(false) => body.push(" and archived_at is null"),
        None => &mut body,
    };
    List::new("tax_rates", COLUMNS, body, OrderKey::newest_first())
}

/// A tax rate.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn find(on: impl Into<Exec<'_>>, account: AccountId, id: TaxRateId) -> Result<Option<TaxRate>, Fault> {
    sql!(COLUMNS, "select {columns} from tax_rates where account_id = $1 and id = $2")
        .bind(account)
        .bind(id)
        .optional(on)
        .await
}

/// Tax rates by their ids, in no order.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn by_ids(on: impl Into<Exec<'_>>, account: AccountId, ids: Vec<Uuid>) -> Result<Vec<TaxRate>, Fault> {
    sql!(COLUMNS, "select {columns} from tax_rates where account_id = $1 and id [ids:$2]")
        .bind(account)
        .bind(ids)
        .all(on)
        .await
}

pub(super) async fn lock(tx: &mut Tx, account: AccountId, id: TaxRateId) -> Result<Option<TaxRate>, Fault> {
    sql!(COLUMNS, "select {columns} from tax_rates where account_id = $1 and id = $2 [lock:for no key update]")
        .bind(account)
        .bind(id)
        .optional(tx)
        .await
}

pub(super) async fn insert(tx: &mut Tx, account: AccountId, rate: &TaxRate) -> Result<(), Fault> {
    sql!("insert into tax_rates (account_id, id, name, basis_points, created_at) values ($1, $2, $3, $4, $5)")
        .bind(account)
        .bind(rate.id)
        .bind(&rate.name)
        .bind(rate.basis_points)
        .bind(rate.created_at)
        .run(tx)
        .await?;
    Ok(())
}

pub(super) async fn archive(tx: &mut Tx, account: AccountId, rate: &TaxRate) -> Result<(), Fault> {
    sql!("update tax_rates set archived_at = $3 where account_id = $1 and id = $2")
        .bind(account)
        .bind(rate.id)
        .bind(rate.archived_at)
        .run(tx)
        .await?;
    Ok(())
}
