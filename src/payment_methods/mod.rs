//! Payment methods: cards that customers left with the payment provider, for the account to charge. Lethe keeps what the
//! provider knows them by, and what of them people recognise.

mod setup;
mod store;

pub use setup::{finish_by_customer, finish_by_link, start_by_customer, start_by_link};
pub use store::{by_ids, find, of_customers};

use crate::app::Cx;
use crate::audit::{self, Entry};
use crate::clock::Timestamp;
use crate::customers::{self, Customer};
use crate::db::Tx;
use crate::error::{Outcome, Refusal};
use crate::ids::{CustomerId, PaymentMethodId};
use crate::in_tx;
use crate::notifications::{self, NotificationKind};
use crate::payment_providers::PaymentProvider;
use crate::terms::{Permission, RecordKind};

/// A card that the payment provider keeps.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct PaymentMethod {
    pub id: PaymentMethodId,
    pub customer_id: CustomerId,
    /// Who keeps it: `stripe`.
    pub provider: String,
    /// What the provider knows it by. Nobody is shown it.
    pub token: String,
    /// `visa`, say.
    pub brand: String,
    pub last_four: String,
    pub expires_year: i64,
    pub expires_month: i64,
    /// Whether it is the one to charge when none is named.
    pub is_default: bool,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub removed_at: Option<Timestamp>,
}

/// Sends a customer a link by which they leave a payment method (D7).
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::CustomerDeleted`], [`Refusal::PaymentsUnavailable`].
pub async fn ask(cx: &Cx, customer: &str) -> Outcome<Customer> {
    cx.require(Permission::PaymentMethodsWrite)?;
    let id: CustomerId = cx.parse(RecordKind::Customer, customer)?;
    if matches!(cx.payments, PaymentProvider::Disabled) {
        return Err(Refusal::PaymentsUnavailable.into());
    }
    in_tx!(cx, |tx| {
        let customer = customers::hold(tx, cx, id).await?;
        let about = (RecordKind::Customer, id.uuid());
        notifications::queue(tx, cx, id, NotificationKind::PaymentMethodAsked, about).await?;
        customers::announce(tx, cx, id);
        audit::record(tx, cx, Entry::of("payment_method.asked", RecordKind::Customer, id.uuid(), Some(id))).await?;
        Ok(customer)
    })
}

/// Removes a payment method: nothing can be charged to it any more.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::CustomerDeleted`].
pub async fn remove(cx: &Cx, id: &str) -> Outcome<PaymentMethod> {
    cx.require(Permission::PaymentMethodsWrite)?;
    taken_away(cx, id, None).await
}

/// The same, by the customer whose it is.
///
/// # Errors
/// [`Refusal::NotFound`], also of somebody else's.
pub async fn remove_by_customer(cx: &Cx, id: &str, customer: CustomerId) -> Outcome<PaymentMethod> {
    taken_away(cx, id, Some(customer)).await
}

async fn taken_away(cx: &Cx, id: &str, whose: Option<CustomerId>) -> Outcome<PaymentMethod> {
    let id = cx.parse(RecordKind::PaymentMethod, id)?;
    in_tx!(cx, |tx| {
        let method = lock(tx, cx, id, whose).await?;
        let gone = PaymentMethod {
            is_default: false,
            removed_at: Some(cx.now()),
            version: method.version + 1,
            updated_at: cx.now(),
            ..method
        };
        store::update(tx, cx.account, &gone).await?;
        if method.is_default {
            store::default_to_newest(tx, cx.account, gone.customer_id, cx.now()).await?;
        }
        note(tx, cx, "payment_method.removed", &gone).await?;
        Ok(gone)
    })
}

/// Makes a payment method the one that is charged when none is named.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::CustomerDeleted`].
pub async fn make_default(cx: &Cx, id: &str) -> Outcome<PaymentMethod> {
    cx.require(Permission::PaymentMethodsWrite)?;
    put_first(cx, id, None).await
}

/// The same, by the customer whose it is.
///
/// # Errors
/// [`Refusal::NotFound`], also of somebody else's.
pub async fn make_default_by_customer(cx: &Cx, id: &str, customer: CustomerId) -> Outcome<PaymentMethod> {
    put_first(cx, id, Some(customer)).await
}

async fn put_first(cx: &Cx, id: &str, whose: Option<CustomerId>) -> Outcome<PaymentMethod> {
    let id = cx.parse(RecordKind::PaymentMethod, id)?;
    in_tx!(cx, |tx| {
        let method = lock(tx, cx, id, whose).await?;
        if method.is_default {
            return Ok(method);
        }
        store::no_default(tx, cx.account, method.customer_id, cx.now()).await?;
        let first = PaymentMethod { is_default: true, version: method.version + 1, updated_at: cx.now(), ..method };
        store::update(tx, cx.account, &first).await?;
        note(tx, cx, "payment_method.made_default", &first).await?;
        Ok(first)
    })
}

/// A payment method that can be charged, locked together with its live customer.
async fn lock(tx: &mut Tx, cx: &Cx, id: PaymentMethodId, whose: Option<CustomerId>) -> Outcome<PaymentMethod> {
    let unknown = Refusal::NotFound(RecordKind::PaymentMethod);
    let found = store::find(&mut *tx, cx.account, id).await?;
    let found = found.filter(|method| whose.is_none_or(|whose| whose == method.customer_id)).ok_or(unknown.clone())?;
    match whose {
        // Who was deleted in between is not told so.
        Some(_) => setup::lock(tx, cx, found.customer_id, unknown.clone()).await?,
        None => {
            customers::lock_live(tx, cx, found.customer_id).await?;
        }
    }
    store::lock_all(tx, cx.account, found.customer_id).await?;
    let live = store::find(&mut *tx, cx.account, id).await?.filter(|method| method.removed_at.is_none());
    Ok(live.ok_or(unknown)?)
}

/// The payment method to charge, locked: the one that is named, else the customer's default. The caller holds the
/// customer.
///
/// # Errors
/// [`Refusal::NotFound`] when there is none, also for one that is somebody else's or of another provider.
pub async fn chargeable(
    tx: &mut Tx,
    cx: &Cx,
    customer: CustomerId,
    named: Option<PaymentMethodId>,
) -> Outcome<PaymentMethod> {
    let methods = store::lock_all(tx, cx.account, customer).await?;
    let wanted = |method: &PaymentMethod| named.map_or(method.is_default, |id| id == method.id);
    let found = methods.into_iter().find(|method| wanted(method) && method.provider == cx.payments.name());
    Ok(found.ok_or(Refusal::NotFound(RecordKind::PaymentMethod))?)
}

async fn note(tx: &mut Tx, cx: &Cx, action: &'static str, method: &PaymentMethod) -> Outcome<()> {
    customers::announce(tx, cx, method.customer_id);
    let entry = Entry::of(action, RecordKind::PaymentMethod, method.id.uuid(), Some(method.customer_id));
    audit::record(tx, cx, entry).await?;
    Ok(())
}
