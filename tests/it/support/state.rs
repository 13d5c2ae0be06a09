//! The whole database as text, so that a test can show that nothing changed, or exactly what did.

use std::collections::BTreeMap;
use std::fmt;

use lethe::db::{Db, Query};
use lethe::ids::AccountId;
use lethe::records::columns::{Table, tables};

/// Columns that asking alone may move on.
const TOUCHED_BY_READING: &[(&str, &str)] = &[("partner_tokens", "last_used_at"), ("portal_sessions", "last_seen_at")];

/// Every row of every table, as quoted SQL values.
#[derive(Clone, PartialEq, Eq)]
pub struct Snapshot(BTreeMap<&'static str, Vec<String>>);

/// Reads the whole database.
pub async fn state(db: &Db) -> Snapshot {
    let mut all = BTreeMap::new();
    for table in tables() {
        let rows: Vec<(String,)> = Query::built(rows_sql(table)).all(db).await.expect("every table can be read");
        all.insert(table.name, rows.into_iter().map(|(row,)| row).collect());
    }
    Snapshot(all)
}

fn rows_sql(table: &Table) -> String {
    let columns = table.columns.iter().flat_map(|(_, names)| names.iter());
    let values: Vec<_> = columns
        .filter(|column| !TOUCHED_BY_READING.contains(&(table.name, column)))
        .map(|column| format!("'{column}=' || [pg:quote_nullable({column})][lite:quote({column})]"))
        .collect();
    format!("select {} as row_text from {} order by 1", values.join(" || ' ' || "), table.name)
}

impl Snapshot {
    /// Without a table whose rows do not matter to the question.
    #[must_use]
    pub fn without(mut self, table: &str) -> Self {
        assert!(self.0.remove(table).is_some(), "there is no table {table}");
        self
    }

    /// The rows of one account.
    #[must_use]
    pub fn of_account(mut self, account: AccountId) -> Self {
        let spellings = [format!("'{}'", account.uuid()), format!("'{:X}'", account.uuid().simple())];
        for rows in self.0.values_mut() {
            rows.retain(|row| spellings.iter().any(|id| row.contains(id)));
        }
        assert_eq!(self.count("accounts"), 1);
        self
    }

    /// Whether any value is, or contains, a text.
    pub fn holds(&self, text: &str) -> bool {
        self.0.values().flatten().any(|row| row.contains(text))
    }

    /// A table's rows.
    pub fn rows(&self, table: &str) -> &[String] {
        self.0.get(table).unwrap_or_else(|| panic!("there is no table {table}"))
    }

    /// How many rows a table has.
    pub fn count(&self, table: &str) -> usize {
        self.0.get(table).unwrap_or_else(|| panic!("there is no table {table}")).len()
    }

    /// The rows that only one of the two has: `- table: row` before, `+ table: row` after.
    pub fn changes(&self, after: &Self) -> Vec<String> {
        let mut changes = Vec::new();
        for (table, before) in &self.0 {
            let now = after.0.get(table).map_or(&[][..], Vec::as_slice);
            changes.extend(before.iter().filter(|row| !now.contains(row)).map(|row| format!("- {table}: {row}")));
            changes.extend(now.iter().filter(|row| !before.contains(row)).map(|row| format!("+ {table}: {row}")));
        }
        changes
    }

    /// The tables of which either has a row that the other has not.
    pub fn changed_tables(&self, after: &Self) -> Vec<&'static str> {
        self.0.iter().filter(|(table, rows)| after.0.get(*table) != Some(rows)).map(|(table, _)| *table).collect()
    }

    /// Asserts that the database is what it was.
    #[track_caller]
    pub fn assert_unchanged(&self, after: &Self) {
        let changes = self.changes(after);
        assert!(changes.is_empty(), "the database changed:\n{}", changes.join("\n"));
    }
}

impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.0.iter().map(|(table, rows)| (table, rows.len()))).finish()
    }
}
