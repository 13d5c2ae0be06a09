//! Rules that the schema itself keeps, whatever the code does.

use rstest::rstest;

use crate::support::{Engine, state};

#[rstest]
#[tokio::test]
async fn a_fresh_database_is_empty(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let db = engine.database().await;
    let before = state(&db.db).await;
    assert_eq!(before.count("customers"), 0);
    before.assert_unchanged(&state(&db.connect_again().await).await);
}
