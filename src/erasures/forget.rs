//! Making unreadable what the tables say of customers: one walk over the classified columns.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Forgetting;
use crate::db::{Query, Tx};
use crate::error::Fault;
use crate::ids::{AccountId, CustomerId, Id};
use crate::records::columns::{Table, tables};

/// How many rows of a table were made unreadable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removed {
    pub table: String,
    pub rows: i64,
}

/// What was made unreadable of each customer.
pub type RemovedOf = BTreeMap<CustomerId, Vec<Removed>>;

/// Overwrites, or removes, what every table says of the customers. The caller has locked them.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn forget(
    tx: &mut Tx,
    account: AccountId,
    customers: &[CustomerId],
    forgetting: &Forgetting,
) -> Result<RemovedOf, Fault> {
    let mut removed = RemovedOf::new();
    for table in tables() {
        let counted = table.count_sql(&forgetting.mask).zip(table.forget_sql(&forgetting.mask));
        let Some((count, overwrite)) = counted else { continue };
        let rows: Vec<(Uuid, i64)> = theirs(count, table, account, customers, forgetting).all(&mut *tx).await?;
        if rows.is_empty() {
            continue;
        }
        theirs(overwrite, table, account, customers, forgetting).run(&mut *tx).await?;
        for (customer, rows) in rows {
            let of_table = Removed { table: table.name.to_owned(), rows };
            removed.entry(Id::from_uuid(customer)).or_default().push(of_table);
        }
    }
    Ok(removed)
}

/// Overwrites what documents say that the law does not want kept any more. The caller has locked the customer.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn forget_overdue(
    tx: &mut Tx,
    account: AccountId,
    customer: CustomerId,
    forgetting: &Forgetting,
) -> Result<Vec<Removed>, Fault> {
    let mut removed = Vec::new();
    for table in tables() {
        let Some(text) = table.forget_overdue_sql(&forgetting.mask) else { continue };
        let rows = theirs(text, table, account, &[customer], forgetting).run(&mut *tx).await?;
        if rows > 0 {
            removed.push(Removed { table: table.name.to_owned(), rows: i64::try_from(rows).unwrap_or(i64::MAX) });
        }
    }
    Ok(removed)
}

/// Binds what every statement about some customers' rows takes.
pub(super) fn theirs(
    text: String,
    table: &Table,
    account: AccountId,
    customers: &[CustomerId],
    forgetting: &Forgetting,
) -> Query {
    let ids: Vec<_> = customers.iter().map(|id| id.uuid()).collect();
    let query = Query::built(text).bind(account).bind(ids);
    if table.statutory.is_some() { query.bind(forgetting.kept_since) } else { query }
}
