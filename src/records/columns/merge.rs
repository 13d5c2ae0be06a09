//! The statements that merging customers becomes, and taking that back. `$1` is the account everywhere.

use std::sync::LazyLock;

use super::{Merged, Table, table, tables};
use crate::terms::RecordKind;

/// Which column of a table names a row of which other table, where both move with a merge. Rows that refer to one another
/// go back together or not at all.
const REFERENCES: &[(&str, &str, &str)] = &[
    ("registrations", "vehicle_id", "vehicles"),
    ("work_orders", "vehicle_id", "vehicles"),
    ("bookings", "quote_id", "quotes"),
    ("booking_requests", "booking_id", "bookings"),
    ("invoices", "work_order_id", "work_orders"),
    ("invoices", "booking_id", "bookings"),
    ("ratings", "booking_id", "bookings"),
    ("credits", "invoice_id", "invoices"),
    ("charges", "invoice_id", "invoices"),
    ("charges", "booking_id", "bookings"),
    ("charges", "payment_method_id", "payment_methods"),
    ("links", "record_id", "quotes"),
    ("links", "record_id", "bookings"),
];

impl Table {
    /// The kind of record that rows are, where they move with a merge.
    pub fn moves_as(&self) -> Option<RecordKind> {
        match self.merged {
            Merged::Moves(kind) => Some(kind),
            Merged::Stays | Merged::NotTheirs => None,
        }
    }

    /// What rows are told apart by: their id, or the hash that they are found by.
    pub fn key(&self) -> &'static str {
        if self.each_column().any(|(_, column)| column == "id") { "id" } else { "hash" }
    }

    /// An expression of the key's type as bytes.
    fn to_bytes(&self, key: &str) -> String {
        if self.key() == "id" { format!("[pg:uuid_send({key})][lite:{key}]") } else { key.to_owned() }
    }

    /// Bytes as the key.
    fn of_bytes(&self, bytes: &str) -> String {
        if self.key() == "id" {
            format!("[pg:cast(encode({bytes}, 'hex') as uuid)][lite:{bytes}]")
        } else {
            bytes.into()
        }
    }

    /// Notes whose rows are about to move: `$2` the merge, `$3` the customers who are merged.
    pub fn stamp_sql(&self) -> String {
        let (name, key) = (self.name, self.to_bytes(self.key()));
        let was_default = if name == "payment_methods" { "is_default" } else { "false" };
        format!(
            "insert into merge_rows (account_id, merge_id, table_name, row_key, from_id, was_default, state)
             select account_id, $2, '{name}', {key}, customer_id, {was_default}, 'MOVED'
             from {name} where account_id = $1 and customer_id [ids:$3]"
        )
    }

    /// Moves rows: `$2` the survivor, `$3` the customers who are merged.
    pub fn move_sql(&self) -> String {
        format!("update {} set customer_id = $2 where account_id = $1 and customer_id [ids:$3]", self.name)
    }

    /// Marks rows that are not there, or not the survivor's, any more: `$2` the merge, `$3` the survivor.
    pub fn gone_sql(&self) -> String {
        let (name, key, own) = (self.name, self.key(), self.of_bytes("merge_rows.row_key"));
        format!(
            "update merge_rows set state = 'GONE'
             where account_id = $1 and merge_id = $2 and table_name = '{name}' and state = 'MOVED' and not exists (
                select 1 from {name} r where r.account_id = $1 and r.customer_id = $3 and r.{key} = {own})"
        )
    }

    /// Moves rows back: `$2` the merge.
    pub fn move_back_sql(&self) -> String {
        let (name, key, own) = (self.name, self.key(), self.of_bytes("m.row_key"));
        format!(
            "update {name} set customer_id = m.from_id from merge_rows m
             where {name}.account_id = $1 and m.account_id = $1 and m.merge_id = $2 and m.table_name = '{name}'
                and m.state = 'MOVED' and {name}.{key} = {own}"
        )
    }
}

/// How many records of which kind would move: `$2` the customers who would be merged.
pub fn moving_sql() -> &'static str {
    static SQL: LazyLock<String> = LazyLock::new(|| {
        let counts = tables().filter_map(|table| {
            let (kind, name) = (table.moves_as()?, table.name);
            Some(format!(
                "select '{kind}' as kind, count(*) as n from {name} where account_id = $1 and customer_id [ids:$2]"
            ))
        });
        counts.collect::<Vec<_>>().join(" union all ")
    });
    &SQL
}

/// Notes the customers who are merged, and those who had been merged into them: `$2` the merge, `$3` the customers.
pub fn stamp_customers_sql() -> String {
    let stamp = |from: &str, whose: &str| {
        format!(
            "select account_id, $2, 'customers', [pg:uuid_send(id)][lite:id], {from}, false, 'MOVED'
             from customers where account_id = $1 and {whose} [ids:$3]"
        )
    };
    format!(
        "insert into merge_rows (account_id, merge_id, table_name, row_key, from_id, was_default, state) {} union all {}",
        stamp("id", "id"),
        stamp("merged_into", "merged_into")
    )
}

/// Gives customers who had been merged earlier back to whom they were part of: `$2` the merge.
pub fn give_back_customers_sql() -> &'static str {
    "update customers set merged_into = m.from_id from merge_rows m
     where customers.account_id = $1 and m.account_id = $1 and m.merge_id = $2 and m.table_name = 'customers'
        and m.state = 'MOVED' and customers.id <> m.from_id
        and customers.id = [pg:cast(encode(m.row_key, 'hex') as uuid)][lite:m.row_key]"
}

/// Marks rows that cannot go back alone: `$2` the merge, and where a text has it, `$3` the survivor. To be run until
/// nothing changes.
pub fn left_sql() -> &'static [String] {
    static SQL: LazyLock<Vec<String>> = LazyLock::new(|| {
        let mut texts = vec![SOME_CREDIT_STAYS.to_owned(), CREDIT_SPENT.to_owned()];
        for (child, column, parent) in REFERENCES {
            if let (Some(child), Some(parent)) = (table(child), table(parent)) {
                texts.extend([parent_stays(child, column, parent), child_stays(child, column, parent)]);
            }
        }
        texts
    });
    &SQL
}

/// Credit goes back whole or not at all: a part of it could be less than zero.
const SOME_CREDIT_STAYS: &str = "update merge_rows set state = 'SPENT'
    where account_id = $1 and merge_id = $2 and table_name = 'credits' and state = 'MOVED' and exists (
        select 1 from merge_rows other where other.account_id = $1 and other.merge_id = $2
            and other.table_name = 'credits' and other.state <> 'MOVED')";

/// Nor does it go where the survivor has spent it.
const CREDIT_SPENT: &str = "update merge_rows set state = 'SPENT'
    where account_id = $1 and merge_id = $2 and table_name = 'credits' and state = 'MOVED' and exists (
        select 1 from credits c where c.account_id = $1 and c.customer_id = $3 and not exists (
            select 1 from merge_rows m where m.account_id = $1 and m.merge_id = $2 and m.table_name = 'credits'
                and m.state = 'MOVED' and m.row_key = [pg:uuid_send(c.id)][lite:c.id])
        group by c.currency having sum(c.amount_minor) < 0)";

/// Whether a row goes back.
fn goes(table: &Table, key: &str) -> String {
    let (name, key) = (table.name, table.to_bytes(key));
    format!(
        "exists (select 1 from merge_rows g where g.account_id = $1 and g.merge_id = $2 and g.table_name = '{name}'
            and g.state = 'MOVED' and g.row_key = {key})"
    )
}

fn parent_stays(child: &Table, column: &str, parent: &Table) -> String {
    let (own, goes) = (parent.of_bytes("merge_rows.row_key"), goes(child, &format!("c.{}", child.key())));
    format!(
        "update merge_rows set state = 'IN_USE'
         where account_id = $1 and merge_id = $2 and table_name = '{}' and state = 'MOVED' and exists (
            select 1 from {} c where c.account_id = $1 and c.{column} = {own} and not {goes})",
        parent.name, child.name
    )
}

fn child_stays(child: &Table, column: &str, parent: &Table) -> String {
    let (own, key, goes) = (child.of_bytes("merge_rows.row_key"), child.key(), goes(parent, "p.id"));
    format!(
        "update merge_rows set state = 'IN_USE'
         where account_id = $1 and merge_id = $2 and table_name = '{}' and state = 'MOVED' and exists (
            select 1 from {} c join {} p on p.account_id = $1 and p.id = c.{column}
            where c.account_id = $1 and c.{key} = {own} and not {goes})",
        child.name, child.name, parent.name
    )
}
