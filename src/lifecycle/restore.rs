//! Restore: after the undo window, with a permission and a reason of its own (E13).

use serde::Serialize;

use super::deletions;
use super::put_back::{Restored, put_back};
use super::undo::replayed;
use crate::app::Cx;
use crate::customers::{self, CustomerLifecycle};
use crate::error::{Failing, Failure, Fault, Refusal};
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

/// Why a restore did not happen. Nothing was changed.
#[derive(Debug)]
pub enum RestoreRefusal {
    NotDeleted,
    Erased,
    Other(Failure),
}

impl Failing for RestoreRefusal {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Other(failure) => failure.fault(),
            _ => None,
        }
    }
}

impl<E: Into<Failure>> From<E> for RestoreRefusal {
    fn from(error: E) -> Self {
        Self::Other(error.into())
    }
}

/// Brings a deleted customer back, from what the deletion kept.
///
/// # Errors
/// [`RestoreRefusal`]; nothing was changed then.
pub async fn restore(cx: &Cx, request: &RestoreRequest) -> Result<Restored, RestoreRefusal> {
    cx.require(Permission::CustomersRestore)?;
    let id: CustomerId = cx.parse(RecordKind::Customer, &request.id)?;
    let reason = text::paragraph("reason", &request.reason, 1_000)?;
    let key = IdempotencyKey::of(request.idempotency_key.as_deref(), "customerRestore", request)?;
    in_tx!(cx, |tx| {
        let missing = || Refusal::NotFound(RecordKind::Customer);
        let customer = customers::lock(tx, cx.account, id).await?.ok_or_else(missing)?;
        // Once the lock is held: of two that come at the same moment, the second finds what the first did.
        if let Some(done) = replayed(tx, cx, key.as_ref()).await? {
            return Ok(done);
        }
        match customer.lifecycle {
            CustomerLifecycle::Active => return Err(RestoreRefusal::NotDeleted),
            CustomerLifecycle::Erased | CustomerLifecycle::Merged => return Err(RestoreRefusal::Erased),
            CustomerLifecycle::Deleted | CustomerLifecycle::ErasureScheduled => {}
        }
        let deletion_id = customer.deletion_id.ok_or_else(|| Fault::bug("a deleted customer has no deletion"))?;
        let deletion = deletions::find(&mut *tx, cx.account, deletion_id)
            .await?
            .ok_or_else(|| Fault::bug("a customer names a deletion that is not there"))?;
        let restored = put_back(tx, cx, &deletion, WebhookEvent::CustomerRestored, Some(&reason)).await?;
        if let Some(key) = &key {
            key.remember(tx, cx, deletion.id.uuid()).await?;
        }
        Ok(restored)
    })
}
