//! The list of legal holds.

use super::LegalHold;
use super::store::COLUMNS;
use crate::db::{Keyed, List, OrderKey, Query, Value};
use crate::ids::AccountId;

impl Keyed for LegalHold {
    fn key(&self, column: &str) -> Value {
        if column == "placed_at" { self.placed_at.into() } else { self.id.into() }
    }
}

/// Holds, the latest first, those that hold no more among them.
pub fn list(account: AccountId) -> List {
    let body = Query::built("from legal_holds where account_id = $1").bind(account);
    List::new("legal_holds", COLUMNS, body, OrderKey::latest_first("placed_at"))
}
