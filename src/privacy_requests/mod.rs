//! What customers ask about their data: to have it, to take it elsewhere, or to have it erased. Each waits for a person,
//! who has a month (GDPR, article 12(3)), and checks first who asks; none of them deletes anything by itself (E19). They
//! outlive the customer's deletion, and can be decided after it.

mod decide;
mod list;
mod steps;
mod store;

pub use decide::{Decision, decide, ready, reopen, settle};
pub use list::{PrivacyRequestFilter, list};
pub use steps::{check_identity, extend, hold, resume};
pub use store::{by_ids, find, forget_texts};

use chrono::{Months, NaiveDate};
use uuid::Uuid;

use crate::access::Actor;
use crate::app::Cx;
use crate::audit::{self, Entry};
use crate::clock::Timestamp;
use crate::customers;
use crate::db::Tx;
use crate::error::{Outcome, Refusal};
use crate::ids::{CustomerId, ErasureId, PrivacyRequestId};
use crate::terms::{ActorKind, Permission, RecordKind};
use crate::{accounts, in_tx, term, text};

term! {
    /// What a customer asks for.
    PrivacyRequestKind {
        /// To be given what there is about them (GDPR, article 15).
        Access = "ACCESS",
        /// To have it erased (GDPR, article 17).
        Erasure = "ERASURE",
        /// To be given it in a form that machines read, to take it elsewhere (GDPR, article 20).
        Portability = "PORTABILITY",
    }
}

term! {
    /// Where a request about personal data stands.
    PrivacyRequestState {
        /// It waits for a person, who checks who asks.
        Received = "RECEIVED",
        /// It is the customer who asks.
        IdentityChecked = "IDENTITY_CHECKED",
        /// It cannot be answered now; `holdReason` says why. Its time goes on.
        Held = "HELD",
        /// What was asked for was done.
        Done = "DONE",
        /// It was refused; the answer says why.
        Refused = "REFUSED",
    }
}

impl PrivacyRequestState {
    /// Whether it is still to be answered.
    pub fn is_open(self) -> bool {
        !matches!(self, Self::Done | Self::Refused)
    }
}

term! {
    /// Why a request about personal data is refused.
    PrivacyRefusalGround {
        /// It is manifestly unfounded (GDPR, article 12(5)).
        ManifestlyUnfounded = "MANIFESTLY_UNFOUNDED",
        /// It is excessive: repeated, say (GDPR, article 12(5)).
        Excessive = "EXCESSIVE",
        /// Nobody showed that it is the customer who asks (GDPR, article 12(2) and (6)).
        IdentityNotShown = "IDENTITY_NOT_SHOWN",
        /// Freedom of expression and information (GDPR, article 17(3)(a)).
        FreedomOfExpression = "FREEDOM_OF_EXPRESSION",
        /// A legal obligation, or a task in the public interest (GDPR, article 17(3)(b)).
        LegalObligation = "LEGAL_OBLIGATION",
        /// Public health (GDPR, article 17(3)(c)).
        PublicHealth = "PUBLIC_HEALTH",
        /// Archiving in the public interest, research or statistics (GDPR, article 17(3)(d)).
        Archiving = "ARCHIVING",
        /// Legal claims (GDPR, article 17(3)(e)).
        LegalClaims = "LEGAL_CLAIMS",
    }
}

impl PrivacyRefusalGround {
    /// Whether a request may be refused on this ground: those of article 17(3) are exceptions from erasure.
    pub fn fits(self, kind: PrivacyRequestKind) -> bool {
        matches!(self, Self::ManifestlyUnfounded | Self::Excessive | Self::IdentityNotShown)
            || kind == PrivacyRequestKind::Erasure
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
    pub identity_checked_at: Option<Timestamp>,
    pub extended_at: Option<Timestamp>,
    /// Why it takes longer.
    pub extension_reason: Option<String>,
    /// Why it cannot be answered now.
    pub hold_reason: Option<String>,
    /// Why it was refused.
    pub ground: Option<PrivacyRefusalGround>,
    /// What it led to.
    pub erasure_id: Option<ErasureId>,
}

impl PrivacyRequest {
    /// The refusal of an act that its state does not allow.
    fn wrong_state(&self) -> Refusal {
        Refusal::WrongState { kind: RecordKind::PrivacyRequest, state: self.state.as_str() }
    }

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
        lock_customer(tx, cx, customer).await?;
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
            due_on: months_after(today, MONTHS),
            decided_at: None,
            decided_by_kind: None,
            decided_by: None,
            version: 1,
            identity_checked_at: None,
            extended_at: None,
            extension_reason: None,
            hold_reason: None,
            ground: None,
            erasure_id: None,
        };
        store::insert(tx, cx.account, &request).await?;
        note_down(tx, cx, &request, "privacy_request.received").await?;
        Ok(request)
    })
}

/// Locks the customer, so that of two who ask at once one sees what the other did.
async fn lock_customer(tx: &mut Tx, cx: &Cx, id: CustomerId) -> Outcome<()> {
    let customer = customers::lock(tx, cx.account, id).await?.ok_or(Refusal::NotFound(RecordKind::Customer))?;
    if customer.is_active() || (customer.merged_into.is_none() && cx.who.may(Permission::CustomersRestore)) {
        Ok(())
    } else {
        Err(customer.not_live().into())
    }
}

/// How many months there are to answer.
const MONTHS: u32 = 1;

/// The same day so many months later, or that month's last (Regulation 1182/71, article 3).
fn months_after(day: NaiveDate, months: u32) -> NaiveDate {
    day.checked_add_months(Months::new(months)).unwrap_or(day)
}

/// The request, locked, if it is still at the version that was read.
async fn lock(tx: &mut Tx, cx: &Cx, id: PrivacyRequestId, expected_version: Option<i64>) -> Outcome<PrivacyRequest> {
    let request = store::lock(tx, cx.account, id).await?.ok_or(Refusal::NotFound(RecordKind::PrivacyRequest))?;
    if expected_version.is_some_and(|expected| expected != request.version) {
        return Err(Refusal::VersionConflict { current: request.version }.into());
    }
    Ok(request)
}

async fn note_down(tx: &mut Tx, cx: &Cx, request: &PrivacyRequest, action: &'static str) -> Outcome<()> {
    customers::announce(tx, cx, request.customer_id);
    let data = serde_json::json!({ "kind": request.kind, "state": request.state, "due_on": request.due_on });
    let entry = Entry::of(action, RecordKind::PrivacyRequest, request.id.uuid(), Some(request.customer_id));
    audit::record(tx, cx, entry.with(data)).await?;
    Ok(())
}
