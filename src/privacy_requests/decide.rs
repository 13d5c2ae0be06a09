//! The answer to a request: done, or refused on a ground.

use uuid::Uuid;

use super::{PrivacyRefusalGround, PrivacyRequest, PrivacyRequestState as State, lock, note_down, store};
use crate::app::Cx;
use crate::db::Tx;
use crate::error::{FieldProblem, Outcome, Problem, Refusal};
use crate::ids::{ErasureId, PrivacyRequestId};
use crate::terms::{Permission, RecordKind};
use crate::{in_tx, text};

/// How a request was decided.
#[derive(Clone, Debug)]
pub struct Decision {
    /// Whether what was asked for was done; else it is refused, which takes a ground and an answer.
    pub done: bool,
    pub ground: Option<PrivacyRefusalGround>,
    /// What the customer is told.
    pub answer: Option<String>,
    /// Decides it only if it is still at this version.
    pub expected_version: Option<i64>,
}

impl Decision {
    /// The decision as it can be taken.
    ///
    /// # Errors
    /// [`Refusal::InvalidInput`] for a refusal without an answer or ground, and for a ground of what was done.
    fn checked(&self) -> Result<Self, Refusal> {
        let answer = text::optional_paragraph("answer", self.answer.as_deref(), 4_000)?;
        let mut problems = Vec::new();
        if !self.done && answer.is_none() {
            problems.push(FieldProblem::new("answer", Problem::Required));
        }
        if !self.done && self.ground.is_none() {
            problems.push(FieldProblem::new("ground", Problem::Required));
        }
        if self.done && self.ground.is_some() {
            problems.push(FieldProblem::new("ground", Problem::Conflicts { with: "done" }));
        }
        if problems.is_empty() { Ok(Self { answer, ..self.clone() }) } else { Err(Refusal::InvalidInput(problems)) }
    }

    /// Whether a request can be decided so.
    fn fits(&self, request: &PrivacyRequest) -> Result<(), Refusal> {
        match request.state {
            State::IdentityChecked => {}
            State::Received if !self.done => {}
            State::Received | State::Held | State::Done | State::Refused => return Err(request.wrong_state()),
        }
        if self.ground.is_some_and(|ground| !ground.fits(request.kind)) {
            let because = "only erasure can be refused on this ground";
            return Err(FieldProblem::new("ground", Problem::NotAllowed { because }).into());
        }
        Ok(())
    }
}

/// Decides a request, also of a customer who was deleted meanwhile. Who is to be erased is by then.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::VersionConflict`], [`Refusal::WrongState`] also for what
/// is done before who asks is checked, [`Refusal::InvalidInput`] for a refusal without an answer or a ground that fits.
pub async fn decide(cx: &Cx, id: PrivacyRequestId, decision: &Decision) -> Outcome<PrivacyRequest> {
    cx.require(Permission::PrivacyRequestsWrite)?;
    in_tx!(cx, |tx| { settle(tx, cx, id, decision, None).await })
}

/// Refuses what [`settle`] would refuse, and gives the request.
///
/// # Errors
/// As [`decide`].
pub async fn ready(cx: &Cx, id: PrivacyRequestId, decision: &Decision) -> Outcome<PrivacyRequest> {
    cx.require(Permission::PrivacyRequestsWrite)?;
    let decision = decision.checked()?;
    let found = store::find(&cx.db, cx.account, id).await?.ok_or(Refusal::NotFound(RecordKind::PrivacyRequest))?;
    if decision.expected_version.is_some_and(|expected| expected != found.version) {
        return Err(Refusal::VersionConflict { current: found.version }.into());
    }
    decision.fits(&found)?;
    Ok(found)
}

/// Decides a request within somebody else's transaction, which has checked who may.
///
/// # Errors
/// As [`decide`].
pub async fn settle(
    tx: &mut Tx,
    cx: &Cx,
    id: PrivacyRequestId,
    decision: &Decision,
    erasure: Option<ErasureId>,
) -> Outcome<PrivacyRequest> {
    let decision = decision.checked()?;
    let request = lock(tx, cx, id, decision.expected_version).await?;
    decision.fits(&request)?;
    let by = cx.who.actor();
    let request = PrivacyRequest {
        state: if decision.done { State::Done } else { State::Refused },
        answer: decision.answer,
        ground: decision.ground,
        erasure_id: erasure,
        decided_at: Some(cx.now()),
        decided_by_kind: Some(by.kind),
        decided_by: by.id,
        version: request.version + 1,
        ..request
    };
    store::update(tx, cx.account, &request).await?;
    note_down(tx, cx, &request, "privacy_request.decided").await?;
    Ok(request)
}

/// Opens requests again that erasures answered which were called off: nobody has done what was asked for.
///
/// # Errors
/// [`Failure`](crate::error::Failure) when the database fails.
pub async fn reopen(tx: &mut Tx, cx: &Cx, erasures: Vec<Uuid>) -> Outcome<()> {
    for request in store::answered_by(tx, cx.account, erasures).await? {
        let request = PrivacyRequest {
            state: State::IdentityChecked,
            answer: None,
            erasure_id: None,
            decided_at: None,
            decided_by_kind: None,
            decided_by: None,
            version: request.version + 1,
            ..request
        };
        store::update(tx, cx.account, &request).await?;
        note_down(tx, cx, &request, "privacy_request.reopened").await?;
    }
    Ok(())
}
