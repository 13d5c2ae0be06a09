//! The races again with a guard taken away, on PostgreSQL: what the race tests look for does happen then, so both the
//! guard and the looking matter.

use lethe::terms::Role;
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;

use crate::races::deleted_with_one_left;
use crate::support::race::race;
use crate::support::sound::left_behind;
use crate::support::{Client, Engine, TestApp};

/// What the schema refuses on its own: something open of a customer who is not live.
const DROP_SCHEMA_GUARDS: &str = "do $$ declare guard record; begin
    for guard in select conrelid::regclass as owner, conname as name from pg_constraint
        where contype = 'f' and pg_get_constraintdef(oid) like '%(account_id, live_id)%'
    loop
        execute format('alter table %s drop constraint %I', guard.owner, guard.name);
    end loop;
end $$";

/// Makes the upsert that locks a person's quota do nothing.
const DROP_QUOTA_LOCK: &str =
    "create function no_lock() returns trigger language plpgsql as $$ begin return null; end $$;
    create trigger no_lock before insert on delete_quotas for each row execute function no_lock()";

async fn break_guard(app: &TestApp, sql: &str) {
    let pool = app.app.db.postgres().expect("PostgreSQL");
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(pool).await.expect("a guard less");
}

/// Deletes against new work orders, at nodes that lock no rows, until something is left behind or enough rounds are
/// over; how many customers were left behind.
async fn left_behind_without_row_locks(app: &TestApp) -> i64 {
    let node = app.node_on(app.app.db.without_row_locks()).await;
    let owner = app.client(Role::Owner).await;
    owner.mutate("deletionPolicySet", json!({ "deletesPerHour": 10_000 }), "").await;
    let reckless = owner.at(&node);
    for round in 0..60 {
        let ana = owner.customer("Ana Pop").await;
        let work_order = json!({ "customerId": ana, "title": "Brakes" });
        let delete = json!({ "id": ana, "confirmation": "DELETE" });
        let delete = whatever_comes_of(&reckless, "customerDelete", delete);
        race(round, delete, whatever_comes_of(&reckless, "workOrderCreate", work_order)).await;
        let left = left_behind(&app.app.db).await;
        if left > 0 {
            return left;
        }
    }
    0
}

/// Without its locks Lethe may well fail.
async fn whatever_comes_of(client: &Client, name: &str, input: Value) {
    let kind: String = name[..1].to_uppercase() + &name[1..];
    let query = format!("mutation ($input: {kind}Input!) {{ {name}(input: $input) {{ __typename }} }}");
    client.post(&query, json!({ "input": input })).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_locks_and_schema_guards_work_orders_are_left_behind() {
    let app = TestApp::start(Engine::Postgres).await;
    break_guard(&app, DROP_SCHEMA_GUARDS).await;
    assert_ne!(left_behind_without_row_locks(&app).await, 0, "the race tests would not see a missing lock");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_locks_the_schema_alone_leaves_nothing_behind() {
    let app = TestApp::start(Engine::Postgres).await;
    assert_eq!(left_behind_without_row_locks(&app).await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_its_lock_the_quota_is_overrun() {
    let app = TestApp::start(Engine::Postgres).await;
    break_guard(&app, DROP_QUOTA_LOCK).await;
    let deleted = deleted_with_one_left(&app).await;
    assert!(deleted.iter().any(|deleted| *deleted > 1), "the quota test would not see a missing lock");
}
