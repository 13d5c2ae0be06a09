//! The services' SQL.

use uuid::Uuid;

use super::Service;
use crate::db::{Exec, Tx};
use crate::error::Fault;
use crate::ids::{AccountId, ServiceId};
use crate::sql;

pub(super) const COLUMNS: &str = "id, kind, name, name_key, description, duration_minutes, price_minor, currency,
    tax_rate_id, online, archived_at, version, created_at, updated_at";

/// A service or bundle, archived or not.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn find(on: impl Into<Exec<'_>>, account: AccountId, id: ServiceId) -> Result<Option<Service>, Fault> {
    sql!(COLUMNS, "select {columns} from services where account_id = $1 and id = $2")
        .bind(account)
        .bind(id)
        .optional(on)
        .await
}

/// Services and bundles by their ids, in no order.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn by_ids(on: impl Into<Exec<'_>>, account: AccountId, ids: Vec<Uuid>) -> Result<Vec<Service>, Fault> {
    sql!(COLUMNS, "select {columns} from services where account_id = $1 and id [ids:$2]")
        .bind(account)
        .bind(ids)
        .all(on)
        .await
}

/// What the public booking page offers, by name; at most 500.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn online(on: impl Into<Exec<'_>>, account: AccountId) -> Result<Vec<Service>, Fault> {
    sql!(
        COLUMNS,
        "select {columns} from services where account_id = $1 and online and archived_at is null
         order by name_key, id limit 500"
    )
    .bind(account)
    .all(on)
    .await
}

pub(super) async fn lock(tx: &mut Tx, account: AccountId, id: ServiceId) -> Result<Option<Service>, Fault> {
    sql!(COLUMNS, "select {columns} from services where account_id = $1 and id = $2 [lock:for no key update]")
        .bind(account)
        .bind(id)
        .optional(tx)
        .await
}

pub(super) async fn insert(tx: &mut Tx, account: AccountId, service: &Service) -> Result<(), Fault> {
    sql!(
        "insert into services (account_id, id, kind, name, name_key, description, duration_minutes, price_minor,
            currency, tax_rate_id, online, version, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
    )
    .bind(account)
    .bind(service.id)
    .bind(service.kind)
    .bind(&service.name)
    .bind(&service.name_key)
    .bind(service.description.clone())
    .bind(service.duration_minutes)
    .bind(service.price_minor)
    .bind(&service.currency)
    .bind(service.tax_rate_id)
    .bind(service.online)
    .bind(service.version)
    .bind(service.created_at)
    .bind(service.updated_at)
    .run(tx)
    .await?;
    Ok(())
}

pub(super) async fn update(tx: &mut Tx, account: AccountId, service: &Service) -> Result<(), Fault> {
    sql!(
        "update services set name = $3, name_key = $4, description = $5, duration_minutes = $6, price_minor = $7,
            tax_rate_id = $8, online = $9, archived_at = $10, version = $11, updated_at = $12
         where account_id = $1 and id = $2"
    )
    .bind(account)
    .bind(service.id)
    .bind(&service.name)
    .bind(&service.name_key)
    .bind(service.description.clone())
    .bind(service.duration_minutes)
    .bind(service.price_minor)
    .bind(service.tax_rate_id)
    .bind(service.online)
    .bind(service.archived_at)
    .bind(service.version)
    .bind(service.updated_at)
    .run(tx)
    .await?;
    Ok(())
}
