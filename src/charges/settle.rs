//! Settling a charge: once, whoever tells first what became of it.

use super::{Charge, ChargeState, store, unknown};
use crate::app::Cx;
use crate::audit::{self, Entry};
use crate::credits::{self, Source};
use crate::customers::{self, CustomerLifecycle};
use crate::db::Tx;
use crate::error::{Fault, Outcome};
use crate::ids::{ChargeId, CustomerId, PaymentId};
use crate::invoices::{self, PaymentMethod, Received};
use crate::payment_providers::{ChargeOutcome, Taken};
use crate::terms::RecordKind;
use crate::{erasures, in_tx};

/// Notes what became of a charge. Money that was taken is recorded, also for a customer who is deleted by now.
///
/// # Errors
/// [`Refusal::NotFound`](crate::error::Refusal::NotFound) for a charge that was not written down.
pub async fn settle(cx: &Cx, id: ChargeId, taken: &Taken) -> Outcome<Charge> {
    in_tx!(cx, |tx| { settle_in(tx, cx, id, taken).await })
}

/// The same, within a transaction.
pub(super) async fn settle_in(tx: &mut Tx, cx: &Cx, id: ChargeId, taken: &Taken) -> Outcome<Charge> {
    let found = store::find(&mut *tx, cx.account, id).await?.ok_or_else(unknown)?;
    let forgotten = is_forgotten(tx, cx, found.customer_id).await?;
    let reference = taken.reference.clone().filter(|_| !forgotten);
    let charge = store::lock(tx, cx.account, id).await?.ok_or_else(unknown)?;
    let provider_ref = charge.provider_ref.clone().or(reference);
    let charge = Charge { provider_ref, updated_at: cx.now(), ..charge };
    match (charge.state, &taken.outcome) {
        // The provider's word that money was taken counts even after it said otherwise.
        (ChargeState::Pending | ChargeState::Failed, ChargeOutcome::Succeeded) => succeed(tx, cx, charge).await,
        (ChargeState::Pending, ChargeOutcome::Failed(code)) => fail(tx, cx, charge, code).await,
        (ChargeState::Pending, ChargeOutcome::Pending) => {
            store::update(tx, cx.account, &charge).await?;
            Ok(charge)
        }
        (ChargeState::Succeeded | ChargeState::Failed, _) => Ok(charge),
    }
}

/// Whether what was known of a charge's customer is unreadable for good: money is still recorded then, and nothing else.
/// Locks the customer.
pub(super) async fn is_forgotten(tx: &mut Tx, cx: &Cx, customer: CustomerId) -> Result<bool, Fault> {
    match customers::lock(tx, cx.account, customer).await? {
        None => Ok(true),
        Some(customer) if customer.lifecycle == CustomerLifecycle::Erased => Ok(true),
        Some(customer) => Ok(customer.masked && erasures::is_final(tx, cx.account, customer.id).await?),
    }
}

async fn succeed(tx: &mut Tx, cx: &Cx, charge: Charge) -> Outcome<Charge> {
    let payment_id = record(tx, cx, &charge).await?;
    let charge = Charge { state: ChargeState::Succeeded, failure: None, payment_id, ..charge };
    store::update(tx, cx.account, &charge).await?;
    note(tx, cx, "charge.succeeded", &charge).await?;
    Ok(charge)
}

/// Towards the invoice; as credit, what was paid in advance.
async fn record(tx: &mut Tx, cx: &Cx, charge: &Charge) -> Outcome<Option<PaymentId>> {
    let Some(invoice) = charge.invoice_id else {
        let whole = charge.amount(charge.amount_minor + charge.tip_minor)?;
        credits::enter(tx, cx, charge.customer_id, whole, Source::default()).await?;
        return Ok(None);
    };
    let invoice = invoices::lock_for_payment(tx, cx, invoice).await?;
    let received = Received {
        amount_minor: charge.amount_minor,
        tip_minor: charge.tip_minor,
        method: PaymentMethod::Card,
        charge: Some(charge.id),
    };
    Ok(invoices::record_payment_in(tx, cx, &invoice, received).await?.payment)
}

async fn fail(tx: &mut Tx, cx: &Cx, charge: Charge, code: &str) -> Outcome<Charge> {
    let code: String = code.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').take(60).collect();
    let charge = Charge { state: ChargeState::Failed, failure: Some(code), ..charge };
    store::update(tx, cx.account, &charge).await?;
    note(tx, cx, "charge.failed", &charge).await?;
    Ok(charge)
}

async fn note(tx: &mut Tx, cx: &Cx, action: &'static str, charge: &Charge) -> Result<(), Fault> {
    customers::announce(tx, cx, charge.customer_id);
    let data = serde_json::json!({ "minor": charge.amount_minor, "tip": charge.tip_minor, "currency": charge.currency,
        "payment": charge.payment_id.map(|id| id.to_string()), "failure": charge.failure });
    let entry = Entry::of(action, RecordKind::Charge, charge.id.uuid(), Some(charge.customer_id)).with(data);
    audit::record(tx, cx, entry).await?;
    Ok(())
}
