//! The invoices' SQL.

use uuid::Uuid;

use super::Invoice;
use crate::db::{Exec, Tx};
use crate::error::Fault;
use crate::ids::{AccountId, CustomerId, InvoiceId};
use crate::sql;

pub(super) const COLUMNS: &str = "id, customer_id, work_order_id, booking_id, number, state, currency, total_minor,
    tax_minor, paid_minor, issued_on, due_on, name_at_issue, address_at_issue, version, created_at, updated_at,
    settled_at";

/// An invoice.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn find(on: impl Into<Exec<'_>>, account: AccountId, id: InvoiceId) -> Result<Option<Invoice>, Fault> {
    sql!(COLUMNS, "select {columns} from invoices where account_id = $1 and id = $2")
        .bind(account)
        .bind(id)
        .optional(on)
        .await
}

/// An invoice, locked against being changed by others.
pub(super) async fn lock(tx: &mut Tx, account: AccountId, id: InvoiceId) -> Result<Option<Invoice>, Fault> {
    sql!(COLUMNS, "select {columns} from invoices where account_id = $1 and id = $2 [lock:for no key update]")
        .bind(account)
        .bind(id)
        .optional(tx)
        .await
}

/// A customer's issued invoices, locked in the order of their ids.
pub(super) async fn lock_issued(tx: &mut Tx, account: AccountId, customer: CustomerId) -> Result<Vec<Invoice>, Fault> {
    sql!(
        COLUMNS,
        "select {columns} from invoices where account_id = $1 and customer_id = $2 and state = 'ISSUED'
             order by id [lock:for no key update]"
    )
    .bind(account)
    .bind(customer)
    .all(tx)
    .await
}

/// The references of another system that these invoices have.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn external_refs(
    on: impl Into<Exec<'_>>,
    account: AccountId,
    ids: Vec<Uuid>,
) -> Result<Vec<(InvoiceId, String)>, Fault> {
    // Without asking for those that have one: SQLite would read the account's references from the first to the last.
    let found = sql!("select id, external_ref from invoices where account_id = $1 and id [ids:$2]");
    let found: Vec<(InvoiceId, Option<String>)> = found.bind(account).bind(ids).all(on).await?;
    Ok(found.into_iter().filter_map(|(id, reference)| Some((id, reference?))).collect())
}

/// Invoices by their ids, in no order.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn by_ids(on: impl Into<Exec<'_>>, account: AccountId, ids: Vec<Uuid>) -> Result<Vec<Invoice>, Fault> {
    sql!(COLUMNS, "select {columns} from invoices where account_id = $1 and id [ids:$2]")
        .bind(account)
        .bind(ids)
        .all(on)
        .await
}

pub(super) async fn insert(tx: &mut Tx, account: AccountId, invoice: &Invoice) -> Result<(), Fault> {
    sql!(
        "insert into invoices (account_id, id, customer_id, work_order_id, booking_id, state, currency, total_minor,
            tax_minor, paid_minor, due_on, version, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
    )
    .bind(account)
    .bind(invoice.id)
    .bind(invoice.customer_id)
    .bind(invoice.work_order_id)
    .bind(invoice.booking_id)
    .bind(invoice.state)
    .bind(&invoice.currency)
    .bind(invoice.total_minor)
    .bind(invoice.tax_minor)
    .bind(invoice.paid_minor)
    .bind(invoice.due_on)
    .bind(invoice.version)
    .bind(invoice.created_at)
    .bind(invoice.updated_at)
    .run(tx)
    .await?;
    Ok(())
}

pub(super) async fn update(tx: &mut Tx, account: AccountId, invoice: &Invoice) -> Result<(), Fault> {
    sql!(
        "update invoices set number = $3, state = $4, total_minor = $5, tax_minor = $6, paid_minor = $7, issued_on = $8,
            due_on = $9, name_at_issue = $10, address_at_issue = $11, version = $12, updated_at = $13, settled_at = $14
         where account_id = $1 and id = $2"
    )
    .bind(account)
    .bind(invoice.id)
    .bind(invoice.number.clone())
    .bind(invoice.state)
    .bind(invoice.total_minor)
    .bind(invoice.tax_minor)
    .bind(invoice.paid_minor)
    .bind(invoice.issued_on)
    .bind(invoice.due_on)
    .bind(invoice.name_at_issue.clone())
    .bind(invoice.address_at_issue.clone())
    .bind(invoice.version)
    .bind(invoice.updated_at)
    .bind(invoice.settled_at)
    .run(tx)
    .await?;
    Ok(())
}

/// Whether a number is taken: an import brings numbers of its own.
pub(super) async fn number_taken(tx: &mut Tx, account: AccountId, number: &str) -> Result<bool, Fault> {
    let (taken,): (i64,) = sql!("select count(*) from invoices where account_id = $1 and number = $2")
        .bind(account)
        .bind(number)
        .one(tx)
        .await?;
    Ok(taken > 0)
}
