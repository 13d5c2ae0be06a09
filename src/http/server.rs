//! Listening, and stopping without losing what was acknowledged.

use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::serve::ListenerExt as _;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::net::TcpListener;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::gateway::Gateway;
use super::{metrics, router};
use crate::app::App;
use crate::error::Fault;

/// How often limits forget those who have not been seen.
const HOUSEKEEPING: Duration = Duration::from_secs(60);

/// Where to listen.
#[derive(Debug)]
pub struct Listeners {
    /// The API and the pages.
    pub public: TcpListener,
    /// Paths beside them: the demo's.
    pub more: Router<Gateway>,
    /// Prometheus, on an address of its own.
    pub metrics: Option<(TcpListener, PrometheusHandle)>,
}

/// Serves until `stop` comes, then finishes: requests under way and mutations run to their end, sockets are closed with
/// 1001, streams completed; all within the settings' grace.
///
/// # Errors
/// [`Fault`] when a listener fails.
pub async fn serve(gateway: Gateway, listeners: Listeners, stop: impl Future<Output = ()>) -> Result<(), Fault> {
    if let Some(metrics) = listeners.metrics {
        tokio::spawn(serve_metrics(gateway.app().clone(), metrics, gateway.stopping().clone()));
    }
    let housekeeping = tokio::spawn(keep_house(gateway.clone()));
    let routes = router::routes_with(&gateway, listeners.more);
    let mut serving = tokio::spawn(listen(gateway.stopping().clone(), listeners.public, routes));
    tokio::select! {
        () = stop => {}
        ended = &mut serving => return ended.map_err(|error| Fault::bug(error.to_string()))?,
    }
    gateway.stopping().cancel();
    gateway.tasks().close();
    let finished = async {
        let served = (&mut serving).await;
        gateway.tasks().wait().await;
        served
    };
    if timeout(gateway.app().settings.shutdown_grace, finished).await.is_err() {
        tracing::warn!("shutdown did not wait longer for requests under way");
    }
    housekeeping.abort();
    Ok(())
}

/// Serves what Prometheus is told, and nothing else, until it is stopped.
///
/// # Errors
/// [`Fault`] when the listener fails.
pub async fn serve_metrics(
    app: App,
    (listener, handle): (TcpListener, PrometheusHandle),
    stop: CancellationToken,
) -> Result<(), Fault> {
    listen(stop, listener, metrics::router(app, handle)).await
}

async fn listen(stop: CancellationToken, listener: TcpListener, router: Router) -> Result<(), Fault> {
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let listener = listener.tap_io(|connection| {
        // Answers are small and whole; waiting to gather more only delays them.
        let _ = connection.set_nodelay(true);
    });
    axum::serve(listener, service)
        .with_graceful_shutdown(async move { stop.cancelled().await })
        .await
        .map_err(|error| Fault::config(format!("listening: {error}")))
}

async fn keep_house(gateway: Gateway) {
    loop {
        tokio::time::sleep(HOUSEKEEPING).await;
        gateway.app().limits.forget_stale();
    }
}

/// Comes when the process is asked to stop, from the call on: SIGINT, or SIGTERM where there is one.
pub fn asked_to_stop() -> impl Future<Output = ()> {
    #[cfg(unix)]
    let signals = {
        use tokio::signal::unix::{SignalKind, signal};
        signal(SignalKind::interrupt()).and_then(|interrupt| Ok((interrupt, signal(SignalKind::terminate())?)))
    };
    async move {
        #[cfg(unix)]
        if let Ok((mut interrupt, mut terminate)) = signals {
            tokio::select! { _ = interrupt.recv() => {}, _ = terminate.recv() => {} }
            return;
        }
        let _ = tokio::signal::ctrl_c().await;
    }
}
