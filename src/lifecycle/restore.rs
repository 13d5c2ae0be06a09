//! Restore: after the undo window, with a permission and a reason of its own (E13).

use serde::Serialize;
use uuid::Uuid;

use super::deletions;
use super::put_back::{Restored, put_back};
use super::undo::replayed;
use super::unmask;
use crate::app::Cx;
use crate::customers::{self, CustomerLifecycle};
use crate::error::{Fault, Outcome, Refusal};
use crate::idempotency::IdempotencyKey;
use crate::ids::CustomerId;
use crate::terms::{Permission, RecordKind};
use crate::webhooks::WebhookEvent;
use crate::{in_tx, text};

/// A restore that somebody asks for.
#[derive(Clone, Debug, Serialize)]
pub struct RestoreRequest {
    pub id: String,
    /// Why, for the record.
    pub reason: String,
    #[serde(skip)]
    pub idempotency_key: Option<String>,
}

/// Brings a deleted customer back, from what the deletion kept.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::CustomerNotDeleted`], [`Refusal::CustomerErased`],
/// [`Refusal::CustomerMasked`], [`Refusal::OriginalsLost`], [`Refusal::InvalidInput`], [`Refusal::IdempotencyConflict`];
/// nothing was changed then.
pub async fn restore(cx: &Cx, request: &RestoreRequest) -> Outcome<Restored> {
    cx.require(Permission::CustomersRestore)?;
    let id: CustomerId = cx.parse(RecordKind::Customer, &request.id)?;
    let reason = text::paragraph("reason", &request.reason, 1_000)?;
    let key = IdempotencyKey::of(request.idempotency_key.as_deref(), "customerRestore", request)?;
    let outcome: Outcome<(Restored, Vec<Uuid>)> = async {
        in_tx!(cx, |tx| {
            let missing = || Refusal::NotFound(RecordKind::Customer);
            let customer = customers::lock(tx, cx.account, id).await?.ok_or_else(missing)?;
            // Once the lock is held: of two that come at the same moment, the second finds what the first did.
            if let Some(done) = replayed(tx, cx, key.as_ref()).await? {
                return Ok((done, Vec::new()));
            }
            match customer.lifecycle {
                CustomerLifecycle::Active | CustomerLifecycle::Merged => return Err(Refusal::CustomerNotDeleted.into()),
                CustomerLifecycle::Erased => return Err(Refusal::CustomerErased.into()),
                CustomerLifecycle::Deleted | CustomerLifecycle::ErasureScheduled => {}
            }
            let deletion_id = customer.deletion_id.ok_or_else(|| Fault::bug("a deleted customer has no deletion"))?;
            let deletion = deletions::find(&mut *tx, cx.account, deletion_id)
                .await?
                .ok_or_else(|| Fault::bug("a customer names a deletion that is not there"))?;
            let keys = unmask::readable(tx, cx, &customer).await?;
            let restored = put_back(tx, cx, &deletion, WebhookEvent::CustomerRestored, Some(&reason)).await?;
            if let Some(key) = &key {
                key.remember(tx, cx, deletion.id.uuid()).await?;
            }
            Ok((restored, keys))
        })
    }
    .await;
    let (restored, keys) = outcome?;
    unmask::destroy(cx, keys).await;
    Ok(restored)
}
