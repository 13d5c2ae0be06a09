//! Undo: within the policy's window, whoever holds the token puts back exactly what a delete touched (E12).

use data_encoding::HEXLOWER;
use serde::Serialize;
use uuid::Uuid;

use super::deletions::{self, Deletion};
use super::put_back::{Restored, put_back};
use super::unmask;
use crate::access::RetryAt;
use crate::app::Cx;
use crate::customers::{self, Customer, CustomerLifecycle};
use crate::db::Tx;
use crate::error::{Failure, Fault, Outcome, Refusal};
use crate::idempotency::IdempotencyKey;
use crate::ids::{DeletionId, Id};
use crate::in_tx;
use crate::terms::Permission;
use crate::webhooks::WebhookEvent;

const TOKEN: Token = Token("lethe_ud_");

/// A kind of token that takes something back, by what it begins with: an id and a tag that only a holder of the server's
/// secret can make, so that it can be given again to a repeated request and is stored nowhere.
pub(super) struct Token(pub(super) &'static str);

impl Token {
    /// The token for a thing.
    pub fn of(&self, cx: &Cx, id: Uuid) -> String {
        let tag = cx.keys.undo_tag(&message(cx, id));
        format!("{}{}{}", self.0, id.simple(), HEXLOWER.encode(&tag))
    }

    /// What a token is for, if it is one of this account's.
    pub fn read(&self, cx: &Cx, token: &str) -> Option<Uuid> {
        let (id, tag) = token.strip_prefix(self.0)?.split_at_checked(32)?;
        let id = Uuid::try_parse(id).ok()?;
        let tag = HEXLOWER.decode(tag.as_bytes()).ok()?;
        cx.keys.undo_tag_fits(&message(cx, id), &tag).then_some(id)
    }
}

fn message(cx: &Cx, id: Uuid) -> Vec<u8> {
    [cx.account.uuid().as_bytes().as_slice(), id.as_bytes()].concat()
}

/// An undo that somebody asks for.
#[derive(Clone, Debug, Serialize)]
pub struct UndoRequest {
    pub token: String,
    #[serde(skip)]
    pub idempotency_key: Option<String>,
}

/// The token that undoes a deletion.
pub fn undo_token(cx: &Cx, deletion: DeletionId) -> String {
    TOKEN.of(cx, deletion.uuid())
}

/// Takes a delete back.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::RateLimited`], [`Refusal::UndoTokenUnknown`], [`Refusal::UndoExpired`],
/// [`Refusal::CustomerErased`], [`Refusal::OriginalsLost`], [`Refusal::IdempotencyConflict`]; nothing was changed then.
pub async fn undo(cx: &Cx, request: &UndoRequest) -> Outcome<Restored> {
    cx.require(Permission::CustomersDelete)?;
    cx.limits.undo(&cx.who).map_err(|RetryAt(retry_at)| Refusal::RateLimited { retry_at })?;
    let id = TOKEN.read(cx, &request.token).map(Id::from_uuid).ok_or(Refusal::UndoTokenUnknown)?;
    let key = IdempotencyKey::of(request.idempotency_key.as_deref(), "customerDeleteUndo", request)?;
    let outcome: Outcome<(Restored, Vec<Uuid>)> = async {
        in_tx!(cx, |tx| {
            let (customer, deletion) = locked(tx, cx, id).await?;
            // Once the lock is held: of two that come at the same moment, the second finds what the first did.
            if let Some(done) = replayed(tx, cx, key.as_ref()).await? {
                return Ok((done, Vec::new()));
            }
            match customer.lifecycle {
                CustomerLifecycle::Erased => return Err(Refusal::CustomerErased.into()),
                _ if customer.deletion_id != Some(id) => return Err(Refusal::UndoTokenUnknown.into()),
                _ if cx.now() > deletion.undo_expires_at => return Err(Refusal::UndoExpired.into()),
                _ => {}
            }
            let keys = unmask::readable(tx, cx, &customer).await?;
            let restored = put_back(tx, cx, &deletion, WebhookEvent::CustomerDeleteUndone, None).await?;
            if let Some(key) = &key {
                key.remember(tx, cx, id.uuid()).await?;
            }
            Ok((restored, keys))
        })
    }
    .await;
    let (restored, keys) = outcome?;
    unmask::destroy(cx, keys).await;
    Ok(restored)
}

async fn locked(tx: &mut Tx, cx: &Cx, id: DeletionId) -> Outcome<(Customer, Deletion)> {
    let deletion = deletions::find(&mut *tx, cx.account, id).await?.ok_or(Refusal::UndoTokenUnknown)?;
    let customer = customers::lock(tx, cx.account, deletion.customer_id).await?.ok_or(Refusal::UndoTokenUnknown)?;
    Ok((customer, deletion))
}

/// What an earlier undo or restore with the same key gave: the customer as it is now.
pub(super) async fn replayed(tx: &mut Tx, cx: &Cx, key: Option<&IdempotencyKey>) -> Result<Option<Restored>, Failure> {
    let Some(key) = key else { return Ok(None) };
    let Some(id) = key.earlier(tx, cx).await? else { return Ok(None) };
    let gone = || Fault::bug("an idempotency key names a deletion that is not there");
    let deletion = deletions::find(&mut *tx, cx.account, Id::from_uuid(id)).await?.ok_or_else(gone)?;
    let customer = customers::find(&mut *tx, cx.account, deletion.customer_id).await?;
    let customer = customer.ok_or(Refusal::CustomerErased)?;
    Ok(Some(super::put_back::again(tx, cx, customer, &deletion).await?))
}
