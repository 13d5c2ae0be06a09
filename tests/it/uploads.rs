//! Uploads by link: once, in time, not too large, and CSV; streamed into pieces.

use chrono::Duration;
use futures_util::stream;
use lethe::terms::Role;
use rstest::rstest;
use serde_json::json;

use crate::support::{Engine, TestApp};

const FILE: &str = "family_name\nPop\n";

#[rstest]
#[tokio::test]
async fn a_link_takes_one_file_within_a_quarter_of_an_hour(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let (_, url) = owner.prepare("CUSTOMERS").await;
    assert_eq!(app.put(&url, FILE).await.0, 204);
    let before = app.state().await;
    let used = app.put(&url, FILE).await;
    let (_, late) = owner.prepare("CUSTOMERS").await;
    app.clock.advance(Duration::minutes(15)).expect("moves");
    let unknown = format!("{}/uploads/lethe_ln_nothing", app.app.settings.public_url);
    assert_eq!(used.0, 404);
    assert_eq!((used.clone(), used), (app.put(&late, FILE).await, app.put(&unknown, FILE).await), "all read the same");
    assert_eq!(before.count("file_pieces"), app.state().await.count("file_pieces"));
}

#[rstest]
#[tokio::test]
async fn a_file_that_is_too_large_or_no_csv_fails_and_nothing_of_it_is_kept(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start_with(engine, |settings| settings.max_upload = 300_000).await;
    let owner = app.client(Role::Owner).await;
    let large = format!("family_name\n{}", "Pop\n".repeat(100_000));
    let cases: [(Vec<u8>, u16, &str); 4] = [
        (large.into_bytes(), 413, "FILE_TOO_LARGE"),
        (vec![0xff, 0xfe, 0x00, 0x41], 422, "UNREADABLE"),
        (Vec::new(), 422, "UNREADABLE"),
        (b"\n\n".to_vec(), 422, "UNREADABLE"),
    ];
    for (body, status, code) in cases {
        let (id, url) = owner.prepare("CUSTOMERS").await;
        assert_eq!(app.put(&url, body).await.0, status, "{code}");
        let failed = owner.import(&id, "state trouble { code } columns { header }").await;
        assert_eq!(failed, json!({ "state": "FAILED", "trouble": { "code": code }, "columns": [] }));
        assert_eq!(app.state().await.count("file_pieces"), 0);
    }
}

#[rstest]
#[tokio::test]
async fn a_large_file_comes_in_by_pieces_and_reads_whole(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let (id, url) = owner.prepare("CUSTOMERS").await;
    let name = "x".repeat(100);
    let chunks = (0..7_000).map(move |n| {
        let head = if n == 0 { "external_ref,family_name\n" } else { "" };
        Ok::<_, std::io::Error>(format!("{head}{n},{name}\n"))
    });
    let body = reqwest::Body::wrap_stream(stream::iter(chunks.collect::<Vec<_>>()));
    assert_eq!(app.put(&url, body).await.0, 204);
    assert_eq!(app.state().await.count("file_pieces"), 3);
    owner.mutate("importCheck", json!({ "id": id }), "").await;
    app.work().await;
    let checked = owner.import(&id, "state rowsTotal rowsWritten rowsRefused").await;
    assert_eq!(checked, json!({ "state": "CHECKED", "rowsTotal": 7_000, "rowsWritten": 7_000, "rowsRefused": 0 }));
}

#[rstest]
#[tokio::test]
async fn the_file_goes_after_a_week(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    owner.imported(&app, "CUSTOMERS", FILE).await;
    app.clock.advance(Duration::days(6)).expect("moves");
    lethe::jobs::sweep::sweep(&app.app).await.expect("sweeps");
    assert_eq!(app.state().await.count("file_pieces"), 1);
    app.clock.advance(Duration::days(2)).expect("moves");
    lethe::jobs::sweep::sweep(&app.app).await.expect("sweeps");
    assert_eq!(app.state().await.count("file_pieces"), 0);
}
