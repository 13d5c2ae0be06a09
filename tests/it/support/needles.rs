//! A customer of whom every personal column of the schema says something that can be looked for.

use lethe::db::{Db, Query, Value};
use lethe::ids::{AccountId, CustomerId};
use lethe::records::columns::{Class, Forgotten, Owner, Table, tables};
use uuid::Uuid;

use super::{start_of_time, write};

/// What every planted value begins with.
pub const NEEDLE: &str = "needle";

fn row(n: u128) -> Value {
    Uuid::from_u128(0xface_0000_0000_0000 + n).into()
}

fn text(text: &str) -> Value {
    text.into()
}

/// Plants the customer, deleted or not, with a row in every table that holds personal data.
pub async fn plant(db: &Db, account: AccountId, customer: CustomerId) {
    for (table, values) in rows(customer) {
        insert(db, account, table, values).await;
    }
    for table in planted() {
        let set: Vec<_> = texts(table).zip(3..).map(|(column, n)| format!("{column} = ${n}")).collect();
        let of = table.of_customers().expect("whose rows they are");
        let text = format!("update {} set {} where account_id = $1 and {of}", table.name, set.join(", "));
        let query = Query::built(text).bind(account).bind(vec![customer.uuid()]);
        let changed = write(db, texts(table).fold(query, |query, column| query.bind(needle(table, column)))).await;
        let changed = changed.unwrap_or_else(|fault| panic!("{}: {fault}", table.name));
        assert!(changed > 0, "say in tests/it/support/needles.rs what a row of {} looks like", table.name);
    }
}

/// Every needle that is to be found of the customer.
pub fn needles() -> Vec<String> {
    planted().flat_map(|table| texts(table).map(|column| needle(table, column))).collect()
}

fn needle(table: &Table, column: &str) -> String {
    format!("{NEEDLE}.{}.{column}", table.name)
}

/// The tables whose rows say something of customers: not those that are the account's own files, nor what is removed whole
/// and made again.
fn planted() -> impl Iterator<Item = &'static Table> {
    tables().filter(|table| {
        table.owner != Owner::Account && table.forgotten == Forgotten::Columns && texts(table).next().is_some()
    })
}

fn texts(table: &'static Table) -> impl Iterator<Item = &'static str> {
    let numbers: Vec<_> = table.masked_as.iter().filter(|(_, sql)| *sql != "null").map(|(column, _)| *column).collect();
    table
        .each_column()
        .filter(|(class, _)| matches!(class, Class::Personal(_) | Class::Derived(_) | Class::AtIssue(_)))
        .map(|(_, column)| column)
        .filter(move |column| !numbers.contains(column))
}

async fn insert(db: &Db, account: AccountId, table: &str, values: Vec<(&'static str, Value)>) {
    let names: Vec<_> = values.iter().map(|(name, _)| *name).collect();
    let places: Vec<_> = (2..values.len() + 2).map(|n| format!("${n}")).collect();
    let sql = format!("insert into {table} (account_id, {}) values ($1, {})", names.join(", "), places.join(", "));
    let query = values.into_iter().fold(Query::built(sql).bind(account), |query, (_, value)| query.bind(value));
    write(db, query).await.unwrap_or_else(|fault| panic!("{table}: {fault}"));
}

/// One row of every kind, with what the schema insists on.
fn rows(customer: CustomerId) -> Vec<(&'static str, Vec<(&'static str, Value)>)> {
    let (whose, now): (Value, Value) = (customer.into(), start_of_time().into());
    let day: Value = start_of_time().date_naive().into();
    let owned = |n: u128, more: Vec<(&'static str, Value)>| {
        let mut values = vec![("id", row(n)), ("customer_id", whose.clone())];
        values.extend(more);
        values
    };
    let kept = |mut more: Vec<(&'static str, Value)>| {
        more.extend([("version", 1_i64.into()), ("created_at", now.clone()), ("updated_at", now.clone())]);
        more
    };
    let money = || vec![("currency", text("GBP")), ("total_minor", 100_i64.into())];
    let with = |mut these: Vec<(&'static str, Value)>, those: Vec<(&'static str, Value)>| {
        these.extend(those);
        these
    };
    let line = |parent: &'static str, n: u128, of: u128| {
        vec![
            ("id", row(n)),
            (parent, row(of)),
            ("position", 0_i64.into()),
            ("description", text("x")),
            ("quantity_milli", 1_000_i64.into()),
            ("unit_minor", 100_i64.into()),
            ("amount_minor", 100_i64.into()),
        ]
    };
    vec![
        (
            "addresses",
            owned(
                1,
                kept(vec![
                    ("purpose", text("HOME")),
                    ("line1", text("x")),
                    ("line2", text("x")),
                    ("city", text("x")),
                    ("region", text("x")),
                    ("postcode", text("x")),
                    ("country", text("x")),
                ]),
            ),
        ),
        (
            "consents",
            owned(
                2,
                vec![
                    ("purpose", text("MARKETING")),
                    ("channel", text("EMAIL")),
                    ("granted", true.into()),
                    ("source", text("x")),
                    ("recorded_at", now.clone()),
                ],
            ),
        ),
        (
            "vehicles",
            owned(
                3,
                kept(vec![
                    ("make", text("Skoda")),
                    ("model", text("Fabia")),
                    ("vin", text("x")),
                    ("deleted_at", now.clone()),
                ]),
            ),
        ),
        (
            "registrations",
            owned(
                4,
                vec![
                    ("vehicle_id", row(3)),
                    ("plate", text("x")),
                    ("plate_key", text("x")),
                    ("assigned_at", now.clone()),
                    ("released_at", now.clone()),
                ],
            ),
        ),
        (
            "work_orders",
            owned(
                5,
                kept(vec![
                    ("number", 900_i64.into()),
                    ("customer_name", text("x")),
                    ("plate", text("x")),
                    ("title", text("x")),
                    ("description", text("x")),
                    ("state", text("COMPLETED")),
                ]),
            ),
        ),
        (
            "quotes",
            owned(
                6,
                with(
                    kept(money()),
                    vec![
                        ("number", text("Q-900")),
                        ("customer_name", text("x")),
                        ("title", text("x")),
                        ("note", text("x")),
                        ("state", text("DECLINED")),
                    ],
                ),
            ),
        ),
        ("quote_lines", line("quote_id", 7, 6)),
        (
            "bookings",
            owned(
                8,
                with(
                    kept(money()),
                    vec![
                        ("number", 900_i64.into()),
                        ("customer_name", text("x")),
                        ("location", text("x")),
                        ("note", text("x")),
                        ("source", text("STAFF")),
                        ("state", text("CANCELLED")),
                        ("starts_at", now.clone()),
                        ("ends_at", (start_of_time() + chrono::Duration::hours(1)).into()),
                        ("prepayment_minor", 0_i64.into()),
                        ("cancel_reason", text("x")),
                    ],
                ),
            ),
        ),
        (
            "booking_requests",
            owned(
                9,
                vec![
                    ("state", text("ATTACHED")),
                    ("name", text("x")),
                    ("email", text("x")),
                    ("email_key", text("x")),
                    ("phone", text("x")),
                    ("address", text("x")),
                    ("note", text("x")),
                    ("locale", text("en")),
                    ("starts_at", now.clone()),
                    ("ends_at", (start_of_time() + chrono::Duration::hours(1)).into()),
                    ("services", text("[]")),
                    ("created_at", now.clone()),
                ],
            ),
        ),
        (
            "invoices",
            owned(
                10,
                with(
                    kept(money()),
                    vec![
                        ("number", text("900")),
                        ("state", text("VOID")),
                        ("paid_minor", 100_i64.into()),
                        ("issued_on", day),
                        ("name_at_issue", text("x")),
                        ("address_at_issue", text("x")),
                    ],
                ),
            ),
        ),
        ("invoice_lines", line("invoice_id", 11, 10)),
        (
            "payments",
            vec![
                ("id", row(12)),
                ("invoice_id", row(10)),
                ("amount_minor", 100_i64.into()),
                ("currency", text("GBP")),
                ("method", text("CARD")),
                ("paid_at", now.clone()),
            ],
        ),
        (
            "refunds",
            vec![
                ("id", row(13)),
                ("payment_id", row(12)),
                ("amount_minor", 1_i64.into()),
                ("tip_minor", 0_i64.into()),
                ("currency", text("GBP")),
                ("reason", text("x")),
                ("refunded_at", now.clone()),
            ],
        ),
        (
            "credits",
            owned(
                14,
                vec![
                    ("amount_minor", 1_i64.into()),
                    ("currency", text("GBP")),
                    ("reason", text("x")),
                    ("recorded_at", now.clone()),
                ],
            ),
        ),
        (
            "payment_methods",
            owned(
                15,
                kept(vec![
                    ("provider", text("test")),
                    ("token", text("x")),
                    ("brand", text("x")),
                    ("last_four", text("x")),
                    ("expires_year", 2030_i64.into()),
                    ("expires_month", 7_i64.into()),
                    ("is_default", true.into()),
                    ("removed_at", now.clone()),
                ]),
            ),
        ),
        (
            "charges",
            owned(
                16,
                vec![
                    ("provider", text("test")),
                    ("provider_ref", text("x")),
                    ("amount_minor", 1_i64.into()),
                    ("tip_minor", 0_i64.into()),
                    ("currency", text("GBP")),
                    ("state", text("SUCCEEDED")),
                    ("created_at", now.clone()),
                    ("updated_at", now.clone()),
                ],
            ),
        ),
        (
            "conversations",
            owned(17, kept(vec![("subject", text("x")), ("channel", text("EMAIL")), ("state", text("CLOSED"))])),
        ),
        (
            "messages",
            vec![
                ("id", row(18)),
                ("conversation_id", row(17)),
                ("author_kind", text("CUSTOMER")),
                ("body", text("x")),
                ("sent_at", now.clone()),
            ],
        ),
        (
            "ratings",
            owned(
                19,
                vec![
                    ("booking_id", row(8)),
                    ("stars", 5_i64.into()),
                    ("comment", text("x")),
                    ("given_by_kind", text("LINK")),
                    ("given_at", now.clone()),
                ],
            ),
        ),
        (
            "privacy_requests",
            owned(
                20,
                vec![
                    ("kind", text("ACCESS")),
                    ("state", text("DONE")),
                    ("note", text("x")),
                    ("answer", text("x")),
                    ("source", text("STAFF")),
                    ("received_at", now.clone()),
                    ("due_on", start_of_time().date_naive().into()),
                    ("version", 1_i64.into()),
                    ("extension_reason", text("x")),
                    ("hold_reason", text("x")),
                ],
            ),
        ),
        (
            "legal_holds",
            owned(
                22,
                vec![
                    ("record_kind", text("CUSTOMER")),
                    ("record_id", whose.clone()),
                    ("reason", text("x")),
                    ("placed_at", now.clone()),
                    ("placed_by_kind", text("STAFF")),
                    ("released_at", now.clone()),
                ],
            ),
        ),
        (
            "deletions",
            owned(
                21,
                vec![
                    ("mode", text("ARCHIVE")),
                    ("policy_version", 1_i64.into()),
                    ("reason", text("x")),
                    ("by_kind", text("SYSTEM")),
                    ("at", now.clone()),
                    ("undo_expires_at", now.clone()),
                    ("effects", text("[]")),
                    ("undone_at", now.clone()),
                    ("undo_reason", text("x")),
                ],
            ),
        ),
        (
            "merges",
            owned(
                22,
                vec![
                    ("kind", text("PERSON")),
                    ("given_name", text("x")),
                    ("family_name", text("x")),
                    ("company_name", text("x")),
                    ("email", text("x")),
                    ("phone", text("x")),
                    ("fields", text("[]")),
                    ("moved", text("[]")),
                    ("reason", text("x")),
                    ("by_kind", text("SYSTEM")),
                    ("at", now.clone()),
                ],
            ),
        ),
    ]
}
