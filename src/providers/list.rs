//! The list of providers.

use super::Provider;
use super::store::COLUMNS;
use crate::db::{Direction, Keyed, List, OrderKey, Query, Value};
use crate::ids::AccountId;
use crate::text;

/// Which providers to list.
#[derive(Clone, Debug, Default)]
pub struct ProviderFilter {
    /// A stretch of the name; case and accents do not matter.
    pub search: Option<String>,
    /// Only archived ones, or only the others.
    pub archived: Option<bool>,
}

impl Keyed for Provider {
    fn key(&self, column: &str) -> Value {
        match column {
            "name_key" => self.name_key.as_str().into(),
            _ => self.id.into(),
        }
    }
}

/// Providers that fit a filter, by name.
pub fn list(account: AccountId, filter: &ProviderFilter) -> List {
    let mut body = Query::built("from providers where account_id = $1").bind(account);
    if let Some(search) = &filter.search {
        body.push(" and [lite:instr][pg:strpos](name_key, ").push_bind(text::fold(search)).push(") > 0");
    }
    match filter.archived {
        Some(true) => body.push(" and archived_at is not null"),
        Some(false) => body.push(" and archived_at is null"),
        None => &mut body,
    };
    let order = ["name_key", "id"].map(|column| OrderKey { column, direction: Direction::Asc });
    List::new("providers", COLUMNS, body, order.to_vec())
}
