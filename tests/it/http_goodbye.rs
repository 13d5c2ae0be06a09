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

use crate::support::sound::count;
use crate::support::{Client, Engine, TestApp};

/// Sends a mutation and is gone before the answer.
async fn send_and_go(app: &TestApp, token: &str) {
    let query = "mutation { customerCreate(input: { givenName: \"Ana\" }) { __typename } }";
    let body = json!({ "query": query }).to_string();
    let request = format!(
        "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nauthorization: Bearer {token}\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    );
    let address = app.origin.trim_start_matches("http://");
    let mut connection = TcpStream::connect(address).await.expect("connected");
    connection.write_all(request.as_bytes()).await.expect("sent");
    tokio::time::sleep(Duration::from_millis(2)).await;
}

/// How many customers there are, once there are no more.
async fn settled_count(owner: &Client) -> i64 {
    let (mut last, mut unchanged) = (-1, 0);
    while unchanged < 5 {
        tokio::time::sleep(Duration::from_millis(100)).await;
        let count = owner.run("{ customers { totalCount } }", Value::Null).await["customers"]["totalCount"].as_i64();
        let count = count.expect("a number");
        unchanged = if count == last { unchanged + 1 } else { 0 };
        last = count;
    }
    last
}

#[rstest]
#[tokio::test]
async fn a_mutation_finishes_when_its_client_has_gone(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let mut acknowledged = Vec::new();
    for _ in 0..20 {
        send_and_go(&app, owner.token().unwrap_or_default()).await;
        acknowledged.push(owner.customer("Bo Lind").await);
    }
    let all = settled_count(&owner).await;
    assert!(all > 20, "none was begun: {all}");
    // What was acknowledged is there for whoever connects anew: no connection was left inside a transaction that later
    // work shared.
    let idle = "select count(*) from pg_stat_activity where datname = current_database() and state like 'idle in%'";
    if engine == Engine::Postgres {
        assert_eq!(count(&app.app.db, idle).await, 0, "connections are left in a transaction");
    }
    let elsewhere = owner.at(&app.second_node().await);
    for customer in acknowledged {
        let found = elsewhere.run("query ($id: ID!) { customer(id: $id) { id } }", json!({ "id": customer })).await;
        assert_eq!(found["customer"]["id"], customer);
    }
    app.assert_sound().await;
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
