//! What of a customer's rows the customer is given: everything but secrets, what says who works there, and what only the
//! database needs.

use super::{Class, Table};

/// Technical columns that say who works there, or nothing.
const LEFT_OUT: [&str; 5] = ["account_id", "author_id", "provider_id", "data", "hash"];

fn is_given(class: Class, column: &str) -> bool {
    match class {
        Class::Business | Class::Personal(_) | Class::Derived(_) | Class::AtIssue(_) => true,
        Class::Staff | Class::Secret => false,
        Class::Technical => {
            let someone = column.ends_with("_by") || column.ends_with("by_id");
            let generated = ["live_", "open_", "busy_"].iter().any(|prefix| column.starts_with(prefix));
            !someone && !generated && !LEFT_OUT.contains(&column)
        }
    }
}

impl Table {
    /// The columns that a customer is given.
    pub fn given(&self) -> Vec<&'static str> {
        self.each_column().filter(|(class, column)| is_given(*class, column)).map(|(_, column)| column).collect()
    }

    /// A row for each of a customer's: the values of [`Table::given`] as a JSON list. `None` where none are theirs.
    pub fn given_sql(&self) -> Option<String> {
        let theirs = self.of_customers()?;
        let columns = self.given();
        let text = |column: &&str| format!("case typeof({column}) when 'blob' then hex({column}) else {column} end");
        let (postgres, sqlite) = (columns.join(", "), columns.iter().map(text).collect::<Vec<_>>().join(", "));
        Some(format!(
            "select [pg:cast(json_build_array({postgres}) as text)][lite:json_array({sqlite})] as given
             from {} where account_id = $1 and {theirs} order by 1",
            self.name
        ))
    }
}
