//! Retention runs: started by people or by a rule's schedule, reviewed, approved, and carried out by the worker of any
//! node (B1, B5–B10).

mod carry_out;
mod list;
mod review;
mod start;

pub use review::{ApproveRequest, DecideRequest, approve, cancel, decide, exclude};
pub use start::{StartRequest, start};

use tokio_util::sync::CancellationToken;

use super::erase_plan;
use super::worker::go_on_with_each;
use crate::app::{App, Cx};
use crate::audit::{self, Entry};
use crate::changes::Change;
use crate::db::Tx;
use crate::erasures::{Forgetting, Outlook};
use crate::error::Fault;
use crate::jobs::outbox::{self, Task};
use crate::policies;
use crate::retention::{self, RetentionRun, RetentionRunState};
use crate::terms::RecordKind;
use crate::webhooks::{self, Event, WebhookEvent};

/// Starts the runs whose day has come, and goes on with every run that waits for a worker. One that fails holds up no
/// other. How much that was.
///
/// # Errors
/// [`Fault`] when the database or the key store fails: what is not done then is done later.
pub(super) async fn go_on_with_all(app: &App, stop: &CancellationToken) -> Result<usize, Fault> {
    let started = start::start_due(app).await;
    let runs = retention::under_way(&app.db).await?;
    let gone_on = go_on_with_each(runs, stop, |(account, id, state)| async move {
        let cx = Cx::system(app, account);
        if state == RetentionRunState::Listing {
            return list::go_on(&cx, id).await;
        }
        carry_out::begin(&cx, id).await?;
        carry_out::go_on(&cx, id).await
    });
    Ok(gone_on.await? + started?)
}

/// What carrying a run out would do to the records of those who are still to go, as things are now.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn outlook(cx: &Cx, run: &RetentionRun) -> Result<Vec<Outlook>, Fault> {
    let (act, today) = (run.act.into(), cx.now().date_naive());
    let policy = policies::current(&cx.db, cx.account).await?;
    let forgetting = Forgetting::under(&policy, act, run.keep_fields()?, today);
    let customers = retention::to_go(&cx.db, cx.account, run.id).await?;
    erase_plan::outlook(cx, &customers, (act, &forgetting)).await
}

/// Writes down what happened to a run, in numbers, and tells who follows it.
async fn note(tx: &mut Tx, cx: &Cx, action: &'static str, run: &RetentionRun) -> Result<(), Fault> {
    announce(tx, cx, run);
    let entry = Entry::of(action, RecordKind::RetentionRun, run.id.uuid(), None);
    let data = serde_json::json!({ "state": run.state, "customers": run.customers(), "excluded": run.excluded,
        "held": run.held, "done": run.done, "leftOut": run.left_out });
    audit::record(tx, cx, entry.with(data)).await?;
    Ok(())
}

fn announce(tx: &mut Tx, cx: &Cx, run: &RetentionRun) {
    tx.announce(Change::Job { account: cx.account.uuid(), job: run.id.uuid() });
}

/// Tells everybody who is to hear of it that a run is done: those who approved it, by mail, and partners.
async fn announce_completion(tx: &mut Tx, cx: &Cx, run: &RetentionRun) -> Result<(), Fault> {
    for approval in retention::approvals(&mut *tx, cx.account, run.id).await? {
        let report = Task::RetentionReport { run: run.id.uuid(), staff: approval.staff_id.uuid() };
        outbox::enqueue(&cx.app, tx, cx.account, &report).await?;
    }
    let event = Event::new(WebhookEvent::RetentionRunCompleted).by(run.id);
    let event = event
        .with("customers", run.customers())
        .with("done", run.done)
        .with("leftOut", run.left_out)
        .with("held", run.held);
    webhooks::queue(tx, cx, &event).await?;
    note(tx, cx, "retention_run.done", run).await
}
