//! On PostgreSQL, carries news between nodes by LISTEN and NOTIFY. What a transaction announces is sent after its commit
//! and from a connection of the relay's own: NOTIFY inside the transaction would make commits wait for each other.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use sqlx::PgPool;
use sqlx::postgres::PgListener;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::app::App;
use crate::changes::{Change, Changes};
use crate::error::Fault;

const CHANNEL: &str = "lethe_changes";
/// PostgreSQL takes payloads below 8,000 bytes; a change has at most 130.
const BATCH: usize = 50;
const RECONNECT: Duration = Duration::from_secs(1);

#[derive(Serialize, Deserialize)]
struct Bulletin {
    node: Uuid,
    news: Vec<Change>,
}

/// Runs until it is stopped; what was announced before is sent first. On SQLite there is one node, and nothing to do.
pub async fn run(app: App, stop: CancellationToken) {
    let Some(pool) = app.db.postgres() else { return };
    let node = app.entropy.uuid_at(app.now());
    tokio::select! {
        () = send(pool, node, app.changes.subscribe_local(), &stop) => {}
        () = receive(pool, node, &app.changes) => {}
    }
}

async fn send(pool: &PgPool, node: Uuid, mut local: Receiver<Change>, stop: &CancellationToken) {
    loop {
        let received = tokio::select! {
            biased;
            received = local.recv() => received,
            () = stop.cancelled() => return,
        };
        let first = match received {
            Ok(change) => change,
            Err(RecvError::Lagged(missed)) => {
                tracing::warn!(missed, "changes were not relayed to other nodes");
                continue;
            }
            Err(RecvError::Closed) => return,
        };
        let news = batch(first, &mut local);
        if let Err(fault) = notify(pool, &Bulletin { node, news }).await {
            tracing::warn!(error = %fault, "changes were not relayed to other nodes");
        }
    }
}

/// A change, and what else waits by now.
fn batch(first: Change, local: &mut Receiver<Change>) -> Vec<Change> {
    let mut news = vec![first];
    while news.len() < BATCH {
        let Ok(change) = local.try_recv() else { break };
        if !news.contains(&change) {
            news.push(change);
        }
    }
    news
}

async fn notify(pool: &PgPool, bulletin: &Bulletin) -> Result<(), Fault> {
    let payload = serde_json::to_string(bulletin).map_err(|error| Fault::bug(format!("relay: {error}")))?;
    sqlx::query("select pg_notify($1, $2)").bind(CHANNEL).bind(payload).execute(pool).await?;
    Ok(())
}

async fn receive(pool: &PgPool, node: Uuid, changes: &Changes) {
    loop {
        if let Err(fault) = listen(pool, node, changes).await {
            tracing::warn!(error = %fault, "listening to other nodes was interrupted");
        }
        tokio::time::sleep(RECONNECT).await;
    }
}

async fn listen(pool: &PgPool, node: Uuid, changes: &Changes) -> Result<(), Fault> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen(CHANNEL).await?;
    loop {
        let notification = listener.recv().await?;
        match serde_json::from_str::<Bulletin>(notification.payload()) {
            Ok(bulletin) if bulletin.node != node => {
                bulletin.news.into_iter().for_each(|change| changes.announce_from_elsewhere(change));
            }
            Ok(_) => {}
            Err(error) => tracing::warn!(%error, "another node's news was not understood; is it of another version?"),
        }
    }
}
