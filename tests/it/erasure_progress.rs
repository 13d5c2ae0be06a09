//! Following a permanent deletion, and reading many of them at once.

use lethe::app::App;
use lethe::lifecycle::worker;
use lethe::terms::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{Client, Engine, Said, Socket, TestApp};

const PROGRESS: &str = "subscription ($id: ID!) { jobProgress(id: $id) { __typename id state rowsDone rowsTotal
    trouble { code } ... on ErasureJob { refused } } }";

/// A permanent deletion that is begun and waits for the worker, 25 customers on its way.
async fn begun(app: &TestApp) -> (Client, Value) {
    let owner = app.client(Role::Owner).await;
    owner.mutate("deletionPolicySet", json!({ "deletesPerHour": 10_000 }), "").await;
    for n in 0..60 {
        owner.delete(&owner.customer(&format!("Ana {n}")).await).await;
    }
    let input = json!({ "whom": { "where": {} }, "count": 60 });
    let job = owner.mutate("customersErase", input, "... on ErasureBegun { job { id } }").await["job"]["id"].clone();
    (owner, job)
}

fn at(job: &Value, state: &str, done: i64) -> Value {
    json!({ "__typename": "ErasureJob", "id": job, "state": state, "rowsDone": done, "rowsTotal": 60, "trouble": null,
        "refused": 0 })
}

#[rstest]
#[tokio::test]
async fn progress_is_told_as_events_until_everybody_was_gone_through(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let (owner, job) = begun(&app).await;
    let mut events = owner.follow(PROGRESS, json!({ "id": job })).await;
    let told = |event: Option<Value>| event.expect("a result")["data"]["jobProgress"].clone();
    assert_eq!(told(events.next().await), at(&job, "RUNNING", 25));
    worker::drain(&app.app).await.expect("the worker");
    let mut last = told(events.next().await);
    while last["state"] != "DONE" {
        last = told(events.next().await);
    }
    assert_eq!(last, at(&job, "DONE", 60));
    assert_eq!(events.next().await, None, "it ends with the job");
}

#[rstest]
#[tokio::test]
async fn progress_is_told_over_a_socket_whichever_node_works(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let elsewhere = if engine == Engine::Postgres { app.linked_node().await } else { app.origin.clone() };
    let (owner, job) = begun(&app).await;
    let mut socket = Socket::introduced(&elsewhere, owner.token()).await;
    socket.subscribe("1", PROGRESS, json!({ "id": job })).await;
    let mut heard = Vec::new();
    loop {
        match socket.hear().await {
            Said::Message(message) if message["type"] == "complete" => break,
            Said::Message(message) => heard.push(message["payload"]["data"]["jobProgress"].clone()),
            Said::Closed(code) => panic!("closed with {code}"),
        }
        if heard.len() == 1 {
            worker::drain(&app.app).await.expect("the worker");
        }
    }
    assert_eq!(heard.first(), Some(&at(&job, "RUNNING", 25)));
    assert_eq!(heard.last(), Some(&at(&job, "DONE", 60)));
}

#[rstest]
#[tokio::test]
async fn whoever_may_not_erase_is_told_nothing(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let (_, job) = begun(&app).await;
    for somebody in [app.client(Role::Manager).await, app.foreign().await] {
        let mut events = somebody.follow(PROGRESS, json!({ "id": job })).await;
        assert_eq!(events.next().await, None);
        let node = somebody.run("query ($id: ID!) { node(id: $id) { id } }", json!({ "id": job })).await;
        assert_eq!(node["node"], Value::Null);
    }
    let owner = app.client(Role::Owner).await;
    let node = "query ($id: ID!) { node(id: $id) { ... on ErasureJob { state rowsTotal } } }";
    let found = owner.run(node, json!({ "id": job })).await;
    assert_eq!(found["node"], json!({ "state": "RUNNING", "rowsTotal": 60 }));
}

#[rstest]
#[tokio::test]
async fn erasures_and_deletions_of_a_whole_page_are_read_in_one_statement_each(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let (owner, job) = begun(&app).await;
    worker::drain(&app.app).await.expect("the worker");
    let (db, sent) = app.app.db.recorded();
    let owner = owner.at(&app.node_of(App { db, ..app.app.clone() }).await);
    let page = "query ($id: ID!) { erasureJob(id: $id) { items(first: 30) { nodes {
        customer { id deletion { id mode } erasures { id act } } } } } }";
    sent.take();
    let items = owner.run(page, json!({ "id": job })).await["erasureJob"]["items"]["nodes"].clone();
    let items = items.as_array().expect("a page");
    assert!(items.iter().all(|item| item["customer"]["erasures"][0]["act"] == "ERASE"), "{items:?}");
    assert_eq!(items.len(), 30);
    let ids: Vec<_> = items
        .iter()
        .flat_map(|item| [&item["customer"]["erasures"][0]["id"], &item["customer"]["deletion"]["id"]])
        .collect();
    let nodes = "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }";
    let nodes = owner.run(nodes, json!({ "ids": ids })).await["nodes"].clone();
    let kinds: Vec<_> = nodes.as_array().expect("nodes").iter().map(|node| node["__typename"].clone()).collect();
    assert!(kinds.chunks(2).all(|pair| pair == [json!("Erasure"), json!("Deletion")]), "{kinds:?}");
    let sent: Vec<String> = sent.take().iter().map(|query| format!("{query:?}")).collect();
    for table in ["from erasures ", "from deletions "] {
        let reads = sent.iter().filter(|text| text.contains(table) && text.contains("select")).count();
        assert_eq!(reads, 2, "once for the page, once for the nodes: {table}");
    }
}
