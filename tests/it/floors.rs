//! The house has floors: a module uses its own floor and those below, never one above.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::statements::sources;

/// From the ground up.
const FLOORS: &[(&str, &[&str])] = &[
    (
        "ground",
        &[
            "card_numbers",
            "changes",
            "clock",
            "config",
            "db",
            "entropy",
            "error",
            "ids",
            "key_store",
            "ledger",
            "lines",
            "money",
            "spans",
            "terms",
            "text",
        ],
    ),
    ("catalogue", &["i18n", "records"]),
    // `app` and `access` say who asks, which every room must know; `audit` and `jobs` serve every room.
    (
        "rooms",
        &[
            "access",
            "account_settings",
            "accounts",
            "addresses",
            "app",
            "audit",
            "availability",
            "booking_requests",
            "bookings",
            "charges",
            "consents",
            "conversations",
            "credits",
            "customers",
            "duplicates",
            "erasures",
            "idempotency",
            "invoice_pdf",
            "invoices",
            "jobs",
            "legal_holds",
            "links",
            "notifications",
            "payment_methods",
            "payment_providers",
            "policies",
            "privacy_requests",
            "quotes",
            "providers",
            "ratings",
            "reports",
            "retention",
            "services",
            "statements",
            "suppressions",
            "tax_rates",
            "vehicles",
            "webhooks",
            "work_orders",
        ],
    ),
    ("acts", &["export", "import", "lifecycle", "personal_data", "transfers"]),
    ("faces", &["graphql"]),
    ("doors", &["http"]),
    ("commands", &["cli", "demo", "main"]),
];

/// Where exported macros live.
const MACROS: &[(&str, &str)] = &[("sql", "db"), ("in_tx", "db"), ("term", "terms"), ("mutation_result", "graphql")];

fn floor(module: &str) -> usize {
    FLOORS
        .iter()
        .position(|(_, modules)| modules.contains(&module))
        .unwrap_or_else(|| panic!("say in tests/it/floors.rs on which floor `{module}` is"))
}

#[test]
fn no_floor_uses_one_above() {
    for file in sources(Path::new("src")) {
        let path = file.strip_prefix("src").expect("a path below src").with_extension("");
        let module = path.iter().next().and_then(|name| name.to_str()).expect("a name").to_owned();
        if module == "lib" {
            continue;
        }
        let own = floor(&module);
        for used in used_modules(&fs::read_to_string(&file).expect("a source file")) {
            let its = floor(&used);
            assert!(
                its <= own,
                "{}: `{module}` ({}) uses `{used}` ({}), which is above it",
                file.display(),
                FLOORS[own].0,
                FLOORS[its].0
            );
        }
    }
}

/// The modules behind every `crate::name` and `crate::{name, name::…}` outside comments.
fn used_modules(text: &str) -> BTreeSet<String> {
    let code: String = text.lines().map(|line| line.split("//").next().unwrap_or("")).collect();
    let names = code.split("crate::").skip(1).flat_map(|rest| match rest.strip_prefix('{') {
        Some(group) => top_level_names(group),
        None => vec![leading_name(rest)],
    });
    names.map(|name| MACROS.iter().find(|(its, _)| *its == name).map_or(name, |(_, home)| (*home).to_owned())).collect()
}

fn leading_name(text: &str) -> String {
    text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// The first name of each part of `a, b::{c, d}, e}…`.
fn top_level_names(group: &str) -> Vec<String> {
    let (mut depth, mut start, mut names) = (0_i32, 0, Vec::new());
    for (at, c) in group.char_indices() {
        depth += i32::from(c == '{') - i32::from(c == '}');
        if depth < 0 || (c == ',' && depth == 0) {
            names.push(leading_name(&group[start..at]));
            start = at + 1;
        }
        if depth < 0 {
            break;
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

#[test]
fn uses_are_found_in_every_spelling() {
    let text = "use crate::db::Db;\nuse crate::{\n    ids::{A, B},\n    in_tx, text};\nlet a = crate::money::minor; // crate::http";
    let found = used_modules(text);
    assert_eq!(found.iter().map(String::as_str).collect::<Vec<_>>(), ["db", "ids", "money", "text"]);
}
