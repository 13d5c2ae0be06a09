//! The statements that the catalogue's declarations become, each built once.

use std::sync::LazyLock;

use super::{CATALOGUE, Record, Touch, Undo};
use crate::terms::EffectAction;

/// Every row that a deletion would touch, and how many it would keep, for one customer: `$1` account, `$2` customer, `$3`
/// time.
/// Columns: kind, class (`OPEN` or an [`EffectAction`]), id (null where only the number counts), n.
pub static PLAN: LazyLock<String> = LazyLock::new(|| {
    let mut branches = Vec::new();
    for record in CATALOGUE {
        let mut touched = Vec::new();
        if let Some(open) = &record.open {
            let when = open.when_at("$3");
            branches.push(rows(record, "OPEN", &when));
            touched.push(when);
        }
        for touch in record.always {
            branches.push(if touch.action == EffectAction::Revoke {
                count(record, touch.action, touch.when)
            } else {
                rows(record, touch.action.as_str(), touch.when)
            });
            touched.push(touch.when.to_owned());
        }
        if record.reports_kept {
            // What a resolution settled within this delete is an effect of its own.
            let rest = match touched.as_slice() {
                [] => String::from("true"),
                touched => format!("deletion_id is null and not ({})", touched.join(" or ")),
            };
            branches.push(count(record, EffectAction::Keep, &rest));
        }
    }
    branches.join(" union all ")
});

fn rows(record: &Record, class: &str, when: &str) -> String {
    let Record { kind, table, .. } = record;
    format!(
        "select '{kind}' as kind, '{class}' as class, id, cast(1 as bigint) as n from {table} \
         where account_id = $1 and customer_id = $2 and deletion_id is null and ({when})"
    )
}

fn count(record: &Record, action: EffectAction, when: &str) -> String {
    let Record { kind, table, .. } = record;
    format!(
        "select '{kind}' as kind, '{action}' as class, null as id, count(*) as n from {table} \
         where account_id = $1 and customer_id = $2 and ({when})"
    )
}

/// What an undo left behind, because somebody else has its place by now: `$1` account, `$2` deletion. Columns: kind, id,
/// label.
pub static LEFT_BEHIND: LazyLock<String> = LazyLock::new(|| {
    let branches: Vec<String> = CATALOGUE.iter().filter_map(|record| record.left_behind()).collect();
    format!("{} order by 1, 3", branches.join(" union all "))
});

impl Record {
    fn left_behind(&self) -> Option<String> {
        let Undo::Restore { label: Some(label), .. } = self.undo else { return None };
        let Self { kind, table, .. } = self;
        Some(format!(
            "select '{kind}' as kind, id, {label} as label from {table} where account_id = $1 and deletion_id = $2"
        ))
    }

    /// Touches rows and stamps them with the deletion: `$1` account, `$2` customer, `$3` deletion, `$4` time.
    pub fn touch_sql(&self, touch: &Touch) -> String {
        format!(
            "update {} set {}, deletion_id = $3 where account_id = $1 and customer_id = $2 and ({}) \
             and (deletion_id is null or deletion_id = $3)",
            self.table,
            touch.set,
            touch.when.replace("[now]", "$4")
        )
    }

    /// Puts touched rows back: `$1` account, `$2` deletion, `$3` time. `None` where nothing comes back.
    pub fn undo_sql(&self) -> Option<String> {
        let Undo::Restore { set, when, .. } = self.undo else { return None };
        Some(format!(
            "update {table} set {set}, deletion_id = null where account_id = $1 and deletion_id = $2 and ({when})",
            table = self.table
        ))
    }

    /// Every statement of the declaration, for the contract test.
    pub fn statements(&self) -> Vec<String> {
        let mut all: Vec<String> = self.always.iter().map(|touch| self.touch_sql(touch)).collect();
        if let Some(open) = &self.open {
            all.extend(open.rules.iter().map(|(_, touch)| self.touch_sql(touch)));
            all.extend(open.resolutions.iter().filter_map(|(_, settle)| match settle {
                super::Settle::Touch(touch) => Some(self.touch_sql(touch)),
                super::Settle::Payment => None,
            }));
        }
        all.extend(self.undo_sql());
        all
    }
}
