//! What happens after the answer: the outbox, its worker, the sweep, and the relay between nodes.

use chrono::Duration;
use lethe::app::App;
use lethe::changes::Change;
use lethe::db::Query;
use lethe::error::Fault;
use lethe::in_tx;
use lethe::jobs::outbox::{self, Task};
use lethe::jobs::{Mailer, relay, sweep, worker};
use lethe::terms::Role;
use rstest::rstest;
use serde_json::json;
use tokio_util::sync::CancellationToken;

use crate::support::{Engine, TestApp};

const ANA: &str = "ana.pop@example.com";

async fn ask_for_a_link(app: &TestApp) {
    let task = Task::PortalLink { email_key: ANA.to_owned() };
    let asked: Result<(), Fault> =
        async { in_tx!(app.app, |tx| { outbox::enqueue(&app.app, tx, app.account, &task).await }) }.await;
    asked.expect("a task");
}

async fn number(app: &App, what: &str) -> i64 {
    Query::built(format!("select count(*) from {what}")).scalar(&app.db).await.expect("a count").unwrap_or(0)
}

#[rstest]
#[tokio::test]
async fn a_task_is_taken_on_by_one_node_and_by_another_when_that_one_dies(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    ask_for_a_link(&app).await;
    let other = App { db: app.connect_again().await, ..app.app.clone() };
    let (one, two) = tokio::join!(outbox::claim(&app.app), outbox::claim(&other));
    assert_eq!(one.expect("claims").len() + two.expect("claims").len(), 1);
    app.clock.advance(Duration::minutes(2)).expect("moves");
    let again = outbox::claim(&other).await.expect("claims");
    assert_eq!(again.iter().map(|claimed| claimed.attempts).collect::<Vec<_>>(), [2]);
}

#[rstest]
#[tokio::test]
async fn mail_is_tried_again_with_growing_pauses_and_then_given_up(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.client(Role::Owner).await.customer("Ana Pop").await;
    ask_for_a_link(&app).await;
    let settings = lethe::config::Settings { smtp_url: Some("smtp://127.0.0.1:1".into()), ..Default::default() };
    let unreachable = App { mailer: Mailer::new(&settings).expect("a mailer"), ..app.app.clone() };
    for attempt in 0..8 {
        assert_eq!(worker::drain(&unreachable).await.expect("the outbox"), 1, "attempt {attempt}");
        assert_eq!(worker::drain(&unreachable).await.expect("the outbox"), 0, "it waits after attempt {attempt}");
        app.clock.advance(Duration::seconds(10 << attempt)).expect("moves");
    }
    assert_eq!(worker::drain(&unreachable).await.expect("the outbox"), 0);
    let given_up = "outbox where delivered_at is not null and payload = '' and last_error is not null";
    assert_eq!(number(&app.app, given_up).await, 1);
    assert_eq!(number(&app.app, "outbox where last_error like '%ana%'").await, 0, "a reason names nobody");
}

#[rstest]
#[tokio::test]
async fn the_worker_wakes_when_a_task_is_committed(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    app.client(Role::Owner).await.customer("Ana Pop").await;
    let stop = CancellationToken::new();
    let running = tokio::spawn(worker::run(app.app.clone(), stop.clone()));
    ask_for_a_link(&app).await;
    for _ in 0..200 {
        if !app.app.mailer.delivered().is_empty() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    assert_eq!(app.app.mailer.delivered().len(), 1);
    stop.cancel();
    running.await.expect("the worker ends");
}

#[rstest]
#[tokio::test]
async fn what_has_served_its_time_is_swept_away(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    const PLACES: [&str; 7] =
        ["portal_links", "links", "email_changes", "portal_sessions", "staff_sessions", "refresh_tokens", "outbox"];
    let app = TestApp::start(engine).await;
    app.client(Role::Owner).await.customer("Ana Pop").await;
    let change = json!({ "email": "ana@new.example" });
    app.portal(ANA).await.mutate("portalEmailChangeRequest", change, "").await;
    ask_for_a_link(&app).await;
    worker::drain(&app.app).await.expect("the outbox");
    let before = app.state().await;
    sweep::sweep(&app.app).await.expect("sweeps");
    before.assert_unchanged(&app.state().await);

    app.clock.advance(Duration::days(61)).expect("moves");
    sweep::sweep(&app.app).await.expect("sweeps");
    for place in PLACES {
        assert_eq!(number(&app.app, place).await, 0, "{place}");
    }
}

#[tokio::test]
async fn changes_reach_other_nodes_and_do_not_come_back() {
    let app = TestApp::start(Engine::Postgres).await;
    let other = App { db: app.connect_again().await, changes: Default::default(), ..app.app.clone() };
    let stop = CancellationToken::new();
    let relays = [app.app.clone(), other.clone()].map(|node| tokio::spawn(relay::run(node, stop.clone())));
    let (mut here, mut there) = (app.app.changes.subscribe(), other.changes.subscribe());
    let change = Change::Access { account: app.account.uuid() };
    // Listening begins some time after the relay: announce until the other node hears.
    let mut announced = 0;
    let heard = loop {
        app.app.changes.announce(vec![change.clone()]);
        announced += 1;
        if let Ok(heard) = tokio::time::timeout(std::time::Duration::from_millis(100), there.recv()).await {
            break heard.expect("a change");
        }
        assert!(announced < 100, "the other node never heard");
    };
    assert_eq!(heard, change);
    stop.cancel();
    for relay in relays {
        relay.await.expect("the relay ends");
    }
    let mut own = 0;
    while here.try_recv().is_ok() {
        own += 1;
    }
    assert_eq!(own, announced, "a node does not hear its own news twice");
}
