//! The customers' SQL.

use iso_currency::Currency;
use uuid::Uuid;

use super::{Customer, CustomerLifecycle};
use crate::clock::Timestamp;
use crate::db::{Exec, NewRows, Tx};
use crate::error::Fault;
use crate::ids::{AccountId, CustomerId, DeletionId};
use crate::money::Amount;
use crate::{sql, text};

pub(super) const COLUMNS: &str =
    "id, kind, given_name, family_name, company_name, display_name, name_key, email, phone,
    lifecycle, masked, version, created_at, updated_at, deletion_id, merged_into";

/// A customer, whatever its lifecycle.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn find(on: impl Into<Exec<'_>>, account: AccountId, id: CustomerId) -> Result<Option<Customer>, Fault> {
    sql!(COLUMNS, "select {columns} from customers where account_id = $1 and id = $2")
        .bind(account)
        .bind(id)
        .optional(on)
        .await
}

/// Locks a customer against everything: a delete, an undo, a change.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn lock(tx: &mut Tx, account: AccountId, id: CustomerId) -> Result<Option<Customer>, Fault> {
    sql!(COLUMNS, "select {columns} from customers where account_id = $1 and id = $2 [lock:for update]")
        .bind(account)
        .bind(id)
        .optional(tx)
        .await
}

/// Locks a customer against being deleted, together with others who do the same.
pub(super) async fn hold(tx: &mut Tx, account: AccountId, id: CustomerId) -> Result<Option<Customer>, Fault> {
    sql!(COLUMNS, "select {columns} from customers where account_id = $1 and id = $2 [lock:for key share]")
        .bind(account)
        .bind(id)
        .optional(tx)
        .await
}

/// Locks customers as [`lock`] does, in the order of their ids. Gives those that are there.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn lock_all(tx: &mut Tx, account: AccountId, ids: Vec<Uuid>) -> Result<Vec<Customer>, Fault> {
    sql!(COLUMNS, "select {columns} from customers where account_id = $1 and id [ids:$2] order by id [lock:for update]")
        .bind(account)
        .bind(ids)
        .all(tx)
        .await
}

/// Customers by their ids, in no order.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn by_ids(on: impl Into<Exec<'_>>, account: AccountId, ids: Vec<Uuid>) -> Result<Vec<Customer>, Fault> {
    sql!(COLUMNS, "select {columns} from customers where account_id = $1 and id [ids:$2]")
        .bind(account)
        .bind(ids)
        .all(on)
        .await
}

/// Writes a new customer.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn insert(tx: &mut Tx, account: AccountId, customer: &Customer) -> Result<(), Fault> {
    insert_all(tx, account, &[(customer, None)]).await
}

/// Writes new customers, each with what another system calls them.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn insert_all(tx: &mut Tx, account: AccountId, new: &[(&Customer, Option<&str>)]) -> Result<(), Fault> {
    let mut rows = NewRows::of(
        "customers (account_id, id, kind, given_name, family_name, company_name, display_name, name_key, email, email_key,
            phone, phone_key, external_ref, lifecycle, masked, version, created_at, updated_at)",
    );
    for (customer, external_ref) in new {
        rows.push([
            account.into(),
            customer.id.into(),
            customer.kind.into(),
            customer.given_name.clone().into(),
            customer.family_name.clone().into(),
            customer.company_name.clone().into(),
            (&customer.display_name).into(),
            (&customer.name_key).into(),
            customer.email.clone().into(),
            customer.email.as_deref().map(text::fold).into(),
            customer.phone.clone().into(),
            customer.phone.as_deref().and_then(text::phone_key).into(),
            (*external_ref).into(),
            customer.lifecycle.into(),
            customer.masked.into(),
            customer.version.into(),
            customer.created_at.into(),
            customer.updated_at.into(),
        ]);
    }
    rows.insert(tx).await
}

pub(super) async fn update(tx: &mut Tx, account: AccountId, customer: &Customer) -> Result<(), Fault> {
    sql!(
        "update customers set kind = $3, given_name = $4, family_name = $5, company_name = $6, display_name = $7,
            name_key = $8, email = $9, email_key = $10, phone = $11, phone_key = $12, version = $13, updated_at = $14
         where account_id = $1 and id = $2"
    )
    .bind(account)
    .bind(customer.id)
    .bind(customer.kind)
    .bind(customer.given_name.clone())
    .bind(customer.family_name.clone())
    .bind(customer.company_name.clone())
    .bind(&customer.display_name)
    .bind(&customer.name_key)
    .bind(customer.email.clone())
    .bind(customer.email.as_deref().map(text::fold))
    .bind(customer.phone.clone())
    .bind(customer.phone.as_deref().and_then(text::phone_key))
    .bind(customer.version)
    .bind(customer.updated_at)
    .run(tx)
    .await?;
    Ok(())
}

/// Moves a customer on in its lifecycle, with the deletion that did it.
///
/// # Errors
/// [`Fault`] when the database fails; a broken reference when an open record still needs the customer live.
pub async fn set_lifecycle(
    tx: &mut Tx,
    account: AccountId,
    id: CustomerId,
    lifecycle: CustomerLifecycle,
    deletion: Option<DeletionId>,
    at: Timestamp,
) -> Result<(), Fault> {
    sql!(
        "update customers set lifecycle = $3, deletion_id = $4, updated_at = $5, version = version + 1
         where account_id = $1 and id = $2"
    )
    .bind(account)
    .bind(id)
    .bind(lifecycle)
    .bind(deletion)
    .bind(at)
    .run(tx)
    .await?;
    Ok(())
}

/// Moves deleted customers on in their lifecycle, each with the deletion that it came with.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn move_on(
    tx: &mut Tx,
    account: AccountId,
    ids: Vec<Uuid>,
    lifecycle: CustomerLifecycle,
    at: Timestamp,
) -> Result<(), Fault> {
    sql!(
        "update customers set lifecycle = $3, updated_at = $4, version = version + 1
         where account_id = $1 and id [ids:$2]"
    )
    .bind(account)
    .bind(ids)
    .bind(lifecycle)
    .bind(at)
    .run(tx)
    .await?;
    Ok(())
}

/// Makes customers part of another: they are hidden everywhere from now on.
///
/// # Errors
/// [`Fault`] when the database fails; a broken reference when an open record still needs one of them live.
pub async fn set_merged(
    tx: &mut Tx,
    account: AccountId,
    ids: Vec<Uuid>,
    survivor: CustomerId,
    at: Timestamp,
) -> Result<(), Fault> {
    sql!("update customers set merged_into = $2 where account_id = $1 and merged_into [ids:$3]")
        .bind(account)
        .bind(survivor)
        .bind(ids.clone())
        .run(&mut *tx)
        .await?;
    sql!(
        "update customers set lifecycle = 'MERGED', merged_into = $2, updated_at = $3, version = version + 1
         where account_id = $1 and id [ids:$4]"
    )
    .bind(account)
    .bind(survivor)
    .bind(at)
    .bind(ids)
    .run(tx)
    .await?;
    Ok(())
}

/// Makes merged customers live again, on their own.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn set_unmerged(tx: &mut Tx, account: AccountId, ids: Vec<Uuid>, at: Timestamp) -> Result<(), Fault> {
    sql!(
        "update customers set lifecycle = 'ACTIVE', merged_into = null, updated_at = $3, version = version + 1
         where account_id = $1 and id [ids:$2]"
    )
    .bind(account)
    .bind(ids)
    .bind(at)
    .run(tx)
    .await?;
    Ok(())
}

/// The customers who are part of some others, each after the one that it is part of.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn merged_into(
    tx: &mut Tx,
    account: AccountId,
    survivors: Vec<Uuid>,
) -> Result<Vec<(CustomerId, CustomerId)>, Fault> {
    sql!("select merged_into, id from customers where account_id = $1 and merged_into [ids:$2] order by id")
        .bind(account)
        .bind(survivors)
        .all(tx)
        .await
}

/// A customer and those who are part of it.
pub(super) async fn with_merged(tx: &mut Tx, account: AccountId, id: CustomerId) -> Result<Vec<Customer>, Fault> {
    sql!(
        COLUMNS,
        "select {columns} from customers where account_id = $1 and id = $2
         union all
         select {columns} from customers where account_id = $1 and merged_into = $2"
    )
    .bind(account)
    .bind(id)
    .all(tx)
    .await
}

/// Which of these references of another system are customers here, with their ids; of merged ones, whom they are part of.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn external_ids(
    on: impl Into<Exec<'_>>,
    account: AccountId,
    refs: Vec<String>,
) -> Result<Vec<(String, CustomerId)>, Fault> {
    sql!(
        "select external_ref, coalesce(merged_into, id) from customers where account_id = $1
            and external_ref [texts:$2]"
    )
    .bind(account)
    .bind(refs)
    .all(on)
    .await
}

/// The references of another system that these customers have.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn external_refs(
    on: impl Into<Exec<'_>>,
    account: AccountId,
    ids: Vec<Uuid>,
) -> Result<Vec<(CustomerId, String)>, Fault> {
    // Without asking for those that have one: SQLite would read the account's references from the first to the last.
    let found = sql!("select id, external_ref from customers where account_id = $1 and id [ids:$2]");
    let found: Vec<(CustomerId, Option<String>)> = found.bind(account).bind(ids).all(on).await?;
    Ok(found.into_iter().filter_map(|(id, reference)| Some((id, reference?))).collect())
}

/// What customers owe: issued invoices less what was paid, by customer and currency.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn outstanding(
    on: impl Into<Exec<'_>>,
    account: AccountId,
    ids: Vec<Uuid>,
) -> Result<Vec<(CustomerId, Amount)>, Fault> {
    let rows: Vec<(CustomerId, String, i64)> = sql!(
        "select open_customer_id, currency, cast(sum(total_minor - paid_minor) as bigint)
         from invoices where account_id = $1 and state = 'ISSUED'
            and open_customer_id [ids:$2]
         group by open_customer_id, currency order by open_customer_id, currency"
    )
    .bind(account)
    .bind(ids)
    .all(on)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|(id, currency, minor)| Some((id, Amount { minor, currency: Currency::from_code(&currency)? })))
        .collect())
}

/// Says whether what is known of customers was made unreadable.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn set_masked(
    tx: &mut Tx,
    account: AccountId,
    ids: Vec<Uuid>,
    masked: bool,
    at: Timestamp,
) -> Result<(), Fault> {
    sql!(
        "update customers set masked = $3, version = version + 1, updated_at = $4
         where account_id = $1 and id [ids:$2]"
    )
    .bind(account)
    .bind(ids)
    .bind(masked)
    .bind(at)
    .run(tx)
    .await?;
    Ok(())
}
