//! Making unreadable what the tables say of customers: one walk over the classified columns.

use serde::{Deserialize, Serialize};

use super::Forgetting;
use crate::db::{Query, Tx};
use crate::error::Fault;
use crate::ids::{AccountId, CustomerId};
use crate::records::columns::{Table, tables};

/// How many rows of a table were made unreadable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removed {
    pub table: String,
    pub rows: i64,
}

/// Overwrites, or removes, what every table says of the customers. The caller has locked them.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn forget(
    tx: &mut Tx,
    account: AccountId,
    customers: &[CustomerId],
    forgetting: &Forgetting,
) -> Result<Vec<Removed>, Fault> {
    let mut removed = Vec::new();
    for table in tables() {
        let Some(text) = table.forget_sql(&forgetting.mask) else { continue };
        let rows = theirs(text, table, account, customers, forgetting).run(&mut *tx).await?;
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
