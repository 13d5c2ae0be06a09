//! Rules that the schema itself keeps, whatever the code does.

use lethe::db::{Db, Query, Value};
use lethe::error::Fault;
use rstest::rstest;
use uuid::Uuid;

use crate::support::{Engine, TestDb, start_of_time, write};

const ACCOUNT: Uuid = Uuid::from_u128(1);
const CUSTOMER: Uuid = Uuid::from_u128(2);
const VEHICLE: Uuid = Uuid::from_u128(3);

/// What is open, and so must have a live customer: the table and its values besides account, id and customer.
const OPEN: [(&str, &str); 9] = [
    (
        "work_orders",
        "number = 1, customer_name = 'Ana', title = 'Brakes', state = 'OPEN', version = 1, created_at = $3, updated_at = $3",
    ),
    (
        "invoices",
        "state = 'ISSUED', currency = 'GBP', total_minor = 1, paid_minor = 0, version = 1, created_at = $3, updated_at = $3",
    ),
    (
        "invoices",
        "state = 'DRAFT', currency = 'GBP', total_minor = 1, paid_minor = 0, version = 1, created_at = $3, updated_at = $3",
    ),
    (
        "conversations",
        "subject = 'Brakes', channel = 'EMAIL', state = 'OPEN', version = 1, created_at = $3, updated_at = $3",
    ),
    ("vehicles", "make = 'Ford', model = 'Focus', version = 1, created_at = $3, updated_at = $3"),
    ("portal_sessions", "created_at = $3, last_seen_at = $3, expires_at = $3"),
    ("bookings", BOOKING),
    (
        "quotes",
        "number = 'Q-1', customer_name = 'Ana', title = 'Boiler', state = 'SENT', currency = 'GBP', total_minor = 1, version = 1, created_at = $3, updated_at = $3",
    ),
    (
        "payment_methods",
        "provider = 'test', token = 'tok', brand = 'visa', last_four = '4242', expires_year = 2100, expires_month = 1, is_default = true, version = 1, created_at = $3, updated_at = $3",
    ),
];

const BOOKING: &str = "number = 1, customer_name = 'Ana', source = 'STAFF', state = 'SCHEDULED', currency = 'GBP', total_minor = 1, prepayment_minor = 0, starts_at = $3, ends_at = '2100-01-01 00:00:00+00:00', version = 1, created_at = $3, updated_at = $3";

/// `insert` of a row with a fresh id, spelled like the `set` of an update.
async fn insert(db: &Db, table: &str, set: &str) -> Result<u64, Fault> {
    let (names, values): (Vec<_>, Vec<_>) = set.split(", ").filter_map(|pair| pair.split_once(" = ")).unzip();
    let (names, values) = (names.join(", "), values.join(", "));
    let sql = format!("insert into {table} (account_id, id, {names}) values ($1, $2, {values})");
    run(db, &sql, Uuid::from_u128(rand::random())).await
}

/// Runs a statement of `$1` the account, `$2` an id, `$3` the time: whichever it uses come in that order.
async fn run(db: &Db, sql: &str, id: Uuid) -> Result<u64, Fault> {
    let values: [Value; 3] = [ACCOUNT.into(), id.into(), start_of_time().into()];
    let used = (1..=3).filter(|n| sql.contains(&format!("${n}")));
    write(db, used.fold(Query::built(sql), |query, n| query.bind(values[n - 1].clone()))).await
}

async fn attach(db: &Db, table: &str, set: &str) -> Result<u64, Fault> {
    insert(db, table, &format!("customer_id = {}, {set}", literal(CUSTOMER))).await
}

fn literal(id: Uuid) -> String {
    format!("[pg:'{id}'][lite:x'{}']", id.simple())
}

/// A database with one customer.
async fn one_customer(engine: Engine) -> TestDb {
    let db = engine.database().await;
    let account = "insert into accounts (id, slug, name, currency, locale, time_zone, created_at)
        values ($1, 'north', 'North', 'GBP', 'en', 'UTC', $2)";
    let query = Query::built(account).bind(ACCOUNT).bind(start_of_time());
    write(&db.db, query).await.expect("an account");
    let customer = "insert into customers (account_id, id, kind, display_name, name_key, lifecycle, masked, version, created_at, updated_at)
        values ($1, $2, 'PERSON', 'Ana', 'ana', 'ACTIVE', false, 1, $3, $3)";
    run(&db.db, customer, CUSTOMER).await.expect("a customer");
    db
}

async fn delete_customer(db: &Db) -> Result<u64, Fault> {
    run(db, "update customers set lifecycle = 'DELETED' where account_id = $1 and id = $2", CUSTOMER).await
}

#[rstest]
#[tokio::test]
async fn nothing_open_can_be_attached_to_a_deleted_customer(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[values(0, 1, 2, 3, 4, 5, 6, 7, 8)] kind: usize,
) {
    let (table, set) = OPEN[kind];
    let db = one_customer(engine).await;
    delete_customer(&db.db).await.expect("a customer without anything open");
    let fault = attach(&db.db, table, set).await.expect_err("a guard");
    assert!(fault.is_broken_reference(), "{fault}");
}

#[rstest]
#[tokio::test]
async fn a_customer_with_something_open_cannot_be_deleted(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[values(0, 1, 2, 3, 4, 5, 6, 7, 8)] kind: usize,
) {
    let (table, set) = OPEN[kind];
    let db = one_customer(engine).await;
    attach(&db.db, table, set).await.expect("the customer is live");
    let fault = delete_customer(&db.db).await.expect_err("a guard");
    assert!(fault.is_broken_reference(), "{fault}");
}

#[rstest]
#[tokio::test]
async fn what_is_settled_can_stay_with_a_deleted_customer(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let db = one_customer(engine).await;
    for (table, set) in [OPEN[0], OPEN[1], OPEN[3]] {
        let closed = if table == "invoices" { "'PAID'" } else { "'CLOSED'" };
        let set = set.replace("'OPEN'", closed).replace("'ISSUED'", closed);
        attach(&db.db, table, &set).await.expect("settled records");
    }
    assert_eq!(delete_customer(&db.db).await.expect("nothing is open"), 1);
}

#[rstest]
#[tokio::test]
async fn logs_are_append_only(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[values(
        "update audit_events set action = 'other'",
        "delete from audit_events",
        "update consents set granted = false",
        "update deletion_policies set undo_window_seconds = 0",
        "delete from deletion_policies"
    )]
    forbidden: &str,
) {
    let db = one_customer(engine).await;
    let empty = "[pg:'\\x'][lite:x'']";
    let event = format!("seq = 1, at = $3, by_kind = 'SYSTEM', action = 'seen', data = '', hash = {empty}");
    insert(&db.db, "audit_events", &event).await.expect("an event");
    let consent = "purpose = 'MARKETING', channel = 'EMAIL', granted = true, source = 'desk', recorded_at = $3";
    attach(&db.db, "consents", consent).await.expect("a consent");
    let policy = "insert into deletion_policies values ($1, 1, null, '', 'MASKED', '', 30, 0, false, 10, $2, '{}', 3)";
    write(&db.db, Query::built(policy).bind(ACCOUNT).bind(start_of_time())).await.expect("a policy");
    let fault = write(&db.db, Query::built(forbidden)).await.expect_err("a guard");
    assert!(fault.to_string().contains("append-only"), "{fault}");
}

#[rstest]
#[tokio::test]
async fn a_plate_is_on_one_vehicle_at_a_time(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let db = one_customer(engine).await;
    let mut plates = Vec::new();
    for _ in 0..2 {
        let vehicle = Uuid::from_u128(rand::random());
        let sql = format!(
            "insert into vehicles (account_id, id, customer_id, make, model, version, created_at, updated_at)
             values ($1, $2, {}, 'Ford', 'Focus', 1, $3, $3)",
            literal(CUSTOMER)
        );
        run(&db.db, &sql, vehicle).await.expect("a vehicle");
        plates.push(format!(
            "vehicle_id = {}, plate = 'AB12 CDE', plate_key = 'ab12cde', assigned_at = $3",
            literal(vehicle)
        ));
    }
    attach(&db.db, "registrations", &format!("{}, released_at = $3", plates[1]))
        .await
        .expect("an earlier registration");
    attach(&db.db, "registrations", &plates[0]).await.expect("the first current one");
    let fault = attach(&db.db, "registrations", &plates[1]).await.expect_err("a guard");
    assert!(fault.is_retryable(), "a lost race for a plate is run again: {fault}");
}

#[rstest]
#[tokio::test]
async fn rows_cannot_point_into_another_account(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let db = one_customer(engine).await;
    let other = format!(
        "insert into accounts (id, slug, name, currency, locale, time_zone, created_at)
         values ({}, 'south', 'South', 'GBP', 'en', 'UTC', $1)",
        literal(VEHICLE)
    );
    write(&db.db, Query::built(other).bind(start_of_time())).await.expect("another account");
    let sql = format!(
        "insert into conversations (account_id, id, customer_id, subject, channel, state, version, created_at, updated_at)
         values ({}, $1, {}, 'Brakes', 'EMAIL', 'CLOSED', 1, $2, $2)",
        literal(VEHICLE),
        literal(CUSTOMER)
    );
    let query = Query::built(sql).bind(Uuid::from_u128(9)).bind(start_of_time());
    assert!(write(&db.db, query).await.expect_err("a guard").is_broken_reference());
}

#[tokio::test]
async fn sqlite_keeps_what_it_acknowledges_and_forgets_what_it_deletes() {
    let db = Engine::Sqlite.database().await;
    let pool = db.db.sqlite().expect("SQLite");
    for (pragma, expected) in
        [("foreign_keys", "1"), ("synchronous", "2"), ("journal_mode", "wal"), ("secure_delete", "1")]
    {
        let sql = sqlx::AssertSqlSafe(format!("select cast({pragma} as text) from pragma_{pragma}"));
        let value: String = sqlx::query_scalar(sql).fetch_one(pool).await.expect("a pragma");
        assert_eq!(value, expected, "{pragma}");
    }
}

#[tokio::test]
async fn sqlite_readers_cannot_write() {
    let db = one_customer(Engine::Sqlite).await;
    let outside_a_transaction = Query::built("delete from customers").run(&db.db).await;
    let fault = outside_a_transaction.expect_err("readers are query-only").to_string();
    assert!(fault.contains("readonly"), "{fault}");
}

#[rstest]
#[tokio::test]
async fn d9_a_provider_is_never_in_two_places(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let db = one_customer(engine).await;
    let provider = Uuid::from_u128(4);
    let sql = "insert into providers (account_id, id, name, name_key, version, created_at, updated_at)
        values ($1, $2, 'Bo', 'bo', 1, $3, $3)";
    run(&db.db, sql, provider).await.expect("a provider");
    let at = |number: u8, rest: &str| {
        let booking = BOOKING.replace("number = 1", &format!("number = {number}"));
        format!("provider_id = {}, {}", literal(provider), booking.replace("state = 'SCHEDULED'", rest))
    };
    attach(&db.db, "bookings", &at(1, "state = 'CANCELLED'")).await.expect("a cancelled booking holds no time");
    attach(&db.db, "bookings", &at(2, "state = 'SCHEDULED'")).await.expect("the first to take the time");
    let fault = attach(&db.db, "bookings", &at(3, "state = 'REQUESTED'")).await.expect_err("a guard");
    assert!(fault.to_string().contains("busy"), "{fault}");
    let back = "update bookings set state = 'SCHEDULED' where account_id = $1 and number = 1";
    let fault = write(&db.db, Query::built(back).bind(ACCOUNT)).await.expect_err("a guard");
    assert!(fault.to_string().contains("busy"), "{fault}");
}
