//! Fulfil: an answer to a request about personal data. One that asks for erasure is done by erasing, the customer deleted
//! first where nothing stands in the way.

use super::confirmation;
use super::delete::{DeleteRefusal, DeleteRequest, delete};
use super::{erase, mask};
use crate::app::Cx;
use crate::customers::{self, CustomerLifecycle};
use crate::db::Tx;
use crate::erasures::{self, ErasureAct, NewErasure};
use crate::error::{Fault, Outcome, Refusal};
use crate::ids::{CustomerId, PrivacyRequestId};
use crate::policies;
use crate::privacy_requests::{self, Decision, PrivacyRequest, PrivacyRequestKind};
use crate::terms::{DeletionMode, Lang, Permission, RecordKind};
use crate::{in_tx, legal_holds};

/// An answer that somebody gives.
#[derive(Clone, Debug)]
pub struct FulfilRequest {
    pub id: String,
    pub decision: Decision,
    /// The word that was typed, where somebody is to be erased.
    pub confirmation: String,
    pub lang: Lang,
}

/// Answers a request about personal data. What a delete that came first did stays done when the rest does not follow: the
/// request is open then, and can be answered again.
///
/// # Errors
/// [`DeleteRefusal`] says what stands in the way; the request is open then.
pub async fn fulfil(cx: &Cx, request: &FulfilRequest) -> Result<PrivacyRequest, DeleteRefusal> {
    cx.require(Permission::PrivacyRequestsWrite)?;
    let id: PrivacyRequestId = cx.parse(RecordKind::PrivacyRequest, &request.id)?;
    let found = privacy_requests::ready(cx, id, &request.decision).await?;
    if found.kind != PrivacyRequestKind::Erasure || !request.decision.done {
        return Ok(privacy_requests::decide(cx, id, &request.decision).await?);
    }
    cx.require(Permission::CustomersErase)?;
    confirmation::check(request.lang, &request.confirmation)?;
    delete_first(cx, request, found.customer_id).await?;
    let erased: Outcome<PrivacyRequest> =
        async { in_tx!(cx, |tx| { erase_for(tx, cx, found.customer_id, id, &request.decision).await }) }.await;
    Ok(erased?)
}

async fn delete_first(cx: &Cx, request: &FulfilRequest, id: CustomerId) -> Result<(), DeleteRefusal> {
    let customer = customers::find(&cx.db, cx.account, id).await?.ok_or(Refusal::NotFound(RecordKind::Customer))?;
    if !customer.is_active() {
        return Ok(());
    }
    let deletion = DeleteRequest {
        id: id.to_string(),
        confirmation: request.confirmation.clone(),
        lang: request.lang,
        mode: DeletionMode::Archive,
        plan_hash: None,
        resolve: Vec::new(),
        reason: None,
        idempotency_key: None,
    };
    match Box::pin(delete(cx, &deletion)).await {
        Ok(_) | Err(DeleteRefusal::AlreadyDeleted(_)) => Ok(()),
        Err(refusal) => Err(refusal),
    }
}

/// Erases the customer, and decides the request that asked for it: first, so that the answer goes with the rest.
async fn erase_for(
    tx: &mut Tx,
    cx: &Cx,
    id: CustomerId,
    request: PrivacyRequestId,
    decision: &Decision,
) -> Outcome<PrivacyRequest> {
    let customer = customers::lock(tx, cx.account, id).await?.ok_or(Refusal::NotFound(RecordKind::Customer))?;
    let asked = privacy_requests::find(&mut *tx, cx.account, request).await?;
    if let Some(moved) = asked.filter(|asked| asked.customer_id != id) {
        return Err(Refusal::VersionConflict { current: moved.version }.into());
    }
    match customer.lifecycle {
        CustomerLifecycle::Active | CustomerLifecycle::Merged => return Err(Refusal::CustomerNotDeleted.into()),
        CustomerLifecycle::ErasureScheduled | CustomerLifecycle::Erased => {
            // An answer may say who they were, and nothing would take it away again.
            let earlier = erasures::of_customer(&mut *tx, cx.account, id).await?;
            let decision = Decision { answer: None, ..decision.clone() };
            return privacy_requests::settle(tx, cx, request, &decision, earlier.first().map(|it| it.id)).await;
        }
        CustomerLifecycle::Deleted => {}
    }
    legal_holds::require_none(&mut *tx, cx, id).await?;
    let policy = policies::current(&mut *tx, cx.account).await?;
    let new = mask::new(cx, &policy, customer.id, ErasureAct::Erase, Vec::new());
    let new = NewErasure { due_at: cx.now() + chrono::Duration::days(policy.erase_delay_days), ..new };
    privacy_requests::settle(tx, cx, request, decision, Some(new.id)).await?;
    erase::begin(tx, cx, new).await?;
    let gone = || Fault::bug("a request that was decided is there");
    Ok(privacy_requests::find(&mut *tx, cx.account, request).await?.ok_or_else(gone)?)
}
