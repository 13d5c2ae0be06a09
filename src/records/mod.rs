//! The catalogue of everything that hangs off a customer. A record kind is declared once, as data: which of its states
//! are open, what each rule and each resolution does to open records, what every delete does to the rest, and how an
//! undo puts it back. Plan, delete, undo and restore walk it; a new kind is one more declaration.
//!
//! [`columns`] classifies every column of the database; a column that is not classified fails a test.

mod catalogue;
pub mod columns;
pub mod statements;

pub use catalogue::CATALOGUE;

use crate::terms::{DependencyRule, EffectAction, Permission, PolicyPreset, RecordKind, Resolution};

/// One kind of record that hangs off a customer.
#[derive(Debug)]
pub struct Record {
    pub kind: RecordKind,
    pub table: &'static str,
    /// Where records of the kind can be open, and so stand in the way of a delete.
    pub open: Option<Open>,
    /// What every delete does to records of the kind, whatever the policy says.
    pub always: &'static [Touch],
    /// Whether records that are neither open nor touched are reported as kept.
    pub reports_kept: bool,
    /// How an undo puts a touched row back.
    pub undo: Undo,
}

/// When a record of a kind is open, and what may be done about it.
#[derive(Debug)]
pub struct Open {
    /// The condition on a row; `[now]` in it stands for the time.
    pub when: &'static str,
    /// What each possible rule of a policy does. [`DependencyRule::Block`] does nothing: it refuses.
    pub rules: &'static [(DependencyRule, Touch)],
    /// How each preset decides.
    pub presets: &'static [(PolicyPreset, DependencyRule)],
    /// The permission that settling such records takes.
    pub writes: Permission,
    /// What settles open records within the delete (E9).
    pub resolutions: &'static [(Resolution, Settle)],
}

/// A change that a deletion makes to rows of one table. `$1` is the account, `$2` the customer, `$3` the deletion and
/// `$4` the time.
#[derive(Clone, Copy, Debug)]
pub struct Touch {
    pub action: EffectAction,
    pub when: &'static str,
    pub set: &'static str,
}

/// How a resolution settles open records.
#[derive(Clone, Copy, Debug)]
pub enum Settle {
    /// By touching them: an undo brings them back.
    Touch(Touch),
    /// By recording a payment of what is outstanding, which an undo does not take back: the money came in.
    Payment,
}

/// How an undo puts a touched row back. `$1` is the account, `$2` the deletion and `$3` the time.
#[derive(Clone, Copy, Debug)]
pub enum Undo {
    /// Sets the row back, where the condition holds; other rows are reported as not restored.
    Restore {
        set: &'static str,
        when: &'static str,
        /// What people call a row that stays behind; `None` where none can.
        label: Option<&'static str>,
    },
    /// Ended for good: sessions and links.
    Never,
}

impl Open {
    /// The condition, with the time as an expression: a placeholder.
    pub fn when_at(&self, now: &str) -> String {
        self.when.replace("[now]", now)
    }
}

impl Record {
    /// The rule that a preset sets for the kind, if the kind can be open.
    pub fn preset_rule(&self, preset: PolicyPreset) -> Option<DependencyRule> {
        let open = self.open.as_ref()?;
        open.presets.iter().find(|(its, _)| *its == preset).map(|(_, rule)| *rule)
    }

    /// Whether a policy may set the rule for the kind.
    pub fn allows(&self, rule: DependencyRule) -> bool {
        self.open
            .as_ref()
            .is_some_and(|open| rule == DependencyRule::Block || open.rules.iter().any(|(its, _)| *its == rule))
    }
}

/// The declaration of a kind.
pub fn record(kind: RecordKind) -> Option<&'static Record> {
    CATALOGUE.iter().copied().find(|record| record.kind == kind)
}
