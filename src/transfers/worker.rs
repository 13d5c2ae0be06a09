//! The worker: takes on jobs that wait and does them, batch by batch. Every node runs one.

use std::time::Duration as Pause;

use chrono::Duration;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;

use super::imports::{lock, note};
use super::{JobState, JobTrouble, Transfer, TransferKind, check, produce, store, take_back, write};
use crate::app::{App, Cx};
use crate::changes::Change;
use crate::clock::Timestamp;
use crate::db::Tx;
use crate::error::{Failure, Fault, Outcome};
use crate::import::Trouble;
use crate::in_tx;

/// A claim lasts this long beyond the last batch; a node that dies leaves the job to another.
const CLAIM: Duration = Duration::minutes(2);
/// How often a job may fail without getting any further.
const MAX_ATTEMPTS: i64 = 5;
/// How long a job that another node left behind waits at most beyond its time.
const LOOK_EVERY: Pause = Pause::from_secs(10);

/// Runs until it is stopped. The batch that is under way then is finished first.
pub async fn run(app: App, stop: CancellationToken) {
    let mut changes = app.changes.subscribe();
    while !stop.is_cancelled() {
        if let Err(fault) = drain_until(&app, &stop).await {
            tracing::error!(error = %fault, "a job could not be done");
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = something_waits(&mut changes) => {}
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}

async fn something_waits(changes: &mut Receiver<Change>) {
    loop {
        match changes.recv().await {
            Ok(Change::Job { .. }) | Err(RecvError::Lagged(_)) => return,
            Ok(_) => {}
            Err(RecvError::Closed) => std::future::pending().await,
        }
    }
}

/// Does every job that waits. How many there were.
///
/// # Errors
/// [`Fault`] when the database fails: then the job waits until its claim ends.
pub async fn drain(app: &App) -> Result<usize, Fault> {
    drain_until(app, &CancellationToken::new()).await
}

/// The same, until it is stopped: what is not done then is left to another node, or to the next start.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn drain_until(app: &App, stop: &CancellationToken) -> Result<usize, Fault> {
    let mut done = 0;
    while !stop.is_cancelled() {
        let Some(job) = Job::claim(app, stop).await? else { break };
        job.perform().await?;
        done += 1;
    }
    Ok(done)
}

/// A job that this node took on.
pub(super) struct Job {
    pub cx: Cx,
    pub transfer: Transfer,
    claim: Timestamp,
    stop: CancellationToken,
}

impl Job {
    async fn claim(app: &App, stop: &CancellationToken) -> Result<Option<Self>, Fault> {
        let (now, claim) = (app.now(), app.now() + CLAIM);
        let claimed: Result<_, Fault> = async { in_tx!(app, |tx| { store::claim(tx, now, claim).await }) }.await;
        let Some((account, id)) = claimed? else { return Ok(None) };
        let cx = Cx::system(app, account);
        let read: Result<_, Fault> = async { in_tx!(app, |tx| { store::lock(tx, account, id).await }) }.await;
        let transfer = read?.ok_or_else(|| Fault::bug("a job that was claimed is there"))?;
        Ok(Some(Self { cx, transfer, claim, stop: stop.clone() }))
    }

    async fn perform(mut self) -> Result<(), Fault> {
        if self.transfer.attempts > MAX_ATTEMPTS {
            return self.fail(JobTrouble::GaveUp).await;
        }
        let outcome = match (self.transfer.state, self.transfer.kind) {
            (JobState::Checking, _) => check::run(&mut self).await,
            (JobState::Running, TransferKind::Import) => write::run(&mut self).await,
            (JobState::Running, TransferKind::Export) => produce::run(&mut self).await,
            (JobState::Undoing, _) => take_back::run(&mut self).await,
            _ => Ok(()),
        };
        match outcome {
            Ok(()) => self.release().await,
            Err(Trouble::Fault(fault)) => Err(fault),
            Err(Trouble::SuppressionKeyLost) => self.fail(JobTrouble::SuppressionKeyLost).await,
            Err(Trouble::Unusable(_) | Trouble::File(..)) => self.fail(JobTrouble::BrokenFile).await,
        }
    }

    /// Whether this node was asked to stop.
    pub fn is_stopping(&self) -> bool {
        self.stop.is_cancelled()
    }

    /// The job, locked, if this node still works on it: nobody stopped it, and no other node took it on.
    pub async fn mine(&self, tx: &mut Tx) -> Outcome<Option<Transfer>> {
        let now = lock(tx, &self.cx, self.transfer.id).await?;
        Ok(Some(now).filter(|now| now.claimed_until == Some(self.claim) && now.state == self.transfer.state))
    }

    /// Writes how far the job is, and keeps it for this node; the caller has locked it.
    pub async fn went_on(&self, tx: &mut Tx, transfer: Transfer, claim: Timestamp) -> Outcome<Transfer> {
        let transfer = Transfer { claimed_until: Some(claim), attempts: 0, ..transfer };
        store::update(tx, &self.cx, &transfer).await?;
        super::announce(tx, &self.cx, transfer.id);
        Ok(transfer)
    }

    /// Until when the job is this node's, counted from now.
    pub fn next_claim(&self) -> Timestamp {
        self.cx.now() + CLAIM
    }

    /// Takes note of what was committed.
    pub fn advance(&mut self, transfer: Transfer) {
        self.claim = transfer.claimed_until.unwrap_or(self.claim);
        self.transfer = transfer;
    }

    /// Ends the job in a state; the caller has locked it.
    pub async fn end(
        &self,
        tx: &mut Tx,
        transfer: Transfer,
        (state, trouble, action): (JobState, Option<JobTrouble>, &'static str),
    ) -> Outcome<()> {
        let transfer = state.end(transfer, self.cx.now(), trouble);
        store::update(tx, &self.cx, &transfer).await?;
        note(tx, &self.cx, action, &transfer).await
    }

    async fn fail(&self, trouble: JobTrouble) -> Result<(), Fault> {
        let action = match self.transfer.kind {
            TransferKind::Import => "import.failed",
            TransferKind::Export => "export.failed",
        };
        let failed: Outcome<()> = async {
            in_tx!(self.cx, |tx| {
                match self.mine(tx).await? {
                    Some(transfer) => self.end(tx, transfer, (JobState::Failed, Some(trouble), action)).await,
                    None => Ok(()),
                }
            })
        }
        .await;
        unrefused(failed)
    }

    /// Lets another node go on at once, if there is anything to go on with.
    async fn release(&self) -> Result<(), Fault> {
        in_tx!(self.cx, |tx| { store::release(tx, &self.cx, self.transfer.id, self.claim).await })
    }
}

/// A job asks for nothing that could be refused, once it is there.
fn unrefused(outcome: Outcome<()>) -> Result<(), Fault> {
    match outcome {
        Ok(()) => Ok(()),
        Err(Failure::Fault(fault)) => Err(fault),
        Err(Failure::Refused(refusal)) => Err(Fault::bug(format!("a job was refused: {refusal:?}"))),
    }
}
