//! The payment methods' SQL.

use uuid::Uuid;

use super::PaymentMethod;
use crate::clock::Timestamp;
use crate::db::{Exec, Tx};
use crate::error::Fault;
use crate::ids::{AccountId, CustomerId, PaymentMethodId};
use crate::sql;

const COLUMNS: &str = "id, customer_id, provider, token, brand, last_four, expires_year, expires_month, is_default,
    version, created_at, updated_at, removed_at";

/// A payment method, a removed one among them.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn find(
    on: impl Into<Exec<'_>>,
    account: AccountId,
    id: PaymentMethodId,
) -> Result<Option<PaymentMethod>, Fault> {
    sql!(COLUMNS, "select {columns} from payment_methods where account_id = $1 and id = $2")
        .bind(account)
        .bind(id)
        .optional(on)
        .await
}

/// Payment methods by their ids, in no order, removed ones among them.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn by_ids(on: impl Into<Exec<'_>>, account: AccountId, ids: Vec<Uuid>) -> Result<Vec<PaymentMethod>, Fault> {
    sql!(COLUMNS, "select {columns} from payment_methods where account_id = $1 and id [ids:$2]")
        .bind(account)
        .bind(ids)
        .all(on)
        .await
}

/// The payment methods of customers that were not removed, each customer's default first.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn of_customers(
    on: impl Into<Exec<'_>>,
    account: AccountId,
    customers: Vec<Uuid>,
) -> Result<Vec<PaymentMethod>, Fault> {
    sql!(
        COLUMNS,
        "select {columns} from payment_methods where account_id = $1 and customer_id [ids:$2] and removed_at is null
         order by customer_id, is_default desc, id"
    )
    .bind(account)
    .bind(customers)
    .all(on)
    .await
}

/// A customer's payment methods that were not removed, locked against being changed by others.
pub(super) async fn lock_all(
    tx: &mut Tx,
    account: AccountId,
    customer: CustomerId,
) -> Result<Vec<PaymentMethod>, Fault> {
    sql!(
        COLUMNS,
        "select {columns} from payment_methods where account_id = $1 and customer_id = $2 and removed_at is null
         order by id [lock:for no key update]"
    )
    .bind(account)
    .bind(customer)
    .all(tx)
    .await
}

pub(super) async fn insert(tx: &mut Tx, account: AccountId, method: &PaymentMethod) -> Result<(), Fault> {
    sql!(
        "insert into payment_methods (account_id, id, customer_id, provider, token, brand, last_four, expires_year,
            expires_month, is_default, version, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
    )
    .bind(account)
    .bind(method.id)
    .bind(method.customer_id)
    .bind(&method.provider)
    .bind(&method.token)
    .bind(&method.brand)
    .bind(&method.last_four)
    .bind(method.expires_year)
    .bind(method.expires_month)
    .bind(method.is_default)
    .bind(method.version)
    .bind(method.created_at)
    .bind(method.updated_at)
    .run(tx)
    .await?;
    Ok(())
}

pub(super) async fn update(tx: &mut Tx, account: AccountId, method: &PaymentMethod) -> Result<(), Fault> {
    sql!(
        "update payment_methods set is_default = $3, removed_at = $4, version = $5, updated_at = $6
         where account_id = $1 and id = $2"
    )
    .bind(account)
    .bind(method.id)
    .bind(method.is_default)
    .bind(method.removed_at)
    .bind(method.version)
    .bind(method.updated_at)
    .run(tx)
    .await?;
    Ok(())
}

/// Leaves a customer without a default.
pub(super) async fn no_default(
    tx: &mut Tx,
    account: AccountId,
    customer: CustomerId,
    now: Timestamp,
) -> Result<(), Fault> {
    sql!(
        "update payment_methods set is_default = false, version = version + 1, updated_at = $3
         where account_id = $1 and customer_id = $2 and is_default"
    )
    .bind(account)
    .bind(customer)
    .bind(now)
    .run(tx)
    .await?;
    Ok(())
}

/// Makes the newest of a customer's the default, if any is left.
pub(super) async fn default_to_newest(
    tx: &mut Tx,
    account: AccountId,
    customer: CustomerId,
    now: Timestamp,
) -> Result<(), Fault> {
    sql!(
        "update payment_methods set is_default = true, version = version + 1, updated_at = $3
         where account_id = $1 and id = (select id from payment_methods newest where newest.account_id = $1
            and newest.customer_id = $2 and newest.removed_at is null order by newest.id desc limit 1)"
    )
    .bind(account)
    .bind(customer)
    .bind(now)
    .run(tx)
    .await?;
    Ok(())
}
