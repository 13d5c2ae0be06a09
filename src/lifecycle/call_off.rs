//! Call off: until a permanent deletion is final, a customer can be taken out of it, and is deleted as before.

use serde::Serialize;
use uuid::Uuid;

use super::unmask::{bring_back, destroy};
use crate::app::Cx;
use crate::audit::{self, Entry};
use crate::customers::{self, Customer, CustomerLifecycle};
use crate::erasures::{self, ErasureAct, ErasureState};
use crate::error::{Fault, Outcome, Refusal};
use crate::idempotency::IdempotencyKey;
use crate::ids::CustomerId;
use crate::terms::{Permission, RecordKind};
use crate::{in_tx, legal_holds, privacy_requests};

/// A customer to take out of a permanent deletion.
#[derive(Clone, Debug, Serialize)]
pub struct CallOffRequest {
    pub id: String,
    #[serde(skip)]
    pub idempotency_key: Option<String>,
}

/// Takes a customer out of a permanent deletion: everything is readable again, and the customer deleted as before.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::CustomerErased`], [`Refusal::ErasureNotScheduled`],
/// [`Refusal::OriginalsLost`], [`Refusal::IdempotencyConflict`]; nothing was changed then.
pub async fn call_off(cx: &Cx, request: &CallOffRequest) -> Outcome<Customer> {
    cx.require(Permission::CustomersErase)?;
    let id: CustomerId = cx.parse(RecordKind::Customer, &request.id)?;
    let key = IdempotencyKey::of(request.idempotency_key.as_deref(), "customerErasureCallOff", request)?;
    let missing = || Refusal::NotFound(RecordKind::Customer);
    let outcome: Outcome<(Customer, Vec<Uuid>)> = async {
        in_tx!(cx, |tx| {
            let customer = customers::lock(tx, cx.account, id).await?.ok_or_else(missing)?;
            if let Some(key) = &key
                && key.earlier(tx, cx).await?.is_some()
            {
                return Ok((customer, Vec::new()));
            }
            match customer.lifecycle {
                CustomerLifecycle::ErasureScheduled => {}
                CustomerLifecycle::Erased => return Err(Refusal::CustomerErased.into()),
                CustomerLifecycle::Active | CustomerLifecycle::Deleted | CustomerLifecycle::Merged => {
                    return Err(Refusal::ErasureNotScheduled.into());
                }
            }
            let mut sealed = erasures::of_customer(&mut *tx, cx.account, id).await?;
            sealed.retain(|erasure| erasure.state == ErasureState::Sealed && erasure.act != ErasureAct::Mask);
            let due = sealed.iter().any(|erasure| erasure.due_at <= cx.now());
            if due && !legal_holds::is_held(&mut *tx, cx, id).await? {
                return Err(Refusal::CustomerErased.into());
            }
            let keys = bring_back(tx, cx, id, &sealed).await?;
            let (lifecycle, deletion) = (CustomerLifecycle::Deleted, customer.deletion_id);
            customers::set_lifecycle(tx, cx.account, id, lifecycle, deletion, cx.now()).await?;
            if let Some(key) = &key {
                key.remember(tx, cx, id.uuid()).await?;
            }
            privacy_requests::reopen(tx, cx, keys.clone()).await?;
            let entry = Entry::of("customer.erasure_called_off", RecordKind::Customer, id.uuid(), Some(id));
            audit::record(tx, cx, entry).await?;
            let gone = || Fault::bug("a locked customer is not there");
            Ok((customers::find(&mut *tx, cx.account, id).await?.ok_or_else(gone)?, keys))
        })
    }
    .await;
    let (customer, keys) = outcome?;
    destroy(cx, keys).await;
    Ok(customer)
}
