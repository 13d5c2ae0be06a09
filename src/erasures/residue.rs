//! The residue scan: after an erasure, what was known of the person is looked for where it could have been left: in their
//! own rows of every table, and in every row that is the account's own, queues and stored files included.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Erasure, Forgetting, originals};
use crate::app::Cx;
use crate::db::{Query, Tx};
use crate::error::Fault;
use crate::ids::{AccountId, CustomerId};
use crate::records::columns::{Class, NEVER, Owner, Table, tables};
use crate::sql;

/// The counter of places where something was left.
pub const RESIDUE: &str = "lethe_residue_total";

/// Where something was left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, sqlx::FromRow)]
pub struct Residue {
    #[sqlx(rename = "place")]
    pub table: String,
    pub rows: i64,
}

/// Tables with rows that may not be anybody's yet.
const UNOWNED: [&str; 1] = ["booking_requests"];

/// What to look for.
#[derive(Debug)]
pub struct Known {
    customers: Vec<CustomerId>,
    values: BTreeSet<String>,
}

impl Known {
    /// The customers of erasures with what is sealed of them. Without a key, only their own rows can be looked at.
    ///
    /// # Errors
    /// [`Fault`] when the database or the key store fails.
    pub async fn of(tx: &mut Tx, cx: &Cx, erasures: &[&Erasure]) -> Result<Self, Fault> {
        let customers = erasures.iter().map(|erasure| erasure.customer_id).collect();
        Ok(Self { customers, values: originals::distinctive(tx, cx, erasures).await? })
    }

    /// Takes away letters to them that have not left yet.
    ///
    /// # Errors
    /// [`Fault`] when the database fails.
    pub async fn forget_letters(&self, tx: &mut Tx, account: AccountId) -> Result<(), Fault> {
        let values: Vec<String> = self.values.iter().cloned().collect();
        sql!(
            "delete from outbox where account_id = $1 and (customer_id [ids:$2]
                or exists (select 1 from [pg:unnest(cast($3 as text[])) as needle (value)][lite:json_each($3) as needle]
                    where [pg:position(needle.value in payload)][lite:instr(payload, needle.value)] > 0))"
        )
        .bind(account)
        .bind(self.ids())
        .bind(values)
        .run(tx)
        .await?;
        Ok(())
    }

    /// Takes away what they asked for on the public booking page and nobody has attached to them.
    ///
    /// # Errors
    /// [`Fault`] when the database fails.
    pub async fn forget_requests(&self, tx: &mut Tx, account: AccountId) -> Result<(), Fault> {
        let values: Vec<String> = self.values.iter().cloned().collect();
        sql!(
            "delete from booking_requests where account_id = $1 and customer_id is null
                and exists (select 1 from [pg:unnest(cast($2 as text[])) as needle (value)][lite:json_each($2) as needle]
                    where needle.value = email_key or needle.value = phone)"
        )
        .bind(account)
        .bind(values)
        .run(tx)
        .await?;
        Ok(())
    }

    /// Looks everywhere. Empty is what it should be.
    ///
    /// # Errors
    /// [`Fault`] when the database fails.
    pub async fn scan(&self, tx: &mut Tx, account: AccountId, forgetting: &Forgetting) -> Result<Vec<Residue>, Fault> {
        let mut found = self.own_rows(tx, account, forgetting).await?;
        if !self.values.is_empty() {
            let values: Vec<String> = self.values.iter().cloned().collect();
            let everywhere = Query::built(everywhere()).bind(account).bind(self.ids()).bind(values);
            found.extend(everywhere.all::<Residue>(tx).await?);
        }
        Ok(found)
    }

    fn ids(&self) -> Vec<Uuid> {
        self.customers.iter().map(|id| id.uuid()).collect()
    }

    /// Personal columns that should have been overwritten, and were not.
    async fn own_rows(&self, tx: &mut Tx, account: AccountId, forgetting: &Forgetting) -> Result<Vec<Residue>, Fault> {
        let mut found = Vec::new();
        for table in tables() {
            let Some(text) = table.readable_sql(&forgetting.mask) else { continue };
            let query = Query::built(text).bind(account).bind(self.ids());
            let query = if table.statutory.is_some() { query.bind(forgetting.kept_since) } else { query };
            let rows: i64 = query.scalar(&mut *tx).await?.unwrap_or_default();
            if rows > 0 {
                found.push(Residue { table: table.name.to_owned(), rows });
            }
        }
        Ok(found)
    }
}

/// Every text that could hold a value and is not another customer's: `$1` account, `$2` the customers, `$3` the values.
fn everywhere() -> String {
    let unowned = tables().filter(|table| UNOWNED.contains(&table.name));
    let unowned = unowned.filter_map(|table| places(table, "customer_id is null", |_| true));
    let branches: Vec<String> = tables().filter_map(branch).chain(unowned).collect();
    format!("select place, n as rows from ({}) as places where n > 0", branches.join(" union all "))
}

fn branch(table: &Table) -> Option<String> {
    let rows = match table.owner {
        // These are nobody's, or everybody's.
        Owner::Account if ["accounts", "ledger_marks"].contains(&table.name) => return None,
        Owner::Account if table.written == Some(NEVER) => return None,
        Owner::Account => table.written.unwrap_or("true").to_owned(),
        Owner::Itself | Owner::Customer | Owner::Record | Owner::Through(..) => table.of_customers()?,
    };
    places(table, &rows, |class| table.owner == Owner::Account || class.personal().is_none())
}

/// Counts rows with any of the values in any column of some classes.
fn places(table: &Table, rows: &str, of: impl Fn(Class) -> bool) -> Option<String> {
    let texts: Vec<String> = table
        .each_column()
        .filter(|(class, _)| matches!(class, Class::Technical | Class::Business | Class::Personal(_)))
        .filter(|(class, _)| of(*class))
        .map(|(_, column)| as_text(table.name, column))
        .collect();
    if texts.is_empty() {
        return None;
    }
    Some(format!(
        "select '{name}' as place, count(*) as n
         from (select {texts} as everything from {name} where account_id = $1 and {rows}) as theirs
         where exists (select 1 from [pg:unnest(cast($3 as text[])) as needle (value)][lite:json_each($3) as needle]
            where [pg:position(needle.value in everything)][lite:instr(everything, needle.value)] > 0)",
        name = table.name,
        texts = texts.join(" || ' ' || "),
    ))
}

fn as_text(table: &str, column: &str) -> String {
    if (table, column) == ("file_pieces", "bytes") {
        return String::from("[pg:encode(bytes, 'escape')][lite:cast(bytes as text)]");
    }
    format!("coalesce(cast({column} as text), '')")
}
