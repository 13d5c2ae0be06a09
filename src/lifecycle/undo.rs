//! Undo: within the policy's window, whoever holds the token puts back exactly what a delete touched (E12).

use data_encoding::HEXLOWER;
use serde::Serialize;
use uuid::Uuid;

use super::deletions::{self, Deletion};
use super::put_back::{Restored, put_back};
use crate::access::RetryAt;
use crate::app::Cx;
use crate::customers::{self, Customer, CustomerLifecycle};
use crate::db::Tx;
use crate::error::{Failing, Failure, Fault, Refusal};
use crate::idempotency::IdempotencyKey;
use crate::ids::{DeletionId, Id};
use crate::in_tx;
use crate::terms::Permission;
use crate::webhooks::WebhookEvent;

const PREFIX: &str = "lethe_ud_";

/// An undo that somebody asks for.
#[derive(Clone, Debug, Serialize)]
pub struct UndoRequest {
    pub token: String,
    #[serde(skip)]
    pub idempotency_key: Option<String>,
}

/// Why an undo did not happen. Nothing was changed.
#[derive(Debug)]
pub enum UndoRefusal {
    Expired,
    TokenUnknown,
    Erased,
    Other(Failure),
}

impl Failing for UndoRefusal {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Other(failure) => failure.fault(),
            _ => None,
        }
    }
}

impl<E: Into<Failure>> From<E> for UndoRefusal {
    fn from(error: E) -> Self {
        Self::Other(error.into())
    }
}

/// The token that undoes a deletion: its id and a tag that only a holder of the server's secret can make, so that it
/// can be given again to a repeated request and is stored nowhere.
pub fn undo_token(cx: &Cx, deletion: DeletionId) -> String {
    let id = deletion.uuid();
    let tag = cx.keys.undo_tag(&message(cx, id));
    format!("{PREFIX}{}{}", id.simple(), HEXLOWER.encode(&tag))
}

fn message(cx: &Cx, deletion: Uuid) -> Vec<u8> {
    [cx.account.uuid().as_bytes().as_slice(), deletion.as_bytes()].concat()
}

fn read_token(cx: &Cx, token: &str) -> Option<DeletionId> {
    let (id, tag) = token.strip_prefix(PREFIX)?.split_at_checked(32)?;
    let id = Uuid::try_parse(id).ok()?;
    let tag = HEXLOWER.decode(tag.as_bytes()).ok()?;
    cx.keys.undo_tag_fits(&message(cx, id), &tag).then(|| Id::from_uuid(id))
}

/// Takes a delete back.
///
/// # Errors
/// [`UndoRefusal`]; nothing was changed then.
pub async fn undo(cx: &Cx, request: &UndoRequest) -> Result<Restored, UndoRefusal> {
    cx.require(Permission::CustomersDelete)?;
    cx.limits.undo(&cx.who).map_err(|RetryAt(retry_at)| Refusal::RateLimited { retry_at })?;
    let id = read_token(cx, &request.token).ok_or(UndoRefusal::TokenUnknown)?;
    let key = IdempotencyKey::of(request.idempotency_key.as_deref(), "customerDeleteUndo", request)?;
    in_tx!(cx, |tx| {
        let (customer, deletion) = locked(tx, cx, id).await?;
        // Once the lock is held: of two that come at the same moment, the second finds what the first did.
        if let Some(done) = replayed(tx, cx, key.as_ref()).await? {
            return Ok(done);
        }
        match customer.lifecycle {
            CustomerLifecycle::Erased => return Err(UndoRefusal::Erased),
            _ if customer.deletion_id != Some(id) => return Err(UndoRefusal::TokenUnknown),
            _ if cx.now() > deletion.undo_expires_at => return Err(UndoRefusal::Expired),
            _ => {}
        }
        let restored = put_back(tx, cx, &deletion, WebhookEvent::CustomerDeleteUndone, None).await?;
        if let Some(key) = &key {
            key.remember(tx, cx, id.uuid()).await?;
        }
        Ok(restored)
    })
}

async fn locked(tx: &mut Tx, cx: &Cx, id: DeletionId) -> Result<(Customer, Deletion), UndoRefusal> {
    let deletion = deletions::find(&mut *tx, cx.account, id).await?.ok_or(UndoRefusal::TokenUnknown)?;
    let customer = customers::lock(tx, cx.account, deletion.customer_id).await?.ok_or(UndoRefusal::TokenUnknown)?;
    Ok((customer, deletion))
}

/// What an earlier undo or restore with the same key gave: the customer as it is now.
pub(super) async fn replayed(tx: &mut Tx, cx: &Cx, key: Option<&IdempotencyKey>) -> Result<Option<Restored>, Failure> {
    let Some(key) = key else { return Ok(None) };
    let Some(id) = key.earlier(tx, cx).await? else { return Ok(None) };
    let gone = || Fault::bug("an idempotency key names a deletion that is not there");
    let deletion = deletions::find(&mut *tx, cx.account, Id::from_uuid(id)).await?.ok_or_else(gone)?;
    let customer = customers::find(&mut *tx, cx.account, deletion.customer_id).await?.ok_or_else(gone)?;
    Ok(Some(super::put_back::again(tx, cx, customer, &deletion).await?))
}
