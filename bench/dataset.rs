//! The records: each customer has a number, and everything about it follows from the number, so that the bare databases'
//! load tools, which know numbers only, can ask for it too.

use lethe::db::{Db, Query};
use lethe::ids::AccountId;
use uuid::Uuid;

/// The kinds of records, as a part of their ids.
const CUSTOMER: u16 = 1;
/// From here on: records that a bare database makes when it runs Lethe's statements.
const FRESH: u16 = 256;

/// The id of a customer.
pub fn customer(number: i64) -> Uuid {
    uuid(CUSTOMER, number)
}

/// The id of a record that a run of statements makes: its first, its second, …
pub fn fresh(at: u16, run: i64) -> Uuid {
    uuid(FRESH + at, run)
}

/// The same as an expression of SQL.
pub fn fresh_sql(at: u16, run: &str) -> String {
    id(FRESH + at, run)
}

/// The id of a customer as an expression of SQL.
pub fn customer_sql(number: &str) -> String {
    id(CUSTOMER, number)
}

fn uuid(kind: u16, number: i64) -> Uuid {
    Uuid::parse_str(&format!("{}{number:012}", head(kind))).expect("a UUID")
}

fn id(kind: u16, number: &str) -> String {
    let head = head(kind);
    let bare = head.replace('-', "");
    format!(
        "[pg:('{head}' || lpad(({number})::text, 12, '0'))::uuid][lite:unhex('{bare}' || printf('%012d', {number}))]"
    )
}

fn head(kind: u16) -> String {
    format!("01900000-0000-7{kind:03x}-8000-")
}

/// A family name's beginning that about one customer in a thousand has.
pub fn search_term(number: i64) -> String {
    format!("family{:04}", number * 7_919 % 1_000)
}

/// The same as an expression of SQL.
pub fn search_term_sql(number: &str) -> String {
    format!("('family' || {})", digits(&format!("{number}::bigint * 7919 % 1000"), 4))
}

fn digits(number: &str, width: u8) -> String {
    format!("[pg:lpad(({number})::text, {width}, '0')][lite:printf('%0{width}d', {number})]")
}

/// A second of the year 2026.
fn time(second: &str) -> String {
    format!(
        "[pg:timestamptz '2026-01-01T00:00:00Z' + ({second}) * interval '1 second']\
         [lite:strftime('%Y-%m-%dT%H:%M:%S+00:00', 1767225600 + {second}, 'unixepoch')]"
    )
}

/// Loads and analyses. References are not checked row by row: they follow from the numbers.
pub async fn load(db: &Db, account: AccountId, customers: i64) {
    if let Some(pool) = db.sqlite() {
        sqlx::raw_sql("pragma foreign_keys = off").execute(pool).await.expect("a pragma");
    }
    let mut tx = db.begin().await.expect("a transaction");
    if db.postgres().is_some() {
        let unchecked = Query::built("set local session_replication_role = replica");
        unchecked.run(&mut tx).await.expect("a setting");
    }
    let numbers = format!(
        "create table bench_numbers as [pg:select n from generate_series(1::bigint, {customers}) as n]\
         [lite:with recursive s (n) as (select 1 union all select n + 1 from s where n < {customers}) select n from s]"
    );
    Query::built(numbers).run(&mut tx).await.expect("numbers");
    for (table, columns, values, condition) in tables() {
        let insert = format!(
            "insert into {table} (account_id, {columns}) select $1, {values} from bench_numbers where {condition}"
        );
        let rows = Query::built(insert).bind(account).run(&mut tx).await;
        rows.unwrap_or_else(|fault| panic!("{table}: {fault}"));
    }
    tx.commit().await.expect("a commit");
    settle(db).await;
}

/// Lets all customers from a number on be deleted ones, as if that had happened long ago.
pub async fn delete_from(db: &Db, account: AccountId, first: i64) {
    let (deletion, who, at) = (id(12, "n"), customer_sql("n"), time("n"));
    let mut tx = db.begin().await.expect("a transaction");
    let deletions = format!(
        "insert into deletions (account_id, id, customer_id, mode, policy_version, by_kind, at, undo_expires_at, effects)
         select $1, {deletion}, {who}, 'ARCHIVE', 1, 'SYSTEM', {at}, {at}, '[]' from bench_numbers where n >= {first}"
    );
    Query::built(deletions).bind(account).run(&mut tx).await.expect("deletions");
    let theirs = "account_id = $1 and customer_id in (select customer_id from deletions where account_id = $1)";
    for (table, hidden) in [("registrations", "released_at = assigned_at"), ("vehicles", "deleted_at = created_at")] {
        let deletion = format!(
            "(select d.id from deletions d where d.account_id = {table}.account_id and d.customer_id = {table}.customer_id)"
        );
        let hide = format!("update {table} set {hidden}, deletion_id = {deletion} where {theirs}");
        Query::built(hide).bind(account).run(&mut tx).await.expect("hidden records");
    }
    let unpaid = format!(
        "update invoices set state = 'WRITTEN_OFF', settled_at = updated_at where state = 'ISSUED' and {theirs}"
    );
    Query::built(unpaid).bind(account).run(&mut tx).await.expect("invoices");
    let customers = "update customers set lifecycle = 'DELETED', deletion_id = (
        select d.id from deletions d where d.account_id = customers.account_id and d.customer_id = customers.id)
        where account_id = $1 and id in (select customer_id from deletions where account_id = $1)";
    Query::built(customers).bind(account).run(&mut tx).await.expect("deleted customers");
    tx.commit().await.expect("a commit");
    settle(db).await;
}

async fn settle(db: &Db) {
    if let Some(pool) = db.postgres() {
        sqlx::raw_sql("vacuum (analyze)").execute(pool).await.expect("a vacuum");
        sqlx::raw_sql("checkpoint").execute(pool).await.expect("a checkpoint");
    }
    if let Some(pool) = db.sqlite() {
        let after = "analyze; pragma wal_checkpoint(truncate); pragma foreign_keys = on";
        sqlx::raw_sql(after).execute(pool).await.expect("statistics");
    }
}

/// Table, columns beside the account, their values, and for which numbers.
fn tables() -> Vec<(&'static str, &'static str, String, &'static str)> {
    let who = customer_sql("n");
    let mut all = vec![customers(&who), addresses(&who), consents(&who)];
    for term in terms() {
        all.push(("customer_terms", "customer_id, term", format!("{who}, {term}"), "true"));
    }
    for (vehicle, condition) in [("2 * n", "true"), ("2 * n + 1", "n % 4 < 2")] {
        all.extend(vehicles(&who, vehicle, condition));
    }
    all.extend(conversations(&who));
    for (which, unpaid) in [("2 * n", "false"), ("2 * n + 1", "n % 5 = 0")] {
        all.extend(work(&who, which, unpaid));
    }
    all
}

type Rows = (&'static str, &'static str, String, &'static str);

fn given() -> String {
    digits("n * 7 % 200", 3)
}

fn family() -> String {
    digits("n * 7919 % 1000", 4)
}

fn email() -> String {
    format!("'given' || {} || '.family' || {} || '.' || n || '@example.com'", given(), family())
}

fn customers(who: &str) -> Rows {
    let (given, family, email, at) = (given(), family(), email(), time("n"));
    let values = format!(
        "{who}, 'PERSON', 'Given' || {given}, 'Family' || {family}, 'Given' || {given} || ' Family' || {family},
         'given' || {given} || ' family' || {family}, {email}, {email}, '07700 ' || {}, 'ACTIVE',
         [pg:false][lite:0], 1, {at}, {at}",
        digits("n", 7)
    );
    let columns = "id, kind, given_name, family_name, display_name, name_key, email, email_key, phone, lifecycle,
        masked, version, created_at, updated_at";
    ("customers", columns, values, "true")
}

fn terms() -> [String; 6] {
    [
        format!("'given' || {}", given()),
        format!("'family' || {}", family()),
        email(),
        format!("'07700' || {}", digits("n", 7)),
        format!("'tail' || {}", digits("n % 10000", 4)),
        format!("'ab' || {}", digits("2 * n", 7)),
    ]
}

fn addresses(who: &str) -> Rows {
    let values = format!(
        "{}, {who}, 'HOME', n || ' High Street', 'Leeds', 'LS1 4AP', 'GB', 1, {at}, {at}",
        id(2, "n"),
        at = time("n")
    );
    let columns = "id, customer_id, purpose, line1, city, postcode, country, version, created_at, updated_at";
    ("addresses", columns, values, "true")
}

fn consents(who: &str) -> Rows {
    let values = format!("{}, {who}, 'MARKETING', 'EMAIL', [pg:true][lite:1], 'counter', {}", id(3, "n"), time("n"));
    ("consents", "id, customer_id, purpose, channel, granted, source, recorded_at", values, "true")
}

fn vehicles(who: &str, number: &str, condition: &'static str) -> [Rows; 2] {
    let (vehicle, at) = (id(4, number), time("n"));
    let values = format!("{vehicle}, {who}, 'Vauxhall', 'Corsa', 2015 + n % 10, 'Red', 1, {at}, {at}");
    let plate = digits(number, 7);
    let plated = format!("{}, {vehicle}, {who}, 'AB' || {plate}, 'ab' || {plate}, {at}", id(5, number));
    [
        ("vehicles", "id, customer_id, make, model, year, colour, version, created_at, updated_at", values, condition),
        ("registrations", "id, vehicle_id, customer_id, plate, plate_key, assigned_at", plated, condition),
    ]
}

fn conversations(who: &str) -> [Rows; 2] {
    let (conversation, at) = (id(6, "n"), time("n"));
    let values = format!("{conversation}, {who}, 'Brakes', 'EMAIL', 'CLOSED', 1, {at}, {at}, {at}");
    let columns = "id, customer_id, subject, channel, state, version, created_at, updated_at, closed_at";
    let message = format!("{}, {conversation}, 'CUSTOMER', 'When can I bring it in?', {at}", id(7, "n"));
    [
        ("conversations", columns, values, "n % 2 = 0"),
        ("messages", "id, conversation_id, author_kind, body, sent_at", message, "n % 2 = 0"),
    ]
}

/// A work order that ended, with its invoice: paid, or issued where `unpaid` holds.
fn work(who: &str, number: &str, unpaid: &str) -> [Rows; 4] {
    let (order, invoice, at) = (id(8, number), id(9, number), time(number));
    let total = "(8000 + n % 9000)";
    let state = format!("case when {unpaid} then 'ISSUED' else 'PAID' end");
    let paid = format!("case when {unpaid} then 0 else {total} end");
    let name = format!("'Given' || {} || ' Family' || {}", given(), family());
    let done = format!(
        "{order}, {who}, {number}, {name}, {}, 'AB' || {}, 'Service', 'CLOSED', 1, {at}, {at}, {at}",
        id(4, "2 * n"),
        digits("2 * n", 7)
    );
    let billed = format!(
        "{invoice}, {who}, {order}, 'INV-' || ({number}), {state}, 'GBP', {total}, {paid},
         [pg:date '2026-02-01'][lite:'2026-02-01'], {name}, 1, {at}, {at}"
    );
    let line = format!("{}, {invoice}, 1, 'Labour', 1000, {total}, {total}", id(10, number));
    let payment = format!("{}, {invoice}, {paid}, 'GBP', 'CARD', {at}", id(11, number));
    [
        (
            "work_orders",
            "id, customer_id, number, customer_name, vehicle_id, plate, title, state, version, created_at, updated_at,
             ended_at",
            done,
            "true",
        ),
        (
            "invoices",
            "id, customer_id, work_order_id, number, state, currency, total_minor, paid_minor, issued_on,
             name_at_issue, version, created_at, updated_at",
            billed,
            "true",
        ),
        (
            "invoice_lines",
            "id, invoice_id, position, description, quantity_milli, unit_minor, amount_minor",
            line,
            "true",
        ),
        (
            "payments",
            "id, invoice_id, amount_minor, currency, method, paid_at",
            payment,
            if unpaid == "false" { "true" } else { "n % 5 <> 0" },
        ),
    ]
}
