//! The list of services.

use super::store::COLUMNS;
use super::{Service, ServiceKind};
use crate::db::{Direction, Keyed, List, OrderKey, Query, Value};
use crate::ids::AccountId;
use crate::text;

/// Which services to list.
#[derive(Clone, Debug, Default)]
pub struct ServiceFilter {
    /// A stretch of the name; case and accents do not matter.
    pub search: Option<String>,
    pub kind: Option<ServiceKind>,
    pub online: Option<bool>,
    /// Only archived ones, or only the others.
    pub archived: Option<bool>,
}

impl Keyed for Service {
    fn key(&self, column: &str) -> Value {
        match column {
            "name_key" => self.name_key.as_str().into(),
            _ => self.id.into(),
        }
    }
}

/// Services and bundles that fit a filter, by name.
pub fn list(account: AccountId, filter: &ServiceFilter) -> List {
    let mut body = Query::built("from services where account_id = $1").bind(account);
    if let Some(search) = &filter.search {
        body.push(" and [lite:instr][pg:strpos](name_key, ").push_bind(text::fold(search)).push(") > 0");
    }
    if let Some(kind) = filter.kind {
        body.push(" and kind = ").push_bind(kind);
    }
    if let Some(online) = filter.online {
        body.push(" and online = ").push_bind(online);
    }
    match filter.archived {
        Some(true) => body.push(" and archived_at is not null"),
        Some(false) => body.push(" and archived_at is null"),
        None => &mut body,
    };
    let order = ["name_key", "id"].map(|column| OrderKey { column, direction: Direction::Asc });
    List::new("services", COLUMNS, body, order.to_vec())
}
