//! Requests, and the database's connections that they share.

use futures_util::future::join_all;
use lethe::db::{Db, DbOptions};
use lethe::terms::Role;
use rstest::rstest;
use serde_json::json;

use crate::support::{Engine, TestApp, options};

const MANY_READS: &str = "{ customers(first: 5) { nodes {
    vehicles(first: 1) { totalCount } invoices(first: 1) { nodes { id } } outstanding { amount } } } }";

/// A request that waited for a second connection while it has a first would wait for others that do the same.
#[rstest]
#[tokio::test]
async fn more_requests_than_connections_are_all_answered(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    owner.customer("Ana Pop").await;
    let few = DbOptions { connections: 2, ..options(app.database_url().to_owned()) };
    let node = app.node_on(Db::connect(&few).await.expect("the test's database answers")).await;
    let busy = owner.at(&node);
    let answers = join_all((0..24).map(|_| busy.run(MANY_READS, json!({})))).await;
    for answer in &answers {
        assert_eq!(answer, answers.first().expect("an answer"));
        assert_eq!(answer["customers"]["nodes"][0]["vehicles"]["totalCount"], 0);
    }
}
