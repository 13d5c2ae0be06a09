//! A job that breaks off is gone on with by another node, from the last batch that was committed; no row comes in twice.

use chrono::Duration;
use lethe::app::App;
use lethe::db::Query;
use lethe::terms::Role;
use lethe::transfers::worker;
use rstest::rstest;
use serde_json::json;
use tokio_util::sync::CancellationToken;

use crate::support::transfers::IMPORT;
use crate::support::{Client, Engine, TestApp, engine::write};

const ROWS: usize = 1_200;

fn file() -> String {
    let rows: String = (1..=ROWS).map(|n| format!("{n},Pop {n}\n")).collect();
    format!("external_ref,family_name\n{rows}")
}

async fn started(app: &TestApp, owner: &Client) -> String {
    let id = owner.checked(app, "CUSTOMERS", &file()).await;
    owner.mutate("importRun", json!({ "id": id }), IMPORT).await;
    id
}

async fn rows_done(app: &App) -> i64 {
    Query::built("select rows_done from transfers").scalar(&app.db).await.expect("a job").unwrap_or(0)
}

/// Lets a node work on the job until it has committed a batch.
async fn work_a_little(app: &TestApp) {
    let stop = CancellationToken::new();
    let (mut news, until) = (app.app.changes.subscribe(), stop.clone());
    let watch = tokio::spawn(async move {
        let _ = news.recv().await;
        until.cancel();
    });
    worker::drain_until(&app.app, &stop).await.expect("works");
    watch.await.expect("was told");
}

async fn assert_each_row_came_in_once(app: &TestApp, owner: &Client, id: &str) {
    let ended = owner.import(id, "state rowsTotal rowsDone rowsWritten").await;
    assert_eq!(ended, json!({ "state": "DONE", "rowsTotal": ROWS, "rowsDone": ROWS, "rowsWritten": ROWS }));
    assert_eq!(app.state().await.count("customers"), ROWS);
    assert_eq!(app.state().await.count("transfer_rows"), ROWS);
}

#[rstest]
#[tokio::test]
async fn a_node_that_is_stopped_leaves_the_rest_to_another(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let id = started(&app, &owner).await;
    work_a_little(&app).await;
    let done = rows_done(&app.app).await;
    assert!(done > 0 && done < 1_200, "{done}");
    let other = App { db: app.connect_again().await, ..app.app.clone() };
    assert_eq!(worker::drain(&other).await.expect("works"), 1);
    assert_each_row_came_in_once(&app, &owner, &id).await;
}

#[rstest]
#[tokio::test]
async fn a_node_that_dies_is_waited_for_and_one_that_comes_back_finds_the_job_taken(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let id = started(&app, &owner).await;
    work_a_little(&app).await;
    // As a node leaves it that dies: still claimed.
    let claimed = app.app.now() + Duration::minutes(2);
    write(&app.app.db, Query::built("update transfers set claimed_until = $1").bind(claimed)).await.expect("written");
    assert_eq!(app.work().await, 0, "it may still be alive");
    app.clock.advance(Duration::minutes(2)).expect("moves");
    let other = App { db: app.connect_again().await, ..app.app.clone() };
    let (one, two) = tokio::join!(worker::drain(&app.app), worker::drain(&other));
    assert_eq!(one.expect("works") + two.expect("works"), 1, "one of them took it on");
    assert_each_row_came_in_once(&app, &owner, &id).await;
}
