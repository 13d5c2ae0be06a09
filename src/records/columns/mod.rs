//! Every column of the database, classified: what masking, erasing, merging and exporting walk, and what the privacy
//! table shows. A column that is not classified fails a test.

mod account;
mod customer;
mod export;
mod forget;
mod merge;
mod paid;
mod parting;
mod purpose;
mod system;
mod work;

pub use forget::{MASK, Mask, UNKNOWN};
pub use merge::{give_back_customers_sql, left_sql, moving_sql, stamp_customers_sql};
pub use purpose::{Purpose, Stays};

use crate::terms::{PersonalField, RecordKind};

/// Of rows that hold ids, states, times and digests alone, which of them can hold what somebody wrote.
pub const NEVER: &str = "false";

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Ids, references, states, versions and times.
    Technical,
    /// What the business did and for how much: says nothing of a person once its customer is unknown.
    Business,
    /// Personal data of a customer.
    Personal(PersonalField),
    /// What personal data comes down to, of several fields it may be, to be found by: it goes whatever is kept.
    Derived(PersonalField),
    /// Personal data as it stood on a document when that was issued: `historyIdentity` says what a mask leaves of it.
    AtIssue(PersonalField),
    /// Personal data of somebody who works for the account.
    Staff,
    /// Hashes of passwords and tokens, and sealed secrets.
    Secret,
}

impl Class {
    /// What a column says of a customer, if anything.
    pub fn personal(self) -> Option<PersonalField> {
        match self {
            Self::Personal(field) | Self::Derived(field) | Self::AtIssue(field) => Some(field),
            Self::Technical | Self::Business | Self::Staff | Self::Secret => None,
        }
    }
}

/// How rows of a table belong to a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// They do not: they are the account's own.
    Account,
    /// Each row is a customer.
    Itself,
    /// By their `customer_id`.
    Customer,
    /// By their `record_id`: the customer's own, or that of a record of theirs.
    Record,
    /// By a row of another table, which the column names.
    Through(&'static str, &'static str),
}

/// What becomes of a masked or erased customer's rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forgotten {
    /// They stay, and their personal columns are overwritten.
    Columns,
    /// They go: without what they say of the customer they are of no use.
    Rows,
}

/// What becomes of rows when their customer's record goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purged {
    /// They go with it.
    Goes,
    /// They are the business's, and move to the account's Unknown Customer.
    Moves,
    /// They name the customer by an id that leads nowhere then.
    Stays,
}

/// What becomes of rows when their customer is merged into another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Merged {
    /// They move to the survivor as records of a kind, and back with an undo.
    Moves(RecordKind),
    /// They tell what happened to the merged customer, or are of no use any more.
    Stays,
    /// They belong to no customer, or through other rows.
    NotTheirs,
}

/// Documents that the law wants kept as they were issued (see `keepYears` of the policy).
#[derive(Clone, Copy, Debug)]
pub struct Statutory {
    pub kind: RecordKind,
    /// The column with the day that a document's time runs from; `None` for what belongs to a document.
    pub day: Option<&'static str>,
    /// Whether a row must stay: `$3` is the first day of what must.
    pub when: &'static str,
}

/// A table: whose its rows are, and its columns by class.
#[derive(Debug)]
pub struct Table {
    pub name: &'static str,
    pub owner: Owner,
    pub forgotten: Forgotten,
    pub purged: Purged,
    pub merged: Merged,
    /// Columns whose values no two rows of an account share.
    pub unique: &'static [&'static str],
    /// What overwrites a column that cannot hold [`MASK`], as SQL.
    pub masked_as: &'static [(&'static str, &'static str)],
    pub statutory: Option<Statutory>,
    /// Which rows can hold what somebody wrote, as SQL, in tables that grow with every import or erasure; all rows when
    /// `None`, none where it is [`NEVER`].
    pub written: Option<&'static str>,
    /// Why personal data in it is kept. A table that has some and does not say so fails a test.
    pub purpose: Option<Purpose>,
    /// Columns that are kept for something else.
    pub purposes: &'static [(&'static str, Purpose)],
    /// How long personal data in it stays where nobody parts with it.
    pub stays: Stays,
    pub columns: &'static [(Class, &'static [&'static str])],
}

impl Table {
    /// What a declaration leaves out.
    const PLAIN: Self = Self {
        name: "",
        owner: Owner::Account,
        forgotten: Forgotten::Columns,
        purged: Purged::Goes,
        merged: Merged::NotTheirs,
        unique: &[],
        masked_as: &[],
        statutory: None,
        written: None,
        purpose: None,
        purposes: &[],
        stays: Stays::WithTheCustomer,
        columns: &[],
    };

    /// Whether rows are documents, rather than parts of one.
    pub fn is_document(&self) -> bool {
        self.owner == Owner::Customer
    }

    /// Each column with its class.
    pub fn each_column(&self) -> impl Iterator<Item = (Class, &'static str)> {
        self.columns.iter().flat_map(|(class, names)| names.iter().map(|name| (*class, *name)))
    }

    /// Whether rows go when their customer's record goes.
    pub fn goes_with_its_customer(&self) -> bool {
        match self.owner {
            Owner::Account => false,
            Owner::Itself | Owner::Record => true,
            Owner::Customer => self.purged == Purged::Goes,
            Owner::Through(parent, _) => table(parent).is_some_and(Self::goes_with_its_customer),
        }
    }

    /// Whether rows move to the Unknown Customer when their customer's record goes.
    pub fn moves_from_its_customer(&self) -> bool {
        match self.owner {
            Owner::Account | Owner::Itself | Owner::Record => false,
            Owner::Customer => self.purged == Purged::Moves,
            Owner::Through(parent, _) => table(parent).is_some_and(Self::moves_from_its_customer),
        }
    }

    /// Whether any column says something of a customer.
    pub fn is_personal(&self) -> bool {
        self.columns.iter().any(|(class, _)| class.personal().is_some())
    }
}

/// Every table.
pub fn tables() -> impl Iterator<Item = &'static Table> {
    [account::TABLES, customer::TABLES, work::TABLES, paid::TABLES, system::TABLES, parting::TABLES]
        .into_iter()
        .flatten()
}

/// The table of a name.
pub fn table(name: &str) -> Option<&'static Table> {
    tables().find(|table| table.name == name)
}
