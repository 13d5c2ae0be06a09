//! Clients that go away, and a server that does: what was begun is finished.

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use lethe::http::{Gateway, Listeners, serve};
use lethe::terms::Role;
use rstest::rstest;
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;

use crate::support::{Engine, TestApp};

#[rstest]
#[tokio::test]
async fn a_mutation_finishes_when_its_client_has_gone(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let query = "mutation { customerCreate(input: { givenName: \"Ana\" }) { __typename } }";
    let body = json!({ "query": query }).to_string();
    let head = format!(
        "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nauthorization: Bearer {}\r\n\
         content-length: {}\r\n\r\n",
        owner.token().unwrap_or_default(),
        body.len()
    );
    for _ in 0..20 {
        let address = app.origin.trim_start_matches("http://");
        let mut connection = TcpStream::connect(address).await.expect("connected");
        connection.write_all(format!("{head}{body}").as_bytes()).await.expect("sent");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    // Whatever was begun is whole, and no connection was left inside a transaction that later work would share.
    let count =
        async || owner.run("{ customers { totalCount } }", Value::Null).await["customers"]["totalCount"].clone();
    tokio::time::sleep(Duration::from_millis(500)).await;
    let before = count().await.as_i64().expect("a number");
    assert!(before > 0, "none was begun");
    owner.mutate("customerCreate", json!({ "givenName": "Bo" }), "").await;
    assert_eq!(count().await, before + 1);
}

#[tokio::test]
async fn shutdown_says_goodbye_to_sockets_and_ends() {
    let app = TestApp::start(Engine::Sqlite).await;
    let gateway = Gateway::new(app.app.clone(), lethe::graphql::schema(&app.app.settings));
    let public = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("ws://{}/graphql", public.local_addr().expect("an address"));
    let (stop, stopped) = oneshot::channel::<()>();
    let server = tokio::spawn(serve(gateway, Listeners { public, more: axum::Router::new(), metrics: None }, async {
        let _ = stopped.await;
    }));
    let mut request = url.into_client_request().expect("a request");
    request.headers_mut().insert("sec-websocket-protocol", "graphql-transport-ws".parse().expect("a header"));
    let (mut socket, _) = tokio_tungstenite::connect_async(request).await.expect("a socket");
    socket.send(Message::text(json!({ "type": "connection_init" }).to_string())).await.expect("sent");
    socket.next().await.expect("open").expect("acknowledged");
    stop.send(()).expect("the server listens");
    let Some(Ok(Message::Close(Some(frame)))) = socket.next().await else { panic!("no goodbye") };
    assert_eq!(u16::from(frame.code), 1001);
    let ended = tokio::time::timeout(Duration::from_secs(5), server).await.expect("in time");
    ended.expect("no panic").expect("no fault");
}
