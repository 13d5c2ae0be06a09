//! The providers' SQL.

use std::collections::{BTreeSet, HashMap};

use uuid::Uuid;

use super::Provider;
use crate::db::{Exec, Tx};
use crate::error::Fault;
use crate::ids::{AccountId, ProviderId, ServiceId};
use crate::sql;

pub(super) const COLUMNS: &str = "id, staff_id, name, name_key, email, archived_at, version, created_at, updated_at";

/// A provider, archived or not.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn find(on: impl Into<Exec<'_>>, account: AccountId, id: ProviderId) -> Result<Option<Provider>, Fault> {
    sql!(COLUMNS, "select {columns} from providers where account_id = $1 and id = $2")
        .bind(account)
        .bind(id)
        .optional(on)
        .await
}

/// Providers by their ids, in no order.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn by_ids(on: impl Into<Exec<'_>>, account: AccountId, ids: Vec<Uuid>) -> Result<Vec<Provider>, Fault> {
    sql!(COLUMNS, "select {columns} from providers where account_id = $1 and id [ids:$2]")
        .bind(account)
        .bind(ids)
        .all(on)
        .await
}

/// Providers who are not archived and can do all of these single services, by name.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn able(
    on: impl Into<Exec<'_>>,
    account: AccountId,
    services: &BTreeSet<ServiceId>,
) -> Result<Vec<Provider>, Fault> {
    let mut on = on.into();
    let live = sql!(
        COLUMNS,
        "select {columns} from providers where account_id = $1 and archived_at is null order by name_key, id"
    );
    let mut providers: Vec<Provider> = live.bind(account).all(on.reborrow()).await?;
    let ids = providers.iter().map(|provider| provider.id.uuid()).collect();
    let mut skills: HashMap<ProviderId, BTreeSet<ServiceId>> = HashMap::new();
    for (provider, service) in services_of(on, account, ids).await? {
        skills.entry(provider).or_default().insert(service);
    }
    providers.retain(|provider| skills.get(&provider.id).is_none_or(|its| its.is_superset(services)));
    Ok(providers)
}

/// The services that several providers are said to do. Who is said to do none does all.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn services_of(
    on: impl Into<Exec<'_>>,
    account: AccountId,
    providers: Vec<Uuid>,
) -> Result<Vec<(ProviderId, ServiceId)>, Fault> {
    sql!(
        "select provider_id, service_id from provider_services
         where account_id = $1 and provider_id [ids:$2] order by provider_id, service_id"
    )
    .bind(account)
    .bind(providers)
    .all(on)
    .await
}

pub(super) async fn lock(tx: &mut Tx, account: AccountId, id: ProviderId) -> Result<Option<Provider>, Fault> {
    sql!(COLUMNS, "select {columns} from providers where account_id = $1 and id = $2 [lock:for no key update]")
        .bind(account)
        .bind(id)
        .optional(tx)
        .await
}

pub(super) async fn replace_services(
    tx: &mut Tx,
    account: AccountId,
    provider: ProviderId,
    services: &[ServiceId],
) -> Result<(), Fault> {
    sql!("delete from provider_services where account_id = $1 and provider_id = $2")
        .bind(account)
        .bind(provider)
        .run(&mut *tx)
        .await?;
    for service in services {
        sql!("insert into provider_services (account_id, provider_id, service_id) values ($1, $2, $3)")
            .bind(account)
            .bind(provider)
            .bind(*service)
            .run(&mut *tx)
            .await?;
    }
    Ok(())
}

pub(super) async fn insert(tx: &mut Tx, account: AccountId, provider: &Provider) -> Result<(), Fault> {
    sql!(
        "insert into providers (account_id, id, staff_id, name, name_key, email, version, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    )
    .bind(account)
    .bind(provider.id)
    .bind(provider.staff_id)
    .bind(&provider.name)
    .bind(&provider.name_key)
    .bind(provider.email.clone())
    .bind(provider.version)
    .bind(provider.created_at)
    .bind(provider.updated_at)
    .run(tx)
    .await?;
    Ok(())
}

pub(super) async fn update(tx: &mut Tx, account: AccountId, provider: &Provider) -> Result<(), Fault> {
    sql!(
        "update providers set staff_id = $3, name = $4, name_key = $5, email = $6, archived_at = $7, version = $8,
            updated_at = $9
         where account_id = $1 and id = $2"
    )
    .bind(account)
    .bind(provider.id)
    .bind(provider.staff_id)
    .bind(&provider.name)
    .bind(&provider.name_key)
    .bind(provider.email.clone())
    .bind(provider.archived_at)
    .bind(provider.version)
    .bind(provider.updated_at)
    .run(tx)
    .await?;
    Ok(())
}
