//! Running a server: the front door, the worker behind it, and the relay between nodes; until somebody asks it to stop.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::Trouble;
use crate::access::{Keys, Limits};
use crate::app::App;
use crate::changes::Changes;
use crate::clock::Clock;
use crate::config::Settings;
use crate::db::Db;
use crate::entropy::Entropy;
use crate::graphql;
use crate::http::{self, Gateway, Listeners};
use crate::jobs::{Mailer, relay, worker};
use crate::key_store::KeyStore;
use crate::ledger::Ledger;
use crate::lifecycle;
use crate::payment_providers::PaymentProvider;
use crate::transfers;
use crate::webhooks::{self, Courier};

/// Puts the parts of a server together.
pub(super) fn app(
    (db, key_store, ledger): (Db, KeyStore, Ledger),
    settings: Settings,
    secret: &[u8],
    clock: Clock,
) -> Result<App, Trouble> {
    let keys = Keys::derive(secret)?;
    Ok(App {
        db,
        entropy: Entropy::system(),
        payments: PaymentProvider::new(&settings, &keys)?,
        courier: Courier::new(&settings),
        keys: Arc::new(keys),
        limits: Arc::new(Limits::new(&settings, &clock)),
        mailer: Mailer::new(&settings)?,
        settings: Arc::new(settings),
        changes: Changes::default(),
        key_store: Arc::new(key_store),
        ledger,
        clock,
    })
}

/// Takes an address to listen at.
pub(super) async fn bind(address: SocketAddr) -> Result<TcpListener, Trouble> {
    let taken = |error| Trouble::Usage(format!("cannot listen at {address}: {error}"));
    TcpListener::bind(address).await.map_err(taken)
}

/// Serves, with more paths than the usual if there are any, until the process is asked to stop, then finishes what it has acknowledged.
pub(super) async fn until_stopped(
    app: App,
    (public, more): (TcpListener, Router<Gateway>),
    metrics_at: Option<SocketAddr>,
) -> Result<(), Trouble> {
    let metrics = match metrics_at {
        Some(address) => Some((bind(address).await?, http::metrics::install()?)),
        None => None,
    };
    let (stop, jobs) = (CancellationToken::new(), TaskTracker::new());
    jobs.spawn(worker::run(app.clone(), stop.clone()));
    jobs.spawn(transfers::worker::run(app.clone(), stop.clone()));
    jobs.spawn(webhooks::run(app.clone(), stop.clone()));
    jobs.spawn(lifecycle::worker::run(app.clone(), stop.clone()));
    jobs.spawn(relay::run(app.clone(), stop.clone()));
    let gateway = Gateway::new(app.clone(), graphql::schema(&app.settings));
    let served = http::serve(gateway, Listeners { public, more, metrics }, http::asked_to_stop()).await;
    stop.cancel();
    jobs.close();
    jobs.wait().await;
    app.db.close().await;
    Ok(served?)
}
