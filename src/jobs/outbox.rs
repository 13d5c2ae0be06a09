//! The outbox: what leaves only after commit. A row is written in the transaction that causes it, claimed for a while by
//! one node at a time, and tried again with growing pauses.

use chrono::Duration;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

use crate::app::App;
use crate::changes::Change;
use crate::clock::Timestamp;
use crate::db::Tx;
use crate::error::Fault;
use crate::ids::{AccountId, OutboxId, OutboxKind};
use crate::notifications::ProviderNews;
use crate::{in_tx, sql};

/// A claim lasts this long; a node that dies meanwhile leaves it to another.
const CLAIM: Duration = Duration::minutes(2);
const MAX_ATTEMPTS: i64 = 8;

/// Something to do after commit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "topic", rename_all = "snake_case")]
pub enum Task {
    /// Somebody asked for a portal link with this folded address. Whether it is a customer's is found out later.
    PortalLink { email_key: String },
    /// A customer asked for another e-mail address, which is to be confirmed.
    EmailChange { customer: uuid::Uuid, change: uuid::Uuid },
    /// A customer's e-mail address was this one, and is another now.
    EmailChanged {
        from: String,
        /// Whose it was.
        customer: Option<uuid::Uuid>,
    },
    /// A message to a customer waits.
    Notification { id: uuid::Uuid },
    /// Money of a charge is to be given back.
    Refund { refund: uuid::Uuid, charge: uuid::Uuid, minor: i64 },
    /// A provider is to hear what became of bookings.
    ProviderNotice { provider: uuid::Uuid, bookings: Vec<uuid::Uuid>, news: ProviderNews },
    /// Somebody who approved a retention run is to hear that it is done.
    RetentionReport { run: uuid::Uuid, staff: uuid::Uuid },
    /// A retention run's list waits for somebody who may approve it.
    RetentionWaits { run: uuid::Uuid, staff: uuid::Uuid },
}

impl Task {
    /// Whom it is about, where it holds anything of theirs.
    fn customer(&self) -> Option<uuid::Uuid> {
        match self {
            Self::EmailChanged { customer, .. } => *customer,
            Self::EmailChange { customer, .. } => Some(*customer),
            Self::PortalLink { .. }
            | Self::Notification { .. }
            | Self::Refund { .. }
            | Self::ProviderNotice { .. }
            | Self::RetentionReport { .. }
            | Self::RetentionWaits { .. } => None,
        }
    }

    fn topic(&self) -> &'static str {
        match self {
            Self::PortalLink { .. } => "portal_link",
            Self::EmailChange { .. } => "email_change",
            Self::EmailChanged { .. } => "email_changed",
            Self::Notification { .. } => "notification",
            Self::Refund { .. } => "refund",
            Self::ProviderNotice { .. } => "provider_notice",
            Self::RetentionReport { .. } => "retention_report",
            Self::RetentionWaits { .. } => "retention_waits",
        }
    }
}

/// A task that this node took on.
#[derive(Clone, Debug)]
pub struct Claimed {
    pub account: AccountId,
    pub id: OutboxId,
    pub attempts: i64,
    pub task: Task,
}

impl Claimed {
    /// Whether it will not be tried again.
    pub fn is_last_try(&self) -> bool {
        self.attempts >= MAX_ATTEMPTS
    }
}

#[derive(FromRow)]
struct ClaimedRow {
    account_id: AccountId,
    id: OutboxId,
    attempts: i64,
    payload: String,
}

/// Puts a task down, to be done once the transaction is committed.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn enqueue(app: &App, tx: &mut Tx, account: AccountId, task: &Task) -> Result<(), Fault> {
    let payload = serde_json::to_string(task).map_err(|error| Fault::bug(format!("outbox payload: {error}")))?;
    sql!(
        "insert into outbox (account_id, id, topic, customer_id, payload, created_at, available_at, attempts)
         values ($1, $2, $3, $4, $5, $6, $6, 0)"
    )
    .bind(account)
    .bind(app.id::<OutboxKind>())
    .bind(task.topic())
    .bind(task.customer())
    .bind(payload)
    .bind(app.now())
    .run(&mut *tx)
    .await?;
    tx.announce(Change::Outbox);
    Ok(())
}

/// Takes on a few tasks that are due.
///
/// # Errors
/// [`Fault`] when the database fails or a payload is not one of ours.
pub async fn claim(app: &App) -> Result<Vec<Claimed>, Fault> {
    let now = app.now();
    let rows: Vec<ClaimedRow> = in_tx!(app, |tx| {
        sql!(
            "update outbox set attempts = attempts + 1, available_at = $2 where (account_id, id) in (
             select account_id, id from outbox where delivered_at is null and available_at <= $1 and attempts < $3
             order by available_at limit 10 [pg:for update skip locked]) returning account_id, id, attempts, payload"
        )
        .bind(now)
        .bind(now + CLAIM)
        .bind(MAX_ATTEMPTS)
        .all(tx)
        .await
    })?;
    rows.into_iter().map(Claimed::try_from).collect()
}

impl TryFrom<ClaimedRow> for Claimed {
    type Error = Fault;

    fn try_from(row: ClaimedRow) -> Result<Self, Fault> {
        let task =
            serde_json::from_str(&row.payload).map_err(|error| Fault::bug(format!("outbox payload: {error}")))?;
        Ok(Self { account: row.account_id, id: row.id, attempts: row.attempts, task })
    }
}

/// Ends a task: done, or given up for the reason told. Either way its payload, which may name a person, goes.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn finish(app: &App, claimed: &Claimed, given_up: Option<&str>) -> Result<(), Fault> {
    let now = app.now();
    in_tx!(app, |tx| {
        let finish = sql!(
            "update outbox set delivered_at = $3, payload = '', last_error = $4 where account_id = $1 and id = $2"
        );
        finish.bind(claimed.account).bind(claimed.id).bind(now).bind(given_up).run(tx).await.map(|_| ())
    })
}

/// Lets a task be tried again later, or gives it up after too many attempts. `reason` must not name anybody.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn put_back(app: &App, claimed: &Claimed, reason: &str) -> Result<(), Fault> {
    if claimed.is_last_try() {
        return finish(app, claimed, Some(reason)).await;
    }
    let again = app.now() + pause(claimed.attempts);
    in_tx!(app, |tx| {
        let put_back = sql!("update outbox set available_at = $3, last_error = $4 where account_id = $1 and id = $2");
        put_back.bind(claimed.account).bind(claimed.id).bind(again).bind(reason).run(tx).await.map(|_| ())
    })
}

/// Ten seconds, doubled with every attempt: the last comes some twenty minutes after the first.
fn pause(attempts: i64) -> Duration {
    Duration::seconds(10 << attempts.clamp(1, MAX_ATTEMPTS).saturating_sub(1))
}

/// Removes what was delivered or given up before `before`.
///
/// # Errors
/// [`Fault`] when the database fails.
pub(super) async fn sweep(app: &App, before: Timestamp) -> Result<u64, Fault> {
    in_tx!(app, |tx| { sql!("delete from outbox where delivered_at < $1").bind(before).run(tx).await })
}
