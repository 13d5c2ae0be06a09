//! Tables in docs/ that are the code's: what the catalogue, the presets and the classification of columns declare.

use std::fmt::Write as _;

use lethe::policies::Policy;
use lethe::records::columns::{Class, Forgotten, Owner, Purged, tables};
use lethe::records::{CATALOGUE, Open, Touch, Undo};
use lethe::terms::PolicyPreset;

/// Compares the parts of a document between `<!-- generated: NAME -->` and `<!-- end -->` with the code, or writes them.
fn shows(path: &str, parts: &[(&str, String)]) {
    let committed = std::fs::read_to_string(path).expect("the document");
    let current = parts.iter().fold(committed.clone(), |text, (name, table)| {
        let head = format!("<!-- generated: {name} -->\n");
        let (before, rest) = text.split_once(&head).expect("where the table begins");
        let (_, after) = rest.split_once("<!-- end -->").expect("where the table ends");
        format!("{before}{head}\n{table}\n<!-- end -->{after}")
    });
    if std::env::var_os("LETHE_UPDATE").is_some() {
        return std::fs::write(path, current).expect("the document is written");
    }
    assert!(committed == current, "{path} is not what the code declares: run `LETHE_UPDATE=1 scripts/test docs`");
}

fn row(cells: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    cells.into_iter().fold(String::from("|"), |line, cell| line + " " + cell.as_ref() + " |") + "\n"
}

fn head(cells: &[&str]) -> String {
    row(cells) + "|" + &"---|".repeat(cells.len()) + "\n"
}

fn one_line(sql: &str) -> String {
    format!("`{}`", sql.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn list(items: impl Iterator<Item = impl std::fmt::Display>) -> String {
    items.map(|item| format!("`{item}`")).collect::<Vec<_>>().join(", ")
}

fn rules() -> String {
    let mut table =
        head(&["Records", "Open while", "Garage", "Field service", "Print shop", "Box office", "Rules", "Settled by"]);
    for record in CATALOGUE {
        let Some(Open { when, rules, resolutions, .. }) = &record.open else { continue };
        let presets = PolicyPreset::ALL.iter().map(|preset| list(record.preset_rule(*preset).into_iter()));
        let mut cells = vec![format!("`{}`", record.kind), one_line(when)];
        cells.extend(presets);
        cells.push(format!("`BLOCK`, {}", list(rules.iter().map(|(rule, _)| rule))));
        cells.push(list(resolutions.iter().map(|(resolution, _)| resolution)));
        table += &row(cells);
    }
    table
}

fn always() -> String {
    let mut table = head(&["Records", "Those with", "Effect", "An undo"]);
    for record in CATALOGUE {
        for Touch { action, when, .. } in record.always {
            let undo = match record.undo {
                Undo::Never => "does not bring them back",
                Undo::Restore { when: "true", .. } => "brings them back",
                Undo::Restore { .. } => "brings them back, unless another took their place",
            };
            let cells = [format!("`{}`", record.kind), one_line(when), format!("`{action}`"), undo.to_owned()];
            table += &row(cells);
        }
    }
    table
}

fn presets() -> String {
    let presets: Vec<_> = PolicyPreset::ALL.iter().map(|preset| Policy::preset(*preset)).collect();
    let mut table = head(&["Setting", "Garage", "Field service", "Print shop", "Box office"]);
    let mut add = |name: &str, value: &dyn Fn(&Policy) -> String| {
        table += &row(std::iter::once(format!("`{name}`")).chain(presets.iter().map(value)));
    };
    add("undoWindowSeconds", &|policy| policy.undo_window_seconds.to_string());
    add("deletesPerHour", &|policy| policy.deletes_per_hour.to_string());
    add("historyIdentity", &|policy| format!("`{}`", policy.history_identity));
    add("eraseDelayDays", &|policy| policy.erase_delay_days.to_string());
    add("suppressionYears", &|policy| policy.suppression_years.to_string());
    add("bulkDelete", &|policy| policy.bulk_delete.to_string());
    table
}

fn columns(of: impl Fn(Class) -> Option<String>) -> String {
    let mut table = head(&["Table", "What", "Columns"]);
    for its in tables() {
        for (class, columns) in its.columns {
            if let Some(what) = of(*class) {
                let _ = write!(table, "{}", row([format!("`{}`", its.name), what, list(columns.iter())]));
            }
        }
    }
    table
}

/// What masking and purging do to each table that holds a customer's rows.
fn acts() -> String {
    let mut table = head(&["Table", "Masked or erased", "Kept by law", "Purged"]);
    for its in tables().filter(|its| its.owner != Owner::Account) {
        let masked = match its.forgotten {
            Forgotten::Rows => "rows go",
            Forgotten::Columns if its.is_personal() => "columns above are overwritten",
            Forgotten::Columns => "nothing personal in it",
        };
        let purged = match its.purged {
            _ if its.goes_with_its_customer() => "rows go",
            Purged::Stays => "stays, with an id that leads nowhere",
            Purged::Moves | Purged::Goes => "moves to the Unknown Customer",
        };
        let kept = its.statutory.map_or("", |_| "for the policy's `keepYears`");
        table += &row([&format!("`{}`", its.name), masked, kept, purged]);
    }
    table
}

#[test]
fn the_documented_policies_are_the_catalogues() {
    shows("docs/deleting.md", &[("rules", rules()), ("always", always()), ("presets", presets())]);
}

#[test]
fn the_documented_personal_data_is_what_columns_are_classified_as() {
    let customers = columns(|class| match class {
        Class::Personal(field) => Some(format!("`{field}`")),
        Class::AtIssue(field) => Some(format!("`{field}`, as issued")),
        _ => None,
    });
    let others = columns(|class| match class {
        Class::Staff => Some("people who work there".to_owned()),
        Class::Secret => Some("hashes and sealed secrets".to_owned()),
        _ => None,
    });
    shows("docs/privacy.md", &[("customers", customers), ("acts", acts()), ("others", others)]);
}
