//! Tables in docs/ that are the code's: what the catalogue, the presets and the classification of columns declare.

use lethe::policies::Policy;
use lethe::records::columns::{Class, Forgotten, Owner, Purpose, Table, tables};
use lethe::records::{CATALOGUE, Open, Touch, Undo};
use lethe::terms::{DependencyRule, PolicyPreset};

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
        let others = rules.iter().map(|(rule, _)| *rule);
        cells.push(list(std::iter::once(DependencyRule::Block).chain(others)));
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

/// Columns of a table of one class that are kept for one purpose, a line each.
fn columns(its: &Table, of: impl Fn(Class) -> Option<String>) -> Vec<(Class, String, &'static str, String)> {
    let mut lines: Vec<(Class, String, &'static str, Vec<&str>)> = Vec::new();
    for (class, column) in its.each_column() {
        let Some(what) = of(class) else { continue };
        let purpose = its.purpose_of(class, column).map_or("", Purpose::text);
        match lines.iter_mut().find(|(its, _, why, _)| (*its, *why) == (class, purpose)) {
            Some((.., columns)) => columns.push(column),
            None => lines.push((class, what, purpose, vec![column])),
        }
    }
    lines.into_iter().map(|(class, what, why, columns)| (class, what, why, list(columns.iter()))).collect()
}

/// Every column that says something of a customer: what for, how long, and what each act does to it.
fn of_customers() -> String {
    let mut table = head(&[
        "Table",
        "Columns",
        "What",
        "Why",
        "How long",
        "Deleted",
        "Masked",
        "Erased",
        "Made anonymous",
        "Purged",
    ]);
    for its in tables() {
        let what = |class| match class {
            Class::Personal(field) => Some(format!("`{field}`")),
            Class::Derived(field) => Some(format!("`{field}` and what goes with it, folded")),
            Class::AtIssue(field) => Some(format!("`{field}`, as issued")),
            _ => None,
        };
        for (class, what, why, columns) in columns(its, what) {
            let [masked, erased, anonymous] = overwritten(its, class);
            let (name, stays) = (format!("`{}`", its.name), its.stays.text());
            table += &row([&name, &columns, &what, why, stays, deleted(its), masked, erased, anonymous, purged(its)]);
        }
    }
    table
}

/// What a delete does, which removes nothing.
fn deleted(its: &Table) -> &'static str {
    match its.owner {
        Owner::Account => "stays",
        Owner::Through(parent, _) => tables().find(|its| its.name == parent).map_or("hidden", deleted),
        _ if CATALOGUE.iter().any(|record| record.table == its.name && record.reports_kept) => "stays, as history",
        _ => "hidden",
    }
}

/// What a mask, an erasure and making anonymous leave of columns.
fn overwritten(its: &Table, class: Class) -> [&'static str; 3] {
    match (its.owner, its.forgotten, class) {
        (Owner::Account, ..) => ["stays until it is final", "goes", "goes"],
        (_, Forgotten::Rows, _) => ["goes", "goes", "goes, unless kept"],
        _ if its.statutory.is_some() => ["stays for `keepYears`"; 3],
        (.., Class::AtIssue(_)) => ["as `historyIdentity` says", "unreadable", "unreadable, unless kept"],
        _ => ["unreadable, unless kept", "unreadable", "unreadable, unless kept"],
    }
}

fn purged(its: &Table) -> &'static str {
    if its.owner == Owner::Account || its.forgotten == Forgotten::Rows || its.goes_with_its_customer() {
        "goes"
    } else if its.moves_from_its_customer() {
        "moves to the Unknown Customer"
    } else {
        "stays, with an id that leads nowhere"
    }
}

/// Personal data of people who work there, and secrets.
fn of_others() -> String {
    let mut table = head(&["Table", "Columns", "What", "Why", "How long"]);
    for its in tables() {
        let what = |class| match class {
            Class::Staff => Some("people who work there".to_owned()),
            Class::Secret => Some("hashes and sealed secrets".to_owned()),
            _ => None,
        };
        for (class, what, why, columns) in columns(its, what) {
            let stays = if class == Class::Staff { its.stays.text() } else { "" };
            table += &row([&format!("`{}`", its.name), &columns, &what, why, stays]);
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
        let kept = its.statutory.map_or("", |_| "for the policy's `keepYears`");
        table += &row([&format!("`{}`", its.name), masked, kept, purged(its)]);
    }
    table
}

#[test]
fn the_documented_policies_are_the_catalogues() {
    shows("docs/deleting.md", &[("rules", rules()), ("always", always()), ("presets", presets())]);
}

#[test]
fn the_documented_personal_data_is_what_columns_are_classified_as() {
    shows("docs/privacy.md", &[("customers", of_customers()), ("acts", acts()), ("others", of_others())]);
}

#[test]
fn of_all_personal_data_it_is_said_why_it_is_kept_and_how_long() {
    let silent: Vec<_> = tables().filter(|its| !its.says_why()).map(|its| its.name).collect();
    assert!(silent.is_empty(), "say in src/records/columns/ why these are kept, and until when: {silent:?}");
}
