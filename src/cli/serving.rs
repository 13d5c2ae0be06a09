//! Running a server: the front door, the work behind it, and the relay between nodes; until somebody asks it to stop.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::net::TcpListener;

use super::Trouble;
use super::secret::FoundSecret;
use super::settings::DatabaseArgs;
use super::working::{Relay, Work};
use crate::access::{Keys, Limits};
use crate::app::App;
use crate::changes::Changes;
use crate::clock::Clock;
use crate::config::Settings;
use crate::db::Db;
use crate::entropy::Entropy;
use crate::graphql;
use crate::http::{self, Gateway, Listeners};
use crate::jobs::Mailer;
use crate::key_store::KeyStore;
use crate::ledger::Ledger;
use crate::lifecycle;
use crate::payment_providers::PaymentProvider;
use crate::webhooks::Courier;

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

/// The parts of a server or worker in earnest: its clock is the system's and cannot be moved. Refuses to go on when the
/// database is older than the erasure ledger.
pub(super) async fn in_earnest(
    db: Db,
    args: &DatabaseArgs,
    settings: Settings,
    secret: &FoundSecret,
) -> Result<App, Trouble> {
    if secret.exposed {
        tracing::warn!(file = secret.from, "others than its owner can read the secret");
    }
    let app = app((db, args.key_store(), args.ledger()), settings, &secret.bytes, Clock::system())?;
    up_to_date_with_the_ledger(&app).await?;
    if matches!(app.payments, PaymentProvider::Test(_)) {
        tracing::warn!("the payment provider is the built-in test: it says that it takes money, and takes none");
    }
    if app.settings.webhook_allow_private {
        tracing::warn!("webhooks may lead to addresses that only this server can reach; not for production");
    }
    Ok(app)
}

/// A database that was restored from a backup may still know people who were erased since.
async fn up_to_date_with_the_ledger(app: &App) -> Result<(), Trouble> {
    let behind = lifecycle::behind(app).await?.entries.len();
    if behind == 0 {
        return Ok(());
    }
    let text = format!(
        "the erasure ledger has {behind} erasures that this database does not know of: it seems to be a backup. Run \
         `lethe ledger replay` first"
    );
    Err(Trouble::Usage(text))
}

/// Takes an address to listen at.
pub(super) async fn bind(address: SocketAddr) -> Result<TcpListener, Trouble> {
    let taken = |error| Trouble::Usage(format!("cannot listen at {address}: {error}"));
    TcpListener::bind(address).await.map_err(taken)
}

/// Who does the work behind a front door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Behind {
    /// This process.
    Here,
    /// Other processes: `lethe worker`.
    Elsewhere,
}

/// Serves, with more paths than the usual if there are any, until `stop` comes, then finishes what it has acknowledged.
pub(super) async fn until_stopped(
    app: App,
    (public, more): (TcpListener, Router<Gateway>),
    metrics_at: Option<SocketAddr>,
    behind: Behind,
    stop: impl Future<Output = ()>,
) -> Result<(), Trouble> {
    let metrics = metrics(metrics_at).await?;
    let relay = Relay::start(&app);
    let work = (behind == Behind::Here).then(|| Work::start(&app));
    let gateway = Gateway::new(app.clone(), graphql::schema(&app.settings));
    let served = http::serve(gateway, Listeners { public, more, metrics }, stop).await;
    if let Some(work) = work {
        work.end().await;
    }
    relay.end().await;
    app.db.close().await;
    Ok(served?)
}

/// Takes the address where Prometheus asks, and starts counting for it.
pub(super) async fn metrics(at: Option<SocketAddr>) -> Result<Option<(TcpListener, PrometheusHandle)>, Trouble> {
    Ok(match at {
        Some(address) => Some((bind(address).await?, http::metrics::install()?)),
        None => None,
    })
}
