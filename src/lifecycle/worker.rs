//! The worker of parting: goes on with what was begun, ends what is due, and destroys the keys that nothing needs. Every
//! node may run one.

use std::time::Duration as Pause;

use chrono::Duration;
use tokio_util::sync::CancellationToken;

use super::scrub::scrub;
use super::{erase, final_word, merge, retention, statutory};
use crate::app::App;
use crate::clock::Timestamp;
use crate::error::Fault;

const LOOK_EVERY: Pause = Pause::from_secs(5);
const TIDY_EVERY: Duration = Duration::hours(1);

/// Runs until it is stopped. The batch that is under way then is finished first.
pub async fn run(app: App, stop: CancellationToken) {
    let mut looked_at: Option<Timestamp> = None;
    while !stop.is_cancelled() {
        if let Err(fault) = drain_until(&app, &stop).await {
            tracing::error!(error = %fault, "what is due could not be ended");
        }
        if looked_at.is_none_or(|at| at + TIDY_EVERY <= app.now()) {
            looked_at = Some(app.now());
            if let Err(fault) = tidy(&app).await {
                tracing::error!(error = %fault, "what was left over could not be tidied away");
            }
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}

/// Does everything that is due now. How much that was.
///
/// # Errors
/// [`Fault`] when the database or the key store fails.
pub async fn drain(app: &App) -> Result<usize, Fault> {
    drain_until(app, &CancellationToken::new()).await
}

/// What is not done when the stop comes is left to another node, or to the next start.
async fn drain_until(app: &App, stop: &CancellationToken) -> Result<usize, Fault> {
    let begun = erase::go_on_with_all(app, stop).await;
    let carried_out = retention::go_on_with_all(app, stop).await;
    let merged = merge::go_on_with_all(app, stop).await;
    let ended = final_word::end_due(app, stop).await?;
    Ok(begun? + carried_out? + merged? + ended)
}

/// Goes on with each job step by step, until it is through or everything is stopped. One that fails holds up no other. How
/// many steps that were.
///
/// # Errors
/// [`Fault`] of the last job that failed: what is not done then is done later.
pub(super) async fn go_on_with_each<J: Copy, F: Future<Output = Result<bool, Fault>>>(
    jobs: Vec<J>,
    stop: &CancellationToken,
    go_on: impl Fn(J) -> F,
) -> Result<usize, Fault> {
    let (mut steps, mut failed) = (0, Ok(()));
    for job in jobs {
        while !stop.is_cancelled() {
            match go_on(job).await {
                Ok(true) => steps += 1,
                Ok(false) => break,
                Err(fault) => {
                    failed = Err(fault);
                    break;
                }
            }
        }
    }
    failed.map(|()| steps)
}

/// Destroys keys that nothing needs, since a process may have died between the end of an erasure and that of its key;
/// makes unreadable what the law wanted kept until today; and has what was overwritten go from the database's files. Of
/// how many customers the law wanted something kept.
///
/// # Errors
/// [`Fault`] when the database or the key store fails.
pub async fn tidy(app: &App) -> Result<usize, Fault> {
    final_word::destroy_left_over(app).await?;
    let let_go = statutory::let_go(app).await?;
    scrub(app, let_go > 0).await?;
    Ok(let_go)
}
