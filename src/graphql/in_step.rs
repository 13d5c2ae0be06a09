//! Batches in step with the execution that needs them: they run in its own task, and start once every resolver waits. No
//! timer, so that nobody waits for one, and no other thread that could take half a batch.

use std::future::Future;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;
use std::time::Duration;

use async_graphql::runtime::Timer;
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use futures_util::task::{FutureObj, Spawn, SpawnError};
use futures_util::{FutureExt as _, StreamExt as _};

/// Where an execution's loaders leave the batches that they start.
#[derive(Clone, Debug, Default)]
pub struct Batches(Arc<Mutex<Vec<FutureObj<'static, ()>>>>);

impl Spawn for Batches {
    fn spawn_obj(&self, batch: FutureObj<'static, ()>) -> Result<(), SpawnError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(batch);
        Ok(())
    }
}

impl Batches {
    /// Runs an execution together with its batches.
    pub async fn run<T>(&self, execution: impl Future<Output = T>) -> T {
        let mut execution = pin!(execution);
        let mut running = FuturesUnordered::new();
        std::future::poll_fn(|cx| {
            loop {
                if let Poll::Ready(done) = execution.as_mut().poll(cx) {
                    return Poll::Ready(done);
                }
                running.extend(self.started());
                if running.is_empty() || running.poll_next_unpin(cx).is_pending() {
                    return Poll::Pending;
                }
            }
        })
        .await
    }

    fn started(&self) -> Vec<FutureObj<'static, ()>> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Lets batches start at once: by the time they are looked at, every resolver waits.
#[derive(Clone, Copy, Debug)]
pub struct AtOnce;

impl Timer for AtOnce {
    fn delay(&self, _: Duration) -> BoxFuture<'static, ()> {
        std::future::ready(()).boxed()
    }
}
