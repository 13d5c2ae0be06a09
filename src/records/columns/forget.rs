//! The statements that forgetting a customer becomes. `$1` is the account, `$2` the customers' ids, and `$3`, where a
//! table has documents that the law wants kept, the first day of those.

use serde::{Deserialize, Serialize};

use super::{Class, Forgotten, Merged, Owner, Statutory, Table, table};
use crate::terms::{HistoryIdentity, PersonalField};

/// What is shown in place of what was masked (C9).
pub const MASK: &str = "*****";
/// What is shown in place of a customer who is nobody any more (B2), and on documents where the policy wants no trace of
/// anybody.
pub const UNKNOWN: &str = "Unknown Customer";

/// Some customers, and those who were merged into them: they are one.
const WITH_MERGED: &str = "select id from customers where account_id = $1 and id [ids:$2]
    union all select id from customers where account_id = $1 and merged_into [ids:$2]";

/// The customer that one is part of, or itself, as SQL.
fn part_of(customer: &str) -> String {
    format!("(select coalesce(c.merged_into, c.id) from customers c where c.account_id = $1 and c.id = {customer})")
}

/// How much is masked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mask {
    /// What stays readable.
    pub keep: Vec<PersonalField>,
    /// What documents show.
    pub history: HistoryIdentity,
}

impl Mask {
    /// What overwrites a column; `None` where it stays.
    fn over(&self, table: &Table, class: Class, column: &str) -> Option<String> {
        let goes = |field: &PersonalField| matches!(class, Class::Derived(_)) || !self.keep.contains(field);
        let field = class.personal().filter(goes)?;
        if let Some((_, sql)) = table.masked_as.iter().find(|(its, _)| *its == column) {
            return Some((*sql).to_owned());
        }
        let text = match (class, self.history) {
            (Class::AtIssue(_), HistoryIdentity::NameAtIssue) => return None,
            (Class::AtIssue(_), HistoryIdentity::UnknownCustomer) if field == PersonalField::Name => UNKNOWN,
            _ => MASK,
        };
        Some(format!("case when {column} is not null then '{text}' end"))
    }
}

impl Table {
    /// The condition on rows of some customers, and of those merged into them; `None` where the table has none of theirs.
    pub fn of_customers(&self) -> Option<String> {
        match self.owner {
            Owner::Account => None,
            Owner::Itself => Some(format!("id in ({WITH_MERGED})")),
            // What moves with a merge is the survivor's own.
            Owner::Customer if self.merged == Merged::Stays => Some(format!("customer_id in ({WITH_MERGED})")),
            Owner::Customer => Some("customer_id [ids:$2]".to_owned()),
            Owner::Record => {
                let records = ["vehicles", "bookings", "invoices"].map(|table| {
                    format!("union all select id from {table} where account_id = $1 and customer_id [ids:$2]")
                });
                Some(format!("record_id in ({WITH_MERGED} {})", records.join(" ")))
            }
            Owner::Through(parent, column) => {
                let theirs = table(parent)?.of_customers()?;
                Some(format!("{column} in (select id from {parent} where account_id = $1 and {theirs})"))
            }
        }
    }

    /// Whose a row is, as SQL: of merged customers, the one that they are part of. `None` where the table has none of any
    /// customer.
    fn customer_sql(&self) -> Option<String> {
        let name = self.name;
        match self.owner {
            Owner::Account => None,
            Owner::Itself => Some(format!("coalesce({name}.merged_into, {name}.id)")),
            Owner::Customer if self.merged == Merged::Stays => Some(part_of(&format!("{name}.customer_id"))),
            Owner::Customer => Some(format!("{name}.customer_id")),
            Owner::Record => {
                let records = ["vehicles", "bookings", "invoices"].map(|table| {
                    format!("(select customer_id from {table} r where r.account_id = $1 and r.id = {name}.record_id)")
                });
                Some(format!("coalesce({}, {})", records.join(", "), part_of(&format!("{name}.record_id"))))
            }
            Owner::Through(parent, column) => {
                let whose = table(parent)?.customer_sql()?;
                let its = format!("{parent}.account_id = $1 and {parent}.id = {name}.{column}");
                Some(format!("(select {whose} from {parent} where {its})"))
            }
        }
    }

    /// What a mask overwrites: column, SQL.
    fn masked(&self, mask: &Mask) -> Vec<(&'static str, String)> {
        self.each_column().filter_map(|(class, column)| Some((column, mask.over(self, class, column)?))).collect()
    }

    /// The columns that a mask overwrites, each with what it says.
    pub fn masked_fields(&self, mask: &Mask) -> Vec<(&'static str, PersonalField)> {
        let over = |(class, column): &(Class, &str)| mask.over(self, *class, column).is_some();
        self.each_column().filter(over).filter_map(|(class, column)| Some((column, class.personal()?))).collect()
    }

    /// Counts rows of customers that still say something a mask should have overwritten or removed.
    pub fn readable_sql(&self, mask: &Mask) -> Option<String> {
        let rows = self.free_rows()?;
        let readable = |(column, over): &(&str, String)| match self.masked_as.iter().any(|(its, _)| its == column) {
            true => format!("{column} is distinct from {over}"),
            false => format!("{column} not in ('{MASK}', '{UNKNOWN}')"),
        };
        let masked = self.masked(mask);
        let readable: Vec<String> = match self.forgotten {
            Forgotten::Rows if masked.is_empty() => return None,
            Forgotten::Rows => vec![String::from("true")],
            Forgotten::Columns => masked.iter().map(readable).collect(),
        };
        if readable.is_empty() {
            return None;
        }
        Some(format!("select count(*) from {} where {rows} and ({})", self.name, readable.join(" or ")))
    }

    /// The condition on rows of customers that the law does not want kept. `None` where the table has none of theirs.
    pub fn free_rows(&self) -> Option<String> {
        let theirs = self.of_customers()?;
        let kept = self.statutory.map(|statutory| format!(" and not ({})", statutory.when)).unwrap_or_default();
        Some(format!("account_id = $1 and {theirs}{kept}"))
    }

    /// The condition on rows of customers that the law wants kept. `None` where the table has none.
    pub fn kept_rows(&self) -> Option<String> {
        let (theirs, Statutory { when, .. }) = (self.of_customers()?, self.statutory?);
        Some(format!("account_id = $1 and {theirs} and ({when})"))
    }

    /// Counts what [`Table::forget_sql`] changes, a row for each customer who has any: customer, rows.
    pub fn count_sql(&self, mask: &Mask) -> Option<String> {
        let (rows, whose, name) = (self.free_rows()?, self.customer_sql()?, self.name);
        if self.masked(mask).is_empty() {
            return None;
        }
        Some(format!(
            "select customer, count(*) as n from (select {whose} as customer from {name} where {rows}) as theirs
             group by customer"
        ))
    }

    /// The documents of customers that the law wants kept: kind, day that their time runs from, how many. `None` where
    /// the table has none.
    pub fn kept_sql(&self) -> Option<String> {
        let (rows, Statutory { kind, day, .. }) = (self.kept_rows()?, self.statutory?);
        let (day, name) = (day?, self.name);
        Some(format!(
            "select '{kind}' as kind, {day} as day, count(*) as count from {name} where {rows} group by {day} order by {day}"
        ))
    }

    /// The day of each customer's oldest document that the law wants kept: customer, day. `None` where the table has none.
    pub fn oldest_kept_sql(&self) -> Option<String> {
        let (rows, day) = (self.kept_rows()?, self.statutory?.day?);
        let (whose, name) = (self.customer_sql()?, self.name);
        Some(format!("select {whose} as customer, min({day}) as day from {name} where {rows} group by {whose}"))
    }

    /// Overwrites or removes what rows say of customers. `None` where a table says nothing, or all of it stays.
    pub fn forget_sql(&self, mask: &Mask) -> Option<String> {
        let rows = self.free_rows()?;
        let masked = self.masked(mask);
        if masked.is_empty() {
            return None;
        }
        let name = self.name;
        Some(match self.forgotten {
            Forgotten::Rows => format!("delete from {name} where {rows}"),
            Forgotten::Columns => {
                let set: Vec<String> = masked.iter().map(|(column, over)| format!("{column} = {over}")).collect();
                format!("update {name} set {} where {rows}", set.join(", "))
            }
        })
    }

    /// Overwrites what rows say that the law does not want kept any more, where it is not overwritten yet. `None` where a
    /// table has no such documents, or all of it stays.
    pub fn forget_overdue_sql(&self, mask: &Mask) -> Option<String> {
        self.statutory?;
        let changes = self.masked(mask).into_iter().map(|(column, over)| format!("{column} is distinct from {over}"));
        let changes: Vec<String> = changes.collect();
        Some(format!("{} and ({})", self.forget_sql(mask)?, changes.join(" or ")))
    }

    /// What a mask would overwrite, a row each: customer, id, and the values by column as a JSON object. `None` where
    /// nothing can be put back.
    pub fn original_sql(&self, mask: &Mask) -> Option<String> {
        let columns: Vec<_> =
            self.masked(mask).into_iter().map(|(column, _)| format!("'{column}', {column}")).collect();
        if self.forgotten == Forgotten::Rows || columns.is_empty() {
            return None;
        }
        let (rows, columns, name) = (self.free_rows()?, columns.join(", "), self.name);
        let whose = self.customer_sql()?;
        Some(format!(
            "select {whose} as customer, id, [pg:cast(json_build_object({columns}) as text)][lite:json_object({columns})] as original
             from {name} where {rows}"
        ))
    }

    /// Puts a row's values back: `$1` account, `$2` id, `$3` the JSON object that [`Table::original_sql`] gave. What was
    /// written since the mask stays, and so does nothing where another row has the value by now that only one can have.
    pub fn put_back_sql(&self, mask: &Mask) -> String {
        let numbers: Vec<_> =
            self.masked_as.iter().filter(|(_, sql)| *sql != "null").map(|(column, _)| *column).collect();
        let columns = self.masked(mask);
        let set: Vec<String> = columns
            .iter()
            .map(|(column, over)| {
                let value = format!("[pg:(cast($3 as json) ->> '{column}')][lite:json_extract($3, '$.{column}')]");
                let value = if numbers.contains(column) { format!("cast({value} as bigint)") } else { value };
                let value = if self.unique.contains(column) { self.unless_taken(column, &value) } else { value };
                format!("{column} = case when {column} is not distinct from ({over}) then {value} else {column} end")
            })
            .collect();
        format!("update {} set {} where account_id = $1 and id = $2", self.name, set.join(", "))
    }

    /// A value that only one row can have, where no other has it.
    fn unless_taken(&self, column: &str, value: &str) -> String {
        let name = self.name;
        format!(
            "case when not exists (select 1 from {name} other where other.account_id = $1 and other.{column} = {value}
                and other.id <> $2) then {value} end"
        )
    }
}
