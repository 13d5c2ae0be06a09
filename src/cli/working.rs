//! The work that Lethe does by itself, in a server or in a process of its own: `lethe worker`.

use std::process::ExitCode;

use clap::Args;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::settings::{DatabaseArgs, LogArgs, ServerArgs};
use super::{Ending, database, logging, secret, serving};
use crate::app::App;
use crate::jobs::{relay, worker};
use crate::{http, lifecycle, transfers, webhooks};

/// Does what `lethe serve` does beside answering requests: mail, webhooks, reminders, imports and exports, erasures that
/// are due, sweeping. Several may run at once. Takes the settings of `lethe serve`, of which it needs --listen only for
/// links when there is no --public-url; it never changes the schema.
#[derive(Debug, Args)]
pub(super) struct Worker {
    #[command(flatten)]
    server: Box<ServerArgs>,
    #[command(flatten)]
    database: DatabaseArgs,
    #[command(flatten)]
    log: LogArgs,
}

impl Worker {
    pub async fn run(self) -> Ending {
        logging::start(&self.log);
        let secret = secret::find_or_make(&self.server, &self.database)?;
        let db = database::connect(&self.database).await?;
        let settings = self.server.settings(self.server.listen);
        let app = serving::in_earnest(db, &self.database, settings, &secret).await?;
        let metrics = serving::metrics(self.server.metrics_listen).await?;
        let stop = http::asked_to_stop();
        println!("Lethe is at work");
        let (relay, work) = (Relay::start(&app), Work::start(&app));
        let counting =
            metrics.map(|metrics| tokio::spawn(http::serve_metrics(app.clone(), metrics, CancellationToken::new())));
        stop.await;
        work.end().await;
        relay.end().await;
        if let Some(counting) = counting {
            counting.abort();
        }
        app.db.close().await;
        Ok(ExitCode::SUCCESS)
    }
}

/// Tasks that go on until they are told to end.
#[derive(Debug, Default)]
struct Tasks {
    stop: CancellationToken,
    tracker: TaskTracker,
}

impl Tasks {
    /// Lets what is under way finish, and waits for it.
    async fn end(self) {
        self.stop.cancel();
        self.tracker.close();
        self.tracker.wait().await;
    }
}

/// All that is done without being asked for at once. What is claimed is claimed in the database, so that of several
/// processes one does it.
#[derive(Debug)]
pub(super) struct Work(Tasks);

impl Work {
    pub fn start(app: &App) -> Self {
        let tasks = Tasks::default();
        tasks.tracker.spawn(worker::run(app.clone(), tasks.stop.clone()));
        tasks.tracker.spawn(transfers::worker::run(app.clone(), tasks.stop.clone()));
        tasks.tracker.spawn(webhooks::run(app.clone(), tasks.stop.clone()));
        tasks.tracker.spawn(lifecycle::worker::run(app.clone(), tasks.stop.clone()));
        Self(tasks)
    }

    /// Finishes what is under way; the rest is left to others, or to the next start.
    pub async fn end(self) {
        self.0.end().await;
    }
}

/// What carries news between processes. It outlives the work, which has news to the end.
#[derive(Debug)]
pub(super) struct Relay(Tasks);

impl Relay {
    pub fn start(app: &App) -> Self {
        let tasks = Tasks::default();
        tasks.tracker.spawn(relay::run(app.clone(), tasks.stop.clone()));
        Self(tasks)
    }

    /// Sends what was announced before.
    pub async fn end(self) {
        self.0.end().await;
    }
}
