//! What imports, exports, permanent deletions, retention runs and merges of many share: long work that can be followed.

use std::time::Duration;

use async_graphql::{Context, ID, Interface, SimpleObject, Subscription};
use futures_util::Stream;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use uuid::Uuid;

use super::context::{Admit, ContextExt};
use super::erasure_jobs::ErasureJob;
use super::exports::Export;
use super::imports::Import;
use super::merge_jobs::MergeJob;
use super::retention_jobs::RetentionJob;
use super::scalars::DateTime;
use crate::app::Cx;
use crate::changes::Change;
use crate::erasures;
use crate::error::Fault;
use crate::i18n::{self, args};
use crate::ids::{
    self, ErasureJobId, ErasureJobKind, Kind, MergeJobId, MergeJobKind, RetentionRunId, RetentionRunKind, TransferId,
    parse_any,
};
use crate::lifecycle;
use crate::retention;
use crate::terms::{Lang, Permission};
use crate::transfers::{self, JobState, JobTrouble, Transfer, TransferKind};

/// The shortest time between two results of one subscription.
const THROTTLE: Duration = Duration::from_millis(200);

/// Long work that can be followed.
#[derive(Clone, Interface)]
#[graphql(
    field(name = "id", ty = "ID", desc = "The id."),
    field(name = "state", ty = "JobState", desc = "Where it stands."),
    field(name = "rows_done", ty = "i32", desc = "How many rows, customers or pairs were gone through."),
    field(
        name = "rows_total",
        ty = "Option<i32>",
        desc = "How many rows, customers or pairs there are; null until that is known."
    ),
    field(name = "trouble", ty = "Option<JobProblem>", desc = "Why it did not end as it was asked to."),
    field(name = "created_at", ty = "DateTime", desc = "When it was asked for."),
    field(name = "finished_at", ty = "Option<DateTime>", desc = "When it ended; null while it may go on.")
)]
pub enum Job {
    /// Records come in.
    Import(Import),
    /// Records go out.
    Export(Export),
    /// Customers are deleted for good.
    ErasureJob(ErasureJob),
    /// Pairs of customers become one.
    MergeJob(MergeJob),
    /// Customers are parted with by a rule.
    RetentionJob(RetentionJob),
}

impl Job {
    pub(super) fn of(transfer: Transfer) -> Self {
        match transfer.kind {
            TransferKind::Import => Self::Import(transfer.into()),
            TransferKind::Export => Self::Export(transfer.into()),
        }
    }
}

/// Why a job did not end as it was asked to.
#[derive(Clone, SimpleObject)]
pub struct JobProblem {
    /// For programs.
    code: JobTrouble,
    /// For people.
    message: String,
}

impl JobProblem {
    pub(super) fn new(lang: Lang, trouble: JobTrouble) -> Self {
        let key = format!("job-{}", trouble.as_str().to_lowercase().replace('_', "-"));
        Self { code: trouble, message: i18n::text(lang, &key, &args([])) }
    }
}

/// The job of an id, if there is one and the asker may see it.
pub(super) async fn find(cx: &Cx, id: &ID) -> Result<Option<Job>, Fault> {
    let Ok((prefix, id)) = parse_any(id) else { return Ok(None) };
    match prefix.as_str() {
        ids::TransferKind::PREFIX => transfer(cx, TransferId::from_uuid(id)).await,
        ErasureJobKind::PREFIX if cx.who.may(Permission::CustomersErase) => {
            let job = erasures::find_job(&cx.db, cx.account, ErasureJobId::from_uuid(id)).await?;
            Ok(job.map(|job| Job::ErasureJob(job.into())))
        }
        MergeJobKind::PREFIX if cx.who.may(Permission::CustomersMerge) => {
            let job = lifecycle::find_merge_job(&cx.db, cx.account, MergeJobId::from_uuid(id)).await?;
            Ok(job.map(|job| Job::MergeJob(job.into())))
        }
        RetentionRunKind::PREFIX if cx.who.may(Permission::RetentionReview) => {
            let run = retention::find_run(&cx.db, cx.account, RetentionRunId::from_uuid(id)).await?;
            Ok(run.map(|run| Job::RetentionJob(run.into())))
        }
        _ => Ok(None),
    }
}

async fn transfer(cx: &Cx, id: TransferId) -> Result<Option<Job>, Fault> {
    let kinds =
        [(TransferKind::Import, Permission::CustomersImport), (TransferKind::Export, Permission::CustomersExport)];
    for (kind, permission) in kinds {
        if !cx.who.may(permission) {
            continue;
        }
        if let Some(found) = transfers::find(&cx.db, cx.account, kind, id).await? {
            return Ok(Some(Job::of(found)));
        }
    }
    Ok(None)
}

#[derive(Default)]
pub struct JobSubscriptions;

#[Subscription(guard = "Admit")]
impl JobSubscriptions {
    /// How far an import, an export, a permanent deletion, a retention run or a merge of many is: now, and again as it
    /// goes on, a few times a second at most. Ends when the job has ended, and when it is not there. Needs
    /// `customers.import`, `customers.export`, `customers.erase`, `retention.review` or `customers.merge`.
    async fn job_progress(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The job's id.")] id: ID,
    ) -> async_graphql::Result<impl Stream<Item = async_graphql::Result<Job>> + use<>> {
        let cx = ctx.cx()?;
        let mut news = cx.changes.subscribe();
        Ok(async_stream::stream! {
            let Ok((_, job_id)) = parse_any(&id) else { return };
            loop {
                match find(&cx, &id).await {
                    Ok(Some(job)) => {
                        let is_over = job.state_now().is_final();
                        yield Ok(job);
                        if is_over {
                            break;
                        }
                    }
                    Ok(None) => break,
                    Err(fault) => yield Err(fault.into()),
                }
                tokio::time::sleep(THROTTLE).await;
                if !next_change(&cx, job_id, &mut news).await {
                    break;
                }
            }
        })
    }
}

impl Job {
    fn state_now(&self) -> JobState {
        match self {
            Self::Import(import) => import.0.state,
            Self::Export(export) => export.0.state,
            Self::ErasureJob(job) => job.state_now(),
            Self::MergeJob(job) => job.state_now(),
            Self::RetentionJob(job) => job.state_now(),
        }
    }
}

/// Waits until the job may have gone on. `false` when there will be no more news.
async fn next_change(cx: &Cx, id: Uuid, news: &mut Receiver<Change>) -> bool {
    loop {
        match news.recv().await {
            Ok(Change::Job { account, job }) if account == cx.account.uuid() && job == id => return true,
            Ok(Change::Access { account }) if account == cx.account.uuid() => return true,
            Ok(_) => {}
            // Missed news may have been about this job.
            Err(RecvError::Lagged(_)) => return true,
            Err(RecvError::Closed) => return false,
        }
    }
}
