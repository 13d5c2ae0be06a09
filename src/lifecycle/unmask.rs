//! Unmask: puts back what a mask made unreadable, as long as the originals are sealed.

use serde::Serialize;
use uuid::Uuid;

use super::undo::Token;
use crate::access::RetryAt;
use crate::app::Cx;
use crate::audit::{self, Entry};
use crate::customers::{self, Customer, CustomerLifecycle};
use crate::db::Tx;
use crate::erasures::{self, Erasure, ErasureAct, ErasureState};
use crate::error::{Outcome, Refusal};
use crate::idempotency::IdempotencyKey;
use crate::ids::{CustomerId, ErasureId, Id};
use crate::terms::{Permission, RecordKind};
use crate::webhooks::{self, Event, WebhookEvent};
use crate::{in_tx, legal_holds};

/// What an undo token of a mask begins with.
pub(super) const TOKEN: Token = Token("lethe_um_");

/// An unmasking that somebody asks for.
#[derive(Clone, Debug, Serialize)]
pub struct UnmaskRequest {
    pub token: String,
    #[serde(skip)]
    pub idempotency_key: Option<String>,
}

/// The token that takes a mask back.
pub fn unmask_token(cx: &Cx, erasure: ErasureId) -> String {
    TOKEN.of(cx, erasure.uuid())
}

/// Takes a mask back, within its window, or later while a legal hold keeps the originals. The customer stays deleted.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::RateLimited`], [`Refusal::UndoTokenUnknown`], [`Refusal::UndoExpired`],
/// [`Refusal::WrongState`] while a permanent deletion is not called off, [`Refusal::OriginalsLost`], [`Refusal::IdempotencyConflict`]; nothing was changed then.
pub async fn unmask(cx: &Cx, request: &UnmaskRequest) -> Outcome<Customer> {
    cx.require(Permission::CustomersMask)?;
    cx.limits.undo(&cx.who).map_err(|RetryAt(retry_at)| Refusal::RateLimited { retry_at })?;
    let id: ErasureId = TOKEN.read(cx, &request.token).map(Id::from_uuid).ok_or(Refusal::UndoTokenUnknown)?;
    let key = IdempotencyKey::of(request.idempotency_key.as_deref(), "customerMaskUndo", request)?;
    let outcome: Outcome<(Customer, Vec<Uuid>)> = async {
        in_tx!(cx, |tx| {
            let found = erasures::find(&mut *tx, cx.account, id).await?.ok_or(Refusal::UndoTokenUnknown)?;
            let customer = customers::lock(tx, cx.account, found.customer_id).await?;
            let customer = customer.ok_or(Refusal::UndoTokenUnknown)?;
            if let Some(key) = &key
                && key.earlier(tx, cx).await?.is_some()
            {
                return Ok((customer, Vec::new()));
            }
            let erasure = erasures::find(&mut *tx, cx.account, id).await?.ok_or(Refusal::UndoTokenUnknown)?;
            match erasure.state {
                ErasureState::Undone => return Err(Refusal::UndoTokenUnknown.into()),
                _ if erasure.act != ErasureAct::Mask => return Err(Refusal::UndoTokenUnknown.into()),
                ErasureState::Done => return Err(Refusal::UndoExpired.into()),
                ErasureState::Sealed
                    if cx.now() > erasure.due_at && !legal_holds::is_held(&mut *tx, cx, customer.id).await? =>
                {
                    return Err(Refusal::UndoExpired.into());
                }
                ErasureState::Sealed => {}
            }
            // What a permanent deletion hides must not be readable until that is called off.
            if customer.lifecycle == CustomerLifecycle::ErasureScheduled {
                let state = CustomerLifecycle::ErasureScheduled.as_str();
                return Err(Refusal::WrongState { kind: RecordKind::Customer, state }.into());
            }
            let keys = bring_back(tx, cx, customer.id, &[erasure]).await?;
            if let Some(key) = &key {
                key.remember(tx, cx, id.uuid()).await?;
            }
            let customer =
                customers::find(&mut *tx, cx.account, customer.id).await?.ok_or(Refusal::UndoTokenUnknown)?;
            Ok((customer, keys))
        })
    }
    .await;
    let (customer, keys) = outcome?;
    destroy(cx, keys).await;
    Ok(customer)
}

/// Takes back every mask of a customer who comes back. The customer is locked. Gives the keys that nothing needs once
/// this is committed.
pub(super) async fn readable(tx: &mut Tx, cx: &Cx, customer: &Customer) -> Outcome<Vec<Uuid>> {
    if !customer.masked {
        return Ok(Vec::new());
    }
    let masks = erasures::of_customer(&mut *tx, cx.account, customer.id).await?;
    let held = legal_holds::is_held(&mut *tx, cx, customer.id).await?;
    if masks.iter().any(|mask| mask.state == ErasureState::Done || (mask.due_at < cx.now() && !held)) {
        return Err(Refusal::CustomerMasked.into());
    }
    bring_back(tx, cx, customer.id, &masks).await
}

/// Puts back the originals of erasures that are sealed, the latest first. The customer is locked. Gives the keys that
/// nothing needs once this is committed.
pub(super) async fn bring_back(tx: &mut Tx, cx: &Cx, customer: CustomerId, sealed: &[Erasure]) -> Outcome<Vec<Uuid>> {
    for erasure in sealed {
        erasures::open(tx, cx, erasure).await?;
        erasures::end(tx, cx, vec![erasure.id.uuid()], ErasureState::Undone).await?;
        let entry = Entry::of("customer.unmasked", RecordKind::Customer, customer.uuid(), Some(customer));
        audit::record(tx, cx, entry.with(serde_json::json!({ "erasure": erasure.id.to_string() }))).await?;
        let event = Event::new(WebhookEvent::CustomerUnmasked).of(customer).by(erasure.id);
        webhooks::queue(tx, cx, &event).await?;
    }
    if !sealed.is_empty() {
        let masked = !erasures::of_customer(&mut *tx, cx.account, customer).await?.is_empty();
        customers::set_masked(tx, cx.account, vec![customer.uuid()], masked, cx.now()).await?;
        customers::reindex(tx, cx.account, customer).await?;
        customers::announce(tx, cx, customer);
    }
    Ok(sealed.iter().map(|erasure| erasure.id.uuid()).collect())
}

/// Destroys keys that nothing needs any more. One that cannot be destroyed now is by the worker, later.
pub(super) async fn destroy(cx: &Cx, keys: Vec<Uuid>) {
    if keys.is_empty() {
        return;
    }
    if let Err(fault) = cx.key_store.destroy(keys).await {
        tracing::warn!(error = %fault, "keys could not be destroyed; the worker will try again");
    }
}
