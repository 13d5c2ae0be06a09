//! A retention run as long work that can be followed.

use async_graphql::{ID, Object};

use super::jobs::JobProblem;
use super::retention::RetentionRun;
use super::scalars::{DateTime, int};
use crate::retention::{self, RetentionRunState};
use crate::transfers::JobState;

/// A retention run under way.
#[derive(Clone)]
pub struct RetentionJob(retention::RetentionRun);

impl From<retention::RetentionRun> for RetentionJob {
    fn from(run: retention::RetentionRun) -> Self {
        Self(run)
    }
}

impl From<RetentionJob> for RetentionRun {
    fn from(job: RetentionJob) -> Self {
        job.0.into()
    }
}

impl RetentionJob {
    /// Where it stands, as jobs do.
    pub(super) fn state_now(&self) -> JobState {
        match self.0.state {
            RetentionRunState::Listing => JobState::Checking,
            RetentionRunState::Review => JobState::Checked,
            RetentionRunState::Approved | RetentionRunState::Running => JobState::Running,
            RetentionRunState::Done => JobState::Done,
            RetentionRunState::Cancelled => JobState::Cancelled,
        }
    }
}

/// A retention run under way: its list is made, waits for people, and is carried out.
#[Object]
impl RetentionJob {
    /// The run's id.
    pub(super) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Where it stands: `CHECKING` while the list is made, `CHECKED` while it waits to be approved, `RUNNING` while it is
    /// carried out, `DONE` or `CANCELLED`.
    pub(super) async fn state(&self) -> JobState {
        self.state_now()
    }

    /// While the list is made, how many customers are on it so far; then, how many were gone through.
    pub(super) async fn rows_done(&self) -> i32 {
        match self.0.state {
            RetentionRunState::Listing => int(self.0.customers()),
            _ => int(self.0.done),
        }
    }

    /// How many customers are on the list; null while it is made.
    pub(super) async fn rows_total(&self) -> Option<i32> {
        (self.0.state != RetentionRunState::Listing).then(|| int(self.0.customers()))
    }

    /// Always null: whoever cannot be parted with is left alone, and the rest goes on.
    pub(super) async fn trouble(&self) -> Option<JobProblem> {
        None
    }

    /// When it was started.
    pub(super) async fn created_at(&self) -> DateTime {
        self.0.at.into()
    }

    /// When it was done, or called off; null before.
    pub(super) async fn finished_at(&self) -> Option<DateTime> {
        self.0.ended_at.map(DateTime::from)
    }

    /// The run.
    async fn run(&self) -> RetentionRun {
        self.0.clone().into()
    }
}
