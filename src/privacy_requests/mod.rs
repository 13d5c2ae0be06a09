//! What customers ask about their data: to have it, or to have it erased. Each waits for a person, who has a month
//! (GDPR, article 12(3)); none of them deletes anything by itself (E19). They outlive the customer's deletion, and can
//! be decided after it.

mod list;
mod store;

pub use list::{PrivacyRequestFilter, list};
pub use store::{by_ids, find};

use chrono::{Months, NaiveDate};
use uuid::Uuid;

use crate::access::Actor;
use crate::app::Cx;
use crate::audit::{self, Entry};
use crate::clock::Timestamp;
use crate::customers;
use crate::db::Tx;
use crate::error::{FieldProblem, Outcome, Problem, Refusal};
use crate::ids::{CustomerId, PrivacyRequestId};
use crate::terms::{ActorKind, Permission, RecordKind};
use crate::{accounts, in_tx, term, text};

term! {
    /// What a customer asks for.
    PrivacyRequestKind {
        /// To be given what there is about them (GDPR, article 15).
        Access = "ACCESS",
        /// To have it erased (GDPR, article 17).
        Erasure = "ERASURE",
    }
}

term! {
    /// Where a request about personal data stands.
    PrivacyRequestState {
        /// It waits for a person.
        Received = "RECEIVED",
        /// What was asked for was done.
        Done = "DONE",
        /// It was refused; the answer says why.
        Refused = "REFUSED",
    }
}

term! {
    /// How a request about personal data came in.
    PrivacyRequestSource {
        /// Staff wrote it down.
        Staff = "STAFF",
        /// The customer made it in the portal.
        Portal = "PORTAL",
    }
}

/// A request about personal data.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct PrivacyRequest {
    pub id: PrivacyRequestId,
    pub customer_id: CustomerId,
    pub kind: PrivacyRequestKind,
    pub state: PrivacyRequestState,
    /// In the customer's words.
    pub note: Option<String>,
    /// What the customer was told.
    pub answer: Option<String>,
    pub source: PrivacyRequestSource,
    pub received_at: Timestamp,
    /// The last day to act on it.
    pub due_on: NaiveDate,
    pub decided_at: Option<Timestamp>,
    pub decided_by_kind: Option<ActorKind>,
    pub decided_by: Option<Uuid>,
    pub version: i64,
}

impl PrivacyRequest {
    /// Who decided it.
    pub fn decided_by(&self) -> Option<Actor> {
        self.decided_by_kind.map(|kind| Actor { kind, id: self.decided_by })
    }
}

/// Writes down what a customer asks for. One who asks again for what is open already has asked once: that request is
/// given. A deleted customer's takes `customers.restore` too.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::CustomerDeleted`], [`Refusal::InvalidInput`].
pub async fn create(cx: &Cx, customer: &str, kind: PrivacyRequestKind, note: Option<&str>) -> Outcome<PrivacyRequest> {
    cx.require(Permission::PrivacyRequestsWrite)?;
    let customer: CustomerId = cx.parse(RecordKind::Customer, customer)?;
    receive(cx, customer, kind, note, PrivacyRequestSource::Staff).await
}

/// Takes down what the customer who is signed in to the portal asks for.
///
/// # Errors
/// [`Refusal::NotFound`] when they were deleted meanwhile, [`Refusal::InvalidInput`].
pub async fn create_by_customer(cx: &Cx, kind: PrivacyRequestKind, note: Option<&str>) -> Outcome<PrivacyRequest> {
    let received = receive(cx, cx.who.customer()?, kind, note, PrivacyRequestSource::Portal).await;
    received.map_err(|failure| failure.unseen(RecordKind::Customer))
}

async fn receive(
    cx: &Cx,
    customer: CustomerId,
    kind: PrivacyRequestKind,
    note: Option<&str>,
    source: PrivacyRequestSource,
) -> Outcome<PrivacyRequest> {
    let note = text::optional_paragraph("note", note, 4_000)?;
    let today = accounts::get(&cx.db, cx.account).await?.day_of(cx.now());
    in_tx!(cx, |tx| {
        hold(tx, cx, customer).await?;
        if let Some(open) = store::open(&mut *tx, cx.account, customer, kind).await? {
            return Ok(open);
        }
        let request = PrivacyRequest {
            id: cx.id(),
            customer_id: customer,
            kind,
            state: PrivacyRequestState::Received,
            note: note.clone(),
            answer: None,
            source,
            received_at: cx.now(),
            due_on: today.checked_add_months(Months::new(1)).unwrap_or(today),
            decided_at: None,
            decided_by_kind: None,
            decided_by: None,
            version: 1,
        };
        store::insert(tx, cx.account, &request).await?;
        note_down(tx, cx, &request, "privacy_request.received").await?;
        Ok(request)
    })
}

/// Locks the customer, so that of two who ask at once one sees what the other did.
async fn hold(tx: &mut Tx, cx: &Cx, id: CustomerId) -> Outcome<()> {
    let customer = customers::lock(tx, cx.account, id).await?.ok_or(Refusal::NotFound(RecordKind::Customer))?;
    if customer.is_active() || cx.who.may(Permission::CustomersRestore) {
        Ok(())
    } else {
        Err(Refusal::CustomerDeleted(id).into())
    }
}

/// How a request was decided.
#[derive(Clone, Debug)]
pub struct Decision {
    /// Whether what was asked for was done; else it is refused, which takes an answer.
    pub done: bool,
    /// What the customer is told.
    pub answer: Option<String>,
    /// Decides it only if it is still at this version.
    pub expected_version: Option<i64>,
}

/// Decides a request, also of a customer who was deleted meanwhile.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::VersionConflict`], [`Refusal::WrongState`],
/// [`Refusal::InvalidInput`] for a refusal without an answer.
pub async fn decide(cx: &Cx, id: &str, decision: &Decision) -> Outcome<PrivacyRequest> {
    cx.require(Permission::PrivacyRequestsWrite)?;
    let id: PrivacyRequestId = cx.parse(RecordKind::PrivacyRequest, id)?;
    let answer = text::optional_paragraph("answer", decision.answer.as_deref(), 4_000)?;
    if !decision.done && answer.is_none() {
        return Err(FieldProblem::new("answer", Problem::Required).into());
    }
    in_tx!(cx, |tx| {
        let request = store::lock(tx, cx.account, id).await?.ok_or(Refusal::NotFound(RecordKind::PrivacyRequest))?;
        if decision.expected_version.is_some_and(|expected| expected != request.version) {
            return Err(Refusal::VersionConflict { current: request.version }.into());
        }
        if request.state != PrivacyRequestState::Received {
            let state = request.state.as_str();
            return Err(Refusal::WrongState { kind: RecordKind::PrivacyRequest, state }.into());
        }
        let by = cx.who.actor();
        let request = PrivacyRequest {
            state: if decision.done { PrivacyRequestState::Done } else { PrivacyRequestState::Refused },
            answer: answer.clone(),
            decided_at: Some(cx.now()),
            decided_by_kind: Some(by.kind),
            decided_by: by.id,
            version: request.version + 1,
            ..request
        };
        store::decide(tx, cx.account, &request).await?;
        note_down(tx, cx, &request, "privacy_request.decided").await?;
        Ok(request)
    })
}

async fn note_down(tx: &mut Tx, cx: &Cx, request: &PrivacyRequest, action: &'static str) -> Outcome<()> {
    customers::announce(tx, cx, request.customer_id);
    let data = serde_json::json!({ "kind": request.kind, "state": request.state, "due_on": request.due_on });
    let entry = Entry::of(action, RecordKind::PrivacyRequest, request.id.uuid(), Some(request.customer_id));
    audit::record(tx, cx, entry.with(data)).await?;
    Ok(())
}
