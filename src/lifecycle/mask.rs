//! Mask: makes what Lethe knows of a deleted customer unreadable, for good once the undo window has closed (A5, A6, A11).

use chrono::SecondsFormat;
use serde::Serialize;

use super::confirmation;
use crate::app::Cx;
use crate::audit::{self, Entry};
use crate::clock::Timestamp;
use crate::customers::{self, Customer, CustomerLifecycle};
use crate::db::Tx;
use crate::erasures::{self, Erasure, ErasureAct, Forgetting, NewErasure, Outlook, Removed};
use crate::error::{Fault, Outcome, Refusal};
use crate::idempotency::IdempotencyKey;
use crate::ids::{CustomerId, Id};
use crate::policies::{self, Policy};
use crate::terms::{Lang, Permission, PersonalField, RecordKind};
use crate::webhooks::{self, Event, WebhookEvent};
use crate::{in_tx, legal_holds, suppressions, text};

/// A mask that somebody asks for.
#[derive(Clone, Debug, Serialize)]
pub struct MaskRequest {
    pub id: String,
    /// The word that was typed.
    #[serde(skip)]
    pub confirmation: String,
    #[serde(skip)]
    pub lang: Lang,
    pub reason: Option<String>,
    #[serde(skip)]
    pub idempotency_key: Option<String>,
}

/// A mask, as it would be right now.
#[derive(Clone, Debug)]
pub struct MaskPlan {
    pub customer: Customer,
    /// When it would be for good.
    pub due_at: Timestamp,
    /// What it would do to which records.
    pub outlook: Vec<Outlook>,
}

/// A customer who is masked, and can be unmasked for a while.
#[derive(Clone, Debug)]
pub struct Masked {
    pub customer: Customer,
    pub erasure: Erasure,
}

/// Masks a customer who was deleted before (A11).
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::ConfirmationMismatch`], [`Refusal::CustomerNotDeleted`],
/// [`Refusal::CustomerMasked`], [`Refusal::CustomerErased`], [`Refusal::CustomerHeld`], [`Refusal::InvalidInput`],
/// [`Refusal::IdempotencyConflict`]; nothing was changed then.
pub async fn mask(cx: &Cx, request: &MaskRequest) -> Outcome<Masked> {
    cx.require(Permission::CustomersMask)?;
    let id: CustomerId = cx.parse(RecordKind::Customer, &request.id)?;
    confirmation::check(request.lang, &request.confirmation)?;
    let reason = text::optional_paragraph("reason", request.reason.as_deref(), 1_000)?;
    let key = IdempotencyKey::of(request.idempotency_key.as_deref(), "customerMask", request)?;
    in_tx!(cx, |tx| {
        let missing = || Refusal::NotFound(RecordKind::Customer);
        let customer = customers::lock(tx, cx.account, id).await?.ok_or_else(missing)?;
        if let Some(done) = replayed(tx, cx, key.as_ref(), &customer).await? {
            return Ok(done);
        }
        require_readable(&customer)?;
        legal_holds::require_none(&mut *tx, cx, id).await?;
        let policy = policies::current(&mut *tx, cx.account).await?;
        let due_at = final_at(cx, &policy);
        let new = new(cx, &policy, id, ErasureAct::Mask, policy.keep_fields.clone());
        let erasure = mask_now(tx, cx, NewErasure { reason: reason.clone(), due_at, ..new }).await?;
        if let Some(key) = &key {
            key.remember(tx, cx, erasure.id.uuid()).await?;
        }
        let customer = customers::find(&mut *tx, cx.account, id).await?.ok_or_else(missing)?;
        Ok(Masked { customer, erasure })
    })
}

/// Finds out what masking a customer would do to which records. Changes nothing.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::CustomerNotDeleted`], [`Refusal::CustomerMasked`],
/// [`Refusal::CustomerErased`], [`Refusal::CustomerHeld`].
pub async fn plan_mask(cx: &Cx, id: &str) -> Outcome<MaskPlan> {
    cx.require(Permission::CustomersMask)?;
    let id: CustomerId = cx.parse(RecordKind::Customer, id)?;
    let missing = || Refusal::NotFound(RecordKind::Customer);
    let customer = customers::find(&cx.db, cx.account, id).await?.ok_or_else(missing)?;
    require_readable(&customer)?;
    legal_holds::require_none(&cx.db, cx, id).await?;
    let policy = policies::current(&cx.db, cx.account).await?;
    Ok(MaskPlan { due_at: final_at(cx, &policy), outlook: outlook(cx, &policy, id).await?, customer })
}

/// What a mask would make of a customer's records.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn outlook(cx: &Cx, policy: &Policy, customer: CustomerId) -> Result<Vec<Outlook>, Fault> {
    let (act, today) = (ErasureAct::Mask, cx.now().date_naive());
    let forgetting = Forgetting::under(policy, act, policy.keep_fields.clone(), today);
    erasures::outlook(&cx.db, cx.account, &[customer], (act, &forgetting)).await
}

fn final_at(cx: &Cx, policy: &Policy) -> Timestamp {
    cx.now() + chrono::Duration::seconds(policy.undo_window_seconds)
}

/// Whether there is something of a deleted customer left to mask.
fn require_readable(customer: &Customer) -> Result<(), Refusal> {
    match customer.lifecycle {
        CustomerLifecycle::Active | CustomerLifecycle::Merged => Err(Refusal::CustomerNotDeleted),
        CustomerLifecycle::Erased => Err(Refusal::CustomerErased),
        CustomerLifecycle::Deleted | CustomerLifecycle::ErasureScheduled if customer.masked => {
            Err(Refusal::CustomerMasked)
        }
        CustomerLifecycle::Deleted | CustomerLifecycle::ErasureScheduled => Ok(()),
    }
}

async fn replayed(tx: &mut Tx, cx: &Cx, key: Option<&IdempotencyKey>, customer: &Customer) -> Outcome<Option<Masked>> {
    let Some(key) = key else { return Ok(None) };
    let Some(id) = key.earlier(tx, cx).await? else { return Ok(None) };
    let gone = || Fault::bug("an idempotency key names an erasure that is not there");
    let erasure = erasures::find(&mut *tx, cx.account, Id::from_uuid(id)).await?.ok_or_else(gone)?;
    Ok(Some(Masked { customer: customer.clone(), erasure }))
}

/// An erasure that comes at once, of whoever asks, under a policy.
pub(super) fn new(
    cx: &Cx,
    policy: &Policy,
    customer: CustomerId,
    act: ErasureAct,
    keep: Vec<PersonalField>,
) -> NewErasure {
    let now = cx.now();
    NewErasure {
        id: cx.id(),
        customer_id: customer,
        act,
        deletion_id: None,
        job_id: None,
        mask: Forgetting::under(policy, act, keep, now.date_naive()),
        policy_version: policy.version,
        suppression_years: policy.suppression_years,
        reason: None,
        by: cx.who.actor(),
        at: now,
        due_at: now,
    }
}

/// Seals what is known of a customer, and makes it unreadable. The customer is locked.
pub(super) async fn mask_now(tx: &mut Tx, cx: &Cx, new: NewErasure) -> Result<Erasure, Fault> {
    let forgetting = new.mask.clone();
    let mut masked = mask_all(tx, cx, vec![new], &forgetting).await?;
    masked.pop().ok_or_else(|| Fault::bug("a mask of one customer is one erasure"))
}

/// Seals what is known of customers, and makes the same unreadable of each. All of them are locked.
pub(super) async fn mask_all(
    tx: &mut Tx,
    cx: &Cx,
    new: Vec<NewErasure>,
    forgetting: &Forgetting,
) -> Result<Vec<Erasure>, Fault> {
    if new.is_empty() {
        return Ok(Vec::new());
    }
    let leaving: Vec<_> = new.iter().map(NewErasure::leaving).collect();
    let mut erasures = new.into_iter().map(Erasure::new).collect::<Result<Vec<_>, _>>()?;
    let customers: Vec<_> = erasures.iter().map(|erasure| erasure.customer_id).collect();
    erasures::insert(tx, cx.account, &erasures).await?;
    suppressions::add(tx, cx, &leaving).await?;
    erasures::seal(tx, cx, &erasures, forgetting).await?;
    let mut removed = erasures::forget(tx, cx.account, &customers, forgetting).await?;
    let oldest = erasures::oldest_kept(&mut *tx, cx.account, &customers, forgetting.kept_since).await?;
    let merged = customers::merged_into(tx, cx.account, customers.iter().map(|id| id.uuid()).collect()).await?;
    let (mut events, mut entries) = (Vec::new(), Vec::new());
    for erasure in &mut erasures {
        let removed = removed.remove(&erasure.customer_id).unwrap_or_default();
        erasure.set_removed(&removed)?;
        erasure.oldest_kept = oldest.get(&erasure.customer_id).copied();
        customers::announce(tx, cx, erasure.customer_id);
        events.push(event(erasure, &merged));
        entries.push(entry(erasure, &removed));
    }
    erasures::note_removed(tx, cx.account, &erasures).await?;
    let masked = customers.iter().map(|id| id.uuid()).collect();
    customers::set_masked(tx, cx.account, masked, true, cx.now()).await?;
    webhooks::queue_all(tx, cx, &events).await?;
    audit::record_all(tx, cx, entries).await?;
    Ok(erasures)
}

/// What partners are told of a mask, with those who were merged into its customer.
fn event(erasure: &Erasure, merged: &[(CustomerId, CustomerId)]) -> Event {
    let parts = merged.iter().filter(|(survivor, _)| *survivor == erasure.customer_id);
    let parts: Vec<String> = parts.map(|(_, part)| part.to_string()).collect();
    Event::new(WebhookEvent::CustomerMasked)
        .of(erasure.customer_id)
        .by(erasure.id)
        .with("leaves", erasure.act.as_str())
        .with("finalAt", erasure.due_at.to_rfc3339_opts(SecondsFormat::AutoSi, true))
        .with("merged", parts)
}

/// What the audit log says of a mask.
fn entry(erasure: &Erasure, removed: &[Removed]) -> Entry {
    let customer = erasure.customer_id;
    let entry = Entry::of("customer.masked", RecordKind::Customer, customer.uuid(), Some(customer));
    entry.with(serde_json::json!({ "erasure": erasure.id.to_string(), "act": erasure.act, "removed": removed }))
}
