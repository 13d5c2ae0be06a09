//! `in_tx!`: all or nothing, run again when another transaction got in the way, announced only after commit.

use std::task::Poll;
use std::time::Duration;

use lethe::changes::{Change, Changes};
use lethe::db::{Db, Query};
use lethe::error::{Failure, Outcome, Refusal};
use lethe::in_tx;
use lethe::terms::RecordKind;
use rstest::rstest;
use uuid::Uuid;

use crate::support::{Engine, TestDb, start_of_time};

/// What `in_tx!` needs of an App.
#[derive(Clone)]
struct Parts {
    db: Db,
    changes: Changes,
}

async fn parts(engine: Engine) -> (TestDb, Parts) {
    let db = engine.database().await;
    let parts = Parts { db: db.db.clone(), changes: Changes::default() };
    (db, parts)
}

fn insert(slug: &str) -> Query {
    let sql = "insert into accounts (id, slug, name, currency, locale, time_zone, created_at)
        values ($1, $2, $2, 'GBP', 'en', 'UTC', $3)";
    Query::built(sql).bind(Uuid::from_u128(rand::random())).bind(slug).bind(start_of_time())
}

fn rename(slug: &str) -> Query {
    Query::built("update accounts set name = name || '+' where slug = $1").bind(slug)
}

fn news() -> Change {
    Change::Access { account: Uuid::nil() }
}

async fn slugs(db: &Db) -> Vec<String> {
    let rows: Vec<(String,)> = Query::built("select slug from accounts order by slug").all(db).await.expect("accounts");
    rows.into_iter().map(|(slug,)| slug).collect()
}

async fn open(app: &Parts, slug: &str) -> Outcome<()> {
    in_tx!(app, |tx| {
        insert(slug).run(&mut *tx).await?;
        tx.announce(news());
        Ok(())
    })
}

#[rstest]
#[tokio::test]
async fn ok_commits_and_then_announces(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let (db, app) = parts(engine).await;
    let mut heard = app.changes.subscribe();
    open(&app, "north").await.expect("a commit");
    assert_eq!(heard.try_recv().expect("news"), news());
    assert_eq!(slugs(&db.connect_again().await).await, ["north"]);
}

#[rstest]
#[tokio::test]
async fn a_refusal_rolls_back_and_announces_nothing(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    async fn refuse(app: &Parts) -> Outcome<()> {
        in_tx!(app, |tx| {
            insert("north").run(&mut *tx).await?;
            tx.announce(news());
            Err(Refusal::NotFound(RecordKind::Customer).into())
        })
    }
    let (_db, app) = parts(engine).await;
    let mut heard = app.changes.subscribe();
    assert!(matches!(refuse(&app).await, Err(Failure::Refused(Refusal::NotFound(RecordKind::Customer)))));
    assert!(heard.try_recv().is_err());
    assert!(slugs(&app.db).await.is_empty());
}

#[rstest]
#[tokio::test]
async fn a_lost_race_for_a_unique_key_is_run_again_but_not_for_ever(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    async fn race(app: &Parts, attempts: &mut u32, wins_at: u32) -> Outcome<()> {
        in_tx!(app, |tx| {
            *attempts += 1;
            insert(if *attempts < wins_at { "north" } else { "south" }).run(tx).await?;
            Ok(())
        })
    }
    let (_db, app) = parts(engine).await;
    open(&app, "north").await.expect("the winner");
    let mut attempts = 0;
    race(&app, &mut attempts, 3).await.expect("the third attempt takes another key");
    assert_eq!(attempts, 3);
    attempts = 0;
    let lost = race(&app, &mut attempts, u32::MAX).await;
    assert!(matches!(lost, Err(Failure::Fault(fault)) if fault.is_retryable()));
    assert_eq!(attempts, 5);
}

#[rstest]
#[case::serialization_failure("40001")]
#[case::deadlock("40P01")]
#[case::lock_timeout("55P03")]
#[tokio::test]
async fn postgres_failures_that_pass_are_run_again(#[case] code: &str) {
    async fn fail_once(app: &Parts, code: &str, attempts: &mut u32) -> Outcome<()> {
        in_tx!(app, |tx| {
            *attempts += 1;
            if *attempts == 1 {
                let raise = format!("do $$ begin raise exception 'in the way' using errcode = '{code}'; end $$");
                Query::built(raise).run(&mut *tx).await?;
            }
            insert("north").run(tx).await?;
            Ok(())
        })
    }
    let (_db, app) = parts(Engine::Postgres).await;
    let mut attempts = 0;
    fail_once(&app, code, &mut attempts).await.expect("the second attempt");
    assert_eq!((attempts, slugs(&app.db).await.len()), (2, 1));
}

#[rstest]
#[tokio::test]
async fn two_that_lock_in_opposite_order_both_succeed(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    async fn both(app: &Parts, first: &str, second: &str) -> Outcome<()> {
        in_tx!(app, |tx| {
            rename(first).run(&mut *tx).await?;
            tokio::time::sleep(Duration::from_millis(50)).await;
            rename(second).run(tx).await?;
            Ok(())
        })
    }
    let (_db, app) = parts(engine).await;
    open(&app, "a").await.expect("a");
    open(&app, "b").await.expect("b");
    let (one, other) = tokio::join!(both(&app, "a", "b"), both(&app, "b", "a"));
    one.expect("one");
    other.expect("the other");
    let names: Vec<(String,)> =
        Query::built("select name from accounts order by name").all(&app.db).await.expect("names");
    assert_eq!(names, [("a++".to_owned(),), ("b++".to_owned(),)]);
}

/// Polls a future so many times and drops it, which ends it at each of its waits in turn.
async fn polled<F: Future>(future: F, mut times: u32) -> Option<F::Output> {
    let mut future = std::pin::pin!(future);
    std::future::poll_fn(|context| match (times, future.as_mut().poll(context)) {
        (_, Poll::Ready(output)) => Poll::Ready(Some(output)),
        (0, Poll::Pending) => Poll::Ready(None),
        (_, Poll::Pending) => {
            times -= 1;
            Poll::Pending
        }
    })
    .await
}

/// sqlx 0.9.0 can give a connection back to the pool inside a transaction that a dropped future had begun; writes that
/// were acknowledged later on that connection are then lost.
#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_dropped_midway_loses_nothing_that_was_acknowledged(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (db, app) = parts(engine).await;
    let mut acknowledged = Vec::new();
    for round in 0..60 {
        let (dropped, kept) = (format!("d{round:03}"), format!("k{round:03}"));
        if let Some(Ok(())) = polled(open(&app, &dropped), round % 20).await {
            acknowledged.push(dropped);
        }
        open(&app, &kept).await.expect("a write after a dropped one");
        acknowledged.push(kept);
    }
    if let Some(pool) = app.db.postgres() {
        let sql = "select count(*) from pg_stat_activity where datname = current_database() and state like 'idle in%'";
        let idle: i64 = sqlx::query_scalar(sql).fetch_one(pool).await.expect("a count");
        assert_eq!(idle, 0, "connections are left in a transaction");
    }
    app.db.close().await;
    let survived = slugs(&db.connect_again().await).await;
    acknowledged.retain(|slug| !survived.contains(slug));
    assert!(acknowledged.is_empty(), "acknowledged and lost: {acknowledged:?}");
}
