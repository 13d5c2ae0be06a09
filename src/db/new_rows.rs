//! Many new rows with few statements.

use super::{Query, Tx, Value};
use crate::error::Fault;

/// How many values one statement binds at most; SQLite takes 32,766, PostgreSQL 65,535.
const MOST_VALUES: usize = 3_000;

/// Rows to insert into a table.
#[derive(Debug)]
pub struct NewRows {
    into: &'static str,
    rows: Vec<Vec<Value>>,
}

impl NewRows {
    /// Rows for a table and its columns: `customer_terms (account_id, customer_id, term)`.
    pub fn of(into: &'static str) -> Self {
        Self { into, rows: Vec::new() }
    }

    /// Adds a row: a value for each column.
    pub fn push<const N: usize>(&mut self, row: [Value; N]) {
        self.rows.push(row.into());
    }

    /// Inserts them, in their order.
    ///
    /// # Errors
    /// [`Fault`] when the database fails: then the transaction is to be rolled back.
    pub async fn insert(self, tx: &mut Tx) -> Result<(), Fault> {
        let columns = self.rows.first().map_or(1, Vec::len);
        for rows in self.rows.chunks((MOST_VALUES / columns).max(1)) {
            let mut query = Query::built(format!("insert into {} values", self.into));
            for (at, row) in rows.iter().enumerate() {
                query.push(if at == 0 { " (" } else { ", (" });
                for (column, value) in row.iter().enumerate() {
                    query.push(if column == 0 { "" } else { ", " }).push_bind(value.clone());
                }
                query.push(")");
            }
            query.run(&mut *tx).await?;
        }
        Ok(())
    }
}
