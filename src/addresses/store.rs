//! The addresses' SQL.

use uuid::Uuid;

use super::Address;
use crate::db::{Exec, Tx};
use crate::error::Fault;
use crate::ids::{AccountId, AddressId, CustomerId};
use crate::sql;

/// The addresses of customers, each customer's from the oldest to the newest.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn by_customers(
    on: impl Into<Exec<'_>>,
    account: AccountId,
    customers: Vec<Uuid>,
) -> Result<Vec<Address>, Fault> {
    sql!(
        "select id, customer_id, purpose, line1, line2, city, region, postcode, country, version, created_at, updated_at
         from addresses where account_id = $1
            and customer_id [ids:$2]
         order by created_at, id"
    )
    .bind(account)
    .bind(customers)
    .all(on)
    .await
}

/// Where bills go, as on an envelope: the newest billing address, else the newest home address.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn for_invoices(
    on: impl Into<Exec<'_>>,
    account: AccountId,
    customer: CustomerId,
) -> Result<Option<String>, Fault> {
    let address: Option<Address> = sql!(
        "select id, customer_id, purpose, line1, line2, city, region, postcode, country, version, created_at, updated_at
         from addresses where account_id = $1 and customer_id = $2 and purpose in ('BILLING', 'HOME')
         order by purpose, created_at desc, id desc limit 1"
    )
    .bind(account)
    .bind(customer)
    .optional(on)
    .await?;
    Ok(address.map(|address| address.on_an_envelope()))
}

pub(super) async fn owner(tx: &mut Tx, account: AccountId, id: AddressId) -> Result<Option<CustomerId>, Fault> {
    sql!("select customer_id from addresses where account_id = $1 and id = $2").bind(account).bind(id).scalar(tx).await
}

pub(super) async fn lock(tx: &mut Tx, account: AccountId, id: AddressId) -> Result<Option<Address>, Fault> {
    sql!(
        "select id, customer_id, purpose, line1, line2, city, region, postcode, country, version, created_at, updated_at
         from addresses where account_id = $1 and id = $2 [lock:for update]"
    )
    .bind(account)
    .bind(id)
    .optional(tx)
    .await
}

pub(super) async fn insert(tx: &mut Tx, account: AccountId, address: &Address) -> Result<(), Fault> {
    sql!(
        "insert into addresses (account_id, id, customer_id, purpose, line1, line2, city, region, postcode, country,
            address_key, version, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
    )
    .bind(account)
    .bind(address.id)
    .bind(address.customer_id)
    .bind(address.purpose)
    .bind(&address.line1)
    .bind(address.line2.clone())
    .bind(address.city.clone())
    .bind(address.region.clone())
    .bind(address.postcode.clone())
    .bind(address.country.clone())
    .bind(address.key())
    .bind(address.version)
    .bind(address.created_at)
    .bind(address.updated_at)
    .run(tx)
    .await?;
    Ok(())
}

pub(super) async fn update(tx: &mut Tx, account: AccountId, address: &Address) -> Result<(), Fault> {
    sql!(
        "update addresses set purpose = $3, line1 = $4, line2 = $5, city = $6, region = $7, postcode = $8, country = $9,
            address_key = $10, version = $11, updated_at = $12
         where account_id = $1 and id = $2"
    )
    .bind(account)
    .bind(address.id)
    .bind(address.purpose)
    .bind(&address.line1)
    .bind(address.line2.clone())
    .bind(address.city.clone())
    .bind(address.region.clone())
    .bind(address.postcode.clone())
    .bind(address.country.clone())
    .bind(address.key())
    .bind(address.version)
    .bind(address.updated_at)
    .run(tx)
    .await?;
    Ok(())
}

pub(super) async fn delete(tx: &mut Tx, account: AccountId, id: AddressId) -> Result<(), Fault> {
    sql!("delete from addresses where account_id = $1 and id = $2").bind(account).bind(id).run(tx).await?;
    Ok(())
}
