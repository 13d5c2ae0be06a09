//! `lethe worker`, and `lethe serve` without one: processes of their own on one database.

use std::time::Duration;

use lethe::clock::Clock;
use lethe::terms::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::process::{Running, folder, lethe_on, run, said};
use crate::support::sound::count;
use crate::support::{Client, Engine, TestApp};

const CUSTOMERS: i64 = 60;

const JOB: &str = "query ($id: ID!) { erasureJob(id: $id) { state done refused } }";

/// The garage at the hour of the processes, with a permanent deletion that the request has only begun.
async fn begun(engine: Engine) -> (TestApp, Client, String) {
    let app = TestApp::start(engine).await;
    app.clock.advance(Clock::system().now() - app.clock.now()).expect("a manual clock");
    let owner = app.client(Role::Owner).await;
    owner.mutate("deletionPolicySet", json!({ "deletesPerHour": 10_000 }), "").await;
    for n in 0..CUSTOMERS {
        let id = owner.customer(&format!("Ana {n}")).await;
        owner.delete(&id).await;
    }
    let input = json!({ "whom": { "where": {} }, "count": CUSTOMERS });
    let begun = owner.mutate("customersErase", input, "... on ErasureBegun { job { id state done } }").await;
    assert_eq!((&begun["job"]["state"], &begun["job"]["done"]), (&json!("RUNNING"), &json!(25)), "{begun}");
    let job = begun["job"]["id"].as_str().expect("an id").to_owned();
    (app, owner, job)
}

/// Asks again and again, for at most half a minute, until an answer is as it should be.
async fn until(client: &Client, job: &str, wanted: &Value) {
    let mut last = Value::Null;
    for _ in 0..300 {
        last = client.run(JOB, json!({ "id": job })).await["erasureJob"].clone();
        if last == *wanted {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{last} instead of {wanted}");
}

#[rstest]
#[tokio::test]
async fn workers_beside_a_server_without_one_do_each_erasure_once(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, owner, job) = begun(engine).await;
    let url = app.database_url();
    let server = Running::start(lethe_on(&app, url, &["serve", "--no-worker", "--listen", "127.0.0.1:0"]));
    let at_server = owner.at(&server.origin());
    for _ in 0..20 {
        let untouched = at_server.run(JOB, json!({ "id": job })).await;
        assert_eq!(untouched["erasureJob"], json!({ "state": "RUNNING", "done": 25, "refused": 0 }));
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let worker = || Running::start(lethe_on(&app, url, &["worker"]));
    let workers = [worker(), worker()];
    assert_eq!(workers[0].line, "Lethe is at work");
    until(&at_server, &job, &json!({ "state": "DONE", "done": CUSTOMERS, "refused": 0 })).await;
    let unfinished = "select count(*) from customers where lifecycle <> 'ERASED'";
    for _ in 0..300 {
        if count(&app.app.db, unfinished).await == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    for worker in workers {
        assert_eq!(worker.stop(), Some(0), "a worker ends well");
    }
    assert_eq!(server.stop(), Some(0), "the server ends well");
    for once in ["customer.masked", "customer.erasure_final"] {
        let events = format!("select count(*) from audit_events where action = '{once}'");
        assert_eq!(count(&app.app.db, &events).await, CUSTOMERS, "{once}");
    }
    assert_eq!(count(&app.app.db, "select count(*) from erasures where state = 'DONE'").await, CUSTOMERS);
    let written: usize = app
        .app
        .ledger
        .files()
        .expect("the ledger")
        .iter()
        .map(|file| app.app.ledger.entries(&file.file, 0).expect("entries").len())
        .sum();
    assert_eq!(i64::try_from(written).expect("a number"), CUSTOMERS, "the ledger names each once");
    assert!(app.app.key_store.after(uuid::Uuid::nil(), 10).await.expect("the key store").is_empty());
    app.assert_sound().await;
}

#[tokio::test]
async fn a_server_works_by_itself_unless_it_is_told_not_to() {
    let (app, owner, job) = begun(Engine::Sqlite).await;
    let server = Running::start(lethe_on(&app, app.database_url(), &["serve", "--listen", "127.0.0.1:0"]));
    until(&owner.at(&server.origin()), &job, &json!({ "state": "DONE", "done": CUSTOMERS, "refused": 0 })).await;
    assert_eq!(server.stop(), Some(0));
}

#[test]
fn a_worker_leaves_the_schema_to_others() {
    let dir = folder();
    let (code, _, err) = said(&run(dir.path(), &["worker"]));
    assert!(code == Some(2) && err.contains("`lethe migrate` makes one"), "{err}");
}
