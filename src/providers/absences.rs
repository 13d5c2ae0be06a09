//! Time that providers have off.

use chrono::TimeDelta;
use uuid::Uuid;

use super::{hold, note};
use crate::app::Cx;
use crate::clock::Timestamp;
use crate::db::{Exec, Keyed, List, OrderKey, Query, Tx, Value};
use crate::error::{Fault, FieldProblem, Outcome, Problem, Refusal};
use crate::ids::{AbsenceId, AccountId, ProviderId};
use crate::spans::Span;
use crate::terms::{Permission, RecordKind};
use crate::{in_tx, sql, text};

/// The longest that an absence takes: two years.
const MAX_LENGTH: TimeDelta = TimeDelta::days(732);

const COLUMNS: &str = "id, provider_id, starts_at, ends_at, reason, created_at";

/// Time that a provider has off.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Absence {
    pub id: AbsenceId,
    pub provider_id: ProviderId,
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
    pub reason: Option<String>,
    pub created_at: Timestamp,
}

impl Absence {
    /// The time that it takes.
    pub fn span(&self) -> Span {
        Span::new(self.starts_at, self.ends_at)
    }
}

impl Keyed for Absence {
    fn key(&self, column: &str) -> Value {
        match column {
            "starts_at" => self.starts_at.into(),
            _ => self.id.into(),
        }
    }
}

/// Time off to note.
#[derive(Clone, Debug)]
pub struct NewAbsence {
    pub provider: String,
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
    pub reason: Option<String>,
}

/// Notes time that a provider has off. What is booked in it stays booked.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`] (provider), [`Refusal::WrongState`] when they are archived,
/// [`Refusal::InvalidInput`].
pub async fn add_absence(cx: &Cx, new: &NewAbsence) -> Outcome<Absence> {
    cx.require(Permission::ProvidersWrite)?;
    let provider: ProviderId = cx.parse(RecordKind::Provider, &new.provider)?;
    let reason = text::optional_line("reason", new.reason.as_deref(), 200)?;
    let length = new.ends_at - new.starts_at;
    if length <= TimeDelta::zero() || length > MAX_LENGTH {
        let because = "time off ends after it starts, and takes at most two years";
        return Err(FieldProblem::new("endsAt", Problem::NotAllowed { because }).into());
    }
    in_tx!(cx, |tx| {
        hold(tx, cx, provider).await?;
        let absence = Absence {
            id: cx.id(),
            provider_id: provider,
            starts_at: new.starts_at,
            ends_at: new.ends_at,
            reason: reason.clone(),
            created_at: cx.now(),
        };
        insert(tx, cx.account, &absence).await?;
        note(tx, cx, "absence.created", (RecordKind::Absence, absence.id.uuid()), provider).await?;
        Ok(absence)
    })
}

/// Takes time off back.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`].
pub async fn remove_absence(cx: &Cx, id: &str) -> Outcome<Absence> {
    cx.require(Permission::ProvidersWrite)?;
    let id: AbsenceId = cx.parse(RecordKind::Absence, id)?;
    in_tx!(cx, |tx| {
        let removed =
            sql!(COLUMNS, "delete from provider_absences where account_id = $1 and id = $2 returning {columns}");
        let absence: Option<Absence> = removed.bind(cx.account).bind(id).optional(&mut *tx).await?;
        let absence = absence.ok_or(Refusal::NotFound(RecordKind::Absence))?;
        note(tx, cx, "absence.removed", (RecordKind::Absence, id.uuid()), absence.provider_id).await?;
        Ok(absence)
    })
}

async fn insert(tx: &mut Tx, account: AccountId, absence: &Absence) -> Result<(), Fault> {
    sql!(
        "insert into provider_absences (account_id, id, provider_id, starts_at, ends_at, reason, created_at)
         values ($1, $2, $3, $4, $5, $6, $7)"
    )
    .bind(account)
    .bind(absence.id)
    .bind(absence.provider_id)
    .bind(absence.starts_at)
    .bind(absence.ends_at)
    .bind(absence.reason.clone())
    .bind(absence.created_at)
    .run(tx)
    .await?;
    Ok(())
}

/// Time off of the account's providers, the latest first. Cut it to one with [`List::within`].
pub fn absences(account: AccountId) -> List {
    let body = Query::built("from provider_absences where account_id = $1").bind(account);
    List::new("absences", COLUMNS, body, OrderKey::latest_first("starts_at"))
}

/// Time off of several providers that has a moment in common with a span.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn absences_during(
    on: impl Into<Exec<'_>>,
    account: AccountId,
    providers: Vec<Uuid>,
    span: Span,
) -> Result<Vec<Absence>, Fault> {
    sql!(
        COLUMNS,
        "select {columns} from provider_absences
         where account_id = $1 and provider_id [ids:$2] and starts_at < $3 and ends_at > $4"
    )
    .bind(account)
    .bind(providers)
    .bind(span.until)
    .bind(span.from)
    .all(on)
    .await
}
