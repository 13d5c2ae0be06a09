//! The lists of jobs, and of an import's rows.

use super::store::COLUMNS;
use super::{JobState, RowOutcome, Transfer, TransferKind, TransferRow};
use crate::db::{Direction, Keyed, List, OrderKey, Query, Value};
use crate::ids::{AccountId, TransferId};

/// Which jobs to list.
#[derive(Clone, Debug)]
pub struct TransferFilter {
    pub kind: TransferKind,
    /// Empty: any.
    pub state: Vec<JobState>,
}

impl Keyed for Transfer {
    fn key(&self, column: &str) -> Value {
        match column {
            "created_at" => self.created_at.into(),
            _ => self.id.into(),
        }
    }
}

/// Jobs that fit a filter, the newest first.
pub fn list(account: AccountId, filter: &TransferFilter) -> List {
    let mut body = Query::built("from transfers where account_id = $1").bind(account);
    body.push(" and kind = ").push_bind(filter.kind);
    if !filter.state.is_empty() {
        body.push(" and state").push_in(filter.state.iter().copied());
    }
    List::new("transfers", COLUMNS, body, OrderKey::newest_first())
}

impl Keyed for TransferRow {
    fn key(&self, _: &str) -> Value {
        self.row_number.into()
    }
}

/// The rows of an import of which something is to be said, in the file's order. `outcome` empty: any.
pub fn rows(account: AccountId, import: TransferId, outcome: &[RowOutcome]) -> List {
    let mut body = Query::built("from transfer_rows where account_id = $1").bind(account);
    body.push(" and transfer_id = ").push_bind(import);
    if !outcome.is_empty() {
        body.push(" and outcome").push_in(outcome.iter().copied());
    }
    let order = vec![OrderKey { column: "row_number", direction: Direction::Asc }];
    List::new("transfer_rows", "row_number, outcome, record_id, detail", body, order)
}
