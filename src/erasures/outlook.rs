//! What an act would make of customers' rows, table by table: the same walk over the classified columns, only counting.

use sqlx::FromRow;
use uuid::Uuid;

use super::{ErasureAct, Forgetting};
use crate::db::{Exec, Query};
use crate::error::Fault;
use crate::ids::{AccountId, CustomerId};
use crate::records::columns::{Forgotten, Mask, Table, tables};
use crate::term;

term! {
    /// What becomes of rows when their customer is masked, erased, purged or made anonymous.
    ErasureFate {
        /// Their personal data is overwritten; the rest of them stays.
        Unreadable = "UNREADABLE",
        /// They go.
        Removed = "REMOVED",
        /// Their personal data is overwritten, and they move to the account's Unknown Customer once the purge is final.
        Moved = "MOVED",
        /// They stay as they were issued, because the law wants them kept.
        Kept = "KEPT",
    }
}

/// Rows of a table that share a fate.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Outlook {
    #[sqlx(rename = "place")]
    pub table: String,
    pub fate: ErasureFate,
    pub rows: i64,
}

/// What an act would make of customers' rows now, in the order of the tables. Nothing of tables where they have no rows.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn outlook(
    on: impl Into<Exec<'_>>,
    account: AccountId,
    customers: &[CustomerId],
    (act, forgetting): (ErasureAct, &Forgetting),
) -> Result<Vec<Outlook>, Fault> {
    let counts: Vec<String> =
        (0..).zip(tables()).flat_map(|(at, table)| counts(at, table, act, &forgetting.mask)).collect();
    let ids: Vec<Uuid> = customers.iter().map(|id| id.uuid()).collect();
    let counts = counts.join(" union all ");
    Query::built(format!("select place, fate, rows from ({counts}) as counts where rows > 0 order by at, fate desc"))
        .bind(account)
        .bind(ids)
        .bind(forgetting.kept_since)
        .all(on)
        .await
}

fn counts(at: usize, table: &Table, act: ErasureAct, mask: &Mask) -> Vec<String> {
    let count = |fate: ErasureFate, rows: String| {
        let name = table.name;
        format!("select {at} as at, '{name}' as place, '{fate}' as fate, count(*) as rows from {name} where {rows}")
    };
    let free = fate(table, act, mask).zip(table.free_rows()).map(|(fate, rows)| count(fate, rows));
    let kept = table.kept_rows().map(|rows| count(ErasureFate::Kept, rows));
    free.into_iter().chain(kept).collect()
}

/// What becomes of rows that the law does not want kept; `None` where they stay as they are.
fn fate(table: &Table, act: ErasureAct, mask: &Mask) -> Option<ErasureFate> {
    match (act, table.forgotten) {
        (ErasureAct::Purge, _) if table.goes_with_its_customer() => Some(ErasureFate::Removed),
        (ErasureAct::Purge, _) if table.moves_from_its_customer() => Some(ErasureFate::Moved),
        _ if table.masked_fields(mask).is_empty() => None,
        (_, Forgotten::Rows) => Some(ErasureFate::Removed),
        (_, Forgotten::Columns) => Some(ErasureFate::Unreadable),
    }
}
