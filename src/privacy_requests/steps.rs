//! The way to an answer: who asks is checked, time is taken, the answer is put off.

use super::{MONTHS, PrivacyRequest, PrivacyRequestState as State, lock, months_after, note_down, store};
use crate::app::Cx;
use crate::error::{FieldProblem, Outcome, Problem, Refusal};
use crate::ids::PrivacyRequestId;
use crate::terms::{Permission, RecordKind};
use crate::{accounts, in_tx, text};

/// How many months more an extension gives.
const MORE_MONTHS: u32 = 2;

/// Notes that it is the customer who asks.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::VersionConflict`], [`Refusal::WrongState`].
pub async fn check_identity(cx: &Cx, id: &str, expected_version: Option<i64>) -> Outcome<PrivacyRequest> {
    let checked = |request: PrivacyRequest| match request.state {
        State::Received => {
            Ok(PrivacyRequest { state: State::IdentityChecked, identity_checked_at: Some(cx.now()), ..request })
        }
        _ => Err(request.wrong_state()),
    };
    change(cx, id, expected_version, "privacy_request.identity_checked", checked).await
}

/// Takes two months more, once, within the first month (GDPR, article 12(3)).
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::VersionConflict`], [`Refusal::WrongState`],
/// [`Refusal::InvalidInput`] without a reason, a second time, and when the month is over.
pub async fn extend(cx: &Cx, id: &str, reason: &str, expected_version: Option<i64>) -> Outcome<PrivacyRequest> {
    let reason = text::paragraph("reason", reason, 1_000)?;
    let account = accounts::get(&cx.db, cx.account).await?;
    let extended = |request: PrivacyRequest| {
        let refused = |because| Refusal::from(FieldProblem::new("id", Problem::NotAllowed { because }));
        if !request.state.is_open() {
            return Err(request.wrong_state());
        }
        if request.extended_at.is_some() {
            return Err(refused("it was extended before"));
        }
        if account.day_of(cx.now()) > request.due_on {
            return Err(refused("the month in which the customer has to be told is over"));
        }
        let due_on = months_after(account.day_of(request.received_at), MONTHS + MORE_MONTHS);
        let (extended_at, extension_reason) = (Some(cx.now()), Some(reason.clone()));
        Ok(PrivacyRequest { due_on, extended_at, extension_reason, ..request })
    };
    change(cx, id, expected_version, "privacy_request.extended", extended).await
}

/// Puts the answer off, with a reason: a legal hold, a question to the customer. Its time goes on.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::VersionConflict`], [`Refusal::WrongState`],
/// [`Refusal::InvalidInput`].
pub async fn hold(cx: &Cx, id: &str, reason: &str, expected_version: Option<i64>) -> Outcome<PrivacyRequest> {
    let reason = text::paragraph("reason", reason, 1_000)?;
    let held = |request: PrivacyRequest| match request.state {
        State::Received | State::IdentityChecked => {
            Ok(PrivacyRequest { state: State::Held, hold_reason: Some(reason.clone()), ..request })
        }
        _ => Err(request.wrong_state()),
    };
    change(cx, id, expected_version, "privacy_request.held", held).await
}

/// Goes on with a request that was put off.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::VersionConflict`], [`Refusal::WrongState`].
pub async fn resume(cx: &Cx, id: &str, expected_version: Option<i64>) -> Outcome<PrivacyRequest> {
    let resumed = |request: PrivacyRequest| match (request.state, request.identity_checked_at) {
        (State::Held, Some(_)) => Ok(PrivacyRequest { state: State::IdentityChecked, ..request }),
        (State::Held, None) => Ok(PrivacyRequest { state: State::Received, ..request }),
        _ => Err(request.wrong_state()),
    };
    change(cx, id, expected_version, "privacy_request.resumed", resumed).await
}

async fn change(
    cx: &Cx,
    id: &str,
    expected_version: Option<i64>,
    action: &'static str,
    act: impl Fn(PrivacyRequest) -> Result<PrivacyRequest, Refusal>,
) -> Outcome<PrivacyRequest> {
    cx.require(Permission::PrivacyRequestsWrite)?;
    let id: PrivacyRequestId = cx.parse(RecordKind::PrivacyRequest, id)?;
    in_tx!(cx, |tx| {
        let request = act(lock(tx, cx, id, expected_version).await?)?;
        let request = PrivacyRequest { version: request.version + 1, ..request };
        store::update(tx, cx.account, &request).await?;
        note_down(tx, cx, &request, action).await?;
        Ok(request)
    })
}
