//! Starting a run of a rule.

use chrono::Duration;
use serde::Serialize;

use super::{list, note};
use crate::accounts::{self, Account};
use crate::app::{App, Cx};
use crate::db::Tx;
use crate::error::{Failure, Fault, Outcome, Refusal};
use crate::idempotency::IdempotencyKey;
use crate::ids::{Id, RetentionRuleId};
use crate::in_tx;
use crate::retention::{self, RetentionRule, RetentionRun};
use crate::terms::{Permission, RecordKind};

/// No day begins anywhere earlier than this before it does in UTC.
const EARLIEST: Duration = Duration::hours(14);

/// A run that somebody starts.
#[derive(Clone, Debug, Serialize)]
pub struct StartRequest {
    pub rule: String,
    #[serde(skip)]
    pub idempotency_key: Option<String>,
}

/// Starts a run of a rule, of which none is open. Short lists are whole when this returns, long ones once the worker is
/// through.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::WrongState`] when a run of the rule is open,
/// [`Refusal::InvalidInput`], [`Refusal::IdempotencyConflict`]; nothing was changed then.
pub async fn start(cx: &Cx, request: &StartRequest) -> Outcome<RetentionRun> {
    cx.require(Permission::RetentionReview)?;
    let id: RetentionRuleId = cx.parse(RecordKind::RetentionRule, &request.rule)?;
    let key = IdempotencyKey::of(request.idempotency_key.as_deref(), "retentionRunStart", request)?;
    let account = accounts::get(&cx.db, cx.account).await?;
    let missing = || Refusal::NotFound(RecordKind::RetentionRule);
    let started: Outcome<RetentionRun> = async {
        in_tx!(cx, |tx| {
            let rule = retention::lock_rule(tx, cx.account, id).await?.ok_or_else(missing)?;
            if let Some(earlier) = replayed(tx, cx, key.as_ref()).await? {
                return Ok(earlier);
            }
            let run = begin(tx, cx, &account, &rule).await?;
            if let Some(key) = &key {
                key.remember(tx, cx, run.id.uuid()).await?;
            }
            Ok(run)
        })
    }
    .await;
    let run = started?;
    list::go_on(cx, run.id).await?;
    let gone = || Fault::bug("a retention run that was started is there");
    Ok(retention::find_run(&cx.db, cx.account, run.id).await?.ok_or_else(gone)?)
}

async fn replayed(tx: &mut Tx, cx: &Cx, key: Option<&IdempotencyKey>) -> Outcome<Option<RetentionRun>> {
    let Some(key) = key else { return Ok(None) };
    let Some(id) = key.earlier(tx, cx).await? else { return Ok(None) };
    Ok(retention::find_run(&mut *tx, cx.account, Id::from_uuid(id)).await?)
}

/// Begins a run of a rule that is locked.
async fn begin(tx: &mut Tx, cx: &Cx, account: &Account, rule: &RetentionRule) -> Outcome<RetentionRun> {
    if let Some(open) = retention::open_of(&mut *tx, cx.account, rule.id).await? {
        return Err(open.wrong_state().into());
    }
    let run = RetentionRun::new(cx, account, rule)?;
    retention::insert(tx, cx.account, &run).await?;
    note(tx, cx, "retention_run.started", &run).await?;
    Ok(run)
}

/// Starts a run of each rule whose day has come. How many were started.
///
/// # Errors
/// [`Fault`] when the database fails.
pub(super) async fn start_due(app: &App) -> Result<usize, Fault> {
    let mut started = 0;
    for (account, rule) in retention::due(&app.db, (app.now() + EARLIEST).date_naive()).await? {
        let cx = Cx::system(app, account);
        match start_if_due(&cx, rule).await {
            Ok(true) => started += 1,
            // The run before is still open: the rule's next day will do.
            Ok(false) | Err(Failure::Refused(_)) => {}
            Err(Failure::Fault(fault)) => return Err(fault),
        }
    }
    Ok(started)
}

async fn start_if_due(cx: &Cx, id: RetentionRuleId) -> Outcome<bool> {
    let account = accounts::get(&cx.db, cx.account).await?;
    let today = account.day_of(cx.now());
    in_tx!(cx, |tx| {
        let Some(rule) = retention::lock_rule(tx, cx.account, id).await? else { return Ok(false) };
        if rule.next_on.is_none_or(|day| day > today) {
            return Ok(false);
        }
        let next = rule.schedule().and_then(|schedule| schedule.next_after(today));
        retention::set_next(tx, cx.account, id, next).await?;
        match begin(tx, cx, &account, &rule).await {
            Ok(_) => Ok(true),
            Err(Failure::Refused(_)) => Ok(false),
            Err(fault) => Err(fault),
        }
    })
}
