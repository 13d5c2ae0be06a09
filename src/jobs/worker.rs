//! The worker: does what waits in the outbox, and sweeps away what nobody needs any more. Every node runs one.

use std::time::Duration as Pause;

use chrono::Duration;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::outbox::{self, Claimed, Task};
use super::{Letter, MailError, letters, sweep};
use crate::access::portal;
use crate::app::App;
use crate::changes::Change;
use crate::charges::NotGivenBack;
use crate::clock::Timestamp;
use crate::error::{Failure, Fault};
use crate::ids::{AccountId, CustomerId, Id, NotificationId};
use crate::notifications::Delivery;
use crate::payment_providers::ProviderError;
use crate::{accounts, charges, customers, notifications, retention};

/// How long a task that another node left behind, or that is to be tried again, waits at most beyond its time.
const LOOK_EVERY: Pause = Pause::from_secs(10);
const SWEEP_EVERY: Duration = Duration::hours(1);
const REMIND_EVERY: Duration = Duration::minutes(1);

/// Runs until it is stopped. The task that is under way then is finished first.
pub async fn run(app: App, stop: CancellationToken) {
    let mut changes = app.changes.subscribe();
    let (mut swept_at, mut reminded_at) = (None, None);
    while !stop.is_cancelled() {
        if is_due(&app, &mut reminded_at, REMIND_EVERY)
            && let Err(fault) = notifications::queue_due(&app).await
        {
            tracing::error!(error = %fault, "what is due could not be queued");
        }
        if let Err(fault) = drain_until(&app, &stop).await {
            tracing::error!(error = %fault, "the outbox could not be read");
        }
        if let Err(fault) = charges::look_after(&app).await {
            tracing::error!(error = %fault, "pending charges could not be looked after");
        }
        if is_due(&app, &mut swept_at, SWEEP_EVERY)
            && let Err(fault) = sweep::sweep(&app).await
        {
            tracing::error!(error = %fault, "sweeping failed");
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = something_waits(&mut changes) => {}
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}

/// Whether something was not done for a while; if so, it is as good as done.
fn is_due(app: &App, done_at: &mut Option<Timestamp>, every: Duration) -> bool {
    let due = done_at.is_none_or(|at| at + every <= app.now());
    if due {
        *done_at = Some(app.now());
    }
    due
}

async fn something_waits(changes: &mut Receiver<Change>) {
    loop {
        match changes.recv().await {
            Ok(Change::Outbox) | Err(RecvError::Lagged(_)) => return,
            Ok(_) => {}
            Err(RecvError::Closed) => std::future::pending().await,
        }
    }
}

/// Does everything that is due now. How many tasks that was.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn drain(app: &App) -> Result<usize, Fault> {
    drain_until(app, &CancellationToken::new()).await
}

/// What was claimed and not begun when the stop comes is left to another node, or to the next start.
async fn drain_until(app: &App, stop: &CancellationToken) -> Result<usize, Fault> {
    let mut done = 0;
    loop {
        let claimed = outbox::claim(app).await?;
        if claimed.is_empty() {
            return Ok(done);
        }
        for task in &claimed {
            if stop.is_cancelled() {
                return Ok(done);
            }
            settle(app, task).await?;
            done += 1;
        }
    }
}

async fn settle(app: &App, claimed: &Claimed) -> Result<(), Fault> {
    let Err(undone) = perform(app, claimed).await else { return outbox::finish(app, claimed, None).await };
    tracing::warn!(task = %claimed.id, attempt = claimed.attempts, reason = %undone.reason, "a task was not done");
    if undone.again {
        outbox::put_back(app, claimed, &undone.reason).await
    } else {
        outbox::finish(app, claimed, Some(&undone.reason)).await
    }
}

/// Why a task was not done, without personal data, and whether to try again.
struct Undone {
    reason: String,
    again: bool,
}

impl From<MailError> for Undone {
    fn from(error: MailError) -> Self {
        Self { again: error.is_temporary(), reason: error.to_string() }
    }
}

impl From<NotGivenBack> for Undone {
    fn from(error: NotGivenBack) -> Self {
        match error {
            NotGivenBack::Provider(error) => {
                Self { again: matches!(error, ProviderError::Unclear(_)), reason: error.to_string() }
            }
            NotGivenBack::Fault(fault) => Failure::from(fault).into(),
        }
    }
}

impl From<Failure> for Undone {
    fn from(failure: Failure) -> Self {
        let reason = match failure {
            Failure::Fault(fault) => fault.to_string(),
            Failure::Refused(refusal) => format!("{refusal:?}"),
        };
        Self { reason, again: true }
    }
}

async fn perform(app: &App, claimed: &Claimed) -> Result<(), Undone> {
    match &claimed.task {
        Task::PortalLink { email_key } => mail_portal_links(app, claimed.account, email_key).await,
        Task::EmailChange { customer, change } => {
            mail_email_change(app, claimed.account, Id::from_uuid(*customer), *change).await
        }
        Task::EmailChanged { from, .. } => {
            let account = accounts::get(&app.db, claimed.account).await.map_err(Failure::from)?;
            Ok(app.mailer.send(letters::email_changed(&account, from.clone()), app.now()).await?)
        }
        Task::Notification { id } => notify(app, claimed, Id::from_uuid(*id)).await,
        Task::Refund { refund, charge, minor } => {
            let (refund, charge) = (Id::from_uuid(*refund), Id::from_uuid(*charge));
            Ok(charges::give_back(app, claimed.account, charge, refund, *minor).await?)
        }
        Task::ProviderNotice { provider, bookings, news } => {
            let bookings = bookings.clone();
            let letter = notifications::letter_to_provider(app, claimed.account, *provider, bookings, *news).await;
            mail(app, letter).await
        }
        Task::RetentionReport { run, staff } => {
            let (run, staff) = (Id::from_uuid(*run), Id::from_uuid(*staff));
            mail(app, retention::letter_of_the_end(app, claimed.account, run, staff).await).await
        }
        Task::RetentionWaits { run, staff } => {
            let (run, staff) = (Id::from_uuid(*run), Id::from_uuid(*staff));
            mail(app, retention::letter_of_the_list(app, claimed.account, run, staff).await).await
        }
    }
}

/// Sends a letter, if there is one to send.
async fn mail(app: &App, letter: Result<Option<Letter>, Fault>) -> Result<(), Undone> {
    match letter.map_err(Failure::from)? {
        Some(letter) => Ok(app.mailer.send(letter, app.now()).await?),
        None => Ok(()),
    }
}

async fn notify(app: &App, claimed: &Claimed, id: NotificationId) -> Result<(), Undone> {
    match notifications::deliver(app, claimed.account, id, claimed.is_last_try()).await? {
        Delivery::Settled => Ok(()),
        Delivery::Again(reason) => Err(Undone { reason, again: true }),
    }
}

async fn mail_portal_links(app: &App, account: AccountId, email_key: &str) -> Result<(), Undone> {
    let account = accounts::get(&app.db, account).await.map_err(Failure::from)?;
    let minutes = app.settings.portal_link.as_secs() / 60;
    for link in portal::make_links(app, account.id, email_key).await? {
        let letter = letters::portal_link(&account, link.email, &link.url, minutes);
        app.mailer.send(letter, app.now()).await?;
    }
    Ok(())
}

async fn mail_email_change(app: &App, account: AccountId, customer: CustomerId, change: Uuid) -> Result<(), Undone> {
    let account = accounts::get(&app.db, account).await.map_err(Failure::from)?;
    let minutes = customers::EMAIL_CHANGE_MINUTES;
    if let Some((to, url)) = customers::make_email_change_link(app, account.id, customer, change).await? {
        app.mailer.send(letters::email_change(&account, to, &url, minutes), app.now()).await?;
    }
    Ok(())
}
