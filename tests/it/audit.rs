//! The audit log shows what was changed, removed or cut off, even by somebody who may do anything to the database.

use std::process::{Command, Output};

use lethe::audit::{self, Broken, Verified};
use lethe::db::Query;
use lethe::terms::Role;
use rstest::rstest;
use tokio::task::JoinSet;

use crate::support::race::Track;
use crate::support::{Engine, TestApp, write};

/// Many people at once, at two nodes on PostgreSQL.
async fn busy_day(track: &Track) {
    let mut tasks = JoinSet::new();
    for number in 0..12 {
        let client = [&track.owner, &track.manager, &track.owner_elsewhere][number % 3].clone();
        tasks.spawn(async move {
            let customer = client.customer(&format!("Ana{number} Pop")).await;
            client.vehicle(&customer, &format!("AB {number}")).await;
            let work_order = client.work_order(&customer, None).await;
            client.complete(&work_order).await;
            let token = client.delete(&customer).await;
            if number % 2 == 0 {
                client.try_undo(&token).await;
            }
        });
    }
    tasks.join_all().await;
}

async fn verify(app: &TestApp) -> Result<Verified, Broken> {
    audit::verify(&app.app.db, app.account).await.expect("the database answers")
}

/// What somebody with every right to the database could do.
async fn tamper(app: &TestApp, sql: &str) {
    let guards = match app.engine {
        Engine::Sqlite => &["audit_events_append_only_update", "audit_events_append_only_delete"][..],
        Engine::Postgres => &["audit_events_append_only on audit_events"][..],
    };
    for guard in guards {
        write(&app.app.db, Query::built(format!("drop trigger {guard}"))).await.expect("a guard less");
    }
    let changed = write(&app.app.db, Query::built(sql).bind(app.account)).await.expect("a change");
    assert!(changed > 0, "nothing was tampered with");
}

/// `lethe audit verify` on the same database.
fn command(app: &TestApp) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lethe"));
    command.args(["audit", "verify", "--database-url", app.database_url()]);
    command.output().expect("lethe runs")
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn e16_the_log_holds_after_a_busy_day(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let track = Track::new(engine).await;
    busy_day(&track).await;
    let whole = verify(&track.app).await.expect("the log holds");
    assert!(whole.events >= 12 * 5 + 6, "{whole:?}");
    track.app.assert_sound().await;
    let said = command(&track.app);
    let text = String::from_utf8_lossy(&said.stdout);
    assert!(said.status.success(), "{said:?}");
    assert!(text.contains(&format!("{} entries hold, head {}", whole.events, whole.head)), "{text}");
}

#[rstest]
#[case::changed(
    "update audit_events set action = 'customer.updated' where account_id = $1 and seq = 4",
    Broken::Changed { seq: 4 }
)]
#[case::another_person(
    "update audit_events set by_id = id where account_id = $1 and seq = 2",
    Broken::Changed { seq: 2 }
)]
#[case::rehashed_alone(
    "update audit_events set data = '{}', hash = (select hash from audit_heads h where h.account_id = $1)
        where account_id = $1 and seq = 3",
    Broken::Changed { seq: 3 }
)]
#[case::removed("delete from audit_events where account_id = $1 and seq = 3", Broken::Missing { seq: 3 })]
#[case::the_first_removed("delete from audit_events where account_id = $1 and seq = 1", Broken::Missing { seq: 1 })]
#[case::cut_off("delete from audit_events where account_id = $1 and seq > 4", Broken::Head { expected: 6, found: 4 })]
#[case::emptied("delete from audit_events where account_id = $1", Broken::Head { expected: 6, found: 0 })]
#[tokio::test]
async fn e16_tampering_with_the_log_is_found(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[case] sql: &str,
    #[case] expected: Broken,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    while verify(&app).await.expect("the log holds").events < 6 {
        owner.customer("Ana Pop").await;
    }
    tamper(&app, sql).await;
    assert_eq!(verify(&app).await, Err(expected.clone()));
    let said = command(&app);
    assert_eq!(said.status.code(), Some(1), "{said:?}");
    let text = String::from_utf8_lossy(&said.stdout);
    assert!(text.contains(&format!("northside: BROKEN: {expected}")) && text.contains("southside: 1 "), "{text}");
}

/// Whoever rewrites the end and the head with it is found by the head that was written down before.
#[rstest]
#[tokio::test]
async fn e16_a_head_written_down_elsewhere_shows_a_rewritten_end(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    owner.customer("Ana Pop").await;
    let written_down = verify(&app).await.expect("the log holds");
    let last = written_down.events;
    tamper(&app, &format!("delete from audit_events where account_id = $1 and seq = {last}")).await;
    let head = format!(
        "update audit_heads set seq = {0}, hash = (select hash from audit_events e where e.account_id = $1 and e.seq = {0})
            where account_id = $1",
        last - 1
    );
    write(&app.app.db, Query::built(head).bind(app.account)).await.expect("a change");
    let now = verify(&app).await.expect("the rest of it holds");
    assert_ne!(now.head, written_down.head);
}
